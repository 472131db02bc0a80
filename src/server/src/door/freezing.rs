//! Laptops are frozen: at the word of a device on them, or of somebody in a session.
//!
//! What a device says of itself is heard whatever others do: no failure of theirs is counted against it, and before its signature
//! was seen to be right nothing is. Who can't sign as a device costs the server no more than one who asks whether it is ready.

use sync::door::{Ask, Purpose, Refused, Told, to_sign};

use super::found::{Device, device_signed};
use super::{Answered, Door, Outcome, codes, session};
use crate::Trouble;
use crate::database::{Book, Value, values};
use crate::tries::What;

/// Reports of a device that are kept, each as long as nobody has let it go on since, and as many of before.
const REPORTS: u64 = 4;
/// Nonces of a device that are kept beside: an older one freezes it again, which it can ask for at any time.
const NONCES: i64 = 64;

/// Who asks to be frozen, as far as it is known.
enum Asks {
    /// Nobody who can sign as that device.
    Nobody,
    /// A device, of what it asked before.
    Again,
    /// A device.
    Device,
}

impl Door {
    /// Answers a device that asks to be frozen.
    pub(super) async fn answer_contain(&self, now: i64, ask: &Ask) -> Result<Answered, Trouble> {
        let Ask::Contain {
            facility, device, ..
        } = ask
        else {
            return Ok(Answered::nobody(Told::Refused(Refused::Malformed)));
        };
        let mut book = self.database.to_read().await?;
        let asks = self.asks(&mut book, ask).await?;
        book.commit().await?;
        if let Asks::Nobody = asks {
            return Ok(Answered::nobody(Told::Refused(Refused::Wrong)));
        }
        let taken = self
            .tries
            .take(What::Contain, self.whom(&[facility, device]), now);
        let wakes = match (asks, taken) {
            (Asks::Device, Err(seconds)) => {
                return Ok(Answered::nobody(Told::Refused(Refused::TooMany(seconds))));
            }
            (Asks::Device, Ok(())) => {
                let _turn = self.turns.of(*facility).await;
                let mut book = self.database.to_write().await?;
                let changed = self.contain(&mut book, now, ask).await?;
                book.commit().await?;
                changed
            }
            // It is done, however often it is asked.
            _ => false,
        };
        Ok(Answered {
            told: Told::Done,
            facility: Some(*facility),
            wakes,
        })
    }

    async fn asks(&self, book: &mut Book, ask: &Ask) -> Result<Asks, Trouble> {
        let Ask::Contain {
            facility,
            device,
            nonce,
            signed,
            ..
        } = ask
        else {
            return Ok(Asks::Nobody);
        };
        let (facility, device) = (*facility, *device);
        let known = Device::of(book, facility, device).await?;
        let sql = "SELECT nonce FROM contained \
            WHERE facility = $1 AND device = $2 AND nonce = $3";
        let before = book.row("contained", sql, values![facility, device, nonce.0]);
        let before = before.await?;
        let public = known
            .as_ref()
            .map_or(self.secrets.key.public().0.0, |known| known.public);
        let digest = to_sign(Purpose::Contain, facility, device, nonce);
        let right = device_signed(&public, &digest, signed);
        Ok(match before {
            _ if known.is_none() || !right => Asks::Nobody,
            Some(_) => Asks::Again,
            None => Asks::Device,
        })
    }

    /// Keeps what a device reports, and freezes its laptop. One that was put out is believed to have something to report, and
    /// freezes nobody. Whether there is anything that others could look at: a report that is kept, or a device that went on until
    /// now.
    async fn contain(&self, book: &mut Book, now: i64, ask: &Ask) -> Result<bool, Trouble> {
        let Ask::Contain {
            facility,
            device,
            at,
            report,
            nonce,
            ..
        } = ask
        else {
            return Ok(false);
        };
        let (facility, device) = (*facility, *device);
        book.hold(facility).await?;
        let Some(known) = Device::of(book, facility, device).await? else {
            return Ok(false);
        };
        let sql = "SELECT COUNT(*) FROM contained WHERE facility = $1 AND device = $2 \
            AND settled = 0 AND report IS NOT NULL";
        let open = book
            .row("contained", sql, values![facility, device])
            .await?;
        // Those that came first stay: they were before whatever came of it.
        let keeps = open.ok_or(Trouble::Harmed("contained"))?.count(0)? < REPORTS;
        let (reported, report) = match keeps {
            true => (Value::from(*at), Value::from(&report[..])),
            false => (Value::Number(None), Value::Bytes(None)),
        };
        let sql = "INSERT INTO contained \
            (facility, device, nonce, heard, settled, reported, report) \
            VALUES ($1, $2, $3, $4, 0, $5, $6) ON CONFLICT (facility, device, nonce) DO NOTHING";
        let mut row = values![facility, device, nonce.0, now];
        row.extend([reported, report]);
        if book.run(sql, row).await? == 0 {
            return Ok(false);
        }
        let sql = "DELETE FROM contained WHERE facility = $1 AND device = $2 AND nonce IN \
            (SELECT nonce FROM contained WHERE facility = $1 AND device = $2 \
            AND report IS NULL ORDER BY heard DESC, nonce LIMIT 1000 OFFSET $3)";
        book.run(sql, values![facility, device, NONCES]).await?;
        if known.ended {
            return Ok(keeps);
        }
        let sql = "SELECT device FROM devices WHERE facility = $1 AND store = $2";
        let on_it = book.rows("devices", sql, values![facility, known.store]);
        let mut changed = keeps;
        for row in on_it.await? {
            changed |= freeze(book, now, facility, row.fixed(0)?).await?;
        }
        Ok(changed)
    }
}

/// Freezes a device, or lets it go on. Not the last device of those who could let it go on: that only the device itself asks for.
pub(super) async fn set_frozen(
    book: &mut Book,
    now: i64,
    facility: [u8; 16],
    device: [u8; 16],
    frozen: bool,
) -> Result<Outcome, Trouble> {
    let Some(known) = Device::of(book, facility, device).await? else {
        return Ok(Err(Refused::Unknown));
    };
    if !frozen {
        go_on(book, facility, device).await?;
        return Ok(Ok(Told::Done));
    }
    if !known.frozen && !known.ended && is_last(book, facility, device).await? {
        return Ok(Err(Refused::Last));
    }
    freeze(book, now, facility, device).await?;
    Ok(Ok(Told::Done))
}

/// Whether a device is the only one left of somebody who could let it go on.
async fn is_last(book: &mut Book, facility: [u8; 16], device: [u8; 16]) -> Result<bool, Trouble> {
    let sql = "SELECT d.device FROM devices d \
        JOIN accounts a ON a.facility = d.facility AND a.member = d.member \
        WHERE d.facility = $1 AND d.ended IS NULL AND d.frozen IS NULL \
        AND a.admits = 1 AND a.ended IS NULL LIMIT 2";
    let rows = book.rows("devices", sql, values![facility]).await?;
    Ok(match &rows[..] {
        [only] => only.fixed::<16>(0)? == device,
        _ => false,
    })
}

/// Freezes a device. Whether it was not frozen before.
async fn freeze(
    book: &mut Book,
    now: i64,
    facility: [u8; 16],
    device: [u8; 16],
) -> Result<bool, Trouble> {
    let sql = "UPDATE devices SET frozen = $3 \
        WHERE facility = $1 AND device = $2 AND frozen IS NULL";
    let frozen = book.run(sql, values![facility, device, now]).await?;
    session::end_of_device(book, now, facility, device).await?;
    codes::forget_of_device(book, facility, device).await?;
    Ok(frozen == 1)
}

/// What it reported stays: it happened. Of what is older than the last few times, only that it was said.
pub(super) async fn go_on(
    book: &mut Book,
    facility: [u8; 16],
    device: [u8; 16],
) -> Result<(), Trouble> {
    let sql = "UPDATE devices SET frozen = NULL WHERE facility = $1 AND device = $2";
    book.run(sql, values![facility, device]).await?;
    let sql = "UPDATE contained SET settled = 1 WHERE facility = $1 AND device = $2";
    book.run(sql, values![facility, device]).await?;
    let sql = "UPDATE contained SET reported = NULL, report = NULL \
        WHERE facility = $1 AND device = $2 AND nonce IN \
        (SELECT nonce FROM contained WHERE facility = $1 AND device = $2 AND settled = 1 \
        AND report IS NOT NULL ORDER BY heard DESC, nonce LIMIT 1000 OFFSET $3)";
    book.run(sql, values![facility, device, REPORTS]).await?;
    Ok(())
}
