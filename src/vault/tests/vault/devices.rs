//! Devices: what one signs only it can have signed, and its chain shows what is missing, doubled or changed.

use proptest::prelude::*;
use vault::device::{Chain, ChainBreak, DeviceKey, Link};
use vault::member::UnlockError;
use vault::{DeviceId, Signature};

use crate::cast::{member, rng};

const DEVICE: DeviceId = DeviceId([5; 16]);

proptest! {
    #[test]
    fn a_signature_is_good_for_its_digest_and_device_only(digest: [u8; 32], at in 0..96_usize, bit in 0_u8..8) {
        let (key, other) = (DeviceKey::make(&mut rng(1)), DeviceKey::make(&mut rng(2)));
        let signature = key.sign(&digest);
        prop_assert!(key.public().verifies(&digest, &signature));
        prop_assert!(!other.public().verifies(&digest, &signature));
        let mut harmed = [0; 96];
        harmed[..32].copy_from_slice(&digest);
        harmed[32..].copy_from_slice(&signature.0);
        harmed[at] ^= 1 << bit;
        let (digest, signature) = harmed.split_first_chunk().unwrap();
        prop_assert!(!key.public().verifies(digest, &Signature(signature.try_into().unwrap())));
    }
}

#[test]
fn a_device_key_is_kept_under_its_members_keys() {
    let owner = member(1, None).unlocked;
    let key = DeviceKey::make(&mut rng(1));
    let wrapped = key.wrap(DEVICE, &owner, &mut rng(2)).unwrap();
    assert_eq!(
        DeviceKey::unwrap(DEVICE, &owner, &wrapped)
            .unwrap()
            .public(),
        key.public()
    );
    let altered = Err(UnlockError::Altered);
    let another_device = DeviceKey::unwrap(DeviceId([6; 16]), &owner, &wrapped).map(drop);
    assert_eq!(another_device, altered);
    for at in 0..wrapped.len() {
        let mut harmed = wrapped.clone();
        harmed[at] ^= 1 << (at % 8);
        assert_eq!(
            DeviceKey::unwrap(DEVICE, &owner, &harmed).map(drop),
            altered,
            "byte {at}"
        );
        assert_eq!(
            DeviceKey::unwrap(DEVICE, &owner, &wrapped[..at]).map(drop),
            altered
        );
    }
}

/// Five operations' links and digests.
fn history() -> Vec<(Link, [u8; 32])> {
    let mut chain = Chain::start(DEVICE);
    (1..=5)
        .map(|byte| {
            let (link, digest) = (chain.next(), [byte; 32]);
            chain.follow(link, &digest).unwrap();
            (link, digest)
        })
        .collect()
}

fn followed(history: &[(Link, [u8; 32])]) -> Result<Chain, ChainBreak> {
    let mut chain = Chain::start(DEVICE);
    history
        .iter()
        .try_for_each(|(link, digest)| chain.follow(*link, digest))?;
    Ok(chain)
}

#[test]
fn what_is_left_out_doubled_moved_or_changed_shows_and_where() {
    let sound = history();
    let whole = followed(&sound).unwrap();
    assert_eq!(whole.sequence(), 5);

    let mut left_out = sound.clone();
    left_out.remove(2);
    assert_eq!(
        followed(&left_out),
        Err(ChainBreak::Gap {
            expected: 3,
            found: 4
        })
    );

    let mut doubled = sound.clone();
    doubled.insert(2, sound[1]);
    assert_eq!(
        followed(&doubled),
        Err(ChainBreak::Repeated { sequence: 2 })
    );

    let mut moved = sound.clone();
    moved.swap(1, 2);
    assert_eq!(
        followed(&moved),
        Err(ChainBreak::Gap {
            expected: 2,
            found: 3
        })
    );

    let mut changed = sound.clone();
    changed[1].1 = [99; 32];
    assert_eq!(followed(&changed), Err(ChainBreak::Forked { sequence: 3 }));

    // The last one changed, or cut off: only a head kept elsewhere tells.
    let mut last = sound.clone();
    last[4].1 = [99; 32];
    assert_ne!(followed(&last).unwrap().head(), whole.head());
    assert_ne!(followed(&sound[..4]).unwrap().head(), whole.head());
}

#[test]
fn two_devices_chains_never_agree() {
    assert_ne!(
        Chain::start(DEVICE).head(),
        Chain::start(DeviceId([6; 16])).head()
    );
}
