//! What devices do: somebody works on them, they start, are ended, and do what their exchange asks for.

use sync::{Action, Event, Exchange, Offered, Placed, Said, Stream, Trouble};

use super::{Happening, LARGEST, World};
use crate::bugs::Bug;
use crate::disk::{KNOWN, LIMITS, NEWER, kind_of};
use crate::faults::Fault;

impl World {
    pub(super) fn work(&mut self, device: usize) {
        if self.in_trouble() {
            let millis = self.chance.u64(500..30_000);
            self.later(millis, Happening::Work(device));
        }
        if self.devices[device].ended {
            return;
        }
        for _ in 0..self.chance.usize(1..4) {
            let (stream, size) = match self.chance.u32(0..20) {
                0..3 => (Stream::KEYS, 60),
                3..13 => (Stream::LOG, self.chance.usize(20..300)),
                13..17 => (Stream::BODIES, self.chance.usize(100..LARGEST as usize)),
                17..19 => (Stream::TRAIL, self.chance.usize(40..90)),
                _ => (Stream::BODIES, LARGEST as usize + 1),
            };
            let newer = self.devices[device].newer_build && self.chance.u32(..8) == 0;
            let kind = if newer { NEWER } else { KNOWN };
            let id = self.write(device, stream, kind, size);
            if size > LARGEST as usize {
                self.count(Fault::NeverTaken);
                self.never_taken.insert(id);
            }
        }
        self.caused(device);
        let run = self.devices[device].run;
        self.tell(device, run, Event::Written);
    }

    pub(super) fn start(&mut self, device: usize, run: u64) {
        let seed = self.chance.u64(..);
        let at = &mut self.devices[device];
        if at.run != run || at.ended || at.exchange.is_some() {
            return;
        }
        if at.newer_build && self.bug != Some(Bug::UnknownIsLeft) {
            at.disk.take_kept();
            at.look.all = true;
        }
        at.keys_looked = 0;
        at.at_start = at.disk.progress.clone();
        let mut exchange = Exchange::new(LIMITS, at.disk.progress.clone(), seed);
        let action = exchange.begin();
        at.exchange = Some(exchange);
        self.caused(device);
        self.act(device, action);
    }

    pub(super) fn kill(&mut self, device: usize) {
        let at = &mut self.devices[device];
        at.exchange = None;
        at.rests_until = None;
        at.run += 1;
        let run = at.run;
        let millis = self.chance.u64(1..20_000);
        self.later(millis, Happening::Start(device, run));
    }

    pub(super) fn tell(&mut self, device: usize, run: u64, event: Event) {
        let at = &mut self.devices[device];
        if at.run != run {
            return;
        }
        if let Event::Answered { answer, .. } = &event {
            // It is now known what is to be fetched or sent next.
            let large = |placed: &Placed| matches!(placed.offered, Offered::Large { .. });
            let more = matches!(&answer.said, Said::Parted(_) | Said::Missing(_))
                || matches!(&answer.said, Said::Pulled { items, .. } if items.first().is_some_and(large))
                || matches!(&answer.said, Said::Piece(piece) if !piece.is_empty());
            at.hurry.useful |= more;
        }
        let action = at
            .exchange
            .as_mut()
            .and_then(|exchange| exchange.tell(event));
        if let Some(action) = action {
            self.act(device, action);
        }
    }

    /// A rest is over, where no other has taken its place.
    pub(super) fn rested(&mut self, device: usize, run: u64, number: u64) {
        let at = &self.devices[device];
        let (awaited, due) = at.rest;
        if at.run != run || awaited != number {
            return;
        }
        let left = due.saturating_sub(at.clock(self.now));
        if self.bug == Some(Bug::RestsByTheWall) && left > 0 {
            let left = left.unsigned_abs();
            return self.later(left, Happening::Rested(device, run, number));
        }
        self.tell(device, run, Event::Rested);
    }

    /// Notes what is about to be written, for whoever looks.
    fn note(&mut self, device: usize, action: &Action) {
        let at = &mut self.devices[device];
        match action {
            Action::Settle { kept, wedged } => {
                let numbers = kept.iter().chain(wedged.iter().map(|(number, _)| number));
                let settled = numbers.filter_map(|number| at.disk.outbox.get(number));
                let settled: Vec<_> = settled.copied().collect();
                let keys = |id| at.disk.rows[id].head.stream == Stream::KEYS;
                if settled.iter().any(keys) {
                    at.keys_looked = 0;
                }
                at.look.touched.extend(settled);
                at.look.all |= self.bug == Some(Bug::AllSettled);
                at.hurry.useful = true;
            }
            Action::Keep { items, progress } => {
                at.look.touched.extend(items.iter().map(|item| item.id()));
                at.hurry.useful |= !items.is_empty() || at.disk.progress != *progress;
                let knows = at.knows();
                if items.iter().any(|item| kind_of(item) > knows) {
                    self.count(Fault::UnknownKind);
                }
            }
            Action::Look {
                stream: Stream::KEYS,
                ..
            } => at.keys_looked += 1,
            Action::Requeue(_) => {
                at.look.all = true;
                self.meets(device);
            }
            _ => {}
        }
    }

    /// Does what the exchange asks for, until it waits for somebody else.
    pub(super) fn act(&mut self, device: usize, action: Action) {
        let run = self.devices[device].run;
        let writes = matches!(
            action,
            Action::Settle { .. } | Action::Keep { .. } | Action::Requeue(_)
        );
        if writes && self.strikes(Fault::KilledBefore, 60) {
            self.devices[device].disk.torn(&action, self.bug);
            self.devices[device].look.all = true;
            return self.kill(device);
        }
        if writes && self.strikes(Fault::DeviceFull, 60) {
            let (ticket, trouble) = (None, Trouble::Store);
            return self.tell(device, run, Event::Failed { ticket, trouble });
        }
        if self.tell {
            println!("{:>9}   {device}: {action:?}", self.now);
        }
        self.note(device, &action);
        let at = &mut self.devices[device];
        at.rests_until = None;
        let (knows, now) = (at.knows(), at.clock(self.now));
        let done = at.disk.act(&action, knows, now, self.bug);
        if self.bug == Some(Bug::CursorsForgotten) && matches!(action, Action::Settle { .. }) {
            at.disk.progress = at.at_start.clone();
        }
        if !writes && done.is_some() && self.strikes(Fault::StoreFails, 150) {
            let (ticket, trouble) = (None, Trouble::Store);
            return self.tell(device, run, Event::Failed { ticket, trouble });
        }
        if writes && self.strikes(Fault::KilledAfter, 60) {
            return self.kill(device);
        }
        if let Some(event) = done {
            // Meanwhile other things happen: something is written, a hint comes, an answer comes twice.
            self.stored.push(event);
            let stored = Happening::Stored(device, run, self.stored.len() - 1);
            let millis = self.chance.u64(1..60);
            return self.later(millis, stored);
        }
        match action {
            Action::Send { ticket, request } => self.send(device, run, ticket, &request),
            Action::Rest(millis) => {
                let patient = self.bug != Some(Bug::NoPatience);
                let millis = if patient { millis.max(1) } else { 1 };
                let at = &mut self.devices[device];
                at.rests_until = Some(self.now + millis);
                at.rest = (at.rest.0 + 1, now.saturating_add_unsigned(millis));
                let number = at.rest.0;
                self.later(millis, Happening::Rested(device, run, number));
            }
            Action::LogIn => {
                self.asks(device);
                let millis = self.chance.u64(40..2_000);
                self.later(millis, Happening::Door(device, run));
            }
            Action::End { wipe } => self.end(device, wipe),
            _ => {}
        }
    }
}
