//! Members: each opens their own envelope by password, kit or escrow, nobody another's, and a change strands nothing.

use proptest::prelude::*;
use vault::device::DeviceKey;
use vault::kdf::{KdfError, Params, derive};
use vault::kit::{EscrowCode, RecoveryCode};
use vault::member::{Enrolment, EnvelopeError, NameHash, UnlockError, enrol};
use vault::{DeviceId, Envelope, MemberId, OpenError};

use crate::cast::{FACILITY, member, recipe, rng, unlock_key};

#[test]
fn a_password_opens_its_members_envelope() {
    let recipe = recipe(1);
    let unlock = derive("otter velvet kiosk plumage", &recipe)
        .unwrap()
        .unlock;
    let new = Enrolment {
        facility: FACILITY,
        member: MemberId([1; 16]),
        name: "ttestcase",
        recipe,
        unlock: &unlock,
        escrow: None,
    };
    let enrolled = enrol(&new, &mut rng(1)).unwrap();
    let read = Envelope::parse(&enrolled.envelope.to_bytes()).unwrap();
    assert_eq!(read, enrolled.envelope);
    assert_eq!(read.name(), NameHash::of(FACILITY, " TTestcase "));
    let typed_again = derive("otter velvet kiosk plumage", &read.recipe())
        .unwrap()
        .unlock;
    let unlocked = read.unlock(&typed_again).unwrap();
    assert_eq!(unlocked.public(), enrolled.unlocked.public());
    let wrong = derive("otter velvet kiosk", &read.recipe()).unwrap().unlock;
    assert_eq!(
        read.unlock(&wrong).map(drop),
        Err(UnlockError::WrongPassword)
    );
}

#[test]
fn of_ten_members_on_one_device_none_opens_anothers() {
    let escrow = EscrowCode::make(&mut rng(99));
    let members: Vec<_> = (1..=10)
        .map(|byte| member(byte, Some(escrow.public())))
        .collect();
    let device = DeviceId([5; 16]);
    for (a, owner) in (1..).zip(&members) {
        let device_key = DeviceKey::make(&mut rng(200))
            .wrap(device, &owner.unlocked, &mut rng(201))
            .unwrap();
        for (b, other) in (1..).zip(&members) {
            let by_password = owner.envelope.unlock(&unlock_key(b)).map(drop);
            let by_kit = owner.envelope.unlock_by_kit(&other.kit).map(drop);
            let device_key = DeviceKey::unwrap(device, &other.unlocked, &device_key).map(drop);
            if a == b {
                assert_eq!((by_password, by_kit, device_key), (Ok(()), Ok(()), Ok(())));
            } else {
                assert_eq!(by_password, Err(UnlockError::WrongPassword), "{a} {b}");
                assert_eq!(by_kit, Err(UnlockError::WrongKit), "{a} {b}");
                assert_eq!(device_key, Err(UnlockError::Altered), "{a} {b}");
                let changed = other.unlocked.change_password(
                    &owner.envelope,
                    recipe(1),
                    &unlock_key(b),
                    &mut rng(1),
                );
                assert_eq!(changed.map(drop), Err(UnlockError::OtherMember));
            }
        }
    }
}

#[test]
fn a_changed_password_opens_what_the_old_one_sealed_and_the_old_one_opens_no_more() {
    let enrolled = member(1, None);
    let device = DeviceId([5; 16]);
    let key = DeviceKey::make(&mut rng(7));
    let wrapped = key.wrap(device, &enrolled.unlocked, &mut rng(8)).unwrap();
    let changed = enrolled
        .unlocked
        .change_password(&enrolled.envelope, recipe(2), &unlock_key(2), &mut rng(3))
        .unwrap();
    assert_eq!(changed.revision(), enrolled.envelope.revision() + 1);
    assert_eq!(changed.recipe(), recipe(2));
    assert_eq!(
        changed.unlock(&unlock_key(1)).map(drop),
        Err(UnlockError::WrongPassword)
    );
    let unlocked = changed.unlock(&unlock_key(2)).unwrap();
    let opened = DeviceKey::unwrap(device, &unlocked, &wrapped).unwrap();
    assert_eq!(opened.public(), key.public());
    // The kit is still the printed one.
    assert!(changed.unlock_by_kit(&enrolled.kit).is_ok());
}

#[test]
fn a_recovery_ends_with_a_new_password_and_a_new_kit() {
    let lost = member(1, None);
    let typed = RecoveryCode::parse(&lost.kit.print().to_lowercase()).unwrap();
    let recovered = lost.envelope.unlock_by_kit(&typed).unwrap();
    let found = recovered
        .finish(recipe(2), &unlock_key(2), &mut rng(4))
        .unwrap();
    assert_eq!(found.unlocked.public(), lost.unlocked.public());
    assert!(found.envelope.unlock(&unlock_key(2)).is_ok());
    assert_eq!(
        found.envelope.unlock(&unlock_key(1)).map(drop),
        Err(UnlockError::WrongPassword)
    );
    assert_eq!(
        found.envelope.unlock_by_kit(&lost.kit).map(drop),
        Err(UnlockError::WrongKit)
    );
    assert!(found.envelope.unlock_by_kit(&found.kit).is_ok());
}

#[test]
fn a_new_kit_makes_the_old_one_void() {
    let enrolled = member(1, None);
    let (envelope, kit) = enrolled
        .unlocked
        .replace_kit(&enrolled.envelope, &mut rng(4))
        .unwrap();
    assert_eq!(
        envelope.unlock_by_kit(&enrolled.kit).map(drop),
        Err(UnlockError::WrongKit)
    );
    assert!(envelope.unlock_by_kit(&kit).is_ok());
    assert!(envelope.unlock(&unlock_key(1)).is_ok());
}

#[test]
fn the_glass_is_broken_by_the_escrow_code_and_by_the_present_one_only() {
    let code = EscrowCode::make(&mut rng(50));
    let enrolled = member(1, Some(code.public()));
    let typed = EscrowCode::parse(&code.print()).unwrap();
    let opened = enrolled.envelope.unlock_by_escrow(&typed).unwrap();
    assert_eq!(opened.public(), enrolled.unlocked.public());
    // The code has been seen: it is replaced.
    let next = EscrowCode::make(&mut rng(51));
    let sealed_anew = enrolled
        .unlocked
        .set_escrow(&enrolled.envelope, Some(next.public()), &mut rng(5))
        .unwrap();
    assert_eq!(sealed_anew.escrow(), Some(next.public()));
    assert_eq!(
        sealed_anew.unlock_by_escrow(&code).map(drop),
        Err(UnlockError::WrongEscrow)
    );
    assert!(sealed_anew.unlock_by_escrow(&next).is_ok());
    let none = enrolled
        .unlocked
        .set_escrow(&sealed_anew, None, &mut rng(5))
        .unwrap();
    assert_eq!(
        none.unlock_by_escrow(&next).map(drop),
        Err(UnlockError::NotMade { what: "escrow" })
    );
}

/// An envelope whose bytes were changed and whose check sum was made right again, as someone would who means it.
fn with_sum(mut bytes: Vec<u8>) -> Vec<u8> {
    use sha2::{Digest as _, Sha256};
    let end = bytes.len() - 8;
    let label = b"chartroom member envelope 1";
    let sum = Sha256::new()
        .chain_update((label.len() as u64).to_be_bytes())
        .chain_update(label)
        .chain_update(&bytes[..end])
        .finalize();
    bytes[end..].copy_from_slice(&sum[..8]);
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn damage_is_told_from_a_wrong_password(at: prop::sample::Index, bit in 0_u8..8) {
        let mut bytes = member(1, None).envelope.to_bytes();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        let error = Envelope::parse(&bytes).unwrap_err();
        let named = match at {
            0 => matches!(error, EnvelopeError::UnknownVersion { .. }),
            _ => error == EnvelopeError::Damaged,
        };
        prop_assert!(named, "{:?}", error);
    }

    #[test]
    fn any_bit_changed_on_purpose_is_refused(at: prop::sample::Index, bit in 0_u8..8) {
        let mut bytes = member(1, Some(EscrowCode::make(&mut rng(9)).public())).envelope.to_bytes();
        let at = 1 + at.index(bytes.len() - 9);
        bytes[at] ^= 1 << bit;
        let error = Envelope::parse(&with_sum(bytes)).unwrap_err();
        prop_assert!(matches!(error, EnvelopeError::Altered | EnvelopeError::Kdf(_)), "{:?}", error);
    }

    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        prop_assert!(Envelope::parse(&bytes).is_err());
    }
}

#[test]
fn an_envelope_that_asks_for_less_than_the_floor_is_refused_as_a_downgrade() {
    let bytes = member(1, None).envelope.to_bytes();
    // The recipe as postcard writes it: 19456 KiB in three bytes, two passes, one lane, the salt's first byte.
    let floor = [0x80, 0x98, 0x01, 2, 1, 1];
    let at = bytes.windows(6).position(|window| window == floor).unwrap();
    for (offset, byte, asked) in [
        (
            1,
            0x97,
            Params {
                memory_kib: (19 << 10) - 128,
                ..Params::FLOOR
            },
        ),
        (
            3,
            1,
            Params {
                passes: 1,
                ..Params::FLOOR
            },
        ),
        (
            4,
            0,
            Params {
                lanes: 0,
                ..Params::FLOOR
            },
        ),
    ] {
        let mut weakened = bytes.clone();
        weakened[at + offset] = byte;
        let downgrade = EnvelopeError::Kdf(KdfError::Downgrade { asked });
        assert_eq!(Envelope::parse(&with_sum(weakened)), Err(downgrade));
    }
    // Whoever enrols can't do it either.
    let weak = vault::kdf::Recipe {
        params: Params {
            passes: 1,
            ..Params::FLOOR
        },
        salt: [1; 16],
    };
    let enrolled = member(1, None);
    let changed =
        enrolled
            .unlocked
            .change_password(&enrolled.envelope, weak, &unlock_key(1), &mut rng(1));
    let downgrade = UnlockError::Kdf(KdfError::Downgrade { asked: weak.params });
    assert_eq!(changed.map(drop), Err(downgrade));
}

#[test]
fn serde_writes_an_envelope_as_its_bytes_and_checks_it() {
    let envelope = member(1, None).envelope;
    let mut written = postcard::to_allocvec(&envelope).unwrap();
    assert_eq!(
        postcard::from_bytes::<Envelope>(&written).unwrap(),
        envelope
    );
    *written.last_mut().unwrap() ^= 1;
    assert!(postcard::from_bytes::<Envelope>(&written).is_err());
}

#[test]
fn fingerprints_tell_members_apart() {
    let [first, second] = [1, 2].map(|byte| member(byte, None).envelope.public().fingerprint());
    assert_ne!(first, second);
    assert_eq!(first.split(' ').map(str::len).collect::<Vec<_>>(), [4; 8]);
}

#[test]
fn refusals_have_four_parts() {
    for parts in [
        UnlockError::WrongPassword.parts(),
        EnvelopeError::Damaged.parts(),
        KdfError::Empty.parts(),
        OpenError::EpochNotHeld {
            epoch: 3,
            newest: 2,
        }
        .parts(),
    ] {
        for part in [&parts.what, &parts.why, &parts.r#where, &parts.fix] {
            assert!(!part.is_empty(), "{parts:?}");
        }
    }
}

#[test]
fn what_a_member_seals_for_themselves_opens_for_nobody_else_and_nowhere_else() {
    let [first, second] = [1, 2].map(|byte| member(byte, None));
    let sealed = first.unlocked.seal_own(b"here", b"a code", &mut rng(5));
    let mut sealed = sealed.unwrap();
    let opens = |sealed: &[u8]| first.unlocked.open_own(b"here", sealed);
    assert_eq!(&opens(&sealed).unwrap()[..], b"a code");
    assert!(second.unlocked.open_own(b"here", &sealed).is_none());
    assert!(first.unlocked.open_own(b"there", &sealed).is_none());
    // Also when they have another password.
    let changed =
        first
            .unlocked
            .change_password(&first.envelope, recipe(7), &unlock_key(7), &mut rng(6));
    let again = changed.unwrap().unlock(&unlock_key(7)).unwrap();
    assert_eq!(&again.open_own(b"here", &sealed).unwrap()[..], b"a code");
    for length in 0..sealed.len() {
        assert!(opens(&sealed[..length]).is_none(), "{length} bytes");
    }
    for place in 0..sealed.len() {
        sealed[place] ^= 1;
        assert!(opens(&sealed).is_none(), "byte {place}");
        sealed[place] ^= 1;
    }
}
