//! What an event says was done: one of the matrix's actions, or something that happens to the program itself.

use crate::Action;
use crate::numbered::{Numbered, numbered};

numbered! {
    /// Something that isn't an act upon one record.
    pub enum Happened {
        /// A user opened their keys.
        Unlocked = 100, "unlocked";
        /// A password, kit or passkey didn't open them.
        UnlockFailed = 101, "failed to unlock";
        /// The user locked.
        Locked = 102, "locked";
        /// The device locked by itself after idling.
        LockedIdle = 103, "locked after idling";
        /// The glass was broken for the record.
        GlassBroken = 104, "broke the glass";
        /// The access ended: by the user or by its time.
        GlassClosed = 105, "broken glass closed";
        /// The reviewer was told.
        GlassNotice = 106, "reviewer told of the broken glass";
        /// A key was made, wrapped anew or revoked.
        KeyChanged = 107, "keys changed";
        /// A user's roles were set.
        RolesChanged = 108, "roles changed";
        /// Records or documents came in from a file.
        Imported = 109, "imported";
        /// The facility's rules were set.
        RulesChanged = 110, "facility rules changed";
        /// A suspected breach was contained: a device was frozen.
        Contained = 111, "contained a suspected breach";
        /// A frozen device was let go on.
        LetGoOn = 112, "let a frozen device go on";
        /// Passkeys were added or removed, with which the part's member logs in at the server.
        PasskeysChanged = 113, "passkeys changed";
    }
}

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    /// An action of the matrix.
    Did(Action),
    /// Something else.
    Happened(Happened),
}

impl Numbered for Act {
    fn number(self) -> u16 {
        match self {
            Self::Did(action) => action.number(),
            Self::Happened(happened) => happened.number(),
        }
    }

    fn of(number: u16) -> Option<Self> {
        Action::of(number)
            .map(Self::Did)
            .or_else(|| Happened::of(number).map(Self::Happened))
    }

    fn words(self) -> &'static str {
        match self {
            Self::Did(Action::BreakGlass) => "asked to break the glass",
            Self::Did(Action::ReviewAudit) => "review of the audit trail",
            Self::Did(action) => action.words(),
            Self::Happened(happened) => happened.words(),
        }
    }
}
