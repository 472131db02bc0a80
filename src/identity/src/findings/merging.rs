//! MPI-005 and MPI-008: merges that need a second person, and what a merge left in the wrong chart.

use super::{Finding, Severity};
use crate::compare::{Agreement, Field};
use crate::normal::Normal;
use crate::person::{Person, PersonId};

/// What speaks against merging two records without a second person. `open` says whether each has an open encounter.
#[must_use]
pub fn merge_risks(
    a: (PersonId, &Person),
    b: (PersonId, &Person),
    open: (bool, bool),
) -> Vec<Finding> {
    let agreement = Agreement::of(&Normal::of(a.1), &Normal::of(b.1));
    let different =
        |field: Field, level: u8| agreement.level(field).is_some_and(|found| found >= level);
    let conflict =
        different(Field::Birth, 4) && different(Field::Sex, 1) && different(Field::Ssn, 3);
    let mut found = Vec::new();
    let mut say = |what: &str, why: &'static str| {
        found.push(Finding {
            rule: "MPI-005",
            severity: Severity::Error,
            what: what.to_owned(),
            why,
            place: format!("{} and {}", a.0, b.0),
            fix: "let a second person look at both charts and confirm the merge, or keep them apart",
            source: "overlays are worse than duplicates: merge control",
        });
    };
    if conflict {
        say(
            "birth date, sex and social security number all differ",
            "these are most likely two people",
        );
    }
    if open == (true, true) {
        say(
            "both records have an open encounter",
            "orders and results of two running stays would mix",
        );
    }
    found
}

/// What a document says of whose it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mention {
    /// Which document.
    pub document: String,
    /// The patient as the document names them: names, birth date, numbers.
    pub person: Person,
}

/// Documents of a chart that speak of someone else: after a merge, or at any time. `patient` bears all that is known of
/// the chart's person, merged records' facts included.
#[must_use]
pub fn foreign_documents(id: PersonId, patient: &Person, mentions: &[Mention]) -> Vec<Finding> {
    let patient = Normal::of(patient);
    let foreign = |mention: &Mention| {
        let named = Normal::of(&mention.person);
        let agreement = Agreement::of(&patient, &named);
        let mut against: Vec<&str> = Vec::new();
        for (field, level) in [
            (Field::Family, 5),
            (Field::Given, 6),
            (Field::Birth, 4),
            (Field::Sex, 1),
            (Field::Ssn, 3),
        ] {
            if agreement.level(field).is_some_and(|found| found >= level) {
                against.push(field.name());
            }
        }
        // A record number of this facility that the patient does not bear is another patient's.
        let other_number = named.identifiers.iter().any(|number| {
            let mut own = patient
                .identifiers
                .iter()
                .filter(|own| own.of == number.of)
                .peekable();
            number.record_number && own.peek().is_some() && own.all(|own| own.value != number.value)
        });
        if other_number {
            against.push("record number");
        }
        (other_number || against.len() >= 2).then_some(against)
    };
    let found = mentions
        .iter()
        .filter_map(|mention| Some((mention, foreign(mention)?)));
    found
        .map(|(mention, against)| Finding {
            rule: "MPI-008",
            severity: Severity::Error,
            what: format!(
                "a document of someone else, by {}",
                against.join(", ").to_lowercase()
            ),
            why: "care would be given on another patient's findings: an overlay",
            place: format!("{id}, {}", mention.document),
            fix: "move the document to the patient it names, or split the chart",
            source: "overlay: two people in one record",
        })
        .collect()
}
