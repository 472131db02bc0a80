//! CDC's ICD-10-CM tabular list in XML: the hierarchy with descriptions, notes, inclusion terms, 7th characters.

use codes::cm::{Level, NoteKind};
use roxmltree::{Document, Node};

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
    /// Year in its `version` element.
    pub year: u16,
    /// Entries in order of print, each after the entries above it.
    pub entries: Vec<Entry>,
}

/// Reads a tabular list.
///
/// # Errors
/// [`PackerError::Source`] when it is no such XML.
pub fn read(name: &'static str, bytes: &[u8]) -> Result<Tabular, PackerError> {
    let text = core::str::from_utf8(bytes).map_err(|e| PackerError::source(name, e))?;
    let document = Document::parse(text).map_err(|e| PackerError::source(name, e))?;
    let root = document.root_element();
    let year = child(root, "version").and_then(|v| words(v).parse().ok());
    let year = year.ok_or_else(|| PackerError::source(name, "it names no year"))?;
    let mut entries = Vec::new();
    for chapter in root.children().filter(|n| n.has_tag_name("chapter")) {
        add(&mut entries, name, chapter, 0)?;
    }
    nest_blocks(&mut entries);
    Ok(Tabular { year, entries })
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

/// Adds an element and all below it.
fn add(
    entries: &mut Vec<Entry>,
    name: &'static str,
    node: Node<'_, '_>,
    depth: usize,
) -> Result<(), PackerError> {
    let id = match node.attribute("id") {
        Some(id) => id.to_owned(),
        None => child(node, "name")
            .map(words)
            .unwrap_or_default()
            .replace('.', ""),
    };
    let level = match node.tag_name().name() {
        "chapter" => Level::Chapter,
        "section" => Level::Block,
        _ if id.len() == 3 => Level::Category,
        _ => Level::Code,
    };
    let description = child(node, "desc").map(words).unwrap_or_default();
    if id.is_empty() || description.is_empty() {
        return Err(PackerError::source(
            name,
            format!("“{id}” has no name or description"),
        ));
    }
    // Chapters print their own span behind the title; the blocks say it better.
    let description = match (level, description.rsplit_once(" (")) {
        (Level::Chapter | Level::Block, Some((title, span))) if span.ends_with(')') => {
            title.to_owned()
        }
        _ => description,
    };
    let mut entry = Entry {
        depth,
        level,
        id,
        description,
        notes: Vec::new(),
        inclusion_terms: Vec::new(),
        seventh_characters: Vec::new(),
    };
    for part in node.children().filter(Node::is_element) {
        let texts = || {
            part.children()
                .filter(|n| n.has_tag_name("note"))
                .map(words)
                .filter(|t| !t.is_empty())
        };
        let kind = match part.tag_name().name() {
            "includes" => NoteKind::Includes,
            "excludes1" => NoteKind::Excludes1,
            "excludes2" => NoteKind::Excludes2,
            "codeFirst" => NoteKind::CodeFirst,
            "useAdditionalCode" => NoteKind::UseAdditionalCode,
            "codeAlso" => NoteKind::CodeAlso,
            "notes" => NoteKind::Note,
            "sevenChrNote" => NoteKind::SeventhCharacter,
            "sevenChrDef" => {
                entry.seventh_characters.extend(extensions(part));
                NoteKind::SeventhCharacter
            }
            "inclusionTerm" => {
                entry.inclusion_terms.extend(texts());
                continue;
            }
            "visualImpairment" => {
                entry
                    .notes
                    .extend(visual_impairment(part).map(|row| (NoteKind::VisualImpairment, row)));
                continue;
            }
            _ => continue,
        };
        entry.notes.extend(texts().map(|text| (kind, text)));
    }
    entries.push(entry);
    for below in node
        .children()
        .filter(|n| n.has_tag_name("section") || n.has_tag_name("diag"))
    {
        add(entries, name, below, depth + 1)?;
    }
    Ok(())
}

fn child<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    node.children().find(|n| n.has_tag_name(name))
}

/// The text of an element, white space collapsed.
fn words(node: Node<'_, '_>) -> String {
    let text: String = node
        .descendants()
        .filter_map(|n| n.is_text().then(|| n.text()).flatten())
        .collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn extensions(part: Node<'_, '_>) -> impl Iterator<Item = (char, String)> {
    part.children()
        .filter(|n| n.has_tag_name("extension"))
        .filter_map(|n| {
            let character = n.attribute("char")?.chars().next()?;
            Some((character, words(n)))
        })
}

/// The table of visual impairment, one line a row: category, then the limits of acuity.
fn visual_impairment(part: Node<'_, '_>) -> impl Iterator<Item = String> {
    part.children()
        .filter(|n| n.has_tag_name("visCategory"))
        .map(|row| {
            let mut cells: Vec<String> = Vec::new();
            for cell in row
                .descendants()
                .filter(|n| n.has_tag_name("value") || n.has_tag_name("heading"))
            {
                let text = words(cell);
                if !text.is_empty() {
                    cells.push(text);
                }
            }
            cells.join(" | ")
        })
}
