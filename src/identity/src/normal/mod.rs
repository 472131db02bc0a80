//! A person made comparable, once, when it enters the index or a search: folded names, sounds, digits, places;
//! placeholders become missing values. What is compared and shown in a waterfall are these normal forms.

mod address;
pub(crate) mod names;
pub(crate) mod nicknames;
pub(crate) mod placeholder;
pub(crate) mod text;

use chrono::NaiveDate;
use compact_str::{CompactString, format_compact};
use rphonetic::{DoubleMetaphone, Encoder as _};

pub(crate) use self::address::Place;
use self::names::{Family, generation};
use self::text::{digits, is_initial, joined, words};
use crate::person::{BirthDate, NameKind, Person, Sex};

/// A text without case, accents and signs, its words parted by single spaces.
#[must_use]
pub fn folded(text: &str) -> String {
    words(text).join(" ")
}

/// A person's normal forms. Empty means not known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Normal {
    pub(crate) family: CompactString,
    pub(crate) family_sound: CompactString,
    /// Every family name known, the first is `family`.
    pub(crate) families: Box<[CompactString]>,
    pub(crate) given: CompactString,
    pub(crate) given_sound: CompactString,
    /// The full names that the given names may stand for.
    pub(crate) roots: Box<[CompactString]>,
    pub(crate) middle: CompactString,
    pub(crate) generation: Option<u8>,
    pub(crate) birth: Option<BirthDate>,
    pub(crate) sex: Sex,
    pub(crate) places: Box<[Place]>,
    pub(crate) phones: Box<[CompactString]>,
    pub(crate) email: CompactString,
    /// Nine digits.
    pub(crate) ssn: CompactString,
    /// Last four digits, also of a whole number.
    pub(crate) last_four: CompactString,
    pub(crate) mother_given: CompactString,
    pub(crate) mother_maiden: CompactString,
    pub(crate) birth_order: Option<u8>,
    pub(crate) identifiers: Box<[Number]>,
    pub(crate) death: Option<NaiveDate>,
}

/// An identifier made comparable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Number {
    /// Kind and system, folded.
    pub(crate) of: CompactString,
    /// Letters and digits only.
    pub(crate) value: CompactString,
    /// A medical record number: one person can wrongly have two of them.
    pub(crate) record_number: bool,
}

impl Normal {
    /// Normalises what is known of a person.
    #[must_use]
    pub fn of(person: &Person) -> Self {
        let mut families: Vec<CompactString> = Vec::new();
        let mut roots: Vec<CompactString> = Vec::new();
        let mut normal = Self::default();
        let primary = person.name();
        let others = person
            .names
            .iter()
            .filter(|name| primary.is_none_or(|first| !core::ptr::eq(first, *name)));
        for (position, name) in primary.into_iter().chain(others).enumerate() {
            let family = Family::of(&name.family);
            let (given, middle) = names::given(&name.given, &name.middle);
            let suffix = words(&name.suffix)
                .first()
                .and_then(|word| generation(word))
                .or(family.suffix);
            if position == 0 {
                normal.generation = suffix;
                normal.family = family.whole.clone();
                normal.given = given.clone();
                normal.middle = middle;
            }
            for form in core::iter::once(family.whole).chain(family.others) {
                if !form.is_empty() && !families.contains(&form) {
                    families.push(form);
                }
            }
            // A maiden name may come without the given name.
            if position == 0 || name.kind == NameKind::Alias {
                let own = core::iter::once(given.clone())
                    .filter(|given| !given.is_empty() && !is_initial(given));
                for root in own.chain(nicknames::roots(&given).map(CompactString::from)) {
                    if !roots.contains(&root) {
                        roots.push(root);
                    }
                }
            }
        }
        normal.family_sound = sound(&normal.family);
        normal.given_sound = sound(&normal.given);
        normal.families = families.into();
        normal.roots = roots.into();
        normal.birth = person.birth.filter(|date| !placeholder::is_birth(*date));
        normal.sex = person.sex;
        normal.places = person.addresses.iter().map(Place::of).collect();
        normal.phones = phones(&person.phones);
        normal.email = email(&person.email);
        (normal.ssn, normal.last_four) = ssn(&person.ssn);
        normal.mother_given = names::given(&person.mother_given, "").0;
        normal.mother_maiden = Family::of(&person.mother_maiden).whole;
        normal.birth_order = person.birth_order;
        normal.identifiers = person
            .identifiers
            .iter()
            .map(|id| Number {
                of: format_compact!("{}@{}", joined(&id.kind), joined(&id.system)),
                value: joined(&id.value),
                record_number: matches!(joined(&id.kind).as_str(), "MR" | "MRN" | "PI"),
            })
            .filter(|number| !number.value.is_empty())
            .collect();
        normal.death = person.death;
        normal
    }
}

impl Normal {
    /// The family name as it is compared; empty where there is none.
    #[must_use]
    pub fn family_name(&self) -> &str {
        &self.family
    }

    /// The first given name as it is compared; empty where there is none.
    #[must_use]
    pub fn given_name(&self) -> &str {
        &self.given
    }
}

/// How a folded name sounds in English: Double Metaphone's first code (Philips 2000). Letters outside ASCII have none.
pub(crate) fn sound(name: &str) -> CompactString {
    if name.is_empty() || !name.is_ascii() {
        return CompactString::default();
    }
    DoubleMetaphone::default().encode(name).into()
}

fn phones(given: &[String]) -> Box<[CompactString]> {
    let mut phones: Vec<CompactString> = Vec::new();
    for phone in given.iter().filter_map(|given| phone(given)) {
        if !phones.contains(&phone) {
            phones.push(phone);
        }
    }
    phones.into()
}

/// Ten digits of a telephone number; `None` for what is no one's.
pub(crate) fn phone(given: &str) -> Option<CompactString> {
    let mut digits = digits(given);
    // A country code of 1.
    if digits.len() == 11 && digits.starts_with('1') {
        digits.remove(0);
    }
    (!placeholder::is_phone(&digits)).then_some(digits)
}

fn email(given: &str) -> CompactString {
    let address: CompactString = given.trim().to_lowercase().into();
    let whole = address
        .split_once('@')
        .is_some_and(|(local, host)| !local.is_empty() && host.contains('.'));
    if whole {
        address
    } else {
        CompactString::default()
    }
}

fn ssn(given: &str) -> (CompactString, CompactString) {
    let digits = digits(given);
    if placeholder::is_ssn(&digits) {
        return Default::default();
    }
    let last = digits[digits.len() - 4..].into();
    if digits.len() == 9 {
        (digits, last)
    } else {
        (CompactString::default(), last)
    }
}
