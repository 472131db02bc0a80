//! The tabular list as packs are made of it: read by [`official`], with each block under the wider one before it.

use codes::Ymd;
use codes::cm::{Level, NoteKind};
use official::{Contents, Given};

use crate::PackerError;

/// A chapter, block, category or code of the tabular list.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Number of entries above.
    pub depth: usize,
    /// Chapter, block, category or code.
    pub level: Level,
    /// Chapter number, span of a block, or code without a dot.
    pub id: String,
    /// Description.
    pub description: String,
    /// Instructional notes in order of print.
    pub notes: Vec<(NoteKind, String)>,
    /// Inclusion terms.
    pub inclusion_terms: Vec<String>,
    /// 7th characters defined here.
    pub seventh_characters: Vec<(char, String)>,
}

/// A tabular list.
#[derive(Debug, Clone)]
pub struct Tabular {
    /// Fiscal year it is published for.
    pub year: u16,
    /// Day from which it holds.
    pub effective: Ymd,
    /// Entries in order of print, each after the entries above it.
    pub entries: Vec<Entry>,
}

impl Tabular {
    /// Each entry in order of print, with the 7th characters that complete it: those defined at it or nearest above.
    /// None for chapters, blocks and whatever has codes below it.
    pub(crate) fn with_seventh_characters(
        &self,
    ) -> impl Iterator<Item = (&Entry, &[(char, String)])> {
        let mut defined: Vec<&[(char, String)]> = Vec::new();
        self.entries.iter().enumerate().map(move |(at, entry)| {
            defined.truncate(entry.depth);
            let own = match entry.seventh_characters.as_slice() {
                [] => defined.last().copied().unwrap_or_default(),
                own => own,
            };
            defined.push(own);
            let next = self.entries.get(at + 1);
            let last = next.is_none_or(|next| next.depth <= entry.depth);
            let completes = last && entry.level >= Level::Category;
            (entry, if completes { own } else { &[] })
        })
    }
}

/// Reads a tabular list that holds from `effective` on.
///
/// # Errors
/// [`PackerError::Source`] when it is no such list.
pub fn read(name: &'static str, bytes: &[u8], effective: Ymd) -> Result<Tabular, PackerError> {
    let source = |e: official::ImportError| PackerError::source(name, e);
    let files = official::recognise(name, bytes).map_err(source)?.files;
    let [file] = files.as_slice() else {
        return Err(PackerError::source(name, "it is not one file"));
    };
    let given = Given {
        effective: Some(effective),
        ..Given::default()
    };
    let import = official::read(file, given).map_err(source)?;
    let Contents::Tabular(list) = import.contents else {
        return Err(PackerError::source(
            name,
            format!("it is not the tabular list but {:?}", import.kind),
        ));
    };
    let mut entries: Vec<Entry> = Vec::with_capacity(list.entries().len());
    for entry in list.entries() {
        // The entry above stands before, and is not moved yet.
        let depth = entry.parent.map_or(0, |above| entries[above].depth + 1);
        entries.push(Entry {
            depth,
            level: entry.level,
            id: entry.id.to_string(),
            description: without_span(entry.level, &entry.description).to_owned(),
            notes: entry.notes.clone(),
            inclusion_terms: entry.inclusion_terms.clone(),
            seventh_characters: entry.seventh_characters.clone(),
        });
    }
    nest_blocks(&mut entries);
    Ok(Tabular {
        year: import.edition.fiscal_year,
        effective,
        entries,
    })
}

/// Chapters and blocks print their own span behind the title; the blocks say it better.
fn without_span(level: Level, description: &str) -> &str {
    match (level, description.rsplit_once(" (")) {
        (Level::Chapter | Level::Block, Some((title, span))) if span.ends_with(')') => title,
        _ => description,
    }
}

/// Puts blocks under the wider block that is printed before them: the XML has them side by side, and the wider
/// one (such as C00-C96 before C00-C75 and C00-C14) holds no category of its own.
fn nest_blocks(entries: &mut [Entry]) {
    let mut wider: Vec<String> = Vec::new();
    for i in 0..entries.len() {
        let holds_none = entries
            .get(i + 1)
            .is_none_or(|next| next.depth <= entries[i].depth);
        let entry = &mut entries[i];
        if entry.level == Level::Chapter {
            wider.clear();
            continue;
        }
        let (first, last) = entry.id.split_once('-').unwrap_or((&entry.id, &entry.id));
        let (first, last) = (first.to_owned(), last.to_owned());
        if entry.level == Level::Block {
            wider.retain(|end| *end >= first);
        }
        entry.depth += wider.len();
        if entry.level == Level::Block && holds_none {
            wider.push(last);
        }
    }
}
