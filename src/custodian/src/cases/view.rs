//! A case as the screen shows it.

use access::{Action, RecordKind};
use records::Moment;
use records::model::{CodingCase, Encounter, GroupedAs};
use store::Store;

use super::draft::draft_of;
use super::open::Read;
use super::past::CasePast;
use super::save::may_be_coded;
use crate::custodian::Custodian;
use crate::protocol::{
    CaseName, CaseView, Failure, GroupedDraft, PendView, ReviewView, SpanView, VersionLine,
};
use crate::surroundings::Surroundings;

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// The case as whoever has unlocked may see it.
    pub(super) fn view(
        &self,
        of: CaseName,
        read: &Read,
        past: CasePast,
    ) -> Result<CaseView, Failure> {
        let mut case = read.case();
        let codes_hidden = self.hindrance(of, Action::Read, RecordKind::CodingCase)?;
        let payment = self
            .hindrance(of, Action::Read, RecordKind::Payment)?
            .is_none();
        let coding = match may_be_coded(case.status) {
            Ok(()) => self.hindrance(of, Action::Code, RecordKind::CodingCase)?,
            Err(failure) => Some(failure),
        };
        let steps = self.steps_of(of, read, &past)?;
        let conflicts = past
            .conflicts
            .iter()
            .map(|conflict| self.conflict_shown(conflict, &read.stay, read.id))
            .collect();
        if codes_hidden.is_some() {
            case = CodingCase {
                purpose: case.purpose,
                status: case.status,
                assignment: case.assignment,
                priority: case.priority,
                due: case.due,
                pends: case.pends,
                ..CodingCase::default()
            };
        }
        let open = codes_hidden.is_none();
        let coder = case.assignment.coder;
        let stay = &read.stay;
        Ok(CaseView {
            of,
            patient: stay.patient.map(|patient| patient.0),
            draft: draft_of(stay, &case, &read.patient),
            account: stay.account.clone(),
            unit_number: read.patient.unit_number.clone(),
            class: stay.class.said().to_owned(),
            service: stay.service.clone(),
            attending: stay.attending().to_owned(),
            days: stay.length_of_stay_days(),
            status: status_word(&case).to_owned(),
            status_said: status_said(&case).to_owned(),
            purpose: case.purpose.said().to_owned(),
            coder: coder.map_or_else(String::new, |coder| self.name_of(coder)),
            mine: coder == Some(self.session()?.user()),
            priority: case.priority,
            due: case.due.map_or_else(String::new, |day| day.to_string()),
            grouped: case.grouped.as_ref().filter(|_| payment).map(shown),
            pends: self.pends(&case),
            reviews: self.reviews(&case),
            versions: self.version_lines(&case, payment),
            spans: spans(&case),
            conflicts: if open { conflicts } else { Vec::new() },
            parallel: if open { past.parallel } else { Vec::new() },
            steps,
            can_undo: past.can_undo && coding.is_none(),
            can_redo: past.can_redo && coding.is_none(),
            read_only: coding,
            codes_hidden,
        })
    }

    fn pends(&self, case: &CodingCase) -> Vec<PendView> {
        let mut pends: Vec<_> = case.pends.iter().collect();
        pends.sort_by_key(|(id, pend)| (pend.since, **id));
        pends
            .into_iter()
            .map(|(id, pend)| PendView {
                pend: id.0,
                reason: pend.reason.said().to_owned(),
                note: pend.note.clone(),
                by: self.name_of(pend.by),
                since: clock(pend.since),
                settled: clock(pend.settled),
            })
            .collect()
    }

    fn reviews(&self, case: &CodingCase) -> Vec<ReviewView> {
        let mut reviews: Vec<_> = case.reviews.iter().collect();
        reviews.sort_by_key(|(id, review)| (review.at, **id));
        reviews
            .into_iter()
            .map(|(_, review)| ReviewView {
                by: self.name_of(review.by),
                at: clock(review.at),
                outcome: review.outcome.said().to_owned(),
                note: review.note.clone(),
                own_work: review.own_work,
            })
            .collect()
    }

    fn version_lines(&self, case: &CodingCase, payment: bool) -> Vec<VersionLine> {
        let mut versions: Vec<_> = case.versions.values().collect();
        versions.sort_by_key(|version| version.number);
        versions
            .into_iter()
            .map(|version| VersionLine {
                number: version.number,
                at: clock(version.at),
                by: self.name_of(version.by),
                drg: if payment {
                    drg_in_words(&version.grouped)
                } else {
                    String::new()
                },
                reopened: version.reopened.clone(),
            })
            .collect()
    }
}

/// Words of the chart that codes rest on, code by code and in the order in which they stand.
fn spans(case: &CodingCase) -> Vec<SpanView> {
    let mut spans: Vec<SpanView> = case
        .evidence
        .iter()
        .filter_map(|(id, span)| {
            Some(SpanView {
                entry: id.0,
                code: span.code.clone(),
                document: span.document?.0,
                start: span.start,
                end: span.end,
                body_sha256: span.body_sha256.clone(),
                words: span.words.clone(),
            })
        })
        .collect();
    spans.sort_by(|a, b| {
        (&a.code, a.document, a.start, a.entry).cmp(&(&b.code, b.document, b.start, b.entry))
    });
    spans
}

/// A grouped result as it is shown.
fn shown(grouped: &GroupedAs) -> GroupedDraft {
    GroupedDraft {
        version: grouped.version.clone(),
        drg: grouped.drg.clone(),
        title: grouped.title.clone(),
        weight_e4: grouped.weight_e4,
        stops: grouped.stops,
        warnings: grouped.warnings,
    }
}

/// DRG and title; empty where nothing was grouped.
pub(super) fn drg_in_words(grouped: &GroupedAs) -> String {
    format!("{} {}", grouped.drg, grouped.title)
        .trim()
        .to_owned()
}

/// Where a case stands; what nobody has begun is nobody's.
fn status_word(case: &CodingCase) -> &'static str {
    match case.status {
        records::model::CaseStatus::Unknown => records::model::CaseStatus::Unassigned.word(),
        status => status.word(),
    }
}

fn status_said(case: &CodingCase) -> &'static str {
    match case.status {
        records::model::CaseStatus::Unknown => records::model::CaseStatus::Unassigned.said(),
        status => status.said(),
    }
}

/// A time by the clock it was written with; empty for none.
pub(super) fn clock(moment: Option<Moment>) -> String {
    moment.map_or_else(String::new, |moment| {
        let text = moment.naive_local().to_string();
        text.get(..16).unwrap_or(&text).to_owned()
    })
}

/// A diagnosis code with its dot.
pub(super) fn dotted(code: &str) -> String {
    match code.split_at_checked(3) {
        Some((category, rest)) if !rest.is_empty() => format!("{category}.{rest}"),
        _ => code.to_owned(),
    }
}

/// Whether the patient has left.
pub(super) fn is_discharged(stay: &Encounter) -> bool {
    use records::model::EncounterStatus::{Billed, Coded, Discharged, Rebilled};
    matches!(stay.status, Discharged | Coded | Billed | Rebilled)
}
