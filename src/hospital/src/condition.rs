//! Conditions that people live with: they go with a patient from one encounter to the next, under other words each time.

use std::sync::LazyLock;

use records::model::{Poa, Sex};

use crate::lab::Trend;

/// A chronic condition.
#[derive(Debug, Default)]
pub(crate) struct Condition {
    pub(crate) name: &'static str,
    pub(crate) age: (i64, i64),
    pub(crate) sex: Option<Sex>,
    /// Of a hundred people in that age.
    pub(crate) share: u32,
    /// Said in a list of past history and of diagnoses.
    pub(crate) said: &'static str,
    /// Taken at home.
    pub(crate) home: Vec<&'static str>,
    /// A line of the plan.
    pub(crate) plan: &'static str,
    pub(crate) codes: Vec<(&'static str, Poa)>,
    pub(crate) labs: Trend,
    pub(crate) never: Vec<&'static str>,
    /// Comes only with this one.
    pub(crate) needs: Option<&'static str>,
}

fn read(block: &'static str) -> Option<Condition> {
    let mut condition = Condition {
        age: (0, 110),
        ..Condition::default()
    };
    for line in block.lines() {
        let (word, value) = line.split_once(' ')?;
        match word {
            "condition" => condition.name = value,
            "age" => {
                let (from, to) = value.split_once(' ')?;
                condition.age = (from.parse().ok()?, to.parse().ok()?);
            }
            "sex" => condition.sex = Sex::ALL.iter().copied().find(|s| s.word() == value),
            "share" => condition.share = value.parse().ok()?,
            "said" => condition.said = value,
            "home" => condition.home.push(value),
            "plan" => condition.plan = value,
            "needs" => condition.needs = Some(value),
            "never" => condition.never = value.split_whitespace().collect(),
            "lab" => condition.labs.0.push(Trend::read(value)?),
            "key" => {
                let (code, poa) = value.split_once(' ')?;
                let poa = if poa == "Y" { Poa::Yes } else { Poa::Exempt };
                condition.codes.push((code, poa));
            }
            _ => return None,
        }
    }
    (!condition.name.is_empty() && !condition.said.is_empty()).then_some(condition)
}

/// All conditions.
pub(crate) static CONDITIONS: LazyLock<Vec<Condition>> = LazyLock::new(|| {
    include_str!("../data/conditions.txt")
        .trim_end()
        .split("\n\n")
        .map(|block| read(block).unwrap_or_else(|| panic!("condition can't be read: {block}")))
        .collect()
});

/// The condition of a name.
#[cfg(test)]
pub(crate) fn named(name: &str) -> Option<&'static Condition> {
    CONDITIONS.iter().find(|condition| condition.name == name)
}
