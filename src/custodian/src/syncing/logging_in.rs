//! A session at the server: by what the password gives, or by the member's own signature; always with the device's.

use store::{Batch, Store};
use sync::Event as Happened;
use sync::door::{Ask, Nonce, Proof, Purpose, Signed, to_sign};

use super::laptop::Coming;
use super::talking::{Talk, Then};
use super::{Errand, Held, Out, SyncRow};
use crate::custodian::Custodian;
use crate::failure::Told as _;
use crate::protocol::{Failure, LineState};
use crate::surroundings::Surroundings;

impl<S: Store, W: Surroundings> Custodian<S, W> {
    pub(super) fn prelogin(&self) -> Result<Ask, Failure> {
        Ok(Ask::Prelogin {
            facility: self.founded()?.facility.0,
            name: self.session()?.envelope.name().0,
        })
    }

    pub(super) async fn log_in(
        &mut self,
        nonce: Nonce,
        by_signature: bool,
        out: Out<'_>,
    ) -> Result<(), Failure> {
        let ask = self.asks_in(nonce, by_signature).await?;
        self.put_to_door(Talk::LogIn { by_signature }, &ask, out);
        Ok(())
    }

    /// What asks for a session of whoever has unlocked, on this device.
    pub(super) async fn asks_in(
        &mut self,
        nonce: Nonce,
        by_signature: bool,
    ) -> Result<Ask, Failure> {
        let Coming {
            device,
            signed,
            here,
        } = self.comes_in(&nonce).await?;
        let session = self.session()?;
        let facility = session.keyring.facility().0;
        let proof = match &session.auth {
            Some(auth) if !by_signature => Proof::Password(**auth),
            _ => {
                let digest = to_sign(Purpose::Myself, facility, device.device, &nonce);
                Proof::Signature(Signed(session.member.prove(&digest).0.to_vec()))
            }
        };
        Ok(Ask::LogIn {
            facility,
            name: session.envelope.name().0,
            proof,
            device,
            nonce,
            signed,
            here,
        })
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
        self.thaw().await?;
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

pub(super) fn another_server() -> Failure {
    Failure::new(
        "This is not the server that the facility was set up on.",
        "It signs with another key: it was set up anew, or somebody stands between.",
        "the server",
        "Ask whoever keeps it. No record was sent; change your password if you do not trust it, for it was shown what your password gives for a server.",
    )
}
