//! ICD-10-PCS: inpatient procedure codes with validity, titles and the labels of their seven axes.
//!
//! Codes stand in their own order, so that every table is a run of neighbours. [`PcsPack`] opens a pack,
//! [`PcsCode`] is one code; [`content`] is the way in for whoever builds packs. [`builder`] builds codes value by
//! value, [`guide`] explains operations and approaches and knows the words of the operating room.

mod axes;
pub mod builder;
pub mod content;
pub mod guide;
mod stored;

pub use axes::{Axis, axis_name};

use std::sync::OnceLock;

use crate::history::Replacement;
use crate::lookup::Lookup;
use crate::replaced::Replacements;
use crate::texts::Texts;
use crate::validity::Validity;
use crate::{PackError, Period, TitleSource, Ymd};

/// The ICD-10-PCS pack, opened: every index in it has been checked.
#[derive(Debug, Clone)]
pub struct PcsPack {
    codes: Texts,
    titles: Texts,
    sources: Vec<TitleSource>,
    validity: Validity,
    labels: axes::Labels,
    lookup: Lookup,
    replacements: Replacements,
    /// Arranged when a builder is first asked for.
    arranged: OnceLock<builder::Arranged>,
}

impl PcsPack {
    /// Opens a pack.
    ///
    /// # Errors
    /// Any [`PackError`] except `Missing`.
    pub fn open(bytes: &[u8]) -> Result<Self, PackError> {
        stored::open(bytes)
    }

    /// The code written `code`: seven characters, upper case.
    #[must_use]
    pub fn code(&self, code: &str) -> Option<PcsCode<'_>> {
        self.lookup
            .find(code)
            .map(|index| PcsCode { pack: self, index })
    }

    /// The code at `index`, as [`PcsCode::index`] gave it.
    #[must_use]
    pub fn at(&self, index: u32) -> Option<PcsCode<'_>> {
        ((index as usize) < self.len()).then_some(PcsCode { pack: self, index })
    }

    /// Number of codes. [`PcsCode::index`] is below it.
    #[must_use]
    pub fn len(&self) -> usize {
        self.sources.len()
    }

    /// Whether the pack is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sources.is_empty()
    }

    /// Every code, in ascending order.
    pub fn codes(&self) -> impl Iterator<Item = PcsCode<'_>> + Clone {
        self.rows(0..self.len())
    }

    /// Every code that begins with `prefix`, in ascending order: with three characters a table, with more the rows
    /// that stay open as the axes are chosen from left to right.
    pub fn starting_with(&self, prefix: &str) -> impl Iterator<Item = PcsCode<'_>> + Clone {
        let start = self.partition(|code| code < prefix);
        let end = self.partition(|code| code < prefix || code.starts_with(prefix));
        self.rows(start..end.max(start))
    }

    /// Rows of the conversion tables that lead from `code` (no dot) to the codes after it. Empty if the tables have
    /// none: what replaces it is then not known.
    pub fn replaced_by(&self, code: &str) -> impl Iterator<Item = Replacement<'_>> {
        self.replacements.from(code)
    }

    /// Rows of the conversion tables that lead to `code` from the codes before it.
    pub fn replaces(&self, code: &str) -> impl Iterator<Item = Replacement<'_>> {
        self.replacements.to(code)
    }

    /// How many rows of the conversion tables the pack has; none in a pack of format 1.
    #[must_use]
    pub fn replacement_count(&self) -> usize {
        self.replacements.len()
    }

    /// Builds codes value by value. The first call arranges the codes, once for all dates; later calls cost nothing.
    #[must_use]
    pub fn builder(&self) -> builder::Builder<'_> {
        let all = self.arranged.get_or_init(|| builder::Arranged::new(self));
        builder::Builder::new(self, all)
    }

    /// How many codes are billable on `date`.
    #[must_use]
    pub fn billable_count(&self, date: Ymd) -> usize {
        self.validity.count_on(date)
    }

    /// First row whose code does not satisfy `before`; codes are in ascending order.
    fn partition(&self, before: impl Fn(&str) -> bool) -> usize {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low.midpoint(high);
            if before(self.codes.get(middle)) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        low
    }

    fn rows(&self, rows: core::ops::Range<usize>) -> impl Iterator<Item = PcsCode<'_>> + Clone {
        rows.map(|row| {
            #[allow(clippy::cast_possible_truncation)]
            let index = row as u32;
            PcsCode { pack: self, index }
        })
    }
}

/// One code of a [`PcsPack`].
#[derive(Debug, Clone, Copy)]
pub struct PcsCode<'p> {
    pack: &'p PcsPack,
    index: u32,
}

impl PartialEq for PcsCode<'_> {
    fn eq(&self, other: &Self) -> bool {
        core::ptr::eq(self.pack, other.pack) && self.index == other.index
    }
}

impl Eq for PcsCode<'_> {}

impl<'p> PcsCode<'p> {
    /// Place in the pack, for [`PcsPack::at`]. Good for this pack only: another build may number otherwise.
    #[must_use]
    pub fn index(self) -> u32 {
        self.index
    }

    /// The code, seven characters.
    #[must_use]
    pub fn code(self) -> &'p str {
        self.pack.codes.get(self.index as usize)
    }

    /// The code as it is printed: procedure codes have no dot, so this is [`PcsCode::code`].
    #[must_use]
    pub fn dotted(self) -> String {
        self.code().to_owned()
    }

    /// The long title.
    #[must_use]
    pub fn title(self) -> &'p str {
        self.pack.titles.get(self.index as usize)
    }

    /// Who worded the title.
    #[must_use]
    pub fn title_source(self) -> TitleSource {
        self.pack.sources[self.index as usize]
    }

    /// Whether the code may be reported for a procedure of a stay that ends on `date`.
    #[must_use]
    pub fn billable_on(self, date: Ymd) -> bool {
        self.pack.validity.on(self.index as usize, date)
    }

    /// When the code is billable, earliest period first.
    #[must_use]
    pub fn periods(self) -> &'p [Period] {
        self.pack.validity.periods(self.index as usize)
    }

    /// The seven axes: what each character stands for.
    #[must_use]
    pub fn axes(self) -> [Axis<'p>; 7] {
        self.pack.labels.axes(self.code())
    }
}
