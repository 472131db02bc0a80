//! How right it is, in figures that a command measured and wrote: nothing here is typed by hand.

use std::collections::BTreeMap;

use leptos::prelude::*;
use serde::Deserialize;

use crate::ui::grouped;

/// What `cargo xtask accuracy` wrote last.
const FIGURES: &str = include_str!("../../data/accuracy.json");

#[derive(Debug, Deserialize)]
struct Figures {
    measured_on: String,
    grouper: Vec<Compared>,
    peer: Peer,
    search: Vec<Searched>,
    search_beside: Beside,
    builder: Builder,
    poa: Exempt,
}

/// Claims of one version, compared with CMS's answers in every field.
#[derive(Debug, Deserialize)]
struct Compared {
    version: String,
    adversarial: bool,
    claims: u64,
    equal: u64,
}

/// A version that only another implementation was to be had for.
#[derive(Debug, Deserialize)]
struct Peer {
    version: String,
    peer: String,
    claims: u64,
    equal: u64,
    /// Kinds of difference in which the peer differs from CMS in an older version too.
    differs_from_cms_too: BTreeMap<String, u64>,
    other: u64,
}

/// A set of queries.
#[derive(Debug, Deserialize)]
struct Searched {
    set: String,
    queries: u64,
    hit_at_1: u64,
    hit_at_5: u64,
    hit_at_10: u64,
    best_at_1: u64,
}

/// Search beside other searchers, over the same queries in the same browser.
#[derive(Debug, Deserialize)]
struct Beside {
    measured_on: String,
    /// Beginnings of queries that were timed.
    beginnings: u64,
    /// Ours first.
    rows: Vec<Searcher>,
}

/// What one searcher made of the queries.
#[derive(Debug, Deserialize)]
struct Searcher {
    name: String,
    queries: u64,
    hit_at_5: u64,
    best_at_1: u64,
    p50_ms: f64,
    p95_ms: f64,
    /// Unknown of one that runs outside the browser.
    memory_bytes: Option<f64>,
}

/// What the procedure builder can build, against the valid codes.
#[derive(Debug, Deserialize)]
struct Builder {
    measured_on: String,
    dates: Vec<Built>,
}

/// The codes of one release.
#[derive(Debug, Deserialize)]
struct Built {
    date: String,
    valid: u64,
    built: u64,
    both: u64,
}

/// Codes exempt from present-on-admission reporting, by the rules and by CMS's list.
#[derive(Debug, Deserialize)]
struct Exempt {
    measured_on: String,
    list: String,
    codes: u64,
    listed: u64,
    equal: u64,
    wrongly_exempt: u64,
    wrongly_not_exempt: u64,
}

/// The figures.
#[component]
pub(super) fn Accuracy() -> impl IntoView {
    let figures = serde_json::from_str::<Figures>(FIGURES).ok();
    view! {
        <section data-test="accuracy">
            <h2>"How accurate it is, and how that was measured"</h2>
            {match figures {
                Some(figures) => shown(&figures).into_any(),
                None => view! { <p class="notice warn">"The figures of this build can't be read."</p> }.into_any(),
            }}
            <ul class="terms">
                <li>"The code editor goes by date, the grouper by version; both are shown with the date they go by."</li>
                <li>"What a code does (“without it 872”) is grouped again without the code, not estimated."</li>
            </ul>
        </section>
    }
}

fn shown(figures: &Figures) -> impl IntoView + use<> {
    let peer = &figures.peer;
    let kinds: u64 = peer.differs_from_cms_too.values().sum();
    let differs = peer
        .differs_from_cms_too
        .iter()
        .map(|(kind, count)| view! { <li>{format!("{kind}: {}", grouped(*count))}</li> })
        .collect_view();
    view! {
        <p class="quiet">{format!("Measured on {}.", figures.measured_on)}</p>
        <h3>"Grouper and Medicare Code Editor against CMS's own software, every field"</h3>
        <div class="scroll-x" tabindex="0" role="group" aria-label="Claims compared with CMS's software"><table class="plain-table" data-test="accuracy-grouper">
            <thead><tr><th scope="col">"Version"</th><th scope="col">"Claims"</th><th scope="col" class="num">"Equal"</th><th scope="col" class="num">"Compared"</th></tr></thead>
            <tbody>{figures.grouper.iter().map(|row| view! {
                <tr>
                    <td class="strong">{row.version.clone()}</td>
                    <td>{if row.adversarial { "made to be difficult" } else { "mixed" }}</td>
                    <td class="num">{grouped(row.equal)}</td><td class="num">{grouped(row.claims)}</td>
                </tr>
            }).collect_view()}</tbody>
        </table></div>
        <h3>{format!("{}, peer-checked only", peer.version)}</h3>
        <p>{format!(
            "CMS's software for this version was not to be had. Compared with {} in DRG, MDC, return code and severity: {} of {} claims equal, {} of other kinds, and {} in which the peer differs from CMS in v43.1 too:",
            peer.peer, grouped(peer.equal), grouped(peer.claims), grouped(peer.other), grouped(kinds),
        )}</p>
        <ul class="terms">{differs}</ul>
        <h3>"Search, by sets of queries written before they were run"</h3>
        <div class="scroll-x" tabindex="0" role="group" aria-label="Searches"><table class="plain-table" data-test="accuracy-search">
            <thead><tr>
                <th scope="col">"Set"</th><th scope="col" class="num">"Queries"</th><th scope="col" class="num">"Right code first"</th>
                <th scope="col" class="num">"Accepted code first"</th><th scope="col" class="num">"in the first 5"</th><th scope="col" class="num">"in the first 10"</th>
            </tr></thead>
            <tbody>{figures.search.iter().map(|row| view! {
                <tr>
                    <td>{row.set.strip_prefix("search_queries_").unwrap_or(&row.set).replace('_', " ")}</td><td class="num">{grouped(row.queries)}</td><td class="num">{share(row.best_at_1, row.queries)}</td>
                    <td class="num">{share(row.hit_at_1, row.queries)}</td><td class="num">{share(row.hit_at_5, row.queries)}</td><td class="num">{share(row.hit_at_10, row.queries)}</td>
                </tr>
            }).collect_view()}</tbody>
        </table></div>
        <p class="quiet small">"These queries have taught the lexicon since: a new one is found less often."</p>
        {beside(&figures.search_beside)}
        {built(&figures.builder)}
        {exempt(&figures.poa)}
    }
}

/// A part of a whole, in percent with one decimal.
fn share(part: u64, whole: u64) -> String {
    percent(part, whole, 1)
}

fn percent(part: u64, whole: u64, decimals: usize) -> String {
    #[allow(clippy::cast_precision_loss)]
    let percent = part as f64 * 100.0 / whole.max(1) as f64;
    format!("{percent:.decimals$} %")
}

/// Other searchers over titles and inclusion terms, and ours, which has a lexicon besides.
fn beside(beside: &Beside) -> impl IntoView + use<> {
    view! {
        <h3>"Search beside other searchers"</h3>
        <p class="quiet">{format!(
            "The same queries over titles and inclusion terms, in the same browser but for the one that is called native; each of {} beginnings timed. Measured on {}.",
            grouped(beside.beginnings), beside.measured_on,
        )}</p>
        <div class="scroll-x" tabindex="0" role="group" aria-label="Searchers"><table class="plain-table" data-test="accuracy-beside">
            <thead><tr>
                <th scope="col">"Searcher"</th><th scope="col" class="num">"Accepted code in the first 5"</th><th scope="col" class="num">"Right code first"</th>
                <th scope="col" class="num">"Half within"</th><th scope="col" class="num">"95 of 100 within"</th><th scope="col" class="num">"Memory"</th>
            </tr></thead>
            <tbody>{beside.rows.iter().map(|row| view! {
                <tr>
                    <td class="strong">{row.name.clone()}</td>
                    <td class="num">{share(row.hit_at_5, row.queries)}</td><td class="num">{share(row.best_at_1, row.queries)}</td>
                    <td class="num">{format!("{:.1} ms", row.p50_ms)}</td><td class="num">{format!("{:.1} ms", row.p95_ms)}</td>
                    <td class="num">{row.memory_bytes.map_or_else(|| "not measured".to_owned(), |bytes| format!("{:.0} MB", bytes / 1e6))}</td>
                </tr>
            }).collect_view()}</tbody>
        </table></div>
        <p class="quiet small">"The others know no abbreviations, lay words or eponyms: the lexicon is what they lack, and what these queries ask for."</p>
    }
}

/// The procedure builder, release by release.
fn built(builder: &Builder) -> impl IntoView + use<> {
    view! {
        <h3>"Procedure builder: what it can build, against the valid codes"</h3>
        <p class="quiet">{format!("Every choice walked to its end, on the first day of each release. Measured on {}.", builder.measured_on)}</p>
        <div class="scroll-x" tabindex="0" role="group" aria-label="Codes built"><table class="plain-table" data-test="accuracy-builder">
            <thead><tr>
                <th scope="col">"Release"</th><th scope="col" class="num">"Valid codes"</th><th scope="col" class="num">"Built"</th>
                <th scope="col" class="num">"Built and valid"</th>
            </tr></thead>
            <tbody>{builder.dates.iter().map(|row| view! {
                <tr>
                    <td class="strong">{row.date.clone()}</td><td class="num">{grouped(row.valid)}</td>
                    <td class="num">{grouped(row.built)}</td><td class="num">{grouped(row.both)}</td>
                </tr>
            }).collect_view()}</tbody>
        </table></div>
    }
}

/// Codes exempt from present-on-admission reporting.
fn exempt(poa: &Exempt) -> impl IntoView + use<> {
    let equal = percent(poa.equal, poa.codes, 3);
    view! {
        <h3>"Codes exempt from present-on-admission reporting"</h3>
        <p data-test="accuracy-poa">{format!(
            "The rules of the guidelines' Appendix I agree with {} on {} of the {} codes billable that year ({equal}): of the {} on the list {} are not found, {} others are taken for exempt. Measured on {}.",
            poa.list, grouped(poa.equal), grouped(poa.codes), grouped(poa.listed), grouped(poa.wrongly_not_exempt),
            grouped(poa.wrongly_exempt), poa.measured_on,
        )}</p>
        <p class="quiet small">"The rules were written with this very list at hand. Another year's list may differ; once imported, it goes before the rules."</p>
    }
}

#[cfg(test)]
mod tests {
    use super::{FIGURES, Figures};

    #[test]
    fn the_figures_of_this_build_can_be_read_and_hold_together() {
        let figures: Figures = serde_json::from_str(FIGURES).expect("written by a command");
        assert!(figures.grouper.iter().all(|row| row.equal <= row.claims));
        assert!(figures.grouper.len() >= 8, "every version has its claims");
        assert!(figures.search.iter().all(|s| s.best_at_1 <= s.hit_at_10));
        assert!(
            figures.search_beside.rows.len() >= 5,
            "ours and four libraries"
        );
        let peer = &figures.peer;
        let kinds: u64 = peer.differs_from_cms_too.values().sum();
        assert_eq!(peer.equal + kinds + peer.other, peer.claims);
        assert!(
            figures.builder.dates.len() >= 5,
            "both halves of two years, and the next"
        );
        for row in &figures.builder.dates {
            assert!(row.both <= row.built && row.both <= row.valid, "{row:?}");
        }
        let poa = &figures.poa;
        let wrong = poa.wrongly_exempt + poa.wrongly_not_exempt;
        assert_eq!(poa.equal + wrong, poa.codes);
        assert!(poa.wrongly_not_exempt <= poa.listed);
    }
}
