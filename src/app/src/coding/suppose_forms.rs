//! The two ways to suppose: a code that the stay does not have, and something else of what it has.

use engine::code_text::{looks_like_codes, split_codes};
use engine::draft::{Poa, StayDraft};
use engine::protocol::{CodeLine, CodeSystem, Event, Hit, Place, ReadCode, Request, Suppose};
use leptos::{ev, prelude::*};

use super::row::{self, Row};
use super::session::Session;
use super::suppose::INDICATORS;
use crate::link::{Link, Newest};

/// Most hits shown.
const MOST: u32 = 6;

/// A further code: typed, or found in place.
#[component]
pub(super) fn AddCode() -> impl IntoView {
    let session = expect_context::<Session>();
    let link = expect_context::<Link>();
    let text = RwSignal::new(String::new());
    let poa = RwSignal::new(Poa::Y);
    let principal = RwSignal::new(false);
    let hits = RwSignal::new(Vec::<Hit>::new());
    let told = RwSignal::new(String::new());
    let find = Newest::new(link, move |event| match event {
        // Words typed since then have an answer of their own coming.
        Event::Found(answer) => {
            let still = text.with_untracked(|text| *text == answer.text);
            hits.set(if still { answer.hits } else { Vec::new() });
        }
        Event::Failed(failure) => told.set(failure.what),
        _ => {}
    });
    let pick = move |line: &CodeLine| {
        let stay = session.draft.get_untracked();
        let added = session.supposing.add_code(
            &stay,
            line.system,
            line.code.clone(),
            poa.get_untracked(),
            principal.get_untracked(),
        );
        told.set(if added {
            format!("{} is supposed.", line.dotted)
        } else {
            format!("{} is supposed already.", line.dotted)
        });
        text.set(String::new());
        hits.set(Vec::new());
        crate::ui::focus_soon("suppose-code");
    };
    let typed = move |now: String| {
        let searched = !now.trim().is_empty() && !looks_like_codes(&now);
        text.set(now.clone());
        hits.set(Vec::new());
        if searched {
            find.ask(Request::Search {
                text: now,
                system: None,
                date: session.code_date(),
                limit: MOST,
            });
        }
    };
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let now = text.get_untracked();
        if now.trim().is_empty() {
            return;
        }
        let request = if looks_like_codes(&now) {
            let first = split_codes(&now).into_iter().next();
            Request::ReadCodes {
                text: first.map_or(now, |(_, code)| code),
                date: session.code_date(),
            }
        } else {
            Request::Search {
                text: now,
                system: None,
                date: session.code_date(),
                limit: 1,
            }
        };
        link.ask(request, move |event| match event {
            Event::Codes(codes) => match codes.first() {
                Some(ReadCode {
                    line, known: true, ..
                }) => pick(line),
                _ => told.set("No such code is known.".to_owned()),
            },
            Event::Found(answer) => match answer.hits.first() {
                Some(hit) => pick(&hit.line),
                None => told.set("Nothing was found.".to_owned()),
            },
            Event::Failed(failure) => told.set(format!("{} {}", failure.what, failure.fix)),
            _ => {}
        });
    };
    view! {
        <form class="suppose-fields" on:submit=submit>
            <div class="field wide">
                <label for="suppose-code">"A further code, or words to find one; Enter supposes it"</label>
                <input class="input" id="suppose-code" type="text" autocomplete="off" spellcheck="false" data-test="suppose-code"
                    prop:value=move || text.get() on:input:target=move |event| typed(event.target().value())/>
            </div>
            <div class="field">
                <label for="suppose-poa">"POA"</label>
                <select autocomplete="off" class="input" id="suppose-poa" title="Present on admission" on:change:target=move |event| poa.set(poa_of(&event.target().value()))>
                    {INDICATORS.into_iter().chain([Poa::Blank]).map(|choice| view! {
                        <option value=choice.letter() prop:selected=move || poa.get() == choice>{if choice == Poa::Blank { "blank" } else { choice.letter() }}</option>
                    }).collect_view()}
                </select>
            </div>
            <label class="check"><input autocomplete="off" type="checkbox" data-test="suppose-principal" prop:checked=move || principal.get()
                on:change:target=move |event| principal.set(event.target().checked())/>" as principal diagnosis"</label>
            <button type="submit" class="button">"Suppose it"</button>
        </form>
        <ul class="suppose-hits" data-test="suppose-hits">
            {move || hits.get().into_iter().map(|hit| {
                let line = hit.line.clone();
                view! {
                    <li><button type="button" class="build-choice" on:click=move |_| pick(&line)>
                        <span class="mono strong">{hit.line.dotted.clone()}</span><span>{hit.line.title.clone()}</span>
                        <span class="quiet small">{match hit.line.system { CodeSystem::Cm => "diagnosis", CodeSystem::Pcs => "procedure" }}</span>
                    </button></li>
                }
            }).collect_view()}
        </ul>
        <p class="small quiet" role="status" data-test="suppose-said">{move || told.get()}</p>
    }
}

fn poa_of(letter: &str) -> Poa {
    INDICATORS
        .into_iter()
        .find(|poa| poa.letter() == letter)
        .unwrap_or_default()
}

/// Something else of what is coded: left out, another indicator, another principal diagnosis, another discharge status.
#[component]
pub(super) fn ChangeCoded() -> impl IntoView {
    let session = expect_context::<Session>();
    let rows = Memo::new(move |_| {
        session.draft.with(|draft| {
            row::rows(draft)
                .into_iter()
                .filter(|row| *row != Row::Admitting)
                .map(|row| {
                    (
                        row,
                        row.code(draft)
                            .map(|code| row.shown(code))
                            .unwrap_or_default(),
                    )
                })
                .collect::<Vec<_>>()
        })
    });
    // Position in the rows; behind them stands the discharge status.
    let chosen = RwSignal::new(0_usize);
    let change = RwSignal::new(0_usize);
    let offered = Memo::new(move |_| {
        let row = rows.with(|rows| rows.get(chosen.get()).map(|(row, _)| *row));
        session.draft.with(|draft| changes(row, draft))
    });
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let what = offered.with_untracked(|all| {
            all.get(change.get_untracked())
                .map(|(_, what)| what.clone())
        });
        if let Some(what) = what {
            let stay = session.draft.get_untracked();
            if !session.supposing.add(&stay, what) {
                session.say("That is supposed already.");
            }
        }
    };
    view! {
        <form class="suppose-fields" on:submit=submit>
            <div class="field">
                <label for="suppose-row">"Of what is coded"</label>
                <select autocomplete="off" class="input" id="suppose-row" data-test="suppose-row" on:change:target=move |event| {
                    chosen.set(event.target().value().parse().unwrap_or(0));
                    change.set(0);
                }>
                    {move || rows.get().into_iter().enumerate().map(|(at, (row, shown))| view! {
                        <option value=at.to_string() prop:selected=move || chosen.get() == at>{format!("{shown}, {}", row.name())}</option>
                    }).collect_view()}
                    <option value=move || rows.with(Vec::len).to_string() prop:selected=move || chosen.get() >= rows.with(Vec::len)>"Discharge status"</option>
                </select>
            </div>
            <div class="field">
                <label for="suppose-change">"Suppose"</label>
                <select autocomplete="off" class="input" id="suppose-change" data-test="suppose-change" on:change:target=move |event| change.set(event.target().value().parse().unwrap_or(0))>
                    {move || offered.get().into_iter().enumerate().map(|(at, (words, _))| view! {
                        <option value=at.to_string() prop:selected=move || change.get() == at>{words}</option>
                    }).collect_view()}
                </select>
            </div>
            <button type="submit" class="button" data-test="suppose-changed">"Suppose it"</button>
        </form>
    }
}

/// What can be supposed of a row; without one, of the discharge status.
fn changes(row: Option<Row>, draft: &StayDraft) -> Vec<(String, Suppose)> {
    let at = |i: usize| u32::try_from(i).unwrap_or(u32::MAX);
    let Some(row) = row else {
        return engine::choices::DISCHARGE_STATUSES
            .iter()
            .filter(|status| draft.discharge_status != Some(status.number))
            .map(|status| {
                let words = format!("{:02} {}", status.number, status.words);
                (words, Suppose::Status(status.number))
            })
            .collect();
    };
    let place = match row {
        Row::Procedure(i) => Place::Procedure(at(i)),
        Row::Secondary(i) => Place::Secondary(at(i)),
        Row::Principal | Row::Admitting => Place::Principal,
    };
    let mut out = vec![("left out".to_owned(), Suppose::Without(place))];
    if let Row::Secondary(i) = row {
        out.push((
            "as principal diagnosis".to_owned(),
            Suppose::Principal(at(i)),
        ));
    }
    if let Some(now) = row.poa(draft) {
        out.extend(INDICATORS.into_iter().filter(|poa| *poa != now).map(|poa| {
            let words = format!("present on admission {}", poa.letter());
            (words, Suppose::Indicator(place, poa))
        }));
    }
    out
}
