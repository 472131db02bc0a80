//! The way a result was reached, step by step, as the evaluator itself reports it.
//!
//! There is no second implementation that explains the first: the evaluator calls an [`Observer`] at each step,
//! and grouping without a trace is the same code with an observer that does nothing.

use serde::{Deserialize, Serialize};

use crate::outcome::{DrgKind, DrgResult, DrgSeverity, HacEntryStatus, ReturnCode};
use crate::stay::Disposition;
use crate::version::Version;

/// Which of the two passes a step belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pass {
    /// Every secondary diagnosis counts.
    Initial,
    /// Hospital-acquired conditions have lost their severity.
    Final,
}

/// One step of grouping, in the order they happen. Indexes count the codes as entered, from 0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Step {
    /// The tables used.
    Version {
        /// Grouper version.
        version: Version,
    },
    /// What the discharge status says to the rules.
    Disposition {
        /// As on the claim.
        status: i64,
        /// What the rules make of it.
        read_as: Disposition,
    },
    /// A set of procedures acts as one.
    ClusterMet {
        /// Name in the tables.
        name: String,
        /// Procedures it is made of.
        procedures: Vec<u32>,
        /// MDCs in which its parts do not count by themselves.
        suppressed_in_mdcs: Vec<u8>,
    },
    /// A secondary diagnosis's CC or MCC is excluded by the principal diagnosis.
    Excluded {
        /// Index of the secondary diagnosis.
        secondary: u32,
        /// Number of the principal diagnosis's exclusion collection.
        collection: u32,
    },
    /// An MCC that counts only if the patient is alive, and the patient died.
    AliveOnly {
        /// Index of the secondary diagnosis.
        secondary: u32,
    },
    /// MDC of the principal diagnosis.
    PrincipalMdc {
        /// 0 to 25.
        mdc: u8,
        /// Whether the patient's sex chose it.
        by_sex: bool,
    },
    /// A row of the logic tables was tried.
    Row {
        /// Which pass.
        pass: Pass,
        /// MDC of the table (0 is Pre-MDC, 29 unrelated operating room procedures).
        mdc: u8,
        /// Rank in the table: rows are tried in this order.
        rank: u16,
        /// DRG it stands for; 0 for rows that lead elsewhere.
        drg: u16,
        /// Surgical or medical.
        kind: DrgKind,
        /// The row's condition, as the tables write it.
        formula: String,
        /// Severity of the secondary diagnoses as this row counts them.
        severity: DrgSeverity,
        /// Secondary diagnoses that this row does not count (its own suppression list).
        not_counted: Vec<u32>,
        /// Whether the row won.
        matched: bool,
        /// Conditions of the row that were looked at and true.
        holds: Vec<String>,
        /// Conditions of the row that were looked at and false.
        fails: Vec<String>,
        /// MDC it leads to, for rows that only do that.
        goes_to_mdc: Option<u8>,
    },
    /// A diagnosis was looked at as a hospital-acquired condition.
    Hac {
        /// Index of the secondary diagnosis.
        secondary: u32,
        /// Category 1 to 14.
        number: u8,
        /// What came of it.
        status: HacEntryStatus,
    },
    /// A pass ended.
    Result {
        /// Which pass.
        pass: Pass,
        /// The DRG.
        drg: u16,
        /// The MDC as reported.
        mdc: u8,
        /// Severity found.
        severity: DrgSeverity,
        /// Why not, if not.
        return_code: ReturnCode,
    },
}

impl Step {
    /// How a pass ended.
    #[must_use]
    pub const fn of_result(pass: Pass, result: &DrgResult) -> Self {
        Self::Result {
            pass,
            drg: result.drg,
            mdc: result.mdc,
            severity: result.severity,
            return_code: result.return_code,
        }
    }
}

/// Hears each step of a grouping.
pub trait Observer {
    /// Whether anybody listens. Where this is `false` the evaluator may skip rows that can't match.
    const LISTENS: bool;
    /// Takes a step; called only where [`Observer::LISTENS`] is true.
    fn step(&mut self, step: Step);
}

/// Nobody listens; compiles to nothing.
#[derive(Debug, Default)]
pub struct Unobserved;

impl Observer for Unobserved {
    const LISTENS: bool = false;
    fn step(&mut self, _: Step) {}
}

/// Keeps every step.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trace {
    /// The steps in order.
    pub steps: Vec<Step>,
}

impl Observer for Trace {
    const LISTENS: bool = true;
    fn step(&mut self, step: Step) {
        self.steps.push(step);
    }
}
