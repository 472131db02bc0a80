//! Unit numbers: the blocks that devices take them from, and folders in the order of their terminal digits.

use serde::{Deserialize, Serialize};

use super::page::{FindingView, PatientRow};

/// A block of numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockView {
    /// The device.
    pub device: [u8; 16],
    /// Whose device, in words.
    pub holder: String,
    /// First number as printed.
    pub from: String,
    /// Last number as printed.
    pub to: String,
    /// How many are left.
    pub left: u64,
    /// Whether fewer than a tenth are left.
    pub runs_out: bool,
    /// Whether it is this device's.
    pub here: bool,
}

/// Blocks of numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumbersView {
    /// This device.
    pub device: [u8; 16],
    /// All blocks known here.
    pub blocks: Vec<BlockView>,
    /// How many numbers this device has left.
    pub left: u64,
    /// A warning in words; empty for none.
    pub warning: String,
    /// What is wrong with numbers: given twice, check digits, blocks lent twice.
    pub findings: Vec<FindingView>,
    /// Devices that a block can be lent to: id and holder.
    pub devices: Vec<([u8; 16], String)>,
}

/// A block that was lent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LentBlock {
    /// The block.
    pub block: BlockView,
    /// The sealed file that is carried to the device, where it is another one.
    pub file: Vec<u8>,
    /// What to call it.
    pub file_name: String,
}

/// A folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FolderView {
    /// As it stands on the folder, `56-34-0012`.
    pub label: String,
    /// Who.
    pub row: PatientRow,
}
