//! Laptops, by the store on each. What a store is called, members are told; that a device is on it, it proves by the laptop's own
//! key, which was kept with the first device that was let in there. A laptop that was put out stays out, whoever has a code.

use sync::door::{NewDevice, Refused};

use crate::Trouble;
use crate::database::{Book, values};

/// A laptop on which devices are or were.
#[derive(Debug)]
pub(super) struct Laptop {
    /// Its key. Nothing where no device on it has come in since laptops have keys.
    public: Option<[u8; 32]>,
    ended: bool,
    wipe: bool,
    frozen: bool,
    /// Whether a device is on it that was not put out.
    pub(super) in_use: bool,
}

impl Laptop {
    /// The one on which a store is. Nothing where no device was let in there yet.
    pub(super) async fn of(
        book: &mut Book,
        facility: [u8; 16],
        store: [u8; 16],
    ) -> Result<Option<Self>, Trouble> {
        let sql = "SELECT public, ended, wipe FROM laptops WHERE facility = $1 AND store = $2";
        let laptop = book.row("laptops", sql, values![facility, store]).await?;
        let sql = "SELECT COUNT(*), COUNT(ended), COUNT(frozen) FROM devices \
            WHERE facility = $1 AND store = $2";
        let devices = book.row("devices", sql, values![facility, store]).await?;
        let devices = devices.ok_or(Trouble::Harmed("devices"))?;
        let (all, ended, frozen) = (devices.count(0)?, devices.count(1)?, devices.count(2)?);
        laptop
            .map(|row| {
                Ok(Self {
                    public: row.maybe_fixed(0)?,
                    ended: row.maybe_number(1)?.is_some(),
                    wipe: row.truth(2)?,
                    frozen: frozen > 0,
                    in_use: all > ended,
                })
            })
            .transpose()
    }

    /// Whether one more device may be on it, of which it is known that the key it names as its laptop's has signed.
    pub(super) fn takes(&self, device: &NewDevice) -> Result<(), Refused> {
        // First: what has become of a laptop is told on that laptop only.
        if self.public != Some(device.laptop) {
            return Err(Refused::Wrong);
        }
        if self.ended {
            return Err(Refused::Ended { wipe: self.wipe });
        }
        if self.frozen {
            return Err(Refused::Frozen);
        }
        Ok(())
    }
}

/// Whether a device may be on the laptop it names: one on which nobody was yet, or the one whose key it shows.
pub(super) async fn welcome(
    book: &mut Book,
    facility: [u8; 16],
    device: &NewDevice,
) -> Result<Result<(), Refused>, Trouble> {
    let laptop = Laptop::of(book, facility, device.store).await?;
    Ok(laptop.map_or(Ok(()), |laptop| laptop.takes(device)))
}

/// Keeps a laptop with the first device on it.
pub(super) async fn add(
    book: &mut Book,
    facility: [u8; 16],
    device: &NewDevice,
) -> Result<(), Trouble> {
    let sql = "INSERT INTO laptops (facility, store, public, wipe) VALUES ($1, $2, $3, 0) \
        ON CONFLICT (facility, store) DO NOTHING";
    book.run(sql, values![facility, device.store, device.laptop])
        .await?;
    Ok(())
}

/// Keeps the key of a laptop on which devices were before laptops had keys, at the word of one of them.
pub(super) async fn make_known(
    book: &mut Book,
    facility: [u8; 16],
    device: &NewDevice,
) -> Result<(), Trouble> {
    let sql = "UPDATE laptops SET public = $3 \
        WHERE facility = $1 AND store = $2 AND public IS NULL";
    book.run(sql, values![facility, device.store, device.laptop])
        .await?;
    Ok(())
}

/// A laptop is put out. It stays so; told again, it can be told to remove what it keeps.
pub(super) async fn end(
    book: &mut Book,
    now: i64,
    facility: [u8; 16],
    store: [u8; 16],
    wipe: bool,
) -> Result<(), Trouble> {
    let sql = "UPDATE laptops SET ended = COALESCE(ended, $3), \
        wipe = CASE WHEN $4 = 1 THEN 1 ELSE wipe END WHERE facility = $1 AND store = $2";
    book.run(sql, values![facility, store, now, wipe]).await?;
    Ok(())
}
