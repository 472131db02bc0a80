//! Texts with fields in braces: `{age}` years, `{code}` has indicator `{poa}`.

use codes::Ymd;

use super::condition::{number, sex};
use super::document::{Number, Sex};
use super::problem::{Checks, Problem};
use crate::findings::{Facts, dotted};

/// Longest text of a rule, characters.
pub(super) const LONGEST: usize = 500;

/// A text taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Message(Vec<Piece>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(String),
    Field(Field),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Number(Number),
    Sex,
    Principal,
    DischargeDate,
    Code,
    Poa,
}

/// The fields, as they are written. The last two are of the code at hand.
const FIELDS: [(&str, Field); 12] = [
    ("age", Field::Number(Number::Age)),
    ("length_of_stay", Field::Number(Number::LengthOfStay)),
    ("discharge_status", Field::Number(Number::DischargeStatus)),
    ("drg", Field::Number(Number::Drg)),
    ("mdc", Field::Number(Number::Mdc)),
    ("diagnoses", Field::Number(Number::Diagnoses)),
    ("procedures", Field::Number(Number::Procedures)),
    ("sex", Field::Sex),
    ("principal", Field::Principal),
    ("discharge_date", Field::DischargeDate),
    ("code", Field::Code),
    ("poa", Field::Poa),
];

/// The code a rule is at, with its indicator if it is a diagnosis.
#[derive(Debug, Clone, Copy)]
pub(super) struct At<'a> {
    pub(super) code: &'a str,
    pub(super) poa: Option<&'static str>,
}

impl Message {
    /// Takes a text apart. `code` and `poa` say whether those fields have a meaning in this rule.
    pub(super) fn check(
        text: &str,
        path: &str,
        code: bool,
        poa: bool,
        checks: &mut Checks,
    ) -> Self {
        checks.text(path, text, LONGEST);
        let mut pieces = Vec::new();
        let mut plain = String::new();
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            plain.push_str(&rest[..at]);
            let (brace, after) = rest[at..].split_at(1);
            if let Some(after) = after.strip_prefix(brace) {
                plain.push_str(brace);
                rest = after;
                continue;
            }
            let inside = after.split_once('}').filter(|_| brace == "{");
            let Some((name, after)) = inside else {
                checks.add(Problem::new(
                    path,
                    format!("A brace {brace} stands alone."),
                    "Braces enclose a field.",
                    "Write the field as {age}; for a brace itself write it twice.",
                ));
                return Self(Vec::new());
            };
            let known = FIELDS.iter().find(|(known, _)| *known == name);
            match known.map(|(_, field)| *field) {
                Some(Field::Code) if !code => checks.add(without(path, name)),
                Some(Field::Poa) if !poa => checks.add(without(path, name)),
                Some(field) => {
                    pieces.push(Piece::Text(core::mem::take(&mut plain)));
                    pieces.push(Piece::Field(field));
                }
                None => checks.add(unknown(path, name)),
            }
            rest = after;
        }
        plain.push_str(rest);
        pieces.push(Piece::Text(plain));
        Self(pieces)
    }

    /// The text about a stay, and about the code at hand if there is one.
    pub(super) fn fill(&self, facts: &Facts<'_>, at: Option<At<'_>>) -> String {
        let mut text = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Text(plain) => text.push_str(plain),
                Piece::Field(field) => text.push_str(&field.of(facts, at)),
            }
        }
        text
    }
}

fn without(path: &str, name: &str) -> Problem {
    Problem::new(
        path,
        format!("{{{name}}} has no meaning here."),
        "{code} is a field of rules with each; {poa} one of those that go through diagnoses.",
        "Take the field out, or give the rule each.",
    )
}

fn unknown(path: &str, name: &str) -> Problem {
    let name: String = name.chars().take(40).collect();
    let all: Vec<&str> = FIELDS.iter().map(|(name, _)| *name).collect();
    Problem::new(
        path,
        format!("There is no field {{{name}}}."),
        format!("The fields are {}.", all.join(", ")),
        "Take one of these; for a brace itself write it twice.",
    )
}

impl Field {
    fn of(self, facts: &Facts<'_>, at: Option<At<'_>>) -> String {
        let found = match self {
            Self::Number(Number::Drg) => number(Number::Drg, facts).map(|drg| format!("{drg:03}")),
            Self::Number(field) => number(field, facts).map(|n| n.to_string()),
            Self::Sex => match sex(facts) {
                Sex::F => Some("female".to_owned()),
                Sex::M => Some("male".to_owned()),
                Sex::U => None,
            },
            Self::Principal => {
                let principal = facts.stay.principal_diagnosis.as_ref();
                principal.map(|d| dotted(&d.code))
            }
            Self::DischargeDate => {
                let date = facts.stay.discharge_date;
                facts.given.discharge_date.then(|| Ymd::to_iso(date))
            }
            Self::Code => at.map(|at| match at.poa {
                Some(_) => dotted(at.code),
                None => at.code.to_owned(),
            }),
            Self::Poa => at.and_then(|at| at.poa).map(|poa| {
                let blank = poa.is_empty();
                if blank { "blank" } else { poa }.to_owned()
            }),
        };
        found.unwrap_or_else(|| "unknown".to_owned())
    }
}
