//! The second factor: password or signature were right, and of an account with passkeys one has to answer before a session begins.
//!
//! A device on which one was shown need not show it again for as long as a session holds, counted from then: laptops lock
//! themselves many times in a shift. What begins meanwhile ends when that time is over.

use serde::{Deserialize, Serialize};
use sync::door::{Ask, Challenge, NewDevice, Refused, Told};
use webauthn_rs::prelude::{PasskeyAuthentication, PublicKeyCredential};

use super::super::found::{Account, Device};
use super::super::laptops::Laptop;
use super::super::{Door, Outcome, entering};
use super::kept::{self, Ceremony};
use super::{read, written};
use crate::Trouble;
use crate::database::Book;

/// Who logs in, until their passkey has answered.
#[derive(Debug, Serialize, Deserialize)]
struct Comes {
    device: NewDevice,
    name: [u8; 32],
}

/// What is asked beside the first factor.
#[derive(Debug)]
pub(in crate::door) enum Second {
    /// Nothing, for a session that ends then at the latest.
    Nothing(i64),
    /// A passkey is to answer.
    Asked(Told),
    /// It can't be asked for here.
    CantAsk,
}

impl Door {
    /// What is asked of an account's device beside the first factor, which was right.
    pub(in crate::door) async fn second_factor(
        &self,
        book: &mut Book,
        now: i64,
        facility: [u8; 16],
        name: [u8; 32],
        member: [u8; 16],
        device: &NewDevice,
    ) -> Result<Second, Trouble> {
        let passkeys = kept::of_member(book, facility, member).await?;
        if passkeys.is_empty() {
            return Ok(Second::Nothing(i64::MAX));
        }
        let holds = kept::touch_holds(book, now, facility, device.device, member).await?;
        if let Some(holds) = holds {
            return Ok(Second::Nothing(holds));
        }
        // Without it, the second factor is not left out.
        let Ok(webauthn) = self.offer.of() else {
            return Ok(Second::CantAsk);
        };
        let (options, state) = webauthn
            .start_passkey_authentication(&passkeys)
            .map_err(|_| Trouble::Harmed("passkeys"))?;
        let comes = Comes {
            device: *device,
            name,
        };
        let begun = Ceremony {
            facility,
            member,
            device: device.device,
            comes: Some(written("ceremonies", &comes)?),
            state: written("ceremonies", &state)?,
        };
        Ok(Second::Asked(Told::Second {
            challenge: Challenge {
                ticket: begun.begin(book, now).await?,
                options: written("passkeys", &options.public_key)?,
            },
            server: self.secrets.key.public().0.0,
        }))
    }

    /// An authenticator answered. Everything that a log-in holds is held again: five minutes may have passed.
    pub(in crate::door) async fn second(
        &self,
        book: &mut Book,
        now: i64,
        ask: &Ask,
    ) -> Result<Outcome, Trouble> {
        let Ask::Second {
            facility,
            name,
            ticket,
            answer,
        } = ask
        else {
            return Ok(Err(Refused::Malformed));
        };
        let wrong = Ok(Err(Refused::Wrong));
        let facility = *facility;
        book.hold(facility).await?;
        let Some(begun) = Ceremony::take(book, now, facility, ticket).await? else {
            return wrong;
        };
        let member = begun.member;
        let (Some(comes), Ok(webauthn)) = (&begun.comes, self.offer.of()) else {
            return wrong;
        };
        let comes: Comes = read("ceremonies", comes)?;
        if comes.name != *name {
            return wrong;
        }
        let state: PasskeyAuthentication = read("ceremonies", &begun.state)?;
        let Ok(answer) = serde_json::from_slice::<PublicKeyCredential>(answer) else {
            return wrong;
        };
        let Ok(result) = webauthn.finish_passkey_authentication(&answer, &state) else {
            return wrong;
        };
        if !kept::answered(book, now, facility, member, &result).await? {
            return wrong;
        }
        let device = comes.device;
        let Some(account) = Account::of(book, facility, member).await? else {
            return wrong;
        };
        let known = Device::of(book, facility, device.device).await?;
        let laptop = Laptop::of(book, facility, device.store).await?;
        let known = match entering::stands(&account, known.as_ref(), laptop.as_ref(), &device) {
            Ok(known) => known,
            Err(refused) => return Ok(Err(refused)),
        };
        let holds = now.saturating_add(self.session_holds());
        let outcome = self
            .comes_to(book, now, facility, &account, &device, known, holds)
            .await?;
        if outcome.is_ok() {
            kept::touched(book, facility, device.device, member, holds).await?;
        }
        Ok(outcome)
    }
}
