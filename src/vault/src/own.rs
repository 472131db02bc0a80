//! What a member seals for themselves, where what it stands in is read by others too.

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::keyring::KeyringError;
use crate::member::Unlocked;

const LABEL: &[u8] = b"chartroom own 1";

impl Unlocked {
    /// Seals `content` so that only this member opens it, under the same `context`: what it is, and where it stands.
    ///
    /// # Errors
    /// The member's own public key keeps no secret.
    pub fn seal_own(
        &self,
        context: &[u8],
        content: &[u8],
        rng: &mut impl CryptoRng,
    ) -> Result<Vec<u8>, KeyringError> {
        let sealed = self
            .public()
            .exchange
            .seal(LABEL, &self.context(context), content, rng);
        sealed.ok_or(KeyringError::WeakPublicKey)
    }

    /// Opens what [`Unlocked::seal_own`] sealed. None where it was altered, or is another member's or stands elsewhere.
    #[must_use]
    pub fn open_own(&self, context: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        self.exchange.open(LABEL, &self.context(context), sealed)
    }

    fn context(&self, context: &[u8]) -> Vec<u8> {
        [&self.facility().0[..], &self.member().0, context].concat()
    }
}
