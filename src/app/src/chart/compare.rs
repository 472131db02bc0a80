//! Two notes beside each other: what was added, removed, changed and moved, and which share of the later one was copied.

use std::sync::Arc;

use custodian::protocol::{
    ChartsEvent, ChartsRequest, DiffLine, DiffRow, Difference, Failure, Proposal,
};
use leptos::prelude::*;

use super::Charts;
use super::pane::SheetHead;
use crate::ui::{counted, failure};

/// Rows that differ are shown with so many equal ones around them.
const AROUND: usize = 2;

/// The two notes.
#[component]
pub(super) fn Compare() -> impl IntoView {
    let charts = expect_context::<Charts>();
    let difference = RwSignal::new(None::<Arc<Difference>>);
    let refused = RwSignal::new(None::<Failure>);
    let all_rows = RwSignal::new(false);
    Effect::new(move |_| {
        let Some((earlier, later)) = charts.compared.get() else {
            return;
        };
        let Some(encounter) = charts.encounter.get_untracked() else {
            return;
        };
        difference.set(None);
        refused.set(None);
        let request = ChartsRequest::Compare {
            encounter,
            earlier,
            later,
        };
        charts.ask_or(
            request,
            move |event| {
                if let ChartsEvent::Difference(told) = event {
                    difference.try_set(Some(Arc::from(told)));
                }
            },
            move |told| {
                refused.try_set(Some(told));
            },
        );
    });
    view! {
        <SheetHead title="Two notes beside each other"/>
        <div class="chart-compare" data-test="chart-difference">
            {move || match (difference.get(), refused.get()) {
                (_, Some(told)) => view! { {failure(&told)}<Earlier/> }.into_any(),
                (Some(of), _) => view! { <Shares of=Arc::clone(&of)/><Rows of all_rows/> }.into_any(),
                _ => view! { <p class="quiet" role="status">"Holding them against each other…"</p> }.into_any(),
            }}
        </div>
    }
}

fn named(of: &Proposal) -> String {
    let parts = [of.title.clone(), of.about.clone(), of.author.clone()];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(" · ")
}

/// The earlier note, chosen by hand among all of the chart.
#[component]
fn Earlier() -> impl IntoView {
    let charts = expect_context::<Charts>();
    let (earlier, later) = charts.compared.get_untracked().unwrap_or((None, [0; 16]));
    let choices: Vec<([u8; 16], String)> = charts
        .in_list()
        .into_iter()
        .filter(|line| line.id != later && !line.expected)
        .map(|line| (line.id, format!("{} · {}", line.title, line.about)))
        .collect();
    let chosen = StoredValue::new(choices.clone());
    view! {
        <select autocomplete="off" class="input" aria-label="Earlier note" data-test="chart-compare-with" on:change:target=move |event| {
            let at = event.target().value().parse::<usize>().unwrap_or(usize::MAX);
            let id = chosen.with_value(|choices| choices.get(at).map(|(id, _)| *id));
            if let Some(id) = id {
                charts.compared.set(Some((Some(id), later)));
            }
        }>
            <option value="">"Choose the earlier note…"</option>
            {choices.into_iter().enumerate().map(|(at, (id, name))| view! { <option value=at.to_string() selected=earlier == Some(id)>{name}</option> }).collect_view()}
        </select>
    }
}

/// Shares in words and by section.
#[component]
fn Shares(
    /// The difference.
    of: Arc<Difference>,
) -> impl IntoView {
    let charts = expect_context::<Charts>();
    let percent = |permille: u32| format!("{}.{} %", permille / 10, permille % 10);
    let copied = of.copied_permille.map_or_else(
        || "The later note has no words.".to_owned(),
        |share| {
            format!(
                "{} of the later note's words were copied from the earlier one: {} of {}.",
                percent(share),
                of.copied_words.0,
                counted(u64::from(of.copied_words.1), "word", "words")
            )
        },
    );
    let counts = format!(
        "{} added, {} removed, {} changed, {} moved.",
        counted(u64::from(of.added), "line", "lines"),
        of.removed,
        of.changed,
        of.moved
    );
    let sections = of
        .sections
        .iter()
        .filter_map(|section| Some((section, section.permille?)))
        .map(|(section, share)| {
            let heading = if section.heading.is_empty() {
                "before the first heading".to_owned()
            } else {
                section.heading.clone()
            };
            view! {
                <li><span>{heading.clone()}</span><meter min="0" max="1000" value=share.to_string() aria-label=format!("Copied share: {heading}")></meter><span class="num small">{percent(share)}</span></li>
            }
        })
        .collect_view();
    let many = of.copied_permille.is_some_and(|share| share >= 500);
    let (earlier, later) = (of.earlier.id, of.later.id);
    view! {
        <div class="chart-compare-head">
            <p><span class="quiet small">"Earlier: "</span><button type="button" class="link" on:click=move |_| charts.read(earlier, None, None)>{named(&of.earlier)}</button></p>
            <p><span class="quiet small">"Later: "</span><button type="button" class="link" on:click=move |_| charts.read(later, None, None)>{named(&of.later)}</button></p>
            <Earlier/>
        </div>
        <p class=if many { "notice warn" } else { "notice info" } data-test="chart-copied"><span class="strong">{copied}</span>" "{counts}
            " "<span class="small">"A copied sentence is no documentation of today by itself: look who saw what when."</span></p>
        <details class="chart-copied-sections"><summary>"By section"</summary><ul>{sections}</ul></details>
    }
}

/// The rows; equal ones far from any change only on demand.
#[component]
fn Rows(
    /// The difference.
    of: Arc<Difference>,
    /// Whether equal rows are all shown.
    all_rows: RwSignal<bool>,
) -> impl IntoView {
    let near: Vec<bool> = (0..of.rows.len())
        .map(|at| {
            let from = at.saturating_sub(AROUND);
            let to = (at + AROUND + 1).min(of.rows.len());
            of.rows[from..to].iter().any(|row| row.kind != "same")
        })
        .collect();
    let left_out = near.iter().filter(|near| !**near).count();
    let kept = StoredValue::new(of);
    let near = StoredValue::new(near);
    view! {
        {(left_out > 0).then(|| view! {
            <p><button type="button" class="button" data-test="chart-all-rows" aria-pressed=move || all_rows.get().to_string() on:click=move |_| all_rows.update(|all| *all = !*all)>
                {move || if all_rows.get() { "Only what differs".to_owned() } else { format!("Show {} as well", counted(left_out as u64, "equal line", "equal lines")) }}
            </button></p>
        })}
        <div class="chart-rows-box" tabindex="0" role="group" aria-label="Both notes, line by line">
        <table class="chart-rows">
            <thead><tr><th scope="col" class="num">"No."</th><th scope="col">"Earlier"</th><th scope="col" class="num">"No."</th><th scope="col">"Later"</th></tr></thead>
            <tbody>
                {move || kept.with_value(|of| near.with_value(|near| {
                    let all = all_rows.get();
                    of.rows.iter().zip(near).filter(|(_, near)| all || **near).map(|(row, _)| one_row(row)).collect_view()
                }))}
            </tbody>
        </table>
        </div>
    }
}

fn one_row(row: &DiffRow) -> impl IntoView + use<> {
    let side = |line: Option<&DiffLine>| {
        let number = line.map(|line| line.number.to_string()).unwrap_or_default();
        let words = line
            .map(|line| {
                let pieces = line.pieces.iter().map(|piece| {
                    if piece.marked {
                        view! { <mark class="differs">{piece.words.clone()}</mark> }.into_any()
                    } else {
                        piece.words.clone().into_any()
                    }
                });
                pieces.collect_view()
            })
            .unwrap_or_default();
        view! { <td class="num quiet small">{number}</td><td class="chart-row-words">{words}</td> }
    };
    let said = match (row.kind.as_str(), row.other) {
        ("added", _) => "added".to_owned(),
        ("removed", _) => "removed".to_owned(),
        ("changed", _) => "changed".to_owned(),
        ("moved_here", Some(line)) => format!("moved from line {line}"),
        ("moved_away", Some(line)) => format!("moved to line {line}"),
        _ => String::new(),
    };
    view! {
        <tr class=row.kind.replace('_', "-") title=said>{side(row.left.as_ref())}{side(row.right.as_ref())}</tr>
    }
}
