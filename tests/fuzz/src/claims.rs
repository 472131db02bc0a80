//! A line of claims: read, and where it can be read grouped and edited with the real tables.

use std::sync::LazyLock;

use edits::mce::CodeEditor;
use grouper::claim::parse_line;
use grouper::{Grouper, MsDrg, Trace, Version};

static GROUPERS: LazyLock<Vec<Grouper>> = LazyLock::new(|| {
    let source = MsDrg::open(&sample::pack("msdrg")).unwrap_or_else(|e| panic!("{e}"));
    Version::ALL
        .into_iter()
        .map(|version| source.ready(version))
        .collect()
});
static EDITOR: LazyLock<CodeEditor> =
    LazyLock::new(|| CodeEditor::open(&sample::pack("mce")).unwrap_or_else(|e| panic!("{e}")));

/// Reads `line`. An error has its four parts; a claim is grouped the same with and without a trace, and every code has
/// its answer.
pub fn line(line: &[u8]) {
    let claim = match parse_line(line) {
        Ok(claim) => claim,
        Err(error) => {
            for part in [&error.what, &error.why, &error.r#where, &error.fix] {
                assert!(!part.is_empty(), "{error:?}");
            }
            return;
        }
    };
    let stay = &claim.stay;
    let grouper = &GROUPERS[claim.version.index()];
    let grouping = grouper.group(stay);
    let mut trace = Trace::default();
    assert_eq!(grouper.group_observed(stay, &mut trace), grouping);
    assert!(!trace.steps.is_empty());
    assert!((1..=999).contains(&grouping.initial.drg) && (1..=999).contains(&grouping.r#final.drg));
    assert_eq!(grouping.secondary.len(), stay.secondary_diagnoses.len());
    assert_eq!(grouping.procedures.len(), stay.procedures.len());
    let edits = EDITOR.edit(stay);
    assert_eq!(edits, EDITOR.edit(stay));
}
