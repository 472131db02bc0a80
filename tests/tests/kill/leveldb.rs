//! Logs of LevelDB, in which Chromium keeps IndexedDB: whether one ends in the middle of a record, as a process leaves it
//! that is killed while it writes, and whether one can't be read to its end any more.
//!
//! A log is blocks of 32 KiB; a block is pieces of records, each behind a header of seven bytes: checksum, length, kind.
//! Chromium goes on writing behind a record that was torn, since it takes up the log of the last run again. At the next
//! opening the torn record and what follows no longer fit the checksum, and Chromium deletes the whole database:
//! <https://github.com/google/leveldb/issues/1287>.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

const BLOCK: usize = 32_768;
const HEADER: usize = 7;
/// Kinds of pieces: a whole record, its first piece, one in the middle, its last.
const FULL: u8 = 1;
const FIRST: u8 = 2;
const LAST: u8 = 4;

/// How a log ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// With a whole record.
    Whole,
    /// In the middle of one, which is left out when it is read.
    Torn,
    /// It can't be read from here on.
    Broken { at: usize },
}

/// How each log of the databases below a folder ends.
pub(super) fn logs(below: &Path) -> Result<Vec<(PathBuf, End)>> {
    let mut found = Vec::new();
    let mut folders = vec![below.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if is_log(&path) {
                let end = end(&fs::read(&path)?);
                found.push((path, end));
            }
        }
    }
    found.sort_by(|one, other| one.0.cmp(&other.0));
    Ok(found)
}

/// `000003.log` holds rows, `MANIFEST-000001` says which files belong to the database.
pub(super) fn is_log(path: &Path) -> bool {
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    name.starts_with("MANIFEST-")
        || name
            .strip_suffix(".log")
            .is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The first part of a record, as a process leaves it that is killed while it writes one.
pub(super) fn half_a_record() -> Vec<u8> {
    let payload = [7; 200];
    let mut kind_and_payload = vec![FULL];
    kind_and_payload.extend(payload);
    let mut bytes = mask(checksum(&kind_and_payload)).to_le_bytes().to_vec();
    bytes.extend((payload.len() as u16).to_le_bytes());
    bytes.extend(&kind_and_payload[..=payload.len() / 2]);
    bytes
}

fn end(log: &[u8]) -> End {
    let mut open = false;
    for (number, block) in log.chunks(BLOCK).enumerate() {
        let mut at = 0;
        while at < block.len() {
            let last = block.len() < BLOCK;
            let Some((header, rest)) = block[at..].split_at_checked(HEADER) else {
                // Too small for a header: filled up with zeros where another block follows.
                open |= last;
                break;
            };
            let length = usize::from(u16::from_le_bytes([header[4], header[5]]));
            let Some(payload) = rest.get(..length) else {
                if last {
                    return End::Torn;
                }
                return End::Broken {
                    at: number * BLOCK + at,
                };
            };
            let kind = header[6];
            let summed = checksum(&[&[kind], payload].concat());
            if mask(summed).to_le_bytes() != header[..4] || !(FULL..=LAST).contains(&kind) {
                return End::Broken {
                    at: number * BLOCK + at,
                };
            }
            let begins = kind == FULL || kind == FIRST;
            if begins == open {
                return End::Broken {
                    at: number * BLOCK + at,
                };
            }
            open = kind != FULL && kind != LAST;
            at += HEADER + length;
        }
    }
    if open { End::Torn } else { End::Whole }
}

/// CRC-32C.
fn checksum(bytes: &[u8]) -> u32 {
    let sum = bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            (sum >> 1) ^ (0x82f6_3b78 & (sum & 1).wrapping_neg())
        })
    });
    !sum
}

/// LevelDB stores checksums turned and moved, since they may stand in what is summed.
fn mask(sum: u32) -> u32 {
    sum.rotate_right(15).wrapping_add(0xa282_ead8)
}

#[test]
fn an_end_in_the_middle_is_told_from_a_break() {
    let record = |kind: u8, payload: &[u8]| {
        let sum = mask(checksum(&[&[kind], payload].concat()));
        let mut bytes = sum.to_le_bytes().to_vec();
        bytes.extend((payload.len() as u16).to_le_bytes());
        bytes.push(kind);
        bytes.extend(payload);
        bytes
    };
    assert_eq!(checksum(b"123456789"), 0xe306_9283);
    let whole = record(FULL, b"a whole record");
    assert_eq!(end(&whole), End::Whole);
    assert_eq!(end(&[]), End::Whole);
    for length in 1..whole.len() {
        assert_eq!(end(&whole[..length]), End::Torn, "{length} bytes");
    }
    assert_eq!(end(&record(FIRST, b"and no more")), End::Torn);
    let torn = [whole.clone(), half_a_record()].concat();
    assert_eq!(end(&torn), End::Torn);
    let long = record(FULL, &[1; 400]);
    let after = [torn, long].concat();
    assert_eq!(end(&after), End::Broken { at: whole.len() });
}
