//! Damaged and hostile files: an error or a value, never a panic, and never more memory than the limits.

use official::{Problem, recognise};
use proptest::prelude::*;

use crate::samples;

#[test]
fn xml_that_declares_things_is_refused_before_anything_expands() {
    let bomb = r#"<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>"#;
    for text in [
        samples::DISEASES.replacen('\n', &format!("\n{bomb}\n"), 1),
        samples::DISEASES.replace("Blunk", "Blunk &b;"),
        samples::TABULAR.replace("bumps", "&xxe;"),
    ] {
        let error = samples::import(text.as_bytes()).unwrap_err();
        assert_eq!(*error.problem(), Problem::Forbidden);
        assert!(error.place().line.is_some());
    }
}

#[test]
fn characters_of_xml_are_resolved() {
    let text = samples::DISEASES.replace("Blunk", "Blunk &#x41;&lt;&amp;<![CDATA[&x]]><!-- no -->");
    let import = samples::import(text.as_bytes()).unwrap();
    let official::Contents::Index(index) = import.contents else {
        panic!()
    };
    let blunk = index.main_terms("blunk").next().unwrap();
    assert_eq!(index.path_text(blunk), "Blunk A<&&x");
}

#[test]
fn xml_cut_off_anywhere_is_refused() {
    for text in [
        samples::DISEASES,
        samples::DRUGS,
        samples::TABULAR,
        samples::PCS_TABLES,
        samples::DEFINITIONS,
    ] {
        let whole = text.trim_end();
        for end in (0..whole.len()).filter(|&end| whole.is_char_boundary(end)) {
            assert!(
                samples::import(&whole.as_bytes()[..end]).is_err(),
                "{end} of {}",
                whole.len()
            );
        }
    }
}

#[test]
fn damage_in_xml_has_line_and_byte() {
    let text = samples::DISEASES.replace("<manif>N08</manif>", "<manif>N08</manfi>");
    let error = samples::import(text.as_bytes()).unwrap_err();
    assert_eq!(*error.problem(), Problem::Damaged);
    assert_eq!(error.place().line, Some(15));
    assert!(
        error
            .place()
            .offset
            .is_some_and(|at| text[at..].starts_with("</manfi>")),
        "{error}"
    );
    let mut bytes = samples::DISEASES.as_bytes().to_vec();
    let at = samples::DISEASES.find("fizzle").unwrap();
    bytes[at] = 0xff;
    let error = recognise("f", &bytes).unwrap_err();
    assert_eq!(
        (error.place().line, error.place().offset),
        (Some(13), Some(at))
    );
}

#[test]
fn elements_nested_without_end_are_refused() {
    let deep = "<term level=\"1\"><title>x</title>".repeat(10_000);
    let text = samples::DISEASES.replacen("<term level=\"1\">", &deep, 1);
    let error = samples::import(text.as_bytes()).unwrap_err();
    assert_eq!(*error.problem(), Problem::Damaged);
}

#[test]
fn a_maze_of_references_is_left_after_a_bounded_search() {
    // Every title matches any number of words, so the ways through the reference double with each level.
    let level = "<term level=\"1\"><title>a, a a, a a a</title>".repeat(30);
    let text = format!(
        "<ICD10CM.index><version>2026</version><title>INDEX TO DISEASES</title><letter><title>A</title>\
         <mainTerm><title>a</title><see>{}z</see>{level}{}</mainTerm></letter></ICD10CM.index>",
        "a ".repeat(60),
        "</term>".repeat(30)
    );
    let import = samples::import(text.as_bytes()).unwrap();
    let official::Contents::Index(index) = import.contents else {
        panic!()
    };
    assert_eq!(official::index::defects(&[&index]).len(), 1);
}

/// A sample with some bytes changed, some taken out, and perhaps its end.
fn altered() -> impl Strategy<Value = Vec<u8>> {
    let alteration = (any::<proptest::sample::Index>(), any::<u8>(), 0u8..4);
    (
        proptest::sample::select(samples::all()),
        proptest::collection::vec(alteration, 0..6),
        any::<Option<proptest::sample::Index>>(),
    )
        .prop_map(|((_, mut bytes), alterations, end)| {
            for (at, byte, what) in alterations {
                let at = at.index(bytes.len());
                match what {
                    0 => bytes[at] = byte,
                    1 => bytes.insert(at, byte),
                    2 if bytes.len() > 1 => {
                        bytes.remove(at);
                    }
                    _ => bytes[at] = b"<>&\"\t\n,-09A"[usize::from(byte) % 11],
                }
            }
            if let Some(end) = end {
                let end = end.index(bytes.len());
                bytes.truncate(end);
            }
            bytes
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn altered_files_are_survived(bytes in altered()) {
        match samples::import(&bytes) {
            Ok(import) => {
                if let official::Contents::Index(index) = &import.contents {
                    let _ = official::index::defects(&[index]);
                    prop_assert_eq!(index.entries().count(), index.len());
                }
            }
            Err(error) => {
                prop_assert!(!error.why().is_empty() && !error.fix().is_empty());
            }
        }
    }

    #[test]
    fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = samples::import(&bytes);
        for magic in [&b"PK\x03\x04"[..], b"\x1f\x8b\x08", b"<ICD10CM.index>", b"\xff\xfe"] {
            let _ = recognise("f", &[magic, &bytes].concat());
        }
    }

    #[test]
    fn any_reference_is_survived(path in "\\PC{0,40}") {
        let import = samples::import(samples::DISEASES.as_bytes()).unwrap();
        let official::Contents::Index(index) = import.contents else { panic!() };
        let _ = index.find(&path);
        let _ = index.main_terms(&path).count();
        let _ = (official::IndexCode::cm(&path), official::IndexCode::pcs(&path));
    }
}
