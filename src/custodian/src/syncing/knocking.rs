//! Somebody who was invited knocks: their keys are made here, and kept before the server is asked. Until they are let in they look
//! again; a knock whose answer was lost is made once more by that.

use line::RequestId;
use serde::{Deserialize, Serialize};
use store::{Batch, Store, Table};
use sync::door::{Ask, Nonce, Proof, Shown};
use vault::device::DeviceKey;
use vault::door::LaptopKey;
use vault::keyring::Grant;
use vault::kit::{DoorCode, Speaker};
use vault::member::{Enrolment, NameHash, Unlocked, enrol};
use vault::{DeviceId, Envelope, FacilityId, MemberId, Zeroizing};

use super::arriving::{Arriving, Entering, Newcomer};
use super::bundle::WaysIn;
use super::inviting::Inviter;
use super::joining::account_of;
use super::laptop::{self, Coming};
use super::talking::Talk;
use super::{Out, not_understood, refused};
use crate::custodian::Custodian;
use crate::failure::Told as _;
use crate::protocol::{Failure, Joining, Kit};
use crate::rows;
use crate::surroundings::Surroundings;

/// What is kept while somebody waits to be let in.
#[derive(Serialize, Deserialize)]
struct Knocked {
    facility: FacilityId,
    inviter: Inviter,
    envelope: Vec<u8>,
    store: [u8; 16],
    device: [u8; 16],
    device_key: Vec<u8>,
}

/// What is written before the server is asked.
#[derive(Debug)]
pub(super) struct KnockRow {
    row: Vec<u8>,
    laptop: LaptopKey,
    unheard: Unheard,
}

/// What a knock shows of the code, with which it can be made again. It is good for that only: nobody makes of it what vouches for
/// other keys.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Unheard {
    pub(super) shown: Shown,
    vouched: [u8; 32],
}

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// Begins to knock with a device on which nothing is yet.
    pub(super) async fn knock(
        &mut self,
        id: RequestId,
        joining: Joining,
        out: Out<'_>,
    ) -> Result<(), Failure> {
        if self.founded.is_some() {
            return Err(crate::founding::facility_already());
        }
        let code = DoorCode::parse(&joining.code).told()?;
        let newcomer = Newcomer::new(joining.user_name, joining.password);
        let arriving = Arriving::KnockWith(id, Box::new(code), Box::new(newcomer));
        self.say(Talk::Arriving(arriving), out).await
    }

    /// What is asked of somebody who knocks, once it is known who invited them: their keys are made here.
    pub(super) async fn knocking(
        &mut self,
        code: &DoorCode,
        newcomer: &Newcomer,
        facility: FacilityId,
        said: &[u8],
        nonce: Nonce,
    ) -> Result<(Ask, KnockRow, Kit), Failure> {
        let (said, vouched) = said.split_last_chunk::<32>().ok_or_else(not_understood)?;
        if !code.vouches(Speaker::Inviter, said, vouched) {
            return Err(Failure::new(
                "This is not who invited you.",
                "The keys that the server names as the inviter's are not vouched for by your code.",
                "the server",
                "Do not go on. Call whoever invited you.",
            ));
        }
        let inviter: Inviter = postcard::from_bytes(said).map_err(|_| not_understood())?;
        self.judge(&newcomer.password, &[&newcomer.user_name])
            .await?;
        let (recipe, keys) = self.derive_calibrated(&newcomer.password).await?;
        let mut rng = self.world.rng();
        let enrolled = enrol(
            &Enrolment {
                facility,
                member: MemberId::make(&mut rng),
                name: &newcomer.user_name,
                recipe,
                unlock: &keys.unlock,
                escrow: inviter.escrow,
            },
            &mut rng,
        )
        .told()?;
        let envelope = enrolled.envelope;
        let key = DeviceKey::make(&mut rng);
        let device = key.public().id();
        let store = DeviceId::make(&mut rng).0;
        let knocked = Knocked {
            facility,
            inviter,
            envelope: envelope.to_bytes(),
            store,
            device: device.0,
            device_key: key.wrap(device, &enrolled.unlocked, &mut rng).told()?,
        };
        let laptop = LaptopKey::make(&mut rng);
        let coming = Coming::new(facility, (device, &key), (store, &laptop), &nonce);
        let unheard = Unheard {
            shown: Shown(code.shown()),
            vouched: code.vouch(Speaker::Invited, &envelope.to_bytes()),
        };
        let ask = Ask::Knock {
            code: unheard.shown,
            facility: facility.0,
            account: account_of(&envelope, *keys.auth.bytes(), ways_in_of(&envelope), false),
            device: coming.device,
            vouched: unheard.vouched,
            nonce,
            signed: coming.signed,
            here: coming.here,
        };
        let kit = Kit {
            recovery: enrolled.kit.print().to_string(),
            escrow: String::new(),
            fingerprint: enrolled.unlocked.public().fingerprint(),
        };
        let row = postcard::to_stdvec(&knocked).unwrap_or_default();
        let row = KnockRow {
            row,
            laptop,
            unheard,
        };
        Ok((ask, row, kit))
    }

    /// Keeps that somebody knocks.
    pub(super) async fn keep_knock(&mut self, knocked: KnockRow) -> Result<(), Failure> {
        let mut batch = Batch::new();
        batch.put(Table::Meta, rows::KNOCKED, knocked.row);
        let unheard = postcard::to_stdvec(&knocked.unheard).unwrap_or_default();
        batch.put(Table::Meta, rows::UNHEARD, unheard);
        laptop::put(&mut batch, &knocked.laptop);
        self.write_brought(batch).await?;
        self.knocked = true;
        Ok(())
    }

    /// What makes the knock again; nothing where the server has heard it.
    pub(super) async fn unheard(&self) -> Result<Option<Unheard>, Failure> {
        let row = self.store.read(Table::Meta, rows::UNHEARD).await.told()?;
        Ok(row.and_then(|row| postcard::from_bytes(&row).ok()))
    }

    /// The server has heard the knock.
    pub(super) async fn knock_was_heard(&mut self) -> Result<(), Failure> {
        let mut batch = Batch::new();
        batch.delete(Table::Meta, rows::UNHEARD);
        self.write_brought(batch).await
    }

    /// Nobody will be let in by this knock: the laptop is as it was before.
    pub(super) async fn forget_knock(&mut self) -> Result<(), Failure> {
        let mut batch = Batch::new();
        batch.delete(Table::Meta, rows::KNOCKED);
        batch.delete(Table::Meta, rows::UNHEARD);
        self.write_brought(batch).await?;
        self.knocked = false;
        Ok(())
    }

    /// Begins to look whether one is let in.
    pub(super) async fn look_again(
        &mut self,
        id: RequestId,
        user_name: &str,
        password: &str,
        out: Out<'_>,
    ) -> Result<(), Failure> {
        let row = self.store.read(Table::Meta, rows::KNOCKED).await.told()?;
        let knocked: Knocked = row
            .and_then(|row| postcard::from_bytes(&row).ok())
            .ok_or_else(|| refused(&sync::door::Refused::Unknown))?;
        let envelope = Envelope::parse(&knocked.envelope).told()?;
        let name = NameHash::of(knocked.facility, user_name);
        let keys = self.world.derive(password, envelope.recipe()).await?.keys;
        let unlocked = match envelope.unlock(&keys.unlock) {
            Ok(unlocked) if envelope.name() == name => unlocked,
            _ => return Err(refused(&sync::door::Refused::Wrong)),
        };
        let device = DeviceId(knocked.device);
        let device_key = DeviceKey::unwrap(device, &unlocked, &knocked.device_key).told()?;
        let entering = Entering {
            keys,
            store: knocked.store,
            laptop: self.laptop_key().await?,
            device,
            device_key,
            name,
        };
        let waiting = Waiting {
            facility: knocked.facility,
            inviter: knocked.inviter,
            unlocked,
            envelope,
            entering,
        };
        let waiting = Box::new(waiting);
        let arriving = match self.unheard().await? {
            Some(unheard) => Arriving::KnockAgain(id, unheard, waiting),
            None => Arriving::Looking(id, waiting),
        };
        self.say(Talk::Arriving(arriving), out).await
    }

    /// The ways in of somebody who was let in: whoever invited them has sealed the keyring to them; from now on they seal it to
    /// themselves.
    pub(super) fn ways_of(&self, waiting: &Waiting, bytes: &[u8]) -> Result<Vec<u8>, Failure> {
        let given = WaysIn::read(bytes).ok_or_else(not_understood)?;
        let (me, inviter) = (waiting.unlocked.member(), waiting.inviter);
        let grant = Grant::parse(&given.grant).told()?;
        // Whoever let them in may be another than who invited them: the keyring names both, and only the inviter is vouched for.
        let signed = inviter.public.signing;
        let keyring = grant.open(&waiting.unlocked, &signed).told()?;
        let mut rng = self.world.rng();
        let own = keyring.grant(me, &waiting.unlocked, &mut rng).told()?;
        let audit = vault::audit::AuditKey::open_grant(
            &given.audit_grant,
            &keyring,
            &waiting.unlocked,
            &signed,
        );
        let audit_grant = match audit {
            Ok(key) => key
                .grant(me, &keyring, &waiting.unlocked, &mut rng)
                .told()?,
            Err(_) => Vec::new(),
        };
        let ways_in = WaysIn {
            envelope: waiting.envelope.to_bytes(),
            grant: own.to_bytes(),
            audit_grant,
            escrow_grant: given.escrow_grant,
        };
        Ok(ways_in.to_bytes())
    }
}

/// The ways in of somebody who is not let in yet.
fn ways_in_of(envelope: &Envelope) -> Vec<u8> {
    let ways_in = WaysIn {
        envelope: envelope.to_bytes(),
        grant: Vec::new(),
        audit_grant: Vec::new(),
        escrow_grant: Vec::new(),
    };
    ways_in.to_bytes()
}

/// Somebody who has knocked, with their keys open.
#[derive(Debug)]
pub(super) struct Waiting {
    pub(super) facility: FacilityId,
    inviter: Inviter,
    unlocked: Unlocked,
    envelope: Envelope,
    pub(super) entering: Entering,
}

impl Waiting {
    /// Asks to be let in once more.
    pub(super) fn knock(&self, unheard: Unheard, nonce: Nonce) -> Ask {
        let entering = &self.entering;
        let device = (entering.device, &entering.device_key);
        let store = (entering.store, &entering.laptop);
        let coming = Coming::new(self.facility, device, store, &nonce);
        let auth = *entering.keys.auth.bytes();
        Ask::Knock {
            code: unheard.shown,
            facility: self.facility.0,
            account: account_of(&self.envelope, auth, ways_in_of(&self.envelope), false),
            device: coming.device,
            vouched: unheard.vouched,
            nonce,
            signed: coming.signed,
            here: coming.here,
        }
    }

    /// Asks for a session.
    pub(super) fn log_in(&self, nonce: Nonce) -> Ask {
        let entering = &self.entering;
        let device = (entering.device, &entering.device_key);
        let store = (entering.store, &entering.laptop);
        let coming = Coming::new(self.facility, device, store, &nonce);
        Ask::LogIn {
            facility: self.facility.0,
            name: entering.name.0,
            proof: Proof::Password(*entering.keys.auth.bytes()),
            device: coming.device,
            nonce,
            signed: coming.signed,
            here: coming.here,
        }
    }
}

impl Newcomer {
    pub(super) fn new(user_name: String, password: String) -> Self {
        Self {
            user_name,
            password: Zeroizing::new(password),
        }
    }
}
