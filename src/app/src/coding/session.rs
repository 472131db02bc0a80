//! The stay on screen: its draft with undo, what the engine says of it, and where the user is in it.

use std::sync::Arc;

use custodian::protocol::CaseView;
use engine::draft::{Poa, StayDraft};
use engine::protocol::{
    Assessment, CodePage, CodeSystem, DrgView, Event, Failure, Place, ReadCode, Request, Watched,
    Weight,
};
use leptos::{ev, prelude::*};

use super::browse::ListPlace;
use super::found;
use super::history::History;
use super::payment::Payment;
use super::row::{self, Row, Target};
use super::shelf::{KeptCode, Shelf};
use super::supposing::Supposing;
use super::trail::Trail;
use crate::guidelines::Reader;
use crate::link::{Link, Newest};
use crate::shell::{Overlay, Route, Shell};

mod at_hand;
mod of_case;
mod reading;

pub(crate) use of_case::{KeepsStay, Turn, Words};

/// What the left pane shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BookTab {
    /// The case the stay is of.
    Case,
    /// Its chart.
    Chart,
    /// The page of a code.
    Code,
    /// Why this DRG.
    Why,
    /// What it would be otherwise.
    WhatIf,
    /// What Medicare would pay.
    Estimate,
    /// The code sets leafed through.
    Browse,
    /// What changed between two dates.
    Changes,
    /// The builder of procedure codes.
    Build,
    /// The edits in full.
    Edits,
    /// Favourites, recent codes, code sets.
    Shelf,
    /// The official guidelines.
    Guidelines,
}

/// What waits for the user to give up an unsaved stay.
type AfterLeaving = Arc<dyn Fn() + Send + Sync>;

/// The stay on screen. A copy is only a reference.
#[derive(Clone, Copy)]
pub(crate) struct Session {
    link: Link,
    shell: Shell,
    history: RwSignal<History<StayDraft>>,
    /// The stay as it stands.
    pub(crate) draft: Memo<StayDraft>,
    /// The stay as it was opened or last written into a file.
    kept: RwSignal<StayDraft>,
    /// How many stays were opened before this one.
    opened: StoredValue<u32>,
    /// Whether a stay is open at all.
    pub(crate) open: RwSignal<bool>,
    /// The engine's latest word on the stay.
    pub(super) assessment: RwSignal<Option<Arc<Assessment>>>,
    /// Why the engine could not say anything.
    pub(super) failure: RwSignal<Option<Failure>>,
    /// The row that is, or last was, in focus.
    pub(super) row: RwSignal<Option<Row>>,
    /// What the left pane shows.
    pub(super) tab: RwSignal<BookTab>,
    /// The code page in the left pane.
    pub(super) page: RwSignal<Option<Arc<CodePage>>>,
    /// Pages looked at.
    pub(super) trail: RwSignal<Trail>,
    /// Whether the page asked for is only passed.
    glancing: RwSignal<bool>,
    /// The date the book is read on, if it is not the stay's.
    pub(super) as_of: RwSignal<Option<String>>,
    /// Where the code sets are leafed through.
    pub(super) list: RwSignal<ListPlace>,
    /// Favourites, recent codes, code sets, notes on codes.
    pub(crate) shelf: RwSignal<Shelf>,
    /// The set that was posted without some of its codes, and these codes: they wait for what is to stand in for them.
    pub(super) set_waits: RwSignal<Option<(String, Vec<KeptCode>)>>,
    /// What the estimate is made from beside the codes.
    pub(super) payment: Payment,
    /// What is supposed of the stay; never in it.
    pub(crate) supposing: Supposing,
    /// Where the guidelines are read.
    pub(crate) reader: Reader,
    /// The case the stay is of; nothing for a stay in memory only.
    pub(crate) case: RwSignal<Option<Arc<CaseView>>>,
    /// Words of the chart that wait for a code.
    pub(super) words: RwSignal<Option<Words>>,
    /// The words that are sought in the chart, and whether they were shown.
    sought: RwSignal<Option<of_case::Sought>>,
    sought_shown: StoredValue<bool>,
    /// Who keeps a stay of a case.
    kept_by: StoredValue<Option<Arc<dyn KeepsStay>>>,
    /// At how many changes the stay was last sent to be assessed, and at how many it was when the engine's word came.
    asked_at: StoredValue<u32>,
    pub(crate) assessed_at: RwSignal<Option<u32>>,
    after_leaving: RwSignal<Option<AfterLeaving>>,
    assess: Newest,
    look_up: Newest,
}

impl Session {
    /// No stay open.
    pub(crate) fn new(link: Link, shell: Shell) -> Self {
        let history = RwSignal::new(History::new(StayDraft::default()));
        let assessment = RwSignal::new(None);
        let failure = RwSignal::new(None);
        let page = RwSignal::new(None);
        let trail = RwSignal::new(Trail::default());
        let glancing = RwSignal::new(false);
        let asked_at = StoredValue::new(0_u32);
        let assessed_at = RwSignal::new(None);
        let session = Self {
            link,
            shell,
            history,
            draft: Memo::new(move |_| history.with(|history| history.present().clone())),
            kept: RwSignal::new(StayDraft::default()),
            opened: StoredValue::new(0),
            open: RwSignal::new(false),
            assessment,
            failure,
            row: RwSignal::new(None),
            tab: RwSignal::new(BookTab::Code),
            page,
            trail,
            glancing,
            as_of: RwSignal::new(None),
            list: RwSignal::new((CodeSystem::Cm, String::new())),
            shelf: at_hand::load(),
            set_waits: RwSignal::new(None),
            payment: Payment::load(shell),
            supposing: Supposing::new(),
            reader: Reader::new(link),
            case: RwSignal::new(None),
            words: RwSignal::new(None),
            sought: RwSignal::new(None),
            sought_shown: StoredValue::new(false),
            kept_by: StoredValue::new(None),
            asked_at,
            assessed_at,
            after_leaving: RwSignal::new(None),
            assess: Newest::new(link, move |event| match event {
                Event::Assessed(told) => {
                    failure.set(None);
                    assessment.set(Some(Arc::from(told)));
                    assessed_at.set(Some(asked_at.get_value()));
                }
                Event::Failed(told) => failure.set(Some(told)),
                _ => {}
            }),
            look_up: Newest::new(link, move |event| match event {
                Event::Code(told) => {
                    let glance = glancing.get_untracked();
                    trail.update(|trail| {
                        trail.visit((told.line.system, told.line.code.clone()), glance);
                    });
                    page.set(Some(Arc::from(told)));
                }
                Event::Failed(told) => shell.say(format!("{} {}", told.what, told.fix)),
                _ => {}
            }),
        };
        session.keep_shelf();
        Effect::new(move |_| {
            let stay = session.draft.get();
            if session.open.get() && link.ready() {
                session.assess.ask(Request::Assess {
                    stay: Box::new(stay),
                    watched: Some(session.watched()),
                });
            }
        });
        session
    }

    /// Has the stay assessed anew, where what it is held against has changed.
    pub(crate) fn assess_again(self) {
        if self.open_now() {
            self.assess.ask(Request::Assess {
                stay: Box::new(self.draft.get_untracked()),
                watched: Some(self.watched()),
            });
        }
    }

    /// Which of the stays opened this is, and how many changes ago it was.
    fn watched(self) -> Watched {
        let changes = self.history.with_untracked(History::changes);
        self.asked_at.set_value(changes);
        Watched {
            stay: self.opened.get_value(),
            changes,
        }
    }

    /// Whether there is something that exists in this page only.
    pub(crate) fn unsaved(self) -> bool {
        self.open.get()
            && self
                .draft
                .with(|draft| self.kept.with(|kept| draft != kept))
    }

    fn unsaved_now(self) -> bool {
        untrack(move || self.unsaved())
    }

    /// Whether a stay is open and its screen is the one shown.
    pub(crate) fn open_now(self) -> bool {
        self.open.get_untracked()
    }

    /// The date on which codes are looked up: of discharge, else of admission, else today.
    pub(crate) fn code_date(self) -> String {
        self.draft.with_untracked(|draft| {
            [&draft.discharge_date, &draft.admission_date]
                .into_iter()
                .find(|date| date.len() == 10)
                .cloned()
                .unwrap_or_else(crate::ui::today)
        })
    }

    /// Changes the stay; the change can be undone and is named so.
    pub(super) fn change<R>(
        self,
        what: impl Into<String>,
        make: impl FnOnce(&mut StayDraft) -> R,
    ) -> R {
        let mut next = self
            .history
            .with_untracked(|history| history.present().clone());
        let result = make(&mut next);
        let what = what.into();
        let differs = self
            .history
            .with_untracked(|history| *history.present() != next);
        if differs && !self.refuses() {
            self.history.update(|history| {
                history.record(what, next);
            });
            self.turned(Turn::Change);
        }
        result
    }

    /// What undo would take back.
    pub(crate) fn undoable(self) -> Option<String> {
        self.history
            .with(|history| history.undoable().map(str::to_owned))
            .or_else(|| self.beyond(|case| case.can_undo))
            .filter(|_| self.open.get())
    }

    /// What redo would bring back.
    pub(crate) fn redoable(self) -> Option<String> {
        self.history
            .with(|history| history.redoable().map(str::to_owned))
            .or_else(|| self.beyond(|case| case.can_redo))
            .filter(|_| self.open.get())
    }

    /// Takes the last change back.
    pub(crate) fn undo(self) {
        if let Some(what) = self.history.try_update(History::undo).flatten() {
            self.turned(Turn::Undo);
            self.shell.say(format!("Undone: {what}"));
            self.stay_in_rows();
        } else {
            self.go_beyond(false);
        }
    }

    /// Brings back what was undone.
    pub(crate) fn redo(self) {
        if let Some(what) = self.history.try_update(History::redo).flatten() {
            self.turned(Turn::Redo);
            self.shell.say(format!("Done again: {what}"));
            self.stay_in_rows();
        } else {
            self.go_beyond(true);
        }
    }

    /// Keeps the focus in the lists when the row it was in is gone.
    fn stay_in_rows(self) {
        let Some(row) = self.row.get_untracked() else {
            return;
        };
        let in_rows = document()
            .active_element()
            .is_some_and(|e| e.closest("tr").ok().flatten().is_some());
        let gone = self.draft.with_untracked(|draft| row.code(draft).is_none());
        if gone {
            let last = self
                .draft
                .with_untracked(|draft| row::rows(draft).last().copied());
            self.row.set(last);
            match last {
                Some(last) if in_rows => self.go_to(last),
                None if in_rows => crate::ui::focus_soon("search"),
                _ => {}
            }
        }
    }

    /// The row that is, or last was, in focus.
    pub(crate) fn current_row(self) -> Option<Row> {
        self.row.get_untracked()
    }

    /// Moves the focus to a row.
    pub(super) fn go_to(self, row: Row) {
        self.row.set(Some(row));
        crate::ui::focus_soon(row.element_id());
    }

    /// Moves the focus to where a finding stands.
    pub(super) fn go_to_place(self, place: Place) {
        if let Some(row) = Row::at(place)
            .filter(|row| self.draft.with_untracked(|draft| row.code(draft).is_some()))
        {
            self.go_to(row);
            return;
        }
        let id = match place {
            Place::AdmissionDate => "stay-admission",
            Place::DischargeDate => "stay-discharge",
            Place::Age => "stay-birth",
            Place::Sex => "stay-sex",
            Place::DischargeStatus => "stay-status",
            Place::Hospital => "stay-hospital",
            Place::Drg => "drg",
            Place::Stay => "stay-label",
            Place::Admitting | Place::Principal | Place::Secondary(_) | Place::Procedure(_) => {
                "search"
            }
        };
        crate::ui::focus_soon(id);
    }

    /// Whether the engine stops the stay at this place: the field there is marked as wrong.
    pub(super) fn stopped_at(self, place: Place) -> bool {
        self.assessment.with(|told| {
            told.as_deref().is_some_and(|told| {
                told.findings
                    .iter()
                    .any(|finding| finding.weight == Weight::Stop && finding.place == place)
            })
        })
    }

    /// Shows a tab of the left pane and moves the focus into it.
    pub(crate) fn show(self, tab: BookTab) {
        self.tab.set(tab);
        crate::ui::focus_soon("book-panel");
    }

    /// Opens the query to the provider.
    pub(crate) fn write_query(self) {
        self.supposing.query_open.set(true);
        self.show(BookTab::WhatIf);
        crate::ui::focus_soon("query-to");
    }

    /// Says a sentence to the user.
    pub(super) fn say(self, sentence: impl Into<String>) {
        self.shell.say(sentence);
    }

    /// Shows the page of the code in the current row.
    pub(crate) fn look_up_current(self) {
        if let Some(row) = self.row.get_untracked() {
            let code = self
                .draft
                .with_untracked(|draft| row.code(draft).map(str::to_owned));
            if let Some(code) = code {
                self.look_up(row.system(), &code);
            }
        }
    }

    /// Posts one code that was found by a way.
    pub(super) fn post(
        self,
        system: CodeSystem,
        code: &str,
        shown: &str,
        target: Target,
        found_by: String,
    ) {
        if self.refuses() {
            return;
        }
        let poa = Poa::from(self.shell.settings.with_untracked(|s| s.new_poa));
        let row = self.change(format!("post {shown}"), |stay| {
            row::post(stay, system, code, target, poa, found_by)
        });
        self.row.set(Some(row));
        let posted = code.to_owned();
        let code = posted.clone();
        self.shelf
            .update(|shelf| shelf.used(KeptCode { system, code }));
        crate::ui::reveal_soon(row.element_id());
        self.shell.say(format!("{shown} posted as {}", row.name()));
        self.link_words(&posted);
    }

    /// Posts a code that was found in an index or a table, by a way that named a code.
    pub(crate) fn post_from_book(
        self,
        system: CodeSystem,
        code: &str,
        shown: &str,
        way: &str,
        named: &str,
    ) {
        let found_by = found::book(way, named, shown);
        self.post_checked(system, code, shown, Target::Usual, found_by);
    }

    /// Posts codes that can be reported, as one change, each with the way it was found by, and returns those that can't.
    pub(super) fn post_all(
        self,
        codes: Vec<ReadCode>,
        found_by: impl Fn(&ReadCode) -> String,
    ) -> Vec<ReadCode> {
        if self.refuses() {
            return Vec::new();
        }
        let poa = Poa::from(self.shell.settings.with_untracked(|s| s.new_poa));
        let (good, bad): (Vec<_>, Vec<_>) = codes
            .into_iter()
            .partition(|code| code.known && code.line.billable);
        // A heading leads to the chooser of its continuations.
        if let Some(incomplete) = bad.iter().find(|code| code.known) {
            self.look_up(incomplete.line.system, &incomplete.line.code);
        }
        let Some(first) = good.first() else {
            return bad;
        };
        let what = match good.len() {
            1 => format!("post {}", first.line.dotted),
            n => format!("post {n} codes"),
        };
        let last = self.change(what, |stay| {
            good.iter()
                .map(|code| {
                    let way = found_by(code);
                    row::post(
                        stay,
                        code.line.system,
                        &code.line.code,
                        Target::Usual,
                        poa,
                        way,
                    )
                })
                .last()
        });
        self.row.set(last);
        if good.len() == 1 {
            self.link_words(&first.line.code);
        }
        self.shelf.update(|shelf| {
            for code in &good {
                shelf.used(KeptCode::from(&code.line));
            }
        });
        self.shell.say(match (good.len(), last) {
            (1, Some(row)) => format!("{} posted as {}", first.line.dotted, row.name()),
            (n, _) => format!("{n} codes posted"),
        });
        bad
    }

    /// Sets present on admission in a row.
    pub(super) fn set_poa(self, row: Row, poa: Poa) {
        if self.refuses() {
            return;
        }
        let letter = if poa == Poa::Blank {
            "blank"
        } else {
            poa.letter()
        };
        self.change(
            format!("present on admission {letter}, {}", row.name()),
            |stay| row::set_poa(stay, row, poa),
        );
    }

    /// Moves the code in a row one place up or down.
    pub(super) fn resequence(self, row: Row, by: isize) {
        if self.refuses() {
            return;
        }
        let way = if by < 0 { "up" } else { "down" };
        if let Some(to) = self.change(format!("move {} {way}", row.name()), |stay| {
            row::resequence(stay, row, by)
        }) {
            self.go_to(to);
            self.shell.say(format!("Now {}", to.name()));
        }
    }

    /// Makes the code in a row the principal one.
    pub(super) fn make_principal(self, row: Row) {
        if self.refuses() {
            return;
        }
        if let Some(to) = self.change(format!("make {} principal", row.name()), |stay| {
            row::make_principal(stay, row)
        }) {
            self.go_to(to);
            self.shell.say(format!("Now {}", to.name()));
        }
    }

    /// Takes the code of a row out.
    pub(super) fn remove(self, row: Row) {
        if self.refuses() {
            return;
        }
        let Some(code) = self
            .draft
            .with_untracked(|draft| row.code(draft).map(|code| row.shown(code)))
        else {
            return;
        };
        let next = self.change(format!("take {code} out"), |stay| row::remove(stay, row));
        match next {
            Some(next) => self.go_to(next),
            None => {
                self.row.set(None);
                crate::ui::focus_soon("search");
            }
        }
        self.shell
            .say(format!("{code} taken out. Ctrl+Z brings it back."));
    }

    fn put(self, stay: StayDraft) {
        self.case.set(None);
        self.words.set(None);
        self.sought.set(None);
        self.payment.forget_stay();
        self.opened
            .update_value(|opened| *opened = opened.wrapping_add(1));
        self.kept.set(stay.clone());
        self.assessment.set(None);
        self.assessed_at.set(None);
        self.failure.set(None);
        self.page.set(None);
        self.supposing.forget();
        self.set_waits.set(None);
        self.trail.update(Trail::clear);
        self.as_of.set(None);
        self.tab.set(BookTab::Code);
        self.row.set(
            Some(Row::Principal)
                .filter(|row| row.code(&stay).is_some())
                .or(row::rows(&stay).first().copied()),
        );
        self.history.set(History::new(stay));
        self.open.set(true);
        self.look_up_current();
        Route::Code.go_to("search");
    }

    /// Starts an empty stay.
    pub(crate) fn start_empty(self) {
        self.leave_then(move || {
            self.put(StayDraft::default());
            crate::ui::focus_soon("stay-label");
        });
    }

    /// Opens a ready example.
    pub(crate) fn open_example(self, key: String) {
        self.leave_then(move || self.receive(Request::ExampleOpen { key: key.clone() }));
    }

    /// Opens a line of the batch as a stay.
    pub(crate) fn open_batch_line(self, line: u32) {
        self.leave_then(move || self.receive(Request::BatchStay { line }));
    }

    /// The DRG of the stay as it is assessed now.
    pub(crate) fn drg_now(self) -> Option<DrgView> {
        self.assessment
            .with_untracked(|told| told.as_deref().and_then(|told| told.r#final.clone()))
    }

    /// Opens a stay that stands somewhere else on the page.
    pub(crate) fn open_draft(self, stay: StayDraft) {
        self.leave_then(move || self.put(stay.clone()));
    }

    /// Opens what the engine answers with a stay.
    pub(crate) fn receive(self, request: Request) {
        self.link.ask(request, move |event| match event {
            Event::Stay(stay) => self.put(*stay),
            Event::Failed(failure) => self
                .shell
                .say(format!("{} {} {}", failure.what, failure.why, failure.fix)),
            _ => {}
        });
    }

    /// Lets the user choose a file, once the present stay may be given up.
    pub(crate) fn choose_file(self) {
        self.leave_then(move || {
            if let Some(field) = document().get_element_by_id("stay-file") {
                use wasm_bindgen::JsCast;
                if let Ok(field) = field.dyn_into::<web_sys::HtmlElement>() {
                    field.click();
                }
            }
        });
    }

    /// Writes the stay into a file. The dialog has said before that it is in the clear.
    pub(crate) fn export(self) {
        let stay = self.draft.get_untracked();
        self.link.ask(Request::StayExport { stay: Box::new(stay.clone()) }, move |event| match event {
            Event::File { name, media_type, bytes } => {
                if crate::ui::hand_over(&name, &media_type, &bytes) {
                    if self.case_now().is_none() {
                        self.kept.set(stay.clone());
                    }
                    self.shell.say(format!("Written in the clear: {name}"));
                } else {
                    self.shell.say("The browser did not let the file be written. Allow downloads for this page and try again.");
                }
            }
            Event::Failed(failure) => self.shell.say(format!("{} {}", failure.what, failure.fix)),
            _ => {}
        });
    }

    /// Closes the stay, once it may be given up.
    pub(crate) fn close(self) {
        self.leave_then(move || {
            self.clear();
            crate::ui::focus_soon("place");
        });
    }

    /// Takes the stay off the screen and out of the page's memory.
    pub(crate) fn clear(self) {
        self.open.set(false);
        self.case.set(None);
        self.words.set(None);
        self.sought.set(None);
        self.words.set(None);
        self.sought.set(None);
        self.payment.forget_stay();
        self.assessment.set(None);
        self.assessed_at.set(None);
        self.page.set(None);
        self.supposing.forget();
        self.row.set(None);
        self.history.set(History::new(StayDraft::default()));
        self.kept.set(StayDraft::default());
    }

    /// Does it now, or asks first where the stay would be lost.
    fn leave_then(self, then: impl Fn() + Send + Sync + 'static) {
        if self.case_now().is_some() {
            self.leave_case_then(then);
        } else if self.unsaved_now() {
            self.after_leaving.set(Some(Arc::new(then)));
            self.shell.overlay.set(Overlay::Leave);
        } else {
            then();
        }
    }

    /// The user gives the stay up.
    pub(super) fn give_up(self) {
        self.shell.uncover();
        if let Some(then) = self.after_leaving.try_update(Option::take).flatten() {
            self.kept.set(self.draft.get_untracked());
            self.turned(Turn::GivenUp);
            then();
        }
    }

    /// The user stays.
    pub(super) fn stay(self) {
        self.after_leaving.set(None);
        self.shell.uncover();
    }

    /// Lets the browser warn before the page goes away with an unsaved stay.
    pub(crate) fn guard_leaving(self) {
        let listener = window_event_listener(ev::beforeunload, move |event| {
            if self.unsaved_now() {
                event.prevent_default();
                event.set_return_value("unsaved");
            }
        });
        on_cleanup(move || listener.remove());
    }
}
