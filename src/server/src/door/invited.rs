//! Coming in by a code: setting up a facility, a member's further device, a newcomer.

use sync::ShelfId;
use sync::door::{Admits, Ask, Proof, Refused, Told};

use super::found::{self, Account, Device};
use super::{Door, Outcome, codes, laptops, limits};
use crate::Trouble;
use crate::database::{Book, values};
use crate::secrets::random;

impl Door {
    /// Sets up a facility. Its first member admits, whatever is said.
    pub(super) async fn found(
        &self,
        book: &mut Book,
        now: i64,
        ask: &Ask,
    ) -> Result<Outcome, Trouble> {
        let Ask::Found {
            code,
            facility,
            account,
            device,
            nonce,
            signed,
            here,
        } = ask
        else {
            return Ok(Err(Refused::Malformed));
        };
        let facility = *facility;
        let fresh = self.use_up(book, now, nonce).await?;
        let comes_in = Self::comes_in(facility, device, nonce, signed, here);
        let sets_up = codes::sets_up(book, now, &code.0).await?;
        if !(fresh && comes_in && sets_up) {
            return Ok(Err(Refused::Wrong));
        }
        let sql = "INSERT INTO houses (facility, epoch, since) VALUES ($1, 1, $2) \
            ON CONFLICT (facility) DO NOTHING";
        if book.run(sql, values![facility, now]).await? == 0 {
            return Ok(Err(Refused::Taken));
        }
        if !codes::use_up_setup(book, &code.0).await? {
            // Somebody else used it in this very moment.
            book.run("DELETE FROM houses WHERE facility = $1", values![facility])
                .await?;
            return Ok(Err(Refused::Wrong));
        }
        let shelf = ShelfId(random()?);
        let sql = "INSERT INTO shelves (facility, shelf, head, used, quota) \
            VALUES ($1, $2, 0, 0, $3) ON CONFLICT (facility) DO NOTHING";
        book.run(sql, values![facility, shelf.0, self.quota])
            .await?;
        let account = self.add_account(book, now, facility, account, true).await?;
        found::add_device(book, now, facility, account.member, device).await?;
        let told = self.begin(book, now, facility, &account, device, Vec::new());
        Ok(Ok(told.await?))
    }

    /// Lets in a member's further device.
    pub(super) async fn join(
        &self,
        book: &mut Book,
        now: i64,
        ask: &Ask,
    ) -> Result<Outcome, Trouble> {
        let Ask::Join {
            code,
            facility,
            name,
            auth,
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
        let proof = Proof::Password(*auth);
        let proved = self.proves(facility, account.as_ref(), &proof, device, nonce);
        let code = codes::shown(book, now, &code.0).await?;
        let (Some(account), Some(code), true) = (account, code, comes_in && fresh && proved) else {
            return Ok(Err(Refused::Wrong));
        };
        let member = account.member;
        if code.facility != facility || code.admits != (Admits::Device { member }) || account.ended
        {
            return Ok(Err(Refused::Wrong));
        }
        // The code stays good where the device can't be let in: another can be.
        match Device::of(book, facility, device.device).await? {
            Some(known) if !known.is(member, device) => return Ok(Err(Refused::Taken)),
            Some(known) if known.ended => return Ok(Err(Refused::Ended { wipe: known.wipe })),
            Some(known) if known.frozen => return Ok(Err(Refused::Frozen)),
            Some(_) => laptops::make_known(book, facility, device).await?,
            None => {
                if let Err(refused) = laptops::welcome(book, facility, device).await? {
                    return Ok(Err(refused));
                }
                if found::device_is_taken(book, facility, device.device).await? {
                    return Ok(Err(Refused::Taken));
                }
                if !found::may_have_another(book, facility, member).await? {
                    return Ok(Err(Refused::TooMany(limits::LATER)));
                }
                found::add_device(book, now, facility, member, device).await?;
            }
        }
        if !code.use_up(book).await? {
            return Err(Trouble::Harmed("codes"));
        }
        let sql = "SELECT ways_in FROM accounts WHERE facility = $1 AND member = $2";
        let row = book.row("accounts", sql, values![facility, member]).await?;
        let ways_in = row.ok_or(Trouble::Harmed("accounts"))?.bytes(0)?.to_vec();
        let told = self.begin(book, now, facility, &account, device, ways_in);
        Ok(Ok(told.await?))
    }

    /// Keeps who knocks until somebody lets them in or sends them away. A name or id that is taken is said to be: they were
    /// invited, and the code stays good.
    pub(super) async fn knock(
        &self,
        book: &mut Book,
        now: i64,
        ask: &Ask,
    ) -> Result<Outcome, Trouble> {
        let Ask::Knock {
            code,
            facility,
            account,
            device,
            vouched,
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
        let code = codes::shown(book, now, &code.0).await?;
        let Some(code) = code.filter(|code| {
            code.facility == facility && code.admits == Admits::Newcomer && comes_in && fresh
        }) else {
            return Ok(Err(Refused::Wrong));
        };
        if found::account_is_taken(book, facility, account, true).await?
            || found::device_is_taken(book, facility, device.device).await?
        {
            return Ok(Err(Refused::Taken));
        }
        if let Err(refused) = laptops::welcome(book, facility, device).await? {
            return Ok(Err(refused));
        }
        if !code.use_up(book).await? {
            return Err(Trouble::Harmed("codes"));
        }
        let auth = self.secrets.auth(facility, account.member, &account.auth);
        let sql = "INSERT INTO knocks (facility, member, code, name, recipe, auth, signing, \
            ways_in, device, store, public, laptop, vouched, at) \
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
        book.run(
            sql,
            values![
                facility,
                account.member,
                code.hash,
                account.name,
                &account.recipe[..],
                auth,
                account.signing,
                &account.ways_in[..],
                device.device,
                device.store,
                device.public,
                device.laptop,
                *vouched,
                now
            ],
        )
        .await?;
        Ok(Ok(Told::Done))
    }
}
