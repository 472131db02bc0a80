//! What each code contributes: the stay without it, and without two that stand in for one another.
//!
//! Nothing is inferred from the grouper's marks: of two MCCs it marks one, though neither is needed while the other
//! stands. Grouping takes microseconds, so asking is cheaper than reasoning.

use core::cmp::Reverse;

use grouper::CodeSeverity;
use serde::Serialize;
use smallvec::SmallVec;

use crate::change::{Change, DiagnosisPlace};
use crate::hypothetical::Hypothetical;
use crate::outcome::{Effect, rank};
use crate::what_if::{TooManyCodes, WhatIf};

/// Level at which a secondary diagnosis counts in the final result.
const fn level(severity: CodeSeverity) -> u8 {
    match severity {
        CodeSeverity::Cc => 2,
        CodeSeverity::Mcc => 3,
        _ => 0,
    }
}

/// The stay without each of its codes, in the order of the stay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeaveOneOut {
    /// Without its principal diagnosis, if it has one: no other takes its place by itself.
    pub principal: Option<Hypothetical<LeftOut>>,
    /// Without each secondary diagnosis.
    pub secondary: Vec<Hypothetical<LeftOut>>,
    /// Without each procedure.
    pub procedures: Vec<Hypothetical<LeftOut>>,
}

/// The stay without a code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// What it groups to then.
    pub effect: Effect,
    /// What the code does for the severity of the stay.
    pub carries: Carries,
}

/// What a code does for the severity of the stay. That is not yet a DRG: not every family asks for severity, and a
/// code can decide a DRG by being on one of its lists; see [`Effect::changes_drg`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "carries", rename_all = "snake_case")]
pub enum Carries {
    /// It counts neither as CC nor as MCC in the final result (or is no secondary diagnosis).
    Nothing,
    /// It alone carries that level: without it no code counts at that level or above.
    Alone {
        /// `Cc` or `Mcc`.
        level: CodeSeverity,
    },
    /// Without it, the level is still reached.
    Replaceable {
        /// `Cc` or `Mcc`.
        level: CodeSeverity,
        /// Secondary diagnoses that count at that level or above without it: the higher level first, then in order.
        by: SmallVec<[usize; 4]>,
    },
}

impl LeaveOneOut {
    /// Positions of the secondary diagnoses that alone carry the stay's CC or MCC.
    pub fn alone(&self) -> impl Iterator<Item = usize> + '_ {
        self.carriers(|carries| matches!(carries, Carries::Alone { .. }))
    }

    /// Positions of the secondary diagnoses that count, but whose place another one would take.
    pub fn replaceable(&self) -> impl Iterator<Item = usize> + '_ {
        self.carriers(|carries| matches!(carries, Carries::Replaceable { .. }))
    }

    fn carriers(&self, which: impl Fn(&Carries) -> bool) -> impl Iterator<Item = usize> {
        self.secondary
            .iter()
            .enumerate()
            .filter(move |(_, without)| which(&without.answer().carries))
            .map(|(at, _)| at)
    }
}

impl WhatIf<'_> {
    /// Groups the stay without each of its codes.
    ///
    /// # Errors
    /// [`TooManyCodes`].
    pub fn leave_one_out(&mut self) -> Result<LeaveOneOut, TooManyCodes> {
        self.few_enough()?;
        let principal = self
            .stay
            .principal_diagnosis
            .clone()
            .map(|diagnosis| self.left_out(DiagnosisPlace::Principal, diagnosis));
        let secondary = (0..self.stay.secondary_diagnoses.len())
            .map(|at| {
                let diagnosis = self.stay.secondary_diagnoses[at].clone();
                self.left_out(DiagnosisPlace::Secondary(at), diagnosis)
            })
            .collect();
        let procedures = (0..self.stay.procedures.len())
            .map(|at| {
                let code = self.stay.procedures[at].clone();
                let change = Change::RemoveProcedure { at, code };
                let effect = self.effect_of(&change);
                let carries = Carries::Nothing;
                Hypothetical::new(change, LeftOut { effect, carries })
            })
            .collect();
        Ok(LeaveOneOut {
            principal,
            secondary,
            procedures,
        })
    }

    fn left_out(
        &mut self,
        place: DiagnosisPlace,
        diagnosis: grouper::Diagnosis,
    ) -> Hypothetical<LeftOut> {
        let change = Change::RemoveDiagnosis { place, diagnosis };
        let effect = self.effect_of(&change);
        let carries = match place {
            DiagnosisPlace::Principal => Carries::Nothing,
            DiagnosisPlace::Secondary(at) => self.carries(at, &effect),
        };
        Hypothetical::new(change, LeftOut { effect, carries })
    }

    /// What the secondary diagnosis carries that the last grouping was without.
    fn carries(&self, at: usize, effect: &Effect) -> Carries {
        let counts_as = self.as_coded.secondary[at].severity_final;
        let own = level(counts_as);
        // Versions up to v41.0 report a code as counting that the winning row's own list suppresses.
        if own == 0 || rank(effect.before.r#final.severity) < own {
            return Carries::Nothing;
        }
        if rank(effect.after.r#final.severity) < own {
            return Carries::Alone { level: counts_as };
        }
        let rest = self.asked.secondary.iter().enumerate();
        let mut by: SmallVec<[usize; 4]> = rest
            .filter(|(_, other)| level(other.severity_final) >= own)
            .map(|(i, _)| if i < at { i } else { i + 1 })
            .collect();
        by.sort_by_key(|i| Reverse(level(self.as_coded.secondary[*i].severity_final)));
        Carries::Replaceable {
            level: counts_as,
            by,
        }
    }

    /// Pairs of secondary diagnoses that stand in for one another: the severity or the DRG stays without either, and
    /// does not without both. Such a stay withstands the loss of one of its codes, but not of two.
    ///
    /// `singles` is what [`WhatIf::leave_one_out`] answered for this stay. Only diagnoses that count as CC or MCC are
    /// paired.
    ///
    /// # Errors
    /// [`TooManyCodes`].
    pub fn pairs(
        &mut self,
        singles: &LeaveOneOut,
    ) -> Result<Vec<Hypothetical<Effect>>, TooManyCodes> {
        self.few_enough()?;
        let spare: Vec<usize> = singles
            .replaceable()
            .filter(|at| {
                let effect = &singles.secondary[*at].answer().effect;
                *at < self.stay.secondary_diagnoses.len()
                    && !effect.changes_drg()
                    && !effect.lowers_severity()
            })
            .collect();
        let mut pairs = Vec::new();
        for (i, first) in spare.iter().enumerate() {
            for second in &spare[i + 1..] {
                let with = |at: usize| (at, self.stay.secondary_diagnoses[at].clone());
                let change = Change::RemovePair {
                    first: with(*first),
                    second: with(*second),
                };
                let effect = self.effect_of(&change);
                if effect.changes_drg() || effect.lowers_severity() {
                    pairs.push(Hypothetical::new(change, effect));
                }
            }
        }
        Ok(pairs)
    }
}
