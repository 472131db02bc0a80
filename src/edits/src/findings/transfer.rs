//! Discharges that are paid as transfers because they came early (DRG-006), as `payment` decides them: the estimate and
//! the finding can't disagree.

use grouper::HospitalStatus;
use payment::{Departure, DischargeStatus, early};

use super::{Facts, Finding, Place, Severity};

pub(super) fn find(facts: &Facts<'_>, found: &mut Vec<Finding>) {
    // A hospital that is exempt from present on admission is not paid under the system that the policy belongs to.
    if !facts.given.discharge_status || facts.stay.hospital_status == HospitalStatus::Exempt {
        return;
    }
    let (Some(departure), Some(weight)) = (departure(facts), facts.references.weight) else {
        return;
    };
    // Without a mean length of stay or a day of the calendar there is nothing to measure the stay by.
    let Ok(Some(warning)) = early(&departure, &weight) else {
        return;
    };
    found.push(Finding {
        rule: "DRG-006".into(),
        severity: Severity::Warn,
        what: warning.what,
        why: warning.why,
        place: Place::DischargeStatus,
        fix: warning.fix,
        source: warning.source,
    });
}

fn departure(facts: &Facts<'_>) -> Option<Departure> {
    Some(Departure {
        date: facts.stay.discharge_date,
        drg: facts.grouped.as_ref()?.grouping.r#final.drg,
        status: u8::try_from(facts.stay.discharge_status)
            .ok()
            .and_then(DischargeStatus::new)?,
        length_of_stay: u16::try_from(facts.stay.length_of_stay?).ok()?,
        after: facts.given.after,
    })
}
