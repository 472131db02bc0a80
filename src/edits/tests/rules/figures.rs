//! Figures, printed: how much of the notes is understood, how often each rule speaks. How long they take is measured by
//! `cargo xtask bench edits`.

use std::collections::BTreeMap;

use codes::cm::NoteKind;
use grouper::claim::parse_line;

use super::{CONVENTIONS, checked};

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
