//! The command palette: everything there is to do, found by a few letters.

use leptos::{ev, prelude::*};

use super::commands::{Command, Reach};
use super::{Overlay, Shell};
use crate::ui::{Dialog, Keys};

/// The palette.
#[component]
pub(super) fn Palette() -> impl IntoView {
    let shell = expect_context::<Shell>();
    let open = Signal::derive(move || shell.overlay.get() == Overlay::Palette);
    view! {
        <Dialog open on_close=move || shell.uncover() title="Everything you can do" untitled=true top=true test="palette">
            <Choices/>
        </Dialog>
    }
}

#[component]
fn Choices() -> impl IntoView {
    let reach = Reach::here();
    let shell = reach.shell;
    let typed = RwSignal::new(String::new());
    let at = RwSignal::new(0_usize);
    let possible = Command::all(reach);
    let shown = Memo::new(move |_| {
        let typed = typed.get().to_lowercase();
        possible
            .iter()
            .filter(|(_, words)| {
                let words = words.to_lowercase();
                typed.split_whitespace().all(|part| words.contains(part))
            })
            .cloned()
            .collect::<Vec<_>>()
    });
    let run = move |command: Command| {
        shell.uncover();
        request_animation_frame(move || command.run(reach));
    };
    let on_key = move |event: ev::KeyboardEvent| {
        let last = shown.with(Vec::len).saturating_sub(1);
        match event.key().as_str() {
            "ArrowDown" => at.update(|at| *at = if *at >= last { 0 } else { *at + 1 }),
            "ArrowUp" => at.update(|at| *at = at.checked_sub(1).unwrap_or(last)),
            "Enter" => {
                let chosen = shown.with(|shown| shown.get(at.get_untracked()).map(|(c, _)| *c));
                if let Some(command) = chosen {
                    run(command);
                }
            }
            _ => return,
        }
        event.prevent_default();
        crate::ui::reveal_soon(format!("command-{}", at.get_untracked()));
    };
    view! {
        <input class="palette-input" id="palette-input" type="text" autocomplete="off" spellcheck="false"
            role="combobox" aria-expanded="true" aria-controls="palette-list" aria-autocomplete="list"
            aria-label="What would you like to do?" placeholder="What would you like to do?" autofocus=true
            aria-activedescendant=move || format!("command-{}", at.get())
            on:input:target=move |event| { typed.set(event.target().value()); at.set(0); }
            on:keydown=on_key/>
        <div class="palette-list" role="listbox" id="palette-list" aria-label="Commands">
            {move || shown.get().into_iter().enumerate().map(|(index, (command, words))| view! {
                <div role="option" id=format!("command-{index}") aria-selected=move || (at.get() == index).to_string()
                    on:click=move |_| run(command)>
                    <span>{words}</span><Keys of=command.keys(shell)/>
                </div>
            }).collect_view()}
        </div>
    }
}
