//! What waits goes out: small rows together, a large one piece by piece, and only what the shelf lacks where that is in doubt.

use std::collections::BTreeSet;

use super::step::Phase;
use super::{Action, Exchange, Progress, Waiting};
use crate::item::{Head, Item, ItemId, Stream};
use crate::shelf::ORIGINS;
use crate::wire::{Refusal, Request, Verdict};

/// A large row on its way out.
#[derive(Debug, Clone)]
pub(super) struct Large {
    pub(super) number: u64,
    pub(super) id: ItemId,
    pub(super) head: Head,
}

impl Exchange {
    pub(super) fn waiting(&mut self, waiting: Vec<Waiting>) -> Option<Action> {
        let Phase::Looking(stream) = self.phase else {
            return None;
        };
        if waiting.is_empty() {
            self.wants.sent(stream);
            if self.progress.doubtful && self.wants.all_sent() {
                let progress = Progress {
                    doubtful: false,
                    ..self.progress.clone()
                };
                return Some(self.keep(Vec::new(), progress, None));
            }
            return Some(self.next());
        }
        if self.progress.doubtful {
            let ids = waiting.iter().map(|waiting| waiting.id).collect();
            return Some(self.send(Phase::Doubting(stream, waiting), Request::Missing(ids)));
        }
        Some(self.push(stream, waiting))
    }

    pub(super) fn doubted(
        &mut self,
        stream: Stream,
        waiting: Vec<Waiting>,
        missing: &[u32],
    ) -> Action {
        let missing: BTreeSet<usize> = missing.iter().map(|place| *place as usize).collect();
        let (lacked, there): (Vec<_>, Vec<_>) = waiting
            .into_iter()
            .enumerate()
            .partition(|(place, _)| missing.contains(place));
        let lacked: Vec<Waiting> = lacked.into_iter().map(|(_, waiting)| waiting).collect();
        if there.is_empty() {
            return self.push(stream, lacked);
        }
        let kept = there.into_iter().map(|(_, waiting)| waiting.number);
        let (kept, wedged) = (kept.collect(), Vec::new());
        self.phase = Phase::Settling((!lacked.is_empty()).then_some((stream, lacked)));
        Action::Settle { kept, wedged }
    }

    /// Sends as many of the first rows as are small and of few enough devices, or the first one if it is large.
    pub(super) fn push(&mut self, stream: Stream, waiting: Vec<Waiting>) -> Action {
        let (mut numbers, mut items) = (Vec::new(), Vec::new());
        let mut devices = BTreeSet::new();
        for row in waiting {
            devices.extend(row.head.origin.map(|origin| origin.device));
            if devices.len() > ORIGINS {
                break;
            }
            match row.bytes {
                Some(bytes) => {
                    numbers.push(row.number);
                    items.push(Item {
                        head: row.head,
                        bytes,
                    });
                }
                None if items.is_empty() => {
                    let large = Large {
                        number: row.number,
                        id: row.id,
                        head: row.head,
                    };
                    return self.part(stream, large, 0, Vec::new());
                }
                None => break,
            }
        }
        self.send(Phase::Pushing(stream, numbers), Request::Push(items))
    }

    pub(super) fn pushed(
        &mut self,
        stream: Stream,
        numbers: &[u64],
        verdicts: Vec<Verdict>,
    ) -> Action {
        if verdicts.len() != numbers.len() {
            return self.rest();
        }
        let (mut kept, mut wedged) = (Vec::new(), Vec::new());
        for (number, verdict) in numbers.iter().zip(verdicts) {
            match verdict {
                Verdict::Kept(cursor) => {
                    kept.push(*number);
                    self.own.entry(stream).or_default().insert(cursor);
                }
                Verdict::Known => kept.push(*number),
                Verdict::Refused(refusal) if refusal.passes() => self.wants.has_no_room(refusal),
                Verdict::Refused(refusal) => wedged.push((*number, refusal)),
            }
        }
        if kept.is_empty() && wedged.is_empty() {
            return self.next();
        }
        self.settle(kept, wedged)
    }

    pub(super) fn settle(&mut self, kept: Vec<u64>, wedged: Vec<(u64, Refusal)>) -> Action {
        self.phase = Phase::Settling(None);
        Action::Settle { kept, wedged }
    }

    pub(super) fn part(
        &mut self,
        stream: Stream,
        large: Large,
        offset: u32,
        bytes: Vec<u8>,
    ) -> Action {
        let sent = (!bytes.is_empty()).then_some(offset);
        let request = Request::Part {
            id: large.id,
            head: large.head.clone(),
            offset,
            bytes,
        };
        self.send(Phase::Parting(stream, large, sent), request)
    }

    pub(super) fn read_piece(&mut self, stream: Stream, large: Large, there: u32) -> Action {
        if there > large.head.length {
            return self.rest();
        }
        if self.wants.first() != self.current {
            return self.next();
        }
        let action = Action::Piece {
            number: large.number,
            offset: there,
            most: self.pace.of(self.limits.piece),
        };
        self.phase = Phase::Reading(stream, large, there);
        action
    }

    pub(super) fn piece(&mut self, bytes: Vec<u8>) -> Option<Action> {
        match core::mem::replace(&mut self.phase, Phase::Free) {
            // The row has fewer bytes than its head says.
            Phase::Reading(..) if bytes.is_empty() => Some(self.rest()),
            Phase::Reading(stream, large, offset) => Some(self.part(stream, large, offset, bytes)),
            other => {
                self.phase = other;
                None
            }
        }
    }
}
