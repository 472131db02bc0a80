//! The line between devices and the server, and the protocol that is spoken over it.

use sha2::{Digest as _, Sha256};
use sync::{Answer, Event, Garbled, PROTOCOL, Request, Trouble};

use super::{Happening, World};
use crate::bugs::Bug;
use crate::faults::Fault;

/// Bytes of the check at the end of a message.
const CHECK: usize = 8;

fn check_again(bytes: &mut [u8]) {
    let end = bytes.len().saturating_sub(CHECK);
    let digest = Sha256::digest(&bytes[..end]);
    let length = bytes.len() - end;
    bytes[end..].copy_from_slice(&digest[..length]);
}

/// A message as the newer protocol writes it. It differs in nothing but that it says so: what an older build makes of it is to be
/// seen, not the protocol.
pub(super) fn in_protocol(mut bytes: Vec<u8>, newer: bool) -> Vec<u8> {
    if newer {
        bytes[0] = PROTOCOL + 1;
        check_again(&mut bytes);
    }
    bytes
}

/// What somebody who speaks the newer protocol reads, too, where it is whole.
pub(super) fn understood(bytes: &[u8], newer: bool) -> Vec<u8> {
    let mut ours = bytes.to_vec();
    if newer && matches!(Request::read(bytes), Err(Garbled::Protocol(_))) {
        ours[0] = PROTOCOL;
        check_again(&mut ours);
    }
    ours
}

impl World {
    fn on_the_way(&mut self) -> u64 {
        if self.strikes(Fault::Late, 15) {
            self.chance.u64(5_000..90_000)
        } else {
            self.chance.u64(20..600)
        }
    }

    fn garbled(&mut self, mut bytes: Vec<u8>) -> Vec<u8> {
        if self.strikes(Fault::Garbled, 50) {
            let place = self.chance.usize(..bytes.len());
            if self.chance.bool() {
                bytes.truncate(place);
            } else {
                bytes[place] ^= 1 << self.chance.u32(..8);
                if self.bug == Some(Bug::ChangedOnTheWay) {
                    check_again(&mut bytes);
                }
            }
        }
        bytes
    }

    pub(super) fn has_line(&self, device: usize) -> bool {
        self.devices[device].cut_until <= self.now
    }

    pub(super) fn send(&mut self, device: usize, run: u64, ticket: u64, request: &Request) {
        self.asks(device);
        let asked = self.devices[device].clock(self.now);
        self.devices[device].ticket = ticket;
        self.devices[device].asked = asked;
        let has_line = self.has_line(device);
        // A browser says at once that there is no line, or waits in vain.
        let at_once = !has_line && self.chance.bool();
        let silence = if at_once { 20 } else { 30_000 };
        self.later(silence, Happening::Silence(device, run, ticket));
        if !has_line || self.strikes(Fault::RequestLost, 25) {
            return;
        }
        if self.put_of(device).is_none() {
            self.begun.insert((device, run, ticket));
        }
        let newer = self.devices[device].newer_protocol;
        let twice = self.strikes(Fault::RequestTwice, 25);
        for _ in 0..=usize::from(twice) {
            let millis = self.on_the_way();
            let bytes = in_protocol(request.to_bytes(), newer);
            let bytes = self.garbled(bytes);
            self.later(millis, Happening::Request(device, run, ticket, bytes));
        }
    }

    /// An answer goes out.
    pub(super) fn reply(
        &mut self,
        device: usize,
        run: u64,
        ticket: u64,
        answer: &Answer,
        newer: bool,
    ) {
        if !self.has_line(device) || self.strikes(Fault::AnswerLost, 25) {
            return;
        }
        let twice = self.strikes(Fault::AnswerTwice, 25);
        for _ in 0..=usize::from(twice) {
            let millis = self.on_the_way();
            let bytes = in_protocol(answer.to_bytes(), newer);
            let bytes = self.garbled(bytes);
            self.later(millis, Happening::Answer(device, run, ticket, bytes));
        }
    }

    /// An answer reaches a device.
    pub(super) fn hear(&mut self, device: usize, run: u64, ticket: u64, bytes: &[u8]) {
        let at = &self.devices[device];
        let ticket = if self.bug == Some(Bug::AnyAnswer) {
            at.ticket
        } else {
            ticket
        };
        // As the carrier takes it: a clock that was put back says nothing.
        let took = at.clock(self.now).saturating_sub(at.asked);
        let took = u64::try_from(took).unwrap_or(1_000);
        let event = match Answer::read(&understood(bytes, at.newer_protocol)) {
            Ok(answer) => Event::Answered {
                ticket,
                answer,
                took,
            },
            Err(garbled) => {
                if matches!(garbled, Garbled::Protocol(_)) {
                    self.count(Fault::NewerProtocol);
                }
                Event::Failed {
                    ticket: Some(ticket),
                    trouble: Trouble::Garbled,
                }
            }
        };
        self.tell(device, run, event);
    }
}
