//! Sets of codes on the shelf. A code of a set that can't be reported on the stay's date is flagged and what stands in for
//! it is offered: Enter takes one into the set, and into the stay where the set was posted without it.

use std::collections::HashMap;

use engine::protocol::{CodeSystem, Event, InsteadView, Request};
use leptos::{ev, prelude::*};

use super::row;
use super::session::Session;
use super::shelf::{CodeSet, KeptCode};
use super::shelf_view::Lines;
use crate::link::{Link, Newest};
use crate::ui::counted;

/// What stands in for codes that can't be reported.
type Offers = HashMap<KeptCode, InsteadView>;

/// The sets, and a form to keep another.
#[component]
pub(super) fn Sets(
    /// What the engine says of kept codes.
    lines: RwSignal<Lines>,
) -> impl IntoView {
    let session = expect_context::<Session>();
    let link = expect_context::<Link>();
    let offers = RwSignal::new(Offers::new());
    let ended = move |codes: &[KeptCode]| -> Vec<KeptCode> {
        lines.with(|all| {
            let off = |kept: &&KeptCode| all.get(*kept).is_some_and(|line| !line.billable);
            codes.iter().filter(off).cloned().collect()
        })
    };
    let ask = Newest::new(link, move |event| {
        if let Event::Instead(told) = event {
            let kept = |view: &InsteadView| KeptCode {
                system: view.system,
                code: view.code.clone(),
            };
            offers.set(told.into_iter().map(|view| (kept(&view), view)).collect());
            focus_waiting(session);
        }
    });
    Effect::new(move |_| {
        let all = session.shelf.with(|shelf| {
            let codes = shelf.sets.iter().flat_map(|set| set.codes.iter().cloned());
            codes.collect::<Vec<_>>()
        });
        let codes: Vec<_> = ended(&all)
            .into_iter()
            .map(|kept| (kept.system, kept.code))
            .collect();
        if codes.is_empty() {
            offers.set(Offers::new());
        } else {
            let date = session.draft.with(|_| session.code_date());
            ask.ask(Request::Instead { codes, date });
        }
    });
    let sets = move || {
        session
            .shelf
            .with(|shelf| shelf.sets.iter().cloned().enumerate().collect::<Vec<_>>())
    };
    view! {
        <section>
            <h3>"Code sets"</h3>
            <Show when=move || session.shelf.with(|shelf| shelf.sets.is_empty())>
                <p class="quiet">"Codes you post together again and again can be one key."</p>
            </Show>
            <ol class="shelf-sets">
                <For each=sets key=|(at, set)| (*at, set.name.clone(), set.codes.clone()) let:entry>
                    {
                        let (at, set) = entry;
                        let codes = set.codes.clone();
                        let name = set.name.clone();
                        view! {
                            <li>
                                <Posting at set/>
                                {move || {
                                    ended(&codes).into_iter().enumerate().map(|(nth, old)| {
                                        let offer = offers.with(|offers| offers.get(&old).cloned());
                                        let waits = session.waits_for(&name, &old);
                                        in_place_of(session, (at, nth), &name, old, offer, waits)
                                    }).collect_view()
                                }}
                            </li>
                        }
                    }
                </For>
            </ol>
            <Keep/>
        </section>
    }
}

/// Moves the focus to the first code offered for the set that waits for one.
fn focus_waiting(session: Session) {
    let at = session.set_waits.with_untracked(|waits| {
        let (name, _) = waits.as_ref()?;
        session
            .shelf
            .with_untracked(|shelf| shelf.sets.iter().position(|set| set.name == *name))
    });
    if let Some(at) = at {
        crate::ui::focus_soon(format!("instead-{at}-0-0"));
    }
}

/// The button that posts a set, its codes, and the way to drop it.
#[component]
fn Posting(at: usize, set: CodeSet) -> impl IntoView {
    let session = expect_context::<Session>();
    let codes: Vec<String> = set.codes.iter().map(shown).collect();
    let drop_it = move |_| {
        session.shelf.update(|shelf| {
            if at < shelf.sets.len() {
                shelf.sets.remove(at);
            }
        });
    };
    view! {
        <button type="button" class="button" id=format!("set-{at}") data-stop="" data-test="post-set" on:click=move |_| session.post_set(at)>
            {(at < 9).then(|| view! { <kbd>{at + 1}</kbd>" " })}{set.name.clone()}
        </button>
        <span class="quiet">{codes.join(", ")}</span>
        <button type="button" class="link small" aria-label=format!("Drop the set {}", set.name) on:click=drop_it>"drop"</button>
    }
}

/// A kept code as it is read.
fn shown(kept: &KeptCode) -> String {
    match kept.system {
        CodeSystem::Cm => engine::code_text::dotted_diagnosis(&kept.code),
        CodeSystem::Pcs => kept.code.clone(),
    }
}

/// A code of a set that can't be reported, and what to take in its place.
fn in_place_of(
    session: Session,
    (at, nth): (usize, usize),
    set: &str,
    old: KeptCode,
    offer: Option<InsteadView>,
    waits: bool,
) -> impl IntoView + use<> {
    let shown = shown(&old);
    let why = match &offer {
        None => "nothing stands in for it".to_owned(),
        Some(view) if view.converted => "in its place, by the conversion tables:".to_owned(),
        Some(view) => format!(
            "no conversion table says what took over; valid under {}:",
            view.under
        ),
    };
    let label = format!("In place of {shown}");
    let (lines, more) = offer.map_or_else(Default::default, |view| (view.lines, view.more));
    let some = !lines.is_empty();
    let set = set.to_owned();
    view! {
        <div class="shelf-instead" data-test="instead">
            <p><span class="chip stop">{format!("{shown} not on this date")}</span>" "<span class="quiet small">{why}</span></p>
            <ul aria-label=label>
                {lines.into_iter().enumerate().map(|(choice, line)| {
                    let (set, old, dotted, title) = (set.clone(), old.clone(), line.dotted.clone(), line.title.clone());
                    let take = move |_| {
                        session.take_instead(&set, &old, &line);
                        crate::ui::focus_soon(format!("set-{at}"));
                    };
                    view! {
                        <li><button type="button" class="completion" id=format!("instead-{at}-{nth}-{choice}") data-stop="" data-test="take-instead" on:click=take>
                            <span class="mono">{dotted}</span><span>{title}</span></button></li>
                    }
                }).collect_view()}
            </ul>
            {(more > 0).then(|| view! { <p class="quiet small">{format!("and {} more", counted(u64::from(more), "code", "codes"))}</p> })}
            {some.then(|| view! {
                <p class="quiet small">
                    {if waits { "Enter takes one into the set and posts it. " } else { "Enter takes one into the set. " }}
                    "Which of them is right, the record decides."
                </p>
            })}
        </div>
    }
}

/// Keeps the codes of the stay as a set.
#[component]
fn Keep() -> impl IntoView {
    let session = expect_context::<Session>();
    let name = RwSignal::new(String::new());
    let keep = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let codes = session.draft.with_untracked(row::kept_codes);
        let count = codes.len();
        let kept = session
            .shelf
            .try_update(|shelf| shelf.keep_set(&name.get_untracked(), codes));
        session.say(match (kept, count) {
            (Some(true), n) => format!(
                "Kept {} as the set “{}”.",
                counted(n as u64, "code", "codes"),
                name.get_untracked().trim()
            ),
            (_, 0) => "The stay has no codes to keep.".to_owned(),
            _ => "Give the set a name first.".to_owned(),
        });
        if kept == Some(true) {
            name.set(String::new());
        }
    };
    view! {
        <form class="shelf-new" on:submit=keep>
            <label for="set-name">"Keep the codes of this stay as a set named"</label>
            <input class="input" id="set-name" type="text" autocomplete="off" maxlength="60" data-test="set-name"
                prop:value=move || name.get() on:input:target=move |event| name.set(event.target().value())/>
            <button class="button" type="submit" data-test="keep-set">"Keep"</button>
        </form>
    }
}
