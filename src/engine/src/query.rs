//! A query to the provider: what was typed goes in, a checked text comes out. The stay is not asked.

use whatif::query::{Choice, Flaw, Form, Indicator, Part, QueryDraft as Query, Weight};

use crate::protocol::{QueryDraft, QueryFlaw, QueryPart, QueryView};

/// Checks a query and puts its text together.
pub(crate) fn check(draft: &QueryDraft) -> QueryView {
    let query = Query {
        to: draft.to.clone(),
        subject: draft.subject.clone(),
        indicators: draft
            .indicators
            .iter()
            .map(|typed| Indicator {
                finding: typed.finding.clone(),
                place: typed.place.clone(),
                earlier: typed.earlier,
                relevance: typed.relevance.clone(),
            })
            .collect(),
        question: draft.question.clone(),
        form: if draft.with_choices {
            Form::Choices
        } else {
            Form::Open
        },
        choices: draft
            .choices
            .iter()
            .map(|typed| Choice {
                words: typed.words.clone(),
                supported_by: typed
                    .supported_by
                    .split(|c: char| !c.is_ascii_digit())
                    .filter_map(|number| number.parse().ok())
                    .collect(),
            })
            .collect(),
    };
    QueryView {
        text: query.compose().ok(),
        flaws: query.flaws().into_iter().map(flaw).collect(),
        source: "AHIMA/ACDIS, Guidelines for Achieving a Compliant Query Practice, 2022".to_owned(),
    }
}

fn flaw(flaw: Flaw) -> QueryFlaw {
    let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    QueryFlaw {
        rule: flaw.rule.to_owned(),
        stops: flaw.weight == Weight::Stops,
        part: match flaw.part {
            Part::To => QueryPart::To,
            Part::Subject => QueryPart::Subject,
            Part::Indicator(at) => QueryPart::Indicator(number(at)),
            Part::Question => QueryPart::Question,
            Part::Choice(at) => QueryPart::Choice(number(at)),
        },
        what: flaw.what,
        fix: flaw.fix.to_owned(),
    }
}
