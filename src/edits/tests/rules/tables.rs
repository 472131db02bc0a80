//! The guideline tables name codes that exist.

use super::PACK;

#[test]
fn every_named_code_is_in_the_code_set() {
    let named = edits::conventions::named_codes();
    assert!(named.len() > 200, "{} lists", named.len());
    for entry in named {
        let (first, last) = entry.split_once('-').unwrap_or((entry, entry));
        for end in [first, last] {
            assert!(
                PACK.code(end).is_some(),
                "{entry}: {end} is not in the code set"
            );
        }
    }
}

#[test]
fn every_named_procedure_is_in_the_code_set() {
    let pack = codes::pcs::PcsPack::open(&sample::pack("icd10pcs")).unwrap();
    for code in edits::conventions::named_procedures() {
        let found = pack.code(code);
        assert!(
            found.is_some_and(|code| code.billable_on(super::Ymd(2026_05_10))),
            "{code}"
        );
    }
}
