//! One change to a stay: what exactly, in words, and put in and taken back in place.
//!
//! A change knows the codes it was made for. It is put into a stay only where those still stand, so an answer to a
//! stay that has since been edited can't be taken over by mistake.

mod words;

use grouper::{CodeText, Diagnosis, PresentOnAdmission, Stay};
use serde::Serialize;

pub(crate) use codes::cm::dotted;

/// Where a diagnosis stands. The admitting diagnosis is none of these: no DRG depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DiagnosisPlace {
    /// The principal diagnosis.
    Principal,
    /// A secondary diagnosis, counted from 0.
    Secondary(usize),
}

/// A change to a stay. Made by [`crate::WhatIf`] only; positions count from 0 in the order of the stay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "change", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Change {
    /// A diagnosis is left out.
    #[non_exhaustive]
    RemoveDiagnosis {
        /// Where it stood.
        place: DiagnosisPlace,
        /// The diagnosis.
        diagnosis: Diagnosis,
    },
    /// Two secondary diagnoses are left out.
    #[non_exhaustive]
    RemovePair {
        /// The earlier one: position and diagnosis.
        first: (usize, Diagnosis),
        /// The later one.
        second: (usize, Diagnosis),
    },
    /// A procedure is left out.
    #[non_exhaustive]
    RemoveProcedure {
        /// Where it stood.
        at: usize,
        /// The code.
        code: CodeText,
    },
    /// A diagnosis has another present on admission indicator.
    #[non_exhaustive]
    PresentOnAdmission {
        /// Where it stands.
        place: DiagnosisPlace,
        /// The diagnosis as coded.
        diagnosis: Diagnosis,
        /// The other indicator.
        to: PresentOnAdmission,
    },
    /// Another discharge status.
    #[non_exhaustive]
    DischargeStatus {
        /// As coded.
        from: i64,
        /// The other one.
        to: i64,
    },
    /// A secondary diagnosis is added after the others.
    #[non_exhaustive]
    AddDiagnosis(Diagnosis),
    /// A procedure is added after the others.
    #[non_exhaustive]
    AddProcedure(CodeText),
    /// A secondary diagnosis changes places with the principal one.
    #[non_exhaustive]
    Principal {
        /// Where it stood.
        at: usize,
        /// The diagnosis that becomes principal.
        diagnosis: Diagnosis,
        /// The diagnosis that takes its place; `None` where the stay has no principal diagnosis.
        instead_of: Option<Diagnosis>,
    },
    /// Several changes, each made to the stay as those before it left it.
    #[non_exhaustive]
    Several {
        /// In the order they are made.
        changes: Vec<Change>,
    },
}

/// A change that can't be made to a stay, in four parts.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what} ({place}): {why} {fix}")]
pub struct ChangeError {
    /// What was asked for.
    pub what: String,
    /// Why it can't be.
    pub why: String,
    /// Where in the stay.
    pub place: String,
    /// What to do.
    pub fix: String,
}

impl ChangeError {
    pub(crate) fn no_such(place: String) -> Self {
        Self {
            what: "There is no code there.".to_owned(),
            why: "The stay has fewer codes than the question supposes.".to_owned(),
            place,
            fix: "Ask about a code that the stay has.".to_owned(),
        }
    }

    /// What two suppositions can't both be.
    pub(crate) fn at_odds(place: String, why: String) -> Self {
        Self {
            what: "Two suppositions are at odds.".to_owned(),
            why,
            place,
            fix: "Take one of the two back.".to_owned(),
        }
    }

    /// Changes that not every one has a basis.
    pub(crate) fn unsupported(change: &Change, given: usize) -> Self {
        Self {
            what: format!(
                "{} changes are to be coded, with {given} bases.",
                change.parts().len()
            ),
            why: "Each change rests on documentation or an answered query of its own.".to_owned(),
            place: change.place(),
            fix: "Give every change its basis, or take back those that have none.".to_owned(),
        }
    }

    fn stale(change: &Change) -> Self {
        Self {
            what: format!("The stay is no longer the one that was asked about: {change}."),
            why: "What stands there now is not what stood there then, so the answer may not hold."
                .to_owned(),
            place: change.place(),
            fix: "Ask again for the stay as it is now.".to_owned(),
        }
    }
}

impl Change {
    /// Checks that the stay still has what the change is about.
    ///
    /// # Errors
    /// [`ChangeError`] naming the place where it does not.
    pub fn fits(&self, stay: &Stay) -> Result<(), ChangeError> {
        let fits = match self {
            Self::RemoveDiagnosis { place, diagnosis }
            | Self::PresentOnAdmission {
                place, diagnosis, ..
            } => place.of(stay) == Some(diagnosis),
            Self::RemovePair { first, second } => {
                first.0 < second.0
                    && [first, second]
                        .iter()
                        .all(|(at, d)| stay.secondary_diagnoses.get(*at) == Some(d))
            }
            Self::RemoveProcedure { at, code } => stay.procedures.get(*at) == Some(code),
            Self::DischargeStatus { from, .. } => stay.discharge_status == *from,
            Self::AddDiagnosis(_) | Self::AddProcedure(_) => true,
            Self::Principal {
                at,
                diagnosis,
                instead_of,
            } => {
                stay.secondary_diagnoses.get(*at) == Some(diagnosis)
                    && stay.principal_diagnosis == *instead_of
            }
            Self::Several { changes } => {
                let mut stay = stay.clone();
                for change in changes {
                    change.fits(&stay)?;
                    change.put_in(&mut stay);
                }
                true
            }
        };
        fits.then_some(()).ok_or_else(|| ChangeError::stale(self))
    }

    /// Puts the change into a stay that it [`Change::fits`].
    pub(crate) fn put_in(&self, stay: &mut Stay) {
        match self {
            Self::RemoveDiagnosis {
                place: DiagnosisPlace::Principal,
                ..
            } => stay.principal_diagnosis = None,
            Self::RemoveDiagnosis {
                place: DiagnosisPlace::Secondary(at),
                ..
            } => {
                stay.secondary_diagnoses.remove(*at);
            }
            Self::RemovePair { first, second } => {
                stay.secondary_diagnoses.remove(second.0);
                stay.secondary_diagnoses.remove(first.0);
            }
            Self::RemoveProcedure { at, .. } => {
                stay.procedures.remove(*at);
            }
            Self::PresentOnAdmission { place, to, .. } => place.set_indicator(stay, *to),
            Self::DischargeStatus { to, .. } => stay.discharge_status = *to,
            Self::AddDiagnosis(diagnosis) => stay.secondary_diagnoses.push(diagnosis.clone()),
            Self::AddProcedure(code) => stay.procedures.push(code.clone()),
            Self::Principal { at, .. } => match &mut stay.principal_diagnosis {
                Some(principal) => {
                    core::mem::swap(principal, &mut stay.secondary_diagnoses[*at]);
                }
                none => *none = Some(stay.secondary_diagnoses.remove(*at)),
            },
            Self::Several { changes } => {
                for change in changes {
                    change.put_in(stay);
                }
            }
        }
    }

    /// Takes the change back out of a stay that it was put into.
    pub(crate) fn take_back(&self, stay: &mut Stay) {
        match self {
            Self::RemoveDiagnosis {
                place: DiagnosisPlace::Principal,
                diagnosis,
            } => stay.principal_diagnosis = Some(diagnosis.clone()),
            Self::RemoveDiagnosis {
                place: DiagnosisPlace::Secondary(at),
                diagnosis,
            } => stay.secondary_diagnoses.insert(*at, diagnosis.clone()),
            Self::RemovePair { first, second } => {
                for (at, diagnosis) in [first, second] {
                    stay.secondary_diagnoses.insert(*at, diagnosis.clone());
                }
            }
            Self::RemoveProcedure { at, code } => stay.procedures.insert(*at, code.clone()),
            Self::PresentOnAdmission {
                place, diagnosis, ..
            } => place.set_indicator(stay, diagnosis.poa),
            Self::DischargeStatus { from, .. } => stay.discharge_status = *from,
            Self::AddDiagnosis(_) => {
                stay.secondary_diagnoses.pop();
            }
            Self::AddProcedure(_) => {
                stay.procedures.pop();
            }
            Self::Principal { at, instead_of, .. } => {
                if instead_of.is_none() {
                    if let Some(diagnosis) = stay.principal_diagnosis.take() {
                        stay.secondary_diagnoses.insert(*at, diagnosis);
                    }
                } else if let Some(principal) = &mut stay.principal_diagnosis {
                    core::mem::swap(principal, &mut stay.secondary_diagnoses[*at]);
                }
            }
            Self::Several { changes } => {
                for change in changes.iter().rev() {
                    change.take_back(stay);
                }
            }
        }
    }

    /// The single changes it is made of, in the order they are made: itself, where it is one.
    #[must_use]
    pub fn parts(&self) -> &[Self] {
        match self {
            Self::Several { changes } => changes,
            single => core::slice::from_ref(single),
        }
    }

    fn place(&self) -> String {
        match self {
            Self::RemoveDiagnosis { place, .. } | Self::PresentOnAdmission { place, .. } => {
                place.to_string()
            }
            Self::RemovePair { first, .. } => DiagnosisPlace::Secondary(first.0).to_string(),
            Self::Principal { at, .. } => DiagnosisPlace::Secondary(*at).to_string(),
            Self::RemoveProcedure { at, .. } => format!("procedure {}", at + 1),
            Self::DischargeStatus { .. } => "discharge status".to_owned(),
            Self::AddDiagnosis(_) => "secondary diagnoses".to_owned(),
            Self::AddProcedure(_) => "procedures".to_owned(),
            Self::Several { .. } => "the stay".to_owned(),
        }
    }
}

impl DiagnosisPlace {
    /// The diagnosis that stands there.
    #[must_use]
    pub fn of(self, stay: &Stay) -> Option<&Diagnosis> {
        match self {
            Self::Principal => stay.principal_diagnosis.as_ref(),
            Self::Secondary(at) => stay.secondary_diagnoses.get(at),
        }
    }

    /// Every place of a stay: the principal diagnosis first, then the secondary ones in order.
    pub(crate) fn all(stay: &Stay) -> impl Iterator<Item = Self> + use<> {
        let principal = stay.principal_diagnosis.as_ref().map(|_| Self::Principal);
        principal
            .into_iter()
            .chain((0..stay.secondary_diagnoses.len()).map(Self::Secondary))
    }

    fn set_indicator(self, stay: &mut Stay, to: PresentOnAdmission) {
        let diagnosis = match self {
            Self::Principal => stay.principal_diagnosis.as_mut(),
            Self::Secondary(at) => stay.secondary_diagnoses.get_mut(at),
        };
        if let Some(diagnosis) = diagnosis {
            diagnosis.poa = to;
        }
    }
}
