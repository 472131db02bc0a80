//! Titles that codes had before, as a column of a pack.
//!
//! Known from two editions of the tabular list that word a title differently: the earlier edition shows that the code
//! was still called so on its day, the later one that it no longer was. On which day in between the wording changed,
//! neither says.

use serde::{Deserialize, Serialize};

use super::content;
use crate::Ymd;
use crate::texts::{StoredTexts, Texts, TextsWriter};

/// A title that a code had before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FormerTitle<'p> {
    /// The title.
    pub title: &'p str,
    /// Day on which it was still the title.
    pub seen: Ymd,
    /// Day on which it was not any more: it was revised after `seen`, on this day at the latest.
    pub revised_by: Ymd,
}

/// The rows as stored, ascending by node and by the day a title was seen.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct StoredFormer<'a> {
    nodes: Vec<u32>,
    #[serde(borrow)]
    titles: StoredTexts<'a>,
    spans: Vec<(u32, u32)>,
    span_of: &'a [u8],
}

/// The rows while a pack is being written.
#[derive(Debug, Default)]
pub(super) struct FormerWriter {
    nodes: Vec<u32>,
    titles: TextsWriter,
    spans: Vec<(u32, u32)>,
    span_of: Vec<u8>,
}

impl FormerWriter {
    /// Adds a former title of the node at `index`. `None` if a day is none or there are over 256 pairs of days.
    pub(super) fn push(&mut self, index: u32, former: &content::FormerTitle) -> Option<()> {
        let day = |day: Ymd| u32::try_from(day.0).ok().filter(|_| day.is_calendar_day());
        let span = (day(former.seen)?, day(former.revised_by)?);
        let at = self
            .spans
            .iter()
            .position(|known| *known == span)
            .unwrap_or_else(|| {
                self.spans.push(span);
                self.spans.len() - 1
            });
        self.span_of.push(u8::try_from(at).ok()?);
        self.nodes.push(index);
        self.titles.push(&former.title);
        Some(())
    }

    pub(super) fn stored(&self) -> StoredFormer<'_> {
        StoredFormer {
            nodes: self.nodes.clone(),
            titles: self.titles.stored(),
            spans: self.spans.clone(),
            span_of: &self.span_of,
        }
    }
}

/// The former titles of a pack.
#[derive(Debug, Clone, Default)]
pub(super) struct FormerTitles {
    nodes: Vec<u32>,
    titles: Texts,
    spans: Vec<(Ymd, Ymd)>,
}

impl FormerTitles {
    /// Takes over stored rows for `count` nodes. `None` if counts differ, a node is none, a title is empty, a day is
    /// none, or rows are out of order.
    pub(super) fn open(stored: &StoredFormer<'_>, count: usize) -> Option<Self> {
        let titles = Texts::open(stored.titles)?;
        let spans = stored
            .span_of
            .iter()
            .map(|&i| {
                let (seen, by) = *stored.spans.get(usize::from(i))?;
                Some((Ymd(seen.into()), Ymd(by.into())))
            })
            .collect::<Option<Vec<_>>>()?;
        let rows = stored.nodes.len();
        if titles.len() != rows || spans.len() != rows {
            return None;
        }
        let sound = (0..rows).all(|row| {
            let (node, (seen, by)) = (stored.nodes[row], spans[row]);
            let follows = row == 0
                || stored.nodes[row - 1] < node
                || stored.nodes[row - 1] == node && spans[row - 1].1 <= seen;
            (node as usize) < count
                && !titles.get(row).is_empty()
                && seen.is_calendar_day()
                && by.is_calendar_day()
                && seen < by
                && follows
        });
        sound.then(|| Self {
            nodes: stored.nodes.clone(),
            titles,
            spans,
        })
    }

    /// Number of rows.
    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// From the first day a former title was seen to the last by which one was revised.
    pub(super) fn reach(&self) -> Option<(Ymd, Ymd)> {
        let first = self.spans.iter().map(|(seen, _)| *seen).min()?;
        let last = self.spans.iter().map(|(_, by)| *by).max()?;
        Some((first, last))
    }

    /// Former titles of the node at `index`, the earliest first.
    pub(super) fn of(&self, index: u32) -> impl Iterator<Item = FormerTitle<'_>> + Clone {
        let start = self.nodes.partition_point(|node| *node < index);
        let end = self.nodes.partition_point(|node| *node <= index);
        (start..end).map(|row| FormerTitle {
            title: self.titles.get(row),
            seen: self.spans[row].0,
            revised_by: self.spans[row].1,
        })
    }
}
