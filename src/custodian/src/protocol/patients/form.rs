//! A patient's fields as they are typed.

use serde::{Deserialize, Serialize};

/// A name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct NameForm {
    /// Its id; nothing for a new one.
    pub id: Option<[u8; 16]>,
    /// `legal`, `maiden`, `alias`, `newborn`.
    pub kind: String,
    /// Family name.
    pub family: String,
    /// Given name.
    pub given: String,
    /// Middle name.
    pub middle: String,
    /// Jr., Sr., III.
    pub suffix: String,
}

/// An address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct AddressForm {
    /// Its id; nothing for a new one.
    pub id: Option<[u8; 16]>,
    /// Street and number.
    pub street: String,
    /// City.
    pub city: String,
    /// State, two letters.
    pub state: String,
    /// ZIP code.
    pub zip: String,
}

/// A telephone number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct PhoneForm {
    /// Its id; nothing for a new one.
    pub id: Option<[u8; 16]>,
    /// The number.
    pub number: String,
    /// Home, mobile, work.
    pub used_for: String,
}

/// A number that somebody else gave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct IdentifierForm {
    /// Its id; nothing for a new one.
    pub id: Option<[u8; 16]>,
    /// Word of its kind: `medicare`, `medicaid`, `other_mrn`.
    pub kind: String,
    /// Who gave it.
    pub system: String,
    /// The number.
    pub value: String,
}

/// A patient's fields as they are typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct PatientForm {
    /// How many changes the record had when the form was filled: it is refused when there are more by now. 0 for a new
    /// record.
    pub seen: u64,
    /// Names.
    pub names: Vec<NameForm>,
    /// `YYYY-MM-DD`, `YYYY-MM` or `YYYY`.
    pub birth_date: String,
    /// `F`, `M`, `X`, or empty.
    pub sex_at_birth: String,
    /// `F`, `M`, `X`, or empty.
    pub administrative_sex: String,
    /// In the patient's words.
    pub gender_identity: String,
    /// Categories of the Office of Management and Budget.
    pub race: Vec<String>,
    /// Category of the Office of Management and Budget.
    pub ethnicity: String,
    /// Addresses.
    pub addresses: Vec<AddressForm>,
    /// Telephone numbers.
    pub phones: Vec<PhoneForm>,
    /// Electronic mail.
    pub email: String,
    /// Nine digits, or the last four.
    pub ssn: String,
    /// Mother's given name.
    pub mother_given: String,
    /// Mother's maiden name.
    pub mother_maiden: String,
    /// Which of a multiple birth, from 1.
    pub birth_order: Option<u8>,
    /// `YYYY-MM-DD`, or empty.
    pub death_date: String,
    /// Language spoken.
    pub language: String,
    /// Numbers others gave.
    pub identifiers: Vec<IdentifierForm>,
    /// Known to the public.
    pub vip: bool,
    /// Works here.
    pub employee: bool,
    /// Holds records under 42 CFR Part 2.
    pub part_2: bool,
    /// Protected by state law.
    pub state_protected: bool,
    /// The attending's office.
    pub office: String,
    /// Its telephone.
    pub office_phone: String,
}
