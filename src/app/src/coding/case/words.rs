//! Words of the chart and the codes that rest on them: words that wait for the code that is posted next, and what a row's
//! code rests on.

use leptos::prelude::*;

use super::words_under;
use crate::coding::row::Row;
use crate::coding::session::Session;
use crate::shell::{Action, KeysOf};
use crate::ui::counted;

/// Letters of the words that are shown.
const SHOWN: usize = 90;

/// The words that wait, below the search box.
#[component]
pub(in crate::coding) fn WaitingWords() -> impl IntoView {
    let session = expect_context::<Session>();
    let current = move || {
        let row = session.row.get().filter(|row| *row != Row::Admitting)?;
        let code = session
            .draft
            .with(|draft| row.code(draft).map(str::to_owned))?;
        Some((row.shown(&code), code))
    };
    move || {
        session.words.get().map(|words| {
            let mut shown: String = words.words.chars().take(SHOWN).collect();
            if shown.len() < words.words.len() {
                shown.push('…');
            }
            view! {
                <div class="waiting-words" role="status" data-test="waiting-words">
                    <p><span class="quiet">{format!("{}: ", words.title)}</span><q>{shown}</q>
                        <span class="quiet">" go under the code you post now."</span></p>
                    {move || current().map(|(dotted, code)| view! {
                        <button class="button" type="button" data-test="words-to-row" on:click=move |_| session.link_words(&code)>{format!("Under {dotted} instead")}</button>
                    })}
                    <button class="button plain" type="button" data-test="let-words-go" on:click=move |_| session.words.set(None)>"Let them go"</button>
                </div>
            }
        })
    }
}

/// On how many words of the chart a row's code rests, and the way there; nothing where the stay is of no case.
#[component]
pub(in crate::coding) fn RestsOn(row: Row, reach: Signal<&'static str>) -> impl IntoView {
    let session = expect_context::<Session>();
    let number = Memo::new(move |_| {
        session.case.with(|case| {
            let case = case.as_deref()?;
            session
                .draft
                .with(|draft| row.code(draft).map(|code| words_under(case, code)))
        })
    });
    move || {
        if row == Row::Admitting {
            return None;
        }
        Some(match number.get()? {
            0 => view! { " "<span class="chip off" data-test="no-evidence" title="No words of the chart stand under this code.">"no evidence"</span> }.into_any(),
            number => {
                let said = counted(number as u64, "place in the chart", "places in the chart");
                view! {
                    " "<button type="button" class="link small" tabindex=reach data-test="rests-on" title=format!("Rests on {said}: go there")
                        on:click=move |_| session.go_to_words(row)>{said.clone()}<span class="out-of-sight">", go there "<KeysOf of=Action::Words/></span></button>
                }.into_any()
            }
        })
    }
}
