//! The exchange is carried: what it asks of the store is done here, what it asks of the line is handed out.

use store::Store;
use sync::door::Ask;
use sync::{Action, Answer, Event as Happened, Trouble};

use super::talking::{Errands, Talk, Then};
use super::{Errand, Heard, Held, Out, Run};
use crate::custodian::Custodian;
use crate::protocol::{Failure, LineState};
use crate::surroundings::Surroundings;

/// The longest that nothing is asked at the door after it did not answer: milliseconds.
const LONGEST: i64 = 3_600_000;

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// Something was heard from outside. Gives what is to be done next.
    pub async fn hear(&mut self, heard: Heard) -> Errands {
        let mut out = Vec::new();
        let now = self.world.now().millis;
        if matches!(heard, Heard::Hint | Heard::Rested { .. })
            && let Some(run) = &mut self.line.run
        {
            (run.hinted, run.freeze) = (true, true);
            // A clock that was put back does not shut the door for years.
            let long = run.door_shut.is_some_and(|until| until - now > LONGEST);
            if long || run.door_shut.is_some_and(|until| until <= now) {
                run.door_shut = None;
            }
        }
        let done = match heard {
            Heard::Exchanged { ticket, bytes } => self.exchanged(ticket, bytes, &mut out).await,
            Heard::AtDoor { number, bytes } => self.heard_at_door(number, bytes, &mut out).await,
            Heard::Rested { number } => {
                let rest = self.line.run.as_ref().and_then(|run| run.rest);
                if self.line.contain_rest == Some(number) {
                    self.line.contain_rest = None;
                }
                if rest == Some(number) {
                    self.happened_on_line(Happened::Rested, &mut out).await
                } else {
                    Ok(())
                }
            }
            Heard::Hint => self.happened_on_line(Happened::Hint, &mut out).await,
        };
        if let Err(failure) = done {
            self.harmed(failure);
        }
        if let Err(failure) = self.try_pulse(&mut out).await {
            self.harmed(failure);
        }
        self.tell_watchers(&mut out).await;
        out
    }

    /// What is to be done after the page was answered: somebody may have unlocked, locked, or written something.
    pub async fn pulse(&mut self) -> Errands {
        let mut out = Vec::new();
        if let Err(failure) = self.try_pulse(&mut out).await {
            self.harmed(failure);
        }
        self.tell_watchers(&mut out).await;
        out
    }

    async fn try_pulse(&mut self, out: Out<'_>) -> Result<(), Failure> {
        if self.session.is_none() {
            self.line.stop(out);
            return self.tell_of_containment(out).await;
        }
        let Some(row) = &self.line.row else {
            return Ok(());
        };
        if self.line.run.is_none() {
            let seed = vault::door::chance(&mut self.world.rng());
            let reads_trail = self
                .session
                .as_ref()
                .is_some_and(|session| session.audit_key.is_some());
            self.line.run = Some(Run::new(row, u64::from_be_bytes(seed), reads_trail));
            let taken = self.take_unknown().await;
            let Some(run) = &mut self.line.run else {
                return Ok(());
            };
            let first = run.exchange.begin();
            self.carry(first, out).await?;
            return taken;
        }
        let written = (self.line.number, self.trail_end());
        let Some(run) = &mut self.line.run else {
            return Ok(());
        };
        if run.heard_of != written {
            run.heard_of = written;
            self.happened_on_line(Happened::Written, out).await?;
        }
        // What is asked of itself at the door waits where that did not work a moment ago.
        if self
            .line
            .run
            .as_ref()
            .is_some_and(|run| run.token.is_some() && run.door_shut.is_none())
        {
            self.set_ways_in().await?;
            self.ask_what_is_due(out).await?;
        }
        self.speak(out).await
    }

    /// Something on this device stands in the way.
    fn harmed(&mut self, failure: Failure) {
        if let Some(run) = &mut self.line.run {
            run.standing = LineState::Harmed(failure);
        }
    }

    /// An answer of the exchange came, or there is no line.
    async fn exchanged(
        &mut self,
        ticket: u64,
        bytes: Option<Vec<u8>>,
        out: Out<'_>,
    ) -> Result<(), Failure> {
        let answer = bytes.as_deref().map(Answer::read);
        let event = match answer {
            Some(Ok(answer)) => {
                self.heard_of_server();
                if let Some(run) = &mut self.line.run {
                    let reached = run.exchange.progress().cursors.values().max();
                    let left = answer.head.saturating_sub(reached.copied().unwrap_or(0));
                    let to_come = Some(left).filter(|left| *left > 0);
                    run.standing = LineState::Busy { to_come };
                }
                let now = self.world.now().millis;
                let asked = self.line.run.as_ref().map_or(now, |run| run.asked_at);
                // A clock that was put back says nothing.
                let took = u64::try_from(now - asked).unwrap_or(1_000);
                Happened::Answered {
                    ticket,
                    answer,
                    took,
                }
            }
            Some(Err(_)) => Happened::Failed {
                ticket: Some(ticket),
                trouble: Trouble::Garbled,
            },
            None => {
                if let Some(run) = &mut self.line.run {
                    run.standing = LineState::NoLine;
                }
                Happened::Failed {
                    ticket: Some(ticket),
                    trouble: Trouble::Line,
                }
            }
        };
        self.happened_on_line(event, out).await
    }

    /// Tells the exchange, and does what it asks for.
    pub(super) async fn happened_on_line(
        &mut self,
        event: Happened,
        out: Out<'_>,
    ) -> Result<(), Failure> {
        let action = self
            .line
            .run
            .as_mut()
            .and_then(|run| run.exchange.tell(event));
        match action {
            Some(action) => self.carry(action, out).await,
            None => Ok(()),
        }
    }

    /// Does what the exchange asks for, until it awaits something from outside.
    async fn carry(&mut self, first: Action, out: Out<'_>) -> Result<(), Failure> {
        let mut next = Some(first);
        let mut trouble = Ok(());
        while let Some(action) = next.take() {
            let done = Box::pin(self.act(action, out)).await;
            let event = match done {
                Ok(Some(event)) => event,
                Ok(None) => return trouble,
                Err(failure) => {
                    trouble = Err(failure);
                    Happened::Failed {
                        ticket: None,
                        trouble: Trouble::Store,
                    }
                }
            };
            next = self
                .line
                .run
                .as_mut()
                .and_then(|run| run.exchange.tell(event));
        }
        trouble
    }

    /// A session is begun before what was asked for goes on.
    async fn log_in_first(&mut self, out: Out<'_>) -> Result<(), Failure> {
        let by_signature = false;
        self.say(Talk::Prelogin { by_signature }, out).await
    }

    /// Does one thing. Nothing where what comes of it is told later.
    async fn act(&mut self, action: Action, out: Out<'_>) -> Result<Option<Happened>, Failure> {
        Ok(Some(match action {
            Action::Look {
                stream,
                rows,
                bytes,
            } => Happened::Waiting(self.look_out(stream, rows, bytes).await?),
            Action::Piece {
                number,
                offset,
                most,
            } => Happened::Piece(self.piece_out(number, offset, most).await?),
            Action::Settle { kept, wedged } => {
                self.settle(kept, wedged).await?;
                Happened::Done
            }
            Action::Keep { items, progress } => {
                self.keep_coming(items, progress).await?;
                self.joined_where_ready(false, out).await?;
                Happened::Done
            }
            Action::Requeue(progress) => {
                self.requeue(progress).await?;
                Happened::Done
            }
            Action::Send { ticket, request } => {
                let bytes = request.to_bytes();
                let now = self.world.now().millis;
                let Some(run) = &mut self.line.run else {
                    return Ok(None);
                };
                run.asked_at = now;
                match run.token {
                    Some(token) => out.push(Errand::Exchange {
                        ticket,
                        token,
                        bytes,
                    }),
                    None => {
                        run.held = Some(Held::Request(ticket, bytes));
                        self.log_in_first(out).await?;
                    }
                }
                return Ok(None);
            }
            Action::LogIn => {
                if let Some(run) = &mut self.line.run {
                    run.token = None;
                    run.held = Some(Held::LogIn);
                }
                self.log_in_first(out).await?;
                return Ok(None);
            }
            Action::Rest(millis) => {
                // What stands in its way must not take the rest away, after which all is tried again.
                if let Err(failure) = self.try_deferred().await {
                    self.session_mut()?.found(failure);
                }
                if let Err(failure) = self.look_aside().await {
                    self.session_mut()?.found(failure);
                }
                self.joined_where_ready(true, out).await?;
                let number = self.line.next_errand();
                let Some(run) = &mut self.line.run else {
                    return Ok(None);
                };
                run.rest = Some(number);
                if let Some(full) = run.exchange.full() {
                    run.standing = LineState::Full(no_room(full));
                } else if run.exchange.is_even() {
                    run.standing = LineState::Even;
                }
                let even = run.exchange.is_even();
                let reached = run.exchange.progress().cursors.values().max().copied();
                let asked = even && run.token.is_some() && run.chains_at != reached;
                if asked {
                    run.chains_at = reached;
                }
                out.push(Errand::Rest { number, millis });
                if even {
                    self.hold_people()?;
                }
                if asked {
                    self.ask_door(Ask::Chains, Then::Chains, out).await?;
                }
                return Ok(None);
            }
            Action::End { wipe } => {
                self.put_out(wipe, out).await?;
                return Ok(None);
            }
        }))
    }
}

fn no_room(refusal: &sync::Refusal) -> Failure {
    Failure::new(
        "The server has no room left for the facility.",
        format!("{refusal}."),
        "the server",
        "Ask whoever keeps the server for more room. What waits is here, and is sent as soon as there is some.",
    )
}
