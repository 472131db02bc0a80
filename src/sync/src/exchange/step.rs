//! From what happened to what is next.

use super::fetching::Pulled;
use super::order::Want;
use super::sending::Large;
use super::{Action, Event, Exchange, Progress, Trouble, Waiting};
use crate::item::{Head, ItemId, Stream};
use crate::shelf::ShelfId;
use crate::wire::{Answer, Request, Said, Stopped};

/// How often something may fail in a row before what comes after it goes first.
const TRIES: u32 = 3;
/// Seconds that a server may ask to be left alone for at once.
const LONGEST_BUSY: u64 = 3_600;

/// What is awaited.
#[derive(Debug)]
pub(super) enum Phase {
    /// Nothing: something is to be chosen.
    Free,
    /// That the time is over, or something happens.
    Resting(Rest),
    /// Of which shelf this one is a part.
    Meeting,
    /// What waits of a stream.
    Looking(Stream),
    /// Whether the shelf has what waits.
    Doubting(Stream, Vec<Waiting>),
    /// What became of these numbers.
    Pushing(Stream, Vec<u64>),
    /// How much of a large row is there, which has to be more than before; then its pieces are read and sent in turn.
    Parting(Stream, Large, Option<u32>),
    /// A piece of a large row out of the outbox.
    Reading(Stream, Large, u32),
    /// That rows are out of the outbox; then these are sent.
    Settling(Option<(Stream, Vec<Waiting>)>),
    /// What came to a stream.
    Pulling(Stream),
    /// The rest of a large item.
    Fetching(Pulled, ItemId, Head, Vec<u8>),
    /// That what came is kept.
    Keeping(Progress, Option<Stream>),
    /// That everything is in the outbox.
    Requeueing(Progress),
    /// That the session is a new one.
    LoggingIn,
    /// Nothing, ever.
    Over,
}

/// Why nothing is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rest {
    /// There is nothing to do.
    Idle,
    /// Something did not work.
    Failed,
    /// The server has asked for it.
    Busy,
}

impl Exchange {
    /// Chooses what is next.
    pub(super) fn next(&mut self) -> Action {
        self.current = self.wants.first();
        let Some(want) = self.current else {
            self.phase = Phase::Resting(Rest::Idle);
            self.patience.hope();
            self.meeting.settled();
            self.wants.passed();
            self.failing = None;
            return Action::Rest(self.patience.told(self.limits.idle));
        };
        // Before anything is sent it has to be known to which shelf: what it lacks is not known otherwise.
        self.wants.asked(want);
        match (want, self.progress.shelf) {
            (Want::Send(stream), Some(_)) => {
                self.phase = Phase::Looking(stream);
                Action::Look {
                    stream,
                    rows: self.limits.list,
                    bytes: self.pace.of(self.limits.page),
                }
            }
            (Want::Send(stream) | Want::Fetch(stream), _) => {
                let request = Request::Pull {
                    stream,
                    after: self.cursor(stream),
                    own: self.own_after(stream),
                    most: self.pace.of(self.limits.page),
                };
                self.send(Phase::Pulling(stream), request)
            }
        }
    }

    pub(super) fn cursor(&self, stream: Stream) -> u64 {
        self.progress
            .cursors
            .get(&stream)
            .copied()
            .unwrap_or_default()
    }

    pub(super) fn send(&mut self, phase: Phase, request: Request) -> Action {
        self.phase = phase;
        self.ticket += 1;
        Action::Send {
            ticket: self.ticket,
            request,
        }
    }

    pub(super) fn rest(&mut self) -> Action {
        self.rest_after(Trouble::Garbled)
    }

    /// What it was doing is tried again later; after some times when it is not the line, only when all else is done.
    fn rest_after(&mut self, trouble: Trouble) -> Action {
        if let Some(want) = self.current {
            let times = match self.failing {
                Some((failing, times)) if failing == want => times + 1,
                _ => 1,
            };
            self.failing = Some((want, times));
            if times > TRIES && trouble != Trouble::Line {
                self.wants.set_aside(want);
                self.failing = None;
            }
        }
        self.phase = Phase::Resting(Rest::Failed);
        Action::Rest(self.patience.failed())
    }

    pub(super) fn step(&mut self, event: Event) -> Option<Action> {
        match event {
            Event::Answered {
                ticket,
                answer,
                took,
            } if ticket == self.ticket => {
                self.pace.took(took);
                self.answered(answer)
            }
            Event::Failed {
                ticket: Some(ticket),
                ..
            } if ticket != self.ticket => None,
            Event::Failed { trouble, .. } => self.failed(trouble),
            Event::Waiting(waiting) => self.waiting(waiting),
            Event::Piece(bytes) => self.piece(bytes),
            Event::Done => self.done(),
            // An answer that came twice or too late.
            _ => None,
        }
    }

    /// Nothing is lost with a step that did not work: it is begun again.
    fn failed(&mut self, trouble: Trouble) -> Option<Action> {
        if matches!(self.phase, Phase::Resting(_) | Phase::Over) {
            return None;
        }
        if trouble == Trouble::Line {
            self.pace.cut();
        }
        let phase = core::mem::replace(&mut self.phase, Phase::Free);
        self.leave(phase);
        Some(self.rest_after(trouble))
    }

    /// What came of a large item is kept for the next time.
    fn leave(&mut self, phase: Phase) {
        self.ticket += 1;
        if let Phase::Fetching(_, id, _, bytes) = phase {
            self.partial = Some((id, bytes));
        }
    }

    fn done(&mut self) -> Option<Action> {
        match core::mem::replace(&mut self.phase, Phase::Free) {
            Phase::Settling(None) => self.works(),
            Phase::Settling(Some((stream, rest))) => {
                self.works();
                return Some(self.push(stream, rest));
            }
            Phase::LoggingIn => self.just_in = true,
            Phase::Keeping(progress, dry) => {
                self.works();
                for (stream, own) in &mut self.own {
                    let kept = progress.cursors.get(stream).copied().unwrap_or_default();
                    *own = own.split_off(&kept.saturating_add(1));
                }
                self.progress = progress;
                if let Some(stream) = dry {
                    self.wants.fetched(stream);
                }
            }
            Phase::Requeueing(progress) => {
                self.progress = progress;
                self.wants.anew();
            }
            other => {
                self.phase = other;
                return None;
            }
        }
        Some(self.next())
    }

    fn answered(&mut self, answer: Answer) -> Option<Action> {
        let Answer { shelf, head, said } = answer;
        let phase = core::mem::replace(&mut self.phase, Phase::Free);
        if matches!(phase, Phase::Resting(_) | Phase::Over) {
            self.phase = phase;
            return None;
        }
        self.ticket += 1;
        if let Said::Stopped(stopped) = said {
            self.leave(phase);
            return Some(self.stopped(&stopped));
        }
        self.just_in = false;
        if !self.has_forgotten(shelf, head) {
            self.meeting.same();
        }
        Some(match (phase, said) {
            (Phase::Meeting, Said::Kin(kin)) => self.met(shelf, head, &kin),
            (Phase::Meeting, _) => self.rest(),
            (phase, _) if self.has_forgotten(shelf, head) => {
                self.leave(phase);
                self.another_shelf()
            }
            (Phase::Doubting(stream, waiting), Said::Missing(missing)) => {
                self.doubted(stream, waiting, &missing)
            }
            (Phase::Pushing(stream, numbers), Said::Pushed(verdicts)) => {
                self.pushed(stream, &numbers, verdicts)
            }
            (Phase::Parting(stream, large, _), Said::Pushed(verdicts)) => {
                self.pushed(stream, &[large.number], verdicts)
            }
            (Phase::Parting(_, _, Some(before)), Said::Parted(there)) if there <= before => {
                self.rest()
            }
            (Phase::Parting(stream, large, sent), Said::Parted(there)) => {
                if sent.is_some() {
                    self.works();
                }
                self.read_piece(stream, large, there)
            }
            (
                Phase::Pulling(stream),
                Said::Pulled {
                    items,
                    through,
                    more,
                },
            ) => self.pulled(Pulled {
                stream,
                whole: Vec::new(),
                through: self.cursor(stream),
                rest: items.into(),
                end: through,
                more,
            }),
            (Phase::Fetching(pulled, id, head, bytes), Said::Piece(piece)) => {
                self.fetched(pulled, id, head, bytes, &piece)
            }
            // The answer of something else: as if the line had garbled it.
            _ => self.rest(),
        })
    }

    /// What is being done went on: if it was this that failed before, there is nothing to be patient about any more.
    pub(super) fn works(&mut self) {
        let failing = self.failing.map(|(failing, _)| failing);
        if failing.is_none() || failing == self.current {
            self.failing = None;
            self.patience.hope();
        }
    }

    /// Asks what another shelf has of the one before; after a rest, where it was another just now.
    fn another_shelf(&mut self) -> Action {
        if let Some(millis) = self.meeting.another() {
            self.phase = Phase::Resting(Rest::Failed);
            return Action::Rest(millis);
        }
        self.send(Phase::Meeting, Request::Kin)
    }

    /// Begins with another shelf. As far as it is the same as the one before, what came from there has not to come again.
    fn met(&mut self, shelf: ShelfId, head: u64, kin: &[(ShelfId, u64)]) -> Action {
        // Another server has answered once, and now the one before does: what it has is known.
        if !self.has_forgotten(shelf, head) {
            return self.next();
        }
        let before = self.progress.shelf;
        let same = kin.iter().find(|(id, _)| Some(*id) == before);
        let same = same.map_or(0, |(_, same)| *same);
        let cursors = self.progress.cursors.iter();
        let progress = Progress {
            shelf: Some(shelf),
            cursors: cursors
                .map(|(stream, cursor)| (*stream, same.min(*cursor)))
                .collect(),
            doubtful: head > 0,
        };
        self.own.clear();
        self.phase = Phase::Requeueing(progress.clone());
        Action::Requeue(progress)
    }

    /// Whether the shelf is another one, or shorter than what came from it.
    fn has_forgotten(&self, shelf: ShelfId, head: u64) -> bool {
        let reached = self.progress.cursors.values().copied().max();
        self.progress.shelf != Some(shelf) || reached.unwrap_or_default() > head
    }

    fn stopped(&mut self, stopped: &Stopped) -> Action {
        match *stopped {
            // It is over as soon as it has begun: something else is wrong, and after a rest it is tried again.
            Stopped::Expired if self.just_in => {
                self.just_in = false;
                self.rest()
            }
            Stopped::Expired => {
                self.phase = Phase::LoggingIn;
                Action::LogIn
            }
            Stopped::Revoked { wipe } => {
                self.phase = Phase::Over;
                Action::End { wipe }
            }
            Stopped::Busy(seconds) => {
                self.phase = Phase::Resting(Rest::Busy);
                let seconds = u64::from(seconds).min(LONGEST_BUSY);
                Action::Rest(self.patience.told(seconds * 1_000))
            }
            Stopped::Malformed => self.rest(),
        }
    }
}
