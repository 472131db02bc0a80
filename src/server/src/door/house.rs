//! The house as the server knows it, and where the chains of its devices end.

use std::collections::{BTreeSet, HashMap};

use sync::door::{
    AccountLine, ChainLine, DeviceLine, House, KnockLine, NewDevice, SHORT_NAME, Signed, Told,
    chain_to_sign,
};

use super::{Door, Outcome, Session, limits};
use crate::Trouble;
use crate::database::{Book, Row, values};

impl Door {
    pub(super) async fn house(
        &self,
        book: &mut Book,
        session: &Session,
    ) -> Result<Outcome, Trouble> {
        let facility = session.facility;
        let sql = "SELECT member, admits, ended FROM accounts WHERE facility = $1 \
            ORDER BY since, member";
        let accounts = book.rows("accounts", sql, values![facility]).await?;
        let sql = "SELECT device, store, member, since, seen, ended, frozen \
            FROM devices WHERE facility = $1 ORDER BY since, device";
        let rows = book.rows("devices", sql, values![facility]).await?;
        let mut devices: Vec<DeviceLine> = rows.iter().map(device).collect::<Result<_, _>>()?;
        let sql = "SELECT device, reported, report FROM contained \
            WHERE facility = $1 AND report IS NOT NULL ORDER BY heard, nonce";
        let mut reports = HashMap::<[u8; 16], Vec<_>>::new();
        for row in book.rows("contained", sql, values![facility]).await? {
            let report = (row.number(1)?, row.bytes(2)?.to_vec());
            reports.entry(row.fixed(0)?).or_default().push(report);
        }
        for line in &mut devices {
            line.reports = reports.remove(&line.device).unwrap_or_default();
        }
        if !session.admits {
            shorten(&mut devices, session.member);
        }
        let sql = "SELECT code, member, name, ways_in, device, store, public, vouched, at, laptop \
            FROM knocks WHERE facility = $1 AND $2 = 1 ORDER BY at, member";
        let knocks = book
            .rows("knocks", sql, values![facility, session.admits])
            .await?;
        let sql = "SELECT s.used, s.quota, h.epoch FROM shelves s \
            JOIN houses h ON h.facility = s.facility WHERE s.facility = $1";
        let shelf = book.row("shelves", sql, values![facility]).await?;
        let shelf = shelf.ok_or(Trouble::Harmed("shelves"))?;
        Ok(Ok(Told::House(Box::new(House {
            accounts: accounts.iter().map(account).collect::<Result<_, _>>()?,
            devices,
            knocks: knocks.iter().map(knock).collect::<Result<_, _>>()?,
            used: shelf.count(0)?,
            quota: shelf.count(1)?,
            epoch: u32::try_from(shelf.number(2)?).map_err(|_| Trouble::Harmed("houses"))?,
        }))))
    }

    /// Each signed. Of a facility with more than can be told, those of devices that were let in come first.
    pub(super) async fn chains(
        &self,
        book: &mut Book,
        session: &Session,
    ) -> Result<Outcome, Trouble> {
        let facility = session.facility;
        let sql = "SELECT shelf FROM shelves WHERE facility = $1";
        let shelf = book.row("shelves", sql, values![facility]).await?;
        let shelf = shelf.ok_or(Trouble::Harmed("shelves"))?.fixed(0)?;
        // Two statements, each in the order of an index: no more is read than is told.
        let mut rows = Vec::new();
        for sql in [
            "SELECT c.device, c.sequence, c.digest FROM devices d \
                JOIN chains c ON c.facility = d.facility AND c.device = d.device \
                WHERE d.facility = $1 ORDER BY d.device LIMIT $2",
            "SELECT c.device, c.sequence, c.digest FROM chains c WHERE c.facility = $1 \
                AND NOT EXISTS (SELECT 1 FROM devices d \
                WHERE d.facility = c.facility AND d.device = c.device) \
                ORDER BY c.device LIMIT $2",
        ] {
            let left = limits::CHAINS.saturating_sub(rows.len() as u64);
            rows.extend(book.rows("chains", sql, values![facility, left]).await?);
        }
        let chains = rows.iter().map(|row| {
            let device = row.fixed(0)?;
            let sequence = u64::from_be_bytes(row.fixed(1)?);
            let digest = row.fixed(2)?;
            let signs = chain_to_sign(facility, shelf, device, sequence, &digest);
            Ok(ChainLine {
                device,
                sequence,
                digest,
                signed: Signed(self.secrets.key.sign(&signs).0.to_vec()),
            })
        });
        Ok(Ok(Told::Chains {
            shelf,
            chains: chains.collect::<Result<_, Trouble>>()?,
        }))
    }
}

/// Of laptops that somebody is not on, they hear no more than what is read out to tell them apart.
fn shorten(devices: &mut [DeviceLine], member: [u8; 16]) {
    let own = devices.iter().filter(|line| line.member == member);
    let own: BTreeSet<[u8; 16]> = own.map(|line| line.store).collect();
    for line in devices {
        if !own.contains(&line.store) {
            line.store[SHORT_NAME..].fill(0);
        }
    }
}

fn account(row: &Row) -> Result<AccountLine, Trouble> {
    Ok(AccountLine {
        member: row.fixed(0)?,
        admits: row.truth(1)?,
        ended: row.maybe_number(2)?,
    })
}

fn device(row: &Row) -> Result<DeviceLine, Trouble> {
    Ok(DeviceLine {
        device: row.fixed(0)?,
        store: row.fixed(1)?,
        member: row.fixed(2)?,
        since: row.number(3)?,
        seen: row.number(4)?,
        ended: row.maybe_number(5)?,
        frozen: row.maybe_number(6)?,
        reports: Vec::new(),
    })
}

fn knock(row: &Row) -> Result<KnockLine, Trouble> {
    Ok(KnockLine {
        code: row.fixed(0)?,
        member: row.fixed(1)?,
        name: row.fixed(2)?,
        ways_in: row.bytes(3)?.to_vec(),
        device: NewDevice {
            device: row.fixed(4)?,
            store: row.fixed(5)?,
            public: row.fixed(6)?,
            laptop: row.maybe_fixed(9)?.unwrap_or_default(),
        },
        vouched: row.fixed(7)?,
        at: row.number(8)?,
    })
}
