//! Requests for an estimate: what is paid, step by step, and every way in which there is none.
//!
//! The hospital is made up, with round figures: labor 4,000.00 × wage index 1.1 + nonlabor 2,000.00 = 6,400.00
//! operating and 500.00 × 1.05 = 525.00 capital at a weight of 1.

use engine::draft::{DraftDiagnosis, HomeHealthCare, Hospital, Poa, StayDraft};
use engine::protocol::{
    Charged, EstimateView, Estimated, Event, FindingView, InputsForm, PackName, Place, Refusal,
    RefusalKind, TechnologyUsed,
};
use engine::{Asked, Engine, Request};

fn engine() -> Engine {
    let mut engine = Engine::new(|| 0.0);
    for name in [PackName::MsDrg, PackName::Weights] {
        engine.load(name, Ok(&sample::pack(name.stem())));
    }
    engine
}

fn inputs(fiscal_year: u16) -> InputsForm {
    InputsForm {
        fiscal_year,
        facility: "Made-Up General Hospital".to_owned(),
        values: [
            ("operating.standardized_amount.labor", "4000.00"),
            ("operating.standardized_amount.nonlabor", "2000.00"),
            ("operating.wage_index", "1.1000"),
            ("capital.federal_rate", "500.00"),
            ("capital.geographic_adjustment", "1.0500"),
            ("outlier.fixed_loss", "40000"),
            ("outlier.operating_cost_to_charge", "0.300"),
            ("outlier.capital_cost_to_charge", "0.020"),
        ]
        .map(|(key, text)| (key.to_owned(), text.to_owned()))
        .into(),
    }
}

/// Sepsis with respiratory failure, three days, home: MS-DRG 871.
fn stay() -> StayDraft {
    StayDraft {
        admission_date: "2026-02-27".to_owned(),
        discharge_date: "2026-03-02".to_owned(),
        age_years: Some(71),
        discharge_status: Some(1),
        principal: Some(DraftDiagnosis {
            code: "A419".to_owned(),
            poa: Poa::Y,
            ..DraftDiagnosis::default()
        }),
        secondary: vec![DraftDiagnosis {
            code: "J9601".to_owned(),
            poa: Poa::Y,
            ..DraftDiagnosis::default()
        }],
        ..StayDraft::default()
    }
}

fn charged(charges: &str) -> Charged {
    Charged {
        charges: charges.to_owned(),
        ..Charged::default()
    }
}

fn ask(
    engine: &mut Engine,
    stay: &StayDraft,
    charged: &Charged,
    inputs: &[InputsForm],
) -> Estimated {
    let request = Request::Estimate {
        stay: Box::new(stay.clone()),
        charged: charged.clone(),
        inputs: inputs.to_vec(),
    };
    let mut told = engine.handle(Asked { id: 1, request });
    match told.remove(0).event {
        Event::Estimated(estimated) => *estimated,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn paid(engine: &mut Engine, stay: &StayDraft, charged: &Charged) -> EstimateView {
    match ask(engine, stay, charged, &[inputs(2025), inputs(2026)]) {
        Estimated::Amount(view) => *view,
        Estimated::Refused(refusal) => panic!("{refusal:?}"),
    }
}

#[track_caller]
fn refused(
    engine: &mut Engine,
    stay: &StayDraft,
    charged: &Charged,
    inputs: &[InputsForm],
) -> Refusal {
    let refusal = match ask(engine, stay, charged, inputs) {
        Estimated::Refused(refusal) => refusal,
        Estimated::Amount(view) => panic!("{view:?}"),
    };
    for part in [&refusal.what, &refusal.why, &refusal.fix] {
        assert!(part.ends_with('.') && part.len() > 10, "{refusal:?}");
    }
    refusal
}

/// Cents of an amount as it is shown.
fn cents(shown: &str) -> i64 {
    let digits: String = shown
        .chars()
        .filter(|c| c.is_ascii_digit() || *c == '-')
        .collect();
    digits.parse().unwrap_or_else(|_| panic!("{shown}"))
}

#[test]
fn a_discharge_is_paid_by_its_weight_and_the_parts_add_up() {
    let mut engine = engine();
    let view = paid(&mut engine, &stay(), &charged("20,000.00"));
    // The weight is Table 5's; what is paid is 6,400.00 and 525.00 times it, each to the cent.
    let weight: f64 = view.weight.parse().expect("a weight");
    #[allow(clippy::cast_possible_truncation)]
    let expected = (640_000.0 * weight).round() as i64 + (52_500.0 * weight).round() as i64;
    assert_eq!(cents(&view.total), expected);
    assert_eq!(view.drg, "871");
    assert_eq!((view.fiscal_year, view.days), (2026, 3));
    assert!(!view.reduced && !view.outlier && view.warning.is_none());
    assert!(view.label.starts_with("Estimate, not a payment"));
    assert_eq!(view.facility, "Made-Up General Hospital");
    let steps = view.parts.iter().flat_map(|part| &part.steps);
    let sum: i64 = steps
        .clone()
        .filter(|step| step.paid)
        .map(|step| cents(&step.amount))
        .sum();
    assert_eq!(sum, cents(&view.total));
    assert!(
        steps
            .clone()
            .all(|step| step.source.contains("CFR") || !step.source.is_empty())
    );
    let parts: i64 = view
        .parts
        .iter()
        .filter(|part| !part.paid.is_empty())
        .map(|part| cents(&part.paid))
        .sum();
    assert_eq!(parts, cents(&view.total));
    assert!(!view.not_modelled.is_empty());
}

#[test]
fn a_short_stay_with_skilled_nursing_after_it_is_paid_by_the_day() {
    let mut engine = engine();
    let full = paid(&mut engine, &stay(), &charged("20000"));
    let mut transfer = stay();
    transfer.discharge_status = Some(3);
    transfer.admission_date = "2026-03-01".to_owned();
    let view = paid(&mut engine, &transfer, &charged("20000"));
    assert!(view.reduced, "{}", view.transfer);
    assert!(
        view.transfer
            .contains("post-acute transfer to a skilled nursing facility")
    );
    assert!(cents(&view.total) < cents(&full.total));
    assert!(view.warning.as_ref().is_some_and(|w| w.rule == "DRG-006"));
    // At home it would be paid as the full stay was, and the screen says from which day on.
    let home = view
        .changes
        .iter()
        .find(|change| change.what.starts_with("Discharge status 01"));
    let home = home.expect("paid otherwise at home");
    assert_eq!(home.total, full.total);
    assert_eq!(
        cents(&home.difference),
        cents(&full.total) - cents(&view.total)
    );
    assert!(home.difference.starts_with("+$"));
    assert!(
        view.changes
            .iter()
            .any(|change| change.what.starts_with("Paid in full from"))
    );
    // Covered days that are typed go before the dates.
    let long = Charged {
        days: "30".to_owned(),
        ..charged("20000")
    };
    let view = paid(&mut engine, &transfer, &long);
    assert_eq!((view.days, view.reduced), (30, false));
    assert_eq!(view.total, full.total);
    // Home health that has nothing to do with the stay is no transfer.
    transfer.discharge_status = Some(6);
    assert!(paid(&mut engine, &transfer, &charged("20000")).reduced);
    transfer.home_health = HomeHealthCare::Unrelated;
    let view = paid(&mut engine, &transfer, &charged("20000"));
    assert_eq!(view.total, full.total);
    // A patient who left against advice and was admitted elsewhere the same day was transferred.
    transfer.discharge_status = Some(7);
    assert_eq!(
        paid(&mut engine, &transfer, &charged("20000")).total,
        full.total
    );
    transfer.admitted_elsewhere = true;
    assert!(paid(&mut engine, &transfer, &charged("20000")).reduced);
}

fn findings(engine: &mut Engine, stay: &StayDraft) -> Vec<FindingView> {
    let request = Request::Assess {
        stay: Box::new(stay.clone()),
        watched: None,
    };
    match engine.handle(Asked { id: 1, request }).remove(0).event {
        Event::Assessed(told) => told.findings,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_finding_and_the_estimate_say_the_same_of_a_transfer() {
    let mut engine = engine();
    let mut early = stay();
    early.admission_date = "2026-03-01".to_owned();
    let mut told = 0;
    for (status, home_health, elsewhere) in [
        (1, HomeHealthCare::Related, false),
        (1, HomeHealthCare::Related, true),
        (2, HomeHealthCare::Related, false),
        (3, HomeHealthCare::Unrelated, false),
        (6, HomeHealthCare::Related, false),
        (6, HomeHealthCare::Unrelated, false),
        (86, HomeHealthCare::Later, false),
        (20, HomeHealthCare::Related, false),
    ] {
        early.discharge_status = Some(status);
        early.home_health = home_health;
        early.admitted_elsewhere = elsewhere;
        let view = paid(&mut engine, &early, &charged("20000"));
        let findings = findings(&mut engine, &early);
        let found = findings.iter().find(|f| f.rule == "DRG-006");
        assert_eq!(
            found.map(|f| (&f.what, &f.why, &f.fix, &f.source)),
            view.warning
                .as_ref()
                .map(|w| (&w.what, &w.why, &w.fix, &w.source)),
            "status {status:02} {home_health:?} {elsewhere}"
        );
        assert_eq!(found.is_some(), view.reduced);
        told += u32::from(view.reduced);
    }
    assert_eq!(told, 4);
    // A hospital outside this payment system has no estimate, and no such finding.
    early.discharge_status = Some(3);
    early.hospital = Hospital::Exempt;
    assert!(
        findings(&mut engine, &early)
            .iter()
            .all(|f| f.rule != "DRG-006")
    );
}

#[test]
fn home_health_is_asked_for_where_the_transfer_policy_looks_at_it() {
    for number in 1..=99_u8 {
        let to =
            payment::DischargeStatus::new(number).and_then(payment::DischargeStatus::destination);
        assert_eq!(
            engine::choices::with_home_health(i64::from(number)),
            to == Some(payment::Destination::HomeHealth),
            "{number}"
        );
    }
}

#[test]
fn charges_at_the_threshold_that_is_shown_make_an_outlier() {
    let mut engine = engine();
    let view = paid(&mut engine, &stay(), &charged("0"));
    let words = view
        .changes
        .iter()
        .find(|change| change.what.starts_with("An outlier is paid from"));
    let words = &words.expect("some charges reach it").what;
    let from = words
        .trim_start_matches("An outlier is paid from covered charges of $")
        .trim_end_matches(" on");
    assert!(paid(&mut engine, &stay(), &charged(from)).outlier, "{from}");
    let more = format!("{}.00", 10 + cents(from) / 100);
    let above = paid(&mut engine, &stay(), &charged(&more));
    assert!(cents(&above.total) > cents(&view.total));
    let less = format!("{}.{:02}", (cents(from) - 1) / 100, (cents(from) - 1) % 100);
    assert!(
        !paid(&mut engine, &stay(), &charged(&less)).outlier,
        "{less}"
    );
    // A new technology is paid up to its maximum.
    let technology = Charged {
        technologies: vec![TechnologyUsed {
            maximum: "1,000.00".to_owned(),
            higher_share: false,
        }],
        ..charged("150000")
    };
    let with = paid(&mut engine, &stay(), &technology);
    let without = paid(&mut engine, &stay(), &charged("150000"));
    assert_eq!(cents(&with.total) - cents(&without.total), 100_000);
}

#[test]
fn a_year_without_tables_is_refused() {
    let mut engine = engine();
    for (discharged, year) in [("2025-09-30", 2025), ("2026-10-01", 2027)] {
        let mut other = stay();
        other.admission_date = String::new();
        other.discharge_date = discharged.to_owned();
        // Even where its inputs are entered.
        let refusal = refused(
            &mut engine,
            &other,
            &charged("1"),
            &[inputs(2026), inputs(year)],
        );
        assert_eq!(refusal.kind, RefusalKind::Year);
        assert_eq!(refusal.rule, "PAY-001");
        assert_eq!(refusal.fiscal_year, Some(year));
        assert!(
            refusal.what.contains(&format!("FY {year}")),
            "{}",
            refusal.what
        );
    }
}

#[test]
fn inputs_of_another_year_are_never_used() {
    let mut engine = engine();
    let refusal = refused(
        &mut engine,
        &stay(),
        &charged("1"),
        &[inputs(2025), inputs(2027)],
    );
    assert_eq!(
        (refusal.kind, refusal.rule.as_str()),
        (RefusalKind::Inputs, "PAY-001")
    );
    assert!(
        refusal.what.contains("FY 2025, FY 2027"),
        "{}",
        refusal.what
    );
    let mut half = inputs(2026);
    half.values.remove("outlier.fixed_loss");
    half.values
        .insert("operating.wage_index".to_owned(), "110".to_owned());
    let refusal = refused(&mut engine, &stay(), &charged("1"), &[half]);
    assert_eq!(refusal.kind, RefusalKind::Inputs);
    let fields: Vec<_> = refusal
        .fields
        .iter()
        .map(|f| (f.field.as_str(), f.missing))
        .collect();
    assert_eq!(
        fields,
        [
            ("operating.wage_index", false),
            ("outlier.fixed_loss", true)
        ]
    );
}

#[test]
fn each_missing_input_is_named() {
    let mut engine = engine();
    let change = |make: fn(&mut StayDraft)| {
        let mut stay = stay();
        make(&mut stay);
        stay
    };
    let stays = [
        (
            change(|s| s.discharge_date.clear()),
            RefusalKind::Stay(Place::DischargeDate),
        ),
        (
            change(|s| s.discharge_status = None),
            RefusalKind::Stay(Place::DischargeStatus),
        ),
        (
            change(|s| s.discharge_status = Some(30)),
            RefusalKind::Stay(Place::DischargeStatus),
        ),
        (
            change(|s| s.principal = None),
            RefusalKind::Stay(Place::Principal),
        ),
        (change(|s| s.admission_date.clear()), RefusalKind::Days),
        (
            change(|s| s.admission_date = "2026-03-09".to_owned()),
            RefusalKind::Days,
        ),
        (
            change(|s| s.hospital = Hospital::Exempt),
            RefusalKind::Hospital,
        ),
        // An external cause is no principal diagnosis: MS-DRG 998 or 999.
        (
            change(|s| {
                s.principal = Some(DraftDiagnosis {
                    code: "W19XXXA".to_owned(),
                    poa: Poa::Y,
                    ..DraftDiagnosis::default()
                })
            }),
            RefusalKind::Drg,
        ),
    ];
    for (stay, kind) in stays {
        let refusal = refused(&mut engine, &stay, &charged("1"), &[inputs(2026)]);
        assert_eq!(refusal.kind, kind, "{refusal:?}");
    }
    for (charged, kind) in [
        (charged(""), RefusalKind::Charges),
        (charged("about 9"), RefusalKind::Charges),
        (charged("10,000,000.00"), RefusalKind::Charges),
        (
            Charged {
                days: "0".to_owned(),
                ..charged("1")
            },
            RefusalKind::Days,
        ),
        (
            Charged {
                days: "2.5".to_owned(),
                ..charged("1")
            },
            RefusalKind::Days,
        ),
        (
            Charged {
                technologies: vec![TechnologyUsed::default()],
                ..charged("1")
            },
            RefusalKind::Technology,
        ),
    ] {
        let refusal = refused(&mut engine, &stay(), &charged, &[inputs(2026)]);
        assert_eq!(refusal.kind, kind, "{refusal:?}");
    }
}

#[test]
fn inputs_are_checked_written_and_read_without_any_pack() {
    let mut engine = Engine::new(|| 0.0);
    let mut handle = |request| engine.handle(Asked { id: 1, request }).remove(0).event;
    let complete = Request::InputsCheck {
        form: Box::new(inputs(2026)),
    };
    assert_eq!(handle(complete), Event::InputsChecked(Vec::new()));
    let export = Request::InputsExport {
        form: Box::new(inputs(2026)),
    };
    let Event::File { bytes, .. } = handle(export) else {
        panic!("no file")
    };
    let Event::Inputs(read) = handle(Request::InputsImport { bytes }) else {
        panic!("not read")
    };
    assert_eq!(read.fiscal_year, 2026);
    let Event::InputsChecked(problems) = handle(Request::InputsCheck { form: read }) else {
        panic!()
    };
    assert!(problems.is_empty());
    let nothing = handle(Request::InputsImport {
        bytes: b"[]".to_vec(),
    });
    assert!(matches!(nothing, Event::Failed(_)));
    // Without the grouper there is no estimate, and the pack is named.
    let request = Request::Estimate {
        stay: Box::new(stay()),
        charged: charged("1"),
        inputs: Vec::new(),
    };
    assert!(matches!(handle(request), Event::Failed(failure) if failure.place.contains("msdrg")));
}
