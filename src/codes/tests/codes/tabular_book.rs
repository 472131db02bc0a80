//! The book over the real tabular list: inherited notes, named codes, neighbours, and the way from an incomplete code
//! to a valid one.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use codes::Ymd;
use codes::book::{CannotContinue, Page, continuations, finish_with, references, stands_on};
use codes::cm::{CmPack, Level, NoteKind};

const DAY: Ymd = Ymd(20_261_001);

fn pack() -> &'static CmPack {
    static PACK: LazyLock<CmPack> =
        LazyLock::new(|| CmPack::open(&sample::pack("icd10cm")).unwrap());
    &PACK
}

#[test]
fn notes_are_inherited_with_the_place_where_they_stand() {
    let pack = pack();
    let page = Page::of(pack, pack.code("E1122").unwrap(), DAY);
    let path: Vec<&str> = page.path.iter().map(|n| n.code()).collect();
    assert_eq!(path, ["4", "E08-E13", "E11", "E112", "E1122"]);
    assert!(page.billable);
    let stands = |level: Level, kind: NoteKind, at: &str| {
        page.notes
            .iter()
            .any(|n| n.at.level() == level && n.note.kind == kind && n.at.code() == at)
    };
    assert!(stands(Level::Category, NoteKind::UseAdditionalCode, "E11"));
    assert!(stands(Level::Category, NoteKind::Excludes1, "E11"));
    assert!(stands(Level::Code, NoteKind::UseAdditionalCode, "E1122"));
    let own: Vec<_> = page.notes.iter().filter(|n| !n.inherited).collect();
    assert!(!own.is_empty() && own.iter().all(|n| n.at == page.code));
    // The walk up the tree, for codes spread over the list.
    for node in pack.nodes().step_by(997) {
        let page = Page::of(pack, node, DAY);
        let walked: usize = node.path().iter().map(|n| n.notes().count()).sum();
        assert_eq!(page.notes.len(), walked, "{}", node.code());
        let levels: Vec<Level> = page.notes.iter().map(|n| n.at.level()).collect();
        assert!(levels.is_sorted(), "{}", node.code());
    }
}

#[test]
fn every_code_named_in_a_note_is_found_where_it_stands() {
    let pack = pack();
    for (text, expected) in [
        ("insulin (Z79.4)", &[("Z79.4", "Z794", "Z794")][..]),
        (
            "type 2 diabetes mellitus (E11.-)",
            &[("E11.-", "E11", "E11")],
        ),
        ("diabetes (E08-E13)", &[("E08-E13", "E08", "E13")]),
        (
            "drug (T36-T50 with fifth or sixth character 5)",
            &[("T36-T50", "T36", "T50")],
        ),
        (
            "(I69.03-, I69.13-)",
            &[("I69.03-", "I6903", "I6903"), ("I69.13-", "I6913", "I6913")],
        ),
        (
            "(M05.00 to M05.8A)",
            &[("M05.00 to M05.8A", "M0500", "M058A")],
        ),
        ("code from category O08", &[("O08", "O08", "O08")]),
        (
            "vitamin B12 deficiency anemia (D51.-)",
            &[("D51.-", "D51", "D51")],
        ),
        ("HLA-B27, H1N1, G6PD, t(9;22)", &[]),
    ] {
        let found: Vec<_> = references(pack, text)
            .into_iter()
            .map(|r| (&text[r.span.clone()], r.first.code(), r.last.code()))
            .collect();
        assert_eq!(found, expected, "{text}");
    }
}

/// Whatever looks like a code in a bracket of the tabular list is found, but for misprints of the list itself.
#[test]
fn hardly_a_code_in_the_notes_goes_unfound() {
    let pack = pack();
    let (mut found, mut written, mut missed) = (0usize, 0usize, Vec::new());
    for node in pack.nodes() {
        for note in node.notes() {
            let spans: Vec<_> = references(pack, note.text)
                .into_iter()
                .map(|r| r.span)
                .collect();
            found += spans.len();
            // A plain look for "(A00" and ", A00.0": an opening or a comma, a letter, two signs, then no letter.
            let bytes = note.text.as_bytes();
            for at in 1..bytes.len().saturating_sub(2) {
                let opens = bytes[at - 1] == b'(' || (at > 1 && &bytes[at - 2..at] == b", ");
                let code = bytes[at].is_ascii_uppercase()
                    && bytes[at + 1].is_ascii_digit()
                    && bytes[at + 2].is_ascii_digit()
                    && bytes.get(at + 3).is_none_or(|b| !b.is_ascii_alphanumeric());
                if opens && code {
                    written += 1;
                    if !spans.iter().any(|span| span.contains(&at)) {
                        missed.push((node.code().to_owned(), note.text.to_owned()));
                    }
                }
            }
        }
    }
    assert!(written > 9_000, "{written}");
    assert!(found >= written - missed.len());
    assert!(
        missed.len() * 100 < written,
        "{} of {written}: {missed:#?}",
        missed.len()
    );
}

#[test]
fn a_reference_covers_what_it_means() {
    let pack = pack();
    for (text, code, covered) in [
        ("(E08-E13)", "E1122", Some(true)),
        ("(E08-E13)", "E15", Some(false)),
        ("(E11.-)", "E1122", Some(true)),
        (
            "(T36-T50 with fifth or sixth character 5)",
            "T360X5A",
            Some(true),
        ),
        (
            "(T36-T50 with fifth or sixth character 5)",
            "T360X1A",
            Some(false),
        ),
        (
            "(T36-T50 with fifth or sixth character 5)",
            "T3695XA",
            Some(true),
        ),
        // Not yet so far that the character could be seen.
        ("(T36-T50 with fifth or sixth character 5)", "T360", None),
        (
            "(T36-T65 with fifth or sixth character 1-4 or 6)",
            "T360X6A",
            Some(true),
        ),
        ("(S12.- with 7th character B)", "S12000B", Some(true)),
        ("(S12.- with 7th character B)", "S12000A", Some(false)),
        ("(F10-F19 with .14, .24, .94)", "F1014", Some(true)),
        ("(F10-F19 with .14, .24, .94)", "F1020", Some(false)),
        ("(I69.- with final characters -91)", "I69191", Some(true)),
        ("(I69.- with final characters -91)", "I69192", Some(false)),
        ("(T36-T50 with final character 6)", "T360X6A", Some(true)),
        ("(S52.- with open fracture 7th character)", "S52001B", None),
    ] {
        let reference = references(pack, text).into_iter().next().unwrap();
        assert_eq!(
            reference.covers(pack.code(code).unwrap()),
            covered,
            "{text}: {code}"
        );
    }
}

#[test]
fn the_seventh_characters_stand_with_their_level_and_the_codes_they_make() {
    let pack = pack();
    let page = Page::of(pack, pack.code("T360X5").unwrap(), DAY);
    let seventh = page.seventh.unwrap();
    assert_eq!(seventh.defined_at.code(), "T36");
    let made: Vec<_> = seventh
        .characters
        .iter()
        .map(|(s, code)| (s.character, code.map(|c| c.code())))
        .collect();
    assert_eq!(
        made,
        [
            ('A', Some("T360X5A")),
            ('D', Some("T360X5D")),
            ('S', Some("T360X5S"))
        ]
    );
    // Characters before the 7th are open.
    let page = Page::of(pack, pack.code("S7200").unwrap(), DAY);
    assert!(
        page.seventh
            .unwrap()
            .characters
            .iter()
            .all(|(_, code)| code.is_none())
    );
    // Death before regaining consciousness: there is no later encounter (note at S06).
    let page = Page::of(pack, pack.code("S061X7").unwrap(), DAY);
    let made: BTreeSet<char> = page
        .seventh
        .unwrap()
        .characters
        .iter()
        .filter_map(|(s, code)| code.map(|_| s.character))
        .collect();
    assert_eq!(made, BTreeSet::from(['A']));
    assert!(
        Page::of(pack, pack.code("I10").unwrap(), DAY)
            .seventh
            .is_none()
    );
}

#[test]
fn browsing_passes_over_what_does_not_stand_in_the_book_that_day() {
    let pack = pack();
    // Forwards through all children of every category, then backwards: the same nodes.
    for node in pack
        .nodes()
        .filter(|n| n.level() == Level::Category)
        .step_by(53)
    {
        let Some(first) = Page::of(pack, node, DAY).neighbours.first_child else {
            continue;
        };
        let mut walked = vec![first];
        while let Some(next) = Page::of(pack, *walked.last().unwrap(), DAY).neighbours.next {
            assert_eq!(
                Page::of(pack, next, DAY).neighbours.previous,
                walked.last().copied()
            );
            assert_eq!(next.parent(), Some(node));
            walked.push(next);
        }
        let standing: Vec<_> = node.children().filter(|c| stands_on(*c, DAY)).collect();
        assert_eq!(walked, standing, "{}", node.code());
    }
    let chapters: Vec<_> = pack.chapters().collect();
    assert_eq!(Page::of(pack, chapters[0], DAY).neighbours.previous, None);
    assert_eq!(
        Page::of(pack, chapters[0], DAY).neighbours.next,
        Some(chapters[1])
    );
    assert_eq!(Page::of(pack, chapters[21], DAY).neighbours.next, None);
}

/// OCG I.A.4, I.A.5, I.B.2.
#[test]
fn an_incomplete_code_is_continued_position_by_position() {
    let pack = pack();
    let hip = continuations(pack, "S72.00", DAY).unwrap();
    assert_eq!(
        (hip.filled.as_str(), hip.position, hip.finished),
        ("S7200", Some(6), None)
    );
    let sides: Vec<_> = hip
        .options
        .iter()
        .map(|o| (o.character, o.code.as_str(), o.codes, o.finished))
        .collect();
    assert_eq!(
        sides,
        [
            ('1', "S72001", 16, None),
            ('2', "S72002", 16, None),
            ('9', "S72009", 16, None)
        ]
    );
    assert_eq!(
        hip.options[0].meaning,
        "Fracture of unspecified part of neck of right femur"
    );
    // Then the 7th character.
    let right = continuations(pack, &hip.options[0].code, DAY).unwrap();
    assert_eq!(right.position, Some(7));
    assert!(right.options.iter().all(|o| o.finished.is_some()));
    assert_eq!(
        right.options[0].meaning,
        "initial encounter for closed fracture"
    );
    // The placeholder is filled in.
    for (text, filled, position) in [
        ("T36.0", "T360X", Some(6)),
        ("T36.0X5", "T360X5", Some(7)),
        ("m80.08", "M8008X", Some(7)),
        ("M8008X", "M8008X", Some(7)),
        ("E11.3211", "E113211", None),
        ("S72", "S72", Some(4)),
    ] {
        let way = continuations(pack, text, DAY).unwrap();
        assert_eq!(
            (way.filled.as_str(), way.position),
            (filled, position),
            "{text}"
        );
    }
    let adverse = continuations(pack, "T36.0X5", DAY).unwrap();
    assert_eq!(adverse.options[0].finished.unwrap().dotted(), "T36.0X5A");
    // A 7th character typed after a short code is set in its place.
    let typed = continuations(pack, "M80.08A", DAY).unwrap();
    assert_eq!(typed.finished.unwrap().code(), "M8008XA");
    let finished = continuations(pack, "I10", DAY).unwrap();
    assert_eq!(finished.finished.unwrap().code(), "I10");
    assert!(finished.options.is_empty());
}

#[test]
fn a_seventh_character_pads_the_placeholder_and_never_makes_an_invalid_code() {
    let pack = pack();
    for (text, character, code) in [
        ("T36.0X5", 'A', "T360X5A"),
        ("M80.08", 'a', "M8008XA"),
        ("S72.001", 'D', "S72001D"),
        ("O36.4", '0', "O364XX0"),
    ] {
        assert_eq!(
            finish_with(pack, text, character, DAY).unwrap().code(),
            code
        );
    }
    let allowed = |text: &str, character| match finish_with(pack, text, character, DAY) {
        Err(CannotContinue::Seventh { allowed, .. }) => allowed,
        other => panic!("{text}: {other:?}"),
    };
    assert_eq!(allowed("T36.0X5", 'B'), ['A', 'D', 'S']);
    assert_eq!(allowed("S72.00", 'A'), []);
    assert_eq!(allowed("I10", 'A'), []);
    assert_eq!(allowed("S06.1X7", 'D'), ['A']);
}

/// From any beginning, every path ends in a valid code, and all valid codes are reached.
#[test]
fn every_way_ends_in_a_valid_code_and_every_valid_code_has_a_way() {
    let pack = pack();
    for (category, date) in [
        ("S72", DAY),
        ("T36", DAY),
        ("M80", DAY),
        ("E11", DAY),
        ("O36", DAY),
        ("S06", DAY),
        ("E88", Ymd(20_230_930)),
        ("E88", DAY),
    ] {
        let mut open = vec![category.to_owned()];
        let mut reached = BTreeSet::new();
        while let Some(text) = open.pop() {
            let way = continuations(pack, &text, date).unwrap();
            assert!(!way.options.is_empty() || way.finished.is_some());
            reached.extend(way.finished.map(|code| code.code()));
            for option in way.options {
                assert!(!option.meaning.is_empty(), "{}", option.code);
                if let Some(code) = option.finished {
                    assert!(code.billable_on(date));
                }
                open.push(option.code);
            }
        }
        let node = pack.code(category).unwrap();
        let valid: BTreeSet<&str> = node
            .descendants()
            .filter(|code| code.billable_on(date))
            .map(|code| code.code())
            .collect();
        assert_eq!(reached, valid, "{category} on {date}");
    }
}

#[test]
fn what_can_not_be_continued_says_why() {
    let pack = pack();
    let why = |text: &str, date| continuations(pack, text, date).unwrap_err();
    assert_eq!(
        why("S72.0Z", DAY),
        CannotContinue::Unknown {
            text: "S720Z".to_owned(),
            longest: "S720".to_owned()
        }
    );
    assert!(matches!(why("072", DAY), CannotContinue::NotWritten { .. }));
    assert!(matches!(why("", DAY), CannotContinue::NotWritten { .. }));
    assert!(matches!(
        why("S72.001A12", DAY),
        CannotContinue::NotWritten { .. }
    ));
    // New in October 2026, and withdrawn in October 2026.
    let new = pack
        .codes()
        .find(|c| c.periods().first().is_some_and(|p| p.first == DAY))
        .unwrap();
    assert!(continuations(pack, new.code(), DAY).is_ok());
    assert_eq!(
        why(new.code(), Ymd(20_260_930)),
        CannotContinue::NotOnDate {
            text: new.code().to_owned(),
            date: Ymd(20_260_930)
        }
    );
}
