//! The stay on screen watched from change to change, for what one state of it can't show: whether an indicator went with
//! its code when diagnoses changed places (POA-008).

use edits::findings::{Finding, Place};
use edits::poa::Indicators;
use grouper::{HospitalStatus, Stay};

use crate::protocol::Watched;

/// What is remembered of the stay on screen.
#[derive(Debug, Default)]
pub(crate) struct Watch {
    indicators: Indicators,
    /// What was assessed last.
    last: Option<Watched>,
}

impl Watch {
    /// Adds what is to be said of the way the stay came here from the state that was assessed last.
    pub(crate) fn add(&mut self, now: Watched, stay: &Stay, found: &mut Vec<Finding>) {
        let last = self.last.replace(now).filter(|last| last.stay == now.stay);
        let Some(last) = last else {
            self.indicators = Indicators::default();
            self.indicators.follow(stay);
            return;
        };
        if now.changes.abs_diff(last.changes) > 1 {
            self.indicators.take_as_given(stay);
            return;
        }
        let lost = self.indicators.follow(stay);
        // A hospital that does not report indicators has none to lose.
        if lost.is_empty() || stay.hospital_status == HospitalStatus::Exempt {
            return;
        }
        // That it lost one says more than that it has none.
        let told = |place: Place| lost.iter().any(|f| f.place == place);
        found.retain(|f| f.rule != "POA-001" || !told(f.place));
        found.extend(lost);
        found.sort_by_key(|f| (f.severity, f.place));
    }

    /// Forgets the indicators of codes to which others are given on a basis.
    pub(crate) fn forget(&mut self, codes: impl IntoIterator<Item = String>) {
        for code in codes {
            self.indicators.forget(&code);
        }
    }
}
