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
use sync::door::{Admits, Ask, House, KnockLine};
use vault::kit::{DoorCode, Speaker};
use vault::member::{PublicHalves, Unlocked};
use vault::{Envelope, ExchangePublic, MemberId, Zeroizing};

use super::Out;
use super::bundle::WaysIn;
use super::talking::Then;
use crate::commit::Work;
use crate::custodian::Custodian;
use crate::failure::Told as _;
use crate::founding::{reads_trail, roles_of};
use crate::hex::{hex, unhex};
use crate::protocol::{CodeView, Failure, Inviting};
use crate::rows;
use crate::surroundings::Surroundings;

/// For how many minutes an invitation is good: a week.
const MINUTES: u32 = 7 * 24 * 60;

/// Who invites, as the code vouches for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Inviter {
    pub(super) member: MemberId,
    pub(super) public: PublicHalves,
    pub(super) escrow: Option<ExchangePublic>,
}

/// What an invitation says, as whoever made it has sealed it for themselves. The record is everybody's to write: of what stands there
/// in the clear nothing is given to anybody.
#[derive(Serialize, Deserialize)]
struct Invited {
    code: String,
    name: String,
    credentials: String,
    unit: String,
    roles: Vec<String>,
}

impl Invited {
    /// Out of the facility's record; nothing where it is not this member's, or was altered.
    fn open(member: &Unlocked, entry: EntryId, of: &Invitation) -> Option<Self> {
        let sealed = unhex(&of.code)?;
        let opened = member.open_own(&invitation_context(entry), &sealed)?;
        postcard::from_bytes(&opened).ok()
    }
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
        let invited = Invited {
            code: code.print().to_string(),
            name: inviting.name.trim().to_owned(),
            credentials: inviting.credentials.trim().to_owned(),
            unit: inviting.unit.trim().to_owned(),
            roles: inviting.roles,
        };
        let content = Zeroizing::new(postcard::to_stdvec(&invited).unwrap_or_default());
        let sealed = session
            .member
            .seal_own(&invitation_context(entry), &content, &mut rng)
            .told()?;
        let invitation = Invitation {
            code: hex(&sealed),
            name: invited.name,
            credentials: invited.credentials,
            unit: invited.unit,
            roles: invited.roles,
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
                let invited = Invited::open(&session.member, *entry, of)?;
                let code = DoorCode::parse(&invited.code).ok()?;
                let theirs = code.kept() == knock.code
                    && of.member.is_none_or(|member| member.0 == knock.member);
                theirs.then_some((*entry, invited, code))
            });
            let Some((entry, invited, code)) = found else {
                // An older one lets in nobody, whatever it says.
                let since = self.world.now().millis - i64::from(MINUTES) * 60_000;
                let young = |at: records::Moment| at.timestamp_millis() > since;
                let no_more = invitations
                    .filter(|(_, of)| of.by == me && of.member.is_none())
                    .filter(|(_, of)| of.at.is_none_or(young))
                    .any(|(entry, of)| Invited::open(&session.member, *entry, of).is_none());
                if no_more {
                    self.session_mut()?.found(not_valid_any_more());
                }
                continue;
            };
            let member = knock.member;
            match envelope_of(knock, &code) {
                Some(envelope) => {
                    let ask = self.let_in(entry, &invited, &envelope).await?;
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
        invited: &Invited,
        envelope: &Envelope,
    ) -> Result<Ask, Failure> {
        let member = envelope.member();
        let user = UserId(member.0);
        let session = self.session()?;
        // Not by what the invitation says of it: whoever holds the keys has to stand in the record.
        let is_in = session.facility.members.contains_key(&EntryId(user.0))
            && session.keyring.members().contains_key(&member);
        if !is_in {
            let mut batch = Batch::new();
            self.session_mut()?.keyring.admit(envelope).told()?;
            let before = self.session()?.facility.clone();
            let mut after: Facility = before.clone();
            let person = Member {
                user,
                name: invited.name.clone(),
                credentials: invited.credentials.clone(),
                roles: invited.roles.clone(),
                unit: invited.unit.clone(),
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
        let roles = roles_of(&invited.roles);
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

fn not_valid_any_more() -> Failure {
    Failure::new(
        "An invitation of yours is not valid any more.",
        "What stands in the record was not sealed by you, or by an older build of Chartroom.",
        "invitations",
        "Make it again. If you know of none that is open, tell your privacy officer: somebody has written one in your name.",
    )
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
