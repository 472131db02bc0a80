//! Two panes and the divider between them, moved by key or pointer; its place is remembered.

use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;

use crate::shell::Shell;

const NARROWEST: u8 = 22;
const WIDEST: u8 = 62;

/// Left, divider, right. The right one, where the work is, comes first to Tab and to those who listen, and stands
/// first on a small window.
#[component]
pub(super) fn Split<L: IntoView + 'static, R: IntoView + 'static>(
    /// Left pane.
    left: impl FnOnce() -> L,
    /// Right pane.
    right: impl FnOnce() -> R,
) -> impl IntoView {
    let shell = expect_context::<Shell>();
    let split = Memo::new(move |_| shell.settings.with(|s| s.split.clamp(NARROWEST, WIDEST)));
    let set = move |to: f64| {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let to = to.clamp(f64::from(NARROWEST), f64::from(WIDEST)) as u8;
        if to != split.get_untracked() {
            shell.settings.update(|s| s.split = to);
        }
    };
    let on_key = move |event: ev::KeyboardEvent| {
        let now = f64::from(split.get_untracked());
        match event.key().as_str() {
            "ArrowLeft" => set(now - 2.0),
            "ArrowRight" => set(now + 2.0),
            "Home" => set(f64::from(NARROWEST)),
            "End" => set(f64::from(WIDEST)),
            _ => return,
        }
        event.prevent_default();
    };
    let panes = NodeRef::<html::Div>::new();
    let on_move = move |event: ev::PointerEvent| {
        let held = event.buttons() & 1 == 1;
        if let Some(panes) = panes.get_untracked().filter(|_| held) {
            let place = panes.get_bounding_client_rect();
            set((f64::from(event.client_x()) - place.left()) / place.width() * 100.0);
        }
    };
    let on_down = move |event: ev::PointerEvent| {
        if let Some(divider) = event
            .target()
            .and_then(|t| t.dyn_into::<web_sys::Element>().ok())
        {
            let _ = divider.set_pointer_capture(event.pointer_id());
        }
    };
    view! {
        <div class="split" node_ref=panes style=("--left", move || format!("{}fr", split.get())) style=("--right", move || format!("{}fr", 100 - split.get()))>
            <div class="pane right">{right()}</div>
            <div class="divider" role="separator" aria-orientation="vertical" tabindex="0" aria-label="Width of the left pane"
                aria-valuemin=NARROWEST.to_string() aria-valuemax=WIDEST.to_string() aria-valuenow=move || split.get().to_string()
                on:keydown=on_key on:pointerdown=on_down on:pointermove=on_move></div>
            <div class="pane left">{left()}</div>
        </div>
    }
}
