//! Suppositions, queries, two versions side by side and the builder, as a screen asks for them.

use engine::draft::{Poa, StayDraft};
use engine::protocol::{
    Assessment, BasisDraft, BuilderView, Direction, Event, Failure, IndicatorDraft, PackName,
    PairsView, Place, QueryDraft, QueryView, StackView, Suppose, TwoLine, TwoWaysView,
};
use engine::{Asked, Engine, Request};

fn now() -> f64 {
    0.0
}

fn engine() -> Engine {
    let mut engine = Engine::new(now);
    for name in PackName::ALL {
        engine.load(name, Ok(&sample::pack(name.stem())));
    }
    engine
}

fn ask(engine: &mut Engine, request: Request) -> Event {
    let mut told = engine.handle(Asked { id: 1, request });
    told.pop().unwrap().event
}

fn example(engine: &mut Engine, key: &str) -> Box<StayDraft> {
    match ask(
        engine,
        Request::ExampleOpen {
            key: key.to_owned(),
        },
    ) {
        Event::Stay(stay) => stay,
        other => panic!("{other:?}"),
    }
}

fn assess(engine: &mut Engine, stay: &StayDraft) -> Assessment {
    match ask(
        engine,
        Request::Assess {
            stay: Box::new(stay.clone()),
            watched: None,
        },
    ) {
        Event::Assessed(told) => *told,
        other => panic!("{other:?}"),
    }
}

fn stack(engine: &mut Engine, stay: &StayDraft, suppositions: &[Suppose]) -> StackView {
    let request = Request::Suppose {
        stay: Box::new(stay.clone()),
        suppositions: suppositions.to_vec(),
    };
    match ask(engine, request) {
        Event::Stacked(view) => *view,
        other => panic!("{other:?}"),
    }
}

fn take_over(
    engine: &mut Engine,
    stay: &StayDraft,
    suppositions: &[Suppose],
    bases: &[BasisDraft],
) -> Result<StayDraft, Failure> {
    let request = Request::TakeOver {
        stay: Box::new(stay.clone()),
        suppositions: suppositions.to_vec(),
        bases: bases.to_vec(),
    };
    match ask(engine, request) {
        Event::TakenOver(stay) => Ok(*stay),
        Event::Failed(failure) => Err(failure),
        other => panic!("{other:?}"),
    }
}

fn diagnosis(code: &str, principal: bool) -> Suppose {
    Suppose::AddDiagnosis {
        code: code.to_owned(),
        poa: Poa::Y,
        principal,
    }
}

fn evidence(source: &str) -> BasisDraft {
    BasisDraft {
        query: false,
        source: source.to_owned(),
        words: "as documented".to_owned(),
    }
}

#[test]
fn what_is_supposed_together_is_what_the_stay_groups_to_once_taken_over() {
    let mut engine = engine();
    let stay = example(&mut engine, "cc-exclusion");
    let suppositions = [
        diagnosis("j96.01", false),
        Suppose::Status(20),
        Suppose::Without(Place::Secondary(0)),
        diagnosis("A41.9", true),
        Suppose::AddProcedure {
            code: "0bh17ez".to_owned(),
        },
    ];
    let view = stack(&mut engine, &stay, &suppositions);
    assert_eq!(view.parts.len(), suppositions.len());
    assert!(view.parts[0].what.contains("J96.01"), "{:?}", view.parts[0]);
    assert!(view.parts[0].title.starts_with("Acute respiratory failure"));
    assert!(view.parts[1].what.contains("discharge status 20"));
    assert!(!view.parts[1].by_query && view.parts[0].by_query);
    assert!(view.parts[3].what.contains("A41.9 as principal diagnosis"));
    let bases: Vec<BasisDraft> = ["ED note", "Summary", "Summary", "H&P", "Procedure note"]
        .map(evidence)
        .to_vec();
    let taken = take_over(&mut engine, &stay, &suppositions, &bases).unwrap();
    assert_eq!(taken.taken_over.len(), 5);
    assert_eq!(taken.taken_over[1].source, "Summary");
    assert_eq!(taken.principal.as_ref().unwrap().code, "A419");
    assert_eq!(taken.secondary.last().unwrap().code, "J9601");
    assert_eq!(taken.discharge_status, Some(20));
    assert_eq!(taken.label, stay.label);
    let told = assess(&mut engine, &taken);
    assert_eq!(told.r#final.unwrap().number, view.result.drg);
}

#[test]
fn nothing_is_taken_over_without_a_basis() {
    let mut engine = engine();
    let stay = example(&mut engine, "cc-exclusion");
    let suppositions = [diagnosis("J9601", false), Suppose::Status(3)];
    let blank = BasisDraft::default();
    for bases in [
        vec![],
        vec![evidence("ED note")],
        vec![evidence("ED note"), blank.clone()],
        vec![
            BasisDraft {
                query: true,
                source: "Query 7".to_owned(),
                ..blank
            },
            evidence("Note"),
        ],
    ] {
        let refused = take_over(&mut engine, &stay, &suppositions, &bases).unwrap_err();
        assert!(
            !refused.what.is_empty() && !refused.fix.is_empty(),
            "{refused:?}"
        );
    }
}

#[test]
fn what_can_not_be_supposed_is_refused_by_place() {
    let mut engine = engine();
    let stay = example(&mut engine, "cc-exclusion");
    for (suppositions, place) in [
        (
            vec![Suppose::Without(Place::Secondary(40))],
            "secondary diagnosis 41",
        ),
        (
            vec![Suppose::Status(3), Suppose::Status(20)],
            "discharge status",
        ),
        (vec![diagnosis(" ", false)], "the stay"),
        (vec![Suppose::Without(Place::Sex)], "the stay"),
    ] {
        let request = Request::Suppose {
            stay: stay.clone(),
            suppositions,
        };
        let Event::Failed(failure) = ask(&mut engine, request) else {
            panic!("{place}")
        };
        assert_eq!(failure.place, place);
    }
}

#[test]
fn two_changes_that_decide_together_only_can_be_supposed_again() {
    let mut engine = engine();
    // Two MCCs stand in for one another.
    let mut stay = example(&mut engine, "cc-exclusion");
    stay.secondary.clear();
    for code in ["J9601", "N170"] {
        stay.secondary.push(engine::draft::DraftDiagnosis {
            code: code.to_owned(),
            poa: Poa::Y,
            ..engine::draft::DraftDiagnosis::default()
        });
    }
    let PairsView { pairs, tried, .. } =
        match ask(&mut engine, Request::TwoAtOnce { stay: stay.clone() }) {
            Event::TwoAtOnce(view) => view,
            other => panic!("{other:?}"),
        };
    assert!(tried > 0 && !pairs.is_empty());
    for pair in &pairs {
        assert!(pair.result.changes_drg);
        assert_eq!(pair.suppose.len(), 2);
        let view = stack(&mut engine, &stay, &pair.suppose);
        assert_eq!(view.result, pair.result, "{}", pair.what);
        assert!(view.parts.iter().all(|part| !part.alone.changes_drg));
    }
    let without_both = [
        Suppose::Without(Place::Secondary(1)),
        Suppose::Without(Place::Secondary(0)),
    ];
    assert!(
        pairs
            .iter()
            .any(|pair| pair.suppose == without_both && pair.result.direction == Direction::Down)
    );
}

#[test]
fn two_versions_stand_side_by_side() {
    let mut engine = engine();
    let stay = example(&mut engine, "cc-exclusion");
    let two_ways = |engine: &mut Engine, left: &str, right: &str| {
        let request = Request::TwoWays {
            stay: stay.clone(),
            left: left.to_owned(),
            right: right.to_owned(),
        };
        match ask(engine, request) {
            Event::TwoWays(view) => Ok(*view),
            Event::Failed(failure) => Err(failure),
            other => panic!("{other:?}"),
        }
    };
    let TwoWaysView {
        versions,
        left,
        right,
        lines,
    } = two_ways(&mut engine, "", "").unwrap();
    assert_eq!(versions.len(), 9);
    assert!(left.of_discharge && !right.of_discharge && left.version != right.version);
    let said = |lines: &[TwoLine], wanted: &str| {
        lines.iter().any(|line| match line {
            TwoLine::Same(step) => step.text.contains(wanted),
            TwoLine::Apart(a, b) => [a, b]
                .into_iter()
                .flatten()
                .any(|step| step.text.contains(wanted)),
            TwoLine::Passed(..) => false,
        })
    };
    for wanted in [
        "Discharge status",
        "exclusion collection",
        "belongs to MDC",
        "Result: DRG",
    ] {
        assert!(said(&lines, wanted), "{wanted}: {lines:#?}");
    }
    let TwoWaysView { lines, .. } = two_ways(&mut engine, "v43.1", "v43.1").unwrap();
    let apart = lines
        .iter()
        .filter(|line| matches!(line, TwoLine::Apart(..)));
    assert_eq!(apart.count(), 1, "only the name of the version: {lines:#?}");
    assert!(
        two_ways(&mut engine, "v12.0", "")
            .unwrap_err()
            .what
            .contains("v12.0")
    );
}

#[test]
fn each_step_names_its_chapter_or_appendix() {
    let mut engine = engine();
    for (key, wanted) in [
        ("cc-exclusion", "Appendix C, Part 1"),
        ("hac-not-present", "Appendix I"),
        ("alive-only-mcc", "Appendix C, Part 2"),
        ("transplant", "Chapter Pre-MDC"),
        ("unrelated-procedure", "DRGs associated with all MDCs"),
    ] {
        let stay = example(&mut engine, key);
        let told = assess(&mut engine, &stay);
        assert!(
            told.steps.iter().any(|step| step.manual.contains(wanted)),
            "{key}: {wanted}"
        );
        assert!(
            told.steps
                .iter()
                .any(|step| step.text.starts_with("Discharge status "))
        );
    }
}

#[test]
fn a_query_is_checked_and_knows_nothing_of_the_stay() {
    let mut engine = engine();
    let mut check = |draft: &QueryDraft| match ask(&mut engine, Request::Query(draft.clone())) {
        Event::Query(view) => view,
        other => panic!("{other:?}"),
    };
    let mut draft = QueryDraft {
        indicators: vec![IndicatorDraft {
            finding: "SpO2 84 %".to_owned(),
            place: "Triage note".to_owned(),
            ..IndicatorDraft::default()
        }],
        question: "What condition, if any, was being treated?".to_owned(),
        ..QueryDraft::default()
    };
    let QueryView { text, flaws, .. } = check(&draft);
    assert!(flaws.is_empty() && text.unwrap().contains("SpO2 84 %"));
    draft.question = "Please document the MCC.".to_owned();
    let QueryView { text, flaws, .. } = check(&draft);
    assert_eq!(text, None);
    let rules: Vec<&str> = flaws.iter().map(|flaw| flaw.rule.as_str()).collect();
    assert!(
        rules.contains(&"QRY-002") && rules.contains(&"QRY-003"),
        "{rules:?}"
    );
}

#[test]
fn the_builder_says_what_values_are_and_what_else_they_are_called() {
    let mut engine = engine();
    let request = Request::BuildProcedure {
        values: "0F.....".to_owned(),
        words: String::new(),
        date: "2026-05-04".to_owned(),
    };
    let BuilderView { places, .. } = match ask(&mut engine, request) {
        Event::Build(view) => *view,
        other => panic!("{other:?}"),
    };
    let choice = |place: usize, label: &str| {
        places[place]
            .choices
            .iter()
            .find(|c| c.label == label)
            .unwrap_or_else(|| panic!("{label}"))
    };
    let resection = choice(2, "Resection");
    assert!(resection.aim.contains("takes out") && !resection.means.is_empty());
    assert!(
        resection.also.iter().any(|word| word == "cholecystectomy"),
        "{resection:?}"
    );
    assert!(choice(4, "Percutaneous Endoscopic").means.contains("scope"));
}
