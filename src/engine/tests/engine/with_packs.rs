//! The engine over the real packs: what the examples show, batches, search and the page of a code.

use std::sync::OnceLock;
use std::time::Instant;

use engine::draft::{Poa, StayDraft};
use engine::protocol::{
    Assessment, BatchFilter, BatchPage, BatchQuery, BatchSort, BatchSummary, CodePage, CodeSystem,
    Event, Exclusion, GrouperUsed, HacState, PackName, PackState, Place, ResultKind, Severity,
    TitleMark, Validity, WeightState,
};
use engine::{Asked, Engine, Manifest, Request, Told};

fn now() -> f64 {
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed().as_secs_f64() * 1_000.0
}

/// An engine with these packs.
fn engine_with(needed: &[PackName]) -> Engine {
    let mut engine = Engine::new(now);
    let manifest = std::fs::read(sample::packs().join("manifest.json")).expect("the manifest");
    engine.describe(Manifest::read(&manifest).expect("the manifest reads"));
    for name in needed {
        let Event::PackLoaded(view) = engine.load(*name, Ok(&sample::pack(name.stem()))) else {
            panic!("no answer to a pack")
        };
        assert_eq!(view.state, PackState::Ready, "{name:?}");
    }
    engine
}

const GROUPING: [PackName; 2] = [PackName::MsDrg, PackName::Mce];
const CODES: [PackName; 2] = [PackName::Icd10Cm, PackName::Icd10Pcs];

fn ask(engine: &mut Engine, request: Request) -> Event {
    let mut told = engine.handle(Asked { id: 1, request });
    assert_eq!(told.len(), 1, "{told:?}");
    told.remove(0).event
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

fn example(engine: &mut Engine, key: &str) -> (StayDraft, Assessment) {
    let Event::Stay(stay) = ask(
        engine,
        Request::ExampleOpen {
            key: key.to_owned(),
        },
    ) else {
        panic!("no example {key}")
    };
    let told = assess(engine, &stay);
    (*stay, told)
}

fn drg(told: &Assessment) -> (u16, u16) {
    (
        told.initial.as_ref().map_or(0, |d| d.drg),
        told.r#final.as_ref().map_or(0, |d| d.drg),
    )
}

fn rules(told: &Assessment) -> Vec<(&str, Place)> {
    told.findings
        .iter()
        .map(|f| (f.rule.as_str(), f.place))
        .collect()
}

fn path(told: &Assessment) -> Vec<&str> {
    told.path.iter().map(|p| p.label.as_str()).collect()
}

#[test]
fn example_cc_exclusion() {
    let mut engine = engine_with(&GROUPING);
    let (mut stay, told) = example(&mut engine, "cc-exclusion");
    assert_eq!(drg(&told), (872, 872));
    let severe = &told.secondary[0];
    assert_eq!(
        (severe.own_severity, severe.counts_as),
        (Severity::Mcc, Severity::None)
    );
    assert!(
        matches!(&severe.exclusion, Some(Exclusion::ByPrincipal { principal, .. }) if principal.dotted == "A41.9"),
        "{:?}",
        severe.exclusion
    );
    // Under another principal diagnosis the same code is an MCC.
    stay.principal = Some(engine::draft::DraftDiagnosis {
        code: "J189".to_owned(),
        poa: Poa::Y,
        ..engine::draft::DraftDiagnosis::default()
    });
    let told = assess(&mut engine, &stay);
    assert_eq!(told.secondary[0].counts_as, Severity::Mcc);
}

#[test]
fn example_hac_not_present() {
    let mut engine = engine_with(&GROUPING);
    let (mut stay, told) = example(&mut engine, "hac-not-present");
    assert_eq!(drg(&told), (193, 195));
    let ulcer = &told.secondary[0];
    assert_eq!(
        (ulcer.hacs[0].number, ulcer.hacs[0].state),
        (4, HacState::Met)
    );
    assert!(!ulcer.hacs[0].description.is_empty());
    assert_eq!(ulcer.exclusion, Some(Exclusion::HospitalAcquired));
    assert!(rules(&told).contains(&("HAC-001", Place::Secondary(0))));
    assert!(
        told.hac_text.contains("193 becomes 195"),
        "{}",
        told.hac_text
    );
    stay.secondary[0].poa = Poa::Y;
    assert_eq!(drg(&assess(&mut engine, &stay)), (193, 193));
}

#[test]
fn example_alive_only_mcc() {
    let mut engine = engine_with(&GROUPING);
    let (mut stay, died) = example(&mut engine, "alive-only-mcc");
    assert_eq!(died.secondary[0].exclusion, Some(Exclusion::PatientDied));
    assert!(rules(&died).contains(&("DRG-005", Place::Secondary(0))));
    stay.discharge_status = Some(2);
    let alive = assess(&mut engine, &stay);
    assert_eq!((drg(&died).1, drg(&alive).1), (65, 64));
}

#[test]
fn example_transplant() {
    let mut engine = engine_with(&GROUPING);
    let (_, told) = example(&mut engine, "transplant");
    assert_eq!(drg(&told), (1, 1));
    assert_eq!(
        told.r#final.as_ref().map(|d| d.kind),
        Some(ResultKind::Surgical)
    );
    assert!(
        told.procedures[0]
            .leave_out
            .as_ref()
            .is_some_and(|l| l.changes)
    );
}

#[test]
fn example_spinal_fusion() {
    let mut engine = engine_with(&GROUPING);
    let (_, told) = example(&mut engine, "spinal-fusion");
    assert_eq!(drg(&told), (402, 402));
    for fusion in &told.procedures[..2] {
        assert!(
            fusion.leave_out.as_ref().is_some_and(|l| l.changes),
            "{fusion:?}"
        );
    }
    assert!(path(&told).contains(&"MDC 8"), "{:?}", path(&told));
}

#[test]
fn example_delivery() {
    let mut engine = engine_with(&GROUPING);
    let (mut stay, told) = example(&mut engine, "delivery");
    assert_eq!(drg(&told), (787, 787));
    assert!(!rules(&told).iter().any(|(rule, _)| *rule == "MCE-OB"));
    stay.secondary.retain(|d| d.code != "Z370");
    let told = assess(&mut engine, &stay);
    assert!(
        rules(&told).contains(&("MCE-OB", Place::Procedure(0))),
        "{:?}",
        rules(&told)
    );
}

#[test]
fn example_newborn() {
    let mut engine = engine_with(&GROUPING);
    let (_, told) = example(&mut engine, "newborn");
    assert_eq!((drg(&told), told.age), ((790, 790), Some(0)));
    assert_eq!(told.r#final.as_ref().map(|d| d.mdc), Some(15));
}

#[test]
fn example_unrelated_procedure() {
    let mut engine = engine_with(&GROUPING);
    let (_, told) = example(&mut engine, "unrelated-procedure");
    assert!(
        matches!(drg(&told).1, 981..=983 | 987..=989),
        "{:?}",
        drg(&told)
    );
    assert!(rules(&told).contains(&("DRG-003", Place::Principal)));
    assert!(
        path(&told).contains(&"Unrelated procedure"),
        "{:?}",
        path(&told)
    );
}

#[test]
fn example_ungroupable() {
    let mut engine = engine_with(&GROUPING);
    let (_, told) = example(&mut engine, "ungroupable");
    assert_eq!(drg(&told), (999, 999));
    assert!(
        told.r#final
            .as_ref()
            .is_some_and(|d| !d.grouped && d.return_text.contains("external cause"))
    );
    let rules = rules(&told);
    assert!(
        rules.contains(&("DRG-002", Place::Principal))
            && rules.contains(&("CM-011", Place::Principal)),
        "{rules:?}"
    );
}

#[test]
fn example_invalid_principal() {
    let mut engine = engine_with(&GROUPING);
    let (mut stay, told) = example(&mut engine, "invalid-principal");
    assert_eq!(drg(&told), (999, 999));
    assert!(
        rules(&told).contains(&("CM-001", Place::Principal)),
        "{:?}",
        rules(&told)
    );
    stay.discharge_date = "2026-09-30".to_owned();
    assert!(
        assess(&mut engine, &stay)
            .r#final
            .is_some_and(|d| d.grouped)
    );
}

#[test]
fn example_april_release() {
    let mut engine = engine_with(&GROUPING);
    let (mut stay, after) = example(&mut engine, "april-release");
    stay.discharge_date = "2026-03-31".to_owned();
    let before = assess(&mut engine, &stay);
    assert_eq!((drg(&before).1, drg(&after).1), (376, 358));
    let version = |told: &Assessment| match &told.grouper {
        GrouperUsed::Version { version, .. } => version.clone(),
        GrouperUsed::None { why } => why.clone(),
    };
    assert_eq!(
        (version(&before).as_str(), version(&after).as_str()),
        ("v43.0", "v43.1")
    );
}

#[test]
fn example_fy2027() {
    let mut engine = engine_with(&GROUPING);
    let (_, told) = example(&mut engine, "fy2027");
    assert!(
        matches!(&told.grouper, GrouperUsed::Version { version, fiscal_year: 2027, peer_checked: true, .. } if version == "v44.0")
    );
    assert_eq!(drg(&told), (314, 314));
    assert!(matches!(told.weight, WeightState::NotLoaded { .. }));
}

#[test]
fn examples_have_no_finding_they_do_not_mean_to_show() {
    let mut engine = engine_with(&[
        PackName::MsDrg,
        PackName::Mce,
        PackName::Icd10Cm,
        PackName::Icd10Pcs,
    ]);
    let Event::Examples(examples) = ask(&mut engine, Request::ExamplesList) else {
        panic!("no examples")
    };
    assert_eq!(examples.len(), 12);
    for line in examples {
        let (_, told) = example(&mut engine, &line.key);
        let stops: Vec<&str> = told
            .findings
            .iter()
            .filter(|f| f.weight == engine::protocol::Weight::Stop)
            .map(|f| f.rule.as_str())
            .collect();
        let meant: &[&str] = match line.key.as_str() {
            "ungroupable" => &["CM-011", "DRG-002"],
            "invalid-principal" => &["CM-002", "DRG-002"],
            _ => &[],
        };
        let mut stops = stops;
        stops.sort_unstable();
        assert_eq!(stops, meant, "{}: {:?}", line.key, told.findings);
        let rows = told
            .secondary
            .iter()
            .chain(&told.principal)
            .chain(&told.admitting);
        for row in rows {
            assert!(
                !row.line.title.is_empty(),
                "{}: {} has no title",
                line.key,
                row.line.dotted
            );
        }
        for row in &told.procedures {
            assert!(
                !row.line.title.is_empty(),
                "{}: {} has no title",
                line.key,
                row.line.dotted
            );
        }
    }
}

#[test]
fn no_path_says_a_thing_twice() {
    let mut engine = engine_with(&GROUPING);
    let Event::Examples(examples) = ask(&mut engine, Request::ExamplesList) else {
        panic!("no examples")
    };
    for line in examples {
        let (_, told) = example(&mut engine, &line.key);
        let path = path(&told);
        eprintln!("{}: {}", line.key, path.join(" › "));
        assert!(path[0].starts_with('v') && path.len() > 1, "{path:?}");
        for (i, label) in path.iter().enumerate() {
            assert!(
                !path[..i].contains(label),
                "{}: “{label}” stands twice in {path:?}",
                line.key
            );
        }
    }
}

#[test]
fn the_path_reads_from_version_to_drg() {
    let mut engine = engine_with(&GROUPING);
    let (mut stay, _) = example(&mut engine, "cc-exclusion");
    stay.secondary[0].code = "J9601".to_owned();
    let told = assess(&mut engine, &stay);
    assert_eq!(drg(&told), (871, 871));
    let path = path(&told);
    assert_eq!(path.first(), Some(&"v43.1"));
    assert_eq!(path.last(), Some(&"871"));
    assert!(
        path.contains(&"Pre-MDC: none") && path.contains(&"MDC 18") && path.contains(&"MCC J96.01"),
        "{path:?}"
    );
    assert!(rules(&told).contains(&("DRG-004", Place::Secondary(0))));
    assert_eq!(
        told.secondary[0]
            .leave_out
            .as_ref()
            .map(|l| l.text.as_str()),
        Some("without it: 872")
    );
    assert!(
        told.steps
            .iter()
            .any(|s| s.decides && s.holds.iter().any(|h| h == "an MCC counts")),
        "{:?}",
        told.steps
    );
}

/// A claim for each line, of several versions in turn, with two lines that can't be read.
fn claims(lines: usize) -> Vec<u8> {
    let mut file = String::new();
    for n in 0..lines {
        let (date, pdx) = [
            ("20260708", "A419"),
            ("20251101", "J189"),
            ("20261101", "I4201"),
        ][n % 3];
        file.push_str(&match n {
            1 => "{\"id\":\"broken\"\n".to_owned(),
            2 => "not json\n\n".to_owned(),
            _ => format!(
                "{{\"claim\":{{\"id\":\"=c{n:05}\",\"age\":66,\"sex\":\"F\",\"discharge_status\":1,\"discharge_date\":{date},\
                 \"pdx\":{{\"code\":\"{pdx}\",\"poa\":\"Y\"}},\"sdx\":[{{\"code\":\"J9601\",\"poa\":\"Y\"}},\
                 {{\"code\":\"{pdx}\",\"poa\":\"Y\"}}]}},\"expected\":{{}}}}\n"
            ),
        });
    }
    file.into_bytes()
}

fn run_batch(engine: &mut Engine, bytes: Vec<u8>) -> (BatchSummary, usize) {
    assert_eq!(
        engine.handle(Asked {
            id: 9,
            request: Request::BatchOpen {
                name: "claims.jsonl".to_owned(),
                bytes
            }
        }),
        []
    );
    let mut slices = 0;
    loop {
        assert!(engine.has_idle_work());
        slices += 1;
        for Told { id, event } in engine.idle_work(1.0) {
            assert_eq!(id, 9);
            match event {
                Event::BatchProgress { done, total } => assert!(done <= total),
                Event::BatchDone(summary) => return (summary, slices),
                other => panic!("{other:?}"),
            }
        }
    }
}

fn page(engine: &mut Engine, query: BatchQuery) -> BatchPage {
    match ask(engine, Request::BatchPage(query)) {
        Event::Page(page) => page,
        other => panic!("{other:?}"),
    }
}

#[test]
fn groups_a_file_in_slices_sorts_filters_and_exports() {
    let mut engine = engine_with(&GROUPING);
    let (summary, slices) = run_batch(&mut engine, claims(3_000));
    assert!(
        slices > 3,
        "a file of 3,000 lines was done in {slices} slices"
    );
    assert_eq!(
        (
            summary.lines,
            summary.done,
            summary.unreadable,
            summary.cancelled
        ),
        (3_000, 2_998, 2, false)
    );
    assert_eq!(
        summary.with_edits, 2_998,
        "every claim repeats its principal diagnosis"
    );
    let all = page(
        &mut engine,
        BatchQuery {
            limit: 50,
            ..BatchQuery::default()
        },
    );
    assert_eq!(
        (all.rows.len(), all.matching, all.total),
        (50, 3_000, 3_000)
    );
    assert!(
        all.rows.windows(2).all(|w| w[0].line < w[1].line),
        "in the order of the file"
    );
    assert!(!all.rows[1].error.is_empty());
    let sorted = page(
        &mut engine,
        BatchQuery {
            sort: BatchSort::Drg,
            descending: true,
            limit: 1_000,
            ..BatchQuery::default()
        },
    );
    assert!(sorted.rows.windows(2).all(|w| w[0].drg >= w[1].drg));
    assert_eq!(sorted.rows[0].drg, "871");
    let filtered = page(
        &mut engine,
        BatchQuery {
            filter: BatchFilter {
                text: "a41.9".to_owned(),
                ..BatchFilter::default()
            },
            limit: 10,
            ..BatchQuery::default()
        },
    );
    assert_eq!(filtered.matching, 1_000);
    let broken = page(
        &mut engine,
        BatchQuery {
            filter: BatchFilter {
                unreadable: true,
                ..BatchFilter::default()
            },
            limit: 10,
            ..BatchQuery::default()
        },
    );
    assert_eq!(broken.matching, 2);
    let beyond = page(
        &mut engine,
        BatchQuery {
            offset: 10_000,
            limit: 10,
            ..BatchQuery::default()
        },
    );
    assert_eq!((beyond.rows.len(), beyond.matching), (0, 3_000));
    let Event::File { bytes, name, .. } =
        ask(&mut engine, Request::BatchExportCsv(BatchQuery::default()))
    else {
        panic!("no file")
    };
    let text = String::from_utf8(bytes).expect("CSV is UTF-8");
    assert_eq!(
        (name.as_str(), text.lines().count()),
        ("claims-grouped.csv", 3_001)
    );
    assert!(
        text.lines().skip(1).all(|line| !line.contains(",=")),
        "a cell begins like a formula"
    );
    let Event::Stay(stay) = ask(&mut engine, Request::BatchStay { line: 1 }) else {
        panic!("no stay")
    };
    assert_eq!((stay.secondary.len(), stay.age_years), (2, Some(66)));
}

#[test]
fn cancels_and_answers_in_between() {
    let mut engine = engine_with(&GROUPING);
    let bytes = claims(3_000);
    assert_eq!(
        engine.handle(Asked {
            id: 9,
            request: Request::BatchOpen {
                name: "c".to_owned(),
                bytes: bytes.clone()
            }
        }),
        []
    );
    engine.idle_work(0.0);
    let (_, told) = example(&mut engine, "cc-exclusion");
    assert_eq!(
        drg(&told),
        (872, 872),
        "an assessment is answered while a file is being grouped"
    );
    let told = engine.handle(Asked {
        id: 10,
        request: Request::BatchCancel,
    });
    assert!(
        matches!(&told[..], [Told { id: 9, event: Event::BatchDone(s) }, Told { id: 10, event: Event::Done }] if s.cancelled),
        "{told:?}"
    );
    assert!(!engine.has_idle_work());
    assert_eq!(
        run_batch(&mut engine, bytes).0.done,
        2_998,
        "and another file can be opened"
    );
}

#[test]
fn weights_loaded_after_the_batch_are_shown() {
    let mut engine = engine_with(&GROUPING);
    run_batch(&mut engine, claims(30));
    let heaviest = |engine: &mut Engine| {
        let query = BatchQuery {
            offset: 0,
            limit: 30,
            filter: BatchFilter::default(),
            sort: BatchSort::Weight,
            descending: true,
        };
        let Event::Page(page) = ask(engine, Request::BatchPage(query)) else {
            panic!("no page")
        };
        page.rows
            .into_iter()
            .filter(|row| !row.weight.is_empty())
            .map(|row| row.weight.parse::<f64>().expect("a number"))
            .collect::<Vec<f64>>()
    };
    assert!(heaviest(&mut engine).is_empty());
    drop(engine.load(PackName::Weights, Ok(&sample::pack("weights"))));
    let weights = heaviest(&mut engine);
    assert!(!weights.is_empty() && weights.is_sorted_by(|a, b| a >= b));
}

#[test]
fn measures_grouping() {
    let mut engine = engine_with(&GROUPING);
    let event = ask(
        &mut engine,
        Request::BenchGroup {
            bytes: claims(300),
            seconds: 0.05,
        },
    );
    let Event::BenchGroup(bench) = event else {
        panic!("{event:?}")
    };
    assert!(
        bench.claims == 298 && bench.groupings >= 298 && bench.per_second > 0.0,
        "{bench:?}"
    );
}

fn code_page(engine: &mut Engine, system: CodeSystem, code: &str, date: &str) -> CodePage {
    match ask(
        engine,
        Request::Code {
            system,
            code: code.to_owned(),
            date: date.to_owned(),
        },
    ) {
        Event::Code(page) => *page,
        other => panic!("{other:?}"),
    }
}

#[test]
fn shows_the_page_of_a_code() {
    let mut engine = engine_with(&CODES);
    let page = code_page(&mut engine, CodeSystem::Cm, "j96.01", "2026-05-04");
    assert_eq!(
        (page.line.dotted.as_str(), &page.validity),
        ("J96.01", &Validity::Billable)
    );
    assert_eq!(
        page.path.len(),
        5,
        "chapter, block, category, subcategory, code: {:?}",
        page.path
    );
    assert!(
        page.notes.iter().any(|n| n.inherited && n.year >= 2025),
        "{:?}",
        page.notes
    );
    assert_eq!(
        code_page(&mut engine, CodeSystem::Cm, "J96", "2026-05-04").validity,
        Validity::Header
    );
    let early = code_page(&mut engine, CodeSystem::Cm, "I42.01", "2026-05-04");
    assert_eq!(
        early.validity,
        Validity::NotYet {
            from: "2026-10-01".to_owned()
        }
    );
    assert_eq!(early.line.title_mark, TitleMark::OwnWording);
    let page = code_page(&mut engine, CodeSystem::Pcs, "0ft44zz", "2026-05-04");
    assert_eq!(
        (page.axes.len(), page.line.title_mark),
        (7, TitleMark::Official)
    );
    assert_eq!(
        code_page(&mut engine, CodeSystem::Pcs, "0DDU0ZZ", "2026-05-04")
            .line
            .title_mark,
        TitleMark::Composed
    );
}

#[test]
fn reads_pasted_codes_and_searches() {
    let mut engine = engine_with(&CODES);
    let text = "i50.23, 0ft44zz S02.80XS nonsense".to_owned();
    let Event::Codes(codes) = ask(
        &mut engine,
        Request::ReadCodes {
            text,
            date: "2026-05-04".to_owned(),
        },
    ) else {
        panic!("no codes")
    };
    let read: Vec<(CodeSystem, &str, bool)> = codes
        .iter()
        .map(|c| (c.line.system, c.line.dotted.as_str(), c.known))
        .collect();
    assert_eq!(
        read[..3],
        [
            (CodeSystem::Cm, "I50.23", true),
            (CodeSystem::Pcs, "0FT44ZZ", true),
            (CodeSystem::Cm, "S02.80XS", true)
        ]
    );
    assert!(!codes[3].known);
    let search = |system| Request::Search {
        text: "chf".to_owned(),
        system,
        date: "2026-05-04".to_owned(),
        limit: 10,
    };
    let Event::Found(found) = ask(&mut engine, search(None)) else {
        panic!("no hits")
    };
    assert!(!found.hits.is_empty() && found.not_searched.is_empty());
    for hit in &found.hits {
        assert!(hit.line.billable && !hit.why.is_empty(), "{hit:?}");
        for (from, to) in &hit.underline {
            assert!(
                hit.line.title.get(*from as usize..*to as usize).is_some(),
                "{hit:?}"
            );
        }
    }
}

#[test]
fn one_code_set_is_searched_without_the_other() {
    let mut engine = engine_with(&[PackName::Icd10Cm]);
    let request = Request::Search {
        text: "sepsis".to_owned(),
        system: None,
        date: "2026-05-04".to_owned(),
        limit: 5,
    };
    let Event::Found(found) = ask(&mut engine, request) else {
        panic!("no hits")
    };
    assert!(!found.hits.is_empty());
    assert_eq!(
        found
            .not_searched
            .iter()
            .map(|(s, _)| *s)
            .collect::<Vec<_>>(),
        [CodeSystem::Pcs]
    );
}

#[test]
fn weights_are_shown_with_the_year_of_their_table() {
    let mut engine = engine_with(&[PackName::MsDrg, PackName::Mce, PackName::Weights]);
    let (_, told) = example(&mut engine, "cc-exclusion");
    assert!(
        matches!(&told.weight, WeightState::Figures(f) if f.fiscal_year == 2026 && f.gmlos_tenths > 0),
        "{:?}",
        told.weight
    );
    let (_, told) = example(&mut engine, "fy2027");
    assert!(
        matches!(&told.weight, WeightState::NotLoaded { why } if why.contains("FY2027")),
        "{:?}",
        told.weight
    );
}
