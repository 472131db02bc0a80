//! Somebody who comes in at the server's door, by what is asked for them next.

use core::fmt;

use line::RequestId;
use sync::door::{Ask, Shown};
use vault::device::DeviceKey;
use vault::door::LaptopKey;
use vault::kdf::Derived;
use vault::kit::DoorCode;
use vault::member::NameHash;
use vault::{DeviceId, FacilityId, Zeroizing};

use super::knocking::{Unheard, Waiting};
use crate::protocol::Kit;

/// Somebody who comes in.
#[derive(Debug)]
pub(super) enum Arriving {
    /// A facility is to be set up: what the code is good for is asked.
    FoundWith(RequestId, Shown),
    /// It is being set up.
    Founding(RequestId, Box<Ask>, [u8; 32]),
    /// It is there already: a nonce is asked for, to see whether this device has set it up and was not answered.
    FoundBefore(RequestId, Box<Ask>),
    /// A session is asked for, by that.
    FoundBeforeIn(RequestId, Box<Ask>),
    /// A device is to join: what the code is good for is asked.
    JoinWith(RequestId, Shown, Box<Newcomer>),
    /// How the password is stretched is asked.
    Stretching(RequestId, Shown, Box<Newcomer>, FacilityId),
    /// The device joins.
    Entering(RequestId, Box<Ask>, Box<Entering>),
    /// Somebody is to knock: who invited them is asked.
    KnockWith(RequestId, Box<DoorCode>, Box<Newcomer>),
    /// They knock; with what they have to print, unless they knock once more.
    Knocking(RequestId, Box<Ask>, Option<Kit>),
    /// Somebody looks whether they are let in whose knock was not answered: what the code is good for is asked.
    KnockAgain(RequestId, Unheard, Box<Waiting>),
    /// Somebody who knocked looks whether they are let in: a nonce is asked for.
    Looking(RequestId, Box<Waiting>),
    /// A session is asked for.
    LookingIn(RequestId, Box<Ask>, Box<Waiting>),
    /// What they were given is asked for, with that session.
    Receiving(RequestId, [u8; 32], [u8; 32], Box<Waiting>),
}

/// Who joins.
pub(super) struct Newcomer {
    pub(super) user_name: String,
    pub(super) password: Zeroizing<String>,
}

impl fmt::Debug for Newcomer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Newcomer(..)")
    }
}

/// What the device needs once it is in.
#[derive(Debug)]
pub(super) struct Entering {
    pub(super) keys: Derived,
    pub(super) store: [u8; 16],
    pub(super) laptop: LaptopKey,
    pub(super) device: DeviceId,
    pub(super) device_key: DeviceKey,
    pub(super) name: NameHash,
}

impl Arriving {
    /// What is asked for it.
    pub(super) fn ask(&self) -> Ask {
        match self {
            Self::FoundWith(_, shown) | Self::JoinWith(_, shown, _) => Ask::Code(*shown),
            Self::KnockWith(_, code, _) => Ask::Code(Shown(code.shown())),
            Self::KnockAgain(_, unheard, _) => Ask::Code(unheard.shown),
            Self::Founding(_, ask, _)
            | Self::FoundBefore(_, ask)
            | Self::FoundBeforeIn(_, ask)
            | Self::Entering(_, ask, _)
            | Self::Knocking(_, ask, ..)
            | Self::LookingIn(_, ask, _) => (**ask).clone(),
            Self::Looking(_, waiting) => Ask::Prelogin {
                facility: waiting.facility.0,
                name: waiting.entering.name.0,
            },
            Self::Receiving(..) => Ask::WaysIn,
            Self::Stretching(_, _, newcomer, facility) => Ask::Prelogin {
                facility: facility.0,
                name: NameHash::of(*facility, &newcomer.user_name).0,
            },
        }
    }

    /// Who waits for it.
    pub(super) const fn asker(&self) -> RequestId {
        match self {
            Self::FoundWith(id, ..)
            | Self::Founding(id, ..)
            | Self::FoundBefore(id, ..)
            | Self::FoundBeforeIn(id, ..)
            | Self::KnockAgain(id, ..)
            | Self::JoinWith(id, ..)
            | Self::Stretching(id, ..)
            | Self::Entering(id, ..)
            | Self::KnockWith(id, ..)
            | Self::Knocking(id, ..)
            | Self::Looking(id, ..)
            | Self::LookingIn(id, ..)
            | Self::Receiving(id, ..) => *id,
        }
    }

    /// What proves a session, where there is one already.
    pub(super) const fn token(&self) -> Option<[u8; 32]> {
        match self {
            Self::Receiving(_, token, ..) => Some(*token),
            _ => None,
        }
    }
}
