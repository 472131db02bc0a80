//! A stay with a further code.

use edits::claim;
use edits::mce::{EditSet, McEdits};
use grouper::{CodeSeverity, CodeText, Diagnosis, Grouping};
use serde::Serialize;

use crate::change::Change;
use crate::hypothetical::Hypothetical;
use crate::outcome::Effect;
use crate::what_if::WhatIf;

/// What adding a code comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Added {
    /// The stay with it.
    pub effect: Effect,
    /// What a diagnosis counts as in the final result; `Neither` for a procedure.
    pub counts_as: CodeSeverity,
    /// What the code editor says of the code itself; `None` without an editor for the date.
    pub edits: Option<EditSet>,
    /// Whether a claim has room for it: beyond 25 diagnoses, the principal one included, 12 external causes and 25
    /// procedures a code is not on the claim and the payer's grouper never sees it.
    pub on_claim: bool,
}

impl WhatIf<'_> {
    /// With a further secondary diagnosis.
    pub fn with_diagnosis(&mut self, diagnosis: Diagnosis) -> Hypothetical<Added> {
        let external = claim::is_external_cause(&diagnosis.code);
        let others = self.stay.secondary_diagnoses.iter();
        let already = others
            .filter(|other| claim::is_external_cause(&other.code) == external)
            .count();
        // The principal diagnosis has its place on the claim, filled or not.
        let room = if external {
            claim::EXTERNAL_CAUSES
        } else {
            claim::DIAGNOSES - 1
        };
        let change = Change::AddDiagnosis(diagnosis);
        self.added(
            change,
            already < room,
            |grouping| {
                let last = grouping.secondary.last();
                last.map_or(CodeSeverity::Neither, |d| d.severity_final)
            },
            |edits| edits.diagnoses.last(),
        )
    }

    /// With a further procedure.
    pub fn with_procedure(&mut self, code: CodeText) -> Hypothetical<Added> {
        let change = Change::AddProcedure(code);
        let already = self.stay.procedures.len();
        self.added(
            change,
            already < claim::PROCEDURES,
            |_| CodeSeverity::Neither,
            |edits| edits.procedures.last(),
        )
    }

    fn added(
        &mut self,
        change: Change,
        on_claim: bool,
        counts_as: impl Fn(&Grouping) -> CodeSeverity,
        its_edits: impl Fn(&McEdits) -> Option<&EditSet>,
    ) -> Hypothetical<Added> {
        let effect = self.effect_of(&change);
        let counts_as = counts_as(&self.asked);
        change.put_in(&mut self.stay);
        let edited = self.edit();
        change.take_back(&mut self.stay);
        let edits = edited.then(|| its_edits(&self.edits).copied()).flatten();
        Hypothetical::new(
            change,
            Added {
                effect,
                counts_as,
                edits,
                on_claim,
            },
        )
    }
}
