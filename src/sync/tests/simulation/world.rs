//! Time, the line, the server, and what is looked at after every step.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use fastrand::Rng;
use sha2::{Digest as _, Sha256};
use sync::{
    Action, Answer, Event, Exchange, ItemId, Refusal, Request, Room, Said, Shelf, ShelfId, Stopped,
    Stream, Trouble, Verdict,
};

use crate::bugs::Bug;
use crate::device::{Device, Disk, LIMITS};
use crate::faults::Fault;

/// Milliseconds in which things go wrong.
const TROUBLE: u64 = 900_000;
/// Milliseconds after which all have to be even, with nothing going wrong any more.
const PEACE: u64 = 20_000_000;
/// Bytes of the largest item that the server takes.
const LARGEST: u32 = 2_000;
/// Streams that every device fetches.
const FETCHED: [Stream; 3] = [Stream::KEYS, Stream::LOG, Stream::BODIES];

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Happening {
    /// Somebody works on a device.
    Work(usize),
    /// Something goes wrong.
    Fault,
    /// A rest is over.
    Rested(usize, u64),
    /// A request reaches the server.
    Request(usize, u64, u64, Vec<u8>),
    /// An answer reaches the device.
    Answer(usize, u64, u64, Vec<u8>),
    /// Nothing came for too long.
    Silence(usize, u64, u64),
    /// A device is started.
    Start(usize, u64),
    /// The server has room again.
    Room,
    /// The store has done what was asked for: what it says lies under this number.
    Stored(usize, u64, usize),
}

pub(crate) struct World {
    chance: Rng,
    tell: bool,
    bug: Option<Bug>,
    now: u64,
    order: u64,
    queue: BinaryHeap<Reverse<(u64, u64, Happening)>>,
    devices: Vec<Device>,
    shelf: Shelf,
    shelf_id: ShelfId,
    shelves: u8,
    backup: Option<Shelf>,
    /// Everything that was ever saved, but for what two losses at once took.
    saved: BTreeSet<ItemId>,
    never_taken: BTreeSet<ItemId>,
    faults: BTreeMap<Fault, u64>,
    steps: u64,
    salt: u64,
    /// What stores are about to say.
    stored: Vec<Event>,
    /// What was found to be lost before something else was.
    broken: Option<String>,
}

type Checked = Result<(), String>;

impl World {
    pub(crate) fn new(seed: u64, bug: Option<Bug>, tell: bool) -> Self {
        let mut chance = Rng::with_seed(seed);
        let shelf_id = ShelfId([0; 16]);
        let room = Room {
            quota: u64::MAX,
            item: LARGEST,
            whole: LIMITS.whole,
            list: 64,
            ..Room::default()
        };
        let count = chance.usize(2..=5);
        let devices = (0..count).map(|number| {
            Device::new(Disk {
                device: [number as u8 + 1; 16],
                ..Disk::default()
            })
        });
        Self {
            tell,
            bug,
            now: 0,
            order: 0,
            queue: BinaryHeap::new(),
            devices: devices.collect(),
            shelf: Shelf::new(shelf_id, room),
            shelf_id,
            shelves: 0,
            backup: None,
            saved: BTreeSet::new(),
            never_taken: BTreeSet::new(),
            faults: BTreeMap::new(),
            steps: 0,
            salt: 0,
            stored: Vec::new(),
            broken: None,
            chance,
        }
    }

    pub(crate) const fn steps(&self) -> u64 {
        self.steps
    }

    pub(crate) const fn faults(&self) -> &BTreeMap<Fault, u64> {
        &self.faults
    }

    /// Trouble, then peace, then the account.
    pub(crate) fn run(&mut self) -> Checked {
        for device in 0..self.devices.len() {
            self.later(1, Happening::Start(device, 0));
            self.later(1, Happening::Work(device));
        }
        self.later(1_000, Happening::Fault);
        while let Some(Reverse((at, _, happening))) = self.queue.pop() {
            self.now = at;
            if self.now > PEACE {
                break;
            }
            self.steps += 1;
            if self.tell {
                println!("{:>9} {happening:?}", self.now);
            }
            let touched = self.happen(happening);
            self.look(touched)?;
            if self.now > TROUBLE && self.all_even() {
                break;
            }
        }
        self.account()
    }

    fn later(&mut self, millis: u64, happening: Happening) {
        self.order += 1;
        self.queue
            .push(Reverse((self.now + millis, self.order, happening)));
    }

    fn in_trouble(&self) -> bool {
        self.now < TROUBLE
    }

    fn count(&mut self, fault: Fault) {
        if self.tell {
            println!("{:>9} ! {fault:?}", self.now);
        }
        *self.faults.entry(fault).or_default() += 1;
    }

    /// Whether a fault happens now, once in so many times.
    fn strikes(&mut self, fault: Fault, one_in: u32) -> bool {
        let strikes = self.in_trouble() && self.chance.u32(0..one_in) == 0;
        if strikes {
            self.count(fault);
        }
        strikes
    }

    fn happen(&mut self, happening: Happening) -> Option<usize> {
        match happening {
            Happening::Work(device) => {
                self.work(device);
                Some(device)
            }
            Happening::Fault => {
                self.fault();
                if self.in_trouble() {
                    let millis = self.chance.u64(5_000..40_000);
                    self.later(millis, Happening::Fault);
                }
                None
            }
            Happening::Rested(device, run) => {
                self.tell(device, run, Event::Rested);
                Some(device)
            }
            Happening::Silence(device, run, ticket) => {
                let trouble = Trouble::Line;
                let ticket = Some(ticket);
                self.tell(device, run, Event::Failed { ticket, trouble });
                Some(device)
            }
            Happening::Answer(device, run, ticket, bytes) => {
                let ticket = if self.bug == Some(Bug::AnyAnswer) {
                    self.devices[device].ticket
                } else {
                    ticket
                };
                let event = match Answer::read(&bytes) {
                    Ok(answer) => Event::Answered { ticket, answer },
                    Err(_) => Event::Failed {
                        ticket: Some(ticket),
                        trouble: Trouble::Garbled,
                    },
                };
                self.tell(device, run, event);
                Some(device)
            }
            Happening::Request(device, run, ticket, bytes) => {
                self.serve(device, run, ticket, &bytes);
                Some(device)
            }
            Happening::Start(device, run) => {
                self.start(device, run);
                Some(device)
            }
            Happening::Stored(device, run, number) => {
                let event = self.stored[number].clone();
                self.tell(device, run, event);
                Some(device)
            }
            Happening::Room => {
                self.shelf.allow(u64::MAX);
                None
            }
        }
    }

    // ---- devices ------------------------------------------------------------------------------------------

    fn work(&mut self, device: usize) {
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

    fn start(&mut self, device: usize, run: u64) {
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

    fn kill(&mut self, device: usize) {
        let at = &mut self.devices[device];
        at.exchange = None;
        at.run += 1;
        let run = at.run;
        let millis = self.chance.u64(1..20_000);
        self.later(millis, Happening::Start(device, run));
    }

    fn tell(&mut self, device: usize, run: u64, event: Event) {
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
    fn act(&mut self, device: usize, action: Action) {
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

    // ---- the line -----------------------------------------------------------------------------------------

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
                    let end = bytes.len() - 8;
                    let digest = Sha256::digest(&bytes[..end]);
                    bytes[end..].copy_from_slice(&digest[..8]);
                }
            }
        }
        bytes
    }

    fn has_line(&self, device: usize) -> bool {
        self.devices[device].cut_until <= self.now
    }

    fn send(&mut self, device: usize, run: u64, ticket: u64, request: &Request) {
        self.devices[device].ticket = ticket;
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

    fn serve(&mut self, device: usize, run: u64, ticket: u64, bytes: &[u8]) {
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

    fn answer(&mut self, mut request: Request) -> Answer {
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

    fn stopped(&self, stopped: Stopped) -> Answer {
        Answer {
            shelf: self.shelf_id,
            head: self.shelf.items().len() as u64,
            said: Said::Stopped(stopped),
        }
    }

    // ---- what goes wrong ----------------------------------------------------------------------------------

    fn fault(&mut self) {
        if !self.in_trouble() {
            return;
        }
        let device = self.chance.usize(..self.devices.len());
        match self.chance.u32(0..100) {
            0..25 => {
                self.count(Fault::Partition);
                self.devices[device].cut_until = self.now + self.chance.u64(1_000..120_000);
            }
            25..40 => {
                self.count(Fault::FalseHint);
                let run = self.devices[device].run;
                self.tell(device, run, Event::Hint);
            }
            40..55 => {
                self.count(Fault::Expired);
                self.devices[device].expired = true;
            }
            55..63 => {
                self.count(Fault::ServerFull);
                self.shelf.allow(0);
                let millis = self.chance.u64(5_000..90_000);
                self.later(millis, Happening::Room);
            }
            63..72 => self.backup = Some(self.shelf.clone()),
            72..78 => self.put_server_back(),
            78..86 => self.devices[device].backup = Some(self.devices[device].disk.clone()),
            86..92 => self.put_device_back(device),
            92..96 => self.clone_device(device),
            96..98 => {
                if !self.devices[device].revoked {
                    self.count(Fault::Revoked);
                    self.devices[device].revoked = true;
                }
            }
            _ => self.kill(device),
        }
    }

    /// Nothing may be lost when something is about to be put back or taken away.
    fn nothing_lost(&mut self) {
        let everywhere = self.everywhere();
        if let Some(lost) = self.saved.iter().find(|id| !everywhere.contains(id)) {
            self.broken = Some(format!("{lost:?} is lost"));
        }
    }

    fn put_server_back(&mut self) {
        let Some(backup) = self.backup.take() else {
            return;
        };
        self.nothing_lost();
        self.count(Fault::ServerPutBack);
        if self.bug != Some(Bug::SameShelf) {
            self.shelves += 1;
        }
        self.shelf_id = ShelfId([self.shelves; 16]);
        let same = backup.items().len() as u64;
        self.shelf = backup.put_back(self.shelf_id, same);
        self.shelf.allow(u64::MAX);
        self.excuse();
    }

    fn put_device_back(&mut self, device: usize) {
        let Some(backup) = self.devices[device].backup.take() else {
            return;
        };
        if self.devices[device].ended {
            return;
        }
        self.count(Fault::DevicePutBack);
        self.nothing_lost();
        self.kill(device);
        self.devices[device].disk = backup;
        self.excuse();
    }

    fn clone_device(&mut self, device: usize) {
        if self.devices.len() > 6 || self.devices[device].ended {
            return;
        }
        self.count(Fault::Cloned);
        let mut clone = Device::new(self.devices[device].disk.clone());
        clone.revoked = self.devices[device].revoked;
        self.devices.push(clone);
        let number = self.devices.len() - 1;
        self.later(1, Happening::Start(number, 0));
        self.later(1, Happening::Work(number));
    }

    /// What had one copy, and that one is gone: saved, and told as not sent yet, or sent to a server that was put back at once with
    /// the device.
    fn excuse(&mut self) {
        let everywhere = self.everywhere();
        self.saved.retain(|id| everywhere.contains(id));
    }

    fn everywhere(&self) -> BTreeSet<ItemId> {
        let on_devices = self.devices.iter().flat_map(|at| at.disk.rows.keys());
        on_devices.chain(self.shelf.ids()).copied().collect()
    }

    // ---- what has to hold ---------------------------------------------------------------------------------

    fn look(&mut self, touched: Option<usize>) -> Checked {
        if let Some(broken) = self.broken.take() {
            return Err(broken);
        }
        for number in 0..self.devices.len() {
            if touched.is_some() && !self.devices[number].written {
                continue;
            }
            self.devices[number].written = false;
            let disk = &self.devices[number].disk;
            if disk.progress.shelf != Some(self.shelf_id) {
                continue;
            }
            for (place, (item, id)) in
                (1_u64..).zip(self.shelf.items().iter().zip(self.shelf.ids()))
            {
                let stream = item.head.stream;
                let reached = disk.progress.cursors.get(&stream).copied();
                if place <= reached.unwrap_or_default() && !disk.rows.contains_key(id) {
                    return Err(format!(
                        "device {number} is at {reached:?} of {stream:?} and lacks {id:?} at {place}"
                    ));
                }
            }
            let waits: BTreeSet<ItemId> = disk.outbox.values().copied().collect();
            for id in disk.rows.keys() {
                let there = self.shelf.keeps(*id);
                if !there && !waits.contains(id) && !disk.wedged.contains_key(id) {
                    return Err(format!("device {number} will never send {id:?}"));
                }
            }
            for id in disk.wedged.keys() {
                if !disk.rows.contains_key(id) || !self.never_taken.contains(id) {
                    return Err(format!("device {number} put {id:?} aside"));
                }
            }
        }
        if touched.is_none() || self.steps.is_multiple_of(64) {
            let everywhere = self.everywhere();
            if let Some(lost) = self.saved.iter().find(|id| !everywhere.contains(id)) {
                return Err(format!("{lost:?} is lost"));
            }
            let shelf: BTreeSet<ItemId> = self.shelf.ids().iter().copied().collect();
            if shelf.len() != self.shelf.items().len() {
                return Err("the shelf keeps something twice".to_owned());
            }
        }
        Ok(())
    }

    fn all_even(&self) -> bool {
        self.devices.iter().all(|at| {
            at.ended || at.exchange.as_ref().is_some_and(Exchange::is_even) && self.is_level(at)
        })
    }

    /// Even at its last look, and nothing has come to the shelf since.
    fn is_level(&self, at: &Device) -> bool {
        let head = self.shelf.items().len() as u64;
        let progress = &at.disk.progress;
        progress.shelf == Some(self.shelf_id)
            && FETCHED
                .iter()
                .all(|stream| progress.cursors.get(stream).copied() == Some(head) || head == 0)
    }

    /// In the end everybody has everything, and nothing waits.
    fn account(&self) -> Checked {
        let everywhere = self.everywhere();
        if let Some(lost) = self.saved.iter().find(|id| !everywhere.contains(id)) {
            return Err(format!("{lost:?} is lost"));
        }
        if !self.all_even() {
            let states: Vec<String> = self
                .devices
                .iter()
                .map(|at| {
                    format!(
                        "ended {}, outbox {}, {:?}",
                        at.ended,
                        at.disk.outbox.len(),
                        at.exchange
                    )
                })
                .collect();
            return Err(format!("not even after {} ms: {states:#?}", self.now));
        }
        let shelf: BTreeSet<ItemId> = self
            .shelf
            .items()
            .iter()
            .zip(self.shelf.ids())
            .filter(|(item, _)| FETCHED.contains(&item.head.stream))
            .map(|(_, id)| *id)
            .collect();
        for (number, at) in self.devices.iter().enumerate() {
            if at.ended {
                continue;
            }
            let disk = &at.disk;
            if !disk.outbox.is_empty() {
                return Err(format!("{} rows wait on {number}", disk.outbox.len()));
            }
            let here: BTreeSet<ItemId> = disk.rows.keys().copied().collect();
            if let Some(id) = shelf.difference(&here).next() {
                return Err(format!("device {number} lacks {id:?}"));
            }
            let own = |id: &ItemId| self.never_taken.contains(id) || self.shelf.keeps(*id);
            if let Some(id) = here.iter().find(|id| !own(id)) {
                return Err(format!("the server lacks {id:?} of {number}"));
            }
        }
        Ok(())
    }
}
