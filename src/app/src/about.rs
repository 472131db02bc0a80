//! What is loaded, where it comes from, how right it is, and what it does not do.

use engine::protocol::{About, Event, PackState, PackView, Request};
use leptos::prelude::*;

use crate::link::Link;
use crate::ui::{counted, failure, grouped};

mod accuracy;
mod measure;

/// The screen.
#[component]
pub(crate) fn AboutPage() -> impl IntoView {
    let link = expect_context::<Link>();
    // While the packs are on their way an answer would tell half of it; the engine says the whole when they are there.
    if untrack(|| link.ready()) {
        link.ask(Request::About, move |event| {
            if let Event::About(about) = event {
                link.about.set(Some(about));
            }
        });
    }
    view! {
        <div class="page" data-test="about">
            <div class="column about">
                <header>
                    <h1>"What is loaded, and its limits"</h1>
                    <p>"Chartroom looks up, edits and groups on this device. It asks no server anything while you work."</p>
                </header>
                {move || link.broken.get().map(|told| failure(&told))}
                {move || match link.about.get() {
                    Some(about) => loaded(&about).into_any(),
                    None => view! { <p class="quiet">"Code sets are being loaded."</p> }.into_any(),
                }}
                <accuracy::Accuracy/>
                <Limits/>
                <measure::Measure/>
            </div>
        </div>
    }
}

fn loaded(about: &About) -> impl IntoView + use<> {
    let versions = about
        .versions
        .iter()
        .map(|version| {
            view! {
                <tr>
                    <td class="strong">{version.version.clone()}</td>
                    <td>{format!("FY{}", version.fiscal_year)}</td>
                    <td class="tabular">{version.first_day.clone()}</td>
                    <td>{if version.weights { "loaded" } else { "not loaded" }}</td>
                </tr>
            }
        })
        .collect_view();
    let last = about.last_day.clone();
    let missing = about
        .not_loaded
        .iter()
        .map(|line| view! { <li>{line.clone()}</li> })
        .collect_view();
    let any_missing = !about.not_loaded.is_empty();
    view! {
        <section>
            <h2>"Grouper versions"</h2>
            <p>"The version follows the discharge date, never the admission date and never today."</p>
            <div class="scroll-x" tabindex="0" role="group" aria-label="Grouper versions"><table class="plain-table" data-test="versions">
                <thead><tr><th scope="col">"Version"</th><th scope="col">"Fiscal year"</th><th scope="col">"Discharges from"</th><th scope="col">"Weights and lengths of stay"</th></tr></thead>
                <tbody>{versions}</tbody>
            </table></div>
            <p class="quiet">"Last discharge date any of them is meant for: "{last}"."</p>
        </section>
        {any_missing.then(|| view! { <section><h2>"Not loaded"</h2><ul class="terms">{missing}</ul></section> })}
        <section>
            <h2>"Packs"</h2>
            {about.packs.iter().map(pack).collect_view()}
        </section>
    }
}

fn pack(pack: &PackView) -> impl IntoView + use<> {
    let state = match &pack.state {
        PackState::Ready => view! { <span class="chip ok">"in use"</span> }.into_any(),
        PackState::Waiting => view! { <span class="chip off">"waiting"</span> }.into_any(),
        PackState::Failed(_) => view! { <span class="chip stop">"can't be used"</span> }.into_any(),
    };
    let told = match &pack.state {
        PackState::Failed(told) => Some(failure(told)),
        _ => None,
    };
    let sources = pack
        .sources
        .iter()
        .map(|source| view! { <li>{source.clone()}</li> })
        .collect_view();
    let rows = pack
        .rows
        .iter()
        .map(|(name, rows)| format!("{name} {}", grouped(*rows)))
        .collect::<Vec<_>>()
        .join(" · ");
    let size = if pack.brotli_bytes > 0 {
        format!(
            "{}, {} as sent",
            kilobytes(pack.bytes),
            kilobytes(pack.brotli_bytes)
        )
    } else {
        kilobytes(pack.bytes)
    };
    let gaps = pack
        .gaps
        .iter()
        .map(|gap| view! { <li>{gap.clone()}</li> })
        .collect_view();
    let row = |name: &'static str, value: String| {
        (!value.is_empty()).then(|| view! { <dt>{name}</dt><dd>{value}</dd> })
    };
    view! {
        <article class="pack" data-test="pack" data-pack=pack.name.stem()>
            <h3>{pack.name.words()}" "{state}</h3>
            {told}
            <dl class="five">
                {row("Edition", pack.edition.clone())}
                {(!pack.sources.is_empty()).then(|| view! { <dt>"Sources"</dt><dd><ul class="plain-list">{sources}</ul></dd> })}
                {row("Licence", pack.licence.clone())}
                {row("Rows", rows)}
                {row("Size", size)}
                {(!pack.gaps.is_empty()).then(|| view! { <dt>"Gaps"</dt><dd><ul class="plain-list">{gaps}</ul></dd> })}
                {(!pack.digest.is_empty()).then(|| view! { <dt>"SHA-256"</dt><dd class="mono digest">{pack.digest.clone()}</dd> })}
            </dl>
        </article>
    }
}

fn kilobytes(bytes: u64) -> String {
    counted(bytes.div_ceil(1000), "kB", "kB")
}

/// What it does not do.
#[component]
fn Limits() -> impl IntoView {
    view! {
        <section>
            <h2>"Limits"</h2>
            <ul class="terms">
                <li>"There is no vault yet. A stay lives in the memory of this page; a file of it is written in the clear."</li>
                <li>"Inpatient stays under MS-DRG only. Weights and mean lengths of stay are those of the years named above; for other years none is shown instead of a wrong one."</li>
                <li>"Notes carry the year they were published. Notes of later years than shown are not loaded."</li>
                <li>"Titles marked as ours are working titles where no package has the official one."</li>
                <li>"The index of diseases does not come with it; it can be taken in under Official files. The official guidelines are not in it. The manuals decide, not this page."</li>
            </ul>
        </section>
    }
}
