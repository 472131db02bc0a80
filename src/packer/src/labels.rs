//! What each character of a procedure code means, learnt from codes whose labels are known.
//!
//! A character keeps its meaning within a table, and mostly within a body system or section: an unknown code
//! borrows the label of the nearest relatives that have the same character at the same place. Published labels go
//! before the values written by hand, and these before labels recovered from titles.

use std::collections::{BTreeMap, HashMap};

use crate::read::titles::AxisValue;

/// A label and whether it was published as such for this very table.
pub(crate) type Label = (String, bool);

/// Labels by place, beginning of the code and character.
#[derive(Debug, Default)]
pub(crate) struct LabelBook {
    /// Published labels, keyed by [`context`]: how many codes bear each.
    published: HashMap<String, BTreeMap<String, usize>>,
    /// Values written by hand.
    by_hand: Vec<AxisValue>,
    /// Labels recovered from titles, as `published`.
    recovered: HashMap<String, BTreeMap<String, usize>>,
}

/// What of a code decides the meaning of a place (0 to 6): beginnings of so many characters, longest first.
fn beginnings(code: &str, place: usize) -> &'static [usize] {
    match place {
        // In New Technology a body part's letter means something else in each table.
        3 if code.starts_with('X') => &[3],
        0 => &[0],
        1 => &[1],
        2 => &[2, 1],
        3 => &[3, 2],
        4 => &[4, 3, 2, 1],
        5 => &[5, 4, 3, 2],
        _ => &[6, 5, 4, 3],
    }
}

/// In New Technology a device letter is used again in each group: the group decides with the letter.
fn grouped(code: &str, place: usize) -> bool {
    place == 5 && code.starts_with('X')
}

fn context(code: &str, place: usize, length: usize) -> Option<String> {
    let beginning = code.get(..length)?;
    let value = code.get(place..=place)?;
    let group = if grouped(code, place) {
        code.get(6..7)?
    } else {
        ""
    };
    Some(format!("{place}{beginning}:{value}{group}"))
}

impl LabelBook {
    /// A book that knows the values written by hand.
    pub(crate) fn new(by_hand: Vec<AxisValue>) -> Self {
        Self {
            by_hand,
            ..Self::default()
        }
    }

    /// Learns the published labels of a code; empty ones are skipped.
    pub(crate) fn learn_published(&mut self, code: &str, labels: &[String; 7]) {
        for (place, label) in labels
            .iter()
            .enumerate()
            .filter(|(_, label)| !label.is_empty())
        {
            learn(&mut self.published, code, place, label, 1);
        }
    }

    /// Learns a label recovered from titles, for which `weight` titles speak.
    pub(crate) fn learn_recovered(&mut self, code: &str, place: usize, label: &str, weight: usize) {
        learn(&mut self.recovered, code, place, label, weight);
    }

    /// The label of one place: what most of the nearest relatives say.
    fn label(&self, code: &str, place: usize) -> Option<Label> {
        let most = |seen: &HashMap<String, BTreeMap<String, usize>>, lengths: &[usize]| {
            lengths.iter().find_map(|&length| {
                let labels = seen.get(&context(code, place, length)?)?;
                labels
                    .iter()
                    .max_by_key(|(label, n)| (**n, core::cmp::Reverse(*label)))
                    .map(|(label, _)| label.clone())
            })
        };
        let all = beginnings(code, place);
        // Beyond its own table a label is an inference.
        let table: Vec<usize> = all
            .iter()
            .copied()
            .filter(|&length| length >= place.min(3))
            .collect();
        most(&self.published, &table)
            .map(|label| (label, true))
            .or_else(|| self.by_hand(code, place).map(|label| (label, false)))
            .or_else(|| most(&self.recovered, &table).map(|label| (label, false)))
            .or_else(|| most(&self.published, all).map(|label| (label, false)))
    }

    /// The value written by hand for the longest fitting beginning.
    fn by_hand(&self, code: &str, place: usize) -> Option<String> {
        let value = code.get(place..=place)?;
        let fits = |row: &&AxisValue| {
            usize::from(row.place) == place + 1
                && row.value == value
                && (row.beginning == "*"
                    || row
                        .beginning
                        .chars()
                        .zip(code.chars())
                        .all(|(b, c)| b == '?' || b == c))
        };
        self.by_hand
            .iter()
            .filter(fits)
            .max_by_key(|row| row.beginning.len())
            .map(|row| row.label.clone())
    }

    /// The labels of a code; empty where nothing is known.
    pub(crate) fn axes(&self, code: &str) -> [Label; 7] {
        core::array::from_fn(|place| self.label(code, place).unwrap_or_default())
    }
}

fn learn(
    seen: &mut HashMap<String, BTreeMap<String, usize>>,
    code: &str,
    place: usize,
    label: &str,
    weight: usize,
) {
    for &length in beginnings(code, place) {
        if let Some(context) = context(code, place, length) {
            *seen
                .entry(context)
                .or_default()
                .entry(label.to_owned())
                .or_insert(0) += weight;
        }
    }
}
