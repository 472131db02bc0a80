//! The house as the server knows it: accounts, devices, those who knock, and where devices' rows end.

use serde::{Deserialize, Serialize};

use super::asked::NewDevice;
use super::signing::Signed;

/// A device as the server knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceLine {
    /// Its id.
    pub device: [u8; 16],
    /// The store it is on. To somebody who does not admit and is not on it, no more of it than its short name needs.
    pub store: [u8; 16],
    /// Whose it is.
    pub member: [u8; 16],
    /// When it was let in, milliseconds since 1970 by the server's clock.
    pub since: i64,
    /// When it was last heard of.
    pub seen: i64,
    /// When it was put out.
    pub ended: Option<i64>,
    /// When it was frozen.
    pub frozen: Option<i64>,
    /// What it said when it asked to be frozen, the first first: when, by its clock, and the sealed report.
    pub reports: Vec<(i64, Vec<u8>)>,
}

/// An account as the server knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountLine {
    /// The member's id.
    pub member: [u8; 16],
    /// Whether they may let in and put out others.
    pub admits: bool,
    /// When they were ended.
    pub ended: Option<i64>,
}

/// Somebody who knocks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnockLine {
    /// SHA-256 of what they showed of the code they were given.
    pub code: [u8; 32],
    /// Their account, without what it gives the server for a password.
    pub member: [u8; 16],
    /// Hash of their user name.
    pub name: [u8; 32],
    /// Envelope, sealed.
    pub ways_in: Vec<u8>,
    /// Their device.
    pub device: NewDevice,
    /// That this is who was given the code.
    pub vouched: [u8; 32],
    /// When they knocked, milliseconds since 1970 by the server's clock.
    pub at: i64,
}

/// The house as the server knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct House {
    /// Accounts, those that were ended too.
    pub accounts: Vec<AccountLine>,
    /// Devices, those that were ended too.
    pub devices: Vec<DeviceLine>,
    /// Those who knock: told to those who admit only.
    pub knocks: Vec<KnockLine>,
    /// Bytes that the facility's rows take.
    pub used: u64,
    /// Bytes that they may take.
    pub quota: u64,
    /// The newest key epoch that was claimed.
    pub epoch: u32,
}

/// Where a device's rows end on the shelf, signed by the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChainLine {
    /// The device.
    pub device: [u8; 16],
    /// Its last row.
    pub sequence: u64,
    /// The digest of all of them in their order: [`crate::Chain`].
    pub digest: [u8; 32],
    /// The server's, over [`chain_to_sign`].
    pub signed: Signed,
}
