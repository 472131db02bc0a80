//! Codes: of each its hash, until when it is good, and what for.

use sync::door::{Admits, Ask, Refused, Told};

use super::found::{Account, admitted};
use super::{Door, Outcome, Session, hashed, limits};
use crate::Trouble;
use crate::database::{Book, values};

/// A code that is good.
#[derive(Debug)]
pub(super) struct Code {
    pub(super) hash: [u8; 32],
    pub(super) facility: [u8; 16],
    pub(super) admits: Admits,
    inviter: Vec<u8>,
}

/// A code of a facility, by what is shown of it.
pub(super) async fn shown(
    book: &mut Book,
    now: i64,
    shown: &[u8; 32],
) -> Result<Option<Code>, Trouble> {
    let hash = hashed(shown);
    let sql = "SELECT facility, admitted, inviter FROM codes WHERE hash = $1 AND expires > $2";
    let row = book.row("codes", sql, values![hash, now]).await?;
    row.map(|row| {
        let admits = match row.maybe_fixed(1)? {
            Some(member) => Admits::Device { member },
            None => Admits::Newcomer,
        };
        Ok(Code {
            hash,
            facility: row.fixed(0)?,
            admits,
            inviter: row.bytes(2)?.to_vec(),
        })
    })
    .transpose()
}

impl Code {
    /// Uses it up. Whether nobody else has meanwhile.
    pub(super) async fn use_up(&self, book: &mut Book) -> Result<bool, Trouble> {
        let sql = "DELETE FROM codes WHERE hash = $1";
        Ok(book.run(sql, values![self.hash]).await? == 1)
    }
}

/// Keeps a code that sets up a facility, by its hash.
pub(super) async fn keep_setup(
    book: &mut Book,
    hash: [u8; 32],
    expires: Option<i64>,
) -> Result<(), Trouble> {
    let sql = "INSERT INTO setup_codes (hash, expires) VALUES ($1, $2)";
    book.run(sql, values![hash, expires]).await?;
    Ok(())
}

/// Whether there is a facility.
pub(super) async fn has_facility(book: &mut Book) -> Result<bool, Trouble> {
    let row = book
        .row("houses", "SELECT facility FROM houses LIMIT 1", values![])
        .await?;
    Ok(row.is_some())
}

/// Whether a code that was shown sets up a facility.
pub(super) async fn sets_up(book: &mut Book, now: i64, shown: &[u8; 32]) -> Result<bool, Trouble> {
    let sql = "SELECT hash FROM setup_codes WHERE hash = $1 AND (expires > $2 \
        OR (expires IS NULL AND NOT EXISTS (SELECT 1 FROM houses)))";
    let row = book
        .row("setup_codes", sql, values![hashed(shown), now])
        .await?;
    Ok(row.is_some())
}

/// Uses a code up that sets up a facility, and with it all that held only as long as there was none.
pub(super) async fn use_up_setup(book: &mut Book, shown: &[u8; 32]) -> Result<bool, Trouble> {
    let used = book
        .run(
            "DELETE FROM setup_codes WHERE hash = $1",
            values![hashed(shown)],
        )
        .await?;
    book.run("DELETE FROM setup_codes WHERE expires IS NULL", values![])
        .await?;
    Ok(used == 1)
}

impl Door {
    /// What a code is good for.
    pub(super) async fn code(
        &self,
        book: &mut Book,
        now: i64,
        shown: &[u8; 32],
    ) -> Result<Outcome, Trouble> {
        let nonce = self.secrets.nonce(now)?;
        let code = self::shown(book, now, shown).await?;
        let sets_up = sets_up(book, now, shown).await?;
        Ok(match code {
            Some(code) => Ok(Told::Code {
                facility: Some(code.facility),
                admits: Some(code.admits),
                inviter: code.inviter,
                nonce,
            }),
            None if sets_up => Ok(Told::Code {
                facility: None,
                admits: None,
                inviter: Vec::new(),
                nonce,
            }),
            None => Err(Refused::Wrong),
        })
    }

    pub(super) async fn make_code(
        &self,
        book: &mut Book,
        now: i64,
        session: &Session,
        ask: &Ask,
    ) -> Result<Outcome, Trouble> {
        let Ask::MakeCode {
            hash,
            seconds,
            admits,
            inviter,
        } = ask
        else {
            return Ok(Err(Refused::Malformed));
        };
        let facility = session.facility;
        match admits {
            Admits::Device { member } if *member == session.member => {}
            _ if !session.admits => return Ok(Err(Refused::NotAllowed)),
            Admits::Device { member } => {
                let account = Account::of(book, facility, *member).await?;
                if account.is_none_or(|account| account.ended) {
                    return Ok(Err(Refused::Unknown));
                }
            }
            Admits::Newcomer => {}
        }
        let sql = "SELECT COUNT(*), COUNT(CASE WHEN member = $3 THEN 1 END) FROM codes \
            WHERE facility = $1 AND expires > $2";
        let good = book.row("codes", sql, values![facility, now, session.member]);
        let good = good.await?.ok_or(Trouble::Harmed("codes"))?;
        let own = match session.admits {
            true => limits::CODES_OF_WHO_ADMITS,
            false => limits::CODES_OF_A_MEMBER,
        };
        if good.count(0)? >= limits::CODES || good.count(1)? >= own {
            return Ok(Err(Refused::TooMany(limits::LATER)));
        }
        let sql = "INSERT INTO codes (hash, facility, admitted, inviter, member, device, expires) \
            VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (hash) DO NOTHING";
        let expires = now.saturating_add(i64::from(*seconds) * 1_000);
        let made = book
            .run(
                sql,
                values![
                    *hash,
                    facility,
                    admitted(*admits),
                    &inviter[..],
                    session.member,
                    session.device,
                    expires
                ],
            )
            .await?;
        Ok(if made == 1 {
            Ok(Told::Done)
        } else {
            Err(Refused::Taken)
        })
    }
}

/// Forgets the codes that a device made: whoever has it may have noted them.
pub(super) async fn forget_of_device(
    book: &mut Book,
    facility: [u8; 16],
    device: [u8; 16],
) -> Result<(), Trouble> {
    let sql = "DELETE FROM codes WHERE facility = $1 AND device = $2";
    book.run(sql, values![facility, device]).await?;
    Ok(())
}

/// Forgets the codes that a member made, and those for their devices.
pub(super) async fn forget_of_member(
    book: &mut Book,
    facility: [u8; 16],
    member: [u8; 16],
) -> Result<(), Trouble> {
    let sql = "DELETE FROM codes WHERE facility = $1 AND (member = $2 OR admitted = $2)";
    book.run(sql, values![facility, member]).await?;
    Ok(())
}

/// Forgets the codes that a member made for others, who may let in others no more.
pub(super) async fn forget_for_others(
    book: &mut Book,
    facility: [u8; 16],
    member: [u8; 16],
) -> Result<(), Trouble> {
    let sql = "DELETE FROM codes WHERE facility = $1 AND member = $2 \
        AND (admitted IS NULL OR admitted <> $2)";
    book.run(sql, values![facility, member]).await?;
    Ok(())
}

/// Forgets the codes for a member's further devices: whoever knew the password before, or had a session before a passkey was
/// asked for, may have made them.
pub(super) async fn forget_for_devices(
    book: &mut Book,
    facility: [u8; 16],
    member: [u8; 16],
) -> Result<(), Trouble> {
    let sql = "DELETE FROM codes WHERE facility = $1 AND admitted = $2";
    book.run(sql, values![facility, member]).await?;
    Ok(())
}
