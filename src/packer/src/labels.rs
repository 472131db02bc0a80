//! What each character of a procedure code means, learnt from codes whose labels are known.
//!
//! A character keeps its meaning within a table, and mostly within a body system or section: an unknown code
//! borrows the label of the nearest relatives that have the same character at the same place.

use std::collections::{BTreeMap, HashMap};

/// A label and whether it was published as such for this very table.
pub(crate) type Label = (String, bool);

/// Labels by place, beginning of the code and character.
#[derive(Debug, Default)]
pub(crate) struct LabelBook {
    /// How often each label was met, keyed by [`context`].
    seen: HashMap<String, BTreeMap<String, (usize, bool)>>,
}

/// Beginnings of a code that may decide what place (0 to 6) means, longest first.
fn beginnings(place: usize) -> &'static [usize] {
    match place {
        0 => &[0],
        1 => &[1],
        2 => &[2, 1],
        3 => &[3, 2],
        4 => &[4, 3, 2, 1],
        5 => &[5, 4, 3, 2],
        _ => &[6, 5, 4, 3],
    }
}

fn context(code: &str, place: usize, length: usize) -> Option<String> {
    Some(format!("{place}{}:{}", code.get(..length)?, code.get(place..=place)?))
}

impl LabelBook {
    /// Learns the labels of a code; empty ones are skipped.
    pub(crate) fn learn(&mut self, code: &str, labels: &[String; 7], published: bool) {
        for (place, label) in labels.iter().enumerate().filter(|(_, label)| !label.is_empty()) {
            self.learn_one(code, place, label, published);
        }
    }

    /// Learns one label of a code.
    pub(crate) fn learn_one(&mut self, code: &str, place: usize, label: &str, published: bool) {
        for &length in beginnings(place) {
            if let Some(context) = context(code, place, length) {
                let entry = self.seen.entry(context).or_default().entry(label.to_owned()).or_insert((0, published));
                entry.0 += 1;
                entry.1 |= published;
            }
        }
    }

    /// The label of one place: what most of the nearest relatives say.
    pub(crate) fn label(&self, code: &str, place: usize) -> Option<Label> {
        beginnings(place).iter().find_map(|&length| {
            let seen = self.seen.get(&context(code, place, length)?)?;
            let (label, (_, published)) = seen.iter().max_by_key(|(label, (n, _))| (*n, core::cmp::Reverse(*label)))?;
            // Beyond its own table a label is an inference.
            Some((label.clone(), *published && length >= place.min(3)))
        })
    }

    /// The labels of a code; empty where nothing is known.
    pub(crate) fn axes(&self, code: &str) -> [Label; 7] {
        core::array::from_fn(|place| self.label(code, place).unwrap_or_default())
    }
}
