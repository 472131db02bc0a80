//! People come in by invitation: who invites them makes a code, they make their keys on their own device and knock, and a device
//! of somebody who lets in others lets them in. The code's other half, which the server does not get to know, vouches for the keys
//! of both to each other: no server can put its own in between.

use access::audit::Happened;
use access::{Action, RecordKind};
use line::RequestId;
use records::model::{Facility, Invitation, Member};
use records::{EntryId, Kind, UserId};
use serde::{Deserialize, Serialize};
use store::{Batch, Store, Table};
use sync::door::{Admits, Ask, House, KnockLine, Nonce, Proof, Shown};
use vault::device::DeviceKey;
use vault::door::LaptopKey;
use vault::keyring::Grant;
use vault::kit::{DoorCode, Speaker};
use vault::member::{Enrolment, NameHash, PublicHalves, Unlocked, enrol};
use vault::{DeviceId, Envelope, ExchangePublic, FacilityId, MemberId, Zeroizing};

use super::bundle::WaysIn;
use super::joining::{Arriving, Entering, Newcomer, account_of};
use super::laptop::{self, Coming};
use super::talking::{Talk, Then};
use super::{Out, not_understood, refused};
use crate::commit::Work;
use crate::custodian::Custodian;
use crate::failure::Told as _;
use crate::founding::{reads_trail, roles_of};
use crate::hex::{hex, unhex};
use crate::protocol::{CodeView, Failure, Inviting, Joining, Kit};
use crate::rows;
use crate::surroundings::Surroundings;

/// For how many minutes an invitation is good: a week.
const MINUTES: u32 = 7 * 24 * 60;

/// Who invites, as the code vouches for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Inviter {
    member: MemberId,
    public: PublicHalves,
    escrow: Option<ExchangePublic>,
}

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

/// What is written once the server has heard the knock.
#[derive(Debug)]
pub(super) struct KnockRow {
    row: Vec<u8>,
    laptop: LaptopKey,
}

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// Makes an invitation.
    pub(super) async fn invite(
        &mut self,
        id: RequestId,
        inviting: Inviting,
        out: Out<'_>,
    ) -> Result<(), Failure> {
        self.demand(Action::Create, RecordKind::User)?;
        let code = DoorCode::make(&mut self.world.rng());
        let session = self.session()?;
        let inviter = Inviter {
            member: session.member.member(),
            public: session.member.public(),
            escrow: self.founded()?.escrow,
        };
        let said = postcard::to_stdvec(&inviter).unwrap_or_default();
        let vouched = code.vouch(Speaker::Inviter, &said);
        let entry = EntryId(vault::door::chance(&mut self.world.rng()));
        let mut rng = self.world.rng();
        let sealed = session
            .member
            .seal_own(
                &invitation_context(entry),
                code.print().as_bytes(),
                &mut rng,
            )
            .told()?;
        let invitation = Invitation {
            code: hex(&sealed),
            name: inviting.name.trim().to_owned(),
            credentials: inviting.credentials.trim().to_owned(),
            unit: inviting.unit.trim().to_owned(),
            roles: inviting.roles,
            by: session.user(),
            at: self.civil_now(),
            member: None,
        };
        self.change_facility(Happened::RolesChanged, "", |facility| {
            facility.invitations.insert(entry, invitation);
        })
        .await?;
        let ask = Ask::MakeCode {
            hash: code.kept(),
            seconds: MINUTES * 60,
            admits: Admits::Newcomer,
            inviter: [&said[..], &vouched].concat(),
        };
        let view = CodeView {
            code: code.print().to_string(),
            minutes: MINUTES,
        };
        self.ask_door(ask, Then::Code(id, view), out).await
    }

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
        let ways_in = WaysIn {
            envelope: envelope.to_bytes(),
            grant: Vec::new(),
            audit_grant: Vec::new(),
            escrow_grant: Vec::new(),
        };
        let laptop = LaptopKey::make(&mut rng);
        let coming = Coming::new(facility, (device, &key), (store, &laptop), &nonce);
        let ask = Ask::Knock {
            code: Shown(code.shown()),
            facility: facility.0,
            account: account_of(&envelope, *keys.auth.bytes(), ways_in.to_bytes(), false),
            device: coming.device,
            vouched: code.vouch(Speaker::Invited, &envelope.to_bytes()),
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
        Ok((ask, KnockRow { row, laptop }, kit))
    }

    /// Keeps that somebody has knocked.
    pub(super) async fn keep_knock(&mut self, knocked: KnockRow) -> Result<(), Failure> {
        let mut batch = Batch::new();
        batch.put(Table::Meta, rows::KNOCKED, knocked.row);
        laptop::put(&mut batch, &knocked.laptop);
        self.write_brought(batch).await?;
        self.knocked = true;
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
        let arriving = Arriving::Looking(id, Box::new(waiting));
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

    /// Lets in those who knock with an invitation that one has made: on the device of whoever made it, for its keys are those
    /// that the code vouches for.
    pub(super) async fn let_in_who_knocks(
        &mut self,
        house: &House,
        asks: &mut Vec<(Ask, Then)>,
    ) -> Result<(), Failure> {
        for knock in &house.knocks {
            let session = self.session()?;
            let me = session.user();
            let invitations = session.facility.invitations.iter();
            let found = invitations.clone().find_map(|(entry, of)| {
                let sealed = unhex(&of.code)?;
                let opened = session
                    .member
                    .open_own(&invitation_context(*entry), &sealed)?;
                let code = DoorCode::parse(core::str::from_utf8(&opened).ok()?).ok()?;
                let theirs = code.kept() == knock.code
                    && of.by == me
                    && of.member.is_none_or(|member| member.0 == knock.member);
                theirs.then(|| (*entry, of.clone(), code))
            });
            let Some((entry, invitation, code)) = found else {
                continue;
            };
            let member = knock.member;
            match envelope_of(knock, &code) {
                Some(envelope) => {
                    let ask = self.let_in(entry, &invitation, &envelope).await?;
                    asks.push((ask, Then::Changed));
                }
                None => asks.push((Ask::SendAway { member }, Then::Changed)),
            }
        }
        Ok(())
    }

    async fn let_in(
        &mut self,
        entry: EntryId,
        invitation: &Invitation,
        envelope: &Envelope,
    ) -> Result<Ask, Failure> {
        let member = envelope.member();
        let user = UserId(member.0);
        if invitation.member.is_none() {
            let mut batch = Batch::new();
            self.session_mut()?.keyring.admit(envelope).told()?;
            let before = self.session()?.facility.clone();
            let mut after: Facility = before.clone();
            let person = Member {
                user,
                name: invitation.name.clone(),
                credentials: invitation.credentials.clone(),
                roles: invitation.roles.clone(),
                unit: invitation.unit.clone(),
                since: self.civil_now(),
                until: None,
            };
            after.members.insert(EntryId(user.0), person);
            if let Some(of) = after.invitations.get_mut(&entry) {
                of.member = Some(user);
            }
            self.session_mut()?.set_facility(after.clone());
            let me = self.session()?.member.member();
            let mut rng = self.world.rng();
            let session = self.session()?;
            let own = session.keyring.grant(me, &session.member, &mut rng);
            batch.put(Table::Keys, rows::grant_key(me), own.told()?.to_bytes());
            self.offer_keyring(&mut batch)?;
            let record = self.session()?.facility_record();
            let state = self.log(Kind::Facility, record).await?.state();
            let changes = state.changes(&before, &after);
            let work = Work {
                audit: vec![
                    self.happened(Happened::KeyChanged)?,
                    self.happened(Happened::RolesChanged)?,
                ],
                rows: batch,
                ..Work::change(Kind::Facility, record, changes, "")
            };
            if let Err(failure) = self.commit(work).await {
                self.session_mut()?.set_facility(before);
                return Err(failure);
            }
        }
        let mut rng = self.world.rng();
        let session = self.session()?;
        let roles = roles_of(&invitation.roles);
        let grant = session.keyring.grant(member, &session.member, &mut rng);
        let audit_grant = match &session.audit_key {
            Some(key) if reads_trail(roles) => key
                .grant(member, &session.keyring, &session.member, &mut rng)
                .told()?,
            _ => Vec::new(),
        };
        let escrow_grant = self.store.read(Table::Keys, rows::ESCROW_GRANT).await;
        let ways_in = WaysIn {
            envelope: envelope.to_bytes(),
            grant: grant.told()?.to_bytes(),
            audit_grant,
            escrow_grant: escrow_grant.told()?.unwrap_or_default(),
        };
        Ok(Ask::LetIn {
            member: member.0,
            admits: roles.has(access::Role::Supervisor),
            ways_in: ways_in.to_bytes(),
        })
    }
}

/// What a code is sealed as: that of this invitation.
fn invitation_context(entry: EntryId) -> Vec<u8> {
    [&b"invitation "[..], &entry.0].concat()
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

/// The envelope of somebody who knocks, where the code vouches for it.
fn envelope_of(knock: &KnockLine, code: &DoorCode) -> Option<Envelope> {
    let ways_in = WaysIn::read(&knock.ways_in)?;
    if !code.vouches(Speaker::Invited, &ways_in.envelope, &knock.vouched) {
        return None;
    }
    let envelope = Envelope::parse(&ways_in.envelope).ok()?;
    (envelope.member().0 == knock.member).then_some(envelope)
}

impl Newcomer {
    pub(super) fn new(user_name: String, password: String) -> Self {
        Self {
            user_name,
            password: Zeroizing::new(password),
        }
    }
}
