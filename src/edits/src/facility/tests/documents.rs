//! What is refused, and the place that is named.

use super::*;

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
            r#"{"format":1,"name":"x","revision":1,"severities":{"CM-015":{"severity":"off"},"CM-015":{"severity":"stop"}}}"#,
            "severities",
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
