//! The laptop's own key: what a device that comes in at the server shows beside its own, so that nobody comes in by merely naming
//! the laptop. It stands in the clear, for it opens nothing, and no backup takes it along: a store that is restored is another
//! laptop.

use store::{Batch, Store, Table};
use sync::door::{NewDevice, Nonce, Purpose, Signed, to_sign};
use vault::device::DeviceKey;
use vault::door::LaptopKey;
use vault::{DeviceId, FacilityId, Zeroizing};

use crate::custodian::Custodian;
use crate::failure::Told as _;
use crate::protocol::Failure;
use crate::rows;
use crate::surroundings::Surroundings;

/// A device that comes in, and what it shows.
pub(super) struct Coming {
    pub(super) device: NewDevice,
    /// That it holds its key.
    pub(super) signed: Signed,
    /// That it is on its laptop.
    pub(super) here: Signed,
}

impl Coming {
    pub(super) fn new(
        facility: FacilityId,
        (device, key): (DeviceId, &DeviceKey),
        (store, laptop): ([u8; 16], &LaptopKey),
        nonce: &Nonce,
    ) -> Self {
        let digest = |purpose| to_sign(purpose, facility.0, device.0, nonce);
        Self {
            device: NewDevice {
                device: device.0,
                store,
                public: key.public().0.0,
                laptop: laptop.public().0.0,
            },
            signed: Signed(key.sign(&digest(Purpose::ComeIn)).0.to_vec()),
            here: Signed(laptop.sign(&digest(Purpose::ThisLaptop)).0.to_vec()),
        }
    }
}

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// The device that whoever has unlocked works on comes in.
    pub(super) async fn comes_in(&mut self, nonce: &Nonce) -> Result<Coming, Failure> {
        let laptop = self.laptop_key().await?;
        let session = self.session()?;
        let device = (DeviceId(session.hand.device.0), &session.device_key);
        let store = self.founded()?.store;
        let facility = session.keyring.facility();
        Ok(Coming::new(facility, device, (store, &laptop), nonce))
    }

    /// The laptop's key; made where there is none yet.
    pub(super) async fn laptop_key(&mut self) -> Result<LaptopKey, Failure> {
        let row = self.store.read(Table::Meta, rows::LAPTOP).await.told()?;
        if let Some(bytes) = row.and_then(|row| <[u8; 32]>::try_from(row).ok()) {
            return Ok(LaptopKey::from_bytes(&Zeroizing::new(bytes)));
        }
        let laptop = LaptopKey::make(&mut self.world.rng());
        let mut batch = Batch::new();
        put(&mut batch, &laptop);
        self.write_brought(batch).await?;
        Ok(laptop)
    }
}

/// Keeps the key, with the first that is written of a store.
pub(super) fn put(batch: &mut Batch, laptop: &LaptopKey) {
    batch.put(Table::Meta, rows::LAPTOP, laptop.to_bytes().to_vec());
}

#[cfg(test)]
mod tests {
    use crate::rows;

    /// Whoever has a backup is not on the laptop.
    #[test]
    fn no_backup_takes_the_laptops_key_along() {
        assert!(rows::LAPTOP.starts_with(store::backup::THIS_DEVICE));
    }
}
