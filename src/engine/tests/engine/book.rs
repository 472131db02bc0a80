//! The code sets as books, through the engine: leafed through, completed, read on a date, compared between dates.

use std::collections::HashSet;

use engine::protocol::{
    ChangeKind, ChangesQuery, CodeChanges, CodePage, CodeSystem, ContinuationView, Event, ListView,
    PackName, ReadCode, Validity,
};
use engine::{Asked, Engine, Request};

const ON: &str = "2026-10-15";

fn engine() -> Engine {
    let mut engine = Engine::new(|| 0.0);
    for name in [PackName::Icd10Cm, PackName::Icd10Pcs] {
        engine.load(name, Ok(&sample::pack(name.stem())));
    }
    engine
}

fn ask(engine: &mut Engine, request: Request) -> Event {
    let mut told = engine.handle(Asked { id: 1, request });
    assert_eq!(told.len(), 1, "{told:?}");
    told.remove(0).event
}

fn list(engine: &mut Engine, system: CodeSystem, key: &str, date: &str) -> ListView {
    let request = Request::List {
        system,
        key: key.to_owned(),
        date: date.to_owned(),
    };
    match ask(engine, request) {
        Event::List(view) => *view,
        other => panic!("{other:?}"),
    }
}

fn go_on(engine: &mut Engine, code: &str) -> ContinuationView {
    let request = Request::Continue {
        code: code.to_owned(),
        date: ON.to_owned(),
    };
    match ask(engine, request) {
        Event::Continued(view) => *view,
        other => panic!("{other:?}"),
    }
}

fn page(engine: &mut Engine, system: CodeSystem, code: &str, date: &str) -> CodePage {
    let request = Request::Code {
        system,
        code: code.to_owned(),
        date: date.to_owned(),
    };
    match ask(engine, request) {
        Event::Code(page) => *page,
        other => panic!("{other:?}"),
    }
}

fn read(engine: &mut Engine, text: &str) -> Vec<ReadCode> {
    let request = Request::ReadCodes {
        text: text.to_owned(),
        date: ON.to_owned(),
    };
    match ask(engine, request) {
        Event::Codes(codes) => codes,
        other => panic!("{other:?}"),
    }
}

fn query(from: &str, to: &str) -> ChangesQuery {
    ChangesQuery {
        system: None,
        from: from.to_owned(),
        to: to.to_owned(),
        text: String::new(),
        chapter: String::new(),
        kind: None,
    }
}

fn changes(engine: &mut Engine, query: ChangesQuery) -> CodeChanges {
    match ask(engine, Request::Changes(query)) {
        Event::Changes(view) => *view,
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_level_counts_what_stands_below_it() {
    let mut engine = engine();
    for (system, depth) in [(CodeSystem::Cm, 2), (CodeSystem::Pcs, 3)] {
        let top = list(&mut engine, system, "", ON);
        assert!(top.path.is_empty() && !top.lines.is_empty());
        let mut line = top.lines[0].clone();
        for level in 0..depth {
            let below = list(&mut engine, system, &line.key, ON);
            assert_eq!(below.path.len(), level + 1);
            assert_eq!(below.path[level].key, line.key);
            let codes: u32 = below.lines.iter().map(|line| line.codes).sum();
            assert_eq!(codes, line.codes, "{}", line.name);
            line = below.lines[0].clone();
        }
        assert!(line.code.is_some(), "{line:?}");
    }
}

#[test]
fn a_list_shows_nothing_that_is_not_valid_on_its_date() {
    let mut engine = engine();
    // The first chapter stands with fewer codes on an earlier day than the whole of both days would have.
    let total = |engine: &mut Engine, date: &str| -> u32 {
        let top = list(engine, CodeSystem::Pcs, "", date);
        top.lines.iter().map(|line| line.codes).sum()
    };
    let (before, after) = (
        total(&mut engine, "2025-09-30"),
        total(&mut engine, "2025-10-01"),
    );
    let mut asked = query("2025-09-30", "2025-10-01");
    asked.system = Some(CodeSystem::Pcs);
    let changed = changes(&mut engine, asked);
    assert_eq!(changed.counts.len(), 1);
    assert_eq!(
        before + changed.counts[0].added - changed.counts[0].deleted,
        after
    );
}

#[test]
fn a_level_that_is_none_is_refused_with_a_way_out() {
    let mut engine = engine();
    for (system, key) in [
        (CodeSystem::Cm, "4294967295"),
        (CodeSystem::Cm, "A00"),
        (CodeSystem::Pcs, "0FT4"),
        (CodeSystem::Pcs, "é"),
        (CodeSystem::Pcs, "ZZ"),
    ] {
        let request = Request::List {
            system,
            key: key.to_owned(),
            date: ON.to_owned(),
        };
        match ask(&mut engine, request) {
            Event::Failed(failure) => assert!(failure.fix.contains("top"), "{failure:?}"),
            other => panic!("{key}: {other:?}"),
        }
    }
}

/// OCG I.A.4 and I.A.5: the placeholder keeps the 7th character in its place.
#[test]
fn a_short_code_is_filled_with_placeholders_and_asks_for_the_encounter() {
    let mut engine = engine();
    let view = go_on(&mut engine, "S61.0");
    assert!(view.finished.is_none() && view.axis.starts_with("Character 5"));
    // Perforation of the tympanic membrane by injury, right ear: S09.21 goes on with XA, XD, XS only.
    let view = go_on(&mut engine, "S09.21");
    assert_eq!(view.filled, "S09.21X");
    assert_eq!(view.axis, "Encounter (7th character)");
    let finished: Vec<(char, String)> = view
        .options
        .iter()
        .filter_map(|option| Some((option.character, option.finished.as_ref()?.dotted.clone())))
        .collect();
    assert_eq!(
        finished,
        [
            ('A', "S09.21XA".to_owned()),
            ('D', "S09.21XD".to_owned()),
            ('S', "S09.21XS".to_owned())
        ]
    );
}

#[test]
fn the_axis_of_the_next_character_is_named_by_what_it_can_be() {
    let mut engine = engine();
    for (code, axis) in [
        ("H40.11", "Laterality (character 6)"),
        ("O99.01", "Trimester (character 6)"),
        ("L89.01", "Stage (character 6)"),
        ("J96.0", "Character 5"),
    ] {
        let view = go_on(&mut engine, code);
        assert_eq!(view.axis, axis, "{code}");
    }
}

#[test]
fn a_typed_7th_character_is_put_in_its_place_and_a_heading_stays_one() {
    let mut engine = engine();
    for (typed, read_as, billable) in [
        ("S09.21A", "S09.21XA", true),
        ("s0921a", "S09.21XA", true),
        ("M80.08A", "M80.08XA", true),
        ("S09.21", "S09.21", false),
        ("S09.21XQ", "S0921XQ", false),
        ("I50", "I50", false),
    ] {
        let codes = read(&mut engine, typed);
        assert_eq!(codes.len(), 1, "{typed}");
        assert_eq!(codes[0].line.dotted, read_as, "{typed}");
        assert_eq!(codes[0].line.billable, billable, "{typed}");
    }
}

#[test]
fn a_page_names_the_7th_characters_and_both_ends_of_a_range() {
    let mut engine = engine();
    let of = page(&mut engine, CodeSystem::Cm, "S09.21", ON);
    assert_eq!(of.validity, Validity::Header);
    let seventh = of.seventh.expect("it takes 7th characters");
    assert!(seventh.lines.iter().any(
        |line| line.character == 'A' && line.code.as_ref().is_some_and(|c| c.code == "S0921XA")
    ));

    let of = page(&mut engine, CodeSystem::Cm, "I10", ON);
    let mut ranges = 0;
    for note in &of.notes {
        for link in &note.links {
            let named = &note.text[link.from as usize..link.to as usize];
            let bare: String = named.chars().filter(char::is_ascii_alphanumeric).collect();
            assert_eq!(bare, link.code, "{}", note.text);
        }
        ranges +=
            usize::from(note.links.windows(2).any(|pair| {
                note.text.get(pair[0].to as usize..pair[1].from as usize) == Some("-")
            }));
    }
    assert!(ranges > 0, "{:?}", of.notes);
}

#[test]
fn the_moments_of_a_code_are_the_ends_of_its_periods() {
    let mut engine = engine();
    let changed = changes(&mut engine, query("2025-09-30", "2025-10-01"));
    for (kind, added) in [(ChangeKind::Added, true), (ChangeKind::Deleted, false)] {
        let change = changed
            .lines
            .iter()
            .find(|change| change.kind == kind)
            .expect("some of each");
        let of = page(
            &mut engine,
            change.line.system,
            &change.line.code,
            "2025-10-01",
        );
        assert!(
            of.moments.iter().any(|moment| moment.day == "2025-10-01"),
            "{:?}",
            of.moments
        );
        assert!(of.moments.windows(2).all(|pair| pair[0].day < pair[1].day));
        assert_eq!(of.validity == Validity::Billable, added);
    }
}

#[test]
fn changes_are_filtered_by_set_chapter_and_words() {
    let mut engine = engine();
    let all = changes(&mut engine, query("2024-10-01", "2026-10-01"));
    let counted: u32 = all
        .counts
        .iter()
        .map(|c| c.added + c.deleted + c.retitled.unwrap_or_default())
        .sum();
    assert_eq!(counted as usize, all.lines.len());
    assert_eq!(all.counts.len(), 2);
    // Given the other way round they are the same.
    let turned = changes(&mut engine, query("2026-10-01", "2024-10-01"));
    assert_eq!(all.lines, turned.lines);
    // The chapters and sections part the list.
    let mut seen = HashSet::new();
    for chapter in &all.chapters {
        let mut asked = query("2024-10-01", "2026-10-01");
        asked.chapter.clone_from(&chapter.key);
        for change in changes(&mut engine, asked).lines {
            assert!(seen.insert((change.line.system, change.line.code)));
        }
    }
    assert_eq!(seen.len(), all.lines.len());
    let word = all.lines[0].line.title.to_lowercase();
    let mut asked = query("2024-10-01", "2026-10-01");
    asked.text.clone_from(&word);
    let some = changes(&mut engine, asked).lines;
    assert!(!some.is_empty() && some.len() < all.lines.len());
    assert!(
        all.limits
            .iter()
            .any(|limit| limit.contains("Retitled codes of ICD-10-PCS are not listed")),
        "the limit is said"
    );
}

#[test]
fn kept_codes_that_ended_are_answered_with_what_stands_in_for_them() {
    let mut engine = engine();
    let cm = |code: &str| (CodeSystem::Cm, code.to_owned());
    let request = Request::Instead {
        codes: vec![
            cm("D691"),
            cm("I10"),
            cm("T7807XA"),
            (CodeSystem::Pcs, "D691".to_owned()),
        ],
        date: ON.to_owned(),
    };
    let told = match ask(&mut engine, request) {
        Event::Instead(told) => told,
        other => panic!("{other:?}"),
    };
    // What is valid, and what no set has, nothing stands in for.
    let of: Vec<&str> = told.iter().map(|view| view.code.as_str()).collect();
    assert_eq!(of, ["D691", "T7807XA"]);
    assert_eq!(
        (told[0].converted, told[0].under.as_str()),
        (false, "D69.1")
    );
    assert!(told[0].lines.iter().any(|line| line.dotted == "D69.11"));
    assert!(told[1].converted && told[1].under.is_empty());
    assert!(
        told.iter()
            .flat_map(|view| &view.lines)
            .all(|line| line.billable)
    );
    let no_date = Request::Instead {
        codes: vec![cm("D691")],
        date: "soon".to_owned(),
    };
    assert!(matches!(ask(&mut engine, no_date), Event::Failed(_)));
}

/// S62.9- was the fracture of wrist and hand in April 2025 and is that of the hand in April 2026.
#[test]
fn a_retitled_code_is_read_as_it_was_called() {
    let mut engine = engine();
    let (was, is) = (
        "Unspecified fracture of wrist and hand",
        "Unspecified fracture of hand",
    );
    for (date, title, note) in [
        (
            "2024-11-02",
            was,
            "The title as of 2025-04-01. Today it is “Unspecified fracture of hand”.",
        ),
        ("2025-04-01", was, "The title as of 2025-04-01."),
        (
            "2025-10-01",
            is,
            "on 2025-10-01 it may still have been “Unspecified fracture of wrist and hand”",
        ),
        ("2026-04-01", is, ""),
    ] {
        let of = page(&mut engine, CodeSystem::Cm, "S629", date);
        assert_eq!(of.line.title, title, "{date}");
        assert!(of.title_note.contains(note), "{date}: {}", of.title_note);
        assert_eq!(of.title_note.is_empty(), note.is_empty(), "{date}");
        let revised = of.moments.iter().find(|moment| moment.words.contains(was));
        assert!(revised.is_some_and(|m| m.day == "2026-04-01" && m.words.contains("2025-04-01")));
        // The level above the code below it, and typed codes, are called so too.
        let below = page(&mut engine, CodeSystem::Cm, "S6291XA", date);
        assert!(
            below.path.iter().any(|level| level.title == title),
            "{date}"
        );
        let request = Request::ReadCodes {
            text: "S62.9".to_owned(),
            date: date.to_owned(),
        };
        match ask(&mut engine, request) {
            Event::Codes(codes) => assert_eq!(codes[0].line.title, title, "{date}"),
            other => panic!("{other:?}"),
        }
    }
    let plain = page(&mut engine, CodeSystem::Cm, "I10", "2024-11-02");
    assert_eq!(plain.title_note, "");
}

/// A hit found by a word that its former title lacks is called as it was then, and nothing of it is underlined.
#[test]
fn a_hit_on_an_old_date_bears_its_former_title() {
    let mut engine = engine();
    for (date, title, underlined) in [
        (
            "2025-03-31",
            "Varus deformity, not elsewhere classified, unspecified",
            false,
        ),
        (
            "2026-04-01",
            "Varus deformity, not elsewhere classified, unspecified hip",
            true,
        ),
    ] {
        let request = Request::Search {
            text: "varus deformity unspecified hip".to_owned(),
            system: Some(CodeSystem::Cm),
            date: date.to_owned(),
            limit: 20,
        };
        let Event::Found(answer) = ask(&mut engine, request) else {
            panic!("no answer")
        };
        let hit = answer.hits.iter().find(|hit| hit.line.code == "M21159");
        let hit = hit.expect("it is found by today's words on every date");
        assert_eq!(hit.line.title, title);
        assert_eq!(!hit.underline.is_empty(), underlined, "{date}");
    }
}

#[test]
fn retitled_codes_are_a_kind_of_change() {
    let mut engine = engine();
    let mut asked = query("2025-04-01", "2026-04-01");
    asked.kind = Some(ChangeKind::Retitled);
    let all = changes(&mut engine, asked.clone());
    let retitled: Vec<Option<u32>> = all.counts.iter().map(|count| count.retitled).collect();
    assert_eq!(retitled, [Some(39), None]);
    assert_eq!(all.lines.len(), 39);
    assert!(
        !all.limits
            .iter()
            .any(|limit| limit.contains("outside these two dates"))
    );
    asked.text = "wrist hand sequela".to_owned();
    let some = changes(&mut engine, asked.clone()).lines;
    assert_eq!(some.len(), 3, "found by the words they had");
    let told = some[0].rewording.as_ref().expect("both wordings");
    assert_eq!((told.old.as_str(), told.new.as_str()), ("wrist and", ""));
    assert_eq!(some[0].day, "2026-04-01");
    // From one release to the next the day is not known.
    asked.from = "2025-09-30".to_owned();
    asked.to = "2025-10-01".to_owned();
    let within = changes(&mut engine, asked);
    assert_eq!(within.lines.len(), 3);
    assert!(
        within
            .limits
            .iter()
            .any(|limit| limit.contains("outside these two dates"))
    );
}

#[test]
fn without_a_first_date_the_release_before_is_compared() {
    let mut engine = engine();
    let view = changes(&mut engine, query("", ON));
    assert_eq!(view.to, ON);
    assert!(view.releases.contains(&view.from), "{}", view.from);
    assert!(!view.lines.is_empty());
    let early = changes(&mut engine, query("2020-01-01", ON));
    assert!(early.limits.iter().any(|limit| limit.contains("missing")));
}
