//! Paths of fields: names and entries joined by `/`, for example `cases/@0…/diagnoses/@0…/poa`.

use core::fmt;

use serde::{Deserialize, Serialize};

use crate::id::EntryId;

/// Last part of the field by which an entry is taken out of its list.
const GONE: &str = "~gone";

/// Path of a field inside its record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Field(String);

impl Field {
    /// A path as it is written.
    #[must_use]
    pub fn new(path: impl Into<String>) -> Self {
        Self(path.into())
    }

    /// As it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The field by which the entry at `place` is taken out.
    #[must_use]
    pub(crate) fn gone(place: &str) -> Self {
        Self(format!("{place}/{GONE}"))
    }

    /// Place of the entry that this field takes out, where it is such a field.
    #[must_use]
    pub(crate) fn takes_out(&self) -> Option<&str> {
        self.0.strip_suffix(GONE)?.strip_suffix('/')
    }

    /// Whether the field lies at a place or below it.
    #[must_use]
    pub fn is_within(&self, place: &str) -> bool {
        self.0
            .strip_prefix(place)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// Places of the entries that this field lies in, outermost first.
    pub(crate) fn entries(&self) -> impl Iterator<Item = &str> {
        let text = self.0.as_str();
        text.match_indices('@').filter_map(move |(start, _)| {
            let end = text[start..]
                .find('/')
                .map_or(text.len(), |length| start + length);
            (start == 0 || text.as_bytes()[start - 1] == b'/').then(|| &text[..end])
        })
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether a part of a path names an entry.
pub(crate) fn is_entry(part: &str) -> bool {
    part.parse::<EntryId>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_entries_it_lies_in() {
        let (a, b) = (EntryId([1; 16]), EntryId([2; 16]));
        let field = Field::new(format!("cases/{a}/diagnoses/{b}/poa"));
        assert_eq!(
            field.entries().collect::<Vec<_>>(),
            [format!("cases/{a}"), format!("cases/{a}/diagnoses/{b}")]
        );
        assert!(field.is_within(&format!("cases/{a}")));
        assert!(!Field::new("cases2").is_within("cases"));
        assert_eq!(
            Field::gone("names/@1").takes_out(),
            Some("names/@1"),
            "and back"
        );
        assert_eq!(field.takes_out(), None);
    }
}
