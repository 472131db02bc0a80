//! XML as a tree within limits, where what was read is marked, so that the rest can be named.
//!
//! `quick-xml` knows the syntax. Document type declarations and entities other than XML's own five are refused: nothing can expand.

use std::cell::Cell;

use compact_str::CompactString;
use quick_xml::Reader;
use quick_xml::escape::{resolve_predefined_entity, unescape};
use quick_xml::events::{BytesStart, Event};

use super::limits::{DEEPEST, MOST_ATTRIBUTES, MOST_PARTS};
use super::refusal::{Problem, Refusal, Result};

/// An element, by its name without prefix.
#[derive(Debug, Default)]
pub(super) struct Node {
    pub(super) name: CompactString,
    attributes: Vec<(CompactString, String)>,
    pub(super) children: Vec<Child>,
    pub(super) read: Cell<bool>,
}

#[derive(Debug)]
pub(super) enum Child {
    Text(String),
    Element(Node),
}

impl Node {
    /// An attribute, by its name without prefix; the element counts as read.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.read.set(true);
        self.attributes
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    pub(super) fn elements(&self) -> impl Iterator<Item = &Node> {
        self.children.iter().filter_map(|child| match child {
            Child::Element(node) => Some(node),
            Child::Text(_) => None,
        })
    }

    pub(super) fn all<'n>(&'n self, name: &'n str) -> impl Iterator<Item = &'n Node> {
        self.read.set(true);
        self.elements()
            .filter(move |node| node.name == name)
            .inspect(|node| node.read.set(true))
    }

    pub(super) fn child(&self, name: &str) -> Option<&Node> {
        self.read.set(true);
        let found = self.elements().find(|node| node.name == name)?;
        found.read.set(true);
        Some(found)
    }

    /// Follows a path of names.
    pub(super) fn at(&self, path: &[&str]) -> Option<&Node> {
        path.iter().try_fold(self, |node, name| node.child(name))
    }

    /// All text within, blanks made one; all of it counts as read.
    pub(super) fn text(&self) -> String {
        let mut out = String::new();
        self.gather(&mut out);
        out.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn gather(&self, out: &mut String) {
        self.read.set(true);
        for child in &self.children {
            match child {
                Child::Text(text) => out.push_str(text),
                Child::Element(node) => {
                    out.push(' ');
                    node.gather(out);
                    out.push(' ');
                }
            }
        }
    }

    /// Whether something stands in it: words, or an attribute's value.
    pub(super) fn says_something(&self) -> bool {
        !self.attributes.is_empty()
            || self.children.iter().any(|child| match child {
                Child::Text(text) => !text.trim().is_empty(),
                Child::Element(_) => false,
            })
    }
}

/// Reads a document.
pub(super) fn parse(text: &str) -> Result<Node> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut open: Vec<Node> = vec![Node::default()];
    let mut parts = 0_usize;
    loop {
        let at = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let damaged = |why: String| Refusal::new(Problem::Damaged, why).at(text, at);
        let event = reader
            .read_event()
            .map_err(|error| damaged(error.to_string()))?;
        match event {
            Event::Start(start) | Event::Empty(start) => {
                parts += 1;
                if open.len() > DEEPEST || parts > MOST_PARTS {
                    let why = format!(
                        "it has more than {MOST_PARTS} elements, or some lie more than {DEEPEST} deep"
                    );
                    return Err(Refusal::new(Problem::TooLarge, why)
                        .at(text, at)
                        .path(path(&open)));
                }
                open.push(
                    element(&start).map_err(|refusal| refusal.at(text, at).path(path(&open)))?,
                );
            }
            Event::End(_) => {
                let (Some(node), Some(parent)) = (open.pop(), open.last_mut()) else {
                    return Err(damaged("an element ends that never began".to_owned()));
                };
                parent.children.push(Child::Element(node));
            }
            Event::Text(words) => {
                let words = words.decode().map_err(|error| damaged(error.to_string()))?;
                push(&mut open, &words);
            }
            Event::CData(words) => {
                let words = words.decode().map_err(|error| damaged(error.to_string()))?;
                push(&mut open, &words);
            }
            Event::GeneralRef(entity) => {
                let name = entity
                    .decode()
                    .map_err(|error| damaged(error.to_string()))?
                    .into_owned();
                match entity
                    .resolve_char_ref()
                    .map_err(|error| damaged(error.to_string()))?
                {
                    Some('\0') => return Err(damaged("it holds a null character".to_owned())),
                    Some(c) => push(&mut open, c.encode_utf8(&mut [0; 4])),
                    None => match resolve_predefined_entity(&name) {
                        Some(words) => push(&mut open, words),
                        None => {
                            let why =
                                "it uses an entity of its own, which could expand without limit";
                            return Err(Refusal::new(Problem::Forbidden, why)
                                .at(text, at)
                                .path(path(&open)));
                        }
                    },
                }
            }
            Event::DocType(_) => {
                let why = "it has a document type declaration, which could expand without limit";
                return Err(Refusal::new(Problem::Forbidden, why).at(text, at));
            }
            Event::Eof => break,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
    let whole = open.len() == 1;
    let missing = path(&open);
    let mut roots = open
        .swap_remove(0)
        .children
        .into_iter()
        .filter_map(|child| match child {
            Child::Element(node) => Some(node),
            Child::Text(_) => None,
        });
    match (roots.next(), roots.next(), whole) {
        (Some(root), None, true) => Ok(root),
        (_, _, false) => {
            let why = "it ends within an element: the rest is missing";
            Err(Refusal::new(Problem::Damaged, why)
                .at(text, text.len())
                .path(missing))
        }
        _ => Err(Refusal::new(Problem::Damaged, "it is not one XML document").at(text, text.len())),
    }
}

fn push(open: &mut [Node], words: &str) {
    if let Some(node) = open.last_mut() {
        match node.children.last_mut() {
            Some(Child::Text(text)) => text.push_str(words),
            _ => node.children.push(Child::Text(words.to_owned())),
        }
    }
}

fn element(start: &BytesStart<'_>) -> Result<Node> {
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let damaged = |error: String| Refusal::new(Problem::Damaged, error);
        let attribute = attribute.map_err(|error| damaged(error.to_string()))?;
        if attributes.len() >= MOST_ATTRIBUTES {
            let why = format!("an element has more than {MOST_ATTRIBUTES} attributes");
            return Err(Refusal::new(Problem::TooLarge, why));
        }
        let raw =
            core::str::from_utf8(&attribute.value).map_err(|error| damaged(error.to_string()))?;
        let value = unescape(raw).map_err(|_| {
            Refusal::new(
                Problem::Forbidden,
                "an attribute uses an entity of its own, or a damaged one",
            )
        })?;
        let name = CompactString::from_utf8_lossy(attribute.key.local_name().as_ref());
        if attribute.key.as_ref() != b"xmlns" && !attribute.key.as_ref().starts_with(b"xmlns:") {
            attributes.push((name, value.into_owned()));
        }
    }
    let name = CompactString::from_utf8_lossy(start.local_name().as_ref());
    Ok(Node {
        name,
        attributes,
        children: Vec::new(),
        read: Cell::new(false),
    })
}

fn path(open: &[Node]) -> String {
    open.iter()
        .skip(1)
        .map(|node| node.name.as_str())
        .collect::<Vec<_>>()
        .join("/")
}

/// Names what was not read, each stretch by its outermost element.
pub(super) fn unread(
    node: &Node,
    path: &str,
    silent: &[&str],
    found: &mut impl FnMut(String, String),
) {
    let mut counts: rustc_hash::FxHashMap<&str, usize> = rustc_hash::FxHashMap::default();
    for child in node.elements() {
        let count = counts.entry(child.name.as_str()).or_default();
        *count += 1;
        if silent.contains(&child.name.as_str()) {
            continue;
        }
        let here = format!("{path}/{}[{count}]", child.name);
        if !child.read.get() && says(child) {
            found(here, super::found::shortened(&summary(child)));
        } else {
            unread(child, &here, silent, found);
        }
    }
}

fn says(node: &Node) -> bool {
    node.says_something() || node.elements().any(says)
}

fn summary(node: &Node) -> String {
    let attributes = node
        .attributes
        .iter()
        .map(|(name, value)| format!("{name}={value}"));
    let mut parts: Vec<String> = attributes.collect();
    let words = node.text();
    if !words.is_empty() {
        parts.push(words);
    }
    if parts.is_empty() {
        node.elements().next().map_or_else(String::new, summary)
    } else {
        parts.join(" ")
    }
}
