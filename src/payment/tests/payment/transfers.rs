//! The transfer policy (42 CFR 412.4): who is a transfer, and what a transfer is paid.

use codes::Ymd;
use payment::*;

use crate::made_up::*;

#[test]
fn an_acute_transfer_after_one_day_is_paid_two_per_diems() {
    // Per diem: 8,000.00 ÷ 4.0 = 2,000.00; first day twice: 4,000.00 = 8,000.00 × 0.5
    // Capital:  656.25 × 0.5 = 328.125, half a cent up = 328.13
    pays(
        &stay(291, 2, 1),
        rates(),
        &[(OPERATING, "$4,000.00"), (CAPITAL, "$328.13")],
        "$4,328.13",
    );
}

#[test]
fn a_same_day_transfer_is_paid_as_one_day() {
    pays(
        &stay(291, 2, 0),
        rates(),
        &[(OPERATING, "$4,000.00"), (CAPITAL, "$328.13")],
        "$4,328.13",
    );
}

#[test]
fn an_acute_transfer_after_two_days_is_paid_three_per_diems() {
    // (2 + 1) ÷ 4.0 = 0.75: 8,000.00 × 0.75 = 6,000.00; 656.25 × 0.75 = 492.1875 = 492.19
    pays(
        &stay(291, 2, 2),
        rates(),
        &[(OPERATING, "$6,000.00"), (CAPITAL, "$492.19")],
        "$6,492.19",
    );
}

#[test]
fn a_transfer_one_day_before_the_mean_length_of_stay_is_paid_in_full_and_no_more() {
    // (3 + 1) ÷ 4.0 = 1; after ten days 11 ÷ 4.0 = 2.75, but at most 1
    for days in [3, 4, 10, u16::MAX] {
        pays(
            &stay(291, 2, days),
            rates(),
            &[(OPERATING, "$8,000.00"), (CAPITAL, "$656.25")],
            "$8,656.25",
        );
    }
}

#[test]
fn acute_transfers_concern_drgs_that_are_no_post_acute_drgs_too() {
    // MS-DRG 933: (1 + 1) ÷ 3.0 = 0.66667, four places 0.6667
    // 25,600.00 × 0.6667 = 17,067.52; 2,100.00 × 0.6667 = 1,400.07
    pays(
        &stay(933, 2, 1),
        rates(),
        &[(OPERATING, "$17,067.52"), (CAPITAL, "$1,400.07")],
        "$18,467.59",
    );
}

#[test]
fn neonates_transferred_are_paid_in_full() {
    // 412.4(f)(3): MS-DRG 789. 6,400.00 × 1.5 = 9,600.00; 525.00 × 1.5 = 787.50
    pays(
        &stay(789, 2, 1),
        rates(),
        &[(OPERATING, "$9,600.00"), (CAPITAL, "$787.50")],
        "$10,387.50",
    );
}

#[test]
fn a_post_acute_transfer_is_paid_per_diem_in_a_post_acute_drg_only() {
    // MS-DRG 291: (1 + 1) ÷ 4.0 = 0.5
    pays(
        &stay(291, 3, 1),
        rates(),
        &[(OPERATING, "$4,000.00"), (CAPITAL, "$328.13")],
        "$4,328.13",
    );
    // MS-DRG 933 isn't one: full payment
    pays(
        &stay(933, 3, 1),
        rates(),
        &[(OPERATING, "$25,600.00"), (CAPITAL, "$2,100.00")],
        "$27,700.00",
    );
}

#[test]
fn a_special_pay_drg_is_paid_half_and_half_after_a_post_acute_transfer() {
    // 412.4(f)(6): 50 % of 12,800.00 = 6,400.00, and 50 % of two per diems: 0.5 × 2 × 12,800.00 ÷ 5.0 = 2,560.00
    // Together 8,960.00 = 12,800.00 × 0.7; capital 1,050.00 × 0.7 = 735.00
    pays(
        &stay(470, 3, 1),
        rates(),
        &[(OPERATING, "$8,960.00"), (CAPITAL, "$735.00")],
        "$9,695.00",
    );
    // Three days: 0.5 + 0.5 × 4 ÷ 5 = 0.9: 11,520.00 and 945.00
    pays(
        &stay(470, 62, 3),
        rates(),
        &[(OPERATING, "$11,520.00"), (CAPITAL, "$945.00")],
        "$12,465.00",
    );
    // Four days: 0.5 + 0.5 × 5 ÷ 5 = 1
    pays(
        &stay(470, 62, 4),
        rates(),
        &[(OPERATING, "$12,800.00"), (CAPITAL, "$1,050.00")],
        "$13,850.00",
    );
}

#[test]
fn a_special_pay_drg_is_paid_plain_per_diems_after_an_acute_transfer() {
    // (1 + 1) ÷ 5.0 = 0.4: 12,800.00 × 0.4 = 5,120.00; 1,050.00 × 0.4 = 420.00
    pays(
        &stay(470, 2, 1),
        rates(),
        &[(OPERATING, "$5,120.00"), (CAPITAL, "$420.00")],
        "$5,540.00",
    );
}

#[test]
fn an_admission_elsewhere_on_the_same_day_is_an_acute_transfer() {
    // Left against medical advice (07) and admitted to another hospital the same day: (1 + 1) ÷ 2.0 = 1 for MS-DRG 313,
    // but MS-DRG 291 is paid 0.5
    for number in [1, 3, 7, 50] {
        let discharge = Discharge {
            after: After {
                admitted_elsewhere_same_day: true,
                ..After::default()
            },
            ..stay(291, number, 1)
        };
        let estimate = estimated(&discharge, rates());
        assert_eq!(estimate.transfer.policy, Policy::Acute, "{number}");
        assert_eq!(estimate.total, money("4328.13"), "{number}");
    }
}

/// What each discharge status is for MS-DRG 291, a post-acute transfer DRG.
#[test]
fn discharge_statuses_that_are_transfers_and_those_that_are_not() {
    for (numbers, policy) in [
        // 412.4(b): acute hospital, critical access hospital, and with a planned readmission.
        (&[2, 66, 82, 94][..], Policy::Acute),
        // 412.4(c)(1): cancer or children's hospital, rehabilitation, long-term care, psychiatry.
        (&[5, 62, 63, 65, 85, 90, 91, 93], Policy::PostAcute),
        // 412.4(c)(2): skilled nursing facility.
        (&[3, 83], Policy::PostAcute),
        // 412.4(c)(3): home health care.
        (&[6, 86], Policy::PostAcute),
        // 412.4(c)(4): hospice at home and in a facility.
        (&[50, 51], Policy::PostAcute),
        // Home, intermediate care, against medical advice, court, died, federal hospital, swing bed, Medicaid nursing
        // facility, other institution; and the same with a planned readmission.
        (
            &[
                1, 4, 7, 20, 21, 43, 61, 64, 69, 70, 81, 84, 87, 88, 89, 92, 95,
            ],
            Policy::Discharge,
        ),
    ] {
        for &number in numbers {
            let transfer = transfer(
                &stay(291, number, 1).departure(),
                &weights().of(291, YEAR).unwrap(),
            );
            assert_eq!(transfer.unwrap().policy, policy, "status {number:02}");
        }
    }
}

fn after(home_health: HomeHealth) -> After {
    After {
        home_health,
        ..After::default()
    }
}

#[test]
fn home_health_care_that_is_unrelated_or_late_is_no_transfer() {
    for (home_health, policy) in [
        (HomeHealth::RelatedWithinThreeDays, Policy::PostAcute),
        (HomeHealth::Unrelated, Policy::Discharge),
        (HomeHealth::AfterThreeDays, Policy::Discharge),
    ] {
        for number in [6, 86] {
            let discharge = Discharge {
                after: after(home_health),
                ..stay(291, number, 1)
            };
            let transfer =
                transfer(&discharge.departure(), &weights().of(291, YEAR).unwrap()).unwrap();
            assert_eq!(transfer.policy, policy, "{home_health:?}");
        }
        // It excuses home health care only.
        let discharge = Discharge {
            after: after(home_health),
            ..stay(291, 3, 1)
        };
        let transfer = transfer(&discharge.departure(), &weights().of(291, YEAR).unwrap()).unwrap();
        assert_eq!(transfer.policy, Policy::PostAcute);
    }
}

#[test]
fn hospice_counts_since_october_2018() {
    for (day, policy) in [
        (20_180_930, Policy::Discharge),
        (20_181_001, Policy::PostAcute),
    ] {
        let discharge = Discharge {
            date: Ymd(day),
            ..stay(291, 50, 1)
        };
        let transfer = transfer(&discharge.departure(), &weights().of(291, YEAR).unwrap()).unwrap();
        assert_eq!(transfer.policy, policy, "{day}");
    }
}
