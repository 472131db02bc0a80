//! The thirteen roles of a health information department, and the set of them that a person holds.

use serde::{Deserialize, Serialize};

use crate::numbered::numbered;

numbered! {
    /// What a person is there for. A person may hold several.
    pub enum Role {
        /// Assigns codes to the encounters assigned to them.
        Coder = 0, "coder";
        /// Assembles charts and finds what is missing in them.
        Analyst = 1, "record analyst";
        /// Registers patients and their encounters.
        Registrar = 2, "registrar";
        /// Answers requests for copies of records (release of information).
        Release = 3, "release-of-information specialist";
        /// Keeps the master patient index: duplicates, overlays, number blocks.
        IndexCoordinator = 4, "MPI coordinator";
        /// Checks transcribed and dictated documents.
        Transcription = 5, "transcription reviewer";
        /// Runs the department: people, assignments, numbers, backups.
        Supervisor = 6, "supervisor";
        /// Answers queries about their own patients.
        Responder = 7, "physician responder";
        /// Sends out what was coded.
        Billing = 8, "biller";
        /// Learns on practice charts.
        Student = 9, "student";
        /// Writes practice charts and looks after students.
        Instructor = 10, "instructor";
        /// Reviews coding and the audit trail.
        Auditor = 11, "auditor";
        /// Answers for privacy (45 CFR 164.530(a)(1)).
        PrivacyOfficer = 12, "privacy officer";
    }
}

impl Role {
    /// The role with its article, for a sentence.
    pub(crate) fn a(self) -> String {
        let words = self.words();
        let article = if matches!(
            self,
            Self::Auditor | Self::Instructor | Self::IndexCoordinator
        ) {
            "an"
        } else {
            "a"
        };
        format!("{article} {words}")
    }
}

/// A set of roles. Bits of roles that a newer build gave out are kept and give no right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Roles(u16);

impl Roles {
    /// No role: nothing is allowed.
    pub const NONE: Self = Self(0);

    /// Every role of this build, as in a facility where one person does all.
    pub const ALL: Self = {
        let mut all = Self::NONE;
        let mut at = 0;
        while at < Role::ALL.len() {
            all = all.with(Role::ALL[at]);
            at += 1;
        }
        all
    };

    /// One role.
    #[must_use]
    pub const fn only(role: Role) -> Self {
        Self::NONE.with(role)
    }

    /// These and `role`.
    #[must_use]
    pub const fn with(self, role: Role) -> Self {
        Self(self.0 | 1 << role as u16)
    }

    /// These without `role`.
    #[must_use]
    pub const fn without(self, role: Role) -> Self {
        Self(self.0 & !(1 << role as u16))
    }

    /// The roles that are in both sets.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Whether `role` is among them.
    #[must_use]
    pub const fn has(self, role: Role) -> bool {
        self.0 & 1 << role as u16 != 0
    }

    /// The roles this build knows, in their order.
    pub fn iter(self) -> impl Iterator<Item = Role> {
        Role::ALL
            .iter()
            .copied()
            .filter(move |role| self.has(*role))
    }

    /// Their names, separated by commas.
    #[must_use]
    pub fn words(self) -> String {
        let mut names: Vec<&str> = self.iter().map(Role::words).collect();
        if self.0 & !Self::ALL.0 != 0 {
            names.push("a role of a newer version");
        }
        if names.is_empty() {
            names.push("no role");
        }
        names.join(", ")
    }
}

impl FromIterator<Role> for Roles {
    fn from_iter<I: IntoIterator<Item = Role>>(roles: I) -> Self {
        roles.into_iter().fold(Self::NONE, Self::with)
    }
}
