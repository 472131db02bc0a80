//! A device: its disk, its clock, its build, and the exchange that runs over them.

use std::collections::VecDeque;

use sync::{Exchange, ItemId, Progress};

use crate::disk::{Disk, KNOWN, NEWER};

/// What a right clock says when the simulation begins: some day in 2026, in milliseconds since 1970.
const BEGIN: i64 = 1_780_000_000_000;

/// A device that may run.
#[derive(Debug)]
pub(crate) struct Device {
    pub(crate) disk: Disk,
    pub(crate) exchange: Option<Exchange>,
    /// What belongs to an earlier run is not for this one.
    pub(crate) run: u64,
    pub(crate) cut_until: u64,
    pub(crate) asleep_until: u64,
    /// Nothing is exchanged any more.
    pub(crate) ended: bool,
    pub(crate) backup: Option<Disk>,
    pub(crate) expired: bool,
    /// Whether its build knows the newer kind of rows.
    pub(crate) newer_build: bool,
    /// Whether it speaks the newer protocol.
    pub(crate) newer_protocol: bool,
    /// How far its clock is ahead, in milliseconds.
    pub(crate) ahead: i64,
    /// The last request's.
    pub(crate) ticket: u64,
    /// When it was made, by its clock.
    pub(crate) asked: i64,
    /// The rest that is awaited, and when it is over by its clock. A later one takes its place.
    pub(crate) rest: (u64, i64),
    /// When it is over by the simulation's time, while it rests.
    pub(crate) rests_until: Option<u64>,
    /// How often it was looked for keys to send since some were sent. What fails again and again is set aside, and all else goes
    /// on before it.
    pub(crate) keys_looked: u32,
    /// How far it was when it started.
    pub(crate) at_start: Progress,
    pub(crate) look: Look,
    pub(crate) hurry: Hurry,
}

/// What of a device has to be looked at.
#[derive(Debug, Default)]
pub(crate) struct Look {
    /// What changed with the last step.
    pub(crate) touched: Vec<ItemId>,
    /// Whether another disk is there than before, or all of it may have changed.
    pub(crate) all: bool,
    /// How far it was at the last look.
    pub(crate) progress: Progress,
}

/// When a device asked for something in the last minute.
#[derive(Debug, Default)]
pub(crate) struct Hurry {
    /// Requests without a line.
    pub(crate) blind: VecDeque<u64>,
    /// Requests that changed nothing.
    pub(crate) idle: VecDeque<u64>,
    /// Hints, and rows that were written: causes to ask.
    pub(crate) causes: VecDeque<u64>,
    /// Other shelves that were met.
    pub(crate) met: VecDeque<u64>,
    /// Whether something came of the last request.
    pub(crate) useful: bool,
}

impl Device {
    pub(crate) fn new(disk: Disk) -> Self {
        Self {
            disk,
            exchange: None,
            run: 0,
            cut_until: 0,
            asleep_until: 0,
            ended: false,
            backup: None,
            expired: false,
            newer_build: true,
            newer_protocol: false,
            ahead: 0,
            ticket: 0,
            asked: 0,
            rest: (0, 0),
            rests_until: None,
            keys_looked: 0,
            at_start: Progress::default(),
            look: Look {
                all: true,
                ..Look::default()
            },
            hurry: Hurry::default(),
        }
    }

    /// The last kind of rows that its build knows.
    pub(crate) const fn knows(&self) -> u8 {
        if self.newer_build { NEWER } else { KNOWN }
    }

    /// What its clock says.
    pub(crate) const fn clock(&self, now: u64) -> i64 {
        BEGIN + now as i64 + self.ahead
    }
}
