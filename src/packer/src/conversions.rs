//! Which code took over from which: the conversion tables, cleaned.

use std::collections::BTreeSet;

use codes::Ymd;
use codes::history::Replacement;

use crate::mdb::ConversionRow;

/// Written where a new procedure code has none before it.
const NONE: &str = "NOPCS";

/// The rows that name two codes, ascending, each once. Dropped are rows with an empty side, rows whose codes are none
/// (remains of a footnote, "`I63011 A`"), and new codes without a code before them.
pub(crate) fn clean(rows: &[ConversionRow]) -> Vec<Replacement<'_>> {
    let code = |text: &str| {
        (3..=7).contains(&text.len())
            && text != NONE
            && text
                .bytes()
                .all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
    };
    let clean: BTreeSet<Replacement<'_>> = rows
        .iter()
        .filter(|row| code(&row.old) && code(&row.new) && row.old != row.new)
        .map(|row| Replacement {
            old: &row.old,
            new: &row.new,
            effective: Ymd(row.effective),
        })
        .filter(|row| row.effective.is_calendar_day())
        .collect();
    clean.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::clean;
    use crate::mdb::ConversionRow;

    #[test]
    fn rows_that_name_no_two_codes_are_dropped_and_the_rest_stands_once() {
        let row = |old: &str, new: &str, effective| ConversionRow {
            old: old.to_owned(),
            new: new.to_owned(),
            effective,
        };
        let rows = [
            row("T7807XA", "T78079A", 20_251_001),
            row("I63011 A", "I63013", 20_161_001),
            row("", "P91821", 20_201_001),
            row("A CODE F", "R1115", 20_191_001),
            row("NOPCS", "0VPM7YZ", 20_171_001),
            row("A047", "A0471", 20_171_301),
            row("A047", "A0471", 20_171_001),
            row("A047", "A0471", 20_171_001),
        ];
        let clean: Vec<_> = clean(&rows).into_iter().map(|r| (r.old, r.new)).collect();
        assert_eq!(clean, [("A047", "A0471"), ("T7807XA", "T78079A")]);
    }
}
