//! What is refused, and with which words (PAY-001).

use codes::Ymd;
use payment::*;

use crate::additions::technology;
use crate::made_up::*;

fn refused(discharge: &Discharge) -> EstimateError {
    estimate(
        discharge,
        Tables {
            weights: Some(&weights()),
            rates: &[rates().checked().unwrap()],
        },
    )
    .unwrap_err()
}

fn on(day: i64) -> Discharge {
    Discharge {
        date: Ymd(day),
        ..stay(291, 1, 5)
    }
}

#[test]
fn a_year_without_relative_weights_is_refused() {
    for (day, fiscal_year) in [(20_250_930, 2025), (20_261_001, 2027)] {
        let error = refused(&on(day));
        assert_eq!(
            error,
            EstimateError::WeightsNotLoaded {
                fiscal_year,
                loaded: vec![2026],
            }
        );
        assert_eq!(error.rule(), Some("PAY-001"));
    }
    // The first and the last day of the fiscal year are in it.
    for day in [20_251_001, 20_260_930] {
        assert_eq!(estimated(&on(day), rates()).fiscal_year, 2026);
    }
}

#[test]
fn the_refusal_names_the_table_and_the_cure() {
    let text = refused(&on(20_261_001)).to_string();
    assert_eq!(
        text,
        "PAY-001: tables: Table 5 of the FY 2027 IPPS final rule (relative weights) isn't loaded; loaded: FY 2026; an \
         estimate from another year's tables would be a guess. Fix: load a weights pack that has Table 5 of FY 2027."
    );
}

#[test]
fn nothing_loaded_is_refused() {
    let rates = [rates().checked().unwrap()];
    assert_eq!(
        estimate(
            &stay(291, 1, 5),
            Tables {
                weights: None,
                rates: &rates,
            }
        ),
        Err(EstimateError::WeightsNotLoaded {
            fiscal_year: 2026,
            loaded: vec![],
        })
    );
}

#[test]
fn a_year_without_facility_inputs_is_refused() {
    let weights = weights();
    let mut last_year = rates();
    let text = last_year.to_json().replace("2026", "2025");
    last_year = FacilityRates::from_json(&text).unwrap();
    let last_year = [last_year.checked().unwrap()];
    for (rates, loaded) in [(&last_year[..], vec![2025]), (&[], vec![])] {
        let error = estimate(
            &stay(291, 1, 5),
            Tables {
                weights: Some(&weights),
                rates,
            },
        )
        .unwrap_err();
        assert_eq!(
            error,
            EstimateError::RatesNotLoaded {
                fiscal_year: 2026,
                loaded,
            }
        );
        assert_eq!(error.rule(), Some("PAY-001"));
        assert!(error.to_string().contains("inputs for FY 2026"));
    }
}

#[test]
fn a_drg_without_weight_is_refused() {
    for drg in [0, 998, 999, u16::MAX] {
        assert_eq!(
            refused(&stay(drg, 1, 5)),
            EstimateError::NoWeight {
                drg,
                fiscal_year: 2026,
            }
        );
    }
}

#[test]
fn a_transfer_without_mean_length_of_stay_is_refused() {
    assert_eq!(
        refused(&stay(14, 2, 5)),
        EstimateError::NoLengthOfStay {
            drg: 14,
            fiscal_year: 2026,
        }
    );
}

#[test]
fn a_discharge_that_is_none_is_refused() {
    let mut negative = stay(291, 1, 5);
    negative.covered_charges = Money::from_cents(-1);
    let mut excessive = stay(291, 1, 5);
    excessive.covered_charges = Money::from_cents(1_000_000_000);
    let with_technology = |technology| Discharge {
        new_technologies: vec![technology],
        ..stay(291, 1, 5)
    };
    for (discharge, place) in [
        (stay(291, 30, 5), "discharge status"),
        (on(20_260_229), "discharge date"),
        (on(0), "discharge date"),
        (on(-5), "discharge date"),
        (on(i64::MAX), "discharge date"),
        (negative, "covered charges"),
        (excessive, "covered charges"),
        (with_technology(technology("5000", "0.5")), "new technology"),
        (
            with_technology(NewTechnology {
                maximum: Money::from_cents(-1),
                ..technology("5000", "0.65")
            }),
            "new technology",
        ),
        (
            with_technology(NewTechnology {
                fiscal_year: 2025,
                ..technology("5000", "0.65")
            }),
            "new technology",
        ),
    ] {
        let error = refused(&discharge);
        assert_eq!(error.rule(), None);
        assert_eq!(error.parts().r#where, place);
    }
}

#[test]
fn a_discharge_status_has_two_digits() {
    for (number, expected) in [(0, None), (1, Some("01")), (99, Some("99")), (100, None)] {
        let shown = DischargeStatus::new(number).map(|s| s.to_string());
        assert_eq!(shown.as_deref(), expected);
    }
}
