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
