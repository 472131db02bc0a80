//! A line of the facility's record is no proof of a device: its member has to vouch for it.

use records::model::{Device as Entry, Facility};
use records::{EntryId, UserId};
use store::simulated::Device;
use vault::device::DeviceKey;

use super::world::{Keeper, OTHER, World, shared};
use crate::Surroundings as _;
use crate::devices::Signers;
use crate::hex::hex;

fn signers(keeper: &Keeper, facility: &Facility) -> Signers {
    let session = keeper.session().expect("unlocked");
    Signers::of(facility, &session.keyring)
}

fn known(keeper: &Keeper, facility: &Facility) -> Vec<records::DeviceId> {
    signers(keeper, facility).ids()
}

#[test]
fn nobody_makes_a_device_of_a_colleague_or_puts_another_key_in_its_place() {
    let (device, world) = (Device::new(), World::new(61));
    let mut keeper = shared(&device, &world);
    futures_executor::block_on(keeper.unlock("perrin", OTHER)).expect("unlocked");
    let session = keeper.session().expect("unlocked");
    let facility = session.facility.clone();
    let me = session.user();
    let colleague = facility.members.keys().find(|user| user.0 != me.0);
    let colleague = UserId(colleague.expect("there").0);
    assert_eq!(known(&keeper, &facility).len(), 2);
    let forged = DeviceKey::make(&mut world.rng());
    let own = keeper.device_entry(&session.member, &forged.public());
    let with = |entry: Entry| {
        let mut facility = facility.clone();
        facility.devices.insert(EntryId(entry.device.0), entry);
        known(&keeper, &facility)
    };
    assert_eq!(
        with(own.clone()).len(),
        3,
        "one's own further device counts"
    );
    // As the colleague's.
    let theirs = Entry {
        user: colleague,
        ..own.clone()
    };
    assert_eq!(with(theirs).len(), 2);
    // Vouched for by nobody.
    let unvouched = Entry {
        vouched: String::new(),
        ..own.clone()
    };
    assert_eq!(with(unvouched).len(), 2);
    // Another key under the id of the colleague's device.
    let mut devices = facility.devices.values();
    let victim = devices
        .find(|entry| entry.user == colleague)
        .expect("there");
    let replaced = Entry {
        device: victim.device,
        ..own.clone()
    };
    let left = with(replaced);
    assert!(
        !left.contains(&victim.device) && left.len() == 1,
        "{left:?}"
    );
    let swapped = Entry {
        signs_with: hex(&forged.public().0.0),
        ..victim.clone()
    };
    assert!(!with(swapped).contains(&victim.device));

    // Another line, vouched for by oneself, that says the colleague's device is one's own.
    let public = vault::device::DevicePublic(vault::SigningPublic(
        crate::hex::unhex_exactly(&victim.signs_with).expect("a key"),
    ));
    let claimed = keeper.device_entry(&session.member, &public);
    assert_eq!(claimed.device, victim.device);
    let mut facility = facility.clone();
    facility.devices.insert(EntryId([0xff; 16]), claimed);
    assert!(signers(&keeper, &facility).knows(victim.device, colleague));
}
