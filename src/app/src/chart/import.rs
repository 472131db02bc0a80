//! A file that comes in: chosen, read by the custodian, planned, accepted or let go, and written piece by piece.

use std::sync::Arc;

use custodian::protocol::{
    ChartsEvent, ChartsRequest, Event, Failure, ImportPlan, Progress, Request,
};
use leptos::prelude::*;
use web_sys::HtmlInputElement;

use super::{Charts, View};

/// Where an import stands.
#[derive(Clone)]
pub(super) enum Stage {
    /// Nothing is chosen.
    Nothing,
    /// The file is being read.
    Reading(String),
    /// It was refused.
    Refused(String, Failure),
    /// What would come in.
    Planned(Arc<ImportPlan>),
    /// It comes in.
    Coming(Arc<ImportPlan>, Progress),
    /// It broke off: what is written is whole, and it can go on.
    Broken(Arc<ImportPlan>, Progress, Failure),
}

/// The import. A copy is only a reference.
#[derive(Clone, Copy)]
pub(super) struct Import {
    pub(super) stage: RwSignal<Stage>,
    /// Why the plan could not be accepted.
    pub(super) not_accepted: RwSignal<Option<Failure>>,
    /// Whether it is to be stopped after the piece that is under way.
    stops: StoredValue<bool>,
}

impl Import {
    pub(super) fn new() -> Self {
        Self {
            stage: RwSignal::new(Stage::Nothing),
            not_accepted: RwSignal::new(None),
            stops: StoredValue::new(false),
        }
    }

    pub(super) fn clear(self) {
        self.stage.set(Stage::Nothing);
        self.not_accepted.set(None);
        self.stops.set_value(false);
    }
}

impl Charts {
    /// Takes the file chosen in a field. The custodian reads it; its bytes never stand in the page's own memory.
    pub(super) fn plan_chosen(self, field: &HtmlInputElement) {
        let file = field.files().and_then(|files| files.get(0));
        let (Some(file), Some(encounter)) = (file, self.encounter.get_untracked()) else {
            return;
        };
        let name = file.name();
        field.set_value("");
        self.import.clear();
        self.import.stage.set(Stage::Reading(name.clone()));
        self.view.set(View::Import);
        let request = Request::Charts(ChartsRequest::Plan {
            encounter,
            name: name.clone(),
            bytes: Vec::new(),
        });
        // The list may be gone by then, in a narrow pane.
        crate::ui::focus_soon("chart-import");
        self.keeper.ask_with(request, vec![file], move |event| {
            if self.encounter.get_untracked() != Some(encounter) {
                return;
            }
            match event {
                Event::Charts(ChartsEvent::Plan(plan)) => {
                    self.import.stage.set(Stage::Planned(Arc::from(plan)));
                    crate::ui::focus_soon("chart-import-accept");
                }
                Event::Failed(failure) => {
                    self.import.stage.set(Stage::Refused(name.clone(), failure));
                }
                _ => {}
            }
        });
    }

    /// Takes in what was planned.
    pub(super) fn accept(self, plan: &Arc<ImportPlan>, reason: String) {
        self.import.not_accepted.set(None);
        let request = ChartsRequest::Accept {
            plan: plan.plan,
            reason,
        };
        let plan = Arc::clone(plan);
        self.import_step(request, plan, None);
    }

    /// Goes on with an import that broke off.
    pub(super) fn go_on(self, plan: &Arc<ImportPlan>, so_far: &Progress) {
        self.import_step(ChartsRequest::GoOn, Arc::clone(plan), Some(so_far.clone()));
    }

    fn import_step(self, request: ChartsRequest, plan: Arc<ImportPlan>, so_far: Option<Progress>) {
        let of = Arc::clone(&plan);
        self.ask_or(
            request,
            move |event| {
                let ChartsEvent::Progress(progress) = event else {
                    return;
                };
                if progress.finished {
                    self.taken_in(&progress);
                    return;
                }
                self.import
                    .stage
                    .set(Stage::Coming(Arc::clone(&plan), progress.clone()));
                let next = if self.import.stops.get_value() {
                    ChartsRequest::Stop
                } else {
                    ChartsRequest::GoOn
                };
                self.import_step(next, Arc::clone(&plan), Some(progress));
            },
            move |failure| match &so_far {
                // Nothing is written yet: the plan stays, so that a reason can be given or room be made.
                None => self.import.not_accepted.set(Some(failure)),
                Some(so_far) => {
                    self.import
                        .stage
                        .set(Stage::Broken(Arc::clone(&of), so_far.clone(), failure));
                }
            },
        );
    }

    fn taken_in(self, progress: &Progress) {
        let stopped = self.import.stops.get_value();
        self.import.clear();
        self.view.set(View::Nothing);
        let documents = crate::ui::counted(u64::from(progress.done), "document", "documents");
        self.shell.say(if stopped {
            format!(
                "Stopped: {documents} of {} in the chart, whole.",
                progress.of
            )
        } else {
            format!("{documents} taken in, saved on this device.")
        });
        self.open_chart(String::new());
        crate::ui::focus_soon("chart-documents");
    }

    /// Ends it after the piece that is under way. What is written stays.
    pub(super) fn stop_import(self) {
        self.import.stops.set_value(true);
    }

    /// Ends an import that broke off.
    pub(super) fn give_up(self) {
        self.ask(ChartsRequest::Stop, move |event| {
            if let ChartsEvent::Progress(progress) = event {
                self.import.stops.set_value(true);
                self.taken_in(&progress);
            }
        });
    }

    /// Lets go of the plan.
    pub(super) fn discard(self) {
        self.ask(ChartsRequest::Discard, move |_| {
            self.import.clear();
            self.back_to_reading();
            self.shell.say("Nothing was taken in.");
        });
    }
}
