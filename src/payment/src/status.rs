//! Patient discharge status, as far as payment depends on it: whether the patient went where a transfer is paid.
//!
//! The numbers are those that CMS names for its transfer policies; what any other number means is no matter here.
//! Each destination has a second number for a planned readmission, which is treated alike.

use core::fmt;

/// A patient discharge status, 1 to 99, shown with two digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DischargeStatus(u8);

/// Where a transfer goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Destination {
    /// A short-term general hospital: 02, 82.
    AcuteHospital,
    /// A critical access hospital: 66, 94.
    CriticalAccessHospital,
    /// A skilled nursing facility: 03, 83. Not a swing bed (61), not a nursing facility without Medicare (04, 64).
    SkilledNursing,
    /// A cancer or children's hospital: 05, 85.
    CancerOrChildrens,
    /// Home under a plan of home health care: 06, 86.
    HomeHealth,
    /// Hospice, at home (50) or in a facility (51): since 2018-10-01.
    Hospice,
    /// An inpatient rehabilitation facility or unit: 62, 90.
    Rehabilitation,
    /// A long-term care hospital: 63, 91.
    LongTermCare,
    /// A psychiatric hospital or unit: 65, 93.
    Psychiatric,
}

impl DischargeStatus {
    /// A status; `None` outside 1 to 99.
    #[must_use]
    pub const fn new(number: u8) -> Option<Self> {
        if number >= 1 && number <= 99 {
            Some(Self(number))
        } else {
            None
        }
    }

    /// The number.
    #[must_use]
    pub const fn number(self) -> u8 {
        self.0
    }

    /// Whether the patient hasn't left (30).
    #[must_use]
    pub const fn is_still_patient(self) -> bool {
        self.0 == 30
    }

    /// Where the patient went, if that can be a transfer for payment (42 CFR 412.4(b) and (c)).
    #[must_use]
    pub const fn destination(self) -> Option<Destination> {
        Some(match self.0 {
            2 | 82 => Destination::AcuteHospital,
            66 | 94 => Destination::CriticalAccessHospital,
            3 | 83 => Destination::SkilledNursing,
            5 | 85 => Destination::CancerOrChildrens,
            6 | 86 => Destination::HomeHealth,
            50 | 51 => Destination::Hospice,
            62 | 90 => Destination::Rehabilitation,
            63 | 91 => Destination::LongTermCare,
            65 | 93 => Destination::Psychiatric,
            _ => return None,
        })
    }
}

impl fmt::Display for DischargeStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}", self.0)
    }
}

impl Destination {
    /// Whether this is an acute care transfer, which concerns every DRG (42 CFR 412.4(b)).
    #[must_use]
    pub const fn is_acute(self) -> bool {
        matches!(self, Self::AcuteHospital | Self::CriticalAccessHospital)
    }

    /// In words, to follow "to".
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::AcuteHospital => "another acute care hospital",
            Self::CriticalAccessHospital => "a critical access hospital",
            Self::SkilledNursing => "a skilled nursing facility",
            Self::CancerOrChildrens => "a cancer or children's hospital",
            Self::HomeHealth => "home health care",
            Self::Hospice => "hospice",
            Self::Rehabilitation => "inpatient rehabilitation",
            Self::LongTermCare => "a long-term care hospital",
            Self::Psychiatric => "inpatient psychiatry",
        }
    }

    /// The paragraph that makes it a transfer.
    #[must_use]
    pub const fn source(self) -> &'static str {
        match self {
            Self::AcuteHospital => "42 CFR 412.4(b)(1)",
            Self::CriticalAccessHospital => "42 CFR 412.4(b)(4)",
            Self::SkilledNursing => "42 CFR 412.4(c)(2)",
            Self::HomeHealth => "42 CFR 412.4(c)(3)",
            Self::Hospice => "42 CFR 412.4(c)(4)",
            Self::CancerOrChildrens
            | Self::Rehabilitation
            | Self::LongTermCare
            | Self::Psychiatric => "42 CFR 412.4(c)(1)",
        }
    }
}
