//! The facility's keyring: every epoch is kept, those who left get no new one, and no stranger's is taken.

use vault::audit::AuditKey;
use vault::keyring::{Accepted, Grant, KeyringError};
use vault::kit::EscrowCode;
use vault::member::Enrolled;
use vault::{Keyring, MemberId, OpenError, Place, ROTATE_AT, RecordHash, Table, open, seal};

use crate::cast::{self, FACILITY, member, rng};

const RECORD: RecordHash = RecordHash([7; 16]);

/// A founder and a second member with a keyring that names both.
fn two() -> (Enrolled, Enrolled, Keyring, AuditKey) {
    let (founder, second) = (member(1, None), member(2, None));
    let (mut keyring, audit) = Keyring::found(&founder.unlocked, &mut rng(10));
    keyring.admit(&second.envelope).unwrap();
    (founder, second, keyring, audit)
}

fn signer(of: &Enrolled) -> vault::SigningPublic {
    of.envelope.public().signing
}

/// The keyring as the second member gets it.
fn granted(keyring: &Keyring, by: &Enrolled, to: &Enrolled, seed: u64) -> Keyring {
    let grant = keyring
        .grant(to.envelope.member(), &by.unlocked, &mut rng(seed))
        .unwrap();
    Grant::parse(&grant.to_bytes())
        .unwrap()
        .open(&to.unlocked, &signer(by))
        .unwrap()
}

#[test]
fn a_member_opens_what_another_sealed() {
    let (founder, second, keyring, _) = two();
    let theirs = granted(&keyring, &founder, &second, 1);
    let (case, wrapped) = keyring.make_case_key(RECORD, &mut rng(2)).unwrap();
    let place = Place {
        record: Some(RECORD),
        ..Place::new(FACILITY, Table::Operations, 1, 100)
    };
    let row = seal(&case, &place, b"made-up finding", &mut rng(3)).unwrap();
    let (opened, epoch) = theirs.open_case_key(RECORD, &wrapped).unwrap();
    assert_eq!(epoch, 1);
    assert_eq!(
        open(&opened, &place, &row).unwrap().as_slice(),
        b"made-up finding"
    );
    assert_eq!(
        theirs.record_hash("patient", b"1"),
        keyring.record_hash("patient", b"1")
    );
    let page = Place {
        sequence: Some(1),
        ..Place::new(FACILITY, Table::Catalogue, 1, 100)
    };
    let sealed = seal(keyring.catalogue(1).unwrap(), &page, b"page", &mut rng(4)).unwrap();
    assert_eq!(
        open(theirs.catalogue(1).unwrap(), &page, &sealed)
            .unwrap()
            .as_slice(),
        b"page"
    );
}

#[test]
fn record_names_keep_kind_and_id_apart_and_stay_the_same_in_every_epoch() {
    let (_, _, mut keyring, _) = two();
    let name = keyring.record_hash("patient", b"1");
    assert_ne!(name, keyring.record_hash("patien", b"t1"));
    assert_ne!(name, keyring.record_hash("patient", b"2"));
    keyring.begin_epoch(&[], &mut rng(1)).unwrap();
    assert_eq!(name, keyring.record_hash("patient", b"1"));
    let other_facility = Keyring::found(&member(3, None).unlocked, &mut rng(11)).0;
    assert_ne!(name, other_facility.record_hash("patient", b"1"));
}

#[test]
fn who_has_left_opens_what_was_sealed_before_and_nothing_after() {
    let (founder, second, mut keyring, _) = two();
    let theirs = granted(&keyring, &founder, &second, 1);
    let (_, before) = keyring.make_case_key(RECORD, &mut rng(2)).unwrap();
    let gone = second.envelope.member();
    assert_eq!(keyring.begin_epoch(&[gone], &mut rng(3)), Ok(2));
    let (_, after) = keyring.make_case_key(RECORD, &mut rng(4)).unwrap();
    assert!(theirs.open_case_key(RECORD, &before).is_ok());
    let not_held = OpenError::EpochNotHeld {
        epoch: 2,
        newest: 1,
    };
    assert_eq!(
        theirs.open_case_key(RECORD, &after).map(drop),
        Err(not_held)
    );
    let refused = keyring
        .grant(gone, &founder.unlocked, &mut rng(5))
        .map(drop);
    assert_eq!(refused, Err(KeyringError::NotAMember { member: gone }));
    // They can't grant either, with the newest keyring in hand or not.
    let by_gone = keyring
        .grant(founder.envelope.member(), &second.unlocked, &mut rng(5))
        .map(drop);
    assert_eq!(by_gone, Err(KeyringError::NotAMember { member: gone }));
    // Who remains opens both.
    for wrapped in [&before, &after] {
        assert!(keyring.open_case_key(RECORD, wrapped).is_ok());
    }
    assert_eq!(keyring.members()[&gone].left, Some(2));
}

#[test]
fn a_newer_keyring_is_taken_over_with_all_older_epochs() {
    let (founder, second, mut keyring, _) = two();
    let mut theirs = granted(&keyring, &founder, &second, 1);
    let (_, first) = keyring.make_case_key(RECORD, &mut rng(2)).unwrap();
    keyring.begin_epoch(&[], &mut rng(3)).unwrap();
    keyring.begin_epoch(&[], &mut rng(4)).unwrap();
    theirs
        .accept(granted(&keyring, &founder, &second, 5))
        .unwrap();
    assert_eq!(theirs.epochs().collect::<Vec<_>>(), [1, 2, 3]);
    assert!(theirs.open_case_key(RECORD, &first).is_ok());
}

#[test]
fn a_keyring_that_exchanges_an_epoch_is_refused_and_an_older_one_takes_nothing_away() {
    let (founder, second, keyring, _) = two();
    let mut newer = granted(&keyring, &founder, &second, 1);
    newer.begin_epoch(&[], &mut rng(3)).unwrap();
    let older = granted(&keyring, &founder, &second, 1);
    assert_eq!(newer.accept(older), Ok(Accepted::default()));
    assert_eq!(newer.epochs().collect::<Vec<_>>(), [1, 2]);
    // Two people gave epoch 2 to themselves.
    let mut apart = granted(&keyring, &founder, &second, 1);
    apart.begin_epoch(&[], &mut rng(4)).unwrap();
    assert_eq!(
        newer.accept(apart),
        Err(KeyringError::EpochChanged { epoch: 2 })
    );
    let (stranger, _) = Keyring::found(&founder.unlocked, &mut rng(77));
    assert_eq!(newer.accept(stranger), Err(KeyringError::IndexChanged));
    assert_eq!(newer.epochs().collect::<Vec<_>>(), [1, 2]);
    let again = newer.begin_epoch_as(2, &[], &mut rng(5));
    assert_eq!(again, Err(KeyringError::EpochChanged { epoch: 2 }));
}

#[test]
fn keyrings_that_went_apart_become_one_and_who_left_by_either_has_left() {
    let (founder, second, mut keyring, _) = two();
    let third = member(3, None);
    keyring.admit(&third.envelope).unwrap();
    let (left, stays) = (third.envelope.member(), second.envelope.member());
    let mut one = granted(&keyring, &founder, &second, 1);
    let mut other = granted(&keyring, &founder, &second, 1);
    one.begin_epoch_as(2, &[left], &mut rng(2)).unwrap();
    // It did not know, and so the third was offered epoch 3.
    other.begin_epoch_as(3, &[], &mut rng(3)).unwrap();
    let copy = |keyring: &Keyring| {
        let grant = keyring.grant(stays, &second.unlocked, &mut rng(9)).unwrap();
        grant.open(&second.unlocked, &signer(&second)).unwrap()
    };
    let told = one.accept(copy(&other)).unwrap();
    let due = Accepted {
        offer: true,
        due: true,
    };
    assert_eq!(told, due);
    assert_eq!(one.epochs().collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(one.members()[&left].left, Some(2));
    // The other way round it comes to the same.
    assert_eq!(other.accept(copy(&one)), Ok(Accepted::default()));
    assert_eq!(other.members(), one.members());
    assert_eq!(other.epochs().collect::<Vec<_>>(), [1, 2, 3]);
}

#[test]
fn somebody_admitted_meanwhile_stays_and_the_new_epoch_has_to_be_offered_to_them() {
    let (founder, second, keyring, _) = two();
    let third = member(3, None);
    let mut admitted = granted(&keyring, &founder, &second, 1);
    admitted.admit(&third.envelope).unwrap();
    let mut newer = granted(&keyring, &founder, &second, 1);
    newer.begin_epoch(&[], &mut rng(3)).unwrap();
    let told = admitted.accept(newer).unwrap();
    assert!(told.offer && !told.due);
    assert_eq!(admitted.members()[&third.envelope.member()].left, None);
}

#[test]
fn devices_apart_make_the_same_key_for_a_record_and_other_records_and_epochs_have_others() {
    let (founder, second, mut keyring, _) = two();
    let theirs = granted(&keyring, &founder, &second, 1);
    let place = |epoch| Place {
        record: Some(RECORD),
        ..Place::new(FACILITY, Table::Operations, epoch, 1)
    };
    let (key, _) = keyring.make_case_key(RECORD, &mut rng(2)).unwrap();
    let (same, _) = theirs.make_case_key(RECORD, &mut rng(3)).unwrap();
    let sealed = vault::seal(&key, &place(1), b"text", &mut rng(4)).unwrap();
    assert!(vault::open(&same, &place(1), &sealed).is_ok());
    let (other, _) = theirs
        .make_case_key(RecordHash([9; 16]), &mut rng(3))
        .unwrap();
    assert!(vault::open(&other, &place(1), &sealed).is_err());
    keyring.begin_epoch(&[], &mut rng(5)).unwrap();
    let (later, _) = keyring.make_case_key(RECORD, &mut rng(2)).unwrap();
    assert!(vault::open(&later, &place(1), &sealed).is_err());
}

#[test]
fn a_grant_opens_for_its_recipient_only_and_from_a_known_member_only() {
    let (founder, second, keyring, _) = two();
    let third = member(3, None);
    let to = second.envelope.member();
    let grant = keyring.grant(to, &founder.unlocked, &mut rng(1)).unwrap();
    assert_eq!(
        (grant.granter(), grant.newest()),
        (founder.envelope.member(), 1)
    );
    let open =
        |by: &Enrolled, granter: &Enrolled| grant.open(&by.unlocked, &signer(granter)).map(drop);
    assert_eq!(open(&second, &founder), Ok(()));
    assert_eq!(open(&third, &founder), Err(KeyringError::OtherRecipient));
    assert_eq!(open(&second, &third), Err(KeyringError::NotSigned));
    let not_admitted = keyring.grant(third.envelope.member(), &founder.unlocked, &mut rng(1));
    let member = third.envelope.member();
    assert_eq!(
        not_admitted.map(drop),
        Err(KeyringError::NotAMember { member })
    );
}

#[test]
fn any_flipped_bit_of_a_grant_or_a_wrapped_case_key_is_refused() {
    let (founder, second, keyring, _) = two();
    let to = second.envelope.member();
    let sound = keyring
        .grant(to, &founder.unlocked, &mut rng(1))
        .unwrap()
        .to_bytes();
    for at in 0..sound.len() {
        let mut harmed = sound.clone();
        harmed[at] ^= 1 << (at % 8);
        let opened = Grant::parse(&harmed)
            .and_then(|grant| grant.open(&second.unlocked, &signer(&founder)).map(drop));
        assert!(opened.is_err(), "byte {at}");
    }
    let (_, sound) = keyring.make_case_key(RECORD, &mut rng(2)).unwrap();
    for at in 0..sound.len() {
        let mut harmed = sound.clone();
        harmed[at] ^= 1 << (at % 8);
        let error = keyring
            .open_case_key(RECORD, &harmed)
            .map(drop)
            .unwrap_err();
        let named = match at {
            0 => matches!(error, OpenError::UnknownVersion { .. }),
            1..5 => matches!(error, OpenError::EpochNotHeld { .. }),
            _ => matches!(error, OpenError::Refused { .. }),
        };
        assert!(named, "byte {at}: {error:?}");
        let cut_off = keyring.open_case_key(RECORD, &sound[..at]).map(drop);
        assert!(
            matches!(cut_off, Err(OpenError::TooShort { .. })),
            "{at}: {cut_off:?}"
        );
    }
    let other = RecordHash([8; 16]);
    let moved = keyring.open_case_key(other, &sound).map(drop);
    assert!(matches!(moved, Err(OpenError::Refused { .. })));
}

#[test]
fn an_exchanged_envelope_gets_no_keys() {
    let (founder, second, mut keyring, _) = two();
    // Someone with the disk enrols under the second member's id and puts the envelope in its place.
    let new = vault::member::Enrolment {
        facility: FACILITY,
        member: second.envelope.member(),
        name: "member2",
        recipe: cast::recipe(9),
        unlock: &cast::unlock_key(9),
        escrow: None,
    };
    let impostor = vault::member::enrol(&new, &mut rng(9)).unwrap();
    let member = second.envelope.member();
    assert_eq!(
        keyring.admit(&impostor.envelope),
        Err(KeyringError::PublicKeysChanged { member })
    );
    let grant = keyring
        .grant(member, &founder.unlocked, &mut rng(1))
        .unwrap();
    let opened = grant.open(&impostor.unlocked, &signer(&founder)).map(drop);
    assert_eq!(opened, Err(KeyringError::OtherRecipient));
    let granted = keyring.grant(founder.envelope.member(), &impostor.unlocked, &mut rng(1));
    assert_eq!(
        granted.map(drop),
        Err(KeyringError::PublicKeysChanged { member })
    );
}

#[test]
fn the_escrow_opens_the_keyring() {
    let (founder, _, keyring, _) = two();
    let code = EscrowCode::make(&mut rng(50));
    let grant = keyring
        .grant_to_escrow(code.public(), &founder.unlocked, &mut rng(1))
        .unwrap();
    let opened = grant.open_by_escrow(&code, &signer(&founder)).unwrap();
    assert_eq!(
        opened.record_hash("patient", b"1"),
        keyring.record_hash("patient", b"1")
    );
    let other = EscrowCode::make(&mut rng(51));
    let refused = grant.open_by_escrow(&other, &signer(&founder)).map(drop);
    assert_eq!(refused, Err(KeyringError::OtherRecipient));
}

#[test]
fn everyone_writes_the_audit_and_only_a_reviewer_reads_it() {
    let (founder, second, keyring, audit) = two();
    let place = Place {
        sequence: Some(1),
        ..Place::new(FACILITY, Table::Audit, 1, 100)
    };
    let event = keyring
        .audit()
        .seal(&place, b"opened a made-up chart", &mut rng(1))
        .unwrap();
    assert_eq!(
        audit.open(&place, &event).unwrap().as_slice(),
        b"opened a made-up chart"
    );
    let next = Place {
        sequence: Some(2),
        ..place
    };
    assert_eq!(
        audit.open(&next, &event),
        Err(OpenError::Refused { place: next })
    );
    for at in 0..event.len() {
        let mut harmed = event.clone();
        harmed[at] ^= 1;
        assert!(audit.open(&place, &harmed).is_err(), "byte {at}");
        assert!(audit.open(&place, &event[..at]).is_err(), "{at} bytes");
    }
    let reviewer = second.envelope.member();
    let grant = audit
        .grant(reviewer, &keyring, &founder.unlocked, &mut rng(2))
        .unwrap();
    let theirs =
        AuditKey::open_grant(&grant, &keyring, &second.unlocked, &signer(&founder)).unwrap();
    assert!(theirs.open(&place, &event).is_ok());
    let not_theirs = AuditKey::open_grant(&grant, &keyring, &founder.unlocked, &signer(&founder));
    assert_eq!(not_theirs.map(drop), Err(KeyringError::Refused));
    let stranger = MemberId([99; 16]);
    let refused = audit
        .grant(stranger, &keyring, &founder.unlocked, &mut rng(2))
        .map(drop);
    assert_eq!(refused, Err(KeyringError::NotAMember { member: stranger }));
}

#[test]
fn counts_go_on_in_the_next_session_and_ask_for_a_new_epoch_in_time() {
    let (founder, second, mut keyring, _) = two();
    for seed in 0..3 {
        keyring.make_case_key(RECORD, &mut rng(seed)).unwrap();
    }
    let counts = keyring.seal_counts();
    let next_session = granted(&keyring, &founder, &second, 1);
    next_session.resume(&counts);
    assert_eq!(next_session.seal_counts(), counts);
    assert!(!keyring.rotation_due());
    keyring.catalogue(1).unwrap().resume(ROTATE_AT);
    assert!(keyring.rotation_due());
    keyring.begin_epoch(&[], &mut rng(5)).unwrap();
    assert!(!keyring.rotation_due());
}

#[test]
fn epochs_far_apart_are_not_taken_over_and_those_between_make_them_near() {
    let (founder, second, keyring, _) = two();
    let copy = |keyring: &Keyring| {
        let stays = second.envelope.member();
        let grant = keyring.grant(stays, &second.unlocked, &mut rng(9)).unwrap();
        grant.open(&second.unlocked, &signer(&second)).unwrap()
    };
    let mut one = granted(&keyring, &founder, &second, 1);
    let mut slow = granted(&keyring, &founder, &second, 1);
    let far = one.begin_epoch_as(514, &[], &mut rng(2));
    assert_eq!(far, Err(KeyringError::EpochTooFar { epoch: 514 }));
    for number in [513, 1_025, 1_026] {
        one.begin_epoch_as(number, &[], &mut rng(number.into()))
            .unwrap();
    }
    // Whoever has taken over none of them goes the same way as who took them over one by one.
    slow.accept(copy(&one)).unwrap();
    assert_eq!(slow.epochs().collect::<Vec<_>>(), [1, 513, 1_025, 1_026]);
}
