//! The claims of the file under another grouper version: which DRGs change, and how far the case mix moves.

use engine::protocol::{ClaimName, Event, Failure, Request, Shift, ShiftMove};
use leptos::prelude::*;

use super::Batch;
use crate::coding::Session;
use crate::link::Link;
use crate::ui::{Dialog, counted, failure, grouped};

/// Where the comparison is.
#[derive(Debug, Clone, PartialEq)]
enum Comparing {
    /// Not asked for yet.
    No,
    Running {
        done: u32,
        total: u32,
    },
    Done(Box<Shift>),
    Failed(Failure),
}

/// A comparison with another version. It outlives its dialog, not its file.
#[derive(Clone, Copy)]
pub(super) struct Comparison {
    pub(super) open: RwSignal<bool>,
    version: RwSignal<String>,
    own_weights: RwSignal<bool>,
    comparing: RwSignal<Comparing>,
}

impl Comparison {
    pub(super) fn new() -> Self {
        Self {
            open: RwSignal::new(false),
            version: RwSignal::new(String::new()),
            own_weights: RwSignal::new(false),
            comparing: RwSignal::new(Comparing::No),
        }
    }

    /// Another file is opened.
    pub(super) fn forget(self) {
        self.open.set(false);
        self.comparing.set(Comparing::No);
    }

    fn start(self, batch: Batch) {
        self.comparing.set(Comparing::Running { done: 0, total: 0 });
        let request = Request::BatchShift {
            version: self.version.get_untracked(),
            own_weights: self.own_weights.get_untracked(),
        };
        batch.link.ask(request, move |event| match event {
            Event::BatchProgress { done, total } => {
                self.comparing.set(Comparing::Running { done, total });
            }
            Event::Shifted(shift) => {
                batch.shell.say(sentence(&shift));
                self.comparing.set(Comparing::Done(shift));
            }
            Event::Failed(failure) => self.comparing.set(Comparing::Failed(failure)),
            // Another question to the claims took this one's place.
            _ => self.comparing.set(Comparing::No),
        });
    }
}

/// `3 of 120 claims change their DRG under v44.0.`
fn sentence(shift: &Shift) -> String {
    format!(
        "{} of {} change their DRG under {}.",
        grouped(u64::from(shift.changed)),
        counted(u64::from(shift.claims), "claim", "claims"),
        shift.version
    )
}

/// The dialog in which versions are compared.
#[component]
pub(super) fn ShiftDialog() -> impl IntoView {
    let batch = expect_context::<Batch>();
    let comparison = batch.comparison;
    view! {
        <Dialog open=comparison.open on_close=move || comparison.open.set(false) title="These claims under another version" wide=true test="shift-dialog">
            <Choice/>
            {move || match comparison.comparing.get() {
                Comparing::No => view! {
                    <p class="quiet">"Every claim is grouped by its own version and by the chosen one, with its codes as they stand: a code that the other version does not know can make a claim ungroupable there."</p>
                }.into_any(),
                Comparing::Running { done, total } => view! {
                    <p data-test="shift-running">"Grouping each claim twice…"</p>
                    <progress class="bar" aria-label="Claims compared" max=total.max(1) value=done></progress>
                }.into_any(),
                Comparing::Failed(told) => failure(&told).into_any(),
                Comparing::Done(shift) => view! { <Told shift=*shift/> }.into_any(),
            }}
            <div class="actions">
                <button class="button" type="button" on:click=move |_| comparison.open.set(false)>"Close"</button>
            </div>
        </Dialog>
    }
}

/// Which version, and whose weights.
#[component]
fn Choice() -> impl IntoView {
    let batch = expect_context::<Batch>();
    let link = expect_context::<Link>();
    let comparison = batch.comparison;
    let versions = move || {
        link.about.with(|about| {
            about
                .as_ref()
                .map(|about| about.versions.clone())
                .unwrap_or_default()
        })
    };
    // The newest, until another is chosen.
    Effect::new(move |_| {
        if comparison.version.with(String::is_empty)
            && let Some(newest) = versions().last()
        {
            comparison.version.set(newest.version.clone());
        }
    });
    let running = move || {
        comparison
            .comparing
            .with(|now| matches!(now, Comparing::Running { .. }))
    };
    view! {
        <form class="suppose-fields" on:submit=move |event| { event.prevent_default(); comparison.start(batch); }>
            <div class="field">
                <label for="shift-version">"Version"</label>
                <select autocomplete="off" class="input" id="shift-version" data-test="shift-version" on:change:target=move |event| comparison.version.set(event.target().value())>
                    {move || versions().into_iter().map(|known| {
                        let version = known.version.clone();
                        view! { <option value=known.version.clone() prop:selected=move || comparison.version.with(|now| *now == version)>{format!("{} · FY{}", known.version, known.fiscal_year)}</option> }
                    }).collect_view()}
                </select>
            </div>
            <div class="field">
                <label for="shift-weights">"Weights"</label>
                <select autocomplete="off" class="input" id="shift-weights" data-test="shift-weights" on:change:target=move |event| comparison.own_weights.set(event.target().value() == "own")>
                    <option value="same" prop:selected=move || !comparison.own_weights.get()>"the newest loaded, for both"</option>
                    <option value="own" prop:selected=move || comparison.own_weights.get()>"each version's own year"</option>
                </select>
            </div>
            <button class="button first" type="submit" data-test="shift-start" prop:disabled=running>"Compare"</button>
        </form>
    }
}

/// What came of it.
#[component]
fn Told(shift: Shift) -> impl IntoView {
    let batch = expect_context::<Batch>();
    let figure = |number: u32, words: &'static str| {
        view! { <div><dt>{words}</dt><dd class="num">{grouped(u64::from(number))}</dd></div> }
    };
    let list = StoredValue::new(shift.list.clone());
    let file = StoredValue::new(format!(
        "{}-under-{}.csv",
        shift
            .file
            .rsplit_once('.')
            .map_or(shift.file.as_str(), |(stem, _)| stem),
        shift.version
    ));
    let write = move |_| {
        let written = list.with_value(|list| {
            file.with_value(|file| crate::ui::hand_over(file, "text/csv", list))
        });
        batch.shell.say(if written {
            format!("Written in the clear: {}", file.get_value())
        } else {
            "The browser did not let the file be written. Allow downloads for this page and try again.".to_owned()
        });
    };
    view! {
        <section data-test="shift-told" aria-label="What would change">
            <p class="strong">{sentence(&shift)}</p>
            {(shift.at_home > 0).then(|| view! {
                <p class="quiet small">{format!("{} of them are grouped by {} anyway.", counted(u64::from(shift.at_home), "claim", "claims"), shift.version)}</p>
            })}
            <dl class="figures-line spaced">
                {figure(shift.changed_mdc, "change their MDC")}
                {figure(shift.ungroupable_before, "in 998 or 999 now")}
                {figure(shift.ungroupable_after, "in 998 or 999 then")}
            </dl>
            {match &shift.case_mix {
                Some(mix) => view! {
                    <p data-test="case-mix">"Case-mix index over "{counted(u64::from(mix.weighed), "claim", "claims")}" with a weight on both sides: "
                        <span class="num strong">{mix.before.clone()}" → "{mix.after.clone()}</span>" ("<span class="num">{mix.change.clone()}</span>"); "
                        {grouped(u64::from(mix.heavier))}" weigh more, "{grouped(u64::from(mix.lighter))}" less. "<span class="quiet">{shift.weighed_by.clone()}</span></p>
                }.into_any(),
                None => view! {
                    <p class="notice warn" data-test="case-mix">"No case mix: no claim has a weight on both sides. "{shift.weighed_by.clone()}</p>
                }.into_any(),
            }}
            {(!shift.moves.is_empty()).then(|| moves(&shift))}
            {(shift.changed > 0).then(|| view! {
                <p><button class="button" type="button" data-test="shift-list" on:click=write>"Write every changed claim as CSV, in the clear"</button></p>
            })}
        </section>
    }
}

fn moves(shift: &Shift) -> impl IntoView + use<> {
    let more = shift.more;
    view! {
        <div class="scroll-x" tabindex="0" role="group" aria-label="Changes of DRG, the most frequent first">
            <table class="plain-table" data-test="shift-moves">
                <thead><tr><th scope="col">"DRG now"</th><th scope="col">{format!("DRG under {}", shift.version)}</th><th scope="col" class="num">"Claims"</th><th scope="col">"The first of them"</th></tr></thead>
                <tbody>{shift.moves.iter().cloned().map(one_move).collect_view()}</tbody>
            </table>
        </div>
        {(more > 0).then(|| view! { <p class="quiet small">{format!("And {} that are rarer; the CSV has every claim.", counted(u64::from(more), "other change", "other changes"))}</p> })}
    }
}

fn one_move(moved: ShiftMove) -> impl IntoView {
    view! {
        <tr>
            <td><span class="mono strong">{moved.from}</span>" "{moved.from_title}</td>
            <td><span class="mono strong">{moved.to}</span>" "{moved.to_title}</td>
            <td class="num">{grouped(u64::from(moved.claims))}</td>
            <td>{claims_by_name(moved.first)}</td>
        </tr>
    }
}

/// Claims of the opened file by their ids; each opens as a stay.
pub(crate) fn claims_by_name(claims: Vec<ClaimName>) -> impl IntoView {
    let session = expect_context::<Session>();
    let batch = expect_context::<Batch>();
    claims
        .into_iter()
        .map(|claim| {
            let line = claim.line;
            let open = move |_| {
                batch.comparison.open.set(false);
                session.open_batch_line(line);
            };
            view! { <button type="button" class="link nowrap" title=format!("Line {line}: open it as a stay") on:click=open>{claim.id}</button>" " }
        })
        .collect_view()
}
