//! What the tabular list says beside a code: instructional notes, inclusion terms, 7th characters.

use serde::{Deserialize, Serialize};

use crate::texts::{StoredTexts, Texts, TextsWriter};

/// The kind of an instructional note, as the tabular list names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum NoteKind {
    /// "Includes": examples of what belongs to a category, block or chapter.
    Includes,
    /// "Excludes1": not coded here, and never together with this code.
    Excludes1,
    /// "Excludes2": not part of this condition; may be coded beside it.
    Excludes2,
    /// "Code first": what must be sequenced before this code.
    CodeFirst,
    /// "Use additional code".
    UseAdditionalCode,
    /// "Code also": both are reported, in either order.
    CodeAlso,
    /// A note without a keyword.
    Note,
    /// Which 7th characters a code takes.
    SeventhCharacter,
    /// A row of the table of visual impairment at H54.
    VisualImpairment,
}

impl NoteKind {
    const ALL: [Self; 9] = [
        Self::Includes,
        Self::Excludes1,
        Self::Excludes2,
        Self::CodeFirst,
        Self::UseAdditionalCode,
        Self::CodeAlso,
        Self::Note,
        Self::SeventhCharacter,
        Self::VisualImpairment,
    ];

    /// The byte that stands for the kind in a pack; 0 is left for inclusion terms.
    fn to_byte(self) -> u8 {
        match self {
            Self::Includes => 1,
            Self::Excludes1 => 2,
            Self::Excludes2 => 3,
            Self::CodeFirst => 4,
            Self::UseAdditionalCode => 5,
            Self::CodeAlso => 6,
            Self::Note => 7,
            Self::SeventhCharacter => 8,
            Self::VisualImpairment => 9,
        }
    }
}

/// An instructional note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Note<'p> {
    /// What kind of note it is.
    pub kind: NoteKind,
    /// Its text, as printed.
    pub text: &'p str,
    /// Year of the tabular list it was published in.
    pub year: u16,
}

/// One of the characters a code's seventh place may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeventhCharacter<'p> {
    /// The character.
    pub character: char,
    /// What it means, for example "initial encounter".
    pub meaning: &'p str,
}

/// The byte that stands for an inclusion term.
const INCLUSION_TERM: u8 = 0;

/// Notes and 7th characters as stored: each entry names its node by the distance to the entry before.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct StoredNotes<'a> {
    gaps: Vec<u32>,
    kinds: &'a [u8],
    years: Vec<u16>,
    year_of: &'a [u8],
    #[serde(borrow)]
    texts: StoredTexts<'a>,
    seventh_gaps: Vec<u32>,
    seventh_characters: &'a str,
    #[serde(borrow)]
    seventh_texts: StoredTexts<'a>,
}

/// Notes and 7th characters while a pack is being written.
#[derive(Debug, Default)]
pub(super) struct NotesWriter {
    gaps: Vec<u32>,
    last: u32,
    kinds: Vec<u8>,
    years: Vec<u16>,
    year_of: Vec<u8>,
    texts: TextsWriter,
    seventh_gaps: Vec<u32>,
    seventh_last: u32,
    seventh_characters: String,
    seventh_texts: TextsWriter,
}

impl NotesWriter {
    /// Adds a note (an inclusion term if `kind` is `None`) to `node`. Nodes come in ascending order.
    pub(super) fn note(&mut self, node: u32, kind: Option<NoteKind>, text: &str, year: u16) {
        self.gaps.push(node - self.last);
        self.last = node;
        self.kinds
            .push(kind.map_or(INCLUSION_TERM, NoteKind::to_byte));
        let at = self
            .years
            .iter()
            .position(|&y| y == year)
            .unwrap_or_else(|| {
                self.years.push(year);
                self.years.len() - 1
            });
        self.year_of.push(u8::try_from(at).unwrap_or(u8::MAX));
        self.texts.push(text);
    }

    /// Adds a 7th character to `node`. Nodes come in ascending order.
    pub(super) fn seventh(&mut self, node: u32, character: char, meaning: &str) {
        self.seventh_gaps.push(node - self.seventh_last);
        self.seventh_last = node;
        self.seventh_characters.push(character);
        self.seventh_texts.push(meaning);
    }

    pub(super) fn stored(&self) -> StoredNotes<'_> {
        StoredNotes {
            gaps: self.gaps.clone(),
            kinds: &self.kinds,
            years: self.years.clone(),
            year_of: &self.year_of,
            texts: self.texts.stored(),
            seventh_gaps: self.seventh_gaps.clone(),
            seventh_characters: &self.seventh_characters,
            seventh_texts: self.seventh_texts.stored(),
        }
    }
}

/// All notes of a pack, in the order of their nodes.
#[derive(Debug, Clone)]
pub(super) struct Notes {
    nodes: Vec<u32>,
    /// `None` for an inclusion term.
    kinds: Vec<Option<NoteKind>>,
    years: Vec<u16>,
    texts: Texts,
    seventh_nodes: Vec<u32>,
    seventh_characters: Vec<char>,
    seventh_texts: Texts,
}

impl Notes {
    /// Takes over the stored notes of a pack with `nodes` nodes. The error names the part that is wrong.
    pub(super) fn open(stored: &StoredNotes<'_>, nodes: usize) -> Result<Self, &'static str> {
        let owners = |gaps: &[u32]| -> Option<Vec<u32>> {
            let mut node = 0u32;
            let add = |gap: &u32| {
                node = node.checked_add(*gap)?;
                ((node as usize) < nodes).then_some(node)
            };
            gaps.iter().map(add).collect()
        };
        let kind = |&byte: &u8| match byte {
            INCLUSION_TERM => Some(None),
            _ => NoteKind::ALL.get(usize::from(byte) - 1).copied().map(Some),
        };
        let this = Self {
            nodes: owners(&stored.gaps).ok_or("owners of notes")?,
            kinds: stored
                .kinds
                .iter()
                .map(kind)
                .collect::<Option<_>>()
                .ok_or("kinds of notes")?,
            years: stored
                .year_of
                .iter()
                .map(|&i| stored.years.get(usize::from(i)).copied())
                .collect::<Option<_>>()
                .ok_or("years of notes")?,
            texts: Texts::open(stored.texts).ok_or("texts of notes")?,
            seventh_nodes: owners(&stored.seventh_gaps).ok_or("owners of 7th characters")?,
            seventh_characters: stored.seventh_characters.chars().collect(),
            seventh_texts: Texts::open(stored.seventh_texts).ok_or("texts of 7th characters")?,
        };
        let count = this.nodes.len();
        if this.kinds.len() != count || this.years.len() != count || this.texts.len() != count {
            return Err("number of notes");
        }
        let count = this.seventh_nodes.len();
        if this.seventh_characters.len() != count || this.seventh_texts.len() != count {
            return Err("number of 7th characters");
        }
        Ok(this)
    }

    fn rows(owners: &[u32], node: u32) -> core::ops::Range<usize> {
        let start = owners.partition_point(|&owner| owner < node);
        start..start + owners[start..].partition_point(|&owner| owner == node)
    }

    pub(super) fn of(&self, node: u32) -> impl Iterator<Item = Note<'_>> + Clone {
        Self::rows(&self.nodes, node).filter_map(|i| {
            self.kinds[i].map(|kind| Note {
                kind,
                text: self.texts.get(i),
                year: self.years[i],
            })
        })
    }

    pub(super) fn inclusion_terms(&self, node: u32) -> impl Iterator<Item = &str> + Clone {
        Self::rows(&self.nodes, node)
            .filter(|&i| self.kinds[i].is_none())
            .map(|i| self.texts.get(i))
    }

    pub(super) fn seventh(&self, node: u32) -> impl Iterator<Item = SeventhCharacter<'_>> + Clone {
        Self::rows(&self.seventh_nodes, node).map(|i| SeventhCharacter {
            character: self.seventh_characters[i],
            meaning: self.seventh_texts.get(i),
        })
    }
}
