//! Disputed results: what a coder holds to be wrong in an edit, a DRG or what is said of a code, followed from the finding
//! to the mended release.
//!
//! The log lives in this page's memory and in files that its user writes: there is no vault yet. Its stays name nobody,
//! but they are stays, so nothing of it is kept in the browser.

use engine::draft::StayDraft;
use engine::protocol::{
    Dispute, Disputed, DrgView, Event, Failure, FieldProblem, Request, Touched,
};
use leptos::{ev, prelude::*};

use crate::coding::Session;
use crate::link::Link;
use crate::shell::{Route, Shell};

mod entry;
mod page;

pub(crate) use page::DisputesPage;

/// The search for claims that a disputed result touches.
#[derive(Debug, Clone, PartialEq)]
enum Search {
    No,
    Running { done: u32, total: u32 },
    Done(Touched),
    Failed(Failure),
}

/// A dispute on screen.
#[derive(Clone, Copy)]
struct Entry {
    /// Its number on this page.
    key: u32,
    dispute: RwSignal<Dispute>,
    problems: RwSignal<Vec<FieldProblem>>,
    search: RwSignal<Search>,
}

/// The log. A copy is only a reference; it outlives its screen.
#[derive(Clone, Copy)]
pub(crate) struct Disputes {
    link: Link,
    shell: Shell,
    entries: RwSignal<Vec<Entry>>,
    /// As it stands in the file last written or read.
    kept: RwSignal<Vec<Dispute>>,
    /// The entry that is written.
    open: RwSignal<Option<u32>>,
    /// The entry whose first field gets the focus once it stands.
    begun: StoredValue<Option<u32>>,
    /// Why a file could not be read.
    refused: RwSignal<Option<Failure>>,
    next: StoredValue<u32>,
    owner: StoredValue<Owner>,
}

impl Disputes {
    /// An empty log.
    pub(crate) fn new(link: Link, shell: Shell) -> Self {
        Self {
            link,
            shell,
            entries: RwSignal::new(Vec::new()),
            kept: RwSignal::new(Vec::new()),
            open: RwSignal::new(None),
            begun: StoredValue::new(None),
            refused: RwSignal::new(None),
            next: StoredValue::new(0),
            owner: StoredValue::new(Owner::current().unwrap_or_default()),
        }
    }

    /// Begins a dispute about a result of a stay; `said` is what the screen says.
    pub(crate) fn begin(self, stay: StayDraft, disputed: Disputed, said: String) {
        let request = Request::DisputeBegin {
            stay: Box::new(stay),
            disputed,
            said,
            today: crate::ui::today(),
        };
        self.link.ask(request, move |event| match event {
            Event::Dispute(dispute) => {
                let entry = self.add(*dispute);
                self.open.set(Some(entry.key));
                self.begun.set_value(Some(entry.key));
                Route::Disputes.go();
            }
            Event::Failed(failure) => self.shell.say(format!("{} {}", failure.what, failure.fix)),
            _ => {}
        });
    }

    /// Begins a dispute about the DRG of the present stay.
    pub(crate) fn begin_drg(self, session: Session, drg: &DrgView) {
        let disputed = Disputed::Drg {
            number: drg.number.clone(),
        };
        let said = format!("MS-DRG {} {}", drg.number, drg.title);
        self.begin(session.draft.get_untracked(), disputed, said);
    }

    /// Puts a dispute before the others.
    fn add(self, dispute: Dispute) -> Entry {
        let key = self.next.get_value();
        self.next.set_value(key + 1);
        let entry = self.owner.with_value(|owner| {
            owner.with(|| Entry {
                key,
                dispute: RwSignal::new(dispute),
                problems: RwSignal::new(Vec::new()),
                search: RwSignal::new(Search::No),
            })
        });
        self.entries.update(|entries| entries.insert(0, entry));
        self.check(entry);
        entry
    }

    /// Changes a dispute and has it checked.
    fn change(self, entry: Entry, make: impl FnOnce(&mut Dispute)) {
        entry.dispute.update(make);
        self.check(entry);
    }

    fn check(self, entry: Entry) {
        let request = Request::DisputeCheck(Box::new(entry.dispute.get_untracked()));
        self.link.ask(request, move |event| {
            if let Event::DisputeChecked(problems) = event {
                entry.problems.set(problems);
            }
        });
    }

    /// Takes a dispute out of the log.
    fn remove(self, entry: Entry) {
        self.entries
            .update(|entries| entries.retain(|other| other.key != entry.key));
        self.shell.say("Taken out of the log.");
        crate::ui::focus_soon("place");
    }

    /// Finds the claims of the opened file that a disputed result touches.
    fn find_touched(self, entry: Entry) {
        let (disputed, discharge_date) = entry.dispute.with_untracked(|dispute| {
            (
                dispute.disputed.clone(),
                dispute.stay.discharge_date.clone(),
            )
        });
        entry.search.set(Search::Running { done: 0, total: 0 });
        let request = Request::BatchTouched {
            disputed,
            discharge_date,
        };
        self.link.ask(request, move |event| match event {
            Event::BatchProgress { done, total } => {
                entry.search.set(Search::Running { done, total });
            }
            Event::Touched(touched) => {
                self.shell.say(entry::sentence(&touched));
                entry.search.set(Search::Done(*touched));
            }
            Event::Failed(failure) => entry.search.set(Search::Failed(failure)),
            // Another question to the claims took this one's place.
            _ => entry.search.set(Search::No),
        });
    }

    /// The log as it stands.
    fn all(self) -> Vec<Dispute> {
        self.entries.with(|entries| {
            entries
                .iter()
                .map(|entry| entry.dispute.get())
                .collect::<Vec<_>>()
        })
    }

    /// Whether closing the page would lose something.
    fn unsaved(self) -> bool {
        let all = self.all();
        !all.is_empty() && self.kept.with(|kept| *kept != all)
    }

    /// Writes the log into a file.
    fn export(self) {
        let all = untrack(|| self.all());
        self.link.ask(Request::DisputesExport(all.clone()), move |event| match event {
            Event::File { name, media_type, bytes } => {
                if crate::ui::hand_over(&name, &media_type, &bytes) {
                    self.kept.set(all.clone());
                    self.shell.say(format!("Written in the clear: {name}"));
                } else {
                    self.shell.say("The browser did not let the file be written. Allow downloads for this page and try again.");
                }
            }
            Event::Failed(failure) => self.shell.say(format!("{} {}", failure.what, failure.fix)),
            _ => {}
        });
    }

    /// Adds the disputes of a file that are not in the log yet.
    fn import(self, bytes: Vec<u8>) {
        self.refused.set(None);
        self.link.ask(
            Request::DisputesImport { bytes },
            move |event| match event {
                Event::Disputes(read) => {
                    let there = untrack(|| self.all());
                    if there.is_empty() {
                        self.kept.set(read.clone());
                    }
                    let new: Vec<Dispute> = read
                        .into_iter()
                        .filter(|dispute| !there.contains(dispute))
                        .collect();
                    self.shell.say(format!(
                        "{} taken into the log.",
                        crate::ui::counted(new.len() as u64, "dispute", "disputes")
                    ));
                    // In the order of the file, before what is there.
                    for dispute in new.into_iter().rev() {
                        self.add(dispute);
                    }
                }
                Event::Failed(failure) => self.refused.set(Some(failure)),
                _ => {}
            },
        );
    }

    /// Lets the browser warn before the page goes away with an unwritten log.
    pub(crate) fn guard_leaving(self) {
        let listener = window_event_listener(ev::beforeunload, move |event| {
            if untrack(|| self.unsaved()) {
                event.prevent_default();
                event.set_return_value("unsaved");
            }
        });
        on_cleanup(move || listener.remove());
    }
}
