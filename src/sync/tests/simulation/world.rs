//! Time, the line, the server, and what is looked at after every step.

mod account;
mod line;
mod trouble;
mod working;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use fastrand::Rng;
use sync::{Answer, Event, ItemId, Room, Shelf, ShelfId, Stream, Trouble};

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
                    Ok(answer) => Event::Answered {
                        ticket,
                        answer,
                        took: self.now.saturating_sub(self.devices[device].asked),
                    },
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
}
