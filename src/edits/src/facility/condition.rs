//! Conditions, checked and ready to be evaluated.
//!
//! What a stay does not tell (no age, nothing grouped) is neither true nor false. `None` stands for it, and goes
//! through AND, OR and NOT as in Kleene's logic: a rule fires only where its condition is known to hold.

use grouper::{CodeSeverity, Diagnosis, PresentOnAdmission};

use super::document::{
    Comparison, Condition, CountsAs, DiagnosisMatch, Indicator, Number, NumberTest, ProcedureMatch,
    Sex,
};
use super::patterns::{Codes, Set};
use super::problem::{Checks, Problem};
use crate::findings::{Facts, Place};

/// Deepest nesting of a condition.
pub(super) const DEEPEST: usize = 16;
/// Most parts of one rule's condition.
pub(super) const MOST_PARTS: usize = 200;

/// A condition whose parts have been checked, at most [`DEEPEST`] deep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Test {
    All(Vec<Self>),
    Any(Vec<Self>),
    Not(Box<Self>),
    Number(NumberTest),
    Sex(Vec<Sex>),
    Principal(Dx),
    Diagnosis(Dx),
    Secondary(Dx),
    Procedure(Codes),
}

/// What a diagnosis has to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Dx {
    codes: Codes,
    poa: Vec<Indicator>,
    counts_as: Vec<CountsAs>,
}

/// What is left to be spent on a condition.
pub(super) struct Budget {
    pub(super) parts: usize,
}

impl Test {
    pub(super) fn check(
        condition: &Condition,
        path: &str,
        depth: usize,
        budget: &mut Budget,
        checks: &mut Checks,
    ) -> Option<Self> {
        if depth > DEEPEST {
            checks.add(Problem::new(
                path,
                format!("Conditions are nested more than {DEEPEST} deep."),
                "Nobody can read that, and it would take long to evaluate.",
                "Put the inner conditions into a rule of their own.",
            ));
            return None;
        }
        if budget.parts == 0 {
            checks.add(Problem::new(
                path,
                format!("The condition has more than {MOST_PARTS} parts."),
                "A rule is evaluated at every keystroke.",
                "Use lists of codes instead of many conditions, or split the rule.",
            ));
            return None;
        }
        budget.parts -= 1;
        Some(match condition {
            Condition::All(parts) => {
                Self::All(children(parts, path, "all", depth, budget, checks)?)
            }
            Condition::Any(parts) => {
                Self::Any(children(parts, path, "any", depth, budget, checks)?)
            }
            Condition::Not(part) => {
                let path = format!("{path}.not");
                Self::Not(Box::new(Self::check(
                    part,
                    &path,
                    depth + 1,
                    budget,
                    checks,
                )?))
            }
            Condition::Number(test) => Self::Number(*test),
            Condition::Sex(list) => {
                if list.is_empty() {
                    checks.add(empty(&format!("{path}.sex")));
                }
                Self::Sex(list.clone())
            }
            Condition::Principal(m) => {
                Self::Principal(Dx::check(m, &format!("{path}.principal"), checks))
            }
            Condition::Diagnosis(m) => {
                Self::Diagnosis(Dx::check(m, &format!("{path}.diagnosis"), checks))
            }
            Condition::Secondary(m) => {
                Self::Secondary(Dx::check(m, &format!("{path}.secondary"), checks))
            }
            Condition::Procedure(m) => {
                Self::Procedure(procedure(m, &format!("{path}.procedure"), checks))
            }
        })
    }

    /// Whether the condition holds; `None` where the stay doesn't tell.
    pub(super) fn holds(&self, facts: &Facts<'_>) -> Option<bool> {
        match self {
            Self::All(parts) => all(parts.iter().map(|part| part.holds(facts))),
            Self::Any(parts) => any(parts.iter().map(|part| part.holds(facts))),
            Self::Not(part) => part.holds(facts).map(|holds| !holds),
            Self::Number(test) => number(test.field, facts).map(|n| compare(n, test)),
            Self::Sex(list) => Some(list.contains(&sex(facts))),
            Self::Principal(dx) => match &facts.stay.principal_diagnosis {
                Some(diagnosis) => dx.takes(facts, Place::Principal, diagnosis),
                None => Some(false),
            },
            Self::Diagnosis(dx) => any(facts.diagnoses().map(|(p, d)| dx.takes(facts, p, d))),
            Self::Secondary(dx) => any(facts
                .diagnoses()
                .filter(|(place, _)| *place != Place::Principal)
                .map(|(p, d)| dx.takes(facts, p, d))),
            Self::Procedure(codes) => {
                Some(facts.stay.procedures.iter().any(|code| codes.take(code)))
            }
        }
    }
}

fn children(
    parts: &[Condition],
    path: &str,
    name: &str,
    depth: usize,
    budget: &mut Budget,
    checks: &mut Checks,
) -> Option<Vec<Test>> {
    if parts.is_empty() {
        checks.add(empty(&format!("{path}.{name}")));
        return None;
    }
    let mut tests = Vec::new();
    for (i, part) in parts.iter().enumerate() {
        let path = format!("{path}.{name}[{i}]");
        tests.push(Test::check(part, &path, depth + 1, budget, checks)?);
    }
    Some(tests)
}

fn empty(path: &str) -> Problem {
    Problem::new(
        path,
        "The list is empty.",
        "It would hold always or never, whatever the stay.",
        "Put something in, or take the condition out.",
    )
}

pub(super) fn procedure(m: &ProcedureMatch, path: &str, checks: &mut Checks) -> Codes {
    Codes::check(&m.codes, Set::Procedures, path, checks)
}

impl Dx {
    pub(super) fn check(m: &DiagnosisMatch, path: &str, checks: &mut Checks) -> Self {
        Self {
            codes: Codes::check(&m.codes, Set::Diagnoses, path, checks),
            poa: m.poa.clone(),
            counts_as: m.counts_as.clone(),
        }
    }

    /// Whether a diagnosis is meant; `None` where what it counts as is asked and nothing is grouped.
    pub(super) fn takes(
        &self,
        facts: &Facts<'_>,
        place: Place,
        diagnosis: &Diagnosis,
    ) -> Option<bool> {
        let poa = self.poa.is_empty()
            || indicator(diagnosis.poa).is_some_and(|given| self.poa.contains(&given));
        if !poa || !self.codes.take(&diagnosis.code) {
            return Some(false);
        }
        if self.counts_as.is_empty() {
            return Some(true);
        }
        counts_as(facts, place).map(|counts| self.counts_as.contains(&counts))
    }
}

/// `None` for an indicator that no rule can name.
const fn indicator(poa: PresentOnAdmission) -> Option<Indicator> {
    Some(match poa {
        PresentOnAdmission::Y => Indicator::Y,
        PresentOnAdmission::N => Indicator::N,
        PresentOnAdmission::U => Indicator::U,
        PresentOnAdmission::W => Indicator::W,
        PresentOnAdmission::Blank => Indicator::Blank,
        PresentOnAdmission::One | PresentOnAdmission::E | PresentOnAdmission::Invalid => {
            return None;
        }
    })
}

fn counts_as(facts: &Facts<'_>, place: Place) -> Option<CountsAs> {
    let Place::Secondary(i) = place else {
        return Some(CountsAs::Neither);
    };
    let outcome = facts.grouped.as_ref()?.grouping.secondary.get(i)?;
    Some(match outcome.severity_final {
        CodeSeverity::Mcc => CountsAs::Mcc,
        CodeSeverity::Cc => CountsAs::Cc,
        _ => CountsAs::Neither,
    })
}

/// A number of the stay; `None` where it isn't known.
pub(super) fn number(field: Number, facts: &Facts<'_>) -> Option<i64> {
    let stay = facts.stay;
    let result = facts.grouped.as_ref().map(|g| &g.grouping.r#final);
    match field {
        Number::Age => facts.given.age.then_some(stay.age),
        Number::LengthOfStay => stay.length_of_stay,
        Number::DischargeStatus => facts
            .given
            .discharge_status
            .then_some(stay.discharge_status),
        Number::Drg => result.map(|r| i64::from(r.drg)),
        Number::Mdc => result.map(|r| i64::from(r.mdc)),
        Number::Diagnoses => i64::try_from(facts.diagnoses().count()).ok(),
        Number::Procedures => i64::try_from(stay.procedures.len()).ok(),
    }
}

const fn compare(number: i64, test: &NumberTest) -> bool {
    match test.is {
        Comparison::Equal => number == test.value,
        Comparison::Less => number < test.value,
        Comparison::AtMost => number <= test.value,
        Comparison::More => number > test.value,
        Comparison::AtLeast => number >= test.value,
    }
}

pub(super) const fn sex(facts: &Facts<'_>) -> Sex {
    match facts.stay.sex {
        grouper::Sex::Female => Sex::F,
        grouper::Sex::Male => Sex::M,
        grouper::Sex::Unknown => Sex::U,
    }
}

fn all(parts: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    any(parts.map(|part| part.map(|holds| !holds))).map(|one_fails| !one_fails)
}

fn any(parts: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut known = Some(false);
    for part in parts {
        match part {
            Some(true) => return Some(true),
            Some(false) => {}
            None => known = None,
        }
    }
    known
}
