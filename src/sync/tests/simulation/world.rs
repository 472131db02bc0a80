//! Time, the line, the server, and what is looked at after every step.

mod account;
mod hurry;
mod line;
mod server;
mod standing;
mod trouble;
mod working;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use fastrand::Rng;
use sync::{Event, ItemId, Room, Shelf, ShelfId, Stream, Trouble};

use crate::bugs::Bug;
use crate::device::Device;
use crate::disk::{Disk, LIMITS};
use crate::faults::Fault;
use standing::Put;

/// Milliseconds in which things go wrong.
const TROUBLE: u64 = 900_000;
/// Milliseconds after which all have to be even, with nothing going wrong any more.
const PEACE: u64 = 20_000_000;
/// Bytes of the largest item that the server takes.
const LARGEST: u32 = 2_000;
/// Streams that every device fetches.
const FETCHED: [Stream; 3] = [Stream::KEYS, Stream::LOG, Stream::BODIES];
/// Milliseconds of a year.
const YEAR: i64 = 365 * 24 * 60 * 60 * 1_000;

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Happening {
    /// Somebody works on a device.
    Work(usize),
    /// Something goes wrong.
    Fault,
    /// A rest is over, by its number.
    Rested(usize, u64, u64),
    /// A request reaches the server.
    Request(usize, u64, u64, Vec<u8>),
    /// An answer reaches the device.
    Answer(usize, u64, u64, Vec<u8>),
    /// Nothing came for too long, or there is no line.
    Silence(usize, u64, u64),
    /// The door has answered whether it lets in.
    Door(usize, u64),
    /// A hint.
    Hint(usize),
    /// A device is started.
    Start(usize, u64),
    /// The server has room again.
    Room,
    /// A frozen device may go on.
    LetGo([u8; 16]),
    /// Everybody has the newest build.
    Newest,
    /// The store has done what was asked for: what it says lies under this number.
    Stored(usize, u64, usize),
}

impl Happening {
    /// The device that it happens on.
    const fn on(&self) -> Option<usize> {
        match self {
            Self::Work(device)
            | Self::Rested(device, ..)
            | Self::Answer(device, ..)
            | Self::Silence(device, ..)
            | Self::Door(device, _)
            | Self::Hint(device)
            | Self::Start(device, _)
            | Self::Stored(device, ..) => Some(*device),
            _ => None,
        }
    }
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
    /// The shelf from before the last backup was put back, and until when it still answers.
    former: Option<(Shelf, u64)>,
    /// What shelves had that are no more: it may still be on its way to somebody.
    once_there: BTreeSet<ItemId>,
    /// Whether the server speaks the newer protocol, and whether it then speaks no other.
    server_newer: bool,
    server_newer_only: bool,
    /// Whether builds come that speak a newer protocol.
    protocol_changes: bool,
    /// Devices that were put out, and since when.
    put: BTreeMap<[u8; 16], (Put, u64)>,
    /// What they had alone then, and what they wrote since: nobody is to see it.
    shut: BTreeMap<[u8; 16], BTreeSet<ItemId>>,
    /// Requests that were begun by somebody who was in.
    begun: BTreeSet<(usize, u64, u64)>,
    /// Everything that was ever saved, but for what two losses at once took.
    saved: BTreeSet<ItemId>,
    never_taken: BTreeSet<ItemId>,
    /// When each row was written, and on which device.
    born: BTreeMap<ItemId, (u64, usize)>,
    /// The newest key, and the row of each.
    epoch: u32,
    epoch_keys: BTreeMap<u32, ItemId>,
    faults: BTreeMap<Fault, u64>,
    steps: u64,
    most_blind: usize,
    most_idle: usize,
    salt: u64,
    /// What stores are about to say.
    stored: Vec<Event>,
    /// What was found to be wrong before something else was.
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
                epoch: 1,
                ..Disk::default()
            })
        });
        let mut world = Self {
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
            former: None,
            once_there: BTreeSet::new(),
            server_newer: false,
            server_newer_only: false,
            protocol_changes: chance.u32(..3) == 0,
            put: BTreeMap::new(),
            shut: BTreeMap::new(),
            begun: BTreeSet::new(),
            saved: BTreeSet::new(),
            never_taken: BTreeSet::new(),
            born: BTreeMap::new(),
            epoch: 1,
            epoch_keys: BTreeMap::new(),
            faults: BTreeMap::new(),
            steps: 0,
            most_blind: 0,
            most_idle: 0,
            salt: 0,
            stored: Vec::new(),
            broken: None,
            chance,
        };
        world.set_out();
        world
    }

    /// Some clocks are wrong, and some builds old.
    fn set_out(&mut self) {
        for device in 0..self.devices.len() {
            if self.chance.u32(..3) == 0 {
                self.count(Fault::ClockWrong);
                self.devices[device].ahead = self.chance.i64(-20 * YEAR..20 * YEAR);
            }
            self.devices[device].newer_build = self.chance.bool();
        }
    }

    pub(crate) const fn steps(&self) -> u64 {
        self.steps
    }

    /// The most requests of a device in a minute: without a line, and for nothing without a cause.
    pub(crate) const fn most_asked(&self) -> (usize, usize) {
        (self.most_blind, self.most_idle)
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
        self.later(TROUBLE, Happening::Newest);
        while let Some(Reverse((at, _, happening))) = self.queue.pop() {
            self.now = at;
            if self.now > PEACE {
                break;
            }
            // What happens to a laptop that sleeps has happened when it wakes.
            let asleep = happening.on().map(|device| &self.devices[device]);
            if let Some(until) = asleep.map(|at| at.asleep_until)
                && until > self.now
            {
                self.later(until - self.now, happening);
                continue;
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

    /// Something that must not be. The first one is told.
    fn broke(&mut self, what: String) {
        self.broken.get_or_insert(what);
    }

    /// Lets something happen. Says on which device, where it can only have changed what is there.
    fn happen(&mut self, happening: Happening) -> Option<usize> {
        let on = happening.on();
        match happening {
            Happening::Work(device) => self.work(device),
            Happening::Fault => {
                self.fault();
                if self.in_trouble() {
                    let millis = self.chance.u64(5_000..40_000);
                    self.later(millis, Happening::Fault);
                }
            }
            Happening::Rested(device, run, number) => self.rested(device, run, number),
            Happening::Silence(device, run, ticket) => {
                let trouble = Trouble::Line;
                let ticket = Some(ticket);
                self.tell(device, run, Event::Failed { ticket, trouble });
            }
            Happening::Answer(device, run, ticket, bytes) => {
                self.hear(device, run, ticket, &bytes);
            }
            Happening::Request(device, run, ticket, bytes) => {
                self.serve(device, run, ticket, &bytes);
                return Some(device);
            }
            Happening::Door(device, run) => self.at_door(device, run),
            Happening::Hint(device) => self.hint(device),
            Happening::Start(device, run) => self.start(device, run),
            Happening::Stored(device, run, number) => {
                let event = self.stored[number].clone();
                self.tell(device, run, event);
            }
            Happening::Room => self.shelf.allow(u64::MAX),
            Happening::LetGo(id) => self.let_go(id),
            Happening::Newest => self.all_newest(),
        }
        on
    }
}
