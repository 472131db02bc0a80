//! Changes to the ICD-10-CM codes, as comma-separated text: action, whether billable, code, short and long title.
//!
//! A code that gets finer is deleted as a billable code and added as a header; a title that changes comes as the pair
//! "Revise from" and "Revise to".

use compact_str::CompactString;
use serde::Serialize;

use crate::code::is_cm;
use crate::error::{ImportError, shortened};
use crate::import::{Contents, Raw, Warning};
use crate::table::records;

/// What happens to a row of the order file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum Action {
    /// It is new.
    Add,
    /// It is taken out.
    Delete,
    /// Its title until now; the new one follows.
    ReviseFrom,
    /// Its new title.
    ReviseTo,
}

/// A change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What happens.
    pub action: Action,
    /// Whether it is about a billable code; `false` for a header.
    pub billable: bool,
    /// Code without a dot.
    pub code: CompactString,
    /// Short title.
    pub short_title: String,
    /// Long title.
    pub long_title: String,
}

const COLUMNS: [&str; 5] = ["action", "billable", "code", "short", "long"];

/// Whether a line is the heading of such a list.
pub(crate) fn is_heading(line: &str) -> bool {
    line.split(',')
        .map(|f| f.trim().trim_matches('"').to_ascii_lowercase())
        .eq(COLUMNS)
}

pub(crate) fn read(file: &str, text: &str) -> Result<Raw, ImportError> {
    let mut changes: Vec<Change> = Vec::new();
    let mut warnings = Vec::new();
    for record in records(file, text, b',').skip(1) {
        let record = record?;
        if record.is_blank() {
            continue;
        }
        let action = match record.field(0).to_ascii_lowercase().as_str() {
            "add" => Action::Add,
            "delete" => Action::Delete,
            "revise from" => Action::ReviseFrom,
            "revise to" => Action::ReviseTo,
            other => {
                let why = format!(
                    "“{}” is none of Add, Delete, Revise from, Revise to",
                    shortened(other)
                );
                return Err(record.damaged(why));
            }
        };
        let billable = match record.field(1) {
            "1" => true,
            "0" => false,
            other => {
                return Err(record.damaged(format!("“{}” where 0 or 1 is due", shortened(other))));
            }
        };
        let code = record.field(2);
        if !is_cm(code) {
            return Err(ImportError::code(record.place(), code, "ICD-10-CM"));
        }
        if record.field(4).is_empty() {
            return Err(record.damaged("the long title is missing"));
        }
        let open = changes
            .last()
            .filter(|last| last.action == Action::ReviseFrom);
        let pairs = open.map(|last| last.code.as_str());
        if (action == Action::ReviseTo) != pairs.is_some() || pairs.is_some_and(|from| from != code)
        {
            let what = format!("{code}: “Revise from” and “Revise to” do not pair up");
            Warning::push(&mut warnings, record.place(), what);
        }
        changes.push(Change {
            action,
            billable,
            code: CompactString::new(code),
            short_title: record.field(3).to_owned(),
            long_title: record.field(4).to_owned(),
        });
    }
    let count = |action, billable| {
        changes
            .iter()
            .filter(|c| c.action == action && c.billable == billable)
            .count()
    };
    Ok(Raw {
        year: None,
        day: None,
        rows: vec![
            ("codes added", count(Action::Add, true)),
            ("headers added", count(Action::Add, false)),
            ("codes deleted", count(Action::Delete, true)),
            ("headers deleted", count(Action::Delete, false)),
            (
                "titles revised",
                count(Action::ReviseTo, true) + count(Action::ReviseTo, false),
            ),
        ],
        warnings,
        contents: Contents::Addenda(changes),
    })
}
