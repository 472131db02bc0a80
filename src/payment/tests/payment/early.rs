//! DRG-006: a discharge that the transfer policy pays less than in full, in the words of the policy that applies.

use payment::*;

use crate::made_up::*;

fn told(discharge: &Discharge) -> Option<Warning> {
    let row = weights().of(discharge.drg, YEAR).unwrap();
    early(&discharge.departure(), &row).unwrap()
}

#[test]
fn short_transfers_are_pointed_out_and_long_ones_not() {
    for (discharge_status, days, found) in [
        (3, 0, true),
        (3, 1, true),
        (3, 2, true),
        // GMLOS 4.0 less one day
        (3, 3, false),
        (2, 1, true),
        (2, 3, false),
        // Home, died, Medicaid nursing facility.
        (1, 1, false),
        (20, 1, false),
        (64, 1, false),
    ] {
        let warning = told(&stay(291, discharge_status, days));
        assert_eq!(warning.is_some(), found, "{discharge_status} {days}");
    }
    // A neonate who was transferred is paid in full (412.4(f)(3)); burns are no post-acute DRG.
    assert_eq!(told(&stay(789, 2, 1)), None);
    assert_eq!(told(&stay(933, 3, 1)), None);
    assert!(told(&stay(933, 2, 1)).is_some());
}

#[test]
fn a_special_pay_drg_is_said_to_be_half_paid_at_once() {
    // 412.4(f)(6): 50 % + 50 % × (1 + 1) ÷ 5.0 = 70 %
    let warning = told(&stay(470, 62, 1)).unwrap();
    assert!(
        warning
            .what
            .contains("half paid at once and half by the day"),
        "{}",
        warning.what
    );
    assert!(warning.why.contains("70 % of the full"), "{}", warning.why);
    assert_eq!(
        warning.source,
        "42 CFR 412.4(c) and (f)(6); IPPS final rule, Table 5"
    );
    // It is paid plain per diems after an acute transfer: (1 + 1) ÷ 5.0 = 40 %
    let warning = told(&stay(470, 2, 1)).unwrap();
    assert!(
        warning.what.contains(": paid by the day"),
        "{}",
        warning.what
    );
    assert!(warning.why.contains("40 % of the full"), "{}", warning.why);
    assert_eq!(
        warning.source,
        "42 CFR 412.4(b) and (f)(1); IPPS final rule, Table 5"
    );
    // From 50 % + 50 % × 5 ÷ 5.0 on it is paid in full.
    assert_eq!(told(&stay(470, 62, 4)), None);
}

#[test]
fn condition_codes_42_and_43_are_heard_with_home_health_care() {
    let with = |home_health, number| {
        told(&Discharge {
            after: After {
                home_health,
                ..After::default()
            },
            ..stay(291, number, 1)
        })
    };
    for number in [6, 86] {
        let warning = with(HomeHealth::RelatedWithinThreeDays, number).unwrap();
        assert!(warning.fix.contains("42 or 43"), "{}", warning.fix);
        assert_eq!(with(HomeHealth::Unrelated, number), None);
        assert_eq!(with(HomeHealth::AfterThreeDays, number), None);
    }
    // They excuse home health care only, and are spoken of with it only.
    let warning = with(HomeHealth::Unrelated, 3).unwrap();
    assert!(!warning.fix.contains("42 or 43"), "{}", warning.fix);
}

#[test]
fn an_admission_elsewhere_the_same_day_is_told_whatever_the_status() {
    let discharge = Discharge {
        after: After {
            admitted_elsewhere_same_day: true,
            ..After::default()
        },
        ..stay(291, 1, 1)
    };
    let warning = told(&discharge).unwrap();
    assert_eq!(
        warning.what,
        "Discharged after 1 day with status 01, admitted elsewhere the same day: paid by the day, as a transfer to another \
         acute care hospital."
    );
}

#[test]
fn a_transfer_whose_drg_has_no_mean_length_of_stay_is_an_error() {
    let row = weights().of(14, YEAR).unwrap();
    assert!(matches!(
        early(&stay(14, 2, 1).departure(), &row),
        Err(EstimateError::NoLengthOfStay { drg: 14, .. })
    ));
    assert_eq!(early(&stay(14, 1, 1).departure(), &row), Ok(None));
}
