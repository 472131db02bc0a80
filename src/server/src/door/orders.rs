//! Orders to remove what a laptop keeps. They are signed by whoever gives them and are bytes to the server: a laptop that is told
//! that it was put out asks for the order, and removes nothing without one.

use sync::door::{Refused, Told};

use super::Outcome;
use crate::Trouble;
use crate::database::{Book, values};

/// Keeps the order for a laptop of the facility.
pub(super) async fn give(
    book: &mut Book,
    facility: [u8; 16],
    store: [u8; 16],
    order: &[u8],
) -> Result<Outcome, Trouble> {
    let sql = "UPDATE laptops SET ordered = $3 WHERE facility = $1 AND store = $2";
    let kept = book.run(sql, values![facility, store, order]).await?;
    Ok(match kept {
        0 => Err(Refused::Unknown),
        _ => Ok(Told::Done),
    })
}

/// The order for the laptop of a device, once it was put out with one.
pub(super) async fn order(
    book: &mut Book,
    facility: [u8; 16],
    device: [u8; 16],
) -> Result<Outcome, Trouble> {
    let sql = "SELECT l.ordered FROM devices d \
        JOIN laptops l ON l.facility = d.facility AND l.store = d.store \
        WHERE d.facility = $1 AND d.device = $2 AND d.ended IS NOT NULL AND l.wipe = 1";
    let row = book.row("laptops", sql, values![facility, device]).await?;
    let order = match row {
        Some(row) => row.maybe_bytes(0)?.map(<[u8]>::to_vec),
        None => None,
    };
    Ok(order.map(Told::Order).ok_or(Refused::Unknown))
}
