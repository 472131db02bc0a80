//! What is only supposed, kept apart by its type from what is coded.
//!
//! A [`Hypothetical`] can be looked at and shown. It can't be built, serialised or turned into a stay by anyone but
//! [`Hypothetical::accept`], which asks for a [`Basis`]: without documentation or an answered query there is no code
//! (OCG I.A.19; UHDDS definitions, OCG II and III). What was accepted says what it rests on.

use grouper::Stay;
use serde::Serialize;

use crate::change::{Change, ChangeError};

/// The answer to a question about a stay coded otherwise.
///
/// It gives its answer away, never the stay it was found with:
///
/// ```
/// # use whatif::{Basis, CodedStay, Effect, Hypothetical};
/// fn take_over(supposed: Hypothetical<Effect>, coded: &CodedStay) -> Option<CodedStay> {
///     let basis = Basis::evidence("Progress note, day 2", "Acute hypoxic respiratory failure on arrival").ok()?;
///     let accepted = supposed.accept(coded, basis).ok()?;
///     Some(accepted.stay().clone())
/// }
/// ```
///
/// Without a basis there is no way:
///
/// ```compile_fail,E0061
/// # use whatif::{Basis, CodedStay, Effect, Hypothetical};
/// fn take_over(supposed: Hypothetical<Effect>, coded: &CodedStay) -> Option<CodedStay> {
///     let accepted = supposed.accept(coded).ok()?;
///     Some(accepted.stay().clone())
/// }
/// ```
///
/// ```compile_fail,E0277
/// # use whatif::{Basis, CodedStay, Effect, Hypothetical};
/// fn take_over(supposed: Hypothetical<Effect>) -> CodedStay {
///     supposed.into()
/// }
/// ```
///
/// It is not written to a file either, nor made up out of parts:
///
/// ```compile_fail,E0277
/// # use whatif::{Effect, Hypothetical};
/// fn save(supposed: &Hypothetical<Effect>) -> Option<String> {
///     serde_json::to_string(supposed).ok()
/// }
/// ```
///
/// ```compile_fail,E0451
/// # use whatif::{Change, Effect, Hypothetical};
/// fn suppose(change: Change, answer: Effect) -> Hypothetical<Effect> {
///     Hypothetical { change, answer }
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "a supposition changes nothing: show it, or accept it with a basis"]
pub struct Hypothetical<T> {
    change: Change,
    answer: T,
}

/// What has to be there before a change may be coded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Needs {
    /// Documentation in the record: what happened, not what a provider concludes (discharge status), or that nothing
    /// in the record supports the code (leaving one out).
    Evidence,
    /// A provider's documentation in the record, or else a query and its answer: diagnoses, their sequence and
    /// whether they were present on admission are the provider's to say (OCG I.A.19, II, Appendix I).
    EvidenceOrQuery,
}

impl Needs {
    /// What a change needs; several of them, what the one needs that needs most.
    #[must_use]
    pub fn of(change: &Change) -> Self {
        match change {
            Change::DischargeStatus { .. }
            | Change::RemoveDiagnosis { .. }
            | Change::RemovePair { .. }
            | Change::RemoveProcedure { .. }
            | Change::AddProcedure(_) => Self::Evidence,
            Change::AddDiagnosis(_)
            | Change::PresentOnAdmission { .. }
            | Change::Principal { .. } => Self::EvidenceOrQuery,
            Change::Several { changes } => {
                let most = changes.iter().map(Self::of);
                most.max().unwrap_or(Self::Evidence)
            }
        }
    }
}

impl<T> Hypothetical<T> {
    pub(crate) const fn new(change: Change, answer: T) -> Self {
        Self { change, answer }
    }

    /// What is supposed; its `Display` is the words for it.
    #[must_use]
    pub const fn change(&self) -> &Change {
        &self.change
    }

    /// What comes of it.
    #[must_use]
    pub const fn answer(&self) -> &T {
        &self.answer
    }

    /// What has to be there before it may be coded. Nothing is supposed that needs neither.
    #[must_use]
    pub fn needs(&self) -> Needs {
        Needs::of(&self.change)
    }

    /// Codes what was supposed, on this basis.
    ///
    /// # Errors
    /// [`ChangeError`] if the stay is no longer the one that was asked about: the codes concerned have changed or moved.
    /// Several changes have a basis each: [`Hypothetical::accept_each`].
    pub fn accept(self, coded: &CodedStay, basis: Basis) -> Result<Accepted<T>, ChangeError> {
        self.accept_each(coded, vec![basis])
    }

    /// Codes several changes, each on its own basis, in the order of [`Change::parts`]. All of them or none.
    ///
    /// # Errors
    /// [`ChangeError`] if one has no basis, or as [`Hypothetical::accept`].
    pub fn accept_each(
        self,
        coded: &CodedStay,
        bases: Vec<Basis>,
    ) -> Result<Accepted<T>, ChangeError> {
        if self.change.parts().len() != bases.len() {
            return Err(ChangeError::unsupported(&self.change, bases.len()));
        }
        self.change.fits(&coded.0)?;
        let mut stay = coded.0.clone();
        self.change.put_in(&mut stay);
        Ok(Accepted {
            stay: CodedStay(stay),
            change: self.change,
            answer: self.answer,
            bases,
        })
    }
}

/// A stay as coded: by a coder, or by accepting a hypothetical on a basis.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct CodedStay(Stay);

impl CodedStay {
    /// A stay as it stands in the record.
    #[must_use]
    pub const fn of_record(stay: Stay) -> Self {
        Self(stay)
    }

    /// The stay.
    #[must_use]
    pub const fn stay(&self) -> &Stay {
        &self.0
    }

    /// The stay, to be edited further.
    #[must_use]
    pub fn into_stay(self) -> Stay {
        self.0
    }
}

/// A hypothetical that was coded: the new stay, and for the log what was changed, on which basis, to what effect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Accepted<T> {
    stay: CodedStay,
    change: Change,
    answer: T,
    bases: Vec<Basis>,
}

impl<T> Accepted<T> {
    /// The stay as coded from now on.
    #[must_use]
    pub const fn stay(&self) -> &CodedStay {
        &self.stay
    }

    /// What was changed.
    #[must_use]
    pub const fn change(&self) -> &Change {
        &self.change
    }

    /// What came of it, as it had been shown.
    #[must_use]
    pub const fn answer(&self) -> &T {
        &self.answer
    }

    /// What it rests on: a basis for each of [`Change::parts`].
    #[must_use]
    pub fn bases(&self) -> &[Basis] {
        &self.bases
    }
}

/// What a coded change rests on. Whether the words bear it out is for people to judge; that there are words is not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Basis(Ground);

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "basis", rename_all = "snake_case")]
enum Ground {
    Evidence { document: String, words: String },
    Query { query: String, answer: String },
}

impl Basis {
    /// Documentation in the record: which document, and its words.
    ///
    /// # Errors
    /// [`BasisError`] if either is blank.
    pub fn evidence(document: &str, words: &str) -> Result<Self, BasisError> {
        Ok(Self(Ground::Evidence {
            document: given(document, "document")?,
            words: given(words, "words of the document")?,
        }))
    }

    /// A query to the provider, by its number or date, and what the provider answered. A query that is still open is
    /// no basis.
    ///
    /// # Errors
    /// [`BasisError`] if either is blank.
    pub fn query(query: &str, answer: &str) -> Result<Self, BasisError> {
        Ok(Self(Ground::Query {
            query: given(query, "query")?,
            answer: given(answer, "answer to the query")?,
        }))
    }

    /// Whether it is the answer to a query.
    #[must_use]
    pub const fn is_query(&self) -> bool {
        matches!(self.0, Ground::Query { .. })
    }

    /// Document or query.
    #[must_use]
    pub fn source(&self) -> &str {
        match &self.0 {
            Ground::Evidence {
                document: source, ..
            }
            | Ground::Query { query: source, .. } => source,
        }
    }

    /// Its words, or the answer.
    #[must_use]
    pub fn words(&self) -> &str {
        match &self.0 {
            Ground::Evidence { words, .. } | Ground::Query { answer: words, .. } => words,
        }
    }
}

/// A basis without words is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "The {field} is blank: a change is coded only where the record or an answered query supports it. \
     Name the document and quote it, or name the query and its answer."
)]
pub struct BasisError {
    /// What is blank.
    pub field: &'static str,
}

fn given(text: &str, field: &'static str) -> Result<String, BasisError> {
    let text = text.trim();
    if text.is_empty() {
        Err(BasisError { field })
    } else {
        Ok(text.to_owned())
    }
}
