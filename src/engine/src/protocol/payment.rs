//! What Medicare would pay: the facility's inputs as a form, what of a stay only its payment needs, and the estimate.
//!
//! Amounts are texts, formatted by the engine: the page adds nothing up.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::problem::Place;

/// The facility's inputs of one fiscal year as they stand in the form: as typed, perhaps half filled in. They speak of the
/// hospital and never of a patient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub struct InputsForm {
    /// Fiscal year that every figure is in force for.
    pub fiscal_year: u16,
    /// The facility, as it calls itself.
    pub facility: String,
    /// What stands in each field, by [`crate::payment_fields::Field::key`]. A field that is empty may be left out.
    pub values: BTreeMap<String, String>,
}

/// What is wrong in a field of the form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldProblem {
    /// [`crate::payment_fields::Field::key`], or empty for the form as a whole.
    pub field: String,
    /// Nothing stands there yet; not a mistake.
    pub missing: bool,
    /// What is wrong.
    pub what: String,
    /// Why that is an error.
    pub why: String,
    /// How to fix it.
    pub fix: String,
}

/// A technology with an add-on payment of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct TechnologyUsed {
    /// Its maximum add-on, as typed.
    pub maximum: String,
    /// 75 % of the costs instead of 65 %.
    pub higher_share: bool,
}

/// What of a stay only its payment depends on. Kept in memory like the stay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Charged {
    /// Covered charges, as typed.
    pub charges: String,
    /// Covered days, as typed; empty: from the dates.
    pub days: String,
    /// New technologies used.
    pub technologies: Vec<TechnologyUsed>,
}

/// The answer to a question for an estimate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Estimated {
    /// An estimate.
    Amount(Box<EstimateView>),
    /// There is none, and why.
    Refused(Refusal),
}

/// What stands in the way of an estimate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum RefusalKind {
    /// The tables of the discharge's fiscal year are not loaded.
    Year,
    /// The facility's inputs of that year are not entered, or not all of them.
    Inputs,
    /// Something of the stay is missing or wrong.
    Stay(Place),
    /// The covered charges.
    Charges,
    /// The length of stay.
    Days,
    /// A new technology.
    Technology,
    /// The DRG is not one that is paid.
    Drg,
    /// The hospital is not paid under this system.
    Hospital,
}

/// Why there is no estimate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// What stands in the way.
    pub kind: RefusalKind,
    /// The rule that refuses; empty where an input is missing.
    pub rule: String,
    /// Fiscal year of the discharge, once it is known.
    pub fiscal_year: Option<u16>,
    /// What is missing or wrong.
    pub what: String,
    /// Why that stops the estimate.
    pub why: String,
    /// How to fix it.
    pub fix: String,
    /// Fields of the facility's inputs that are missing or wrong.
    pub fields: Vec<FieldProblem>,
}

/// An estimate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EstimateView {
    /// What it is, with the year of its tables.
    pub label: String,
    /// The facility, as it calls itself.
    pub facility: String,
    /// Fiscal year.
    pub fiscal_year: u16,
    /// MS-DRG, three digits.
    pub drg: String,
    /// Title of the MS-DRG.
    pub drg_title: String,
    /// Relative weight.
    pub weight: String,
    /// Days used.
    pub days: u16,
    /// What would be paid.
    pub total: String,
    /// Whether it is paid as a transfer, and less than in full.
    pub reduced: bool,
    /// How the transfer policy treats the stay, a sentence.
    pub transfer: String,
    /// Who says so.
    pub transfer_source: String,
    /// Whether an outlier is paid.
    pub outlier: bool,
    /// The parts of the payment, in order.
    pub parts: Vec<PartView>,
    /// What would change it.
    pub changes: Vec<ChangeView>,
    /// To be looked at before it is billed like this.
    pub warning: Option<WarningView>,
    /// What is left out, a sentence each.
    pub not_modelled: Vec<String>,
}

/// One part of a payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartView {
    /// Its name.
    pub name: String,
    /// What its steps add to the total; empty where it only leads to an amount.
    pub paid: String,
    /// Its steps.
    pub steps: Vec<PaymentStep>,
}

/// One step of an estimate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentStep {
    /// What is computed.
    pub what: String,
    /// The formula in words, with the numbers put in.
    pub formula: String,
    /// The result.
    pub amount: String,
    /// Whether the amount is paid; otherwise it is on the way to one.
    pub paid: bool,
    /// Who says so.
    pub source: String,
}

/// Something that would change the estimate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeView {
    /// What would be otherwise.
    pub what: String,
    /// What would be paid; empty where it is a threshold.
    pub total: String,
    /// The difference with its sign; empty where it is a threshold.
    pub difference: String,
    /// Why.
    pub why: String,
}

/// Something to be looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WarningView {
    /// The rule.
    pub rule: String,
    /// What was found.
    pub what: String,
    /// Why that matters.
    pub why: String,
    /// How to put it right.
    pub fix: String,
    /// Who says so.
    pub source: String,
}
