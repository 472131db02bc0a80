//! The way to the DRG under two grouper versions that the user chooses, side by side.

use engine::protocol::{Event, Failure, Request, StepLine, TwoLine, TwoWaysView, WayView};
use leptos::prelude::*;

use super::session::Session;
use super::what_if::result;
use crate::link::{Link, Newest};
use crate::ui::failure;

/// Closed until it is wanted: two versions are made ready for it.
#[component]
pub(super) fn TwoWays() -> impl IntoView {
    let session = expect_context::<Session>();
    let link = expect_context::<Link>();
    let open = RwSignal::new(false);
    let left = RwSignal::new(String::new());
    let right = RwSignal::new(String::new());
    let told = RwSignal::new(None::<Result<TwoWaysView, Failure>>);
    let ask = Newest::new(link, move |event| match event {
        Event::TwoWays(view) => told.set(Some(Ok(*view))),
        Event::Failed(failure) => told.set(Some(Err(failure))),
        _ => {}
    });
    Effect::new(move |_| {
        if open.get() && link.ready() {
            ask.ask(Request::TwoWays {
                stay: Box::new(session.draft.get()),
                left: left.get(),
                right: right.get(),
            });
        }
    });
    let versions = Memo::new(move |_| {
        told.with(|told| match told {
            Some(Ok(view)) => view.versions.clone(),
            _ => Vec::new(),
        })
    });
    let choice = move |id: &'static str,
                       name: &'static str,
                       of: RwSignal<String>,
                       shown: fn(&TwoWaysView) -> &WayView| {
        let now = Memo::new(move |_| {
            told.with(|told| match told {
                Some(Ok(view)) => shown(view).version.clone(),
                _ => String::new(),
            })
        });
        view! {
            <div class="field">
                <label for=id>{name}</label>
                <select autocomplete="off" class="input" id=id data-test=id on:change:target=move |event| of.set(event.target().value())>
                    {move || versions.get().into_iter().map(|choice| {
                        let version = choice.version.clone();
                        view! { <option value=choice.version.clone() prop:selected=move || now.with(|now| *now == version)>{format!("{} · FY{}", choice.version, choice.fiscal_year)}</option> }
                    }).collect_view()}
                </select>
            </div>
        }
    };
    view! {
        <section class="why-section" data-test="two-ways">
            <h3>"Under two versions"</h3>
            <Show when=move || open.get() fallback=move || view! {
                <p><button type="button" class="button" data-test="two-ways-open" on:click=move |_| { open.set(true); crate::ui::focus_soon("two-left"); }>"Set the way side by side under two versions"</button></p>
            }>
                <div class="suppose-fields">
                    {choice("two-left", "First", left, |view| &view.left)}
                    {choice("two-right", "Second", right, |view| &view.right)}
                </div>
                {move || told.with(|told| match told {
                    None => view! { <p class="quiet">"Both versions are being made ready."</p> }.into_any(),
                    Some(Err(told)) => failure(told).into_any(),
                    Some(Ok(view)) => table(view).into_any(),
                })}
            </Show>
        </section>
    }
}

fn table(view: &TwoWaysView) -> impl IntoView + use<> {
    let (left, right) = (view.left.version.clone(), view.right.version.clone());
    view! {
        <div class="scroll-x" tabindex="0" role="group" aria-label="Two ways side by side"><table class="plain-table two-ways" data-test="two-ways-table">
            <thead><tr>{head(&view.left)}{head(&view.right)}</tr></thead>
            <tbody>{view.lines.iter().map(|line| row(line, &left, &right)).collect_view()}</tbody>
        </table></div>
    }
}

fn head(way: &WayView) -> impl IntoView + use<> {
    view! {
        <th scope="col">
            <span class="strong">{way.version.clone()}</span>
            {way.of_discharge.then_some(view! { " "<span class="chip accent">"of the discharge date"</span> })}
            <br/>{result(&way.result)}
            <br/><span class="small quiet">{way.path.iter().map(|step| step.label.clone()).collect::<Vec<_>>().join(" › ")}</span>
        </th>
    }
}

fn row(line: &TwoLine, left: &str, right: &str) -> impl IntoView + use<> {
    match line {
        TwoLine::Same(step) => view! { <tr><td colspan="2" class="same">{words(step)}</td></tr> }.into_any(),
        TwoLine::Apart(ours, theirs) => view! {
            <tr class="apart"><td>{ours.as_ref().map(words)}</td><td>{theirs.as_ref().map(words)}</td></tr>
        }
        .into_any(),
        TwoLine::Passed(ours, theirs) if ours == theirs => view! {
            <tr><td colspan="2" class="quiet small">{crate::ui::counted(u64::from(*ours), "rule tried in both, not matching", "rules tried in both, none matching")}</td></tr>
        }
        .into_any(),
        TwoLine::Passed(ours, theirs) => view! {
            <tr><td colspan="2" class="quiet small">{format!("Tried and not matching: {ours} in {left}, {theirs} in {right}")}</td></tr>
        }
        .into_any(),
    }
}

fn words(step: &StepLine) -> impl IntoView + use<> {
    let fails = step.fails.join(" · ");
    view! {
        <p class:strong=step.decides>{step.text.clone()}</p>
        {(!fails.is_empty() && !step.decides).then(|| view! { <p class="small">"Does not hold: "{fails}</p> })}
        {(!step.formula.is_empty()).then(|| view! { <p class="small quiet"><code>{step.formula.clone()}</code></p> })}
        {(!step.manual.is_empty()).then(|| view! { <p class="small quiet">{step.manual.clone()}</p> })}
    }
}
