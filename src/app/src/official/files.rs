//! The files that are in use, those that were refused, and the field and the place to give more.

use engine::protocol::{CodesAgree, Failure, OfficialPart};
use leptos::{ev, prelude::*};

use super::{Official, Taken};
use crate::coding::Session;
use crate::guidelines::among_files;
use crate::link::Link;
use crate::ui::{Icon, Picture, failure, grouped};

/// The list, with what leads to it.
#[component]
pub(super) fn Files() -> impl IntoView {
    let official = expect_context::<Official>();
    view! {
        <div class="page"><div class="column official-files">
            <Pick/>
            <Work/>
            <Question/>
            {move || official.refused.get().into_iter().map(|(name, told)| refused(official, name, &told)).collect_view()}
            <section>
                <h2>"In use"</h2>
                {move || official.taken.with(|taken| if taken.is_empty() {
                    view! { <p class="quiet" data-test="official-none">"No file yet. Everything else works without."</p> }.into_any()
                } else {
                    taken.iter().map(|taken| one(official, taken)).collect_view().into_any()
                })}
            </section>
            <Limits/>
        </div></div>
    }
}

fn refused(official: Official, name: String, told: &Failure) -> impl IntoView + use<> {
    let heading = format!("{name} was not taken in");
    let shown = name.clone();
    view! {
        <section data-test="official-refused" data-name=shown>
            <h2>{heading}</h2>
            {failure(told)}
            <p><button type="button" class="button"
                on:click=move |_| official.refused.update(|all| all.retain(|(other, _)| *other != name))>"Let it be"</button></p>
        </section>
    }
}

/// The field and the place to drop files on.
#[component]
fn Pick() -> impl IntoView {
    let official = expect_context::<Official>();
    let link = expect_context::<Link>();
    let over = RwSignal::new(false);
    let unread = move || {
        official
            .shell
            .say("The browser could not read the file. Choose it again.")
    };
    let on_drop = move |event: ev::DragEvent| {
        event.prevent_default();
        over.set(false);
        if let Some(files) = event.data_transfer().and_then(|data| data.files())
            && link.ready()
        {
            crate::ui::read_all(
                &files,
                move |name, bytes| official.pick(name, bytes),
                unread,
            );
        }
    };
    view! {
        <section class="drop" class:over=move || over.get() data-test="official-drop"
            on:dragover=move |event: ev::DragEvent| { event.prevent_default(); over.set(true); }
            on:dragleave=move |_| over.set(false) on:drop=on_drop>
            <p>"Indexes, tables, code lists, code changes, PCS definitions, the POA-exempt list, Table 5, the ICD-10-CM guidelines (PDF): as CDC and CMS publish them, also as "<code>".zip"</code>" or "<code>".gz"</code>". What a file is, its content says."</p>
            <p><label class="button first file" class:waiting=move || !link.ready()>
                <Icon of=Picture::Plus/>"Pick files"
                <input autocomplete="off" class="out-of-sight" type="file" multiple id="official-file" data-test="official-file" prop:disabled=move || !link.ready()
                    on:change:target=move |event| {
                        let field = event.target();
                        if let Some(files) = field.files() {
                            crate::ui::read_all(&files, move |name, bytes| official.pick(name, bytes), unread);
                        }
                        field.set_value("");
                    }/>
            </label>" "<span class="quiet">"or drop them here"</span></p>
        </section>
    }
}

/// What is being read, and what waits.
#[component]
fn Work() -> impl IntoView {
    let official = expect_context::<Official>();
    move || {
        let name = official.reading.get()?;
        let waiting = official.waiting.with(std::collections::VecDeque::len);
        Some(view! {
            <section class="notice info" data-test="official-reading">
                <p><span class="strong">{name}</span>" is being read and held against the loaded codes. Look-ups wait until it is done; the largest files take some seconds."</p>
                {(waiting > 0).then(|| view! {
                    <p>{format!("{waiting} more wait. ")}<button type="button" class="button" on:click=move |_| official.stop()>"Stop after this one"</button></p>
                })}
            </section>
        })
    }
}

/// From when a file holds that does not say it.
#[component]
fn Question() -> impl IntoView {
    let official = expect_context::<Official>();
    move || {
        let (picked, asked) = official.question.get()?;
        let best = asked
            .days
            .iter()
            .find(|(.., best)| *best)
            .or(asked.days.first());
        let day = RwSignal::new(best.map_or_else(String::new, |(day, ..)| day.clone()));
        let days = asked
            .days
            .iter()
            .map(|(value, agree, best)| {
                let said = match (agree, best) {
                    (Some(agree), best) => format!("{value}: {}{}", agreement(*agree), if *best { ", fits best" } else { "" }),
                    (None, _) => value.clone(),
                };
                let chosen = value.clone();
                view! { <option value=value.clone() selected=move || day.with_untracked(|day| *day == chosen)>{said}</option> }
            })
            .collect_view();
        let none = asked.days.is_empty();
        Some(view! {
            <section class="notice warn" data-test="official-question">
                <h2>"From when does "{picked.name}" hold?"</h2>
                <p>{asked.kind.clone()}". The file does not name the day; the publisher's page does. The codes in it tell editions apart where they differ."</p>
                {if none {
                    view! { <p><label for="official-day">"First day "</label><input autocomplete="off" class="input" type="date" id="official-day" data-test="official-day"
                        on:input:target=move |event| day.set(event.target().value())/></p> }.into_any()
                } else {
                    view! { <p><label for="official-day">"First day "</label><select autocomplete="off" class="input" id="official-day" data-test="official-day"
                        on:change:target=move |event| day.set(event.target().value())>{days}</select></p> }.into_any()
                }}
                <p><button type="button" class="button first" data-test="official-answer" on:click=move |_| official.answer(day.get_untracked())>"Take it in"</button>" "
                    <button type="button" class="button" on:click=move |_| official.leave()>"Let it be"</button></p>
            </section>
        })
    }
}

fn agreement(codes: CodesAgree) -> String {
    let mut said = format!("{} codes agree", grouped(codes.agree));
    if codes.new > 0 {
        said += &format!(", {} are not in the set", grouped(codes.new));
    }
    if codes.missing > 0 {
        said += &format!(", {} are missing", grouped(codes.missing));
    }
    said
}

fn one(official: Official, taken: &Taken) -> impl IntoView + use<> {
    let file = &taken.file;
    let id = file.id.clone();
    let several = file.parts.len() > 1;
    let remove = format!("Remove {}", file.name);
    view! {
        <article class="pack" data-test="official-taken" data-name=file.name.clone()>
            <h3>{file.name.clone()}</h3>
            {file.parts.iter().map(|part| part_of(official, part, several)).collect_view()}
            {(!file.passed_over.is_empty()).then(|| view! {
                <details class="small"><summary>{format!("{} not used in the archive", file.passed_over.len())}</summary>
                    <ul class="terms">{file.passed_over.iter().map(|(name, why)| view! { <li>{format!("{name}: {why}")}</li> }).collect_view()}</ul></details>
            })}
            <p class="official-foot"><span class="quiet small">"Taken in "{taken.on.clone()}", kept in this browser"</span>
                <button type="button" class="button" data-test="official-remove" aria-label=remove on:click=move |_| official.remove(id.clone())>"Remove"</button></p>
        </article>
    }
}

fn part_of(official: Official, part: &OfficialPart, several: bool) -> impl IntoView + use<> {
    let rows: Vec<String> = part
        .rows
        .iter()
        .filter(|(_, count)| *count > 0)
        .map(|(what, count)| format!("{} {what}", grouped(*count)))
        .collect();
    let book = part.book;
    let session = expect_context::<Session>();
    view! {
        <dl class="five">
            {several.then(|| view! { <dt>"File"</dt><dd>{part.name.clone()}</dd> })}
            <dt>"Kind"</dt><dd class="strong">{part.kind.clone()}</dd>
            <dt>"Edition"</dt><dd>{format!("FY{}, from {}", part.fiscal_year, part.effective)}</dd>
            <dt>"Rows"</dt><dd data-test="official-rows">{rows.join(" · ")}</dd>
            {part.codes.map(|codes| view! { <dt>"Codes"</dt><dd>{agreement(codes)}" with the loaded code set"</dd> })}
            <dt>"Use"</dt><dd>{part.used.clone()}{book.map(|book| view! {
                " "<button type="button" class="link" data-test="browse" on:click=move |_| { official.shell.book.set(Some(book)); crate::ui::focus_soon("book-find"); }>"Browse it"</button>
            })}{part.guidelines.then(|| view! {
                " "<button type="button" class="link" data-test="read-guidelines" on:click=move |_| { among_files(official.shell, session); crate::ui::focus_soon("guide-find"); }>"Read them"</button>
            })}</dd>
            {(part.warning_count > 0).then(|| view! {
                <dt>"Odd"</dt><dd><details><summary>{format!("{} to look at", part.warning_count)}</summary>
                    <ul class="terms">{part.warnings.iter().map(|warning| view! { <li>{warning.clone()}</li> }).collect_view()}</ul></details></dd>
            })}
        </dl>
    }
}

/// What is not here, and how to get it.
#[component]
fn Limits() -> impl IntoView {
    view! {
        <section>
            <h2>"Where they come from, and what they do"</h2>
            <ul class="terms">
                <li>"The Index to Diseases and Injuries does not come with Chartroom. CDC publishes it each year as XML, together with the external cause index and the tables of drugs and neoplasms: download the release, and pick the ZIP file or the XML files from it here."</li>
                <li>"A file changes one part of one code system, from its day on. A list of diagnoses never begins or ends a procedure code."</li>
                <li>"The ICD-10-CM guidelines are read by section, for the fiscal year that they name. Those of ICD-10-PCS are not read: what cites them is no link."</li>
                <li>"Search finds codes by the terms of imported indexes and tables too. Pages and notes of codes stay those of the loaded packs."</li>
                <li>"The files hold no patient data. They stay in this browser and are there without a network; clearing the browser's data removes them."</li>
            </ul>
        </section>
    }
}
