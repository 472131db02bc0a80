//! Codes exempt from present-on-admission reporting: a sample as facts, and, where it is at hand, the whole list.
#![allow(clippy::unwrap_used)]

use std::path::Path;

use codes::Ymd;
use codes::cm::CmPack;
use edits::poa::{DecidedBy, ExemptList, Exemptions, ListError, is_exempt};

#[path = "exempt/list.rs"]
mod exempt_list;

const DATE: Ymd = Ymd(2025_01_15);

/// Facts of the list of FY2025 (CMS), some of each rule of the guidelines' Appendix I and its neighbours.
const SAMPLE: [(&str, bool); 64] = [
    ("B909", true),
    ("E640", true),
    ("I252", true),
    ("I69351", true),
    ("M8008XD", true),
    ("M84750D", true),
    ("M9701XD", true),
    ("O0990", true),
    ("O80", true),
    ("O665", true),
    ("P000", true),
    ("P2938", true),
    ("Q2110", true),
    ("Q909", true),
    ("S72001D", true),
    ("S72001G", true),
    ("S52501E", true),
    ("T8131XD", true),
    ("V4352XA", true),
    ("W3400XA", true),
    ("X72XXXA", true),
    ("Y92009", true),
    ("Y9341", true),
    ("Y998", true),
    ("Z23", true),
    ("Z370", true),
    ("Z3800", true),
    ("Z3A39", true),
    ("Z515", true),
    ("Z5900", true),
    ("Z6841", true),
    ("Z7401", true),
    ("Z79899", true),
    ("Z87891", true),
    ("Z9481", true),
    ("Z9682", true),
    ("Z9911", true),
    ("A419", false),
    ("F17210", false),
    ("I10", false),
    ("J9601", false),
    ("M8008XA", false),
    ("M8448XD", false),
    ("O701", false),
    ("P0739", false),
    ("R6520", false),
    ("S72001A", false),
    ("S72001B", false),
    ("T8131XA", false),
    ("T83511A", false),
    ("U071", false),
    ("V00812A", false),
    ("W010XXA", false),
    ("W1830XA", false),
    ("W19XXXA", false),
    ("W19XXXD", false),
    ("X58XXXA", false),
    ("Y838", false),
    ("Y92230", false),
    ("Y9301", false),
    ("Z1611", false),
    ("Z20822", false),
    ("Z21", false),
    ("Z66", false),
];

#[test]
fn rules_say_what_the_list_says_of_a_sample() {
    for (code, exempt) in SAMPLE {
        assert_eq!(is_exempt(code, DATE), exempt, "{code}");
        assert_eq!(is_exempt(&code.to_lowercase(), DATE), exempt, "{code}");
    }
}

#[test]
fn what_is_no_code_is_not_exempt() {
    for text in ["", "Z79.899", "Z798990000", "é", "ÉÉ", "\0"] {
        assert!(!is_exempt(text, DATE), "{text:?}");
    }
}

/// The whole list of FY2025, against every code that was billable in that year. The file is not part of the
/// repository: name the folder that holds it in `CHARTROOM_OFFICIAL`.
#[test]
fn rules_agree_with_the_whole_list_of_2025() {
    let Some(folder) = std::env::var_os("CHARTROOM_OFFICIAL") else {
        eprintln!("not run: CHARTROOM_OFFICIAL names no folder with POAexemptCodesFY25.txt.gz");
        return;
    };
    let file = Path::new(&folder).join("POAexemptCodesFY25.txt.gz");
    let Ok(bytes) = std::fs::read(&file) else {
        eprintln!("not run: {} is not there", file.display());
        return;
    };
    let list = exempt_list::read(&bytes).unwrap();
    assert_eq!(list.len(), 38_154);

    let imported = ExemptList::new(Ymd(2024_10_01), Ymd(2025_09_30), &list).unwrap();
    assert_eq!(imported.len(), list.len());
    let pack = CmPack::open(&sample::pack("icd10cm")).unwrap();
    let (mut codes, mut seen, mut wrong) = (0, 0, Vec::new());
    for code in pack
        .codes()
        .filter(|c| c.billable_on(Ymd(2024_10_01)) || c.billable_on(Ymd(2025_04_01)))
        .map(codes::cm::CmCode::code)
    {
        codes += 1;
        seen += usize::from(list.contains(code));
        assert_eq!(imported.has(code), list.contains(code), "{code}");
        if is_exempt(code, DATE) != list.contains(code) {
            wrong.push((code, list.contains(code)));
        }
    }
    let (negative, positive): (Vec<(&str, bool)>, Vec<_>) =
        wrong.iter().copied().partition(|(_, listed)| *listed);
    println!(
        "{codes} codes billable in FY2025, {seen} of the list among them; {} wrongly exempt {positive:?}, \
         {} wrongly not exempt {negative:?}",
        positive.len(),
        negative.len(),
        positive = &positive[..positive.len().min(50)],
        negative = &negative[..negative.len().min(50)],
    );
    assert_eq!(
        seen,
        list.len(),
        "every code of the list is a code of the year"
    );
    assert!(wrong.len() * 1_000 <= codes, "{} of {codes}", wrong.len());
}

#[test]
fn an_imported_list_goes_before_the_rules_in_its_year() {
    let list = ExemptList::new(Ymd(2025_10_01), Ymd(2026_09_30), ["I10", "z79.899 "]).unwrap();
    let mut exemptions = Exemptions::default();
    assert_eq!(
        exemptions.of("I10", Ymd(2026_01_01)),
        (false, DecidedBy::Rules)
    );
    exemptions.import(list.clone());
    for (code, date, expected) in [
        ("I10", 2026_01_01, (true, DecidedBy::List)),
        ("i10", 2026_01_01, (true, DecidedBy::List)),
        ("Z79899", 2026_09_30, (true, DecidedBy::List)),
        ("Z87891", 2026_01_01, (false, DecidedBy::List)),
        ("Z87891", 2026_10_01, (true, DecidedBy::Rules)),
        ("I10", 2025_09_30, (false, DecidedBy::Rules)),
    ] {
        assert_eq!(exemptions.of(code, Ymd(date)), expected, "{code} {date}");
    }
    let text = serde_json::to_string(&list).unwrap();
    assert_eq!(serde_json::from_str::<ExemptList>(&text).unwrap(), list);
    assert!(serde_json::from_str::<ExemptList>(&text.replace("I10", "I 0")).is_err());
}

#[test]
fn a_list_that_is_none_is_refused() {
    let (first, last) = (Ymd(2025_10_01), Ymd(2026_09_30));
    let none: [&str; 0] = [];
    assert_eq!(
        ExemptList::new(last, first, ["I10"]),
        Err(ListError::Days {
            first: last,
            last: first
        })
    );
    assert!(matches!(
        ExemptList::new(Ymd(0), last, ["I10"]),
        Err(ListError::Days { .. })
    ));
    assert_eq!(ExemptList::new(first, last, none), Err(ListError::Empty));
    for text in [
        "",
        "10",
        "12345",
        "I10 essential hypertension",
        "Z79.8999.9",
    ] {
        let refused = ExemptList::new(first, last, ["I10", text]);
        assert!(
            matches!(refused, Err(ListError::Code { line: 2, .. })),
            "{text:?}: {refused:?}"
        );
    }
}
