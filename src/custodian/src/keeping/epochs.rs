//! New keys: a new epoch of the keyring when somebody leaves, a device is lost or a key has sealed enough. The keyring is
//! then offered to everyone who remains; each takes it over when they next unlock, seals it to themselves, and trusts
//! from then on only what they sealed.

use access::audit::Happened;
use access::{Action, RecordKind};
use sha2::{Digest as _, Sha256};
use store::{Batch, Store, Table};
use vault::audit::AuditKey;
use vault::keyring::{Accepted, Grant};
use vault::member::Unlocked;
use vault::{Keyring, MemberId};

use crate::commit::Work;
use crate::custodian::Custodian;
use crate::failure::Told as _;
use crate::founding::{reads_trail, roles_of};
use crate::protocol::Failure;
use crate::rows;
use crate::surroundings::Surroundings;

/// Offers taken over at one unlocking: one opens the way to another only where it names a member who was not known.
const ROUNDS: usize = 8;

/// What came of looking for offers.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Taken {
    /// There were some.
    pub(crate) any: bool,
    /// Others may lack what is together here only.
    pub(crate) offer: bool,
    /// A new epoch is due.
    pub(crate) due: bool,
}

/// A keyring that somebody sealed to a colleague, with the key that reads the trail where their roles read it.
#[derive(serde::Serialize, serde::Deserialize)]
struct Offer {
    keyring: Vec<u8>,
    audit: Vec<u8>,
}

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// Seals everything from now on with new keys.
    ///
    /// # Errors
    /// Where whoever has unlocked may not, or the store can't be written. The old keys go on then.
    pub async fn new_keys(&mut self, reason: &str) -> Result<u32, Failure> {
        self.new_keys_as(reason, None).await
    }

    /// As [`Custodian::new_keys`], by the number that the server gave to nobody else.
    pub(crate) async fn new_keys_as(
        &mut self,
        reason: &str,
        number: Option<u32>,
    ) -> Result<u32, Failure> {
        self.demand(Action::Administer, RecordKind::KeyMaterial)?;
        let mut event = self.happened(Happened::KeyChanged)?;
        if !reason.trim().is_empty() {
            event.reason = Some(crate::rights::reason(access::audit::Why::Other, reason)?);
        }
        let work = Work {
            audit: vec![event],
            ..Work::default()
        };
        self.begin_epoch(&[], number, work).await
    }

    /// Begins a new epoch without those who leave, in one batch with what belongs to it, which is sealed by the new keys. Its
    /// number is the server's where there is one, so that two devices never begin the same.
    pub(crate) async fn begin_epoch(
        &mut self,
        leaving: &[MemberId],
        number: Option<u32>,
        mut work: Work,
    ) -> Result<u32, Failure> {
        let mut rng = self.world.rng();
        let session = self.session()?;
        let me = session.member.member();
        // A second keyring, so that the first goes on where the batch is not written.
        let own = session.member.public().signing;
        let copy = session
            .keyring
            .grant(me, &session.member, &mut rng)
            .told()?;
        let mut newer = copy.open(&session.member, &own).told()?;
        newer.resume(&session.keyring.seal_counts());
        let number = number.unwrap_or(newer.newest() + 1);
        let epoch = newer.begin_epoch_as(number, leaving, &mut rng).told()?;
        let founded = self.founded()?.clone();
        let before = core::mem::replace(&mut self.session_mut()?.keyring, newer);
        let done = match self.put_keyring(&mut work.rows) {
            Ok(()) => self.commit(work).await.map(|_| ()),
            Err(failure) => Err(failure),
        };
        if let Err(failure) = done {
            let session = self.session_mut()?;
            session.keyring = before;
            session.case_keys.retain(|(_, of), _| *of < epoch);
            self.founded = Some(founded);
            return Err(failure);
        }
        Ok(epoch)
    }

    /// The keyring sealed to oneself, to the escrow, and offered to everyone else who is here.
    fn put_keyring(&mut self, batch: &mut Batch) -> Result<(), Failure> {
        let mut rng = self.world.rng();
        let mut founded = self.founded()?.clone();
        let session = self.session()?;
        let me = session.member.member();
        let own = session
            .keyring
            .grant(me, &session.member, &mut rng)
            .told()?;
        batch.put(Table::Keys, rows::grant_key(me), own.to_bytes());
        if let Some(escrow) = founded.escrow {
            let grant = session
                .keyring
                .grant_to_escrow(escrow, &session.member, &mut rng)
                .told()?
                .to_bytes();
            founded.escrow_grant = Sha256::digest(&grant).into();
            batch.put(Table::Keys, rows::ESCROW_GRANT, grant);
            batch.put(Table::Meta, rows::STORE, founded.to_bytes());
        }
        self.offer_keyring(batch)?;
        self.founded = Some(founded);
        Ok(())
    }

    /// Offers the keyring to everyone who works here, and to oneself: one may have another device.
    pub(crate) fn offer_keyring(&self, batch: &mut Batch) -> Result<(), Failure> {
        let session = self.session()?;
        let members = session.keyring.members().iter();
        let present: Vec<MemberId> = members
            .filter(|(_, standing)| standing.left.is_none())
            .map(|(member, _)| *member)
            .collect();
        for member in present {
            self.offer_to(member, batch)?;
        }
        Ok(())
    }

    /// Offers the keyring to one colleague.
    pub(crate) fn offer_to(&self, to: MemberId, batch: &mut Batch) -> Result<(), Failure> {
        let mut rng = self.world.rng();
        let session = self.session()?;
        let keyring = session
            .keyring
            .grant(to, &session.member, &mut rng)
            .told()?
            .to_bytes();
        let roles = session
            .facility
            .members
            .get(&records::EntryId(to.0))
            .map(|member| roles_of(&member.roles));
        let audit = match &session.audit_key {
            Some(key) if roles.is_some_and(reads_trail) => key
                .grant(to, &session.keyring, &session.member, &mut rng)
                .told()?,
            _ => Vec::new(),
        };
        let offer = postcard::to_stdvec(&Offer { keyring, audit }).unwrap_or_default();
        let me = session.member.member();
        batch.put(Table::Keys, rows::offer_key(to, me), offer);
        Ok(())
    }

    /// Takes over what colleagues offer: only those whom the keyring held already names as present. Says what there was.
    pub(crate) async fn accept_offers(
        &self,
        unlocked: &Unlocked,
        keyring: &mut Keyring,
        audit_key: &mut Option<AuditKey>,
    ) -> Result<Taken, Failure> {
        let prefix = rows::offers_of(unlocked.member());
        let mut offers = self.rows(Table::Keys, &prefix).await?;
        let mut taken = Taken {
            any: !offers.is_empty(),
            ..Taken::default()
        };
        for _ in 0..ROUNDS {
            let left = offers.len();
            offers.retain(
                |row| match accept(&row.value, unlocked, keyring, audit_key) {
                    Some(accepted) => {
                        taken.offer |= accepted.offer;
                        taken.due |= accepted.due;
                        false
                    }
                    None => true,
                },
            );
            if offers.is_empty() || offers.len() == left {
                break;
            }
        }
        Ok(taken)
    }

    /// Takes over, while somebody is at work, what colleagues have offered since they unlocked. Says whether there was anything.
    pub(crate) async fn accept_now(&mut self) -> Result<bool, Failure> {
        let mut rng = self.world.rng();
        let session = self.session()?;
        // Second copies, so that the first go on where nothing can be written.
        let me = session.member.member();
        let own = session.member.public().signing;
        let copy = session
            .keyring
            .grant(me, &session.member, &mut rng)
            .told()?;
        let mut keyring = copy.open(&session.member, &own).told()?;
        keyring.resume(&session.keyring.seal_counts());
        let mut audit_key = None;
        let taken = self
            .accept_offers(&self.session()?.member, &mut keyring, &mut audit_key)
            .await?;
        if !taken.any {
            return Ok(false);
        }
        let session = self.session_mut()?;
        let before = core::mem::replace(&mut session.keyring, keyring);
        let had = session.audit_key.is_some();
        if let Some(key) = audit_key.filter(|_| !had) {
            session.audit_key = Some(key);
        }
        session.accepted = true;
        session.due |= taken.due;
        let mut rows = Batch::new();
        let mut done = self.put_accepted(&mut rows).await;
        if done.is_ok() && taken.offer {
            done = self.offer_keyring(&mut rows);
        }
        if done.is_ok() {
            let work = Work {
                rows,
                ..Work::default()
            };
            done = self.commit(work).await.map(|_| ());
        }
        let session = self.session_mut()?;
        session.accepted = false;
        if done.is_err() {
            session.keyring = before;
        }
        done.map(|()| true)
    }

    /// Seals what was taken over to oneself, and takes the offers away.
    pub(crate) async fn put_accepted(&self, batch: &mut Batch) -> Result<(), Failure> {
        let mut rng = self.world.rng();
        let session = self.session()?;
        if !session.accepted {
            return Ok(());
        }
        let me = session.member.member();
        for row in self.rows(Table::Keys, &rows::offers_of(me)).await? {
            batch.delete(Table::Keys, row.key);
        }
        let own = session
            .keyring
            .grant(me, &session.member, &mut rng)
            .told()?;
        batch.put(Table::Keys, rows::grant_key(me), own.to_bytes());
        if let Some(key) = &session.audit_key {
            let grant = key
                .grant(me, &session.keyring, &session.member, &mut rng)
                .told()?;
            batch.put(Table::Keys, rows::audit_grant_key(me), grant);
        }
        Ok(())
    }

    /// Whether a new epoch should begin.
    pub(crate) fn keys_due(&self) -> Result<bool, Failure> {
        let session = self.session()?;
        Ok(session.keyring.rotation_due() || session.due)
    }

    /// Where a key has sealed as often as it should, whoever may begins a new epoch at unlocking.
    pub(crate) async fn rotate_where_due(&mut self) -> Result<(), Failure> {
        // With a server the number of the epoch is asked for there, once it has answered.
        if self.keys_due()?
            && !self.line.is_connected()
            && self
                .demand(Action::Administer, RecordKind::KeyMaterial)
                .is_ok()
        {
            self.new_keys("").await?;
            self.session_mut()?.due = false;
        }
        Ok(())
    }
}

/// Takes one offer over, if a known and present member signed it and it holds all that is held already.
fn accept(
    row: &[u8],
    unlocked: &Unlocked,
    keyring: &mut Keyring,
    audit_key: &mut Option<AuditKey>,
) -> Option<Accepted> {
    let offer = postcard::from_bytes::<Offer>(row).ok()?;
    let grant = Grant::parse(&offer.keyring).ok()?;
    let granter = keyring.members().get(&grant.granter()).copied();
    let granter = granter.filter(|standing| standing.left.is_none())?;
    let signed = granter.public.signing;
    let newer = grant.open(unlocked, &signed).ok()?;
    let accepted = keyring.accept(newer).ok()?;
    if audit_key.is_none() && !offer.audit.is_empty() {
        *audit_key = AuditKey::open_grant(&offer.audit, keyring, unlocked, &signed).ok();
    }
    Some(accepted)
}

/// An offer made of what a member sealed to themselves.
pub(crate) fn offer_of(keyring: Vec<u8>, audit: Vec<u8>) -> Vec<u8> {
    postcard::to_stdvec(&Offer { keyring, audit }).unwrap_or_default()
}

/// The newest epoch in an offer, as it says; 0 for what can't be read.
pub(crate) fn newest_of_offer(row: &[u8]) -> u32 {
    let offer = postcard::from_bytes::<Offer>(row).ok();
    let grant = offer.and_then(|offer| Grant::parse(&offer.keyring).ok());
    grant.map_or(0, |grant| grant.newest())
}
