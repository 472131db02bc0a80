//! Attachments: any part alone, and nothing cut off, moved, doubled or added.

use proptest::prelude::*;
use vault::attachment::{
    AttachmentError, CHUNK, HEADER_LEN, Layout, MAX_LEN, Sealer, TAG, chunk_nonce,
};
use vault::{Case, Key, OperationId, Place, RecordHash, Table};

use crate::cast::{FACILITY, content_of as content, rng};

fn key() -> Key<Case> {
    Key::make(&mut rng(1))
}

fn place() -> Place {
    Place {
        record: Some(RecordHash([1; 16])),
        operation: Some(OperationId([2; 16])),
        ..Place::new(FACILITY, Table::Bodies, 3, 100)
    }
}

fn opened(sealed: &[u8]) -> Result<Vec<u8>, AttachmentError> {
    Sealer::open_whole(&key(), &place(), sealed).map(|content| content.to_vec())
}

#[test]
fn content_of_any_length_comes_back() {
    for len in [
        0,
        1,
        56,
        57,
        1000,
        CHUNK - 9,
        CHUNK - 8,
        CHUNK - 7,
        CHUNK,
        2 * CHUNK + 5,
        3 * CHUNK - 8,
    ] {
        let content = content(len);
        let sealed = Sealer::seal_whole(&key(), &place(), &content).unwrap();
        let layout = Layout::of_content(len as u64).unwrap();
        assert_eq!(
            sealed.len() as u64,
            HEADER_LEN as u64 + layout.sealed_len(),
            "{len}"
        );
        assert_eq!(opened(&sealed).unwrap(), content, "{len}");
    }
}

#[test]
fn one_chunk_opens_alone() {
    let content = content(3 * CHUNK);
    let sealed = Sealer::seal_whole(&key(), &place(), &content).unwrap();
    let (header, chunks) = sealed.split_at(HEADER_LEN);
    let sealer = Sealer::resume(&key(), &place(), header, chunks.len() as u64).unwrap();
    let layout = sealer.layout();
    let len = content.len() as u64;
    for chunk in (0..layout.chunks()).rev() {
        let range = layout.sealed_range(chunk);
        let frame = sealer
            .open(chunk, &chunks[range.start as usize..range.end as usize])
            .unwrap();
        let range = layout.content_range(chunk, len);
        let part = &content[range.start as usize..range.end as usize];
        assert_eq!(layout.content(chunk, len, &frame), Some(part), "{chunk}");
        assert_eq!(*frame, layout.frame(chunk, len, part), "{chunk}");
    }
}

#[test]
fn chunks_cut_off_moved_doubled_or_added_are_refused() {
    let content = content(3 * CHUNK);
    let sealed = Sealer::seal_whole(&key(), &place(), &content).unwrap();
    let (header, chunks) = sealed.split_at(HEADER_LEN);
    let parts: Vec<&[u8]> = chunks.chunks(CHUNK + TAG).collect();
    assert_eq!(parts.len(), 4);
    let join = |order: &[usize]| {
        let mut out = header.to_vec();
        order
            .iter()
            .for_each(|&at| out.extend_from_slice(parts[at]));
        out
    };
    assert_eq!(opened(&join(&[0, 1, 2, 3])).unwrap(), content);
    let refused = |chunk| {
        Err(AttachmentError::Refused {
            place: place(),
            chunk,
        })
    };
    assert_eq!(opened(&join(&[1, 0, 2, 3])), refused(0));
    assert_eq!(opened(&join(&[0, 2, 1, 3])), refused(1));
    assert_eq!(opened(&join(&[0, 0, 2, 3])), refused(1));
    // A whole number of full chunks is a length an attachment can have. The length inside gives it away, and to who
    // reads chunk by chunk the last one's flag.
    let found = 2 * (CHUNK + TAG) as u64;
    assert_eq!(
        opened(&join(&[0, 1])),
        Err(AttachmentError::Length {
            place: place(),
            found
        })
    );
    let sealer = Sealer::resume(&key(), &place(), header, found).unwrap();
    assert_eq!(sealer.open(1, parts[1]).map(drop), refused(1).map(drop));
    assert_eq!(opened(&join(&[0])), refused(0));
    for order in [&[0, 1, 3][..], &[0, 1, 2, 2, 3], &[0, 1, 2, 3, 3], &[]] {
        assert!(opened(&join(order)).is_err(), "{order:?}");
    }
    let mut cut = join(&[0, 1, 2, 3]);
    cut.truncate(cut.len() - 1);
    let found = cut.len() as u64 - HEADER_LEN as u64;
    assert_eq!(
        opened(&cut),
        Err(AttachmentError::Length {
            place: place(),
            found
        })
    );
}

#[test]
fn content_sealed_twice_is_the_same_and_chunks_of_two_contents_dont_mix() {
    let mut content = content(CHUNK * 3 / 2);
    let first = Sealer::seal_whole(&key(), &place(), &content).unwrap();
    // Two devices that seal one file write the same rows.
    let again = Sealer::seal_whole(&key(), &place(), &content).unwrap();
    assert_eq!(first, again);
    content[0] ^= 1;
    let other = Sealer::seal_whole(&key(), &place(), &content).unwrap();
    let mut mixed = first.clone();
    let second = HEADER_LEN + CHUNK + TAG;
    mixed[second..].copy_from_slice(&other[second..]);
    assert_eq!(
        opened(&mixed),
        Err(AttachmentError::Refused {
            place: place(),
            chunk: 1
        })
    );
    for other in [
        Place {
            operation: Some(OperationId([3; 16])),
            ..place()
        },
        Place {
            record: Some(RecordHash([3; 16])),
            ..place()
        },
        Place {
            schema: 101,
            ..place()
        },
    ] {
        let moved = Sealer::open_whole(&key(), &other, &first);
        assert_eq!(
            moved,
            Err(AttachmentError::Refused {
                place: other,
                chunk: 0
            })
        );
    }
    let later = Place {
        epoch: 4,
        ..place()
    };
    let rolled_back = Sealer::open_whole(&key(), &later, &first);
    assert_eq!(
        rolled_back,
        Err(AttachmentError::OtherEpoch {
            place: later,
            sealed_in: 3
        })
    );
}

proptest! {
    #[test]
    fn any_flipped_bit_is_refused(len in 0..3000_usize, at: prop::sample::Index, bit in 0_u8..8) {
        let mut sealed = Sealer::seal_whole(&key(), &place(), &content(len)).unwrap();
        let at = at.index(sealed.len());
        sealed[at] ^= 1 << bit;
        prop_assert!(opened(&sealed).is_err());
    }

    #[test]
    fn layouts_agree_from_both_sides(len in 0..=MAX_LEN) {
        let layout = Layout::of_content(len).unwrap();
        prop_assert_eq!(Layout::of_sealed(layout.sealed_len()), Some(layout));
        let last = layout.chunks() - 1;
        prop_assert_eq!(layout.sealed_range(last).end, layout.sealed_len());
        prop_assert_eq!(layout.content_range(last, len).end, len);
        prop_assert!(layout.is_last(last) && (last == 0 || !layout.is_last(last - 1)));
    }

    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(opened(&bytes).is_err());
    }
}

#[test]
fn a_film_too_long_is_refused_before_anything_is_sealed() {
    let len = MAX_LEN + 1;
    assert_eq!(
        Layout::of_content(len),
        Err(AttachmentError::TooLong { len })
    );
    assert!(Layout::of_content(MAX_LEN).is_ok());
}

#[test]
fn what_webcrypto_is_given_seals_the_same_bytes() {
    use aes_gcm::aead::{Aead as _, KeyInit as _, Payload};
    let content = content(CHUNK + 100);
    let len = content.len() as u64;
    let sealer = Sealer::begin(&key(), &place(), len, &[2; 32]).unwrap();
    let layout = sealer.layout();
    let cipher = aes_gcm::Aes256Gcm::new(sealer.key_for_webcrypto().into());
    for chunk in 0..layout.chunks() {
        let range = layout.content_range(chunk, len);
        let frame = layout.frame(
            chunk,
            len,
            &content[range.start as usize..range.end as usize],
        );
        let nonce = chunk_nonce(chunk, layout.is_last(chunk));
        let aad = sealer.associated(chunk);
        let there = cipher
            .encrypt(
                &nonce.into(),
                Payload {
                    msg: &frame,
                    aad: &aad,
                },
            )
            .unwrap();
        assert_eq!(sealer.seal(chunk, frame).unwrap(), there);
    }
}
