//! DRG-006: discharge status, documented disposition and length of stay.

use payment::*;

use crate::made_up::*;

fn warnings(discharge: &Discharge, documented: Option<u8>) -> Vec<Warning> {
    let row = weights().of(discharge.drg, YEAR).unwrap();
    review(discharge, documented.map(status), &row).unwrap()
}

#[test]
fn a_home_discharge_that_the_record_calls_a_transfer_is_found_with_its_price() {
    let found = warnings(&stay(291, 1, 1), Some(3));
    assert_eq!(found.len(), 1);
    let warning = &found[0];
    assert_eq!(warning.rule, "DRG-006");
    assert_eq!(
        warning.what,
        "discharge status 01 is coded, the documented disposition is 03"
    );
    assert_eq!(
        warning.why,
        "as coded 1 of the full federal payment is paid, as documented 0.5 (a post-acute transfer to a skilled \
         nursing facility)"
    );
    assert_eq!(warning.source, "42 CFR 412.4(c)(2)");
}

#[test]
fn a_difference_without_price_is_found_too() {
    // MS-DRG 313 isn't a post-acute transfer DRG.
    let found = warnings(&stay(313, 1, 5), Some(3));
    assert_eq!(found.len(), 1);
    assert!(found[0].why.contains("paid alike"), "{}", found[0].why);
}

#[test]
fn short_transfers_are_pointed_out_and_long_ones_not() {
    for (discharge_status, days, found) in [
        (3, 1, true),
        (3, 2, true),
        // GMLOS 4.0 less one day
        (3, 3, false),
        (2, 1, true),
        (1, 1, false),
        (20, 1, false),
    ] {
        let warnings = warnings(&stay(291, discharge_status, days), Some(discharge_status));
        assert_eq!(!warnings.is_empty(), found, "{discharge_status} {days}");
    }
    assert_eq!(
        warnings(&stay(470, 62, 1), None)[0].source,
        "42 CFR 412.4(f)(6)"
    );
    assert_eq!(
        warnings(&stay(470, 2, 1), None)[0].source,
        "42 CFR 412.4(f)(1)"
    );
}
