//! The line between devices and the server, and the server at its end.

use sha2::{Digest as _, Sha256};
use sync::{Answer, Refusal, Request, Said, Stopped, Verdict};

use super::{Happening, World};
use crate::bugs::Bug;
use crate::faults::Fault;

impl World {
    pub(super) fn on_the_way(&mut self) -> u64 {
        if self.strikes(Fault::Late, 15) {
            self.chance.u64(5_000..90_000)
        } else {
            self.chance.u64(20..600)
        }
    }

    pub(super) fn garbled(&mut self, mut bytes: Vec<u8>) -> Vec<u8> {
        if self.strikes(Fault::Garbled, 50) {
            let place = self.chance.usize(..bytes.len());
            if self.chance.bool() {
                bytes.truncate(place);
            } else {
                bytes[place] ^= 1 << self.chance.u32(..8);
                if self.bug == Some(Bug::ChangedOnTheWay) {
                    let end = bytes.len() - 8;
                    let digest = Sha256::digest(&bytes[..end]);
                    bytes[end..].copy_from_slice(&digest[..8]);
                }
            }
        }
        bytes
    }

    pub(super) fn has_line(&self, device: usize) -> bool {
        self.devices[device].cut_until <= self.now
    }

    pub(super) fn send(&mut self, device: usize, run: u64, ticket: u64, request: &Request) {
        self.devices[device].ticket = ticket;
        self.devices[device].asked = self.now;
        self.later(30_000, Happening::Silence(device, run, ticket));
        if !self.has_line(device) || self.strikes(Fault::RequestLost, 25) {
            return;
        }
        let twice = self.strikes(Fault::RequestTwice, 25);
        for _ in 0..=usize::from(twice) {
            let millis = self.on_the_way();
            let bytes = self.garbled(request.to_bytes());
            self.later(millis, Happening::Request(device, run, ticket, bytes));
        }
    }

    pub(super) fn serve(&mut self, device: usize, run: u64, ticket: u64, bytes: &[u8]) {
        let Ok(request) = Request::read(bytes) else {
            let answer = self.stopped(Stopped::Malformed).to_bytes();
            return self.later(100, Happening::Answer(device, run, ticket, answer));
        };
        let answer = if self.devices[device].revoked {
            self.stopped(Stopped::Revoked { wipe: true })
        } else if self.devices[device].expired {
            self.stopped(Stopped::Expired)
        } else if self.strikes(Fault::Busy, 60) {
            self.stopped(Stopped::Busy(5))
        } else {
            self.answer(request)
        };
        if !self.has_line(device) || self.strikes(Fault::AnswerLost, 25) {
            return;
        }
        let twice = self.strikes(Fault::AnswerTwice, 25);
        for _ in 0..=usize::from(twice) {
            let millis = self.on_the_way();
            let bytes = self.garbled(answer.to_bytes());
            self.later(millis, Happening::Answer(device, run, ticket, bytes));
        }
    }

    pub(super) fn answer(&mut self, mut request: Request) -> Answer {
        match (self.bug, &mut request) {
            (
                Some(Bug::PiecesAsTheyCome),
                Request::Part {
                    id, head, offset, ..
                },
            ) => {
                let ask = Request::Part {
                    id: *id,
                    head: head.clone(),
                    offset: 0,
                    bytes: Vec::new(),
                };
                if let Said::Parted(there) = self.shelf.answer(&ask).said {
                    *offset = there;
                }
            }
            (Some(Bug::NothingBeforeOwn), Request::Pull { own, .. }) => {
                let last = own.last().map_or(0, |(_, last)| *last);
                *own = vec![(0, last)];
            }
            _ => {}
        }
        let before = (self.bug == Some(Bug::AnswerBeforeDisk)).then(|| self.shelf.clone());
        let mut answer = self.shelf.answer(&request);
        match (self.bug, &mut answer.said) {
            (Some(Bug::TooFar), Said::Pulled { through, more, .. }) => {
                *through = answer.head;
                *more = false;
            }
            (Some(Bug::FullForGood), Said::Pushed(verdicts)) => {
                for verdict in verdicts {
                    if let Verdict::Refused(Refusal::Full { .. }) = verdict {
                        *verdict = Verdict::Refused(Refusal::Unsound);
                    }
                }
            }
            _ => {}
        }
        if let Some(before) = before
            && self.in_trouble()
            && self.chance.u32(..20) == 0
        {
            self.shelf = before;
        }
        answer
    }

    pub(super) fn stopped(&self, stopped: Stopped) -> Answer {
        Answer {
            shelf: self.shelf_id,
            head: self.shelf.items().len() as u64,
            said: Said::Stopped(stopped),
        }
    }
}
