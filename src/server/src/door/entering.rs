//! Logging in. Who has no account goes the same way as who has: every statement is run, every hash and signature computed, and
//! only at the end it is seen whether all of it was right.

use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use sync::door::{Ask, NewDevice, Nonce, Proof, Purpose, Refused, Told, to_sign};

use super::found::{self, Account, Device, member_signed};
use super::laptops::{self, Laptop};
use super::passkeys::Second;
use super::{Door, Outcome, limits};
use crate::Trouble;
use crate::database::{Book, values};

/// Members whose recipes one that is made up is like.
const RECIPES: i64 = 500;

impl Door {
    /// How to log in under a name, whether anybody has it or not.
    pub(super) async fn prelogin(
        &self,
        book: &mut Book,
        now: i64,
        facility: [u8; 16],
        name: [u8; 32],
    ) -> Result<Told, Trouble> {
        let sql = "SELECT recipe FROM accounts WHERE facility = $1 AND name = $2 \
            ORDER BY CASE WHEN ended IS NULL THEN 0 ELSE 1 END, since DESC LIMIT 1";
        let known = book.row("accounts", sql, values![facility, name]).await?;
        let sql = "SELECT recipe FROM knocks WHERE facility = $1 AND name = $2 LIMIT 1";
        let knocks = book.row("knocks", sql, values![facility, name]).await?;
        let sql =
            "SELECT member, recipe FROM accounts WHERE facility = $1 ORDER BY member LIMIT $2";
        let all = book
            .rows("accounts", sql, values![facility, RECIPES])
            .await?;
        let recipes = all
            .iter()
            .map(|row| Ok((row.fixed(0)?, row.bytes(1)?.to_vec())))
            .collect::<Result<Vec<_>, Trouble>>()?;
        let made_up = self.secrets.made_up(facility, &name, &recipes);
        let recipe = match known.or(knocks) {
            Some(row) => row.bytes(0)?.to_vec(),
            None => made_up,
        };
        let nonce = self.secrets.nonce(now)?;
        Ok(Told::Prelogin { recipe, nonce })
    }

    pub(super) async fn log_in(
        &self,
        book: &mut Book,
        now: i64,
        ask: &Ask,
    ) -> Result<Outcome, Trouble> {
        let Ask::LogIn {
            facility,
            name,
            proof,
            device,
            nonce,
            signed,
            here,
        } = ask
        else {
            return Ok(Err(Refused::Malformed));
        };
        let facility = *facility;
        book.hold(facility).await?;
        let comes_in = Self::comes_in(facility, device, nonce, signed, here);
        let fresh = self.use_up(book, now, nonce).await?;
        let account = Account::named(book, facility, *name).await?;
        let waits = self
            .waits(book, facility, *name, proof, device, nonce)
            .await?;
        let proved = self.proves(facility, account.as_ref(), proof, device, nonce);
        let known = Device::of(book, facility, device.device).await?;
        let laptop = Laptop::of(book, facility, device.store).await?;
        let account = match account {
            Some(account) if proved && comes_in && fresh => account,
            _ if waits && comes_in && fresh => return Ok(Err(Refused::Waiting)),
            _ => return Ok(Err(Refused::Wrong)),
        };
        let known = match stands(&account, known.as_ref(), laptop.as_ref(), device) {
            Ok(known) => known,
            Err(refused) => return Ok(Err(refused)),
        };
        let member = account.member;
        let second = self.second_factor(book, now, facility, *name, member, device);
        match second.await? {
            Second::Nothing(holds) => {
                self.comes_to(book, now, facility, &account, device, known, holds)
                    .await
            }
            Second::Asked(told) => Ok(Ok(told)),
            Second::CantAsk => Ok(Err(Refused::NoPasskeys)),
        }
    }

    /// Begins a session of somebody who proved all that is asked of them, at a device that is let in. It ends then at the latest.
    #[allow(clippy::too_many_arguments, reason = "all of it was looked up already")]
    pub(super) async fn comes_to(
        &self,
        book: &mut Book,
        now: i64,
        facility: [u8; 16],
        account: &Account,
        device: &NewDevice,
        known: bool,
        holds: i64,
    ) -> Result<Outcome, Trouble> {
        if known {
            laptops::make_known(book, facility, device).await?;
        } else {
            if found::device_is_taken(book, facility, device.device).await? {
                return Ok(Err(Refused::Taken));
            }
            if !found::may_have_another(book, facility, account.member).await? {
                return Ok(Err(Refused::TooMany(limits::LATER)));
            }
            found::add_device(book, now, facility, account.member, device).await?;
        }
        let told = self.begin_until(book, now, facility, account, device, (holds, Vec::new()));
        Ok(Ok(told.await?))
    }

    /// Whether somebody is who an account says, or the stand-in for one that there is not.
    pub(super) fn proves(
        &self,
        facility: [u8; 16],
        account: Option<&Account>,
        proof: &Proof,
        device: &NewDevice,
        nonce: &Nonce,
    ) -> bool {
        let (member, auth, signing) = match account {
            Some(account) => (account.member, account.auth, account.signing),
            // What nobody gives, and a key that is none of a member's.
            None => {
                let nobody = Sha256::digest(nonce.0).into();
                ([0; 16], nobody, self.secrets.key.public().0.0)
            }
        };
        let proved = match proof {
            Proof::Password(given) => self
                .secrets
                .auth(facility, member, given)
                .ct_eq(&auth)
                .into(),
            Proof::Signature(signed) => {
                let digest = to_sign(Purpose::Myself, facility, device.device, nonce);
                member_signed(&signing, &digest, signed)
            }
        };
        proved && account.is_some()
    }

    /// Whether it is somebody who knocks, at the device they knocked with.
    async fn waits(
        &self,
        book: &mut Book,
        facility: [u8; 16],
        name: [u8; 32],
        proof: &Proof,
        device: &NewDevice,
        nonce: &Nonce,
    ) -> Result<bool, Trouble> {
        let sql = "SELECT member, auth, signing, device, public FROM knocks \
            WHERE facility = $1 AND name = $2 LIMIT 1";
        let row = book.row("knocks", sql, values![facility, name]).await?;
        let Some(row) = row else {
            self.proves(facility, None, proof, device, nonce);
            return Ok(false);
        };
        let knocks = Account {
            member: row.fixed(0)?,
            auth: row.fixed(1)?,
            signing: row.fixed(2)?,
            revision: 0,
            admits: false,
            ended: false,
        };
        let proved = self.proves(facility, Some(&knocks), proof, device, nonce);
        Ok(proved && row.fixed(3)? == device.device && row.fixed(4)? == device.public)
    }
}

/// Whether a device of an account is let in: whether it is known already, or comes in on a laptop that is.
pub(super) fn stands(
    account: &Account,
    known: Option<&Device>,
    laptop: Option<&Laptop>,
    device: &NewDevice,
) -> Result<bool, Refused> {
    if account.ended {
        // Only a device of their own is told to remove what it keeps.
        let own = known.filter(|known| known.is(account.member, device));
        let wipe = own.is_some_and(|own| own.wipe);
        return Err(Refused::Ended { wipe });
    }
    match known {
        Some(known) if !known.is(account.member, device) => Err(Refused::Taken),
        Some(known) if known.ended => Err(Refused::Ended { wipe: known.wipe }),
        Some(known) if known.frozen => Err(Refused::Frozen),
        Some(_) => Ok(true),
        None => {
            // Without a code only where others are known: the laptop's key proves that it is that one.
            let laptop = laptop.filter(|laptop| laptop.in_use);
            laptop.ok_or(Refused::Wrong)?.takes(device)?;
            Ok(false)
        }
    }
}
