//! The worklist: which encounters wait for coding, in which order.

use serde::{Deserialize, Serialize};

/// What the worklist is asked for. Empty filters let everything through.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct WorklistQuery {
    /// Only these statuses of the case, by their words; `unassigned` also stands for encounters without a case.
    pub statuses: Vec<String>,
    /// Only these classes, by their words: `IP`, `ED`.
    pub classes: Vec<String>,
    /// Only this coder's.
    pub coder: Option<[u8; 16]>,
    /// Only this service.
    pub service: String,
    /// Discharged on this day or later, `YYYY-MM-DD`.
    pub discharged_from: String,
    /// Discharged on this day or earlier, `YYYY-MM-DD`.
    pub discharged_to: String,
    /// Only cases that wait for one of these, by their words.
    pub waits_for: Vec<String>,
    /// Only this DRG.
    pub drg: String,
    /// Words that stand in account number or patient's name, in any order and case.
    pub text: String,
    /// By which column.
    pub sort: WorklistSort,
    /// The other way round.
    pub descending: bool,
    /// Rows left out before the first.
    pub offset: u32,
    /// Most rows wanted.
    pub limit: u32,
}

/// A column to sort by. What is alike stays in the order of discharge, then of account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
pub enum WorklistSort {
    /// How urgent it is; what nobody has judged comes last.
    #[default]
    Priority,
    /// Day of discharge.
    Discharged,
    /// Day of admission.
    Admitted,
    /// Account number.
    Account,
    /// Patient's name.
    Patient,
    /// Setting.
    Class,
    /// Service.
    Service,
    /// Attending physician.
    Attending,
    /// Where the case stands.
    Status,
    /// Coder's name.
    Coder,
    /// Day it should be done by; none comes last.
    Due,
    /// DRG.
    Drg,
    /// Relative weight.
    Weight,
    /// Total charges.
    Charges,
}

/// A page of the worklist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Worklist {
    /// Rows from the offset on.
    pub rows: Vec<WorklistRow>,
    /// How many pass the filters.
    pub total: u32,
    /// How many there are of each status, whatever status is filtered for.
    pub counts: Vec<StatusCount>,
    /// With the first page: the services that stand on the list, by name.
    pub services: Vec<String>,
}

/// How many there are of a status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusCount {
    /// The status, by its word.
    pub status: String,
    /// As said on screen.
    pub said: String,
    /// How many.
    pub count: u32,
}

/// A row of the worklist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorklistRow {
    /// The encounter.
    pub encounter: [u8; 16],
    /// Account number.
    pub account: String,
    /// Patient's name; empty where it is withheld.
    pub patient: String,
    /// Whether there is a patient whose name the reader has no right to on this list; whoever's case it is may have it
    /// (need to know, 45 CFR 164.514(d)(2)).
    pub name_withheld: bool,
    /// Setting, in words.
    pub class: String,
    /// Service.
    pub service: String,
    /// Attending physician.
    pub attending: String,
    /// `YYYY-MM-DD`.
    pub admitted: String,
    /// `YYYY-MM-DD`.
    pub discharged: String,
    /// Where the case stands, by its word.
    pub status: String,
    /// The same, as said on screen.
    pub status_said: String,
    /// Who codes it; empty for nobody.
    pub coder: String,
    /// Whether that is whoever has unlocked.
    pub mine: bool,
    /// 1 goes first; 0 where nobody has said.
    pub priority: u8,
    /// Day it should be done by; empty for none.
    pub due: String,
    /// What it waits for, in words.
    pub waits_for: Vec<String>,
    /// Whether DRG, weight, charges and edits are withheld from the reader. They are empty and nought then.
    pub payment_withheld: bool,
    /// DRG, for those who may see it.
    pub drg: String,
    /// Relative weight with four decimals, for those who may see it.
    pub weight: String,
    /// Total charges in dollars, for those who may see them.
    pub charges: String,
    /// Edits that stop a claim.
    pub stops: u32,
    /// Edits that warn.
    pub warnings: u32,
    /// Fields in which different values stand.
    pub conflicts: u32,
    /// Documents in the chart.
    pub documents: u32,
}
