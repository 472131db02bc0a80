//! What reads rows that other devices, a server or a file have brought, all on the same bytes: for the fuzz targets, which see
//! no further into this crate.

use crate::rows::Header;
use crate::store_row::StoreRow;
use crate::syncing::{SyncRow, WaysIn};

/// Reads any bytes as each kind of row. Nothing breaks it, and what is read is written the same again.
///
/// # Panics
/// Where it is not.
pub fn read_as_every_row(bytes: &[u8]) {
    if let Some(ways_in) = WaysIn::read(bytes) {
        assert_eq!(WaysIn::read(&ways_in.to_bytes()), Some(ways_in));
    }
    if let Ok(row) = SyncRow::read(bytes) {
        assert_eq!(SyncRow::read(&row.to_bytes()), Ok(row));
    }
    if let Ok(row) = StoreRow::read(bytes) {
        let came_from = row.came_from();
        let again = StoreRow::read(&row.to_bytes());
        assert_eq!(again.as_ref(), Ok(&row));
        assert_eq!(again.map(|row| row.came_from()), Ok(came_from));
    }
    if let Some((header, sealed)) = Header::read(bytes) {
        assert!(bytes.ends_with(sealed) && bytes[1..].starts_with(&header.id.0));
    }
    crate::keeping::reads_offer(bytes);
}

/// One sound row of each kind, to start from.
#[must_use]
pub fn sound_rows() -> Vec<Vec<u8>> {
    let ways_in = WaysIn {
        envelope: vec![1; 40],
        grant: vec![2; 30],
        audit_grant: Vec::new(),
        escrow_grant: vec![3; 30],
    };
    let mut row = SyncRow::new([4; 32], 1_780_000_000_000);
    row.ways_in.insert([5; 16], (2, [6; 32]));
    row.chains.insert([7; 16], (8, [9; 32]));
    let offer = crate::keeping::offer_of(vec![1; 60], vec![2; 20]);
    vec![ways_in.to_bytes(), row.to_bytes(), offer]
}
