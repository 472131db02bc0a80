//! Search before create (MPI-001, MPI-002), as types that can't be gone around: a record can only be made with a
//! [`ClearedToCreate`], that only comes from a [`Searched`] in which every candidate was ruled out, and that only from
//! a search on at least [`FEWEST_IDENTIFIERS`] identifiers. None of them can be written down and read back; the
//! [`Evidence`] they leave can, and belongs into the new record.
//!
//! ```compile_fail,E0451
//! // There is no other way to a clearance.
//! fn forged(person: identity::Person, evidence: identity::gate::Evidence) -> identity::gate::ClearedToCreate {
//!     identity::gate::ClearedToCreate { person, evidence }
//! }
//! ```
//!
//! ```compile_fail,E0277
//! let forged: identity::gate::ClearedToCreate = serde_json::from_str("{}").unwrap();
//! ```

mod identifiers;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

pub use identifiers::{SearchedOn, identifiers};

use crate::candidates::{Candidate, Candidates, Key};
use crate::person::{Person, PersonId};
use crate::waterfall::Waterfall;

/// Identifiers that a search needs before a record may be made (MPI-001). The name counts as one.
pub const FEWEST_IDENTIFIERS: usize = 3;
/// Fewest characters of a reason for ruling a candidate out.
pub const SHORTEST_REASON: usize = 3;

/// Why there is no clearance. Each has four parts in its text.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum GateError {
    /// MPI-001.
    #[error(
        "only {} of {FEWEST_IDENTIFIERS} identifiers to search on ({}); why: with fewer, a person who is already here is \
         missed; where: the search; fix: ask for one more of name, birth date, social security number, telephone, \
         address, e-mail, mother's name, a number of another system",
        .given.len(), names(.given)
    )]
    TooFewIdentifiers {
        /// What can be searched on; placeholders such as UNKNOWN or 1900-01-01 don't count.
        given: Vec<SearchedOn>,
    },
    /// MPI-002.
    #[error(
        "{} found by the search not ruled out; why: each could be this person, and a second record would split the \
         chart; where: the candidates; fix: open each and say why it is someone else, or take it as this person",
        candidates(.0)
    )]
    NotRuledOut(
        /// The candidates.
        Vec<PersonId>,
    ),
    /// The candidate is none of this search.
    #[error(
        "{0} was not found by this search, so it can't be ruled out; where: the candidates; fix: search again"
    )]
    NoCandidate(
        /// Whose record.
        PersonId,
    ),
    /// No reason.
    #[error(
        "no reason was given; why: who reviews the index must see why two records are two people; where: the candidate; fix: say in some words what differs"
    )]
    NoReason,
    /// The record to be made is not the person that was searched for.
    #[error(
        "{} changed since the search; why: a record may only be made for the person that was searched for; where: the \
         new record; fix: search again with what is known now",
        names(.0)
    )]
    OtherPerson(
        /// What differs.
        Vec<SearchedOn>,
    ),
}

impl GateError {
    /// The rule it belongs to.
    #[must_use]
    pub fn rule(&self) -> &'static str {
        match self {
            Self::TooFewIdentifiers { .. } | Self::OtherPerson(_) => "MPI-001",
            Self::NotRuledOut(_) | Self::NoCandidate(_) | Self::NoReason => "MPI-002",
        }
    }
}

fn names(of: &[SearchedOn]) -> String {
    if of.is_empty() {
        return "none".to_owned();
    }
    of.iter()
        .map(|one| one.name())
        .collect::<Vec<_>>()
        .join(", ")
}

fn candidates(of: &[PersonId]) -> String {
    match of.len() {
        1 => "a candidate was".to_owned(),
        count => format!("{count} candidates were"),
    }
}

/// A candidate that was judged to be someone else.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RuledOut {
    /// Whose record.
    pub id: PersonId,
    /// What spoke for it when it was judged.
    pub waterfall: Waterfall,
    /// Why it is someone else.
    pub reason: String,
    /// Who judged.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// What a new record keeps of the search before it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// On what was searched.
    pub searched_on: Vec<SearchedOn>,
    /// Who searched.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// How many records were compared.
    pub compared: usize,
    /// Keys so common that not all their records were compared.
    pub too_common: Vec<Key>,
    /// Who was ruled out.
    pub ruled_out: Vec<RuledOut>,
}

/// A search on enough identifiers, with what it found.
#[derive(Debug)]
pub struct Searched {
    person: Person,
    open: Vec<Candidate>,
    evidence: Evidence,
}

impl Searched {
    /// Searches `index` for `person`.
    ///
    /// # Errors
    /// [`GateError::TooFewIdentifiers`].
    pub fn search(
        index: &Candidates,
        person: Person,
        by: &str,
        at: DateTime<Utc>,
    ) -> Result<Self, GateError> {
        let given = identifiers(&person);
        if given.len() < FEWEST_IDENTIFIERS {
            return Err(GateError::TooFewIdentifiers { given });
        }
        let found = index.find(&person);
        Ok(Self {
            person,
            open: found.candidates,
            evidence: Evidence {
                searched_on: given,
                by: by.to_owned(),
                at,
                compared: found.compared,
                too_common: found.too_common,
                ruled_out: Vec::new(),
            },
        })
    }

    /// Who was searched for.
    #[must_use]
    pub fn person(&self) -> &Person {
        &self.person
    }

    /// Candidates that are neither ruled out nor taken, the likeliest first.
    #[must_use]
    pub fn open(&self) -> &[Candidate] {
        &self.open
    }

    /// What is recorded so far.
    #[must_use]
    pub fn evidence(&self) -> &Evidence {
        &self.evidence
    }

    /// Judges a candidate to be someone else.
    ///
    /// # Errors
    /// [`GateError::NoCandidate`], [`GateError::NoReason`].
    pub fn rule_out(
        &mut self,
        id: PersonId,
        reason: &str,
        by: &str,
        at: DateTime<Utc>,
    ) -> Result<(), GateError> {
        let place = self.open.iter().position(|candidate| candidate.id == id);
        let place = place.ok_or(GateError::NoCandidate(id))?;
        if reason.trim().chars().count() < SHORTEST_REASON {
            return Err(GateError::NoReason);
        }
        let candidate = self.open.remove(place);
        self.evidence.ruled_out.push(RuledOut {
            id,
            waterfall: candidate.waterfall,
            reason: reason.trim().to_owned(),
            by: by.to_owned(),
            at,
        });
        Ok(())
    }

    /// Takes back a judgement: the candidate is open again.
    ///
    /// # Errors
    /// [`GateError::NoCandidate`] where it was not ruled out.
    pub fn reconsider(&mut self, id: PersonId) -> Result<(), GateError> {
        let place = self.evidence.ruled_out.iter().position(|out| out.id == id);
        let out = self
            .evidence
            .ruled_out
            .remove(place.ok_or(GateError::NoCandidate(id))?);
        self.open.push(Candidate {
            id,
            waterfall: out.waterfall,
        });
        self.open
            .sort_by(|a, b| b.waterfall.total.total_cmp(&a.waterfall.total));
        Ok(())
    }

    /// Takes a candidate as the person: no record is made, and the search ends.
    ///
    /// # Errors
    /// [`GateError::NoCandidate`], with the search unspent.
    pub fn accept(self, id: PersonId) -> Result<PersonId, (GateError, Box<Self>)> {
        if self.open.iter().any(|candidate| candidate.id == id) {
            Ok(id)
        } else {
            Err((GateError::NoCandidate(id), Box::new(self)))
        }
    }

    /// Clears the way for a new record. The index is searched once more: whoever came in since the search has to be
    /// ruled out too.
    ///
    /// # Errors
    /// [`GateError::NotRuledOut`], with the search and its open candidates.
    pub fn clear(mut self, index: &Candidates) -> Result<ClearedToCreate, (GateError, Box<Self>)> {
        let found = index.find(&self.person);
        let judged = |id: PersonId| self.evidence.ruled_out.iter().any(|out| out.id == id);
        self.open = found
            .candidates
            .into_iter()
            .filter(|candidate| !judged(candidate.id))
            .collect();
        if !self.open.is_empty() {
            let open = self.open.iter().map(|candidate| candidate.id).collect();
            return Err((GateError::NotRuledOut(open), Box::new(self)));
        }
        Ok(ClearedToCreate {
            person: self.person,
            evidence: self.evidence,
        })
    }
}

/// Leave to make one new record of one person. Only [`Searched::clear`] gives it; what makes records takes it by value.
#[derive(Debug)]
pub struct ClearedToCreate {
    person: Person,
    evidence: Evidence,
}

impl ClearedToCreate {
    /// Spends the clearance on `record`, which may say more than the search but nothing else, and returns the evidence
    /// to be kept with it.
    ///
    /// # Errors
    /// [`GateError::OtherPerson`], with the clearance unspent.
    pub fn spend(self, record: &Person) -> Result<Evidence, (GateError, Box<Self>)> {
        let other = identifiers::differing(&self.person, record);
        if other.is_empty() {
            Ok(self.evidence)
        } else {
            Err((GateError::OtherPerson(other), Box::new(self)))
        }
    }

    /// The person that was searched for.
    #[must_use]
    pub fn person(&self) -> &Person {
        &self.person
    }
}
