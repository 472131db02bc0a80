//! Passkeys, a second factor at the door: what a device shows beside a password or a member's signature. What browser and
//! authenticator exchange with the server is JSON as the platform writes it, and is carried as bytes.

use serde::{Deserialize, Serialize};

use super::{Nonce, Proof};

/// Names what the server has begun and waits for: it is good once, for five minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Ticket(pub [u8; 32]);

/// What an authenticator is to answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Challenge {
    /// To be shown with the answer.
    pub ticket: Ticket,
    /// JSON for the browser: `PublicKeyCredentialCreationOptionsJSON` or `PublicKeyCredentialRequestOptionsJSON`.
    pub options: Vec<u8>,
}

/// Who is in a session proves once more who they are: whoever found an open one can't.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fresh {
    /// By what: the password, or the member's signature for what is asked, [`super::Purpose::Passkeys`] or
    /// [`super::Purpose::Password`].
    pub proof: Proof,
    /// A nonce of [`super::Ask::Prelogin`], used up by this.
    pub nonce: Nonce,
}

/// A passkey as the server knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasskeyLine {
    /// Its id.
    pub passkey: [u8; 16],
    /// When it was added, milliseconds since 1970 by the server's clock.
    pub since: i64,
    /// When somebody last logged in by it.
    pub used: Option<i64>,
}

/// Passkeys as the server knows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Passkeys {
    /// Whether one can be added: only where the server knows the address that browsers use.
    pub offered: bool,
    /// One's own.
    pub own: Vec<PasskeyLine>,
    /// How many each other member has who has any: told to those who admit only.
    pub others: Vec<([u8; 16], u32)>,
}
