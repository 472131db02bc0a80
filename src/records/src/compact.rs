//! How an operation's changes are written: short, because a case goes over a rural line change by change.
//!
//! A path begins with as much of the path before as the two share, an entry's id in it is its sixteen bytes, a name that comes
//! often is one byte, and operations that are replaced stand once in a table.

use std::borrow::Cow;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::field::Field;
use crate::id::{EntryId, OpId};
use crate::operation::Change;
use crate::value::Value;

/// Stands before an entry's sixteen bytes. No text holds it.
const ENTRY: u8 = 0xFF;
/// The first of the bytes that stand for a name. No text begins with one.
const NAMES_FROM: u8 = 0x80;
/// Names that come often. What is written holds their places: more can be added behind them, up to 64.
const NAMES: [&str; 32] = [
    "cases",
    "diagnoses",
    "procedures",
    "evidence",
    "grouped",
    "kept_edits",
    "taken_over",
    "pends",
    "reviews",
    "versions",
    "documents",
    "names",
    "assignment",
    "order",
    "code",
    "poa",
    "found_by",
    "principal",
    "status",
    "title",
    "version",
    "drg",
    "weight_e4",
    "stops",
    "warnings",
    "note",
    "words",
    "date",
    "reason",
    "document",
    "body",
    "~gone",
];

#[derive(Serialize, Deserialize)]
struct Packed {
    /// Operations that are replaced, each once.
    replaced: Vec<OpId>,
    changes: Vec<PackedChange>,
}

#[derive(Serialize, Deserialize)]
struct PackedChange {
    /// Bytes of the path that are those of the path before.
    shared: u32,
    /// The rest of the path.
    rest: Vec<u8>,
    value: Value,
    /// Places in the table.
    replaces: Vec<u32>,
}

pub(crate) fn serialize<S: Serializer>(changes: &[Change], to: S) -> Result<S::Ok, S::Error> {
    let mut packed = Packed {
        replaced: Vec::new(),
        changes: Vec::with_capacity(changes.len()),
    };
    let mut before: Vec<u8> = Vec::new();
    for change in changes {
        let path = path_in_bytes(change.field.as_str());
        let shared = path.iter().zip(&before).take_while(|(a, b)| a == b).count();
        let replaces = change.replaces.iter().map(|op| {
            let known = packed.replaced.iter().position(|known| known == op);
            known.unwrap_or_else(|| {
                packed.replaced.push(*op);
                packed.replaced.len() - 1
            }) as u32
        });
        let replaces = replaces.collect();
        packed.changes.push(PackedChange {
            shared: shared as u32,
            rest: path[shared..].to_vec(),
            value: change.value.clone(),
            replaces,
        });
        before = path;
    }
    packed.serialize(to)
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
    from: D,
) -> Result<Cow<'static, [Change]>, D::Error> {
    let packed = Packed::deserialize(from)?;
    let mut before: Vec<u8> = Vec::new();
    let mut changes = Vec::new();
    for change in packed.changes {
        let shared = before
            .get(..change.shared as usize)
            .ok_or_else(|| D::Error::custom("a path shares more than there is"))?;
        let path = [shared, &change.rest].concat();
        let field = path_in_text(&path).ok_or_else(|| D::Error::custom("a path is no text"))?;
        let replaces = change
            .replaces
            .iter()
            .map(|place| packed.replaced.get(*place as usize).copied())
            .collect::<Option<Vec<OpId>>>()
            .ok_or_else(|| D::Error::custom("a replaced operation is not in the table"))?;
        changes.push(Change {
            field: Field::new(field),
            value: change.value,
            replaces,
        });
        before = path;
    }
    Ok(Cow::Owned(changes))
}

/// Between two parts that are known by their first byte no stroke is needed.
fn path_in_bytes(path: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut after_known = false;
    for (number, part) in path.split('/').enumerate() {
        let id = part.parse::<EntryId>().ok();
        let name = NAMES.iter().position(|name| *name == part);
        let known = id.is_some() || name.is_some();
        if number > 0 && !(known && after_known) {
            bytes.push(b'/');
        }
        if let Some(id) = id {
            bytes.push(ENTRY);
            bytes.extend(id.0);
        } else if let Some(place) = name {
            bytes.push(NAMES_FROM + place as u8);
        } else {
            bytes.extend(part.as_bytes());
        }
        after_known = known;
    }
    bytes
}

fn path_in_text(mut bytes: &[u8]) -> Option<String> {
    let mut text = String::new();
    loop {
        let rest = match bytes.split_first() {
            Some((&ENTRY, rest)) => {
                let (id, rest) = rest.split_first_chunk::<16>()?;
                text.push_str(&EntryId(*id).to_string());
                rest
            }
            Some((&name, rest)) if is_known(name) => {
                text.push_str(NAMES.get(usize::from(name - NAMES_FROM))?);
                rest
            }
            _ => {
                let end = bytes.iter().position(|byte| *byte == b'/');
                let (part, rest) = bytes.split_at(end.unwrap_or(bytes.len()));
                text.push_str(core::str::from_utf8(part).ok()?);
                rest
            }
        };
        bytes = match rest.split_first() {
            None => return Some(text),
            Some((b'/', rest)) => rest,
            Some((&next, _)) if is_known(next) => rest,
            Some(_) => return None,
        };
        text.push('/');
    }
}

/// Whether a part that begins so is an entry or a name.
const fn is_known(first: u8) -> bool {
    first == ENTRY || (first >= NAMES_FROM && first < 0xC0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_path_is_read_as_it_was_written(parts in proptest::collection::vec("\\PC{0,6}", 1..5), id: [u8; 16]) {
            let mut path = parts.join("/");
            let (entry, longer) = (format!("/{}", EntryId(id)), format!("/{}x", EntryId(id)));
            for entry in ["", &entry, &longer, "/poa", "/", "/~gone"] {
                path.push_str(entry);
                prop_assert_eq!(path_in_text(&path_in_bytes(&path)), Some(path.clone()));
            }
        }

        #[test]
        fn any_bytes_are_a_path_or_none(bytes: Vec<u8>) {
            if let Some(path) = path_in_text(&bytes) {
                prop_assert_eq!(path_in_text(&path_in_bytes(&path)), Some(path));
            }
        }
    }

    #[test]
    fn a_further_field_of_an_entry_costs_little() {
        let id = EntryId([7; 16]);
        let change = |name: &str| Change {
            field: Field::new(format!("cases/{id}/diagnoses/{id}/{name}")),
            value: Value::Text("Y".to_owned()),
            replaces: vec![OpId([1; 16])],
        };
        let length = |changes: &[Change]| {
            let mut serializer = postcard::Serializer {
                output: postcard::ser_flavors::Size::default(),
            };
            serialize(changes, &mut serializer).expect("written");
            postcard::ser_flavors::Flavor::finalize(serializer.output).expect("counted")
        };
        let (one, two) = (
            length(&[change("code")]),
            length(&[change("code"), change("poa")]),
        );
        assert!(one < 70, "{one} bytes");
        assert!(two - one < 12, "{} bytes more", two - one);
    }
}
