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

/// The devices of a facility, each with its key and its member.
#[derive(Debug, Default)]
pub(crate) struct Signers(BTreeMap<DeviceId, (DevicePublic, UserId)>);

impl Signers {
    /// Those that are vouched for.
    pub(crate) fn of(facility: &Facility, keyring: &Keyring) -> Self {
        let devices = facility.devices.values();
        Self(
            devices
                .filter_map(|device| {
                    let public = DevicePublic(SigningPublic(unhex_exactly(&device.signs_with)?));
                    let vouched = Signature(unhex_exactly(&device.vouched)?);
                    let member = keyring.members().get(&MemberId(device.user.0))?;
                    let own = public.id().0 == device.device.0;
                    let sound = own
                        && member
                            .public
                            .signing
                            .vouches(keyring.facility(), &public, &vouched);
                    sound.then_some((device.device, (public, device.user)))
                })
                .collect(),
        )
    }

    #[cfg(test)]
    pub(crate) fn ids(&self) -> Vec<DeviceId> {
        self.0.keys().copied().collect()
    }

    /// Whether the device that an operation names has signed it, and its member is the author; nothing where the device is not
    /// known.
    pub(crate) fn signed(&self, opened: &OpenedOperation) -> Option<bool> {
        let operation = &opened.recorded.operation;
        let (public, user) = self.0.get(&operation.device)?;
        let signed = public.verifies(&opened.recorded.digest, &opened.signature);
        Some(signed && *user == operation.author)
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
