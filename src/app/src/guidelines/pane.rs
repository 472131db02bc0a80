//! The guidelines on screen: look for words, read a section, go to its neighbours, see which rules cite it.

use engine::protocol::{GuidelinesEdition, SectionHit, SectionHits, SectionLine, SectionPage};
use leptos::{ev, prelude::*};

use super::{Reader, among_files, cited};
use crate::coding::Session;
use crate::link::Link;
use crate::official::Official;
use crate::shell::{Route, Shell};
use crate::ui::{counted, failure};

/// The pane.
#[component]
pub(crate) fn GuidelinesPane() -> impl IntoView {
    let session = expect_context::<Session>();
    let official = expect_context::<Official>();
    let link = expect_context::<Link>();
    let reader = session.reader;
    Effect::new(move |_| {
        // Another edition may have been taken in meanwhile.
        official.watch();
        let date = session.reading_date();
        if link.ready() {
            reader.ask(date);
        }
    });
    view! {
        <section class="guide" id="guide" tabindex="-1" aria-label="Official guidelines" data-test="guide" on:keydown=move |event| on_key(reader, &event)>
            <div class="guide-tools">
                <label for="guide-find" class="quiet small">"Words in any order, or a number; "<kbd>"↓"</kbd>" goes to what is found"</label>
                <input class="input" id="guide-find" type="text" autocomplete="off" spellcheck="false" data-test="guide-find"
                    prop:value=move || reader.words.get()
                    on:input:target=move |event| reader.words.set(event.target().value())/>
                <p class="guide-way">
                    <button type="button" class="button" data-test="guide-back" disabled=move || reader.back.with(Vec::is_empty) on:click=move |_| reader.go_back()>"Back"</button>
                    <button type="button" class="button" data-test="guide-forward" disabled=move || reader.forward.with(Vec::is_empty) on:click=move |_| reader.go_forward()>"Forward"</button>
                    <button type="button" class="button" data-test="guide-contents" on:click=move |_| reader.open("")>"Contents"</button>
                </p>
            </div>
            {move || if reader.words.with(|words| words.trim().is_empty()) {
                reader.page.with(|page| match page {
                    None => view! { <p class="quiet">"The guidelines are being opened."</p> }.into_any(),
                    Some(Err(told)) => failure(told).into_any(),
                    Some(Ok(page)) => shown(reader, page).into_any(),
                })
            } else {
                reader.hits.with(|hits| match hits {
                    None => view! { <p class="quiet">"Looking for it."</p> }.into_any(),
                    Some(hits) => found(reader, hits).into_any(),
                })
            }}
        </section>
    }
}

/// Arrows go through the lists, left goes up, Backspace and Alt with an arrow back and forward, Escape to the words.
fn on_key(reader: Reader, event: &ev::KeyboardEvent) {
    let active = document()
        .active_element()
        .map(|e| e.id())
        .unwrap_or_default();
    let in_find = active == "guide-find";
    let at = active
        .strip_prefix("guide-")
        .and_then(|at| at.parse::<usize>().ok());
    let reading = reader.words.with_untracked(|words| words.trim().is_empty())
        && reader
            .page
            .with_untracked(|page| matches!(page, Some(Ok(page)) if !page.paragraphs.is_empty()));
    let done = match (event.key().as_str(), event.alt_key(), at) {
        ("ArrowLeft", true, _) => {
            reader.go_back();
            true
        }
        ("ArrowRight", true, _) => {
            reader.go_forward();
            true
        }
        ("Backspace", false, _) if !in_find => {
            reader.go_back();
            true
        }
        ("Escape", ..) if in_find => {
            reader.words.set(String::new());
            crate::ui::focus("guide")
        }
        ("Escape", ..) => crate::ui::focus("guide-find"),
        ("Enter", false, None) if in_find => {
            let first = reader.hits.with_untracked(|hits| {
                let hit = hits.as_ref()?.hits.first()?;
                Some(hit.line.id.clone())
            });
            first.is_some_and(|id| {
                reader.open(&id);
                true
            })
        }
        ("ArrowLeft", false, _) if !in_find => {
            reader.go_up();
            true
        }
        ("ArrowDown", false, Some(at)) => crate::ui::focus(&format!("guide-{}", at + 1)),
        // In a text the arrow scrolls.
        ("ArrowDown", false, None) if in_find || !reading => crate::ui::focus("guide-0"),
        ("ArrowUp", false, Some(0)) => crate::ui::focus("guide-find"),
        ("ArrowUp", false, Some(at)) => crate::ui::focus(&format!("guide-{}", at - 1)),
        _ => false,
    };
    if done {
        event.prevent_default();
        event.stop_propagation();
    }
}

/// Which edition is read; a wrong year is said aloud.
fn edition(edition: Option<&GuidelinesEdition>, wanted: u16) -> impl IntoView + use<> {
    let (shell, session) = (expect_context::<Shell>(), expect_context::<Session>());
    match edition {
        Some(edition) if edition.speaks => view! {
            <p class="quiet small" data-test="guide-edition">{format!("FY{}, from {}", edition.fiscal_year, edition.effective)}</p>
        }
        .into_any(),
        Some(edition) => view! {
            <div class="notice warn" data-test="guide-edition">
                <p><span class="strong">{format!("The guidelines of FY{wanted} are not taken in. ")}</span>
                    {format!("These are of FY{}, from {}: what is otherwise in FY{wanted} is not here.", edition.fiscal_year, edition.effective)}</p>
            </div>
        }
        .into_any(),
        None => view! {
            <div class="notice info" data-test="guide-none">
                <p class="strong">{format!("The guidelines of FY{wanted} are not taken in.")}</p>
                <p>"CDC and CMS publish the “ICD-10-CM Official Guidelines for Coding and Reporting” as a PDF for each fiscal year. Pick it, or its text as a PDF viewer saves it, under "
                    <a href=Route::Official.hash() data-test="guide-files" on:click=move |_| {
                        session.reader.among_files.set(false);
                        shell.book.set(None);
                    }>"Official files"</a>"; it stays in this browser."</p>
            </div>
        }
        .into_any(),
    }
}

fn shown(reader: Reader, page: &SectionPage) -> impl IntoView + use<> {
    let wanted = page.wanted_year;
    let other = (page.asked != page.id && page.edition.is_some()).then(|| {
        let shown = if page.id.is_empty() { "the contents are shown" } else { "the nearest section above it is shown" };
        view! { <p class="notice info" data-test="guide-nearest">{format!("This edition has no section {}; {shown}.", page.asked)}</p> }
    });
    let path = page.path.iter().map(|line| {
        let (id, title) = (line.id.clone(), line.title.clone());
        view! { <li><button type="button" class="link" title=title on:click=move |_| reader.open(&id)>{line.id.clone()}</button></li> }
    });
    let (number, title) = (page.id.clone(), page.title.clone());
    let heading = match (page.id.is_empty(), page.edition.is_some()) {
        (true, true) => view! { <h2 data-test="guide-title">"Contents"</h2> }.into_any(),
        (true, false) => {
            view! { <h2 data-test="guide-title">"Sections that rules here cite"</h2> }.into_any()
        }
        _ => {
            view! { <h2 data-test="guide-title"><span class="mono">{number}</span>" "{title}</h2> }
                .into_any()
        }
    };
    let below = page
        .below
        .iter()
        .enumerate()
        .map(|(at, line)| one(reader, at, line));
    let neighbour = |line: Option<&SectionLine>, name: &'static str, test: &'static str| {
        line.map(|line| {
            let (id, words) = (line.id.clone(), format!("{name} {}", line.id));
            view! { <button type="button" class="button" data-test=test title=line.title.clone() on:click=move |_| reader.open(&id)>{words}</button> }
        })
    };
    let around = (page.previous.is_some() || page.next.is_some()).then(|| {
        view! {
            <p class="guide-way">
                {neighbour(page.previous.as_ref(), "Before:", "guide-previous")}
                {neighbour(page.next.as_ref(), "Next:", "guide-next")}
            </p>
        }
    });
    let empty = (page.edition.is_some()
        && !page.id.is_empty()
        && page.paragraphs.is_empty()
        && page.below.is_empty())
    .then(|| view! { <p class="quiet">"Nothing stands below this heading."</p> });
    view! {
        {edition(page.edition.as_ref(), wanted)}
        {other}
        {(!page.path.is_empty()).then(|| view! { <ol class="crumbs" aria-label="Sections above">{path.collect_view()}</ol> })}
        {heading}
        <div class="guide-text" data-test="guide-text">
            {page.paragraphs.iter().map(|text| view! { <p>{cited(text)}</p> }).collect_view()}
        </div>
        {empty}
        {(!page.below.is_empty()).then(|| view! { <ul class="completions" aria-label="Sections below">{below.collect_view()}</ul> })}
        {around}
        {citing(page)}
    }
}

/// A section in a list.
fn one(reader: Reader, at: usize, line: &SectionLine) -> impl IntoView + use<> {
    let (id, go) = (line.id.clone(), line.id.clone());
    let below = match line.below {
        0 => String::new(),
        n => format!("{n} below"),
    };
    let rules = match line.rules {
        0 => String::new(),
        n => counted(u64::from(n), "rule", "rules"),
    };
    view! {
        <li><button type="button" class="completion guide-line" id=format!("guide-{at}") data-test="guide-line" data-section=id
            on:click=move |_| reader.open(&go)>
            <span class="mono">{line.id.clone()}</span><span>{line.title.clone()}</span>
            <span class="quiet small">{[below, rules].into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join(" · ")}</span>
        </button></li>
    }
}

fn citing(page: &SectionPage) -> impl IntoView + use<> {
    if page.id.is_empty() {
        return ().into_any();
    }
    if page.rules.is_empty() {
        return view! { <p class="quiet small" data-test="guide-rules">"No rule here cites this section or one above it."</p> }.into_any();
    }
    let rules = page.rules.iter().map(|rule| {
        let above = (rule.cites != page.id).then(|| format!(" (cites {})", rule.cites));
        view! { <li><span class="mono">{rule.id.clone()}</span>" "{rule.title.clone()}<span class="quiet small">{above}</span></li> }
    });
    view! {
        <h3>"Rules here that cite it"</h3>
        <ul class="terms small" data-test="guide-rules">{rules.collect_view()}</ul>
    }
    .into_any()
}

fn found(reader: Reader, hits: &SectionHits) -> impl IntoView + use<> {
    let said = match (hits.edition.is_some(), hits.total) {
        (false, _) => "There is nothing to look in: the guidelines are not taken in.".to_owned(),
        (true, 0) => {
            "No section has all of these words. Leave one out, or write only its beginning."
                .to_owned()
        }
        (true, n) if n as usize > hits.hits.len() => format!(
            "{}, the first {} shown.",
            counted(u64::from(n), "section", "sections"),
            hits.hits.len()
        ),
        (true, n) => format!("{}.", counted(u64::from(n), "section", "sections")),
    };
    let year = hits.edition.as_ref().map(|edition| {
        let other = if edition.speaks {
            ""
        } else {
            ", not the year of the date"
        };
        format!(" FY{}{other}.", edition.fiscal_year)
    });
    view! {
        <p class="small" role="status" data-test="guide-count">{said}<span class="quiet">{year}</span></p>
        <ul class="completions" aria-label="Sections found">
            {hits.hits.iter().enumerate().map(|(at, hit)| hit_line(reader, at, hit)).collect_view()}
        </ul>
    }
}

fn hit_line(reader: Reader, at: usize, hit: &SectionHit) -> impl IntoView + use<> {
    let (id, go) = (hit.line.id.clone(), hit.line.id.clone());
    let snippet = hit.snippet.iter().map(|(text, marked)| match marked {
        true => view! { <mark>{text.clone()}</mark> }.into_any(),
        false => text.clone().into_any(),
    });
    view! {
        <li><button type="button" class="completion guide-hit" id=format!("guide-{at}") data-test="guide-hit" data-section=id
            on:click=move |_| reader.open(&go)>
            <span class="mono">{hit.line.id.clone()}</span>
            <span><span class="strong">{hit.line.title.clone()}</span>
                {(!hit.path.is_empty()).then(|| view! { <span class="quiet small guide-above">{hit.path.clone()}</span> })}
                <span class="small guide-above">{snippet.collect_view()}</span></span>
        </button></li>
    }
}

/// The way to the guidelines in the list of books.
#[component]
pub(crate) fn GuidelinesButton(
    /// Whether they are shown.
    #[prop(into)]
    shown: Signal<bool>,
) -> impl IntoView {
    let (shell, session) = (expect_context::<Shell>(), expect_context::<Session>());
    view! {
        <button type="button" class="button plain" data-test="book-guidelines" aria-current=move || shown.get().then_some("page")
            on:click=move |_| { among_files(shell, session); crate::ui::focus_soon("guide-find"); }>"Guidelines"</button>
    }
}
