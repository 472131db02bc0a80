//! Figures, printed: how much of the notes is understood, how often each rule speaks, how long it takes.
//!
//! `cargo test --release -p edits --test rules figures -- --ignored --nocapture`

use std::collections::BTreeMap;
use std::time::Instant;

use codes::cm::NoteKind;
use edits::conventions::{Conventions, check};
use edits::findings::{CodeStatuses, Facts, Given};
use grouper::claim::parse_line;

use super::{CONVENTIONS, PACK, checked, sample, stay};

#[test]
fn nearly_all_notes_with_codes_are_understood() {
    for kind in [
        NoteKind::Excludes1,
        NoteKind::Excludes2,
        NoteKind::CodeFirst,
        NoteKind::UseAdditionalCode,
        NoteKind::CodeAlso,
    ] {
        let c = CONVENTIONS.coverage(kind).unwrap();
        println!(
            "{kind:?}: {} whole, {} in part, {} not, {} without codes",
            c.all, c.some, c.nothing, c.no_codes
        );
        let with_codes = c.all + c.some + c.nothing;
        assert!(c.all * 100 >= with_codes * 98, "{kind:?}: {c:?}");
    }
    assert_eq!(CONVENTIONS.coverage(NoteKind::Includes), None);
}

/// Each claim of the repository: nothing panics, and no rule speaks of nearly every stay.
#[test]
fn no_rule_speaks_of_nearly_every_claim() {
    let mut stays = 0usize;
    let mut rules: BTreeMap<(std::borrow::Cow<'static, str>, String), usize> = BTreeMap::new();
    for claim in sample::all() {
        let claim = parse_line(claim.claim.to_string().as_bytes()).unwrap();
        stays += 1;
        let mut here: Vec<_> = checked(&claim.stay)
            .into_iter()
            .map(|f| (f.rule, format!("{:?}", f.severity)))
            .collect();
        here.sort();
        here.dedup();
        for rule in here {
            *rules.entry(rule).or_default() += 1;
        }
    }
    println!("{stays} claims");
    for ((rule, severity), count) in &rules {
        println!("{rule} {severity}: {count}");
        assert!(
            count * 2 < stays,
            "{rule} speaks of {count} of {stays} claims"
        );
    }
}

#[test]
#[ignore = "prints times, which only a release build on a quiet machine gives"]
fn times() {
    let pack = &*PACK;
    let start = Instant::now();
    let conventions = Conventions::of(pack);
    println!("reading the notes: {:?}", start.elapsed());
    let billable: Vec<_> = PACK
        .codes()
        .filter(|code| code.billable_on(super::Ymd(2026_05_10)))
        .map(codes::cm::CmCode::code)
        .collect();
    for count in [10, 50, 200] {
        let text: Vec<&str> = (0..count)
            .map(|i| billable[(i * 7919 + 13) % billable.len()])
            .collect();
        let stay = stay(&text.join(" "));
        let facts = Facts {
            stay: &stay,
            given: Given::ALL,
            admission_date: None,
            procedure_dates: &[],
            unreadable_dates: &[],
            codes: &CodeStatuses::default(),
            editor: None,
            grouped: None,
            references: edits::findings::References::default(),
        };
        let runs = 200;
        let mut found = Vec::new();
        let start = Instant::now();
        for _ in 0..runs {
            found.clear();
            check(&conventions, pack, &facts, &mut found);
        }
        println!(
            "{count} codes: {:?}, {} findings",
            start.elapsed() / runs,
            found.len()
        );
    }
}
