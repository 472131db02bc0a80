//! Patients' numbers: the check digit, the numbering schemes, blocks lent to devices, and the order on the shelf.

mod check_digit;
mod filing;
mod lease;
mod scheme;
mod unit_number;

pub use check_digit::check_digit;
pub use filing::{Filing, Shelf};
pub use lease::{
    Device, LARGEST_LEASE, Lease, LeaseError, Ledger, Request, STRETCH, STRETCHES, overlaps,
};
pub use scheme::{Numbering, Scheme};
pub use unit_number::{DIGITS, LARGEST, NumberError, UnitNumber};
