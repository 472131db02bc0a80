//! The facility's document: written, read back, refused when it can't be right.

use payment::*;

use crate::made_up::*;

/// A document with every field filled.
fn complete() -> FacilityRates {
    let mut rates = rates();
    rates.operating.cost_of_living = Some(in_2026(factor("1.25")));
    rates.operating.teaching = Some(in_2026(Derived::Ratio(factor("0.25"))));
    rates.operating.disproportionate_share = Some(in_2026(factor("0.12")));
    rates.operating.uncompensated_care = Some(in_2026(money("350.00")));
    rates.capital.teaching = Some(in_2026(Derived::Factor(factor("0.04"))));
    rates.capital.disproportionate_share = Some(in_2026(Derived::Ratio(factor("0.4"))));
    rates.adjustments = Adjustments {
        value_based_purchasing: Some(in_2026(factor("1.00234567891"))),
        readmissions: Some(in_2026(factor("0.9876"))),
        hospital_acquired_conditions: Some(in_2026(true)),
        hospital_specific: Some(in_2026(HospitalSpecific {
            status: SpecialStatus::SoleCommunity,
            rate: money("7000.00"),
        })),
        low_volume: Some(in_2026(factor("0.25"))),
    };
    rates
}

#[test]
fn what_is_written_is_read_back() {
    for rates in [rates(), complete()] {
        let text = rates.to_json();
        assert_eq!(FacilityRates::from_json(&text).as_ref(), Ok(&rates));
        assert!(rates.checked().is_ok());
    }
}

#[test]
fn the_layout_is_as_documented() {
    // The smallest document: what may be missing is missing.
    let text = r#"{
        "version": 1,
        "facility": "Made-Up General Hospital",
        "fiscal_year": 2026,
        "operating": {
            "standardized_amount": {
                "value": {"split": {"labor": "4000.00", "nonlabor": "2000.00"}},
                "fiscal_year": 2026
            },
            "wage_index": {"value": "1.1000", "fiscal_year": 2026}
        },
        "capital": {
            "federal_rate": {"value": "500.00", "fiscal_year": 2026},
            "geographic_adjustment": {"value": "1.0500", "fiscal_year": 2026}
        },
        "outlier": {
            "fixed_loss": {"value": "40000", "fiscal_year": 2026},
            "operating_cost_to_charge": {"value": "0.300", "fiscal_year": 2026},
            "capital_cost_to_charge": {"value": "0.020", "fiscal_year": 2026}
        },
        "adjustments": {}
    }"#;
    assert_eq!(FacilityRates::from_json(text), Ok(rates()));
}

#[test]
fn documents_that_cannot_be_read_say_what_why_where_and_how() {
    let good = complete().to_json();
    for (change, to, what) in [
        // A field of another spelling would silently not count.
        (
            "\"readmissions\"",
            "\"readmisions\"",
            "unknown field `readmisions`",
        ),
        ("\"facility\"", "\"hospital\"", "unknown field `hospital`"),
        // A number without quotes would pass through a binary fraction.
        ("\"1.1000\"", "1.1", "expected a decimal number in quotes"),
        (
            "\"1.1000\"",
            "\"110%\"",
            "“110%” stands where a decimal factor",
        ),
        (
            "\"500.00\"",
            "\"$500\"",
            "“$500” stands where dollars and cents",
        ),
        (
            "\"500.00\"",
            "\"-500\"",
            "“-500” stands where dollars and cents",
        ),
        (
            "\"sole_community\"",
            "\"critical_access\"",
            "unknown variant",
        ),
        (
            "\"version\": 1",
            "\"version\": 2",
            "the document is of version 2",
        ),
        ("\"version\": 1", "\"version\": \"1\"", "invalid type"),
        ("\"version\": 1,", "", "missing field `version`"),
        (
            "\"fiscal_year\": 2026",
            "\"fiscal_year\": 99999",
            "invalid value",
        ),
        ("{", "", "expected the facility's inputs"),
        (
            "\"capital\"",
            "\"operating\"",
            "duplicate field `operating`",
        ),
    ] {
        let bad = good.replacen(change, to, 1);
        assert_ne!(bad, good, "{change} is not in the document");
        let error = FacilityRates::from_json(&bad).unwrap_err();
        assert!(error.what.contains(what), "{change} → {to}: {}", error.what);
        for part in [&error.why, &error.r#where, &error.fix] {
            assert!(!part.is_empty());
        }
    }
}

/// The fields in which `rates` is found wrong.
fn wrong(rates: FacilityRates) -> Vec<String> {
    let errors = rates.checked().err().unwrap_or_default();
    errors.into_iter().map(|error| error.r#where).collect()
}

#[test]
fn implausible_values_are_found_in_their_field() {
    type Change = fn(&mut FacilityRates);
    let cases: [(Change, &str); 24] = [
        (|r| r.version = 2, "version"),
        (
            |r| r.operating.wage_index.value = factor("11"),
            "operating.wage_index",
        ),
        // A whole percentage instead of a fraction.
        (
            |r| r.operating.disproportionate_share = Some(in_2026(factor("12"))),
            "operating.disproportionate_share",
        ),
        (
            |r| r.outlier.operating_cost_to_charge.value = factor("30"),
            "outlier.operating_cost_to_charge",
        ),
        (
            |r| r.outlier.operating_cost_to_charge.value = factor("0"),
            "outlier.operating_cost_to_charge",
        ),
        (
            |r| r.outlier.capital_cost_to_charge.value = factor("0.6"),
            "outlier.capital_cost_to_charge",
        ),
        (
            |r| r.outlier.fixed_loss.value = money("400"),
            "outlier.fixed_loss",
        ),
        (
            |r| r.capital.federal_rate.value = money("50000"),
            "capital.federal_rate",
        ),
        // Far from 1.1 ^ 0.6848 = 1.0674.
        (
            |r| r.capital.geographic_adjustment = Some(in_2026(factor("0.95"))),
            "capital.geographic_adjustment",
        ),
        (
            |r| r.capital.teaching = Some(in_2026(Derived::Ratio(factor("1.6")))),
            "capital.teaching",
        ),
        (
            |r| r.capital.teaching = Some(in_2026(Derived::Factor(factor("0.6")))),
            "capital.teaching",
        ),
        (
            |r| r.capital.disproportionate_share = Some(in_2026(Derived::Factor(factor("0.5")))),
            "capital.disproportionate_share",
        ),
        (
            |r| r.operating.teaching = Some(in_2026(Derived::Ratio(factor("2.5")))),
            "operating.teaching",
        ),
        (
            |r| r.operating.teaching = Some(in_2026(Derived::Factor(factor("0.9")))),
            "operating.teaching",
        ),
        (
            |r| r.operating.cost_of_living = Some(in_2026(factor("0.9"))),
            "operating.cost_of_living",
        ),
        // The year's sum instead of the amount per discharge.
        (
            |r| r.operating.uncompensated_care = Some(in_2026(money("2000000"))),
            "operating.uncompensated_care",
        ),
        (
            |r| r.adjustments.readmissions = Some(in_2026(factor("0.9699"))),
            "adjustments.readmissions",
        ),
        (
            |r| r.adjustments.readmissions = Some(in_2026(factor("1.0001"))),
            "adjustments.readmissions",
        ),
        (
            |r| r.adjustments.value_based_purchasing = Some(in_2026(factor("0.97"))),
            "adjustments.value_based_purchasing",
        ),
        (
            |r| r.adjustments.low_volume = Some(in_2026(factor("0.26"))),
            "adjustments.low_volume",
        ),
        (
            |r| {
                r.adjustments.hospital_specific = Some(in_2026(HospitalSpecific {
                    status: SpecialStatus::MedicareDependent,
                    rate: money("70"),
                }));
            },
            "adjustments.hospital_specific",
        ),
        (
            |r| {
                r.operating.standardized_amount.value = StandardizedAmount::Split {
                    labor: money("0"),
                    nonlabor: money("0"),
                };
            },
            "operating.standardized_amount",
        ),
        // Nonlabor and labor exchanged.
        (
            |r| {
                r.operating.standardized_amount.value = StandardizedAmount::Split {
                    labor: money("2000"),
                    nonlabor: money("4000"),
                };
            },
            "operating.standardized_amount",
        ),
        (
            |r| {
                r.operating.standardized_amount.value = StandardizedAmount::Share {
                    amount: money("6000"),
                    labor_share: factor("66"),
                };
            },
            "operating.standardized_amount",
        ),
    ];
    for (change, field) in cases {
        let mut rates = rates();
        change(&mut rates);
        let found = wrong(rates);
        assert!(!found.is_empty(), "{field}");
        assert!(found.iter().all(|f| f == field), "{field}: {found:?}");
    }
}

#[test]
fn a_wage_index_of_1_or_less_goes_with_a_labor_share_of_62_percent() {
    for (index, share, right) in [
        ("1.0000", "0.62", true),
        ("0.9000", "0.62", true),
        ("1.0000", "0.676", false),
        ("0.9000", "0.676", false),
        ("1.0001", "0.676", true),
    ] {
        let mut rates = rates();
        rates.operating.wage_index.value = factor(index);
        rates.capital.geographic_adjustment = None;
        rates.operating.standardized_amount.value = StandardizedAmount::Share {
            amount: money("6000"),
            labor_share: factor(share),
        };
        assert_eq!(wrong(rates).is_empty(), right, "{index} {share}");
    }
}

#[test]
fn every_value_of_another_year_is_found() {
    // A complete document labelled 2027 with all values of 2026: each value is named once.
    let mut rates = complete();
    rates.fiscal_year = 2027;
    assert_eq!(
        wrong(rates),
        [
            "operating.standardized_amount",
            "operating.wage_index",
            "operating.cost_of_living",
            "operating.teaching",
            "operating.disproportionate_share",
            "operating.uncompensated_care",
            "capital.federal_rate",
            "capital.geographic_adjustment",
            "capital.teaching",
            "capital.disproportionate_share",
            "outlier.fixed_loss",
            "outlier.operating_cost_to_charge",
            "outlier.capital_cost_to_charge",
            "adjustments.value_based_purchasing",
            "adjustments.readmissions",
            "adjustments.hospital_acquired_conditions",
            "adjustments.hospital_specific",
            "adjustments.low_volume",
        ]
    );
}

#[test]
fn years_before_the_rules_computed_here_are_refused() {
    for (year, right) in [(2019, false), (2020, true), (2099, true), (26, false)] {
        let text = rates().to_json().replace("2026", &year.to_string());
        let rates = FacilityRates::from_json(&text).unwrap();
        assert_eq!(wrong(rates).is_empty(), right, "{year}");
    }
}
