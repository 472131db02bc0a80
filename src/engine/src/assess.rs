//! A stay, edited, grouped and explained in one go: everything the coding workspace shows.

use codes::cm::CmPack;
use codes::weights::Weights;
use edits::conventions::Conventions;
use edits::facility::{self, Facility};
use edits::findings::{self, CodeStatus, CodeStatuses, Facts, Finding, Grouped, References};
use grouper::{Grouper, Grouping, HacStatus, Stay, Step, Trace, Version};
use whatif::{Hypothetical, LeftOut, References as Tables, WhatIf};

use crate::draft::StayDraft;
use crate::explain::Explained;
use crate::figures;
use crate::intake::{self, Intake};
use crate::packs::{Packs, validity};
use crate::protocol::{
    Assessment, CodeLine, FacilityNote, GrouperUsed, PackName, Watched, WeightState,
};
use crate::versions::is_peer_checked;
use crate::views;
use crate::watch::Watch;

/// A grouping and everything learnt with it.
pub(crate) struct Worked {
    pub(crate) version: Version,
    pub(crate) grouping: Grouping,
    pub(crate) steps: Vec<Step>,
    pub(crate) without: Without,
    pub(crate) alive_only: Vec<usize>,
}

/// Final DRG without each code, in the order of the stay. Empty where the stay has more codes than are tried one by one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Without {
    pub(crate) secondary: Vec<u16>,
    pub(crate) procedures: Vec<u16>,
}

impl Without {
    fn of(grouper: &Grouper, stay: &Stay) -> Self {
        let drgs = |left_out: &[Hypothetical<LeftOut>]| {
            left_out
                .iter()
                .map(|without| without.answer().effect.after.r#final.drg)
                .collect()
        };
        WhatIf::of(Tables::of(grouper), stay)
            .leave_one_out()
            .map(|left_out| Self {
                secondary: drgs(&left_out.secondary),
                procedures: drgs(&left_out.procedures),
            })
            .unwrap_or_default()
    }
}

/// Assesses a draft, as the facility weighs things; a stay that is watched, by how it came to be as it is too.
pub(crate) fn assess(
    packs: &mut Packs,
    facility: Option<&Facility>,
    watched: Option<(&mut Watch, Watched)>,
    draft: &StayDraft,
) -> Assessment {
    let intake = intake::read(draft);
    let lines = Lines::of(packs, &intake);
    let statuses = statuses(packs, &intake);
    let editor = match (&packs.editor, intake.discharge_date) {
        (Some(editor), Some(_)) => Some(editor.edit(&intake.stay)),
        _ => None,
    };
    let weights_trouble = packs.trouble(PackName::Weights);
    let (used, version) = grouper_used(packs, &intake);
    let mut out = Assessment {
        grouper: used,
        initial: None,
        r#final: None,
        hac_text: String::new(),
        weight: WeightState::NotLoaded {
            why: "Nothing is grouped yet.".to_owned(),
        },
        length_of_stay: intake.stay.length_of_stay,
        age: intake.age,
        admitting: None,
        principal: None,
        secondary: Vec::new(),
        procedures: Vec::new(),
        findings: Vec::new(),
        facility: None,
        edit_type: editor.as_ref().map(|e| views::edit_type(e.edit_type)),
        path: Vec::new(),
        steps: Vec::new(),
        missing: PackName::ALL
            .into_iter()
            .filter_map(|name| packs.trouble(name))
            .collect(),
    };
    packs.read_conventions();
    let Packs {
        versions,
        weights,
        cm,
        conventions,
        official,
        ..
    } = packs;
    let conventions = conventions.as_ref().zip(cm.as_ref());
    let grouper = versions
        .as_mut()
        .zip(version)
        .map(|(versions, version)| versions.get(version));
    let worked = grouper
        .zip(version)
        .map(|(grouper, version)| work(grouper, version, &intake));
    if let Some((grouper, worked)) = grouper.zip(worked.as_ref()) {
        fill_grouping(
            &mut out,
            grouper,
            &intake,
            worked,
            weights.as_ref(),
            weights_trouble,
        );
    }
    let context = views::Context {
        intake: &intake,
        grouper,
        worked: worked.as_ref(),
        weights: weights.as_ref(),
        principal: lines.principal.as_ref(),
    };
    out.admitting = lines
        .admitting
        .map(|line| context.admitting(line, statuses.admitting));
    out.principal = lines
        .principal
        .clone()
        .map(|line| context.principal(line, statuses.principal));
    out.secondary = lines
        .secondary
        .into_iter()
        .enumerate()
        .map(|(i, line)| context.secondary(i, line, statuses.secondary.get(i).copied().flatten()))
        .collect();
    out.procedures = lines
        .procedures
        .into_iter()
        .enumerate()
        .map(|(i, line)| {
            let date = draft.procedures.get(i).map_or("", |p| p.date.as_str());
            context.procedure(
                i,
                line,
                statuses.procedures.get(i).copied().flatten().map(validity),
                date,
            )
        })
        .collect();
    if *draft != StayDraft::default() {
        let facts = Facts {
            stay: &intake.stay,
            given: intake.given,
            admission_date: intake.admission_date,
            procedure_dates: &intake.procedure_dates,
            unreadable_dates: &intake.unreadable,
            codes: &statuses,
            editor: editor.as_ref(),
            grouped: worked.as_ref().map(|w| Grouped {
                version: w.version,
                grouping: &w.grouping,
                alive_only: &w.alive_only,
                without_secondary: &w.without.secondary,
            }),
            references: References {
                exemptions: Some(official.exemptions()),
                weight: worked
                    .as_ref()
                    .zip(weights.as_ref())
                    .and_then(|(worked, weights)| {
                        weights.of(worked.grouping.r#final.drg, worked.version.fiscal_year())
                    }),
            },
        };
        let mut found = found(conventions, &facts);
        if let Some((watch, now)) = watched {
            watch.add(now, &intake.stay, &mut found);
        }
        out.facility = facility.map(|facility| note(facility, &found));
        out.findings = weighed(facility, &facts, found)
            .into_iter()
            .map(|f| {
                let decided = facility.is_some_and(|facility| facility.decides(&f));
                let mut view = views::finding(f, &intake.stay, decided);
                draft
                    .kept_because(&view.rule, &view.code)
                    .clone_into(&mut view.kept);
                view
            })
            .collect();
    }
    out
}

/// All that the rules find, before the facility weighs it.
pub(crate) fn found(
    conventions: Option<(&Conventions, &CmPack)>,
    facts: &Facts<'_>,
) -> Vec<Finding> {
    match conventions {
        Some((conventions, pack)) => findings::find_with_conventions(facts, conventions, pack),
        None => findings::find(facts),
    }
}

/// The findings as the facility weighs them, with those of its own rules.
pub(crate) fn weighed(
    facility: Option<&Facility>,
    facts: &Facts<'_>,
    found: Vec<Finding>,
) -> Vec<Finding> {
    match facility {
        Some(facility) => facility::apply(facility, facts, found),
        None => found,
    }
}

fn note(facility: &Facility, found: &[Finding]) -> FacilityNote {
    let mut switched_off: Vec<String> = found
        .iter()
        .filter(|finding| facility.switches_off(&finding.rule))
        .map(|finding| finding.rule.to_string())
        .collect();
    switched_off.sort();
    switched_off.dedup();
    FacilityNote {
        name: facility.document().name.clone(),
        switched_off,
    }
}

/// The codes of a stay in one line each.
struct Lines {
    admitting: Option<CodeLine>,
    principal: Option<CodeLine>,
    secondary: Vec<CodeLine>,
    procedures: Vec<CodeLine>,
}

impl Lines {
    fn of(packs: &Packs, intake: &Intake) -> Self {
        let date = intake.discharge_date;
        let diagnosis = |d: &grouper::Diagnosis| packs.diagnosis_line(&d.code, date);
        Self {
            admitting: intake.stay.admitting_diagnosis.as_ref().map(diagnosis),
            principal: intake.stay.principal_diagnosis.as_ref().map(diagnosis),
            secondary: intake
                .stay
                .secondary_diagnoses
                .iter()
                .map(diagnosis)
                .collect(),
            procedures: intake
                .stay
                .procedures
                .iter()
                .map(|code| packs.procedure_line(code, date))
                .collect(),
        }
    }
}

/// What the code sets say of the codes of a stay.
pub(crate) fn statuses(packs: &Packs, intake: &Intake) -> CodeStatuses {
    let Some(date) = intake.discharge_date else {
        return CodeStatuses::default();
    };
    let diagnosis =
        |d: &grouper::Diagnosis| -> Option<CodeStatus> { packs.diagnosis_status(&d.code, date) };
    CodeStatuses {
        admitting: intake.stay.admitting_diagnosis.as_ref().and_then(diagnosis),
        principal: intake.stay.principal_diagnosis.as_ref().and_then(diagnosis),
        secondary: intake
            .stay
            .secondary_diagnoses
            .iter()
            .map(diagnosis)
            .collect(),
        procedures: intake
            .stay
            .procedures
            .iter()
            .map(|code| packs.procedure_status(code, date))
            .collect(),
    }
}

/// Which version groups the stay, and why; or why none does.
fn grouper_used(packs: &Packs, intake: &Intake) -> (GrouperUsed, Option<Version>) {
    let none = |why: String| (GrouperUsed::None { why }, None);
    let Some(date) = intake.discharge_date else {
        return none("The discharge date chooses the grouper; it is missing.".to_owned());
    };
    let Some(version) = Version::for_discharge(date) else {
        return none(format!(
            "No grouper version is loaded for a discharge on {date}."
        ));
    };
    if packs.versions.is_none() {
        let why = packs
            .trouble(PackName::MsDrg)
            .map_or_else(String::new, |t| t.what);
        return none(format!("The grouper's tables are not loaded. {why}"));
    }
    if intake.stay.principal_diagnosis.is_none() {
        return none("There is no principal diagnosis yet.".to_owned());
    }
    let used = GrouperUsed::Version {
        version: version.to_string(),
        fiscal_year: version.fiscal_year(),
        peer_checked: is_peer_checked(version),
        why: format!(
            "Discharged {date}; {version} holds from {}.",
            version.first_day()
        ),
    };
    (used, Some(version))
}

fn work(grouper: &Grouper, version: Version, intake: &Intake) -> Worked {
    let mut trace = Trace::default();
    let grouping = grouper.group_observed(&intake.stay, &mut trace);
    let alive_only = trace
        .steps
        .iter()
        .filter_map(|s| match s {
            Step::AliveOnly { secondary } => Some(*secondary as usize),
            _ => None,
        })
        .collect();
    Worked {
        version,
        grouping,
        steps: trace.steps,
        without: Without::of(grouper, &intake.stay),
        alive_only,
    }
}

fn fill_grouping(
    out: &mut Assessment,
    grouper: &Grouper,
    intake: &Intake,
    worked: &Worked,
    weights: Option<&Weights>,
    weights_trouble: Option<crate::protocol::Failure>,
) {
    let grouping = &worked.grouping;
    out.initial = Some(views::drg(grouper, &grouping.initial));
    out.r#final = Some(views::drg(grouper, &grouping.r#final));
    out.hac_text = match grouping.hac_status {
        HacStatus::NotApplicable => String::new(),
        HacStatus::FinalDrgNoChange => {
            format!(
                "{} met; the DRG stays.",
                conditions(grouping.hac_categories_met)
            )
        }
        HacStatus::FinalDrgChanges => format!(
            "{} met: DRG {:03} becomes {:03}.",
            conditions(grouping.hac_categories_met),
            grouping.initial.drg,
            grouping.r#final.drg
        ),
        HacStatus::FinalDrgUngroupable => {
            "A hospital-acquired condition is met, but the final DRG can't be told.".to_owned()
        }
    };
    out.weight = figures::state(
        weights,
        weights_trouble,
        grouping.r#final.drg,
        worked.version.fiscal_year(),
    );
    let explained = Explained {
        grouper,
        stay: &intake.stay,
        grouping,
        steps: &worked.steps,
    };
    out.path = explained.path();
    out.steps = explained.lines();
}

fn conditions(number: u8) -> String {
    if number == 1 {
        "1 hospital-acquired condition".to_owned()
    } else {
        format!("{number} hospital-acquired conditions")
    }
}
