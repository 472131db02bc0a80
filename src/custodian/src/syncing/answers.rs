//! What the door answers, brought to what it was asked for.

use store::{Batch, Store};
use sync::door::{Ask, Refused, Told};

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
}
