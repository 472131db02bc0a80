//! Search over a handful of codes: what each way of typing leads to, and what it says about it.

use std::sync::OnceLock;

use codes::search::{Entry, Hit, Index, Query};
use codes::{Period, System, Ymd};
use proptest::prelude::*;

const ALWAYS: [Period; 1] = [Period {
    first: Ymd(20_151_001),
    last: Ymd(20_270_331),
}];
const NEW: [Period; 1] = [Period {
    first: Ymd(20_261_001),
    last: Ymd(20_270_331),
}];
const GONE: [Period; 2] = [
    Period {
        first: Ymd(20_151_001),
        last: Ymd(20_200_930),
    },
    Period {
        first: Ymd(20_221_001),
        last: Ymd(20_230_930),
    },
];

/// Code, title, inclusion terms, periods.
type Row = (
    System,
    &'static str,
    &'static str,
    &'static [&'static str],
    &'static [Period],
);

const ROWS: &[Row] = &[
    (
        System::Cm,
        "E114",
        "Type 2 diabetes mellitus with neurological complications",
        &[],
        &[],
    ),
    (
        System::Cm,
        "E1140",
        "Type 2 diabetes mellitus with diabetic neuropathy, unspecified",
        &[],
        &ALWAYS,
    ),
    (System::Cm, "E1140X", "never billable", &[], &[]),
    (
        System::Cm,
        "G35",
        "Multiple sclerosis",
        &["Disseminated multiple sclerosis"],
        &GONE,
    ),
    (
        System::Cm,
        "G35D",
        "Multiple sclerosis, unspecified",
        &[],
        &NEW,
    ),
    (
        System::Cm,
        "G43909",
        "Migraine, unspecified, not intractable, without status migrainosus",
        &["Migraine NOS"],
        &ALWAYS,
    ),
    (
        System::Cm,
        "I10",
        "Essential (primary) hypertension",
        &[
            "high blood pressure",
            "hypertension (arterial) (benign) (essential) (malignant) (primary) (systemic)",
        ],
        &ALWAYS,
    ),
    (System::Cm, "I50", "Heart failure", &[], &[]),
    (
        System::Cm,
        "I501",
        "Left ventricular failure, unspecified",
        &["Cardiac asthma"],
        &ALWAYS,
    ),
    (
        System::Cm,
        "I5020",
        "Unspecified systolic (congestive) heart failure",
        &[],
        &ALWAYS,
    ),
    (
        System::Cm,
        "I509",
        "Heart failure, unspecified",
        &["Congestive heart failure NOS"],
        &ALWAYS,
    ),
    (
        System::Cm,
        "K409",
        "Unilateral inguinal hernia, without obstruction or gangrene",
        &[],
        &[],
    ),
    (
        System::Cm,
        "K4030",
        "Unilateral inguinal hernia, with obstruction, without gangrene, not specified as recurrent",
        &[],
        &ALWAYS,
    ),
    (
        System::Cm,
        "K4090",
        "Unilateral inguinal hernia, without obstruction or gangrene, not specified as recurrent",
        &[],
        &ALWAYS,
    ),
    (
        System::Cm,
        "N179",
        "Acute kidney failure, unspecified",
        &["Acute kidney injury (nontraumatic)"],
        &ALWAYS,
    ),
    (System::Cm, "O141", "Severe pre-eclampsia", &[], &[]),
    (
        System::Cm,
        "O1413",
        "Severe pre-eclampsia, third trimester",
        &[],
        &ALWAYS,
    ),
    (
        System::Cm,
        "S72002A",
        "Fracture of unspecified part of neck of left femur, initial encounter for closed fracture",
        &[],
        &ALWAYS,
    ),
    (
        System::Cm,
        "S72002D",
        "Fracture of unspecified part of neck of left femur, subsequent encounter for closed fracture with routine healing",
        &[],
        &ALWAYS,
    ),
    (
        System::Cm,
        "S72009A",
        "Fracture of unspecified part of neck of unspecified femur, initial encounter for closed fracture",
        &[],
        &ALWAYS,
    ),
    (
        System::Cm,
        "T782",
        "Anaphylactic shock, unspecified",
        &["Anaphylactic reaction"],
        &[],
    ),
    (
        System::Cm,
        "T782XXA",
        "Anaphylactic shock, unspecified, initial encounter",
        &[],
        &ALWAYS,
    ),
    (
        System::Cm,
        "T782XXS",
        "Anaphylactic shock, unspecified, sequela",
        &[],
        &ALWAYS,
    ),
    (
        System::Cm,
        "Z3A39",
        "39 weeks gestation of pregnancy",
        &[],
        &ALWAYS,
    ),
    (
        System::Pcs,
        "0FT40ZZ",
        "Resection of Gallbladder, Open Approach",
        &[],
        &ALWAYS,
    ),
    (
        System::Pcs,
        "0FT44ZZ",
        "Resection of Gallbladder, Percutaneous Endoscopic Approach",
        &[],
        &ALWAYS,
    ),
    (
        System::Pcs,
        "0SRC0JZ",
        "Replacement of Right Knee Joint with Synthetic Substitute, Open Approach",
        &[],
        &ALWAYS,
    ),
    (
        System::Pcs,
        "0SRD0JZ",
        "Replacement of Left Knee Joint with Synthetic Substitute, Open Approach",
        &[],
        &ALWAYS,
    ),
];

fn index() -> &'static Index {
    static INDEX: OnceLock<Index> = OnceLock::new();
    // Back to front: the order of entries must not matter.
    INDEX.get_or_init(|| {
        Index::of_entries(
            ROWS.iter()
                .rev()
                .map(|&(system, code, title, terms, periods)| Entry {
                    system,
                    code,
                    title,
                    inclusion_terms: terms.to_vec(),
                    index_terms: Vec::new(),
                    periods,
                }),
        )
    })
}

fn search(index: &Index, text: &str, date: i64) -> Vec<Hit> {
    index.search(&Query {
        text,
        system: None,
        date: Ymd(date),
        limit: 10,
    })
}

#[test]
fn the_first_hit_is_the_code_that_is_meant() {
    let index = index();
    for (text, expected) in [
        // Words in any order, beginnings, abbreviations.
        ("neuropathy diabetic type 2", "E1140"),
        ("diab mell t2 neurop", "E1140"),
        ("T2DM neuropathy", "E1140"),
        ("CHF", "I509"),
        ("chf systolic", "I5020"),
        ("AKI", "N179"),
        // Inclusion terms, own and of the header; lay words.
        ("cardiac asthma", "I501"),
        ("anaphylactic reaction", "T782XXA"),
        ("high blood pressure", "I10"),
        ("hypertension", "I10"),
        // Slips.
        ("migrane", "G43909"),
        ("hypertensoin", "I10"),
        ("gangrene inguinel hernai no obstruction", "K4090"),
        // Steering.
        ("broken hip", "S72009A"),
        ("broken hip left", "S72002A"),
        ("femur neck fx left subsequent", "S72002D"),
        ("inguinal hernia with obstruction", "K4030"),
        ("inguinal hernia w/o obstruction", "K4090"),
        ("preeclampsia severe 3rd trimester", "O1413"),
        ("pre eclampsia severe third trimester", "O1413"),
        ("39w2d", "Z3A39"),
        ("anaphylaxis sequela", "T782XXS"),
        // Procedures.
        ("lap chole", "0FT44ZZ"),
        ("open cholecystectomy", "0FT40ZZ"),
        ("TKA left", "0SRD0JZ"),
        // Codes.
        ("I50", "I501"),
        ("i50.9", "I509"),
        ("0ft4", "0FT40ZZ"),
        ("I50 systolic", "I5020"),
    ] {
        let hits = search(index, text, 20_261_101);
        let codes: Vec<&str> = hits.iter().map(|h| h.code.as_str()).collect();
        assert_eq!(codes.first(), Some(&expected), "{text}: {codes:?}");
    }
}

#[test]
fn a_span_of_codes_is_listed_in_order() {
    let codes: Vec<String> = search(index(), "I10-I50", 20_261_101)
        .into_iter()
        .map(|h| h.code)
        .collect();
    assert_eq!(codes, ["I10", "I501", "I5020", "I509"]);
}

#[test]
fn only_codes_billable_on_the_day_are_given() {
    let index = index();
    for (date, expected) in [
        (20_150_930, vec![]),
        (20_200_930, vec!["G35"]),
        (20_201_001, vec![]),
        (20_230_101, vec!["G35"]),
        (20_261_001, vec!["G35D"]),
        (20_270_401, vec![]),
    ] {
        for text in ["multiple sclerosis", "MS multiple sclerosis", "g35"] {
            let codes: Vec<String> = search(index, text, date)
                .into_iter()
                .map(|h| h.code)
                .collect();
            assert_eq!(codes, expected, "{text} on {date}");
        }
    }
}

#[test]
fn every_hit_says_why() {
    let index = index();
    for (text, code, part) in [
        ("AKI", "N179", "“AKI” read as acute kidney injury"),
        ("migraane", "G43909", "read as migraine"),
        ("cardiac asthma", "I501", "includes “Cardiac asthma”"),
        ("i50", "I501", "code within I50"),
        ("I509", "I509", "the code I509"),
        ("multiple sclerosis", "G35D", "title has all the words"),
        ("multiple sclerosis elephant", "G35D", "without “elephant”"),
    ] {
        let hits = search(index, text, 20_261_101);
        let hit = hits.iter().find(|h| h.code == code).unwrap();
        assert!(hit.why.contains(part), "{text}: {}", hit.why);
    }
}

#[test]
fn matched_ranges_underline_words_of_the_title() {
    let index = index();
    let hits = search(index, "femur left neck fracture", 20_261_101);
    let hit = &hits[0];
    let title = ROWS.iter().find(|r| r.1 == hit.code).unwrap().2;
    let words: Vec<&str> = hit
        .matched
        .iter()
        .map(|&(a, b)| &title[a as usize..b as usize])
        .collect();
    assert_eq!(words, ["Fracture", "neck", "left", "femur", "fracture"]);
    let hits = search(index, "systolic congestive heart failure", 20_261_101);
    let hit = &hits[0];
    let title = ROWS.iter().find(|r| r.1 == hit.code).unwrap().2;
    let words: Vec<&str> = hit
        .matched
        .iter()
        .map(|&(a, b)| &title[a as usize..b as usize])
        .collect();
    assert_eq!(words, ["systolic", "congestive", "heart", "failure"]);
}

#[test]
fn a_set_that_is_asked_for_is_the_only_one_given() {
    let index = index();
    for system in [System::Cm, System::Pcs] {
        for text in [
            "right",
            "open",
            "hernia knee failure",
            "0",
            "i5",
            "replacement",
        ] {
            let hits = index.search(&Query {
                text,
                system: Some(system),
                date: Ymd(20_261_101),
                limit: 50,
            });
            assert!(hits.iter().all(|h| h.system == system), "{text}");
        }
    }
}

#[test]
fn nothing_typed_gives_nothing() {
    let index = index();
    for text in ["", "   ", "the of", ".", "-", "…"] {
        assert!(search(index, text, 20_261_101).is_empty(), "{text:?}");
    }
    assert!(
        Index::of_entries(core::iter::empty())
            .search(&Query {
                text: "chf",
                system: None,
                date: Ymd(20_261_101),
                limit: 5
            })
            .is_empty()
    );
}

proptest! {
    #[test]
    fn any_text_is_answered_and_always_alike(text in "\\PC{0,60}", limit in 0usize..30) {
        let index = index();
        let query = Query { text: &text, system: None, date: Ymd(20_261_101), limit };
        let hits = index.search(&query);
        prop_assert!(hits.len() <= limit);
        prop_assert_eq!(&hits, &index.search(&query));
        for hit in &hits {
            let row = ROWS.iter().find(|r| r.1 == hit.code).unwrap();
            prop_assert!(!row.4.is_empty() && !hit.why.is_empty());
            for &(start, end) in &hit.matched {
                prop_assert!(row.2.get(start as usize..end as usize).is_some());
            }
        }
    }

    #[test]
    fn words_of_coders_never_panic(words in prop::collection::vec("fx|no|w/o|of|left|I50|s72\\.00|39w2d|>96|x3|type|ii|h/o|[a-z]{1,9}|é|’s", 0..30)) {
        let text = words.join(" ");
        let _ = search(index(), &text, 20_261_101);
    }
}
