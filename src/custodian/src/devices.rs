//! By which keys the devices of a facility sign. The facility's record lists them, and everybody who works here can write that
//! record: a line of it counts only where the member whose device it is has vouched for it by their own key, which the keyring
//! names, and a device's id is made of its key, so that no line can put another key in its place.

use std::collections::{BTreeMap, BTreeSet};

use records::model::{Device, Facility};
use records::{DeviceId, Kind, Recorded, State, UserId};
use store::Store;
use vault::device::DevicePublic;
use vault::member::Unlocked;
use vault::{Keyring, MemberId, Signature, SigningPublic};

use crate::custodian::Custodian;
use crate::hex::{hex, unhex_exactly};
use crate::rows::OpenedOperation;
use crate::surroundings::Surroundings;

/// What lines of the facility's record have ever said of devices. Whoever overwrites one takes nothing away: what a member has
/// vouched for stays so.
#[derive(Debug, Default)]
pub(crate) struct Lines(BTreeSet<(UserId, String, String)>);

impl Lines {
    /// Out of operations on the facility.
    pub(crate) fn of<'o>(operations: impl Iterator<Item = &'o Recorded>) -> Self {
        let mut lines = Self::default();
        for recorded in operations {
            let mut alone = recorded.clone();
            alone.operation.parents.clear();
            let changes = &mut alone.operation.changes;
            changes.retain(|change| change.field.is_within("devices"));
            if !changes.is_empty() {
                let mut state = State::new(Kind::Facility);
                state.apply(&alone);
                lines.add(&state.model());
            }
        }
        lines
    }

    /// Those of a facility as it stands.
    pub(crate) fn add(&mut self, facility: &Facility) {
        let sound = facility
            .devices
            .values()
            .filter(|of| !of.vouched.is_empty());
        self.0.extend(sound.map(|of| {
            let (signs_with, vouched) = (of.signs_with.clone(), of.vouched.clone());
            (of.user, signs_with, vouched)
        }));
    }

    /// With others.
    pub(crate) fn extend(&mut self, others: Self) {
        self.0.extend(others.0);
    }
}

/// The devices of a facility, each with its member and its key. By both: a line that names somebody else as a device's member
/// takes nothing away from whose it is.
#[derive(Debug, Default)]
pub(crate) struct Signers(BTreeMap<(DeviceId, UserId), DevicePublic>);

impl Signers {
    /// Those that are vouched for, and under the id that their key gives.
    pub(crate) fn of(facility: &Facility, keyring: &Keyring) -> Self {
        let mut lines = Lines::default();
        lines.add(facility);
        let mut signers = Self::of_lines(&lines, keyring);
        let lines = facility.devices.values();
        let named: BTreeSet<_> = lines.map(|line| (line.device, line.user)).collect();
        signers.0.retain(|at, _| named.contains(at));
        signers
    }

    /// Those that any line has ever vouched for.
    pub(crate) fn of_lines(lines: &Lines, keyring: &Keyring) -> Self {
        let sound = lines.0.iter().filter_map(|(user, signs_with, vouched)| {
            let public = DevicePublic(SigningPublic(unhex_exactly(signs_with)?));
            let vouched = Signature(unhex_exactly(vouched)?);
            let member = keyring.members().get(&MemberId(user.0))?;
            let signing = member.public.signing;
            let sound = signing.vouches(keyring.facility(), &public, &vouched);
            sound.then(|| ((DeviceId(public.id().0), *user), public))
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
