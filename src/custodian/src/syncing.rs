//! The exchange with other devices: what waits to be sent, what comes in, and the talk at the server's door.
//!
//! The custodian touches no network. It hands out [`Errand`]s and is told what came of them as [`Heard`]; whoever carries them
//! has a line or has none. Everything that goes over it is sealed, or is an id.

mod answers;
mod arriving;
mod bodies;
mod bundle;
mod carrying;
mod coming;
mod containing;
mod epochs;
mod freezing;
mod going_on;
mod house;
mod incidents;
mod inviting;
mod joining;
mod kept;
mod knocking;
mod laptop;
mod logging_in;
mod named;
mod ordered;
mod outbox;
mod passkeys;
mod requeue;
mod stick;
mod talking;
mod unknown;
mod view;

#[cfg(feature = "hostile")]
pub(crate) use bundle::WaysIn;
pub(crate) use kept::SyncRow;
pub(crate) use outbox::queue;
pub(crate) use stick::Stick;
#[cfg(test)]
pub(crate) use unknown::kept_as_unknown;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use line::RequestId;
use sync::{Exchange, Limits, door};

use crate::protocol::{Event, Failure, LineState, SyncView};
use talking::{Errands, Talk};

/// What is to be done outside of the custodian.
#[derive(Debug, Clone, PartialEq)]
pub enum Errand {
    /// Send these bytes to the server's exchange, with the session: [`Heard::Exchanged`].
    Exchange {
        /// Of what the answer has to speak.
        ticket: u64,
        /// What proves the session.
        token: [u8; 32],
        /// A [`sync::Request`].
        bytes: Vec<u8>,
    },
    /// Send these bytes to the server's door: [`Heard::AtDoor`].
    Door {
        /// Of what the answer has to speak.
        number: u64,
        /// What proves the session, where there is one.
        token: Option<[u8; 32]>,
        /// A [`door::Ask`].
        bytes: Vec<u8>,
    },
    /// Wait: [`Heard::Rested`]. A later one takes its place.
    Rest {
        /// Of what the answer has to speak.
        number: u64,
        /// Milliseconds.
        millis: u64,
    },
    /// Listen to the server's hints with this session, instead of any before: [`Heard::Hint`] with each. Nothing: no more.
    Hints(Option<[u8; 32]>),
    /// Tell the page, in answer to its request.
    Tell(RequestId, Box<Event>),
}

/// What came of an errand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// An answer of the exchange, or nothing where there is no line.
    Exchanged {
        /// The errand's.
        ticket: u64,
        /// The answer.
        bytes: Option<Vec<u8>>,
    },
    /// An answer at the door, or nothing where there is no line.
    AtDoor {
        /// The errand's.
        number: u64,
        /// The answer.
        bytes: Option<Vec<u8>>,
    },
    /// The time is over.
    Rested {
        /// The errand's.
        number: u64,
    },
    /// There may be something new, or a line again.
    Hint,
}

/// What is known of the exchange while the page is open.
#[derive(Debug, Default)]
pub(crate) struct Line {
    /// What the store keeps of it; nothing where the facility is on this device only.
    pub(crate) row: Option<SyncRow>,
    /// The last number given in the outbox, in this session or an earlier one.
    pub(crate) number: u64,
    /// What runs while somebody has unlocked.
    run: Option<Run>,
    /// Requests that hear how it stands.
    watchers: Vec<RequestId>,
    /// What they heard last.
    told: SyncView,
    /// What is being said at the door.
    talk: Option<Talk>,
    /// What is to be said there next.
    queue: VecDeque<Talk>,
    /// Counts what is sent to the door, and rests.
    errands: u64,
    /// Answers to this are awaited at the door.
    awaited: Option<u64>,
    /// The rest before the server is told again that this device is to be frozen.
    contain_rest: Option<u64>,
    /// Answered once the facility's record has come.
    joining: Option<RequestId>,
    /// Records that others have changed since the page was told.
    came: BTreeSet<[u8; 16]>,
}

/// What runs while somebody has unlocked.
#[derive(Debug)]
struct Run {
    exchange: Exchange,
    /// What waits for a session.
    held: Option<Held>,
    /// Whoever works here is ready to show a passkey.
    touching: Option<RequestId>,
    token: Option<[u8; 32]>,
    admits: bool,
    /// When the exchange last asked, milliseconds since 1970.
    asked_at: i64,
    /// The rest that is awaited.
    rest: Option<u64>,
    /// Rows that were looked at, by the number they were given: which row of the store, and where it waits.
    looked: BTreeMap<u64, outbox::Looked>,
    standing: LineState,
    /// Outbox and trail as they were when the exchange last heard that something was written.
    heard_of: (u64, u64),
    /// There may be something new at the server.
    hinted: bool,
    /// Devices may wait to be frozen: looked at once after each rest and hint.
    freeze: bool,
    /// When the server was last asked for the house, milliseconds since 1970.
    house_at: i64,
    /// Digest of who works here, as the server's accounts were last held against it.
    people: [u8; 32],
    /// How far it was when it was last asked where devices' rows end.
    chains_at: Option<u64>,
    /// Operations that were kept for later may be usable now.
    try_deferred: bool,
    /// What is kept aside may be told apart by what came since.
    look_aside: bool,
    /// The door did not do what was asked of itself: nothing more is before this time, milliseconds since 1970, and the next
    /// rest or hint.
    door_shut: Option<i64>,
}

/// What waits for a session at the server.
#[derive(Debug)]
enum Held {
    /// A request of the exchange: its ticket and its bytes.
    Request(u64, Vec<u8>),
    /// The exchange itself.
    LogIn,
}

impl Run {
    fn new(row: &SyncRow, seed: u64, reads_trail: bool) -> Self {
        let exchange = Exchange::new(Limits::default(), row.progress.clone(), seed);
        Self {
            exchange: match reads_trail {
                true => exchange.with_trails(),
                false => exchange,
            },
            held: None,
            touching: None,
            token: None,
            admits: false,
            asked_at: 0,
            rest: None,
            looked: BTreeMap::new(),
            standing: LineState::Starting,
            heard_of: (0, 0),
            hinted: false,
            freeze: true,
            house_at: 0,
            people: [0; 32],
            chains_at: None,
            try_deferred: true,
            look_aside: false,
            door_shut: None,
        }
    }
}

impl Line {
    fn next_errand(&mut self) -> u64 {
        self.errands += 1;
        self.errands
    }

    /// Whether there is a server.
    pub(crate) const fn is_connected(&self) -> bool {
        self.row.is_some()
    }

    /// Lets go of what runs: somebody locked, or the exchange is over. That this device is to be frozen is said whoever has
    /// unlocked.
    pub(crate) fn stop(&mut self, errands: &mut Vec<Errand>) {
        if self.run.take().is_none() {
            return;
        }
        // Another rest may have taken the place of this one.
        self.contain_rest = None;
        errands.push(Errand::Hints(None));
        self.queue.clear();
        if !matches!(self.talk, Some(Talk::Contain(_))) {
            self.talk = None;
            self.awaited = None;
        }
    }
}

/// Why the door did not do something, as the screen shows it.
pub(crate) fn refused(refused: &door::Refused) -> Failure {
    use door::Refused;
    let (what, why, fix) = match refused {
        Refused::Wrong => (
            "The server does not let you in by that.",
            "The code is used up or too old, or the user name or password is another one. The server does not say which."
                .to_owned(),
            "Have a new code made, and type name and password again.",
        ),
        Refused::TooMany(seconds) => (
            "The server was asked too often.",
            format!("It takes the next try in {seconds} seconds."),
            "Wait, then try again.",
        ),
        Refused::Expired => (
            "The session at the server is over.",
            "It ends by itself after some hours, and where somebody ends it.".to_owned(),
            "Try again: a new one is begun.",
        ),
        Refused::Ended { .. } => (
            "This device was taken out of the facility.",
            "Somebody who lets in others has ended it, or your account.".to_owned(),
            "Speak with your supervisor. What was written here and not sent yet is still here.",
        ),
        Refused::Frozen => (
            "This device is frozen.",
            "Somebody contained a suspected breach. Nothing was removed, and nothing is exchanged until it is let go on.".to_owned(),
            "Speak with your supervisor or privacy officer.",
        ),
        Refused::Waiting => (
            "Nobody has let you in yet.",
            "You have knocked; somebody who lets in others has to answer.".to_owned(),
            "Call whoever invited you.",
        ),
        Refused::NotAllowed => (
            "You may not do that.",
            "Only somebody who lets in others at the server may.".to_owned(),
            "Ask your supervisor.",
        ),
        Refused::Taken => (
            "The server has that already.",
            "A facility, an account or a device of that id or name is there.".to_owned(),
            "If nobody of yours did it, tell whoever keeps the server.",
        ),
        Refused::Unknown => (
            "The server does not know it.",
            "It was taken away meanwhile, or never was there.".to_owned(),
            "Look at the list again.",
        ),
        Refused::Stale { .. } => (
            "Somebody changed it meanwhile.",
            "Another of your devices was first.".to_owned(),
            "Try again.",
        ),
        Refused::Last => (
            "Nobody who lets in others would remain.",
            "The facility would be shut for good.".to_owned(),
            "Let somebody else admit first.",
        ),
        Refused::NoPasskeys => (
            "The server can't ask for a passkey.",
            "It was started without the address that browsers use, for which passkeys are made.".to_owned(),
            "Ask whoever keeps the server to name it: chartroom serve --origin https://…",
        ),
        Refused::Malformed => (
            "The server does not understand this build.",
            "What it was asked can't be read there: it is older, or newer.".to_owned(),
            "Update Chartroom here and on the server.",
        ),
    };
    Failure::new(what, why, "the server", fix)
}

/// There is no line to the server.
pub(crate) fn no_line() -> Failure {
    Failure::new(
        "The server does not answer.",
        "There is no line to it now, or it is not running.",
        "the line to the server",
        "Work on: what you do is saved here and sent when there is a line. This needs one: try it again then.",
    )
}

/// The facility is on this device only.
pub(crate) fn alone() -> Failure {
    Failure::new(
        "This facility is on this device only.",
        "It was not set up on a server.",
        "the exchange with other devices",
        "Connect it first.",
    )
}

/// Something was heard at the door that does not answer what was asked.
pub(crate) fn not_understood() -> Failure {
    refused(&door::Refused::Malformed)
}

/// Errands so far, to be filled.
pub(crate) type Out<'a> = &'a mut Errands;
