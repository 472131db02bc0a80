//! Every two changes that are idle alone and decide together.
//!
//! Leaving one code out shows what that code carries. Two codes that stand in for one another, or a code and an
//! indicator, show only when both change. All pairs of such changes are grouped; how many there were, and the bound
//! above which none are tried, is part of the answer.

use grouper::PresentOnAdmission::{self, N, W, Y};

use crate::change::{Change, DiagnosisPlace};
use crate::hypothetical::Hypothetical;
use crate::outcome::Effect;
use crate::what_if::WhatIf;

/// Most pairs that are grouped for one stay; 25 diagnoses, 10 procedures and 35 other discharge statuses make fewer
/// than 4,500.
pub const MOST_PAIRS: usize = 10_000;

/// A stay with more pairs of changes than are tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "The stay has {pairs} pairs of changes; up to {MOST_PAIRS} are tried, because each is a grouping of its own. \
     Suppose single changes together instead."
)]
pub struct TooManyPairs {
    /// How many there are.
    pub pairs: usize,
}

/// What came of trying every two changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairsTried {
    /// Pairs that change the final DRG though neither does alone, in the order of the stay.
    pub deciding: Vec<Hypothetical<Effect>>,
    /// Single changes that leave the DRG alone.
    pub idle: usize,
    /// Pairs of them that were grouped.
    pub tried: usize,
}

impl WhatIf<'_> {
    /// Tries every two of these changes that leave the DRG alone one by one: each secondary diagnosis and each
    /// procedure left out, each diagnosis present on admission instead of not and the other way round, and each of
    /// these discharge statuses that is valid on the date. Two changes of the same code, and two discharge statuses,
    /// are no pair.
    ///
    /// # Errors
    /// [`TooManyPairs`].
    pub fn two_at_once(&mut self, statuses: &[i64]) -> Result<PairsTried, TooManyPairs> {
        let idle = self.idle_changes(statuses);
        let pairs = idle.len() * idle.len().saturating_sub(1) / 2;
        if pairs > MOST_PAIRS {
            return Err(TooManyPairs { pairs });
        }
        let mut out = PairsTried {
            deciding: Vec::new(),
            idle: idle.len(),
            tried: 0,
        };
        for (i, first) in idle.iter().enumerate() {
            for second in &idle[i + 1..] {
                let Some(changes) = both(first, second) else {
                    continue;
                };
                out.tried += 1;
                let change = Change::Several { changes };
                let effect = self.effect_of(&change);
                if effect.changes_drg() {
                    out.deciding.push(Hypothetical::new(change, effect));
                }
            }
        }
        Ok(out)
    }

    /// The single changes that leave the final DRG as it is.
    fn idle_changes(&mut self, statuses: &[i64]) -> Vec<Change> {
        let mut changes: Vec<Change> = Vec::new();
        for place in DiagnosisPlace::all(&self.stay) {
            let Some(diagnosis) = place.of(&self.stay).cloned() else {
                continue;
            };
            changes.push(Change::PresentOnAdmission {
                place,
                to: turned(diagnosis.poa),
                diagnosis,
            });
        }
        for (at, diagnosis) in self.stay.secondary_diagnoses.iter().enumerate() {
            changes.push(Change::RemoveDiagnosis {
                place: DiagnosisPlace::Secondary(at),
                diagnosis: diagnosis.clone(),
            });
        }
        for (at, code) in self.stay.procedures.iter().enumerate() {
            let code = code.clone();
            changes.push(Change::RemoveProcedure { at, code });
        }
        let statuses = self.discharge_statuses(statuses);
        changes.extend(
            statuses
                .iter()
                .filter(|with| with.answer().valid != Some(false))
                .map(|with| with.change().clone()),
        );
        changes.retain(|change| !self.effect_of(change).changes_drg());
        changes
    }
}

/// The other way round: of Y and W, which count as present, N; of all others Y.
const fn turned(poa: PresentOnAdmission) -> PresentOnAdmission {
    match poa {
        Y | W => N,
        _ => Y,
    }
}

/// Two single changes, the one with the later position first, so that the earlier still stands where it stood. `None`
/// where they are about the same thing.
fn both(first: &Change, second: &Change) -> Option<Vec<Change>> {
    let pair = |a: &Change, b: &Change| Some(vec![a.clone(), b.clone()]);
    match (first, second) {
        (Change::DischargeStatus { .. }, Change::DischargeStatus { .. }) => None,
        (Change::PresentOnAdmission { place: a, .. }, Change::RemoveDiagnosis { place: b, .. })
            if a == b =>
        {
            None
        }
        (Change::RemoveDiagnosis { .. }, Change::RemoveDiagnosis { .. })
        | (Change::RemoveProcedure { .. }, Change::RemoveProcedure { .. }) => pair(second, first),
        // Indicators and the status move nothing; they stand before what is left out.
        (_, Change::DischargeStatus { .. }) => pair(second, first),
        _ => pair(first, second),
    }
}
