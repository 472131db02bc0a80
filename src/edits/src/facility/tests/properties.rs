//! Any text, any document, any stay.

use proptest::prelude::*;

use super::*;

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
