//! The tabular list of ICD-10-CM: chapters, blocks, categories and codes with their notes and 7th characters.

use codes::cm::{Level, NoteKind};
use compact_str::CompactString;
use rustc_hash::FxHashMap;

use crate::code::undotted;
use crate::error::{ImportError, shortened};
use crate::import::{Contents, Raw};
use crate::xml::{Tag, Xml};

/// A chapter, block, category or code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The entry above: place in [`Tabular::entries`]. `None` for a chapter.
    pub parent: Option<usize>,
    /// How deep it stands.
    pub level: Level,
    /// Number of a chapter, span of a block (`I30-I5A`), or code without a dot.
    pub id: CompactString,
    /// Description, as printed.
    pub description: String,
    /// Whether the code is there only to keep a place (its seventh character follows an X).
    pub placeholder: bool,
    /// Instructional notes in order of print; inherited ones stand at the entries above.
    pub notes: Vec<(NoteKind, String)>,
    /// Conditions named as belonging here.
    pub inclusion_terms: Vec<String>,
    /// 7th characters defined here for all codes below.
    pub seventh_characters: Vec<(char, String)>,
}

/// A tabular list, in order of print: each entry after the one above it.
#[derive(Debug, Clone, PartialEq)]
pub struct Tabular {
    entries: Vec<Entry>,
    by_id: FxHashMap<CompactString, usize>,
}

impl Tabular {
    /// All entries.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The place of a category or code without a dot, or of a block by its span.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// From the chapter down to the entry at `at`, both included.
    pub fn path(&self, at: usize) -> Vec<&Entry> {
        let mut path: Vec<&Entry> = core::iter::successors(self.entries.get(at), |entry| {
            entry.parent.map(|parent| &self.entries[parent])
        })
        .collect();
        path.reverse();
        path
    }

    /// The 7th characters that hold at `at`: those of the nearest entry, itself or above, that defines any.
    #[must_use]
    pub fn seventh_characters(&self, at: usize) -> &[(char, String)] {
        self.path(at)
            .into_iter()
            .rev()
            .map(|entry| entry.seventh_characters.as_slice())
            .find(|defined| !defined.is_empty())
            .unwrap_or_default()
    }
}

type Result<T> = core::result::Result<T, ImportError>;

pub(crate) fn read(file: &str, text: &str) -> Result<Raw> {
    let (mut xml, _) = Xml::open(file, text)?;
    let mut year = None;
    let mut list = Tabular {
        entries: Vec::new(),
        by_id: FxHashMap::default(),
    };
    while let Some(tag) = xml.child()? {
        match tag.name.as_str() {
            "version" => year = Some(xml.year()?),
            "title" | "introduction" => xml.skip()?,
            "chapter" => entry(&mut xml, &tag, None, &mut list)?,
            _ => xml.unknown(&tag)?,
        }
    }
    if list.entries.is_empty() {
        return Err(xml.damaged("it holds no chapter"));
    }
    let warnings = xml.finish()?;
    let count = |wanted: &[Level]| {
        list.entries
            .iter()
            .filter(|e| wanted.contains(&e.level))
            .count()
    };
    Ok(Raw {
        year,
        day: None,
        rows: vec![
            ("chapters", count(&[Level::Chapter])),
            ("blocks", count(&[Level::Block])),
            (
                "categories and codes",
                count(&[Level::Category, Level::Code]),
            ),
            ("notes", list.entries.iter().map(|e| e.notes.len()).sum()),
            (
                "inclusion terms",
                list.entries.iter().map(|e| e.inclusion_terms.len()).sum(),
            ),
        ],
        warnings,
        contents: Contents::Tabular(list),
    })
}

/// Reads a chapter, section or diag element and all below it.
fn entry(
    xml: &mut Xml<'_>,
    tag: &Tag<'_>,
    parent: Option<usize>,
    list: &mut Tabular,
) -> Result<()> {
    let at = list.entries.len();
    let level = match tag.name.as_str() {
        "chapter" => Level::Chapter,
        "section" => Level::Block,
        _ => Level::Code,
    };
    list.entries.push(Entry {
        parent,
        level,
        id: tag
            .attribute("id")
            .map(CompactString::from)
            .unwrap_or_default(),
        description: String::new(),
        placeholder: tag.attribute("placeholder").as_deref() == Some("true"),
        notes: Vec::new(),
        inclusion_terms: Vec::new(),
        seventh_characters: Vec::new(),
    });
    let mut named = level == Level::Block;
    while let Some(tag) = xml.child()? {
        let kind = match tag.name.as_str() {
            "name" => {
                let name = xml.text()?;
                if level != Level::Block {
                    identify(xml, list, at, &name)?;
                    named = true;
                }
                continue;
            }
            "desc" => {
                list.entries[at].description = xml.text()?;
                continue;
            }
            "section" | "diag" => {
                if !named {
                    return Err(xml.damaged("codes come before the name of what they belong to"));
                }
                entry(xml, &tag, Some(at), list)?;
                continue;
            }
            "sectionIndex" => {
                xml.skip()?;
                continue;
            }
            "inclusionTerm" => {
                let terms = notes(xml, list, at, NoteKind::Includes)?;
                list.entries[at].inclusion_terms.extend(terms);
                continue;
            }
            "visualImpairment" => {
                visual_impairment(xml, &mut list.entries[at])?;
                continue;
            }
            "includes" => NoteKind::Includes,
            "excludes1" => NoteKind::Excludes1,
            "excludes2" => NoteKind::Excludes2,
            "codeFirst" => NoteKind::CodeFirst,
            "useAdditionalCode" => NoteKind::UseAdditionalCode,
            "codeAlso" => NoteKind::CodeAlso,
            "notes" => NoteKind::Note,
            "sevenChrNote" | "sevenChrDef" => NoteKind::SeventhCharacter,
            _ => {
                xml.unknown(&tag)?;
                continue;
            }
        };
        let texts = notes(xml, list, at, kind)?;
        list.entries[at]
            .notes
            .extend(texts.into_iter().map(|text| (kind, text)));
    }
    let entry = &list.entries[at];
    if entry.id.is_empty() || entry.description.is_empty() {
        let id = shortened(&entry.id);
        return Err(xml.damaged(format!("“{id}” has no name or no description")));
    }
    // A block of one category has the id of the category: `find` gives the category.
    if level == Level::Block && entry.id.contains('-') {
        let id = entry.id.clone();
        if list.by_id.insert(id.clone(), at).is_some() {
            xml.warn(format!("block {} stands twice", shortened(&id)));
        }
    }
    Ok(())
}

/// Takes over the name of a chapter or code: a code has to be well-formed, new, and to refine the code above.
fn identify(xml: &Xml<'_>, list: &mut Tabular, at: usize, name: &str) -> Result<()> {
    if list.entries[at].level == Level::Chapter {
        if !name.parse().is_ok_and(|n: u8| (1..=99).contains(&n)) {
            return Err(xml.damaged(format!("“{}” is no chapter number", shortened(name))));
        }
        list.entries[at].id = CompactString::new(name);
        return Ok(());
    }
    let code = undotted(name).ok_or_else(|| ImportError::code(xml.place(), name, "ICD-10-CM"))?;
    let above = list.entries[at].parent.map(|parent| &list.entries[parent]);
    if let Some(above) = above.filter(|above| matches!(above.level, Level::Category | Level::Code))
        && (!code.starts_with(above.id.as_str()) || code.len() <= above.id.len())
    {
        return Err(xml.damaged(format!(
            "{name} stands below {}, which it does not refine",
            above.id
        )));
    }
    if list.by_id.insert(code.clone(), at).is_some() {
        return Err(xml.damaged(format!("{name} stands twice")));
    }
    let entry = &mut list.entries[at];
    if code.len() == 3 {
        entry.level = Level::Category;
    }
    entry.id = code;
    Ok(())
}

/// The notes within an element; 7th characters among them go to the entry.
fn notes(xml: &mut Xml<'_>, list: &mut Tabular, at: usize, kind: NoteKind) -> Result<Vec<String>> {
    let mut texts = Vec::new();
    while let Some(tag) = xml.child()? {
        match tag.name.as_str() {
            "note" => texts.push(xml.text()?),
            "extension" if kind == NoteKind::SeventhCharacter => {
                let stated = tag.attribute("char").unwrap_or_default();
                let mut characters = stated.chars();
                let (Some(character), None) = (characters.next(), characters.next()) else {
                    return Err(
                        xml.damaged(format!("“{}” is no 7th character", shortened(&stated)))
                    );
                };
                if !(character.is_ascii_digit() || character.is_ascii_uppercase()) {
                    return Err(xml.damaged(format!("“{character}” is no 7th character")));
                }
                let meaning = xml.text()?;
                list.entries[at]
                    .seventh_characters
                    .push((character, meaning));
            }
            _ => xml.unknown(&tag)?,
        }
    }
    texts.retain(|text| !text.is_empty());
    Ok(texts)
}

/// The table of visual impairment at H54, one note a row: category, then the limits of acuity.
fn visual_impairment(xml: &mut Xml<'_>, entry: &mut Entry) -> Result<()> {
    while let Some(tag) = xml.child()? {
        if tag.name != "visCategory" {
            xml.unknown(&tag)?;
            continue;
        }
        let mut cells = Vec::new();
        cells_within(xml, &mut cells)?;
        entry
            .notes
            .push((NoteKind::VisualImpairment, cells.join(" | ")));
    }
    Ok(())
}

/// Texts of the headings and values below the current element.
fn cells_within(xml: &mut Xml<'_>, cells: &mut Vec<String>) -> Result<()> {
    while let Some(tag) = xml.child()? {
        match tag.name.as_str() {
            "heading" | "value" => {
                let text = xml.text()?;
                if !text.is_empty() {
                    cells.push(text);
                }
            }
            _ => cells_within(xml, cells)?,
        }
    }
    Ok(())
}
