//! Order files: every header and code of ICD-10-CM or ICD-10-PCS in order of print, in fixed columns.
//!
//! Columns, counted from 1: order number 1–5, code without a dot 7–13, 1 where it is billable and 0 for a header 15,
//! short title 17–76, long title from 78 (CMS, "ICD-10-CM/PCS order file layout"). Both code sets share the layout.

use compact_str::CompactString;
use serde::Serialize;

use crate::Kind;
use crate::code::{is_cm, is_pcs};
use crate::error::{ImportError, Place};
use crate::import::{Contents, Raw, Warning};
use crate::lines::{Row, rows};

/// A header or code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OrderRow {
    /// Place in the order of print, from 1.
    pub order: u32,
    /// Code without a dot.
    pub code: CompactString,
    /// Whether it may be reported; `false` for a header.
    pub billable: bool,
    /// Title of at most 60 characters.
    pub short_title: String,
    /// Full title.
    pub long_title: String,
}

/// The code of a line that has the layout of an order file as far as the flag.
pub(crate) fn code_of(line: &str) -> Option<&str> {
    let b = line.as_bytes();
    let fits = b.len() > 16
        && b[..16].is_ascii()
        && b[..5].iter().all(u8::is_ascii_digit)
        && b[5] == b' '
        && b[13] == b' '
        && matches!(b[14], b'0' | b'1')
        && b[15] == b' ';
    fits.then(|| line[6..13].trim_end())
}

/// Reads an order file; `kind` says of which code set.
pub(crate) fn read(file: &str, text: &str, kind: Kind) -> Result<Raw, ImportError> {
    let mut list: Vec<OrderRow> = Vec::with_capacity(text.len() / 120);
    let mut warnings = Vec::new();
    let (well_formed, system): (fn(&str) -> bool, _) = match kind {
        Kind::ProcedureOrder => (is_pcs, "ICD-10-PCS"),
        _ => (is_cm, "ICD-10-CM"),
    };
    for row in rows(text) {
        let entry = entry(file, row, well_formed, system)?;
        // Numbers follow each other without a gap in the editions seen: a gap may be a line lost.
        let due = list.last().map_or(1, |last| last.order.saturating_add(1));
        if entry.order < due {
            let why = format!(
                "order number {} where {due} is due: lines are doubled or moved",
                entry.order
            );
            return Err(ImportError::damaged(row.place(file), why));
        }
        if entry.order > due {
            let what = format!("no line {due} to {}: they may be lost", entry.order - 1);
            Warning::push(&mut warnings, row.place(file), what);
        }
        if kind == Kind::ProcedureOrder && entry.billable != (entry.code.len() == 7) {
            let what = format!(
                "{} has {} characters, which does not fit its flag",
                entry.code,
                entry.code.len()
            );
            Warning::push(&mut warnings, row.place(file), what);
        }
        list.push(entry);
    }
    check_end(file, text, &list, kind)?;
    let billable = list.iter().filter(|row| row.billable).count();
    Ok(Raw {
        year: None,
        day: None,
        rows: vec![
            ("codes", billable),
            ("headers", list.len() - billable),
            ("lines", list.len()),
        ],
        warnings,
        contents: Contents::Order(list),
    })
}

fn entry(
    file: &str,
    row: Row<'_>,
    well_formed: fn(&str) -> bool,
    system: &str,
) -> Result<OrderRow, ImportError> {
    let damaged = |why: &str| ImportError::damaged(row.place(file), why.to_owned());
    let code = code_of(row.text)
        .ok_or_else(|| damaged("the line has not the columns of an order file"))?;
    if !well_formed(code) {
        return Err(ImportError::code(row.place(file), code, system));
    }
    let order = row.text[..5]
        .parse()
        .map_err(|_| damaged("the order number is none"))?;
    let titles = &row.text[16..];
    // The short title fills 60 columns; they are characters, which in these files are nearly always bytes too.
    let end = titles.char_indices().nth(60).map(|(at, _)| at);
    let (short, long) = end.map_or((titles, ""), |end| titles.split_at(end));
    if short.trim().is_empty() || !long.starts_with(' ') || long.trim().is_empty() {
        return Err(damaged("the short or the long title is missing"));
    }
    Ok(OrderRow {
        order,
        code: CompactString::new(code),
        billable: row.text.as_bytes()[14] == b'1',
        short_title: short.trim().to_owned(),
        long_title: long.trim().to_owned(),
    })
}

/// A file cut off at the end of a line is known by its last line: the list of diagnoses ends in chapter 22 (U00–U85; in
/// editions before April 2020, which have no code there, in Z99), that of procedures in section X (New Technology).
fn check_end(file: &str, text: &str, list: &[OrderRow], kind: Kind) -> Result<(), ImportError> {
    let ends: &[&str] = match kind {
        Kind::ProcedureOrder => &["X"],
        _ => &["U", "Z99"],
    };
    let last = list.last().map_or("", |row| row.code.as_str());
    if ends.iter().any(|end| last.starts_with(end)) {
        return Ok(());
    }
    let place = rows(text)
        .last()
        .map_or_else(|| Place::whole(file), |row| row.place(file));
    let why = format!(
        "it ends with “{last}”, a whole list ends with {}",
        ends.join(" or ")
    );
    Err(ImportError::damaged(place, why))
}
