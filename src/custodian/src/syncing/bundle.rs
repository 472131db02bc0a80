//! A member's ways in: what their next device needs beside the password. The server keeps it and can't open it.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use store::{Batch, Store, Table};
use sync::door::{Ask, Nonce, Purpose};
use vault::Envelope;

use super::Out;
use super::talking::{Talk, Then};
use crate::custodian::Custodian;
use crate::failure::Told as _;
use crate::protocol::Failure;
use crate::rows;
use crate::surroundings::Surroundings;

const FORMAT: u8 = 1;

/// The ways in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct WaysIn {
    /// Opened by password, kit or escrow.
    pub(crate) envelope: Vec<u8>,
    /// The keyring, sealed to the member by themselves.
    pub(crate) grant: Vec<u8>,
    /// The key that reads the trail, where they were given it; else empty.
    pub(crate) audit_grant: Vec<u8>,
    /// The keyring sealed to the escrow.
    pub(crate) escrow_grant: Vec<u8>,
}

impl WaysIn {
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        postcard::to_extend(self, vec![FORMAT]).unwrap_or_default()
    }

    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        match bytes.split_first() {
            Some((&FORMAT, rest)) => postcard::from_bytes(rest).ok(),
            _ => None,
        }
    }
}

/// Digest of what a member's ways in hold.
pub(super) fn digest(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// Somebody's ways in as the store has them; nothing where they have none here.
    pub(super) async fn ways_in_here(
        &self,
        envelope: &Envelope,
    ) -> Result<Option<Vec<u8>>, Failure> {
        let member = envelope.member();
        let asked = [
            rows::grant_key(member),
            rows::audit_grant_key(member),
            rows::ESCROW_GRANT.to_vec(),
        ];
        let read = self.store.read_many(Table::Keys, &asked).await.told()?;
        let [Some(grant), audit_grant, escrow_grant] = read.as_slice() else {
            return Ok(None);
        };
        let ways_in = WaysIn {
            envelope: envelope.to_bytes(),
            grant: grant.clone(),
            audit_grant: audit_grant.clone().unwrap_or_default(),
            escrow_grant: escrow_grant.clone().unwrap_or_default(),
        };
        Ok(Some(ways_in.to_bytes()))
    }

    /// Takes over what another of the member's devices has put there: a newer envelope, so that a password changed there is the
    /// one here too, and what its keyring adds.
    pub(super) async fn take_ways_in(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        let Some(ways_in) = WaysIn::read(bytes) else {
            return Ok(());
        };
        let session = self.session()?;
        let me = session.member.member();
        let offer = crate::keeping::offer_of(ways_in.grant, ways_in.audit_grant);
        let mut batch = Batch::new();
        batch.put(Table::Keys, rows::offer_key(me, me), offer);
        let newer = Envelope::parse(&ways_in.envelope).ok().filter(|envelope| {
            envelope.member() == me
                && envelope.public() == session.member.public()
                && envelope.revision() >= session.envelope.revision()
                && envelope.to_bytes() != session.envelope.to_bytes()
        });
        if let Some(newer) = newer {
            // Two were changed at the same time: the one counts that the server had first, on both.
            let at_once = newer.revision() == session.envelope.revision();
            batch.put(
                Table::Keys,
                rows::member_key(&newer.name()),
                newer.to_bytes(),
            );
            self.write_brought(batch).await?;
            let session = self.session_mut()?;
            session.envelope = newer;
            // What was typed here belongs to the envelope before.
            session.auth = None;
            session.auth_unknown = false;
            if at_once {
                session.found(changed_at_once());
            }
        } else {
            self.write_brought(batch).await?;
        }
        self.accept_now().await.map(|_| ())
    }

    /// Brings the ways in here to the server, where they are not what it has.
    pub(super) async fn set_ways_in(&mut self) -> Result<(), Failure> {
        let session = self.session()?;
        let me = session.user().0;
        let row = self.line.row.as_ref();
        let Some((revision, there)) = row.and_then(|row| row.ways_in.get(&me)).copied() else {
            return Ok(());
        };
        let Some(ways_in) = self.ways_in_here(&session.envelope).await? else {
            return Ok(());
        };
        let digest = self::digest(&ways_in);
        let unknown = session.auth.as_ref().filter(|_| session.auth_unknown);
        if digest == there && unknown.is_none() {
            return Ok(());
        }
        let waits = |talk: &Talk| {
            matches!(
                talk,
                Talk::Ask {
                    then: Then::WaysIn | Then::WaysInSet { .. } | Then::NewPassword,
                    ..
                }
            )
        };
        if self.line.queue.iter().chain(&self.line.talk).any(waits) {
            return Ok(());
        }
        let (ask, then) = match unknown {
            Some(_) => (self.prelogin()?, Then::NewPassword),
            None => (
                Ask::SetWaysIn {
                    revision,
                    ways_in,
                    password: None,
                },
                Then::WaysInSet {
                    revision,
                    digest,
                    auth: None,
                },
            ),
        };
        let again = false;
        self.line.queue.push_back(Talk::Ask { ask, then, again });
        Ok(())
    }

    /// Brings a new password to the server, with the ways in that it opens: as they are now, for it may have been changed again since
    /// that was begun. A session is not enough for it: the member signs what the server gave them to.
    pub(super) async fn set_password(&mut self, nonce: Nonce, out: Out<'_>) -> Result<(), Failure> {
        let session = self.session()?;
        let me = session.user().0;
        let row = self.line.row.as_ref();
        let known = row.and_then(|row| row.ways_in.get(&me)).copied();
        let unknown = session.auth.as_ref().filter(|_| session.auth_unknown);
        let (Some((revision, _)), Some(auth)) = (known, unknown) else {
            return Ok(());
        };
        let Some(ways_in) = self.ways_in_here(&session.envelope).await? else {
            return Ok(());
        };
        let then = Then::WaysInSet {
            revision,
            digest: digest(&ways_in),
            auth: Some(digest(&auth[..])),
        };
        let ask = Ask::SetPassword {
            revision,
            ways_in,
            recipe: postcard::to_stdvec(&session.envelope.recipe()).unwrap_or_default(),
            auth: **auth,
            fresh: self.signs_afresh(Purpose::Password, nonce)?,
        };
        let again = false;
        // Before what waits: what was signed is soon too old.
        self.line.queue.push_front(Talk::Ask { ask, then, again });
        self.speak(out).await
    }
}

fn changed_at_once() -> Failure {
    Failure::new(
        "Your password or recovery kit was changed on two laptops at the same time.",
        "The one counts that reached the server first; it is the other laptop's.",
        "your account",
        "Unlock with the password that you typed on the other laptop. If you did not change it there, tell your privacy officer.",
    )
}
