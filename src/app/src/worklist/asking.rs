//! What the rights demand before something may be done: a reason, or the glass to be broken. It is asked for in a dialog, and
//! what was wanted goes on by itself.

use custodian::protocol::{
    Breaking, CasesRequest, Event, Failure, KeepingEvent, KeepingRequest, RecordName, RecordSort,
    Request, Step,
};
use leptos::{ev, prelude::*};

use super::Desk;
use crate::ui::{Dialog, TextField, failure};

/// Reasons for breaking the glass, in the words of the trail.
const WHY: [&str; 9] = [
    "care of the patient now",
    "standing in for a colleague",
    "assignment not on this device yet",
    "the patient asks",
    "a request for release",
    "review, audit or complaint",
    "correction of an error",
    "self-review: nobody else here",
    "other",
];

/// Something that was not done yet, for something has to be said first.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    /// What the custodian said.
    pub(super) failure: Failure,
    /// Of which encounter.
    encounter: [u8; 16],
    /// The glass has to be broken; else a reason has to be given.
    glass: bool,
    /// What was wanted.
    again: CasesRequest,
}

impl Desk {
    /// Asks for what is missing, or shows why it was not done.
    pub(super) fn ask_or_refuse(self, failure: Failure, again: &CasesRequest) {
        let glass = failure.place == "broken glass";
        let asks = glass || failure.place == "reason";
        match encounter_of(again).filter(|_| asks) {
            Some(encounter) => self.asked.set(Some(Asked {
                failure,
                encounter,
                glass,
                again: again.clone(),
            })),
            None => {
                self.shell.say(format!("{} {}", failure.what, failure.why));
                self.refused.set(Some(failure));
            }
        }
    }

    fn answer(self, asked: Asked, why: String, reason: String) {
        if asked.glass {
            let breaking = Breaking {
                of: RecordName {
                    sort: RecordSort::Encounter,
                    id: asked.encounter,
                },
                why,
                reason,
                minutes: 0,
            };
            let request = Request::Keeping(KeepingRequest::BreakGlass(breaking));
            self.keeper.ask(request, move |event| match event {
                Event::Keeping(KeepingEvent::Glass(_)) => {
                    self.asked.set(None);
                    self.ask_case(asked.again.clone());
                }
                Event::Failed(failure) => self.ask_again(&asked, failure),
                _ => {}
            });
            return;
        }
        self.asked.set(None);
        match asked.again {
            CasesRequest::Open {
                encounter, case, ..
            } => self.ask_case(CasesRequest::Open {
                encounter,
                case,
                reason,
            }),
            CasesRequest::Step {
                of,
                step: Step::Agree { note, .. },
            } => self.ask_case(CasesRequest::Step {
                of,
                step: Step::Agree {
                    note,
                    own_work: reason,
                },
            }),
            // The reason that is given at the opening holds for what is done afterwards.
            again => {
                let opening = CasesRequest::Open {
                    encounter: asked.encounter,
                    case: self.of().map(|of| of.case).filter(|case| *case != [0; 16]),
                    reason,
                };
                self.keeper
                    .ask(Request::Cases(opening), move |event| match event {
                        Event::Failed(failure) => {
                            self.shell.say(format!("{} {}", failure.what, failure.why));
                            self.refused.set(Some(failure));
                        }
                        _ => self.ask_case(again.clone()),
                    });
            }
        }
    }

    fn ask_again(self, asked: &Asked, failure: Failure) {
        self.asked.set(Some(Asked {
            failure,
            ..asked.clone()
        }));
    }
}

/// The encounter that a request is about.
fn encounter_of(request: &CasesRequest) -> Option<[u8; 16]> {
    match request {
        CasesRequest::Open { encounter, .. } => Some(*encounter),
        CasesRequest::Step { of, .. }
        | CasesRequest::SettleConflict { of, .. }
        | CasesRequest::GlanceParallel { of }
        | CasesRequest::LinkWords { of, .. }
        | CasesRequest::UnlinkWords { of, .. }
        | CasesRequest::Undo { of }
        | CasesRequest::Redo { of }
        | CasesRequest::OpenVersion { of, .. }
        | CasesRequest::Compare { of, .. } => Some(of.encounter),
        _ => None,
    }
}

/// The dialog.
#[component]
pub(crate) fn AskedDialog() -> impl IntoView {
    let desk = expect_context::<Desk>();
    let open = Signal::derive(move || desk.asked.with(Option::is_some));
    view! {
        <Dialog open on_close=move || desk.asked.set(None) title="First say why" test="asked-dialog">
            <Answer/>
        </Dialog>
    }
}

#[component]
fn Answer() -> impl IntoView {
    let desk = expect_context::<Desk>();
    let reason = RwSignal::new(String::new());
    let why = RwSignal::new(WHY[0].to_owned());
    let glass = move || {
        desk.asked
            .with(|asked| asked.as_ref().is_some_and(|asked| asked.glass))
    };
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if let Some(asked) = desk.asked.get_untracked() {
            desk.answer(asked, why.get_untracked(), reason.get_untracked());
        }
    };
    view! {
        <form class="door-form" on:submit=submit>
            {move || desk.asked.with(|asked| asked.as_ref().map(|asked| failure(&asked.failure)))}
            {move || glass().then(|| view! {
                <div class="field">
                    <label for="asked-why">"Reason"</label>
                    <select autocomplete="off" class="input" id="asked-why" on:change:target=move |event| why.set(event.target().value())>
                        {WHY.map(|word| view! { <option value=word>{word}</option> }).collect_view()}
                    </select>
                </div>
            })}
            <TextField id="asked-reason" label="In a few words" value=reason under="Without a patient's name or number. It stays in the audit trail."/>
            <div class="actions">
                <button class="button" type="button" on:click=move |_| desk.asked.set(None)>"Don't"</button>
                <button class="button first" type="submit" data-test="asked-go-on">{move || if glass() { "Break the glass and go on" } else { "Go on" }}</button>
            </div>
        </form>
    }
}
