//! Results of grouping and editing turned into what the screen shows.

use codes::weights::Weights;
use edits::findings::{CodeStatus, Finding, Place as Found, Severity as Weighs};
use edits::mce;
use grouper::{
    Affects, CodeSeverity, DiagnosisOutcome, DrgKind, DrgResult, DrgSeverity, Grouper,
    HacEntryStatus, HacList, HacOutcome, Stay, Step,
};

use crate::assess::Worked;
use crate::code_text::dotted_diagnosis;
use crate::figures;
use crate::intake::Intake;
use crate::packs::validity;
use crate::protocol::{
    CodeLine, DiagnosisView, DrgView, EditType, Exclusion, FindingView, HacEntry, HacState,
    LeaveOut, Marked, Place, ProcedureView, ResultKind, Severity, Validity, Weight,
};
use crate::search::own_severity;

/// What the rows of codes are read from.
pub(crate) struct Context<'a> {
    pub(crate) intake: &'a Intake,
    pub(crate) grouper: Option<&'a Grouper>,
    pub(crate) worked: Option<&'a Worked>,
    pub(crate) weights: Option<&'a Weights>,
    pub(crate) principal: Option<&'a CodeLine>,
}

impl Context<'_> {
    /// The admitting diagnosis: it takes no part in the DRG.
    pub(crate) fn admitting(&self, line: CodeLine, status: Option<CodeStatus>) -> DiagnosisView {
        self.bare(line, status, "")
    }

    /// The principal diagnosis.
    pub(crate) fn principal(&self, line: CodeLine, status: Option<CodeStatus>) -> DiagnosisView {
        let poa = self
            .intake
            .stay
            .principal_diagnosis
            .as_ref()
            .map_or("", |d| d.poa.as_claim());
        let mut view = self.bare(line, status, poa);
        if let Some(worked) = self.worked {
            view.affects = marked(worked.grouping.principal.affects);
            view.hacs = self.hacs(&worked.grouping.principal.hacs);
        }
        view
    }

    /// A secondary diagnosis.
    pub(crate) fn secondary(
        &self,
        index: usize,
        line: CodeLine,
        status: Option<CodeStatus>,
    ) -> DiagnosisView {
        let poa = self
            .intake
            .stay
            .secondary_diagnoses
            .get(index)
            .map_or("", |d| d.poa.as_claim());
        let mut view = self.bare(line, status, poa);
        let Some(worked) = self.worked else {
            return view;
        };
        let Some(outcome) = worked.grouping.secondary.get(index) else {
            return view;
        };
        view.affects = marked(outcome.affects);
        view.counts_as = counting(outcome.severity_final);
        view.hacs = self.hacs(&outcome.hacs);
        view.exclusion = self.exclusion(index, outcome, worked, view.own_severity);
        view.leave_out = worked
            .without
            .secondary
            .get(index)
            .and_then(|drg| self.leave_out(*drg));
        view
    }

    /// A procedure.
    pub(crate) fn procedure(
        &self,
        index: usize,
        line: CodeLine,
        validity: Option<Validity>,
        date: &str,
    ) -> ProcedureView {
        let outcome = self.worked.and_then(|w| w.grouping.procedures.get(index));
        let without = self.worked.and_then(|w| w.without.procedures.get(index));
        ProcedureView {
            line,
            validity,
            date: date.to_owned(),
            operating_room: outcome.map(|o| o.operating_room),
            affects: outcome.map_or(Marked::No, |o| marked(o.affects)),
            hac_usage: outcome.map_or_else(Vec::new, |o| o.hac_usage.iter().collect()),
            leave_out: without.and_then(|drg| self.leave_out(*drg)),
        }
    }

    fn bare(&self, line: CodeLine, status: Option<CodeStatus>, poa: &str) -> DiagnosisView {
        let own = self
            .grouper
            .and_then(|g| g.severity_of(&line.code))
            .map_or(Severity::None, own_severity);
        DiagnosisView {
            line,
            validity: status.map(validity),
            poa: poa.to_owned(),
            own_severity: own,
            counts_as: Severity::None,
            exclusion: None,
            affects: Marked::No,
            hacs: Vec::new(),
            leave_out: None,
        }
    }

    fn hacs(&self, entries: &[HacOutcome]) -> Vec<HacEntry> {
        entries
            .iter()
            .map(|entry| {
                let number = category(entry.list);
                let description = self
                    .grouper
                    .and_then(|g| g.hac_title(number))
                    .unwrap_or_default()
                    .to_owned();
                HacEntry {
                    number,
                    description,
                    state: hac_state(entry.status),
                }
            })
            .collect()
    }

    fn exclusion(
        &self,
        index: usize,
        outcome: &DiagnosisOutcome,
        worked: &Worked,
        own: Severity,
    ) -> Option<Exclusion> {
        match outcome.severity_final {
            CodeSeverity::CcExcluded | CodeSeverity::MccExcluded => Some(Exclusion::ByPrincipal {
                principal: self.principal.cloned()?,
                collection: worked.steps.iter().find_map(|s| match s {
                    Step::Excluded {
                        secondary,
                        collection,
                    } if *secondary as usize == index => Some(*collection),
                    _ => None,
                }),
            }),
            CodeSeverity::CcExcludedByDrgLogic | CodeSeverity::MccExcludedByDrgLogic => {
                Some(Exclusion::ByDrgLogic {
                    drg: format!("{:03}", worked.grouping.r#final.drg),
                })
            }
            CodeSeverity::Neither if worked.alive_only.contains(&index) => {
                Some(Exclusion::PatientDied)
            }
            CodeSeverity::Neither
                if own != Severity::None
                    && outcome
                        .hacs
                        .iter()
                        .any(|h| h.status == HacEntryStatus::HacCriteriaMet) =>
            {
                Some(Exclusion::HospitalAcquired)
            }
            _ => None,
        }
    }

    fn leave_out(&self, drg: u16) -> Option<LeaveOut> {
        let worked = self.worked?;
        let with = worked.grouping.r#final.drg;
        let year = worked.version.fiscal_year();
        let weight = |drg| figures::ten_thousandths(self.weights, drg, year);
        let changes = drg != with;
        Some(LeaveOut {
            drg,
            number: format!("{drg:03}"),
            title: self
                .grouper
                .and_then(|g| g.drg_title(drg))
                .unwrap_or_default()
                .to_owned(),
            changes,
            weight_difference: weight(drg)
                .zip(weight(with))
                .map(|(without, with)| without - with),
            text: if changes {
                format!("without it: {drg:03}")
            } else {
                "no change without it".to_owned()
            },
        })
    }
}

/// A DRG with its names.
pub(crate) fn drg(grouper: &Grouper, result: &DrgResult) -> DrgView {
    let return_text =
        edits::findings::return_code_words(result.return_code).unwrap_or(if result.drg == 998 {
            "The principal diagnosis is invalid as the reason for discharge."
        } else {
            ""
        });
    DrgView {
        drg: result.drg,
        number: format!("{:03}", result.drg),
        title: grouper.drg_title(result.drg).unwrap_or_default().to_owned(),
        mdc: result.mdc,
        mdc_title: grouper.mdc_title(result.mdc).unwrap_or_default().to_owned(),
        kind: match result.kind {
            DrgKind::Surgical => ResultKind::Surgical,
            DrgKind::Medical => ResultKind::Medical,
            DrgKind::None => ResultKind::Ungroupable,
        },
        severity: match result.severity {
            DrgSeverity::None | DrgSeverity::NonCc => Severity::None,
            DrgSeverity::Cc => Severity::Cc,
            DrgSeverity::Mcc => Severity::Mcc,
        },
        grouped: return_text.is_empty(),
        return_text: return_text.to_owned(),
    }
}

/// The editor's overall result.
pub(crate) const fn edit_type(kind: mce::EditType) -> EditType {
    match kind {
        mce::EditType::None => EditType::None,
        mce::EditType::Prepayment => EditType::Prepayment,
        mce::EditType::InvalidDischargeDate => EditType::InvalidDischargeDate,
    }
}

/// A weight as the screen shows it.
pub(crate) const fn weight(severity: Weighs) -> Weight {
    match severity {
        Weighs::Stop => Weight::Stop,
        Weighs::Warn => Weight::Warn,
        Weighs::Info => Weight::Info,
    }
}

/// A finding with its place in words.
pub(crate) fn finding(finding: Finding, stay: &Stay, facility: bool) -> FindingView {
    FindingView {
        facility,
        code: code_at(finding.place, stay),
        kept: String::new(),
        rule: finding.rule.into_owned(),
        weight: weight(finding.severity),
        what: finding.what,
        why: finding.why,
        place: place(finding.place),
        place_text: place_text(finding.place, stay),
        fix: finding.fix,
        source: finding.source.to_owned(),
    }
}

/// The code at a place of the stay; empty where there is none.
fn code_at(place: Found, stay: &Stay) -> String {
    let diagnosis = match place {
        Found::Admitting => stay.admitting_diagnosis.as_ref(),
        Found::Principal => stay.principal_diagnosis.as_ref(),
        Found::Secondary(i) => stay.secondary_diagnoses.get(i),
        _ => None,
    };
    let code = match place {
        Found::Procedure(i) => stay.procedures.get(i),
        _ => diagnosis.map(|diagnosis| &diagnosis.code),
    };
    code.map_or_else(String::new, ToString::to_string)
}

fn place(place: Found) -> Place {
    let index = |i: usize| u32::try_from(i).unwrap_or(u32::MAX);
    match place {
        Found::Stay => Place::Stay,
        Found::AdmissionDate => Place::AdmissionDate,
        Found::DischargeDate => Place::DischargeDate,
        Found::Age => Place::Age,
        Found::Sex => Place::Sex,
        Found::DischargeStatus => Place::DischargeStatus,
        Found::Hospital => Place::Hospital,
        Found::Admitting => Place::Admitting,
        Found::Principal => Place::Principal,
        Found::Secondary(i) => Place::Secondary(index(i)),
        Found::Procedure(i) => Place::Procedure(index(i)),
        Found::Drg => Place::Drg,
    }
}

fn place_text(place: Found, stay: &Stay) -> String {
    let with_code = |words: String, code: Option<&str>| match code {
        Some(code) if !code.is_empty() => format!("{words}, {}", dotted_diagnosis(code)),
        _ => words,
    };
    match place {
        Found::Stay => "The stay".to_owned(),
        Found::AdmissionDate => "Admission date".to_owned(),
        Found::DischargeDate => "Discharge date".to_owned(),
        Found::Age => "Birth date or age".to_owned(),
        Found::Sex => "Sex".to_owned(),
        Found::DischargeStatus => "Discharge status".to_owned(),
        Found::Hospital => "Hospital".to_owned(),
        Found::Admitting => with_code(
            "Admitting diagnosis".to_owned(),
            stay.admitting_diagnosis.as_ref().map(|d| d.code.as_str()),
        ),
        Found::Principal => with_code(
            "Principal diagnosis".to_owned(),
            stay.principal_diagnosis.as_ref().map(|d| d.code.as_str()),
        ),
        Found::Secondary(i) => with_code(
            format!("Secondary diagnosis {}", i + 1),
            stay.secondary_diagnoses.get(i).map(|d| d.code.as_str()),
        ),
        Found::Procedure(i) => match stay.procedures.get(i) {
            Some(code) => format!("Procedure {}, {code}", i + 1),
            None => format!("Procedure {}", i + 1),
        },
        Found::Drg => "DRG".to_owned(),
    }
}

const fn marked(affects: Affects) -> Marked {
    match affects {
        Affects::None => Marked::No,
        Affects::Initial => Marked::Initial,
        Affects::Final => Marked::Final,
        Affects::Both => Marked::Both,
    }
}

/// What a code counts as once everything is weighed.
const fn counting(severity: CodeSeverity) -> Severity {
    match severity {
        CodeSeverity::Cc => Severity::Cc,
        CodeSeverity::Mcc => Severity::Mcc,
        _ => Severity::None,
    }
}

const fn hac_state(status: HacEntryStatus) -> HacState {
    match status {
        HacEntryStatus::HacCriteriaMet => HacState::Met,
        HacEntryStatus::HacCriteriaNotMet => HacState::NotMet,
        HacEntryStatus::HacNotApplicableExclusion => HacState::NotApplicable,
        HacEntryStatus::HacNotApplicableExempt => HacState::HospitalExempt,
    }
}

/// The category of an entry's list; the entry itself has number 0 where it is not met.
const fn category(list: HacList) -> u8 {
    match list {
        HacList::Numbered(number) => number,
        HacList::Hac06Show | HacList::Hac06Sdx => 6,
        HacList::Hac11Sdx | HacList::Hac11Pdx => 11,
    }
}
