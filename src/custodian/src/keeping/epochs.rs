//! New keys: a new epoch of the keyring when somebody leaves, a device is lost or a key has sealed enough. The keyring is
//! then offered to everyone who remains; each takes it over when they next unlock, seals it to themselves, and trusts
//! from then on only what they sealed.

use std::collections::BTreeSet;

use access::audit::Happened;
use access::{Action, RecordKind};
use sha2::{Digest as _, Sha256};
use store::{Batch, Row, Store, Table};
use vault::audit::AuditKey;
use vault::keyring::{Accepted, Grant, KeyringError};
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
#[derive(Debug, Default)]
pub(crate) struct Taken {
    /// Rows of those that were taken over: what they hold is held here now.
    pub(crate) rows: Vec<Vec<u8>>,
    /// What can't be taken over beside what is held.
    pub(crate) findings: Vec<Failure>,
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
        let number = number.unwrap_or(newer.newest().saturating_add(1));
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
        // The offers first: by them others know the epoch when the escrow's comes.
        self.offer_keyring(batch)?;
        let session = self.session()?;
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
        self.founded = Some(founded);
        Ok(())
    }

    /// Offers the keyring to everyone who works here, and to oneself: one may have another device. Whom only a keyring names
    /// and not the facility's record is offered nothing: somebody could have put a stranger in.
    pub(crate) fn offer_keyring(&self, batch: &mut Batch) -> Result<(), Failure> {
        let session = self.session()?;
        let members = session.keyring.members().iter();
        let present: Vec<MemberId> = members
            .filter(|(member, standing)| {
                standing.left.is_none() && session.works_here(records::EntryId(member.0))
            })
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

    /// Takes over what colleagues offer: only those whom the keyring held already names as present. Says what there was. An
    /// offer that can't be taken over stays: it may name somebody whom another one, still to come, makes known.
    pub(crate) async fn accept_offers(
        &self,
        unlocked: &Unlocked,
        keyring: &mut Keyring,
        audit_key: &mut Option<AuditKey>,
    ) -> Result<Taken, Failure> {
        let prefix = rows::offers_of(unlocked.member());
        let mut offers = self.rows(Table::Keys, &prefix).await?;
        let mut taken = Taken::default();
        for _ in 0..ROUNDS {
            let left = offers.len();
            taken.findings.clear();
            offers.retain(
                |row| match accept(&row.value, unlocked, keyring, audit_key) {
                    Ok(accepted) => {
                        taken.rows.push(row.key.clone());
                        taken.offer |= accepted.offer;
                        taken.due |= accepted.due;
                        false
                    }
                    Err(NotTaken::Yet) => true,
                    Err(NotTaken::Beside(failure)) => {
                        taken.findings.push(failure);
                        true
                    }
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
        let session = self.session_mut()?;
        for finding in taken.findings {
            session.found(finding);
        }
        if taken.rows.is_empty() {
            return Ok(false);
        }
        let before = core::mem::replace(&mut session.keyring, keyring);
        let had = session.audit_key.is_some();
        if let Some(key) = audit_key.filter(|_| !had) {
            session.audit_key = Some(key);
        }
        session.accepted = taken.rows;
        session.due |= taken.due;
        let mut rows = Batch::new();
        let mut done = self.put_accepted(&mut rows);
        if done.is_ok() && taken.offer {
            done = self.offer_keyring(&mut rows);
            // Who works here is known once the facility's record has come.
            let session = self.session_mut()?;
            session.to_offer = session.facility.name.is_empty();
        }
        if done.is_ok() {
            let work = Work {
                rows,
                ..Work::default()
            };
            done = self.commit(work).await.map(|_| ());
        }
        let session = self.session_mut()?;
        session.accepted.clear();
        if done.is_err() {
            session.keyring = before;
        }
        done?;
        // Whoever has left by it has no way in here any more.
        self.drop_ended_members().await?;
        Ok(true)
    }

    /// Offers what came together here, where that had to wait until it was known who works here.
    pub(crate) async fn offer_what_waits(&mut self) -> Result<(), Failure> {
        let session = self.session_mut()?;
        if session.facility.name.is_empty() || !core::mem::take(&mut session.to_offer) {
            return Ok(());
        }
        let mut rows = Batch::new();
        self.offer_keyring(&mut rows)?;
        let work = Work {
            rows,
            ..Work::default()
        };
        self.commit(work).await.map(|_| ())
    }

    /// Who works here by the facility's record; nobody where it has not come yet.
    pub(crate) fn who_works_here(&self) -> Result<BTreeSet<MemberId>, Failure> {
        let members = self.session()?.facility.members.iter();
        let present = members.filter(|(_, of)| of.until.is_none());
        Ok(present.map(|(member, _)| MemberId(member.0)).collect())
    }

    /// Offers the keyring to those who work here since a moment ago: they may hold one of before, and a keyring that came
    /// together meanwhile was offered to those only who were known then.
    pub(crate) async fn offer_to_newcomers(
        &mut self,
        before: &BTreeSet<MemberId>,
    ) -> Result<(), Failure> {
        if before.is_empty() {
            return Ok(());
        }
        let now = self.who_works_here()?;
        let mut rows = Batch::new();
        for member in now.difference(before) {
            let standing = self.session()?.keyring.members().get(member);
            if standing.is_some_and(|of| of.left.is_none()) {
                self.offer_to(*member, &mut rows)?;
            }
        }
        if rows.changes().is_empty() {
            return Ok(());
        }
        let work = Work {
            rows,
            ..Work::default()
        };
        self.commit(work).await.map(|_| ())
    }

    /// Holds those whom the keyring names against those whom the facility's record names, once all of it has come.
    pub(crate) fn hold_people(&mut self) -> Result<(), Failure> {
        let session = self.session()?;
        if session.facility.name.is_empty() {
            return Ok(());
        }
        let members = session.keyring.members().iter();
        let strangers: Vec<MemberId> = members
            .filter(|(member, of)| {
                let entry = records::EntryId(member.0);
                of.left.is_none() && !session.facility.members.contains_key(&entry)
            })
            .map(|(member, _)| *member)
            .collect();
        for member in strangers {
            self.session_mut()?.found(Failure::new(
                "Somebody holds the facility's keys whom its record does not name.",
                "A colleague's keyring names them. New keys are not sealed to them.",
                format!("member {member}"),
                "Tell your privacy officer. If nobody knows them, begin new keys.",
            ));
        }
        Ok(())
    }

    /// Seals what was taken over to oneself, and takes away the offers it was in.
    pub(crate) fn put_accepted(&self, batch: &mut Batch) -> Result<(), Failure> {
        let mut rng = self.world.rng();
        let session = self.session()?;
        if session.accepted.is_empty() {
            return Ok(());
        }
        let me = session.member.member();
        for key in &session.accepted {
            batch.delete(Table::Keys, key.clone());
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

/// Why an offer was not taken over.
enum NotTaken {
    /// It can't be read, or is signed by nobody who is known and present: that may change.
    Yet,
    /// It does not go together with what is held.
    Beside(Failure),
}

/// Takes one offer over, if a known and present member signed it.
fn accept(
    row: &[u8],
    unlocked: &Unlocked,
    keyring: &mut Keyring,
    audit_key: &mut Option<AuditKey>,
) -> Result<Accepted, NotTaken> {
    let offer: Offer = postcard::from_bytes(row).map_err(|_| NotTaken::Yet)?;
    let grant = Grant::parse(&offer.keyring).map_err(|_| NotTaken::Yet)?;
    let granter = keyring.members().get(&grant.granter()).copied();
    let granter = granter.filter(|standing| standing.left.is_none());
    let signed = granter.ok_or(NotTaken::Yet)?.public.signing;
    let newer = grant.open(unlocked, &signed).map_err(|_| NotTaken::Yet)?;
    let accepted = keyring.accept(newer);
    let accepted = accepted.map_err(|error| NotTaken::Beside(beside(grant.granter(), &error)))?;
    if audit_key.is_none() && !offer.audit.is_empty() {
        *audit_key = AuditKey::open_grant(&offer.audit, keyring, unlocked, &signed).ok();
    }
    Ok(accepted)
}

fn beside(from: MemberId, error: &KeyringError) -> Failure {
    let parts = error.parts();
    Failure::new(
        "A colleague's keys do not go together with yours.",
        format!(
            "What {from} offers is not taken over: {}, and {}.",
            parts.what, parts.why
        ),
        "the keyring that was offered",
        "Nothing is lost: it is kept, and so is what it opens. Tell your privacy officer.",
    )
}

/// An offer made of what a member sealed to themselves.
pub(crate) fn offer_of(keyring: Vec<u8>, audit: Vec<u8>) -> Vec<u8> {
    postcard::to_stdvec(&Offer { keyring, audit }).unwrap_or_default()
}

/// Reads bytes as an offer, whoever has signed it.
#[cfg(feature = "hostile")]
pub(crate) fn reads_offer(row: &[u8]) -> bool {
    let offer: Option<Offer> = postcard::from_bytes(row).ok();
    offer.is_some_and(|offer| Grant::parse(&offer.keyring).is_ok())
}

/// The newest epoch in an offer that is what its key says: by the present member it is from, sealed to the one it is for, and
/// of an epoch that may follow those held. Nothing where it is not, for anybody can put anything under any key.
pub(crate) fn newest_of_offer(offer: &Row, keyring: &Keyring) -> Option<u32> {
    let (to, from) = rows::members_of_offer(&offer.key)?;
    let offer: Offer = postcard::from_bytes(&offer.value).ok()?;
    let grant = Grant::parse(&offer.keyring).ok()?;
    let members = keyring.members();
    let granter = members.get(&from).filter(|of| of.left.is_none())?;
    let sound = grant.granter() == from
        && grant.recipient() == members.get(&to)?.public.exchange
        && keyring.may_follow(grant.newest())
        && grant.is_signed_by(&granter.public.signing);
    sound.then(|| grant.newest())
}
