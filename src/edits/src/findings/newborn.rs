//! Sick newborns whose weight and maturity no code tells (DRG-008).

use super::{Facts, Finding, Place, Severity};

/// Newborns and other neonates.
const NEONATES: u8 = 15;
/// Normal newborn: nothing is expected to be coded.
const NORMAL_NEWBORN: u16 = 795;

/// The grouper knows a birth weight only through categories P05 (slow growth) and P07 (short gestation, low weight).
pub(super) fn find(facts: &Facts<'_>, found: &mut Vec<Finding>) {
    let Some(result) = facts.grouped.as_ref().map(|g| &g.grouping.r#final) else {
        return;
    };
    let newborn = facts.given.age && facts.stay.age == 0 && result.mdc == NEONATES;
    if !newborn || result.drg == NORMAL_NEWBORN {
        return;
    }
    let told = facts.diagnoses().any(|(_, d)| {
        let category = d.code.get(..3).unwrap_or_default();
        category.eq_ignore_ascii_case("P05") || category.eq_ignore_ascii_case("P07")
    });
    if !told {
        found.push(Finding {
            rule: "DRG-008".into(),
            severity: Severity::Info,
            what: "No code tells this newborn's weight or maturity.".to_owned(),
            why: "A birth weight or gestation takes part in the grouping only through the codes of P05 and P07; no other field is looked at."
                .to_owned(),
            place: Place::Drg,
            fix: "If the provider states low weight or short gestation, add its code; otherwise nothing is to be done."
                .to_owned(),
            source: "MS-DRG Definitions Manual, MDC 15; ICD-10-CM Official Guidelines, I.C.16.d",
        });
    }
}
