//! Words and codes: put under a code, found again, missed; and what earlier encounters say.

use futures_executor::block_on;
use store::simulated::Device;

use super::CASE;
use super::founded;
use crate::protocol::{ChartsEvent, ChartsRequest, Condition, EvidenceView, Standing};
use crate::tests::world::{Keeper, World};

const NOTE: &str = "History: sepsis in 2019.\nAssessment: sepsis due to pneumonia.\n";

fn view(keeper: &mut Keeper, request: ChartsRequest) -> EvidenceView {
    match keeper.charts(request) {
        Ok(ChartsEvent::Evidence(view)) => *view,
        other => panic!("no evidence: {other:?}"),
    }
}

fn read(encounter: [u8; 16]) -> ChartsRequest {
    ChartsRequest::Evidence {
        encounter,
        case: CASE.0,
    }
}

fn link(
    encounter: [u8; 16],
    document: [u8; 16],
    code: &str,
    start: usize,
    words: &str,
) -> ChartsRequest {
    ChartsRequest::Link {
        encounter,
        case: CASE.0,
        code: code.to_owned(),
        document,
        start: start as u32,
        end: (start + words.len()) as u32,
    }
}

#[test]
fn words_go_to_a_code_and_back_and_are_found_again_after_an_amendment() {
    let (device, world) = (Device::new(), World::new(1));
    let mut keeper = founded(&device, &world);
    keeper.alma();
    let stay = keeper.admit("2026-03-01");
    let note = keeper.write_note(stay, "", NOTE);
    keeper.sign_note(stay, note);
    keeper.with_codes(stay, &["A419", "J189"]);
    assert_eq!(view(&mut keeper, read(stay)).without, ["A419", "J189"]);
    let second = NOTE.rfind("sepsis").expect("it stands there");
    let linked = view(&mut keeper, link(stay, note, "A41.9", second, "sepsis"));
    assert_eq!(linked.without, ["J189"], "a code without words is named");
    assert_eq!(linked.spans[0].standing, Standing::Here);
    let page = keeper.read_page(stay, note).expect("read");
    assert_eq!(
        (page.coded[0].code.as_str(), page.coded[0].start as usize),
        ("A419", second),
        "from words to code"
    );
    let record = block_on(keeper.encounter(records::RecordId(stay))).expect("read");
    let taken = record.cases[&CASE]
        .evidence
        .values()
        .next()
        .expect("linked");
    assert_eq!(
        page.text_sha256, taken.body_sha256,
        "a page names its text as evidence does"
    );
    // The words move, and the same word stands elsewhere as before.
    let amended = format!("Seen on rounds.\n{NOTE}");
    keeper.amend_note(stay, note, &amended);
    let moved = view(&mut keeper, read(stay));
    let place = moved.spans[0].place.expect("found again");
    assert_eq!(moved.spans[0].standing, Standing::Moved);
    assert_eq!(
        place.start as usize,
        amended.rfind("sepsis").expect("there")
    );
    let page = keeper.read_page(stay, note).expect("read");
    assert_eq!(page.coded[0].start, place.start);
    let relocate = ChartsRequest::Relocate {
        encounter: stay,
        case: CASE.0,
        span: moved.spans[0].span,
    };
    assert_eq!(
        view(&mut keeper, relocate).spans[0].standing,
        Standing::Here
    );
    keeper.amend_note(stay, note, "Assessment: pneumonia, no systemic infection.");
    let gone = view(&mut keeper, read(stay));
    assert_eq!(gone.spans[0].standing, Standing::Gone);
    assert_eq!(
        gone.without,
        ["A419", "J189"],
        "words that are gone are none"
    );
    let unlink = ChartsRequest::Unlink {
        encounter: stay,
        case: CASE.0,
        span: gone.spans[0].span,
    };
    assert_eq!(view(&mut keeper, unlink).spans, []);
}

#[test]
fn what_is_no_word_of_the_document_is_refused() {
    let (device, world) = (Device::new(), World::new(2));
    let mut keeper = founded(&device, &world);
    keeper.alma();
    let stay = keeper.admit("2026-03-01");
    let note = keeper.write_note(stay, "", "Fièvre");
    keeper.with_codes(stay, &["R509"]);
    for (start, end) in [(0, 99), (5, 2), (3, 4), (0, 0)] {
        let request = ChartsRequest::Link {
            encounter: stay,
            case: CASE.0,
            code: "R509".to_owned(),
            document: note,
            start,
            end,
        };
        assert!(keeper.charts(request).is_err(), "{start} to {end}");
    }
    let unknown = link(stay, note, "R5", 0, "Fi");
    assert!(
        keeper
            .charts(unknown)
            .is_err_and(|failure| failure.place == "code")
    );
}

#[test]
fn a_condition_of_an_earlier_stay_needs_words_of_this_one() {
    let (device, world) = (Device::new(), World::new(3));
    let mut keeper = founded(&device, &world);
    keeper.alma();
    let earlier = keeper.admit("2025-05-01");
    keeper.with_codes(earlier, &["J449", "I509", "E119", "S72001A"]);
    let later = keeper.admit("2026-08-01");
    keeper.with_codes(later, &["J189"]);
    let stay = keeper.admit("2026-03-01");
    keeper.with_codes(stay, &["E1165"]);
    keeper.write_note(
        stay,
        "",
        "Assessment: COPD, on home oxygen. No evidence of heart failure. Diabetes.",
    );
    let request = ChartsRequest::Conditions {
        encounter: stay,
        titles: vec![(
            "S72001A".to_owned(),
            "Fracture of neck of right femur".to_owned(),
        )],
    };
    let conditions = match keeper.charts(request) {
        Ok(ChartsEvent::Conditions(conditions)) => conditions,
        other => panic!("no conditions: {other:?}"),
    };
    let of = |code: &str| -> &Condition {
        let found = conditions.iter().find(|condition| condition.code == code);
        found.unwrap_or_else(|| panic!("{code} is missing"))
    };
    assert_eq!(of("J449").verdict, "documented");
    assert_eq!(of("J449").evidence[0].words, "COPD");
    assert_eq!(of("J449").from, [(earlier, "2025-05-01".to_owned())]);
    assert_eq!(of("I509").verdict, "not_plainly");
    assert_eq!(of("S72001A").verdict, "not_found");
    assert!(of("E119").coded, "one of its category is coded here");
    assert!(of("E119").specify.iter().any(|what| what.contains("type")));
    assert_eq!(conditions.len(), 4, "nothing of a later stay");
}
