//! Behind the door: whoever has unlocked gets their keyring, their device, the catalogue and the facility, and everything that
//! does not fit together is named.

use access::audit::{Act, Happened, Reason, Verdict};
use access::{Action, Decision, RecordKind, Relation};
use records::{EntryId, Hand, Kind, Stamp, UserId};
use sha2::{Digest as _, Sha256};
use store::{Batch, Store, Table};
use vault::audit::AuditKey;
use vault::device::DeviceKey;
use vault::kdf::Derived;
use vault::keyring::Grant;
use vault::member::Unlocked;
use vault::{DeviceId, Envelope, Keyring, Zeroizing};

use crate::commit::{Act as Doing, What, Work};
use crate::custodian::Custodian;
use crate::devices::Signers;
use crate::failure::Told as _;
use crate::founding::{put_device, reads_trail};
use crate::protocol::{Failure, Opened};
use crate::rows;
use crate::session::{Opening, Session};
use crate::surroundings::Surroundings;
/// How somebody came in.
#[derive(Default)]
pub(crate) struct Entry {
    /// In an emergency, with this reason.
    glass: Option<Reason>,
    /// What their password gives for a server.
    auth: Option<Zeroizing<[u8; 32]>>,
    /// The server can't know that password yet.
    auth_unknown: bool,
    /// With a device that has just joined.
    joined: bool,
    /// The server let this frozen laptop go on.
    released: bool,
}

impl Entry {
    pub(crate) fn by_password(keys: &Derived) -> Self {
        Self {
            auth: Some(Zeroizing::new(*keys.auth.bytes())),
            ..Self::default()
        }
    }

    pub(super) fn by_kit(keys: &Derived) -> Self {
        Self {
            auth_unknown: true,
            ..Self::by_password(keys)
        }
    }

    pub(super) fn by_escrow(reason: Reason) -> Self {
        Self {
            glass: Some(reason),
            ..Self::default()
        }
    }

    /// On a frozen laptop that the server let go on.
    pub(crate) fn released(self) -> Self {
        Self {
            released: true,
            ..self
        }
    }

    /// With a device that has just joined.
    pub(crate) fn joined(auth: Option<Zeroizing<[u8; 32]>>) -> Self {
        Self {
            auth,
            joined: true,
            ..Self::default()
        }
    }
}

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// Behind the door: keyring, device, catalogue, facility; and everything that does not fit together is named.
    pub(crate) async fn enter(
        &mut self,
        unlocked: Unlocked,
        envelope: Envelope,
        entry: Entry,
    ) -> Result<Opened, Failure> {
        self.take_over().await?;
        let (mut keyring, mut audit_key) = self.keys_of(&unlocked).await?;
        let taken = self
            .accept_offers(&unlocked, &mut keyring, &mut audit_key)
            .await?;
        let founded = self.founded()?;
        if founded.audit != keyring.audit() || founded.facility != keyring.facility() {
            return Err(Failure::new(
                "What the store says of itself was changed.",
                "Its facility or its audit key is not the one in the keyring.",
                "row “store” of table meta",
                "Restore a backup, and tell your privacy officer.",
            ));
        }
        let user = UserId(unlocked.member().0);
        let (device, device_key, new_device) = self.device_of_member(&unlocked).await?;
        self.session = Some(Session::new(Opening {
            member: unlocked,
            envelope,
            keyring,
            audit_key,
            device_key,
            hand: Hand {
                device: records::DeviceId(device.0),
                author: user,
                sequence: 0,
                previous: [0; 32],
                stamp: Stamp::default(),
            },
        }));
        let session = self.session_mut()?;
        session.accepted = taken.rows;
        session.to_offer = taken.offer;
        session.due = taken.due;
        session.released = entry.released;
        for finding in taken.findings {
            session.found(finding);
        }
        session.auth = entry.auth;
        session.auth_unknown = entry.auth_unknown;
        let new_device = new_device || entry.joined;
        let glass = entry.glass;
        match self.settle_in(device, user, new_device, glass).await {
            Ok(opened) => Ok(opened),
            Err(failure) => {
                self.session = None;
                Err(failure)
            }
        }
    }

    async fn settle_in(
        &mut self,
        device: DeviceId,
        user: UserId,
        new_device: bool,
        glass: Option<Reason>,
    ) -> Result<Opened, Failure> {
        let mut findings = self.go_on_from_end(user).await?;
        findings.extend(self.load_catalogue().await?);
        findings.extend(trail_finding(&self.verify_trail().await?));
        let record = self.session()?.facility_record();
        let log = self.log(Kind::Facility, record).await?.clone();
        findings.extend(self.take_facility(&log)?);
        findings.extend(self.missing_ways_in().await?);
        let arrived = self.arrived_from_backup().await?;
        findings.extend(arrived.findings);
        let mut events = vec![self.happened(Happened::Unlocked)?];
        if let Some(reason) = glass {
            let mut event = self.event(Act::Happened(Happened::GlassBroken))?;
            event.reason = Some(reason);
            events.insert(0, event);
            self.broke_in_by_escrow()?;
        }
        events.extend(arrived.event);
        events.extend(self.tell_of_glasses()?);
        let mut rows = arrived.rows;
        self.put_accepted(&mut rows)?;
        let mut acts = Vec::new();
        // Also where an attempt before this one made the device and was stopped before the facility knew it.
        let session = self.session()?;
        let signers = Signers::of(&session.facility, &session.keyring);
        let own = session.device_key.public().id();
        let unknown = own == device && !signers.knows(records::DeviceId(device.0), user);
        if new_device || unknown {
            let session = self.session()?;
            let entry = self.device_entry(&session.member, &session.device_key.public());
            let before = self.session()?.facility.clone();
            // Everybody gets a new device once after a restore.
            let made = self.founded()?.made;
            let restored = !self.founded()?.before.is_empty();
            let since = |device: &records::model::Device| {
                device.since.map_or(0, |since| since.timestamp_millis())
            };
            let known = |device: &&records::model::Device| {
                device.user == user && !(restored && since(device) < made)
            };
            if new_device && before.devices.values().any(|device| known(&device)) {
                findings.push(another_device());
            }
            let mut after = before.clone();
            after.devices.insert(EntryId(device.0), entry);
            let state = self.log(Kind::Facility, record).await?.state();
            acts.push(Doing {
                kind: Kind::Facility,
                record,
                what: What::Changes(state.changes(&before, &after)),
                reason: String::new(),
            });
            self.session_mut()?.set_facility(after);
        }
        self.commit(Work {
            acts,
            audit: events,
            rows,
            ..Work::default()
        })
        .await?;
        self.session_mut()?.from_backup = false;
        self.session_mut()?.accepted.clear();
        self.let_go_on().await?;
        self.offer_what_waits().await?;
        self.rotate_where_due().await?;
        let mut opened = self.opened(findings).await?;
        opened.restored = arrived.says;
        Ok(opened)
    }

    /// Keys that should be here, and without which nothing is lost before somebody needs them.
    async fn missing_ways_in(&self) -> Result<Vec<Failure>, Failure> {
        let mut missing = Vec::new();
        let session = self.session()?;
        if reads_trail(session.roles) && session.audit_key.is_none() {
            missing.push(no_key(
                "The key with which you read the audit trail is missing.",
            ));
        }
        let escrow = self
            .store
            .read(Table::Keys, rows::ESCROW_GRANT)
            .await
            .told()?;
        let digest: Option<[u8; 32]> = escrow.map(|grant| Sha256::digest(&grant).into());
        if digest != Some(self.founded()?.escrow_grant) {
            missing.push(no_key(
                "The keys sealed to the facility's escrow are missing or were changed.",
            ));
        }
        Ok(missing)
    }

    pub(crate) async fn keys_of(
        &self,
        unlocked: &Unlocked,
    ) -> Result<(Keyring, Option<AuditKey>), Failure> {
        let member = unlocked.member();
        let own = unlocked.public().signing;
        let grant = self
            .store
            .read(Table::Keys, &rows::grant_key(member))
            .await
            .told()?
            .ok_or_else(no_grant)?;
        let keyring = Grant::parse(&grant).told()?.open(unlocked, &own).told()?;
        let audit = self
            .store
            .read(Table::Keys, &rows::audit_grant_key(member))
            .await
            .told()?;
        let audit_key = audit
            .map(|grant| AuditKey::open_grant(&grant, &keyring, unlocked, &own).told())
            .transpose()?;
        Ok((keyring, audit_key))
    }

    /// The member's device on this store; a new one where the store came out of a backup.
    async fn device_of_member(
        &mut self,
        unlocked: &Unlocked,
    ) -> Result<(DeviceId, DeviceKey, bool), Failure> {
        let row = self
            .store
            .read(Table::Keys, &rows::device_key(unlocked.member()))
            .await
            .told()?;
        if let Some((device, wrapped)) =
            row.as_deref().and_then(|row| row.split_first_chunk::<16>())
        {
            let device = DeviceId(*device);
            return Ok((
                device,
                DeviceKey::unwrap(device, unlocked, wrapped).told()?,
                false,
            ));
        }
        let mut batch = Batch::new();
        let (device, key) = put_device(&mut batch, unlocked, &mut self.world.rng())?;
        self.write(batch).await?;
        Ok((device, key, true))
    }

    /// Whether whoever has unlocked may do something to a kind of record as such.
    pub(crate) fn demand(&self, action: Action, kind: RecordKind) -> Result<(), Failure> {
        let session = self.session()?;
        let decision: Decision = access::may(
            session.roles,
            action,
            kind,
            Relation::None,
            access::Flags::NONE,
        );
        crate::failure::refusal(&decision).map_or(Ok(()), Err)
    }
}

fn another_device() -> Failure {
    Failure::new(
        "Your changes here are signed with a new key from now on.",
        "The key of your account on this device was not in the store: it came out of a backup, or the row was taken out.",
        "table keys",
        "If nobody restored a backup, tell your privacy officer.",
    )
}

fn no_key(what: &str) -> Failure {
    Failure::new(
        what,
        "The row was taken out of the store, or another one was put in its place.",
        "table keys",
        "Restore a backup, and tell your privacy officer.",
    )
}

pub(crate) fn no_grant() -> Failure {
    Failure::new(
        "The facility's keys are missing.",
        "The store has your account, and not the keyring sealed to you.",
        "table keys",
        "Restore a backup, or have a colleague who can unlock take you in again.",
    )
}

fn trail_finding(verdict: &Verdict) -> Option<Failure> {
    match verdict {
        Verdict::Sound(_) => None,
        Verdict::Broken(faults) => Some(Failure::new(
            "The audit trail has been changed.",
            faults
                .iter()
                .map(|fault| fault.parts().what)
                .collect::<Vec<_>>()
                .join("; "),
            "table audit",
            "Tell your privacy officer. The trail goes on; what it says before this point is in doubt.",
        )),
    }
}
