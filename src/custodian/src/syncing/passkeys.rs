//! Passkeys at the server: which there are, adding and removing them, and showing one where the server asks for it.
//!
//! Nothing here asks by itself: that the server wants to see a passkey is a state of the exchange ([`LineState::Touch`]), and work
//! goes on in it. Whoever works here says when they are ready.
//!
//! [`LineState::Touch`]: crate::protocol::LineState::Touch

use access::audit::{Happened, Part};
use line::RequestId;
use records::EntryId;
use serde_json::Value;
use store::Store;
use sync::door::{
    Ask, Challenge, Fresh, Nonce, Passkeys, Proof, Purpose, Signed, Ticket, Told, to_sign,
};

use super::talking::{Talk, Then};
use super::{Errand, Out, not_understood, refused};
use crate::custodian::Custodian;
use crate::hex::hex;
use crate::protocol::{
    ColleagueView, Event, Failure, ForAuthenticator, FromAuthenticator, PasskeyRequest,
    PasskeyView, PasskeysOf, PasskeysView, SyncEvent,
};
use crate::surroundings::Surroundings;

/// Passkeys of a member at most, as the server has it.
const MOST: usize = 10;

/// What somebody proves once more who they are for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Proving {
    /// To add a passkey.
    Add,
    /// To remove some.
    Remove(PasskeysOf),
}

impl<S: Store, W: Surroundings> Custodian<S, W> {
    pub(super) async fn answer_passkeys(
        &mut self,
        id: RequestId,
        request: PasskeyRequest,
        out: Out<'_>,
    ) -> Result<(), Failure> {
        match request {
            PasskeyRequest::List => self.ask_door(Ask::Passkeys, Then::Passkeys(id), out).await,
            PasskeyRequest::Add { password } => self.prove(id, &password, Proving::Add, out).await,
            PasskeyRequest::Remove { of, password } => {
                self.prove(id, &password, Proving::Remove(of), out).await
            }
            PasskeyRequest::Keep(FromAuthenticator { ticket, answer }) => {
                let ask = Ask::KeepPasskey {
                    ticket: Ticket(ticket),
                    answer: answer.into_bytes(),
                };
                let me = self.session()?.user().0;
                self.ask_door(ask, Then::PasskeysChanged(id, me), out).await
            }
            PasskeyRequest::Touch => self.touch(id, out).await,
            PasskeyRequest::Touched(FromAuthenticator { ticket, answer }) => {
                let ask = Ask::Second {
                    facility: self.founded()?.facility.0,
                    name: self.session()?.envelope.name().0,
                    ticket: Ticket(ticket),
                    answer: answer.into_bytes(),
                };
                self.say(Talk::Second(id, Box::new(ask)), out).await
            }
        }
    }

    /// Somebody changes what is asked beside their password: they type that first, and sign what the server gives them to.
    async fn prove(
        &mut self,
        id: RequestId,
        password: &str,
        proving: Proving,
        out: Out<'_>,
    ) -> Result<(), Failure> {
        self.demand_password(password).await?;
        let ask = self.prelogin()?;
        self.ask_door(ask, Then::Prove(id, proving), out).await
    }

    /// They have, and the nonce is there.
    pub(super) async fn proved(
        &mut self,
        id: RequestId,
        proving: Proving,
        nonce: Nonce,
        out: Out<'_>,
    ) -> Result<(), Failure> {
        let fresh = self.signs_afresh(Purpose::Passkeys, nonce)?;
        let me = self.session()?.user().0;
        let (ask, then) = match proving {
            Proving::Add => (Ask::AddPasskey(fresh), Then::Create(id)),
            Proving::Remove(of) => {
                let (member, passkey) = match of {
                    PasskeysOf::Own(passkey) => (me, Some(passkey)),
                    PasskeysOf::Colleague(member) => (member, None),
                };
                let ask = Ask::RemovePasskeys {
                    member,
                    passkey,
                    fresh,
                };
                (ask, Then::PasskeysChanged(id, member))
            }
        };
        self.ask_door(ask, then, out).await
    }

    /// The member's signature over what the server gave them to sign, for what they ask beyond what a session lets them.
    pub(super) fn signs_afresh(&self, purpose: Purpose, nonce: Nonce) -> Result<Fresh, Failure> {
        let session = self.session()?;
        let facility = session.keyring.facility().0;
        let digest = to_sign(purpose, facility, session.hand.device.0, &nonce);
        let proof = Proof::Signature(Signed(session.member.prove(&digest).0.to_vec()));
        Ok(Fresh { proof, nonce })
    }

    /// A passkey is to be made: the authenticator shows whose it is, which the server does not know.
    pub(super) fn create(
        &self,
        id: RequestId,
        challenge: Challenge,
        out: Out<'_>,
    ) -> Result<(), Failure> {
        let mut options: Value =
            serde_json::from_slice(&challenge.options).map_err(|_| not_understood())?;
        let session = self.session()?;
        let of = session.facility.members.get(&EntryId(session.user().0));
        if let (Some(of), Some(user)) = (of, options["user"].as_object_mut()) {
            for field in ["name", "displayName"] {
                user.insert(field.to_owned(), Value::String(of.name.clone()));
            }
        }
        tell(id, challenge.ticket, options.to_string(), out);
        Ok(())
    }

    /// Passkeys of a member were changed at the server: the trail says so.
    pub(super) async fn passkeys_changed(
        &mut self,
        id: RequestId,
        member: [u8; 16],
        out: Out<'_>,
    ) -> Result<(), Failure> {
        let mut event = self.happened(Happened::PasskeysChanged)?;
        event.part = Part::new(&format!("member/{}", hex(&member))).ok();
        self.record_events(&[event]).await?;
        self.ask_door(Ask::Passkeys, Then::Passkeys(id), out).await
    }

    /// They are as the server says.
    pub(super) fn told_passkeys(
        &self,
        id: RequestId,
        passkeys: &Passkeys,
        out: Out<'_>,
    ) -> Result<(), Failure> {
        let members = &self.session()?.facility.members;
        let view = PasskeysView {
            offered: passkeys.offered,
            room: passkeys.own.len() < MOST,
            own: passkeys
                .own
                .iter()
                .map(|line| PasskeyView {
                    passkey: line.passkey,
                    added: self.shown_minute(line.since),
                    used: line
                        .used
                        .map_or_else(String::new, |at| self.shown_minute(at)),
                })
                .collect(),
            others: passkeys
                .others
                .iter()
                .map(|(member, passkeys)| ColleagueView {
                    member: *member,
                    person: members
                        .get(&EntryId(*member))
                        .map_or_else(|| "An account".to_owned(), |of| of.name.clone()),
                    passkeys: *passkeys,
                })
                .collect(),
        };
        let event = Event::Sync(SyncEvent::Passkeys(view));
        out.push(Errand::Tell(id, Box::new(event)));
        Ok(())
    }

    /// Whoever works here is ready to show a passkey: the server is asked anew what it wants to see, for what it said before may be
    /// too old.
    async fn touch(&mut self, id: RequestId, out: Out<'_>) -> Result<(), Failure> {
        let run = self.line.run.as_mut();
        let Some(run) = run.filter(|run| run.token.is_none()) else {
            let event = Event::Sync(SyncEvent::Done);
            out.push(Errand::Tell(id, Box::new(event)));
            return Ok(());
        };
        if let Some(before) = run.touching.replace(id) {
            let event = Event::Failed(touch_needed());
            out.push(Errand::Tell(before, Box::new(event)));
        }
        let asks = matches!(
            self.line.talk,
            Some(Talk::Prelogin { .. } | Talk::LogIn { .. })
        );
        if asks {
            return Ok(());
        }
        let by_signature = false;
        self.say(Talk::Prelogin { by_signature }, out).await
    }

    /// The server wants to see a passkey before a session begins. Where somebody is ready they are told; else it is said that it
    /// is so, and what waits for a session waits on.
    pub(super) fn asked_for_passkey(
        &mut self,
        challenge: Challenge,
        server: [u8; 32],
        out: Out<'_>,
    ) -> Result<(), Failure> {
        let known = self.line.row.as_ref().map(|row| row.server);
        if known.is_some_and(|known| known != server) {
            return Err(super::logging_in::another_server());
        }
        // Those of the session that is over.
        out.push(Errand::Hints(None));
        let ready = self.line.run.as_mut().and_then(|run| run.touching.take());
        if let Some(id) = ready {
            let options = String::from_utf8(challenge.options).map_err(|_| not_understood())?;
            tell(id, challenge.ticket, options, out);
        }
        Err(touch_needed())
    }

    /// What the server says to an authenticator's answer.
    pub(super) async fn second_told(
        &mut self,
        id: RequestId,
        told: Told,
        out: Out<'_>,
    ) -> Result<(), Failure> {
        let (token, admits, revision, server) = match told {
            Told::In {
                token,
                admits,
                revision,
                server,
                ..
            } => (token, admits, revision, server),
            Told::Refused(why) => return Err(not_taken(&why)),
            _ => return Err(not_understood()),
        };
        let Some(run) = &mut self.line.run else {
            return Ok(());
        };
        run.door_shut = None;
        let by_signature = self.session()?.auth_unknown;
        self.is_in(token, admits, revision, server, by_signature, out)
            .await?;
        out.push(Errand::Tell(id, Box::new(Event::Sync(SyncEvent::Done))));
        // What waits was told that there is no session.
        self.happened_on_line(sync::Event::Now, out).await
    }

    /// A session has begun: whoever was ready to show a passkey need not any more.
    pub(super) fn need_not_touch(&mut self, out: Out<'_>) {
        if let Some(id) = self.line.run.as_mut().and_then(|run| run.touching.take()) {
            let event = Event::Sync(SyncEvent::Done);
            out.push(Errand::Tell(id, Box::new(event)));
        }
    }

    /// No session begins, and whoever was ready to show a passkey is told why.
    pub(super) fn cant_touch(&mut self, failure: &Failure, out: Out<'_>) {
        if let Some(id) = self.line.run.as_mut().and_then(|run| run.touching.take()) {
            let event = Event::Failed(failure.clone());
            out.push(Errand::Tell(id, Box::new(event)));
        }
    }
}

fn tell(id: RequestId, ticket: Ticket, options: String, out: Out<'_>) {
    let asks = ForAuthenticator {
        ticket: ticket.0,
        options,
    };
    let event = Event::Sync(SyncEvent::Authenticator(asks));
    out.push(Errand::Tell(id, Box::new(event)));
}

/// The server asks for a passkey.
pub(super) fn touch_needed() -> Failure {
    Failure::new(
        "The server asks for your passkey.",
        "You added one, and it is asked for once a shift on each device.",
        "the server",
        "Press “Touch your passkey” in the header. Until then work on: what you do is saved here, and sent afterwards.",
    )
}

/// What an authenticator made or answered is not taken.
pub(super) fn not_taken(why: &sync::door::Refused) -> Failure {
    match why {
        sync::door::Refused::Wrong => Failure::new(
            "The server does not take that passkey.",
            "It is none of yours, was removed, or was made for another address; or more than five minutes have passed.",
            "the passkey",
            "Try again with the one you added. If it is lost, somebody who lets in others can remove it.",
        ),
        sync::door::Refused::Taken => Failure::new(
            "The server has that passkey already.",
            "This device or security key was added before.",
            "the passkey",
            "Look at the list, or add another one.",
        ),
        why => refused(why),
    }
}
