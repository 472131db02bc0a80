//! Passkeys of accounts: added and removed in a session by whoever proves once more who they are, and asked for when somebody logs
//! in ([`second`]). What they are and answer is checked by `webauthn-rs`.

mod kept;
mod second;

pub(super) use kept::{end_others, first_factor_of};
pub(super) use second::Second;

use serde::Serialize;
use serde::de::DeserializeOwned;
use subtle::ConstantTimeEq as _;
use sync::door::{Challenge, Fresh, Passkeys, Proof, Purpose, Refused, Ticket, Told, to_sign};
use webauthn_rs::prelude::{CredentialID, PasskeyRegistration, RegisterPublicKeyCredential, Uuid};

use super::found::{Account, member_signed};
use super::{Door, Outcome, Session, limits};
use crate::Trouble;
use crate::database::Book;
use crate::tries::What;
use kept::Ceremony;

/// What an authenticator shows where a name would stand, unless the device puts the person's there: the server knows none.
const NOBODY: &str = "Chartroom";

impl Door {
    /// One's own, and how many others have.
    pub(super) async fn passkeys(
        &self,
        book: &mut Book,
        session: &Session,
    ) -> Result<Outcome, Trouble> {
        let (facility, member) = (session.facility, session.member);
        Ok(Ok(Told::Passkeys(Passkeys {
            offered: self.offer.of().is_ok(),
            own: kept::lines(book, facility, member).await?,
            others: if session.admits {
                kept::of_others(book, facility, member).await?
            } else {
                Vec::new()
            },
        })))
    }

    /// Begins to add one.
    pub(super) async fn add_passkey(
        &self,
        book: &mut Book,
        now: i64,
        session: &Session,
        fresh: &Fresh,
    ) -> Result<Outcome, Trouble> {
        let proved = self.proves_again(book, now, session, Purpose::Passkeys, fresh);
        if let Err(refused) = proved.await? {
            return Ok(Err(refused));
        }
        let Ok(webauthn) = self.offer.of() else {
            return Ok(Err(Refused::NoPasskeys));
        };
        let (facility, member) = (session.facility, session.member);
        let there = kept::of_member(book, facility, member).await?;
        if there.len() >= limits::PASSKEYS {
            return Ok(Err(Refused::TooMany(limits::LATER)));
        }
        let there: Vec<CredentialID> = there.iter().map(|of| of.cred_id().clone()).collect();
        let (options, state) = webauthn
            .start_passkey_registration(Uuid::from_bytes(member), NOBODY, NOBODY, Some(there))
            .map_err(|_| Trouble::Harmed("passkeys"))?;
        let begun = Ceremony {
            facility,
            member,
            device: session.device,
            comes: None,
            state: written("ceremonies", &state)?,
        };
        Ok(Ok(Told::Create(Challenge {
            ticket: begun.begin(book, now).await?,
            options: written("passkeys", &options.public_key)?,
        })))
    }

    /// An authenticator made one. It is known that it was shown on this device just now.
    pub(super) async fn keep_passkey(
        &self,
        book: &mut Book,
        now: i64,
        session: &Session,
        ticket: &Ticket,
        answer: &[u8],
    ) -> Result<Outcome, Trouble> {
        let (facility, member) = (session.facility, session.member);
        let Some(begun) = Ceremony::take(book, now, facility, ticket).await? else {
            return Ok(Err(Refused::Wrong));
        };
        let own = begun.comes.is_none() && (begun.member, begun.device) == (member, session.device);
        let (true, Ok(webauthn)) = (own, self.offer.of()) else {
            return Ok(Err(Refused::Wrong));
        };
        let state: PasskeyRegistration = read("ceremonies", &begun.state)?;
        let Ok(answer) = serde_json::from_slice::<RegisterPublicKeyCredential>(answer) else {
            return Ok(Err(Refused::Wrong));
        };
        let Ok(passkey) = webauthn.finish_passkey_registration(&answer, &state) else {
            return Ok(Err(Refused::Wrong));
        };
        let there = kept::lines(book, facility, member).await?.len();
        if there >= limits::PASSKEYS {
            return Ok(Err(Refused::TooMany(limits::LATER)));
        }
        if !kept::add(book, now, facility, member, &passkey).await? {
            return Ok(Err(Refused::Taken));
        }
        if there == 0 {
            // They began without one.
            kept::end_others(book, now, facility, member, Some(session)).await?;
        }
        let holds = now.saturating_add(self.session_holds());
        kept::touched(book, facility, session.device, member, holds).await?;
        Ok(Ok(Told::Done))
    }

    /// Removes one's own, or all of somebody's who has lost them. Somebody else may have found them: sessions that began by them
    /// end.
    pub(super) async fn remove_passkeys(
        &self,
        book: &mut Book,
        now: i64,
        session: &Session,
        (member, passkey): ([u8; 16], Option<[u8; 16]>),
        fresh: &Fresh,
    ) -> Result<Outcome, Trouble> {
        let own = member == session.member;
        if !own && (!session.admits || passkey.is_some()) {
            return Ok(Err(Refused::NotAllowed));
        }
        let proved = self.proves_again(book, now, session, Purpose::Passkeys, fresh);
        if let Err(refused) = proved.await? {
            return Ok(Err(refused));
        }
        let facility = session.facility;
        if kept::remove(book, facility, member, passkey).await? == 0 {
            return Ok(Err(Refused::Unknown));
        }
        kept::end_others(book, now, facility, member, own.then_some(session)).await?;
        Ok(Ok(Told::Done))
    }

    /// Removes all passkeys of a member whose laptop the server's keeper named. How many there were.
    pub(super) async fn forget_of(
        book: &mut Book,
        now: i64,
        facility: [u8; 16],
        member: [u8; 16],
    ) -> Result<u64, Trouble> {
        let removed = kept::remove(book, facility, member, None).await?;
        kept::end_others(book, now, facility, member, None).await?;
        Ok(removed)
    }

    /// Whether whoever is in a session proves once more who they are, for what they ask. Tried as seldom as logging in.
    pub(super) async fn proves_again(
        &self,
        book: &mut Book,
        now: i64,
        session: &Session,
        purpose: Purpose,
        fresh: &Fresh,
    ) -> Result<Result<(), Refused>, Trouble> {
        let (facility, member) = (session.facility, session.member);
        let whom = self.member(session);
        if let Err(seconds) = self.tries.take(What::Prove, whom, now) {
            return Ok(Err(Refused::TooMany(seconds)));
        }
        let unused = self.use_up(book, now, &fresh.nonce).await?;
        let account = Account::of(book, facility, member).await?;
        let account = account.ok_or(Trouble::Harmed("accounts"))?;
        let proved = match &fresh.proof {
            Proof::Password(given) => {
                let given = self.secrets.auth(facility, member, given);
                given.ct_eq(&account.auth).into()
            }
            Proof::Signature(signed) => {
                let digest = to_sign(purpose, facility, session.device, &fresh.nonce);
                member_signed(&account.signing, &digest, signed)
            }
        };
        if !(unused && proved) {
            return Ok(Err(Refused::Wrong));
        }
        self.tries.forgive(What::Prove, whom);
        Ok(Ok(()))
    }

    /// For how many milliseconds a session holds.
    pub(super) fn session_holds(&self) -> i64 {
        i64::try_from(self.session.as_millis()).unwrap_or(i64::MAX)
    }
}

/// What is kept as JSON.
fn read<T: DeserializeOwned>(table: &'static str, bytes: &[u8]) -> Result<T, Trouble> {
    serde_json::from_slice(bytes).map_err(|_| Trouble::Harmed(table))
}

fn written<T: Serialize>(table: &'static str, value: &T) -> Result<Vec<u8>, Trouble> {
    serde_json::to_vec(value).map_err(|_| Trouble::Harmed(table))
}
