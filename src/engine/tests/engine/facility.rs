//! What a hospital sets and adds, through the engine: severities, own rules, and a rule tried on a claims file.

use engine::protocol::{Assessment, Event, PackName, RuleLine, Trial, Weight};
use engine::{Asked, Engine, Request};
use serde_json::{Value, json};

use crate::loaded::{self, ask};

fn engine() -> Engine {
    loaded::engine(&PackName::ALL)
}

fn assess(engine: &mut Engine, key: &str) -> Assessment {
    let key = key.to_owned();
    let Event::Stay(stay) = ask(engine, Request::ExampleOpen { key }) else {
        panic!("no example")
    };
    match ask(
        engine,
        Request::Assess {
            stay,
            watched: None,
        },
    ) {
        Event::Assessed(told) => *told,
        other => panic!("{other:?}"),
    }
}

fn use_document(engine: &mut Engine, document: &Value) -> Event {
    let text = document.to_string();
    ask(engine, Request::FacilityUse { text })
}

/// A rule on the age, switched off.
fn on_age(years: i64) -> Value {
    json!({
        "id": "OWN-1", "title": "Old", "severity": "off",
        "when": { "number": { "field": "age", "is": ">=", "value": years } },
        "what": "{age} years.", "why": "Policy.", "fix": "Look.",
    })
}

fn claims(file: &str) -> Vec<Value> {
    sample::read(&sample::root().join(file))
        .into_iter()
        .map(|checked| checked.claim)
        .collect()
}

fn open(engine: &mut Engine, claims: &[Value]) {
    let lines: Vec<String> = claims.iter().map(Value::to_string).collect();
    let request = Request::BatchOpen {
        name: "past.jsonl".to_owned(),
        bytes: lines.join("\n").into_bytes(),
    };
    assert!(matches!(ask(engine, request), Event::BatchDone(_)));
}

fn tried(event: Event) -> Trial {
    match event {
        Event::Tried(trial) => trial,
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_rule_is_listed_and_says_why_it_is_not_applied() {
    let mut engine = Engine::new(|| 0.0);
    let Event::Rules(rules) = ask(&mut engine, Request::Rules) else {
        panic!("no list")
    };
    assert_eq!(rules.len(), 79);
    let of = |id: &str| -> &RuleLine { rules.iter().find(|r| r.id == id).expect("listed") };
    assert!(of("PCS-004").not_applied.contains("operative report"));
    assert!(of("CM-010").needs_reason && of("CM-010").not_applied.is_empty());
    assert!(!of("CM-005").needs_reason);
    assert_eq!(of("POA-004").weight, Weight::Warn);
}

#[test]
fn a_document_weighs_the_findings_and_one_that_is_wrong_changes_nothing() {
    let mut engine = engine();
    let before = assess(&mut engine, "hac-not-present");
    assert_eq!(before.facility, None);
    let hac = |told: &Assessment| {
        let found = told.findings.iter().find(|f| f.rule == "HAC-001");
        found.map(|f| (f.weight, f.facility, f.why.clone()))
    };
    assert!(matches!(hac(&before), Some((Weight::Warn, false, _))));

    let document = json!({
        "format": 1, "name": "Made-up Memorial", "revision": 4,
        "severities": { "HAC-001": { "severity": "stop", "reason": "Our committee looks first." } },
        "rules": [{
            "id": "OWN-1", "title": "Acquired", "severity": "info",
            "each": { "secondary": { "poa": ["N"] } },
            "what": "{code} came in the stay.", "why": "Policy.", "fix": "Look.",
        }],
    });
    let Event::Facility(view) = use_document(&mut engine, &document) else {
        panic!("refused")
    };
    assert_eq!((view.set, view.own, view.on), (1, 1, 1));
    let after = assess(&mut engine, "hac-not-present");
    let Some((Weight::Stop, true, why)) = hac(&after) else {
        panic!("{:?}", after.findings)
    };
    assert!(
        why.ends_with("as a stop instead of a warning: Our committee looks first."),
        "{why}"
    );
    assert!(
        after
            .findings
            .iter()
            .any(|f| f.rule == "OWN-1" && f.facility)
    );
    assert_eq!(after.facility.expect("in use").switched_off, [""; 0]);

    // An editor's stop lowered without a reason, and no JSON at all: the document in use stays.
    let lowered = json!({
        "format": 1, "name": "Made-up Memorial", "revision": 5,
        "severities": { "CM-010": { "severity": "off" } },
    });
    let Event::Refused(problems) = use_document(&mut engine, &lowered) else {
        panic!("taken")
    };
    assert_eq!(problems[0].path, "severities.CM-010.reason");
    let text = "{".to_owned();
    assert!(matches!(
        ask(&mut engine, Request::FacilityUse { text }),
        Event::Refused(_)
    ));
    assert!(hac(&assess(&mut engine, "hac-not-present")).is_some_and(|(_, facility, _)| facility));

    let off = json!({
        "format": 1, "name": "Made-up Memorial", "revision": 6,
        "severities": { "HAC-001": { "severity": "off" } },
    });
    assert!(matches!(
        use_document(&mut engine, &off),
        Event::Facility(_)
    ));
    let silent = assess(&mut engine, "hac-not-present");
    assert_eq!(hac(&silent), None);
    assert_eq!(silent.facility.expect("in use").switched_off, ["HAC-001"]);

    let text = String::new();
    assert!(
        matches!(ask(&mut engine, Request::FacilityUse { text }), Event::Facility(v) if v.name.is_empty())
    );
    assert_eq!(assess(&mut engine, "hac-not-present"), before);
}

#[test]
fn a_rule_is_tried_on_every_claim_of_the_file() {
    let mut engine = engine();
    // Of two versions, in turns.
    let (one, other) = (
        claims("tests/claims/v431.jsonl.gz"),
        claims("tests/claims/v400.jsonl.gz"),
    );
    let mixed: Vec<Value> = one
        .iter()
        .zip(&other)
        .flat_map(|(a, b)| [a.clone(), b.clone()])
        .collect();
    open(&mut engine, &mixed);
    let age = |claim: &Value| claim["age"].as_i64().expect("an age");
    for years in [0, 65, 200] {
        let rule = on_age(years).to_string();
        let trial = tried(ask(&mut engine, Request::RuleTry { rule }));
        let lines: Vec<u32> = (1..)
            .zip(&mixed)
            .filter(|(_, claim)| age(claim) >= years)
            .map(|(line, _)| line)
            .collect();
        assert_eq!(
            (trial.fired as usize, trial.of as usize),
            (lines.len(), mixed.len())
        );
        assert_eq!(trial.undecided, 0);
        let first: Vec<u32> = trial.first.iter().map(|case| case.line).collect();
        assert_eq!(first, lines[..lines.len().min(10)]);
        for case in &trial.first {
            let claim = &mixed[case.line as usize - 1];
            assert_eq!(case.id, claim["id"].as_str().expect("an id"));
            assert_eq!(case.what, format!("{} years.", age(claim)));
        }
    }
}

#[test]
fn what_can_not_be_tried_says_why() {
    let mut engine = engine();
    let rule = on_age(65).to_string();
    let request = Request::RuleTry { rule: rule.clone() };
    assert!(
        matches!(ask(&mut engine, request), Event::Failed(f) if f.what.contains("No claims file"))
    );

    open(&mut engine, &claims("tests/claims/v431.jsonl.gz"));
    let mut wrong = on_age(65);
    wrong["what"] = json!("{nobody}");
    let request = Request::RuleTry {
        rule: wrong.to_string(),
    };
    let Event::Refused(problems) = ask(&mut engine, request) else {
        panic!("taken")
    };
    assert_eq!(problems[0].path, "rule.what");

    // A newer question takes the place of one that is under way.
    let first = engine.handle(Asked {
        id: 1,
        request: Request::RuleTry { rule: rule.clone() },
    });
    assert_eq!(first, []);
    let second = engine.handle(Asked {
        id: 2,
        request: Request::RuleTry { rule: rule.clone() },
    });
    assert!(matches!(second[..], [ref told] if told.id == 1 && told.event == Event::Done));

    // Stopping the file stops what is tried on it.
    let stopped = engine.handle(Asked {
        id: 5,
        request: Request::BatchCancel,
    });
    let ended: Vec<engine::protocol::RequestId> = stopped.iter().map(|told| told.id).collect();
    assert_eq!(ended, [2, 5]);
    assert!(stopped.iter().all(|told| told.event == Event::Done));

    // While the file is being grouped there is nothing to try it on.
    let busy = Request::BatchOpen {
        name: "a".to_owned(),
        bytes: b"{}\n".to_vec(),
    };
    drop(engine.handle(Asked {
        id: 3,
        request: busy,
    }));
    let told = engine.handle(Asked {
        id: 4,
        request: Request::RuleTry { rule },
    });
    assert!(matches!(&told[0].event, Event::Failed(f) if f.what.contains("still being grouped")));
}
