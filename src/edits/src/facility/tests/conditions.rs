//! Conditions over the fields of a stay, known and unknown.

use super::*;

#[test]
fn conditions_over_the_fields_of_a_stay() {
    let never = json!({ "sex": ["M"] });
    let always = json!({ "sex": ["F", "U"] });
    let cases: Vec<(Value, bool)> = vec![
        (number("age", ">=", 66), true),
        (number("age", ">", 66), false),
        (number("age", "<=", 66), true),
        (number("age", "<", 66), false),
        (number("length_of_stay", "=", 5), true),
        (number("discharge_status", "=", 20), false),
        (number("drg", "=", 870), true),
        (number("mdc", "=", 18), true),
        (number("diagnoses", "=", 4), true),
        (number("procedures", ">", 2), false),
        (always.clone(), true),
        (never.clone(), false),
        (json!({ "principal": { "codes": ["A41*"] } }), true),
        (json!({ "principal": { "codes": ["A41.9"] } }), true),
        (json!({ "principal": { "codes": ["A40-A41"] } }), true),
        (
            json!({ "principal": { "codes": ["A42-A49", "I10"] } }),
            false,
        ),
        (json!({ "principal": { "codes": ["J96*"] } }), false),
        (json!({ "diagnosis": { "codes": ["J96.01"] } }), true),
        (json!({ "diagnosis": { "codes": ["E11*"] } }), true),
        (json!({ "secondary": { "codes": ["A419"] } }), false),
        (json!({ "diagnosis": { "poa": ["N", "U"] } }), true),
        (
            json!({ "diagnosis": { "codes": ["I50*"], "poa": ["N"] } }),
            false,
        ),
        (json!({ "diagnosis": { "poa": ["blank"] } }), true),
        (json!({ "secondary": { "counts_as": ["mcc"] } }), true),
        (
            json!({ "secondary": { "codes": ["I5023"], "counts_as": ["mcc", "cc"] } }),
            false,
        ),
        (json!({ "principal": { "counts_as": ["neither"] } }), true),
        (json!({ "procedure": { "codes": ["5A19*"] } }), true),
        (
            json!({ "procedure": { "codes": ["5A1935Z", "0DT*"] } }),
            false,
        ),
        (json!({ "procedure": {} }), true),
        (json!({ "all": [always, number("age", ">", 60)] }), true),
        (json!({ "all": [always, never] }), false),
        (json!({ "any": [never, always] }), true),
        (json!({ "any": [never, never] }), false),
        (json!({ "not": never }), true),
        (json!({ "not": { "not": never } }), false),
    ];
    for (when, fires) in cases {
        let fired = matches!(outcome(&when, true), Outcome::Fired(_));
        assert_eq!(fired, fires, "{when}");
    }
}

#[test]
fn what_a_stay_does_not_tell_is_neither_true_nor_false() {
    let never = json!({ "sex": ["M"] });
    let always = json!({ "sex": ["F"] });
    let unknown = number("drg", "=", 870);
    let severity = json!({ "secondary": { "counts_as": ["mcc"] } });
    for (when, expected) in [
        (unknown.clone(), None),
        (json!({ "not": unknown }), None),
        (json!({ "all": [unknown, always] }), None),
        (json!({ "all": [unknown, never] }), Some(false)),
        (json!({ "any": [unknown, always] }), Some(true)),
        (json!({ "any": [unknown, never] }), None),
        (severity, None),
        (
            json!({ "secondary": { "codes": ["I10"], "counts_as": ["mcc"] } }),
            Some(false),
        ),
    ] {
        let told = match outcome(&when, false) {
            Outcome::Fired(_) => Some(true),
            Outcome::Quiet => Some(false),
            Outcome::Undecided => None,
        };
        assert_eq!(told, expected, "{when}");
    }
}
