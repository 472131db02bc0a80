//! A pack that is missing or damaged stops what needs it, by name and with the cure, and nothing else.
//!
//! Needs the packs (`cargo xtask packs`); fails without them.

use std::path::{Path, PathBuf};

use codes::{PackKind, pack};

use crate::program;

/// A claim that groups where nothing is damaged.
const CLAIM: &[u8] = br#"{"id":"a","pdx":{"code":"I5020","poa":"Y"},"age":70,"sex":"F","discharge_status":1,"discharge_date":20260708}"#;

/// A new folder with copies of the packs of `kinds`.
fn folder(name: &str, kinds: &[PackKind]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("packs-{name}"));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    for kind in kinds {
        std::fs::write(folder.join(kind.file_name()), sample::pack(kind.name())).unwrap();
    }
    folder
}

/// A kind of damage: its name, what the message says, and how it is done (`None`: the file is gone).
type Damage = (
    &'static str,
    &'static str,
    fn(PackKind, Vec<u8>) -> Option<Vec<u8>>,
);

const DAMAGES: [Damage; 9] = [
    ("missing", "is missing", |_, _| None),
    ("truncated", "is truncated", |_, bytes| {
        Some(bytes[..bytes.len() - 1000].to_vec())
    }),
    ("truncated in the header", "is truncated", |_, bytes| {
        Some(bytes[..40].to_vec())
    }),
    ("empty", "is truncated", |_, _| Some(Vec::new())),
    ("tampered", "was altered", |_, mut bytes| {
        let middle = bytes.len() / 2;
        bytes[middle] ^= 0x20;
        Some(bytes)
    }),
    ("too new", "; this build reads up to", |_, mut bytes| {
        bytes[8] += 1;
        Some(bytes)
    }),
    ("of another kind", "holds “weights” instead", |_, _| {
        Some(sample::pack("weights"))
    }),
    ("no pack", "is not a Chartroom pack", |_, _| {
        Some(b"<!doctype html><title>404</title>".to_vec())
    }),
    ("malformed", "is malformed", |kind, bytes| {
        let payload = pack::unseal(kind, &bytes).unwrap();
        Some(pack::seal(kind, &payload[..payload.len() - 1]))
    }),
];

/// Damages each pack that a command needs in each way; the command must name the pack, the damage and the cure.
fn check(name: &str, command: &[&str], needs: &[PackKind], input: &[u8]) {
    let folder = folder(name, needs);
    let run = || {
        let mut arguments = command.to_vec();
        let text = folder.to_string_lossy();
        arguments.extend(["--packs", &text]);
        program::chartroom(&arguments, input)
    };
    let whole = run();
    assert_eq!(whole.code, Some(0), "with whole packs: {}", whole.err);
    assert!(!whole.out.is_empty());
    for kind in needs {
        let file = folder.join(kind.file_name());
        let good = std::fs::read(&file).unwrap();
        for (what, said, damage) in DAMAGES {
            match damage(*kind, good.clone()) {
                Some(bytes) => std::fs::write(&file, bytes).unwrap(),
                None => std::fs::remove_file(&file).unwrap(),
            }
            let ran = run();
            let about = format!("{} {what}: {}", kind.name(), ran.err);
            assert_eq!(ran.code, Some(2), "{about}");
            assert!(ran.out.is_empty(), "{about}");
            assert!(ran.err.contains(&format!("“{}”", kind.name())), "{about}");
            assert!(ran.err.contains(said), "{about}");
            assert!(
                ran.err.contains("cargo xtask packs") && !ran.err.contains("panicked"),
                "{about}"
            );
        }
        std::fs::write(&file, &good).unwrap();
    }
    assert_eq!(run().out, whole.out, "whole again");
}

#[test]
fn group_names_the_pack_and_the_cure() {
    check(
        "group",
        &["group"],
        &[PackKind::MsDrg, PackKind::Mce],
        CLAIM,
    );
}

#[test]
fn search_names_the_pack_and_the_cure() {
    let query = br#"{"id":"a","query":"heart failure","system":"CM"}"#;
    check(
        "search",
        &["search", "--date", "2026-07-08"],
        &[PackKind::Icd10Cm, PackKind::Icd10Pcs],
        query,
    );
}

#[test]
fn a_folder_without_packs_is_named() {
    let nowhere = folder("nowhere", &[]);
    let ran = program::group(&nowhere, &[], CLAIM);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.err.contains("“msdrg” is missing") && ran.err.contains("packs-nowhere"),
        "{}",
        ran.err
    );
    // Without `--packs` it looks below the current folder and those above it, where there are none.
    let ran = program::chartroom(&["group"], CLAIM);
    assert_eq!(ran.code, Some(2), "{}", ran.err);
    assert!(ran.err.contains("cargo xtask packs"), "{}", ran.err);
}
