//! Who it could be: each candidate with its evidence, taken as this person or ruled out with a reason.

use custodian::protocol::{
    CandidateView, Failure, PatientsEvent, PatientsRequest, SearchView, SplitTo,
};
use leptos::{ev, prelude::*};

use super::asking::Refusal;
use super::find::chips;
use super::new_record::NewRecord;
use super::ruling::{RuleOut, RuledOut};
use super::waterfall::Waterfall;
use super::{Patients, Purpose};
use crate::ui::{Keys, counted};

/// What was found, and what may be done by now.
#[component]
pub(super) fn Candidates() -> impl IntoView {
    let patients = expect_context::<Patients>();
    let taking = Taking {
        wanted: RwSignal::new(None),
        refused: RwSignal::new(None),
    };
    let listed = Memo::new(move |_| {
        patients.searched.with(|view| {
            view.as_ref().map_or_else(Vec::new, |view| {
                let candidates = view.candidates.iter();
                candidates
                    .map(|one| (view.search, one.row.patient))
                    .collect()
            })
        })
    });
    // By its number: what is made belongs to one search.
    let clear = Memo::new(move |_| {
        patients.searched.with(|view| {
            let view = view.as_ref()?;
            view.clear.then_some(view.search)
        })
    });
    let changed = Memo::new(move |_| {
        patients.searched.with(Option::is_some)
            && patients
                .form
                .with(|form| patients.searched_form.with(|searched| form != searched))
    });
    let summary = move || patients.searched.with(|view| view.as_ref().map(said));
    view! {
        <div data-test="candidates" class="candidates-part">
            <p role="status" data-test="candidates-said">{summary}</p>
            {move || changed.get().then(|| view! { <p class="notice warn" data-test="search-again">"What is typed above has changed since. Search again before you judge: what stands below answers the search from before."</p> })}
            {move || patients.searched.with(|view| view.as_ref().and_then(too_common))}
            <ol class="candidates">
                <For each=move || listed.get() key=|key| *key let:key><Candidate patient=key.1 taking/></For>
            </ol>
            <Refusal refused=taking.refused id="accept-reason" again=move |reason| {
                if let Some(patient) = taking.wanted.get_untracked() { take(patients, taking, patient, reason); }
            }/>
            {move || clear.get().map(|_| view! { <NewRecord/> })}
        </div>
    }
}

fn said(view: &SearchView) -> String {
    let on = format!(
        "Searched on {}; {} compared.",
        view.on.join(", "),
        counted(view.compared, "record", "records")
    );
    let open = view
        .candidates
        .iter()
        .filter(|one| one.ruled_out.is_empty())
        .count();
    match (view.candidates.len(), open) {
        (0, _) => format!("Nobody here is like this person. {on}"),
        (all, 0) => format!(
            "{} ruled out. {on}",
            counted(all as u64, "candidate is", "candidates are")
        ),
        (_, open) => format!(
            "{} to be judged. {on}",
            counted(open as u64, "candidate", "candidates")
        ),
    }
}

fn too_common(view: &SearchView) -> Option<impl IntoView + use<>> {
    (!view.too_common.is_empty()).then(|| {
        let words = format!("Too many share {}: not all of them were compared. One more identifier makes the search whole.", view.too_common.join(", "));
        view! { <p class="notice warn">{words}</p> }
    })
}

/// Who is being taken as the person, and why that was refused.
#[derive(Clone, Copy)]
struct Taking {
    wanted: RwSignal<Option<[u8; 16]>>,
    refused: RwSignal<Option<Failure>>,
}

/// Takes a candidate as the person; where encounters are split off, they go there.
fn take(patients: Patients, taking: Taking, patient: [u8; 16], reason: String) {
    let Some(search) = patients
        .searched
        .with_untracked(|view| view.as_ref().map(|view| view.search))
    else {
        return;
    };
    taking.wanted.set(Some(patient));
    taking.refused.set(None);
    let request = match patients.purpose.get_untracked() {
        Purpose::Arrival => PatientsRequest::Accept {
            search,
            patient,
            reason,
        },
        Purpose::Split {
            from,
            encounters,
            reason,
            ..
        } => PatientsRequest::Split(Box::new(custodian::protocol::Splitting {
            from,
            encounters,
            to: SplitTo::Patient(patient),
            reason,
        })),
    };
    patients.ask(request, move |answer| match answer {
        Ok(PatientsEvent::Page(page)) => {
            patients.searched.set(None);
            patients.form.set(super::search::blank());
            patients.purpose.set(Purpose::Arrival);
            patients.show(*page);
        }
        Ok(_) => {}
        Err(told) => taking.refused.set(Some(told)),
    });
}

/// Candidates whose evidence is shown without asking.
const SHOWN: usize = 2;

/// One candidate. On it, Enter takes it, Delete rules it out, Space shows the evidence, arrows go on.
#[component]
fn Candidate(patient: [u8; 16], taking: Taking) -> impl IntoView {
    let patients = expect_context::<Patients>();
    let at = Memo::new(move |_| {
        patients.searched.with(|view| {
            let mut candidates = view.as_ref()?.candidates.iter();
            candidates.position(|one| one.row.patient == patient)
        })
    });
    let place = move || at.get_untracked().unwrap_or_default();
    let view = Memo::new(move |_| {
        let at = at.get()?;
        patients
            .searched
            .with(|view| view.as_ref()?.candidates.get(at).cloned())
    });
    let shown = RwSignal::new(place() < SHOWN);
    let ruling = RwSignal::new(false);
    let open = Memo::new(move |_| {
        view.with(|view| view.as_ref().is_some_and(|one| one.ruled_out.is_empty()))
    });
    let accept = move || {
        if open.get_untracked() {
            take(patients, taking, patient, String::new());
        }
    };
    let begin_ruling = move || {
        if open.get_untracked() {
            ruling.set(true);
            crate::ui::focus_soon(format!("rule-out-{}", place()));
        }
    };
    let on_key = move |event: ev::KeyboardEvent| {
        // Only on the candidate itself: its buttons and fields have these keys for themselves.
        if event.target() != event.current_target()
            || event.ctrl_key()
            || event.alt_key()
            || event.meta_key()
        {
            return;
        }
        match event.key().as_str() {
            "Enter" => accept(),
            "Delete" => begin_ruling(),
            " " => shown.update(|shown| *shown = !*shown),
            "ArrowDown" => {
                crate::ui::focus(&format!("candidate-{}", place() + 1));
            }
            "ArrowUp" => {
                crate::ui::focus(&format!("candidate-{}", place().saturating_sub(1)));
            }
            _ => return,
        }
        event.prevent_default();
    };
    let name = move || {
        view.with(|view| {
            view.as_ref().map(|one| {
                let state = if one.ruled_out.is_empty() {
                    "to be judged"
                } else {
                    "ruled out"
                };
                format!(
                    "Candidate {}, {state}: {}, {}, {}",
                    at.get().unwrap_or_default() + 1,
                    one.row.name,
                    one.waterfall.total,
                    one.waterfall.band
                )
            })
        })
    };
    view! {
        <li class="candidate" class:out=move || !open.get()>
            <div class="candidate-inside" role="group" tabindex="0" id=move || at.get().map(|at| format!("candidate-{at}")) data-test="candidate" aria-label=name on:keydown=on_key>
                {move || view.get().map(head)}
                <div class="candidate-actions">
                    {move || if open.get() {
                        view! {
                            <button class="button first" type="button" data-test="accept" on:click=move |_| accept()>"This is the person: open"<Keys of=vec!["Enter".to_owned()]/></button>
                            <button class="button" type="button" data-test="rule-out" on:click=move |_| begin_ruling()>"Somebody else…"<Keys of=vec!["Delete".to_owned()]/></button>
                        }.into_any()
                    } else {
                        view! { <RuledOut patient view/> }.into_any()
                    }}
                    <button class="button plain" type="button" data-test="show-evidence" aria-expanded=move || shown.get().to_string()
                        on:click=move |_| shown.update(|shown| *shown = !*shown)>
                        {move || if shown.get() { "Hide the evidence" } else { "Show the evidence" }}<Keys of=vec!["Space".to_owned()]/>
                    </button>
                </div>
                {move || (ruling.get() && open.get()).then(|| view! { <RuleOut patient at=place() ruling/> })}
                {move || shown.get().then(|| view.get().map(|one| view! { <Waterfall of=one.waterfall left="As searched" right="In the record"/> }))}
            </div>
        </li>
    }
}

fn head(one: CandidateView) -> impl IntoView {
    let row = one.row;
    view! {
        <div class="candidate-head">
            <p><span class="candidate-name">{row.name.clone()}</span>" "{chips(&row)}</p>
            <p class="candidate-facts"><span class="mono">{row.unit_number.clone()}</span><span class="num">{format!("born {}", row.birth_date)}</span><span>{row.sex.clone()}</span></p>
            <p class="candidate-weight"><span class="num">{one.waterfall.total}</span><span class="small quiet">{one.waterfall.band}</span></p>
        </div>
    }
}
