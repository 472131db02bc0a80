//! From a password to keys: the floor, the normal form, and what goes where.

use vault::kdf::{Derived, KdfError, MAX_PASSWORD, Params, Recipe, derive, normalised};

use crate::cast::{recipe, rng};

const FLOOR: Params = Params::FLOOR;

#[test]
fn nothing_below_the_floor_is_derived() {
    for weak in [
        Params {
            memory_kib: FLOOR.memory_kib - 1,
            ..FLOOR
        },
        Params { passes: 1, ..FLOOR },
        Params { lanes: 0, ..FLOOR },
        // Much of one doesn't make up for too little of another.
        Params {
            memory_kib: 64 << 10,
            passes: 1,
            lanes: 1,
        },
        Params {
            memory_kib: 8,
            passes: 16,
            lanes: 1,
        },
    ] {
        let downgrade = KdfError::Downgrade { asked: weak };
        assert_eq!(weak.checked(), Err(downgrade.clone()));
        assert_eq!(Recipe::make(weak, &mut rng(1)), Err(downgrade.clone()));
        let recipe = Recipe {
            params: weak,
            salt: [1; 16],
        };
        assert_eq!(
            derive("otter velvet kiosk", &recipe).map(drop),
            Err(downgrade)
        );
    }
}

#[test]
fn nothing_above_the_ceiling_is_derived() {
    let most = Params::CEILING;
    for hostile in [
        Params {
            memory_kib: u32::MAX,
            ..most
        },
        Params {
            passes: u32::MAX,
            ..most
        },
        Params {
            lanes: u32::MAX,
            ..most
        },
    ] {
        let recipe = Recipe {
            params: hostile,
            salt: [1; 16],
        };
        assert_eq!(
            derive("otter", &recipe).map(drop),
            Err(KdfError::Excess { asked: hostile })
        );
    }
    assert_eq!(most.checked(), Ok(most));
    assert_eq!(Params::DEFAULT.checked(), Ok(Params::DEFAULT));
    assert_eq!(FLOOR.checked(), Ok(FLOOR));
}

#[test]
fn a_password_composed_another_way_is_the_same_password() {
    // é as one character and as e with an accent; a ligature and its letters.
    assert_eq!(
        *normalised("caf\u{e9} \u{fb01}n"),
        *normalised("cafe\u{301} fin")
    );
    let first = derive("caf\u{e9}", &recipe(1)).unwrap();
    let second = derive("cafe\u{301}", &recipe(1)).unwrap();
    assert_eq!(first.to_bytes(), second.to_bytes());
    assert_ne!(
        *normalised("Otter "),
        *normalised("otter"),
        "case and spaces count"
    );
}

#[test]
fn password_and_salt_both_matter_and_the_two_keys_differ() {
    let derived = derive("otter", &recipe(1)).unwrap().to_bytes();
    assert_ne!(derived, derive("Otter", &recipe(1)).unwrap().to_bytes());
    assert_ne!(derived, derive("otter", &recipe(2)).unwrap().to_bytes());
    assert_ne!(derived[..32], derived[32..]);
    assert_eq!(Derived::from_bytes(&derived).to_bytes(), derived);
}

#[test]
fn an_empty_or_endless_password_is_refused() {
    assert_eq!(derive("", &recipe(1)).map(drop), Err(KdfError::Empty));
    assert_eq!(
        derive(&"a".repeat(MAX_PASSWORD + 1), &recipe(1)).map(drop),
        Err(KdfError::TooLong)
    );
    // Eighteen characters in the normal form.
    assert_eq!(
        derive(&"\u{fdfa}".repeat(MAX_PASSWORD), &recipe(1)).map(drop),
        Err(KdfError::TooLong)
    );
}
