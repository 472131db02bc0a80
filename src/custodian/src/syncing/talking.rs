//! The talk at the server's door: one question at a time, each with what its answer is for.

use line::RequestId;
use store::{Batch, Store};
use sync::door::{Ask, NewDevice, Nonce, Proof, Purpose, Refused, Signed, Told, to_sign};
use sync::{Event as Happened, Trouble};

use super::joining::Arriving;
use super::{Errand, Held, Out, SyncRow, bundle, no_line, not_understood, refused};
use crate::custodian::Custodian;
use crate::failure::Told as _;
use crate::protocol::{
    CodeView, ContainedView, Event, Failure, KeepingEvent, KeepingRequest, LineState, People,
    Request, SyncEvent,
};
use crate::surroundings::Surroundings;

pub(crate) type Errands = Vec<Errand>;

/// Something that is being said at the door.
#[derive(Debug)]
pub(super) enum Talk {
    /// How to log in is asked for: by what the password gives, unless it is to be by the member's own signature.
    Prelogin { by_signature: bool },
    /// A session is asked for, by the member's own signature or by what the password gives.
    LogIn { by_signature: bool },
    /// Something is asked in a session. `again`: the session was begun for it.
    Ask { ask: Ask, then: Then, again: bool },
    /// Somebody comes in who has no session yet.
    Arriving(Arriving),
    /// This device asks to be frozen; the page waits for it, where it is still there.
    Contain(Option<(RequestId, ContainedView)>),
}

/// What an answer is for.
#[derive(Debug, Clone)]
pub(super) enum Then {
    /// The page asked for the house.
    House(RequestId),
    /// The page asked for something that shows in the house.
    HouseAfter(RequestId),
    /// The page asked for a code.
    Code(RequestId, CodeView),
    /// The ways in are held against those here.
    WaysIn,
    /// The ways in here are at the server now.
    WaysInSet { revision: u64, digest: [u8; 32] },
    /// Accounts that the server lacks are added.
    Reconcile,
    /// An account was added.
    Added,
    /// Where devices' rows end is held against what it was.
    Chains,
    /// A key epoch begins.
    Epoch(Epoch),
    /// Somebody's account at the server is ended, as their work here was.
    Ended(RequestId, Box<People>),
    /// An account was changed as the record says.
    Changed,
    /// A device is frozen.
    Froze {
        device: [u8; 16],
        tell: Option<(RequestId, ContainedView)>,
    },
}

/// Why a key epoch begins.
#[derive(Debug, Clone)]
pub(super) enum Epoch {
    /// It is due.
    Due,
    /// Somebody wants new keys.
    Wanted(RequestId, String),
    /// Somebody leaves.
    Leaving(RequestId, [u8; 16], String),
}

impl Then {
    /// Who waits for it.
    const fn asker(&self) -> Option<RequestId> {
        match self {
            Self::House(id)
            | Self::HouseAfter(id)
            | Self::Code(id, _)
            | Self::Ended(id, _)
            | Self::Epoch(Epoch::Wanted(id, _) | Epoch::Leaving(id, ..))
            | Self::Froze {
                tell: Some((id, _)),
                ..
            } => Some(*id),
            _ => None,
        }
    }
}

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// Says something at the door, after what is being said.
    pub(super) async fn say(&mut self, talk: Talk, out: Out<'_>) -> Result<(), Failure> {
        self.line.queue.push_back(talk);
        self.speak(out).await
    }

    /// Asks something in a session.
    pub(super) async fn ask_door(
        &mut self,
        ask: Ask,
        then: Then,
        out: Out<'_>,
    ) -> Result<(), Failure> {
        let again = false;
        self.say(Talk::Ask { ask, then, again }, out).await
    }

    /// Begins with the next thing that is to be said, where nothing is being said.
    pub(super) async fn speak(&mut self, out: Out<'_>) -> Result<(), Failure> {
        if self.line.talk.is_some() {
            return Ok(());
        }
        let Some(talk) = self.line.queue.pop_front() else {
            return Ok(());
        };
        let token = self.line.run.as_ref().and_then(|run| run.token);
        let (talk, ask) = match talk {
            // A session first.
            Talk::Ask { ask, then, .. } if token.is_none() => {
                let again = true;
                self.line.queue.push_front(Talk::Ask { ask, then, again });
                let by_signature = false;
                (Talk::Prelogin { by_signature }, self.prelogin()?)
            }
            Talk::Prelogin { by_signature } => (Talk::Prelogin { by_signature }, self.prelogin()?),
            // They are asked with the answer to another, or at once.
            Talk::LogIn { .. } | Talk::Contain(_) => return Ok(()),
            Talk::Ask { ask, then, again } => {
                let asked = ask.clone();
                (Talk::Ask { ask, then, again }, asked)
            }
            Talk::Arriving(arriving) => {
                let ask = arriving.ask();
                (Talk::Arriving(arriving), ask)
            }
        };
        self.put_to_door(talk, &ask, out);
        Ok(())
    }

    /// Asks, and awaits the answer.
    pub(super) fn put_to_door(&mut self, talk: Talk, ask: &Ask, out: Out<'_>) {
        let number = self.line.next_errand();
        self.line.awaited = Some(number);
        let token = match &talk {
            Talk::Ask { .. } => self.line.run.as_ref().and_then(|run| run.token),
            _ => None,
        };
        self.line.talk = Some(talk);
        let bytes = ask.to_bytes();
        out.push(Errand::Door {
            number,
            token,
            bytes,
        });
    }

    fn prelogin(&self) -> Result<Ask, Failure> {
        Ok(Ask::Prelogin {
            facility: self.founded()?.facility.0,
            name: self.session()?.envelope.name().0,
        })
    }

    /// Something was heard at the door.
    pub(super) async fn heard_at_door(
        &mut self,
        number: u64,
        bytes: Option<Vec<u8>>,
        out: Out<'_>,
    ) -> Result<(), Failure> {
        if self.line.awaited != Some(number) {
            return Ok(());
        }
        self.line.awaited = None;
        let Some(talk) = self.line.talk.take() else {
            return Ok(());
        };
        let told = bytes.map(|bytes| Told::read(&bytes).ok());
        if let Talk::Contain(tell) = talk {
            self.contained(tell, told.flatten(), out).await?;
            return self.speak(out).await;
        }
        let asker = match &talk {
            Talk::Ask { then, .. } => then.asker(),
            Talk::Arriving(arriving) => Some(arriving.asker()),
            _ => None,
        };
        let contained = match &talk {
            Talk::Ask {
                then: Then::Froze { tell, .. },
                ..
            } => tell.clone(),
            _ => None,
        };
        let done = match told {
            None => Err(no_line()),
            Some(None) => Err(not_understood()),
            Some(Some(told)) => self.told(talk, told, out).await,
        };
        if let Err(failure) = done {
            match asker {
                // What is not heard of now is at the next contact.
                Some(_) if contained.is_some() => {
                    if let Some((id, view)) = contained {
                        let event = Event::Sync(SyncEvent::Contained(view));
                        out.push(Errand::Tell(id, Box::new(event)));
                    }
                }
                Some(id) => out.push(Errand::Tell(id, Box::new(Event::Failed(failure)))),
                None => self.not_in(failure, out).await?,
            }
        }
        self.speak(out).await
    }

    /// No session could be begun: what waited for one is told so.
    async fn not_in(&mut self, failure: Failure, out: Out<'_>) -> Result<(), Failure> {
        let standing = if failure == no_line() {
            LineState::NoLine
        } else if failure == refused(&Refused::Frozen) {
            LineState::Frozen
        } else {
            LineState::Shut(failure.clone())
        };
        if let Some(run) = &mut self.line.run {
            run.standing = standing;
        }
        for talk in core::mem::take(&mut self.line.queue) {
            let told = match talk {
                Talk::Ask {
                    then:
                        Then::Froze {
                            tell: Some((id, view)),
                            ..
                        },
                    ..
                } => Some((id, Event::Sync(SyncEvent::Contained(view)))),
                Talk::Ask { then, .. } => {
                    then.asker().map(|id| (id, Event::Failed(failure.clone())))
                }
                Talk::Arriving(arriving) => {
                    Some((arriving.asker(), Event::Failed(failure.clone())))
                }
                _ => None,
            };
            if let Some((id, event)) = told {
                out.push(Errand::Tell(id, Box::new(event)));
            }
        }
        let held = self.line.run.as_mut().and_then(|run| run.held.take());
        let ticket = match held {
            Some(Held::Request(ticket, _)) => Some(ticket),
            Some(Held::LogIn) => None,
            None => return Ok(()),
        };
        let trouble = Trouble::Line;
        self.happened_on_line(Happened::Failed { ticket, trouble }, out)
            .await
    }

    async fn told(&mut self, talk: Talk, told: Told, out: Out<'_>) -> Result<(), Failure> {
        self.heard_of_server();
        match (talk, told) {
            (Talk::Arriving(arriving), told) => self.arrive(arriving, told, out).await,
            (_, Told::Refused(Refused::Ended { wipe })) => self.put_out(wipe, out).await,
            (Talk::Prelogin { by_signature }, Told::Prelogin { nonce, .. }) => {
                let by_signature = by_signature || self.session()?.auth.is_none();
                self.log_in(nonce, by_signature, out)
            }
            (Talk::LogIn { .. }, Told::In { .. }) if self.line.run.is_none() => Ok(()),
            (
                Talk::LogIn { by_signature },
                Told::In {
                    token,
                    admits,
                    revision,
                    server,
                    ..
                },
            ) => {
                self.is_in(token, admits, revision, server, by_signature, out)
                    .await
            }
            // The password was changed on another device, or the server never knew it.
            (
                Talk::LogIn {
                    by_signature: false,
                },
                Told::Refused(Refused::Wrong),
            ) => {
                self.session_mut()?.auth_unknown = true;
                let ask = self.prelogin()?;
                let by_signature = true;
                self.put_to_door(Talk::Prelogin { by_signature }, &ask, out);
                Ok(())
            }
            (Talk::Ask { ask, then, again }, Told::Refused(Refused::Expired)) if !again => {
                if let Some(run) = &mut self.line.run {
                    run.token = None;
                }
                let again = true;
                self.line.queue.push_front(Talk::Ask { ask, then, again });
                Ok(())
            }
            (Talk::Ask { then, .. }, told) => self.then(then, told, out).await,
            (_, Told::Refused(why)) => Err(refused(&why)),
            _ => Err(not_understood()),
        }
    }

    fn log_in(&mut self, nonce: Nonce, by_signature: bool, out: Out<'_>) -> Result<(), Failure> {
        let device = self.own_device()?;
        let signed = self.come_in(&nonce)?;
        let session = self.session()?;
        let facility = session.keyring.facility().0;
        let proof = match &session.auth {
            Some(auth) if !by_signature => Proof::Password(**auth),
            _ => {
                let digest = to_sign(Purpose::Myself, facility, device.device, &nonce);
                Proof::Signature(Signed(session.member.prove(&digest).0.to_vec()))
            }
        };
        let ask = Ask::LogIn {
            facility,
            name: session.envelope.name().0,
            proof,
            device,
            nonce,
            signed,
        };
        self.put_to_door(Talk::LogIn { by_signature }, &ask, out);
        Ok(())
    }

    /// The device that whoever has unlocked works on.
    pub(super) fn own_device(&self) -> Result<NewDevice, Failure> {
        let session = self.session()?;
        Ok(NewDevice {
            device: session.hand.device.0,
            store: self.founded()?.store,
            public: session.device_key.public().0.0,
        })
    }

    /// The device's signature that it comes in.
    pub(super) fn come_in(&self, nonce: &Nonce) -> Result<Signed, Failure> {
        let session = self.session()?;
        let facility = session.keyring.facility().0;
        let digest = to_sign(Purpose::ComeIn, facility, session.hand.device.0, nonce);
        Ok(Signed(session.device_key.sign(&digest).0.to_vec()))
    }

    /// A session has begun.
    pub(super) async fn is_in(
        &mut self,
        token: [u8; 32],
        admits: bool,
        revision: u64,
        server: [u8; 32],
        by_signature: bool,
        out: Out<'_>,
    ) -> Result<(), Failure> {
        let known = self.line.row.as_ref().map(|row| row.server);
        if known.is_some_and(|known| known != server) {
            return Err(another_server());
        }
        let me = self.session()?.user().0;
        let Some(run) = &mut self.line.run else {
            return Ok(());
        };
        run.token = Some(token);
        run.admits = admits;
        run.people = [0; 32];
        run.standing = LineState::Busy { to_come: None };
        let held = run.held.take();
        out.push(Errand::Hints(Some(token)));
        let row = self.line.row.as_ref();
        let known = row.and_then(|row| row.ways_in.get(&me)).copied();
        if known.is_none_or(|(of, _)| of != revision) {
            self.line.queue.push_back(Talk::Ask {
                ask: Ask::WaysIn,
                then: Then::WaysIn,
                again: false,
            });
        } else if by_signature {
            self.set_ways_in().await?;
        }
        match held {
            Some(Held::Request(ticket, bytes)) => out.push(Errand::Exchange {
                ticket,
                token,
                bytes,
            }),
            Some(Held::LogIn) => self.happened_on_line(Happened::Done, out).await?,
            None => {}
        }
        Ok(())
    }

    async fn then(&mut self, then: Then, told: Told, out: Out<'_>) -> Result<(), Failure> {
        match (then, told) {
            (Then::WaysInSet { .. }, Told::Refused(Refused::Stale { .. })) => {
                self.ask_door(Ask::WaysIn, Then::WaysIn, out).await
            }
            // Somebody else was first.
            (Then::Added, Told::Done | Told::Refused(Refused::Taken))
            | (Then::Changed, Told::Done | Told::Refused(_)) => Ok(()),
            (Then::Froze { device, tell }, Told::Done | Told::Refused(Refused::Unknown)) => {
                self.froze(device, tell, out).await
            }
            // They had no account there.
            (Then::Ended(id, people), Told::Done | Told::Refused(Refused::Unknown)) => {
                out.push(Errand::Tell(id, Box::new(Event::People(people))));
                Ok(())
            }
            (Then::Epoch(epoch), Told::Epoch(number)) => self.begin_as(epoch, number, out).await,
            (_, Told::Refused(why)) => Err(refused(&why)),
            (Then::House(id), Told::House(house)) => {
                let view = self.house_view(&house)?;
                let event = Event::Sync(SyncEvent::House(view));
                out.push(Errand::Tell(id, Box::new(event)));
                Ok(())
            }
            (Then::HouseAfter(id), Told::Done) => {
                self.ask_door(Ask::House, Then::House(id), out).await
            }
            (Then::Code(id, code), Told::Done) => {
                let event = Event::Sync(SyncEvent::Code(code));
                out.push(Errand::Tell(id, Box::new(event)));
                Ok(())
            }
            (Then::WaysIn, Told::WaysIn { revision, ways_in }) => {
                let (me, digest) = (self.session()?.user().0, bundle::digest(&ways_in));
                self.take_ways_in(&ways_in).await?;
                self.keep_line(Batch::new(), |row| {
                    row.ways_in.insert(me, (revision, digest));
                })
                .await?;
                self.set_ways_in().await
            }
            (Then::WaysInSet { revision, digest }, Told::Done) => {
                let me = self.session()?.user().0;
                self.session_mut()?.auth_unknown = false;
                self.keep_line(Batch::new(), |row| {
                    row.ways_in.insert(me, (revision + 1, digest));
                })
                .await
            }
            (Then::Reconcile, Told::House(house)) => self.reconcile(&house).await,
            (Then::Chains, Told::Chains { shelf, chains }) => self.hold_chains(shelf, chains).await,
            _ => Err(not_understood()),
        }
    }

    /// What is asked for and needs the server's word, where there is one: errands, else nothing.
    pub async fn answer_by_line(&mut self, id: RequestId, request: &Request) -> Option<Errands> {
        let epoch = match request {
            Request::EndMember { user, reason } => Epoch::Leaving(id, *user, reason.clone()),
            Request::Keeping(KeepingRequest::NewKeys { reason }) => {
                Epoch::Wanted(id, reason.clone())
            }
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
    async fn begin_as(&mut self, epoch: Epoch, number: u32, out: Out<'_>) -> Result<(), Failure> {
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
        let others = run.admits && run.people != people;
        let just_in = run.people == [0; 32];
        run.people = people;
        if just_in {
            self.freeze_what_waits(out).await?;
        }
        if due && !asked {
            let ask = Ask::ClaimEpoch { newest };
            self.ask_door(ask, Then::Epoch(Epoch::Due), out).await?;
        }
        if others {
            self.ask_door(Ask::House, Then::Reconcile, out).await?;
        }
        Ok(())
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
        let digest = bundle::digest(&ways_in);
        let unknown = session.auth.as_ref().filter(|_| session.auth_unknown);
        if digest == there && unknown.is_none() {
            return Ok(());
        }
        let waits = |talk: &Talk| {
            matches!(
                talk,
                Talk::Ask {
                    then: Then::WaysIn | Then::WaysInSet { .. },
                    ..
                }
            )
        };
        if self.line.queue.iter().chain(&self.line.talk).any(waits) {
            return Ok(());
        }
        let recipe = postcard::to_stdvec(&session.envelope.recipe()).unwrap_or_default();
        let password = unknown.map(|auth| (recipe, **auth));
        let ask = Ask::SetWaysIn {
            revision,
            ways_in,
            password,
        };
        let then = Then::WaysInSet { revision, digest };
        let again = false;
        self.line.queue.push_back(Talk::Ask { ask, then, again });
        Ok(())
    }

    /// Keeps that the facility is on a server from now on.
    pub(super) async fn connected(
        &mut self,
        server: [u8; 32],
        ways_in: (u64, [u8; 32]),
    ) -> Result<(), Failure> {
        let mut batch = Batch::new();
        let me = self.session()?.user().0;
        let mut row = SyncRow::new(server, self.world.now().millis);
        row.ways_in.insert(me, ways_in);
        batch.put(store::Table::Meta, crate::rows::SYNC, row.to_bytes());
        self.put_in_store(batch, store::Durability::Strict)
            .await
            .told()?;
        self.line.row = Some(row);
        Ok(())
    }

    /// The server answered.
    pub(super) fn heard_of_server(&mut self) {
        let now = self.world.now().millis;
        if let Some(row) = &mut self.line.row {
            row.contact = Some(now);
        }
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

fn another_server() -> Failure {
    Failure::new(
        "This is not the server that the facility was set up on.",
        "It signs with another key: it was set up anew, or somebody stands between.",
        "the server",
        "Ask whoever keeps it. Nothing was sent.",
    )
}
