//! The demo hospital, made once for a file of tests.
#![allow(clippy::unwrap_used, unreachable_pub)]

use std::sync::LazyLock;

use chrono::NaiveDate;
use hospital::{Hospital, Made, MadeEncounter, MadePatient, Plan};

/// Its last day.
pub fn until() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 8, 31).unwrap()
}

/// Patients and encounters.
pub static DEMO: LazyLock<(Vec<MadePatient>, Vec<MadeEncounter>)> = LazyLock::new(|| {
    let mut demo = (Vec::new(), Vec::new());
    for made in Hospital::new(Plan::demo(until())) {
        match made {
            Made::Patient(patient) => demo.0.push(*patient),
            Made::Encounter(encounter) => demo.1.push(*encounter),
        }
    }
    demo
});
