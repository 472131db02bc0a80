//! Over a thousand lines that a careless or hostile sender might write in a file of claims, always the same ones.

/// A line without its line end, and what has to come of it.
pub(crate) struct Line {
    /// What is odd about it, for the message of a failure.
    pub(crate) about: String,
    /// The bytes.
    pub(crate) bytes: Vec<u8>,
    /// What has to come of it.
    pub(crate) due: Due,
}

/// What has to come of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Due {
    /// An error.
    Refused,
    /// A grouping: it is odd but a claim.
    Grouped,
    /// One of the two: bytes were changed blindly.
    Either,
}

/// The fields of a whole claim, in order, each with its JSON text. A letter outside ASCII is among them on purpose.
const FIELDS: [(&str, &str); 12] = [
    ("id", r#""größe-1""#),
    ("version", "431"),
    ("age", "66"),
    ("sex", r#""F""#),
    ("discharge_status", "1"),
    ("hospital_status", r#""NOT_EXEMPT""#),
    ("discharge_date", "20260708"),
    ("los", "4"),
    ("admit_dx", r#"{"code":"R0602","poa":""}"#),
    ("pdx", r#"{"code":"I5023","poa":"Y"}"#),
    (
        "sdx",
        r#"[{"code":"N179","poa":"N"},{"code":"E119","poa":"Y"}]"#,
    ),
    ("procedures", r#"["02HV33Z","5A1955Z"]"#),
];

/// Wrong values of each field.
const WRONG: [(&str, &[&str]); 12] = [
    ("id", &["null", "1", "1.5", "true", "[]", "{}", r#"["a"]"#]),
    (
        "version",
        &[
            r#""431""#,
            "43.1",
            "true",
            "[]",
            "{}",
            "0",
            "-1",
            "43",
            "432",
            "441",
            "4310",
            "99999999999999999999",
        ],
    ),
    (
        "age",
        &[
            "null", r#""66""#, "66.5", "true", "[]", "{}", "[66]", r#""""#, "1e3", "1e999",
        ],
    ),
    ("sex", &["null", "1", "true", "[]", "{}", r#"["F"]"#]),
    (
        "discharge_status",
        &["null", r#""01""#, "1.5", "false", "[]", "{}", "01"],
    ),
    (
        "hospital_status",
        &[
            "null",
            "1",
            "true",
            "[]",
            "{}",
            r#""exempt""#,
            r#""""#,
            r#"{"EXEMPT":null}"#,
        ],
    ),
    (
        "discharge_date",
        &[
            "null",
            r#""2026-07-08""#,
            r#""20260708""#,
            "20260708.5",
            "true",
            "[]",
            "{}",
            "[2026,7,8]",
        ],
    ),
    (
        "los",
        &[
            r#""4""#, "4.5", "true", "[]", "{}", "-", "+4", "0x4", ".5", "4.", "NaN", "Infinity",
            "04",
        ],
    ),
    (
        "admit_dx",
        &[
            r#""R0602""#,
            "1",
            "true",
            "[]",
            "{}",
            r#"{"code":1}"#,
            r#"{"code":null}"#,
            r#"{"poa":"Y"}"#,
            r#"["R0602","Y"]"#,
        ],
    ),
    (
        "pdx",
        &[
            r#""I5023""#,
            "1",
            "false",
            "[]",
            "{}",
            r#"{"code":[]}"#,
            r#"{"code":"I10","poa":1}"#,
            r#"{"code":"I10","poa":{}}"#,
            r#"{"code":"I10","code":"I10"}"#,
            r#"{"code":"I10","poa":"Y","poa":"N"}"#,
        ],
    ),
    (
        "sdx",
        &[
            "null",
            "1",
            r#""N179""#,
            "{}",
            "[null]",
            "[1]",
            r#"["N179"]"#,
            "[[]]",
            "[{}]",
            r#"[{"code":1}]"#,
            r#"[{"code":"N179"},{"poa":"Y"}]"#,
            r#"[{"code":"N179"},]"#,
            r#"{"code":"N179"}"#,
        ],
    ),
    (
        "procedures",
        &[
            "null",
            "1",
            r#""02HV33Z""#,
            "{}",
            "[null]",
            "[1]",
            "[{}]",
            r#"[["02HV33Z"]]"#,
            r#"["02HV33Z",null]"#,
            r#"["02HV33Z",]"#,
            r#"["02HV33Z" "5A1955Z"]"#,
        ],
    ),
];

/// Required fields.
const REQUIRED: [&str; 6] = [
    "id",
    "pdx",
    "age",
    "sex",
    "discharge_status",
    "discharge_date",
];

/// Deep enough for any reader that goes down by calling itself.
const DEPTH: usize = 100_000;
/// Codes of a long claim.
const CODES: usize = 10_000;

fn object<'a>(fields: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let fields: Vec<String> = fields
        .into_iter()
        .map(|(name, value)| format!("\"{name}\":{value}"))
        .collect();
    format!("{{{}}}", fields.join(","))
}

/// The whole claim.
pub(crate) fn whole() -> String {
    object(FIELDS)
}

/// The whole claim with one field's text replaced; a field it doesn't have is added.
pub(crate) fn with(field: &str, value: &str) -> String {
    let replaced = FIELDS.map(|(name, text)| (name, if name == field { value } else { text }));
    let more = FIELDS
        .iter()
        .all(|(name, _)| *name != field)
        .then_some((field, value));
    object(replaced.into_iter().chain(more))
}

/// The whole claim without some fields.
pub(crate) fn without(fields: &[&str]) -> String {
    object(
        FIELDS
            .into_iter()
            .filter(|(name, _)| !fields.contains(name)),
    )
}

/// The lines; the same ones each time.
pub(crate) fn lines() -> Vec<Line> {
    let mut lines = Vec::new();
    let mut add = |due: Due, about: String, bytes: Vec<u8>| lines.push(Line { about, bytes, due });
    let whole = whole();

    for end in 1..whole.len() {
        add(
            Due::Refused,
            format!("cut off after {end} bytes"),
            whole.as_bytes()[..end].to_vec(),
        );
    }
    for start in (1..whole.len()).step_by(2) {
        let bytes = whole.as_bytes()[start..].to_vec();
        add(Due::Refused, format!("begins at byte {start}"), bytes);
    }
    for (at, byte) in whole.bytes().enumerate() {
        if b"{}[]\":,".contains(&byte) {
            let mut bytes = whole.clone().into_bytes();
            bytes.remove(at);
            let about = format!("without the {} at {at}", char::from(byte));
            add(Due::Refused, about, bytes);
        }
    }
    for (field, values) in WRONG {
        for value in values {
            add(
                Due::Refused,
                format!("{field} is {value}"),
                with(field, value).into_bytes(),
            );
        }
    }
    for field in REQUIRED {
        add(
            Due::Refused,
            format!("no {field}"),
            without(&[field]).into_bytes(),
        );
    }
    for (field, value) in FIELDS {
        add(
            Due::Refused,
            format!("{field} twice"),
            object(FIELDS.into_iter().chain([(field, value)])).into_bytes(),
        );
        let escaped = format!("\\u{:04x}{}", u32::from(field.as_bytes()[0]), &field[1..]);
        let twice = object(FIELDS.into_iter().chain([(escaped.as_str(), value)]));
        add(
            Due::Refused,
            format!("{field} twice, once escaped"),
            twice.into_bytes(),
        );
    }
    add(
        Due::Refused,
        "an unknown key twice".into(),
        object(FIELDS.into_iter().chain([("x", "1"), ("x", "1")])).into_bytes(),
    );

    for date in [
        "0",
        "-5",
        "-20260708",
        "1",
        "19800101",
        "20220930",
        "20221000",
        "20270332",
        "20270401",
        "99991231",
        "99999999999999999999",
        "-99999999999999999999",
    ] {
        let undated = without(&["version", "discharge_date"]);
        let line = format!(
            "{},\"discharge_date\":{date}}}",
            &undated[..undated.len() - 1]
        );
        add(
            Due::Refused,
            format!("no version, discharged on {date}"),
            line.into_bytes(),
        );
        add(
            Due::Grouped,
            format!("version 431, discharged on {date}"),
            with("discharge_date", date).into_bytes(),
        );
    }
    for number in [
        "-1",
        "125",
        "9223372036854775807",
        "-9223372036854775808",
        "18446744073709551615",
        "123456789012345678901234567890",
    ] {
        for field in ["age", "los", "discharge_status"] {
            add(
                Due::Grouped,
                format!("{field} is {number}"),
                with(field, number).into_bytes(),
            );
        }
    }
    for code in [
        r#""""#,
        r#"" ""#,
        r#""i50.23""#,
        r#""I50.23""#,
        r#""\u0000""#,
        r#""I5023\u0000""#,
        r#""💀💀💀""#,
        r#""ÄÖÜ""#,
        r#""\ud83d\ude00""#,
    ] {
        add(
            Due::Grouped,
            format!("pdx {code}"),
            with("pdx", &format!("{{\"code\":{code}}}")).into_bytes(),
        );
        add(
            Due::Grouped,
            format!("procedure {code}"),
            with("procedures", &format!("[{code},{code}]")).into_bytes(),
        );
        add(
            Due::Grouped,
            format!("secondary {code}"),
            with("sdx", &format!("[{{\"code\":{code},\"poa\":{code}}}]")).into_bytes(),
        );
    }
    for code in [
        r#""\ud800""#,
        r#""\udc00""#,
        r#""\x41""#,
        r#""\u12""#,
        "\"a\tb\"",
        "\"a\0b\"",
        "'I10'",
        "I10",
    ] {
        add(
            Due::Refused,
            format!("pdx {code:?}"),
            with("pdx", &format!("{{\"code\":{code}}}")).into_bytes(),
        );
        add(
            Due::Refused,
            format!("procedure {code:?}"),
            with("procedures", &format!("[{code}]")).into_bytes(),
        );
    }

    for text in [
        "null",
        "true",
        "0",
        "-1",
        "1e400",
        "\"claim\"",
        "[]",
        "{}",
        "[{}]",
        "{{}}",
        "{]",
        "[}",
        "}",
        "]",
        ",",
        ":",
        "\"",
        "\\",
        "{\"id\"}",
        "{\"id\":}",
        "{:1}",
        "{,}",
        "{\"id\":\"a\",}",
        "{id:\"a\"}",
        "{'id':'a'}",
        "# a comment",
        "// a comment",
        "id,age,sex",
        "I5023;N179",
        "<claim id=\"a\"/>",
        "ISA*00*          *00*          *ZZ*TESTCASE",
        "\u{1}",
        "\u{7f}",
        "\u{2028}",
        "\u{200b}",
    ] {
        add(
            Due::Refused,
            format!("only {text:?}"),
            text.as_bytes().to_vec(),
        );
    }
    for (before, after) in [
        ("", " x"),
        ("", "{}"),
        ("", ","),
        ("", "}"),
        ("", "\0"),
        ("\0", ""),
        ("\u{feff}", ""),
        ("[", "]"),
        ("(", ")"),
        ("\u{1f}", ""),
        ("{\"claim\":", "}"),
        ("\"", "\""),
    ] {
        add(
            Due::Refused,
            format!("{before:?} claim {after:?}"),
            format!("{before}{whole}{after}").into_bytes(),
        );
    }
    for (before, after) in [("", "\r"), ("  \t", "  \t"), ("", "\r\r")] {
        add(
            Due::Grouped,
            format!("{before:?} claim {after:?}"),
            format!("{before}{whole}{after}").into_bytes(),
        );
    }
    for at in (0..whole.len()).step_by(4) {
        for byte in [0xff, 0xc0, 0x80] {
            let mut bytes = whole.clone().into_bytes();
            bytes.insert(at, byte);
            add(Due::Refused, format!("byte {byte:#x} at {at}"), bytes);
        }
    }
    add(
        Due::Refused,
        "UTF-16".into(),
        whole
            .bytes()
            .flat_map(|b| [b, 0])
            .filter(|b| *b != b'\n')
            .collect(),
    );

    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let (opened, closed) = (open.repeat(DEPTH), close.repeat(DEPTH));
        add(
            Due::Refused,
            format!("{DEPTH} {open}"),
            opened.clone().into_bytes(),
        );
        for field in [
            "unknown",
            "sdx",
            "pdx",
            "procedures",
            "id",
            "age",
            "version",
        ] {
            add(
                Due::Refused,
                format!("{DEPTH} {open} as {field}"),
                with(field, &opened).into_bytes(),
            );
            let due = if field == "unknown" {
                Due::Grouped
            } else {
                Due::Refused
            };
            add(
                due,
                format!("{DEPTH} {open} as {field}, closed"),
                with(field, &format!("{opened}1{closed}")).into_bytes(),
            );
        }
    }
    let many = |last: &str| {
        let codes = r#"{"code":"N179","poa":"Y"},"#.repeat(CODES);
        with("sdx", &format!("[{codes}{last}]"))
    };
    add(
        Due::Grouped,
        format!("{CODES} secondary diagnoses"),
        many(r#"{"code":"E119"}"#).into_bytes(),
    );
    add(
        Due::Refused,
        format!("{CODES} secondary diagnoses, the last a number"),
        many("1").into_bytes(),
    );
    add(
        Due::Refused,
        format!("{CODES} secondary diagnoses, cut off"),
        many("").into_bytes()[..200_000].to_vec(),
    );
    let procedures = |last: &str| {
        with(
            "procedures",
            &format!("[{}{last}]", r#""02HV33Z","#.repeat(CODES)),
        )
    };
    add(
        Due::Grouped,
        format!("{CODES} procedures"),
        procedures(r#""5A1955Z""#).into_bytes(),
    );
    add(
        Due::Refused,
        format!("{CODES} procedures, the last nothing"),
        procedures("null").into_bytes(),
    );
    add(
        Due::Grouped,
        "a code of a million letters".into(),
        with(
            "pdx",
            &format!("{{\"code\":\"{}\"}}", "I".repeat(1_000_000)),
        )
        .into_bytes(),
    );
    add(
        Due::Refused,
        "a number of a million digits, then a letter".into(),
        with("age", &format!("{}x", "9".repeat(1_000_000))).into_bytes(),
    );

    // Bytes changed blindly, by a generator of numbers written out here so that the lines never change.
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut draw = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    for round in 0..300 {
        let mut bytes = whole.clone().into_bytes();
        for _ in 0..=draw(4) {
            let at = draw(bytes.len());
            match draw(3) {
                0 => bytes[at] = draw(256) as u8,
                1 => drop(bytes.remove(at)),
                _ => bytes.insert(at, b"{}[]\",:0e-\\\0"[draw(12)]),
            }
        }
        bytes.retain(|b| *b != b'\n');
        add(
            Due::Either,
            format!("changed blindly, round {round}"),
            bytes,
        );
    }
    lines
}
