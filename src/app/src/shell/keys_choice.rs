//! Choosing keys: a ready layout, and other keys for any action.

use leptos::{ev, prelude::*};

use super::Shell;
use super::keymap::{Action, Chord, Preset};
use crate::ui::Keys;

/// The focus went elsewhere: nothing is waited for any more. Closing the sheet takes the focus away as well, when the
/// signal is gone already.
fn left(waiting: RwSignal<Option<Action>>, action: Action) {
    if waiting.try_get_untracked().flatten() == Some(action) {
        waiting.set(None);
    }
}

/// The choice, as part of the cheat sheet.
#[component]
pub(super) fn KeysChoice() -> impl IntoView {
    let shell = expect_context::<Shell>();
    let keymap = shell.keymap;
    let waiting = RwSignal::new(None::<Action>);
    let told = RwSignal::new(String::new());
    let preset = move |preset: Preset| {
        view! {
            <label>
                <input autocomplete="off" type="radio" name="keys-preset" prop:checked=move || keymap.with(|k| k.preset == preset)
                    on:change=move |_| { keymap.update(|k| k.start_from(preset)); told.set(format!("Keys as in “{}”.", preset.words())); }/>
                {preset.words()}
            </label>
        }
    };
    let listen = move |event: ev::KeyboardEvent, action: Action| {
        if waiting.get_untracked() != Some(action) {
            return;
        }
        let Some(chord) = Chord::pressed(&event) else {
            return;
        };
        if matches!(event.key().as_str(), "Tab") {
            waiting.set(None);
            return;
        }
        event.prevent_default();
        event.stop_propagation();
        waiting.set(None);
        if event.key() == "Escape" {
            told.set("Nothing changed.".to_owned());
            return;
        }
        let mut next = keymap.get_untracked();
        told.set(match next.give(action, chord.clone()) {
            Ok(()) => {
                keymap.set(next);
                format!("{chord}: {}.", action.words())
            }
            Err(why) => why,
        });
    };
    view! {
        <details class="keys-choice">
            <summary data-test="change-keys">"Change keys"</summary>
            <fieldset class="choices">
                <legend>"Start from"</legend>
                {Preset::ALL.into_iter().map(preset).collect_view()}
            </fieldset>
            <Show when=move || keymap.with(super::keymap::Keymap::is_changed)>
                <p class="quiet small">"Some keys are your own. Choosing a layout drops them."</p>
            </Show>
            <p class="quiet small">"Choose an action, then press its new keys. Esc leaves it as it is."</p>
            <p role="status" class="keys-told" data-test="keys-told">{move || told.get()}</p>
            <ul class="keys-actions">
                {Action::ALL.into_iter().map(|action| view! {
                    <li>
                        <button type="button" class="button" data-test="give-keys" data-action=format!("{action:?}")
                            aria-pressed=move || (waiting.get() == Some(action)).to_string()
                            on:click=move |_| waiting.set(Some(action))
                            on:blur=move |_| left(waiting, action)
                            on:keydown=move |event| listen(event, action)>
                            {move || if waiting.get() == Some(action) {
                                view! { "press keys …" }.into_any()
                            } else {
                                view! { <Keys of=shell.keys_of(action)/> }.into_any()
                            }}
                            <span class="out-of-sight">{format!("change keys for: {}", action.words())}</span>
                        </button>
                        " "{action.words()}
                    </li>
                }).collect_view()}
            </ul>
        </details>
    }
}
