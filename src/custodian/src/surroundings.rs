//! What the custodian takes from the world around it: time, chance, and the slow derivation from a password, which in a
//! browser happens in a worker of its own that is thrown away with its memory.

use vault::CryptoRng;
use vault::attachment::Sealer;
use vault::kdf::{Derived, Recipe};

use crate::failure::{Tell as _, Told as _};
use crate::protocol::Failure;

/// A reading of the device's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// Milliseconds since 1970, UTC.
    pub millis: i64,
    /// Minutes that the civil clock here is ahead of UTC.
    pub offset_minutes: i16,
}

/// The world around.
#[allow(async_fn_in_trait)]
pub trait Surroundings {
    /// A source of chance: a handle that holds on to nothing.
    type Rng: CryptoRng;

    /// The time.
    fn now(&self) -> Now;

    /// Chance fit for keys.
    fn rng(&self) -> Self::Rng;

    /// Derives the keys of a password.
    ///
    /// # Errors
    /// Where the password or its recipe is refused, or no worker could be had.
    async fn derive(&self, password: &str, recipe: Recipe) -> Result<Stretched, Failure>;

    /// What is said of the room in which the store stands; nothing where nobody says anything.
    async fn storage(&self) -> Option<Storage> {
        None
    }

    /// Judges whether a password would stand; `known` are words that whoever attacks knows as well.
    ///
    /// # Errors
    /// Where no worker could be had.
    async fn judge(&self, password: &str, known: &[&str]) -> Result<Judged, Failure>;

    /// Seals a chunk of an attachment. Natively here; a browser does it ten times as fast over
    /// [`Sealer::key_for_webcrypto`] and gives the same bytes.
    ///
    /// # Errors
    /// Where the chunk is not the layout's.
    async fn seal_chunk(
        &self,
        sealer: &Sealer,
        chunk: u32,
        frame: Vec<u8>,
    ) -> Result<Vec<u8>, Failure> {
        sealer.seal(chunk, frame).told()
    }

    /// Opens a chunk of an attachment.
    ///
    /// # Errors
    /// Where its seal does not hold.
    async fn open_chunk(
        &self,
        sealer: &Sealer,
        chunk: u32,
        sealed: &[u8],
    ) -> Result<Vec<u8>, Failure> {
        match sealer.open(chunk, sealed) {
            Ok(opened) => Ok(opened.to_vec()),
            Err(error) => Err(error.tell()),
        }
    }
}

/// What the browser says of the site's storage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Storage {
    /// It promised not to evict it by itself.
    pub persisted: bool,
    /// Bytes used, roughly.
    pub used: Option<u64>,
    /// Bytes that may be used, roughly.
    pub quota: Option<u64>,
}

/// What a password is worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// Whether it would stand.
    pub enough: bool,
    /// What would make it better, in sentences.
    pub advice: Vec<String>,
}

/// Keys of a password, and how long they took.
#[derive(Debug)]
pub struct Stretched {
    /// The keys.
    pub keys: Derived,
    /// Milliseconds.
    pub millis: u32,
}
