//! What the browser has selected, as bytes of the document. Every piece of text on screen bears the byte at which it begins.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, Node};

use super::words::{Range, bytes_of_units};

/// The attribute that bears a piece's first byte.
pub(super) const AT: &str = "data-at";
/// The same for a line, which may be empty.
pub(super) const LINE: &str = "data-from";

/// The bytes that are selected, if the selection lies within the element with this id.
pub(super) fn selected_in(id: &str) -> Option<Range> {
    let within = document().get_element_by_id(id)?;
    let selection = window().get_selection().ok().flatten()?;
    if selection.is_collapsed() {
        return None;
    }
    let range = selection.get_range_at(0).ok()?;
    let (first, last) = (range.start_container().ok()?, range.end_container().ok()?);
    if !within.contains(Some(&first)) || !within.contains(Some(&last)) {
        return None;
    }
    let start = byte_at(&first, range.start_offset().ok()?)?;
    let end = byte_at(&last, range.end_offset().ok()?)?;
    Some((start, end))
}

/// The byte at which a point of the page stands: the one where a click set the browser's own cursor.
pub(super) fn clicked_in(id: &str) -> Option<u32> {
    let within = document().get_element_by_id(id)?;
    let selection = window().get_selection().ok().flatten()?;
    let node = selection.focus_node()?;
    within.contains(Some(&node)).then_some(())?;
    byte_at(&node, selection.focus_offset())
}

/// Lets go of what the browser has selected.
pub(super) fn let_go() {
    if let Ok(Some(selection)) = window().get_selection() {
        let _ = selection.remove_all_ranges();
    }
}

/// The byte of a place that the browser names: a letter of a text, or a child of an element.
fn byte_at(node: &Node, offset: u32) -> Option<u32> {
    if let Some(element) = node.dyn_ref::<Element>() {
        return match element.child_nodes().item(offset) {
            Some(child) => begins(&child),
            None => ends(element),
        };
    }
    let piece = node.parent_element()?.closest("[data-at]").ok().flatten()?;
    let words = node.text_content().unwrap_or_default();
    Some(number(&piece, AT)? + bytes_of_units(&words, offset))
}

/// The first byte in a node or behind it.
fn begins(node: &Node) -> Option<u32> {
    let element = match node.dyn_ref::<Element>() {
        Some(element) => element.clone(),
        None => node.parent_element()?,
    };
    number(&element, AT)
        .or_else(|| number(&element, LINE))
        .or_else(|| {
            let inner = element
                .query_selector("[data-from], [data-at]")
                .ok()
                .flatten()?;
            number(&inner, LINE).or_else(|| number(&inner, AT))
        })
}

/// The byte after the last one in an element.
fn ends(element: &Element) -> Option<u32> {
    let pieces = element.query_selector_all("[data-at]").ok()?;
    let last = pieces
        .length()
        .checked_sub(1)
        .and_then(|last| pieces.item(last))
        .and_then(|node| node.dyn_into::<Element>().ok());
    let last = match last {
        Some(last) => last,
        None => return begins(element.as_ref()),
    };
    let words = last.text_content().unwrap_or_default();
    Some(number(&last, AT)? + u32::try_from(words.len()).unwrap_or(u32::MAX))
}

fn number(element: &Element, attribute: &str) -> Option<u32> {
    element.get_attribute(attribute)?.parse().ok()
}
