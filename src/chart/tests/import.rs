//! What comes in: each format with its provenance, and what was not understood by name.

#![allow(clippy::unwrap_used)]

mod samples;

use chart::import::found::{Format, PageKind, StatementKind};
use chart::import::{Import, Problem, check_size, import};
use chart::sections::DocumentType;

fn taken(name: &str, bytes: &[u8]) -> Import {
    import(name, bytes, None).unwrap()
}

fn facts(of: &[chart::import::found::Fact], name: &str) -> Vec<String> {
    of.iter()
        .filter(|fact| fact.name == name)
        .map(|fact| fact.value.clone())
        .collect()
}

#[test]
fn a_ccda_brings_header_narrative_and_entries() {
    let found = taken("ccda.xml", samples::CCDA.as_bytes());
    assert_eq!(
        (found.source.format, found.source.system.as_deref()),
        (Format::Ccda, Some("Made-up Memorial"))
    );
    assert_eq!(found.source.sha256.len(), 64);
    let patient = &found.patients[0];
    assert_eq!(
        (patient.names[0].as_str(), patient.sex.as_deref()),
        ("TESTCASE, ALMA", Some("Female"))
    );
    assert_eq!(
        patient.birth.as_ref().unwrap().iso.as_deref(),
        Some("1950-01-01")
    );
    assert_eq!(patient.identifiers[0].value.as_deref(), Some("MRN-0001"));
    let stay = &found.encounters[0];
    assert_eq!(
        stay.times
            .iter()
            .map(|time| time.moment.iso.clone().unwrap())
            .collect::<Vec<_>>(),
        ["2026-07-01", "2026-07-08"]
    );
    assert_eq!(facts(&stay.facts, "discharge disposition"), ["Home"]);
    let document = &found.documents[0];
    assert_eq!(document.kind.kind, DocumentType::DischargeSummary);
    assert!(
        document
            .body
            .contains("Problem List:\nTwo made-up pneumonia lines\nhere.\n- One\n- Two"),
        "{}",
        document.body
    );
    assert!(
        document.body.contains("Test | Value\nSodium | 131 mmol/L"),
        "{}",
        document.body
    );
    assert!(facts(&document.people, "author")[0].starts_with("Dr. Fake Author"));
    let of = |kind: StatementKind| {
        found
            .statements
            .iter()
            .find(|statement| statement.kind == kind)
            .unwrap()
    };
    let problem = of(StatementKind::Problem);
    assert_eq!(problem.concept.text.as_deref(), Some("made-up pneumonia"));
    assert_eq!(problem.concept.codings[1].code.as_deref(), Some("J18.9"));
    let allergy = of(StatementKind::Allergy);
    assert_eq!(
        (allergy.concept.words(), facts(&allergy.facts, "reaction")),
        (Some("Penicillin G"), vec!["Hives".to_owned()])
    );
    let medication = of(StatementKind::Medication);
    assert_eq!(
        (
            facts(&medication.facts, "dose"),
            facts(&medication.facts, "every")
        ),
        (vec!["1.50 mg".to_owned()], vec!["12 h".to_owned()])
    );
    let result = of(StatementKind::Result);
    assert_eq!(
        (
            result.value.as_deref(),
            facts(&result.facts, "reference range")
        ),
        (Some("131.0 mmol/L"), vec!["135 to 145".to_owned()])
    );
    let lost: Vec<&str> = found
        .not_understood
        .iter()
        .map(|lost| lost.path.as_str())
        .collect();
    let entry = "ClinicalDocument/component[1]/structuredBody[1]/component";
    assert_eq!(
        lost,
        [
            "ClinicalDocument/recordTarget[1]/patientRole[1]/patient[1]/deceasedInd[1]",
            &format!("{entry}[1]/section[1]/entry[1]/act[1]/code[1]"),
            &format!("{entry}[1]/section[1]/entry[1]/act[1]/statusCode[1]"),
            &format!("{entry}[4]/section[1]/entry[2]/regionOfInterest[1]"),
        ]
    );
}

#[test]
fn a_fhir_bundle_brings_its_resources_with_references_followed() {
    let found = taken("fhir.json", samples::FHIR.as_bytes());
    assert_eq!(found.patients[0].names, ["TESTCASE, BRUNO"]);
    let stay = &found.encounters[0];
    assert_eq!(facts(&stay.facts, "diagnosis 1"), ["made-up heart failure"]);
    assert_eq!(facts(&stay.facts, "patient"), ["TESTCASE, BRUNO"]);
    let words: Vec<&str> = found
        .statements
        .iter()
        .filter_map(|statement| statement.concept.words())
        .collect();
    assert_eq!(
        words,
        [
            "made-up heart failure",
            "Potassium",
            "Examplopril",
            "Latex",
            "Made-up biopsy"
        ]
    );
    assert_eq!(
        found.statements[1].value.as_deref(),
        Some("4.10 mmol/L"),
        "digits stay as written"
    );
    let note = found
        .documents
        .iter()
        .find(|document| document.title.as_deref() == Some("Progress note"))
        .unwrap();
    assert_eq!(
        (note.kind.kind, note.body.as_str()),
        (DocumentType::ProgressNote, "TESTCASE, BRUNO\nNo fever.")
    );
    assert_eq!(
        note.attachment.as_ref().unwrap().bytes,
        b"TESTCASE, BRUNO\nNo fever."
    );
    assert_eq!(facts(&note.people, "author"), ["EXAMPLE, Doc"]);
    let history = found
        .documents
        .iter()
        .find(|document| document.kind.kind == DocumentType::HistoryAndPhysical)
        .unwrap();
    assert!(
        history.body.contains("HPI:\nShort of breath.\n- one"),
        "{}",
        history.body
    );
    let lost: Vec<&str> = found
        .not_understood
        .iter()
        .map(|lost| lost.path.as_str())
        .collect();
    assert_eq!(
        lost,
        [
            "Bundle.entry[3].Condition.extension",
            "Bundle.entry[11].CarePlan",
        ]
    );
}

#[test]
fn pdfs_and_pictures_say_what_their_pages_are() {
    let found = taken(
        "progress note.pdf",
        &samples::pdf(&["TESTCASE, CARLA", "", "page three"]),
    );
    assert_eq!(
        found.documents[0].pages,
        [PageKind::Text, PageKind::Picture, PageKind::Text]
    );
    let text = chart::text::Text::new(found.documents[0].body.as_str()).unwrap();
    let at = u32::try_from(text.body().find("three").unwrap()).unwrap();
    assert_eq!((text.pages(), text.place(at).page), (3, 3));
    let scan = taken("scan.pdf", &samples::pdf(&["", ""]));
    assert_eq!(
        (
            scan.documents[0].body.as_str(),
            scan.documents[0].pages.len()
        ),
        ("", 2)
    );
    assert!(scan.notes[0].contains("not searched"));
    let header = |bytes: Vec<u8>| taken("scan", &bytes).documents[0].picture.unwrap();
    let png = header(samples::png(1700, 2200));
    assert_eq!((png.width, png.height, png.orientation), (1700, 2200, 1));
    let jpeg = header(samples::jpeg(3000, 2000, 6));
    assert_eq!((jpeg.width, jpeg.height, jpeg.orientation), (3000, 2000, 6));
    let tiff = header(samples::tiff(1728, 2200, 8));
    assert_eq!(
        (tiff.width, tiff.height, tiff.orientation, tiff.pages),
        (1728, 2200, 8, 1)
    );
}

#[test]
fn text_is_read_by_its_mark_as_utf_8_or_guessed_and_said_so() {
    assert_eq!(
        taken("a.txt", "Sjögren".as_bytes()).documents[0].body,
        "Sjögren"
    );
    assert_eq!(
        taken("a.txt", b"\xff\xfeS\0j\0\xf6\0").documents[0].body,
        "Sjö"
    );
    let guessed = taken("a.txt", b"Sj\xf6gren \x93quoted\x94");
    assert_eq!(guessed.documents[0].body, "Sjögren “quoted”");
    assert!(guessed.notes[0].contains("Windows-1252"));
    assert_eq!(
        taken("x.txt", b"OPERATIVE REPORT\nTESTCASE, ED").documents[0]
            .kind
            .kind,
        DocumentType::OperativeReport
    );
}

#[test]
fn a_gigabyte_is_refused_by_its_size_before_it_is_read() {
    let refusal = check_size("huge.xml", 1 << 30).unwrap_err();
    assert_eq!(refusal.problem, Problem::TooLarge);
    assert!(
        refusal.why.contains("1,073,741,824")
            && refusal.why.contains("67,108,864")
            && refusal.place.file == "huge.xml"
            && !refusal.fix.is_empty()
    );
    assert!(check_size("note.txt", 1000).is_ok());
}

#[test]
fn a_given_digest_is_kept() {
    assert_eq!(
        import("a", b"words", Some("00ff")).unwrap().source.sha256,
        "00ff"
    );
}
