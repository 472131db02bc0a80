//! Passkeys as they stand in the database, what was begun with an authenticator, and on which devices one was shown.

use sha2::{Digest as _, Sha256};
use sync::door::{PasskeyLine, Ticket};
use webauthn_rs::prelude::{AuthenticationResult, CredentialID, Passkey};

use super::super::{Session, codes, hashed, limits};
use super::{read, written};
use crate::Trouble;
use crate::database::{Book, values};
use crate::passkeys::CEREMONY;
use crate::secrets::random;

/// What a passkey is called here.
pub(super) fn called(credential: &CredentialID) -> [u8; 16] {
    let digest = Sha256::digest(credential);
    digest.first_chunk().copied().unwrap_or_default()
}

/// Those of a member, each with what it is called.
pub(super) async fn of_member(
    book: &mut Book,
    facility: [u8; 16],
    member: [u8; 16],
) -> Result<Vec<Passkey>, Trouble> {
    let sql = "SELECT credential FROM passkeys WHERE facility = $1 AND member = $2 \
        ORDER BY since, passkey";
    let rows = book
        .rows("passkeys", sql, values![facility, member])
        .await?;
    let passkeys = rows.iter().map(|row| read("passkeys", row.bytes(0)?));
    passkeys.collect()
}

/// As they are told to whoever has them.
pub(super) async fn lines(
    book: &mut Book,
    facility: [u8; 16],
    member: [u8; 16],
) -> Result<Vec<PasskeyLine>, Trouble> {
    let sql = "SELECT passkey, since, used FROM passkeys WHERE facility = $1 AND member = $2 \
        ORDER BY since, passkey";
    let rows = book
        .rows("passkeys", sql, values![facility, member])
        .await?;
    let lines = rows.iter().map(|row| {
        Ok(PasskeyLine {
            passkey: row.fixed(0)?,
            since: row.number(1)?,
            used: row.maybe_number(2)?,
        })
    });
    lines.collect()
}

/// How many each other member has who has any.
pub(super) async fn of_others(
    book: &mut Book,
    facility: [u8; 16],
    member: [u8; 16],
) -> Result<Vec<([u8; 16], u32)>, Trouble> {
    let sql = "SELECT member, COUNT(*) FROM passkeys WHERE facility = $1 AND member <> $2 \
        GROUP BY member ORDER BY member";
    let rows = book
        .rows("passkeys", sql, values![facility, member])
        .await?;
    let others = rows.iter().map(|row| {
        let count = u32::try_from(row.count(1)?).unwrap_or(u32::MAX);
        Ok((row.fixed(0)?, count))
    });
    others.collect()
}

/// Keeps a new one. Whether it is not there already.
pub(super) async fn add(
    book: &mut Book,
    now: i64,
    facility: [u8; 16],
    member: [u8; 16],
    passkey: &Passkey,
) -> Result<bool, Trouble> {
    let sql = "INSERT INTO passkeys (facility, passkey, member, credential, counter, since) \
        VALUES ($1, $2, $3, $4, 0, $5) ON CONFLICT (facility, passkey) DO NOTHING";
    let credential = written("passkeys", passkey)?;
    let name = called(passkey.cred_id());
    let values = values![facility, name, member, &credential[..], now];
    Ok(book.run(sql, values).await? == 1)
}

/// Removes one, or all of a member's. How many there were.
pub(super) async fn remove(
    book: &mut Book,
    facility: [u8; 16],
    member: [u8; 16],
    passkey: Option<[u8; 16]>,
) -> Result<u64, Trouble> {
    let sql = "DELETE FROM passkeys WHERE facility = $1 AND member = $2 \
        AND (passkey = $3 OR $4 = 1)";
    let which = passkey.unwrap_or_default();
    let values = values![facility, member, which, passkey.is_none()];
    book.run(sql, values).await
}

/// An authenticator answered by one of a member's. Whether it may: it has to be there still, and its counter to have gone on since
/// anybody last answered by it. Two servers or two tabs may have begun at the same count.
pub(super) async fn answered(
    book: &mut Book,
    now: i64,
    facility: [u8; 16],
    member: [u8; 16],
    result: &AuthenticationResult,
) -> Result<bool, Trouble> {
    let sql = "SELECT credential, counter FROM passkeys \
        WHERE facility = $1 AND member = $2 AND passkey = $3";
    let name = called(result.cred_id());
    let row = book
        .row("passkeys", sql, values![facility, member, name])
        .await?;
    let Some(row) = row else {
        return Ok(false);
    };
    let (mut passkey, counter): (Passkey, _) = (read("passkeys", row.bytes(0)?)?, row.number(1)?);
    let said = i64::from(result.counter());
    // Many never count: those say nothing.
    if (said > 0 || counter > 0) && said <= counter {
        tracing::warn!("a passkey's counter went back: it may have been copied");
        return Ok(false);
    }
    passkey.update_credential(result);
    let credential = written("passkeys", &passkey)?;
    let sql = "UPDATE passkeys SET credential = $3, counter = $4, used = $5 \
        WHERE facility = $1 AND passkey = $2";
    let values = values![facility, name, &credential[..], said, now];
    book.run(sql, values).await?;
    Ok(true)
}

/// What was begun with an authenticator.
#[derive(Debug)]
pub(super) struct Ceremony {
    pub(super) facility: [u8; 16],
    pub(super) member: [u8; 16],
    pub(super) device: [u8; 16],
    /// Of who logs in; nothing where a passkey is added.
    pub(super) comes: Option<Vec<u8>>,
    pub(super) state: Vec<u8>,
}

impl Ceremony {
    /// Keeps it, and gives its ticket. Of an account the oldest make room.
    pub(super) async fn begin(&self, book: &mut Book, now: i64) -> Result<Ticket, Trouble> {
        let ticket: [u8; 32] = random()?;
        let holds = i64::try_from(CEREMONY.as_millis()).unwrap_or(i64::MAX);
        let sql = "DELETE FROM ceremonies WHERE ticket IN (SELECT ticket FROM ceremonies \
            WHERE facility = $1 AND member = $2 ORDER BY expires DESC, ticket LIMIT 1000 OFFSET $3)";
        let most = limits::CEREMONIES - 1;
        book.run(sql, values![self.facility, self.member, most])
            .await?;
        let sql = "INSERT INTO ceremonies (ticket, facility, member, device, comes, state, expires) \
            VALUES ($1, $2, $3, $4, $5, $6, $7)";
        book.run(
            sql,
            values![
                hashed(&ticket),
                self.facility,
                self.member,
                self.device,
                self.comes.as_deref(),
                &self.state[..],
                now.saturating_add(holds)
            ],
        )
        .await?;
        Ok(Ticket(ticket))
    }

    /// Takes it: whatever comes of it, it is over. Nobody else does so at the same time, for the facility's house is held.
    pub(super) async fn take(
        book: &mut Book,
        now: i64,
        facility: [u8; 16],
        ticket: &Ticket,
    ) -> Result<Option<Self>, Trouble> {
        let ticket = hashed(&ticket.0);
        let sql = "SELECT member, device, comes, state FROM ceremonies \
            WHERE ticket = $1 AND facility = $2 AND expires > $3";
        let row = book
            .row("ceremonies", sql, values![ticket, facility, now])
            .await?;
        let sql = "DELETE FROM ceremonies WHERE ticket = $1 AND facility = $2";
        book.run(sql, values![ticket, facility]).await?;
        row.map(|row| {
            Ok(Self {
                facility,
                member: row.fixed(0)?,
                device: row.fixed(1)?,
                comes: row.maybe_bytes(2)?.map(<[u8]>::to_vec),
                state: row.bytes(3)?.to_vec(),
            })
        })
        .transpose()
    }
}

/// A passkey was shown on a device: it need not be again until then.
pub(super) async fn touched(
    book: &mut Book,
    facility: [u8; 16],
    device: [u8; 16],
    member: [u8; 16],
    holds: i64,
) -> Result<(), Trouble> {
    let sql = "INSERT INTO touches (facility, device, member, holds) VALUES ($1, $2, $3, $4) \
        ON CONFLICT (facility, device) DO UPDATE SET member = $3, holds = $4";
    book.run(sql, values![facility, device, member, holds])
        .await?;
    Ok(())
}

/// Until when a member need not show a passkey on a device.
pub(super) async fn touch_holds(
    book: &mut Book,
    now: i64,
    facility: [u8; 16],
    device: [u8; 16],
    member: [u8; 16],
) -> Result<Option<i64>, Trouble> {
    let sql = "SELECT holds FROM touches \
        WHERE facility = $1 AND device = $2 AND member = $3 AND holds > $4";
    let row = book
        .row("touches", sql, values![facility, device, member, now])
        .await?;
    row.map(|row| row.number(0)).transpose()
}

/// Nothing of an account's counts that is older than this moment, but for a session of its own: its sessions end, passkeys have to
/// be shown again, and no code or ceremony leads past that. Whoever knew or had what was asked before may have begun them.
pub(in crate::door) async fn end_others(
    book: &mut Book,
    now: i64,
    facility: [u8; 16],
    member: [u8; 16],
    own: Option<&Session>,
) -> Result<(), Trouble> {
    let (token, device) = own.map_or(([0; 32], [0; 16]), |own| (own.token, own.device));
    let sql = "UPDATE sessions SET ended = $4 \
        WHERE facility = $1 AND member = $2 AND token <> $3 AND ended IS NULL";
    book.run(sql, values![facility, member, token, now]).await?;
    let sql = "DELETE FROM touches WHERE facility = $1 AND member = $2 AND device <> $3";
    book.run(sql, values![facility, member, device]).await?;
    let sql = "DELETE FROM ceremonies WHERE facility = $1 AND member = $2";
    book.run(sql, values![facility, member]).await?;
    codes::forget_for_devices(book, facility, member).await
}

/// Of which device the first factor was right, to whom this ticket was given.
pub(in crate::door) async fn first_factor_of(
    book: &mut Book,
    now: i64,
    facility: [u8; 16],
    ticket: &Ticket,
) -> Result<Option<[u8; 16]>, Trouble> {
    let sql = "SELECT device FROM ceremonies \
        WHERE ticket = $1 AND facility = $2 AND expires > $3 AND comes IS NOT NULL";
    let row = book
        .row("ceremonies", sql, values![hashed(&ticket.0), facility, now])
        .await?;
    row.map(|row| row.fixed(0)).transpose()
}
