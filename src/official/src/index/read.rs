//! Reads the XML of an index. The elements are those of CDC's schema (`ICD10CM.index`, version 1.0) and of CMS's
//! (`ICD10PCS.index`); what is odd in a row is noted and the reading goes on, because one misprinted code should not take
//! away an index.

use compact_str::CompactString;
use rustc_hash::FxHashMap;

use super::term::{Cell, CrossReference, ReferenceKind, Term};
use super::title::{Title, key, variants};
use super::{Index, OfIndex, TermId};
use crate::code::IndexCode;
use crate::error::{ImportError, shortened};
use crate::import::{Contents, Raw};
use crate::lines::{Lines, collapsed};
use crate::xml::{Piece, Tag, Xml};

type Result<T> = core::result::Result<T, ImportError>;

/// Reads an index of the kind that was recognised.
pub(crate) fn read(file: &str, text: &str, of: OfIndex) -> Result<Raw> {
    let (mut xml, _) = Xml::open(file, text)?;
    let mut year = None;
    let mut reader = Reader {
        of,
        headings: Vec::new(),
        terms: Vec::new(),
        lines: Lines::of(text),
    };
    while let Some(tag) = xml.child()? {
        match tag.name.as_str() {
            "version" => year = Some(xml.year()?),
            "title" => xml.skip()?,
            "indexHeading" => reader.headings(&mut xml)?,
            "letter" => reader.letter(&mut xml)?,
            _ => xml.unknown(&tag)?,
        }
    }
    if reader.terms.is_empty() {
        return Err(xml.damaged("it holds no term"));
    }
    let warnings = xml.finish()?;
    let rows = reader.rows();
    Ok(Raw {
        year,
        day: None,
        rows,
        warnings,
        contents: Contents::Index(reader.finish()),
    })
}

struct Reader {
    of: OfIndex,
    headings: Vec<String>,
    terms: Vec<Term>,
    lines: Lines,
}

impl Reader {
    fn headings(&mut self, xml: &mut Xml<'_>) -> Result<()> {
        while let Some(tag) = xml.child()? {
            match (tag.name.as_str(), column(&tag)) {
                // Column 1 is the term itself.
                ("head", Some(1)) => xml.skip()?,
                ("head", Some(column)) if column == self.headings.len() + 2 => {
                    self.headings.push(xml.text()?);
                }
                ("head", _) => {
                    return Err(xml.damaged("the columns are not headed in order from 1 to 9"));
                }
                _ => xml.unknown(&tag)?,
            }
        }
        Ok(())
    }

    fn letter(&mut self, xml: &mut Xml<'_>) -> Result<()> {
        while let Some(tag) = xml.child()? {
            match tag.name.as_str() {
                "title" => xml.skip()?,
                "mainTerm" => self.term(xml, None)?,
                _ => xml.unknown(&tag)?,
            }
        }
        Ok(())
    }

    /// Reads a mainTerm or term element. A term without a title (the index of ICD-10-PCS has them, to list several
    /// references) belongs to the term above.
    fn term(&mut self, xml: &mut Xml<'_>, parent: Option<TermId>) -> Result<()> {
        let line = self.lines.line(xml.offset());
        let mut own = None;
        while let Some(tag) = xml.child()? {
            if tag.name == "title" {
                let title = title(xml)?;
                if title.words.is_empty() || own.is_some() {
                    return Err(xml.damaged("a term has an empty title, or two"));
                }
                own = Some(self.begin(title, parent, line));
                continue;
            }
            let Some(id) = own.or(parent) else {
                return Err(xml.damaged("a main term has no title before its contents"));
            };
            match tag.name.as_str() {
                "term" => self.nested(xml, &tag, id)?,
                "diff" => {
                    return Err(xml.damaged(
                        "it marks changes, as an addenda does: the full index is needed",
                    ));
                }
                _ => self.part(xml, &tag, id)?,
            }
        }
        if let Some(id) = own {
            self.terms[id.at()].end = count(&self.terms);
        } else if parent.is_none() {
            return Err(xml.damaged("a main term has no title"));
        }
        Ok(())
    }

    fn begin(&mut self, title: Title, parent: Option<TermId>, line: usize) -> TermId {
        let id = TermId(count(&self.terms));
        let level = parent.map_or(0, |parent| self.terms[parent.at()].level + 1);
        self.terms.push(Term {
            parent,
            level,
            printed: (title.printed != title.words).then(|| CompactString::from(title.printed)),
            words: CompactString::from(title.words),
            modifiers: title.modifiers,
            specificity: title.specificity,
            line: u32::try_from(line).unwrap_or(u32::MAX),
            end: id.0 + 1,
            ..Term::default()
        });
        id
    }

    fn nested(&mut self, xml: &mut Xml<'_>, tag: &Tag<'_>, above: TermId) -> Result<()> {
        let due = usize::from(self.terms[above.at()].level) + 1;
        let stated = tag.attribute("level").and_then(|level| level.parse().ok());
        if stated.is_some_and(|level: usize| level != due) {
            let what = format!(
                "a term below “{}” states another level than {due}",
                self.terms[above.at()].words
            );
            xml.warn(what);
        }
        self.term(xml, Some(above))
    }

    /// Reads what a term holds beside its title and the terms below.
    fn part(&mut self, xml: &mut Xml<'_>, tag: &Tag<'_>, id: TermId) -> Result<()> {
        let kind = match tag.name.as_str() {
            "see" => ReferenceKind::See,
            "seeAlso" => ReferenceKind::SeeAlso,
            "seecat" => ReferenceKind::SeeCategory,
            "subcat" => ReferenceKind::SeeSubcategory,
            "use" => ReferenceKind::Use,
            "code" | "codes" | "tab" => {
                let text = xml.text()?;
                if let Some(code) = self.code(xml, &text) {
                    self.terms[id.at()].codes.push(code);
                }
                return Ok(());
            }
            "manif" => {
                let text = xml.text()?;
                match IndexCode::cm(&text) {
                    Some(code) => self.terms[id.at()].manifestation = Some(code),
                    // The neoplasm table uses the element for a remark.
                    None => self.terms[id.at()].remarks.push(text),
                }
                return Ok(());
            }
            "warning" | "note" => {
                let text = xml.text()?;
                self.terms[id.at()].remarks.push(text);
                return Ok(());
            }
            "cell" => return self.cell(xml, tag, id),
            _ => return xml.unknown(tag),
        };
        let reference = self.reference(xml, kind)?;
        self.terms[id.at()].references.push(reference);
        Ok(())
    }

    fn code(&self, xml: &mut Xml<'_>, text: &str) -> Option<IndexCode> {
        let code = match self.of {
            OfIndex::Procedures => IndexCode::pcs(text),
            _ => IndexCode::cm(text),
        };
        if code.is_none() {
            xml.warn(format!("“{}” is no code and is left out", shortened(text)));
        }
        code
    }

    fn reference(&self, xml: &mut Xml<'_>, kind: ReferenceKind) -> Result<CrossReference> {
        let mut text = String::new();
        let mut codes = Vec::new();
        loop {
            match xml.piece()? {
                Piece::Text(part) => text.push_str(&part),
                Piece::Open(tag) if matches!(tag.name.as_str(), "codes" | "tab" | "code") => {
                    let printed = xml.text()?;
                    codes.extend(self.code(xml, &printed));
                }
                Piece::Open(tag) => xml.unknown(&tag)?,
                Piece::Close => break,
            }
        }
        let text = collapsed(&text);
        if matches!(
            kind,
            ReferenceKind::SeeCategory | ReferenceKind::SeeSubcategory
        ) {
            codes.extend(self.code(xml, &text));
        }
        Ok(CrossReference { kind, text, codes })
    }

    fn cell(&mut self, xml: &mut Xml<'_>, tag: &Tag<'_>, id: TermId) -> Result<()> {
        let text = xml.text()?;
        let column = column(tag)
            .and_then(|column| column.checked_sub(2))
            .filter(|&at| at < self.headings.len())
            .ok_or_else(|| xml.damaged("a cell stands in a column that has no heading"))?;
        let cell = match text.trim_matches('-') {
            "" => Cell::Dash,
            _ => self.code(xml, &text).map_or(Cell::Missing, Cell::Code),
        };
        let cells = &mut self.terms[id.at()].cells;
        cells.resize(self.headings.len(), Cell::Missing);
        if core::mem::replace(&mut cells[column], cell) != Cell::Missing {
            return Err(xml.damaged("a term has two cells in one column"));
        }
        Ok(())
    }

    fn rows(&self) -> Vec<(&'static str, usize)> {
        let main = self.terms.iter().filter(|t| t.parent.is_none()).count();
        let cells = self.terms.iter().flat_map(|t| &t.cells);
        let filled = cells.filter(|c| **c != Cell::Missing).count();
        let references = self.terms.iter().map(|t| t.references.len()).sum();
        vec![
            ("main terms", main),
            ("terms", self.terms.len() - main),
            ("cells", filled),
            ("cross-references", references),
        ]
    }

    /// Builds the look-up tables.
    fn finish(self) -> Index {
        let mut main = Vec::new();
        let mut by_word: FxHashMap<CompactString, Vec<TermId>> = FxHashMap::default();
        for (id, term) in (0u32..).map(TermId).zip(&self.terms) {
            if term.parent.is_some() {
                continue;
            }
            main.push((key(&term.words), id));
            for variant in variants(&term.words) {
                let ids = by_word.entry(variant[0].clone()).or_default();
                if ids.last() != Some(&id) {
                    ids.push(id);
                }
            }
        }
        main.sort();
        Index {
            of: self.of,
            headings: self.headings,
            terms: self.terms,
            main,
            by_word,
        }
    }
}

/// The number of terms; a file is too small for more than `u32` can count.
fn count(terms: &[Term]) -> u32 {
    u32::try_from(terms.len()).unwrap_or(u32::MAX)
}

fn column(tag: &Tag<'_>) -> Option<usize> {
    tag.attribute("col")?
        .parse()
        .ok()
        .filter(|column| (1..=9).contains(column))
}

fn title(xml: &mut Xml<'_>) -> Result<Title> {
    let mut title = Title::default();
    loop {
        match xml.piece()? {
            Piece::Text(text) => title.add_text(&text),
            Piece::Open(tag) if tag.name == "nemod" => {
                let text = xml.text()?;
                title.add_modifiers(&text);
            }
            Piece::Open(tag) => xml.unknown(&tag)?,
            Piece::Close => return Ok(title.finish()),
        }
    }
}
