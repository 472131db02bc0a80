//! One device's side of the exchange. It says what is to be done next, one thing at a time, and hears what came of it; the
//! carrier has the store, the line, the clock and nothing to decide.
//!
//! In what order: keys come in, then keys and operations go out, then operations come in, and what is large goes and comes
//! last, piece by piece: after each piece it is looked again what comes first, and the rest of it waits. What fails again and again
//! is set aside for a while, and what comes after it goes on.

mod fetching;
mod order;
mod pace;
mod rest;
mod sending;
mod step;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::item::{Head, Item, ItemId, Stream};
use crate::shelf::ShelfId;
use crate::wire::{Answer, Refusal, Request};

use order::{Want, Wants};
use pace::Pace;
use rest::{Meeting, Patience};
use step::{Phase, Rest};

/// How much is done at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of items in one push or pull.
    pub page: u32,
    /// Items in one push, and ids in one question for what is missing.
    pub list: usize,
    /// Bytes of a piece of a large item.
    pub piece: u32,
    /// Items of more bytes go in pieces.
    pub whole: u32,
    /// Items of more bytes are not fetched: no server takes them, and whoever offers one means to fill a memory.
    pub largest: u32,
    /// How many times as much as that goes at once while answers come quickly.
    pub widest: u32,
    /// Milliseconds after which it is asked for news without a hint.
    pub idle: u64,
    /// Milliseconds of the first rest after a failure.
    pub first_rest: u64,
    /// Milliseconds of the longest.
    pub longest_rest: u64,
}

impl Default for Limits {
    /// For a line of 50 kbit/s: a page takes about five seconds there, so that little is lost when it is cut.
    fn default() -> Self {
        Self {
            page: 32 << 10,
            list: 512,
            piece: 16 << 10,
            whole: 32 << 10,
            largest: 16 << 20,
            widest: 8,
            idle: 60_000,
            first_rest: 1_000,
            longest_rest: 300_000,
        }
    }
}

/// How far the exchange has come: kept by the carrier, in the batch that each [`Action`] names.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Progress {
    /// The shelf it is with; nothing before the first contact.
    pub shelf: Option<ShelfId>,
    /// The last cursor of each stream that is kept here.
    pub cursors: BTreeMap<Stream, u64>,
    /// Whether what waits may be on the shelf already, because the shelf is another than before.
    pub doubtful: bool,
}

/// A row in the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Its number there.
    pub number: u64,
    /// What it is called.
    pub id: ItemId,
    /// What is known of it without a key.
    pub head: Head,
    /// The row, where it has no more bytes than [`Limits::whole`].
    pub bytes: Option<Vec<u8>>,
}

/// What the carrier is to do. It answers each with the event that is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Look what waits of a stream, in the order in which it was written: [`Event::Waiting`].
    Look {
        /// The stream.
        stream: Stream,
        /// The most rows.
        rows: usize,
        /// About how many bytes; one row comes in any case.
        bytes: u32,
    },
    /// Read a piece of a row that waits: [`Event::Piece`].
    Piece {
        /// Its number in the outbox.
        number: u64,
        /// Where the piece begins.
        offset: u32,
        /// The most bytes of it.
        most: u32,
    },
    /// Send a request: [`Event::Answered`] or [`Event::Failed`], with its ticket.
    Send {
        /// Of what the answer has to speak.
        ticket: u64,
        /// The request.
        request: Request,
    },
    /// Take rows out of the outbox, in one batch: [`Event::Done`].
    Settle {
        /// Those the server keeps.
        kept: Vec<u64>,
        /// Those it will never keep: put aside with the reason, for a person.
        wedged: Vec<(u64, Refusal)>,
    },
    /// Keep what came, and how far that is, in one batch: [`Event::Done`]. What is here already is left as it is.
    Keep {
        /// The items.
        items: Vec<Item>,
        /// With them.
        progress: Progress,
    },
    /// The shelf is new or has forgotten: everything that is kept here goes into the outbox, and how far it is is kept, in that
    /// order: [`Event::Done`].
    Requeue(Progress),
    /// Log in again: [`Event::Done`], or [`Event::Failed`].
    LogIn,
    /// Nothing for so many milliseconds: [`Event::Rested`]. Other events may end it before that.
    Rest(u64),
    /// The device was taken out of the facility: nothing more is exchanged.
    End {
        /// Whether what is kept here is to be removed.
        wipe: bool,
    },
}

/// What the carrier tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// What waits.
    Waiting(Vec<Waiting>),
    /// A piece of a row.
    Piece(Vec<u8>),
    /// What was asked for is done, and on the disk.
    Done,
    /// An answer came.
    Answered {
        /// The request's.
        ticket: u64,
        /// The answer.
        answer: Answer,
        /// Milliseconds between the two, by any clock that goes on.
        took: u64,
    },
    /// Something did not work.
    Failed {
        /// The request's, where it was one.
        ticket: Option<u64>,
        /// What.
        trouble: Trouble,
    },
    /// The rest is over.
    Rested,
    /// Something was written that is to be sent.
    Written,
    /// The server, or the browser, hints that there may be something new, or a line again. It need not be true.
    Hint,
    /// Somebody asks for it now.
    Now,
}

/// What did not work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// There is no line, or it was cut.
    Line,
    /// What came can't be read.
    Garbled,
    /// The store on this device did not take it.
    Store,
}

/// One device's exchange with one shelf.
#[derive(Debug)]
pub struct Exchange {
    limits: Limits,
    progress: Progress,
    phase: Phase,
    wants: Wants,
    patience: Patience,
    /// With shelves that are another each time.
    meeting: Meeting,
    pace: Pace,
    ticket: u64,
    /// Cursors of what was sent from here, beyond the stream's own.
    own: BTreeMap<Stream, BTreeSet<u64>>,
    /// As much of a large item as came before the line was cut.
    partial: Option<(ItemId, Vec<u8>)>,
    /// Whether nothing was answered yet since the last log-in.
    just_in: bool,
    /// What is being done.
    current: Option<Want>,
    /// What failed last, and how often in a row.
    failing: Option<(Want, u32)>,
}

impl Exchange {
    /// Goes on from where it was. The seed spreads the rests of many devices.
    #[must_use]
    pub fn new(limits: Limits, progress: Progress, seed: u64) -> Self {
        Self {
            limits,
            progress,
            phase: Phase::Free,
            wants: Wants::all(false),
            patience: Patience::new(limits, seed),
            meeting: Meeting::new(limits, seed),
            pace: Pace::new(limits.widest),
            ticket: 0,
            own: BTreeMap::new(),
            partial: None,
            just_in: false,
            current: None,
            failing: None,
        }
    }

    /// Fetches the trails of other devices too: for somebody who reviews them.
    #[must_use]
    pub fn with_trails(mut self) -> Self {
        self.wants = Wants::all(true);
        self
    }

    /// How far it has come.
    #[must_use]
    pub const fn progress(&self) -> &Progress {
        &self.progress
    }

    /// Whether everything that was here has been sent, and everything that was there has come, when last asked.
    #[must_use]
    pub fn is_even(&self) -> bool {
        self.wants.nothing() && matches!(self.phase, Phase::Resting(Rest::Idle))
    }

    /// Why rows that could be sent stay in the outbox for now: the server has no room.
    #[must_use]
    pub const fn full(&self) -> Option<&Refusal> {
        self.wants.full()
    }

    /// The first thing to do, after [`Exchange::new`].
    #[must_use]
    pub fn begin(&mut self) -> Action {
        self.next()
    }

    /// Takes in what happened, and says what to do next. Nothing while what was asked for before is still awaited.
    #[must_use]
    pub fn tell(&mut self, event: Event) -> Option<Action> {
        let Phase::Resting(rest) = &self.phase else {
            match event {
                Event::Written => self.wants.send(),
                Event::Hint => self.wants.fetch(),
                Event::Now => self.wants.anew(),
                event => return self.step(event),
            }
            return None;
        };
        // A row written does not make a line, and a server that is too busy is so whatever a browser believes. Nor is a line made
        // by hints: few of them are believed until a rest is over by itself.
        let ends = matches!(
            (rest, &event),
            (_, Event::Rested | Event::Now) | (Rest::Idle, Event::Written | Event::Hint)
        ) || (matches!((rest, &event), (Rest::Failed, Event::Hint))
            && self.patience.hinted());
        match event {
            Event::Written => self.wants.send(),
            Event::Hint => self.wants.fetch(),
            Event::Now => self.wants.anew(),
            Event::Rested => {
                if matches!(rest, Rest::Idle) {
                    self.wants.try_all();
                }
                self.patience.rested();
                self.wants.send();
                self.wants.fetch();
                self.wants.try_room();
            }
            _ => return None,
        }
        ends.then(|| self.next())
    }
}
