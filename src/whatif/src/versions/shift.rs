//! What another version does to many stays: which DRGs change, and how far the case-mix index moves.
//!
//! The case-mix index is the sum of the relative weights divided by the number of stays. It is only ever taken over
//! stays whose weight is known on both sides; how many those are is part of the answer.

use std::collections::BTreeMap;

use codes::weights::Weights;
use grouper::{Grouper, Grouping, Scratch, Stay, Unobserved};
use serde::Serialize;

use crate::outcome::{RelativeWeight, weight_of};

/// Whose weights the two sides are weighed with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WeightsFrom {
    /// Each version with those of its own fiscal year: what the release does, recalibration included.
    EachVersion,
    /// Both with those of one fiscal year: what the grouping alone does.
    FiscalYear(u16),
}

/// What another version does to a list of stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VersionShift {
    /// Number of stays.
    pub stays: usize,
    /// Stays whose final DRG changes.
    pub changed_drg: usize,
    /// Stays whose final MDC changes.
    pub changed_mdc: usize,
    /// Stays that the first version can't group (998, 999).
    pub ungroupable_before: usize,
    /// Stays that the other version can't group: often codes that it does not know.
    pub ungroupable_after: usize,
    /// Changes of DRG, the most frequent first, then by DRG.
    pub moves: Vec<Moved>,
    /// The case mix of the stays whose two weights are known.
    pub case_mix: CaseMix,
    /// Whose weights those are.
    pub weights_from: WeightsFrom,
}

/// Stays that go from one DRG to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Moved {
    /// DRG of the first version.
    pub from: u16,
    /// DRG of the other version.
    pub to: u16,
    /// Number of stays.
    pub stays: usize,
}

/// Weights of a set of stays, before and after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Default)]
pub struct CaseMix {
    /// Stays whose weight is known on both sides: the only ones counted.
    pub weighed: usize,
    /// Those of them that weigh more under the other version.
    pub heavier: usize,
    /// Those that weigh less.
    pub lighter: usize,
    /// Sum of their weights under the first version, in ten-thousandths.
    pub before: u64,
    /// Sum under the other version.
    pub after: u64,
}

impl CaseMix {
    /// Case-mix index before and after; `None` where no stay could be weighed.
    #[must_use]
    #[allow(clippy::cast_precision_loss)]
    pub fn index(&self) -> Option<(f64, f64)> {
        let of = |sum: u64| sum as f64 / 10_000.0 / self.weighed as f64;
        (self.weighed > 0).then(|| (of(self.before), of(self.after)))
    }

    /// Index after minus index before: negative where the case mix falls. `None` where no stay could be weighed.
    #[must_use]
    pub fn shift(&self) -> Option<f64> {
        self.index().map(|(before, after)| after - before)
    }
}

/// A shift being counted, stay by stay.
#[derive(Debug)]
pub struct Counting {
    shift: VersionShift,
    moves: BTreeMap<(u16, u16), usize>,
    scratch: Scratch,
    grouping: Grouping,
}

impl Counting {
    /// No stay yet.
    #[must_use]
    pub fn new(weights_from: WeightsFrom) -> Self {
        Self {
            shift: VersionShift {
                stays: 0,
                changed_drg: 0,
                changed_mdc: 0,
                ungroupable_before: 0,
                ungroupable_after: 0,
                moves: Vec::new(),
                case_mix: CaseMix::default(),
                weights_from,
            },
            moves: BTreeMap::new(),
            scratch: Scratch::default(),
            grouping: Grouping::default(),
        }
    }

    /// Groups a stay by two versions and counts it. Returns its final DRG under the one and under the other.
    pub fn add(
        &mut self,
        before: &Grouper,
        after: &Grouper,
        weights: Option<&Weights>,
        stay: &Stay,
    ) -> [u16; 2] {
        let results = [before, after].map(|grouper| {
            grouper.group_into(stay, &mut self.scratch, &mut self.grouping, &mut Unobserved);
            self.grouping.r#final
        });
        let [from, to] = results.map(|result| result.drg);
        let shift = &mut self.shift;
        shift.stays += 1;
        shift.changed_mdc += usize::from(results[0].mdc != results[1].mdc);
        shift.ungroupable_before += usize::from(matches!(from, 998 | 999));
        shift.ungroupable_after += usize::from(matches!(to, 998 | 999));
        if from != to {
            shift.changed_drg += 1;
            *self.moves.entry((from, to)).or_default() += 1;
        }
        let weight = |drg, grouper: &Grouper| {
            let year = match shift.weights_from {
                WeightsFrom::EachVersion => grouper.version().fiscal_year(),
                WeightsFrom::FiscalYear(year) => year,
            };
            let row = weight_of(drg, weights, year)?;
            Some(u64::from(RelativeWeight::of(&row).0))
        };
        if let Some((w_before, w_after)) = weight(from, before).zip(weight(to, after)) {
            let mix = &mut shift.case_mix;
            mix.weighed += 1;
            mix.heavier += usize::from(w_after > w_before);
            mix.lighter += usize::from(w_after < w_before);
            mix.before += w_before;
            mix.after += w_after;
        }
        [from, to]
    }

    /// What was counted.
    #[must_use]
    pub fn finish(self) -> VersionShift {
        let mut shift = self.shift;
        shift.moves = self
            .moves
            .into_iter()
            .map(|((from, to), stays)| Moved { from, to, stays })
            .collect();
        // Stable: equally frequent ones stay in order of their DRGs.
        shift
            .moves
            .sort_by_key(|moved| core::cmp::Reverse(moved.stays));
        shift
    }
}

/// Groups each stay by two versions.
pub fn shift<'s>(
    before: &Grouper,
    after: &Grouper,
    weights: Option<&Weights>,
    weights_from: WeightsFrom,
    stays: impl IntoIterator<Item = &'s Stay>,
) -> VersionShift {
    let mut counting = Counting::new(weights_from);
    for stay in stays {
        counting.add(before, after, weights, stay);
    }
    counting.finish()
}
