//! The exchange with other devices through a server: what is asked of it, and how it stands.

use core::fmt;

use line::Failure;
use serde::{Deserialize, Serialize};

use super::{BackupPiece, FilePiece, ForAuthenticator, PasskeyRequest, PasskeysView};

/// What can be asked of the exchange.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum SyncRequest {
    /// How it stands, and from then on whenever that changes. Answered by [`SyncEvent::Standing`] and [`SyncEvent::Came`], again
    /// and again.
    Watch,
    /// Exchange now. Answered by [`SyncEvent::Done`].
    Now,
    /// Set up the facility on the server, with the code that its keeper was given. Answered by [`SyncEvent::Done`].
    Connect {
        /// The code, as typed.
        code: String,
    },
    /// Come in with this device: an account that exists, and nothing here yet. Answered by
    /// [`Event::Opened`](super::Event::Opened).
    Join(Joining),
    /// Invite somebody, who comes in by themselves on their own device. Answered by [`SyncEvent::Code`].
    Invite(Inviting),
    /// Ask to be let in, with the code of an invitation. Answered by [`Event::Kit`](super::Event::Kit).
    Knock(Joining),
    /// Look whether one is let in, after knocking. Answered by [`Event::Opened`](super::Event::Opened).
    LookAgain {
        /// User name.
        user_name: String,
        /// Password.
        password: String,
    },
    /// Make a code with which one's own account comes in on a further device. Answered by [`SyncEvent::Code`].
    MakeDeviceCode {
        /// For how many minutes it is good.
        minutes: u32,
    },
    /// Who and what the server knows of the facility. Answered by [`SyncEvent::House`].
    House,
    /// A laptop is no longer one of the facility's. Answered by [`SyncEvent::House`].
    EndStore {
        /// Its store.
        store: [u8; 16],
        /// Whether what it keeps is to be removed at its next contact.
        wipe: bool,
    },
    /// Freeze a device, or let a frozen one go on. Answered by [`SyncEvent::House`].
    SetFrozen {
        /// Which.
        device: [u8; 16],
        /// Whether.
        frozen: bool,
    },
    /// Contain a suspected breach: a laptop is frozen, this one or another, and those who have to are told. Answered by
    /// [`SyncEvent::Contained`].
    Contain(Containing),
    /// Suspected breaches. Answered by [`SyncEvent::Incidents`].
    Incidents,
    /// Say that one has seen a suspected breach, or what it came to. Answered by [`SyncEvent::Incidents`].
    SetIncident {
        /// Which.
        incident: [u8; 16],
        /// What it came to; empty where it is only seen.
        outcome: String,
    },
    /// Begin a file for another laptop, or write more of it. Answered by [`SyncEvent::Stick`]; ask on until the last piece.
    WriteStick {
        /// The first piece: whether everything goes into it, and not only what is new since the last one.
        begin: Option<bool>,
    },
    /// Take in a file of another laptop, or a backup. Answered by [`SyncEvent::Taken`].
    TakeStick(FilePiece),
    /// What the server refuses for good. Answered by [`SyncEvent::Refused`].
    Refused,
    /// Try again what was refused. Answered by [`SyncEvent::Done`].
    TryRefused,
    /// Passkeys at the server.
    Passkeys(PasskeyRequest),
}

// No code and no password gets into a message through a format string.
impl fmt::Debug for SyncRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Watch => "Watch",
            Self::Now => "Now",
            Self::Connect { .. } => "Connect(..)",
            Self::Join(_) => "Join(..)",
            Self::Invite(_) => "Invite(..)",
            Self::Knock(_) => "Knock(..)",
            Self::LookAgain { .. } => "LookAgain(..)",
            Self::MakeDeviceCode { .. } => "MakeDeviceCode",
            Self::House => "House",
            Self::EndStore { .. } => "EndStore",
            Self::SetFrozen { .. } => "SetFrozen",
            Self::Contain(_) => "Contain(..)",
            Self::Incidents => "Incidents",
            Self::SetIncident { .. } => "SetIncident(..)",
            Self::WriteStick { .. } => "WriteStick",
            Self::TakeStick(_) => "TakeStick(..)",
            Self::Refused => "Refused",
            Self::TryRefused => "TryRefused",
            Self::Passkeys(_) => "Passkeys(..)",
        })
    }
}

/// Coming in with a further device.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Joining {
    /// The code for it, as typed.
    pub code: String,
    /// User name.
    pub user_name: String,
    /// Password.
    pub password: String,
}

/// Somebody who is invited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Inviting {
    /// Name as shown.
    pub name: String,
    /// Credentials.
    pub credentials: String,
    /// Department or nursing unit.
    pub unit: String,
    /// Their roles, in the words of the roles.
    pub roles: Vec<String>,
}

/// What is to be contained.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Containing {
    /// The other laptop's devices; empty for this one.
    pub devices: Vec<[u8; 16]>,
    /// By what that laptop is told from others.
    pub laptop: String,
    /// What happened, in a few words.
    pub words: String,
}

/// A suspected breach that was contained.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContainedView {
    /// What is read out to the supervisor: the laptop's six characters.
    pub code: String,
    /// Whether it is this laptop.
    pub here: bool,
    /// Whether the server has heard of it. If not, it hears of it at the next contact.
    pub told: bool,
    /// Until when those concerned have to be told if it is a breach, in words.
    pub until: String,
}

/// A suspected breach.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncidentView {
    /// Which.
    pub incident: [u8; 16],
    /// When it was found, in words.
    pub found: String,
    /// By whom.
    pub by: String,
    /// What happened.
    pub words: String,
    /// The laptop, by its six characters.
    pub laptop: String,
    /// Who has seen it, of those who have to, and when.
    pub seen: String,
    /// When it was closed.
    pub closed: String,
    /// What it came to.
    pub outcome: String,
    /// The clocks, each with its source, in words.
    pub clocks: Vec<String>,
    /// Days until those concerned have to be told.
    pub days_left: i64,
    /// Whether one may say that one has seen it, and what it came to.
    pub may_answer: bool,
}

impl fmt::Debug for IncidentView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IncidentView(..)")
    }
}

/// What the exchange tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum SyncEvent {
    /// How it stands.
    Standing(SyncView),
    /// Records that others have changed.
    Came(Vec<[u8; 16]>),
    /// A code, to be typed on the other device.
    Code(CodeView),
    /// Who and what the server knows.
    House(HouseView),
    /// A laptop is frozen.
    Contained(ContainedView),
    /// Suspected breaches, the latest first.
    Incidents(Vec<IncidentView>),
    /// A piece of a file for another laptop.
    Stick(BackupPiece),
    /// How far a file of another laptop is taken in.
    Taken(StickView),
    /// What the server refuses for good.
    Refused(Vec<RefusedRow>),
    /// Passkeys at the server.
    Passkeys(PasskeysView),
    /// An authenticator is to make a passkey, or to answer by one.
    Authenticator(ForAuthenticator),
    /// It is done.
    Done,
}

impl SyncEvent {
    pub(super) const fn is_last(&self) -> bool {
        !matches!(self, Self::Standing(_) | Self::Came(_))
    }
}

/// How far a file of another laptop is taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct StickView {
    /// Bytes read.
    pub read: u64,
    /// Whether that was all.
    pub done: bool,
    /// Changes that were not here.
    pub new: u64,
}

/// How the exchange stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct SyncView {
    /// What it does.
    pub standing: LineState,
    /// Rows that wait to be sent.
    pub waiting: u64,
    /// Rows that the server refuses for good.
    pub refused: u64,
    /// When the server last answered, in words; empty before the first time.
    pub contact: String,
    /// When the server last answered, milliseconds since 1970.
    pub contact_at: Option<i64>,
    /// Whether one may let in and put out others at the server.
    pub admits: bool,
    /// Suspected breaches that nobody who has to has seen, for those who have to.
    pub alarms: u32,
    /// What does not fit together of what came from others, since one unlocked.
    pub findings: Vec<Failure>,
}

/// What the exchange does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub enum LineState {
    /// The facility is on this device only.
    #[default]
    Alone,
    /// Nobody has unlocked.
    Locked,
    /// It has not heard of the server yet since somebody unlocked.
    Starting,
    /// There is no line, or the server does not answer.
    NoLine,
    /// It sends or fetches.
    Busy {
        /// Rows still to come, where that is known.
        to_come: Option<u64>,
    },
    /// Everything that was here has been sent, and everything that was there has come.
    Even,
    /// The server has no room.
    Full(Failure),
    /// The server does not let this device in.
    Shut(Failure),
    /// The server asks for a passkey, and whoever works here has not shown it yet.
    Touch,
    /// The device is frozen.
    Frozen,
    /// The device was taken out of the facility.
    Ended,
    /// Something on this device stands in the way.
    Harmed(Failure),
}

/// A code to be typed on another device.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeView {
    /// The code.
    pub code: String,
    /// For how many minutes it is good.
    pub minutes: u32,
}

impl fmt::Debug for CodeView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CodeView(..)")
    }
}

/// Who and what the server knows of the facility.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct HouseView {
    /// Laptops, this one first.
    pub laptops: Vec<LaptopView>,
    /// How much room the facility's rows take, in words.
    pub room: String,
    /// Whether one may put out others.
    pub admits: bool,
}

/// A laptop: all devices on one store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaptopView {
    /// Its store.
    pub store: [u8; 16],
    /// Whether it is this one.
    pub here: bool,
    /// By which it is told from others when somebody reads it out: six characters.
    pub short: String,
    /// When it came, in words.
    pub since: String,
    /// When it was last heard of, in words.
    pub seen: String,
    /// Whether it was taken out of the facility.
    pub ended: bool,
    /// Its devices, each of one person.
    pub devices: Vec<DeviceView>,
}

/// A device: one person on one laptop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceView {
    /// Its id.
    pub device: [u8; 16],
    /// Whose, by name.
    pub person: String,
    /// Whether it is frozen.
    pub frozen: bool,
    /// Whether it was taken out.
    pub ended: bool,
}

/// A row that the server refuses for good.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedRow {
    /// What it is, in words.
    pub what: String,
    /// Why it is refused.
    pub why: Failure,
}
