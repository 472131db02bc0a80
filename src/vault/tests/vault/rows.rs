//! Sealed rows: what is sealed opens in its place only, and any harm is refused and named.

use proptest::collection::vec;
use proptest::prelude::*;
use vault::{
    Case, Catalogue, DeviceId, HEADER_LEN, Key, MAX_CONTENT, OpenError, OperationId, Place,
    RecordHash, SEAL_LIMIT, SealError, Table, epoch_of, open, padded_len, seal,
};

use crate::cast::{FACILITY, rng};

fn key(seed: u64) -> Key<Case> {
    Key::make(&mut rng(seed))
}

fn place() -> Place {
    Place {
        record: Some(RecordHash([1; 16])),
        operation: Some(OperationId([2; 16])),
        device: Some(DeviceId([3; 16])),
        sequence: Some(7),
        ..Place::new(FACILITY, Table::Operations, 4, 100)
    }
}

fn places() -> impl Strategy<Value = Place> {
    let id = || proptest::option::of(any::<[u8; 16]>());
    (
        any::<[u8; 16]>(),
        proptest::sample::select(Table::ALL),
        (id(), id(), id(), proptest::option::of(any::<u64>())),
        any::<(u32, u32)>(),
    )
        .prop_map(
            |(facility, table, (record, operation, device, sequence), (epoch, schema))| Place {
                record: record.map(RecordHash),
                operation: operation.map(OperationId),
                device: device.map(DeviceId),
                sequence,
                ..Place::new(vault::FacilityId(facility), table, epoch, schema)
            },
        )
}

proptest! {
    #[test]
    fn what_is_sealed_opens_in_its_place(place in places(), content in vec(any::<u8>(), 0..3000), seed: u64) {
        let key = key(seed);
        let sealed = seal(&key, &place, &content, &mut rng(seed ^ 1)).unwrap();
        prop_assert_eq!(epoch_of(&place, &sealed), Ok(place.epoch));
        prop_assert_eq!(open(&key, &place, &sealed).map(|opened| opened.to_vec()), Ok(content));
    }

    #[test]
    fn any_flipped_bit_is_refused(content in vec(any::<u8>(), 0..300), at: prop::sample::Index, bit in 0_u8..8) {
        let key = key(1);
        let mut sealed = seal(&key, &place(), &content, &mut rng(2)).unwrap();
        let at = at.index(sealed.len());
        sealed[at] ^= 1 << bit;
        let error = open(&key, &place(), &sealed).unwrap_err();
        let named = match at {
            0 => matches!(error, OpenError::UnknownVersion { .. }),
            1..5 => matches!(error, OpenError::OtherEpoch { .. }),
            _ => matches!(error, OpenError::Refused { .. }),
        };
        prop_assert!(named, "{}: {:?}", at, error);
    }

    #[test]
    fn anything_cut_off_is_refused(content in vec(any::<u8>(), 0..300), end: prop::sample::Index) {
        let key = key(1);
        let sealed = seal(&key, &place(), &content, &mut rng(2)).unwrap();
        let end = end.index(sealed.len());
        let error = open(&key, &place(), &sealed[..end]).unwrap_err();
        let named = match end < HEADER_LEN + 16 {
            true => matches!(error, OpenError::TooShort { len, .. } if len == end),
            false => matches!(error, OpenError::Refused { .. }),
        };
        prop_assert!(named, "{:?}", error);
    }

    #[test]
    fn no_two_places_have_one_encoding(a in places(), b in places()) {
        prop_assert_eq!(a == b, a.encode() == b.encode());
    }

    #[test]
    fn the_size_tells_the_size_class_only(content in vec(any::<u8>(), 0..5000)) {
        let sealed = seal(&key(1), &place(), &content, &mut rng(2)).unwrap();
        prop_assert_eq!(sealed.len(), HEADER_LEN + padded_len(content.len()) + 16);
    }

    #[test]
    fn any_bytes_are_survived(bytes in vec(any::<u8>(), 0..200)) {
        prop_assert!(open(&key(1), &place(), &bytes).is_err());
    }
}

#[test]
fn a_row_moved_to_another_place_is_refused() {
    let key = key(1);
    let sealed = seal(&key, &place(), b"made-up finding", &mut rng(2)).unwrap();
    let other = [9; 16];
    let moved = [
        Place {
            facility: vault::FacilityId(other),
            ..place()
        },
        Place {
            table: Table::Checkpoints,
            ..place()
        },
        Place {
            record: Some(RecordHash(other)),
            ..place()
        },
        Place {
            record: None,
            ..place()
        },
        Place {
            operation: Some(OperationId(other)),
            ..place()
        },
        Place {
            operation: None,
            ..place()
        },
        Place {
            device: Some(DeviceId(other)),
            ..place()
        },
        Place {
            device: None,
            ..place()
        },
        Place {
            sequence: Some(8),
            ..place()
        },
        Place {
            sequence: None,
            ..place()
        },
        Place {
            schema: 101,
            ..place()
        },
    ];
    for place in moved {
        assert_eq!(
            open(&key, &place, &sealed),
            Err(OpenError::Refused { place })
        );
    }
    let later = Place {
        epoch: 5,
        ..place()
    };
    assert_eq!(
        open(&key, &later, &sealed),
        Err(OpenError::OtherEpoch {
            place: later,
            sealed_in: 4
        })
    );
    // Nothing and zeros are two places.
    let (none, zero) = (
        Place {
            sequence: None,
            ..place()
        },
        Place {
            sequence: Some(0),
            ..place()
        },
    );
    let sealed = seal(&key, &none, b"", &mut rng(2)).unwrap();
    assert_eq!(
        open(&key, &zero, &sealed),
        Err(OpenError::Refused { place: zero })
    );
}

#[test]
fn another_key_opens_nothing_and_neither_does_the_same_key_for_another_purpose() {
    let sealed = seal(&key(1), &place(), b"text", &mut rng(2)).unwrap();
    assert_eq!(
        open(&key(3), &place(), &sealed),
        Err(OpenError::Refused { place: place() })
    );
    // Made of the same random bytes.
    let catalogue: Key<Catalogue> = Key::make(&mut rng(1));
    assert_eq!(
        open(&catalogue, &place(), &sealed),
        Err(OpenError::Refused { place: place() })
    );
}

#[test]
fn the_same_content_is_never_sealed_alike() {
    let (key, mut rng) = (key(1), rng(2));
    let first = seal(&key, &place(), b"text", &mut rng).unwrap();
    assert_ne!(seal(&key, &place(), b"text", &mut rng).unwrap(), first);
}

#[test]
fn a_key_counts_its_seals_and_stops_long_before_nonces_may_meet() {
    let key = key(1);
    for count in 1..=3 {
        seal(&key, &place(), b"text", &mut rng(count)).unwrap();
        assert_eq!(u64::from(key.seals()), count);
    }
    key.resume(1);
    assert_eq!(key.seals(), 3, "a count never goes down");
    key.resume(SEAL_LIMIT - 1);
    assert!(seal(&key, &place(), b"text", &mut rng(2)).is_ok());
    assert_eq!(
        seal(&key, &place(), b"text", &mut rng(2)),
        Err(SealError::KeyWornOut)
    );
    const { assert!(SEAL_LIMIT as u64 <= (1 << 32) / 256) };
}

#[test]
fn content_too_long_for_a_row_is_refused() {
    let len = MAX_CONTENT + 1;
    assert_eq!(
        seal(&key(1), &place(), &vec![0; len], &mut rng(2)),
        Err(SealError::TooLong { len })
    );
}

#[test]
fn a_refusal_says_what_why_where_and_what_to_do() {
    let error = open(&key(1), &place(), &[1]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "table operations, record 01010101010101010101010101010101, operation 02020202020202020202020202020202, \
         device 03030303030303030303030303030303, number 7, key epoch 4, schema 100: 1 bytes are too few; it was cut off. \
         Fix: restore it from a backup or from another device."
    );
}

#[test]
fn nothing_of_a_key_is_shown() {
    assert_eq!(format!("{:?}", key(1)), "Key<case>(..)");
}
