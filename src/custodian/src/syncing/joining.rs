//! Coming in at the server's door: a facility that is set up there, and a further device of an account.

use line::RequestId;
use records::EntryId;
use sha2::{Digest as _, Sha256};
use store::{Batch, Store, Table};
use sync::door::{Admits, Ask, NewAccount, Nonce, Refused, Shown, Told};
use vault::device::DeviceKey;
use vault::door::LaptopKey;
use vault::kdf::Recipe;
use vault::keyring::Grant;
use vault::kit::DoorCode;
use vault::member::NameHash;
use vault::{DeviceId, Envelope, FacilityId, Zeroizing};

use super::arriving::{Arriving, Entering, Newcomer};
use super::bundle::{self, WaysIn};
use super::laptop::{self, Coming};
use super::talking::Talk;
use super::{Errand, Out, not_understood, refused};
use crate::custodian::Custodian;
use crate::failure::{Tell as _, Told as _};
use crate::protocol::{Event, Failure, Joining, SyncEvent};
use crate::rows;
use crate::store_row::StoreRow;
use crate::surroundings::Surroundings;

/// Instead of the digest of one's ways in, where the server has some already: they are fetched.
const ALREADY: [u8; 32] = [0; 32];

fn shown(code: &str) -> Result<Shown, Failure> {
    Ok(Shown(DoorCode::parse(code).told()?.shown()))
}

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// Sets the facility up on the server.
    pub(super) async fn connect(
        &mut self,
        id: RequestId,
        code: &str,
        out: Out<'_>,
    ) -> Result<(), Failure> {
        self.demand(access::Action::Administer, access::RecordKind::KeyMaterial)?;
        if self.line.is_connected() {
            return Err(refused(&Refused::Taken));
        }
        if self.session()?.auth.is_none() {
            return Err(Failure::new(
                "Unlock with your password first.",
                "The server gets to know what your password gives for it, and you came in without one.",
                "password",
                "Lock, unlock with your password, and connect then.",
            ));
        }
        let shown = shown(code)?;
        self.say(Talk::Arriving(Arriving::FoundWith(id, shown)), out)
            .await
    }

    /// Joins with a device on which nothing is yet.
    pub(super) async fn join(
        &mut self,
        id: RequestId,
        joining: Joining,
        out: Out<'_>,
    ) -> Result<(), Failure> {
        if self.founded.is_some() {
            return Err(crate::founding::facility_already());
        }
        if self.unfinished {
            return Err(crate::keeping::unfinished_restore());
        }
        let shown = shown(&joining.code)?;
        let newcomer = Newcomer::new(joining.user_name, joining.password);
        let arriving = Arriving::JoinWith(id, shown, Box::new(newcomer));
        self.say(Talk::Arriving(arriving), out).await
    }

    /// What was told to somebody who comes in.
    pub(super) async fn arrive(
        &mut self,
        arriving: Arriving,
        told: Told,
        out: Out<'_>,
    ) -> Result<(), Failure> {
        match (arriving, told) {
            (Arriving::Founding(id, _, digest), Told::Refused(Refused::Taken))
                if digest != ALREADY =>
            {
                let ask = self.prelogin()?;
                let before = Arriving::FoundBefore(id, Box::new(ask.clone()));
                self.put_to_door(Talk::Arriving(before), &ask, out);
                Ok(())
            }
            (Arriving::FoundBefore(id, _), Told::Prelogin { nonce, .. }) => {
                // By what can't have changed since.
                let by_signature = true;
                let ask = self.asks_in(nonce, by_signature).await?;
                let before = Arriving::FoundBeforeIn(id, Box::new(ask.clone()));
                self.put_to_door(Talk::Arriving(before), &ask, out);
                Ok(())
            }
            (Arriving::FoundBeforeIn(id, _), Told::In { server, .. }) => {
                self.connected(server, (0, ALREADY)).await?;
                let done = Event::Sync(SyncEvent::Done);
                out.push(Errand::Tell(id, Box::new(done)));
                Ok(())
            }
            // It was another device that set it up.
            (Arriving::FoundBeforeIn(..), Told::Refused(Refused::Wrong)) => {
                Err(refused(&Refused::Taken))
            }
            (Arriving::Knocking(_, _, kit), Told::Refused(why)) => {
                if kit.is_some() || !matches!(why, Refused::TooMany(_)) {
                    self.forget_knock().await?;
                }
                Err(refused(&why))
            }
            (
                Arriving::KnockAgain(id, unheard, waiting),
                Told::Code {
                    admits: Some(Admits::Newcomer),
                    nonce,
                    ..
                },
            ) => {
                let ask = waiting.knock(unheard, nonce);
                let again = Arriving::Knocking(id, Box::new(ask.clone()), None);
                self.put_to_door(Talk::Arriving(again), &ask, out);
                Ok(())
            }
            // The code is used up: by the knock, or by somebody else.
            (Arriving::KnockAgain(id, _, waiting), Told::Refused(Refused::Wrong)) => {
                let looking = Arriving::Looking(id, waiting);
                let ask = looking.ask();
                self.put_to_door(Talk::Arriving(looking), &ask, out);
                Ok(())
            }
            (Arriving::LookingIn(..), Told::Refused(why)) => {
                match why {
                    Refused::Waiting => self.knock_was_heard().await?,
                    // Nobody waits there any more: they were sent away, or waited too long.
                    Refused::Wrong => self.forget_knock().await?,
                    _ => {}
                }
                Err(refused(&why))
            }
            (_, Told::Refused(why)) => Err(refused(&why)),
            (
                Arriving::FoundWith(id, shown),
                Told::Code {
                    facility, nonce, ..
                },
            ) => {
                let here = self.founded()?.facility.0;
                let (ask, digest) = match facility {
                    None => self.founding(shown, nonce).await?,
                    // It is there already, and this store came out of a backup, or was the first device of an account there.
                    Some(facility) if facility == here => {
                        let ask = self.rejoining(shown, nonce).await?;
                        // What the server has is fetched and held against what is here.
                        (ask, ALREADY)
                    }
                    Some(_) => return Err(refused(&Refused::Wrong)),
                };
                let asked = ask.clone();
                let founding = Arriving::Founding(id, Box::new(ask), digest);
                self.put_to_door(Talk::Arriving(founding), &asked, out);
                Ok(())
            }
            (
                Arriving::Founding(id, _, digest),
                Told::In {
                    revision, server, ..
                },
            ) => {
                // A revision that there is not has them fetched.
                let known = if digest == ALREADY { 0 } else { revision };
                self.connected(server, (known, digest)).await?;
                let done = Event::Sync(SyncEvent::Done);
                out.push(Errand::Tell(id, Box::new(done)));
                Ok(())
            }
            (
                Arriving::JoinWith(id, shown, newcomer),
                Told::Code {
                    facility: Some(facility),
                    admits: Some(Admits::Device { .. }),
                    ..
                },
            ) => {
                let facility = FacilityId(facility);
                let stretching = Arriving::Stretching(id, shown, newcomer, facility);
                let ask = stretching.ask();
                self.put_to_door(Talk::Arriving(stretching), &ask, out);
                Ok(())
            }
            (
                Arriving::KnockWith(id, code, newcomer),
                Told::Code {
                    facility: Some(facility),
                    admits: Some(Admits::Newcomer),
                    inviter,
                    nonce,
                },
            ) => {
                let facility = FacilityId(facility);
                let (ask, row, kit) = self
                    .knocking(&code, &newcomer, facility, &inviter, nonce)
                    .await?;
                // Before it is asked: the answer may be lost, and the keys are on this device only.
                self.keep_knock(row).await?;
                let asked = ask.clone();
                let knocking = Arriving::Knocking(id, Box::new(ask), Some(kit));
                self.put_to_door(Talk::Arriving(knocking), &asked, out);
                Ok(())
            }
            (Arriving::Knocking(id, _, kit), Told::Done) => {
                self.knock_was_heard().await?;
                let kit = kit.ok_or_else(|| refused(&Refused::Waiting))?;
                out.push(Errand::Tell(id, Box::new(Event::Kit(kit))));
                Ok(())
            }
            (Arriving::Looking(id, waiting), Told::Prelogin { nonce, .. }) => {
                let ask = waiting.log_in(nonce);
                let asked = ask.clone();
                let looking = Arriving::LookingIn(id, Box::new(ask), waiting);
                self.put_to_door(Talk::Arriving(looking), &asked, out);
                Ok(())
            }
            (Arriving::LookingIn(id, _, waiting), Told::In { token, server, .. }) => {
                let receiving = Arriving::Receiving(id, token, server, waiting);
                self.put_to_door(Talk::Arriving(receiving), &Ask::WaysIn, out);
                Ok(())
            }
            (Arriving::Receiving(id, _, server, waiting), Told::WaysIn { revision, ways_in }) => {
                let own = self.ways_of(&waiting, &ways_in)?;
                self.line.joining = Some(id);
                self.enter_joined(waiting.entering, &own, (revision, &ways_in), server)
                    .await
            }
            // A code for something else.
            (Arriving::JoinWith(..), Told::Code { .. }) => Err(refused(&Refused::Wrong)),
            (
                Arriving::Stretching(id, shown, newcomer, facility),
                Told::Prelogin { recipe, nonce },
            ) => {
                let entering = self
                    .entering(shown, &newcomer, facility, &recipe, nonce)
                    .await?;
                let (ask, entering) = entering;
                let asked = ask.clone();
                let entering = Arriving::Entering(id, Box::new(ask), Box::new(entering));
                self.put_to_door(Talk::Arriving(entering), &asked, out);
                Ok(())
            }
            (
                Arriving::Entering(id, _, entering),
                Told::In {
                    revision,
                    ways_in,
                    server,
                    ..
                },
            ) => {
                self.line.joining = Some(id);
                self.enter_joined(*entering, &ways_in, (revision, &ways_in), server)
                    .await
            }
            _ => Err(not_understood()),
        }
    }

    async fn founding(&mut self, code: Shown, nonce: Nonce) -> Result<(Ask, [u8; 32]), Failure> {
        let coming = self.comes_in(&nonce).await?;
        let session = self.session()?;
        let ways_in = self.ways_in_here(&session.envelope).await?;
        let ways_in = ways_in.ok_or_else(crate::door::no_grant)?;
        let auth = session.auth.as_ref().ok_or_else(not_understood)?;
        let digest = bundle::digest(&ways_in);
        let account = account_of(&session.envelope, **auth, ways_in, true);
        let ask = Ask::Found {
            code,
            facility: session.keyring.facility().0,
            account,
            device: coming.device,
            nonce,
            signed: coming.signed,
            here: coming.here,
        };
        Ok((ask, digest))
    }

    async fn rejoining(&mut self, code: Shown, nonce: Nonce) -> Result<Ask, Failure> {
        let coming = self.comes_in(&nonce).await?;
        let session = self.session()?;
        let auth = session.auth.as_ref().ok_or_else(not_understood)?;
        Ok(Ask::Join {
            code,
            facility: session.keyring.facility().0,
            name: session.envelope.name().0,
            auth: **auth,
            device: coming.device,
            nonce,
            signed: coming.signed,
            here: coming.here,
        })
    }

    async fn entering(
        &self,
        code: Shown,
        newcomer: &Newcomer,
        facility: FacilityId,
        recipe: &[u8],
        nonce: Nonce,
    ) -> Result<(Ask, Entering), Failure> {
        let recipe: Recipe = postcard::from_bytes(recipe).map_err(|_| not_understood())?;
        // The floor is held here: a server can't weaken it.
        let keys = self.world.derive(&newcomer.password, recipe).await?.keys;
        let mut rng = self.world.rng();
        let device_key = DeviceKey::make(&mut rng);
        let device = device_key.public().id();
        let store = DeviceId::make(&mut rng).0;
        let name = NameHash::of(facility, &newcomer.user_name);
        let laptop = LaptopKey::make(&mut rng);
        let coming = Coming::new(facility, (device, &device_key), (store, &laptop), &nonce);
        let ask = Ask::Join {
            code,
            facility: facility.0,
            name: name.0,
            auth: *keys.auth.bytes(),
            device: coming.device,
            nonce,
            signed: coming.signed,
            here: coming.here,
        };
        let entering = Entering {
            keys,
            store,
            laptop,
            device,
            device_key,
            name,
        };
        Ok((ask, entering))
    }

    /// The account's keys go into the store, and whoever joins has unlocked.
    async fn enter_joined(
        &mut self,
        entering: Entering,
        bytes: &[u8],
        (revision, there): (u64, &[u8]),
        server: [u8; 32],
    ) -> Result<(), Failure> {
        let ways_in = WaysIn::read(bytes).ok_or_else(not_understood)?;
        let envelope = Envelope::parse(&ways_in.envelope).told()?;
        if envelope.name() != entering.name {
            return Err(not_understood());
        }
        let unlocked = match envelope.unlock(&entering.keys.unlock) {
            Ok(unlocked) => unlocked,
            Err(error) => return Err(error.tell()),
        };
        let own = unlocked.public().signing;
        let grant = Grant::parse(&ways_in.grant).told()?;
        let keyring = grant.open(&unlocked, &own).told()?;
        let founded = StoreRow {
            store: entering.store,
            facility: keyring.facility(),
            audit: keyring.audit(),
            escrow: envelope.escrow(),
            escrow_grant: Sha256::digest(&ways_in.escrow_grant).into(),
            made: self.world.now().millis,
            before: Vec::new(),
            origin: Vec::new(),
        };
        let member = unlocked.member();
        let mut rng = self.world.rng();
        let wrapped = entering
            .device_key
            .wrap(entering.device, &unlocked, &mut rng)
            .told()?;
        let mut batch = Batch::new();
        batch.must_be_absent(Table::Meta, rows::STORE);
        batch.put(Table::Meta, rows::STORE, founded.to_bytes());
        laptop::put(&mut batch, &entering.laptop);
        let keys = [
            (rows::member_key(&entering.name), ways_in.envelope),
            (rows::grant_key(member), ways_in.grant),
            (rows::audit_grant_key(member), ways_in.audit_grant),
            (rows::ESCROW_GRANT.to_vec(), ways_in.escrow_grant),
            (
                rows::device_key(member),
                [&entering.device.0[..], &wrapped].concat(),
            ),
        ];
        for (key, value) in keys {
            if !value.is_empty() {
                batch.put(Table::Keys, key, value);
            }
        }
        let mut row = super::SyncRow::new(server, self.world.now().millis);
        row.ways_in
            .insert(member.0, (revision, bundle::digest(there)));
        batch.put(Table::Meta, rows::SYNC, row.to_bytes());
        batch.delete(Table::Meta, rows::KNOCKED);
        batch.delete(Table::Meta, rows::UNHEARD);
        self.take_over().await?;
        self.write_brought(batch).await?;
        self.look().await?;
        let auth = Some(Zeroizing::new(*entering.keys.auth.bytes()));
        self.enter(unlocked, envelope, crate::door::Entry::joined(auth))
            .await
            .map(|_| ())
    }

    /// Whoever joined is told so once it is known which facility it is, and what they are there: that stands near the end of a long
    /// record. Where nothing more comes for now, without it.
    pub(super) async fn joined_where_ready(
        &mut self,
        rests: bool,
        out: Out<'_>,
    ) -> Result<(), Failure> {
        let Some(id) = self.line.joining else {
            return Ok(());
        };
        let session = self.session()?;
        let known = rests || session.works_here(EntryId(session.user().0));
        if session.facility.name.is_empty() || !known {
            return Ok(());
        }
        self.line.joining = None;
        let opened = self.opened(Vec::new()).await?;
        out.push(Errand::Tell(id, Box::new(Event::Opened(Box::new(opened)))));
        Ok(())
    }
}

/// An account as the server is to know it.
pub(super) fn account_of(
    envelope: &Envelope,
    auth: [u8; 32],
    ways_in: Vec<u8>,
    admits: bool,
) -> NewAccount {
    NewAccount {
        member: envelope.member().0,
        name: envelope.name().0,
        recipe: postcard::to_stdvec(&envelope.recipe()).unwrap_or_default(),
        auth,
        signing: envelope.public().signing.0,
        ways_in,
        admits,
    }
}
