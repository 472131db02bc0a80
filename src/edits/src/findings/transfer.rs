//! Discharges that are paid as transfers because they came early (DRG-006).
//!
//! 42 CFR 412.4(b), (c) and (f): a transfer is paid by the day, at most the full amount; the first day counts twice, so
//! payment falls short once the stay is more than a day shorter than the geometric mean.

use super::{Facts, Finding, Place, Severity};

/// Where a patient went, as far as 42 CFR 412.4 makes a difference.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gone {
    /// Another hospital for acute care: every DRG.
    Acute,
    /// Care after the acute phase: the DRGs of the post-acute care transfer policy.
    PostAcute,
}

/// Discharge status of the claim; each also with a planned readmission (80 and above).
const fn gone(status: i64) -> Option<Gone> {
    match status {
        2 | 66 | 82 | 94 => Some(Gone::Acute),
        // Nursing facility, cancer or children's hospital, home health, hospice at home or in a facility,
        // rehabilitation, long-term care, psychiatry.
        3 | 5 | 6 | 50 | 51 | 62 | 63 | 65 | 83 | 85 | 86 | 90 | 91 | 93 => Some(Gone::PostAcute),
        _ => None,
    }
}

pub(super) fn find(facts: &Facts<'_>, found: &mut Vec<Finding>) {
    if !facts.given.discharge_status {
        return;
    }
    let (Some(gone), Some(days), Some(weight), Some(grouped)) = (
        gone(facts.stay.discharge_status),
        facts.stay.length_of_stay,
        facts.references.weight,
        &facts.grouped,
    ) else {
        return;
    };
    let Some(mean) = weight.gmlos else { return };
    if gone == Gone::PostAcute && !weight.post_acute {
        return;
    }
    // A length of stay fits a float exactly; one that does not is no length of stay.
    let Ok(days) = i32::try_from(days) else {
        return;
    };
    if days < 0 || f64::from(days) + 1.0 >= mean {
        return;
    }
    let drg = grouped.grouping.r#final.drg;
    let to = match gone {
        Gone::Acute => "went to another hospital for acute care".to_owned(),
        Gone::PostAcute => {
            format!("went on to post-acute care, and DRG {drg:03} is on the list of that policy")
        }
    };
    found.push(Finding {
        rule: "DRG-006".into(),
        severity: Severity::Warn,
        what: format!(
            "Discharged after {days} {} with status {:02}: paid by the day as a transfer.",
            if days == 1 { "day" } else { "days" },
            facts.stay.discharge_status
        ),
        why: format!(
            "The stay is more than a day shorter than the geometric mean of DRG {drg:03}, {mean:.1} days, and the patient {to}."
        ),
        place: Place::DischargeStatus,
        fix: "See in the discharge note where the patient really went, and correct the status if it differs.".to_owned(),
        source: "42 CFR 412.4(b), (c) and (f); IPPS final rule, Table 5",
    });
}
