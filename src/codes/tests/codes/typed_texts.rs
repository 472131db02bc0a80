//! Whatever is typed or printed, the book and the builder answer: no text makes them panic, and what they find lies
//! where they say. Runs on made-up packs.

use std::sync::OnceLock;

use codes::book::{CannotContinue, Page, continuations, finish_with, references};
use codes::cm::content::Node;
use codes::cm::{CmPack, Level, NoteKind, content as cm_content};
use codes::pcs::builder::Chosen;
use codes::pcs::content::Procedure;
use codes::pcs::{PcsPack, content as pcs_content};
use codes::{Period, TitleSource, Ymd};
use proptest::prelude::*;

const DAY: Ymd = Ymd(20_251_001);

fn node(depth: u8, id: &str, level: Level, billable: bool) -> Node {
    Node {
        depth,
        level,
        id: id.to_owned(),
        title: format!("Made-up {id}"),
        title_source: TitleSource::Official,
        periods: if billable {
            vec![Period {
                first: Ymd(20_231_001),
                last: Ymd(20_260_930),
            }]
        } else {
            Vec::new()
        },
        tabular_year: Some(2026),
        notes: Vec::new(),
        inclusion_terms: Vec::new(),
        seventh_characters: Vec::new(),
        former_titles: Vec::new(),
    }
}

/// A chapter with a category of short codes and one whose codes take a 7th character.
fn diagnoses() -> &'static CmPack {
    static PACK: OnceLock<CmPack> = OnceLock::new();
    PACK.get_or_init(|| {
        let mut injury = node(2, "S10", Level::Category, false);
        injury.seventh_characters = vec![
            ('A', "first visit".to_owned()),
            ('D', "later visit".to_owned()),
        ];
        injury.notes = vec![(
            NoteKind::Excludes2,
            "something else (A10-A11, B99)".to_owned(),
        )];
        let nodes = [
            node(0, "1", Level::Chapter, false),
            node(1, "A10-S10", Level::Block, false),
            node(2, "A10", Level::Category, false),
            node(3, "A100", Level::Code, true),
            node(3, "A101", Level::Code, true),
            node(2, "A11", Level::Category, true),
            injury,
            node(3, "S100", Level::Code, false),
            node(4, "S100XXA", Level::Code, true),
            node(4, "S100XXD", Level::Code, true),
        ];
        CmPack::open(&cm_content::write(&nodes).unwrap()).unwrap()
    })
}

fn procedures() -> &'static PcsPack {
    static PACK: OnceLock<PcsPack> = OnceLock::new();
    PACK.get_or_init(|| {
        let codes: Vec<Procedure> = ["0DTJ0ZZ", "0DTJ4ZZ", "0FT44ZZ"]
            .iter()
            .map(|code| Procedure {
                code: (*code).to_owned(),
                title: format!("Made-up {code}"),
                title_source: TitleSource::Official,
                periods: vec![Period {
                    first: Ymd(20_231_001),
                    last: Ymd(20_260_930),
                }],
                labels: core::array::from_fn(|place| {
                    (format!("Label {} {place}", &code[place..=place]), true)
                }),
            })
            .collect();
        PcsPack::open(&pcs_content::write(&codes).unwrap()).unwrap()
    })
}

#[test]
fn the_made_up_book_reads_like_the_real_one() {
    let pack = diagnoses();
    let page = Page::of(pack, pack.code("S100").unwrap(), DAY);
    let note = &page.notes[0];
    assert!(note.inherited && note.at.code() == "S10");
    // B99 is not in this book, so it is no reference.
    let named: Vec<_> = note
        .references
        .iter()
        .map(|r| {
            (
                &note.note.text[r.span.clone()],
                r.first.code(),
                r.last.code(),
            )
        })
        .collect();
    assert_eq!(named, [("A10-A11", "A10", "A11")]);
    assert_eq!(
        finish_with(pack, "S10.0", 'A', DAY).unwrap().code(),
        "S100XXA"
    );
    let way = continuations(pack, "S10", DAY).unwrap();
    assert_eq!(
        (way.filled.as_str(), way.options[0].code.as_str()),
        ("S10", "S100XX")
    );
    assert!(matches!(
        continuations(pack, "A11", Ymd(20_261_001)),
        Err(CannotContinue::NotOnDate { .. })
    ));
    assert_eq!(page.neighbours.parent, pack.code("S10"));
    let page = Page::of(pack, pack.code("A11").unwrap(), DAY);
    assert_eq!(page.neighbours.previous, pack.code("A10"));
    assert_eq!(page.neighbours.next, pack.code("S10"));
}

/// Pieces that notes and typists put together.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        prop::sample::select(vec![
            "A10",
            "A10.0",
            "S10.-",
            "-",
            "--",
            ".",
            " to ",
            "(",
            ")",
            ", ",
            " with ",
            "fifth or sixth character ",
            "final characters -",
            "7th character ",
            "1-4",
            "9-1",
            "B or C",
            ".14",
            "é",
            "S100",
            "XX",
            "A",
            "label",
        ])
        .prop_map(str::to_owned),
        "\\PC{0,4}",
    ];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2_000) })]

    #[test]
    fn references_lie_in_the_text_in_order(text in text()) {
        let pack = diagnoses();
        let mut end = 0;
        for reference in references(pack, &text) {
            prop_assert!(end <= reference.span.start && reference.span.start < reference.span.end);
            prop_assert!(text.get(reference.span.clone()).is_some());
            prop_assert!(reference.first.index() <= reference.last.index());
            end = reference.span.end;
            for code in pack.codes() {
                let _ = reference.covers(code);
            }
        }
    }

    #[test]
    fn no_typed_text_makes_an_invalid_code(text in text(), character in any::<char>()) {
        let pack = diagnoses();
        if let Ok(way) = continuations(pack, &text, DAY) {
            prop_assert!(way.finished.is_some() || !way.options.is_empty());
            for code in way.finished.into_iter().chain(way.options.iter().filter_map(|o| o.finished)) {
                prop_assert!(code.billable_on(DAY));
            }
        }
        if let Ok(code) = finish_with(pack, &text, character, DAY) {
            prop_assert!(code.billable_on(DAY) && code.code().len() == 7);
        }
    }

    #[test]
    fn no_words_empty_the_choice_of_a_procedure(text in text(), prefix in "[0-9A-Za-z]{0,8}") {
        let builder = procedures().builder();
        let reading = builder.read(DAY, &Chosen::new(), &text);
        prop_assert!(builder.choices(DAY, &reading.chosen).codes() > 0);
        if let Ok(chosen) = Chosen::from_prefix(&prefix)
            && let Ok(code) = builder.finish(DAY, &chosen)
        {
            prop_assert!(code.billable_on(DAY) && code.code().starts_with(&prefix.to_ascii_uppercase()));
        }
    }
}
