//! Asking the custodian about patients, taking the index in after unlocking, and a reason where a record asks for one.

use custodian::protocol::{Event, Failure, PatientsEvent, PatientsRequest, Request};
use leptos::{ev, prelude::*};

use super::Patients;
use crate::ui::{TextField, failure};

/// What the place of a failure says where a record wants to know why it is opened.
const REASON: &str = "reason";

impl Patients {
    /// Asks something about patients.
    pub(super) fn ask(
        self,
        request: PatientsRequest,
        hear: impl FnMut(Result<PatientsEvent, Failure>) + 'static,
    ) {
        let mut hear = hear;
        self.keeper
            .ask(Request::Patients(request), move |event| match event {
                Event::Patients(told) => hear(Ok(told)),
                Event::Failed(failure) => hear(Err(failure)),
                _ => {}
            });
    }

    /// Has the index taken in after unlocking, a piece at a time: what is asked meanwhile comes in between.
    pub(super) fn prepare(self) {
        self.ask(PatientsRequest::Prepare, move |answer| {
            if let Ok(PatientsEvent::Prepared(left)) = answer {
                self.left.set(left);
                if left > 0 {
                    self.prepare();
                }
            }
        });
    }

    /// Has records compared with all others, a piece at a time, while somebody looks at what depends on it.
    pub(super) fn compare(self) {
        if self.comparing.get_untracked() {
            return;
        }
        self.comparing.set(true);
        self.compare_on();
    }

    fn compare_on(self) {
        self.ask(PatientsRequest::Compare, move |answer| {
            let Ok(PatientsEvent::Prepared(left)) = answer else {
                self.comparing.set(false);
                return;
            };
            self.uncompared.set(Some(left));
            if left > 0 && self.comparing.get_untracked() {
                self.compare_on();
            } else {
                self.comparing.set(false);
            }
        });
    }
}

/// A refusal; where the record wants to know why, the field for it. `again` asks once more with the reason.
#[component]
pub(super) fn Refusal(
    /// What was refused.
    refused: RwSignal<Option<Failure>>,
    /// Id of the field.
    id: &'static str,
    /// Asks once more.
    again: impl Fn(String) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let reason = RwSignal::new(String::new());
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        again(reason.get_untracked());
    };
    move || {
        refused.get().map(|refusal| {
            let asks = refusal.place == REASON;
            if asks {
                crate::ui::focus_soon(id);
            }
            view! {
                <div class="refusal">
                    {failure(&refusal)}
                    {asks.then(|| view! {
                        <form class="reason-line" on:submit=submit data-test="reason-form">
                            <TextField id=id label="Why you open it" value=reason/>
                            <button class="button first" type="submit">"Open with this reason"</button>
                        </form>
                    })}
                </div>
            }
        })
    }
}
