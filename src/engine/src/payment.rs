//! What Medicare would pay for the stay on screen, step by step, or why there is no estimate.
//!
//! The stay is grouped like any other; the crate `payment` computes. Here the draft becomes its discharge, each missing
//! input is named before anything is computed, and the answer becomes a view.

use codes::Ymd;
use grouper::Version;
use payment::{
    Amount, CheckedRates, Discharge, DischargeStatus, Estimate, EstimateError, Factor, Money,
    NewTechnology, Part, Step, Tables, Turning, Warning,
};

use crate::draft::{Hospital, StayDraft};
use crate::intake;
use crate::packs::{Packs, pack_failure_if_missing};
use crate::protocol::{
    ChangeView, Charged, EstimateView, Estimated, Failure, FieldProblem, InputsForm, PackName,
    PartView, PaymentStep, Place, Refusal, RefusalKind, WarningView,
};

pub(crate) mod form;

/// MS-DRGs of stays that can't be grouped; no table has a weight for them.
const NOT_PAID: [u16; 2] = [998, 999];

/// Answers with an estimate or a refusal.
///
/// # Errors
/// The grouper's pack is missing.
pub(crate) fn estimate(
    packs: &mut Packs,
    draft: &StayDraft,
    charged: &Charged,
    inputs: &[InputsForm],
) -> Result<Estimated, Failure> {
    if packs.versions.is_none() {
        return Err(pack_failure_if_missing(packs, PackName::MsDrg));
    }
    Ok(match answer(packs, draft, charged, inputs) {
        Ok(view) => Estimated::Amount(Box::new(view)),
        Err(refusal) => Estimated::Refused(Refusal {
            fiscal_year: intake::read(draft)
                .discharge_date
                .and_then(Ymd::fiscal_year),
            ..*refusal
        }),
    })
}

fn refusal(kind: RefusalKind, what: &str, why: &str, fix: &str) -> Box<Refusal> {
    Box::new(Refusal {
        kind,
        rule: String::new(),
        fiscal_year: None,
        what: what.to_owned(),
        why: why.to_owned(),
        fix: fix.to_owned(),
        fields: Vec::new(),
    })
}

/// A refusal of the payment rules.
fn refused(error: &EstimateError) -> Box<Refusal> {
    let kind = match error {
        EstimateError::WeightsNotLoaded { .. } => RefusalKind::Year,
        EstimateError::RatesNotLoaded { .. } => RefusalKind::Inputs,
        EstimateError::NoWeight { .. } => RefusalKind::Drg,
        EstimateError::NoLengthOfStay { .. } => RefusalKind::Days,
        EstimateError::Discharge(input) => match input.r#where.as_str() {
            "discharge date" => RefusalKind::Stay(Place::DischargeDate),
            "discharge status" => RefusalKind::Stay(Place::DischargeStatus),
            "new technology" => RefusalKind::Technology,
            _ => RefusalKind::Charges,
        },
    };
    let parts = error.parts();
    let mut refused = refusal(
        kind,
        &sentence(&parts.what),
        &sentence(&parts.why),
        &sentence(&parts.fix),
    );
    error
        .rule()
        .unwrap_or_default()
        .clone_into(&mut refused.rule);
    if let EstimateError::WeightsNotLoaded { fiscal_year, .. } = error {
        refused.fix = format!(
            "Take in Table 5 of the FY {fiscal_year} IPPS final rule, CMS's own file, as an official file."
        );
    }
    refused
}

fn answer(
    packs: &mut Packs,
    draft: &StayDraft,
    charged: &Charged,
    inputs: &[InputsForm],
) -> Result<EstimateView, Box<Refusal>> {
    let intake = intake::read(draft);
    let dated = intake
        .discharge_date
        .and_then(|date| Some((date, date.fiscal_year()?)));
    let (date, fiscal_year) = dated.ok_or_else(|| {
        refusal(
            RefusalKind::Stay(Place::DischargeDate),
            "The discharge date is missing.",
            "It chooses the fiscal year, and with it the grouper, the weights and the facility's inputs.",
            "Enter the discharge date.",
        )
    })?;
    if draft.hospital == Hospital::Exempt {
        return Err(refusal(
            RefusalKind::Hospital,
            "The hospital is marked as exempt from reporting present on admission.",
            "Such hospitals (critical access, psychiatric, rehabilitation, long-term care, cancer, children's) are not paid under \
             this payment system.",
            "Mark the hospital as one that reports it, if it is paid under the inpatient prospective payment system.",
        ));
    }
    // Year and inputs first: without them nothing else need be entered.
    let loaded = packs
        .weights
        .as_ref()
        .map(codes::weights::Weights::fiscal_years)
        .unwrap_or_default();
    if !loaded.contains(&fiscal_year) {
        let error = EstimateError::WeightsNotLoaded {
            fiscal_year,
            loaded,
        };
        return Err(refused(&error));
    }
    let rates = rates_of(inputs, fiscal_year)?;
    let (drg, drg_title) = drg(packs, &intake, date)?;
    let discharge = Discharge {
        date,
        drg,
        status: status(draft)?,
        length_of_stay: days(&intake, charged)?,
        covered_charges: charges(charged)?,
        after: intake::after(draft),
        new_technologies: technologies(charged, fiscal_year)?,
    };
    let rates = [rates];
    let tables = Tables {
        weights: packs.weights.as_ref(),
        rates: &rates,
    };
    let of_rules = |error: EstimateError| refused(&error);
    let estimate = payment::estimate(&discharge, tables).map_err(of_rules)?;
    let turning = payment::turning(&discharge, tables).map_err(of_rules)?;
    let warning = packs
        .weights
        .as_ref()
        .and_then(|weights| weights.of(drg, fiscal_year))
        .and_then(|weight| payment::early(&discharge.departure(), &weight).transpose())
        .transpose()
        .map_err(of_rules)?;
    Ok(view(&discharge, &estimate, &turning, warning, drg_title))
}

/// The facility's inputs of a year, checked.
fn rates_of(inputs: &[InputsForm], fiscal_year: u16) -> Result<CheckedRates, Box<Refusal>> {
    let Some(form) = inputs.iter().find(|form| form.fiscal_year == fiscal_year) else {
        let error = EstimateError::RatesNotLoaded {
            fiscal_year,
            loaded: inputs.iter().map(|form| form.fiscal_year).collect(),
        };
        return Err(refused(&error));
    };
    form::read(form).map_err(|fields| {
        let missing = fields.iter().filter(|field| field.missing).count();
        let mut refused = refusal(
            RefusalKind::Inputs,
            &said_of_fields(fields.len(), missing, fiscal_year),
            "An estimate from guessed inputs would be a guess.",
            "Open the inputs; each field says where its figure is published.",
        );
        refused.fields = fields;
        refused
    })
}

fn said_of_fields(all: usize, missing: usize, fiscal_year: u16) -> String {
    let wrong = all - missing;
    let mut parts = Vec::new();
    if missing > 0 {
        parts.push(format!("{missing} still missing"));
    }
    if wrong > 0 {
        parts.push(format!("{wrong} to be corrected"));
    }
    format!(
        "The facility's inputs for FY {fiscal_year} are not complete: {}.",
        parts.join(", ")
    )
}

/// The final DRG and its title.
fn drg(
    packs: &mut Packs,
    intake: &intake::Intake,
    date: Ymd,
) -> Result<(u16, String), Box<Refusal>> {
    let no_version = || {
        refusal(
            RefusalKind::Year,
            &format!("No grouper version is loaded for a discharge on {date}."),
            "Medicare pays by MS-DRG.",
            "Enter a discharge date that a version is loaded for.",
        )
    };
    if intake.stay.principal_diagnosis.is_none() {
        return Err(refusal(
            RefusalKind::Stay(Place::Principal),
            "The principal diagnosis is missing.",
            "Without it there is no MS-DRG, and Medicare pays by MS-DRG.",
            "Post the principal diagnosis.",
        ));
    }
    let version = Version::for_discharge(date).ok_or_else(no_version)?;
    let versions = packs.versions.as_mut().ok_or_else(no_version)?;
    let grouper = versions.get(version);
    let grouping = grouper.group(&intake.stay);
    let last = grouping.r#final;
    if NOT_PAID.contains(&last.drg) {
        let why = edits::findings::return_code_words(last.return_code)
            .unwrap_or("The stay can't be grouped as it is coded.");
        return Err(refusal(
            RefusalKind::Drg,
            &format!(
                "The stay falls in MS-DRG {:03}, which is not paid.",
                last.drg
            ),
            why,
            "Put right what the edits say; the estimate follows.",
        ));
    }
    let title = grouper.drg_title(last.drg).unwrap_or_default().to_owned();
    Ok((last.drg, title))
}

fn status(draft: &StayDraft) -> Result<DischargeStatus, Box<Refusal>> {
    draft
        .discharge_status
        .and_then(|number| u8::try_from(number).ok())
        .and_then(DischargeStatus::new)
        .ok_or_else(|| {
            refusal(
                RefusalKind::Stay(Place::DischargeStatus),
                "The discharge status is missing.",
                "It decides whether the stay is paid as a transfer (42 CFR 412.4).",
                "Choose the discharge status.",
            )
        })
}

/// The days typed, else those between the dates.
fn days(intake: &intake::Intake, charged: &Charged) -> Result<u16, Box<Refusal>> {
    let typed = charged.days.trim();
    let stop = |what: &str, fix: &str| {
        refusal(
            RefusalKind::Days,
            what,
            "A transfer is paid by the day (42 CFR 412.4(f)).",
            fix,
        )
    };
    if !typed.is_empty() {
        return typed
            .parse()
            .ok()
            .filter(|days| (1..=9_999).contains(days))
            .ok_or_else(|| {
                stop(
                    "The covered days are not a number from 1 to 9,999.",
                    "Enter whole days, or leave the field empty: then the dates count.",
                )
            });
    }
    intake
        .stay
        .length_of_stay
        .and_then(|days| u16::try_from(days).ok())
        .ok_or_else(|| {
            stop(
                "The length of stay is missing.",
                "Enter the admission date, not after the discharge, or the covered days.",
            )
        })
}

fn charges(charged: &Charged) -> Result<Money, Box<Refusal>> {
    let typed = charged.charges.trim();
    let stop = |what: &str, fix: &str| {
        refusal(
            RefusalKind::Charges,
            what,
            "They decide whether the costs make the stay an outlier (42 CFR 412.84).",
            fix,
        )
    };
    if typed.is_empty() {
        return Err(stop(
            "The covered charges are missing.",
            "Enter the total of covered charges; 0 leaves the outlier out.",
        ));
    }
    form::plain_money(typed).parse().map_err(|_| {
        stop(
            "The covered charges are not an amount.",
            "Enter dollars and cents, for example 84,210.00.",
        )
    })
}

fn technologies(charged: &Charged, fiscal_year: u16) -> Result<Vec<NewTechnology>, Box<Refusal>> {
    charged
        .technologies
        .iter()
        .map(|used| {
            let maximum = form::plain_money(used.maximum.trim()).parse();
            Ok(NewTechnology {
                maximum: maximum.map_err(|_| refusal(
                        RefusalKind::Technology,
                        "The maximum of a new technology is missing or not an amount.",
                        "The add-on is never more than that maximum (42 CFR 412.88).",
                        "Enter the maximum that the final rule prints for it, or take the technology out.",
                    ))?,
                share: Factor::new(if used.higher_share { 75 } else { 65 }, 2),
                fiscal_year,
            })
        })
        .collect()
}

fn view(
    discharge: &Discharge,
    estimate: &Estimate,
    turning: &Turning,
    warning: Option<Warning>,
    drg_title: String,
) -> EstimateView {
    let transfer = &estimate.transfer;
    EstimateView {
        label: estimate.label.clone(),
        facility: estimate.facility.clone(),
        fiscal_year: estimate.fiscal_year,
        drg: format!("{:03}", estimate.drg),
        drg_title,
        weight: estimate.weight.to_string(),
        days: transfer.days,
        total: estimate.total.to_string(),
        reduced: transfer.reduces(),
        transfer: sentence(&transfer.reason),
        transfer_source: transfer.source.to_owned(),
        outlier: estimate.steps.iter().any(pays_outlier),
        parts: parts(&estimate.steps),
        changes: changes(discharge, estimate, turning),
        warning: warning.map(warning_view),
        not_modelled: estimate
            .not_modelled
            .iter()
            .map(|&left_out| left_out.to_owned())
            .collect(),
    }
}

fn pays_outlier(step: &Step) -> bool {
    step.part == Part::Outlier && matches!(step.amount, Amount::Paid(_))
}

/// The steps by part, each with what it adds.
fn parts(steps: &[Step]) -> Vec<PartView> {
    steps
        .chunk_by(|one, next| one.part == next.part)
        .map(|steps| {
            let adds = steps
                .iter()
                .any(|step| matches!(step.amount, Amount::Paid(_)));
            let paid: Money = steps.iter().map(Step::paid).sum();
            PartView {
                name: part_words(steps[0].part).to_owned(),
                paid: if adds {
                    paid.to_string()
                } else {
                    String::new()
                },
                steps: steps
                    .iter()
                    .map(|step| PaymentStep {
                        what: step.what.to_owned(),
                        formula: step.formula.clone(),
                        amount: step.amount.to_string(),
                        paid: matches!(step.amount, Amount::Paid(_)),
                        source: step.source.to_owned(),
                    })
                    .collect(),
            }
        })
        .collect()
}

const fn part_words(part: Part) -> &'static str {
    match part {
        Part::Transfer => "Transfer policy",
        Part::Operating => "Operating payment",
        Part::NewTechnology => "New technology",
        Part::Capital => "Capital payment",
        Part::Outlier => "Cost outlier",
        Part::HospitalSpecific => "Hospital-specific rate",
        Part::Programs => "Programs",
    }
}

/// What would change the estimate: the other ways the stay could end, its length, its charges.
fn changes(discharge: &Discharge, estimate: &Estimate, turning: &Turning) -> Vec<ChangeView> {
    let mut out: Vec<ChangeView> = turning
        .otherwise
        .iter()
        .map(|then| {
            let difference = then.total - estimate.total;
            let sign = if difference > Money::ZERO { "+" } else { "" };
            ChangeView {
                what: format!(
                    "Discharge status {} instead of {}",
                    then.status, discharge.status
                ),
                total: then.total.to_string(),
                difference: format!("{sign}{difference}"),
                why: sentence(&then.transfer.reason),
            }
        })
        .collect();
    let threshold = |what: String, why: &str| ChangeView {
        what,
        total: String::new(),
        difference: String::new(),
        why: why.to_owned(),
    };
    if let Some(days) = turning.full_from {
        let counted = if days == 1 {
            "1 day".to_owned()
        } else {
            format!("{days} days")
        };
        out.push(threshold(
            format!("Paid in full from {counted} on"),
            "A transfer is paid in full once its days and one more reach the geometric mean length of stay.",
        ));
    }
    out.push(match turning.outlier_from {
        Some(from) => threshold(
            format!("An outlier is paid from covered charges of {from} on"),
            "There the costs reach the payment and the fixed loss together.",
        ),
        None => threshold(
            "No covered charges that a claim can carry reach an outlier".to_owned(),
            "The cost-to-charge ratios are too low for the fixed loss.",
        ),
    });
    out
}

fn warning_view(warning: Warning) -> WarningView {
    WarningView {
        rule: "DRG-006".to_owned(),
        what: warning.what,
        why: warning.why,
        fix: warning.fix,
        source: warning.source.to_owned(),
    }
}

/// Begins with a capital, ends with a full stop.
pub(crate) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let mut out: String = letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default();
    if !out.is_empty() && !out.ends_with('.') {
        out.push('.');
    }
    out
}

/// A problem of the form as a whole.
pub(crate) fn problem_of_form(what: &str, why: &str, fix: &str) -> FieldProblem {
    FieldProblem {
        field: String::new(),
        missing: false,
        what: sentence(what),
        why: sentence(why),
        fix: sentence(fix),
    }
}
