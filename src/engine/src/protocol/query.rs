//! A query to the provider as the screen holds it. No field comes from the stay or from a grouping.

use serde::{Deserialize, Serialize};

/// A clinical indicator.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct IndicatorDraft {
    /// What was found.
    pub finding: String,
    /// Where in the record.
    pub place: String,
    /// From an earlier encounter.
    pub earlier: bool,
    /// Why that matters now.
    pub relevance: String,
}

/// An answer to choose.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ChoiceDraft {
    /// Its words.
    pub words: String,
    /// Numbers of the findings that support it, as typed: `1, 2`.
    pub supported_by: String,
}

/// A query as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct QueryDraft {
    /// To whom.
    pub to: String,
    /// About what.
    pub subject: String,
    /// Findings.
    pub indicators: Vec<IndicatorDraft>,
    /// The question.
    pub question: String,
    /// Whether answers are offered; otherwise it is open.
    pub with_choices: bool,
    /// The answers offered.
    pub choices: Vec<ChoiceDraft>,
}

/// What a flaw is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum QueryPart {
    /// To whom.
    To,
    /// About what.
    Subject,
    /// A finding, from 0.
    Indicator(u32),
    /// The question.
    Question,
    /// An answer offered, from 0.
    Choice(u32),
}

/// What speaks against a query.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueryFlaw {
    /// Number of the rule.
    pub rule: String,
    /// Whether no text is made because of it.
    pub stops: bool,
    /// Where.
    pub part: QueryPart,
    /// What, in a sentence.
    pub what: String,
    /// What to do.
    pub fix: String,
}

/// A query, checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueryView {
    /// The text; `None` while something stops it.
    pub text: Option<String>,
    /// What speaks against it, the weightiest first.
    pub flaws: Vec<QueryFlaw>,
    /// Whose rules these are.
    pub source: String,
}
