//! The desk: the case on the coding screen, how it is opened, what is done with it, and what is asked for on the way.

use std::sync::Arc;

use custodian::protocol::{
    CaseName, CaseView, CasesEvent, CasesRequest, DifferenceLine, Event, Failure, PersonView,
    Request, SpanView, Step,
};
use engine::draft::StayDraft;
use leptos::{ev, prelude::*};

use super::asking::Asked;
use super::give::Giving;
use super::list::List;
use super::saving::Saving;
use crate::coding::{KeepsStay, Session, StepForm, Turn, Words, merged, what_changed};
use crate::records::Keeper;
use crate::shell::{Route, Shell};

/// How soon something is tried again that has to wait for what the custodian is at.
const SOON: core::time::Duration = core::time::Duration::from_millis(50);

/// How long what others have changed is gathered before it is shown.
const AFTER_OTHERS: core::time::Duration = core::time::Duration::from_millis(400);

/// The case on the coding screen, and the list it comes from. A copy is only a reference.
#[derive(Clone, Copy)]
pub(crate) struct Desk {
    pub(super) keeper: Keeper,
    pub(super) session: Session,
    pub(super) shell: Shell,
    /// How far the case is saved.
    pub(crate) saving: Saving,
    pub(super) list: List,
    /// What has to be said before the custodian goes on.
    pub(super) asked: RwSignal<Option<Asked>>,
    /// The cases being given to somebody, or put in another order.
    pub(crate) giving: RwSignal<Option<Giving>>,
    /// The step that is being told about.
    pub(crate) form: RwSignal<Option<StepForm>>,
    /// Why the last step was not taken.
    pub(crate) refused: RwSignal<Option<Failure>>,
    /// The custodian is at work on a step.
    pub(crate) busy: RwSignal<bool>,
    /// The version on the screen; nothing for the case as it stands.
    pub(crate) version: RwSignal<Option<u32>>,
    /// What differs between the two versions that were chosen.
    pub(crate) differences: RwSignal<Option<Vec<DifferenceLine>>>,
    /// Who works here.
    pub(crate) people: RwSignal<Vec<PersonView>>,
}

impl Desk {
    /// No case open.
    pub(crate) fn new(keeper: Keeper, session: Session, shell: Shell) -> Self {
        let desk = Self {
            keeper,
            session,
            shell,
            saving: Saving::new(),
            list: List::new(),
            asked: RwSignal::new(None),
            giving: RwSignal::new(None),
            form: RwSignal::new(None),
            refused: RwSignal::new(None),
            busy: RwSignal::new(false),
            version: RwSignal::new(None),
            differences: RwSignal::new(None),
            people: RwSignal::new(Vec::new()),
        };
        session.kept_by(Arc::new(desk));
        keeper.before_locking(move |then| {
            take_what_is_typed();
            desk.settle(then);
        });
        Effect::new(move |_| {
            session.assessed_at.track();
            desk.assessed();
        });
        // The lock takes a case off the screen, and leaves the door of the worklist there.
        Effect::new(move |open: Option<bool>| {
            let now = keeper.opened.with(Option::is_some);
            if open == Some(true) && !now && session.case_now().is_some() {
                session.clear();
                Route::Worklist.go();
            }
            now
        });
        desk.list.follow(desk);
        desk.follow_others();
        // Whatever waits is sent when the page is left or covered: the worker may live a little longer than the page.
        let leaving = window_event_listener(ev::pagehide, move |_| {
            take_what_is_typed();
            desk.send_next();
        });
        let covered = window_event_listener(ev::visibilitychange, move |_| desk.send_next());
        on_cleanup(move || {
            leaving.remove();
            covered.remove();
        });
        desk
    }

    /// Shows what other devices have changed: in the list, and in the case on the screen. Much may come at once.
    fn follow_others(self) {
        let waits = StoredValue::new(false);
        Effect::new(move |before: Option<u64>| {
            let times = self.keeper.came.with(|came| came.times);
            if before.is_some_and(|before| before != times) && !waits.get_value() {
                waits.set_value(true);
                let look = move || {
                    waits.set_value(false);
                    self.look_at_others();
                };
                set_timeout(look, AFTER_OTHERS);
            }
            times
        });
    }

    fn look_at_others(self) {
        if !self.keeper.is_open() {
            return;
        }
        if self.shell.route.get_untracked() == Route::Worklist {
            self.list_renewed();
        }
        let records = self.keeper.take_came();
        let here = self.session.case_now();
        let changed = here.is_some_and(|case| records.contains(&case.of.encounter));
        if changed && self.version.with_untracked(Option::is_none) {
            self.reopen();
        }
    }

    /// Opens the case of an encounter on the coding screen: the one named, else the one worked on.
    pub(crate) fn open(self, encounter: [u8; 16], case: Option<[u8; 16]>) {
        self.ask_case(CasesRequest::Open {
            encounter,
            case,
            reason: String::new(),
        });
    }

    /// Takes the next case up and opens it.
    pub(crate) fn load_next(self) {
        if !self.keeper.is_open() {
            Route::Worklist.go();
            return;
        }
        let after = self.session.case_now().map(|case| case.of.encounter);
        self.ask_case(CasesRequest::LoadNext { after });
    }

    /// Opens the case on the screen anew, as it stands by now.
    pub(crate) fn reopen(self) {
        if let Some(case) = self.session.case_now() {
            self.open(case.of.encounter, Some(case.of.case));
        }
    }

    /// Takes a step of the case on the screen.
    pub(crate) fn step(self, step: Step) {
        if self.busy.get_untracked() {
            return;
        }
        if let Some(of) = self.of() {
            self.ask_case(CasesRequest::Step { of, step });
        }
    }

    /// The case on the screen.
    pub(crate) fn of(self) -> Option<CaseName> {
        self.session.case_now().map(|case| case.of)
    }

    /// Saves what is not saved, then asks for something that is answered with a case, and shows that.
    pub(crate) fn ask_case(self, request: CasesRequest) {
        if self.busy.get_untracked() {
            set_timeout(move || self.ask_case(request), SOON);
            return;
        }
        self.settle(Box::new(move |saved| {
            if saved {
                self.ask_at_once(request);
            } else {
                self.shell
                    .say("That has to wait: the case is not saved, and the header says why.");
            }
        }));
    }

    fn ask_at_once(self, request: CasesRequest) {
        self.busy.set(true);
        self.refused.set(None);
        let again = request.clone();
        let asked_at = self.session.draft.get_untracked();
        self.keeper.ask(Request::Cases(request), move |event| {
            self.busy.set(false);
            match event {
                Event::Cases(CasesEvent::Opened(view)) => self.show(*view, &again, &asked_at),
                Event::Cases(CasesEvent::NothingNext) => {
                    self.shell.say(
                        "Nothing is left that you could take up. Pended and finished cases stand in the worklist.",
                    );
                }
                Event::Cases(CasesEvent::Differences(lines)) => self.differences.set(Some(lines)),
                Event::Failed(failure) => self.ask_or_refuse(failure, &again),
                _ => {}
            }
        });
    }

    fn show(self, mut view: CaseView, after: &CasesRequest, asked_at: &StayDraft) {
        let here = self.session.case_now();
        let version = match after {
            CasesRequest::OpenVersion { number, .. } => Some(*number),
            _ => None,
        };
        let same = here.as_ref().is_some_and(|here| {
            here.of.encounter == view.of.encounter && self.version.get_untracked() == version
        });
        self.version.set(version);
        self.differences.set(None);
        if same {
            if self.shell.route.get_untracked() == Route::Worklist {
                Route::Code.go_to("search");
            }
            let before = self.session.draft.get_untracked();
            let kept = view.draft.clone();
            view.draft = merged(asked_at, &before, &kept);
            let behind = view.draft != kept;
            let view = Arc::new(view);
            self.session.show_case(Arc::clone(&view));
            if behind {
                // Something was changed while the custodian was at work.
                self.session.is_kept(kept);
                self.save_as_it_stands();
            }
            self.session.keep_focus_in_panel();
            if let Some(said) = said_after(after, &view, &what_changed(&before, &view.draft)) {
                self.shell.say(said);
            }
        } else {
            self.session.open_case(Arc::new(view));
            if version.is_some() {
                self.session.show_case_panel();
            }
        }
        self.ask_people();
    }

    /// Takes note of who works here, once.
    pub(crate) fn ask_people(self) {
        if self.people.with_untracked(Vec::is_empty) {
            self.keeper.ask(Request::People, move |event| {
                if let Event::People(told) = event {
                    self.people.set(told.people);
                }
            });
        }
    }

    /// Who could be given a case: those who code and work here.
    pub(crate) fn coders(self) -> Vec<PersonView> {
        self.people.with(|people| {
            let code = |person: &&PersonView| {
                person.until.is_empty() && person.roles.iter().any(|role| role == "coder")
            };
            people.iter().filter(code).cloned().collect()
        })
    }
}

impl KeepsStay for Desk {
    fn turned(&self, turn: Turn) {
        self.take_turn(turn);
    }

    fn settle(&self, then: Box<dyn FnOnce(bool)>) {
        self.when_saved(then);
    }

    fn beyond(&self, again: bool) {
        let Some(of) = self.of() else { return };
        self.ask_case(if again {
            CasesRequest::Redo { of }
        } else {
            CasesRequest::Undo { of }
        });
    }

    fn link(&self, code: &str, words: Words) {
        let Some(of) = self.of() else { return };
        self.ask_case(CasesRequest::LinkWords {
            of,
            span: SpanView {
                entry: [0; 16],
                code: code.to_owned(),
                document: words.document,
                start: words.bytes.0,
                end: words.bytes.1,
                body_sha256: words.body_sha256,
                words: words.words,
            },
        });
    }
}

/// A field that is being typed into gives its text to the stay, as if it were left.
fn take_what_is_typed() {
    use wasm_bindgen::JsCast;
    let field = document()
        .active_element()
        .and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(field) = field {
        let _ = field.blur();
    }
}

/// What is said once something was done to the case on the screen.
fn said_after(request: &CasesRequest, view: &CaseView, changed: &str) -> Option<String> {
    let why_not = |words: &str| {
        if changed.is_empty() {
            format!("{words}: nothing that the screen shows.")
        } else {
            format!("{words}: {changed}.")
        }
    };
    Some(match request {
        CasesRequest::Undo { .. } => why_not("Undone out of the record"),
        CasesRequest::Redo { .. } => why_not("Done again out of the record"),
        CasesRequest::Step { step, .. } => match step {
            Step::Assign { coder: None } => "The case is nobody's now.".to_owned(),
            Step::Assign { .. } => format!("The case is {}'s now.", view.coder),
            Step::Settle { .. } => "It has come: that is kept.".to_owned(),
            Step::Agree { .. } => "The review agrees: that is kept.".to_owned(),
            Step::Finalise => "Final. A version is kept as it stands.".to_owned(),
            _ => format!("The case is {} now.", view.status_said),
        },
        CasesRequest::LinkWords { span, .. } => {
            format!("The words stand under {} now.", span.code)
        }
        CasesRequest::UnlinkWords { .. } => "The words are taken away from the code.".to_owned(),
        CasesRequest::Prioritise { .. } => "Order of work saved.".to_owned(),
        CasesRequest::SettleConflict { .. } => "That value stands now.".to_owned(),
        CasesRequest::GlanceParallel { .. } => "Looked at: that is kept.".to_owned(),
        CasesRequest::Open { .. } if !changed.is_empty() => {
            format!("Somebody else's changes are shown now: {changed}.")
        }
        _ => return None,
    })
}
