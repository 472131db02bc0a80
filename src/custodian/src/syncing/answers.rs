//! What the door answers, brought to what it was asked for.

use store::{Batch, Store};
use sync::door::{Ask, Refused, Told};

use super::passkeys::not_taken;
use super::talking::Then;
use super::{Errand, Out, bundle, not_understood, refused};
use crate::custodian::Custodian;
use crate::protocol::{Event, Failure, SyncEvent};
use crate::surroundings::Surroundings;

impl<S: Store, W: Surroundings> Custodian<S, W> {
    pub(super) async fn then(
        &mut self,
        then: Then,
        told: Told,
        out: Out<'_>,
    ) -> Result<(), Failure> {
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
            // It would say so each time.
            (Then::Froze { device, tell: None }, Told::Refused(Refused::NotAllowed)) => {
                self.session_mut()?.found(not_frozen(device));
                self.froze(device, None, out).await
            }
            // They had no account there.
            (Then::Ended(id, people), Told::Done | Told::Refused(Refused::Unknown)) => {
                out.push(Errand::Tell(id, Box::new(Event::People(people))));
                Ok(())
            }
            (Then::Epoch(epoch), Told::Epoch(number)) => self.begin_as(epoch, number, out).await,
            (Then::PasskeysChanged(..) | Then::Create(_), Told::Refused(why)) => {
                Err(not_taken(&why))
            }
            (_, Told::Refused(why)) => Err(refused(&why)),
            (Then::Passkeys(id), Told::Passkeys(passkeys)) => {
                self.told_passkeys(id, &passkeys, out)
            }
            (Then::PasskeysChanged(id, member), Told::Done) => {
                self.passkeys_changed(id, member, out).await
            }
            (Then::Prove(id, proving), Told::Prelogin { nonce, .. }) => {
                self.proved(id, proving, nonce, out).await
            }
            (Then::Create(id), Told::Create(challenge)) => self.create(id, challenge, out),
            (Then::House(id), Told::House(house)) => {
                let view = self.house_view(&house)?;
                let event = Event::Sync(SyncEvent::House(view));
                out.push(Errand::Tell(id, Box::new(event)));
                Ok(())
            }
            (Then::OrderGiven(id, store), Told::Done) => {
                let ask = Ask::EndStore { store, wipe: true };
                self.ask_door(ask, Then::StoreEnded(id, store), out).await
            }
            (Then::StoreEnded(id, store), Told::Done) => {
                self.store_ended(store).await?;
                self.ask_door(Ask::House, Then::House(id), out).await
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
            (Then::NewPassword, Told::Prelogin { nonce, .. }) => {
                self.set_password(nonce, out).await
            }
            (
                Then::WaysInSet {
                    revision,
                    digest,
                    auth,
                },
                Told::Done,
            ) => {
                let me = self.session()?.user().0;
                let session = self.session_mut()?;
                // Unless it was changed again while this was on its way.
                let same = auth.is_some_and(|auth| {
                    let own = session.auth.as_ref();
                    own.is_some_and(|own| bundle::digest(&own[..]) == auth)
                });
                session.auth_unknown &= !same;
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
}

fn not_frozen(device: [u8; 16]) -> Failure {
    Failure::new(
        "A device that you froze is not frozen at the server.",
        "You may not freeze it there any more.",
        format!("device {}", sync::door::short_name(device)),
        "Tell your supervisor or privacy officer now: they freeze it on their own device.",
    )
}
