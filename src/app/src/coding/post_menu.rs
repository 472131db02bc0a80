//! Where to post the chosen code: principal, admitting, secondary.

use engine::protocol::CodeSystem;
use leptos::{ev, prelude::*};

use super::row::Target;
use super::search_box::Search;

const DIAGNOSIS: &[(Target, &str, &str)] = &[
    (Target::Principal, "Principal diagnosis", "P"),
    (Target::Admitting, "Admitting diagnosis", "A"),
    (Target::Secondary, "Secondary diagnosis", "S"),
];
const PROCEDURE: &[(Target, &str, &str)] = &[
    (Target::Principal, "Principal procedure, first", "P"),
    (Target::Usual, "Procedure, last", "S"),
];

/// The menu, under the offers.
#[component]
pub(super) fn PostMenu(
    /// The box it belongs to.
    search: Search,
) -> impl IntoView {
    let lines = move || match search.chosen().map(|offer| offer.line().system) {
        Some(CodeSystem::Pcs) => PROCEDURE,
        _ => DIAGNOSIS,
    };
    let on_key = move |event: ev::KeyboardEvent| {
        let lines = lines();
        let at = document()
            .active_element()
            .and_then(|e| e.id().strip_prefix("post-menu-")?.parse::<usize>().ok())
            .unwrap_or(0);
        match event.key().as_str() {
            "ArrowDown" => {
                crate::ui::focus(&format!("post-menu-{}", (at + 1) % lines.len()));
            }
            "ArrowUp" => {
                crate::ui::focus(&format!(
                    "post-menu-{}",
                    (at + lines.len() - 1) % lines.len()
                ));
            }
            "Escape" => {
                search.menu.set(false);
                crate::ui::focus("search");
            }
            key => match lines
                .iter()
                .find(|(_, _, letter)| letter.eq_ignore_ascii_case(key))
            {
                Some((target, ..)) => search.post(*target),
                None => return,
            },
        }
        event.prevent_default();
        event.stop_propagation();
    };
    view! {
        <Show when=move || search.menu.get()>
            <div class="menu post-menu" role="menu" data-test="post-menu" on:keydown=on_key
                aria-label=move || format!("Post {} as", search.chosen().map(|offer| offer.line().dotted.clone()).unwrap_or_default())>
                <p class="quiet small" role="presentation">"Post "<span class="mono strong">{search.chosen().map(|offer| offer.line().dotted.clone())}</span>" as"</p>
                {lines().iter().enumerate().map(|(index, (target, words, letter))| view! {
                    <button type="button" role="menuitem" id=format!("post-menu-{index}") on:click=move |_| search.post(*target)>
                        {*words}<kbd>{*letter}</kbd>
                    </button>
                }).collect_view()}
            </div>
        </Show>
    }
}
