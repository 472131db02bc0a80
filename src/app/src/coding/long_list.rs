//! A long list gone through by keyboard: only the rows in sight exist.
//!
//! Arrows, page keys, Home and End move; typing letters goes to the next row that begins so; Enter opens. The focus
//! stays on the list itself and the row is told to assistive technology as its active one.

use leptos::{ev, prelude::*};

use crate::ui::RowsInSight;

/// Height of a row in CSS pixels before it is measured: the stylesheet gives it one line or, in a narrow pane, more.
const ROW: u32 = 32;
/// Rows drawn above and below those in sight.
const SPARE: u32 = 8;
/// Letters typed within so many milliseconds belong together.
const TOGETHER: f64 = 900.0;

/// What a list shows and does. Rows are asked for by their place.
#[derive(Clone, Copy)]
pub(super) struct Rows {
    /// How many there are.
    pub(super) count: Signal<u32>,
    /// The row that is current.
    pub(super) at: RwSignal<u32>,
    /// What a row can be found by, in lower case: its code without dot, its name, its title.
    pub(super) found_by: Callback<u32, [String; 3]>,
    /// A row's content.
    pub(super) draw: Callback<u32, AnyView>,
    /// Enter, or a double click; with Ctrl the second meaning of it.
    pub(super) open: Callback<(u32, bool)>,
    /// Right arrow (true) or left.
    pub(super) sideways: Callback<bool>,
}

/// The list.
#[component]
pub(super) fn LongList(
    /// Id of the list, to move the focus to.
    id: &'static str,
    /// What it is a list of.
    label: &'static str,
    /// Its rows.
    rows: Rows,
) -> impl IntoView {
    let typed = StoredValue::new((String::new(), 0.0_f64));
    let (count, at) = (rows.count, rows.at);
    let sight = RowsInSight::new(count, ROW, SPARE);
    Effect::new(move |_| {
        if sight.scroller.get().is_some() {
            // Rows that grow when the pane is made narrower don't push the current one out of sight.
            let _ = (count.get(), sight.height());
            let to = at.get();
            request_animation_frame(move || sight.reveal(to, 0));
        }
    });
    let find = move |letter: &str, now: f64| {
        let text = typed
            .try_update_value(|(text, last)| {
                if now - *last > TOGETHER {
                    text.clear();
                }
                *last = now;
                text.push_str(&letter.to_lowercase());
                text.clone()
            })
            .unwrap_or_default();
        let all = count.get_untracked();
        // One letter goes on from the row after this one; more narrow down from here.
        let from = at.get_untracked() + u32::from(text.chars().count() == 1);
        let found = (from..all).chain(0..from.min(all)).find(|row| {
            rows.found_by
                .run(*row)
                .iter()
                .any(|by| by.starts_with(&text))
        });
        if let Some(found) = found {
            at.set(found);
        }
    };
    let on_key = move |event: ev::KeyboardEvent| {
        if event.alt_key() || event.meta_key() {
            return;
        }
        let last = count.get_untracked().saturating_sub(1);
        let here = at.get_untracked();
        let screen = sight.page();
        let key = event.key();
        // Any other key ends a word that was being typed.
        if key.chars().count() > 1 {
            typed.update_value(|(text, _)| text.clear());
        }
        match key.as_str() {
            "Enter" if count.get_untracked() > 0 => rows.open.run((here, event.ctrl_key())),
            _ if event.ctrl_key() => return,
            "ArrowDown" => at.set((here + 1).min(last)),
            "ArrowUp" => at.set(here.saturating_sub(1)),
            "PageDown" => at.set((here + screen).min(last)),
            "PageUp" => at.set(here.saturating_sub(screen)),
            "Home" => at.set(0),
            "End" => at.set(last),
            "ArrowRight" => rows.sideways.run(true),
            "ArrowLeft" | "Backspace" => rows.sideways.run(false),
            letter if letter.chars().count() == 1 => find(letter, event.time_stamp()),
            _ => return,
        }
        event.prevent_default();
    };
    let active = move || {
        let (first, last) = sight.range();
        Some(at.get())
            .filter(|at| (first..last).contains(at))
            .map(|at| format!("{id}-{at}"))
    };
    view! {
        <div class="long-list" id=id role="listbox" tabindex="0" aria-label=label data-test=id node_ref=sight.scroller
            aria-activedescendant=active on:scroll=move |_| sight.measure() on:keydown=on_key>
            <div class="long-row sample" aria-hidden="true" node_ref=sight.sample></div>
            <div class="long-list-all" role="presentation" style:height=move || format!("{}px", count.get() * sight.height())>
                <For each=move || { let (first, last) = sight.range(); first..last } key=|index| *index let:index>
                    <div class="long-row" role="option" id=format!("{id}-{index}") style:top=move || format!("{}px", index * sight.height())
                        aria-setsize=move || count.get().to_string() aria-posinset=(index + 1).to_string()
                        aria-selected=move || (at.get() == index).to_string() class:here=move || at.get() == index
                        on:click=move |_| at.set(index) on:dblclick=move |_| rows.open.run((index, false))>
                        {move || rows.draw.run(index)}
                    </div>
                </For>
            </div>
        </div>
    }
}
