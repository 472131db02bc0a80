//! The codes of a case as the coding screen's stay has them, with the entries that they already are.

use std::collections::BTreeMap;

use engine::draft::{DraftDiagnosis, StayDraft};
use records::EntryId;
use records::model::{
    CodedDiagnosis, CodedProcedure, CodingCase, EvidenceSpan, KeptEdit, TakenOver,
};

use super::day;
use crate::cases::draft::{REPORTING, poa_kept, principal, procedures, secondary, taken_over};
use crate::cases::lists::{Kept, keys_of_order, pair};

/// The case with the draft's codes.
pub(super) fn coded(
    before: &CodingCase,
    draft: &StayDraft,
    new: &mut impl FnMut() -> EntryId,
) -> CodingCase {
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
