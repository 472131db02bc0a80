//! The guidelines: sections by their numbers, their headings and text without what pages bear beside it.

use codes::Ymd;
use official::guidelines::{Guidelines, Section};
use official::{Contents, Given, Import, Kind, Problem, read, recognise};
use proptest::prelude::*;

use crate::samples::guidelines::{TEXT, document, pdf};

fn import(bytes: &[u8]) -> Result<Import, official::ImportError> {
    read(&recognise("guidelines", bytes)?.files[0], Given::default())
}

fn guidelines(import: &Import) -> &Guidelines {
    match &import.contents {
        Contents::Guidelines(guidelines) => guidelines,
        other => panic!("{other:?}"),
    }
}

fn section<'g>(guidelines: &'g Guidelines, id: &str) -> &'g Section {
    &guidelines.sections()[guidelines.find(id).unwrap_or_else(|| panic!("no {id}"))]
}

#[test]
fn sections_bear_the_numbers_that_rules_cite() {
    let import = import(TEXT.as_bytes()).unwrap();
    let ids: Vec<&str> = guidelines(&import)
        .sections()
        .iter()
        .map(|s| s.id.as_str())
        .collect();
    assert_eq!(
        ids,
        [
            "I",
            "I.A",
            "I.A.1",
            "I.A.2",
            "I.B",
            "I.B.1",
            "I.C",
            "I.C.1",
            "I.C.1.a",
            "I.C.1.a.1",
            "I.C.1.a.1.a",
            "I.C.1.a.1.a.i",
            "I.C.1.a.1.a.ii",
            "I.C.1.a.1.b",
            "I.C.1.a.2",
            "I.C.1.a.2.a",
            "I.C.1.a.2.b",
            "I.C.1.b",
            "I.C.2",
            "II",
            "II.A",
            "Appendix I",
        ]
    );
}

#[test]
fn year_and_day_stand_on_the_first_page() {
    let whole = import(TEXT.as_bytes()).unwrap();
    assert_eq!(
        (whole.edition.fiscal_year, whole.edition.effective),
        (2026, Ymd(2025_10_01))
    );
    let april = TEXT.replace(
        "(October 1, 2025 - September 30, 2026)",
        "(April 1, 2026 - September 30, 2026)",
    );
    assert_eq!(
        import(april.as_bytes()).unwrap().edition.effective,
        Ymd(2026_04_01)
    );
    let without = TEXT
        .replace("FY 2026", "")
        .replace("October 1, 2025", "")
        .replace("September 30, 2026", "")
        .replace("FY 2025", "");
    let error = import(without.as_bytes()).unwrap_err();
    assert!(
        matches!(
            error.problem(),
            Problem::DateNeeded {
                fiscal_year: None,
                ..
            }
        ),
        "{error}"
    );
}

#[test]
fn headings_go_on_over_lines_as_the_contents_list_them() {
    let import = import(TEXT.as_bytes()).unwrap();
    let guidelines = guidelines(&import);
    for (id, mark, title) in [
        (
            "I",
            "Section I.",
            "Rules for blorps, gizzards and all the chapters",
        ),
        (
            "I.C.1",
            "1.",
            "Chapter 1: Certain blorps of the gizzard and of other parts that have a long name (A00-B99)",
        ),
        (
            "I.C.1.a.1",
            "1)",
            "Blorps of the upper gizzard that are told apart by their colour",
        ),
        ("I.C.1.a.1.a.ii", "(ii)", "Dark green"),
        ("I.C.1.a.2.a", "a.", ""),
        ("Appendix I", "Appendix I", "Reporting blorps on arrival"),
    ] {
        let found = section(guidelines, id);
        assert_eq!(
            (found.mark.as_str(), found.title.as_str()),
            (mark, title),
            "{id}"
        );
    }
}

#[test]
fn the_text_is_without_what_pages_bear_and_numbers_in_it_stay_text() {
    let import = import(TEXT.as_bytes()).unwrap();
    let text = |id: &str| section(guidelines(&import), id).paragraphs.join("|");
    assert_eq!(
        text("I.A.1"),
        "Blorps are listed by their weight in the order of 9. Their own, as Section I.B.1 says."
    );
    assert_eq!(
        text("I.A.2"),
        "• A fizzle is no blorp.|• A blorp may fizzle."
    );
    assert_eq!(
        text("I.B.1"),
        "Look for the blorp first, and for its gizzard after it, in all of the places where one may be.|See Section I.C.1.a. Gizzard blorps"
    );
    assert_eq!(
        text("I.C.1.a.1.a"),
        "A green blorp is coded with its shade, unless the (shade) is not known, and then without it."
    );
    assert_eq!(
        text("I.C.1.a.2.a"),
        "When the blorp is large, it is coded first."
    );
    assert_eq!(
        text("I.C.2"),
        "1. Knobs are counted. 2. Then they are coded."
    );
    assert_eq!(
        text("Appendix I"),
        "A blorp that was there on arrival is marked. 1. So is its gizzard."
    );
}

#[test]
fn what_is_in_the_contents_and_not_in_the_text_is_said() {
    let missing = TEXT.replacen(
        "Reporting blorps on arrival ..",
        "B. Blorps that are\nnot to be found ...... 4\nReporting blorps on arrival ..",
        1,
    );
    let due = missing.replace("9. Their own", "2. Their own");
    let import = self::import(due.as_bytes()).unwrap();
    let said: Vec<&str> = import.warnings.iter().map(|w| w.what.as_str()).collect();
    assert!(
        matches!(said.as_slice(), [kept, gone] if kept.contains("kept as text") && gone.starts_with("II.B “Blorps that are not to be found”")),
        "{said:?}"
    );
    let unlisted = TEXT.replace(
        "b. Wobbles\nReserved",
        "b. Wobbles\nc. Dingle (new)\nReserved",
    );
    let import = self::import(unlisted.as_bytes()).unwrap();
    assert_eq!(
        section(guidelines(&import), "I.C.1.c").title,
        "Dingle (new)"
    );
    assert!(
        import
            .warnings
            .iter()
            .any(|w| w.what.contains("I.C.1.c") && w.what.contains("not in its contents"))
    );
    let gap = TEXT.replace("(ii) Dark", "(iii) Dark");
    let odd = self::import(gap.as_bytes()).unwrap();
    assert!(
        odd.warnings
            .iter()
            .any(|w| w.what.contains("(iii)") && w.place.line.is_some()),
        "{:?}",
        odd.warnings
    );
}

#[test]
fn a_pdf_is_read_as_its_text_is() {
    let (text, pdf) = (import(TEXT.as_bytes()).unwrap(), import(&pdf()).unwrap());
    assert_eq!(pdf.kind, Kind::Guidelines);
    assert_eq!(pdf.edition, text.edition);
    let plain = |import: &Import| -> Vec<(String, String, String)> {
        let sections = guidelines(import).sections().iter();
        sections
            .map(|s| (s.id.clone(), s.title.clone(), s.paragraphs.join("|")))
            .collect()
    };
    assert_eq!(plain(&pdf), plain(&text));
}

#[test]
fn a_text_without_contents_is_read_by_the_order_of_its_marks() {
    let start = TEXT.rfind("Section I. Rules").unwrap();
    let alone = format!(
        "ICD-10-CM Official Guidelines for Coding and Reporting FY 2026 (October 1, 2025 - September 30, 2026)\n{}",
        &TEXT[start..]
    );
    let import = import(alone.as_bytes()).unwrap();
    let guidelines = guidelines(&import);
    assert_eq!(import.count("listed in its contents"), Some(0));
    for id in ["I.B.1", "I.C.1.a.1.a.ii", "I.C.2", "II.A", "Appendix I"] {
        section(guidelines, id);
    }
}

#[test]
fn a_section_knows_those_above_and_below_and_the_nearest_to_a_number() {
    let import = import(TEXT.as_bytes()).unwrap();
    let guidelines = guidelines(&import);
    let id = |at: usize| guidelines.sections()[at].id.as_str();
    let at = guidelines.find("I.C.1.a.1").unwrap();
    let above: Vec<&str> = guidelines.above(at).into_iter().map(id).collect();
    let below: Vec<&str> = guidelines.below(at).map(id).collect();
    assert_eq!(
        (above, below),
        (
            vec!["I", "I.C", "I.C.1", "I.C.1.a"],
            vec!["I.C.1.a.1.a", "I.C.1.a.1.b"]
        )
    );
    assert_eq!(guidelines.nearest("I.C.1.a.9.b").map(id), Some("I.C.1.a"));
    assert_eq!(guidelines.nearest("IV.H"), None);
}

#[test]
fn other_documents_and_pdfs_without_letters_are_refused_with_reasons() {
    let words = |text: &str| document(&[format!("BT /F1 10 Tf 72 700 Td ({text}) Tj ET")]);
    for (bytes, problem, why) in [
        (
            words("Blorp handbook"),
            Problem::NotRecognised,
            "PDF of something else",
        ),
        (
            words("ICD-10-PCS Official Guidelines for Coding and Reporting"),
            Problem::NotRecognised,
            "ICD-10-PCS",
        ),
        (
            words("ICD-10-CM Official Guidelines for Coding and Reporting FY 2026"),
            Problem::Damaged,
            "Section I.",
        ),
        (
            document(&["0 0 612 792 re f".to_owned()]),
            Problem::NoText,
            "pictures",
        ),
        (
            b"%PDF-1.7 and nothing more".to_vec(),
            Problem::Damaged,
            "taken apart",
        ),
        (document(&[]), Problem::Damaged, ""),
        (
            [b"%PDF-1.4".as_slice(), &vec![b' '; 9 << 20]].concat(),
            Problem::TooLarge,
            "limit for a PDF",
        ),
    ] {
        let error = import(&bytes).unwrap_err();
        assert_eq!(*error.problem(), problem, "{error}");
        assert!(error.why().contains(why), "{error}");
    }
}

#[test]
fn a_pdf_cut_off_or_altered_anywhere_is_survived() {
    let whole = pdf();
    for end in (0..whole.len()).step_by(97) {
        let _ = import(&whole[..end]);
    }
    for at in (0..whole.len()).step_by(53) {
        let mut altered = whole.clone();
        altered[at] ^= 0x5b;
        let _ = import(&altered);
    }
}

/// Lines that may stand in such a document, right and wrong.
fn lines() -> impl Strategy<Value = Vec<String>> {
    let mark = prop_oneof![
        "Section (I|II|III|IV|V)\\. ",
        "[A-Z]\\. ",
        "[0-9]{1,3}\\. ?",
        "[a-z]\\. ",
        "[0-9]{1,2}\\) ",
        "\\([a-zivx]{1,4}\\) ?",
        "Appendix I",
        "",
        "\u{c}",
        "• ",
    ];
    let line = (mark, "[ -~é“\u{a0}]{0,40}", "(\\.{3,9} ?[0-9]{1,3})?");
    prop::collection::vec(
        line.prop_map(|(mark, words, leader)| format!("{mark}{words}{leader}")),
        0..60,
    )
}

proptest! {
    /// Every section has a number of its own, stands below its parent, and its number goes on from the parent's.
    #[test]
    fn any_lines_give_a_sound_tree_or_an_error(lines in lines()) {
        let text = format!(
            "ICD-10-CM Official Guidelines for Coding and Reporting\nFY 2026 (October 1, 2025 - September 30, 2026)\nSection I. Blorps\nA. Blorp\n{}\n",
            lines.join("\n")
        );
        if let Ok(import) = import(text.as_bytes()) {
            let guidelines = guidelines(&import);
            prop_assert!(!guidelines.sections().is_empty());
            for (at, section) in guidelines.sections().iter().enumerate() {
                prop_assert_eq!(guidelines.find(&section.id), Some(at));
                if let Some(parent) = section.parent {
                    let above = &guidelines.sections()[parent];
                    prop_assert!(parent < at && above.depth + 1 == section.depth);
                    let begins = format!("{}.", above.id);
                    prop_assert!(section.id.starts_with(&begins), "{} below {}", section.id, above.id);
                    prop_assert!(guidelines.below(parent).any(|below| below == at));
                } else {
                    prop_assert_eq!(section.depth, 0);
                }
            }
        }
    }
}
