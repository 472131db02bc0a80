//! Passkeys at the server: a second factor for its door, and for nothing that is done on this device.

use core::fmt;

use serde::{Deserialize, Serialize};

/// What can be asked of passkeys.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum PasskeyRequest {
    /// Which there are. Answered by [`SyncEvent::Passkeys`](super::SyncEvent::Passkeys).
    List,
    /// Begin to add one. Answered by [`SyncEvent::Authenticator`](super::SyncEvent::Authenticator).
    Add {
        /// One's password, once more.
        password: String,
    },
    /// What the authenticator made. Answered by [`SyncEvent::Passkeys`](super::SyncEvent::Passkeys).
    Keep(FromAuthenticator),
    /// Remove one of one's own, or all of a colleague's who has lost them. Answered by
    /// [`SyncEvent::Passkeys`](super::SyncEvent::Passkeys).
    Remove {
        /// Which.
        of: PasskeysOf,
        /// One's password, once more.
        password: String,
    },
    /// The server asks for a passkey, and whoever works here is ready to show it. Answered by
    /// [`SyncEvent::Authenticator`](super::SyncEvent::Authenticator), or [`SyncEvent::Done`](super::SyncEvent::Done) where none is
    /// asked for any more.
    Touch,
    /// What the authenticator answered. Answered by [`SyncEvent::Done`](super::SyncEvent::Done).
    Touched(FromAuthenticator),
}

// No password gets into a message through a format string.
impl fmt::Debug for PasskeyRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::List => "List",
            Self::Add { .. } => "Add(..)",
            Self::Keep(_) => "Keep(..)",
            Self::Remove { .. } => "Remove(..)",
            Self::Touch => "Touch",
            Self::Touched(_) => "Touched(..)",
        })
    }
}

/// Which passkeys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PasskeysOf {
    /// One of one's own.
    Own([u8; 16]),
    /// All of a member's.
    Colleague([u8; 16]),
}

/// What an authenticator is to do: JSON, as the browser takes it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForAuthenticator {
    /// Comes back with the answer.
    pub ticket: [u8; 32],
    /// What the browser is told.
    pub options: String,
}

impl fmt::Debug for ForAuthenticator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ForAuthenticator(..)")
    }
}

/// What it answered.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FromAuthenticator {
    /// Of what it was told.
    pub ticket: [u8; 32],
    /// What the browser says, as JSON.
    pub answer: String,
}

/// Passkeys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct PasskeysView {
    /// Whether one can be added: only where the server was told the address that browsers use.
    pub offered: bool,
    /// Whether there may be more of one's own.
    pub room: bool,
    /// One's own, the oldest first.
    pub own: Vec<PasskeyView>,
    /// Colleagues who have any, for those who let in others.
    pub others: Vec<ColleagueView>,
}

/// A passkey of one's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasskeyView {
    /// Which.
    pub passkey: [u8; 16],
    /// When it was added, in words.
    pub added: String,
    /// When somebody last logged in by it, in words; empty for never.
    pub used: String,
}

/// A colleague who has passkeys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColleagueView {
    /// Who.
    pub member: [u8; 16],
    /// By name.
    pub person: String,
    /// How many.
    pub passkeys: u32,
}
