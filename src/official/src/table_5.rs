//! Table 5 of the IPPS final rule: relative weights, lengths of stay and transfer policies by MS-DRG, tab-separated.
//!
//! The heading names the fiscal year for which the table holds. Numbers are kept as printed, without their point, so
//! that nothing is rounded.

use codes::weights::Row as WeightRow;
use serde::Serialize;

use crate::edition::LAST_YEAR;
use crate::error::{ImportError, Place, shortened};
use crate::import::{Contents, Raw, Warning};
use crate::table::{Record, records};

/// A row of Table 5.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Table5Row {
    /// Fiscal year: 2026 is 2025-10-01 to 2026-09-30.
    pub fiscal_year: u16,
    /// MS-DRG, 1 to 999.
    pub drg: u16,
    /// Title, as printed.
    pub title: String,
    /// Major diagnostic category, `PRE` before all of them, empty where there is none.
    pub mdc: String,
    /// `SURG`, `MED` or `**`, as printed.
    pub r#type: String,
    /// Weights and lengths of stay. `None` for DRGs that are not paid (998, 999).
    pub weight: Option<WeightRow>,
}

/// Whether the text has the headings of Table 5 near its beginning.
pub(crate) fn is_table_5(text: &str) -> bool {
    let start: String = text.chars().take(2000).collect();
    start.to_ascii_uppercase().contains("TABLE 5") && start.contains("MS-DRG")
}

/// Where the columns are.
struct Columns {
    post_acute: usize,
    special_pay: usize,
    mdc: usize,
    r#type: usize,
    title: usize,
    before_cap: usize,
    capped: usize,
    geometric: usize,
    arithmetic: usize,
}

impl Columns {
    fn of(heading: &Record) -> Result<Self, ImportError> {
        let column = |part: &str| {
            heading
                .fields()
                .position(|f| f.to_ascii_lowercase().contains(part))
                .ok_or_else(|| heading.damaged(format!("no column is headed “{part}”")))
        };
        Ok(Self {
            post_acute: column("post-acute")?,
            special_pay: column("special pay")?,
            mdc: column("mdc")?,
            r#type: column("type")?,
            title: column("title")?,
            before_cap: column("before cap")?,
            capped: column("cap applied")?,
            geometric: column("geometric")?,
            arithmetic: column("arithmetic")?,
        })
    }
}

pub(crate) fn read(file: &str, text: &str) -> Result<Raw, ImportError> {
    let mut list: Vec<Table5Row> = Vec::new();
    let mut warnings = Vec::new();
    let mut fiscal_year = None;
    let mut columns = None;
    for record in records(file, text, b'\t') {
        let record = record?;
        let first = record.field(0);
        let Some(columns) = &columns else {
            fiscal_year = fiscal_year.or_else(|| record.fields().find_map(year));
            if record
                .fields()
                .any(|f| f.to_ascii_lowercase().contains("proposed"))
            {
                return Err(ImportError::proposed(record.place()));
            }
            if first.eq_ignore_ascii_case("MS-DRG") {
                columns = Some(Columns::of(&record)?);
            }
            continue;
        };
        if record.is_blank() {
            continue;
        }
        let Some(year) = fiscal_year else {
            return Err(record.damaged("the headings above name no fiscal year"));
        };
        match first.parse::<u16>() {
            Ok(drg) if first.len() == 3 && drg > 0 => list.push(row(&record, columns, year, drg)?),
            // Footnotes follow the rows.
            _ if !list.is_empty() && !first.starts_with(|c: char| c.is_ascii_digit()) => {
                let what = format!("passed over as a footnote: “{}”", shortened(first));
                Warning::push(&mut warnings, record.place(), what);
            }
            _ => return Err(record.damaged(format!("“{}” is no MS-DRG", shortened(first)))),
        }
        if let [.., before, last] = list.as_slice()
            && before.drg >= last.drg
        {
            return Err(record.damaged("MS-DRGs do not ascend: rows are doubled or moved"));
        }
    }
    if list.is_empty() {
        let why = "there is no row of an MS-DRG below the headings".to_owned();
        return Err(ImportError::damaged(Place::whole(file), why));
    }
    let weighted = list.iter().filter(|row| row.weight.is_some()).count();
    Ok(Raw {
        year: fiscal_year,
        day: None,
        rows: vec![("MS-DRGs", list.len()), ("with a weight", weighted)],
        warnings,
        contents: Contents::Table5(list),
    })
}

fn row(
    record: &Record,
    columns: &Columns,
    fiscal_year: u16,
    drg: u16,
) -> Result<Table5Row, ImportError> {
    let number = |at: usize, places: usize| match record.field(at) {
        "" | "." | "*" | "**" => Ok(None),
        text => scaled(text, places).map(Some).ok_or_else(|| {
            record.damaged(format!(
                "“{}” is no number with {places} decimals",
                shortened(text)
            ))
        }),
    };
    let days = |at: usize| match number(at, 1)? {
        None => Ok(None),
        Some(tenths) => u16::try_from(tenths)
            .map(Some)
            .map_err(|_| record.damaged(format!("a stay of {} days", tenths / 10))),
    };
    let yes = |at: usize| match record.field(at) {
        "Yes" => Ok(true),
        "No" => Ok(false),
        other => Err(record.damaged(format!("“{}” where Yes or No is due", shortened(other)))),
    };
    let (post_acute, special_pay) = (yes(columns.post_acute)?, yes(columns.special_pay)?);
    let weight = match (number(columns.capped, 4)?, number(columns.before_cap, 4)?) {
        (None, None) => None,
        (Some(weight), Some(weight_before_cap)) => Some(WeightRow {
            fiscal_year,
            drg,
            weight,
            weight_before_cap,
            gmlos: days(columns.geometric)?,
            amlos: days(columns.arithmetic)?,
            post_acute,
            special_pay,
        }),
        _ => return Err(record.damaged("only one of the two weights is given")),
    };
    Ok(Table5Row {
        fiscal_year,
        drg,
        title: record.field(columns.title).to_owned(),
        mdc: record.field(columns.mdc).to_owned(),
        r#type: record.field(columns.r#type).to_owned(),
        weight,
    })
}

/// The year behind `FY ` in a heading.
fn year(text: &str) -> Option<u16> {
    let (_, after) = text.split_once("FY ")?;
    let year = after.get(..4)?.parse().ok()?;
    (2016..=LAST_YEAR).contains(&year).then_some(year)
}

/// A decimal number without its point, with `places` digits behind it: "2.5" at four places is 25000.
fn scaled(text: &str, places: usize) -> Option<u32> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if part.len() > places || whole.is_empty() || !digits(whole) || !digits(part) {
        return None;
    }
    format!("{whole}{part:0<places$}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::scaled;

    #[test]
    fn numbers_keep_every_printed_digit() {
        for (text, places, expected) in [
            ("28.0239", 4, Some(280_239)),
            ("2.5", 4, Some(25_000)),
            ("7", 1, Some(70)),
            ("1.23", 1, None),
            (".5", 1, None),
            ("-1.0", 1, None),
            ("1.+2", 4, None),
            ("", 1, None),
        ] {
            assert_eq!(scaled(text, places), expected, "{text}");
        }
    }
}
