//! What protects a record beyond its kind. A flag only ever raises the bar.

use serde::{Deserialize, Serialize};

/// A set of protections of one record, as seen from one user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Flags(u16);

impl Flags {
    /// Nothing beyond the ordinary.
    pub const NONE: Self = Self(0);
    /// A person whom many would look up.
    pub const VIP: Self = Self(1);
    /// An employee of the facility.
    pub const EMPLOYEE: Self = Self(1 << 1);
    /// Records of a substance use disorder programme (42 CFR part 2).
    pub const PART_2: Self = Self(1 << 2);
    /// Protected by state law, such as HIV results.
    pub const STATE_PROTECTED: Self = Self(1 << 3);
    /// The patient is the user.
    pub const SELF: Self = Self(1 << 4);
    /// The patient has the user's surname.
    pub const SAME_SURNAME: Self = Self(1 << 5);
    /// The patient's record is provisional: not yet verified with the attending's office.
    pub const PROVISIONAL: Self = Self(1 << 6);
    /// Under legal hold: nothing of it may be retired.
    pub const LEGAL_HOLD: Self = Self(1 << 7);

    /// Each flag by itself.
    pub const EACH: [Self; 8] = [
        Self::VIP,
        Self::EMPLOYEE,
        Self::PART_2,
        Self::STATE_PROTECTED,
        Self::SELF,
        Self::SAME_SURNAME,
        Self::PROVISIONAL,
        Self::LEGAL_HOLD,
    ];

    /// These and `others`.
    #[must_use]
    pub const fn with(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    /// These without `others`.
    #[must_use]
    pub const fn without(self, others: Self) -> Self {
        Self(self.0 & !others.0)
    }

    /// Whether any of `others` is among them.
    #[must_use]
    pub const fn any(self, others: Self) -> bool {
        self.0 & others.0 != 0
    }
}
