//! Questions to every claim of an opened file: what another version would do, and whom a disputed result touches. The
//! answers are held against grouping each claim by itself.

use std::fmt::Write as _;

use engine::protocol::{
    BatchQuery, BatchRow, CodeSystem, Disputed, Event, PackName, Shift, Touched,
};
use engine::{Engine, Request};
use serde_json::json;

use crate::loaded::{self, ask};

fn engine() -> Engine {
    loaded::engine(&PackName::ALL)
}

/// Two claims in three of FY2025, the others of FY2026, with a day of discharge instead of a version.
fn claims() -> String {
    let mut lines = String::new();
    let file = sample::root().join("tests/claims/v431.jsonl.gz");
    for (n, checked) in sample::read(&file).into_iter().enumerate().take(120) {
        let mut claim = checked.claim;
        let fields = claim.as_object_mut().expect("a claim is an object");
        fields.remove("version");
        let day = if n % 3 == 0 { 20_260_512 } else { 20_250_512 };
        fields.insert("discharge_date".to_owned(), json!(day));
        writeln!(lines, "{claim}").expect("a line");
    }
    lines
}

/// Opens the claims and gives all rows.
fn open(engine: &mut Engine, lines: &str) -> Vec<BatchRow> {
    let request = Request::BatchOpen {
        name: "past.jsonl".to_owned(),
        bytes: lines.as_bytes().to_vec(),
    };
    assert!(matches!(ask(engine, request), Event::BatchDone(_)));
    let query = BatchQuery {
        limit: 1_000,
        ..BatchQuery::default()
    };
    match ask(engine, Request::BatchPage(query)) {
        Event::Page(page) => page.rows,
        other => panic!("{other:?}"),
    }
}

fn shift(engine: &mut Engine, version: &str, own_weights: bool) -> Shift {
    let request = Request::BatchShift {
        version: version.to_owned(),
        own_weights,
    };
    match ask(engine, request) {
        Event::Shifted(shift) => *shift,
        other => panic!("{other:?}"),
    }
}

fn touched(engine: &mut Engine, disputed: Disputed, day: &str) -> Touched {
    let request = Request::BatchTouched {
        disputed,
        discharge_date: day.to_owned(),
    };
    match ask(engine, request) {
        Event::Touched(touched) => *touched,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_shift_is_what_grouping_under_the_other_date_gives() {
    let mut engine = engine();
    let lines = claims();
    let own = open(&mut engine, &lines);
    let told = shift(&mut engine, "v43.1", false);
    let other = open(&mut engine, &lines.replace("20250512", "20260512"));

    let changed: Vec<_> = own
        .iter()
        .zip(&other)
        .filter(|(a, b)| a.drg != b.drg)
        .collect();
    assert!(
        !changed.is_empty(),
        "a sample in which nothing changes proves nothing"
    );
    assert_eq!(told.changed as usize, changed.len());
    let mdcs = own.iter().zip(&other).filter(|(a, b)| a.mdc != b.mdc);
    assert_eq!(told.changed_mdc as usize, mdcs.count());
    assert_eq!((told.claims as usize, told.at_home), (own.len(), 40));
    let none = |rows: &[BatchRow]| {
        rows.iter()
            .filter(|row| matches!(&*row.drg, "998" | "999"))
            .count()
    };
    assert_eq!(told.ungroupable_before as usize, none(&own));
    assert_eq!(told.ungroupable_after as usize, none(&other));
    assert_eq!(
        told.moves.iter().map(|moved| moved.claims).sum::<u32>(),
        told.changed
    );
    for moved in &told.moves {
        for case in &moved.first {
            let (before, after) = changed
                .iter()
                .find(|(row, _)| row.line == case.line)
                .expect("a named claim changes");
            assert_eq!((&before.drg, &after.drg), (&moved.from, &moved.to));
            assert_eq!((&before.id, &before.title), (&case.id, &moved.from_title));
        }
    }
    let list = String::from_utf8(told.list).expect("CSV");
    assert_eq!(list.lines().count(), changed.len() + 1);
    assert!(list.starts_with("line,id,own_version,drg,drg_under_v43.1\n"));

    // The weights of FY2026 for both: those of the rows grouped under its version are at hand to compare with.
    let mix = told.case_mix.expect("FY2026 has weights");
    let after: f64 = mix.after.parse().expect("a number");
    assert!(told.weighed_by.contains("FY2026") && after > 0.0);
    let change: f64 = mix.change.parse().expect("a number");
    let before: f64 = mix.before.parse().expect("a number");
    assert!((after - before - change).abs() < 0.000_11, "{mix:?}");
}

#[test]
fn weights_of_years_that_are_not_loaded_weigh_nothing() {
    let mut engine = engine();
    let rows = open(&mut engine, &claims());
    // Only claims of FY2026 itself have a weight on both sides.
    let mix = shift(&mut engine, "v43.1", true)
        .case_mix
        .expect("some have");
    assert!(mix.weighed > 0 && mix.weighed <= 40, "{mix:?}");
    assert_eq!((mix.heavier, mix.lighter, &*mix.change), (0, 0, "+0.0000"));
    let home = rows.iter().filter(|row| !row.weight.is_empty());
    let sum: f64 = home
        .map(|row| row.weight.parse::<f64>().expect("a number"))
        .sum();
    assert_eq!(mix.before, format!("{:.4}", sum / f64::from(mix.weighed)));
    assert_eq!(shift(&mut engine, "v40.0", true).case_mix, None);
    let unknown = Request::BatchShift {
        version: "v12.0".to_owned(),
        own_weights: false,
    };
    assert!(matches!(ask(&mut engine, unknown), Event::Failed(f) if f.why.contains("v12.0")));
}

#[test]
fn a_disputed_result_touches_claims_of_its_version_only() {
    let mut engine = engine();
    let rows = open(&mut engine, &claims());
    let recent: Vec<&BatchRow> = rows.iter().filter(|row| row.version == "v43.1").collect();
    let drg = recent[0].drg.clone();
    let told = touched(
        &mut engine,
        Disputed::Drg {
            number: drg.clone(),
        },
        "2026-04-09",
    );
    let expected: Vec<u32> = recent
        .iter()
        .filter(|row| row.drg == drg)
        .map(|row| row.line)
        .collect();
    assert_eq!(told.of as usize, recent.len());
    assert_eq!(told.touched as usize, expected.len());
    let first: Vec<u32> = told.first.iter().map(|claim| claim.line).collect();
    assert_eq!(first, expected[..first.len()]);
    assert_eq!(
        String::from_utf8(told.list).expect("CSV").lines().count(),
        expected.len() + 1
    );

    let code = recent[0].principal.replace('.', "");
    let disputed = Disputed::Code {
        system: CodeSystem::Cm,
        code,
    };
    let told = touched(&mut engine, disputed, "2026-04-09");
    assert!(told.first.iter().any(|claim| claim.line == recent[0].line));
}

#[test]
fn a_disputed_edit_touches_the_claims_whose_stays_show_it() {
    let mut engine = engine();
    let rows = open(&mut engine, &claims());
    let recent: Vec<u32> = rows
        .iter()
        .filter(|row| row.version == "v43.1")
        .map(|row| row.line)
        .collect();
    let rule = "POA-001".to_owned();
    let mut expected = Vec::new();
    for &line in &recent {
        let Event::Stay(stay) = ask(&mut engine, Request::BatchStay { line }) else {
            panic!("a line opens as a stay")
        };
        let Event::Assessed(told) = ask(
            &mut engine,
            Request::Assess {
                stay,
                watched: None,
            },
        ) else {
            panic!("a stay is assessed")
        };
        if told.findings.iter().any(|finding| finding.rule == rule) {
            expected.push(line);
        }
    }
    let told = touched(&mut engine, Disputed::Edit { rule }, "2026-04-09");
    assert_eq!(told.touched as usize, expected.len());
    assert!(
        !expected.is_empty(),
        "a rule that never fires proves nothing"
    );
}
