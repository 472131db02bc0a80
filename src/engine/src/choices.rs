//! The choices of a stay in plain words of Chartroom's own. They describe; the manuals define.

use crate::draft::{HomeHealthCare, Hospital, Poa, Sex};

/// A discharge status: its number on the claim and what it means in short.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DischargeStatus {
    /// Number.
    pub number: i64,
    /// Our own short name for it.
    pub words: &'static str,
}

const fn status(number: i64, words: &'static str) -> DischargeStatus {
    DischargeStatus { number, words }
}

/// Every discharge status the grouper knows, by number.
pub const DISCHARGE_STATUSES: [DischargeStatus; 36] = [
    status(1, "Went home"),
    status(2, "Moved to another acute hospital"),
    status(3, "To skilled nursing"),
    status(4, "To custodial or supportive care"),
    status(5, "To a cancer or children's hospital"),
    status(6, "Home with home health"),
    status(7, "Left against advice"),
    status(20, "Died"),
    status(21, "To police or court"),
    status(30, "Still here"),
    status(43, "To a federal hospital"),
    status(50, "Hospice at home"),
    status(51, "Hospice in a facility"),
    status(61, "To a swing bed in this hospital"),
    status(62, "To inpatient rehabilitation"),
    status(63, "To long-term acute care"),
    status(64, "To a nursing home under Medicaid only"),
    status(65, "To psychiatric care"),
    status(66, "To a critical access hospital"),
    status(69, "To a disaster care site"),
    status(70, "To some other kind of care"),
    status(81, "Went home, return planned"),
    status(82, "Another acute hospital, return planned"),
    status(83, "Skilled nursing, return planned"),
    status(84, "Custodial care, return planned"),
    status(85, "Cancer or children's hospital, return planned"),
    status(86, "Home health, return planned"),
    status(87, "Police or court, return planned"),
    status(88, "Federal hospital, return planned"),
    status(89, "Swing bed, return planned"),
    status(90, "Rehabilitation, return planned"),
    status(91, "Long-term acute care, return planned"),
    status(92, "Medicaid nursing home, return planned"),
    status(93, "Psychiatric care, return planned"),
    status(94, "Critical access hospital, return planned"),
    status(95, "Other care, return planned"),
];

/// Our words for a discharge status, if it is one.
#[must_use]
pub fn discharge_status_words(number: i64) -> Option<&'static str> {
    DISCHARGE_STATUSES
        .iter()
        .find(|s| s.number == number)
        .map(|s| s.words)
}

/// Present-on-admission choices a coder is offered, with what they say.
pub const POA_CHOICES: [(Poa, &str); 5] = [
    (Poa::Y, "Yes, there when the patient was admitted"),
    (Poa::N, "No, it came during the stay"),
    (Poa::U, "The record does not say enough"),
    (Poa::W, "The provider cannot tell"),
    (Poa::Blank, "Left blank (code exempt from reporting)"),
];

/// Sexes as billed, in words.
pub const SEX_CHOICES: [(Sex, &str); 3] = [
    (Sex::Female, "Female"),
    (Sex::Male, "Male"),
    (Sex::Unknown, "Not known"),
];

/// Kinds of hospital, in words.
pub const HOSPITAL_CHOICES: [(Hospital, &str); 3] = [
    (Hospital::Reports, "Reports present on admission"),
    (Hospital::Exempt, "Exempt from reporting it"),
    (Hospital::Unknown, "Not known"),
];

/// Whether a discharge status says that home health care follows.
#[must_use]
pub const fn with_home_health(status: i64) -> bool {
    matches!(status, 6 | 86)
}

/// Home health care after a stay, in words short enough for its field, with the condition code that says so.
pub const HOME_HEALTH_CHOICES: [(HomeHealthCare, &str); 3] = [
    (HomeHealthCare::Related, "Within 3 days"),
    (HomeHealthCare::Unrelated, "Not related (42)"),
    (HomeHealthCare::Later, "After 3 days (43)"),
];
