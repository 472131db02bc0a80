//! What the coding screen's stay changes of an encounter, its case and its patient.
//!
//! Only what differs from the stay as it was opened is written, and each thing where it belongs: codes into the case, the
//! days and the disposition into the encounter, birth and sex into the patient. What whoever codes may not change there,
//! or what is no value yet, is refused by name, and all the rest is written.

use chrono::{FixedOffset, NaiveDate, NaiveTime, TimeZone as _};
use engine::draft::{Sex, StayDraft};
use records::EntryId;
use records::model::{self, Encounter, EncounterStatus, Patient};

use super::draft::{HOME_HEALTH, draft_of};
use crate::protocol::Failure;

mod codes;

use codes::coded;

/// Where a draft is written to.
pub(super) struct Target<'a> {
    /// The encounter as the screen knew it.
    pub(super) stay: &'a Encounter,
    /// The case in it.
    pub(super) case: EntryId,
    /// The patient.
    pub(super) patient: &'a Patient,
    /// Why the encounter's own fields may not be changed; nothing where they may.
    pub(super) stay_refused: Option<Failure>,
    /// Why the patient may not be changed; nothing where they may.
    pub(super) patient_refused: Option<Failure>,
    /// The facility's clock.
    pub(super) offset: FixedOffset,
}

/// What becomes of it.
pub(super) struct Written {
    pub(super) stay: Encounter,
    pub(super) patient: Patient,
    pub(super) refused: Vec<Failure>,
}

impl Target<'_> {
    /// The encounter and the patient as the draft wants them.
    pub(super) fn write(&self, draft: &StayDraft, new: &mut impl FnMut() -> EntryId) -> Written {
        let before = self.stay.cases.get(&self.case).cloned().unwrap_or_default();
        let shown = draft_of(self.stay, &before, self.patient);
        let mut written = Written {
            stay: self.stay.clone(),
            patient: self.patient.clone(),
            refused: Vec::new(),
        };
        self.stay_fields(&shown, draft, &mut written);
        self.patient_fields(&shown, draft, &mut written);
        written
            .stay
            .cases
            .insert(self.case, coded(&before, draft, new));
        written
    }

    fn stay_fields(&self, shown: &StayDraft, draft: &StayDraft, written: &mut Written) {
        let mut refuse = |place: &str, why: Option<(&str, &str)>| match (&self.stay_refused, why) {
            (Some(failure), _) => {
                written.refused.push(placed(failure, place));
                true
            }
            (None, Some((why, fix))) => {
                written.refused.push(not_saved(place, why, fix));
                true
            }
            (None, None) => false,
        };
        for (place, now, typed, field) in [
            (
                "date of admission",
                &shown.admission_date,
                &draft.admission_date,
                &mut written.stay.admitted,
            ),
            (
                "date of discharge",
                &shown.discharge_date,
                &draft.discharge_date,
                &mut written.stay.discharged,
            ),
        ] {
            if now == typed {
                continue;
            }
            let left = self.stay.status != EncounterStatus::InHouse
                && self.stay.status != EncounterStatus::PreAdmit;
            let wrong = match (day(typed), typed.is_empty()) {
                (None, false) => Some(NOT_A_DAY),
                (_, true) if left => Some((
                    "The patient has left, and the stay has its days.",
                    "Type the day.",
                )),
                _ => None,
            };
            if !refuse(place, wrong) {
                *field = day(typed).and_then(|day| {
                    // The hour that was known stays; a day without one begins at midnight.
                    let (time, offset) = field.map_or((NaiveTime::MIN, self.offset), |moment| {
                        (moment.time(), *moment.offset())
                    });
                    offset.from_local_datetime(&day.and_time(time)).single()
                });
            }
        }
        if shown.discharge_status != draft.discharge_status {
            let status = draft.discharge_status.map(u8::try_from);
            let wrong = matches!(status, Some(Err(_))).then_some((
                "It is no number of a claim.",
                "Choose a discharge status from the list.",
            ));
            if !refuse("discharge status", wrong) {
                written.stay.discharge_status = status.and_then(Result::ok);
            }
        }
        if shown.home_health != draft.home_health && !refuse("home health care", None) {
            let word = HOME_HEALTH.iter().find(|(_, v)| *v == draft.home_health);
            written.stay.home_health = word.map_or_else(String::new, |(word, _)| (*word).into());
        }
        if shown.admitted_elsewhere != draft.admitted_elsewhere
            && !refuse("admitted to another hospital", None)
        {
            written.stay.admitted_elsewhere = draft.admitted_elsewhere;
        }
    }

    fn patient_fields(&self, shown: &StayDraft, draft: &StayDraft, written: &mut Written) {
        let mut refuse = |place: &str, why: Option<(&str, &str)>| match (&self.patient_refused, why)
        {
            (Some(failure), _) => {
                written.refused.push(placed(failure, place));
                true
            }
            (None, Some((why, fix))) => {
                written.refused.push(not_saved(place, why, fix));
                true
            }
            (None, None) => false,
        };
        if shown.birth_date != draft.birth_date {
            let typed = &draft.birth_date;
            let wrong = (day(typed).is_none() && !typed.is_empty()).then_some(NOT_A_DAY);
            if !refuse("date of birth", wrong) {
                written.patient.birth_date = day(typed).map(model::PartialDate::from);
            }
        }
        if shown.sex != draft.sex && !refuse("sex", None) {
            written.patient.administrative_sex = match draft.sex {
                Sex::Female => model::Sex::Female,
                Sex::Male => model::Sex::Male,
                Sex::Unknown => model::Sex::Unknown,
            };
        }
        if draft.age_years.is_some() {
            written.refused.push(not_saved(
                "age",
                "A patient on record has a date of birth, and the age follows from it.",
                "Have registration enter the date of birth.",
            ));
        }
        if shown.label != draft.label {
            written.refused.push(not_saved(
                "name of the stay",
                "It is the patient's name and the account's number.",
                "Have registration correct the name.",
            ));
        }
    }
}

const NOT_A_DAY: (&str, &str) = (
    "It is no day of the calendar.",
    "Type year, month and day, as in 2026-03-09.",
);

fn not_saved(place: &str, why: &str, fix: &str) -> Failure {
    Failure::new(
        format!("The {place} was not saved; the codes are."),
        why,
        place,
        fix,
    )
}

fn placed(failure: &Failure, place: &str) -> Failure {
    Failure::new(
        format!("The {place} was not saved; the codes are."),
        format!("{} {}", failure.what, failure.why),
        place,
        failure.fix.clone(),
    )
}

/// A day as the record writes it, and nothing else.
fn day(typed: &str) -> Option<NaiveDate> {
    typed
        .parse::<NaiveDate>()
        .ok()
        .filter(|day| day.to_string() == typed)
}
