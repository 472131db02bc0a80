//! Where figures are rounded: at the places where the IPPS Pricer that CMS publishes rounds them (its FY 2021 release
//! was read). Half is rounded away from zero everywhere.
//!
//! | Figure | Places |
//! |---|---|
//! | transfer fraction, geographic adjustment factor, capital share factor | 4 |
//! | capital cost-of-living factor | 3 |
//! | wage-adjusted capital rate, outlier threshold of a transfer | cents |
//! | federal payments, teaching factors, thresholds and costs on the way | 9 |
//! | every amount that is paid | cents |

use rust_decimal::{Decimal, MathematicalOps, RoundingStrategy};

/// Rounds to a number of decimal places, half away from zero.
pub(crate) fn places(number: Decimal, places: u32) -> Decimal {
    number.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero)
}

/// Nine places: money on the way to an amount.
pub(crate) fn nine(number: Decimal) -> Decimal {
    places(number, 9)
}

/// `base` to the power of `exponent`; 1 where that can't be computed, which no checked input reaches (bases lie
/// between 0.2 and 3, exponents between 0 and 1).
pub(crate) fn power(base: Decimal, exponent: Decimal) -> Decimal {
    base.checked_powd(exponent).unwrap_or(Decimal::ONE)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reference values to fourteen digits, from a calculator of arbitrary precision.
    #[test]
    fn powers_are_exact_to_more_than_nine_places() {
        for (base, exponent, expected) in [
            // 1.25 ^ 0.405
            (Decimal::new(125, 2), Decimal::new(405, 3), POWER_1_25),
            // 1.1 ^ 0.6848
            (Decimal::new(11, 1), Decimal::new(6848, 4), POWER_1_10),
            // 2.7183 ^ 0.081
            (Decimal::new(27_183, 4), Decimal::new(81, 3), POWER_E),
        ] {
            let difference = (power(base, exponent) - Decimal::new(expected, 14)).abs();
            assert!(difference < Decimal::new(1, 13), "{base} ^ {exponent}");
        }
    }

    const POWER_1_25: i64 = 109_458_263_819_953;
    const POWER_1_10: i64 = 106_744_550_018_875;
    const POWER_E: i64 = 108_437_148_372_994;
}
