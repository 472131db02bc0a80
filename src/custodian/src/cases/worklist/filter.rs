//! What the worklist is filtered by, read once.

use memchr::memmem::Finder;
use records::model::CaseStatus;

use crate::protocol::WorklistQuery;
use crate::summary::EncounterLine;

pub(super) struct Filter<'a> {
    query: &'a WorklistQuery,
    statuses: Vec<CaseStatus>,
    coder: Option<records::UserId>,
    /// Words looked for, in lower case, made ready to be looked for in every row.
    pub(super) text: Vec<Finder<'static>>,
    pub(super) drg: &'a str,
}

impl<'a> Filter<'a> {
    pub(super) fn of(query: &'a WorklistQuery) -> Self {
        let known = |word: &String| {
            let mut all = CaseStatus::ALL.iter();
            all.find(|status| status.word() == word).copied()
        };
        Self {
            query,
            // A word that nobody knows lets nothing through.
            statuses: query
                .statuses
                .iter()
                .map(|word| known(word).unwrap_or_default())
                .collect(),
            coder: query.coder.map(records::UserId),
            text: query
                .text
                .split_whitespace()
                .map(|word| Finder::new(&word.to_lowercase()).into_owned())
                .collect(),
            drg: query.drg.trim(),
        }
    }

    pub(super) fn is_of_status(&self, status: CaseStatus) -> bool {
        self.statuses.is_empty() || self.statuses.contains(&status)
    }

    /// Whether a line passes all filters but those on status, text and rights.
    pub(super) fn lets_through(&self, line: &EncounterLine) -> bool {
        let query = self.query;
        let case = line.case.as_ref();
        let within = |words: &[String], word: &str| {
            words.is_empty() || words.iter().any(|wanted| wanted == word)
        };
        within(&query.classes, &line.class)
            && (query.service.is_empty() || query.service == line.service)
            && (query.discharged_from.is_empty() || line.discharged >= query.discharged_from)
            && (query.discharged_to.is_empty()
                || (!line.discharged.is_empty() && line.discharged <= query.discharged_to))
            && self
                .coder
                .is_none_or(|coder| case.is_some_and(|case| case.coder == Some(coder)))
            && (query.waits_for.is_empty()
                || case.is_some_and(|case| {
                    let mut waits = case.waits_for.iter();
                    waits.any(|word| query.waits_for.contains(word))
                }))
            && (self.drg.is_empty() || case.is_some_and(|case| case.drg == self.drg))
    }
}
