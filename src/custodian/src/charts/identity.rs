//! Two identifiers of what comes in, held against the patient's (CHT-012): those that a structured file states, and those
//! that stand on the pages. One that is somebody else's outweighs any number that agree.

use chart::import::Import;
use chrono::NaiveDate;
use records::model::{IdentityCheck, Patient};

use crate::protocol::Traced;

/// Labels of a record number on a page, of a day of birth, of a name; in lower case.
const NUMBER: [&str; 5] = [
    "mrn",
    "medical record number",
    "medical record no",
    "unit number",
    "record number",
];
const BIRTH: [&str; 4] = ["date of birth", "dob", "birth date", "born"];
const NAME: [&str; 2] = ["patient name", "patient"];
/// Bytes of a text that are looked at from its beginning: identifiers stand at the head of pages.
const LOOKED_AT: usize = 2 << 20;
/// What one kind of identifier is said of at most.
const MOST_TRACED: usize = 8;

/// Identifiers and what they come to.
#[derive(Debug, Clone)]
pub(super) struct Identified {
    pub(super) traced: Vec<Traced>,
    pub(super) check: IdentityCheck,
}

/// The patient as pages are held against it.
pub(super) struct Whom<'a> {
    pub(super) patient: &'a Patient,
    pub(super) account: &'a str,
}

/// Holds a file's identifiers against the patient's.
pub(super) fn identify(import: &Import, whom: &Whom<'_>) -> Identified {
    let mut traced = Vec::new();
    for found in &import.patients {
        for name in &found.names {
            push(&mut traced, whom.name(name));
        }
        let birth = found.birth.as_ref().map(|birth| {
            let day = birth.iso.as_deref().and_then(|iso| iso.get(..10));
            whom.birth(&birth.written, day.and_then(|day| day.parse().ok()))
        });
        birth.into_iter().for_each(|one| push(&mut traced, one));
        for identifier in found
            .identifiers
            .iter()
            .filter_map(|one| one.value.as_deref())
        {
            // Another house's number says nothing where it isn't known here.
            let mut one = whom.number(identifier);
            one.agrees = one.agrees.filter(|agrees| *agrees);
            push(&mut traced, one);
        }
    }
    for document in &import.documents {
        for one in on_pages(&document.body, whom) {
            push(&mut traced, one);
        }
    }
    let check = verdict(&traced);
    Identified { traced, check }
}

/// What identifiers come to: two of different kinds that agree, and none that is another's.
pub(super) fn verdict(traced: &[Traced]) -> IdentityCheck {
    if traced.iter().any(|one| one.agrees == Some(false)) {
        return IdentityCheck::Wrong;
    }
    let mut kinds: Vec<&str> = traced
        .iter()
        .filter(|one| one.agrees == Some(true))
        .map(|one| one.what.as_str())
        .collect();
    kinds.sort_unstable();
    kinds.dedup();
    if kinds.len() >= 2 {
        IdentityCheck::Right
    } else {
        IdentityCheck::Open
    }
}

/// Identifiers as they stand on pages behind their labels.
pub(super) fn on_pages(body: &str, whom: &Whom<'_>) -> Vec<Traced> {
    let mut end = body.len().min(LOOKED_AT);
    while !body.is_char_boundary(end) {
        end -= 1;
    }
    let mut traced = Vec::new();
    for line in body[..end].lines() {
        let lower = line.to_ascii_lowercase();
        if let Some(value) = behind(line, &lower, &NUMBER, true) {
            let value: String = value
                .chars()
                .take_while(|letter| !letter.is_whitespace())
                .collect();
            if value.chars().any(|letter| letter.is_ascii_digit()) {
                push(&mut traced, whom.number(&value));
            }
        }
        if let Some(value) = behind(line, &lower, &["account"], true) {
            let value: String = value
                .chars()
                .take_while(|letter| !letter.is_whitespace())
                .collect();
            let agrees = !value.is_empty() && plain(&value) == plain(whom.account);
            if agrees {
                push(
                    &mut traced,
                    trace("account number", &value, whom.account, Some(true)),
                );
            }
        }
        if let Some(value) = behind(line, &lower, &BIRTH, true)
            && let Some((written, day)) = day(value)
        {
            push(&mut traced, whom.birth(written, Some(day)));
        }
        if let Some(value) = behind(line, &lower, &NAME, false) {
            let value = value.split("   ").next().unwrap_or_default().trim();
            if value.split_whitespace().count() >= 2 && value.len() <= 80 {
                push(&mut traced, whom.name(value));
            }
        }
    }
    traced
}

impl Whom<'_> {
    fn name(&self, written: &str) -> Traced {
        let words = |text: &str| -> Vec<String> {
            text.split(|letter: char| !letter.is_alphanumeric())
                .filter(|word| !word.is_empty())
                .map(str::to_lowercase)
                .collect()
        };
        let found = words(written);
        let is = |name: &records::model::PersonName| {
            let given = words(&name.given).into_iter().next();
            let family = words(&name.family);
            !family.is_empty()
                && family.iter().all(|word| found.contains(word))
                && given.is_none_or(|given| found.contains(&given))
        };
        let shown = self.patient.shown_name();
        let agrees = (!shown.is_empty()).then(|| self.patient.names.values().any(is));
        trace("name", written, &shown, agrees)
    }

    fn birth(&self, written: &str, day: Option<NaiveDate>) -> Traced {
        let here = self.patient.birth_date;
        let shown = here.map_or_else(String::new, |here| here.to_string());
        let agrees = here.zip(day).map(|(here, day)| {
            // As far as the record knows it.
            records::model::PartialDate::from(day)
                .to_string()
                .starts_with(&here.to_string())
        });
        trace("day of birth", written, &shown, agrees)
    }

    fn number(&self, written: &str) -> Traced {
        let sought = plain(written);
        let unit = &self.patient.unit_number;
        let others = self.patient.identifiers.values().map(|other| &other.value);
        let agrees = core::iter::once(unit)
            .chain(others)
            .any(|number| !number.is_empty() && plain(number) == sought);
        trace(
            "record number",
            written,
            unit,
            (!unit.is_empty()).then_some(agrees),
        )
    }
}

fn trace(what: &str, in_file: &str, here: &str, agrees: Option<bool>) -> Traced {
    Traced {
        what: what.to_owned(),
        in_file: in_file.to_owned(),
        here: here.to_owned(),
        agrees,
    }
}

/// Each finding once; those that disagree are never crowded out.
fn push(traced: &mut Vec<Traced>, one: Traced) {
    let alike = traced
        .iter()
        .filter(|known| known.what == one.what && known.agrees == one.agrees)
        .count();
    if alike < MOST_TRACED && !traced.contains(&one) {
        traced.push(one);
    }
}

/// What stands behind one of the labels on a line; without `anywhere` the label begins the line.
fn behind<'l>(line: &'l str, lower: &str, labels: &[&str], anywhere: bool) -> Option<&'l str> {
    for label in labels {
        for (at, _) in lower.match_indices(label) {
            let before = lower[..at].trim_end();
            let begins = before.is_empty();
            let whole_word = !lower[..at].ends_with(|letter: char| letter.is_alphanumeric());
            let another = before.ends_with("mother") || before.ends_with("mother's");
            if !(begins || anywhere) || !whole_word || another {
                continue;
            }
            let rest = &line[at + label.len()..];
            if rest.starts_with(|letter: char| letter.is_alphanumeric()) {
                continue;
            }
            let colon = rest.trim_start().starts_with([':', '#']);
            if !anywhere && !colon {
                continue;
            }
            let value = rest.trim_start_matches([':', '#', '.', ' ', '\t']);
            if !value.is_empty() {
                return Some(value);
            }
        }
    }
    None
}

/// A day at the beginning of a text: `03/09/1950`, `3-9-1950` or `1950-03-09`.
fn day(text: &str) -> Option<(&str, NaiveDate)> {
    let end = text
        .find(|letter: char| !letter.is_ascii_digit() && letter != '/' && letter != '-')
        .unwrap_or(text.len());
    let written = &text[..end];
    let parts: Vec<&str> = written.split(['/', '-']).collect();
    let [a, b, c] = parts.as_slice() else {
        return None;
    };
    let number = |part: &str| part.parse::<u32>().ok();
    let (year, month, day) = if a.len() == 4 {
        (a, b, c)
    } else if c.len() == 4 {
        (c, a, b)
    } else {
        return None;
    };
    let date = NaiveDate::from_ymd_opt(year.parse().ok()?, number(month)?, number(day)?)?;
    Some((written, date))
}

/// Letters and digits only, without leading zeros' worth of difference in case.
fn plain(number: &str) -> String {
    number
        .chars()
        .filter(|letter| letter.is_alphanumeric())
        .flat_map(char::to_uppercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use records::EntryId;
    use records::model::PersonName;

    use super::*;

    fn patient() -> Patient {
        let mut patient = Patient {
            unit_number: "00-12-34-5".to_owned(),
            birth_date: "1950-03-09".parse().ok(),
            ..Patient::default()
        };
        patient.names.insert(
            EntryId([1; 16]),
            PersonName {
                family: "Testcase".to_owned(),
                given: "Alma Rose".to_owned(),
                ..PersonName::default()
            },
        );
        patient
    }

    fn check(page: &str) -> IdentityCheck {
        let patient = patient();
        let whom = Whom {
            patient: &patient,
            account: "T00010001",
        };
        verdict(&on_pages(page, &whom))
    }

    #[test]
    fn two_identifiers_make_it_right_and_one_of_another_makes_it_wrong() {
        use IdentityCheck::{Open, Right, Wrong};
        for (page, expected) in [
            (
                "Patient: TESTCASE, Alma   MRN 00-12-34-5   Account T00010001",
                Right,
            ),
            ("Patient Name: Alma Testcase\nDOB: 3/9/1950", Right),
            ("MRN: 0012345\nBorn 1950-03-09", Right),
            ("Patient: TESTCASE, Alma\nSeen today.", Open),
            ("Chest x-ray: no infiltrate.", Open),
            ("Patient: TESTCASE, Alma\nMRN 00-99-99-9", Wrong),
            ("Patient: SAMPLE, Bruno   MRN 00-12-34-5", Wrong),
            ("MRN 00-12-34-5\nDOB 03/09/1951", Wrong),
            // Words that only look like labels.
            ("Born at 38 weeks. The patient and her mother agree.", Open),
            ("Mother's DOB 01/02/1930\nMRN 00-12-34-5", Open),
        ] {
            assert_eq!(check(page), expected, "{page}");
        }
    }
}
