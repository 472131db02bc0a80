//! The estimate: all parts in order, for the fiscal year of the discharge and no other.

use codes::weights::Weights;

use crate::capital::capital;
use crate::discharge::Discharge;
use crate::error::EstimateError;
use crate::factor::Factor;
use crate::limits::NOT_MODELLED;
use crate::money::Money;
use crate::new_technology::new_technology;
use crate::operating::operating;
use crate::outlier::outlier;
use crate::programs::programs;
use crate::rates::CheckedRates;
use crate::step::{Amount, Part, Step, Steps};
use crate::transfer::{Transfer, ten_thousandths, transfer};

/// What is loaded: an estimate is made from the tables of the discharge's fiscal year or not at all.
#[derive(Debug, Clone, Copy)]
pub struct Tables<'a> {
    /// Relative weights. None: no pack is loaded.
    pub weights: Option<&'a Weights>,
    /// The facility's inputs, one set a fiscal year. Of two sets for the same year the first counts.
    pub rates: &'a [CheckedRates],
}

/// An estimate of the payment for one discharge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Estimate {
    /// What it is, with the year of its tables: to be shown as its heading.
    pub label: String,
    /// The facility, as it calls itself.
    pub facility: String,
    /// Fiscal year of the discharge and of every table used.
    pub fiscal_year: u16,
    /// MS-DRG.
    pub drg: u16,
    /// Relative weight, four places.
    pub weight: Factor,
    /// How the transfer policy treats the discharge.
    pub transfer: Transfer,
    /// Every step, in order.
    pub steps: Vec<Step>,
    /// Sum of the steps that are paid.
    pub total: Money,
    /// What is left out.
    pub not_modelled: &'static [&'static str],
}

/// Estimates what Medicare would pay a hospital for a discharge.
///
/// # Errors
/// [`EstimateError`]: a table or input of the discharge's fiscal year isn't loaded (PAY-001), or the discharge can't be
/// paid as it stands.
pub fn estimate(discharge: &Discharge, tables: Tables<'_>) -> Result<Estimate, EstimateError> {
    let fiscal_year = discharge.fiscal_year().map_err(EstimateError::Discharge)?;
    discharge
        .check(fiscal_year)
        .map_err(EstimateError::Discharge)?;
    let loaded = tables
        .weights
        .map(Weights::fiscal_years)
        .unwrap_or_default();
    let weights = tables
        .weights
        .filter(|_| loaded.contains(&fiscal_year))
        .ok_or(EstimateError::WeightsNotLoaded {
            fiscal_year,
            loaded,
        })?;
    let drg = discharge.drg;
    let no_weight = EstimateError::NoWeight { drg, fiscal_year };
    let row = weights.of(drg, fiscal_year).ok_or(no_weight.clone())?;
    let weight = ten_thousandths(row.weight).ok_or(no_weight)?;
    let rates = tables
        .rates
        .iter()
        .map(CheckedRates::rates)
        .find(|rates| rates.fiscal_year == fiscal_year)
        .ok_or_else(|| EstimateError::RatesNotLoaded {
            fiscal_year,
            loaded: tables.rates.iter().map(|r| r.rates().fiscal_year).collect(),
        })?;

    let transfer = transfer(&discharge.departure(), &row)?;
    let fraction = transfer.fraction;
    let mut steps = Steps::default();
    steps.push(
        Part::Transfer,
        "Transfer fraction",
        fraction_words(&transfer),
        Amount::Factor(fraction),
        transfer.source,
    );
    let operating = operating(&rates.operating, weight, fraction, &mut steps);
    let new_technology = new_technology(discharge, &rates.outlier, &operating, &mut steps);
    let capital = capital(&rates.capital, &operating, weight, &mut steps);
    let operating_outlier = outlier(
        discharge,
        &rates.outlier,
        &operating,
        &capital,
        new_technology,
        &mut steps,
    );
    programs(
        &rates.adjustments,
        weight,
        &operating,
        operating_outlier,
        new_technology,
        &mut steps,
    );
    Ok(Estimate {
        label: format!(
            "Estimate, not a payment: FY {fiscal_year} relative weights (Table 5) and FY {fiscal_year} inputs entered \
             by the facility"
        ),
        facility: rates.facility.clone(),
        fiscal_year,
        drg,
        weight: Factor::from_decimal(weight),
        total: steps.total(),
        transfer,
        steps: steps.0,
        not_modelled: NOT_MODELLED,
    })
}

fn fraction_words(transfer: &Transfer) -> String {
    use crate::transfer::Policy::{Acute, Discharge, PostAcute, PostAcuteSpecialPay};
    let (days, reason) = (transfer.days, &transfer.reason);
    let gmlos = transfer
        .gmlos
        .map_or_else(|| "not given".to_owned(), |g| g.to_string());
    match transfer.policy {
        Discharge => format!("paid in full: {reason}"),
        Acute | PostAcute => format!(
            "{reason}: (length of stay {days} + 1) ÷ geometric mean length of stay {gmlos}, at most 1"
        ),
        PostAcuteSpecialPay => format!(
            "{reason}: 50 % + 50 % × (length of stay {days} + 1) ÷ geometric mean length of stay {gmlos}, at most 1"
        ),
    }
}
