//! Key epochs begin by the server's number, so that two devices never begin the same; and what is due of itself is asked for.

use line::RequestId;
use store::Store;
use sync::door::Ask;

use super::talking::{Epoch, Errands, Talk, Then};
use super::{Errand, Out, bundle};
use crate::custodian::Custodian;
use crate::failure::Told as _;
use crate::protocol::{Event, Failure, KeepingEvent, KeepingRequest, Request};
use crate::surroundings::Surroundings;

// What a server gives to somebody who has what others have, they can begin, and others take over.
const _: () = assert!(2 * sync::door::EPOCHS_AHEAD <= vault::keyring::AHEAD);

/// Milliseconds between two looks at the house.
const HOUSE: i64 = 10_000;

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// What is asked for and needs the server's word, where there is one: errands, else nothing.
    pub async fn answer_by_line(&mut self, id: RequestId, request: &Request) -> Option<Errands> {
        let epoch = match request {
            Request::EndMember { user, reason } => Epoch::Leaving(id, *user, reason.clone()),
            Request::Keeping(KeepingRequest::NewKeys { reason }) => {
                Epoch::Wanted(id, reason.clone())
            }
            Request::Unlock {
                user_name,
                password,
            } => return self.unlock_frozen(id, user_name, password).await,
            _ => return None,
        };
        let newest = match &self.session {
            Some(session) if self.line.is_connected() => session.keyring.newest(),
            _ => return None,
        };
        let mut out = Vec::new();
        let ask = Ask::ClaimEpoch { newest };
        if let Err(failure) = self.ask_door(ask, Then::Epoch(epoch), &mut out).await {
            out.push(Errand::Tell(id, Box::new(Event::Failed(failure))));
        }
        Some(out)
    }

    /// Begins a key epoch by the server's number.
    pub(super) async fn begin_as(
        &mut self,
        epoch: Epoch,
        number: u32,
        out: Out<'_>,
    ) -> Result<(), Failure> {
        // One that can't be used is not kept: another is asked for then.
        let session = self.session_mut()?;
        session.keyring.may_begin(number).told()?;
        session.claimed = Some(number);
        match epoch {
            Epoch::Due => {
                self.new_keys_as("", Some(number)).await?;
                self.session_mut()?.due = false;
                Ok(())
            }
            Epoch::Wanted(id, reason) => {
                let epoch = self.new_keys_as(&reason, Some(number)).await?;
                let event = Event::Keeping(KeepingEvent::Keys { epoch });
                out.push(Errand::Tell(id, Box::new(event)));
                Ok(())
            }
            Epoch::Leaving(id, user, reason) => {
                let people = self.end_member_as(user, &reason, Some(number)).await?;
                let ask = Ask::EndMember {
                    member: user,
                    wipe: false,
                };
                self.ask_door(ask, Then::Ended(id, Box::new(people)), out)
                    .await
            }
        }
    }

    /// Asks for what is due of itself: new keys, and accounts that are not at the server as the record has them.
    pub(super) async fn ask_what_is_due(&mut self, out: Out<'_>) -> Result<(), Failure> {
        let due = self.keys_due()?
            && self
                .demand(access::Action::Administer, access::RecordKind::KeyMaterial)
                .is_ok();
        let session = self.session()?;
        let newest = session.keyring.newest();
        let now = self.world.now().millis;
        let people = people_digest(session);
        let asked = |talk: &Talk| {
            matches!(
                talk,
                Talk::Ask {
                    then: Then::Epoch(Epoch::Due),
                    ..
                }
            )
        };
        let asked = self.line.queue.iter().chain(&self.line.talk).any(asked);
        let Some(run) = self.line.run.as_mut().filter(|run| run.token.is_some()) else {
            return Ok(());
        };
        // Who knocks, and which devices were frozen, is worth a look now and then.
        let long_ago = run.hinted && now - run.house_at > HOUSE;
        let others = run.admits && (run.people != people || long_ago);
        if others {
            run.house_at = now;
            run.hinted = false;
        }
        run.people = people;
        if core::mem::take(&mut run.freeze) {
            self.freeze_what_waits(out).await?;
        }
        if due && !asked {
            // A number that could not be used yet is used first: they must not run out.
            let claimed = self.session()?.claimed.filter(|claimed| *claimed > newest);
            match claimed {
                Some(claimed) => self.begin_as(Epoch::Due, claimed, out).await?,
                None => {
                    let ask = Ask::ClaimEpoch { newest };
                    self.ask_door(ask, Then::Epoch(Epoch::Due), out).await?;
                }
            }
        }
        if others {
            self.ask_door(Ask::House, Then::Reconcile, out).await?;
        }
        Ok(())
    }
}

/// Digest of who works here, and as what: the server is to have the same.
fn people_digest(session: &crate::session::Session) -> [u8; 32] {
    let members = session.facility.members.iter();
    let members: Vec<_> = members
        .map(|(id, member)| (id.0, &member.roles, member.until.is_some()))
        .collect();
    bundle::digest(&postcard::to_stdvec(&members).unwrap_or_default())
}
