//! Several suppositions at once: what they come to together, and what each comes to alone.
//!
//! Places are those of the stay as coded, whatever else is supposed. So that they mean the same in whatever order a
//! user thinks of them, the changes are made in an order of their own: indicators, discharge status, what is left out
//! (from the end), another principal diagnosis, what is added.

use core::cmp::Reverse;

use edits::mce::Edit;
use grouper::{CodeSeverity, CodeText, Diagnosis, PresentOnAdmission};
use serde::Serialize;

use crate::change::{Change, ChangeError, DiagnosisPlace};
use crate::hypothetical::Hypothetical;
use crate::outcome::Effect;
use crate::what_if::WhatIf;

/// What is supposed of a stay. Places and positions are those of the stay as coded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Supposition {
    /// Without a diagnosis.
    WithoutDiagnosis(DiagnosisPlace),
    /// Without a procedure.
    WithoutProcedure(usize),
    /// A diagnosis with another present on admission indicator.
    Indicator(DiagnosisPlace, PresentOnAdmission),
    /// Another discharge status.
    DischargeStatus(i64),
    /// A secondary diagnosis as the principal one; the present one takes its place.
    Principal(usize),
    /// A further secondary diagnosis.
    AddDiagnosis(Diagnosis),
    /// A further diagnosis that is the principal one; the present one becomes a secondary diagnosis.
    AddPrincipal(Diagnosis),
    /// A further procedure.
    AddProcedure(CodeText),
}

/// What several suppositions come to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Together {
    /// The stay with all of them.
    pub effect: Effect,
    /// The stay with each supposition alone, in the order they were given.
    pub alone: Vec<Effect>,
    /// For each of [`Change::parts`], which supposition it is of.
    pub of: Vec<usize>,
    /// What each added secondary diagnosis counts as in the final result, by its part.
    pub counts_as: Vec<(usize, CodeSeverity)>,
    /// What the code editor would say that it does not say as coded; `None` without an editor for the date.
    pub new_edits: Option<Vec<Edit>>,
}

impl WhatIf<'_> {
    /// With all of these at once.
    ///
    /// # Errors
    /// [`ChangeError`] where a place is empty, or two suppositions can't both be.
    pub fn together(
        &mut self,
        suppositions: &[Supposition],
    ) -> Result<Hypothetical<Together>, ChangeError> {
        let changes = self.in_order(suppositions)?;
        let of = changes_of(&changes, suppositions);
        let mut alone = Vec::with_capacity(suppositions.len());
        for supposition in suppositions {
            let changes = self.in_order(core::slice::from_ref(supposition))?;
            alone.push(self.effect_of(&Change::Several { changes }));
        }
        let whole = Change::Several { changes };
        let effect = self.effect_of(&whole);
        let added = self.added_places(&whole);
        let counts_as = added
            .into_iter()
            .filter_map(|(part, at)| Some((part, self.asked.secondary.get(at)?.severity_final)))
            .collect();
        let before = self.edit().then_some(self.edits.counts);
        whole.put_in(&mut self.stay);
        let after = self.edit().then_some(self.edits.counts);
        whole.take_back(&mut self.stay);
        let new_edits = before.zip(after).map(|(before, after)| {
            let counts = before.into_iter().zip(after);
            let more = Edit::ALL
                .into_iter()
                .zip(counts)
                .filter(|(_, (b, a))| a > b);
            more.map(|(edit, _)| edit).collect()
        });
        Ok(Hypothetical::new(
            whole,
            Together {
                effect,
                alone,
                of,
                counts_as,
                new_edits,
            },
        ))
    }

    /// Secondary positions, once all changes are made, of what they add: the part that adds it, and where it stands.
    fn added_places(&self, whole: &Change) -> Vec<(usize, usize)> {
        let parts = whole.parts();
        let adds = |change: &Change| matches!(change, Change::AddDiagnosis(_));
        let removed = parts.iter().filter(|change| {
            matches!(
                change,
                Change::RemoveDiagnosis {
                    place: DiagnosisPlace::Secondary(_),
                    ..
                }
            )
        });
        let promoted = parts.iter().filter(|change| {
            matches!(
                change,
                Change::Principal {
                    instead_of: None,
                    ..
                }
            )
        });
        let first = (self.stay.secondary_diagnoses.len() - removed.count())
            .saturating_sub(promoted.count());
        parts
            .iter()
            .enumerate()
            .filter(|(_, change)| adds(change))
            .enumerate()
            .map(|(nth, (part, _))| (part, first + nth))
            .collect()
    }

    /// The changes in the order they are made, each with the position it then has.
    fn in_order(&self, suppositions: &[Supposition]) -> Result<Vec<Change>, ChangeError> {
        let asked = Sorted::read(self, suppositions)?;
        let stay = &self.stay;
        let mut changes = Vec::with_capacity(suppositions.len());
        for (place, to) in asked.indicators {
            let diagnosis = self.diagnosis(place)?;
            changes.push(Change::PresentOnAdmission {
                place,
                diagnosis,
                to,
            });
        }
        if let Some(to) = asked.status {
            let from = stay.discharge_status;
            changes.push(Change::DischargeStatus { from, to });
        }
        for at in asked.procedures_out.iter().copied() {
            let code = stay.procedures[at].clone();
            changes.push(Change::RemoveProcedure { at, code });
        }
        for at in asked.secondary_out.iter().copied() {
            let place = DiagnosisPlace::Secondary(at);
            let diagnosis = self.diagnosis(place)?;
            changes.push(Change::RemoveDiagnosis { place, diagnosis });
        }
        let mut principal = stay.principal_diagnosis.clone();
        if let Some(d) = &mut principal
            && let Some(Change::PresentOnAdmission { to, .. }) = changes.iter().find(|change| {
                matches!(
                    change,
                    Change::PresentOnAdmission {
                        place: DiagnosisPlace::Principal,
                        ..
                    }
                )
            })
        {
            d.poa = *to;
        }
        if asked.principal_out {
            let diagnosis = principal.take();
            let diagnosis =
                diagnosis.ok_or_else(|| ChangeError::no_such("principal diagnosis".to_owned()))?;
            let place = DiagnosisPlace::Principal;
            changes.push(Change::RemoveDiagnosis { place, diagnosis });
        }
        if let Some(at) = asked.principal {
            let before = asked.secondary_out.iter().filter(|out| **out < at).count();
            let mut diagnosis = stay.secondary_diagnoses[at].clone();
            if let Some(Change::PresentOnAdmission { to, .. }) = changes.iter().find(|c| {
                matches!(c, Change::PresentOnAdmission { place: DiagnosisPlace::Secondary(i), .. } if *i == at)
            }) {
                diagnosis.poa = *to;
            }
            changes.push(Change::Principal {
                at: at - before,
                diagnosis,
                instead_of: principal.clone(),
            });
        }
        if let Some(diagnosis) = asked.new_principal {
            let at = stay.secondary_diagnoses.len() - asked.secondary_out.len();
            changes.push(Change::AddDiagnosis(diagnosis.clone()));
            changes.push(Change::Principal {
                at,
                diagnosis,
                instead_of: principal,
            });
        }
        changes.extend(asked.diagnoses_in.into_iter().map(Change::AddDiagnosis));
        changes.extend(asked.procedures_in.into_iter().map(Change::AddProcedure));
        Ok(changes)
    }
}

/// Suppositions by kind, checked against the stay and against each other.
#[derive(Default)]
struct Sorted {
    indicators: Vec<(DiagnosisPlace, PresentOnAdmission)>,
    status: Option<i64>,
    /// From the end.
    procedures_out: Vec<usize>,
    /// From the end.
    secondary_out: Vec<usize>,
    principal_out: bool,
    principal: Option<usize>,
    new_principal: Option<Diagnosis>,
    diagnoses_in: Vec<Diagnosis>,
    procedures_in: Vec<CodeText>,
}

impl Sorted {
    fn read(asked: &WhatIf<'_>, suppositions: &[Supposition]) -> Result<Self, ChangeError> {
        let mut out = Self::default();
        let twice = |place: String| {
            ChangeError::at_odds(
                place,
                "The same thing is supposed in two ways, or twice.".to_owned(),
            )
        };
        for supposition in suppositions {
            match supposition {
                Supposition::Indicator(place, to) => {
                    asked.diagnosis(*place)?;
                    if out.indicators.iter().any(|(other, _)| other == place) {
                        return Err(twice(place.to_string()));
                    }
                    out.indicators.push((*place, *to));
                }
                Supposition::DischargeStatus(to) => {
                    if out.status.replace(*to).is_some() {
                        return Err(twice("discharge status".to_owned()));
                    }
                }
                Supposition::WithoutDiagnosis(place) => {
                    asked.diagnosis(*place)?;
                    let again = match place {
                        DiagnosisPlace::Principal => {
                            core::mem::replace(&mut out.principal_out, true)
                        }
                        DiagnosisPlace::Secondary(at) => {
                            let again = out.secondary_out.contains(at);
                            out.secondary_out.push(*at);
                            again
                        }
                    };
                    if again {
                        return Err(twice(place.to_string()));
                    }
                }
                Supposition::WithoutProcedure(at) => {
                    let place = || format!("procedure {}", at + 1);
                    if *at >= asked.stay.procedures.len() {
                        return Err(ChangeError::no_such(place()));
                    }
                    if out.procedures_out.contains(at) {
                        return Err(twice(place()));
                    }
                    out.procedures_out.push(*at);
                }
                Supposition::Principal(at) => {
                    asked.diagnosis(DiagnosisPlace::Secondary(*at))?;
                    if out.principal.replace(*at).is_some() || out.new_principal.is_some() {
                        return Err(twice("principal diagnosis".to_owned()));
                    }
                }
                Supposition::AddPrincipal(diagnosis) => {
                    if out.new_principal.replace(diagnosis.clone()).is_some()
                        || out.principal.is_some()
                    {
                        return Err(twice("principal diagnosis".to_owned()));
                    }
                }
                Supposition::AddDiagnosis(diagnosis) => out.diagnoses_in.push(diagnosis.clone()),
                Supposition::AddProcedure(code) => out.procedures_in.push(code.clone()),
            }
        }
        out.secondary_out.sort_unstable_by_key(|at| Reverse(*at));
        out.procedures_out.sort_unstable_by_key(|at| Reverse(*at));
        out.agrees()?;
        Ok(out)
    }

    /// What is left out can't be anything else as well.
    fn agrees(&self) -> Result<(), ChangeError> {
        let is_out = |place: &DiagnosisPlace| match place {
            DiagnosisPlace::Principal => self.principal_out,
            DiagnosisPlace::Secondary(at) => self.secondary_out.contains(at),
        };
        let indicators = self.indicators.iter().map(|(place, _)| *place);
        let principal = self.principal.map(DiagnosisPlace::Secondary);
        match indicators.chain(principal).find(is_out) {
            None => Ok(()),
            Some(place) => Err(ChangeError::at_odds(
                place.to_string(),
                "The diagnosis is left out, and something else is supposed of it.".to_owned(),
            )),
        }
    }
}

/// Which supposition each change is of. What is left out stands in the changes with its place as coded.
fn changes_of(changes: &[Change], suppositions: &[Supposition]) -> Vec<usize> {
    let mut used = vec![false; suppositions.len()];
    let mut of = Vec::with_capacity(changes.len());
    for (i, change) in changes.iter().enumerate() {
        // An added principal diagnosis is added and then changes places.
        let becomes_principal = matches!(changes.get(i + 1), Some(Change::Principal { .. }));
        let found =
            suppositions
                .iter()
                .enumerate()
                .position(|(n, supposition)| {
                    let meant = match (change, supposition) {
                        (
                            Change::PresentOnAdmission { place, .. },
                            Supposition::Indicator(own, _),
                        )
                        | (
                            Change::RemoveDiagnosis { place, .. },
                            Supposition::WithoutDiagnosis(own),
                        ) => place == own,
                        (Change::DischargeStatus { .. }, Supposition::DischargeStatus(_))
                        | (Change::Principal { .. }, Supposition::Principal(_)) => true,
                        (Change::Principal { diagnosis, .. }, Supposition::AddPrincipal(own)) => {
                            return diagnosis == own;
                        }
                        (
                            Change::RemoveProcedure { at, .. },
                            Supposition::WithoutProcedure(own),
                        ) => at == own,
                        (Change::AddDiagnosis(added), Supposition::AddPrincipal(own)) => {
                            becomes_principal && added == own
                        }
                        (Change::AddDiagnosis(added), Supposition::AddDiagnosis(own)) => {
                            !becomes_principal && added == own
                        }
                        (Change::AddProcedure(added), Supposition::AddProcedure(own)) => {
                            added == own
                        }
                        _ => false,
                    };
                    meant && !used[n]
                });
        let found = found.unwrap_or_default();
        if let Some(used) = used.get_mut(found) {
            *used = true;
        }
        of.push(found);
    }
    of
}
