//! What was written in format 1 opens for ever. The files in `vectors/` are frozen: if one of these tests fails, the code
//! is wrong, not the file.

use vault::attachment::Sealer;
use vault::audit::AuditKey;
use vault::device::{Chain, DeviceKey, DevicePublic};
use vault::kdf::{Derived, Recipe, derive};
use vault::keyring::Grant;
use vault::kit::{EscrowCode, RecoveryCode};
use vault::member::{NameHash, Unlocked};
use vault::{Case, DeviceId, Envelope, Key, RecordHash, Signature, SigningPublic, open};

use crate::cast::vector::{Attachment, Device, Keyring, Member, Row};
use crate::cast::{FACILITY, content_of, sha256};

macro_rules! vector {
    ($name:literal) => {
        serde_json::from_str(include_str!(concat!("../vectors/", $name))).unwrap()
    };
}

fn derived(member: &Member) -> Derived {
    let salt = member.salt.as_slice().try_into().unwrap();
    derive(
        &member.password,
        &Recipe {
            params: member.params,
            salt,
        },
    )
    .unwrap()
}

fn unlocked() -> Unlocked {
    let member: Member = vector!("member-1.json");
    Envelope::parse(&member.envelope)
        .unwrap()
        .unlock(&derived(&member).unlock)
        .unwrap()
}

fn keyring(by: &Unlocked) -> vault::Keyring {
    let vector: Keyring = vector!("keyring-1.json");
    Grant::parse(&vector.grant)
        .unwrap()
        .open(by, &by.public().signing)
        .unwrap()
}

fn case_key(keyring: &vault::Keyring) -> Key<Case> {
    let vector: Keyring = vector!("keyring-1.json");
    let record = RecordHash(vector.record_hash.try_into().unwrap());
    keyring
        .open_case_key(record, &vector.case_key_epoch_2)
        .unwrap()
        .0
}

#[test]
fn a_members_envelope() {
    let member: Member = vector!("member-1.json");
    let derived = derived(&member);
    assert_eq!(derived.auth.bytes().as_slice(), member.auth_key);
    let envelope = Envelope::parse(&member.envelope).unwrap();
    assert_eq!(envelope.to_bytes(), member.envelope);
    assert_eq!(envelope.facility(), FACILITY);
    assert_eq!(envelope.name(), NameHash::of(FACILITY, &member.user_name));
    assert_eq!(envelope.name().0.as_slice(), member.name_hash);
    let public = envelope.public();
    assert_eq!(public.exchange.0.as_slice(), member.exchange_public);
    assert_eq!(public.signing.0.as_slice(), member.signing_public);
    assert_eq!(public.fingerprint(), member.fingerprint);
    assert_eq!(envelope.unlock(&derived.unlock).unwrap().public(), public);
    let kit = RecoveryCode::parse(&member.recovery_code).unwrap();
    assert_eq!(*kit.print(), member.recovery_code);
    assert!(envelope.unlock_by_kit(&kit).is_ok());
    let escrow = EscrowCode::parse(&member.escrow_code).unwrap();
    assert_eq!(*escrow.print(), member.escrow_code);
    assert_eq!(envelope.unlock_by_escrow(&escrow).unwrap().public(), public);
}

#[test]
fn a_keyring_its_case_keys_and_its_audit() {
    let (member, vector): (Member, Keyring) = (vector!("member-1.json"), vector!("keyring-1.json"));
    let unlocked = unlocked();
    let signer = unlocked.public().signing;
    let escrow = EscrowCode::parse(&member.escrow_code).unwrap();
    let by_escrow = Grant::parse(&vector.escrow_grant)
        .unwrap()
        .open_by_escrow(&escrow, &signer);
    for keyring in [keyring(&unlocked), by_escrow.unwrap()] {
        assert_eq!(keyring.epochs().collect::<Vec<_>>(), [1, 2]);
        let record = keyring.record_hash(&vector.record_kind, vector.record_id.as_bytes());
        assert_eq!(record.0.as_slice(), vector.record_hash);
        assert_eq!(
            keyring
                .open_case_key(record, &vector.case_key_epoch_1)
                .unwrap()
                .1,
            1
        );
        assert_eq!(
            keyring
                .open_case_key(record, &vector.case_key_epoch_2)
                .unwrap()
                .1,
            2
        );
        let audit =
            AuditKey::open_grant(&vector.audit_grant, &keyring, &unlocked, &signer).unwrap();
        let event = audit
            .open(&vector.audit_place, &vector.audit_sealed)
            .unwrap();
        assert_eq!(event.as_slice(), vector.audit_event.as_bytes());
    }
}

#[test]
fn rows() {
    let keyring = keyring(&unlocked());
    let rows: Vec<Row> = vector!("rows-1.json");
    assert_eq!(rows.len(), 8);
    for row in rows {
        assert_eq!(row.place.encode().as_slice(), row.place_encoded);
        let opened = match row.sealed_by.as_str() {
            "case" => open(&case_key(&keyring), &row.place, &row.sealed),
            _ => open(
                keyring.catalogue(row.place.epoch).unwrap(),
                &row.place,
                &row.sealed,
            ),
        };
        assert_eq!(opened.unwrap().as_slice(), row.content);
    }
}

#[test]
fn attachments() {
    let case = case_key(&keyring(&unlocked()));
    let attachments: Vec<Attachment> = vector!("attachments-1.json");
    assert_eq!(attachments.len(), 4);
    for vector in attachments {
        let content = content_of(vector.len);
        let len = vector.len as u64;
        let layout = vault::attachment::Layout::of_content(len).unwrap();
        let sealer =
            Sealer::resume(&case, &vector.place, &vector.header, layout.sealed_len()).unwrap();
        assert_eq!(sealer.key_for_webcrypto().as_slice(), vector.key);
        // A chunk's nonce follows from its number, so the same content is sealed to the same bytes.
        let mut sealed = Vec::new();
        for chunk in 0..layout.chunks() {
            let range = layout.content_range(chunk, len);
            let part = &content[range.start as usize..range.end as usize];
            sealed.extend(sealer.seal(chunk, layout.frame(chunk, len, part)).unwrap());
        }
        assert_eq!(sha256(&sealed), vector.sha256_of_chunks);
        let whole = [vector.header, sealed].concat();
        let opened = Sealer::open_whole(&case, &vector.place, &whole).unwrap();
        assert!(*opened == content);
    }
}

#[test]
fn a_devices_key_signature_and_chain() {
    let vector: Device = vector!("device-1.json");
    let device = DeviceId(vector.device.try_into().unwrap());
    let digest = vector.digest.try_into().unwrap();
    let signature = Signature(vector.signature.try_into().unwrap());
    let public = DevicePublic(SigningPublic(vector.public.try_into().unwrap()));
    assert!(public.verifies(&digest, &signature));
    let key = DeviceKey::unwrap(device, &unlocked(), &vector.wrapped).unwrap();
    assert_eq!(key.public(), public);
    assert_eq!(key.sign(&digest), signature);
    let mut chain = Chain::start(device);
    assert_eq!(chain.head().as_slice(), vector.chain_start);
    for byte in 1..=3 {
        chain.follow(chain.next(), &[byte; 32]).unwrap();
    }
    assert_eq!(chain.head().as_slice(), vector.chain_after_three);
}
