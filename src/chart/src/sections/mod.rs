//! The sections of a note by their headings, and what kind of document a title or a LOINC code names.

mod document_type;
mod headings;

use serde::{Deserialize, Serialize};

pub use document_type::{DocumentType, TypeGuess, guess_type, loinc_type};
pub use headings::SectionKind;
use headings::known;

use crate::text::{Span, Text};

/// Longest heading, in bytes.
const LONGEST: usize = 60;

/// A section of a note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// What its heading names.
    pub kind: SectionKind,
    /// The words of the heading.
    pub heading: Span,
    /// All of it, heading included, up to the next one.
    pub span: Span,
}

/// The sections of a text in their order. What stands before the first heading belongs to none.
#[must_use]
pub fn sections(text: &Text) -> Vec<Section> {
    let mut out: Vec<Section> = Vec::new();
    for number in 0..text.lines() {
        let Some(line) = text.line(number) else { break };
        let Some((kind, heading)) = heading(text.words(line), line.start as usize) else {
            continue;
        };
        if let Some(before) = out.last_mut() {
            before.span.end = line.start;
        }
        let end = Span::of(0, text.body().len()).end;
        out.push(Section {
            kind,
            heading,
            span: Span {
                start: line.start,
                end,
            },
        });
    }
    out
}

/// The heading with which a line begins: a known one alone or before a colon, or words in capitals before a colon.
fn heading(line: &str, starts: usize) -> Option<(SectionKind, Span)> {
    let begins = line.len()
        - line
            .trim_start_matches(|c: char| !c.is_alphabetic() && !matches!(c, ':' | '\n'))
            .len();
    // "1. Assessment" and "# Plan" are headings; "3 days of cough: worse" begins with a number of its own.
    if begins > 6 {
        return None;
    }
    let rest = &line[begins..];
    let colon = rest.find(':');
    let alone = rest
        .trim_end()
        .trim_end_matches(['*', '#', '_', '-', '='])
        .trim_end();
    let words = colon.map_or(alone, |colon| {
        rest[..colon].trim_end_matches(['*', '_', ' '])
    });
    if words.is_empty() || words.len() > LONGEST {
        return None;
    }
    let span = Span::of(starts + begins, starts + begins + words.len());
    if let Some(kind) = known(words) {
        return Some((kind, span));
    }
    let letters = words.chars().filter(|c| c.is_alphabetic()).count();
    let capitals = letters >= 4 && !words.chars().any(char::is_lowercase);
    (capitals && colon.is_some() && begins == 0).then_some((SectionKind::Other, span))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn headings_are_known_alone_before_a_colon_and_with_a_number() {
        let text = Text::new(
            "TESTCASE, ALMA\nCC: cough\nHistory of Present Illness\nA cough.\n# Assessment & Plan:\n1. Rest\n\
             ISOLATION STATUS: none\nThe plan: to rest.\n",
        )
        .unwrap();
        let found: Vec<(SectionKind, &str)> = sections(&text)
            .iter()
            .map(|s| (s.kind, text.words(s.heading)))
            .collect();
        assert_eq!(
            found,
            [
                (SectionKind::ChiefComplaint, "CC"),
                (SectionKind::PresentIllness, "History of Present Illness"),
                (SectionKind::AssessmentAndPlan, "Assessment & Plan"),
                (SectionKind::Other, "ISOLATION STATUS"),
            ]
        );
    }

    #[test]
    fn a_section_ends_where_the_next_begins() {
        let text = Text::new("Plan: rest\nmore\nAllergies: none").unwrap();
        let found = sections(&text);
        assert_eq!(text.words(found[0].span), "Plan: rest\nmore\n");
        assert_eq!(text.words(found[1].span), "Allergies: none");
    }
}
