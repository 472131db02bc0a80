//! The keys of ICD-10-PCS in JSON: from an anatomical term to the body part value to use, from a device's name to the
//! device value, and from a specific device to the general value that stands for it where the specific one is not
//! in a table. CMS prints the same lists in the definitions file ([`crate::definitions`]).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::error::{ImportError, Place};
use crate::import::{Contents, Raw, Warning};
use crate::kind::Kind;

/// A term and the values to use for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeyEntry {
    /// The term, for example an anatomical one.
    pub term: String,
    /// Names of axis values that stand for it, at least one.
    pub values: Vec<String>,
}

/// A specific device and the general one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Aggregation {
    /// Specific device.
    pub specific: String,
    /// Root operation for which this holds, or that it holds for all.
    pub operation: String,
    /// Body systems for which this holds.
    pub body_systems: Vec<String>,
    /// General device.
    pub general: String,
}

#[derive(Deserialize)]
struct Head {
    name: String,
}

#[derive(Deserialize)]
struct KeyFile {
    count_terms: Option<usize>,
    data: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
struct AggregationFile {
    count_records: Option<usize>,
    records: Vec<AggregationRecord>,
}

#[derive(Deserialize)]
struct AggregationRecord {
    specific_device: String,
    operation: String,
    body_systems: Vec<String>,
    general_device: String,
}

/// Which key a JSON text is, by the name in it. A text cut off has its name and is known by it still.
pub(crate) fn kind(text: &str) -> Option<Kind> {
    let name = match serde_json::from_str::<Head>(text) {
        Ok(head) => head.name,
        Err(_) => text.chars().take(300).collect(),
    };
    [
        ("Device Aggregation", Kind::DeviceAggregation),
        ("Body Part Key", Kind::BodyPartKey),
        ("Device Key", Kind::DeviceKey),
    ]
    .into_iter()
    .find_map(|(part, kind)| name.contains(part).then_some(kind))
}

fn parse<'t, T: Deserialize<'t>>(file: &str, text: &'t str) -> Result<T, ImportError> {
    serde_json::from_str(text).map_err(|error| {
        let place = Place {
            file: file.to_owned(),
            line: Some(error.line()),
            offset: None,
        };
        ImportError::damaged(place, error.to_string())
    })
}

fn check_count(file: &str, stated: Option<usize>, found: usize) -> Result<(), ImportError> {
    match stated {
        Some(stated) if stated != found => {
            let why = format!("it states {stated} entries and holds {found}");
            Err(ImportError::damaged(Place::whole(file), why))
        }
        _ => Ok(()),
    }
}

pub(crate) fn read_key(file: &str, text: &str) -> Result<Raw, ImportError> {
    let key: KeyFile = parse(file, text)?;
    check_count(file, key.count_terms, key.data.len())?;
    let mut warnings = Vec::new();
    let mut entries = Vec::with_capacity(key.data.len());
    for (term, values) in key.data {
        if values.is_empty() {
            Warning::push(
                &mut warnings,
                Place::whole(file),
                format!("“{term}” has no value and is left out"),
            );
        } else {
            entries.push(KeyEntry { term, values });
        }
    }
    Ok(Raw {
        year: None,
        day: None,
        rows: vec![("terms", entries.len())],
        warnings,
        contents: Contents::Key(entries),
    })
}

pub(crate) fn read_aggregation(file: &str, text: &str) -> Result<Raw, ImportError> {
    let table: AggregationFile = parse(file, text)?;
    check_count(file, table.count_records, table.records.len())?;
    let rows: Vec<Aggregation> = table
        .records
        .into_iter()
        .map(|r| Aggregation {
            specific: r.specific_device,
            operation: r.operation,
            body_systems: r.body_systems,
            general: r.general_device,
        })
        .collect();
    Ok(Raw {
        year: None,
        day: None,
        rows: vec![("devices", rows.len())],
        warnings: Vec::new(),
        contents: Contents::DeviceAggregation(rows),
    })
}
