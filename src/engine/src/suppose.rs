//! Suppositions that the user puts together, and their way into the stay: on a basis, or not at all.

use grouper::{Diagnosis, Stay};
use whatif::{Basis, Change, CodedStay, DiagnosisPlace, Needs, Supposition};

use crate::choices::DISCHARGE_STATUSES;
use crate::code_text::normalise_code;
use crate::draft::{DraftDiagnosis, DraftProcedure, StayDraft, TakenOver};
use crate::intake;
use crate::packs::Packs;
use crate::protocol::{
    BasisDraft, Failure, PairsView, Place, StackView, Suppose, SupposedPart, SupposedView,
};
use crate::what_if::{Asking, capital, failure, needs_words, place_of, result};

/// What several suppositions come to.
///
/// # Errors
/// A stay that can't be grouped yet, an empty place, two suppositions at odds.
pub(crate) fn stack(
    packs: &mut Packs,
    draft: &StayDraft,
    suppositions: &[Suppose],
) -> Result<StackView, Failure> {
    let read = read_all(suppositions)?;
    let asking = Asking::of(packs, draft)?;
    let mut asked = asking.what_if();
    let supposed = asked.together(&read).map_err(not_supposed)?;
    let (parts, answer) = (supposed.change().parts(), supposed.answer());
    let before = asked.outcome();
    let parts = suppositions
        .iter()
        .zip(&answer.alone)
        .enumerate()
        .map(|(nth, (supposition, alone))| {
            let own: Vec<(usize, &Change)> = parts
                .iter()
                .enumerate()
                .filter(|(part, _)| answer.of.get(*part) == Some(&nth))
                .collect();
            let needs = own.iter().map(|(_, change)| Needs::of(change)).max();
            let needs = needs.unwrap_or(Needs::Evidence);
            let counts = answer
                .counts_as
                .iter()
                .find(|(part, _)| own.iter().any(|(own, _)| own == part));
            SupposedPart {
                what: capital(&words(&own)),
                counts_as: counts
                    .filter(|_| {
                        !matches!(
                            supposition,
                            Suppose::AddDiagnosis {
                                principal: true,
                                ..
                            }
                        )
                    })
                    .map_or_else(String::new, |(_, severity)| match severity {
                        grouper::CodeSeverity::Mcc => "counts as MCC".to_owned(),
                        grouper::CodeSeverity::Cc => "counts as CC".to_owned(),
                        _ => "counts as neither CC nor MCC".to_owned(),
                    }),
                title: title(&asking, supposition),
                needs: needs_words(needs).to_owned(),
                by_query: needs == Needs::EvidenceOrQuery,
                alone: result(asking.grouper, &alone.before, &alone.after),
            }
        })
        .collect();
    Ok(StackView {
        as_coded: result(asking.grouper, &before, &before),
        result: result(asking.grouper, &answer.effect.before, &answer.effect.after),
        weights: asked.weights().to_string(),
        parts,
        new_edits: answer
            .new_edits
            .iter()
            .flatten()
            .map(|edit| edits::findings::edit_name(*edit).to_owned())
            .collect(),
    })
}

/// Title of a code that is added, and a word where it can't be reported on the date.
fn title(asking: &Asking<'_>, supposition: &Suppose) -> String {
    let packs = asking.packs;
    let line = match supposition {
        Suppose::AddDiagnosis { code, .. } => {
            packs.diagnosis_line(&normalise_code(code), asking.date)
        }
        Suppose::AddProcedure { code } => packs.procedure_line(&normalise_code(code), asking.date),
        _ => return String::new(),
    };
    match (line.title.is_empty(), line.billable) {
        (true, _) => "no such code is known".to_owned(),
        (false, true) => line.title,
        (false, false) => format!("{} (can't be reported on this date)", line.title),
    }
}

/// A supposition's changes in words: an added principal diagnosis is added and then changes places.
fn words(own: &[(usize, &Change)]) -> String {
    let all: Vec<String> = own.iter().map(|(_, change)| change.to_string()).collect();
    all.last().cloned().unwrap_or_default()
}

/// Every two changes that decide together only.
///
/// # Errors
/// A stay that can't be grouped yet, or one with more pairs than are tried.
pub(crate) fn two_at_once(packs: &mut Packs, draft: &StayDraft) -> Result<PairsView, Failure> {
    let asking = Asking::of(packs, draft)?;
    let statuses: Vec<i64> = DISCHARGE_STATUSES.iter().map(|s| s.number).collect();
    let found = asking.what_if().two_at_once(&statuses).map_err(|e| {
        failure(
            "The stay has too many pairs of changes.",
            e.to_string(),
            "Suppose single changes together.",
        )
    })?;
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Ok(PairsView {
        pairs: found
            .deciding
            .iter()
            .map(|pair| SupposedView {
                what: capital(&pair.change().to_string()),
                place: pair.change().parts().first().map_or(Place::Stay, place_of),
                suppose: pair.change().parts().iter().filter_map(again).collect(),
                needs: needs_words(pair.needs()).to_owned(),
                result: result(asking.grouper, &pair.answer().before, &pair.answer().after),
            })
            .collect(),
        idle: count(found.idle),
        tried: count(found.tried),
    })
}

/// A single change as a supposition; pairs are made of these alone.
pub(crate) fn again(change: &Change) -> Option<Suppose> {
    Some(match change {
        Change::RemoveDiagnosis { .. } | Change::RemoveProcedure { .. } => {
            Suppose::Without(place_of(change))
        }
        Change::PresentOnAdmission { to, .. } => {
            Suppose::Indicator(place_of(change), intake::draft_poa(*to))
        }
        Change::DischargeStatus { to, .. } => Suppose::Status(*to),
        Change::Principal { at, .. } => Suppose::Principal(u32::try_from(*at).ok()?),
        _ => return None,
    })
}

/// Codes what was supposed, each on its basis: the crate's types let nothing through without.
///
/// # Errors
/// A basis without words, or one too few; otherwise as [`stack`].
pub(crate) fn take_over(
    packs: &mut Packs,
    draft: &StayDraft,
    suppositions: &[Suppose],
    bases: &[BasisDraft],
) -> Result<StayDraft, Failure> {
    let read = read_all(suppositions)?;
    let given: Vec<Basis> = bases.iter().map(basis).collect::<Result<_, _>>()?;
    let asking = Asking::of(packs, draft)?;
    let supposed = asking.what_if().together(&read).map_err(not_supposed)?;
    // An added principal diagnosis is two changes on one basis.
    let each: Vec<Basis> = supposed
        .answer()
        .of
        .iter()
        .filter_map(|nth| given.get(*nth).cloned())
        .collect();
    let coded = CodedStay::of_record(asking.stay.clone());
    let accepted = supposed.accept_each(&coded, each).map_err(not_supposed)?;
    let mut out = coded_draft(draft, accepted.stay().stay());
    let of = &accepted.answer().of;
    for (nth, basis) in given.iter().enumerate() {
        let own: Vec<(usize, &Change)> = accepted
            .change()
            .parts()
            .iter()
            .enumerate()
            .filter(|(part, _)| of.get(*part) == Some(&nth))
            .collect();
        out.taken_over.push(TakenOver {
            what: capital(&words(&own)),
            query: basis.is_query(),
            source: basis.source().to_owned(),
            words: basis.words().to_owned(),
        });
    }
    Ok(out)
}

/// Codes of the stay whose indicator was supposed, or that were supposed anew.
pub(crate) fn given_indicators<'d>(
    draft: &'d StayDraft,
    suppositions: &'d [Suppose],
) -> impl Iterator<Item = String> + 'd {
    suppositions
        .iter()
        .filter_map(|supposition| match supposition {
            Suppose::Indicator(Place::Principal, _) => {
                draft.principal.as_ref().map(|d| d.code.as_str())
            }
            Suppose::Indicator(Place::Secondary(at), _) => {
                draft.secondary.get(*at as usize).map(|d| d.code.as_str())
            }
            Suppose::AddDiagnosis { code, .. } => Some(code.as_str()),
            _ => None,
        })
        .map(normalise_code)
}

/// The draft with the codes, indicators and status of a stay that was accepted; dates of procedures and the
/// ways by which codes were found stay with them.
fn coded_draft(draft: &StayDraft, stay: &Stay) -> StayDraft {
    let mut left = draft.procedures.clone();
    let procedures = stay
        .procedures
        .iter()
        .map(|code| {
            let same = |p: &DraftProcedure| normalise_code(&p.code) == code.as_str();
            match left.iter().position(same) {
                Some(at) => left.remove(at),
                None => DraftProcedure {
                    code: code.to_string(),
                    ..DraftProcedure::default()
                },
            }
        })
        .collect();
    let mut known: Vec<&DraftDiagnosis> = draft.principal.iter().chain(&draft.secondary).collect();
    let mut diagnosis = |d: &Diagnosis| {
        let same = |of: &&DraftDiagnosis| normalise_code(&of.code) == d.code.as_str();
        let found_by = known
            .iter()
            .position(same)
            .map_or_else(String::new, |at| known.remove(at).found_by.clone());
        DraftDiagnosis {
            found_by,
            ..intake::draft_diagnosis(d)
        }
    };
    StayDraft {
        principal: stay.principal_diagnosis.as_ref().map(&mut diagnosis),
        secondary: stay.secondary_diagnoses.iter().map(diagnosis).collect(),
        procedures,
        // A status that was not given stays so unless another was supposed.
        discharge_status: draft
            .discharge_status
            .or(Some(stay.discharge_status).filter(|status| *status != 0))
            .map(|_| stay.discharge_status),
        ..draft.clone()
    }
}

fn basis(typed: &BasisDraft) -> Result<Basis, Failure> {
    let made = if typed.query {
        Basis::query(&typed.source, &typed.words)
    } else {
        Basis::evidence(&typed.source, &typed.words)
    };
    made.map_err(|e| {
        failure(
            "This can't be coded yet.",
            e.to_string(),
            "Say where in the record it stands, or name the query and its answer.",
        )
    })
}

fn read_all(suppositions: &[Suppose]) -> Result<Vec<Supposition>, Failure> {
    suppositions.iter().map(read).collect()
}

fn read(supposition: &Suppose) -> Result<Supposition, Failure> {
    let nothing = |what: &str| {
        failure(
            what,
            "A supposition is about a diagnosis, a procedure or the discharge status.".to_owned(),
            "Choose a code of the stay, or type one.",
        )
    };
    let diagnosis = |place: &Place| match place {
        Place::Principal => Ok(DiagnosisPlace::Principal),
        Place::Secondary(at) => Ok(DiagnosisPlace::Secondary(*at as usize)),
        _ => Err(nothing("There is no diagnosis there.")),
    };
    let typed = |code: &str| {
        let code = normalise_code(code);
        if code.is_empty() {
            Err(nothing("No code was typed."))
        } else {
            Ok(code)
        }
    };
    Ok(match supposition {
        Suppose::Without(Place::Procedure(at)) => Supposition::WithoutProcedure(*at as usize),
        Suppose::Without(place) => Supposition::WithoutDiagnosis(diagnosis(place)?),
        Suppose::Indicator(place, poa) => {
            Supposition::Indicator(diagnosis(place)?, intake::poa(*poa))
        }
        Suppose::Status(to) => Supposition::DischargeStatus(*to),
        Suppose::Principal(at) => Supposition::Principal(*at as usize),
        Suppose::AddDiagnosis {
            code,
            poa,
            principal,
        } => {
            let diagnosis = Diagnosis {
                code: typed(code)?.into(),
                poa: intake::poa(*poa),
            };
            if *principal {
                Supposition::AddPrincipal(diagnosis)
            } else {
                Supposition::AddDiagnosis(diagnosis)
            }
        }
        Suppose::AddProcedure { code } => Supposition::AddProcedure(typed(code)?.into()),
    })
}

fn not_supposed(e: whatif::ChangeError) -> Failure {
    Failure {
        what: e.what,
        why: e.why,
        place: e.place,
        fix: e.fix,
    }
}
