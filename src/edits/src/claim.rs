//! What an institutional claim has room for (ASC X12 837I, HI segments).

/// Diagnoses, the principal one included; external causes stand apart from them.
pub const DIAGNOSES: usize = 25;
/// External causes of injury.
pub const EXTERNAL_CAUSES: usize = 12;
/// Procedures, the principal one included.
pub const PROCEDURES: usize = 25;

/// Whether a diagnosis code is an external cause (V00 to Y99), which a claim carries apart from the other diagnoses.
#[must_use]
pub fn is_external_cause(code: &str) -> bool {
    matches!(code.as_bytes().first(), Some(b'V'..=b'Y' | b'v'..=b'y'))
}
