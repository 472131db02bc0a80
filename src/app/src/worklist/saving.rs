//! Saving the case on the screen: every change by itself, in the order they were made, one on its way at a time.
//!
//! A change waits a moment for the engine's word on it, so that what the stay groups to is written with it. Each step of this
//! page's history is one operation in the record: taking it back here takes that operation back there, and the undo that
//! goes on after a restart meets the same steps. What the record can't take back step for step is saved as it stands
//! instead. "Saved" is said only when the custodian has said so.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use custodian::protocol::{
    CaseName, CaseSaved, CasesEvent, CasesRequest, Event, Failure, GroupedDraft, Request,
};
use engine::draft::StayDraft;
use leptos::prelude::*;

use super::Desk;
use crate::coding::Turn;

/// How long a change waits for the engine's word.
const WAIT: core::time::Duration = core::time::Duration::from_millis(200);
/// When a save that failed is tried again.
const AGAIN: core::time::Duration = core::time::Duration::from_secs(5);

/// How far the case is saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Saved {
    /// Nothing was changed since it was opened.
    Nothing,
    /// A change is on its way.
    Saving,
    /// Everything, and when: milliseconds since 1970.
    At(i64),
    /// The last changes are not, and why.
    Not(Failure),
}

/// A step of this page's history, as the record knows it.
#[derive(Debug, Default)]
struct Written {
    /// It is an operation of the record that stands.
    stands: AtomicBool,
    /// It is one that was taken back there.
    taken_back: AtomicBool,
}

impl Written {
    fn set(&self, stands: bool, taken_back: bool) {
        self.stands.store(stands, Ordering::Relaxed);
        self.taken_back.store(taken_back, Ordering::Relaxed);
    }
}

/// What has to be written.
#[derive(Debug, Clone)]
enum Write {
    /// The stay as it stands; it is this step.
    Save(Option<Arc<Written>>),
    /// Take this step back.
    Back(Arc<Written>),
    /// Bring it back.
    Again(Arc<Written>),
}

/// Something that waits to be written, with the stay as it was afterwards.
#[derive(Debug, Clone)]
struct Item {
    of: CaseName,
    write: Write,
    stay: StayDraft,
    /// At how many changes that was.
    changes: u32,
}

#[derive(Default)]
struct Queue {
    waiting: VecDeque<Item>,
    on_its_way: bool,
    /// The steps of this page's history, and those taken back.
    done: Vec<Arc<Written>>,
    undone: Vec<Arc<Written>>,
    /// What was written last that the stay groups to.
    grouped: Option<GroupedDraft>,
    /// Whose changes these are.
    of: Option<CaseName>,
    /// When something was last saved.
    at: Option<i64>,
    /// Who waits until all is saved.
    then: Vec<Box<dyn FnOnce(bool)>>,
}

/// How far the case on the screen is saved. A copy is only a reference.
#[derive(Clone, Copy)]
pub(crate) struct Saving {
    queue: StoredValue<Queue, LocalStorage>,
    /// As said on screen.
    pub(crate) state: RwSignal<Saved>,
    /// Fields that the custodian did not take, with the reasons.
    pub(crate) left_out: RwSignal<Vec<Failure>>,
}

impl Saving {
    pub(super) fn new() -> Self {
        Self {
            queue: StoredValue::new_local(Queue::default()),
            state: RwSignal::new(Saved::Nothing),
            left_out: RwSignal::new(Vec::new()),
        }
    }

    /// Another case comes onto the screen, or what is not saved of this one is given up.
    fn begin(self, of: Option<CaseName>) {
        self.queue.set_value(Queue {
            of,
            ..Queue::default()
        });
        self.state.set(Saved::Nothing);
        self.left_out.set(Vec::new());
    }
}

impl Desk {
    /// Notes what was done to the stay, and saves it soon.
    pub(super) fn take_turn(self, turn: Turn) {
        let Some(of) = self.of() else { return };
        let known = self.saving.queue.with_value(|queue| queue.of);
        if turn == Turn::GivenUp || known != Some(of) {
            self.saving
                .begin(Some(of).filter(|_| turn != Turn::GivenUp));
        }
        let grouped = self
            .session
            .case_now()
            .and_then(|case| case.grouped.clone());
        let item = |write| Item {
            of,
            write,
            stay: self.session.draft.get_untracked(),
            changes: self.session.changes(),
        };
        self.saving.queue.update_value(|queue| match turn {
            Turn::Put | Turn::GivenUp => {
                queue.done.clear();
                queue.undone.clear();
                queue.grouped = grouped;
            }
            Turn::Change => {
                let step = Arc::new(Written::default());
                queue.done.push(Arc::clone(&step));
                queue.undone.clear();
                queue.waiting.push_back(item(Write::Save(Some(step))));
            }
            Turn::Undo => {
                let step = queue.done.pop().unwrap_or_default();
                queue.undone.push(Arc::clone(&step));
                queue.waiting.push_back(item(Write::Back(step)));
            }
            Turn::Redo => {
                let step = queue.undone.pop().unwrap_or_default();
                queue.done.push(Arc::clone(&step));
                queue.waiting.push_back(item(Write::Again(step)));
            }
        });
        if !matches!(turn, Turn::Put | Turn::GivenUp) {
            self.saving.state.set(Saved::Saving);
            set_timeout(move || self.send_next(), WAIT);
        }
    }

    /// The engine has said what the stay groups to: what waited for it goes, and a new result is written.
    pub(super) fn assessed(self) {
        let waits = self
            .saving
            .queue
            .with_value(|queue| !queue.waiting.is_empty());
        if waits {
            self.send_next();
            return;
        }
        let (Some(of), Some(grouped)) = (self.of(), self.session.grouped_now()) else {
            return;
        };
        let new = self.saving.queue.with_value(|queue| match &queue.grouped {
            Some(known) => *known != grouped,
            None => !grouped.drg.is_empty(),
        });
        if !new || untrack(|| self.session.locked()) {
            return;
        }
        self.saving.queue.update_value(|queue| {
            queue.waiting.push_back(Item {
                of,
                write: Write::Save(None),
                stay: self.session.draft.get_untracked(),
                changes: self.session.changes(),
            });
        });
        self.send_next();
    }

    /// Saves the stay as it stands instead of whatever waits.
    pub(super) fn save_as_it_stands(self) {
        let Some(of) = self.of() else { return };
        self.saving.queue.update_value(|queue| {
            queue.waiting.clear();
            queue.waiting.push_back(Item {
                of,
                write: Write::Save(None),
                stay: self.session.draft.get_untracked(),
                changes: self.session.changes(),
            });
        });
        self.saving.state.set(Saved::Saving);
        self.send_next();
    }

    /// Does something once everything is saved, and says whether it is.
    pub(super) fn when_saved(self, then: Box<dyn FnOnce(bool)>) {
        let idle = self
            .saving
            .queue
            .with_value(|queue| queue.waiting.is_empty() && !queue.on_its_way);
        if idle {
            then(true);
            return;
        }
        self.saving
            .queue
            .update_value(|queue| queue.then.push(then));
        self.send_next();
    }

    /// Sends the next of what waits, if nothing is on its way.
    pub(super) fn send_next(self) {
        let next = self.saving.queue.try_update_value(|queue| {
            if queue.on_its_way {
                return None;
            }
            let item = queue.waiting.pop_front()?;
            queue.on_its_way = true;
            Some((item, queue.waiting.is_empty()))
        });
        let Some((item, last)) = next.flatten() else {
            return;
        };
        let of = item.of;
        let request = match &item.write {
            Write::Back(step) if step.stands.load(Ordering::Relaxed) => CasesRequest::Undo { of },
            Write::Again(step) if step.taken_back.load(Ordering::Relaxed) => {
                CasesRequest::Redo { of }
            }
            _ => CasesRequest::Save {
                of,
                draft: Box::new(item.stay.clone()),
                grouped: (last && item.changes == self.session.changes())
                    .then(|| self.session.grouped_now())
                    .flatten(),
            },
        };
        let grouped = match &request {
            CasesRequest::Save { grouped, .. } => grouped.clone(),
            _ => None,
        };
        self.keeper.ask(Request::Cases(request), move |event| {
            self.saving
                .queue
                .update_value(|queue| queue.on_its_way = false);
            match event {
                Event::Cases(CasesEvent::Saved(saved)) => {
                    self.saved(&item, grouped.clone(), &saved)
                }
                Event::Cases(CasesEvent::Opened(view)) => {
                    let forth = matches!(item.write, Write::Again(_));
                    if let Write::Back(step) | Write::Again(step) = &item.write {
                        step.set(forth, !forth);
                    }
                    let now = js_sys::Date::now() as i64;
                    self.saving.queue.update_value(|queue| queue.at = Some(now));
                    if self.of() == Some(of) {
                        self.session.case.set(Some(Arc::new(*view)));
                    }
                    // Where the record's state differs from the screen's, the screen's is what the user saw.
                    self.put_first(Item {
                        write: Write::Save(None),
                        ..item.clone()
                    });
                    self.send_next();
                }
                Event::Failed(failure) => self.not_saved(item.clone(), failure),
                _ => {}
            }
        });
    }

    fn put_first(self, item: Item) {
        self.saving
            .queue
            .update_value(|queue| queue.waiting.push_front(item));
    }

    fn saved(self, item: &Item, grouped: Option<GroupedDraft>, saved: &CaseSaved) {
        if let Write::Save(Some(step)) | Write::Again(step) = &item.write {
            step.set(saved.act, false);
        }
        let (all, then, at) = self
            .saving
            .queue
            .try_update_value(|queue| {
                queue.at = saved.at.or(queue.at);
                if grouped.is_some() {
                    queue.grouped.clone_from(&grouped);
                }
                let all = queue.waiting.is_empty();
                let then = if all {
                    core::mem::take(&mut queue.then)
                } else {
                    Vec::new()
                };
                (all, then, queue.at)
            })
            .unwrap_or_default();
        if let Some(before) = self.session.case_now().filter(|case| case.of == item.of) {
            let mut case = (*before).clone();
            case.steps.clone_from(&saved.steps);
            case.can_undo |= saved.act;
            if grouped.is_some() {
                case.grouped = grouped;
            }
            if case != *before {
                self.session.case.set(Some(Arc::new(case)));
            }
        }
        let news = self
            .saving
            .left_out
            .with_untracked(|known| *known != saved.refused);
        if news {
            if let Some(refused) = saved.refused.first() {
                self.shell.say(format!(
                    "{} {} Everything else is saved.",
                    refused.what, refused.why
                ));
            }
            self.saving.left_out.set(saved.refused.clone());
        }
        if !all {
            self.saving.state.set(Saved::Saving);
            self.send_next();
            return;
        }
        self.session.is_kept(item.stay.clone());
        self.saving.state.set(at.map_or(Saved::Nothing, Saved::At));
        for then in then {
            then(true);
        }
        if saved.changed_elsewhere && self.of() == Some(item.of) {
            self.reopen();
        }
    }

    fn not_saved(self, item: Item, failure: Failure) {
        if matches!(item.write, Write::Back(_) | Write::Again(_))
            && !matches!(failure.place.as_str(), "reason" | "broken glass")
        {
            // The record can't go that step: the stay is saved as it stands.
            self.put_first(Item {
                write: Write::Save(None),
                ..item
            });
            self.send_next();
            return;
        }
        let then = self
            .saving
            .queue
            .try_update_value(|queue| {
                // The newest wins: what failed is written with it.
                let newest = queue.waiting.pop_back().unwrap_or(item);
                queue.waiting.clear();
                queue.waiting.push_back(Item {
                    write: Write::Save(None),
                    ..newest
                });
                core::mem::take(&mut queue.then)
            })
            .unwrap_or_default();
        let state = Saved::Not(failure.clone());
        if self.saving.state.with_untracked(|known| *known != state) {
            self.shell
                .say(format!("Not saved: {} {}", failure.why, failure.fix));
            self.saving.state.set(state);
        }
        for then in then {
            then(false);
        }
        set_timeout(move || self.send_next(), AGAIN);
    }

    /// Tries at once to save what was not saved.
    pub(crate) fn save_now(self) {
        self.send_next();
    }
}
