//! What the stay would group to if it were coded otherwise. Everything here looks supposed, and nothing here posts.

use engine::protocol::{
    Direction, Event, Failure, PairsView, Place, PrincipalView, Request, ResultView, Standing,
    Suppose, SupposedView, VersionColumn, WhatIfView,
};
use leptos::prelude::*;

use super::session::Session;
use super::suppose::{SupposeTogether, TakenOverList};
use crate::guidelines::cited;
use crate::link::{Link, Newest};
use crate::ui::{counted, failure};

/// The suppositions about the stay as it stands.
#[component]
pub(super) fn WhatIf() -> impl IntoView {
    let session = expect_context::<Session>();
    let link = expect_context::<Link>();
    let told = RwSignal::new(None::<Result<WhatIfView, Failure>>);
    let columns = RwSignal::new(None::<Result<Vec<VersionColumn>, Failure>>);
    let ask = Newest::new(link, move |event| match event {
        Event::WhatIf(view) => told.set(Some(Ok(*view))),
        Event::Failed(failure) => told.set(Some(Err(failure))),
        _ => {}
    });
    let compare = Newest::new(link, move |event| match event {
        Event::SideBySide(found) => columns.set(Some(Ok(found))),
        Event::Failed(failure) => columns.set(Some(Err(failure))),
        _ => {}
    });
    Effect::new(move |_| {
        let stay = Box::new(session.draft.get());
        // What was compared is of the stay before.
        columns.set(None);
        if link.ready() {
            ask.ask(Request::WhatIf { stay });
        }
    });
    let versions = move |_| {
        compare.ask(Request::SideBySide {
            stay: Box::new(session.draft.get_untracked()),
        });
    };
    view! {
        <div class="what-if" data-test="what-if">
            <h2>"What if"</h2>
            <Parts/>
            <p class="notice info">"Supposed, not coded. The DRG never decides what is coded: a change needs the record, or the provider's answer to a query."</p>
            <SupposeTogether/>
            <TakenOverList/>
            {move || told.with(|told| match told {
                None => view! { <p class="quiet">"Being grouped."</p> }.into_any(),
                Some(Err(told)) => failure(told).into_any(),
                Some(Ok(view)) => shown(session, view).into_any(),
            })}
            <Pairs/>
            <section>
                <h3 id="what-if-versions" tabindex="-1">"Under other versions"</h3>
                <p class="quiet small">"The stay is billed under the version of its discharge date. The others show what a release changed."</p>
                <p><button type="button" class="button" data-test="side-by-side" on:click=versions>"Group it under every version"</button></p>
                {move || columns.with(|columns| match columns {
                    None => ().into_any(),
                    Some(Err(told)) => failure(told).into_any(),
                    Some(Ok(columns)) => side_by_side(columns).into_any(),
                })}
            </section>
        </div>
    }
}

/// The parts below the frame, by the id of their heading: a stay of 25 codes makes them long.
const PARTS: [(&str, &str); 4] = [
    ("what-if-principals", "Each as principal"),
    ("what-if-changes", "What changes the DRG"),
    ("what-if-pairs", "Two at once"),
    ("what-if-versions", "Other versions"),
];

/// The way past what is long.
#[component]
fn Parts() -> impl IntoView {
    view! {
        <nav class="parts small" aria-label="Parts of What if">
            <span class="quiet">"Go to"</span>
            {PARTS.map(|(id, words)| view! {
                <button type="button" class="link small" data-test=id on:click=move |_| { crate::ui::focus(id); }>{words}</button>
            }).collect_view()}
        </nav>
    }
}

fn shown(session: Session, view: &WhatIfView) -> impl IntoView + use<> {
    let unmoved = view.tried as usize - view.supposed.len();
    view! {
        <p class="quiet small">{view.weights.clone()}</p>
        <section>
            <h3 id="what-if-principals" tabindex="-1">"Each diagnosis as principal"</h3>
            <p class="quiet small">"What may be principal comes first, then the order of the stay. Weights sort nothing."</p>
            <ul class="supposed" data-test="principals">
                {view.principals.iter().map(|choice| principal(session, choice)).collect_view()}
            </ul>
        </section>
        <section>
            <h3 id="what-if-changes" tabindex="-1">"What would change the DRG"</h3>
            <ul class="supposed" data-test="supposed">
                {view.supposed.iter().map(|supposed| change(session, supposed)).collect_view()}
            </ul>
            <p class="quiet small">{format!(
                "{} tried: each code left out, each present-on-admission indicator, each discharge status. {} change nothing.",
                counted(u64::from(view.tried), "change", "changes"), unmoved,
            )}</p>
        </section>
    }
}

fn principal(session: Session, choice: &PrincipalView) -> impl IntoView + use<> {
    let (class, words) = match choice.standing {
        Standing::Eligible => ("chip ok", "may be principal"),
        Standing::NotPreferred => ("chip warn", "the record has to settle it"),
        Standing::NotChecked => ("chip off", "not checked"),
        Standing::Ineligible => ("chip stop", "can't be principal"),
    };
    let place = choice.place;
    let as_coded = choice.as_coded;
    let suppose = match place {
        Place::Secondary(at) if !as_coded => vec![Suppose::Principal(at)],
        _ => Vec::new(),
    };
    view! {
        <li class:as-coded=as_coded class:ineligible=choice.standing == Standing::Ineligible>
            <p>
                <button type="button" class="link mono" on:click=move |_| session.go_to_place(place)>{choice.line.dotted.clone()}</button>
                " "{choice.line.title.clone()}
            </p>
            <p><span class=class>{words}</span>" "{as_coded.then_some(view! { <span class="chip accent">"as coded"</span>" " })}{result(&choice.result)}{too(session, suppose, choice.line.dotted.clone())}</p>
            {choice.against.iter().map(|against| view! {
                <p class="small against">{against.what.clone()}" "<span class="quiet">{cited(&against.source)}</span></p>
            }).collect_view()}
        </li>
    }
}

fn change(session: Session, supposed: &SupposedView) -> impl IntoView + use<> {
    let place = supposed.place;
    view! {
        <li>
            <p><button type="button" class="link" on:click=move |_| session.go_to_place(place)>{supposed.what.clone()}</button></p>
            <p>{result(&supposed.result)}{too(session, supposed.suppose.clone(), supposed.what.clone())}</p>
            <p class="small quiet">{format!("Before it may be coded, {}.", supposed.needs)}</p>
        </li>
    }
}

/// Takes a supposition up among those that are put together.
fn too(session: Session, suppose: Vec<Suppose>, what: String) -> Option<impl IntoView + use<>> {
    (!suppose.is_empty()).then(|| {
        view! {
            " "
            <button type="button" class="link small" data-test="suppose-too" aria-label=format!("Suppose it: {what}") on:click=move |_| {
                let stay = session.draft.get_untracked();
                let added = suppose.iter().filter(|one| session.supposing.add(&stay, (*one).clone())).count();
                session.say(if added > 0 { "Supposed, with the others above." } else { "That is supposed already." });
            }>"suppose it"</button>
        }
    })
}

/// Every two changes that decide together only, on demand: each pair is a grouping.
#[component]
fn Pairs() -> impl IntoView {
    let session = expect_context::<Session>();
    let link = expect_context::<Link>();
    let told = RwSignal::new(None::<Result<PairsView, Failure>>);
    let ask = Newest::new(link, move |event| match event {
        Event::TwoAtOnce(view) => told.set(Some(Ok(view))),
        Event::Failed(failure) => told.set(Some(Err(failure))),
        _ => {}
    });
    Effect::new(move |_| {
        session.draft.track();
        told.set(None);
    });
    let try_all = move |_| {
        ask.ask(Request::TwoAtOnce {
            stay: Box::new(session.draft.get_untracked()),
        });
    };
    view! {
        <section>
            <h3 id="what-if-pairs" tabindex="-1">"Two changes at once"</h3>
            <p class="quiet small">"Changes that leave the DRG alone one by one, and change it together: codes that stand in for one another, or a code and an indicator."</p>
            <p><button type="button" class="button" data-test="two-at-once" on:click=try_all>"Try every two changes"</button></p>
            {move || told.with(|told| match told {
                None => ().into_any(),
                Some(Err(told)) => failure(told).into_any(),
                Some(Ok(view)) => pairs(session, view).into_any(),
            })}
        </section>
    }
}

/// Most pairs that are listed.
const MOST_PAIRS_SHOWN: usize = 60;

fn pairs(session: Session, view: &PairsView) -> impl IntoView + use<> {
    let more = view.pairs.len().saturating_sub(MOST_PAIRS_SHOWN);
    view! {
        <p class="quiet small" role="status" data-test="pairs-told">{format!(
            "{} tried of {} that change nothing alone; {} the DRG.",
            counted(u64::from(view.tried), "pair", "pairs"),
            counted(u64::from(view.idle), "change", "changes"),
            match view.pairs.len() { 0 => "none changes".to_owned(), 1 => "1 changes".to_owned(), n => format!("{n} change") },
        )}</p>
        <ul class="supposed" data-test="pairs">
            {view.pairs.iter().take(MOST_PAIRS_SHOWN).map(|pair| change(session, pair)).collect_view()}
        </ul>
        {(more > 0).then(|| view! { <p class="quiet small">{format!("{more} more are not listed.")}</p> })}
    }
}

/// A supposed result: in words as well as by an arrow, and never in the look of the real one.
pub(super) fn result(result: &ResultView) -> impl IntoView + use<> {
    let (arrow, words) = match (result.changes_drg, result.direction) {
        (false, _) => ("", "no change"),
        (true, Direction::Up) => ("▲ ", "more weight"),
        (true, Direction::Down) => ("▼ ", "less weight"),
        (true, Direction::Same) => ("", "same weight"),
        (true, Direction::Unknown) => ("", "weight not known"),
    };
    view! {
        <span class="would-be"><span class="mono">{result.drg.clone()}</span>" "{result.title.clone()}
            {(!result.weight.is_empty()).then(|| format!(" · {}", result.weight))}</span>
        " "<span class="small"><span aria-hidden="true">{arrow}</span>{words}</span>
    }
}

fn side_by_side(columns: &[VersionColumn]) -> impl IntoView + use<> {
    view! {
        <div class="scroll-x" tabindex="0" role="group" aria-label="The stay under every version"><table class="plain-table" data-test="versions-table">
            <thead><tr><th scope="col">"Version"</th><th scope="col">"DRG, and where it parts from the version of the discharge date"</th></tr></thead>
            <tbody>{columns.iter().map(|column| view! {
                <tr class:here=column.of_discharge>
                    <td><span class="nowrap"><span class="strong">{column.version.clone()}</span>" "<span class="quiet">{format!("FY{}", column.fiscal_year)}</span></span>
                        {column.peer_checked.then_some(view! { <br/><span class="chip off">"peer-checked"</span> })}</td>
                    <td>{column.of_discharge.then_some(view! { <span class="chip accent">"of the discharge date"</span>" " })}{result(&column.result)}
                        {(!column.parts.is_empty()).then(|| view! { <br/><span class="small quiet">{column.parts.clone()}</span> })}</td>
                </tr>
            }).collect_view()}</tbody>
        </table></div>
    }
}
