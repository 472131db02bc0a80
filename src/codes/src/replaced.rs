//! Which code took over from which, as the yearly conversion tables of CDC and CMS say, as a column of a pack.

use serde::{Deserialize, Serialize};

use crate::Ymd;
use crate::texts::{StoredTexts, Texts, TextsWriter};

/// A row of a conversion table: what was coded to `old` is coded to `new` from `effective` on. The old code may go
/// on for other cases; several new codes may share its cases, and several old ones may end in one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Replacement<'p> {
    /// The code before, without a dot.
    pub old: &'p str,
    /// The code after.
    pub new: &'p str,
    /// First day of the new code for these cases.
    pub effective: Ymd,
}

/// The rows as stored, ascending.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct StoredReplacements<'a> {
    #[serde(borrow)]
    old: StoredTexts<'a>,
    #[serde(borrow)]
    new: StoredTexts<'a>,
    days: Vec<u32>,
    day_of: &'a [u8],
}

/// The rows while a pack is being written.
#[derive(Debug, Default)]
pub(crate) struct ReplacementsWriter {
    old: TextsWriter,
    new: TextsWriter,
    days: Vec<u32>,
    day_of: Vec<u8>,
}

impl ReplacementsWriter {
    /// Takes the rows. The error names the first that is no row of two codes and a day.
    pub(crate) fn new(rows: &[Replacement<'_>]) -> Result<Self, String> {
        let mut writer = Self::default();
        for row in rows {
            let wrong =
                |what: &str| format!("replacement of “{}” by “{}”: {what}", row.old, row.new);
            let day = u32::try_from(row.effective.0)
                .ok()
                .filter(|_| row.effective.is_calendar_day())
                .ok_or_else(|| wrong("its day is none"))?;
            let at = writer
                .days
                .iter()
                .position(|d| *d == day)
                .unwrap_or_else(|| {
                    writer.days.push(day);
                    writer.days.len() - 1
                });
            let at = u8::try_from(at).map_err(|_| wrong("more than 256 distinct days"))?;
            writer.day_of.push(at);
            writer.old.push(row.old);
            writer.new.push(row.new);
        }
        Ok(writer)
    }

    pub(crate) fn stored(&self) -> StoredReplacements<'_> {
        StoredReplacements {
            old: self.old.stored(),
            new: self.new.stored(),
            days: self.days.clone(),
            day_of: &self.day_of,
        }
    }
}

/// The rows of a pack.
#[derive(Debug, Clone, Default)]
pub(crate) struct Replacements {
    old: Texts,
    new: Texts,
    days: Vec<Ymd>,
    /// Rows in the order of the new codes.
    by_new: Vec<u32>,
}

impl Replacements {
    /// Takes over stored rows. `None` if counts differ, a day is none, or rows are not codes in ascending order.
    pub(crate) fn open(stored: &StoredReplacements<'_>) -> Option<Self> {
        let (old, new) = (Texts::open(stored.old)?, Texts::open(stored.new)?);
        let days = stored
            .day_of
            .iter()
            .map(|&i| stored.days.get(usize::from(i)).map(|&d| Ymd(d.into())))
            .collect::<Option<Vec<Ymd>>>()?;
        let count = days.len();
        let mut by_new: Vec<u32> = (0..u32::try_from(count).ok()?).collect();
        if old.len() != count || new.len() != count {
            return None;
        }
        by_new.sort_by_key(|&row| new.get(row as usize));
        let this = Self {
            old,
            new,
            days,
            by_new,
        };
        let code = |text: &str| {
            (3..=7).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric())
        };
        let sound = (0..count).all(|row| {
            let this_row = this.row(row);
            code(this_row.old)
                && code(this_row.new)
                && this_row.effective.is_calendar_day()
                && (row == 0 || this.row(row - 1) < this_row)
        });
        sound.then_some(this)
    }

    fn row(&self, row: usize) -> Replacement<'_> {
        Replacement {
            old: self.old.get(row),
            new: self.new.get(row),
            effective: self.days[row],
        }
    }

    /// Number of rows.
    pub(crate) fn len(&self) -> usize {
        self.days.len()
    }

    /// Rows whose old code is `code`.
    pub(crate) fn from(&self, code: &str) -> impl Iterator<Item = Replacement<'_>> {
        let rows = 0..self.len();
        let start = partition(rows.clone(), |row| self.old.get(row) < code);
        let end = partition(rows, |row| self.old.get(row) <= code);
        (start..end).map(|row| self.row(row))
    }

    /// Rows whose new code is `code`.
    pub(crate) fn to(&self, code: &str) -> impl Iterator<Item = Replacement<'_>> {
        let new = |at: &u32| self.new.get(*at as usize);
        let start = self.by_new.partition_point(|at| new(at) < code);
        let end = self.by_new.partition_point(|at| new(at) <= code);
        self.by_new[start..end]
            .iter()
            .map(|&row| self.row(row as usize))
    }
}

/// First number of a range that does not satisfy `before`.
fn partition(range: core::ops::Range<usize>, before: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (range.start, range.end);
    while low < high {
        let middle = low.midpoint(high);
        if before(middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{Replacement, Replacements, ReplacementsWriter};
    use crate::Ymd;

    const fn row(old: &'static str, new: &'static str, day: i64) -> Replacement<'static> {
        Replacement {
            old,
            new,
            effective: Ymd(day),
        }
    }

    #[test]
    fn rows_are_found_from_either_side() {
        let rows = [
            row("A047", "A0471", 20_171_001),
            row("A047", "A0472", 20_171_001),
            row("H36", "H36811", 20_231_001),
            row("T7807XA", "T78079A", 20_251_001),
            row("T7808XA", "T78079A", 20_251_001),
        ];
        let writer = ReplacementsWriter::new(&rows).unwrap();
        let opened = Replacements::open(&writer.stored()).unwrap();
        assert_eq!(opened.len(), 5);
        assert_eq!(opened.from("A047").collect::<Vec<_>>(), rows[..2]);
        assert_eq!(opened.to("T78079A").collect::<Vec<_>>(), rows[3..]);
        assert_eq!(opened.from("A04").count() + opened.to("H36").count(), 0);
        assert_eq!(opened.from("").count() + opened.to("Z").count(), 0);
    }

    #[test]
    fn what_is_no_row_is_not_written_or_not_opened() {
        assert!(ReplacementsWriter::new(&[row("A047", "A0471", 20_171_301)]).is_err());
        for rows in [
            vec![
                row("A047", "A0472", 20_171_001),
                row("A047", "A0471", 20_171_001),
            ],
            vec![
                row("A047", "A0471", 20_171_001),
                row("A047", "A0471", 20_171_001),
            ],
            vec![row("", "A0471", 20_171_001)],
            vec![row("A047", "A04 1", 20_171_001)],
            vec![row("I63011 A", "I63013", 20_161_001)],
        ] {
            let writer = ReplacementsWriter::new(&rows).unwrap();
            assert!(Replacements::open(&writer.stored()).is_none(), "{rows:?}");
        }
    }
}
