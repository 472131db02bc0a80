//! The guidelines on screen: the edition of the date, one section with its surroundings, search, and what rules cite.
//!
//! The document is made up, in the official layout. That of FY2025 is read where it is found beside the repository.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use engine::cited::{Piece, pieces, sections};
use engine::protocol::{Event, RuleLine, SectionHits, SectionPage};
use engine::{Asked, Engine, Request};

use crate::samples::{self, guidelines::TEXT};

fn still() -> f64 {
    0.0
}

fn ask(engine: &mut Engine, request: Request) -> Event {
    let mut told = engine.handle(Asked { id: 1, request });
    assert_eq!(told.len(), 1, "{told:?}");
    told.remove(0).event
}

/// An engine with the guidelines given; it needs no packs.
fn engine(files: &[(&str, &[u8])]) -> Engine {
    let mut engine = Engine::new(still);
    for (name, bytes) in files {
        let request = Request::OfficialTake {
            name: (*name).to_owned(),
            bytes: bytes.to_vec(),
            effective: None,
        };
        let Event::OfficialTaken(file) = ask(&mut engine, request) else {
            panic!("{name} was not taken in")
        };
        assert!(file.parts[0].guidelines);
    }
    engine
}

fn of(text: &str, year: u16, first: &str) -> String {
    text.replace("FY 2026", &format!("FY {year}")).replace(
        "(October 1, 2025 - September 30, 2026)",
        &format!("({first} - September 30, {year})"),
    )
}

fn section(engine: &mut Engine, id: &str, date: &str) -> SectionPage {
    let request = Request::Section {
        id: id.to_owned(),
        date: date.to_owned(),
    };
    match ask(engine, request) {
        Event::Section(page) => *page,
        other => panic!("{other:?}"),
    }
}

fn find(engine: &mut Engine, words: &str) -> SectionHits {
    let request = Request::SectionsFind {
        words: words.to_owned(),
        limit: 5,
        date: "2026-01-01".to_owned(),
    };
    match ask(engine, request) {
        Event::Sections(hits) => hits,
        other => panic!("{other:?}"),
    }
}

fn rules() -> Vec<RuleLine> {
    match ask(&mut Engine::new(still), Request::Rules) {
        Event::Rules(rules) => rules,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_edition_of_the_date_is_read_and_another_one_is_marked() {
    let (april, old) = (
        of(TEXT, 2026, "April 1, 2026"),
        of(TEXT, 2024, "October 1, 2023"),
    );
    let mut engine = engine(&[
        ("april.txt", april.as_bytes()),
        ("october.txt", TEXT.as_bytes()),
        ("old.txt", old.as_bytes()),
    ]);
    for (date, year, effective, speaks) in [
        ("2025-10-01", 2026, "2025-10-01", true),
        ("2026-03-31", 2026, "2025-10-01", true),
        ("2026-04-01", 2026, "2026-04-01", true),
        ("2024-09-30", 2024, "2023-10-01", true),
        // No year of its own: the one before, else the first after.
        ("2024-10-01", 2024, "2023-10-01", false),
        ("2026-10-01", 2026, "2026-04-01", false),
        ("2023-01-01", 2024, "2023-10-01", false),
    ] {
        let page = section(&mut engine, "I.B.1", date);
        let edition = page.edition.unwrap();
        assert_eq!(
            (
                edition.fiscal_year,
                edition.effective.as_str(),
                edition.speaks
            ),
            (year, effective, speaks),
            "{date}"
        );
    }
    assert_eq!(section(&mut engine, "", "2026-10-01").wanted_year, 2027);
}

#[test]
fn a_section_stands_between_its_neighbours() {
    let mut engine = engine(&[("g.pdf", &samples::guidelines::pdf())]);
    let page = section(&mut engine, "I.C.1.a.1", "2026-01-01");
    let ids = |lines: &[engine::protocol::SectionLine]| {
        lines.iter().map(|l| l.id.clone()).collect::<Vec<_>>()
    };
    assert_eq!(
        page.title,
        "Blorps of the upper gizzard that are told apart by their colour"
    );
    assert_eq!(page.paragraphs, ["Only a green blorp is coded."]);
    assert_eq!(ids(&page.path), ["I", "I.C", "I.C.1", "I.C.1.a"]);
    assert_eq!(ids(&page.below), ["I.C.1.a.1.a", "I.C.1.a.1.b"]);
    assert_eq!(page.previous.unwrap().id, "I.C.1.a");
    assert_eq!(page.next.unwrap().id, "I.C.1.a.1.a");
    let contents = section(&mut engine, "", "2026-01-01");
    assert_eq!(
        ids(&contents.below),
        ["I", "I.A", "I.B", "I.C", "II", "II.A", "Appendix I"]
    );
    let nearest = section(&mut engine, "I.C.1.d.1.b", "2026-01-01");
    assert_eq!(
        (nearest.asked.as_str(), nearest.id.as_str()),
        ("I.C.1.d.1.b", "I.C.1")
    );
}

#[test]
fn without_the_guidelines_a_section_names_the_rules_that_cite_it() {
    let mut engine = Engine::new(still);
    let page = section(&mut engine, "I.A.12.a", "2026-01-01");
    assert_eq!(
        (page.edition, page.wanted_year, page.id.as_str()),
        (None, 2026, "I.A.12.a")
    );
    assert!(
        page.rules.iter().any(|rule| rule.cites == "I.A.12.a"),
        "{:?}",
        page.rules
    );
    // A finding cites more closely than its rule: the rule is found above.
    let closer = section(&mut engine, "I.C.1.d.1.b", "2026-01-01");
    assert!(
        closer.rules.iter().any(|rule| rule.cites == "I.C.1.d"),
        "{:?}",
        closer.rules
    );
    let contents = section(&mut engine, "", "2026-01-01");
    assert_eq!(
        contents.below.first().map(|line| line.id.as_str()),
        Some("I.A.4")
    );
    assert_eq!(
        contents.below.last().map(|line| line.id.as_str()),
        Some("Appendix I")
    );
    assert!(contents.below.iter().all(|line| line.rules > 0));
    let request = Request::Section {
        id: "B3.4b".to_owned(),
        date: "2026-01-01".to_owned(),
    };
    assert!(matches!(ask(&mut engine, request), Event::Failed(_)));
}

#[test]
fn words_are_found_in_any_order_and_shown_where_they_stand() {
    let mut engine = engine(&[("g.txt", TEXT.as_bytes())]);
    let ids = |hits: &SectionHits| {
        hits.hits
            .iter()
            .map(|hit| hit.line.id.clone())
            .collect::<Vec<_>>()
    };
    let hits = find(&mut engine, "coded green");
    assert_eq!(
        ids(&hits),
        ["I.C.1.a.1.a", "I.C.1.a.1"],
        "the heading first"
    );
    let marked: Vec<&str> = hits.hits[0]
        .snippet
        .iter()
        .filter(|(_, mark)| *mark)
        .map(|(word, _)| word.as_str())
        .collect();
    assert_eq!(marked, ["green", "coded"]);
    assert_eq!(
        ids(&find(&mut engine, "GREEN wobble")),
        Vec::<String>::new()
    );
    assert_eq!(
        ids(&find(&mut engine, "i.b.1")).first().map(String::as_str),
        Some("I.B.1")
    );
    assert_eq!(find(&mut engine, "  ").total, 0);
    assert_eq!(
        find(&mut engine, "blorp").hits.len(),
        5,
        "no more than asked for"
    );
    let long: String = hits.hits[0]
        .snippet
        .iter()
        .map(|(piece, _)| piece.as_str())
        .collect();
    assert!(
        TEXT.contains("A green blorp is coded with its shade") && long.contains("A green blorp"),
        "{long}"
    );
}

/// What rules and findings cite, read off the sources of the rule crate: a source is a text in quotes.
fn cited_in_the_rules() -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../edits/src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let text = std::fs::read_to_string(path).unwrap();
                let quoted = text
                    .lines()
                    .filter(|line| !line.trim_start().starts_with("//"));
                out.extend(quoted.flat_map(sections));
            }
        }
    }
    out
}

#[test]
fn rules_that_cite_a_section_lead_to_it() {
    let rules = rules();
    let leading = rules
        .iter()
        .filter(|rule| !sections(&rule.source).is_empty());
    let (leading, all) = (leading.count(), rules.len());
    let cited = cited_in_the_rules();
    eprintln!(
        "{leading} of {all} listed rules cite a section; rules and findings cite {} sections",
        cited.len()
    );
    for rule in &rules {
        let names = rule.source.contains("ICD-10-CM Official Guidelines");
        assert_eq!(
            names,
            !sections(&rule.source).is_empty(),
            "{}: {}",
            rule.id,
            rule.source
        );
        let again: String = pieces(&rule.source)
            .into_iter()
            .map(|piece| match piece {
                Piece::Words(words) | Piece::Section(_, words) => words,
            })
            .collect();
        assert_eq!(again, rule.source);
    }
    assert!(
        leading >= 30 && cited.len() >= 70,
        "{leading}, {}",
        cited.len()
    );
}

#[test]
fn every_section_cited_is_in_the_guidelines_of_2025() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/cms");
    let folder = std::env::var_os("CHARTROOM_OFFICIAL").map_or(folder, PathBuf::from);
    let Ok(bytes) = std::fs::read(folder.join("guidelines_fy2025.pdf")) else {
        eprintln!("NOT RUN: no guidelines_fy2025.pdf in {}", folder.display());
        return;
    };
    let mut engine = engine(&[("guidelines_fy2025.pdf", &bytes)]);
    let cited = cited_in_the_rules();
    for id in &cited {
        let page = section(&mut engine, id, "2025-01-01");
        assert_eq!((&page.id, page.edition.map(|e| e.speaks)), (id, Some(true)));
        assert!(!page.title.is_empty(), "{id}");
    }
    eprintln!("{} sections cited, each found", cited.len());
}
