//! What an envelope holds, as it is written: format 1, in postcard.

use serde::{Deserialize, Serialize};

use super::envelope::{NameHash, PublicHalves};
use crate::committed::CommittedWrap;
use crate::exchange::ExchangePublic;
use crate::id::{FacilityId, MemberId};
use crate::kdf::Recipe;
use crate::wrap::Wrap;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Body {
    pub(super) identity: Identity,
    /// Counts the envelope's versions.
    pub(super) revision: u32,
    pub(super) password: PasswordWrap,
    pub(super) kit: Option<KitWrap>,
    pub(super) escrow: Option<EscrowWrap>,
    pub(super) exchange: Wrap,
    pub(super) signing: Wrap,
}

/// Who the member is: bound to every wrap, and never changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Identity {
    pub(super) facility: FacilityId,
    pub(super) member: MemberId,
    pub(super) name: NameHash,
    pub(super) public: PublicHalves,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PasswordWrap {
    pub(super) recipe: Recipe,
    pub(super) kek: CommittedWrap,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct KitWrap {
    pub(super) salt: [u8; 16],
    pub(super) kek: CommittedWrap,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct EscrowWrap {
    pub(super) to: ExchangePublic,
    pub(super) kek: Vec<u8>,
}

impl Identity {
    /// The canonical encoding: all fields have fixed lengths.
    pub(super) fn encode(&self) -> Vec<u8> {
        let Self {
            facility,
            member,
            name,
            public,
        } = self;
        [
            &facility.0[..],
            &member.0,
            &name.0,
            &public.exchange.0,
            &public.signing.0,
        ]
        .concat()
    }
}
