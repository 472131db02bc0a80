//! The ICD-10-CM Official Guidelines for Coding and Reporting: sections as a tree, with the numbers that rules cite.
//!
//! CDC and CMS publish them as one PDF a fiscal year, at times with an update within it. [`read`] takes their text: out
//! of the PDF, or as a viewer saves it. A section's number is put together from its own marks and those above it:
//! `(iv)` below `(a)` below `1)` below `d.` of chapter 1 in section I.C is `I.C.1.d.1.a.iv`.

mod edition;
mod furniture;
mod marks;
mod paragraphs;
mod place;
mod read;

use rustc_hash::FxHashMap;

pub(crate) use read::read;

/// The name the document bears.
const NAME: &str = "ICD-10-CM Official Guidelines for Coding and Reporting";
/// The name of its sister for procedures, which is not read.
const PROCEDURES: &str = "ICD-10-PCS Official Guidelines for Coding and Reporting";
/// The name stands within so many characters from the beginning.
const NAME_WITHIN: usize = 2000;

/// One section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Number as rules cite it: `I.C.1.d.1.a.iv`, `II.B`, `Appendix I`.
    pub id: String,
    /// Its own mark as printed: `(iv)`, `B.`, `Section II.`.
    pub mark: String,
    /// Heading; empty for an item of a list.
    pub title: String,
    /// 0 for a section, 1 for its letters, and so on.
    pub depth: u8,
    /// Place of the section above.
    pub parent: Option<usize>,
    /// What stands below the heading, before the next one.
    pub paragraphs: Vec<String>,
    /// Line of the text that its heading begins in, from 1.
    pub line: usize,
}

/// The guidelines of one edition, in the order of print.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guidelines {
    sections: Vec<Section>,
    by_id: FxHashMap<String, usize>,
}

impl Guidelines {
    fn new(sections: Vec<Section>) -> Self {
        let by_id = sections
            .iter()
            .enumerate()
            .map(|(at, section)| (section.id.clone(), at))
            .collect();
        Self { sections, by_id }
    }

    /// Every section, in the order of print: a section stands before those below it.
    #[must_use]
    pub fn sections(&self) -> &[Section] {
        &self.sections
    }

    /// Place of the section with a number.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// Place of the section with a number, or of the nearest above it that this edition has.
    #[must_use]
    pub fn nearest(&self, id: &str) -> Option<usize> {
        let mut id = id;
        loop {
            if let Some(at) = self.find(id) {
                return Some(at);
            }
            id = id.rsplit_once('.')?.0;
        }
    }

    /// Places of the sections above, the outermost first.
    #[must_use]
    pub fn above(&self, at: usize) -> Vec<usize> {
        let mut above = Vec::new();
        let mut next = self.sections.get(at).and_then(|section| section.parent);
        while let Some(at) = next {
            above.push(at);
            next = self.sections.get(at).and_then(|section| section.parent);
        }
        above.reverse();
        above
    }

    /// Places of the sections directly below.
    pub fn below(&self, at: usize) -> impl Iterator<Item = usize> {
        let deeper = self.sections.iter().enumerate().skip(at + 1);
        deeper
            .take_while(move |(_, section)| section.parent.is_some_and(|parent| parent >= at))
            .filter_map(move |(place, section)| (section.parent == Some(at)).then_some(place))
    }
}

/// What a text names itself as at its beginning.
pub(crate) fn named(text: &str) -> Option<Named> {
    let beginning: String = text.chars().take(NAME_WITHIN).collect();
    let words = crate::lines::collapsed(&beginning).to_lowercase();
    let cm = words.find(&NAME.to_lowercase());
    let pcs = words.find(&PROCEDURES.to_lowercase());
    match (cm, pcs) {
        (Some(cm), Some(pcs)) if pcs < cm => Some(Named::Procedures),
        (Some(_), _) => Some(Named::Diagnoses),
        (None, Some(_)) => Some(Named::Procedures),
        (None, None) => None,
    }
}

/// Of which of the two documents a text bears the name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Named {
    Diagnoses,
    Procedures,
}
