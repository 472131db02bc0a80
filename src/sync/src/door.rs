//! Who may come in: what a device asks of the server beside the exchange, and what it is told. Facilities, the accounts of
//! their members, the devices that members work on, sessions, and codes that let somebody in.
//!
//! The server knows members by their opaque ids and by the hash of their user name, and a device by the key it signs with.
//! What opens a record is in none of it: the ways in of an account (envelope and keyring) are bytes to it.
//!
//! A code that a person types is never sent. Of its secret the device derives two things that don't give each other away: what
//! the server is shown ([`Shown`]), and what seals or signs what the two people tell each other.
mod asked;
mod house;
mod passkeys;
mod signing;
mod told;

pub use asked::{Admits, Ask, NewAccount, NewDevice, Proof};
pub use house::{AccountLine, ChainLine, DeviceLine, House, KnockLine};
pub use passkeys::{Challenge, Fresh, PasskeyLine, Passkeys, Ticket};
pub use signing::{
    NONCE, Nonce, Purpose, SHORT_NAME, Shown, Signed, chain_to_sign, short_name, to_sign,
};
pub use told::{CHAINS, EPOCHS_AHEAD, Refused, Told};
