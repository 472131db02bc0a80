//! What a facility changes in the findings of a stay, and what its rules would have said of past ones.

use super::*;

#[test]
fn a_rule_goes_through_codes_and_fills_its_texts() {
    let facility = facility(&document(&json!([{
        "id": "OWN-3", "title": "Acquired", "severity": "stop",
        "when": number("length_of_stay", ">", 2),
        "each": { "secondary": { "poa": ["N", "blank"] } },
        "what": "{code} has indicator {poa} after {length_of_stay} days in DRG {drg}.",
        "why": "{{Policy}} for {sex} patients of {age}, principal {principal}, discharged {discharge_date}.",
        "fix": "Ask.", "reason_required": true,
    }, {
        "id": "OWN-4", "title": "Lines", "severity": "info",
        "each": { "procedure": { "codes": ["02H*"] } },
        "what": "{code} is a line.", "why": "Policy.", "fix": "Check.", "place": "stay",
    }, {
        "id": "OWN-5", "title": "Off", "severity": "off", "when": number("age", ">", 0),
        "what": "Not said.", "why": "Policy.", "fix": "Check.",
    }])));
    let (stay, grouping) = (stay(), grouping());
    let told = on(&stay, Some(&grouping), |facts| {
        apply(&facility, facts, Vec::new())
    });
    let said: Vec<(&str, Severity, Place, &str)> = told
        .iter()
        .map(|f| (f.rule.as_ref(), f.severity, f.place, f.what.as_str()))
        .collect();
    assert_eq!(
        said,
        [
            (
                "OWN-3",
                Severity::Stop,
                Place::Secondary(0),
                "J96.01 has indicator N after 5 days in DRG 870."
            ),
            (
                "OWN-3",
                Severity::Stop,
                Place::Secondary(2),
                "e11.65 has indicator blank after 5 days in DRG 870."
            ),
            ("OWN-4", Severity::Info, Place::Stay, "02HV33Z is a line."),
        ]
    );
    assert_eq!(
        told[0].why,
        "{Policy} for female patients of 66, principal A41.9, discharged 2026-05-10."
    );
    assert!(facility.needs_reason(&told[0]) && !facility.needs_reason(&told[2]));
}

fn finding(rule: &'static str, severity: Severity) -> Finding {
    Finding {
        rule: rule.into(),
        severity,
        what: "What.".to_owned(),
        why: "Why.".to_owned(),
        place: Place::Principal,
        fix: "Fix.".to_owned(),
        source: "Source",
    }
}

#[test]
fn severities_are_the_facilitys() {
    let mut document = document(&json!([]));
    document["severities"] = json!({
        "CM-012": { "severity": "warn", "reason": "Billed to a payer that takes it." },
        "CM-015": { "severity": "off" },
        "DRG-004": { "severity": "stop" },
    });
    let facility = facility(&document);
    let stay = stay();
    let before = vec![
        finding("CM-012", Severity::Stop),
        finding("CM-015", Severity::Warn),
        finding("POA-004", Severity::Warn),
        finding("DRG-004", Severity::Warn),
    ];
    let after = on(&stay, None, |facts| apply(&facility, facts, before));
    let said: Vec<(&str, Severity)> = after
        .iter()
        .map(|f| (f.rule.as_ref(), f.severity))
        .collect();
    assert_eq!(
        said,
        [
            ("DRG-004", Severity::Stop),
            ("CM-012", Severity::Warn),
            ("POA-004", Severity::Warn)
        ]
    );
    assert_eq!(
        after[1].why,
        "Why. This facility weighs it as a warning instead of a stop: Billed to a payer that takes it."
    );
    assert_eq!(
        after[0].why,
        "Why. This facility weighs it as a stop instead of a warning."
    );
    let decides: Vec<bool> = after.iter().map(|f| facility.decides(f)).collect();
    assert_eq!(decides, [true, true, false]);
    assert!(facility.switches_off("CM-015") && !facility.switches_off("CM-012"));
    assert_eq!(after[2].why, "Why.");
}

/// Paths of the problems of a document, in order.

#[test]
fn a_rule_is_tried_on_past_stays() {
    let text = rule(&json!({ "all": [number("age", ">=", 65), number("drg", "=", 870)] }));
    let mut own: OwnRule = serde_json::from_value(text).unwrap();
    own.severity = Level::Off;
    let ready = ReadyRule::check(&own).unwrap();
    let (old, grouping) = (stay(), grouping());
    let young = Stay { age: 20, ..stay() };
    let statuses = CodeStatuses::default();
    let facts = |stay, grouping| Facts {
        stay,
        given: Given::ALL,
        admission_date: None,
        procedure_dates: &[],
        unreadable_dates: &[],
        codes: &statuses,
        editor: None,
        grouped: Option::map(grouping, |grouping| Grouped {
            version: Version::ALL[7],
            grouping,
            alive_only: &[],
            without_secondary: &[],
        }),
        references: References::default(),
    };
    let past = [
        facts(&old, Some(&grouping)),
        facts(&old, None),
        facts(&young, Some(&grouping)),
        facts(&young, None),
        facts(&old, Some(&grouping)),
    ];
    assert_eq!(
        would_have_fired(&ready, past),
        Count {
            fired: 2,
            undecided: 1,
            of: 5
        }
    );
    assert_eq!(would_have_fired(&ready, []), Count::default());
    own.what = "{code}".to_owned();
    assert_eq!(ReadyRule::check(&own).unwrap_err()[0].path, "rule.what");
}
