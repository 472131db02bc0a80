//! The talk at the server's door: one question at a time, each with what its answer is for.

use line::RequestId;
use store::Store;
use sync::door::{Ask, Refused, Told};
use sync::{Event as Happened, Trouble};

use super::arriving::Arriving;
use super::going_on::GoesOn;
use super::passkeys::{Proving, touch_needed};
use super::{Errand, Held, Out, no_line, not_understood, refused};
use crate::custodian::Custodian;
use crate::protocol::{CodeView, ContainedView, Event, Failure, LineState, People, SyncEvent};
use crate::surroundings::Surroundings;

pub(crate) type Errands = Vec<Errand>;

/// Something that is being said at the door.
#[allow(
    clippy::large_enum_variant,
    reason = "there are a few of them at a time"
)]
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
    /// Somebody is at this frozen laptop, and asks whether it is let go on.
    GoingOn(Box<GoesOn>),
    /// An authenticator has answered what the server wants to see beside the password.
    Second(RequestId, Box<Ask>),
    /// The order to remove what is here is asked for.
    Ordered,
}

/// What an answer is for.
#[derive(Debug, Clone)]
pub(super) enum Then {
    /// The page asked for the house.
    House(RequestId),
    /// The page asked for something that shows in the house.
    HouseAfter(RequestId),
    /// The page asked for a laptop to be put out and emptied: the order is there.
    OrderGiven(RequestId, [u8; 16]),
    /// The page asked for a laptop to be put out.
    StoreEnded(RequestId, [u8; 16]),
    /// The page asked for a code.
    Code(RequestId, CodeView),
    /// The ways in are held against those here.
    WaysIn,
    /// A new password is brought to the server: what is to be signed for it.
    NewPassword,
    /// The ways in here are at the server now.
    WaysInSet {
        revision: u64,
        digest: [u8; 32],
        /// Digest of what the server gets to know of a new password.
        auth: Option<[u8; 32]>,
    },
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
    /// The page asked for passkeys.
    Passkeys(RequestId),
    /// Those of a member were changed, and the page asked for it.
    PasskeysChanged(RequestId, [u8; 16]),
    /// Somebody proves once more who they are.
    Prove(RequestId, Proving),
    /// A passkey is to be made.
    Create(RequestId),
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
            | Self::OrderGiven(id, _)
            | Self::StoreEnded(id, _)
            | Self::Code(id, _)
            | Self::Ended(id, _)
            | Self::Passkeys(id)
            | Self::PasskeysChanged(id, _)
            | Self::Prove(id, _)
            | Self::Create(id)
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

    /// Asks for a change at the server whatever comes of it.
    #[cfg(test)]
    pub(crate) async fn ask_changed(&mut self, ask: Ask, out: Out<'_>) -> Result<(), Failure> {
        self.ask_door(ask, Then::Changed, out).await
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
            Talk::LogIn { .. } | Talk::Contain(_) | Talk::GoingOn(_) | Talk::Ordered => {
                return Ok(());
            }
            Talk::Ask { ask, then, again } => {
                let asked = ask.clone();
                (Talk::Ask { ask, then, again }, asked)
            }
            Talk::Second(id, ask) => {
                let asked = (*ask).clone();
                (Talk::Second(id, ask), asked)
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
            Talk::Arriving(arriving) => arriving.token(),
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
        let talk = match talk {
            Talk::Contain(tell) => {
                self.contained(tell, told.flatten(), out).await?;
                return self.speak(out).await;
            }
            Talk::GoingOn(waits) => {
                self.going_on(waits, told.flatten(), out).await?;
                return self.speak(out).await;
            }
            Talk::Ordered => return self.ordered(told.flatten(), out).await,
            talk => talk,
        };
        let asker = match &talk {
            Talk::Ask { then, .. } => then.asker(),
            Talk::Arriving(arriving) => Some(arriving.asker()),
            Talk::Second(id, _) => Some(*id),
            _ => None,
        };
        let contained = match &talk {
            Talk::Ask {
                then: Then::Froze { tell, .. },
                ..
            } => tell.clone(),
            _ => None,
        };
        let in_session = matches!(&talk, Talk::Ask { .. })
            && matches!(&told, Some(Some(told)) if *told != Told::Refused(Refused::Frozen));
        let wait = match &told {
            Some(Some(Told::Refused(Refused::TooMany(seconds)))) => i64::from(*seconds) * 1_000,
            _ => 0,
        };
        let done = match told {
            None => match talk {
                // What was kept of the knock before is gone on from by looking again, whether it was heard or not.
                Talk::Arriving(Arriving::Knocking(id, _, Some(kit))) => {
                    out.push(Errand::Tell(id, Box::new(Event::Kit(kit))));
                    Ok(())
                }
                _ => Err(no_line()),
            },
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
                // Refused in a session: what else waits is said all the same.
                None if in_session => {
                    let again = self.world.now().millis + wait;
                    if let Some(run) = &mut self.line.run {
                        run.standing = LineState::Shut(failure);
                        run.door_shut = Some(again);
                    }
                }
                None => self.not_in(failure, wait, out).await?,
            }
        }
        self.speak(out).await
    }

    /// No session could be begun: what waited for one is told so.
    async fn not_in(&mut self, failure: Failure, wait: i64, out: Out<'_>) -> Result<(), Failure> {
        let standing = if failure == no_line() {
            LineState::NoLine
        } else if failure == refused(&Refused::Frozen) {
            self.freeze_here().await?;
            LineState::Frozen
        } else if failure == touch_needed() {
            LineState::Touch
        } else {
            LineState::Shut(failure.clone())
        };
        self.cant_touch(&failure, out);
        let again = self.world.now().millis + wait;
        if let Some(run) = &mut self.line.run {
            run.standing = standing;
            run.door_shut = Some(again);
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
                Talk::Second(id, _) => Some((id, Event::Failed(failure.clone()))),
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
                self.log_in(nonce, by_signature, out).await
            }
            (Talk::LogIn { .. }, Told::Second { challenge, server }) => {
                self.asked_for_passkey(challenge, server, out)
            }
            (Talk::Second(id, _), told) => self.second_told(id, told, out).await,
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
                    .await?;
                self.need_not_touch(out);
                Ok(())
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
}
