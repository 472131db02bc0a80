//! Whether a file fits the loaded codes: a made-up set of ten codes with three releases, and order files held against it.

use codes::cm::{CmPack, Level, content};
use codes::{Period, TitleSource, Ymd};
use official::fit::{Agreement, Loaded, best, hold, suggest};
use official::{Given, ImportError, Problem, read, recognise};

use crate::samples::order;

const FIRST: Ymd = Ymd(2024_10_01);
const SECOND: Ymd = Ymd(2025_10_01);
const THIRD: Ymd = Ymd(2026_04_01);
const HORIZON: Ymd = Ymd(2026_09_30);

/// Ten codes from the first release on; U073 comes with the second, U070 ends before the third.
fn pack() -> CmPack {
    let node = |depth, level, id: &str, periods: Vec<Period>| content::Node {
        depth,
        level,
        id: id.to_owned(),
        title: "Blorp".to_owned(),
        title_source: TitleSource::Official,
        periods,
        tabular_year: None,
        notes: Vec::new(),
        inclusion_terms: Vec::new(),
        seventh_characters: Vec::new(),
        former_titles: Vec::new(),
    };
    let always = || {
        vec![Period {
            first: FIRST,
            last: HORIZON,
        }]
    };
    let mut nodes = vec![
        node(0, Level::Chapter, "22", Vec::new()),
        node(1, Level::Block, "U00-U49", Vec::new()),
        node(2, Level::Category, "U07", Vec::new()),
        node(
            3,
            Level::Code,
            "U070",
            vec![Period {
                first: FIRST,
                last: Ymd(2026_03_31),
            }],
        ),
        node(
            3,
            Level::Code,
            "U073",
            vec![Period {
                first: SECOND,
                last: HORIZON,
            }],
        ),
    ];
    nodes.push(node(2, Level::Category, "U09", Vec::new()));
    nodes.extend((0..9).map(|n| node(3, Level::Code, &format!("U09{n}"), always())));
    CmPack::open(&content::write(&nodes).unwrap()).unwrap()
}

/// An order file of the nine codes that are always there and of these.
fn list(more: &[&str]) -> String {
    let mut codes: Vec<String> = more.iter().map(|code| (*code).to_owned()).collect();
    codes.extend((0..9).map(|n| format!("U09{n}")));
    let rows: Vec<(&str, u8, &str)> = codes
        .iter()
        .map(|code| (code.as_str(), 1, "Blorp"))
        .collect();
    order(&rows)
}

fn held(text: &str, day: Ymd) -> Result<Option<Agreement>, ImportError> {
    let pack = pack();
    let loaded = Loaded {
        diagnoses: Some(&pack),
        ..Loaded::default()
    };
    let found = &recognise("order.txt", text.as_bytes())?.files[0];
    let given = Given {
        effective: Some(day),
        ..Given::default()
    };
    hold("order.txt", &read(found, given)?, loaded)
}

#[test]
fn a_list_of_its_own_day_agrees() {
    for (codes, day) in [
        (&["U070"][..], FIRST),
        (&["U070", "U073"], SECOND),
        (&["U073"], THIRD),
        (&["U073"], Ymd(2026_06_15)),
    ] {
        let agreement = held(&list(codes), day).unwrap().unwrap();
        assert_eq!(agreement.differ(), 0, "{codes:?} on {day}");
        assert_eq!(agreement.agree, codes.len() + 9);
    }
}

#[test]
fn a_list_of_another_day_is_refused_by_the_day_it_is_of() {
    for (codes, day, release) in [
        (&["U070"][..], THIRD, FIRST),
        (&["U073"], FIRST, THIRD),
        (&["U070", "U073"], THIRD, SECOND),
    ] {
        let error = held(&list(codes), day).unwrap_err();
        let expected = Problem::OtherEdition {
            release: Some(release),
        };
        assert_eq!(error.problem(), &expected, "{codes:?} on {day}");
        assert!(error.why().contains(&release.to_iso()), "{error}");
    }
}

#[test]
fn only_loaded_days_and_the_release_right_after_them_are_taken() {
    for (day, taken) in [
        (Ymd(2022_10_01), false),
        (Ymd(2024_09_30), false),
        (FIRST, true),
        (HORIZON, true),
        (Ymd(2026_10_01), true),
        (Ymd(2027_04_01), false),
    ] {
        let codes = if day < SECOND {
            list(&["U070"])
        } else {
            list(&["U073"])
        };
        let answer = held(&codes, day);
        assert_eq!(answer.is_ok(), taken, "{day}: {answer:?}");
        if let Err(error) = answer {
            assert!(
                matches!(error.problem(), Problem::WrongYear { .. }),
                "{error}"
            );
        }
    }
}

#[test]
fn a_next_release_may_bring_a_few_codes_but_not_another_book() {
    let next = Ymd(2026_10_01);
    let agreement = held(&list(&["U073", "U074"]), next).unwrap().unwrap();
    assert_eq!(
        (agreement.agree, agreement.new, agreement.missing),
        (10, 1, 0)
    );
    let other = order(&[
        ("A000", 1, "Blorp"),
        ("A001", 1, "Blorp"),
        ("U073", 1, "Blorp"),
    ]);
    let error = held(&other, next).unwrap_err();
    assert!(
        matches!(error.problem(), Problem::OtherEdition { .. }),
        "{error}"
    );
}

#[test]
fn the_day_of_a_list_is_found_by_its_codes() {
    let pack = pack();
    let loaded = Loaded {
        diagnoses: Some(&pack),
        ..Loaded::default()
    };
    for (codes, day) in [
        (&["U070"][..], FIRST),
        (&["U070", "U073"], SECOND),
        (&["U073"], THIRD),
    ] {
        let text = list(codes);
        let found = &recognise("order.txt", text.as_bytes()).unwrap().files[0];
        let days = suggest(found, None, loaded).unwrap();
        assert_eq!(
            days.iter().map(|s| s.day).collect::<Vec<_>>(),
            [FIRST, SECOND, THIRD]
        );
        assert_eq!(best(&days).map(|s| s.day), Some(day));
    }
}

#[test]
fn without_a_code_set_nothing_is_said_about_codes() {
    let text = list(&["U073"]);
    let found = &recognise("order.txt", text.as_bytes()).unwrap().files[0];
    let given = Given {
        effective: Some(THIRD),
        ..Given::default()
    };
    let import = read(found, given).unwrap();
    assert_eq!(hold("order.txt", &import, Loaded::default()), Ok(None));
}
