//! Values of CDA: codes, quantities, intervals, names.

use rustc_hash::FxHashMap;

use crate::import::found::{Coding, Concept, Identifier, Timed};
use crate::import::moment::Moment;
use crate::import::xml::Node;

/// Words of the narrative by id.
pub(super) type Words = FxHashMap<String, String>;

/// A code with its translations and the words it refers to.
pub(super) fn concept(node: Option<&Node>, words: &Words) -> Concept {
    let mut out = Concept::default();
    let Some(node) = node else { return out };
    let codes = core::iter::once(node).chain(node.all("translation"));
    for code in codes {
        let coding = Coding {
            system: code.attribute("codeSystem").map(str::to_owned),
            code: code.attribute("code").map(str::to_owned),
            display: code.attribute("displayName").map(str::to_owned),
        };
        if coding.code.is_some() || coding.display.is_some() {
            out.codings.push(coding);
        }
    }
    out.text = node.child("originalText").and_then(|text| {
        let own = text.children.iter().any(|child| matches!(child, crate::import::xml::Child::Text(words) if !words.trim().is_empty()));
        let referred = text.child("reference").and_then(|reference| reference.attribute("value"));
        match (own, referred) {
            (true, _) => Some(text.text()),
            (false, Some(reference)) => words.get(reference.trim_start_matches('#')).cloned(),
            _ => None,
        }
    });
    out
}

/// A value in words, digits as written.
pub(super) fn value(node: &Node, words: &Words) -> Option<String> {
    let quantity = |node: &Node| {
        let number = node.attribute("value")?;
        Some(
            node.attribute("unit")
                .filter(|unit| *unit != "1")
                .map_or_else(|| number.to_owned(), |unit| format!("{number} {unit}")),
        )
    };
    if let Some(plain) = quantity(node) {
        return Some(plain);
    }
    let (low, high) = (
        node.child("low").and_then(quantity),
        node.child("high").and_then(quantity),
    );
    match (low, high) {
        (Some(low), Some(high)) => return Some(format!("{low} to {high}")),
        (Some(low), None) => return Some(format!("from {low}")),
        (None, Some(high)) => return Some(format!("up to {high}")),
        (None, None) => {}
    }
    let coded = concept(Some(node), words);
    let text = coded.words().map(str::to_owned);
    text.or_else(|| Some(node.text()).filter(|text| !text.is_empty()))
        .or_else(|| {
            node.attribute("nullFlavor")
                .map(|why| format!("not stated ({why})"))
        })
}

/// A time or the two ends of one.
pub(super) fn times(node: Option<&Node>, one: &str, out: &mut Vec<Timed>) {
    let Some(node) = node else { return };
    let mut add = |role: &str, node: &Node| {
        if let Some(written) = node.attribute("value") {
            out.push(Timed {
                role: role.to_owned(),
                moment: Moment::read(written),
            });
        }
    };
    add(one, node);
    for (name, role) in [("low", "start"), ("high", "end"), ("center", one)] {
        if let Some(end) = node.child(name) {
            add(role, end);
        }
    }
}

pub(super) fn identifiers(node: &Node) -> Vec<Identifier> {
    node.all("id")
        .map(|id| Identifier {
            system: id.attribute("root").map(str::to_owned),
            value: id.attribute("extension").map(str::to_owned),
        })
        .filter(|id| id.system.is_some() || id.value.is_some())
        .collect()
}

/// A name, family name first; a name in plain text as it is.
pub(super) fn name(node: &Node) -> String {
    let parts = |name: &str| node.all(name).map(Node::text).collect::<Vec<_>>().join(" ");
    let (family, given) = (parts("family"), parts("given"));
    let (prefix, suffix) = (parts("prefix"), parts("suffix"));
    if family.is_empty() && given.is_empty() {
        return node.text();
    }
    let mut out = family;
    for (before, part) in [(" ", suffix), (", ", given), (" ", prefix)] {
        if !part.is_empty() {
            out.push_str(before);
            out.push_str(&part);
        }
    }
    out
}

/// An address in one line.
pub(super) fn address(node: &Node) -> String {
    node.elements()
        .map(Node::text)
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(", ")
}
