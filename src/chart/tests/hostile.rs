//! More than two hundred hostile files: each a refusal in four parts, or an import whose losses are named, within the limits.

#![allow(clippy::unwrap_used)]

#[path = "samples/hostile.rs"]
mod files;
mod samples;

use chart::import::{Import, Refusal, import};
use files::Case;
use proptest::prelude::*;

/// All parts of a refusal are there; what an import brings is within proportion, and its bodies are texts with places.
fn judged(name: &str, bytes: &[u8], result: &Result<Import, Refusal>) {
    match result {
        Err(refusal) => {
            for part in [
                &refusal.what,
                &refusal.why,
                &refusal.fix,
                &refusal.place.file,
            ] {
                assert!(!part.is_empty(), "{name}: {refusal:?}");
            }
        }
        Ok(found) => {
            assert!(
                found.not_understood.len() <= chart::import::limits::MOST_NAMED,
                "{name}"
            );
            assert!(
                found
                    .not_understood
                    .iter()
                    .all(|lost| lost.what.len() < 500),
                "{name}"
            );
            let bodies: usize = found
                .documents
                .iter()
                .map(|document| document.body.len())
                .sum();
            assert!(
                bodies <= bytes.len() * 20 + 1_000,
                "{name}: {bodies} bytes of text out of {}",
                bytes.len()
            );
            for document in &found.documents {
                assert!(
                    chart::text::Text::new(document.body.as_str()).is_ok(),
                    "{name}"
                );
            }
        }
    }
}

#[test]
fn each_hostile_file_is_refused_in_four_parts_or_taken_with_its_losses_named() {
    let cases = files::cases();
    assert!(cases.len() >= 400, "{}", cases.len());
    for Case {
        name,
        bytes,
        expected,
    } in &cases
    {
        let result = import(name, bytes, None);
        judged(name, bytes, &result);
        if let Some(expected) = expected {
            let problem = result
                .as_ref()
                .map(|_| ())
                .map_err(|refusal| refusal.problem);
            assert_eq!(problem, Err(*expected), "{name}: {:?}", result.err());
        }
    }
}

#[test]
fn a_refusal_says_the_line_and_the_path() {
    let refusal = import(
        "cut.xml",
        "<ClinicalDocument>\n<title>\n<b>&x;".as_bytes(),
        None,
    )
    .unwrap_err();
    assert_eq!(
        (refusal.place.line, refusal.place.path.as_deref()),
        (Some(3), Some("ClinicalDocument/title/b"))
    );
    let refusal = import("cut.json", b"{\"resourceType\":\n\"Patient\",,}", None).unwrap_err();
    assert_eq!(
        (refusal.place.line, refusal.place.byte),
        (Some(2), Some(27))
    );
}

#[test]
fn what_stands_twice_is_named_and_not_lost() {
    let twice = br#"{"resourceType":"Patient","gender":"male","gender":"female"}"#;
    let found = import("p", twice, None).unwrap();
    assert_eq!(found.patients[0].sex.as_deref(), Some("male"));
    assert!(
        found
            .not_understood
            .iter()
            .any(|lost| lost.path == "Patient.gender" && lost.what == "female")
    );
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_behind_any_beginning_are_survived(start in 0_usize..7, kept in 0_usize..4_000, bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let (name, whole) = &samples::all()[start];
        let mut input = whole[..kept.min(whole.len())].to_vec();
        input.extend(bytes);
        judged(name, &input, &import(name, &input, None));
    }

    #[test]
    fn what_a_sound_json_says_is_read_as_another_reader_reads_it(text in "[\\PC&&[^\"\\\\]]{0,20}", number in any::<i64>()) {
        let note = serde_json::json!({"resourceType": "Patient", "birthDate": text, "multipleBirthInteger": number});
        let found = import("p", note.to_string().as_bytes(), None).unwrap();
        prop_assert_eq!(&found.patients[0].birth.as_ref().unwrap().written, &text);
        let order = found.patients[0].facts.iter().find(|fact| fact.name == "birth order").unwrap();
        prop_assert_eq!(&order.value, &number.to_string());
    }
}
