//! Discharges paid in full: operating and capital federal payments (42 CFR 412.64, 412.312).

use payment::*;

use crate::made_up::*;

#[test]
fn a_discharge_home() {
    // Operating: (4,000.00 × 1.1 + 2,000.00) × 1.25 = 6,400.00 × 1.25 = 8,000.00
    // Capital:   500.00 × 1.05 = 525.00;  525.00 × 1.25              =   656.25
    // Total                                                          = 8,656.25
    pays(
        &stay(291, 1, 5),
        rates(),
        &[(OPERATING, "$8,000.00"), (CAPITAL, "$656.25")],
        "$8,656.25",
    );
}

#[test]
fn a_death_on_the_first_day_is_paid_in_full() {
    // 412.4(a)(2): a death is a discharge, however short the stay.
    // Operating: 6,400.00 × 0.75 = 4,800.00; capital: 525.00 × 0.75 = 393.75
    pays(
        &stay(313, 20, 1),
        rates(),
        &[(OPERATING, "$4,800.00"), (CAPITAL, "$393.75")],
        "$5,193.75",
    );
}

#[test]
fn a_low_wage_index_with_a_share_of_62_percent_and_a_derived_geographic_factor() {
    // Labor:     6,000.01 × 0.62 = 3,720.0062, to the cent 3,720.01; nonlabor: the rest, 2,280.00
    // Adjusted:  3,720.01 × 0.9 + 2,280.00 = 3,348.009 + 2,280.00 = 5,628.009
    // Operating: 5,628.009 × 1.25 = 7,035.01125                   = 7,035.01
    // Factor:    0.9 ^ 0.6848: ln 0.9 = −0.10536052; × 0.6848 = −0.07215088; e ^ that = 0.93039, four places 0.9304
    // Capital:   500.00 × 0.9304 = 465.20; × 1.25                 =   581.50
    let mut rates = rates();
    rates.operating.standardized_amount = in_2026(StandardizedAmount::Share {
        amount: money("6000.01"),
        labor_share: factor("0.62"),
    });
    rates.operating.wage_index = in_2026(factor("0.9"));
    rates.capital.geographic_adjustment = None;
    pays(
        &stay(291, 1, 5),
        rates,
        &[(OPERATING, "$7,035.01"), (CAPITAL, "$581.50")],
        "$7,616.51",
    );
}

#[test]
fn cost_of_living_in_alaska_and_hawaii() {
    // Adjusted:  4,000.00 × 1.1 + 2,000.00 × 1.25 = 4,400.00 + 2,500.00 = 6,900.00
    // Operating: 6,900.00 × 1.25                                        = 8,625.00
    // Capital factor: 0.3152 × (1.25 − 1) + 1 = 1.0788, three places 1.079
    // Capital:   525.00 × 1.25 × 1.079 = 656.25 × 1.079 = 708.09375     =   708.09
    let mut rates = rates();
    rates.operating.cost_of_living = Some(in_2026(factor("1.25")));
    pays(
        &stay(291, 1, 5),
        rates,
        &[(OPERATING, "$8,625.00"), (CAPITAL, "$708.09")],
        "$9,333.09",
    );
}

#[test]
fn a_drg_without_mean_length_of_stay_is_paid_when_it_is_no_transfer() {
    // 6,400.00 × 10 = 64,000.00; 525.00 × 10 = 5,250.00
    pays(
        &stay(14, 1, 30),
        rates(),
        &[(OPERATING, "$64,000.00"), (CAPITAL, "$5,250.00")],
        "$69,250.00",
    );
}

#[test]
fn the_estimate_says_what_it_is_and_what_it_leaves_out() {
    let estimate = estimated(&stay(291, 1, 5), rates());
    assert!(
        estimate
            .label
            .starts_with("Estimate, not a payment: FY 2026")
    );
    assert_eq!(estimate.fiscal_year, 2026);
    assert_eq!(estimate.weight, factor("1.2500"));
    assert_eq!(estimate.not_modelled, NOT_MODELLED);
    assert!(NOT_MODELLED.iter().any(|s| s.contains("Sequestration")));
}

#[test]
fn each_step_has_its_numbers_put_in_and_a_source() {
    let estimate = estimated(&stay(291, 3, 1), rates());
    let find = |what: &str| {
        estimate
            .steps
            .iter()
            .find(|step| step.what == what)
            .unwrap()
    };
    for (what, formula, amount, source) in [
        (
            "Transfer fraction",
            "a post-acute transfer to a skilled nursing facility: (length of stay 1 + 1) ÷ geometric mean length of \
             stay 4.0, at most 1",
            "0.5",
            "42 CFR 412.4(c)(2)",
        ),
        (
            "Wage-adjusted standardized amount",
            "labor-related $4,000.00 × wage index 1.1000 + nonlabor-related $2,000.00 × cost of living 1",
            "$6,400.00",
            "42 CFR 412.64(h)",
        ),
        (
            "Operating payment of a full discharge",
            "wage-adjusted amount $6,400.00 × relative weight 1.2500",
            "$8,000.00",
            "42 CFR 412.64",
        ),
        (
            OPERATING,
            "full payment $8,000.00 × transfer fraction 0.5",
            "$4,000.00",
            "42 CFR 412.4(f)",
        ),
    ] {
        let step = find(what);
        assert_eq!(
            (
                step.formula.as_str(),
                step.amount.to_string().as_str(),
                step.source
            ),
            (formula, amount, source)
        );
    }
    for step in &estimate.steps {
        assert!(step.source.starts_with("42 CFR 412."), "{}", step.what);
    }
}
