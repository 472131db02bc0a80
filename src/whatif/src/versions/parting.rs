//! Where the ways of one stay through two versions part.
//!
//! Versions number, order and word their rows differently, and rows that don't match leave the stay where it was. So
//! the ways are compared by the rows that matched: the first pair of these that leads elsewhere, or counts another
//! severity, is where they part. Each of the two is looked up among the rows that the other way tried, with what it
//! lacked there. Rows that lead to the same place in other words are [`Column::reworded`].

use grouper::{DrgKind, DrgSeverity, HacEntryStatus, Pass, Step};
use serde::Serialize;

use super::Column;

/// A row of the logic tables as it was tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowTried {
    /// Which pass.
    pub pass: Pass,
    /// MDC of the table (0 is Pre-MDC, 29 unrelated operating room procedures).
    pub mdc: u8,
    /// Rank in the version's table.
    pub rank: u16,
    /// DRG it stands for; 0 for rows that lead elsewhere.
    pub drg: u16,
    /// Surgical or medical.
    pub kind: DrgKind,
    /// Its condition, as the version's tables write it.
    pub formula: String,
    /// Severity of the secondary diagnoses as this row counts them.
    pub severity: DrgSeverity,
    /// Secondary diagnoses that it does not count, by position.
    pub not_counted: Vec<u32>,
    /// Whether it matched.
    pub matched: bool,
    /// Conditions that were looked at and true.
    pub holds: Vec<String>,
    /// Conditions that were looked at and false.
    pub fails: Vec<String>,
    /// MDC it leads to.
    pub goes_to_mdc: Option<u8>,
}

/// Something settled before any row is tried, or between the passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "prepared", rename_all = "snake_case")]
pub enum Prepared {
    /// The MDC of the principal diagnosis.
    PrincipalMdc {
        /// 0 to 25.
        mdc: u8,
    },
    /// The principal diagnosis excludes the CC or MCC of a secondary one.
    Excluded {
        /// Position of the secondary diagnosis.
        secondary: u32,
    },
    /// An MCC that counts only for the living, of a patient who died.
    AliveOnly {
        /// Position of the secondary diagnosis.
        secondary: u32,
    },
    /// A secondary diagnosis as hospital-acquired condition.
    Hac {
        /// Position of the secondary diagnosis.
        secondary: u32,
        /// Category 1 to 14; 0 where it is not met.
        number: u8,
        /// What came of it.
        status: HacEntryStatus,
    },
}

/// Where two ways part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Parting {
    /// The first row that matched in the first version and not, at that point, in the second. `None` where the first
    /// way had ended.
    pub first: Option<RowTried>,
    /// The same DRG and table as the second version tried them in that pass: same formula or the nearest, and what
    /// failed. `None` where it did not come to that, or has no such row.
    pub first_in_second: Option<RowTried>,
    /// The row that matched in the second version.
    pub second: Option<RowTried>,
    /// The same as the first version tried it.
    pub second_in_first: Option<RowTried>,
    /// What only the first version settled beside the rows.
    pub only_first: Vec<Prepared>,
    /// What only the second version settled.
    pub only_second: Vec<Prepared>,
}

impl Column {
    /// Where this way and another part. `None` where the rows that matched lead the same way all along; what else
    /// differs between the versions then made no difference to this stay.
    #[must_use]
    pub fn parts_from(&self, other: &Self) -> Option<Parting> {
        let (ours, theirs) = (rows(&self.steps), rows(&other.steps));
        let mut our_matches = ours.iter().filter(|row| row.matched);
        let mut their_matches = theirs.iter().filter(|row| row.matched);
        let (first, second) = loop {
            match (our_matches.next(), their_matches.next()) {
                (None, None) => return None,
                (Some(a), Some(b)) if a.leads_as(b) => {}
                apart => break apart,
            }
        };
        let (our_prepared, their_prepared) = (prepared(&self.steps), prepared(&other.steps));
        let only = |these: &[Prepared], those: &[Prepared]| {
            let only = these.iter().filter(|step| !those.contains(step));
            only.copied().collect()
        };
        Some(Parting {
            first_in_second: first.and_then(|row| row.counterpart(&theirs)),
            second_in_first: second.and_then(|row| row.counterpart(&ours)),
            only_first: only(&our_prepared, &their_prepared),
            only_second: only(&their_prepared, &our_prepared),
            first: first.cloned(),
            second: second.cloned(),
        })
    }
}

impl Column {
    /// Rows that matched on the common part of both ways and are written differently in the two versions: this
    /// version's first.
    #[must_use]
    pub fn reworded(&self, other: &Self) -> Vec<[RowTried; 2]> {
        let matched = |steps| rows(steps).into_iter().filter(|row| row.matched);
        matched(&self.steps)
            .zip(matched(&other.steps))
            .take_while(|(ours, theirs)| ours.leads_as(theirs))
            .filter(|(ours, theirs)| ours.formula != theirs.formula)
            .map(|(ours, theirs)| [ours, theirs])
            .collect()
    }
}

impl RowTried {
    /// Whether the row does the same to the stay in another version, in whatever words. Rows that lead nowhere name an
    /// error by their formula.
    fn leads_as(&self, other: &Self) -> bool {
        let leads = self.drg != 0 || self.goes_to_mdc.is_some();
        self.is_for_same(other)
            && self.severity == other.severity
            && (leads || self.formula == other.formula)
    }

    /// Whether the row says the same in another version: ranks may differ.
    fn is_same_rule(&self, other: &Self) -> bool {
        self.is_for_same(other) && self.formula == other.formula
    }

    fn is_for_same(&self, other: &Self) -> bool {
        self.pass == other.pass
            && self.mdc == other.mdc
            && self.drg == other.drg
            && self.kind == other.kind
            && self.goes_to_mdc == other.goes_to_mdc
    }

    fn counterpart(&self, among: &[Self]) -> Option<Self> {
        let same = among.iter().find(|row| row.is_same_rule(self));
        let nearest = || {
            among
                .iter()
                .find(|row| row.is_for_same(self) && self.drg != 0)
        };
        same.or_else(nearest).cloned()
    }
}

/// The rows tried, in order.
fn rows(steps: &[Step]) -> Vec<RowTried> {
    steps
        .iter()
        .filter_map(|step| match step {
            Step::Row {
                pass,
                mdc,
                rank,
                drg,
                kind,
                formula,
                severity,
                not_counted,
                matched,
                holds,
                fails,
                goes_to_mdc,
            } => Some(RowTried {
                pass: *pass,
                mdc: *mdc,
                rank: *rank,
                drg: *drg,
                kind: *kind,
                formula: formula.clone(),
                severity: *severity,
                not_counted: not_counted.clone(),
                matched: *matched,
                holds: holds.clone(),
                fails: fails.clone(),
                goes_to_mdc: *goes_to_mdc,
            }),
            _ => None,
        })
        .collect()
}

/// What else was settled. Numbers of exclusion collections and clusters are a version's own and not compared.
fn prepared(steps: &[Step]) -> Vec<Prepared> {
    steps
        .iter()
        .filter_map(|step| match *step {
            Step::PrincipalMdc { mdc, .. } => Some(Prepared::PrincipalMdc { mdc }),
            Step::Excluded { secondary, .. } => Some(Prepared::Excluded { secondary }),
            Step::AliveOnly { secondary } => Some(Prepared::AliveOnly { secondary }),
            Step::Hac {
                secondary,
                number,
                status,
            } => Some(Prepared::Hac {
                secondary,
                number,
                status,
            }),
            _ => None,
        })
        .collect()
}
