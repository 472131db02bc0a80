//! The page of a code: where it stands, what its notes say and on which level, when it can be reported.

use std::sync::Arc;

use engine::protocol::{CodeLine, CodePage, CodeSystem, Disputed, NoteView, Successors, Validity};
use leptos::prelude::*;

use super::chooser::Chooser;
use super::found;
use super::row::{self, Target};
use super::session::Session;
use super::shelf::KeptCode;
use crate::disputes::Disputes;
use crate::ui::DateInput;

/// After how long a hand that types rests.
const RESTED: core::time::Duration = core::time::Duration::from_millis(500);

/// The page of the code last looked up.
#[component]
pub(super) fn CodePanel() -> impl IntoView {
    let session = expect_context::<Session>();
    Effect::new(move |_| {
        session.page.track();
        if let Some(panel) = document().get_element_by_id("book-panel") {
            panel.set_scroll_top(0);
        }
    });
    let page = move || {
        match session.page.get() {
        Some(page) => page_of(session, &page).into_any(),
        None => view! {
            <div class="empty">
                <p class="strong">"The page of a code is shown here."</p>
                <p>"Go through the hits or the rows with "<kbd>"↑"</kbd>" "<kbd>"↓"</kbd>": you read where a code stands, its notes and its dates without posting it."</p>
            </div>
        }
        .into_any(),
    }
    };
    view! { <ReadingBar/>{page} }
}

/// Back, forward, and the date the page is read on. Stands still while pages change: the focus may be in it.
#[component]
fn ReadingBar() -> impl IntoView {
    let session = expect_context::<Session>();
    let turn = move |by: isize, name: &'static str, sign: &'static str, test: &'static str| {
        view! {
            <button type="button" class="button" title=name aria-label=name data-test=test
                aria-disabled=move || (!session.trail.with(|trail| trail.leads(by))).to_string()
                on:click=move |_| session.turn(by)>{sign}</button>
        }
    };
    // The release next to the date the page is read on.
    let next_to = move |after: bool| {
        session.page.with(|page| {
            let page = page.as_ref()?;
            let mut releases = page.releases.iter();
            if after {
                releases.rfind(|day| **day > page.date).cloned()
            } else {
                releases.find(|day| **day < page.date).cloned()
            }
        })
    };
    let release = move |after: bool,
                        name: &'static str,
                        words: &'static str,
                        test: &'static str| {
        view! {
            <button type="button" class="button" title=name aria-label=name data-test=test
                aria-disabled=move || next_to(after).is_none().to_string()
                on:click=move |_| if let Some(day) = untrack(|| next_to(after)) { session.read_as_of(Some(day)); }>{words}</button>
        }
    };
    view! {
        <div class="reading-bar" role="group" aria-label="Pages and date">
            {turn(-1, "Page looked at before", "←", "page-back")}
            {turn(1, "Page looked at after", "→", "page-forward")}
            <label>"As on "<DateInput attr:class="input date" attr:data-test="as-on" value=Signal::derive(move || session.reading_date())
                set=move |date: String| session.read_as_of(Some(date).filter(|date| !date.is_empty()))/></label>
            {release(false, "As it stood with the release before", "‹", "release-before")}
            {release(true, "As it stands with the release after", "›", "release-after")}
            {move || session.as_of.get().map(|_| view! {
                <button type="button" class="button" data-test="own-date" on:click=move |_| session.read_as_of(None)>"Date of the stay"</button>
            })}
        </div>
    }
}

fn page_of(session: Session, page: &Arc<CodePage>) -> impl IntoView + use<> {
    let line = page.line.clone();
    let validity = match page.validity {
        Validity::Billable => "chip ok",
        Validity::Header => "chip warn",
        _ => "chip stop",
    };
    let word = match page.validity {
        Validity::Billable => "can be reported",
        Validity::Header => "heading, not complete",
        Validity::NotYet { .. } => "not yet valid",
        Validity::Ended { .. } => "ended",
        Validity::Unknown => "no such code",
    };
    let mark = line.title_mark.words();
    let post = line.clone();
    let way = found::page(page);
    let billable = line.billable;
    view! {
        <article class="code-page" data-test="code-page" data-code=line.code.clone()>
            <ol class="code-path" aria-label="Where the code stands">
                {page.path.iter().filter(|level| level.code.as_ref() != Some(&line.code)).map(|level| {
                    let system = line.system;
                    let name = level.name.clone();
                    let title = level.title.clone();
                    match level.code.clone() {
                        Some(code) => view! {
                            <li><button type="button" class="link" on:click=move |_| session.follow(system, &code)>{name}</button>" "<span>{title}</span></li>
                        }.into_any(),
                        None => {
                            let key = level.key.clone();
                            view! {
                                <li><button type="button" class="link" title="Leaf through the codes here" on:click=move |_| session.leaf_to(system, key.clone())>{name}</button>" "<span>{title}</span></li>
                            }.into_any()
                        }
                    }
                }).collect_view()}
            </ol>
            <h2><span class="mono">{line.dotted.clone()}</span>" "{line.title.clone()}</h2>
            {(!mark.is_empty()).then(|| view! { <p><span class="chip off">{mark}</span></p> })}
            {(!page.title_note.is_empty()).then(|| view! { <p class="quiet small" data-test="title-note">{page.title_note.clone()}</p> })}
            <p class="code-validity"><span class=validity>{word}</span>" "{page.validity_text.clone()}</p>
            {(!page.grouper.is_empty()).then(|| view! {
                <ul class="tags" aria-label="To the grouper">{page.grouper.iter().map(|text| view! { <li class="chip accent">{text.clone()}</li> }).collect_view()}</ul>
            })}
            <p class="code-actions">
                {billable.then(move || view! {
                    <button type="button" class="button" data-test="post-code" on:click=move |_| session.post_checked(post.system, &post.code, &post.dotted, Target::Usual, way.clone())>"Post this code"</button>" "
                })}
                <Favourite line=line.clone()/>
            </p>
            <FoundBy line=line.clone()/>
            {evidence(session, &line)}
            <CodeNote line=line.clone()/>
            {(line.system == CodeSystem::Cm && page.validity == Validity::Header).then(|| view! {
                <Chooser code=line.code.clone() date=page.date.clone()/>
            })}
            {successors(session, page)}
            {axes(page)}
            {children(session, page)}
            {inclusions(page)}
            {notes(session, page)}
            {seventh(session, page)}
            {moments(session, page)}
            {periods(page)}
            {dispute(session, &line)}
        </article>
    }
}

/// Where the record says what the code says, for a code of the stay.
fn evidence(session: Session, line: &CodeLine) -> impl IntoView + use<> {
    let code = StoredValue::new(line.code.clone());
    let posted =
        Memo::new(move |_| code.with_value(|code| session.draft.with(|draft| draft.has(code))));
    let id = format!("evidence-{}", line.code);
    let take = move |words: String| {
        code.with_value(|code| {
            session.change("evidence", |draft| draft.set_evidence(code, &words));
        });
    };
    // In a case the words are saved when the hand rests, and not only when the field is left.
    let typed = StoredValue::new(0_u32);
    let rested = move |words: String| {
        typed.update_value(|typed| *typed = typed.wrapping_add(1));
        let now = typed.get_value();
        let save = move || {
            if typed.try_get_value() == Some(now) && session.case_now().is_some() {
                take(words);
            }
        };
        set_timeout(save, RESTED);
    };
    move || {
        let id = id.clone();
        posted.get().then(|| view! {
            <div class="field evidence">
                <label for=id.clone()>"Evidence in the record for this stay"</label>
                <input class="input" type="text" id=id autocomplete="off" maxlength="1000" placeholder="Document, date, words" data-test="evidence"
                    prop:value=move || code.with_value(|code| session.draft.with(|draft| draft.evidence_for(code).to_owned()))
                    on:input:target=move |event| rested(event.target().value())
                    on:change:target=move |event| take(event.target().value())/>
            </div>
        })
    }
}

/// The way to hold what is said of a code to be wrong.
fn dispute(session: Session, line: &CodeLine) -> impl IntoView + use<> {
    let disputes = expect_context::<Disputes>();
    let line = line.clone();
    let begin = move |_| {
        let disputed = Disputed::Code {
            system: line.system,
            code: line.code.clone(),
        };
        let said = format!("{} {}", line.dotted, line.title);
        disputes.begin(session.draft.get_untracked(), disputed, said);
    };
    view! { <p><button type="button" class="link small" data-test="dispute-code" on:click=begin>"Dispute what is said here"</button></p> }
}

/// What took over from a code that ends.
fn successors(session: Session, page: &CodePage) -> Option<impl IntoView + use<>> {
    let lines = match &page.successors {
        Successors::None => return None,
        Successors::NotKnown => Vec::new(),
        Successors::Known(lines) => lines.clone(),
    };
    let unknown = lines.is_empty();
    Some(view! {
        <section data-test="successors">
            <h3>"What took over"</h3>
            {unknown.then_some(view! { <p class="quiet">"Not known: no conversion table that is loaded says."</p> })}
            <ul class="children">
                {lines.into_iter().map(|line| {
                    let (system, code) = (line.system, line.code.clone());
                    view! {
                        <li><button type="button" class="link mono" on:click=move |_| session.follow(system, &code)>{line.dotted}</button>
                            " "<span>{line.title}</span></li>
                    }
                }).collect_view()}
            </ul>
            {(!unknown).then_some(view! { <p class="quiet small">"Which of them is right, the record decides."</p> })}
        </section>
    })
}

/// The text of a note, with each code it names as a way to that code's page. Brackets and stops next to a code stay in its
/// line.
fn note_text(session: Session, note: &NoteView) -> impl IntoView + use<> {
    let mut parts = Vec::new();
    let mut done = 0;
    for link in &note.links {
        let (from, to) = (link.from as usize, link.to as usize);
        let (Some(before), Some(named), Some(after)) = (
            note.text.get(done..from),
            note.text.get(from..to),
            note.text.get(to..),
        ) else {
            continue;
        };
        let free = before.trim_end_matches(['(', '[']).len();
        let (before, opened) = before.split_at(free);
        let closing = after.len() - after.trim_start_matches([')', ']', ',', '.', ';']).len();
        let (closed, _) = after.split_at(closing);
        parts.push(before.to_owned().into_any());
        let code = link.code.clone();
        parts.push(
            view! {
                <span class="nowrap">{opened.to_owned()}<button type="button" class="link mono in-note" data-test="note-link"
                    on:click=move |_| session.follow(CodeSystem::Cm, &code)>{named.to_owned()}</button>{closed.to_owned()}</span>
            }
            .into_any(),
        );
        done = to + closing;
    }
    parts.push(
        note.text
            .get(done..)
            .unwrap_or_default()
            .to_owned()
            .into_any(),
    );
    parts.collect_view()
}

/// Keeps the code among the favourites, or no longer.
#[component]
fn Favourite(line: CodeLine) -> impl IntoView {
    let session = expect_context::<Session>();
    let kept = StoredValue::new(KeptCode::from(&line));
    let is = move || kept.with_value(|kept| session.shelf.with(|shelf| shelf.is_favourite(kept)));
    view! {
        <button type="button" class="button" data-test="favourite" aria-pressed=move || is().to_string()
            on:click=move |_| kept.with_value(|kept| session.toggle_favourite_code(kept, &line.dotted))>
            <span aria-hidden="true">{move || if is() { "★ " } else { "☆ " }}</span>"Favourite"
        </button>
    }
}

/// By which way the code came into the stay, for each row that holds it and knows.
#[component]
fn FoundBy(line: CodeLine) -> impl IntoView {
    let session = expect_context::<Session>();
    let ways = Memo::new(move |_| {
        session
            .draft
            .with(|draft| row::found(draft, line.system, &line.code))
    });
    view! {
        <Show when=move || !ways.with(Vec::is_empty)>
            <ul class="found-by" data-test="found-by" aria-label="How it came into the stay">
                {move || ways.get().into_iter().map(|(row, way)| view! {
                    <li><span class="quiet">{format!("As {}, found by ", row.name())}</span>{way}</li>
                }).collect_view()}
            </ul>
        </Show>
    }
}

/// The user's note on the code: shown when there is one, written when asked for.
#[component]
fn CodeNote(line: CodeLine) -> impl IntoView {
    let session = expect_context::<Session>();
    let kept = StoredValue::new(KeptCode::from(&line));
    let note = Memo::new(move |_| {
        kept.with_value(|kept| session.shelf.with(|shelf| shelf.note(kept).cloned()))
    });
    let write = move |text: String| {
        kept.with_value(|kept| {
            session
                .shelf
                .update(|shelf| shelf.write_note(kept, &text, crate::ui::today()));
        });
    };
    let id = format!("note-{}", line.code);
    view! {
        {move || note.get().map(|note| view! {
            <p class="notice info" data-test="code-note">
                <span class="strong">"Your note "</span>{note.text}" "<span class="year">{note.written}</span>
            </p>
        })}
        <details class="note-editor">
            <summary data-test="edit-note">{move || if note.with(Option::is_some) { "Change your note" } else { "Write a note on this code" }}</summary>
            <label for=id.clone() class="quiet small">"About the code, never about a patient: notes are kept in this browser, in the clear."</label>
            <textarea autocomplete="off" class="input" id=id rows="3" maxlength="2000" prop:value=move || note.get().map_or_else(String::new, |note| note.text)
                on:change:target=move |event| write(event.target().value())></textarea>
        </details>
    }
}

fn axes(page: &CodePage) -> Option<impl IntoView + use<>> {
    (!page.axes.is_empty()).then(|| {
        let rows = page
            .axes
            .iter()
            .map(|axis| view! {
                <tr><th scope="row">{axis.name.clone()}</th><td class="mono">{axis.value.clone()}</td><td>{axis.label.clone()}</td></tr>
            })
            .collect_view();
        view! { <section><h3>"The seven values"</h3><table class="plain-table axes"><tbody>{rows}</tbody></table></section> }
    })
}

fn children(session: Session, page: &CodePage) -> Option<impl IntoView + use<>> {
    (!page.children.is_empty()).then(|| {
        // A code that can be reported has no code below it on the same date.
        let heading = if page.line.billable {
            "Below it on other dates"
        } else {
            "One level below"
        };
        let lines = page
            .children
            .iter()
            .map(|child| {
                let (system, code) = (child.system, child.code.clone());
                view! {
                    <li><button type="button" class="link mono" on:click=move |_| session.follow(system, &code)>{child.dotted.clone()}</button>
                        " "<span>{child.title.clone()}</span></li>
                }
            })
            .collect_view();
        view! { <section><h3>{heading}</h3><ul class="children">{lines}</ul></section> }
    })
}

fn inclusions(page: &CodePage) -> Option<impl IntoView + use<>> {
    (!page.inclusion_terms.is_empty()).then(|| {
        let lines = page
            .inclusion_terms
            .iter()
            .map(|term| view! {
                <li>{term.text.clone()}{term.inherited.then(|| view! { <span class="quiet small">{format!(" · {}", term.level)}</span> })}</li>
            })
            .collect_view();
        view! { <section><h3>"The title includes"</h3><ul class="terms">{lines}</ul></section> }
    })
}

/// The notes, by level, each with the year it was published; and an honest word on what is not loaded.
fn notes(session: Session, page: &CodePage) -> impl IntoView + use<> {
    let mut levels: Vec<(String, bool, Vec<NoteView>)> = Vec::new();
    for note in &page.notes {
        match levels.last_mut() {
            Some((level, _, notes)) if *level == note.level => notes.push(note.clone()),
            _ => levels.push((note.level.clone(), note.inherited, vec![note.clone()])),
        }
    }
    let none = page.line.system == CodeSystem::Cm && levels.is_empty();
    let years: Vec<u16> = page.notes.iter().map(|note| note.year).collect();
    let newest = years.iter().max().copied();
    let year_of_date = crate::ui::fiscal_year(&page.date).unwrap_or_default();
    let behind =
        page.line.system == CodeSystem::Cm && year_of_date > newest.unwrap_or(year_of_date);
    view! {
        <section class="notes">
            {(!levels.is_empty()).then(|| view! { <h3>"Notes"</h3> })}
            {behind.then(|| view! {
                <p class="notice info small">{format!("FY{year_of_date} notes are not loaded: no package publishes them. These are of the years shown.")}</p>
            })}
            {levels.into_iter().map(|(level, inherited, notes)| view! {
                <div class="note-level">
                    <h4>{level}{inherited.then_some(view! { <span class="quiet">" · inherited"</span> })}</h4>
                    {notes.into_iter().map(|note| view! {
                        <p class="note"><span class="strong">{note.kind.clone()}</span>" "{note_text(session, &note)}" "<span class="year" title="Fiscal year of the publication">{format!("FY{}", note.year)}</span></p>
                    }).collect_view()}
                </div>
            }).collect_view()}
            {none.then(|| view! { <p class="quiet">"No tabular notes on this code or above it."</p> })}
        </section>
    }
}

/// The 7th characters, each with the code it makes.
fn seventh(session: Session, page: &CodePage) -> Option<impl IntoView + use<>> {
    page.seventh.as_ref().map(|seventh| {
        let rows = seventh
            .lines
            .iter()
            .map(|line| {
                let made = line.code.clone().map(|made| {
                    let code = made.code.clone();
                    view! { <button type="button" class="link mono" on:click=move |_| session.follow(CodeSystem::Cm, &code)>{made.dotted}</button> }
                });
                view! { <tr><th scope="row" class="mono">{line.character.to_string()}</th><td>{line.meaning.clone()}</td><td>{made}</td></tr> }
            })
            .collect_view();
        view! {
            <section data-test="seventh"><h3>"7th characters"<span class="quiet">{format!(" · {}", seventh.level)}</span></h3>
                <table class="plain-table"><tbody>{rows}</tbody></table></section>
        }
    })
}

/// What happened to the code; each day leads to the page as it stood then.
fn moments(session: Session, page: &CodePage) -> Option<impl IntoView + use<>> {
    (!page.moments.is_empty()).then(|| {
        let lines = page
            .moments
            .iter()
            .map(|moment| {
                let day = moment.day.clone();
                let codes = moment.codes.iter().map(|line| {
                    let (system, code) = (line.system, line.code.clone());
                    view! { " "<button type="button" class="link mono in-note" on:click=move |_| session.follow(system, &code)>{line.dotted.clone()}</button> }
                }).collect_view();
                view! {
                    <li><button type="button" class="link num nowrap" title="The page as on that day" on:click=move |_| session.read_as_of(Some(day.clone()))>{moment.day.clone()}</button>
                        <span>{moment.words.clone()}{codes}</span></li>
                }
            })
            .collect_view();
        view! {
            <section data-test="moments"><h3>"Through the releases"</h3><ul class="children days">{lines}</ul>
                <p class="quiet small">{page.rewordings.clone()}</p></section>
        }
    })
}

fn periods(page: &CodePage) -> Option<impl IntoView + use<>> {
    (!page.periods.is_empty()).then(|| {
        let lines = page
            .periods
            .iter()
            .map(|(from, to)| {
                view! {
                    <li class="num">{match to {
                        Some(to) => format!("{from} to {to}"),
                        None => format!("from {from}, no end known"),
                    }}</li>
                }
            })
            .collect_view();
        view! { <section><h3>"Can be reported"</h3><ul class="terms">{lines}</ul></section> }
    })
}
