//! Printed codes: read aloud, typed back, and told where the mistake is.

use proptest::prelude::*;
use sha2::{Digest as _, Sha256};
use vault::kit::{DoorCode, EscrowCode, GROUP_LEN, GROUPS, Kind, KitError, RecoveryCode, Speaker};

use crate::cast::rng;

const ALPHABET: &str = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

fn printed(seed: u64) -> String {
    RecoveryCode::make(&mut rng(seed)).print().to_string()
}

fn read(typed: &str) -> Result<String, KitError> {
    RecoveryCode::parse(typed).map(|code| code.print().to_string())
}

#[test]
fn a_code_is_seven_groups_of_five() {
    let code = printed(1);
    assert_eq!(
        code.split('-').map(str::len).collect::<Vec<_>>(),
        [GROUP_LEN; GROUPS]
    );
    assert!(
        code.chars().all(|c| c == '-' || ALPHABET.contains(c)),
        "{code}"
    );
    // Four characters of five bits in each group are random.
    const { assert!(GROUPS * (GROUP_LEN - 1) * 5 >= 128) };
}

proptest! {
    #[test]
    fn a_code_is_read_as_people_type_it(seed: u64) {
        let code = printed(seed);
        for typed in [
            code.clone(),
            code.to_lowercase(),
            code.replace('-', ""),
            code.replace('-', " "),
            code.replace('-', " \u{2013} "),
            code.replace('0', "O").replace('1', "l"),
            code.replace('0', "o").replace('1', "I"),
            format!("  {code}\n"),
            code.chars().flat_map(|c| [c, ' ']).collect(),
        ] {
            prop_assert_eq!(read(&typed), Ok(code.clone()), "{}", typed);
        }
    }

    #[test]
    fn one_wrong_character_is_found_and_its_group_named(seed: u64, at in 0..GROUPS * GROUP_LEN, shift in 1..32_usize) {
        let mut typed: Vec<char> = printed(seed).chars().filter(|&c| c != '-').collect();
        let was = ALPHABET.find(typed[at]).unwrap();
        typed[at] = ALPHABET.chars().nth((was + shift) % 32).unwrap();
        let groups = vec![at / GROUP_LEN + 1];
        prop_assert_eq!(read(&String::from_iter(typed)), Err(KitError::Mistyped { kind: Kind::Recovery, groups }));
    }

    #[test]
    fn two_characters_that_changed_places_are_found(seed: u64, group in 0..GROUPS, a in 0..GROUP_LEN, b in 0..GROUP_LEN) {
        let mut typed: Vec<char> = printed(seed).chars().filter(|&c| c != '-').collect();
        let (a, b) = (group * GROUP_LEN + a, group * GROUP_LEN + b);
        prop_assume!(typed[a] != typed[b]);
        typed.swap(a, b);
        prop_assert_eq!(read(&String::from_iter(typed)), Err(KitError::Mistyped { kind: Kind::Recovery, groups: vec![group + 1] }));
    }

    #[test]
    fn two_groups_that_changed_places_are_found(seed: u64, a in 0..GROUPS, b in 0..GROUPS) {
        prop_assume!(a < b);
        let code = printed(seed);
        let mut groups: Vec<&str> = code.split('-').collect();
        groups.swap(a, b);
        prop_assert_eq!(read(&groups.join("-")), Err(KitError::Mistyped { kind: Kind::Recovery, groups: vec![a + 1, b + 1] }));
    }

    #[test]
    fn anything_typed_is_survived(typed: String) {
        if let Err(error) = read(&typed) {
            let parts = error.parts();
            for part in [parts.what, parts.why, parts.r#where, parts.fix] {
                prop_assert!(!part.is_empty());
            }
        }
    }
}

#[test]
fn what_is_missing_or_foreign_is_named() {
    let code = printed(1);
    assert_eq!(
        read(""),
        Err(KitError::Length {
            kind: Kind::Recovery,
            found: 0
        })
    );
    assert_eq!(
        read(&code[..code.len() - 6]),
        Err(KitError::Length {
            kind: Kind::Recovery,
            found: 30
        })
    );
    let mut groups: Vec<&str> = code.split('-').collect();
    groups[3] = &groups[3][..4];
    assert_eq!(
        read(&groups.join(" ")),
        Err(KitError::GroupLength {
            kind: Kind::Recovery,
            group: 4,
            found: 4
        })
    );
    let mut typed = code.clone();
    typed.replace_range(6..7, "U");
    assert_eq!(
        read(&typed),
        Err(KitError::Character {
            kind: Kind::Recovery,
            group: 2,
            found: 'U'
        })
    );
}

#[test]
fn an_escrow_code_isnt_taken_for_a_recovery_code() {
    let (recovery, escrow) = (printed(1), EscrowCode::make(&mut rng(1)).print());
    assert_eq!(
        read(&escrow),
        Err(KitError::OtherKind {
            found: Kind::Escrow
        })
    );
    let other = EscrowCode::parse(&recovery).map(drop);
    assert_eq!(
        other,
        Err(KitError::OtherKind {
            found: Kind::Recovery
        })
    );
}

#[test]
fn nothing_of_a_code_is_shown() {
    assert_eq!(
        format!("{:?}", RecoveryCode::make(&mut rng(1))),
        "RecoveryCode(..)"
    );
}

#[test]
fn a_code_for_the_door_is_shorter_and_shows_the_server_nothing_it_vouches_by() {
    let code = DoorCode::make(&mut rng(1));
    let printed = code.print();
    assert_eq!(printed.len(), 4 * GROUP_LEN + 3, "{}", *printed);
    let typed = DoorCode::parse(&printed.to_lowercase()).unwrap();
    assert_eq!(typed.shown(), code.shown());
    let kept: [u8; 32] = Sha256::digest(code.shown()).into();
    assert_eq!(code.kept(), kept);
    let vouched = code.vouch(Speaker::Invited, b"public keys");
    assert!(typed.vouches(Speaker::Invited, b"public keys", &vouched));
    assert!(!typed.vouches(Speaker::Inviter, b"public keys", &vouched));
    assert!(!typed.vouches(Speaker::Invited, b"other keys", &vouched));
    let other = DoorCode::make(&mut rng(2));
    assert!(!other.vouches(Speaker::Invited, b"public keys", &vouched));
    assert_ne!(vouched, code.shown());
    let recovery = RecoveryCode::make(&mut rng(3)).print();
    let wrong = DoorCode::parse(&recovery).map(drop);
    let found = GROUPS * GROUP_LEN;
    assert_eq!(
        wrong,
        Err(KitError::Length {
            kind: Kind::Door,
            found
        })
    );
}
