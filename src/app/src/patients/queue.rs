//! Pairs that may be one person, the likeliest first, as far as they are compared.

use custodian::protocol::{Failure, PairRow, PatientsEvent, PatientsRequest};
use leptos::{ev, prelude::*};

use super::Patients;
use super::find::chips;
use crate::ui::{counted, failure, grouped};

/// The most pairs that are listed: a day's work and more.
const MOST: u32 = 200;

impl Patients {
    /// Asks for the queue anew. The first pair gets the focus where somebody came to work on it.
    pub(super) fn fetch_queue(self, refused: RwSignal<Option<Failure>>) {
        self.ask(
            PatientsRequest::Queue { most: MOST },
            move |answer| match answer {
                Ok(PatientsEvent::Queue(view)) => {
                    self.uncompared.set(Some(view.left));
                    self.queue.set(Some(view));
                }
                Ok(_) => {}
                Err(told) => refused.set(Some(told)),
            },
        );
    }
}

/// The list.
#[component]
pub(super) fn Queue() -> impl IntoView {
    let patients = expect_context::<Patients>();
    let refused = RwSignal::new(None::<Failure>);
    let comparing = patients.comparing;
    // When the last record has been compared, and at the beginning, to show what there is by now.
    Effect::new(move |before: Option<bool>| {
        let now = comparing.get();
        if before.is_none() || (before == Some(true) && !now) {
            patients.fetch_queue(refused);
        }
        now
    });
    Effect::new(move |_| {
        if patients.uncompared.get().is_some_and(|left| left > 0) {
            patients.compare();
        }
    });
    on_cleanup(move || comparing.set(false));
    let rows = move || {
        patients.queue.with(|queue| {
            queue
                .as_ref()
                .map_or_else(Vec::new, |queue| queue.pairs.clone())
        })
    };
    let empty = Memo::new(move |_| {
        patients
            .queue
            .with(|queue| queue.as_ref().is_some_and(|queue| queue.pairs.is_empty()))
    });
    view! {
        <section class="patients-part" data-test="queue">
            <h2>"Pairs that may be one person"</h2>
            <Compared/>
            {move || refused.get().map(|told| failure(&told))}
            {move || (empty.get() && patients.uncompared.get() == Some(0)).then(|| view! { <p class="quiet" data-test="queue-empty">"No pair is waiting: of all records that were compared, none are like each other, or each pair is decided."</p> })}
            {move || { let rows = rows(); (!rows.is_empty()).then(|| view! { <Rows rows/> }) }}
        </section>
    }
}

/// How far it has come.
#[component]
pub(super) fn Compared() -> impl IntoView {
    let patients = expect_context::<Patients>();
    let words = move || {
        let of = patients.queue.with(|queue| {
            queue
                .as_ref()
                .map(|queue| (queue.of, queue.pairs.len() as u64))
        });
        let queue = match of {
            Some((of, shown)) if of > shown => format!(
                "{}, of which the likeliest {} are shown.",
                counted(of, "pair", "pairs"),
                grouped(shown)
            ),
            Some((of, _)) => format!("{}.", counted(of, "pair", "pairs")),
            None => String::new(),
        };
        match patients.uncompared.get() {
            None => "Looking…".to_owned(),
            Some(0) => format!("{queue} Every record was compared."),
            Some(left) => format!(
                "{queue} {} still to be compared: this goes on while you look at it.",
                counted(left, "record is", "records are")
            ),
        }
    };
    view! { <p class="quiet" role="status" data-test="compared">{words}</p> }
}

#[component]
fn Rows(rows: Vec<PairRow>) -> impl IntoView {
    let patients = expect_context::<Patients>();
    let count = rows.len();
    let on_key = move |at: usize, event: ev::KeyboardEvent| {
        let to = match event.key().as_str() {
            "ArrowDown" => (at + 1).min(count - 1),
            "ArrowUp" => at.saturating_sub(1),
            "Home" => 0,
            "End" => count - 1,
            _ => return,
        };
        event.prevent_default();
        crate::ui::focus(&format!("pair-{to}"));
    };
    view! {
        <div class="scroll-x" tabindex="0" role="region" aria-label="Pairs">
            <table class="plain-table pairs">
                <thead><tr><th scope="col">"One"</th><th scope="col">"The other"</th><th scope="col" class="num">"Weight"</th><th scope="col">"What is to be done"</th></tr></thead>
                <tbody>
                    {rows.into_iter().enumerate().map(|(at, pair)| {
                        let (one, other) = (pair.one.patient, pair.other.patient);
                        let name = format!("{} and {}, {}", pair.one.name, pair.other.name, pair.total);
                        view! {
                            <tr data-test="pair-row">
                                <th scope="row">
                                    <button class="link" type="button" id=format!("pair-{at}") aria-label=name on:keydown=move |event| on_key(at, event) on:click=move |_| patients.open_pair(one, other)>{pair.one.name.clone()}</button>
                                    <span class="pair-facts"><span class="mono">{pair.one.unit_number.clone()}</span><span class="num">{pair.one.birth_date.clone()}</span>{chips(&pair.one)}</span>
                                </th>
                                <td>
                                    {pair.other.name.clone()}
                                    <span class="pair-facts"><span class="mono">{pair.other.unit_number.clone()}</span><span class="num">{pair.other.birth_date.clone()}</span>{chips(&pair.other)}</span>
                                </td>
                                <td class="num nowrap">{pair.total.clone()}</td>
                                <td>{pair.band.clone()}{pair.awaits_second.then(|| view! { " "<span class="chip warn">"awaits a second person"</span> })}</td>
                            </tr>
                        }
                    }).collect_view()}
                </tbody>
            </table>
        </div>
    }
}
