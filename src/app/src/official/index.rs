//! An index: main terms found as you type, the term that is open, the terms below it, and where "see" leads.

use engine::protocol::{Book, DefectView, Event, MainTerms, Request, Target, TermPage};
use leptos::{ev, prelude::*};

use super::browse::Browse;
use crate::link::Link;
use crate::ui::{counted, failure};

/// Main terms shown at once.
const SHOWN: u32 = 100;

/// The index.
#[component]
pub(super) fn IndexPane(
    /// Which.
    book: Book,
) -> impl IntoView {
    view! {
        <MainTermList book/>
        <TermPane/>
    }
}

#[component]
fn MainTermList(book: Book) -> impl IntoView {
    let browse = expect_context::<Browse>();
    let letters = RwSignal::new(String::new());
    let (told, at) = (browse.main, browse.marked);
    told.set(None);
    Effect::new(move |_| {
        browse.ask_main.ask(Request::BookMain {
            book,
            letters: letters.get(),
            limit: SHOWN,
            date: browse.session.code_date(),
        });
    });
    let count = move || {
        told.with(|told| match told {
            Some(Ok(terms)) => terms.terms.len(),
            _ => 0,
        })
    };
    let open = move |index: usize| {
        let term = told.with_untracked(|told| match told {
            Some(Ok(terms)) => terms.terms.get(index).map(|line| line.term),
            _ => None,
        });
        if let Some(term) = term {
            at.set(index);
            browse.open(book, term);
        }
    };
    let on_key = move |event: ev::KeyboardEvent| {
        let last = untrack(count).saturating_sub(1);
        let now = at.get_untracked();
        let to = match event.key().as_str() {
            "ArrowDown" => (now + 1).min(last),
            "ArrowUp" => now.saturating_sub(1),
            "PageDown" => (now + 10).min(last),
            "PageUp" => now.saturating_sub(10),
            "Enter" => {
                open(now);
                event.prevent_default();
                return;
            }
            _ => return,
        };
        at.set(to);
        crate::ui::reveal_soon(format!("main-{to}"));
        event.prevent_default();
    };
    view! {
        <section class="book-main" aria-label="Main terms">
            <label for="book-find" class="quiet small">"Main term; "<kbd>"↑"</kbd>" "<kbd>"↓"</kbd>" and "<kbd>"Enter"</kbd>" open it"</label>
            <input class="input" id="book-find" type="text" autocomplete="off" spellcheck="false" data-test="book-find"
                role="combobox" aria-expanded="true" aria-controls="main-terms" aria-autocomplete="list"
                aria-activedescendant=move || (count() > 0).then(|| format!("main-{}", at.get()))
                prop:value=move || letters.get()
                on:input:target=move |event| letters.set(event.target().value())
                on:keydown=on_key/>
            {move || told.with(|told| match told {
                None => view! { <p class="quiet small">"The index is being opened."</p> }.into_any(),
                Some(Err(told)) => failure(told).into_any(),
                Some(Ok(terms)) => edition(terms).into_any(),
            })}
            <ul class="main-terms" id="main-terms" role="listbox" aria-label="Main terms" tabindex="-1">
                {move || told.with(|told| match told {
                    Some(Ok(terms)) => terms.terms.iter().enumerate().map(|(index, line)| view! {
                        <li role="option" id=format!("main-{index}") data-test="main-term" aria-selected=move || (at.get() == index).to_string()
                            on:click=move |_| open(index)>
                            <span>{line.title.clone()}</span><span class="mono quiet small">{line.codes.clone()}</span>
                        </li>
                    }).collect::<Vec<_>>(),
                    _ => Vec::new(),
                })}
            </ul>
            <Defects book/>
        </section>
    }
}

fn edition(terms: &MainTerms) -> impl IntoView + use<> {
    let shown = u32::try_from(terms.terms.len()).unwrap_or(u32::MAX);
    let of = if shown < terms.total {
        format!(", {shown} shown: type more letters")
    } else {
        String::new()
    };
    let edition = &terms.edition;
    view! {
        <p class="quiet small" data-test="main-count">{counted(u64::from(terms.total), "main term", "main terms")}{of}
            {format!(". Edition of FY{}, from {}.", edition.fiscal_year, edition.effective)}
            {(!edition.in_force).then_some(" It does not speak for the date of the codes yet.")}</p>
    }
}

/// Cross-references that lead nowhere: asked for, because following them all takes a moment.
#[component]
fn Defects(book: Book) -> impl IntoView {
    let browse = expect_context::<Browse>();
    let link = expect_context::<Link>();
    let told = RwSignal::new(None::<Vec<DefectView>>);
    let ask = move |_| {
        if told.with_untracked(Option::is_some) {
            return;
        }
        let request = Request::BookDefects {
            book,
            date: browse.session.code_date(),
        };
        link.ask(request, move |event| {
            if let Event::Defects(defects) = event {
                let _ = told.try_set(Some(defects));
            }
        });
    };
    view! {
        <details class="small defects" on:toggle=ask>
            <summary>"References that lead nowhere"</summary>
            {move || told.with(|told| match told {
                None => view! { <p class="quiet">"Being followed."</p> }.into_any(),
                Some(defects) if defects.is_empty() => view! { <p class="quiet">"None: every See and See also has its term."</p> }.into_any(),
                Some(defects) => view! {
                    <ul class="terms" data-test="defects">{defects.iter().map(|defect| {
                        let term = defect.term;
                        let needs = defect.needs.map_or_else(String::new, |needs| format!(": {} is not taken in", needs.name()));
                        view! {
                            <li><button type="button" class="link" on:click=move |_| browse.open(book, term)>{defect.path.clone()}</button>
                                {format!(" → {}, line {}{needs}", defect.text, defect.line)}</li>
                        }
                    }).collect_view()}</ul>
                }.into_any(),
            })}
        </details>
    }
}

#[component]
fn TermPane() -> impl IntoView {
    let browse = expect_context::<Browse>();
    let on_key = move |event: ev::KeyboardEvent| {
        let key = event.key();
        let at = document()
            .active_element()
            .and_then(|e| e.id().strip_prefix("way-")?.parse::<usize>().ok());
        let done = match (key.as_str(), event.alt_key(), at) {
            ("ArrowLeft", true, _) | ("Backspace", false, _) => {
                browse.go_back();
                true
            }
            ("ArrowRight", true, _) => {
                browse.go_forward();
                true
            }
            ("ArrowDown", false, at) => {
                crate::ui::focus(&format!("way-{}", at.map_or(0, |at| at + 1)))
            }
            ("ArrowUp", false, Some(at)) => at
                .checked_sub(1)
                .is_some_and(|at| crate::ui::focus(&format!("way-{at}"))),
            ("ArrowLeft", false, _) => up(browse),
            ("Escape", ..) => crate::ui::focus("book-find"),
            _ => false,
        };
        if done {
            event.prevent_default();
            event.stop_propagation();
        }
    };
    view! {
        <section class="book-term" id="term" tabindex="-1" aria-label="Term" data-test="term" on:keydown=on_key>
            <p class="book-way">
                <button type="button" class="button" data-test="term-back" disabled=move || !browse.can().0 on:click=move |_| browse.go_back()>"Back"</button>" "
                <button type="button" class="button" disabled=move || !browse.can().1 on:click=move |_| browse.go_forward()>"Forward"</button>
            </p>
            {move || browse.term.with(|term| match term {
                None => view! {
                    <div class="empty">
                        <p class="strong">"Choose a main term."</p>
                        <p>"Then go down its terms with "<kbd>"↓"</kbd>" and "<kbd>"Enter"</kbd>", up again with "<kbd>"←"</kbd>", back with "<kbd>"Backspace"</kbd>"."</p>
                    </div>
                }.into_any(),
                Some(Err(told)) => failure(told).into_any(),
                Some(Ok(page)) => shown(browse, page).into_any(),
            })}
        </section>
    }
}

/// To the term above.
fn up(browse: Browse) -> bool {
    let above = browse.term.with_untracked(|term| match term {
        Some(Ok(page)) => {
            let at = page.path.len().checked_sub(2)?;
            page.path
                .get(at)
                .map(|(term, _)| (page.edition.book, *term))
        }
        _ => None,
    });
    match above {
        Some((book, term)) => {
            browse.open(book, term);
            true
        }
        None => crate::ui::focus("book-find"),
    }
}

fn shown(browse: Browse, page: &TermPage) -> impl IntoView + use<> {
    let book = page.edition.book;
    let words: Vec<&str> = page.path.iter().map(|(_, words)| words.as_str()).collect();
    let way = format!("{}: {}", book.name(), words.join(" > "));
    let mut number = 0_usize;
    let mut next = || {
        number += 1;
        format!("way-{}", number - 1)
    };
    let above = page.path.len().saturating_sub(1);
    let path = page.path.iter().take(above).map(|(term, words)| {
        let term = *term;
        view! { <li><button type="button" class="link" on:click=move |_| browse.open(book, term)>{words.clone()}</button></li> }
    }).collect_view();
    let codes = page.codes.iter().map(|code| {
        let (id, way, shown) = (next(), way.clone(), code.clone());
        let origin = id.clone();
        view! {
            <li><button type="button" class="completion" id=id data-test="term-code"
                on:click=move |_| browse.look_up(shown.system, &shown.code, &way, &origin)>
                <span class="mono">{code.printed.clone()}</span><span class="quiet">{code.role.clone()}</span></button></li>
        }
    }).collect_view();
    let references = page.references.iter().map(|reference| {
        let (id, way, target) = (next(), way.clone(), reference.target.clone());
        let origin = id.clone();
        let led = match &reference.target {
            Target::Nowhere(why) => why.clone(),
            Target::Choose(..) => "choose there".to_owned(),
            Target::Term(other, _) | Target::Book(other) if *other != book => format!("in {}", other.name()),
            _ => String::new(),
        };
        view! {
            <li><button type="button" class="completion see" id=id data-test="term-reference" on:click=move |_| browse.follow(&target, &way, &origin)>
                <span class="quiet">{reference.words.clone()}</span><span><span class="strong">{reference.text.clone()}</span>" "<span class="quiet small">{led}</span></span></button></li>
        }
    }).collect_view();
    let below = page.below.iter().map(|line| {
        let (id, term) = (next(), line.term);
        view! {
            <li><button type="button" class="completion below" id=id data-test="term-below" on:click=move |_| browse.open(book, term)>
                <span>{line.title.clone()}{(!line.reference.is_empty()).then(|| view! { " "<span class="quiet small">{line.reference.clone()}</span> })}</span>
                <span class="mono small">{line.codes.clone()}</span>
                <span class="quiet small">{(line.below > 0).then(|| format!("{} below", line.below))}</span></button></li>
        }
    }).collect_view();
    view! {
        <ol class="crumbs" aria-label="Terms above">{path}</ol>
        <h2 data-test="term-title">{page.title.clone()}</h2>
        {(!page.specificity.is_empty()).then(|| view! { <p class="quiet small">{page.specificity.clone()}</p> })}
        {page.remarks.iter().map(|remark| view! { <p class="small">{remark.clone()}</p> }).collect_view()}
        <ul class="completions" aria-label="Codes and references">{codes}{references}</ul>
        {(!page.below.is_empty()).then(|| view! {
            <h3>"More exactly"</h3>
            <ul class="completions">{below}</ul>
        })}
    }
}
