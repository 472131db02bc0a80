//! Searching a chart, and holding two notes against each other.

use store::simulated::Device;

use super::founded;
use crate::protocol::{ChartsEvent, ChartsRequest, Difference, Found};
use crate::tests::world::{Keeper, World};

fn found(keeper: &mut Keeper, encounter: [u8; 16], question: &str) -> Found {
    let request = ChartsRequest::Search {
        encounter,
        question: question.to_owned(),
        most: 50,
    };
    match keeper.charts(request) {
        Ok(ChartsEvent::Found(found)) => *found,
        other => panic!("not searched: {other:?}"),
    }
}

fn compared(keeper: &mut Keeper, encounter: [u8; 16], later: [u8; 16]) -> Difference {
    let request = ChartsRequest::Compare {
        encounter,
        earlier: None,
        later,
    };
    match keeper.charts(request) {
        Ok(ChartsEvent::Difference(difference)) => *difference,
        other => panic!("not compared: {other:?}"),
    }
}

#[test]
fn words_are_found_with_their_sense_and_after_an_amendment_by_the_new_words() {
    let (device, world) = (Device::new(), World::new(1));
    let mut keeper = founded(&device, &world);
    keeper.alma();
    let stay = keeper.admit("2026-03-01");
    let one = keeper.write_note(
        stay,
        "2026-03-02T09:00-06:00",
        "No evidence of pulmonary embolism.",
    );
    let entries = keeper.door().audit;
    let first = found(&mut keeper, stay, "embol");
    assert_eq!((first.total, first.documents), (1, 1));
    let hit = &first.hits[0];
    assert_eq!((hit.document, hit.page, hit.line), (one, 1, 1));
    assert_eq!(hit.senses, ["negated"]);
    let words: String = hit
        .pieces
        .iter()
        .map(|piece| piece.words.as_str())
        .collect();
    assert_eq!(words, "No evidence of pulmonary embolism.");
    let marked: Vec<&str> = hit
        .pieces
        .iter()
        .filter(|piece| piece.marked)
        .map(|piece| piece.words.as_str())
        .collect();
    assert_eq!(marked, ["embolism"]);
    assert_eq!(
        found(&mut keeper, stay, "embol unicorn").nowhere,
        ["unicorn"]
    );
    assert_eq!(
        keeper.door().audit,
        entries + 1,
        "one entry for the open chart"
    );
    keeper.sign_note(stay, one);
    keeper.amend_note(stay, one, "Segmental clot on CT.");
    assert_eq!(found(&mut keeper, stay, "embol").total, 0);
    assert_eq!(found(&mut keeper, stay, "clot").total, 1);
}

#[test]
fn a_note_is_held_against_the_nearest_earlier_one_of_its_author() {
    let (device, world) = (Device::new(), World::new(2));
    let mut keeper = founded(&device, &world);
    keeper.alma();
    let stay = keeper.admit("2026-03-01");
    let copied =
        "The patient was seen and examined at the bedside this morning with the whole team.";
    let one = keeper.write_note(stay, "2026-03-02T09:00-06:00", copied);
    let two = keeper.write_note(
        stay,
        "2026-03-03T09:00-06:00",
        &format!("{copied}\nSputum grew nothing."),
    );
    let three = keeper.write_note(
        stay,
        "2026-03-04T09:00-06:00",
        &format!("{copied}\nSputum grew nothing.\nDischarge tomorrow."),
    );
    let difference = compared(&mut keeper, stay, three);
    assert_eq!((difference.earlier.id, difference.later.id), (two, three));
    assert_eq!(difference.others.len(), 1);
    assert_eq!(difference.others[0].id, one);
    assert_eq!(difference.added, 1);
    let (words, all) = difference.copied_words;
    assert_eq!(
        difference.copied_permille,
        Some((words * 1000 + all / 2) / all)
    );
    assert!(difference.copied_permille.is_some_and(|share| share > 800));
    let failure = keeper.charts(ChartsRequest::Compare {
        encounter: stay,
        earlier: None,
        later: one,
    });
    assert!(failure.is_err_and(|failure| failure.why.contains("earlier")));
}
