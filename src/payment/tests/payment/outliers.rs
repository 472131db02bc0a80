//! Cost outliers (42 CFR 412.80, 412.84).
//!
//! The made-up fixed loss of 40,000.00, adjusted:
//! operating 40,000 × (0.6667 × 1.1 + 0.3333 × 1) = 40,000 × 1.06667 = 42,666.80; × 0.3 ÷ 0.32 = 40,000.125;
//! capital   40,000 × 1.05 = 42,000.00; × 0.02 ÷ 0.32 = 2,625.00.

use payment::*;

use crate::made_up::*;

#[test]
fn a_costly_discharge_is_paid_four_fifths_of_what_exceeds_the_threshold() {
    // Operating: 200,000.00 × 0.3 = 60,000.00; threshold 8,000.00 + 40,000.125 = 48,000.125
    //            0.8 × 11,999.875 = 9,599.90
    // Capital:   200,000.00 × 0.02 = 4,000.00; threshold 656.25 + 2,625.00 = 3,281.25
    //            0.8 × 718.75 = 575.00
    pays(
        &with_charges(stay(291, 1, 5), "200000"),
        rates(),
        &[
            (OPERATING, "$8,000.00"),
            (CAPITAL, "$656.25"),
            ("Operating outlier", "$9,599.90"),
            ("Capital outlier", "$575.00"),
        ],
        "$18,831.15",
    );
}

#[test]
fn both_thresholds_together_decide() {
    // Together: 48,000.125 + 3,281.25 = 51,281.375, reached at 51,281.375 ÷ 0.32 = 160,254.296875 of charges.
    // 160,254.29: operating costs 48,076.287 exceed their own threshold, but together 51,281.3728 is too little.
    pays(
        &with_charges(stay(291, 1, 5), "160254.29"),
        rates(),
        &[(OPERATING, "$8,000.00"), (CAPITAL, "$656.25")],
        "$8,656.25",
    );
    // 160,254.30: together 51,281.376 is enough.
    // Operating: 0.8 × (48,076.29 − 48,000.125) = 0.8 × 76.165 = 60.932 = 60.93
    // Capital:   3,205.086 is under its threshold of 3,281.25: nothing
    pays(
        &with_charges(stay(291, 1, 5), "160254.30"),
        rates(),
        &[
            (OPERATING, "$8,000.00"),
            (CAPITAL, "$656.25"),
            ("Operating outlier", "$60.93"),
        ],
        "$8,717.18",
    );
}

#[test]
fn capital_costs_alone_can_exceed_their_threshold() {
    // Ratios 0.1 and 0.1, so half of the fixed loss each: operating 42,666.80 ÷ 2 = 21,333.40; capital 21,000.00
    // Thresholds: 8,000.00 + 21,333.40 = 29,333.40 and 656.25 + 21,000.00 = 21,656.25; together 50,989.65
    // Charges 260,000.00: costs 26,000.00 each, together 52,000.00
    // Operating: under its threshold. Capital: 0.8 × 4,343.75 = 3,475.00
    let mut rates = rates();
    rates.outlier.operating_cost_to_charge = in_2026(factor("0.1"));
    rates.outlier.capital_cost_to_charge = in_2026(factor("0.1"));
    pays(
        &with_charges(stay(291, 1, 5), "260000"),
        rates,
        &[
            (OPERATING, "$8,000.00"),
            (CAPITAL, "$656.25"),
            ("Capital outlier", "$3,475.00"),
        ],
        "$12,131.25",
    );
}

#[test]
fn burns_are_paid_nine_tenths() {
    // MS-DRG 933. Operating: 400,000.00 × 0.3 = 120,000.00; threshold 25,600.00 + 40,000.125 = 65,600.125
    //                        0.9 × 54,399.875 = 48,959.8875 = 48,959.89
    //             Capital:   400,000.00 × 0.02 = 8,000.00; threshold 2,100.00 + 2,625.00 = 4,725.00
    //                        0.9 × 3,275.00 = 2,947.50
    pays(
        &with_charges(stay(933, 1, 5), "400000"),
        rates(),
        &[
            (OPERATING, "$25,600.00"),
            (CAPITAL, "$2,100.00"),
            ("Operating outlier", "$48,959.89"),
            ("Capital outlier", "$2,947.50"),
        ],
        "$79,607.39",
    );
}

#[test]
fn teaching_share_and_uncompensated_care_raise_the_threshold() {
    // Payment:   8,000.00 × (1 + 0.05 + 0.12 × 0.25) + 350.00 = 8,640.00 + 350.00 = 8,990.00
    // Threshold: 8,990.00 + 40,000.125 = 48,990.125
    // Operating: 0.8 × (60,000.00 − 48,990.125) = 0.8 × 11,009.875 = 8,807.90
    // Capital:   teaching 0.04: 656.25 × 1.04 = 682.50; threshold 3,307.50; 0.8 × 692.50 = 554.00
    let mut rates = rates();
    rates.operating.teaching = Some(in_2026(Derived::Factor(factor("0.05"))));
    rates.operating.disproportionate_share = Some(in_2026(factor("0.12")));
    rates.operating.uncompensated_care = Some(in_2026(money("350.00")));
    rates.capital.teaching = Some(in_2026(Derived::Factor(factor("0.04"))));
    pays(
        &with_charges(stay(291, 1, 5), "200000"),
        rates,
        &[
            (OPERATING, "$8,000.00"),
            ("Indirect medical education", "$400.00"),
            ("Disproportionate share", "$240.00"),
            ("Uncompensated care", "$350.00"),
            (CAPITAL, "$656.25"),
            ("Capital indirect medical education", "$26.25"),
            ("Operating outlier", "$8,807.90"),
            ("Capital outlier", "$554.00"),
        ],
        "$19,034.40",
    );
}

#[test]
fn the_fixed_loss_of_a_transfer_is_cut_like_its_payment() {
    // Fraction (1 + 1) ÷ 4 = 0.5; fixed loss 20,000.00: operating 20,000.0625, capital 1,312.50
    // Operating: threshold 4,000.00 + 20,000.0625 = 24,000.0625; 0.8 × 35,999.9375 = 28,799.95
    // Capital:   threshold 328.125 + 1,312.50 = 1,640.625; 0.8 × 2,359.375 = 1,887.50
    // More than the 18,831.15 of the same stay as a discharge: only the per diem is limited to the full payment.
    pays(
        &with_charges(stay(291, 2, 1), "200000"),
        rates(),
        &[
            (OPERATING, "$4,000.00"),
            (CAPITAL, "$328.13"),
            ("Operating outlier", "$28,799.95"),
            ("Capital outlier", "$1,887.50"),
        ],
        "$35,015.58",
    );
}

#[test]
fn the_way_to_the_threshold_is_shown_without_an_outlier_too() {
    let estimate = estimated(&stay(291, 2, 1), rates());
    let shown: Vec<(&str, &str, String)> = estimate
        .steps
        .iter()
        .filter(|step| step.part == Part::Outlier)
        .map(|step| (step.what, step.formula.as_str(), step.amount.to_string()))
        .collect();
    // Fixed loss 40,000.00 × 0.5 = 20,000.00
    // Operating: 20,000.00 × 1.06667 × 0.9375 = 20,000.0625; capital: 20,000.00 × 1.05 × 0.0625 = 1,312.50
    // Threshold: 4,000.00 + 20,000.0625 + 328.125 + 1,312.50 = 25,640.6875; costs 20,000.00 × 0.32 = 6,400.00
    assert_eq!(
        shown,
        [
            (
                "Operating part of the fixed loss",
                "$20,000.00 (fixed loss $40,000.00 × transfer fraction 0.5) × (labor-related share 0.6667 × wage index \
                 1.1000 + the rest × cost of living 1) × operating 0.300 of both cost-to-charge ratios 0.320",
                "$20,000.06".to_owned()
            ),
            (
                "Capital part of the fixed loss",
                "$20,000.00 (fixed loss $40,000.00 × transfer fraction 0.5) × geographic adjustment factor 1.0500 × cost \
                 of living 1 × capital 0.020 of both cost-to-charge ratios 0.320",
                "$1,312.50".to_owned()
            ),
            (
                "Outlier threshold",
                "operating payment $4,000.00 + part of the fixed loss $20,000.06 + capital payment $328.13 + part of the \
                 fixed loss $1,312.50",
                "$25,640.69".to_owned()
            ),
            (
                "Estimated costs",
                "covered charges $20,000.00 × (operating cost-to-charge ratio 0.300 + capital 0.020)",
                "$6,400.00".to_owned()
            ),
        ]
    );
}
