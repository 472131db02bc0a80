//! XML as this crate needs it: a walk from element to element, with a place for every complaint.
//!
//! Leans on `quick-xml` for syntax and well-formedness. Document type declarations and entities other than the five
//! of XML itself are refused, so nothing can be expanded; elements may lie 40 deep.

use std::borrow::Cow;
use std::cell::OnceCell;

use compact_str::CompactString;
use quick_xml::Reader;
use quick_xml::escape::{resolve_predefined_entity, unescape};
use quick_xml::events::{BytesStart, Event};
use rustc_hash::FxHashSet;

use crate::edition::LAST_YEAR;
use crate::error::{ImportError, Place, shortened};
use crate::import::Warning;
use crate::lines::{Lines, collapsed};

type Result<T> = core::result::Result<T, ImportError>;

/// Elements may lie this deep; the deepest official file has a dozen levels.
const DEEPEST: usize = 40;

/// A walk through a document.
pub(crate) struct Xml<'a> {
    reader: Reader<&'a [u8]>,
    text: &'a str,
    file: &'a str,
    depth: usize,
    lines: OnceCell<Lines>,
    passed_over: FxHashSet<CompactString>,
    warnings: Vec<Warning>,
}

/// The beginning of an element.
#[derive(Debug)]
pub(crate) struct Tag<'a> {
    pub(crate) name: CompactString,
    start: BytesStart<'a>,
}

impl Tag<'_> {
    /// Value of an attribute. `None` where there is none, or none that can be read.
    pub(crate) fn attribute(&self, name: &str) -> Option<String> {
        let found = self
            .start
            .attributes()
            .flatten()
            .find(|a| a.key.as_ref() == name.as_bytes())?;
        let raw = core::str::from_utf8(&found.value).ok()?;
        Some(unescape(raw).ok()?.into_owned())
    }
}

/// What comes next within an element.
pub(crate) enum Piece<'a> {
    /// Text, entities resolved.
    Text(Cow<'a, str>),
    /// The beginning of an element within.
    Open(Tag<'a>),
    /// The end of the element.
    Close,
}

impl<'a> Xml<'a> {
    /// Begins the walk: gives the outermost element.
    pub(crate) fn open(file: &'a str, text: &'a str) -> Result<(Self, Tag<'a>)> {
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        let mut xml = Self {
            reader,
            text,
            file,
            depth: 0,
            lines: OnceCell::new(),
            passed_over: FxHashSet::default(),
            warnings: Vec::new(),
        };
        match xml.piece()? {
            Piece::Open(tag) => Ok((xml, tag)),
            _ => Err(xml.damaged("there is no element in it")),
        }
    }

    /// Name of the file, for messages.
    pub(crate) fn file(&self) -> &'a str {
        self.file
    }

    /// Bytes read so far.
    pub(crate) fn offset(&self) -> usize {
        usize::try_from(self.reader.buffer_position())
            .unwrap_or(usize::MAX)
            .min(self.text.len())
    }

    /// Where the walk has come to.
    pub(crate) fn place(&self) -> Place {
        self.place_at(self.offset())
    }

    pub(crate) fn place_at(&self, offset: usize) -> Place {
        self.lines
            .get_or_init(|| Lines::of(self.text))
            .place(self.file, offset)
    }

    /// The error for a file that is not as it should be here.
    pub(crate) fn damaged(&self, why: impl Into<String>) -> ImportError {
        ImportError::damaged(self.place(), why.into())
    }

    /// Notes something odd that does not stop the reading.
    pub(crate) fn warn(&mut self, what: String) {
        let place = self.place();
        Warning::push(&mut self.warnings, place, what);
    }

    /// What comes next within the element the walk is in; comments and instructions are passed over.
    pub(crate) fn piece(&mut self) -> Result<Piece<'a>> {
        loop {
            let event = match self.reader.read_event() {
                Ok(event) => event,
                Err(error) => {
                    let at = usize::try_from(self.reader.error_position()).unwrap_or(usize::MAX);
                    let place = self.place_at(at.min(self.text.len()));
                    return Err(ImportError::damaged(place, error.to_string()));
                }
            };
            return Ok(match event {
                // Empty elements come expanded, so the second never occurs.
                Event::Start(start) | Event::Empty(start) => {
                    self.depth += 1;
                    if self.depth > DEEPEST {
                        return Err(self.damaged(format!("elements lie more than {DEEPEST} deep")));
                    }
                    let name = CompactString::from_utf8_lossy(start.name().as_ref());
                    Piece::Open(Tag { name, start })
                }
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    Piece::Close
                }
                Event::Text(text) => match text.decode() {
                    Ok(text) if self.depth == 0 && text.trim().is_empty() => continue,
                    Ok(_) if self.depth == 0 => {
                        return Err(self.damaged("there is text outside of the outermost element"));
                    }
                    Ok(text) => Piece::Text(text),
                    Err(error) => return Err(self.damaged(error.to_string())),
                },
                Event::CData(data) => match data.decode() {
                    Ok(text) => Piece::Text(text),
                    Err(error) => return Err(self.damaged(error.to_string())),
                },
                Event::GeneralRef(entity) => match entity.resolve_char_ref() {
                    Ok(Some(character)) => Piece::Text(Cow::Owned(character.to_string())),
                    Ok(None) => {
                        let name = entity.decode().unwrap_or_default();
                        match resolve_predefined_entity(&name) {
                            Some(text) => Piece::Text(Cow::Borrowed(text)),
                            None => {
                                return Err(ImportError::forbidden(
                                    self.place(),
                                    &format!(
                                        "the entity “{}” is none of XML's own",
                                        shortened(&name)
                                    ),
                                ));
                            }
                        }
                    }
                    Err(error) => return Err(self.damaged(error.to_string())),
                },
                Event::DocType(_) => {
                    return Err(ImportError::forbidden(
                        self.place(),
                        "it has a document type declaration, which could expand without limit",
                    ));
                }
                Event::Eof if self.depth > 0 => {
                    return Err(
                        self.damaged("it ends in the middle of an element: the rest is missing")
                    );
                }
                Event::Eof => Piece::Close,
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => continue,
            });
        }
    }

    /// The next element within the one the walk is in, or `None` at its end. Text between is noted as odd.
    pub(crate) fn child(&mut self) -> Result<Option<Tag<'a>>> {
        loop {
            match self.piece()? {
                Piece::Open(tag) => return Ok(Some(tag)),
                Piece::Close => return Ok(None),
                Piece::Text(text) if text.trim().is_empty() => {}
                Piece::Text(text) => {
                    let text = shortened(text.trim());
                    self.warn(format!("text between elements is passed over: “{text}”"));
                }
            }
        }
    }

    /// All text up to the end of the element the walk is in, elements within included; white space collapsed.
    pub(crate) fn text(&mut self) -> Result<String> {
        let mut out = String::new();
        let mut within = 0usize;
        loop {
            match self.piece()? {
                Piece::Text(text) => out.push_str(&text),
                Piece::Open(_) => within += 1,
                Piece::Close if within == 0 => return Ok(collapsed(&out)),
                Piece::Close => within -= 1,
            }
        }
    }

    /// Passes over the rest of an element whose name is known and whose contents are not needed.
    pub(crate) fn skip(&mut self) -> Result<()> {
        let mut within = 0usize;
        loop {
            match self.piece()? {
                Piece::Text(_) => {}
                Piece::Open(_) => within += 1,
                Piece::Close if within == 0 => return Ok(()),
                Piece::Close => within -= 1,
            }
        }
    }

    /// Passes over an element that is not known, and notes its name once.
    pub(crate) fn unknown(&mut self, tag: &Tag<'_>) -> Result<()> {
        if self.passed_over.len() < 100 && self.passed_over.insert(tag.name.clone()) {
            self.warn(format!(
                "elements named <{}> are not known and are passed over",
                shortened(&tag.name)
            ));
        }
        self.skip()
    }

    /// Ends the walk after the outermost element: nothing may follow. Gives what was odd.
    pub(crate) fn finish(mut self) -> Result<Vec<Warning>> {
        match self.piece()? {
            Piece::Close => Ok(self.warnings),
            _ => Err(self.damaged("something follows the outermost element")),
        }
    }

    /// Reads the text of a `version` element: a year.
    pub(crate) fn year(&mut self) -> Result<u16> {
        let text = self.text()?;
        text.parse()
            .ok()
            .filter(|year| (2016..=LAST_YEAR).contains(year))
            .ok_or_else(|| self.damaged(format!("“{}” is no fiscal year", shortened(&text))))
    }
}
