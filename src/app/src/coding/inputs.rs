//! The facility's payment inputs of a fiscal year: a form that is kept as it is typed, judged field by field, and written
//! into a file or read from one.

use engine::payment_fields::{FIELDS, Field, Kind, Section, value};
use engine::protocol::{Event, Failure, FieldProblem, InputsForm, Request};
use leptos::prelude::*;

use super::payment::Payment;
use super::session::Session;
use crate::link::{Link, Newest};
use crate::shell::{Overlay, Shell};
use crate::ui::{Dialog, counted, failure, fiscal_year};

/// The first fiscal year whose rules are computed.
const FIRST_YEAR: u16 = 2020;

/// The dialog.
#[component]
pub(crate) fn InputsDialog() -> impl IntoView {
    let shell = expect_context::<Shell>();
    let open = Signal::derive(move || shell.overlay.get() == Overlay::Inputs);
    view! {
        <Dialog open on_close=move || left(shell) title="Facility inputs for the estimate" wide=true test="inputs-dialog">
            <Form/>
        </Dialog>
    }
}

/// Takes the dialog away. What it was opened from may be gone, once the inputs are there: then the focus goes on to the
/// charges.
fn left(shell: Shell) {
    shell.uncover();
    request_animation_frame(|| {
        let lost = document()
            .active_element()
            .is_none_or(|e| e.tag_name() == "BODY");
        if lost {
            crate::ui::focus("charges");
        }
    });
}

#[component]
fn Form() -> impl IntoView {
    let shell = expect_context::<Shell>();
    let payment = expect_context::<Session>().payment;
    let link = expect_context::<Link>();
    let form = Memo::new(move |_| payment.form(payment.year.get()));
    let problems = RwSignal::new(Vec::<FieldProblem>::new());
    let check = Newest::new(link, move |event| {
        if let Event::InputsChecked(found) = event {
            problems.set(found);
        }
    });
    Effect::new(move |_| {
        check.ask(Request::InputsCheck {
            form: Box::new(form.get()),
        });
    });
    let told = RwSignal::new(None::<Result<String, Failure>>);
    view! {
        <p>"The hospital's own published figures of one fiscal year. They hold no patient data and are kept in this browser, in the clear, as you type them. Chartroom ships none and fills none in."</p>
        <div class="inputs-head">
            <div class="field">
                <label for="inputs-year">"Fiscal year of every figure"</label>
                <select autocomplete="off" class="input" id="inputs-year" data-test="inputs-year" on:change:target=move |e| {
                    if let Ok(year) = e.target().value().parse() {
                        payment.year.set(year);
                        told.set(None);
                    }
                }>
                    {move || years(payment).into_iter().map(|(year, words)| view! {
                        <option value=year.to_string() prop:selected=move || payment.year.get() == year>{words}</option>
                    }).collect_view()}
                </select>
            </div>
            <div class="field">
                <label for="inputs-facility">"Facility (needed)"</label>
                <input class="input" id="inputs-facility" type="text" autocomplete="off" maxlength="80" data-test="inputs-facility"
                    prop:value=move || form.with(|f| f.facility.clone())
                    on:change:target=move |e| { let name = e.target().value(); payment.change(|f| f.facility = name); }/>
            </div>
        </div>
        <p class="inputs-state" role="status" aria-live="polite" data-test="inputs-state">{move || problems.with(|all| state(all, payment.year.get()))}</p>
        {Section::ALL.map(|section| view! {
            <fieldset class="inputs-section">
                <legend>{section.words()}</legend>
                {FIELDS.into_iter().filter(|field| field.section == section).map(|field| view! { <Input field form problems payment/> }).collect_view()}
            </fieldset>
        }).collect_view()}
        {move || told.with(|told| match told {
            None => ().into_any(),
            Some(Ok(words)) => view! { <p class="notice info" role="status" data-test="inputs-told">{words.clone()}</p> }.into_any(),
            Some(Err(told)) => failure(told).into_any(),
        })}
        <Files form told payment/>
        <div class="actions">
            <button class="button danger" type="button" prop:disabled=move || form.with(|f| f.values.is_empty() && f.facility.is_empty())
                on:click=move |_| payment.change(|f| { f.values.clear(); f.facility.clear(); })>{move || format!("Clear FY {}", payment.year.get())}</button>
            <button class="button first" type="button" data-test="inputs-done" on:click=move |_| shell.uncover()>"Done"</button>
        </div>
    }
}

/// The years that can be entered, and which of them are.
fn years(payment: Payment) -> Vec<(u16, String)> {
    let this = fiscal_year(&crate::ui::today()).unwrap_or(FIRST_YEAR);
    let last = (this + 1).max(payment.year.get());
    (FIRST_YEAR..=last)
        .rev()
        .map(|year| {
            let entered = payment
                .inputs
                .with(|inputs| inputs.iter().any(|form| form.fiscal_year == year));
            let mark = if entered { ", entered" } else { "" };
            (year, format!("FY {year}{mark}"))
        })
        .collect()
}

/// How far the form is, in a sentence.
fn state(problems: &[FieldProblem], year: u16) -> String {
    let missing = problems.iter().filter(|problem| problem.missing).count() as u64;
    let wrong = problems.len() as u64 - missing;
    let still = |count| counted(count, "entry is still needed", "entries are still needed");
    let correct = |count| counted(count, "is to be corrected", "are to be corrected");
    match (missing, wrong) {
        (0, 0) => format!("Complete: discharges of FY {year} are estimated with these."),
        (_, 0) => format!("{}.", still(missing)),
        (0, _) => format!("{}.", correct(wrong)),
        _ => format!("{}, {}.", still(missing), correct(wrong)),
    }
}

/// One field, with where its figure is published and what is wrong with it.
#[component]
fn Input(
    field: Field,
    form: Memo<InputsForm>,
    problems: RwSignal<Vec<FieldProblem>>,
    payment: Payment,
) -> impl IntoView {
    let asked = Memo::new(move |_| form.with(|f| field.asked(&f.values)));
    move || {
        asked.get().then(|| {
            let id = format!("inputs-{}", field.key.replace(['.', '_'], "-"));
            let about = format!("{id}-about");
            let stands = move || form.with(|f| value(&f.values, field.key).to_owned());
            let set = move |text: String| {
                payment.change(|f| {
                    f.values.insert(field.key.to_owned(), text);
                });
            };
            let problem = Memo::new(move |_| {
                problems.with(|all| {
                    all.iter()
                        .find(|problem| problem.field == field.key && !problem.missing)
                        .cloned()
                })
            });
            let control = match field.kind {
                Kind::Choice(choices) => view! {
                    <select autocomplete="off" class="input" id=id.clone() on:change:target=move |e| set(e.target().value())>
                        {choices.iter().map(|&(word, words)| view! {
                            <option value=word prop:selected=move || stands() == word>{words}</option>
                        }).collect_view()}
                    </select>
                }
                .into_any(),
                Kind::Money | Kind::Factor => view! {
                    <input class="input num" id=id.clone() type="text" inputmode="decimal" autocomplete="off" data-test="inputs-field"
                        aria-describedby=about.clone() aria-invalid=move || problem.with(Option::is_some).then_some("true")
                        prop:value=stands on:change:target=move |e| set(e.target().value())/>
                }
                .into_any(),
            };
            let needed = if field.required { " (needed)" } else { "" };
            let unit = if field.kind == Kind::Money { ", $" } else { "" };
            view! {
                <div class="field">
                    <label for=id>{field.name}{unit}{needed}</label>
                    {control}
                    <span class="under" id=about>
                        {field.found_in}
                        {move || problem.get().map(|problem| view! {
                            <span class="wrong" data-test="inputs-wrong"><span class="strong">{problem.what}</span>" "{problem.why}" "{problem.fix}</span>
                        })}
                    </span>
                </div>
            }
        })
    }
}

/// Writing the inputs into a file and reading them from one.
#[component]
fn Files(
    form: Memo<InputsForm>,
    told: RwSignal<Option<Result<String, Failure>>>,
    payment: Payment,
) -> impl IntoView {
    let link = expect_context::<Link>();
    let write = move |_| {
        link.ask(
            Request::InputsExport {
                form: Box::new(form.get_untracked()),
            },
            move |event| match event {
                Event::File { name, media_type, bytes } => {
                    told.set(Some(Ok(if crate::ui::hand_over(&name, &media_type, &bytes) {
                        format!("Written: {name}.")
                    } else {
                        "The browser did not let the file be written. Allow downloads for this page and try again.".to_owned()
                    })));
                }
                Event::Failed(failure) => told.set(Some(Err(failure))),
                _ => {}
            },
        );
    };
    let take = move |_: String, bytes: Vec<u8>| {
        link.ask(Request::InputsImport { bytes }, move |event| match event {
            Event::Inputs(form) => {
                told.set(Some(Ok(format!(
                    "Taken over: FY {} of {}.",
                    form.fiscal_year, form.facility
                ))));
                payment.take_over(*form);
            }
            Event::Failed(failure) => told.set(Some(Err(failure))),
            _ => {}
        });
    };
    view! {
        <div class="inputs-files">
            <label class="button file">
                "Read from a file"
                <input autocomplete="off" class="out-of-sight" type="file" accept=".json" data-test="inputs-file" on:change:target=move |event| {
                    crate::ui::read_chosen(&event.target(), take, move || told.set(Some(Ok("The browser could not read the file. Choose it again.".to_owned()))));
                }/>
            </label>
            <button type="button" class="button" data-test="inputs-export" on:click=write>{move || format!("Write FY {} into a file", payment.year.get())}</button>
        </div>
    }
}
