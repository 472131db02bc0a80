//! No stay is too odd: any text as a code, any codes together, in any order.

use proptest::prelude::*;

use super::{PACK, checked, stay};
use edits::findings::Place;

fn code() -> impl Strategy<Value = String> {
    prop_oneof![
        (0..100_000u32).prop_map(|i| {
            let count = u32::try_from(PACK.len()).unwrap();
            PACK.at(i % count).unwrap().code().to_owned()
        }),
        "[A-Za-z0-9.-]{1,9}",
        Just("Ü".to_owned()),
    ]
}

proptest! {
    #[test]
    fn every_finding_stands_at_a_diagnosis_of_the_stay(codes in prop::collection::vec(code(), 0..40)) {
        let stay = stay(&codes.join(" "));
        for finding in checked(&stay) {
            let there = match finding.place {
                Place::Principal => stay.principal_diagnosis.is_some(),
                Place::Secondary(i) => i < stay.secondary_diagnoses.len(),
                _ => false,
            };
            prop_assert!(there, "{finding:?}");
        }
    }
}
