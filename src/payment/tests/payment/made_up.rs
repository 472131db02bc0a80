//! A made-up hospital and made-up weights with round numbers, so that a case can be computed with a pencil.
//!
//! | MS-DRG | Weight | GMLOS | Post-acute | Special pay | Operating, full | Capital, full |
//! |---|---|---|---|---|---|---|
//! | 291 | 1.2500 | 4.0 | yes | no | $8,000.00 | $656.25 |
//! | 313 | 0.7500 | 2.0 | no | no | $4,800.00 | $393.75 |
//! | 470 | 2.0000 | 5.0 | yes | yes | $12,800.00 | $1,050.00 |
//! | 789 | 1.5000 | 3.0 | no | no | $9,600.00 | $787.50 |
//! | 933 (burns) | 4.0000 | 3.0 | no | no | $25,600.00 | $2,100.00 |
//! | 014 | 10.0000 | none | no | no | $64,000.00 | $5,250.00 |
//!
//! Operating: $4,000.00 × wage index 1.1 + $2,000.00 × 1 = $6,400.00 at a weight of 1.
//! Capital: $500.00 × geographic adjustment factor 1.05 = $525.00 at a weight of 1.

use codes::Ymd;
use codes::weights::{Row, Weights, write};
use payment::*;

pub const YEAR: u16 = 2026;

pub fn money(text: &str) -> Money {
    text.parse().unwrap()
}

pub fn factor(text: &str) -> Factor {
    text.parse().unwrap()
}

pub fn in_2026<T>(value: T) -> Yearly<T> {
    Yearly::new(value, YEAR)
}

pub fn rates() -> FacilityRates {
    FacilityRates {
        version: FacilityRates::VERSION,
        facility: "Made-Up General Hospital".into(),
        fiscal_year: YEAR,
        operating: OperatingRates {
            standardized_amount: in_2026(StandardizedAmount::Split {
                labor: money("4000.00"),
                nonlabor: money("2000.00"),
            }),
            wage_index: in_2026(factor("1.1000")),
            cost_of_living: None,
            teaching: None,
            disproportionate_share: None,
            uncompensated_care: None,
        },
        capital: CapitalRates {
            federal_rate: in_2026(money("500.00")),
            geographic_adjustment: Some(in_2026(factor("1.0500"))),
            teaching: None,
            disproportionate_share: None,
        },
        outlier: OutlierRates {
            fixed_loss: in_2026(money("40000")),
            operating_cost_to_charge: in_2026(factor("0.300")),
            capital_cost_to_charge: in_2026(factor("0.020")),
        },
        adjustments: Adjustments::default(),
    }
}

fn row(drg: u16, weight: u32, gmlos: Option<u16>, post_acute: bool, special_pay: bool) -> Row {
    Row {
        fiscal_year: YEAR,
        drg,
        weight,
        weight_before_cap: weight,
        gmlos,
        amlos: gmlos,
        post_acute,
        special_pay,
    }
}

pub fn rows() -> Vec<Row> {
    vec![
        row(14, 100_000, None, false, false),
        row(291, 12_500, Some(40), true, false),
        row(313, 7_500, Some(20), false, false),
        row(470, 20_000, Some(50), true, true),
        row(789, 15_000, Some(30), false, false),
        row(933, 40_000, Some(30), false, false),
    ]
}

pub fn weights_of(rows: Vec<Row>) -> Weights {
    Weights::open(&write(rows).unwrap()).unwrap()
}

pub fn weights() -> Weights {
    weights_of(rows())
}

pub fn status(number: u8) -> DischargeStatus {
    DischargeStatus::new(number).unwrap()
}

/// Discharged on 2026-03-02 with $20,000.00 of covered charges: far from an outlier.
pub fn stay(drg: u16, discharge_status: u8, length_of_stay: u16) -> Discharge {
    Discharge {
        date: Ymd(20_260_302),
        drg,
        status: status(discharge_status),
        length_of_stay,
        covered_charges: money("20000"),
        after: After::default(),
        new_technologies: Vec::new(),
    }
}

pub fn with_charges(mut discharge: Discharge, charges: &str) -> Discharge {
    discharge.covered_charges = money(charges);
    discharge
}

pub fn estimated(discharge: &Discharge, rates: FacilityRates) -> Estimate {
    estimate(
        discharge,
        Tables {
            weights: Some(&weights()),
            rates: &[rates.checked().unwrap()],
        },
    )
    .unwrap()
}

/// Compares every paid step, in order, and the total.
#[track_caller]
pub fn pays(discharge: &Discharge, rates: FacilityRates, steps: &[(&str, &str)], total: &str) {
    let estimate = estimated(discharge, rates);
    let paid: Vec<(&str, String)> = estimate
        .steps
        .iter()
        .filter(|step| matches!(step.amount, Amount::Paid(_)))
        .map(|step| (step.what, step.paid().to_string()))
        .collect();
    let expected: Vec<(&str, String)> = steps.iter().map(|&(w, a)| (w, a.to_owned())).collect();
    assert_eq!(paid, expected);
    assert_eq!(estimate.total.to_string(), total);
}

pub const OPERATING: &str = "Operating federal payment";
pub const CAPITAL: &str = "Capital federal payment";
