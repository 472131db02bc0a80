//! Programs and the hospital-specific rate, alone and together.

use payment::*;

use crate::additions::technology;
use crate::made_up::*;

fn with(adjustments: Adjustments) -> FacilityRates {
    FacilityRates {
        adjustments,
        ..rates()
    }
}

const READMISSIONS: &str = "Readmissions reduction";
const PURCHASING: &str = "Value-based purchasing";
const LOW_VOLUME: &str = "Low-volume adjustment";
const CONDITIONS: &str = "Hospital-acquired conditions reduction";
const SOLE: &str = "Sole community hospital";
const DEPENDENT: &str = "Medicare-dependent hospital";

#[test]
fn readmissions_and_value_based_purchasing_each_start_from_the_base_payment() {
    // 8,000.00 × (0.97 − 1) = −240.00; 8,000.00 × (1.0125 − 1) = 100.00; capital isn't touched
    pays(
        &stay(291, 1, 5),
        with(Adjustments {
            readmissions: Some(in_2026(factor("0.97"))),
            value_based_purchasing: Some(in_2026(factor("1.0125"))),
            ..Adjustments::default()
        }),
        &[
            (OPERATING, "$8,000.00"),
            (CAPITAL, "$656.25"),
            (READMISSIONS, "-$240.00"),
            (PURCHASING, "$100.00"),
        ],
        "$8,516.25",
    );
}

#[test]
fn value_based_purchasing_can_take_away() {
    // 8,000.00 × (0.98765432101 − 1) = −98.76543192 = −98.77
    pays(
        &stay(291, 1, 5),
        with(Adjustments {
            value_based_purchasing: Some(in_2026(factor("0.98765432101"))),
            ..Adjustments::default()
        }),
        &[
            (OPERATING, "$8,000.00"),
            (CAPITAL, "$656.25"),
            (PURCHASING, "-$98.77"),
        ],
        "$8,557.48",
    );
}

#[test]
fn the_base_payment_includes_new_technology_and_the_transfer_policy() {
    // New technology: 65 % of (100,000.00 × 0.3 − 12,800.00) = 11,180.00
    // (12,800.00 + 11,180.00) × (0.99 − 1) = −239.80
    let discharge = Discharge {
        new_technologies: vec![technology("15000", "0.65")],
        ..with_charges(stay(470, 1, 5), "100000")
    };
    let rates = with(Adjustments {
        readmissions: Some(in_2026(factor("0.99"))),
        ..Adjustments::default()
    });
    pays(
        &discharge,
        rates.clone(),
        &[
            (OPERATING, "$12,800.00"),
            ("New technology add-on", "$11,180.00"),
            (CAPITAL, "$1,050.00"),
            (READMISSIONS, "-$239.80"),
        ],
        "$24,790.20",
    );
    // Transfer at 0.5: 4,000.00 × (0.99 − 1) = −40.00
    pays(
        &stay(291, 2, 1),
        rates,
        &[
            (OPERATING, "$4,000.00"),
            (CAPITAL, "$328.13"),
            (READMISSIONS, "-$40.00"),
        ],
        "$4,288.13",
    );
}

#[test]
fn low_volume_is_on_everything_capital_included() {
    // (8,000.00 + 656.25) × 0.25 = 2,164.0625 = 2,164.06
    pays(
        &stay(291, 1, 5),
        with(Adjustments {
            low_volume: Some(in_2026(factor("0.25"))),
            ..Adjustments::default()
        }),
        &[
            (OPERATING, "$8,000.00"),
            (CAPITAL, "$656.25"),
            (LOW_VOLUME, "$2,164.06"),
        ],
        "$10,820.31",
    );
}

#[test]
fn hospital_acquired_conditions_take_one_percent_off_everything() {
    // 8,656.25 × 0.01 = 86.5625 = 86.56
    let rates = |answer| {
        with(Adjustments {
            hospital_acquired_conditions: Some(in_2026(answer)),
            ..Adjustments::default()
        })
    };
    pays(
        &stay(291, 1, 5),
        rates(true),
        &[
            (OPERATING, "$8,000.00"),
            (CAPITAL, "$656.25"),
            (CONDITIONS, "-$86.56"),
        ],
        "$8,569.69",
    );
    pays(
        &stay(291, 1, 5),
        rates(false),
        &[(OPERATING, "$8,000.00"), (CAPITAL, "$656.25")],
        "$8,656.25",
    );
}

#[test]
fn all_of_them_in_their_order() {
    // Paid first:  8,000.00 + 400.00 (0.05) + 240.00 (0.12 × 0.25) + 350.00 + 656.25          =  9,646.25
    // Low volume:  9,646.25 × 0.1 = 964.625, half a cent up                                   =    964.63
    // Readmissions: 8,000.00 × (0.97 − 1)                                                     =   −240.00
    // Purchasing:   8,000.00 × (1.0125 − 1)                                                   =    100.00
    // So far:      9,646.25 + 964.63 − 240.00 + 100.00                                        = 10,470.88
    // Conditions:  10,470.88 × 0.01 = 104.7088                                                =   −104.71
    let mut rates = with(Adjustments {
        low_volume: Some(in_2026(factor("0.1"))),
        readmissions: Some(in_2026(factor("0.97"))),
        value_based_purchasing: Some(in_2026(factor("1.0125"))),
        hospital_acquired_conditions: Some(in_2026(true)),
        hospital_specific: None,
    });
    rates.operating.teaching = Some(in_2026(Derived::Factor(factor("0.05"))));
    rates.operating.disproportionate_share = Some(in_2026(factor("0.12")));
    rates.operating.uncompensated_care = Some(in_2026(money("350.00")));
    pays(
        &stay(291, 1, 5),
        rates,
        &[
            (OPERATING, "$8,000.00"),
            ("Indirect medical education", "$400.00"),
            ("Disproportionate share", "$240.00"),
            ("Uncompensated care", "$350.00"),
            (CAPITAL, "$656.25"),
            (LOW_VOLUME, "$964.63"),
            (READMISSIONS, "-$240.00"),
            (PURCHASING, "$100.00"),
            (CONDITIONS, "-$104.71"),
        ],
        "$10,366.17",
    );
}

fn specific(status: SpecialStatus, rate: &str) -> FacilityRates {
    with(Adjustments {
        hospital_specific: Some(in_2026(HospitalSpecific {
            status,
            rate: money(rate),
        })),
        ..Adjustments::default()
    })
}

#[test]
fn a_sole_community_hospital_is_paid_the_greater_of_both_rates() {
    // 7,000.00 × 1.25 = 8,750.00; federal 8,000.00; difference 750.00
    pays(
        &stay(291, 1, 5),
        specific(SpecialStatus::SoleCommunity, "7000"),
        &[
            (OPERATING, "$8,000.00"),
            (CAPITAL, "$656.25"),
            (SOLE, "$750.00"),
        ],
        "$9,406.25",
    );
    // 6,000.00 × 1.25 = 7,500.00, less than 8,000.00
    pays(
        &stay(291, 1, 5),
        specific(SpecialStatus::SoleCommunity, "6000"),
        &[
            (OPERATING, "$8,000.00"),
            (CAPITAL, "$656.25"),
            (SOLE, "$0.00"),
        ],
        "$8,656.25",
    );
}

#[test]
fn federal_additions_count_against_the_hospital_specific_rate() {
    // Federal: 8,000.00 + 240.00 (0.12 × 0.25) + 350.00 = 8,590.00; 8,750.00 − 8,590.00 = 160.00
    let mut rates = specific(SpecialStatus::SoleCommunity, "7000");
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
            (SOLE, "$160.00"),
        ],
        "$9,406.25",
    );
    // An operating outlier of 9,599.90 (see the outliers) makes the federal payment 17,599.90: nothing is added.
    pays(
        &with_charges(stay(291, 1, 5), "200000"),
        specific(SpecialStatus::SoleCommunity, "7000"),
        &[
            (OPERATING, "$8,000.00"),
            (CAPITAL, "$656.25"),
            ("Operating outlier", "$9,599.90"),
            ("Capital outlier", "$575.00"),
            (SOLE, "$0.00"),
        ],
        "$18,831.15",
    );
}

#[test]
fn a_medicare_dependent_hospital_is_paid_three_quarters_of_the_difference() {
    // (8,750.00 − 8,000.00) × 0.75 = 562.50
    pays(
        &stay(291, 1, 5),
        specific(SpecialStatus::MedicareDependent, "7000"),
        &[
            (OPERATING, "$8,000.00"),
            (CAPITAL, "$656.25"),
            (DEPENDENT, "$562.50"),
        ],
        "$9,218.75",
    );
}

#[test]
fn readmissions_count_the_difference_of_a_medicare_dependent_hospital_only() {
    // 412.152: sole community 8,000.00 × (0.97 − 1) = −240.00
    let mut rates = specific(SpecialStatus::SoleCommunity, "7000");
    rates.adjustments.readmissions = Some(in_2026(factor("0.97")));
    pays(
        &stay(291, 1, 5),
        rates,
        &[
            (OPERATING, "$8,000.00"),
            (CAPITAL, "$656.25"),
            (SOLE, "$750.00"),
            (READMISSIONS, "-$240.00"),
        ],
        "$9,166.25",
    );
    // Medicare-dependent (8,000.00 + 562.50) × (0.97 − 1) = −256.875, half a cent away from zero = −256.88
    let mut rates = specific(SpecialStatus::MedicareDependent, "7000");
    rates.adjustments.readmissions = Some(in_2026(factor("0.97")));
    pays(
        &stay(291, 1, 5),
        rates,
        &[
            (OPERATING, "$8,000.00"),
            (CAPITAL, "$656.25"),
            (DEPENDENT, "$562.50"),
            (READMISSIONS, "-$256.88"),
        ],
        "$8,961.87",
    );
}

#[test]
fn the_hospital_specific_rate_of_a_transfer_is_not_cut() {
    // Federal at 0.5: 4,000.00; hospital-specific 8,750.00; difference 4,750.00
    pays(
        &stay(291, 2, 1),
        specific(SpecialStatus::SoleCommunity, "7000"),
        &[
            (OPERATING, "$4,000.00"),
            (CAPITAL, "$328.13"),
            (SOLE, "$4,750.00"),
        ],
        "$9,078.13",
    );
}
