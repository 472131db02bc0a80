//! From an incomplete diagnosis code to one that can be reported: its continuations, axis by axis.
//!
//! A heading can't be posted; this is what stands in place of the button. Placeholders X are filled in by the engine
//! (OCG I.A.4, I.A.5).

use engine::protocol::{ContinuationView, Event, Failure, Request};
use leptos::{ev, prelude::*};

use super::found;
use super::row::Target;
use super::session::Session;
use crate::link::{Link, Newest};
use crate::ui::{counted, failure};

/// The chooser below a heading.
#[component]
pub(super) fn Chooser(
    /// The heading without dot.
    code: String,
    /// Date on which the code must be valid.
    date: String,
) -> impl IntoView {
    let session = expect_context::<Session>();
    let link = expect_context::<Link>();
    // The beginnings chosen, the heading first.
    let way = StoredValue::new(found::completed(&engine::code_text::dotted_diagnosis(
        &code,
    )));
    let chosen = RwSignal::new(vec![code]);
    let told: RwSignal<Option<Result<ContinuationView, Failure>>> = RwSignal::new(None);
    let ask = Newest::new(link, move |event| match event {
        Event::Continued(view) => told.set(Some(Ok(*view))),
        Event::Failed(failure) => told.set(Some(Err(failure))),
        _ => {}
    });
    let asked_on = date.clone();
    Effect::new(move |_| {
        if let Some(code) = chosen.with(|chosen| chosen.last().cloned()) {
            let date = asked_on.clone();
            ask.ask(Request::Continue { code, date });
        }
    });
    let choose = move |character: char| {
        let option = told.with_untracked(|told| match told {
            Some(Ok(view)) => view
                .options
                .iter()
                .find(|option| option.character == character)
                .cloned(),
            _ => None,
        });
        match option {
            Some(option) => match option.finished {
                Some(line) if option.codes == 1 => {
                    session.post_checked(
                        line.system,
                        &line.code,
                        &line.dotted,
                        Target::Usual,
                        way.get_value(),
                    );
                }
                _ => {
                    chosen.update(|chosen| chosen.push(option.code));
                    crate::ui::focus_soon("chooser");
                }
            },
            None => session.say(format!("The code does not go on with {character}.")),
        }
    };
    let back = move || {
        chosen.update(|chosen| {
            if chosen.len() > 1 {
                chosen.pop();
            }
        });
        crate::ui::focus_soon("chooser");
    };
    let on_key = move |event: ev::KeyboardEvent| {
        if event.ctrl_key() || event.alt_key() || event.meta_key() {
            return;
        }
        let key = event.key();
        let mut letters = key.chars();
        match (letters.next(), letters.next()) {
            (Some(letter), None) if letter.is_ascii_alphanumeric() => {
                choose(letter.to_ascii_uppercase());
            }
            _ if key == "Backspace" => back(),
            _ => return,
        }
        event.prevent_default();
    };
    view! {
        <section class="chooser" id="chooser" tabindex="0" role="group" data-test="chooser" on:keydown=on_key
            aria-label="Complete the code: type the next character, Backspace takes one back">
            <h3>"Complete the code"</h3>
            {move || told.with(|told| match told {
                None => view! { <p class="quiet">"Its continuations are being read."</p> }.into_any(),
                Some(Err(told)) => failure(told).into_any(),
                Some(Ok(view)) => {
                    let options = view.options.clone();
                    view! {
                        <p role="status"><span class="mono strong" data-test="chooser-filled">{view.filled.clone()}</span>" "<span data-test="chooser-axis">{view.axis.clone()}</span></p>
                        <ul class="build-choices">
                            {options.into_iter().map(|option| {
                                let character = option.character;
                                view! {
                                    <li><button type="button" class="build-choice" data-test="continuation" on:click=move |_| choose(character)>
                                        <span class="mono strong">{character.to_string()}</span>
                                        <span><span class="mono">{option.dotted}</span>" "{option.meaning}</span>
                                        <span class="quiet small">{if option.finished.is_some() && option.codes == 1 { "post".to_owned() } else { counted(u64::from(option.codes), "code", "codes") }}</span>
                                    </button></li>
                                }
                            }).collect_view()}
                        </ul>
                    }.into_any()
                }
            })}
            {move || chosen.with(|chosen| chosen.len() > 1).then(|| view! {
                <button type="button" class="button" on:click=move |_| back()>"One character back"</button>
            })}
        </section>
    }
}
