//! The bytes of an ICD-10-CM pack: columns, one value a node, in the order of the tabular list.

use serde::{Deserialize, Serialize};

use super::content::Node;
use super::former::{FormerTitles, FormerWriter, StoredFormer};
use super::note::{Notes, NotesWriter, StoredNotes};
use super::{CmPack, Level};
use crate::TitleSource;
use crate::history::Replacement;
use crate::lookup::Lookup;
use crate::pack::{self, PackError, PackKind};
use crate::replaced::{Replacements, ReplacementsWriter, StoredReplacements};
use crate::texts::{StoredTexts, Texts, TextsWriter};
use crate::validity::{StoredValidity, Validity, ValidityWriter};

/// The payload.
#[derive(Debug, Serialize, Deserialize)]
struct Stored<'a> {
    depths: &'a [u8],
    levels: &'a [u8],
    sources: &'a [u8],
    years: Vec<u16>,
    year_of: &'a [u8],
    #[serde(borrow)]
    ids: StoredTexts<'a>,
    #[serde(borrow)]
    titles: StoredTexts<'a>,
    #[serde(borrow)]
    validity: StoredValidity<'a>,
    #[serde(borrow)]
    notes: StoredNotes<'a>,
}

/// See [`super::content::write`].
pub(super) fn write(nodes: &[Node], replacements: &[Replacement<'_>]) -> Result<Vec<u8>, String> {
    let mut depths = Vec::with_capacity(nodes.len());
    let mut levels = Vec::with_capacity(nodes.len());
    let mut sources = Vec::with_capacity(nodes.len());
    // Year 0 stands for a node that no tabular list has.
    let mut years = vec![0u16];
    let mut year_of = Vec::with_capacity(nodes.len());
    let (mut ids, mut titles) = (TextsWriter::default(), TextsWriter::default());
    let mut validity = ValidityWriter::default();
    let mut notes = NotesWriter::default();
    let mut former = FormerWriter::default();
    for (index, node) in (0u32..).zip(nodes) {
        let wrong = |what: &str| format!("ICD-10-CM node “{}”: {what}", node.id);
        if node.title.is_empty() {
            return Err(wrong("has no title"));
        }
        depths.push(node.depth);
        levels.push(level_byte(node.level));
        sources.push(node.title_source.to_byte());
        let year = node.tabular_year.unwrap_or(0);
        let at = years.iter().position(|&y| y == year).unwrap_or_else(|| {
            years.push(year);
            years.len() - 1
        });
        year_of.push(u8::try_from(at).map_err(|_| wrong("more than 256 tabular years"))?);
        ids.push(&node.id);
        titles.push(&node.title);
        validity
            .push(&node.periods)
            .ok_or_else(|| wrong("too many distinct calendars, or a date that is none"))?;
        node.notes
            .iter()
            .for_each(|(kind, text)| notes.note(index, Some(*kind), text, year));
        node.inclusion_terms
            .iter()
            .for_each(|text| notes.note(index, None, text, year));
        node.seventh_characters
            .iter()
            .for_each(|(c, meaning)| notes.seventh(index, *c, meaning));
        for title in &node.former_titles {
            former.push(index, title).ok_or_else(|| {
                wrong("a day of a former title is none, or too many distinct ones")
            })?;
        }
    }
    let replacements = ReplacementsWriter::new(replacements)?;
    let bytes = pack::encode(
        PackKind::Icd10Cm,
        &(
            Stored {
                depths: &depths,
                levels: &levels,
                sources: &sources,
                years,
                year_of: &year_of,
                ids: ids.stored(),
                titles: titles.stored(),
                validity: validity.stored(),
                notes: notes.stored(),
            },
            replacements.stored(),
            former.stored(),
        ),
    );
    // What the reader would refuse must not be written.
    open(&bytes).map_err(|e| e.to_string()).map(|_| bytes)
}

/// See [`CmPack::open`].
pub(super) fn open(bytes: &[u8]) -> Result<CmPack, PackError> {
    let malformed = |place: &str| PackError::malformed(PackKind::Icd10Cm, place);
    let pack::CodesPayload {
        content: stored,
        replacements,
        former,
    }: pack::CodesPayload<Stored<'_>, StoredReplacements<'_>, StoredFormer<'_>> =
        pack::borrow_codes(PackKind::Icd10Cm, bytes)?;
    let replacements = match &replacements {
        Some(stored) => Replacements::open(stored).ok_or_else(|| malformed("replacements"))?,
        None => Replacements::default(),
    };
    let count = stored.depths.len();
    let ids = Texts::open(stored.ids).ok_or_else(|| malformed("codes"))?;
    let titles = Texts::open(stored.titles).ok_or_else(|| malformed("titles"))?;
    let validity = Validity::open(&stored.validity).ok_or_else(|| malformed("validity"))?;
    let levels: Vec<Level> = stored
        .levels
        .iter()
        .map(|&b| level(b))
        .collect::<Option<_>>()
        .ok_or_else(|| malformed("levels"))?;
    let sources: Vec<TitleSource> = stored
        .sources
        .iter()
        .map(|&b| TitleSource::from_byte(b))
        .collect::<Option<_>>()
        .ok_or_else(|| malformed("title sources"))?;
    let editions: Vec<u16> = stored
        .year_of
        .iter()
        .map(|&i| stored.years.get(usize::from(i)).copied())
        .collect::<Option<_>>()
        .ok_or_else(|| malformed("tabular years"))?;
    let counts = [
        ids.len(),
        titles.len(),
        validity.len(),
        levels.len(),
        sources.len(),
        editions.len(),
    ];
    if counts.iter().any(|&n| n != count) || u32::try_from(count).is_err() {
        return Err(malformed("number of nodes"));
    }
    let (parents, ends) = tree(stored.depths).ok_or_else(|| malformed("hierarchy"))?;
    // A node stands below one of a higher level; codes refine codes, and blocks may lie within blocks.
    let misplaced = (0..count).any(|i| {
        let (own, above) = (levels[i], levels[parents[i] as usize]);
        match own {
            Level::Chapter => stored.depths[i] != 0,
            Level::Block => stored.depths[i] == 0 || above > Level::Block,
            Level::Category => stored.depths[i] == 0 || above != Level::Block,
            Level::Code => stored.depths[i] == 0 || above < Level::Category,
        }
    });
    if misplaced {
        return Err(malformed("hierarchy"));
    }
    let notes = Notes::open(&stored.notes, count).map_err(malformed)?;
    let former = match &former {
        Some(stored) => {
            FormerTitles::open(stored, count).ok_or_else(|| malformed("former titles"))?
        }
        None => FormerTitles::default(),
    };
    let rows = (0u32..)
        .zip(&levels)
        .filter(|(_, level)| **level >= Level::Category);
    let lookup = Lookup::build(rows.map(|(row, _)| (ids.get(row as usize), row)))
        .ok_or_else(|| malformed("codes"))?;
    Ok(CmPack {
        ids,
        titles,
        levels,
        sources,
        editions,
        parents,
        ends,
        validity,
        notes,
        lookup,
        replacements,
        former,
    })
}

/// Parents and ends of subtrees from depths. `None` if a node stands more than one deeper than the one before.
fn tree(depths: &[u8]) -> Option<(Vec<u32>, Vec<u32>)> {
    let mut parents = Vec::with_capacity(depths.len());
    let mut ends = vec![0u32; depths.len()];
    let mut open: Vec<u32> = Vec::new();
    for (row, &depth) in (0u32..).zip(depths) {
        let depth = usize::from(depth);
        if depth > open.len() {
            return None;
        }
        open.drain(depth..)
            .for_each(|closed| ends[closed as usize] = row);
        parents.push(open.last().copied().unwrap_or(row));
        open.push(row);
    }
    let count = u32::try_from(depths.len()).ok()?;
    open.into_iter()
        .for_each(|closed| ends[closed as usize] = count);
    Some((parents, ends))
}

const fn level_byte(level: Level) -> u8 {
    match level {
        Level::Chapter => 0,
        Level::Block => 1,
        Level::Category => 2,
        Level::Code => 3,
    }
}

const fn level(byte: u8) -> Option<Level> {
    match byte {
        0 => Some(Level::Chapter),
        1 => Some(Level::Block),
        2 => Some(Level::Category),
        3 => Some(Level::Code),
        _ => None,
    }
}
