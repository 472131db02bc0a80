//! Two records side by side, with the evidence, what speaks against merging them, and the decision.

use custodian::protocol::{PairView, PatientRow, PatientsEvent, PatientsRequest, SideBySide};
use leptos::prelude::*;

use super::decide::{Decide, Merged};
use super::find::chips;
use super::page::findings;
use super::waterfall::Waterfall;
use super::{Patients, Tab};

impl Patients {
    /// Shows two records side by side.
    pub(super) fn open_pair(self, one: [u8; 16], other: [u8; 16]) {
        self.open_pair_for((one, other), String::new());
    }

    /// The same, with the reason that was asked for.
    pub(super) fn open_pair_for(self, (one, other): ([u8; 16], [u8; 16]), reason: String) {
        self.pair_asked.set(Some((one, other)));
        let request = PatientsRequest::Pair { one, other, reason };
        self.ask(request, move |answer| {
            self.to(Tab::Pairs);
            match answer {
                Ok(PatientsEvent::Pair(pair)) => self.show_pair(*pair),
                Ok(_) => {}
                Err(told) => self.pair_refused.set(Some(told)),
            }
        });
    }

    /// Shows a pair that has just been told.
    pub(super) fn show_pair(self, pair: PairView) {
        self.pair_refused.set(None);
        self.pair.set(Some(pair));
        crate::ui::focus_soon("pair-name");
    }

    /// Back to the queue, to its first pair.
    pub(super) fn leave_pair(self) {
        self.pair.set(None);
        self.pair_refused.set(None);
        crate::ui::focus_soon("pair-0");
    }
}

/// The pair on screen.
#[component]
pub(super) fn PairSection() -> impl IntoView {
    let patients = expect_context::<Patients>();
    view! {
        {move || patients.pair.get().map(|pair| {
            let merged = pair.survivor.is_some();
            let decided = (!pair.decided.is_empty()).then(|| view! {
                <p class="notice info" data-test="decided"><span class="strong">{pair.decision.clone()}</span>{format!(": {}. {}", pair.decided, pair.reason)}</p>
            });
            view! {
                <section class="patients-part" data-test="pair">
                    <div class="part-head">
                        <h2 id="pair-name" tabindex="-1">"Two records side by side"</h2>
                        <button class="button plain" type="button" data-test="leave-pair" on:click=move |_| patients.leave_pair()>"Back to the queue"</button>
                    </div>
                    {decided}
                    {pair.awaits_second.then(|| view! { <p class="notice warn">"The identities conflict: a first person has asked for the merge, and a second one has to ask for the same."</p> })}
                    {findings(&pair.risks)}
                    <Fields pair=pair.clone()/>
                    <h3>"Evidence"</h3>
                    <Waterfall of=pair.waterfall.clone() left="One" right="The other"/>
                    {if merged {
                        view! { <Merged pair=pair.clone()/> }.into_any()
                    } else {
                        view! { <Decide pair=pair.clone()/> }.into_any()
                    }}
                </section>
            }
        })}
    }
}

/// All fields of both. A word says where they differ.
#[component]
fn Fields(pair: PairView) -> impl IntoView {
    let fields: Vec<SideBySide> = pair
        .fields
        .into_iter()
        .filter(|field| !field.one.is_empty() || !field.other.is_empty())
        .collect();
    view! {
        <div class="scroll-x" tabindex="0" role="region" aria-label="Fields of both records">
            <table class="plain-table side-by-side" data-test="side-by-side">
                <thead><tr><th scope="col">"Field"</th><th scope="col"><Head row=pair.one survivor=pair.survivor/></th><th scope="col"><Head row=pair.other survivor=pair.survivor/></th><th scope="col"><span class="out-of-sight">"Whether they differ"</span></th></tr></thead>
                <tbody>
                    {fields.into_iter().map(|field| {
                        let (kind, word) = match (field.differs, field.one.is_empty() || field.other.is_empty()) {
                            (false, _) => ("chip off", "same"),
                            (true, true) => ("chip", "one only"),
                            (true, false) => ("chip warn", "differs"),
                        };
                        view! { <tr><th scope="row">{field.label}</th><td>{blank(field.one)}</td><td>{blank(field.other)}</td><td><span class=kind>{word}</span></td></tr> }
                    }).collect_view()}
                </tbody>
            </table>
        </div>
    }
}

fn blank(value: String) -> String {
    if value.is_empty() {
        "–".to_owned()
    } else {
        value
    }
}

/// Whose column it is.
#[component]
fn Head(row: PatientRow, survivor: Option<[u8; 16]>) -> impl IntoView {
    let patients = expect_context::<Patients>();
    let patient = row.patient;
    let goes_on = survivor == Some(patient);
    view! {
        <button class="link strong" type="button" on:click=move |_| patients.open(patient)>{row.name.clone()}</button>
        <span class="pair-facts"><span class="mono">{row.unit_number.clone()}</span>{chips(&row)}{goes_on.then(|| view! { " "<span class="chip accent">"goes on"</span> })}</span>
    }
}
