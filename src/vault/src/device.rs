//! A device's signing key, and the chain that its operations form. A *device* is one member's profile on one machine: two
//! people on one laptop have two device keys, each wrapped by its member's key-encryption key.

mod chain;
mod key;

pub use chain::{Chain, ChainBreak, Link};
pub use key::{DeviceKey, DevicePublic};
