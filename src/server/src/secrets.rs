//! What is the server's own: the key it signs with, and a secret by which it hashes what only it may check. Both are in the
//! database, so that several servers on one are as one.

use getrandom::SysRng;
use hmac::{Hmac, KeyInit as _, Mac as _};
use rand_core::{TryRng as _, UnwrapErr};
use sha2::Sha256;
use subtle::ConstantTimeEq as _;
use sync::door::Nonce;
use vault::Zeroizing;
use vault::door::ServerKey;
use vault::kdf::{Params, Recipe};

use crate::Trouble;
use crate::database::{Database, values};

/// How long a nonce is good, in milliseconds.
pub(crate) const NONCE_HOLDS: i64 = 2 * 60 * 1_000;
/// How far another server's clock may be ahead, in milliseconds.
const CLOCKS_DIFFER: i64 = 10 * 1_000;

/// Chance, of the operating system.
pub(crate) fn chance() -> UnwrapErr<SysRng> {
    UnwrapErr(SysRng)
}

/// So many bytes of it.
pub(crate) fn random<const LENGTH: usize>() -> Result<[u8; LENGTH], Trouble> {
    let mut bytes = [0; LENGTH];
    SysRng
        .try_fill_bytes(&mut bytes)
        .map_err(|_| Trouble::NoChance)?;
    Ok(bytes)
}

/// The server's own.
pub(crate) struct Secrets {
    pub(crate) key: ServerKey,
    secret: Zeroizing<[u8; 32]>,
}

impl core::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Secrets(..)")
    }
}

impl Secrets {
    /// Those in the database; made where there are none.
    pub(crate) async fn of(database: &Database) -> Result<Self, Trouble> {
        let mut book = database.to_write().await?;
        let key = ServerKey::make(&mut chance()).to_bytes();
        let secret = Zeroizing::new(random::<32>()?);
        book.run(
            "INSERT INTO server (place, signing, secret) VALUES (1, $1, $2) \
            ON CONFLICT (place) DO NOTHING",
            values![*key, *secret],
        )
        .await?;
        let row = book
            .row(
                "server",
                "SELECT signing, secret FROM server WHERE place = 1",
                values![],
            )
            .await?
            .ok_or(Trouble::Harmed("server"))?;
        let made = Self {
            key: ServerKey::from_bytes(&Zeroizing::new(row.fixed(0)?)),
            secret: Zeroizing::new(row.fixed(1)?),
        };
        book.commit().await?;
        Ok(made)
    }

    /// A keyed hash, for one use, of parts that can't run into each other.
    pub(crate) fn hash(&self, used_for: &str, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.secret[..]).expect("HMAC takes any key");
        for part in [used_for.as_bytes()].iter().chain(parts) {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }

    /// What is kept of what a password gives. Its input is Argon2's output already: a fast hash is enough, and the member in it
    /// makes two of the same differ.
    pub(crate) fn auth(&self, facility: [u8; 16], member: [u8; 16], auth: &[u8; 32]) -> [u8; 32] {
        self.hash("auth", &[&facility, &member, auth])
    }

    /// A nonce: eight bytes of the moment, eight of chance, sixteen by which it is known again. Nothing is kept of it until it
    /// is used.
    pub(crate) fn nonce(&self, now: i64) -> Result<Nonce, Trouble> {
        let mut nonce = [0; 32];
        nonce[..8].copy_from_slice(&now.to_be_bytes());
        nonce[8..16].copy_from_slice(&random::<8>()?);
        let check = self.hash("nonce", &[&nonce[..16]]);
        nonce[16..].copy_from_slice(&check[..16]);
        Ok(Nonce(nonce))
    }

    /// Until when a nonce is good, where it is one of this server's and still good.
    pub(crate) fn good_until(&self, nonce: &Nonce, now: i64) -> Option<i64> {
        let (said, check) = nonce.0.split_at(16);
        let wanted = self.hash("nonce", &[said]);
        let known: bool = wanted[..16].ct_eq(check).into();
        let made = i64::from_be_bytes(said.first_chunk().copied()?);
        let age = now.checked_sub(made)?;
        (known && (-CLOCKS_DIFFER..NONCE_HOLDS).contains(&age)).then_some(made + NONCE_HOLDS)
    }

    /// A recipe for a name that nobody has: the same whenever it is asked for, and made like those that the facility's members
    /// have. Whose parameters it has is drawn by name, so that a new member changes few of them.
    pub(crate) fn made_up(
        &self,
        facility: [u8; 16],
        name: &[u8; 32],
        recipes: &[([u8; 16], Vec<u8>)],
    ) -> Vec<u8> {
        let like = recipes
            .iter()
            .max_by_key(|(member, _)| self.hash("like whom", &[&facility, name, member]));
        let salt = self.hash("salt", &[&facility, name]);
        let salt = salt.first_chunk().copied().unwrap_or_default();
        let params = like
            .and_then(|(_, recipe)| postcard::from_bytes(recipe).ok())
            .map_or(Params::DEFAULT, |Recipe { params, .. }| params);
        postcard::to_stdvec(&Recipe { params, salt })
            .expect("a recipe has nothing postcard can't write")
    }
}
