//! A facility's payment inputs: read, checked, and where they are right used for an estimate.

use std::sync::LazyLock;

use codes::Ymd;
use codes::weights::{Row, Weights, write};
use payment::{
    After, Discharge, DischargeStatus, FacilityRates, InputError, Money, Step, Tables, estimate,
};

/// A document with every field, of a made-up hospital.
pub const COMPLETE: &str = r#"{"version":1,"facility":"Made-Up General Hospital","fiscal_year":2026,
"operating":{"standardized_amount":{"value":{"share":{"amount":"6000.00","labor_share":"0.6700"}},"fiscal_year":2026},
"wage_index":{"value":"1.1000","fiscal_year":2026},"cost_of_living":{"value":"1.25","fiscal_year":2026},
"teaching":{"value":{"ratio":"0.25"},"fiscal_year":2026},
"disproportionate_share":{"value":"0.12","fiscal_year":2026},
"uncompensated_care":{"value":"350.00","fiscal_year":2026}},
"capital":{"federal_rate":{"value":"500.00","fiscal_year":2026},
"geographic_adjustment":{"value":"1.0500","fiscal_year":2026},
"teaching":{"value":{"factor":"0.04"},"fiscal_year":2026},
"disproportionate_share":{"value":{"ratio":"0.4"},"fiscal_year":2026}},
"outlier":{"fixed_loss":{"value":"40000","fiscal_year":2026},
"operating_cost_to_charge":{"value":"0.300","fiscal_year":2026},
"capital_cost_to_charge":{"value":"0.020","fiscal_year":2026}},
"adjustments":{"value_based_purchasing":{"value":"1.00234567891","fiscal_year":2026},
"readmissions":{"value":"0.9876","fiscal_year":2026},
"hospital_acquired_conditions":{"value":true,"fiscal_year":2026},
"hospital_specific":{"value":{"status":"sole_community","rate":"7000.00"},"fiscal_year":2026},
"low_volume":{"value":"0.25","fiscal_year":2026}}}"#;

/// Made-up weights of fiscal year 2026.
static WEIGHTS: LazyLock<Weights> = LazyLock::new(|| {
    let row = Row {
        fiscal_year: 2026,
        drg: 291,
        weight: 12_500,
        weight_before_cap: 12_500,
        gmlos: Some(40),
        amlos: Some(50),
        post_acute: true,
        special_pay: false,
    };
    let bytes = write(vec![row]).unwrap_or_else(|e| panic!("{e}"));
    Weights::open(&bytes).unwrap_or_else(|e| panic!("{e}"))
});

/// Reads a document. An error has its four parts; what is right is written and read back the same, and estimates with it
/// add up.
pub fn document(bytes: &[u8]) {
    let Ok(text) = core::str::from_utf8(bytes) else {
        return;
    };
    let rates = match FacilityRates::from_json(text) {
        Ok(rates) => rates,
        Err(error) => return four_parts(&error),
    };
    assert_eq!(
        FacilityRates::from_json(&rates.to_json()).as_ref(),
        Ok(&rates)
    );
    let checked = match rates.checked() {
        Ok(checked) => [checked],
        Err(errors) => return errors.iter().for_each(four_parts),
    };
    let tables = Tables {
        weights: Some(&WEIGHTS),
        rates: &checked,
    };
    for (status, charges) in [(1, 0), (2, 2_000_000), (3, 99_999_999)] {
        let discharge = Discharge {
            date: Ymd(20_260_302),
            drg: 291,
            status: DischargeStatus::new(status).unwrap_or_else(|| panic!("{status}")),
            length_of_stay: 1,
            covered_charges: Money::from_cents(charges),
            after: After::default(),
            new_technologies: Vec::new(),
        };
        // Inputs of another fiscal year are refused.
        if let Ok(estimate) = estimate(&discharge, tables) {
            let sum: Money = estimate.steps.iter().map(Step::paid).sum();
            assert_eq!(sum, estimate.total);
            assert!(estimate.total >= Money::ZERO);
        }
    }
}

fn four_parts(error: &InputError) {
    for part in [&error.what, &error.why, &error.r#where, &error.fix] {
        assert!(!part.is_empty(), "{error:?}");
    }
}
