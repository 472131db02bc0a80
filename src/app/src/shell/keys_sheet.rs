//! The cheat sheet of keys.

use leptos::prelude::*;

use super::keymap::Action;
use super::keys_choice::KeysChoice;
use super::{Overlay, Shell};
use crate::ui::{Dialog, Keys};

/// A line of the sheet: keys that can be given away, or keys that mean the same always.
enum Line {
    Given(Action),
    Fixed(&'static [&'static str], &'static str),
}

use Line::{Fixed, Given};

const SHEET: &[(&str, &[Line])] = &[
    (
        "Anywhere",
        &[
            Given(Action::Palette),
            Given(Action::Search),
            Given(Action::Why),
            Given(Action::WhatIf),
            Given(Action::Estimate),
            Given(Action::Build),
            Given(Action::Browse),
            Given(Action::Changes),
            Given(Action::PageBack),
            Given(Action::PageForward),
            Given(Action::Edits),
            Given(Action::Shelf),
            Fixed(&["1", "…", "9"], "post a code set of the shelf"),
            Given(Action::Undo),
            Given(Action::Redo),
            Given(Action::Export),
            Given(Action::Open),
            Given(Action::Official),
            Given(Action::Rules),
            Given(Action::LoadNext),
            Given(Action::Case),
            Given(Action::Lock),
            Given(Action::Sheet),
        ],
    ),
    (
        "In the search box",
        &[
            Fixed(&["↓"], "next hit"),
            Fixed(&["↑"], "hit before"),
            Fixed(&["Enter"], "post the hit; a heading leads on to its codes"),
            Fixed(&["Shift", "Enter"], "post as principal or admitting"),
            Fixed(&["Ctrl", "Enter"], "read the code's page without posting"),
            Fixed(&["Esc"], "clear; from an empty box to the codes"),
        ],
    ),
    (
        "In the codes",
        &[
            Fixed(&["↓"], "next row"),
            Fixed(&["↑"], "row before"),
            Fixed(&["Home"], "first row"),
            Fixed(&["End"], "last row"),
            Fixed(&["Enter"], "page of the code"),
            Given(Action::PoaYes),
            Given(Action::PoaNo),
            Given(Action::PoaUnknown),
            Given(Action::PoaUndetermined),
            Given(Action::PoaBlank),
            Given(Action::Principal),
            Given(Action::Up),
            Given(Action::Down),
            Given(Action::Words),
            Given(Action::Favourite),
            Given(Action::Remove),
            Fixed(&["Esc"], "back to the search box"),
        ],
    ),
    (
        "In indexes and tables",
        &[
            Fixed(&["↓"], "from the letters to the terms or rows; next one"),
            Fixed(
                &["Enter"],
                "open a term, follow See, look a code up, post it",
            ),
            Fixed(&["←"], "to the term above; in a table, cell before"),
            Fixed(&["Backspace"], "back to the term you came from"),
            Fixed(&["Alt", "→"], "forward again"),
            Fixed(
                &["Esc"],
                "from the code back to the book, from there to the letters",
            ),
        ],
    ),
    (
        "Panes and batches",
        &[
            Fixed(&["←"], "on the divider: narrower left pane"),
            Fixed(&["→"], "on the divider: wider left pane"),
            Fixed(&["Enter"], "on a batch line: open it as a stay"),
            Fixed(&["Esc"], "close what lies on top"),
        ],
    ),
];

/// The sheet.
#[component]
pub(super) fn KeysSheet() -> impl IntoView {
    let shell = expect_context::<Shell>();
    let open = Signal::derive(move || shell.overlay.get() == Overlay::Keys);
    view! {
        <Dialog open on_close=move || shell.uncover() title="Keys" wide=true test="keys">
            // Read from the top on: without this the focus, and with it the sheet, would begin at the first control.
            <div class="keys" tabindex="-1" autofocus=true>
                {move || SHEET.iter().map(|(place, lines)| view! {
                    <section>
                        <h3>{*place}</h3>
                        <dl>
                            {lines.iter().map(|line| {
                                let (keys, words) = match line {
                                    Given(action) => (shell.keys_of(*action), action.words()),
                                    Fixed(keys, words) => (keys.iter().map(|key| (*key).to_owned()).collect(), *words),
                                };
                                view! { <dt><Keys of=keys/></dt><dd>{words}</dd> }
                            }).collect_view()}
                        </dl>
                    </section>
                }).collect_view()}
            </div>
            <KeysChoice/>
            <p class="quiet small">"Single letters can be switched off in the settings; everything stays reachable through "
                <kbd>"Ctrl"</kbd>" "<kbd>"K"</kbd>" and by Tab."</p>
            <div class="actions"><button class="button first" type="button" on:click=move |_| shell.uncover()>"Close"</button></div>
        </Dialog>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_that_keys_can_be_given_to_stands_on_the_sheet() {
        let lines = || SHEET.iter().flat_map(|(_, lines)| *lines);
        for action in Action::ALL {
            let there = lines().filter(|line| matches!(line, Given(given) if *given == action));
            assert_eq!(there.count(), 1, "{action:?}");
        }
    }
}
