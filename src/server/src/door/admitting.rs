//! What only those may do who let in others: accounts, newcomers, and putting out.
//!
//! Nobody puts themself out ([`Refused::NotAllowed`]): somebody else who admits does it. Nor is a laptop ended when no device of
//! somebody who admits would be left ([`Refused::Last`]): nobody could come in any more.

use sync::door::{Ask, NewAccount, NewDevice, Refused, Told};

use super::found::{self, Account, Device};
use super::{Door, Outcome, Session, codes, freezing, laptops, limits, orders};
use crate::Trouble;
use crate::database::{Book, values};

impl Door {
    pub(super) async fn with_right(
        &self,
        book: &mut Book,
        now: i64,
        session: &Session,
        ask: &Ask,
    ) -> Result<Outcome, Trouble> {
        let facility = session.facility;
        match ask {
            Ask::AddAccount(account) => {
                if found::account_is_taken(book, facility, account, true).await? {
                    return Ok(Err(Refused::Taken));
                }
                if !found::has_room(book, facility, true).await? {
                    return Ok(Err(Refused::TooMany(limits::LATER)));
                }
                self.add_account(book, now, facility, account, account.admits)
                    .await?;
                Ok(Ok(Told::Done))
            }
            Ask::LetIn {
                member,
                admits,
                ways_in,
            } => {
                self.let_in(book, now, facility, *member, *admits, ways_in)
                    .await
            }
            Ask::SendAway { member } => {
                let sql = "DELETE FROM knocks WHERE facility = $1 AND member = $2";
                let sent = book.run(sql, values![facility, *member]).await?;
                Ok(if sent == 0 {
                    Err(Refused::Unknown)
                } else {
                    Ok(Told::Done)
                })
            }
            Ask::SetAdmits { member, admits } => set_admits(book, facility, *member, *admits).await,
            Ask::EndMember { member, .. } if *member == session.member => {
                Ok(Err(Refused::NotAllowed))
            }
            Ask::EndMember { member, wipe } => {
                end_member(book, now, facility, *member, *wipe).await
            }
            Ask::GiveOrder { store, order } => orders::give(book, facility, *store, order).await,
            Ask::EndStore { store, wipe } => end_store(book, now, facility, *store, *wipe).await,
            Ask::SetFrozen { device, frozen } => {
                freezing::set_frozen(book, now, facility, *device, *frozen).await
            }
            _ => Ok(Err(Refused::Malformed)),
        }
    }

    async fn let_in(
        &self,
        book: &mut Book,
        now: i64,
        facility: [u8; 16],
        member: [u8; 16],
        admits: bool,
        ways_in: &[u8],
    ) -> Result<Outcome, Trouble> {
        let sql = "SELECT name, recipe, auth, signing, device, store, public, laptop FROM knocks \
            WHERE facility = $1 AND member = $2";
        let Some(row) = book.row("knocks", sql, values![facility, member]).await? else {
            return Ok(Err(Refused::Unknown));
        };
        let account = NewAccount {
            member,
            name: row.fixed(0)?,
            recipe: row.bytes(1)?.to_vec(),
            // What is kept of it is taken over below.
            auth: [0; 32],
            signing: row.fixed(3)?,
            ways_in: ways_in.to_vec(),
            admits,
        };
        let device = NewDevice {
            device: row.fixed(4)?,
            store: row.fixed(5)?,
            public: row.fixed(6)?,
            laptop: row.maybe_fixed(7)?.unwrap_or_default(),
        };
        if found::account_is_taken(book, facility, &account, false).await?
            || Device::of(book, facility, device.device).await?.is_some()
        {
            return Ok(Err(Refused::Taken));
        }
        match laptops::welcome(book, facility, &device).await? {
            Ok(()) => {}
            Err(Refused::Frozen) => return Ok(Err(Refused::Frozen)),
            // That it was put out is no word to whoever admits, whose own device is not.
            Err(_) => return Ok(Err(Refused::Taken)),
        }
        if !found::has_room(book, facility, true).await?
            || !found::has_room(book, facility, false).await?
        {
            return Ok(Err(Refused::TooMany(limits::LATER)));
        }
        self.add_account(book, now, facility, &account, admits)
            .await?;
        let sql = "UPDATE accounts SET auth = $3 WHERE facility = $1 AND member = $2";
        book.run(sql, values![facility, member, row.fixed::<32>(2)?])
            .await?;
        found::add_device(book, now, facility, member, &device).await?;
        let sql = "DELETE FROM knocks WHERE facility = $1 AND member = $2";
        book.run(sql, values![facility, member]).await?;
        Ok(Ok(Told::Done))
    }
}

async fn set_admits(
    book: &mut Book,
    facility: [u8; 16],
    member: [u8; 16],
    admits: bool,
) -> Result<Outcome, Trouble> {
    let account = Account::of(book, facility, member).await?;
    if account.is_none_or(|account| account.ended) {
        return Ok(Err(Refused::Unknown));
    }
    if !admits {
        let sql = "SELECT member FROM accounts \
            WHERE facility = $1 AND member <> $2 AND admits = 1 AND ended IS NULL LIMIT 1";
        let other = book.row("accounts", sql, values![facility, member]).await?;
        if other.is_none() {
            return Ok(Err(Refused::Last));
        }
        codes::forget_for_others(book, facility, member).await?;
    }
    let sql = "UPDATE accounts SET admits = $3 WHERE facility = $1 AND member = $2";
    book.run(sql, values![facility, member, admits]).await?;
    Ok(Ok(Told::Done))
}

/// Whoever ends them admits and is another: somebody who admits remains. Ended again, they can be told to remove what they keep.
async fn end_member(
    book: &mut Book,
    now: i64,
    facility: [u8; 16],
    member: [u8; 16],
    wipe: bool,
) -> Result<Outcome, Trouble> {
    let sql = "UPDATE accounts SET ended = COALESCE(ended, $3) \
        WHERE facility = $1 AND member = $2";
    if book.run(sql, values![facility, member, now]).await? == 0 {
        return Ok(Err(Refused::Unknown));
    }
    let sql = "UPDATE devices SET ended = COALESCE(ended, $3), \
        wipe = CASE WHEN $4 = 1 THEN 1 ELSE wipe END WHERE facility = $1 AND member = $2";
    book.run(sql, values![facility, member, now, wipe]).await?;
    codes::forget_of_member(book, facility, member).await?;
    Ok(Ok(Told::Done))
}

async fn end_store(
    book: &mut Book,
    now: i64,
    facility: [u8; 16],
    store: [u8; 16],
    wipe: bool,
) -> Result<Outcome, Trouble> {
    let sql = "SELECT device FROM devices WHERE facility = $1 AND store = $2";
    let devices = book.rows("devices", sql, values![facility, store]).await?;
    if devices.is_empty() {
        return Ok(Err(Refused::Unknown));
    }
    let sql = "SELECT d.device FROM devices d \
        JOIN accounts a ON a.facility = d.facility AND a.member = d.member \
        WHERE d.facility = $1 AND d.store <> $2 AND d.ended IS NULL \
        AND a.admits = 1 AND a.ended IS NULL LIMIT 1";
    let other = book.row("devices", sql, values![facility, store]).await?;
    if other.is_none() {
        return Ok(Err(Refused::Last));
    }
    let sql = "UPDATE devices SET ended = COALESCE(ended, $3), \
        wipe = CASE WHEN $4 = 1 THEN 1 ELSE wipe END WHERE facility = $1 AND store = $2";
    book.run(sql, values![facility, store, now, wipe]).await?;
    laptops::end(book, now, facility, store, wipe).await?;
    for row in &devices {
        codes::forget_of_device(book, facility, row.fixed(0)?).await?;
    }
    Ok(Ok(Told::Done))
}
