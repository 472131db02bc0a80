//! Makes vectors of the present formats: `vectors FOLDER`. Those in `tests/vectors` are frozen: a format that changes gets
//! a new version and new files beside them, and what was written before must still open.
#![allow(clippy::unwrap_used)]

#[path = "../tests/cast/mod.rs"]
mod cast;

use cast::vector::{Attachment, Device, Keyring, Member, Row};
use cast::{FACILITY, content_of, recipe, rng, sha256};
use serde::Serialize;
use vault::attachment::{HEADER_LEN, Sealer};
use vault::device::{Chain, DeviceKey};
use vault::kdf::derive;
use vault::kit::EscrowCode;
use vault::member::{Enrolment, enrol};
use vault::{DeviceId, MemberId, OperationId, Place, Table, seal};

fn main() {
    let mut rng = rng(2026);

    let (user_name, password) = ("ttestcase", "otter velvet kiosk plumage café");
    let recipe = recipe(0x5a);
    let derived = derive(password, &recipe).unwrap();
    let escrow = EscrowCode::make(&mut rng);
    let new = Enrolment {
        facility: FACILITY,
        member: MemberId([0x11; 16]),
        name: user_name,
        recipe,
        unlock: &derived.unlock,
        escrow: Some(escrow.public()),
    };
    let made = enrol(&new, &mut rng).unwrap();
    let (member, public) = (&made.unlocked, made.envelope.public());
    write(
        "member-1.json",
        &Member {
            user_name: user_name.into(),
            password: password.into(),
            params: recipe.params,
            recovery_code: made.kit.print().to_string(),
            escrow_code: escrow.print().to_string(),
            fingerprint: public.fingerprint(),
            facility: FACILITY.0.into(),
            salt: recipe.salt.into(),
            auth_key: derived.auth.bytes().to_vec(),
            name_hash: made.envelope.name().0.into(),
            exchange_public: public.exchange.0.into(),
            signing_public: public.signing.0.into(),
            envelope: made.envelope.to_bytes(),
        },
    );

    let (mut keyring, audit) = vault::Keyring::found(member, &mut rng);
    let record = keyring.record_hash("patient", b"made-up 0001");
    let (_, case_key_epoch_1) = keyring.make_case_key(record, &mut rng).unwrap();
    keyring.begin_epoch(&[], &mut rng).unwrap();
    let (case, case_key_epoch_2) = keyring.make_case_key(record, &mut rng).unwrap();
    let audit_place = Place {
        sequence: Some(1),
        ..Place::new(FACILITY, Table::Audit, 2, 100)
    };
    let audit_event = "opened a made-up chart";
    let grant = keyring.grant(member.member(), member, &mut rng).unwrap();
    let escrow_grant = keyring
        .grant_to_escrow(escrow.public(), member, &mut rng)
        .unwrap();
    write(
        "keyring-1.json",
        &Keyring {
            record_kind: "patient".into(),
            record_id: "made-up 0001".into(),
            audit_place,
            audit_event: audit_event.into(),
            grant: grant.to_bytes(),
            escrow_grant: escrow_grant.to_bytes(),
            record_hash: record.0.into(),
            case_key_epoch_1,
            case_key_epoch_2,
            audit_grant: audit
                .grant(member.member(), &keyring, member, &mut rng)
                .unwrap(),
            audit_sealed: keyring
                .audit()
                .seal(&audit_place, audit_event.as_bytes(), &mut rng)
                .unwrap(),
        },
    );

    let operation = Place {
        record: Some(record),
        operation: Some(OperationId([0x22; 16])),
        device: Some(DeviceId([0x33; 16])),
        sequence: Some(1 << 40),
        ..Place::new(FACILITY, Table::Operations, 2, 100)
    };
    let page = Place {
        sequence: Some(0),
        ..Place::new(FACILITY, Table::Catalogue, 1, 101)
    };
    let mut rows = Vec::new();
    for len in [0, 60, 61, 1000] {
        let content = content_of(len);
        let sealed = seal(&case, &operation, &content, &mut rng).unwrap();
        let place_encoded = operation.encode().to_vec();
        rows.push(Row {
            sealed_by: "case".into(),
            place: operation,
            place_encoded,
            content,
            sealed,
        });
        let (content, key) = (content_of(len), keyring.catalogue(1).unwrap());
        let sealed = seal(key, &page, &content, &mut rng).unwrap();
        let place_encoded = page.encode().to_vec();
        rows.push(Row {
            sealed_by: "catalogue".into(),
            place: page,
            place_encoded,
            content,
            sealed,
        });
    }
    write("rows-1.json", &rows);

    let body = Place {
        table: Table::Bodies,
        ..operation
    };
    let attachments: Vec<_> = [0, 1000, (1 << 20) - 8, 2_500_000]
        .map(|len| {
            let sealed = Sealer::seal_whole(&case, &body, &content_of(len)).unwrap();
            let (header, chunks) = sealed.split_at(HEADER_LEN);
            let sealer = Sealer::resume(&case, &body, header, chunks.len() as u64).unwrap();
            let key = sealer.key_for_webcrypto().to_vec();
            Attachment {
                place: body,
                len,
                header: header.into(),
                key,
                sha256_of_chunks: sha256(chunks),
            }
        })
        .into();
    write("attachments-1.json", &attachments);

    let (device, key) = (DeviceId([0x33; 16]), DeviceKey::make(&mut rng));
    let mut chain = Chain::start(device);
    let chain_start = chain.head().into();
    for byte in 1..=3 {
        chain.follow(chain.next(), &[byte; 32]).unwrap();
    }
    write(
        "device-1.json",
        &Device {
            device: device.0.into(),
            wrapped: key.wrap(device, member, &mut rng).unwrap(),
            public: key.public().0.0.into(),
            digest: vec![0x44; 32],
            signature: key.sign(&[0x44; 32]).0.into(),
            chain_start,
            chain_after_three: chain.head().into(),
        },
    );
}

fn write(name: &str, vector: &impl Serialize) {
    let folder = std::env::args_os().nth(1).expect("vectors FOLDER");
    let path = std::path::PathBuf::from(folder).join(name);
    assert!(!path.exists(), "{} is frozen", path.display());
    std::fs::write(path, serde_json::to_string_pretty(vector).unwrap() + "\n").unwrap();
}
