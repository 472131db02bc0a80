//! What would change an estimate, computed by hand.

use payment::*;

use crate::made_up::*;

fn of(discharge: &Discharge) -> Turning {
    turning(
        discharge,
        Tables {
            weights: Some(&weights()),
            rates: &[rates().checked().unwrap()],
        },
    )
    .unwrap()
}

fn amounts(turning: &Turning) -> Vec<(u8, String)> {
    turning
        .otherwise
        .iter()
        .map(|then| (then.status.number(), then.total.to_string()))
        .collect()
}

#[test]
fn a_short_discharge_is_paid_less_if_the_patient_went_on_to_care() {
    // MS-DRG 291, GMLOS 4.0, two days at home: 8,000.00 + 656.25. As either transfer (2 + 1) ÷ 4.0 = 0.75:
    // 6,000.00 + 492.1875 = 6,492.19. The outlier begins where both thresholds together are reached: 160,254.30
    // (see the outliers).
    let turning = of(&stay(291, 1, 2));
    assert_eq!(
        amounts(&turning),
        [(2, "$6,492.19".to_owned()), (3, "$6,492.19".to_owned())]
    );
    assert_eq!(turning.full_from, None);
    assert_eq!(turning.outlier_from, Some(money("160254.30")));
}

#[test]
fn a_transfer_is_paid_in_full_from_the_mean_less_one_day_on() {
    // MS-DRG 291: (3 + 1) ÷ 4.0 = 1, so from three days on. One day: (1 + 1) ÷ 4.0 = 0.5.
    let turning = of(&stay(291, 3, 1));
    assert_eq!(turning.full_from, Some(3));
    assert_eq!(amounts(&turning), [(1, "$8,656.25".to_owned())]);
    // The fixed loss of a transfer is cut like its payment, so half of the charges reach it:
    // 0.5 × 160,254.296875 = 80,127.1484375.
    assert_eq!(turning.outlier_from, Some(money("80127.15")));
}

#[test]
fn half_of_a_special_pay_transfer_is_paid_whatever_its_length() {
    // MS-DRG 470, GMLOS 5.0: to skilled nursing after one day (1 + 2 ÷ 5.0) ÷ 2 = 0.7 of 12,800.00 + 1,050.00; to an
    // acute hospital 2 ÷ 5.0 = 0.4. In full where (days + 1) ÷ 5.0 reaches 1: four days.
    let turning = of(&stay(470, 3, 1));
    assert_eq!(turning.full_from, Some(4));
    assert_eq!(
        amounts(&turning),
        [(1, "$13,850.00".to_owned()), (2, "$5,540.00".to_owned())]
    );
}

#[test]
fn nothing_changes_where_the_stay_is_long_enough() {
    let turning = of(&stay(291, 1, 9));
    assert!(turning.otherwise.is_empty());
    let mut elsewhere = stay(313, 7, 1);
    elsewhere.after.admitted_elsewhere_same_day = true;
    // MS-DRG 313, GMLOS 2.0: (1 + 1) ÷ 2.0 = 1.
    assert_eq!(of(&elsewhere).full_from, Some(1));
}

#[test]
fn charges_that_never_reach_the_threshold_are_said_to_reach_none() {
    let mut low = rates();
    low.outlier.operating_cost_to_charge = in_2026(factor("0.010"));
    low.outlier.capital_cost_to_charge = in_2026(factor("0"));
    low.outlier.fixed_loss = in_2026(money("99999"));
    let turning = turning(
        &stay(14, 1, 9),
        Tables {
            weights: Some(&weights()),
            rates: &[low.checked().unwrap()],
        },
    )
    .unwrap();
    assert_eq!(turning.outlier_from, None);
}

#[test]
fn what_can_not_be_estimated_has_no_turning() {
    let refused = turning(
        &stay(291, 30, 2),
        Tables {
            weights: Some(&weights()),
            rates: &[rates().checked().unwrap()],
        },
    );
    assert!(matches!(refused, Err(EstimateError::Discharge(_))));
}
