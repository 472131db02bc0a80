//! A backup of sealed rows: any bytes, also with digests that fit them.

use sha2::{Digest as _, Sha256};
use store::backup::{BackupError, Contents, Reader, Section, Writer};
use store::{Row, Table, schema};

/// Reads what `input` makes. The first byte says how: 0 takes the rest as the file, anything else as the inside of a
/// section whose digest, head and end are right. The second says in chunks of which length it comes.
///
/// An error has its four parts; what is read is written again as the very same bytes.
pub fn file(input: &[u8]) {
    let [how, length, rest @ ..] = input else {
        return;
    };
    let bytes = if *how == 0 {
        rest.to_vec()
    } else {
        sealed(rest)
    };
    match read(&bytes, usize::from(*length) + 1) {
        Ok((contents, sections)) => {
            let (mut writer, mut again) = Writer::begin(contents.schema());
            for section in &sections {
                again.extend(writer.section(section.table, &section.rows));
            }
            let (end, rewritten) = writer.finish();
            again.extend(end);
            // A later format of the same hundred has another head.
            if contents.format() == rewritten.format() {
                assert_eq!((again, rewritten), (bytes, contents));
            }
        }
        Err(error) => {
            for part in [error.what(), &error.why(), &error.r#where(), error.fix()] {
                assert!(!part.is_empty(), "{error:?}");
            }
        }
    }
}

fn read(bytes: &[u8], length: usize) -> Result<(Contents, Vec<Section>), BackupError> {
    let mut reader = Reader::new();
    let mut sections = Vec::new();
    for chunk in bytes.chunks(length) {
        reader.feed(chunk);
        while let Some(section) = reader.section()? {
            assert!(!section.rows.is_empty());
            sections.push(section);
        }
    }
    Ok((reader.finish()?, sections))
}

/// A file of one section, whose digest is right whatever its bytes are.
fn sealed(inside: &[u8]) -> Vec<u8> {
    let (_, mut file) = Writer::begin(schema::CURRENT);
    file.extend_from_slice(inside);
    file.extend(Sha256::digest(inside));
    let rows = inside
        .get(2..6)
        .map_or([0; 4], |rows| [rows[0], rows[1], rows[2], rows[3]]);
    file.push(2);
    file.extend(1_u64.to_le_bytes());
    file.extend(u64::from(u32::from_le_bytes(rows)).to_le_bytes());
    let digest = Sha256::digest(&file);
    file.extend(digest);
    file
}

/// First inputs: a backup of some rows as such, and the inside of its sections.
#[must_use]
pub fn seeds() -> Vec<Vec<u8>> {
    let rows: Vec<Row> = (0..4_u8)
        .map(|number| Row {
            key: vec![number; 3],
            value: vec![number; 9],
        })
        .collect();
    let (mut writer, mut whole) = Writer::begin(schema::CURRENT);
    let mut seeds = Vec::new();
    for table in Table::ALL {
        let section = writer.section(table, &rows[..1 + usize::from(table.number()) % 4]);
        seeds.push([&[1, 255], &section[..section.len() - 32]].concat());
        whole.extend(section);
    }
    whole.extend(writer.finish().0);
    seeds.push([&[0, 16], whole.as_slice()].concat());
    seeds
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Else the seeds would teach a fuzzer nothing.
    #[test]
    fn first_inputs_are_read() {
        for seed in seeds() {
            let bytes = if seed[0] == 0 {
                seed[2..].to_vec()
            } else {
                sealed(&seed[2..])
            };
            assert!(read(&bytes, 7).is_ok());
        }
    }
}
