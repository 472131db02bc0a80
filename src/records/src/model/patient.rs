//! The patient: who somebody is, how that is known, and how far it has been verified.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::encounter::Sex;
use super::words::{Transition, words};
use super::{Entries, PartialDate};
use crate::clock::Moment;
use crate::id::{RecordId, UserId};

words! {
    /// Where a patient's record stands on its way from the first search to the settled record.
    PatientStatus {
        /// Made after a search; the attending's office has not confirmed it yet.
        Provisional = "provisional", "provisional";
        /// Confirmed by the attending's office.
        Verified = "verified", "verified";
        /// In use.
        Active = "active", "active";
        /// Another record of the same patient stands for this one.
        Merged = "merged", "merged";
        /// No longer in use.
        Retired = "retired", "retired";
        /// The patient has died.
        Deceased = "deceased", "deceased";
    }
}

impl PatientStatus {
    /// Whether records may be released and claims billed: not before the attending's office has verified who it is.
    #[must_use]
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Verified | Self::Active | Self::Deceased)
    }

    /// Whether the state may become another.
    ///
    /// # Errors
    /// [`Transition`] says what has to come first.
    pub const fn may_become(self, next: Self) -> Result<(), Transition> {
        use PatientStatus::{Active, Deceased, Merged, Provisional, Retired, Unknown, Verified};
        let instead = match (self, next) {
            (Unknown, Provisional)
            | (Provisional, Verified | Merged | Retired)
            | (Verified, Active | Provisional | Merged | Retired | Deceased)
            | (Active, Merged | Retired | Deceased | Provisional)
            | (Retired | Deceased, Active | Merged)
            // An unmerge brings back what was there.
            | (Merged, Provisional | Verified | Active | Retired | Deceased) => return Ok(()),
            (Provisional, _) => "have the attending's office verify the patient first",
            (Merged, _) => "undo the merge first",
            (Unknown, _) => "a new record is provisional",
            _ => "there is no such step",
        };
        Err(Transition {
            from: self.said(),
            to: next.said(),
            instead,
        })
    }
}

/// A patient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Patient {
    /// How far the record is settled.
    pub status: PatientStatus,
    /// The facility's unit number with its check digit, as written on folders.
    pub unit_number: String,
    /// Numbers that others gave.
    pub identifiers: Entries<Identifier>,
    /// Names: legal, maiden, alias.
    pub names: Entries<PersonName>,
    /// Date of birth as far as it is known.
    pub birth_date: Option<PartialDate>,
    /// Sex assigned at birth.
    pub sex_at_birth: Sex,
    /// Sex as it stands on the claim.
    pub administrative_sex: Sex,
    /// Gender identity in the patient's words.
    pub gender_identity: String,
    /// Race, in the categories of the Office of Management and Budget.
    pub race: Vec<String>,
    /// Ethnicity, in the categories of the Office of Management and Budget.
    pub ethnicity: String,
    /// Addresses.
    pub addresses: Entries<Address>,
    /// Telephone numbers.
    pub phones: Entries<Phone>,
    /// Electronic mail.
    pub email: String,
    /// Social security number in full, or its last four digits, as the facility's policy has it. Digits only.
    pub ssn: String,
    /// The mother's names.
    pub mother: Mother,
    /// Which of a multiple birth, from 1.
    pub birth_order: Option<u8>,
    /// Date of death.
    pub death_date: Option<NaiveDate>,
    /// Language spoken.
    pub language: String,
    /// What raises the bar for reading.
    pub flags: Flags,
    /// The attending physician's office, which verifies the record.
    pub attending_office: Office,
    /// Who verified it, and how.
    pub verification: Option<Verification>,
    /// The search that came before the record was made, and who was ruled out.
    pub searched: Option<Searched>,
    /// The record that stands for this one.
    pub merged_into: Option<RecordId>,
    /// The record this one was split from.
    pub split_from: Option<RecordId>,
}

impl Patient {
    /// The legal name, else any; `FAMILY, Given Middle Suffix`.
    #[must_use]
    pub fn shown_name(&self) -> String {
        let mut names: Vec<&PersonName> = self.names.values().collect();
        names.sort_by_key(|name| name.kind != NameKind::Legal);
        names.first().map_or_else(String::new, |name| name.shown())
    }
}

words! {
    /// What a name is.
    NameKind {
        /// The legal name.
        Legal = "legal", "legal name";
        /// The name before marriage.
        Maiden = "maiden", "maiden name";
        /// Another name used.
        Alias = "alias", "also known as";
        /// The name given to a newborn before it has one.
        Newborn = "newborn", "newborn";
    }
}

/// A name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct PersonName {
    /// What kind of name.
    pub kind: NameKind,
    /// Family name.
    pub family: String,
    /// Given name.
    pub given: String,
    /// Middle name or initial.
    pub middle: String,
    /// Jr., Sr., III.
    pub suffix: String,
    /// First day it was used.
    pub from: Option<NaiveDate>,
    /// Last day it was used.
    pub to: Option<NaiveDate>,
}

impl PersonName {
    /// `FAMILY, Given Middle Suffix`.
    #[must_use]
    pub fn shown(&self) -> String {
        let rest: Vec<&str> = [&self.given, &self.middle, &self.suffix]
            .into_iter()
            .map(String::as_str)
            .filter(|part| !part.is_empty())
            .collect();
        let family = self.family.to_uppercase();
        match (family.is_empty(), rest.is_empty()) {
            (_, true) => family,
            (true, _) => rest.join(" "),
            _ => format!("{family}, {}", rest.join(" ")),
        }
    }
}

words! {
    /// Whose number an identifier is.
    IdentifierKind {
        /// Another facility's record number.
        OtherRecordNumber = "other_mrn", "record number elsewhere";
        /// Medicare beneficiary identifier.
        Medicare = "medicare", "Medicare beneficiary identifier";
        /// Medicaid.
        Medicaid = "medicaid", "Medicaid number";
        /// Another insurer's.
        Insurance = "insurance", "insurance number";
        /// Driver's licence.
        Licence = "licence", "driver's licence";
        /// Passport.
        Passport = "passport", "passport";
        /// A tribal or military number.
        Other = "other", "other number";
    }
}

/// A number that somebody else gave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Identifier {
    /// What kind.
    pub kind: IdentifierKind,
    /// Who gave it.
    pub system: String,
    /// The number.
    pub value: String,
}

/// An address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Address {
    /// Street and number.
    pub street: String,
    /// City.
    pub city: String,
    /// State, two letters.
    pub state: String,
    /// ZIP code.
    pub zip: String,
    /// First day.
    pub from: Option<NaiveDate>,
    /// Last day.
    pub to: Option<NaiveDate>,
}

/// A telephone number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Phone {
    /// The number as dialled.
    pub number: String,
    /// Home, mobile, work.
    pub used_for: String,
}

/// The mother, by whom a newborn is told from another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Mother {
    /// Given name.
    pub given: String,
    /// Maiden name.
    pub maiden: String,
}

/// What raises the bar for reading a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Flags {
    /// Known to the public.
    #[serde(skip_serializing_if = "is_false")]
    pub vip: bool,
    /// Works here.
    #[serde(skip_serializing_if = "is_false")]
    pub employee: bool,
    /// Holds records under 42 CFR Part 2.
    #[serde(skip_serializing_if = "is_false")]
    pub part_2: bool,
    /// Holds what state law protects further, such as HIV results.
    #[serde(skip_serializing_if = "is_false")]
    pub state_protected: bool,
}

#[allow(clippy::trivially_copy_pass_by_ref)]
const fn is_false(flag: &bool) -> bool {
    !*flag
}

/// The attending physician's office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Office {
    /// Physician and practice.
    pub name: String,
    /// Telephone.
    pub phone: String,
}

/// The attending's office has confirmed who the patient is, before the folder is finally made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Verification {
    /// Who asked.
    pub by: UserId,
    /// When.
    pub at: Option<Moment>,
    /// How: telephone, fax, in person.
    pub how: String,
    /// Who answered at the office.
    pub with: String,
    /// What was changed on that occasion, in words; empty for nothing.
    pub changed: String,
}

/// The search that a new record needs (MPI-001), and the candidates that were ruled out (MPI-002).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Searched {
    /// The identifiers searched on, in words.
    pub on: Vec<String>,
    /// Who searched.
    pub by: UserId,
    /// When.
    pub at: Option<Moment>,
    /// How many records were searched.
    pub among: u64,
    /// Everyone ruled out.
    pub ruled_out: Vec<RuledOut>,
}

/// A candidate that is somebody else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct RuledOut {
    /// The candidate.
    pub patient: RecordId,
    /// Match weight in thousandths of a bit.
    pub weight_millibits: i64,
    /// Why it is somebody else.
    pub reason: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_goes_round_the_attending_office() {
        use PatientStatus::{Active, Deceased, Merged, Provisional, Retired, Unknown, Verified};
        assert!(Unknown.may_become(Provisional).is_ok());
        for next in [Active, Deceased] {
            let refused = Provisional.may_become(next).expect_err("not verified");
            assert!(refused.to_string().contains("attending"), "{refused}");
        }
        assert!(Provisional.may_become(Verified).is_ok());
        assert!(Verified.may_become(Active).is_ok());
        assert!(Unknown.may_become(Active).is_err());
        assert!(
            !Provisional.is_final()
                && !Merged.is_final()
                && !Retired.is_final()
                && !Unknown.is_final()
        );
        assert!(Verified.is_final() && Active.is_final());
    }

    #[test]
    fn names_are_written_as_on_a_folder() {
        let name = PersonName {
            family: "Testcase".into(),
            given: "Quillon".into(),
            suffix: "Jr.".into(),
            ..PersonName::default()
        };
        assert_eq!(name.shown(), "TESTCASE, Quillon Jr.");
        assert_eq!(PersonName::default().shown(), "");
    }
}
