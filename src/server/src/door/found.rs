//! Accounts and devices as they stand in the database.

use sync::door::{Admits, NewAccount, NewDevice, Nonce, Purpose, Signed, to_sign};
use vault::device::DevicePublic;
use vault::door::LaptopPublic;
use vault::{Signature, SigningPublic};

use super::{Door, laptops, limits};
use crate::Trouble;
use crate::database::{Book, Row, values};

/// An account, or the stand-in for one that there is not.
#[derive(Debug)]
pub(super) struct Account {
    pub(super) member: [u8; 16],
    pub(super) auth: [u8; 32],
    pub(super) signing: [u8; 32],
    pub(super) revision: u64,
    pub(super) admits: bool,
    pub(super) ended: bool,
}

const ACCOUNT: &str = "SELECT member, auth, signing, revision, admits, ended FROM accounts \
    WHERE facility = $1 AND name = $2 ORDER BY CASE WHEN ended IS NULL THEN 0 ELSE 1 END, since DESC LIMIT 1";

impl Account {
    fn read(row: &Row) -> Result<Self, Trouble> {
        Ok(Self {
            member: row.fixed(0)?,
            auth: row.fixed(1)?,
            signing: row.fixed(2)?,
            revision: row.count(3)?,
            admits: row.truth(4)?,
            ended: row.maybe_number(5)?.is_some(),
        })
    }

    /// By name: the one that is not ended, where there are several.
    pub(super) async fn named(
        book: &mut Book,
        facility: [u8; 16],
        name: [u8; 32],
    ) -> Result<Option<Self>, Trouble> {
        let row = book
            .row("accounts", ACCOUNT, values![facility, name])
            .await?;
        row.as_ref().map(Self::read).transpose()
    }

    pub(super) async fn of(
        book: &mut Book,
        facility: [u8; 16],
        member: [u8; 16],
    ) -> Result<Option<Self>, Trouble> {
        let sql = "SELECT member, auth, signing, revision, admits, ended FROM accounts \
            WHERE facility = $1 AND member = $2";
        let row = book.row("accounts", sql, values![facility, member]).await?;
        row.as_ref().map(Self::read).transpose()
    }
}

/// A device.
#[derive(Debug)]
pub(super) struct Device {
    pub(super) store: [u8; 16],
    pub(super) member: [u8; 16],
    pub(super) public: [u8; 32],
    pub(super) ended: bool,
    pub(super) wipe: bool,
    pub(super) frozen: bool,
}

impl Device {
    pub(super) async fn of(
        book: &mut Book,
        facility: [u8; 16],
        device: [u8; 16],
    ) -> Result<Option<Self>, Trouble> {
        let sql = "SELECT store, member, public, ended, wipe, frozen FROM devices \
            WHERE facility = $1 AND device = $2";
        let row = book.row("devices", sql, values![facility, device]).await?;
        row.map(|row| {
            Ok(Self {
                store: row.fixed(0)?,
                member: row.fixed(1)?,
                public: row.fixed(2)?,
                ended: row.maybe_number(3)?.is_some(),
                wipe: row.truth(4)?,
                frozen: row.maybe_number(5)?.is_some(),
            })
        })
        .transpose()
    }

    /// Whether it is the one that says it is this.
    pub(super) fn is(&self, member: [u8; 16], new: &NewDevice) -> bool {
        self.member == member && self.public == new.public && self.store == new.store
    }
}

/// Whether a device is anybody's already: in use, or of somebody who knocks.
pub(super) async fn device_is_taken(
    book: &mut Book,
    facility: [u8; 16],
    device: [u8; 16],
) -> Result<bool, Trouble> {
    let sql = "SELECT facility FROM devices WHERE facility = $1 AND device = $2 \
        UNION ALL SELECT facility FROM knocks WHERE facility = $1 AND device = $2";
    let rows = book.rows("devices", sql, values![facility, device]).await?;
    Ok(!rows.is_empty())
}

/// Whether a member's id is taken, or the name by somebody who is not ended.
pub(super) async fn account_is_taken(
    book: &mut Book,
    facility: [u8; 16],
    account: &NewAccount,
    knocks_count: bool,
) -> Result<bool, Trouble> {
    let sql = "SELECT member FROM accounts WHERE facility = $1 \
        AND (member = $2 OR (name = $3 AND ended IS NULL))";
    let values = values![facility, account.member, account.name];
    if !book.rows("accounts", sql, values.clone()).await?.is_empty() {
        return Ok(true);
    }
    if !knocks_count {
        return Ok(false);
    }
    let sql = "SELECT member FROM knocks WHERE facility = $1 AND (member = $2 OR name = $3)";
    Ok(!book.rows("knocks", sql, values).await?.is_empty())
}

/// Whether a facility may have one more of a table's rows.
pub(super) async fn has_room(
    book: &mut Book,
    facility: [u8; 16],
    accounts: bool,
) -> Result<bool, Trouble> {
    let (sql, most) = if accounts {
        (
            "SELECT COUNT(*) FROM accounts WHERE facility = $1",
            limits::ACCOUNTS,
        )
    } else {
        (
            "SELECT COUNT(*) FROM devices WHERE facility = $1",
            limits::DEVICES,
        )
    };
    let row = book.row("accounts", sql, values![facility]).await?;
    let row = row.ok_or(Trouble::Harmed("accounts"))?;
    Ok(row.count(0)? < most)
}

/// Whether a member may have one more device.
pub(super) async fn may_have_another(
    book: &mut Book,
    facility: [u8; 16],
    member: [u8; 16],
) -> Result<bool, Trouble> {
    let sql = "SELECT COUNT(*) FROM devices \
        WHERE facility = $1 AND member = $2 AND ended IS NULL";
    let row = book.row("devices", sql, values![facility, member]).await?;
    let theirs = row.ok_or(Trouble::Harmed("devices"))?.count(0)?;
    Ok(theirs < limits::DEVICES_OF_A_MEMBER && has_room(book, facility, false).await?)
}

pub(super) async fn add_device(
    book: &mut Book,
    now: i64,
    facility: [u8; 16],
    member: [u8; 16],
    device: &NewDevice,
) -> Result<(), Trouble> {
    let sql = "INSERT INTO devices (facility, device, store, member, public, since, seen, wipe) \
        VALUES ($1, $2, $3, $4, $5, $6, $6, 0)";
    book.run(
        sql,
        values![
            facility,
            device.device,
            device.store,
            member,
            device.public,
            now
        ],
    )
    .await?;
    laptops::add(book, facility, device).await
}

impl Door {
    pub(super) async fn add_account(
        &self,
        book: &mut Book,
        now: i64,
        facility: [u8; 16],
        account: &NewAccount,
        admits: bool,
    ) -> Result<Account, Trouble> {
        let auth = self.secrets.auth(facility, account.member, &account.auth);
        let made = Account {
            member: account.member,
            auth,
            signing: account.signing,
            revision: 1,
            admits,
            ended: false,
        };
        let sql = "INSERT INTO accounts \
            (facility, member, name, recipe, auth, signing, ways_in, revision, admits, since) \
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
        book.run(
            sql,
            values![
                facility,
                made.member,
                account.name,
                &account.recipe[..],
                made.auth,
                made.signing,
                &account.ways_in[..],
                made.revision,
                admits,
                now
            ],
        )
        .await?;
        Ok(made)
    }

    /// Whether a device that comes in holds the key it names, and its laptop the key that is named as the laptop's.
    pub(super) fn comes_in(
        facility: [u8; 16],
        device: &NewDevice,
        nonce: &Nonce,
        signed: &Signed,
        here: &Signed,
    ) -> bool {
        let digest = |purpose| to_sign(purpose, facility, device.device, nonce);
        let by_device = device_signed(&device.public, &digest(Purpose::ComeIn), signed);
        let by_laptop = laptop_signed(&device.laptop, &digest(Purpose::ThisLaptop), here);
        by_device && by_laptop
    }

    /// Uses a nonce up. Not twice, and not when it is too old or not of this server's.
    pub(super) async fn use_up(
        &self,
        book: &mut Book,
        now: i64,
        nonce: &Nonce,
    ) -> Result<bool, Trouble> {
        let until = self.secrets.good_until(nonce, now);
        // One that is not good takes the same way; it is kept no longer than a moment.
        let sql = "INSERT INTO nonces (nonce, expires) VALUES ($1, $2) \
            ON CONFLICT (nonce) DO NOTHING";
        let used = book
            .run(sql, values![nonce.0, until.unwrap_or(now)])
            .await?;
        Ok(until.is_some() && used == 1)
    }
}

/// Whether a device's key made a signature.
pub(super) fn device_signed(public: &[u8; 32], digest: &[u8; 32], signed: &Signed) -> bool {
    let Ok(signature) = <[u8; 64]>::try_from(&signed.0[..]) else {
        return false;
    };
    DevicePublic(SigningPublic(*public)).verifies(digest, &Signature(signature))
}

/// Whether a laptop's key made a signature.
fn laptop_signed(public: &[u8; 32], digest: &[u8; 32], signed: &Signed) -> bool {
    let Ok(signature) = <[u8; 64]>::try_from(&signed.0[..]) else {
        return false;
    };
    LaptopPublic(SigningPublic(*public)).verifies(digest, &Signature(signature))
}

/// Whether a member's key made a signature.
pub(super) fn member_signed(public: &[u8; 32], digest: &[u8; 32], signed: &Signed) -> bool {
    let Ok(signature) = <[u8; 64]>::try_from(&signed.0[..]) else {
        return false;
    };
    SigningPublic(*public).proves(digest, &Signature(signature))
}

/// What a code admits, as it stands in its column: a member, or nothing for a newcomer.
pub(super) const fn admitted(admits: Admits) -> Option<[u8; 16]> {
    match admits {
        Admits::Device { member } => Some(member),
        Admits::Newcomer => None,
    }
}
