//! What the frozen vectors say: from one password down to rows, attachments and signatures. Bytes are hexadecimal.

use serde::{Deserialize, Serialize};
use vault::Place;
use vault::kdf::Params;

use super::hex;

macro_rules! vectors {
    ($($(#[$doc:meta])* $name:ident { $($text:ident: $of:ty,)* ; $($bytes:ident),* $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Serialize, Deserialize)]
        pub(crate) struct $name {
            $(pub(crate) $text: $of,)*
            $(#[serde(with = "hex")] pub(crate) $bytes: Vec<u8>,)*
        }
    )+};
}

vectors! {
    /// A member: password to envelope.
    Member {
        user_name: String,
        password: String,
        params: Params,
        recovery_code: String,
        escrow_code: String,
        fingerprint: String,
        ;
        facility, salt, auth_key, name_hash, exchange_public, signing_public, envelope
    }
    /// The facility's keyring, granted to the member by the member, in epoch 2.
    Keyring {
        record_kind: String,
        record_id: String,
        audit_place: Place,
        audit_event: String,
        ;
        grant, escrow_grant, record_hash, case_key_epoch_1, case_key_epoch_2, audit_grant, audit_sealed
    }
    /// A row.
    Row {
        sealed_by: String,
        place: Place,
        ;
        place_encoded, content, sealed
    }
    /// An attachment: content byte n is n × 31 ÷ 7, cut to a byte.
    Attachment {
        place: Place,
        len: usize,
        ;
        header, key, sha256_of_chunks
    }
    /// A device's key, a signature and the chain.
    Device {
        ;
        device, wrapped, public, digest, signature, chain_start, chain_after_three
    }
}
