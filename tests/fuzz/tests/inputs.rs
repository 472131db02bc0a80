//! The targets' first inputs, and every input that once broke something, as an ordinary test.
//!
//! Needs the packs (`cargo xtask packs`); fails without them.

use codes::PackKind;
use fuzz::{
    audit_trail, backup, chart_file, claims, facility_document, facility_rates, identity_inputs,
    official_file, packs, server_requests, stick_file, sync_exchange, sync_messages, vault_formats,
};
use payment::FacilityRates;

#[test]
fn first_alterations_of_every_pack_are_survived() {
    for kind in PackKind::ALL {
        for input in packs::seeds(kind) {
            packs::altered(kind, &input);
        }
    }
}

#[test]
fn odd_lines_are_survived() {
    let least = r#"{"id":"a","pdx":null,"age":66,"sex":"F","discharge_status":1,"discharge_date":20260708}"#;
    for end in 0..=least.len() {
        claims::line(&least.as_bytes()[..end]);
    }
    claims::line(b"\xff");
}

#[test]
fn damaged_facility_inputs_are_survived() {
    let right = FacilityRates::from_json(facility_rates::COMPLETE).map(FacilityRates::checked);
    assert!(matches!(right, Ok(Ok(_))), "{right:?}");
    let complete = facility_rates::COMPLETE.as_bytes();
    for end in 0..=complete.len() {
        facility_rates::document(&complete[..end]);
    }
    for at in 0..complete.len() {
        for byte in [b'0', b'9', b'"', b'-'] {
            let mut altered = complete.to_vec();
            altered[at] = byte;
            facility_rates::document(&altered);
        }
    }
    facility_rates::document(b"\xff");
}

#[test]
fn a_facility_document_cut_off_or_damaged_anywhere_is_survived() {
    let sound = facility_document::SOUND.as_bytes();
    assert!(edits::facility::Facility::parse(facility_document::SOUND).is_ok());
    for end in 0..=sound.len() {
        facility_document::document(&sound[..end]);
    }
    for at in 0..sound.len() {
        for with in [b'"', b'{', b'*', b'0', b' ', 0xff] {
            let mut damaged = sound.to_vec();
            damaged[at] = with;
            facility_document::document(&damaged);
        }
    }
}

#[test]
fn official_files_cut_off_or_damaged_are_survived() {
    for whole in official_file::seeds() {
        for end in (0..=whole.len()).step_by(7) {
            official_file::file(&whole[..end]);
        }
        for at in (0..whole.len()).step_by(5) {
            for with in [b'<', b'>', b'"', b'0', b'\t', 0xff] {
                let mut damaged = whole.clone();
                damaged[at] = with;
                official_file::file(&damaged);
            }
        }
    }
    for start in [b"PK\x03\x04".as_slice(), &[0x1f, 0x8b], &[0xff, 0xfe]] {
        official_file::file(start);
    }
}

#[test]
fn backups_cut_off_or_damaged_anywhere_are_survived() {
    for whole in backup::seeds() {
        for end in 0..=whole.len() {
            backup::file(&whole[..end]);
        }
        for at in 0..whole.len() {
            for with in [0, 1, 2, 11, 0x7f, 0xff] {
                let mut damaged = whole.clone();
                damaged[at] = with;
                backup::file(&damaged);
            }
        }
    }
}

#[test]
fn messages_cut_off_or_damaged_anywhere_are_survived() {
    for whole in sync_messages::seeds() {
        for end in 0..=whole.len() {
            sync_messages::read(&whole[..end]);
        }
        for at in 0..whole.len() {
            for with in [0, 1, 2, 11, 0x7f, 0xff] {
                let mut damaged = whole.clone();
                damaged[at] = with;
                sync_messages::read(&damaged);
            }
        }
    }
}

#[test]
fn a_talk_with_a_server_that_says_anything_is_survived() {
    for whole in sync_exchange::seeds() {
        for end in 0..=whole.len() {
            sync_exchange::run(&whole[..end]);
        }
        for at in 0..whole.len() {
            for with in [0, 1, 2, 0x7f, 0x80, 0xff] {
                let mut damaged = whole.clone();
                damaged[at] = with;
                sync_exchange::run(&damaged);
            }
        }
    }
}

#[test]
fn requests_of_anybody_cut_off_or_damaged_are_answered() {
    for whole in server_requests::seeds() {
        server_requests::post(&whole);
        for at in (0..whole.len()).step_by(7) {
            server_requests::post(&whole[..at]);
            for with in [0, 2, 0x80, 0xff] {
                let mut damaged = whole.clone();
                damaged[at] = with;
                server_requests::post(&damaged);
            }
        }
    }
}

#[test]
fn a_file_of_another_laptop_cut_off_or_damaged_is_survived() {
    for whole in stick_file::seeds() {
        stick_file::take(&whole);
        for at in (0..whole.len()).step_by(29) {
            stick_file::take(&whole[..at]);
            let mut damaged = whole.clone();
            damaged[at] ^= 0x40;
            stick_file::take(&damaged);
        }
    }
}

#[test]
fn sealed_things_and_codes_cut_off_or_damaged_anywhere_are_survived() {
    for sound in vault_formats::seeds() {
        vault_formats::read(&sound);
        for end in 0..sound.len() {
            vault_formats::read(&sound[..end]);
        }
        for at in 0..sound.len() {
            for bit in 0..8 {
                let mut damaged = sound.clone();
                damaged[at] ^= 1 << bit;
                vault_formats::read(&damaged);
            }
        }
    }
}

#[test]
fn an_audit_trail_cut_off_or_damaged_anywhere_is_survived() {
    for sound in audit_trail::seeds() {
        for end in 0..=sound.len() {
            audit_trail::bytes(&sound[..end]);
        }
        for at in 0..sound.len() {
            for with in [0, 1, 2, 0x7f, 0x80, 0xff] {
                let mut damaged = sound.clone();
                damaged[at] = with;
                audit_trail::bytes(&damaged);
            }
        }
    }
}

#[test]
fn files_for_a_chart_cut_off_or_damaged_are_survived() {
    for (target, whole) in chart_file::seeds() {
        let taken = if target == "chart_notes" {
            chart_file::notes
        } else {
            chart_file::file
        };
        for at in (0..=whole.len()).step_by(11) {
            taken(&whole[..at]);
            for with in [b'<', b'"', b'{', b'0', 0, 0xff] {
                let mut damaged = whole.clone();
                if let Some(byte) = damaged.get_mut(at) {
                    *byte = with;
                }
                taken(&damaged);
            }
        }
    }
}

#[test]
fn what_the_patient_index_reads_cut_off_or_damaged_is_survived() {
    for sound in identity_inputs::seeds() {
        for end in 0..=sound.len() {
            identity_inputs::any(&sound[..end]);
        }
        for at in 0..sound.len() {
            for with in [b'"', b'{', b'-', b'0', b'9', 0xff] {
                let mut damaged = sound.clone();
                damaged[at] = with;
                identity_inputs::any(&damaged);
            }
        }
    }
}
