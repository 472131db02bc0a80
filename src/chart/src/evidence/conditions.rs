//! Earlier conditions held against this encounter's texts.

use serde::{Deserialize, Serialize};

use super::chronic::chronic_of;
use crate::context::{Context, Sense};
use crate::search::{ChartIndex, Query};
use crate::text::{Place, Span};

/// Places that are shown for one condition.
const MOST_SHOWN: usize = 20;
/// Places that are looked at for one wording.
const MOST_LOOKED_AT: usize = 500;

/// A condition of an earlier encounter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Earlier {
    /// Its ICD-10-CM code.
    pub code: String,
    /// The words by which it was documented or titled.
    pub words: String,
}

/// Words of this encounter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Id of the document.
    pub document: String,
    /// Page, line and character.
    pub place: Place,
    /// The words.
    pub span: Span,
    /// The wording that found them.
    pub wording: String,
    /// In which sense they are meant.
    pub context: Context,
}

/// Whether a condition is documented here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Plainly stated at one place at least. Whether it affects this stay is for the coder.
    Documented,
    /// Named as history only: chronic conditions often stand under past history, so this is for the coder to judge.
    HistoryOnly,
    /// Named, and at each place negated, uncertain, conditional or of the family.
    NotPlainly,
    /// Not named.
    NotFound,
}

/// What this encounter says of an earlier condition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Carried {
    /// The condition.
    pub earlier: Earlier,
    /// The verdict.
    pub verdict: Verdict,
    /// Names of chronic conditions of the list to which its code belongs.
    pub chronic: Vec<String>,
    /// What its codes ask for, to look for in these texts.
    pub specify: Vec<String>,
    /// Places, plain ones first.
    pub evidence: Vec<Evidence>,
}

/// Says of each earlier condition whether the texts of this encounter name it.
#[must_use]
pub fn still_documented(chart: &ChartIndex, earlier: &[Earlier]) -> Vec<Carried> {
    earlier
        .iter()
        .map(|condition| carried(chart, condition))
        .collect()
}

fn carried(chart: &ChartIndex, earlier: &Earlier) -> Carried {
    let listed: Vec<_> = chronic_of(&earlier.code).collect();
    let mut wordings: Vec<String> = vec![earlier.words.trim().to_owned()];
    wordings.extend(
        listed
            .iter()
            .flat_map(|entry| entry.words)
            .map(|words| (*words).to_owned()),
    );
    let mut evidence: Vec<Evidence> = Vec::new();
    for wording in wordings.iter().filter(|wording| !wording.is_empty()) {
        let phrase = format!(
            "\"{}\"",
            wording.replace(['"', '\u{201c}', '\u{201d}'], " ")
        );
        for hit in chart.search(&Query::parse(&phrase), MOST_LOOKED_AT).hits {
            for marked in hit.marked {
                let overlaps = |known: &Evidence| {
                    known.document == hit.document
                        && known.span.start < marked.span.end
                        && marked.span.start < known.span.end
                };
                let Some(text) = chart
                    .text(&hit.document)
                    .filter(|_| !evidence.iter().any(overlaps))
                else {
                    continue;
                };
                evidence.push(Evidence {
                    document: hit.document.clone(),
                    place: text.place(marked.span.start),
                    span: marked.span,
                    wording: wording.clone(),
                    context: marked.context,
                });
            }
        }
    }
    evidence.sort_by_key(|found| rank(&found.context));
    let verdict = match evidence.first().map(|found| rank(&found.context)) {
        None => Verdict::NotFound,
        Some(0) => Verdict::Documented,
        Some(1) => Verdict::HistoryOnly,
        Some(_) => Verdict::NotPlainly,
    };
    evidence.truncate(MOST_SHOWN);
    Carried {
        earlier: earlier.clone(),
        verdict,
        chronic: listed.iter().map(|entry| entry.name.to_owned()).collect(),
        specify: listed
            .iter()
            .filter_map(|entry| entry.specify)
            .map(str::to_owned)
            .collect(),
        evidence,
    }
}

/// Plain words first, then history, then the rest.
fn rank(context: &Context) -> u8 {
    if context.is_plain() {
        0
    } else if context
        .cues
        .iter()
        .all(|cue| cue.sense == Sense::Historical)
    {
        1
    } else {
        2
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::text::Text;

    fn verdict(note: &str, code: &str, words: &str) -> Verdict {
        let mut chart = ChartIndex::new();
        chart.add("note", Text::new(note).unwrap());
        let earlier = Earlier {
            code: code.to_owned(),
            words: words.to_owned(),
        };
        still_documented(&chart, &[earlier]).remove(0).verdict
    }

    #[test]
    fn an_earlier_condition_needs_words_of_this_encounter() {
        assert_eq!(
            verdict(
                "Assessment: COPD, on home oxygen.",
                "J44.9",
                "Chronic obstructive pulmonary disease, unspecified"
            ),
            Verdict::Documented
        );
        assert_eq!(
            verdict("Admitted with a hip fracture.", "J44.9", "COPD"),
            Verdict::NotFound
        );
        assert_eq!(
            verdict(
                "No evidence of heart failure.",
                "I50.9",
                "Heart failure, unspecified"
            ),
            Verdict::NotPlainly
        );
        assert_eq!(
            verdict(
                "History of stroke. Mother had diabetes.",
                "E11.9",
                "Type 2 diabetes"
            ),
            Verdict::NotPlainly
        );
        assert_eq!(
            verdict("PMH:\nCKD\n\nPlan: rest.", "N18.3", "CKD stage 3"),
            Verdict::HistoryOnly
        );
        assert_eq!(
            verdict("Mild cough. Smiled.", "I48.91", "Atrial fibrillation"),
            Verdict::NotFound
        );
    }

    #[test]
    fn diabetes_asks_for_its_type() {
        let mut chart = ChartIndex::new();
        chart.add("note", Text::new("Diabetes, on insulin.").unwrap());
        let found = still_documented(
            &chart,
            &[Earlier {
                code: "E11.65".to_owned(),
                words: String::new(),
            }],
        )
        .remove(0);
        assert_eq!(found.verdict, Verdict::Documented);
        assert!(found.specify.iter().any(|what| what.contains("type")));
        assert_eq!(found.chronic, ["Type 2 diabetes mellitus"]);
    }

    #[test]
    fn words_of_the_list_are_folded_as_notes_are() {
        for entry in super::super::CHRONIC {
            for words in entry.words {
                assert_eq!(
                    crate::words::folded_words(words).join(" "),
                    *words,
                    "{}",
                    entry.name
                );
            }
        }
    }
}
