//! What the stay would group to if it were coded otherwise, and under other versions.

use grouper::{DrgResult, Grouper, Version};
use whatif::principal::{Choice, ChoiceResult, Standing as Stands};
use whatif::versions::{Column, Parting, RowTried, side_by_side};
use whatif::{Change, Direction as Goes, Effect, Hypothetical, Needs, Outcome, References, WhatIf};

use crate::choices::DISCHARGE_STATUSES;
use crate::draft::StayDraft;
use crate::explain::{Explained, abreast};
use crate::intake;
use crate::packs::{Packs, pack_failure_if_missing};
use crate::protocol::{
    Against, Direction, Failure, PackName, Place, PrincipalView, ResultView, Standing,
    SupposedView, TwoWaysView, VersionChoice, VersionColumn, WayView, WhatIfView,
};
use crate::suppose::again;
use crate::versions::is_peer_checked;

pub(crate) fn failure(what: &str, why: String, fix: &str) -> Failure {
    Failure {
        what: what.to_owned(),
        why,
        place: "the stay".to_owned(),
        fix: fix.to_owned(),
    }
}

/// The version of a stay's discharge date.
fn version_of(packs: &Packs, stay: &grouper::Stay, dated: bool) -> Result<Version, Failure> {
    if packs.versions.is_none() {
        return Err(pack_failure_if_missing(packs, PackName::MsDrg));
    }
    Version::for_discharge(stay.discharge_date)
        .filter(|_| dated)
        .ok_or_else(|| {
            failure(
                "The stay can't be grouped yet.",
                "The discharge date chooses the grouper; it is missing, or no version is loaded for it."
                    .to_owned(),
                "Enter the discharge date.",
            )
        })
}

/// A stay with what it takes to ask about it.
pub(crate) struct Asking<'a> {
    pub(crate) packs: &'a Packs,
    pub(crate) grouper: &'a Grouper,
    pub(crate) stay: grouper::Stay,
    pub(crate) date: Option<codes::Ymd>,
}

impl<'a> Asking<'a> {
    /// Reads the draft and has the version of its discharge date ready.
    ///
    /// # Errors
    /// A stay without a discharge date that a version is loaded for, or a missing pack.
    pub(crate) fn of(packs: &'a mut Packs, draft: &StayDraft) -> Result<Self, Failure> {
        let intake = intake::read(draft);
        let version = version_of(packs, &intake.stay, intake.discharge_date.is_some())?;
        if let Some(versions) = &mut packs.versions {
            versions.get(version);
        }
        let packs = &*packs;
        let grouper = packs
            .versions
            .as_ref()
            .and_then(|versions| versions.if_ready(version))
            .ok_or_else(|| pack_failure_if_missing(packs, PackName::MsDrg))?;
        Ok(Self {
            packs,
            grouper,
            stay: intake.stay,
            date: intake.discharge_date,
        })
    }

    /// The questions.
    pub(crate) fn what_if(&self) -> WhatIf<'a> {
        let references = References {
            grouper: self.grouper,
            editor: self.packs.editor.as_ref(),
            diagnoses: self.packs.cm.as_ref(),
            weights: self.packs.weights.as_ref(),
        };
        WhatIf::of(references, &self.stay)
    }
}

/// What has to be there, to stand after "before it may be coded,".
pub(crate) const fn needs_words(needs: Needs) -> &'static str {
    match needs {
        Needs::Evidence => "the record has to say so",
        Needs::EvidenceOrQuery => {
            "the provider has to say so, in the record or in answer to a query"
        }
    }
}

/// Answers what the stay would group to otherwise.
///
/// # Errors
/// A stay without a discharge date that a version is loaded for, one with more codes than are tried, or a missing pack.
pub(crate) fn ask(packs: &mut Packs, draft: &StayDraft) -> Result<WhatIfView, Failure> {
    let asking = Asking::of(packs, draft)?;
    let (packs, grouper) = (asking.packs, asking.grouper);
    let mut asked = asking.what_if();
    let too_many = |e: whatif::TooManyCodes| {
        failure(
            "The stay has too many codes to try each.",
            e.to_string(),
            "Take out what stands there twice.",
        )
    };
    let left_out = asked.leave_one_out().map_err(too_many)?;
    let indicators = asked.indicators().map_err(too_many)?;
    let principals = asked.principals().map_err(too_many)?;
    let numbers: Vec<i64> = DISCHARGE_STATUSES.iter().map(|s| s.number).collect();
    let statuses = asked.discharge_statuses(&numbers);

    let mut supposed = Supposed {
        grouper,
        list: Vec::new(),
        tried: 0,
    };
    for without in left_out.secondary.iter().chain(&left_out.procedures) {
        supposed.add(without, &without.answer().effect);
    }
    for with in &indicators {
        supposed.add(with, with.answer());
    }
    for with in statuses
        .iter()
        .filter(|with| with.answer().valid != Some(false))
    {
        supposed.add(with, &with.answer().effect);
    }
    let before = asked.outcome();
    Ok(WhatIfView {
        weights: asked.weights().to_string(),
        as_coded: result(grouper, &before, &before),
        principals: principals
            .into_iter()
            .map(|choice| principal(packs, grouper, &before, choice, asking.date))
            .collect(),
        supposed: supposed.list,
        tried: supposed.tried,
    })
}

/// Suppositions being gathered; only those that move something are shown.
struct Supposed<'a> {
    grouper: &'a Grouper,
    list: Vec<SupposedView>,
    tried: u32,
}

impl Supposed<'_> {
    fn add<T>(&mut self, supposed: &Hypothetical<T>, effect: &Effect) {
        self.tried += 1;
        if effect.changes_drg() {
            self.list.push(SupposedView {
                what: capital(&supposed.change().to_string()),
                place: place_of(supposed.change()),
                suppose: again(supposed.change()).into_iter().collect(),
                needs: needs_words(supposed.needs()).to_owned(),
                result: result(self.grouper, &effect.before, &effect.after),
            });
        }
    }
}

fn principal(
    packs: &Packs,
    grouper: &Grouper,
    before: &Outcome,
    choice: Choice,
    date: Option<codes::Ymd>,
) -> PrincipalView {
    PrincipalView {
        place: place(choice.place),
        line: packs.diagnosis_line(&choice.diagnosis.code, date),
        as_coded: matches!(choice.result, ChoiceResult::AsCoded(_)),
        standing: match choice.standing {
            Stands::Eligible => Standing::Eligible,
            Stands::NotPreferred => Standing::NotPreferred,
            Stands::NotChecked => Standing::NotChecked,
            Stands::Ineligible => Standing::Ineligible,
        },
        against: choice
            .reasons
            .iter()
            .map(|reason| Against {
                what: reason.to_string(),
                source: reason.source().to_owned(),
            })
            .collect(),
        result: result(grouper, before, &choice.result.outcome()),
    }
}

pub(crate) fn result(grouper: &Grouper, before: &Outcome, after: &Outcome) -> ResultView {
    titled(title(grouper, &after.r#final), before, after)
}

fn titled(title: String, before: &Outcome, after: &Outcome) -> ResultView {
    let effect = Effect {
        before: *before,
        after: *after,
    };
    ResultView {
        drg: format!("{:03}", after.r#final.drg),
        title,
        weight: after
            .weight
            .map_or_else(String::new, |weight| weight.to_string()),
        direction: match effect.direction() {
            Goes::Up => Direction::Up,
            Goes::Same => Direction::Same,
            Goes::Down => Direction::Down,
            Goes::Unknown => Direction::Unknown,
        },
        changes_drg: effect.changes_drg(),
    }
}

fn title(grouper: &Grouper, result: &DrgResult) -> String {
    grouper
        .drg_title(result.drg)
        .unwrap_or("Ungroupable")
        .to_owned()
}

fn place(place: whatif::DiagnosisPlace) -> Place {
    match place {
        whatif::DiagnosisPlace::Principal => Place::Principal,
        whatif::DiagnosisPlace::Secondary(at) => Place::Secondary(u32::try_from(at).unwrap_or(0)),
    }
}

pub(crate) fn place_of(change: &Change) -> Place {
    match change {
        Change::RemoveDiagnosis { place: at, .. }
        | Change::PresentOnAdmission { place: at, .. } => place(*at),
        Change::RemoveProcedure { at, .. } => Place::Procedure(u32::try_from(*at).unwrap_or(0)),
        Change::DischargeStatus { .. } => Place::DischargeStatus,
        Change::Principal { at, .. } => Place::Secondary(u32::try_from(*at).unwrap_or(0)),
        _ => Place::Stay,
    }
}

pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// Groups the stay under every version.
///
/// # Errors
/// As [`ask`].
pub(crate) fn under_versions(
    packs: &mut Packs,
    draft: &StayDraft,
) -> Result<Vec<VersionColumn>, Failure> {
    let intake = intake::read(draft);
    let stay = intake.stay;
    let own = version_of(packs, &stay, intake.discharge_date.is_some())?;
    let versions = packs
        .versions
        .as_ref()
        .ok_or_else(|| pack_failure_if_missing(packs, PackName::MsDrg))?;
    let mut columns: Vec<(Column, String)> = Vec::new();
    for version in Version::ALL {
        // Made for this question and dropped: nine kept ready would take the room of the rest of the app.
        let grouper = versions.fresh(version);
        let column = side_by_side([&grouper], packs.weights.as_ref(), &stay);
        columns.extend(column.into_iter().map(|column| {
            let title = title(&grouper, &column.outcome.r#final);
            (column, title)
        }));
    }
    let of_discharge = columns
        .iter()
        .map(|(column, _)| column)
        .find(|column| column.version == own)
        .cloned();
    Ok(columns
        .into_iter()
        .map(|(column, title)| {
            let before = of_discharge
                .as_ref()
                .map_or(column.outcome, |own| own.outcome);
            let parting = of_discharge
                .as_ref()
                .filter(|own| own.version != column.version)
                .and_then(|own| own.parts_from(&column));
            VersionColumn {
                version: column.version.to_string(),
                fiscal_year: column.version.fiscal_year(),
                of_discharge: column.is_of_discharge,
                peer_checked: is_peer_checked(column.version),
                result: titled(title, &before, &column.outcome),
                parts: parting.map_or_else(String::new, |parting| {
                    parting_words(&parting, own, column.version)
                }),
            }
        })
        .collect())
}

/// Where two ways part, in a sentence.
fn parting_words(parting: &Parting, own: Version, other: Version) -> String {
    let row = |row: &RowTried| {
        let table = match row.mdc {
            0 => "Pre-MDC".to_owned(),
            29 => "unrelated procedures".to_owned(),
            mdc => format!("MDC {mdc}"),
        };
        if row.drg == 0 {
            format!("{table}, rank {} leads on", row.rank)
        } else {
            format!("{table}, rank {} to DRG {:03}", row.rank, row.drg)
        }
    };
    let lacks = |tried: Option<&RowTried>| {
        tried
            .filter(|tried| !tried.matched && !tried.fails.is_empty())
            .map_or_else(String::new, |tried| {
                format!(" (there it lacks {})", tried.fails.join(", "))
            })
    };
    match (&parting.first, &parting.second) {
        (Some(first), Some(second)) => format!(
            "In {own} the row {} matches{}; in {other} {}{}.",
            row(first),
            lacks(parting.first_in_second.as_ref()),
            row(second),
            lacks(parting.second_in_first.as_ref()),
        ),
        (Some(first), None) => format!("Only in {own} the row {} matches.", row(first)),
        (None, Some(second)) => format!("Only in {other} the row {} matches.", row(second)),
        (None, None) => String::new(),
    }
}

/// The way of the stay through two versions, side by side.
///
/// # Errors
/// As [`ask`], or a version that is none.
pub(crate) fn two_ways(
    packs: &mut Packs,
    draft: &StayDraft,
    left: &str,
    right: &str,
) -> Result<TwoWaysView, Failure> {
    let intake = intake::read(draft);
    let stay = intake.stay;
    let own = version_of(packs, &stay, intake.discharge_date.is_some())?;
    let versions = packs
        .versions
        .as_ref()
        .ok_or_else(|| pack_failure_if_missing(packs, PackName::MsDrg))?;
    let named = |name: &str| {
        Version::ALL
            .into_iter()
            .find(|version| version.to_string() == name)
            .ok_or_else(|| {
                failure(
                    &format!("{name} is no grouper version."),
                    "Only the versions that are loaded can be compared.".to_owned(),
                    "Choose one of the list.",
                )
            })
    };
    let at = own.index();
    let beside = Version::ALL[if at == 0 { 1 } else { at - 1 }];
    let chosen = |name: &str, usual: Version| match name {
        "" => Ok(usual),
        name => named(name),
    };
    let pair = [chosen(left, own)?, chosen(right, beside)?];
    let groupers = pair.map(|version| versions.fresh(version));
    let columns = side_by_side(&groupers, packs.weights.as_ref(), &stay);
    let groupings = [0, 1].map(|n| groupers[n].group(&stay));
    let [ours, theirs] = [0, 1].map(|n| Explained {
        grouper: &groupers[n],
        stay: &stay,
        grouping: &groupings[n],
        steps: &columns[n].steps,
    });
    let way = |n: usize, explained: &Explained<'_>| WayView {
        version: pair[n].to_string(),
        of_discharge: pair[n] == own,
        path: explained.path(),
        result: titled(
            title(&groupers[n], &columns[n].outcome.r#final),
            &columns[1 - n].outcome,
            &columns[n].outcome,
        ),
    };
    Ok(TwoWaysView {
        versions: Version::ALL
            .into_iter()
            .map(|version| VersionChoice {
                version: version.to_string(),
                fiscal_year: version.fiscal_year(),
            })
            .collect(),
        left: way(0, &ours),
        right: way(1, &theirs),
        lines: abreast(&ours, &theirs),
    })
}
