//! Whether the indicator goes with its code when diagnoses change places (POA-008).
//!
//! One stay can't show that; a stay that is watched while it is coded can. An indicator that is changed on its line is
//! the coder's word. One that is another after its code has moved, or was typed over and came back elsewhere, was left
//! on the line.

use std::collections::BTreeMap;

use grouper::{Diagnosis, PresentOnAdmission, Stay};

use crate::findings::{Finding, Place, Severity, dotted};

/// What is remembered of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Known {
    /// The indicator that was last given to it on its line.
    own: PresentOnAdmission,
    /// Where it stood last, `None` while it is not in the stay alone, and with which indicator.
    place: Option<Place>,
    seen: PresentOnAdmission,
}

/// The indicators of one stay while it is being coded, each by its code.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Indicators {
    known: BTreeMap<String, Known>,
}

impl Indicators {
    /// Looks at the stay as it stands now and gives the codes that have lost their indicator on the way from line to line.
    ///
    /// A code that stands more than once is not followed: which of them moved can't be told.
    pub fn follow(&mut self, stay: &Stay) -> Vec<Finding> {
        let mut lost = Vec::new();
        for (code, known) in &mut self.known {
            if !stands_once(stay, code) {
                known.place = None;
            }
        }
        for (place, diagnosis) in all(stay).filter(|(_, d)| stands_once(stay, &d.code)) {
            let now = diagnosis.poa;
            let known = self
                .known
                .entry(diagnosis.code.to_ascii_uppercase().into())
                .or_insert(Known {
                    own: now,
                    place: Some(place),
                    seen: now,
                });
            let given_here = known.place == Some(place) && known.seen != now;
            if given_here {
                known.own = now;
            }
            known.place = Some(place);
            known.seen = now;
            if known.own != now {
                lost.push(left_behind(place, diagnosis, known.own));
            }
        }
        lost
    }

    /// Takes every indicator of the stay as given: several changes at once can't be told apart.
    pub fn take_as_given(&mut self, stay: &Stay) {
        for (_, diagnosis) in all(stay) {
            self.forget(&diagnosis.code);
        }
        self.follow(stay);
    }

    /// Forgets what it knows of a code, whose indicator is given to it elsewhere than on its line.
    pub fn forget(&mut self, code: &str) {
        self.known.remove(code.to_ascii_uppercase().as_str());
    }
}

fn left_behind(place: Place, diagnosis: &Diagnosis, own: PresentOnAdmission) -> Finding {
    Finding {
        rule: "POA-008".into(),
        severity: Severity::Stop,
        what: format!(
            "{} had indicator {} before it changed its place, and has {} now.",
            dotted(&diagnosis.code),
            word(own),
            word(diagnosis.poa),
        ),
        why: "The indicator belongs to the code, not to the line it stands on.".to_owned(),
        place,
        fix: format!(
            "Enter {} again; if the record says otherwise, enter here what it says.",
            word(own)
        ),
        source: "CMS, coding of present on admission: the indicator follows its diagnosis",
    }
}

fn word(poa: PresentOnAdmission) -> &'static str {
    match poa.as_claim() {
        "" => "blank",
        given => given,
    }
}

fn all(stay: &Stay) -> impl Iterator<Item = (Place, &Diagnosis)> {
    let principal = stay
        .principal_diagnosis
        .iter()
        .map(|d| (Place::Principal, d));
    let secondary = stay.secondary_diagnoses.iter().enumerate();
    principal.chain(secondary.map(|(i, d)| (Place::Secondary(i), d)))
}

fn stands_once(stay: &Stay, code: &str) -> bool {
    let mut same = all(stay).filter(|(_, d)| d.code.eq_ignore_ascii_case(code));
    same.next().is_some() && same.next().is_none()
}
