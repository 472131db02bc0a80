//! What a script may rely on when it calls `chartroom group`: order, threads, defaults, errors, exit codes, `--trace`.
//!
//! Needs the packs (`cargo xtask packs`); fails without them.

use serde_json::{Value, json};

use crate::malformed::{self, Due};
use crate::program;

/// The one answer to one line.
fn answer(line: &str) -> Value {
    let ran = program::group(&sample::packs(), &[], line.as_bytes());
    assert_eq!(
        ran.code,
        Some(0),
        "{line}: {}{}",
        ran.err,
        String::from_utf8_lossy(&ran.out)
    );
    let mut answers = ran.answers();
    assert_eq!(answers.len(), 1, "{line}");
    answers.remove(0)
}

fn without_version(mut answer: Value) -> Value {
    answer.as_object_mut().unwrap().remove("version");
    answer
}

fn is_four_parts(error: &Value) -> bool {
    ["what", "why", "where", "fix"]
        .iter()
        .all(|part| error[part].as_str().is_some_and(|text| !text.is_empty()))
}

#[test]
fn answers_keep_their_order_with_any_number_of_threads() {
    // Claims of every version, bad lines and blank ones, over several batches.
    let mut once = program::lines(sample::all().iter().map(|checked| &checked.claim));
    once.extend(b"\n   \nnot a claim\n{\"id\":\"cut\n\r\n");
    let input = once.repeat(6);
    let run = |threads: &str| program::group(&sample::packs(), &["--threads", threads], &input);
    let one = run("1");
    assert_eq!(one.code, Some(1), "{}", one.err);
    for threads in ["2", "7", "64"] {
        let more = run(threads);
        assert_eq!(more.code, Some(1), "{}", more.err);
        assert!(
            more.out == one.out,
            "{threads} threads answer otherwise than one"
        );
    }
    let ids: Vec<Value> = sample::all()
        .into_iter()
        .map(|checked| checked.claim["id"].clone())
        .chain([Value::Null, Value::Null])
        .collect();
    let answered: Vec<Value> = one
        .answers()
        .into_iter()
        .map(|mut answer| answer["id"].take())
        .collect();
    assert_eq!(answered, vec![ids; 6].concat());
}

#[test]
fn line_numbers_count_blank_lines_too() {
    let ran = program::group(&sample::packs(), &[], b"\n \t \nnonsense\n\r\n{}\n");
    assert_eq!(ran.code, Some(1));
    let lines: Vec<Value> = ran
        .answers()
        .into_iter()
        .map(|mut answer| answer["line"].take())
        .collect();
    assert_eq!(lines, [3, 5]);
}

#[test]
fn nothing_in_is_nothing_out() {
    for input in ["", "\n", " \r\n\n\n"] {
        let ran = program::group(&sample::packs(), &[], input.as_bytes());
        assert_eq!((ran.code, ran.out.len()), (Some(0), 0), "{input:?}");
    }
}

#[test]
fn the_last_line_needs_no_line_end() {
    let whole = malformed::whole();
    assert_eq!(answer(&whole), answer(&format!("{whole}\r\n")));
}

#[test]
fn unknown_fields_are_passed_over() {
    let plain = answer(&malformed::whole());
    for extra in [
        r#"{"deep":[1,{"id":"not this"}],"deep":2}"#,
        "null",
        r#""text""#,
        "[[],{}]",
        "1e5",
    ] {
        assert_eq!(answer(&malformed::with("note", extra)), plain, "{extra}");
    }
    assert_eq!(
        answer(&malformed::with(
            "pdx",
            r#"{"note":1,"code":"I5023","poa":"Y"}"#
        )),
        plain
    );
}

#[test]
fn missing_fields_have_their_defaults() {
    for (field, default) in [
        ("los", "null"),
        ("admit_dx", "null"),
        ("hospital_status", r#""NOT_EXEMPT""#),
        ("sdx", "[]"),
        ("procedures", "[]"),
    ] {
        assert_eq!(
            answer(&malformed::without(&[field])),
            answer(&malformed::with(field, default)),
            "{field}"
        );
    }
    let poa = |text: &str| {
        answer(&malformed::with(
            "sdx",
            &format!("[{{\"code\":\"N179\"{text}}}]"),
        ))
    };
    assert_eq!(poa(""), poa(r#","poa":"""#));
    // None of the optional fields; no principal diagnosis.
    let least = r#"{"id":"least","pdx":null,"age":66,"sex":"F","discharge_status":1,"discharge_date":20260708}"#;
    let least = answer(least);
    assert_eq!(
        (&least["id"], &least["final_drg"], &least["final_grc"]),
        (&json!("least"), &json!(999), &json!("INVALID_PDX"))
    );
    assert_eq!((&least["sdx"], &least["proc"]), (&json!([]), &json!([])));
}

#[test]
fn the_discharge_date_chooses_the_version_unless_one_is_given() {
    for (date, version) in [
        ("20221001", "400"),
        ("20230331", "400"),
        ("20230401", "401"),
        ("20231001", "410"),
        ("20240401", "411"),
        ("20240930", "411"),
        ("20241001", "420"),
        ("20250401", "421"),
        ("20251001", "430"),
        ("20260331", "430"),
        ("20260401", "431"),
        ("20261001", "440"),
        ("20270331", "440"),
    ] {
        let dated = malformed::with("discharge_date", date);
        let chosen = answer(&dated.replace("\"version\":431,", ""));
        assert_eq!(
            chosen,
            answer(&dated.replace("\"version\":431", &format!("\"version\":{version}"))),
            "{date}"
        );
        assert_eq!(
            chosen,
            answer(&dated.replace("\"version\":431", "\"version\":null")),
            "{date}"
        );
    }
    // A code of October 2025 is unknown to v40.0 whatever the date; the code editor goes by the date whatever the version.
    let line = malformed::with("pdx", r#"{"code":"E11A","poa":"Y"}"#);
    let (given, by_date) = (
        answer(&line.replace("\"version\":431", "\"version\":400")),
        answer(&line),
    );
    assert_eq!(
        (&given["pdx"]["valid"], &by_date["pdx"]["valid"]),
        (&json!(false), &json!(true))
    );
    assert_eq!(given["mce"], by_date["mce"]);
}

#[test]
fn codes_are_known_in_either_case_but_not_with_a_dot() {
    let of = |code: &str| {
        without_version(answer(&malformed::with(
            "pdx",
            &format!("{{\"code\":\"{code}\",\"poa\":\"Y\"}}"),
        )))
    };
    let (plain, lower, dotted) = (of("I5023"), of("i5023"), of("I50.23"));
    assert_eq!(plain["final_drg"], lower["final_drg"]);
    assert_eq!(lower["pdx"]["code"], "i5023");
    assert_eq!(
        (&dotted["final_drg"], &dotted["pdx"]["valid"]),
        (&json!(999), &json!(false))
    );
}

#[test]
fn a_trace_changes_nothing_and_ends_where_the_result_does() {
    let all = sample::all();
    let input = program::lines(all.iter().map(|checked| &checked.claim));
    let plain = program::group(&sample::packs(), &[], &input);
    let traced = program::group(&sample::packs(), &["--trace"], &input);
    assert_eq!(
        (plain.code, traced.code),
        (Some(0), Some(0)),
        "{}{}",
        plain.err,
        traced.err
    );
    let (plain, traced) = (plain.answers(), traced.answers());
    assert_eq!((plain.len(), traced.len()), (all.len(), all.len()));
    for (plain, mut traced) in plain.into_iter().zip(traced) {
        let Some(Value::Array(steps)) = traced.as_object_mut().unwrap().remove("trace") else {
            panic!("{} has no steps", plain["id"])
        };
        assert_eq!(plain, traced);
        assert_eq!(steps[0]["step"], "version", "{}", plain["id"]);
        let result = |pass: &str| {
            steps
                .iter()
                .rev()
                .find(|step| step["step"] == "result" && step["pass"] == pass)
        };
        let first =
            result("initial").unwrap_or_else(|| panic!("{}: no initial result", plain["id"]));
        assert_eq!(
            (&first["drg"], &first["return_code"]),
            (&plain["initial_drg"], &plain["initial_grc"]),
            "{}",
            plain["id"]
        );
        // A stay stopped by a hospital-acquired condition has no final pass: the condition is its last step.
        if plain["hac_status"] == "FINAL_DRG_UNGROUPABLE" {
            assert!(
                steps.iter().any(|step| step["step"] == "hac"),
                "{}",
                plain["id"]
            );
        } else {
            let last = result("final").unwrap_or(first);
            assert_eq!(last["drg"], plain["final_drg"], "{}", plain["id"]);
        }
        for step in &steps {
            assert!(step["step"].is_string(), "{step}");
        }
    }
}

#[test]
fn ten_thousand_codes_are_a_claim_like_any_other() {
    let few = answer(&malformed::whole());
    let secondary = r#"{"code":"N179","poa":"N"},{"code":"E119","poa":"Y"}"#;
    let unknown = r#",{"code":"QQQ","poa":"Y"}"#.repeat(5_000);
    let procedures = format!(r#"["02HV33Z","5A1955Z"{}]"#, r#","QQQQQQQ""#.repeat(5_000));
    let line = malformed::with("sdx", &format!("[{secondary}{unknown}]"));
    let line = line.replace(r#"["02HV33Z","5A1955Z"]"#, &procedures);
    let many = answer(&line);
    assert_eq!(
        (
            many["sdx"].as_array().unwrap().len(),
            many["proc"].as_array().unwrap().len()
        ),
        (5_002, 5_002)
    );
    for field in [
        "initial_drg",
        "final_drg",
        "final_mdc",
        "final_severity",
        "final_grc",
        "pdx",
    ] {
        assert_eq!(many[field], few[field], "{field}");
    }
    assert_eq!(many["mce"]["edits"]["INVALID_CODE"], 10_000);
    for i in 0..2 {
        assert_eq!(many["sdx"][i], few["sdx"][i]);
        assert_eq!(many["proc"][i], few["proc"][i]);
    }
}

#[test]
fn over_a_thousand_malformed_lines_are_each_answered_in_their_place() {
    let lines = malformed::lines();
    let refused = lines.iter().filter(|line| line.due == Due::Refused).count();
    assert!(refused >= 1000, "only {refused} malformed lines");
    let mut input = Vec::new();
    for line in &lines {
        assert!(
            !line.bytes.contains(&b'\n') && !line.bytes.iter().all(u8::is_ascii_whitespace),
            "{}",
            line.about
        );
        input.extend(&line.bytes);
        input.push(b'\n');
    }
    for arguments in [&["--threads", "1"][..], &["--threads", "3", "--trace"]] {
        let ran = program::group(&sample::packs(), arguments, &input);
        assert_eq!(ran.code, Some(1), "{}", ran.err);
        assert!(!ran.err.contains("panicked"), "{}", ran.err);
        let answers = ran.answers();
        assert_eq!(answers.len(), lines.len());
        let mut wrong = Vec::new();
        for ((number, line), answer) in (1..).zip(&lines).zip(&answers) {
            let was_refused = answer.get("error").is_some();
            let as_due = match line.due {
                Due::Refused => was_refused,
                Due::Grouped => !was_refused,
                Due::Either => true,
            };
            let whole = if was_refused {
                answer["line"] == number
                    && is_four_parts(&answer["error"])
                    && (answer["id"].is_null() || answer["id"].is_string())
            } else {
                answer["id"].is_string()
                    && answer["final_drg"].is_u64()
                    && answer["mce"].is_object()
            };
            if !as_due || !whole {
                let answer = answer.to_string();
                let answer: String = answer.chars().take(300).collect();
                wrong.push(format!(
                    "line {number} ({}): {:?} expected, {answer}",
                    line.about, line.due
                ));
            }
        }
        assert!(
            wrong.is_empty(),
            "{} of {}:\n{}",
            wrong.len(),
            lines.len(),
            wrong.join("\n")
        );
    }
}

#[test]
fn an_error_keeps_the_id_that_was_read_before_it() {
    for (line, id, place) in [
        (malformed::with("los", "\"4\""), json!("größe-1"), "los"),
        (malformed::with("id", "4"), Value::Null, "id"),
        (malformed::whole()[..60].to_owned(), json!("größe-1"), ""),
        (
            "{\"age\":\"x\",\"id\":\"late\"}".to_owned(),
            Value::Null,
            "age",
        ),
    ] {
        let ran = program::group(&sample::packs(), &[], line.as_bytes());
        assert_eq!(ran.code, Some(1));
        let answer = ran.answers().remove(0);
        assert_eq!(
            (&answer["id"], &answer["line"]),
            (&id, &json!(1)),
            "{answer}"
        );
        assert!(
            answer["error"]["where"].as_str().unwrap().contains(place),
            "{answer}"
        );
    }
}

/// An object of very many fields is no reason to take long over it.
#[test]
fn a_hundred_thousand_unknown_fields_do_not_stop_it() {
    let fields: Vec<String> = (0..100_000).map(|n| format!("\"k{n}\":0")).collect();
    let line = format!(
        "{},{}}}",
        malformed::whole().trim_end_matches('}'),
        fields.join(",")
    );
    assert_eq!(answer(&line), answer(&malformed::whole()));
}

#[test]
fn what_cannot_start_ends_with_two() {
    for arguments in [
        &["group", "--threads", "many"][..],
        &["group", "--threads", "-1"],
        &["group", "--unknown"],
        &["group", "file.jsonl"],
        &["regroup"],
        &[],
        &["bench", "group", "/no/such/file.jsonl"],
    ] {
        let ran = program::chartroom(arguments, b"");
        assert_eq!(ran.code, Some(2), "{arguments:?}: {}", ran.err);
        assert!(
            ran.out.is_empty() && !ran.err.trim().is_empty(),
            "{arguments:?}"
        );
    }
}
