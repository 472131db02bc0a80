//! A facility's document: what it says of stays, what is refused, and that nothing makes it stumble.
#![allow(clippy::unwrap_used)]

use codes::Ymd;
use grouper::{
    CodeSeverity, Diagnosis, DiagnosisOutcome, Grouping, HospitalStatus, PresentOnAdmission as Poa,
    Stay, Version,
};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::findings::{CodeStatuses, Given, Grouped, Place, References};

fn stay() -> Stay {
    let diagnosis = |code: &str, poa| Diagnosis {
        code: code.into(),
        poa,
    };
    Stay {
        age: 66,
        sex: grouper::Sex::Female,
        discharge_status: 1,
        hospital_status: HospitalStatus::NotExempt,
        discharge_date: Ymd(2026_05_10),
        length_of_stay: Some(5),
        admitting_diagnosis: None,
        principal_diagnosis: Some(diagnosis("A419", Poa::Y)),
        secondary_diagnoses: vec![
            diagnosis("J9601", Poa::N),
            diagnosis("I5023", Poa::Y),
            diagnosis("e1165", Poa::Blank),
        ],
        procedures: vec!["5A1955Z".into(), "02HV33Z".into()],
    }
}

fn grouping() -> Grouping {
    let outcome = |severity_final| DiagnosisOutcome {
        severity_final,
        ..DiagnosisOutcome::default()
    };
    let mut grouping = Grouping {
        secondary: vec![
            outcome(CodeSeverity::Mcc),
            outcome(CodeSeverity::MccExcluded),
            outcome(CodeSeverity::Neither),
        ],
        ..Grouping::default()
    };
    grouping.r#final.drg = 870;
    grouping.r#final.mdc = 18;
    grouping
}

/// Runs `with` on the facts of a stay, grouped or not.
fn on<T>(stay: &Stay, grouping: Option<&Grouping>, with: impl FnOnce(&Facts<'_>) -> T) -> T {
    with(&Facts {
        stay,
        given: Given::ALL,
        admission_date: None,
        procedure_dates: &[],
        unreadable_dates: &[],
        codes: &CodeStatuses::default(),
        editor: None,
        grouped: grouping.map(|grouping| Grouped {
            version: Version::ALL[7],
            grouping,
            alive_only: &[],
            without_secondary: &[],
        }),
        references: References::default(),
    })
}

fn document(rules: &Value) -> Value {
    json!({ "format": 1, "name": "Made-up Memorial", "revision": 3, "rules": rules })
}

/// A rule with a condition, as JSON.
fn rule(when: &Value) -> Value {
    json!({
        "id": "OWN-1", "title": "A rule", "severity": "warn", "when": when,
        "what": "Found.", "why": "It matters.", "fix": "Look again.",
    })
}

fn facility(document: &Value) -> Facility {
    Facility::parse(&document.to_string()).unwrap()
}

fn outcome(when: &Value, grouped: bool) -> Outcome {
    let facility = facility(&document(&json!([rule(when)])));
    let (stay, grouping) = (stay(), grouping());
    on(&stay, grouped.then_some(&grouping), |facts| {
        facility.rules()[0].evaluate(facts)
    })
}

fn number(field: &str, is: &str, value: i64) -> Value {
    json!({ "number": { "field": field, "is": is, "value": value } })
}

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
    assert!(after[1].why.ends_with("Billed to a payer that takes it."));
    assert_eq!(after[2].why, "Why.");
}

/// Paths of the problems of a document, in order.
fn paths(document: &Value) -> Vec<String> {
    let problems = Facility::parse(&document.to_string()).unwrap_err();
    for p in &problems {
        assert!(
            !p.what.is_empty() && !p.why.is_empty() && !p.fix.is_empty(),
            "{p:?}"
        );
    }
    problems.into_iter().map(|p| p.path).collect()
}

#[test]
fn a_severity_is_refused_where_it_can_not_stand() {
    for (id, setting, path) in [
        (
            "CM-010",
            json!({ "severity": "warn" }),
            Some("severities.CM-010.reason"),
        ),
        (
            "CM-010",
            json!({ "severity": "off", "reason": "  " }),
            Some("severities.CM-010.reason"),
        ),
        (
            "CM-010",
            json!({ "severity": "off", "reason": "Not Medicare." }),
            None,
        ),
        ("CM-010", json!({ "severity": "stop" }), None),
        ("CM-041", json!({ "severity": "info" }), None),
        (
            "CM-999",
            json!({ "severity": "info" }),
            Some("severities.CM-999"),
        ),
        (
            "OWN-1",
            json!({ "severity": "info" }),
            Some("severities.OWN-1"),
        ),
        (
            "CM-041",
            json!({ "severity": "loud" }),
            Some("severities.CM-041.severity"),
        ),
        (
            "CM-041",
            json!({ "severity": "info", "because": "x" }),
            Some("severities.CM-041.because"),
        ),
    ] {
        let mut document = document(&json!([]));
        document["severities"] = json!({ id: setting });
        match path {
            None => drop(facility(&document)),
            Some(path) => {
                let told = paths(&document);
                assert!(told[0].starts_with(path), "{told:?} for {path}");
            }
        }
    }
}

#[test]
fn a_rule_is_refused_with_the_path_of_what_is_wrong() {
    let nested = (0..20).fold(json!({ "sex": ["F"] }), |inner, _| json!({ "not": inner }));
    let wide = json!({ "all": vec![json!({ "sex": ["F"] }); 201] });
    let change = |field: &str, value: Value| {
        let mut rule = rule(&json!({ "sex": ["F"] }));
        rule[field] = value;
        rule
    };
    let codes = |list: Value| rule(&json!({ "any": [{ "diagnosis": { "codes": list } }] }));
    let cases: Vec<(Value, &str)> = vec![
        (change("id", json!("CM-001")), "rules[0].id"),
        (change("id", json!("OWN-0")), "rules[0].id"),
        (change("id", json!("OWN-12345")), "rules[0].id"),
        (change("title", json!(" ")), "rules[0].title"),
        (change("what", json!("")), "rules[0].what"),
        (change("what", json!("{weight}")), "rules[0].what"),
        (change("what", json!("{code}")), "rules[0].what"),
        (change("why", json!("a { b")), "rules[0].why"),
        (change("fix", json!("a } b")), "rules[0].fix"),
        (change("fix", json!("x".repeat(501))), "rules[0].fix"),
        (change("place", json!("code")), "rules[0].place"),
        (change("when", Value::Null), "rules[0]"),
        (
            change("each", json!({ "procedure": { "codes": ["0D"] } })),
            "rules[0].each.procedure.codes[0]",
        ),
        (change("when", json!({ "sex": [] })), "rules[0].when.sex"),
        (change("when", json!({ "all": [] })), "rules[0].when.all"),
        (change("when", nested), "rules[0].when.not.not.not"),
        (change("when", wide), "rules[0].when.all[199]"),
        (
            change("when", json!({ "all": [{ "weight": 1 }] })),
            "rules[0].when.all[0]",
        ),
        (
            change("when", number("age", "~", 1)),
            "rules[0].when.number.is",
        ),
        (
            codes(json!(["I10", "I1O*", "I-"])),
            "rules[0].when.any[0].diagnosis.codes[2]",
        ),
        (
            codes(json!(["I60-I5"])),
            "rules[0].when.any[0].diagnosis.codes[0]",
        ),
        (
            codes(json!(["I69-I60"])),
            "rules[0].when.any[0].diagnosis.codes[0]",
        ),
        (
            codes(json!(["9A1*"])),
            "rules[0].when.any[0].diagnosis.codes[0]",
        ),
        (
            codes(json!(["I5"])),
            "rules[0].when.any[0].diagnosis.codes[0]",
        ),
        (
            codes(json!(["é*"])),
            "rules[0].when.any[0].diagnosis.codes[0]",
        ),
        (
            codes(json!(vec!["I10"; 501])),
            "rules[0].when.any[0].diagnosis",
        ),
    ];
    for (rule, path) in cases {
        let told = paths(&document(&json!([rule])));
        assert!(told[0].starts_with(path), "{told:?} for {path}: {rule}");
    }
    let twice = json!([
        rule(&json!({ "sex": ["F"] })),
        rule(&json!({ "sex": ["M"] }))
    ]);
    assert_eq!(paths(&document(&twice)), ["rules[1].id"]);
}

#[test]
fn a_document_is_refused_as_a_whole() {
    for (text, path) in [
        ("", "line 1, column 0"),
        ("{\"format\": 1,\n nonsense", "line 2, column 2"),
        ("{} {}", ""),
        ("[]", ""),
        (r#"{"format":2,"name":"x","revision":1}"#, "format"),
        (r#"{"format":1,"name":"","revision":1}"#, "name"),
        (r#"{"format":1,"name":"x","revision":-1}"#, "revision"),
        (
            r#"{"format":1,"name":"x","revision":1} 2"#,
            "line 1, column 38",
        ),
        (
            r#"{"format":1,"name":"x","revision":1,"ruels":[]}"#,
            "ruels",
        ),
    ] {
        let problems = Facility::parse(text).unwrap_err();
        assert!(problems[0].path.starts_with(path), "{text}: {problems:?}");
    }
    assert!(Facility::parse(&"[".repeat(100_000)).is_err());
    assert!(Facility::parse(&" ".repeat(LONGEST_TEXT + 1)).is_err());
    let many = vec![rule(&json!({ "sex": ["F"] })); MOST_RULES + 1];
    assert_eq!(paths(&document(&json!(many))), ["rules"]);
}

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

fn any_condition() -> impl Strategy<Value = Condition> {
    let codes =
        proptest::collection::vec(".{0,6}|[A-Z][0-9]{2}\\*?|[A-Z][0-9]{2}-[A-Z][0-9]{2}", 0..3);
    let dx =
        (codes, any::<bool>(), any::<bool>()).prop_map(|(codes, poa, counts)| DiagnosisMatch {
            codes,
            poa: if poa {
                vec![Indicator::Y, Indicator::Blank]
            } else {
                Vec::new()
            },
            counts_as: if counts {
                vec![CountsAs::Mcc]
            } else {
                Vec::new()
            },
        });
    let leaf = prop_oneof![
        (any::<i64>(), any::<bool>()).prop_map(|(value, age)| Condition::Number(NumberTest {
            field: if age { Number::Age } else { Number::Drg },
            is: Comparison::AtMost,
            value,
        })),
        dx.clone().prop_map(Condition::Diagnosis),
        dx.prop_map(Condition::Principal),
        Just(Condition::Sex(vec![Sex::M])),
        ".{0,7}".prop_map(|code| Condition::Procedure(ProcedureMatch { codes: vec![code] })),
    ];
    leaf.prop_recursive(20, 60, 3, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..3).prop_map(Condition::All),
            proptest::collection::vec(inner.clone(), 0..3).prop_map(Condition::Any),
            inner.prop_map(|c| Condition::Not(Box::new(c))),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_or_refused(text in ".{0,200}") {
        prop_assert!(Facility::parse(&text).is_err());
    }

    /// A sound document with one character put in somewhere: it is refused, or what it says can be applied.
    #[test]
    fn a_damaged_document_is_read_or_refused(at in any::<prop::sample::Index>(), with in any::<char>()) {
        let sound = document(&json!([{
            "id": "OWN-1", "title": "A", "severity": "info", "each": { "diagnosis": { "codes": ["I50*"] } },
            "what": "{code} {poa}", "why": "W", "fix": "F",
        }])).to_string();
        let mut text: Vec<char> = sound.chars().collect();
        let at = at.index(text.len());
        text[at] = with;
        if let Ok(facility) = Facility::parse(&text.into_iter().collect::<String>()) {
            let stay = stay();
            on(&stay, None, |facts| apply(&facility, facts, Vec::new()));
        }
    }

    #[test]
    fn any_document_is_refused_or_applied_and_comes_back_the_same(
        when in any_condition(),
        what in "(\\{(age|code|x)?\\}|[{}]|.){0,6}",
        id in "OWN-[0-9]{1,5}",
        code in ".{0,9}",
        age in any::<i64>(),
        grouped in any::<bool>(),
    ) {
        let written = Document {
            format: FORMAT,
            name: "Made-up Memorial".to_owned(),
            revision: 1,
            severities: std::collections::BTreeMap::new(),
            rules: vec![OwnRule {
                id,
                title: "A rule".to_owned(),
                severity: Level::Warn,
                when: Some(when),
                each: Some(Each::Diagnosis(DiagnosisMatch::default())),
                what,
                why: "Why".to_owned(),
                fix: "Fix".to_owned(),
                place: None,
                reason_required: false,
            }],
        };
        let text = serde_json::to_string(&written).unwrap();
        match (Facility::check(written.clone()), Facility::parse(&text)) {
            (Ok(checked), Ok(parsed)) => {
                prop_assert_eq!(&checked, &parsed);
                prop_assert_eq!(checked.document(), &written);
                let mut stay = stay();
                stay.age = age;
                stay.procedures.push(code.as_str().into());
                stay.secondary_diagnoses[0].code = code.into();
                let grouping = grouping();
                let told = on(&stay, grouped.then_some(&grouping), |facts| apply(&parsed, facts, Vec::new()));
                prop_assert!(told.iter().all(|f| f.rule.starts_with("OWN-")));
            }
            (Err(one), Err(other)) => prop_assert!(!one.is_empty() && !other.is_empty()),
            (one, other) => prop_assert!(false, "{one:?} {other:?}"),
        }
    }
}
