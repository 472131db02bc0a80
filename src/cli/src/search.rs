//! `chartroom search`: queries in, one a line; ranked codes out, one line each, in the same order.
//!
//! A line that can't be read is answered with an error in its place and the rest goes on. Reader and writer are
//! given, so that the command can be tested without a process.

use std::io::{self, BufRead, Write};

use codes::search::{Index, Query, Scratch};
use codes::{System, Ymd};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What is asked of every line.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Options {
    /// Only codes billable on this day.
    pub(crate) date: Ymd,
    /// Most codes a line.
    pub(crate) limit: usize,
}

/// How the lines went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Summary {
    /// Lines answered with codes (none found is an answer too).
    pub(crate) answered: usize,
    /// Lines answered with an error.
    pub(crate) bad: usize,
}

impl Summary {
    /// 0 if all lines were answered, 1 if some were bad.
    #[must_use]
    pub(crate) fn exit_code(self) -> u8 {
        u8::from(self.bad > 0)
    }
}

#[derive(Deserialize)]
struct Line {
    id: Value,
    query: String,
    #[serde(default)]
    system: Option<Set>,
}

#[derive(Deserialize)]
enum Set {
    #[serde(rename = "CM")]
    Cm,
    #[serde(rename = "PCS")]
    Pcs,
}

#[derive(Serialize)]
struct Answer<'a> {
    id: &'a Value,
    codes: Vec<String>,
    why: Vec<String>,
}

#[derive(Serialize)]
struct Refusal {
    id: Value,
    line: usize,
    error: Problem,
}

#[derive(Serialize)]
struct Problem {
    what: &'static str,
    why: String,
    #[serde(rename = "where")]
    place: String,
    fix: &'static str,
}

/// Answers every line of `input` on `output`. Blank lines are skipped.
///
/// # Errors
/// Only what reading `input` or writing `output` gives.
pub(crate) fn run(
    index: &Index,
    options: Options,
    mut input: impl BufRead,
    mut output: impl Write,
) -> io::Result<Summary> {
    let mut summary = Summary::default();
    let mut scratch = Scratch::default();
    let mut bytes = Vec::new();
    let mut number = 0usize;
    loop {
        bytes.clear();
        if input.read_until(b'\n', &mut bytes)? == 0 {
            break;
        }
        number += 1;
        if bytes.trim_ascii().is_empty() {
            continue;
        }
        match read(&bytes, number) {
            Ok(line) => {
                let query = Query {
                    text: &line.query,
                    system: line.system.map(|set| match set {
                        Set::Cm => System::Cm,
                        Set::Pcs => System::Pcs,
                    }),
                    date: options.date,
                    limit: options.limit,
                };
                let (codes, why) = index
                    .search_with(&query, &mut scratch)
                    .into_iter()
                    .map(|hit| (hit.code, hit.why))
                    .unzip();
                serde_json::to_writer(
                    &mut output,
                    &Answer {
                        id: &line.id,
                        codes,
                        why,
                    },
                )?;
                summary.answered += 1;
            }
            Err(refusal) => {
                serde_json::to_writer(&mut output, &*refusal)?;
                summary.bad += 1;
            }
        }
        output.write_all(b"\n")?;
    }
    output.flush()?;
    Ok(summary)
}

/// Reads a line, or says what is wrong with it.
fn read(bytes: &[u8], number: usize) -> Result<Line, Box<Refusal>> {
    let refuse = |id: Value, what, why: String, place: String, fix| {
        Box::new(Refusal {
            id,
            line: number,
            error: Problem {
                what,
                why,
                place,
                fix,
            },
        })
    };
    let text = core::str::from_utf8(bytes).map_err(|e| {
        refuse(
            Value::Null,
            "The line is not text in UTF-8.",
            e.to_string(),
            format!("line {number}, byte {}", e.valid_up_to() + 1),
            "Save the file as UTF-8.",
        )
    })?;
    serde_json::from_str::<Line>(text).map_err(|e| {
        let known = serde_json::from_str::<Value>(text).ok();
        let (what, fix) = if known.is_some() {
            (
                "The line is not a query.",
                "Write {\"id\": …, \"query\": \"…\", \"system\": \"CM\", \"PCS\" or null}.",
            )
        } else {
            (
                "The line is not JSON.",
                "Write one JSON object a line, with nothing behind it.",
            )
        };
        let id = known.and_then(|mut value| value.get_mut("id").map(Value::take));
        refuse(
            id.filter(|id| id.is_string() || id.is_number())
                .unwrap_or(Value::Null),
            what,
            e.to_string(),
            format!("line {number}, column {}", e.column()),
            fix,
        )
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{Options, Summary, run};
    use codes::search::{Entry, Index};
    use codes::{Period, System, Ymd};
    use serde_json::Value;

    fn index() -> Index {
        let always = [Period {
            first: Ymd(20_151_001),
            last: Ymd(20_270_331),
        }];
        let entry = |code, title, terms: &[&'static str], billable| Entry {
            system: System::Cm,
            code,
            title,
            inclusion_terms: terms.to_vec(),
            index_terms: Vec::new(),
            periods: if billable { &always[..] } else { &[] },
        };
        Index::of_entries(
            [
                entry("I50", "Heart failure", &[], false),
                entry(
                    "I501",
                    "Left ventricular failure, unspecified",
                    &["Cardiac asthma"],
                    true,
                ),
                entry(
                    "I509",
                    "Heart failure, unspecified",
                    &["Congestive heart failure NOS"],
                    true,
                ),
                entry("J189", "Pneumonia, unspecified organism", &[], true),
            ]
            .into_iter(),
        )
    }

    fn answers(input: &[u8]) -> (Summary, Vec<Value>) {
        let mut output = Vec::new();
        let options = Options {
            date: Ymd(20_261_101),
            limit: 10,
        };
        let summary = run(&index(), options, input, &mut output).unwrap();
        let lines = String::from_utf8(output).unwrap();
        (
            summary,
            lines
                .lines()
                .map(|l| serde_json::from_str(l).unwrap())
                .collect(),
        )
    }

    #[test]
    fn each_line_is_answered_in_order_and_blank_ones_are_not() {
        let (summary, lines) = answers(
            b"{\"id\":\"a\",\"query\":\"CHF\",\"system\":\"CM\"}\n\n  \n{\"id\":7,\"query\":\"cardiac asthma\"}\n{\"id\":\"z\",\"query\":\"\",\"system\":null}",
        );
        assert_eq!(
            (summary.answered, summary.bad, summary.exit_code()),
            (3, 0, 0)
        );
        assert_eq!(lines[0]["id"], "a");
        assert_eq!(lines[0]["codes"][0], "I509");
        assert!(lines[0]["why"][0].as_str().unwrap().contains("CHF"));
        assert_eq!(lines[1]["id"], 7);
        assert_eq!(lines[1]["codes"][0], "I501");
        assert_eq!(lines[2]["codes"].as_array().unwrap().len(), 0);
    }

    #[test]
    fn bad_lines_are_named_and_the_rest_goes_on() {
        let (summary, lines) = answers(
            b"{\"id\":\"a\",\"query\":3}\nnot json\n\xff\xfe\n{\"id\":\"b\",\"query\":\"x\",\"system\":\"HCPCS\"}\n{\"query\":\"x\"}\n{\"id\":1,\"id\":2,\"query\":\"x\"}\n{\"id\":\"c\",\"query\":\"I50\"}\n",
        );
        assert_eq!(
            (summary.answered, summary.bad, summary.exit_code()),
            (1, 6, 1)
        );
        assert_eq!(
            (&lines[0]["id"], &lines[0]["line"]),
            (&Value::from("a"), &Value::from(1))
        );
        assert_eq!(lines[1]["id"], Value::Null);
        assert_eq!(lines[2]["line"], 3);
        assert_eq!(lines[3]["id"], "b");
        for line in &lines[..6] {
            for part in ["what", "why", "where", "fix"] {
                assert!(
                    line["error"][part].as_str().is_some_and(|s| !s.is_empty()),
                    "{line}"
                );
            }
        }
        assert_eq!(lines[6]["codes"], serde_json::json!(["I501", "I509"]));
    }
}
