//! What devices do: somebody works on them, they start, are ended, and do what their exchange asks for.

use sync::{Action, Event, Exchange, Stream, Trouble};

use super::{Happening, LARGEST, World};
use crate::device::{Disk, LIMITS};
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
            self.salt += 1;
            let at = &mut self.devices[device];
            at.written = true;
            let id = at.disk.write(stream, size, self.salt);
            if size > LARGEST as usize {
                self.count(Fault::NeverTaken);
                self.never_taken.insert(id);
            }
            self.saved.insert(id);
        }
        let run = self.devices[device].run;
        self.tell(device, run, Event::Written);
    }

    pub(super) fn start(&mut self, device: usize, run: u64) {
        let seed = self.chance.u64(..);
        let at = &mut self.devices[device];
        if at.run != run || at.ended || at.exchange.is_some() {
            return;
        }
        let mut exchange = Exchange::new(LIMITS, at.disk.progress.clone(), seed);
        let action = exchange.begin();
        at.exchange = Some(exchange);
        self.act(device, action);
    }

    pub(super) fn kill(&mut self, device: usize) {
        let at = &mut self.devices[device];
        at.exchange = None;
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
        let action = at
            .exchange
            .as_mut()
            .and_then(|exchange| exchange.tell(event));
        if let Some(action) = action {
            self.act(device, action);
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
            self.devices[device].written = true;
            return self.kill(device);
        }
        if writes && self.strikes(Fault::DeviceFull, 60) {
            let (ticket, trouble) = (None, Trouble::Store);
            return self.tell(device, run, Event::Failed { ticket, trouble });
        }
        if self.tell {
            println!("{:>9}   {device}: {action:?}", self.now);
        }
        let at = &mut self.devices[device];
        at.written |= writes;
        let done = at.disk.act(&action, self.bug);
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
            Action::Rest(millis) => self.later(millis.max(1), Happening::Rested(device, run)),
            Action::LogIn => {
                self.devices[device].expired = false;
                self.tell(device, run, Event::Done);
            }
            Action::End { .. } => {
                self.nothing_lost();
                let at = &mut self.devices[device];
                at.ended = true;
                at.exchange = None;
                at.disk = Disk::default();
                self.excuse();
            }
            _ => {}
        }
    }
}
