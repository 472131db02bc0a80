//! Queries that may be sent and queries that may not, after the practice brief of AHIMA and ACDIS (2022).

use proptest::prelude::*;
use whatif::query::{Choice, Form, Indicator, Part, QueryDraft, Weight};

fn finding(finding: &str, place: &str) -> Indicator {
    Indicator {
        finding: finding.to_owned(),
        place: place.to_owned(),
        ..Indicator::default()
    }
}

/// A query about low oxygen in a patient who was never there.
fn open() -> QueryDraft {
    QueryDraft {
        to: "Dr. Testcase".to_owned(),
        subject: "Oxygen need on day 1".to_owned(),
        indicators: vec![
            finding("SpO2 84 % on room air", "Triage note, 03:10"),
            finding("High-flow oxygen 40 L", "Nursing flow sheet, day 1"),
        ],
        question: "What condition, if any, was being treated with oxygen?".to_owned(),
        ..QueryDraft::default()
    }
}

fn choice(words: &str, supported_by: &[usize]) -> Choice {
    Choice {
        words: words.to_owned(),
        supported_by: supported_by.to_vec(),
    }
}

fn rules(draft: &QueryDraft) -> Vec<(&'static str, Weight, Part)> {
    let flaws = draft.flaws();
    flaws.iter().map(|f| (f.rule, f.weight, f.part)).collect()
}

#[test]
fn an_open_query_holds_what_was_typed_and_nothing_of_the_stay() {
    let text = open().compose().unwrap();
    for typed in [
        "Dr. Testcase",
        "1. SpO2 84 % on room air (Triage note, 03:10)",
        "2. High-flow",
        "What condition, if any",
    ] {
        assert!(text.contains(typed), "{typed}: {text}");
    }
    assert!(!text.contains("[ ]"));
}

#[test]
fn choices_always_have_other_and_unable_to_determine() {
    let draft = QueryDraft {
        form: Form::Choices,
        choices: vec![
            choice("Acute respiratory failure with hypoxia", &[1, 2]),
            choice("Hypoxemia alone", &[1]),
        ],
        ..open()
    };
    assert_eq!(rules(&draft), []);
    let text = draft.compose().unwrap();
    let boxes: Vec<&str> = text
        .lines()
        .filter(|line| line.starts_with("[ ]"))
        .collect();
    assert_eq!(boxes.len(), 4);
    assert!(boxes[2].contains("Other") && boxes[3].contains("Unable to determine"));
}

#[test]
fn what_makes_a_query_non_compliant_stops_it() {
    use Part::{Choice as C, Indicator as I, Question, Subject, To};
    let cases: [(&str, Part, QueryDraft); 15] = [
        (
            "QRY-001",
            I(0),
            QueryDraft {
                indicators: vec![],
                ..open()
            },
        ),
        (
            "QRY-001",
            I(0),
            QueryDraft {
                indicators: vec![finding("SpO2 84 %", " ")],
                ..open()
            },
        ),
        (
            "QRY-001",
            Question,
            QueryDraft {
                question: " ".to_owned(),
                ..open()
            },
        ),
        (
            "QRY-002",
            Question,
            QueryDraft {
                question: "Please document acute respiratory failure.".to_owned(),
                ..open()
            },
        ),
        (
            "QRY-002",
            Question,
            QueryDraft {
                question: "Do you agree with sepsis?".to_owned(),
                ..open()
            },
        ),
        (
            "QRY-003",
            Question,
            QueryDraft {
                question: "Which diagnosis is the MCC here?".to_owned(),
                ..open()
            },
        ),
        (
            "QRY-003",
            Subject,
            QueryDraft {
                subject: "DRG 871".to_owned(),
                ..open()
            },
        ),
        (
            "QRY-003",
            To,
            QueryDraft {
                to: "Dr. Testcase, for reimbursement".to_owned(),
                ..open()
            },
        ),
        (
            "QRY-003",
            I(0),
            QueryDraft {
                indicators: vec![finding("raises the case mix", "note")],
                ..open()
            },
        ),
        (
            "QRY-003",
            I(0),
            QueryDraft {
                indicators: vec![finding("SpO2 84 %, moves the DRG", "note")],
                ..open()
            },
        ),
        // What a record may say, a question may not.
        (
            "QRY-003",
            Question,
            QueryDraft {
                question: "Is there a CC that was paid for?".to_owned(),
                ..open()
            },
        ),
        (
            "QRY-003",
            Subject,
            QueryDraft {
                subject: "Denial of the last claim".to_owned(),
                ..open()
            },
        ),
        (
            "QRY-003",
            C(0),
            QueryDraft {
                form: Form::Choices,
                choices: vec![choice("A CC", &[1])],
                ..open()
            },
        ),
        (
            "QRY-004",
            C(0),
            QueryDraft {
                form: Form::Choices,
                choices: vec![choice(" ", &[])],
                ..open()
            },
        ),
        (
            "QRY-007",
            I(0),
            QueryDraft {
                indicators: vec![Indicator {
                    earlier: true,
                    ..finding("EF 30 %", "Echo of last year")
                }],
                ..open()
            },
        ),
    ];
    for (rule, part, draft) in cases {
        assert_eq!(rules(&draft), [(rule, Weight::Stops, part)], "{draft:?}");
        assert_eq!(draft.compose().unwrap_err().len(), 1);
    }
}

#[test]
fn what_only_a_person_can_judge_warns() {
    let unsupported = QueryDraft {
        form: Form::Choices,
        choices: vec![choice("Pneumonia", &[]), choice("Atelectasis", &[7])],
        ..open()
    };
    assert_eq!(
        rules(&unsupported),
        [
            ("QRY-005", Weight::Warns, Part::Choice(0)),
            ("QRY-005", Weight::Warns, Part::Choice(1))
        ]
    );
    assert!(unsupported.compose().is_ok());
    let away = QueryDraft {
        question: "Was the tear not a complication?".to_owned(),
        ..open()
    };
    assert_eq!(rules(&away), [("QRY-009", Weight::Warns, Part::Question)]);
}

#[test]
fn clinical_words_are_left_alone() {
    for words in [
        "500 cc of urine drained",
        "Drained 1,200 cc, then 300 cc",
        "Accelerated heart rate",
        "Paydirt Clinic",
        "hacking cough",
        "Chief complaint (CC): shortness of breath since yesterday",
        "CC: chest pain",
        "Helmeted rider, MCC against a car",
        "30-cc aspirate, 30 to 40cc, several cc of blood",
        "PSI class IV at admission",
        "Could not pay for insulin, took none for a week",
        "Patient in denial about drinking",
        "APACHE II 24, predicted risk of mortality 49 %",
        "Seen at her Medicare wellness visit",
    ] {
        let draft = QueryDraft {
            indicators: vec![finding(words, "Note")],
            ..open()
        };
        assert_eq!(rules(&draft), [], "{words}");
    }
    let relevant = Indicator {
        earlier: true,
        relevance: "baseline before this stay".to_owned(),
        ..finding("Creatinine 0.9", "Office note, last month")
    };
    assert_eq!(
        rules(&QueryDraft {
            indicators: vec![relevant],
            ..open()
        }),
        []
    );
}

proptest! {
    /// Whatever is typed is answered, and no text that is made speaks of payment, but where it quotes the record.
    #[test]
    fn a_text_that_is_made_says_nothing_of_payment(
        words in proptest::collection::vec("(drg|Reimbursed|MS-DRG|oxygen|fever|[a-zé ]{0,8})", 0..6),
        question in "(.{0,40}|[a-z ]{0,8}(MCC|paid|drg)[ .?a-z]{0,8})",
    ) {
        let draft = QueryDraft { indicators: words.iter().map(|w| finding(w, "Note")).collect(), question, ..open() };
        if let Ok(text) = draft.compose() {
            let mut of_text = text.split(|c: char| !c.is_alphanumeric());
            prop_assert!(!of_text.any(|w| ["drg", "mcc", "paid", "reimbursed"].contains(&w.to_lowercase().as_str())));
        }
    }
}
