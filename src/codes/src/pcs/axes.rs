//! What the seven characters of a procedure code stand for.
//!
//! A character's meaning depends on the characters before it, but seldom on all of them: labels are stored as
//! rules "in codes that begin so, this character at this place means that", the rule with the longest beginning
//! wins.

use serde::{Deserialize, Serialize};

use crate::lookup::Lookup;
use crate::texts::{StoredTexts, Texts, TextsWriter};

/// One axis of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Axis<'p> {
    /// What the axis is called in the code's section, for example "Approach".
    pub name: &'static str,
    /// The character.
    pub value: char,
    /// What the character means. Empty if the label could not be found out.
    pub label: &'p str,
    /// Whether the label was taken from a published list of axis labels. Otherwise it was recovered from the
    /// titles of the codes that share it, and may differ from the print in an abbreviation or a word's place.
    pub published: bool,
}

/// What axis `place` (0 to 6) is called in a section; empty for a section or place that does not exist.
#[must_use]
pub fn axis_name(section: char, place: usize) -> &'static str {
    let names: [&'static str; 6] = match section {
        '0' | '1' => [
            "Body System",
            "Operation",
            "Body Part",
            "Approach",
            "Device",
            "Qualifier",
        ],
        '2' => [
            "Body System",
            "Operation",
            "Body Region",
            "Approach",
            "Device",
            "Qualifier",
        ],
        '3' => [
            "Body System",
            "Operation",
            "Body System / Region",
            "Approach",
            "Substance",
            "Qualifier",
        ],
        '4' => [
            "Body System",
            "Operation",
            "Body System",
            "Approach",
            "Function / Device",
            "Qualifier",
        ],
        '5' => [
            "Body System",
            "Operation",
            "Body System",
            "Duration",
            "Function",
            "Qualifier",
        ],
        '6' => [
            "Body System",
            "Operation",
            "Body System",
            "Duration",
            "Qualifier",
            "Qualifier",
        ],
        '7' | '8' | '9' => [
            "Body System",
            "Operation",
            "Body Region",
            "Approach",
            "Method",
            "Qualifier",
        ],
        'B' => [
            "Body System",
            "Type",
            "Body Part",
            "Contrast",
            "Qualifier",
            "Qualifier",
        ],
        'C' => [
            "Body System",
            "Type",
            "Body Part",
            "Radionuclide",
            "Qualifier",
            "Qualifier",
        ],
        'D' => [
            "Body System",
            "Modality",
            "Treatment Site",
            "Modality Qualifier",
            "Isotope",
            "Qualifier",
        ],
        'F' => [
            "Section Qualifier",
            "Type",
            "Body System / Region",
            "Type Qualifier",
            "Equipment",
            "Qualifier",
        ],
        'G' | 'H' => [
            "Body System",
            "Type",
            "Qualifier",
            "Qualifier",
            "Qualifier",
            "Qualifier",
        ],
        'X' => [
            "Body System",
            "Operation",
            "Body Part",
            "Approach",
            "Device / Substance / Technology",
            "Qualifier",
        ],
        _ => [""; 6],
    };
    match place {
        0 => "Section",
        _ => names.get(place - 1).copied().unwrap_or(""),
    }
}

/// The rules as stored. A key is the place ('1' to '7'), the beginning of the code, and the character.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct StoredLabels<'a> {
    #[serde(borrow)]
    keys: StoredTexts<'a>,
    label_of: Vec<u32>,
    published: &'a [u8],
    #[serde(borrow)]
    labels: StoredTexts<'a>,
}

/// The rules while a pack is being written.
#[derive(Debug, Default)]
pub(super) struct LabelsWriter {
    keys: TextsWriter,
    label_of: Vec<u32>,
    published: Vec<u8>,
    labels: TextsWriter,
}

impl LabelsWriter {
    /// Takes rules as (key, label, published).
    pub(super) fn new(rules: &[(String, &str, bool)]) -> Self {
        let mut distinct: Vec<&str> = rules.iter().map(|(_, label, _)| *label).collect();
        distinct.sort_unstable();
        distinct.dedup();
        let mut writer = Self::default();
        distinct.iter().for_each(|label| writer.labels.push(label));
        for (key, label, published) in rules {
            writer.keys.push(key);
            let at = distinct.binary_search(label).unwrap_or_default();
            writer.label_of.push(u32::try_from(at).unwrap_or(u32::MAX));
            writer.published.push(u8::from(*published));
        }
        writer
    }

    pub(super) fn stored(&self) -> StoredLabels<'_> {
        StoredLabels {
            keys: self.keys.stored(),
            label_of: self.label_of.clone(),
            published: &self.published,
            labels: self.labels.stored(),
        }
    }
}

/// The labels of all codes.
#[derive(Debug, Clone)]
pub(super) struct Labels {
    rules: Lookup,
    label_of: Vec<u32>,
    published: Vec<bool>,
    labels: Texts,
}

impl Labels {
    /// Takes over stored rules; `None` if they contradict each other or point at labels that are not there.
    pub(super) fn open(stored: &StoredLabels<'_>) -> Option<Self> {
        let keys = Texts::open(stored.keys)?;
        let labels = Texts::open(stored.labels)?;
        let counts = [stored.label_of.len(), stored.published.len()];
        if counts.iter().any(|&n| n != keys.len())
            || stored
                .label_of
                .iter()
                .any(|&at| at as usize >= labels.len())
            || stored.published.iter().any(|&b| b > 1)
        {
            return None;
        }
        let rules = Lookup::build(
            (0u32..)
                .zip(0..keys.len())
                .map(|(row, i)| (keys.get(i), row)),
        )?;
        let published = stored.published.iter().map(|&b| b == 1).collect();
        Some(Self {
            rules,
            label_of: stored.label_of.clone(),
            published,
            labels,
        })
    }

    /// The axes of `code`, which has seven ASCII characters (the pack has been checked).
    pub(super) fn axes<'p>(&'p self, code: &str) -> [Axis<'p>; 7] {
        let section = code.chars().next().unwrap_or_default();
        core::array::from_fn(|place| {
            let value = code.as_bytes().get(place).copied().map_or(' ', char::from);
            let (label, published) = self.rule(code, place).map_or(("", false), |row| {
                let row = row as usize;
                (
                    self.labels.get(self.label_of[row] as usize),
                    self.published[row],
                )
            });
            Axis {
                name: axis_name(section, place),
                value,
                label,
                published,
            }
        })
    }

    /// Number of the label of one place of `code`, for [`Labels::text`]; codes with the same label have the same
    /// number. `None` if nothing is known.
    pub(super) fn number(&self, code: &str, place: usize) -> Option<u32> {
        self.rule(code, place)
            .map(|row| self.label_of[row as usize])
    }

    /// The label with a number; empty if there is none.
    pub(super) fn text(&self, number: u32) -> &str {
        self.labels.get(number as usize)
    }

    /// The most telling rule for one place of `code`.
    fn rule(&self, code: &str, place: usize) -> Option<u32> {
        rule_lengths(place).find_map(|length| {
            let mut key = [0u8; WHOLE + 1];
            #[allow(clippy::cast_possible_truncation)]
            let digit = b'1' + place as u8;
            key[0] = digit;
            key[1..=length].copy_from_slice(code.as_bytes().get(..length)?);
            let mut end = length + 1;
            if length < WHOLE {
                key[end] = *code.as_bytes().get(place)?;
                end += 1;
            }
            self.rules.find(core::str::from_utf8(&key[..end]).ok()?)
        })
    }
}

/// Numbers of leading characters that rules for `place` look at, the most telling first: the whole code (in New
/// Technology the last character decides what the sixth means), then the beginnings before `place`.
pub(super) fn rule_lengths(place: usize) -> impl Iterator<Item = usize> {
    core::iter::once(WHOLE)
        .filter(move |_| place < 6)
        .chain((0..=place).rev())
}

/// The length of a whole code.
pub(super) const WHOLE: usize = 7;

/// The key of the rule for `place` of `code` that looks at its first `length` characters.
pub(super) fn rule_key(code: &str, place: usize, length: usize) -> Option<String> {
    let digit = char::from_digit(u32::try_from(place).ok()? + 1, 10)?;
    let mut key = String::with_capacity(8);
    key.push(digit);
    key.push_str(code.get(..length)?);
    if length < WHOLE {
        key.push_str(code.get(place..=place)?);
    }
    Some(key)
}
