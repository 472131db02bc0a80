//! What makes a query non-compliant, or weak. Words are looked for whole and in any case; a rule that only a person
//! can judge warns and does not stop.

use super::{Form, QueryDraft};

/// Whether a query may be sent with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weight {
    /// No text is made.
    Stops,
    /// The coder has to look again.
    Warns,
}

/// What a flaw is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// To whom.
    To,
    /// What it is about.
    Subject,
    /// An indicator, from 0.
    Indicator(usize),
    /// The question.
    Question,
    /// A choice, from 0.
    Choice(usize),
}

/// What speaks against a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// Number of the rule.
    pub rule: &'static str,
    /// Whether it stops.
    pub weight: Weight,
    /// Where.
    pub part: Part,
    /// What, in a sentence.
    pub what: String,
    /// What to do.
    pub fix: &'static str,
}

/// Payment, its groups and what is measured for quality: none of it belongs before a provider (QRY-003). These words
/// mean nothing else in a record.
const OF_PAYMENT: [&str; 15] = [
    "reimburse",
    "reimbursed",
    "reimbursement",
    "revenue",
    "drg",
    "drgs",
    "ms-drg",
    "apr-drg",
    "case mix",
    "case-mix",
    "relative weight",
    "quality score",
    "quality scores",
    "payer",
    "payor",
];

/// Words of payment that a record also uses of the patient: chief complaint (CC), a motorcycle crash (MCC), what a
/// patient could not pay for, denial, the pneumonia severity index (PSI). Where the query quotes the record they are
/// the record's; where it asks, they are not.
const OF_PAYMENT_WHERE_ASKED: [&str; 19] = [
    "payment",
    "payments",
    "pay",
    "paid",
    "money",
    "dollar",
    "dollars",
    "cc",
    "mcc",
    "ccs",
    "mccs",
    "cmi",
    "severity of illness",
    "risk of mortality",
    "psi",
    "hac",
    "medicare",
    "denial",
    "denials",
];

/// What leads to an answer (QRY-002).
const LEADING: [&str; 16] = [
    "please document",
    "please add",
    "please confirm",
    "please agree",
    "do you agree",
    "agree with",
    "would you agree",
    "don't you think",
    "should be documented",
    "need you to",
    "needs to say",
    "we need",
    "must document",
    "can you document",
    "could you document",
    "change the diagnosis",
];

/// What aims at taking a complication away (QRY-009).
const TAKING_AWAY: [&str; 6] = [
    "not a complication",
    "rule out complication",
    "remove the",
    "not hospital acquired",
    "not hospital-acquired",
    "expected outcome of surgery",
];

pub(super) fn flaws(draft: &QueryDraft) -> Vec<Flaw> {
    let mut out = Vec::new();
    let mut say = |rule, weight, part, what: String, fix| {
        out.push(Flaw {
            rule,
            weight,
            part,
            what,
            fix,
        });
    };
    if draft.listed().next().is_none() {
        say(
            "QRY-001",
            Weight::Stops,
            Part::Indicator(0),
            "There is no clinical indicator from this record.".to_owned(),
            "List at least one finding, and where it stands.",
        );
    }
    if draft.question.trim().is_empty() {
        say(
            "QRY-001",
            Weight::Stops,
            Part::Question,
            "There is no question.".to_owned(),
            "Ask what the provider is to clarify.",
        );
    }
    for (part, text) in typed(draft) {
        // The words of a finding, its place and its bearing are the record's own.
        let quotes = matches!(part, Part::Indicator(_));
        let asked = || found(text, &OF_PAYMENT_WHERE_ASKED).filter(|_| !quotes);
        if let Some(word) = found(text, &OF_PAYMENT).or_else(asked) {
            say(
                "QRY-003",
                Weight::Stops,
                part,
                format!("“{word}” speaks of payment, severity or quality."),
                "Ask about the patient alone.",
            );
        }
        let asks = matches!(part, Part::Subject | Part::Question | Part::Choice(_));
        if let Some(words) = found(text, &LEADING).filter(|_| asks) {
            say(
                "QRY-002",
                Weight::Stops,
                part,
                format!("“{words}” leads to an answer."),
                "Ask openly, for example: what condition, if any, was being treated?",
            );
        }
        if let Some(words) = found(text, &TAKING_AWAY).filter(|_| asks) {
            say(
                "QRY-009",
                Weight::Warns,
                part,
                format!("“{words}” may aim at taking a complication away."),
                "Ask what happened, not whether it may be left out.",
            );
        }
    }
    for (at, indicator) in draft.indicators.iter().enumerate() {
        let given = !indicator.finding.trim().is_empty();
        if given && indicator.place.trim().is_empty() {
            say(
                "QRY-001",
                Weight::Stops,
                Part::Indicator(at),
                format!(
                    "Finding {} does not say where it stands in the record.",
                    at + 1
                ),
                "Name the document and its date.",
            );
        }
        if given && indicator.earlier && indicator.relevance.trim().is_empty() {
            say(
                "QRY-007",
                Weight::Stops,
                Part::Indicator(at),
                format!(
                    "Finding {} is from an earlier encounter, and why it matters now is not said.",
                    at + 1
                ),
                "Say why it bears on this stay, or leave it out.",
            );
        }
    }
    choices(draft, &mut say);
    out.sort_by_key(|flaw| (flaw.weight, flaw.part));
    out
}

fn choices(
    draft: &QueryDraft,
    say: &mut impl FnMut(&'static str, Weight, Part, String, &'static str),
) {
    if draft.form == Form::Open {
        return;
    }
    if draft.offered().next().is_none() {
        say(
            "QRY-004",
            Weight::Stops,
            Part::Choice(0),
            "There is no choice beside “other” and “unable to determine”.".to_owned(),
            "List the choices that the findings support, or ask openly.",
        );
    }
    for (at, choice) in draft.choices.iter().enumerate() {
        if choice.words.trim().is_empty() {
            continue;
        }
        let listed = |n: &usize| {
            let indicator = n.checked_sub(1).and_then(|n| draft.indicators.get(n));
            indicator.is_some_and(|indicator| !indicator.finding.trim().is_empty())
        };
        if !choice.supported_by.iter().any(listed) {
            say(
                "QRY-005",
                Weight::Warns,
                Part::Choice(at),
                format!(
                    "No finding is named that supports “{}”.",
                    choice.words.trim()
                ),
                "Name the numbers of the findings that support it, or leave the choice out.",
            );
        }
    }
}

/// Everything that was typed and stands in the text.
fn typed(draft: &QueryDraft) -> impl Iterator<Item = (Part, &str)> {
    let single = [
        (Part::To, draft.to.as_str()),
        (Part::Subject, draft.subject.as_str()),
        (Part::Question, draft.question.as_str()),
    ];
    let indicators = draft.indicators.iter().enumerate().flat_map(|(at, i)| {
        [&i.finding, &i.place, &i.relevance].map(|text| (Part::Indicator(at), text.as_str()))
    });
    let choices = draft.choices.iter().enumerate();
    let choices = choices
        .filter(|_| draft.form == Form::Choices)
        .map(|(at, choice)| (Part::Choice(at), choice.words.as_str()));
    single.into_iter().chain(indicators).chain(choices)
}

/// The first of these words or phrases that stands in a text as whole words.
fn found<'w>(text: &str, words: &[&'w str]) -> Option<&'w str> {
    let plain: String = text
        .to_lowercase()
        .replace('’', "'")
        .chars()
        .map(|c| {
            if c.is_alphanumeric() || c == '\'' || c == '-' {
                c
            } else {
                ' '
            }
        })
        .collect();
    let plain = format!(
        " {} ",
        plain.split_whitespace().collect::<Vec<_>>().join(" ")
    );
    // A chest drain's “500 cc” is a volume.
    let plain = without_volumes(&plain);
    words
        .iter()
        .find(|word| plain.contains(&format!(" {word} ")))
        .copied()
}

/// Takes “500 cc” out, which is a volume and no comorbidity.
fn without_volumes(plain: &str) -> String {
    let mut out: Vec<&str> = Vec::new();
    for word in plain.split_whitespace() {
        let volume = word == "cc"
            && out
                .last()
                .is_some_and(|before| before.chars().all(|c| c.is_ascii_digit()));
        if !volume {
            out.push(word);
        }
    }
    format!(" {} ", out.join(" "))
}
