//! A frozen laptop goes on where somebody who answers for breaches has said so at the server. Whoever works on it may be the
//! only one who opens it: with their password right, it asks the server whether it is let in again, before anything is opened.
//!
//! It asks by signatures alone, and opens nothing where the server says no, or where there is no line: then it opens for those
//! who answer for breaches, as without a server.

use core::fmt;

use line::RequestId;
use store::{Store, Table};
use sync::door::{Ask, Nonce, Proof, Purpose, Refused, Signed, Told, to_sign};
use vault::device::DeviceKey;
use vault::member::Unlocked;
use vault::{DeviceId, Envelope};

use super::laptop::Coming;
use super::talking::{Errands, Talk};
use super::{Errand, Out};
use crate::custodian::Custodian;
use crate::door::Entry;
use crate::failure::Told as _;
use crate::protocol::{Event, Failure};
use crate::rows;
use crate::surroundings::Surroundings;

/// Somebody whose password is right, at a laptop that is frozen.
pub(super) struct GoesOn {
    id: RequestId,
    unlocked: Unlocked,
    envelope: Envelope,
    entry: Entry,
    device: DeviceId,
    device_key: DeviceKey,
}

impl fmt::Debug for GoesOn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("GoesOn(..)")
    }
}

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// Whether somebody who unlocks asks the server first: errands then, else nothing.
    pub(super) async fn unlock_frozen(
        &mut self,
        id: RequestId,
        user_name: &str,
        password: &str,
    ) -> Option<Errands> {
        let asks = !self.frozen.is_empty() && self.session.is_none() && self.line.is_connected();
        if !asks || self.line.talk.is_some() {
            return None;
        }
        // What can't be read, and a wrong password, is told by the usual way.
        let (waits, ask) = self.goes_on(id, user_name, password).await.ok().flatten()?;
        let mut out = Vec::new();
        self.put_to_door(Talk::GoingOn(Box::new(waits)), &ask, &mut out);
        Some(out)
    }

    async fn goes_on(
        &mut self,
        id: RequestId,
        user_name: &str,
        password: &str,
    ) -> Result<Option<(GoesOn, Ask)>, Failure> {
        // The server has not heard yet that it is to be frozen: its word says nothing.
        let contain = self.store.read(Table::Meta, rows::CONTAIN).await.told()?;
        let Some((name, envelope)) = self.envelope(user_name).await? else {
            return Ok(None);
        };
        if contain.is_some() {
            return Ok(None);
        }
        let keys = self.world.derive(password, envelope.recipe()).await?.keys;
        let Ok(unlocked) = envelope.unlock(&keys.unlock) else {
            return Ok(None);
        };
        let key = rows::device_key(unlocked.member());
        let row = self.store.read(Table::Keys, &key).await.told()?;
        let Some((device, wrapped)) = row.as_deref().and_then(|row| row.split_first_chunk::<16>())
        else {
            return Ok(None);
        };
        let device = DeviceId(*device);
        let device_key = DeviceKey::unwrap(device, &unlocked, wrapped).told()?;
        let founded = self.founded()?;
        let ask = Ask::Prelogin {
            facility: founded.facility.0,
            name: name.0,
        };
        let waits = GoesOn {
            id,
            unlocked,
            envelope,
            entry: Entry::by_password(&keys),
            device,
            device_key,
        };
        Ok(Some((waits, ask)))
    }

    /// What the server said to somebody at a frozen laptop. Whatever it is, they are answered.
    pub(super) async fn going_on(
        &mut self,
        waits: Box<GoesOn>,
        told: Option<Told>,
        out: Out<'_>,
    ) -> Result<(), Failure> {
        let mut order = None;
        let released = match told {
            Some(Told::Prelogin { nonce, .. }) => {
                // Where that does not work, they come in as without a server.
                let ask = self.log_in_frozen(&waits, nonce).await;
                if let Ok(ask) = ask {
                    self.put_to_door(Talk::GoingOn(waits), &ask, out);
                    return Ok(());
                }
                false
            }
            // It was put out meanwhile, and is to be emptied: by an order, which the keyring is needed to check.
            Some(Told::Refused(Refused::Ended { wipe: true })) => {
                let ask = Ask::Order {
                    facility: self.founded()?.facility.0,
                    device: waits.device.0,
                };
                self.put_to_door(Talk::GoingOn(waits), &ask, out);
                return Ok(());
            }
            Some(Told::Order(given)) => {
                order = Some(given);
                false
            }
            // That a passkey is asked for is said only to a device that is not frozen.
            Some(Told::In { server, .. } | Told::Second { server, .. }) => {
                let row = self.line.row.as_ref();
                row.is_some_and(|row| row.server == server)
            }
            _ => false,
        };
        if let Some(order) = order
            && self.is_ordered_to(&waits.unlocked, &order).await?
        {
            self.remove_all(out).await?;
            let failure = super::refused(&Refused::Ended { wipe: true });
            out.push(Errand::Tell(waits.id, Box::new(Event::Failed(failure))));
            return Ok(());
        }
        let entry = match released {
            true => waits.entry.released(),
            false => waits.entry,
        };
        let opened = self.enter(waits.unlocked, waits.envelope, entry).await;
        let event = match opened {
            Ok(opened) => Event::Opened(Box::new(opened)),
            Err(failure) => Event::Failed(failure),
        };
        out.push(Errand::Tell(waits.id, Box::new(event)));
        Ok(())
    }

    async fn log_in_frozen(&mut self, waits: &GoesOn, nonce: Nonce) -> Result<Ask, Failure> {
        let laptop = self.laptop_key().await?;
        let founded = self.founded()?;
        let (facility, device) = (founded.facility, (waits.device, &waits.device_key));
        let coming = Coming::new(facility, device, (founded.store, &laptop), &nonce);
        let digest = to_sign(Purpose::Myself, facility.0, waits.device.0, &nonce);
        let proof = waits.unlocked.prove(&digest);
        Ok(Ask::LogIn {
            facility: facility.0,
            name: waits.envelope.name().0,
            proof: Proof::Signature(Signed(proof.0.to_vec())),
            device: coming.device,
            nonce,
            signed: coming.signed,
            here: coming.here,
        })
    }

    /// The server lets this device in: where it was frozen, it has been let go on.
    pub(super) async fn thaw(&mut self) -> Result<(), Failure> {
        let contain = self.store.read(Table::Meta, rows::CONTAIN).await.told()?;
        if self.frozen.is_empty() || contain.is_some() {
            return Ok(());
        }
        self.session_mut()?.released = true;
        self.let_go_on().await
    }
}
