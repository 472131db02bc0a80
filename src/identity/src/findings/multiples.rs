//! MPI-007: children of a multiple birth without birth orders.

use super::{Finding, Severity};
use crate::compare::{Agreement, Field};
use crate::normal::Normal;
use crate::person::{Person, PersonId};

/// Whether two records share birth date and home, bear different given names, and lack a birth order.
#[must_use]
pub fn multiples(a: (PersonId, &Person), b: (PersonId, &Person)) -> Option<Finding> {
    let twins = Agreement::of(&Normal::of(a.1), &Normal::of(b.1)).level(Field::Pattern) == Some(1);
    let lacking = [a, b]
        .into_iter()
        .filter(|(_, person)| person.birth_order.is_none());
    let lacking: Vec<String> = lacking.map(|(id, _)| id.to_string()).collect();
    (twins && !lacking.is_empty()).then(|| Finding {
        rule: "MPI-007",
        severity: Severity::Warning,
        what: "two records share birth date and home under different given names, without birth orders".to_owned(),
        why: "twins agree in nearly everything that identifies; without the order they are taken for one another",
        place: lacking.join(", "),
        fix: "enter the birth order of each child; if they are one child, merge them",
        source: "matching of multiple births: birth order",
    })
}
