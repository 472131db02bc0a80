//! An official file: recognised by content, read, and its index walked; anything else is refused in four parts.

use codes::Ymd;
use official::index::Index;
use official::{Contents, Given, ImportError, Limits, recognise_within};

/// Made-up files of every kind, to start from.
#[path = "../../../src/official/tests/samples/mod.rs"]
mod samples;

/// Small, so that an input which inflates is given up early.
const LIMITS: Limits = Limits {
    picked: 1 << 20,
    file: 4 << 20,
    all: 8 << 20,
    files: 20,
};
/// References that are followed in one index: each may walk through many terms.
const FOLLOWED: usize = 50;

/// One file of each kind.
#[must_use]
pub fn seeds() -> Vec<Vec<u8>> {
    samples::all().into_iter().map(|(_, bytes)| bytes).collect()
}

/// Reads `bytes` as a user's file.
pub fn file(bytes: &[u8]) {
    let container = match recognise_within("picked", bytes, LIMITS) {
        Ok(container) => container,
        Err(error) => return refused(&error),
    };
    assert!(!container.files.is_empty());
    for found in &container.files {
        let given = Given {
            effective: Some(Ymd(2025_10_01)),
            ..Given::default()
        };
        match official::read(found, given) {
            Ok(import) => {
                assert!(import.edition.effective.is_calendar_day());
                assert!(import.warnings.len() <= 1000);
                if let Contents::Index(index) = &import.contents {
                    walk(index);
                }
                if let Contents::Guidelines(guidelines) = &import.contents {
                    for (at, section) in guidelines.sections().iter().enumerate() {
                        assert_eq!(guidelines.find(&section.id), Some(at));
                        assert_eq!(guidelines.above(at).len(), usize::from(section.depth));
                    }
                }
            }
            Err(error) => refused(&error),
        }
    }
}

fn refused(error: &ImportError) {
    for part in [
        error.what(),
        error.why(),
        error.fix(),
        &error.place().to_string(),
    ] {
        assert!(!part.is_empty(), "{error:?}");
    }
}

/// Every term is found by its number, stands below its parent, and its references can be followed.
fn walk(index: &Index) {
    for (id, term) in index.terms() {
        assert_eq!(index.numbered(id.number()), Some(id));
        assert_eq!(index.path(id).len(), usize::from(term.level) + 1);
        for child in index.children(id) {
            assert_eq!(index.term(child).and_then(|t| t.parent), Some(id));
        }
    }
    let references = index.terms().flat_map(|(_, term)| &term.references);
    for reference in references.take(FOLLOWED) {
        let _ = index.resolve(reference);
    }
    for letters in ["", "a", "ne"] {
        let _ = (index.first_row(letters), index.main_terms(letters).count());
    }
}
