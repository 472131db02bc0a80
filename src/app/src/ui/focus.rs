//! Moving the focus, and not against the user's hand.
//!
//! What the focus should go to is often drawn with the next frame only, and on a busy machine that frame comes late. Who
//! has gone into another field by then stays there: letters that land in a row of codes would change it.

use std::cell::RefCell;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// What takes typed letters.
const FIELDS: &str = "input, textarea, select";

thread_local! {
    /// How often the page has moved the focus, and where to last.
    static MOVED: RefCell<(u32, Option<Element>)> = const { RefCell::new((0, None)) };
}

/// Moves the focus to the element with this id; false where there is none.
pub(crate) fn focus(id: &str) -> bool {
    let element = document()
        .get_element_by_id(id)
        .and_then(|e| e.dyn_into::<HtmlElement>().ok());
    element.is_some_and(|element| {
        let focused = element.focus().is_ok();
        if focused {
            MOVED.with_borrow_mut(|(count, last)| {
                *count = count.wrapping_add(1);
                *last = Some(element.into());
            });
        }
        focused
    })
}

/// The same, once what is being drawn now stands, unless the user has gone into another field by then.
pub(crate) fn focus_soon(id: impl Into<String>) {
    let id = id.into();
    let before = document().active_element();
    let moves = MOVED.with_borrow(|(count, _)| *count);
    request_animation_frame(move || {
        if !gone_elsewhere(before.as_ref(), moves) {
            focus(&id);
        }
    });
}

/// Whether the user has gone into a field that had not the focus before: not the page, and not a dialog that opened or
/// closed.
fn gone_elsewhere(before: Option<&Element>, moves: u32) -> bool {
    let Some(now) = document().active_element() else {
        return false;
    };
    let matches = |element: &Element, css| element.matches(css).unwrap_or(false);
    let in_dialog = |element: &Element| element.closest("dialog").ok().flatten().is_some();
    let by_page = MOVED.with_borrow(|(count, last)| *count != moves && last.as_ref() == Some(&now));
    matches(&now, FIELDS)
        && before != Some(&now)
        && !by_page
        && before.is_some_and(in_dialog) == in_dialog(&now)
}
