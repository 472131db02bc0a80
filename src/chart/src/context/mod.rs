//! The sense in which words of a note are meant: whether they stand in a negated phrase, in a history, in the family's.
//!
//! A cue ("denies", "history of") reaches to the end of its sentence or to a word that ends it ("but"); a cue behind
//! ("was ruled out") reaches back a few words. A section can say it too: what stands under Family History is the family's. This marks
//! what a reader has to look at; it decides nothing.

mod cues;
mod sentence;

use serde::{Deserialize, Serialize};

pub use cues::Sense;
use cues::{CUES, Effect};

use crate::sections::{Section, SectionKind, sections};
use crate::text::{Span, Text};
use crate::words::each_word;

/// How many words may stand between words and a cue behind them.
const REACH_BACK: usize = 4;

/// What gives words a sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cue {
    /// The sense.
    pub sense: Sense,
    /// Where the cue stands: a phrase, or the heading of the section.
    pub span: Span,
}

/// The senses of some words; none of them: plainly stated.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Context {
    /// The cues in reach, at most one of each sense.
    pub cues: Vec<Cue>,
}

impl Context {
    /// Whether words are meant in a sense.
    #[must_use]
    pub fn is(&self, sense: Sense) -> bool {
        self.cues.iter().any(|cue| cue.sense == sense)
    }

    /// Whether nothing speaks against the words being said of the patient, now.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.cues.is_empty()
    }

    fn add(&mut self, sense: Sense, span: Span) {
        if !self.is(sense) {
            self.cues.push(Cue { sense, span });
        }
    }
}

/// Reads senses in one text.
#[derive(Debug, Clone)]
pub struct Senses {
    sections: Vec<Section>,
}

impl Senses {
    /// Finds the sections of a text.
    #[must_use]
    pub fn of(text: &Text) -> Self {
        Self {
            sections: sections(text),
        }
    }

    /// The section in which a byte stands.
    #[must_use]
    pub fn section(&self, byte: u32) -> Option<&Section> {
        let after = self
            .sections
            .partition_point(|section| section.span.start <= byte);
        self.sections
            .get(after.checked_sub(1)?)
            .filter(|section| byte < section.span.end)
    }

    /// The senses of the words `span` of `text`.
    #[must_use]
    pub fn read(&self, text: &Text, span: Span) -> Context {
        let mut context = Context::default();
        let mut sentence = sentence::around(text.body(), span);
        if let Some(section) = self.section(span.start) {
            match section.kind {
                SectionKind::FamilyHistory => context.add(Sense::Family, section.heading),
                SectionKind::PastMedicalHistory | SectionKind::PastSurgicalHistory => {
                    context.add(Sense::Historical, section.heading);
                }
                _ => {}
            }
            // "History of present illness:" is a heading, no cue.
            sentence.start = sentence
                .start
                .max((section.heading.end as usize).min(span.range().start));
        }
        read_cues(text.body(), sentence, span, &mut context);
        context
    }
}

fn read_cues(body: &str, sentence: core::ops::Range<usize>, span: Span, context: &mut Context) {
    let mut words: Vec<(Span, String)> = Vec::new();
    each_word(body, sentence.start, sentence.end, |at, word| {
        words.push((at, word.to_owned()))
    });
    let (mut at, mut behind) = (0, 0);
    let mut in_force: Vec<Cue> = Vec::new();
    let mut taken = false;
    while at < words.len() {
        let (start, passed) = (words[at].0.start, words[at].0.start >= span.end);
        if passed && !taken {
            in_force
                .drain(..)
                .for_each(|cue| context.add(cue.sense, cue.span));
            taken = true;
        }
        let within = start >= span.start && !passed;
        let Some((effect, count)) = (if within { None } else { cue_at(&words[at..]) }) else {
            behind += usize::from(passed);
            at += 1;
            continue;
        };
        let cue = Span {
            start,
            end: words[at + count - 1].0.end,
        };
        let reaches = cue.end <= span.start;
        match effect {
            Effect::Ahead(sense) if reaches => in_force.push(Cue { sense, span: cue }),
            Effect::Behind(sense)
                if passed && behind <= REACH_BACK && !parted(body, span.end, start) =>
            {
                context.add(sense, cue);
            }
            Effect::Stop if passed => return,
            Effect::Stop => in_force.clear(),
            _ => {}
        }
        behind += if passed { count } else { 0 };
        at += count;
    }
    if !taken {
        in_force
            .drain(..)
            .for_each(|cue| context.add(cue.sense, cue.span));
    }
}

/// Whether a comma stands between: what is behind it is said of something else.
fn parted(body: &str, from: u32, to: u32) -> bool {
    body.get(from as usize..to as usize)
        .is_none_or(|between| between.contains(','))
}

/// The longest cue with which words begin, and how many words it has.
fn cue_at(words: &[(Span, String)]) -> Option<(Effect, usize)> {
    CUES.iter()
        .filter_map(|(phrase, effect)| {
            let mut count = 0;
            for part in phrase.split(' ') {
                if words.get(count)?.1 != part {
                    return None;
                }
                count += 1;
            }
            Some((*effect, count))
        })
        .max_by_key(|(_, count)| *count)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn senses(note: &str, words: &str) -> Vec<Sense> {
        let text = Text::new(note).unwrap();
        let start = note.find(words).unwrap();
        let context = Senses::of(&text).read(&text, Span::of(start, start + words.len()));
        context.cues.iter().map(|cue| cue.sense).collect()
    }

    #[test]
    fn a_negation_reaches_over_a_list_and_ends_at_but() {
        let note = "Patient denies fever, chills, or chest pain but has cough.";
        assert_eq!(senses(note, "chest pain"), [Sense::Negated]);
        assert_eq!(senses(note, "cough"), []);
        assert_eq!(
            senses(
                "No evidence of pulmonary embolism. Pneumonia is seen.",
                "Pneumonia"
            ),
            []
        );
        assert_eq!(
            senses(
                "There is no evidence of acute\npulmonary embolism.",
                "pulmonary embolism"
            ),
            [Sense::Negated]
        );
    }

    #[test]
    fn a_cue_behind_reaches_back_but_not_over_a_comma() {
        assert_eq!(
            senses("Pulmonary embolism was ruled out.", "Pulmonary embolism"),
            [Sense::Negated]
        );
        assert_eq!(senses("Pneumonia, troponin negative.", "Pneumonia"), []);
        assert_eq!(
            senses("Sepsis cannot be ruled out.", "Sepsis"),
            [Sense::Uncertain]
        );
    }

    #[test]
    fn what_only_looks_like_a_negation_is_none() {
        assert_eq!(senses("Gram negative sepsis.", "sepsis"), []);
        assert_eq!(senses("No change in heart failure.", "heart failure"), []);
    }

    #[test]
    fn histories_and_families_are_told_apart() {
        assert_eq!(
            senses("History of present illness: COPD exacerbation.", "COPD"),
            []
        );
        assert_eq!(
            senses("Has a history of stroke.", "stroke"),
            [Sense::Historical]
        );
        assert_eq!(
            senses("FAMILY HISTORY:\nDiabetes in two siblings.\n", "Diabetes"),
            [Sense::Family]
        );
        assert_eq!(
            senses("Past medical history\nCOPD\nCKD\n\nPlan: rest", "CKD"),
            [Sense::Historical]
        );
        assert_eq!(
            senses("Patient is status post CABG, h/o gout.", "gout"),
            [Sense::Historical]
        );
    }

    #[test]
    fn lines_of_a_list_stand_each_for_itself() {
        assert_eq!(senses("No fever\nCough present\n", "Cough"), []);
        assert_eq!(senses("- no fever\n- cough\n", "cough"), []);
    }
}
