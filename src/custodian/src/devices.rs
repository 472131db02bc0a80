//! By which keys the devices of a facility sign. The facility's record lists them, and everybody who works here can write that
//! record: a line of it counts only where the member whose device it is has vouched for it by their own key, which the keyring
//! names, and a device's id is made of its key, so that no line can put another key in its place.

use std::collections::BTreeMap;

use records::model::{Device, Facility};
use records::{DeviceId, UserId};
use store::Store;
use vault::device::DevicePublic;
use vault::member::Unlocked;
use vault::{Keyring, MemberId, Signature, SigningPublic};

use crate::custodian::Custodian;
use crate::hex::{hex, unhex_exactly};
use crate::rows::OpenedOperation;
use crate::surroundings::Surroundings;

/// The devices of a facility, each with its member and its key. By both: a line that names somebody else as a device's member
/// takes nothing away from whose it is.
#[derive(Debug, Default)]
pub(crate) struct Signers(BTreeMap<(DeviceId, UserId), DevicePublic>);

impl Signers {
    /// Those that are vouched for.
    pub(crate) fn of(facility: &Facility, keyring: &Keyring) -> Self {
        let devices = facility.devices.values();
        let sound = devices.filter_map(|device| {
            let public = DevicePublic(SigningPublic(unhex_exactly(&device.signs_with)?));
            let vouched = Signature(unhex_exactly(&device.vouched)?);
            let member = keyring.members().get(&MemberId(device.user.0))?;
            let signing = member.public.signing;
            let sound = public.id().0 == device.device.0
                && signing.vouches(keyring.facility(), &public, &vouched);
            sound.then_some(((device.device, device.user), public))
        });
        Self(sound.collect())
    }

    /// Those of stores from before members vouched for devices too: for what is in this store already.
    pub(crate) fn of_here(facility: &Facility, keyring: &Keyring) -> Self {
        let mut signers = Self::of(facility, keyring);
        let earlier = facility.devices.values();
        for device in earlier.filter(|device| device.vouched.is_empty()) {
            if let Some(public) = unhex_exactly(&device.signs_with) {
                let at = (device.device, device.user);
                let public = DevicePublic(SigningPublic(public));
                signers.0.entry(at).or_insert(public);
            }
        }
        signers
    }

    /// With others: what is known stays known.
    pub(crate) fn extend(&mut self, others: Self) {
        for (at, public) in others.0 {
            self.0.entry(at).or_insert(public);
        }
    }

    /// Whether somebody's device is known.
    pub(crate) fn knows(&self, device: DeviceId, user: UserId) -> bool {
        self.0.contains_key(&(device, user))
    }

    #[cfg(test)]
    pub(crate) fn ids(&self) -> Vec<DeviceId> {
        self.0.keys().map(|(device, _)| *device).collect()
    }

    /// Whether the device that an operation names as its author's has signed it; nothing where the author has no such device.
    pub(crate) fn signed(&self, opened: &OpenedOperation) -> Option<bool> {
        let operation = &opened.recorded.operation;
        let public = self.0.get(&(operation.device, operation.author))?;
        Some(public.verifies(&opened.recorded.digest, &opened.signature))
    }
}

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// The line of a device in the facility's record, vouched for by its member.
    pub(crate) fn device_entry(&self, member: &Unlocked, public: &DevicePublic) -> Device {
        Device {
            device: DeviceId(public.id().0),
            user: UserId(member.member().0),
            signs_with: hex(&public.0.0),
            vouched: hex(&member.vouch(public).0),
            since: self.civil_now(),
            name: String::new(),
        }
    }
}
