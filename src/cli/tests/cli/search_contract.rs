//! What a script may rely on when it calls `chartroom search`: order, limit, systems, dates, errors, exit codes.
//!
//! Needs the packs (`cargo xtask packs`); fails without them.

use serde_json::{Value, json};

use crate::program;

fn search(arguments: &[&str], input: &[u8]) -> program::Ran {
    let folder = sample::packs();
    let folder = folder.to_string_lossy();
    let mut all = vec!["search", "--packs", &folder];
    all.extend(arguments);
    program::chartroom(&all, input)
}

fn codes(answer: &Value) -> Vec<&str> {
    answer["codes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|code| code.as_str().unwrap())
        .collect()
}

#[test]
fn queries_are_answered_in_order_with_a_reason_for_each_code() {
    let input = concat!(
        r#"{"id":"a","query":"acute systolic heart failure","system":"CM"}"#,
        "\n",
        "\n  \r\n",
        r#"{"id":"b","query":"cholecystectomy laparoscopic","system":"PCS"}"#,
        "\n",
        r#"{"id":3,"query":"I50.21","system":null,"unknown":[1]}"#,
        "\r\n",
        r#"{"id":"d","query":"N17.9"}"#,
        "\n",
        r#"{"id":"e","query":""}"#,
        "\n",
        r#"{"id":"f","query":"qzxqzxqzx"}"#,
    );
    let ran = search(&["--date", "2026-07-08"], input.as_bytes());
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let answers = ran.answers();
    let ids: Vec<&Value> = answers.iter().map(|answer| &answer["id"]).collect();
    assert_eq!(
        ids,
        [
            &json!("a"),
            &json!("b"),
            &json!(3),
            &json!("d"),
            &json!("e"),
            &json!("f")
        ]
    );
    for answer in &answers {
        let why = answer["why"].as_array().unwrap();
        assert_eq!(why.len(), codes(answer).len(), "{answer}");
        assert!(
            why.iter()
                .all(|text| text.as_str().is_some_and(|text| !text.is_empty())),
            "{answer}"
        );
        assert!(
            codes(answer).len() <= 10 && codes(answer).iter().all(|code| !code.contains('.')),
            "{answer}"
        );
    }
    assert!(codes(&answers[0]).contains(&"I5021"), "{}", answers[0]);
    assert!(
        !codes(&answers[1]).is_empty() && codes(&answers[1]).iter().all(|code| code.len() == 7),
        "{}",
        answers[1]
    );
    assert_eq!(
        (codes(&answers[2])[0], codes(&answers[3])[0]),
        ("I5021", "N179")
    );
    assert!(codes(&answers[4]).is_empty());
}

#[test]
fn the_limit_cuts_the_same_list() {
    let input = br#"{"id":"a","query":"pneumonia"}"#;
    let list = |limit: &str| {
        let ran = search(&["--date", "2026-07-08", "--limit", limit], input);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        let answers = ran.answers();
        codes(&answers[0])
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let ten = list("10");
    assert_eq!(ten.len(), 10);
    assert_eq!(list("3"), ten[..3]);
    assert_eq!(list("1"), ten[..1]);
    assert!(list("0").is_empty());
    assert!(list("40").len() > 10);
}

#[test]
fn only_codes_that_are_billable_on_the_date_are_found() {
    let input = br#"{"id":"a","query":"D6911","system":"CM"}"#;
    for (date, found) in [("2026-09-30", false), ("2026-10-01", true)] {
        let ran = search(&["--date", date], input);
        assert_eq!(codes(&ran.answers()[0]).contains(&"D6911"), found, "{date}");
    }
}

#[test]
fn bad_lines_are_answered_in_their_place() {
    let mut bad: Vec<Vec<u8>> = [
        r#"{"id":"a"}"#,
        r#"{"query":"x"}"#,
        r#"{"id":"a","query":null}"#,
        r#"{"id":"a","query":7}"#,
        r#"{"id":"a","query":["x"]}"#,
        r#"{"id":"a","query":"x","system":"cm"}"#,
        r#"{"id":"a","query":"x","system":1}"#,
        r#"{"id":"a","query":"x","system":[]}"#,
        r#"{"id":"a","id":"a","query":"x"}"#,
        r#"{"id":"a","query":"x","query":"y"}"#,
        r#"{"id":"a","query":"x","system":"CM","system":"CM"}"#,
        r#"{"id":"a","query":"\ud800"}"#,
        "{\"id\":\"a\",\"query\":\"x\0\"}",
        "\u{feff}{\"id\":\"a\",\"query\":\"x\"}",
        r#"{"id":"a","query":"x"} x"#,
        r#"{"id":"a","query":"x"}{}"#,
        "[]",
        "null",
        "nonsense",
        "\"",
        "\0",
    ]
    .iter()
    .map(|text| text.as_bytes().to_vec())
    .collect();
    bad.push(b"{\"id\":\"a\",\"query\":\"\xff\"}".to_vec());
    for depth_bomb in ["[", "{\"a\":", "{\"id\":[", "{\"id\":\"a\",\"x\":["] {
        bad.push(depth_bomb.repeat(100_000).into_bytes());
    }
    let whole = r#"{"id":"größe","query":"fracture","system":"CM"}"#.as_bytes();
    bad.extend((1..whole.len()).map(|end| whole[..end].to_vec()));
    let mut input = Vec::new();
    for line in &bad {
        input.extend(line);
        input.push(b'\n');
    }
    input.extend(whole);
    let ran = search(&["--date", "2026-07-08"], &input);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(!ran.err.contains("panicked"), "{}", ran.err);
    let answers = ran.answers();
    assert_eq!(answers.len(), bad.len() + 1);
    for ((number, line), answer) in (1..).zip(&bad).zip(&answers) {
        let line = String::from_utf8_lossy(&line[..line.len().min(80)]);
        assert_eq!(answer["line"], number, "{line}: {answer}");
        for part in ["what", "why", "where", "fix"] {
            assert!(
                answer["error"][part]
                    .as_str()
                    .is_some_and(|text| !text.is_empty()),
                "{line}: {answer}"
            );
        }
    }
    assert!(!codes(&answers[bad.len()]).is_empty());
}

/// Pasted chart text, odd letters and very long queries are searched like any other.
#[test]
fn odd_queries_are_searched() {
    let long = "acute on chronic ".repeat(5_000);
    let letters = "x".repeat(100_000);
    let odd = [
        long.as_str(),
        &letters,
        "💀💀",
        "ﬁbrillation",
        "İstanbul ß ẞ",
        "\u{0}",
        "a\u{301}",
        "....",
        "\"\\/",
        "-",
        "%",
        "\u{202e}tset",
        "１２３",
        "OR AND NOT ( ) * ?",
    ];
    let lines: Vec<Value> = odd
        .iter()
        .enumerate()
        .map(|(id, query)| json!({"id": id, "query": query}))
        .collect();
    let ran = search(&["--date", "2026-07-08"], &program::lines(&lines));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(ran.answers().len(), odd.len());
}

#[test]
fn what_cannot_start_ends_with_two() {
    for arguments in [
        &[][..],
        &["--date", "2026-02-29"],
        &["--date", "20260708"],
        &["--date", "tomorrow"],
        &["--date", ""],
        &["--date", "2026-07-08", "--limit", "ten"],
        &["--date", "2026-07-08", "--limit", "-1"],
        &["--date", "2026-07-08", "more"],
    ] {
        let ran = search(arguments, br#"{"id":"a","query":"x"}"#);
        assert_eq!(ran.code, Some(2), "{arguments:?}: {}", ran.err);
        assert!(
            ran.out.is_empty() && !ran.err.trim().is_empty(),
            "{arguments:?}"
        );
    }
}
