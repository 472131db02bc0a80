//! The cheat sheet of keys.

use leptos::prelude::*;

use super::{Overlay, Shell};
use crate::ui::{Dialog, Keys};

type Line = (&'static [&'static str], &'static str);

const SHEET: &[(&str, &[Line])] = &[
    (
        "Anywhere",
        &[
            (&["Ctrl", "K"], "everything you can do"),
            (&["/"], "to the search box"),
            (
                &["G"],
                "why this DRG, step by step (also W, outside a diagnosis)",
            ),
            (&["E"], "edits in full"),
            (&["Ctrl", "Z"], "undo, without limit"),
            (&["Ctrl", "Shift", "Z"], "redo"),
            (&["Ctrl", "S"], "write the stay into a file"),
            (&["Ctrl", "O"], "open a stay from a file"),
            (&["?"], "this sheet"),
        ],
    ),
    (
        "In the search box",
        &[
            (&["↓"], "next hit"),
            (&["↑"], "hit before"),
            (&["Enter"], "post the hit; a heading leads on to its codes"),
            (&["Shift", "Enter"], "post as principal or admitting"),
            (&["Ctrl", "Enter"], "read the code's page without posting"),
            (&["Esc"], "clear; from an empty box to the codes"),
        ],
    ),
    (
        "In the codes",
        &[
            (&["↓"], "next row"),
            (&["↑"], "row before"),
            (&["Home"], "first row"),
            (&["End"], "last row"),
            (&["Enter"], "page of the code"),
            (&["Y"], "present on admission: yes"),
            (&["N"], "no"),
            (&["U"], "record does not say"),
            (&["W"], "provider cannot tell"),
            (&["X"], "blank (exempt code)"),
            (&["P"], "make it principal"),
            (&["Alt", "↑"], "one place up"),
            (&["Alt", "↓"], "one place down"),
            (&["Delete"], "take the code out"),
            (&["Esc"], "back to the search box"),
        ],
    ),
    (
        "Panes and batches",
        &[
            (&["←"], "on the divider: narrower left pane"),
            (&["→"], "on the divider: wider left pane"),
            (&["Enter"], "on a batch line: open it as a stay"),
            (&["Esc"], "close what lies on top"),
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
            <div class="keys">
                {SHEET.iter().map(|(place, lines)| view! {
                    <section>
                        <h3>{*place}</h3>
                        <dl>
                            {lines.iter().map(|(keys, words)| view! { <dt><Keys of=keys/></dt><dd>{*words}</dd> }).collect_view()}
                        </dl>
                    </section>
                }).collect_view()}
            </div>
            <p class="quiet small">"Single letters can be switched off in the settings; everything stays reachable through "
                <kbd>"Ctrl"</kbd>" "<kbd>"K"</kbd>" and by Tab."</p>
            <div class="actions"><button class="button first" type="button" on:click=move |_| shell.uncover()>"Close"</button></div>
        </Dialog>
    }
}
