//! What a laptop keeps is removed by the signed order of somebody who may give it, and not on a server's word: otherwise whoever
//! holds the server could have every laptop of a facility emptied, with all that was not sent yet.

use std::collections::BTreeSet;

use access::Role;
use access::audit::Happened;
use line::RequestId;
use records::model::{Facility, LaptopOut};
use records::{EntryId, Kind, Log};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use store::Store;
use sync::door::{Ask, House, Told};
use vault::member::Unlocked;
use vault::{Keyring, MemberId, Signature};

use super::Out;
use super::talking::{Talk, Then};
use crate::custodian::Custodian;
use crate::entitled::Entitled;
use crate::protocol::Failure;
use crate::rows::{self, Header, Places};
use crate::surroundings::Surroundings;

/// An order to remove what a laptop keeps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Order {
    by: [u8; 16],
    /// Milliseconds since 1970, by their clock.
    at: i64,
    signed: Vec<u8>,
}

/// What is signed: SHA-256 over facility, store and time.
fn to_sign(facility: [u8; 16], store: [u8; 16], at: i64) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update(b"chartroom remove 1");
    hasher.update(facility);
    hasher.update(store);
    hasher.update(at.to_be_bytes());
    hasher.finalize().into()
}

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// Puts another laptop out. Where it is to remove what it keeps, the order for it is there first.
    pub(super) async fn end_store(
        &mut self,
        id: RequestId,
        store: [u8; 16],
        wipe: bool,
        out: Out<'_>,
    ) -> Result<(), Failure> {
        if !wipe {
            let ask = Ask::EndStore { store, wipe };
            return self.ask_door(ask, Then::StoreEnded(id, store), out).await;
        }
        let at = self.world.now().millis;
        let facility = self.founded()?.facility.0;
        let session = self.session()?;
        let signed = session.member.prove(&to_sign(facility, store, at));
        let order = Order {
            by: session.user().0,
            at,
            signed: signed.0.to_vec(),
        };
        let order = postcard::to_stdvec(&order).unwrap_or_default();
        let ask = Ask::GiveOrder { store, order };
        self.ask_door(ask, Then::OrderGiven(id, store), out).await
    }

    /// A laptop was put out at the server: the record keeps it, for a server may be put back to a day before.
    pub(super) async fn store_ended(&mut self, store: [u8; 16]) -> Result<(), Failure> {
        let (by, at) = (self.session()?.user(), self.civil_now());
        let known = &self.session()?.facility.laptops_out;
        if known.contains_key(&EntryId(store)) {
            return Ok(());
        }
        self.change_facility(Happened::KeyChanged, "", |facility| {
            let out = LaptopOut { by, at };
            facility.laptops_out.insert(EntryId(store), out);
        })
        .await
        .map(|_| ())
    }

    /// Laptops that the record has as put out and the server has in.
    pub(crate) fn laptops_to_end(&self, house: &House) -> Result<BTreeSet<[u8; 16]>, Failure> {
        let here = self.founded()?.store;
        let out = &self.session()?.facility.laptops_out;
        let live = house.devices.iter().filter(|line| line.ended.is_none());
        let stores = live.map(|line| line.store);
        Ok(stores
            .filter(|store| *store != here && out.contains_key(&EntryId(*store)))
            .collect())
    }

    /// The server says that what is here is to be removed: it is asked for the order.
    pub(super) fn ask_for_order(&mut self, out: Out<'_>) -> Result<(), Failure> {
        let ask = Ask::Order {
            facility: self.founded()?.facility.0,
            device: self.session()?.hand.device.0,
        };
        self.put_to_door(Talk::Ordered, &ask, out);
        Ok(())
    }

    /// The order came, or none.
    pub(super) async fn ordered(
        &mut self,
        told: Option<Told>,
        out: Out<'_>,
    ) -> Result<(), Failure> {
        match told {
            Some(Told::Order(order)) if self.is_ordered(&order)? => self.remove_all(out).await,
            // There is no line any more: it is told again at the next log-in.
            None => Ok(()),
            Some(_) => {
                self.session_mut()?.found(not_ordered());
                Ok(())
            }
        }
    }

    /// Whether somebody signed it who works here and lets in and puts out others, as far as is known here.
    fn is_ordered(&self, order: &[u8]) -> Result<bool, Failure> {
        let session = self.session()?;
        let may = |member| gives_orders(&session.facility, member);
        self.is_signed(order, &session.keyring, may)
    }

    /// As before, at a laptop that is frozen: nothing is opened but somebody's keyring and the facility's record, which says who may.
    pub(super) async fn is_ordered_to(
        &self,
        unlocked: &Unlocked,
        order: &[u8],
    ) -> Result<bool, Failure> {
        let (keyring, _) = self.keys_of(unlocked).await?;
        let facility = self.facility_by(&keyring).await?;
        self.is_signed(order, &keyring, |member| gives_orders(&facility, member))
    }

    /// The facility as it counts, read with a keyring alone, without anybody having come in.
    async fn facility_by(&self, keyring: &Keyring) -> Result<Facility, Failure> {
        let facility = keyring.facility();
        let places = Places { facility };
        let hash = keyring.record_hash(rows::kind_name(Kind::Facility), &facility.0);
        let mut log = Log::new(Kind::Facility);
        for row in self.operation_rows(hash).await? {
            let Some((header, sealed)) = Header::read(&row.bytes) else {
                continue;
            };
            let key = rows::epoch_of(places, hash, &header, sealed)
                .ok()
                .and_then(|epoch| Some((epoch, keyring.derived_case_key(hash, epoch).ok()?)));
            let opened = key.and_then(|(epoch, key)| {
                rows::open_operation(places, hash, &key, epoch, (&header, sealed)).ok()
            });
            if let Some(opened) = opened {
                log.insert(opened.recorded);
            }
        }
        Ok(Entitled::of(&log).facility)
    }

    fn is_signed(
        &self,
        order: &[u8],
        keyring: &Keyring,
        may: impl Fn([u8; 16]) -> bool,
    ) -> Result<bool, Failure> {
        let Ok(order) = postcard::from_bytes::<Order>(order) else {
            return Ok(false);
        };
        let founded = self.founded()?;
        let standing = keyring.members().get(&MemberId(order.by));
        let digest = to_sign(founded.facility.0, founded.store, order.at);
        let signed: Option<[u8; 64]> = order.signed.as_slice().try_into().ok();
        Ok(may(order.by)
            && standing.zip(signed).is_some_and(|(standing, signed)| {
                standing.left.is_none()
                    && standing.public.signing.proves(&digest, &Signature(signed))
            }))
    }
}

fn gives_orders(facility: &Facility, member: [u8; 16]) -> bool {
    let of = facility.members.get(&EntryId(member));
    of.is_some_and(|of| {
        of.until.is_none() && crate::founding::roles_of(&of.roles).has(Role::Supervisor)
    })
}

fn not_ordered() -> Failure {
    Failure::new(
        "The server says that this laptop is to be emptied, and nobody you know has ordered it.",
        "Only an order signed by a supervisor of your facility empties a laptop. Nothing was removed.",
        "the server",
        "Tell your supervisor and privacy officer. What was written here and not sent yet is still here.",
    )
}
