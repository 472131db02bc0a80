//! Every way of tampering with a chain is found, and named at its place.

use access::DeviceId;
use access::audit::{Chain, Fault, Hash, Head, Place, Row, Verdict, Verifier, verify};
use proptest::prelude::*;
use proptest::sample::Index;

const DEVICE: DeviceId = DeviceId([7; 16]);
const OTHER: DeviceId = DeviceId([8; 16]);

/// A chain's rows, and its head after each length.
#[derive(Debug)]
struct Written {
    rows: Vec<Vec<u8>>,
    heads: Vec<Head>,
}

impl Written {
    fn on(device: DeviceId, events: &[Vec<u8>]) -> Self {
        let mut chain = Chain::begin(device);
        let mut written = Self {
            rows: Vec::new(),
            heads: vec![chain.head()],
        };
        for sealed in events {
            let (row, after) = chain.append(sealed);
            written.rows.push(row.to_bytes());
            written.heads.push(after.head());
            chain = after;
        }
        written
    }

    fn head(&self) -> Head {
        self.heads[self.rows.len()]
    }

    fn faults(rows: &[Vec<u8>], head: Head) -> Vec<Fault> {
        match verify(rows, head) {
            Verdict::Sound(_) => Vec::new(),
            Verdict::Broken(faults) => faults,
        }
    }
}

fn chains() -> impl Strategy<Value = Written> {
    let event = proptest::collection::vec(any::<u8>(), 0..40);
    proptest::collection::vec(event, 1..=200).prop_map(|events| Written::on(DEVICE, &events))
}

/// The row with `change` made to it and its own hash made right again: what a forger without a key can do.
fn forged(row: &[u8], previous: Option<Hash>, sealed: Option<&[u8]>) -> Vec<u8> {
    let read = Row::read(row).expect("a row");
    let mut changed = Row {
        previous: previous.unwrap_or(read.previous),
        sealed: sealed.unwrap_or(read.sealed),
        ..read
    };
    changed.hash = changed.right_hash();
    changed.to_bytes()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn an_untouched_chain_is_sound(chain in chains(), cut in any::<Index>()) {
        let head = chain.head();
        prop_assert_eq!(verify(&chain.rows, head), Verdict::Sound(head));
        // So is what was added since a head that was checked before, and any earlier head is a true witness.
        let at = cut.index(chain.rows.len() + 1);
        let mut rest = Verifier::after(chain.heads[at], head).witness(chain.heads[at]);
        chain.rows[at..].iter().for_each(|row| rest.row(row));
        prop_assert_eq!(rest.finish(), Verdict::Sound(head));
        let mut witnessed = Verifier::new(head).witness(chain.heads[at]);
        chain.rows.iter().for_each(|row| witnessed.row(row));
        prop_assert_eq!(witnessed.finish(), Verdict::Sound(head));
    }

    #[test]
    fn an_edit_of_any_byte_names_its_entry(chain in chains(), row in any::<Index>(), byte in any::<Index>(), flip in 1..=255_u8) {
        let (mut rows, head) = (chain.rows.clone(), chain.head());
        let n = row.index(rows.len());
        let at = byte.index(rows[n].len());
        rows[n][at] ^= flip;
        let faults = Written::faults(&rows, head);
        let named = matches!(faults[..], [Fault::Edited { sequence, position, .. }]
            if sequence == n as u64 && position == n as u64);
        prop_assert!(named, "{n} {at}: {faults:?}");
    }

    #[test]
    fn a_row_cut_short_names_its_entry(chain in chains(), row in any::<Index>(), to in any::<Index>()) {
        let (mut rows, head) = (chain.rows.clone(), chain.head());
        let n = row.index(rows.len());
        let to = to.index(rows[n].len());
        rows[n].truncate(to);
        let faults = Written::faults(&rows, head);
        let named = matches!(faults[..], [Fault::Edited { sequence, .. }] if sequence == n as u64);
        prop_assert!(named, "{n} {to}: {faults:?}");
    }

    #[test]
    fn an_edit_with_its_hash_made_anew_is_named(chain in chains(), row in any::<Index>(), sealed in proptest::collection::vec(any::<u8>(), 41..50)) {
        let (mut rows, head) = (chain.rows.clone(), chain.head());
        let n = row.index(rows.len());
        rows[n] = forged(&rows[n], None, Some(&sealed));
        let sequence = n as u64;
        let expected = if n + 1 == rows.len() {
            Fault::HeadDiffers { sequence, head }
        } else {
            Fault::Replaced { sequence }
        };
        prop_assert_eq!(Written::faults(&rows, head), vec![expected]);
    }

    #[test]
    fn an_entry_chained_to_something_else_is_named(chain in chains(), row in any::<Index>(), previous in any::<[u8; 32]>()) {
        let (mut rows, head) = (chain.rows.clone(), chain.head());
        let n = row.index(rows.len());
        rows[n] = forged(&rows[n], Some(Hash(previous)), None);
        let faults = Written::faults(&rows, head);
        prop_assert!(faults.contains(&Fault::Replaced { sequence: n as u64 }), "{n}: {faults:?}");
        prop_assert!(faults.iter().all(|fault| matches!(fault,
            Fault::Replaced { sequence } | Fault::HeadDiffers { sequence, .. } if *sequence == n as u64)), "{faults:?}");
    }

    #[test]
    fn a_chain_written_anew_from_an_entry_on_is_named(chain in chains(), row in any::<Index>()) {
        let head = chain.head();
        let n = row.index(chain.rows.len());
        let mut rows = chain.rows[..n].to_vec();
        let mut again = Chain::resume(chain.heads[n]);
        for _ in n..chain.rows.len() {
            let (row, after) = again.append(b"something else that was never sealed");
            rows.push(row.to_bytes());
            again = after;
        }
        let last = rows.len() as u64 - 1;
        prop_assert_eq!(Written::faults(&rows, head), vec![Fault::HeadDiffers { sequence: last, head }]);
        // With the head rolled forward too, only who kept an older head knows.
        prop_assert_eq!(verify(&rows, again.head()), Verdict::Sound(again.head()));
        let mut witnessed = Verifier::new(again.head()).witness(chain.heads[n + 1]);
        rows.iter().for_each(|row| witnessed.row(row));
        let expected = Fault::HeadDiffers { sequence: n as u64, head: chain.heads[n + 1] };
        prop_assert_eq!(witnessed.finish(), Verdict::Broken(vec![expected]));
    }

    #[test]
    fn dropped_entries_are_named(chain in chains(), a in any::<Index>(), b in any::<Index>()) {
        let (mut rows, head) = (chain.rows.clone(), chain.head());
        let (a, b) = (a.index(rows.len()), b.index(rows.len()));
        let (first, last) = (a.min(b), a.max(b));
        rows.drain(first..=last);
        let expected = if last + 1 == chain.rows.len() {
            Fault::Truncated { length: first as u64, expected: head.length }
        } else {
            Fault::Dropped { first: first as u64, last: last as u64 }
        };
        prop_assert_eq!(Written::faults(&rows, head), vec![expected]);
    }

    #[test]
    fn two_stretches_dropped_are_both_named(chain in chains(), picks in any::<[Index; 2]>()) {
        let (mut rows, head) = (chain.rows.clone(), chain.head());
        let [a, b] = picks.map(|pick| pick.index(rows.len()));
        prop_assume!(a.abs_diff(b) > 1 && a.max(b) + 1 < rows.len());
        rows.remove(a.max(b));
        rows.remove(a.min(b));
        let dropped = |n: usize| Fault::Dropped { first: n as u64, last: n as u64 };
        prop_assert_eq!(Written::faults(&rows, head), vec![dropped(a.min(b)), dropped(a.max(b))]);
    }

    #[test]
    fn swapped_rows_are_named(chain in chains(), a in any::<Index>(), b in any::<Index>()) {
        let (mut rows, head) = (chain.rows.clone(), chain.head());
        let (a, b) = (a.index(rows.len()), b.index(rows.len()));
        prop_assume!(a != b);
        rows.swap(a, b);
        let expected = Fault::Reordered { first: a.min(b) as u64, last: a.max(b) as u64 };
        prop_assert_eq!(Written::faults(&rows, head), vec![expected]);
    }

    #[test]
    fn a_moved_row_is_named(chain in chains(), from in any::<Index>(), to in any::<Index>()) {
        let (mut rows, head) = (chain.rows.clone(), chain.head());
        let (from, to) = (from.index(rows.len()), to.index(rows.len()));
        prop_assume!(from != to);
        let row = rows.remove(from);
        rows.insert(to, row);
        let expected = Fault::Reordered { first: from.min(to) as u64, last: from.max(to) as u64 };
        prop_assert_eq!(Written::faults(&rows, head), vec![expected]);
    }

    #[test]
    fn a_copy_is_named(chain in chains(), of in any::<Index>(), at in any::<Index>()) {
        let (mut rows, head) = (chain.rows.clone(), chain.head());
        let (of, at) = (of.index(rows.len()), at.index(rows.len() + 1));
        rows.insert(at, rows[of].clone());
        let faults = Written::faults(&rows, head);
        let named = matches!(faults[..], [Fault::Duplicated { sequence, .. }] if sequence == of as u64);
        prop_assert!(named, "{of} at {at}: {faults:?}");
        // Beside its original either may be called the copy; elsewhere it is the one that was put in.
        if at != of && at != of + 1 {
            prop_assert_eq!(faults, vec![Fault::Duplicated { sequence: of as u64, position: at as u64 }]);
        }
    }

    #[test]
    fn another_devices_row_is_named(chain in chains(), at in any::<Index>(), theirs in any::<Index>(), instead in any::<bool>()) {
        let (mut rows, head) = (chain.rows.clone(), chain.head());
        let other = Written::on(OTHER, &vec![b"theirs".to_vec(); 9]);
        let theirs = theirs.index(9);
        let at = at.index(rows.len());
        if instead {
            rows[at] = other.rows[theirs].clone();
        } else {
            rows.insert(at, other.rows[theirs].clone());
        }
        let faults = Written::faults(&rows, head);
        let foreign = Fault::Foreign { position: at as u64, device: OTHER, sequence: theirs as u64 };
        prop_assert!(faults.contains(&foreign), "{faults:?}");
        prop_assert_eq!(faults.len(), if instead { 2 } else { 1 }, "{:?}", faults);
    }

    #[test]
    fn a_head_put_back_is_named(chain in chains(), to in any::<Index>()) {
        let known = chain.rows.len() as u64;
        let old = chain.heads[to.index(chain.rows.len())];
        let expected = Fault::HeadRolledBack { head: old.length, known };
        prop_assert_eq!(Written::faults(&chain.rows, old), vec![expected]);
        // Rows and head rolled back together: a whole old copy. Only a witness tells.
        let rows = &chain.rows[..usize::try_from(old.length).expect("at most 200")];
        prop_assert_eq!(verify(rows, old), Verdict::Sound(old));
        let mut witnessed = Verifier::new(old).witness(chain.head());
        rows.iter().for_each(|row| witnessed.row(row));
        let Verdict::Broken(faults) = witnessed.finish() else { panic!("sound") };
        prop_assert!(faults.contains(&expected));
        let truncated = Fault::Truncated { length: old.length, expected: known };
        prop_assert!(faults.contains(&truncated));
    }

    #[test]
    fn any_disorder_at_all_is_found(chain in chains(), picks in proptest::collection::vec((any::<Index>(), any::<Index>(), 0..4_u8), 1..6)) {
        let mut rows = chain.rows.clone();
        for (a, b, how) in picks {
            if rows.is_empty() {
                break;
            }
            let (a, b) = (a.index(rows.len()), b.index(rows.len()));
            match how {
                0 => drop(rows.remove(a)),
                1 => rows.swap(a, b),
                2 => rows.insert(b, rows[a].clone()),
                _ => rows[a].push(0),
            }
        }
        let untouched = rows == chain.rows;
        prop_assert_eq!(Written::faults(&rows, chain.head()).is_empty(), untouched);
    }

    #[test]
    fn any_bytes_are_survived(rows in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..130), 0..20), length in any::<u64>(), sequences in proptest::collection::vec(any::<u64>(), 0..6)) {
        let mut rows = rows;
        // Rows that fit themselves but claim any place, as far as there are numbers.
        for sequence in sequences.into_iter().chain([u64::MAX, 0]) {
            let mut row = Row { place: Place { device: DEVICE, sequence }, previous: Hash([0; 32]), hash: Hash([0; 32]), sealed: b"x" };
            row.hash = row.right_hash();
            rows.push(row.to_bytes());
        }
        let head = Head { device: DEVICE, length, hash: Hash([1; 32]) };
        let faults = Written::faults(&rows, head);
        prop_assert!(!faults.is_empty());
        for fault in faults {
            let parts = fault.parts();
            prop_assert!([parts.what, parts.why, parts.place, parts.fix].iter().all(|part| !part.is_empty()));
        }
    }
}

#[test]
fn an_empty_chain_is_sound_from_its_own_beginning_only() {
    let rows: [Vec<u8>; 0] = [];
    let head = Chain::begin(DEVICE).head();
    assert_eq!(verify(&rows, head), Verdict::Sound(head));
    let strange = Head {
        hash: Chain::begin(OTHER).head().hash,
        ..head
    };
    assert_eq!(
        Written::faults(&rows, strange),
        [Fault::HeadDiffers {
            sequence: 0,
            head: strange
        }]
    );
}

#[test]
fn a_witness_of_another_device_is_named() {
    let head = Chain::begin(DEVICE).head();
    let verdict = Verifier::new(head)
        .witness(Chain::begin(OTHER).head())
        .finish();
    assert_eq!(
        verdict,
        Verdict::Broken(vec![Fault::HeadForeign { device: OTHER }])
    );
}

#[test]
fn the_stored_form_of_version_1_stays() {
    // A row and its hash, worked out apart from this code: sha256 of the words and fields in their order.
    let (row, _) = Chain::begin(DeviceId([0; 16])).append(b"sealed");
    let bytes = row.to_bytes();
    assert_eq!(bytes.len(), 1 + 16 + 8 + 32 + 32 + 6);
    assert_eq!(row.previous.to_string(), BEGINNING);
    assert_eq!(row.hash.to_string(), FIRST);
    assert_eq!(Row::read(&bytes), Ok(row));
}

const BEGINNING: &str = "b520d6936d9c96b7653f76761b911de96a70e7aa4df55ad3367d4075059baaea";
const FIRST: &str = "8d37f427837c133814f3a8e90ff28d91c2aa022fe2e28cf68eed7cae0f81964c";
