//! Teaching, disproportionate share, uncompensated care and new technology.

use payment::*;

use crate::made_up::*;

#[test]
fn teaching_by_its_published_factor() {
    // 8,000.00 × 0.05 = 400.00
    let mut rates = rates();
    rates.operating.teaching = Some(in_2026(Derived::Factor(factor("0.05"))));
    pays(
        &stay(291, 1, 5),
        rates,
        &[
            (OPERATING, "$8,000.00"),
            ("Indirect medical education", "$400.00"),
            (CAPITAL, "$656.25"),
        ],
        "$9,056.25",
    );
}

#[test]
fn teaching_by_the_resident_to_bed_ratio() {
    // 42 CFR 412.105(d): 1.35 × ((1 + 0.25) ^ 0.405 − 1)
    // ln 1.25 = 0.2231435513; × 0.405 = 0.0903731383; e ^ that = 1.0945826382
    // 1.35 × 0.0945826382 = 0.1276865616, nine places 0.127686562
    // 8,000.00 × 0.127686562 = 1,021.492496 = 1,021.49
    let mut rates = rates();
    rates.operating.teaching = Some(in_2026(Derived::Ratio(factor("0.25"))));
    pays(
        &stay(291, 1, 5),
        rates,
        &[
            (OPERATING, "$8,000.00"),
            ("Indirect medical education", "$1,021.49"),
            (CAPITAL, "$656.25"),
        ],
        "$9,677.74",
    );
}

#[test]
fn a_quarter_of_the_disproportionate_share_adjustment_and_uncompensated_care() {
    // Share: 8,000.00 × 0.12 × 0.25 = 240.00; uncompensated care: 350.00 as it stands
    let mut rates = rates();
    rates.operating.disproportionate_share = Some(in_2026(factor("0.12")));
    rates.operating.uncompensated_care = Some(in_2026(money("350.00")));
    pays(
        &stay(291, 1, 5),
        rates,
        &[
            (OPERATING, "$8,000.00"),
            ("Disproportionate share", "$240.00"),
            ("Uncompensated care", "$350.00"),
            (CAPITAL, "$656.25"),
        ],
        "$9,246.25",
    );
}

#[test]
fn uncompensated_care_of_a_transfer_is_not_cut() {
    // Transfer fraction (1 + 1) ÷ 4 = 0.5: 8,000.00 × 0.5 = 4,000.00; 656.25 × 0.5 = 328.125 = 328.13
    // Share: 4,000.00 × 0.12 × 0.25 = 120.00; uncompensated care stays 350.00
    let mut rates = rates();
    rates.operating.disproportionate_share = Some(in_2026(factor("0.12")));
    rates.operating.uncompensated_care = Some(in_2026(money("350.00")));
    pays(
        &stay(291, 2, 1),
        rates,
        &[
            (OPERATING, "$4,000.00"),
            ("Disproportionate share", "$120.00"),
            ("Uncompensated care", "$350.00"),
            (CAPITAL, "$328.13"),
        ],
        "$4,798.13",
    );
}

#[test]
fn capital_teaching_and_share_by_their_ratios() {
    // Teaching: 2.7183 ^ (0.2822 × 0.3) − 1: 0.2822 × 0.3 = 0.08466; ln 2.7183 = 1.00000672
    //           0.08466 × 1.00000672 = 0.08466057; e ^ that − 1 = 0.08834749
    //           656.25 × 0.08834749 = 57.978 = 57.98
    // Share:    2.7183 ^ (0.2025 × 0.4) − 1: e ^ 0.08100054 − 1 = 0.08437148, four places 0.0844
    //           656.25 × 0.0844 = 55.3875 = 55.39
    let mut rates = rates();
    rates.capital.teaching = Some(in_2026(Derived::Ratio(factor("0.3"))));
    rates.capital.disproportionate_share = Some(in_2026(Derived::Ratio(factor("0.4"))));
    pays(
        &stay(291, 1, 5),
        rates,
        &[
            (OPERATING, "$8,000.00"),
            (CAPITAL, "$656.25"),
            ("Capital indirect medical education", "$57.98"),
            ("Capital disproportionate share", "$55.39"),
        ],
        "$8,769.62",
    );
}

#[test]
fn capital_teaching_and_share_by_their_factors() {
    // 656.25 × 0.04 = 26.25; 656.25 × 0.08 = 52.50
    let mut rates = rates();
    rates.capital.teaching = Some(in_2026(Derived::Factor(factor("0.04"))));
    rates.capital.disproportionate_share = Some(in_2026(Derived::Factor(factor("0.08"))));
    pays(
        &stay(291, 1, 5),
        rates,
        &[
            (OPERATING, "$8,000.00"),
            (CAPITAL, "$656.25"),
            ("Capital indirect medical education", "$26.25"),
            ("Capital disproportionate share", "$52.50"),
        ],
        "$8,735.00",
    );
}

pub fn technology(maximum: &str, share: &str) -> NewTechnology {
    NewTechnology {
        maximum: money(maximum),
        share: factor(share),
        fiscal_year: YEAR,
    }
}

/// MS-DRG 470 at $100,000.00 of charges: costs 30,000.00 × DRG payment 12,800.00, so 17,200.00 beyond it.
fn with_technologies(charges: &str, technologies: Vec<NewTechnology>) -> Discharge {
    Discharge {
        new_technologies: technologies,
        ..with_charges(stay(470, 1, 5), charges)
    }
}

const ADD_ON: &str = "New technology add-on";

#[test]
fn new_technology_is_paid_a_share_of_the_costs_beyond_the_payment() {
    // Costs: 100,000.00 × 0.3 = 30,000.00; beyond the payment: 30,000.00 − 12,800.00 = 17,200.00
    // 65 %: 17,200.00 × 0.65 = 11,180.00, under the maximum of 15,000.00
    pays(
        &with_technologies("100000", vec![technology("15000", "0.65")]),
        rates(),
        &[
            (OPERATING, "$12,800.00"),
            (ADD_ON, "$11,180.00"),
            (CAPITAL, "$1,050.00"),
        ],
        "$25,030.00",
    );
    // 75 %: 17,200.00 × 0.75 = 12,900.00
    pays(
        &with_technologies("100000", vec![technology("15000", "0.75")]),
        rates(),
        &[
            (OPERATING, "$12,800.00"),
            (ADD_ON, "$12,900.00"),
            (CAPITAL, "$1,050.00"),
        ],
        "$26,750.00",
    );
}

#[test]
fn new_technology_is_never_paid_more_than_its_maximum() {
    // 11,180.00 would be 65 %; the maximum is 5,000.00
    pays(
        &with_technologies("100000", vec![technology("5000", "0.65")]),
        rates(),
        &[
            (OPERATING, "$12,800.00"),
            (ADD_ON, "$5,000.00"),
            (CAPITAL, "$1,050.00"),
        ],
        "$18,850.00",
    );
}

#[test]
fn new_technology_is_not_paid_while_costs_are_within_the_payment() {
    // Costs: 40,000.00 × 0.3 = 12,000.00, less than 12,800.00
    pays(
        &with_technologies("40000", vec![technology("5000", "0.65")]),
        rates(),
        &[
            (OPERATING, "$12,800.00"),
            (ADD_ON, "$0.00"),
            (CAPITAL, "$1,050.00"),
        ],
        "$13,850.00",
    );
}

#[test]
fn two_technologies_together_are_paid_no_more_than_the_costs_beyond_the_payment() {
    // First: 17,200.00 × 0.65 = 11,180.00. Second: the same, but only 17,200.00 − 11,180.00 = 6,020.00 is left
    pays(
        &with_technologies(
            "100000",
            vec![technology("15000", "0.65"), technology("15000", "0.65")],
        ),
        rates(),
        &[
            (OPERATING, "$12,800.00"),
            (ADD_ON, "$11,180.00"),
            (ADD_ON, "$6,020.00"),
            (CAPITAL, "$1,050.00"),
        ],
        "$31,050.00",
    );
}

#[test]
fn what_new_technology_is_paid_raises_the_outlier_threshold() {
    // Costs: 300,000.00 × 0.3 = 90,000.00; 65 % of 77,200.00 is 50,180.00; the maximum is 15,000.00
    // Fixed loss, operating: 40,000 × (0.6667 × 1.1 + 0.3333) = 42,666.80; × 0.3 ÷ 0.32 = 40,000.125
    // Operating threshold: 12,800.00 + 15,000.00 + 40,000.125 = 67,800.125
    // Operating outlier:   0.8 × (90,000.00 − 67,800.125) = 0.8 × 22,199.875 = 17,759.90
    // Capital threshold:   1,050.00 + 40,000 × 1.05 × 0.0625 = 1,050.00 + 2,625.00 = 3,675.00
    // Capital outlier:     0.8 × (300,000.00 × 0.02 − 3,675.00) = 0.8 × 2,325.00 = 1,860.00
    pays(
        &with_technologies("300000", vec![technology("15000", "0.65")]),
        rates(),
        &[
            (OPERATING, "$12,800.00"),
            (ADD_ON, "$15,000.00"),
            (CAPITAL, "$1,050.00"),
            ("Operating outlier", "$17,759.90"),
            ("Capital outlier", "$1,860.00"),
        ],
        "$48,469.90",
    );
}
