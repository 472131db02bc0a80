//! What the coding screen's stay changes of an encounter, its case and its patient.
//!
//! Only what differs from the stay as it was opened is written, and each thing where it belongs: codes into the case, the
//! days and the disposition into the encounter, birth and sex into the patient. What whoever codes may not change there,
//! or what is no value yet, is refused by name, and all the rest is written.

use std::collections::BTreeMap;

use chrono::{FixedOffset, NaiveDate, NaiveTime, TimeZone as _};
use engine::draft::{DraftDiagnosis, Sex, StayDraft};
use records::EntryId;
use records::model::{
    self, CodedDiagnosis, CodedProcedure, CodingCase, Encounter, EncounterStatus, EvidenceSpan,
    KeptEdit, Patient, TakenOver,
};

use super::draft::{
    HOME_HEALTH, REPORTING, draft_of, poa_kept, principal, procedures, secondary, taken_over,
};
use super::lists::{Kept, keys_of_order, pair};
use crate::protocol::Failure;

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

/// The case with the draft's codes.
fn coded(before: &CodingCase, draft: &StayDraft, new: &mut impl FnMut() -> EntryId) -> CodingCase {
    let mut case = before.clone();
    case.note.clone_from(&draft.note);
    case.admitting.clone_from(&draft.admitting);
    case.admitting_found_by
        .clone_from(&draft.admitting_found_by);
    case.poa_reporting = REPORTING
        .iter()
        .find(|(_, value)| *value == draft.hospital)
        .map_or_else(String::new, |(word, _)| (*word).to_owned());
    diagnoses(&mut case, before, draft, new);
    let list: Vec<_> = procedures(before)
        .into_iter()
        .map(|(id, procedure)| (id, procedure.code.as_str(), procedure.order.as_str()))
        .collect();
    let wanted: Vec<&str> = draft.procedures.iter().map(|p| p.code.as_str()).collect();
    case.procedures = placed_anew(&list, &wanted, new)
        .into_iter()
        .zip(&draft.procedures)
        .map(|((id, order), procedure)| {
            let date = day(&procedure.date);
            let procedure = CodedProcedure {
                code: procedure.code.clone(),
                date,
                date_typed: match date {
                    Some(_) => String::new(),
                    None => procedure.date.clone(),
                },
                order,
                found_by: procedure.found_by.clone(),
            };
            (id, procedure)
        })
        .collect();
    let list: Vec<_> = taken_over(before)
        .into_iter()
        .map(|(id, taken)| (id, taken.what.as_str(), taken.order.as_str()))
        .collect();
    let wanted: Vec<&str> = draft.taken_over.iter().map(|t| t.what.as_str()).collect();
    case.taken_over = placed_anew(&list, &wanted, new)
        .into_iter()
        .zip(&draft.taken_over)
        .map(|((id, order), taken)| {
            let taken = TakenOver {
                what: taken.what.clone(),
                query: taken.query,
                source: taken.source.clone(),
                words: taken.words.clone(),
                order,
            };
            (id, taken)
        })
        .collect();
    case.evidence = evidence(before, draft, new);
    case.kept_edits = kept_edits(before, draft, new);
    case
}

fn diagnoses(
    case: &mut CodingCase,
    before: &CodingCase,
    draft: &StayDraft,
    new: &mut impl FnMut() -> EntryId,
) {
    let mut kept: Vec<(EntryId, &CodedDiagnosis)> = Vec::new();
    kept.extend(principal(before));
    kept.extend(secondary(before));
    let wanted: Vec<&DraftDiagnosis> = draft.principal.iter().chain(&draft.secondary).collect();
    let pairs = pair(
        &kept
            .iter()
            .map(|(id, diagnosis)| Kept {
                id: *id,
                key: &diagnosis.code,
                order: &diagnosis.order,
            })
            .collect::<Vec<_>>(),
        &wanted.iter().map(|d| d.code.as_str()).collect::<Vec<_>>(),
    );
    let ids: Vec<EntryId> = pairs
        .iter()
        .map(|at| at.map_or_else(&mut *new, |at| kept[at].0))
        .collect();
    let has = |at: &Option<usize>| at.map(|at| (kept[at].1.order.as_str(), kept[at].0));
    let first = usize::from(draft.principal.is_some());
    let listed: Vec<_> = pairs[first..].iter().map(has).collect();
    let mut orders = keys_of_order(&listed);
    if let Some(pair) = pairs.first().filter(|_| first == 1) {
        // Ahead of all others, so that it stands first among them when another becomes principal.
        let own = has(pair).map(|(order, _)| order.to_owned());
        let ahead = || records::between(None, orders.first().map(String::as_str));
        let own = own.unwrap_or_else(ahead);
        orders.insert(0, own);
    }
    case.principal = ids.first().copied().filter(|_| first == 1);
    case.diagnoses = ids
        .into_iter()
        .zip(orders)
        .zip(wanted)
        .map(|((id, order), wanted)| {
            let diagnosis = CodedDiagnosis {
                code: wanted.code.clone(),
                poa: poa_kept(wanted.poa),
                order,
                found_by: wanted.found_by.clone(),
            };
            (id, diagnosis)
        })
        .collect();
}

/// Ids and keys of order for a wanted list.
fn placed_anew(
    kept: &[(EntryId, &str, &str)],
    wanted: &[&str],
    new: &mut impl FnMut() -> EntryId,
) -> Vec<(EntryId, String)> {
    let entries: Vec<Kept<'_>> = kept
        .iter()
        .map(|(id, key, order)| Kept {
            id: *id,
            key,
            order,
        })
        .collect();
    let pairs = pair(&entries, wanted);
    let present: Vec<_> = pairs
        .iter()
        .map(|at| at.map(|at| (entries[at].order, entries[at].id)))
        .collect();
    let orders = keys_of_order(&present);
    pairs
        .iter()
        .map(|at| at.map_or_else(&mut *new, |at| entries[at].id))
        .zip(orders)
        .collect()
}

/// What was marked in the chart is taken out in the chart: here only what was typed comes and goes.
fn evidence(
    before: &CodingCase,
    draft: &StayDraft,
    new: &mut impl FnMut() -> EntryId,
) -> BTreeMap<EntryId, EvidenceSpan> {
    let mut after: BTreeMap<EntryId, EvidenceSpan> = BTreeMap::new();
    let mut free: Vec<(EntryId, &EvidenceSpan)> = Vec::new();
    for (id, span) in &before.evidence {
        if span.document.is_some() {
            after.insert(*id, span.clone());
        }
        free.push((*id, span));
    }
    let mut changed = Vec::new();
    for wanted in &draft.evidence {
        let same = |(_, span): &(EntryId, &EvidenceSpan)| {
            span.code == wanted.code && span.words == wanted.words
        };
        match free.iter().position(same) {
            Some(at) => {
                let (id, span) = free.remove(at);
                after.insert(id, span.clone());
            }
            None => changed.push(wanted),
        }
    }
    for wanted in changed {
        let typed = |(_, span): &(EntryId, &EvidenceSpan)| {
            span.code == wanted.code && span.document.is_none()
        };
        let id = match free.iter().position(typed) {
            Some(at) => free.remove(at).0,
            None => new(),
        };
        let span = EvidenceSpan {
            code: wanted.code.clone(),
            words: wanted.words.clone(),
            ..EvidenceSpan::default()
        };
        after.insert(id, span);
    }
    after
}

fn kept_edits(
    before: &CodingCase,
    draft: &StayDraft,
    new: &mut impl FnMut() -> EntryId,
) -> BTreeMap<EntryId, KeptEdit> {
    let mut free: Vec<(EntryId, &KeptEdit)> =
        before.kept_edits.iter().map(|(i, k)| (*i, k)).collect();
    draft
        .kept_edits
        .iter()
        .map(|wanted| {
            let about = |(_, kept): &(EntryId, &KeptEdit)| {
                kept.rule == wanted.rule && kept.code == wanted.code
            };
            let id = match free.iter().position(about) {
                Some(at) => free.remove(at).0,
                None => new(),
            };
            let kept = KeptEdit {
                rule: wanted.rule.clone(),
                code: wanted.code.clone(),
                reason: wanted.reason.clone(),
            };
            (id, kept)
        })
        .collect()
}
