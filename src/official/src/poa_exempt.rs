//! The list of diagnoses exempt from reporting whether they were present on admission (CMS, Hospital-Acquired
//! Conditions, "POA exempt list"): tab-separated, with a heading that bears the fiscal year.

use compact_str::CompactString;
use rustc_hash::FxHashSet;
use serde::Serialize;

use crate::code::undotted;
use crate::error::ImportError;
use crate::import::{Contents, Raw, Warning};
use crate::table::records;

/// A code that takes no indicator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExemptCode {
    /// Code without a dot.
    pub code: CompactString,
    /// Description, as printed.
    pub description: String,
}

/// Whether a line is the heading of the list.
pub(crate) fn is_heading(line: &str) -> bool {
    let lower = line.to_ascii_lowercase();
    lower.contains("poa") && lower.contains("exempt") && line.split('\t').count() >= 2
}

/// The year in a heading like `OrdFY25`.
fn year(heading: &str) -> Option<u16> {
    let (_, after) = heading.split_once("FY")?;
    let digits: String = after.chars().take_while(char::is_ascii_digit).collect();
    match digits.len() {
        2 => digits.parse::<u16>().ok().map(|y| 2000 + y),
        4 => digits.parse().ok(),
        _ => None,
    }
}

pub(crate) fn read(file: &str, text: &str) -> Result<Raw, ImportError> {
    let mut list = Vec::new();
    let mut warnings = Vec::new();
    let mut seen = FxHashSet::default();
    let mut heading: Option<(usize, Option<usize>, Option<u16>)> = None;
    for record in records(file, text, b'\t') {
        let record = record?;
        if record.is_blank() {
            continue;
        }
        let Some((code_at, text_at, _)) = heading else {
            let column = |part: &str| {
                record
                    .fields()
                    .position(|f| f.to_ascii_lowercase().contains(part))
            };
            let code_at =
                column("code").ok_or_else(|| record.damaged("the heading names no code column"))?;
            heading = Some((code_at, column("desc"), record.fields().find_map(year)));
            continue;
        };
        let printed = record.field(code_at);
        let code = undotted(printed)
            .ok_or_else(|| ImportError::code(record.place(), printed, "ICD-10-CM"))?;
        if !seen.insert(code.clone()) {
            Warning::push(
                &mut warnings,
                record.place(),
                format!("{printed} is listed twice"),
            );
        }
        list.push(ExemptCode {
            code,
            description: text_at.map_or(String::new(), |at| record.field(at).to_owned()),
        });
    }
    if list.is_empty() {
        let place = crate::Place::whole(file);
        return Err(ImportError::damaged(
            place,
            "there is a heading and no code".to_owned(),
        ));
    }
    Ok(Raw {
        year: heading.and_then(|(_, _, year)| year),
        day: None,
        rows: vec![("codes", list.len())],
        warnings,
        contents: Contents::PoaExempt(list),
    })
}
