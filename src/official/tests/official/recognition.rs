//! Which file it is, of which edition, and how archives and other files are met.

use std::io::Write;

use codes::Ymd;
use flate2::{Compression, write::GzEncoder};
use official::{Given, Kind, Limits, Problem, read, recognise, recognise_within};
use zip::write::{SimpleFileOptions, ZipWriter};

use crate::samples;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = GzEncoder::new(Vec::new(), Compression::fast());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        out.start_file(*name, SimpleFileOptions::default()).unwrap();
        out.write_all(bytes).unwrap();
    }
    out.finish().unwrap().into_inner()
}

#[test]
fn every_kind_is_known_by_its_content_alone() {
    for (kind, bytes) in samples::all() {
        for packed in [bytes.clone(), gzip(&bytes), zip(&[("x", &bytes)])] {
            let container = recognise("holiday.jpg", &packed).unwrap();
            assert_eq!(container.files.len(), 1);
            assert_eq!(container.files[0].kind, kind);
        }
        let import = samples::import(&bytes).unwrap();
        assert_eq!((import.kind, import.edition.fiscal_year), (kind, 2026));
        assert!(import.warnings.is_empty(), "{:?}", import.warnings);
        assert!(import.rows.iter().any(|(_, count)| *count > 0));
    }
}

#[test]
fn text_is_read_in_the_encodings_that_spreadsheets_save() {
    let list = samples::EXEMPT.replace("Old blorp", "Ménière’s blorp");
    let utf_16: Vec<u8> = [0xfeffu16]
        .into_iter()
        .chain(list.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let windows: Vec<u8> = list
        .chars()
        .map(|c| {
            if c == '’' {
                0x92
            } else {
                u8::try_from(c).unwrap()
            }
        })
        .collect();
    let marked = ["\u{feff}".as_bytes(), list.as_bytes()].concat();
    for bytes in [list.as_bytes(), &marked, &utf_16, &windows] {
        assert_eq!(recognise("f", bytes).unwrap().files[0].text, list);
    }
    let declared = samples::CAUSES.replace("Bonk", "Bonk é");
    let declared = format!("<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>{declared}");
    let bytes: Vec<u8> = declared.chars().map(|c| u8::try_from(c).unwrap()).collect();
    assert_eq!(recognise("f", &bytes).unwrap().files[0].text, declared);
}

#[test]
fn a_release_gives_what_can_be_read_and_says_why_the_rest_cannot() {
    let inner = zip(&[("x", b"y")]);
    let addenda = samples::CAUSES.replace("<ICD10CM.index>", r#"<ICD10CM.index isAddenda="true">"#);
    let release = zip(&[
        ("readme.pdf", b"%PDF-1.4 guide"),
        ("a/index.xml", samples::DISEASES.as_bytes()),
        ("order.txt", samples::diagnosis_order().as_bytes()),
        (
            "index.xsd",
            b"<xsd:schema xmlns:xsd='http://example.org'></xsd:schema>",
        ),
        ("addenda.xml", addenda.as_bytes()),
        ("inner.zip", &inner),
        ("note.txt", b"hello"),
    ]);
    let container = recognise("release.zip", &release).unwrap();
    let found: Vec<_> = container
        .files
        .iter()
        .map(|f| (f.name.as_str(), f.kind))
        .collect();
    assert_eq!(
        found,
        [
            ("release.zip › a/index.xml", Kind::DiseaseIndex),
            ("release.zip › order.txt", Kind::DiagnosisOrder)
        ]
    );
    let problems: Vec<_> = container
        .passed_over
        .iter()
        .map(|p| p.error.problem().clone())
        .collect();
    assert_eq!(
        problems,
        [
            Problem::Damaged,
            Problem::NotRecognised,
            Problem::ChangesOnly,
            Problem::NotRecognised,
            Problem::NotRecognised
        ]
    );
}

#[test]
fn a_damaged_file_of_an_archive_leaves_the_others() {
    let mut release = zip(&[
        ("order.txt", samples::diagnosis_order().as_bytes()),
        ("exempt.txt", samples::EXEMPT.as_bytes()),
    ]);
    // The first file's bytes begin after its header of 30 bytes and its name.
    let first = 30 + "order.txt".len();
    release[first..first + 20].fill(0xff);
    let container = recognise("release.zip", &release).unwrap();
    let names: Vec<&str> = container.files.iter().map(|f| f.name.as_str()).collect();
    assert_eq!(names, ["release.zip › exempt.txt"]);
    let [passed] = container.passed_over.as_slice() else {
        panic!("one is passed over")
    };
    assert_eq!(passed.name, "release.zip › order.txt");
    assert_eq!(*passed.error.problem(), Problem::Archive);
}

#[test]
fn archives_beyond_the_limits_are_given_up() {
    let zeros = vec![b' '; 300_000];
    let limits = Limits {
        picked: 10_000,
        file: 100_000,
        all: 150_000,
        files: 2,
    };
    let problem = |bytes: &[u8]| {
        recognise_within("f", bytes, limits)
            .unwrap_err()
            .problem()
            .clone()
    };
    assert_eq!(problem(&zeros), Problem::TooLarge, "picked");
    assert_eq!(
        problem(&gzip(&zeros)),
        Problem::TooLarge,
        "one file of a gzip"
    );
    assert_eq!(
        problem(&zip(&[("a", &zeros)])),
        Problem::TooLarge,
        "one file of a zip"
    );
    let part = vec![b' '; 90_000];
    assert_eq!(
        problem(&zip(&[("a", &part), ("b", &part)])),
        Problem::TooLarge,
        "together"
    );
    assert_eq!(
        problem(&zip(&[("a", b"x"), ("b", b"x"), ("c", b"x")])),
        Problem::TooLarge,
        "files"
    );
    assert_eq!(problem(&zip(&[])), Problem::NotRecognised, "none");
    let mut broken = gzip(samples::EXEMPT.as_bytes());
    broken.truncate(broken.len() - 12);
    assert_eq!(problem(&broken), Problem::Archive, "cut off");
    let broken = &zip(&[("a", samples::EXEMPT.as_bytes())])[..60];
    assert_eq!(problem(broken), Problem::Archive, "cut off");
}

#[test]
fn a_file_without_a_day_asks_for_it_and_one_of_another_year_is_refused() {
    for (kind, bytes) in samples::all() {
        let found = &recognise("f", &bytes).unwrap().files[0];
        let asked = read(found, Given::default());
        // Table 5 holds for the fiscal year in its heading, the guidelines name their day; nothing else says it.
        if matches!(kind, Kind::Table5 | Kind::Guidelines) {
            assert_eq!(asked.unwrap().edition.effective, Ymd(2025_10_01));
        } else {
            let problem = asked.unwrap_err().problem().clone();
            assert!(
                matches!(problem, Problem::DateNeeded { .. }),
                "{kind:?}: {problem:?}"
            );
        }
        let other = Given {
            expected_year: Some(2027),
            effective: Some(Ymd(2025_10_01)),
        };
        let problem = read(found, other).unwrap_err().problem().clone();
        assert_eq!(
            problem,
            Problem::WrongYear {
                found: 2026,
                expected: 2027
            },
            "{kind:?}"
        );
    }
}

#[test]
fn a_day_that_is_no_beginning_of_a_code_set_is_noted() {
    let found = &recognise("f", samples::TABULAR.as_bytes()).unwrap().files[0];
    let given = Given {
        effective: Some(Ymd(2026_01_15)),
        ..Given::default()
    };
    assert_eq!(read(found, given).unwrap().warnings.len(), 1);
}

#[test]
fn other_texts_are_refused_with_all_four_parts() {
    let refused: [&[u8]; 8] = [
        b"",
        b"   \n",
        b"hello",
        b"<html><body></body></html>",
        b"{}",
        b"{\"name\": 3}",
        b"\x00\x01\x02",
        b"00001 ?00     0 x",
    ];
    for bytes in refused {
        let error = recognise("f", bytes).unwrap_err();
        assert_eq!(*error.problem(), Problem::NotRecognised, "{bytes:?}");
        for part in [error.what(), error.why(), error.fix(), &error.place().file] {
            assert!(!part.is_empty(), "{error:?}");
        }
    }
}
