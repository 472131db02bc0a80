//! Sessions: a token is shown, and looked up with everything that may have ended it since.

use std::time::Duration;

use sync::door::{NewDevice, Refused, Told};

use super::found::Account;
use super::{Door, Outcome, hashed, limits};
use crate::Trouble;
use crate::database::{Book, values};
use crate::secrets::random;

/// How long a device may be heard of without its being written down again, in milliseconds.
const SEEN: i64 = 60 * 1_000;

/// How long it may take to write it down: that is no reason to keep anybody waiting.
const SEEN_PATIENCE: Duration = Duration::from_secs(1);

/// A session that holds.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    pub(crate) token: [u8; 32],
    pub(crate) facility: [u8; 16],
    pub(crate) member: [u8; 16],
    pub(crate) device: [u8; 16],
    pub(crate) admits: bool,
    /// Until when, by the server's clock.
    pub(crate) expires: i64,
    /// When the device was last heard of.
    seen: i64,
}

/// What somebody shows.
#[derive(Debug, Clone)]
pub(crate) enum Shows {
    /// A session that holds.
    Session(Session),
    /// One of an account or device that was ended.
    Ended { facility: [u8; 16], wipe: bool },
    /// One of a device that is frozen.
    Frozen { facility: [u8; 16] },
    /// Nothing, or what is over.
    Nothing,
}

impl Door {
    pub(crate) async fn shows(
        &self,
        book: &mut Book,
        now: i64,
        token: Option<&[u8; 32]>,
    ) -> Result<Shows, Trouble> {
        let Some(token) = token.map(hashed) else {
            return Ok(Shows::Nothing);
        };
        let sql = "SELECT s.facility, s.member, s.device, s.expires, s.ended, \
            a.admits, a.ended, d.ended, d.wipe, d.frozen, d.seen \
            FROM sessions s \
            JOIN accounts a ON a.facility = s.facility AND a.member = s.member \
            JOIN devices d ON d.facility = s.facility AND d.device = s.device \
            WHERE s.token = $1";
        let Some(row) = book.row("sessions", sql, values![token]).await? else {
            return Ok(Shows::Nothing);
        };
        let facility = row.fixed(0)?;
        let expires = row.number(3)?;
        if row.maybe_number(6)?.is_some() || row.maybe_number(7)?.is_some() {
            let wipe = row.truth(8)?;
            return Ok(Shows::Ended { facility, wipe });
        }
        if row.maybe_number(9)?.is_some() {
            return Ok(Shows::Frozen { facility });
        }
        if row.maybe_number(4)?.is_some() || expires <= now {
            return Ok(Shows::Nothing);
        }
        Ok(Shows::Session(Session {
            token,
            facility,
            member: row.fixed(1)?,
            device: row.fixed(2)?,
            admits: row.truth(5)?,
            expires,
            seen: row.number(10)?,
        }))
    }

    /// Writes down that a device was heard of, at most once a minute. That it can't be is no reason to refuse it anything.
    pub(crate) async fn saw(&self, now: i64, session: &Session) {
        if now.saturating_sub(session.seen) < SEEN {
            return;
        }
        let written = async {
            let mut book = self.database.to_write().await?;
            let sql = "UPDATE devices SET seen = $3 WHERE facility = $1 AND device = $2";
            book.run(sql, values![session.facility, session.device, now])
                .await?;
            book.commit().await
        };
        let kind = match tokio::time::timeout(SEEN_PATIENCE, written).await {
            Ok(Ok(())) => return,
            Ok(Err(problem)) => problem.kind(),
            Err(_) => "slow".to_owned(),
        };
        tracing::warn!(kind, "when a device was heard of is not kept");
    }

    /// Begins one.
    pub(super) async fn begin(
        &self,
        book: &mut Book,
        now: i64,
        facility: [u8; 16],
        account: &Account,
        device: &NewDevice,
        ways_in: Vec<u8>,
    ) -> Result<Told, Trouble> {
        let given = (i64::MAX, ways_in);
        self.begin_until(book, now, facility, account, device, given)
            .await
    }

    /// Begins one that ends then at the latest.
    pub(super) async fn begin_until(
        &self,
        book: &mut Book,
        now: i64,
        facility: [u8; 16],
        account: &Account,
        device: &NewDevice,
        (holds, ways_in): (i64, Vec<u8>),
    ) -> Result<Told, Trouble> {
        let token: [u8; 32] = random()?;
        let expires = now.saturating_add(self.session_holds()).min(holds);
        let seconds = expires.saturating_sub(now) / 1_000;
        let member = account.member;
        let device = device.device;
        let sql = "DELETE FROM sessions WHERE token IN (SELECT token FROM sessions \
            WHERE facility = $1 AND device = $2 ORDER BY since DESC, token LIMIT 1000 OFFSET $3)";
        book.run(sql, values![facility, device, limits::SESSIONS - 1])
            .await?;
        let sql = "INSERT INTO sessions (token, facility, member, device, since, expires) \
            VALUES ($1, $2, $3, $4, $5, $6)";
        book.run(
            sql,
            values![hashed(&token), facility, member, device, now, expires],
        )
        .await?;
        let sql = "UPDATE devices SET seen = $3 WHERE facility = $1 AND device = $2";
        book.run(sql, values![facility, device, now]).await?;
        Ok(Told::In {
            token,
            seconds: u32::try_from(seconds).unwrap_or(u32::MAX),
            member,
            admits: account.admits,
            revision: account.revision,
            ways_in,
            server: self.secrets.key.public().0.0,
        })
    }

    pub(super) async fn log_out(
        &self,
        book: &mut Book,
        session: &Session,
    ) -> Result<Outcome, Trouble> {
        let sql = "DELETE FROM sessions WHERE token = $1 AND facility = $2";
        let ended = book
            .run(sql, values![session.token, session.facility])
            .await?;
        Ok(if ended == 0 {
            Err(Refused::Expired)
        } else {
            Ok(Told::Done)
        })
    }
}

/// Ends the sessions of a device. Who shows one of them is told why, as long as the reason is there.
pub(super) async fn end_of_device(
    book: &mut Book,
    now: i64,
    facility: [u8; 16],
    device: [u8; 16],
) -> Result<(), Trouble> {
    let sql =
        "UPDATE sessions SET ended = $3 WHERE facility = $1 AND device = $2 AND ended IS NULL";
    book.run(sql, values![facility, device, now]).await?;
    let sql = "DELETE FROM touches WHERE facility = $1 AND device = $2";
    book.run(sql, values![facility, device]).await?;
    Ok(())
}
