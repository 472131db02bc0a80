//! The shipped weights, printed by the example `calibrate` from 40,002 generated records of the United States (seed 1):
//! m counted over 9,133 pairs of one person, u over some eight million pairs of two. They hold for the generator's
//! errors; a facility does better to estimate its own.

use super::{Model, Shares};

const PRIOR: f64 = 1.142e-5;

#[rustfmt::skip]
const SHARES: [(&[f64], &[f64]); 12] = [
    // Family name
    (&[9.0297e-1, 5.3087e-3, 3.4096e-2, 4.2415e-2, 4.3236e-3, 1.0891e-2], &[2.6210e-3, 6.0621e-8, 3.9586e-5, 5.2225e-4, 4.4466e-3, 9.9237e-1]),
    // Given name
    (&[8.8083e-1, 4.0221e-2, 4.5628e-2, 9.1034e-3, 5.1310e-3, 6.4552e-3, 1.2634e-2], &[6.4879e-3, 6.4848e-4, 7.9232e-4, 2.1928e-4, 2.5601e-3, 6.9202e-3, 9.8237e-1]),
    // Middle name
    (&[1.0814e-1, 8.8556e-1, 6.3067e-3], &[7.0696e-4, 5.6299e-2, 9.4299e-1]),
    // Birth date
    (&[9.4756e-1, 4.3656e-3, 2.9454e-2, 4.5866e-3, 1.1218e-2, 2.8183e-3], &[3.3087e-5, 1.2170e-5, 1.0678e-3, 1.9387e-5, 3.2177e-3, 9.9565e-1]),
    // Sex
    (&[9.5141e-1, 4.8585e-2], &[4.9666e-1, 5.0334e-1]),
    // Address and telephone
    (&[3.7601e-1, 2.0755e-1, 2.7305e-1, 1.3177e-2, 2.3907e-3, 1.2782e-1], &[2.0025e-5, 9.4270e-6, 3.9618e-5, 5.4529e-5, 1.5542e-2, 9.8433e-1]),
    // E-mail
    (&[7.4749e-1, 1.1577e-1, 1.3674e-1], &[1.8935e-6, 6.3118e-7, 1.0000e0]),
    // Social security number
    (&[5.4566e-1, 1.3047e-2, 4.3116e-1, 3.2233e-3, 6.9071e-3], &[1.7130e-7, 1.7130e-7, 4.2997e-5, 5.5882e-1, 4.4114e-1]),
    // Other number
    (&[8.8778e-1, 3.2248e-4, 1.1190e-1], &[2.7306e-7, 2.7306e-7, 1.0000e0]),
    // Mother
    (&[1.5413e-1, 8.3019e-1, 1.5676e-2], &[7.7643e-6, 8.9001e-3, 9.9109e-1]),
    // Date of death
    (&[9.5000e-1, 5.0000e-2], &[1.0000e-3, 9.9900e-1]),
    // Relatives
    (&[7.9284e-6, 3.3243e-6, 3.8672e-3, 1.1538e-1], &[9.9000e-1, 9.9000e-1, 9.9000e-1, 9.9000e-1]),
];

pub(super) fn model() -> Model {
    Model {
        source: "generated records of the United States".to_owned(),
        prior: PRIOR,
        fields: SHARES
            .iter()
            .map(|(m, u)| Shares {
                m: m.to_vec(),
                u: u.to_vec(),
            })
            .collect(),
    }
}
