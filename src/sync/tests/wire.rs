//! Messages read back as they were written, and nothing else is read.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use sync::{
    Answer, Garbled, Head, Item, ItemId, Offered, Origin, Placed, Refusal, Request, Said, ShelfId,
    Stopped, Stream, Verdict,
};

fn bytes(most: usize) -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 0..most)
}

fn items() -> impl Strategy<Value = Item> {
    let origin = prop::option::of((any::<[u8; 16]>(), any::<u64>()));
    let parts = (any::<u8>(), origin, any::<u32>(), bytes(40), bytes(300));
    parts.prop_map(|(stream, origin, epoch, key, bytes)| {
        let origin = origin.map(|(device, sequence)| Origin { device, sequence });
        Item::new(Stream(stream), origin, epoch, key, bytes)
    })
}

fn requests() -> impl Strategy<Value = Request> {
    let spans = prop::collection::vec((any::<u64>(), any::<u64>()), 0..4);
    prop_oneof![
        prop::collection::vec(items(), 0..5).prop_map(Request::Push),
        (items(), any::<u32>()).prop_map(|(item, offset)| Request::Part {
            id: item.id(),
            head: item.head,
            offset,
            bytes: item.bytes,
        }),
        prop::collection::vec(any::<[u8; 32]>().prop_map(ItemId), 0..5).prop_map(Request::Missing),
        Just(Request::Kin),
        (any::<u8>(), any::<u64>(), spans, any::<u32>()).prop_map(|(stream, after, own, most)| {
            Request::Pull {
                stream: Stream(stream),
                after,
                own,
                most,
            }
        }),
        (any::<u64>(), any::<u32>(), any::<u32>()).prop_map(|(cursor, offset, most)| {
            Request::Fetch {
                cursor,
                offset,
                most,
            }
        }),
    ]
}

fn heads() -> impl Strategy<Value = (ItemId, Head)> {
    items().prop_map(|item| (item.id(), item.head))
}

fn answers() -> impl Strategy<Value = Answer> {
    let verdict = prop_oneof![
        any::<u64>().prop_map(Verdict::Kept),
        Just(Verdict::Known),
        (any::<u64>(), any::<u64>())
            .prop_map(|(used, quota)| Verdict::Refused(Refusal::Full { used, quota })),
        (any::<u32>(), any::<u32>())
            .prop_map(|(length, most)| Verdict::Refused(Refusal::TooLarge { length, most })),
        Just(Verdict::Refused(Refusal::Unsound)),
    ];
    let offered = prop_oneof![
        items().prop_map(Offered::Whole),
        heads().prop_map(|(id, head)| Offered::Large { id, head }),
    ];
    let placed = (any::<u64>(), offered).prop_map(|(cursor, offered)| Placed { cursor, offered });
    let said = prop_oneof![
        prop::collection::vec(verdict, 0..5).prop_map(Said::Pushed),
        any::<u32>().prop_map(Said::Parted),
        prop::collection::vec(any::<u32>(), 0..5).prop_map(Said::Missing),
        prop::collection::vec((any::<[u8; 16]>().prop_map(ShelfId), any::<u64>()), 0..3)
            .prop_map(Said::Kin),
        (
            prop::collection::vec(placed, 0..4),
            any::<u64>(),
            any::<bool>()
        )
            .prop_map(|(items, through, more)| Said::Pulled {
                items,
                through,
                more
            }),
        bytes(100).prop_map(Said::Piece),
        prop_oneof![
            Just(Stopped::Expired),
            any::<bool>().prop_map(|wipe| Stopped::Revoked { wipe }),
            any::<u32>().prop_map(Stopped::Busy),
            Just(Stopped::Malformed),
        ]
        .prop_map(Said::Stopped),
    ];
    (any::<[u8; 16]>(), any::<u64>(), said).prop_map(|(shelf, head, said)| Answer {
        shelf: ShelfId(shelf),
        head,
        said,
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read(request in requests(), answer in answers()) {
        prop_assert_eq!(Request::read(&request.to_bytes()), Ok(request));
        prop_assert_eq!(Answer::read(&answer.to_bytes()), Ok(answer));
    }

    /// One bit turned over, cut off anywhere, or with something behind it: not read.
    #[test]
    fn what_was_changed_is_not_read(answer in answers(), place in any::<prop::sample::Index>(), bit in 0..8_u8) {
        let whole = answer.to_bytes();
        let mut turned = whole.clone();
        turned[place.index(whole.len())] ^= 1 << bit;
        prop_assert!(Answer::read(&turned).is_err());
        prop_assert!(Answer::read(&whole[..place.index(whole.len())]).is_err());
        let longer = [&whole[..], &[0]].concat();
        prop_assert_eq!(Answer::read(&longer), Err(Garbled::Harmed));
    }

    #[test]
    fn nothing_that_comes_makes_it_panic(noise in bytes(200)) {
        let _ = Request::read(&noise);
        let _ = Answer::read(&noise);
    }

    /// Head and bytes are both in the name.
    #[test]
    fn another_item_is_called_otherwise(one in items(), other in items()) {
        prop_assert_eq!(one == other, one.id() == other.id());
    }
}

/// Devices in the field speak it: these bytes are read for ever.
#[test]
fn the_form_of_version_1_stands() {
    let item = Item::new(
        Stream::LOG,
        Some(Origin {
            device: [7; 16],
            sequence: 300,
        }),
        2,
        vec![4, 1, 2],
        vec![9, 9],
    );
    let hex: String = Request::Push(vec![item])
        .to_bytes()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    assert_eq!(
        hex,
        "010001020107070707070707070707070707070707ac0202030401020202090970f51572f618ca25"
    );
}

#[test]
fn another_version_says_which() {
    let mut bytes = Request::Kin.to_bytes();
    bytes[0] = 2;
    let end = bytes.len() - 8;
    let digest = <sha2::Sha256 as sha2::Digest>::digest(&bytes[..end]);
    bytes[end..].copy_from_slice(&digest[..8]);
    assert_eq!(Request::read(&bytes), Err(Garbled::Protocol(2)));
}
