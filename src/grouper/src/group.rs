//! Grouping a stay: initial pass, hospital-acquired conditions, final pass, and what each code did.

use crate::case::{CaseDiagnosis, Scratch};
use crate::facts;
use crate::hac::finding;
use crate::outcome::{
    AdmittingFlag, Affects, CodeSeverity, DiagnosisOutcome, Grouping, HacCategories, HacStatus,
    PoaFinding, ProcedureOutcome, ReturnCode,
};
use crate::passes::ungroupable;
use crate::ready::{ABSENT, Grouper};
use crate::stay::Disposition;
use crate::stay::{HospitalStatus, PresentOnAdmission, Stay};
use crate::trace::{Observer, Pass, Step, Unobserved};

impl Grouper {
    /// Groups a stay. Every stay gets an answer: what can't be grouped is DRG 999 with a [`ReturnCode`].
    #[must_use]
    pub fn group(&self, stay: &Stay) -> Grouping {
        self.group_observed(stay, &mut Unobserved)
    }

    /// Groups a stay and tells `observer` each step. The result is the same as without one.
    #[must_use]
    pub fn group_observed(&self, stay: &Stay, observer: &mut impl Observer) -> Grouping {
        let mut grouping = Grouping::default();
        self.group_into(stay, &mut Scratch::default(), &mut grouping, observer);
        grouping
    }

    /// Groups a stay into `grouping`, using and keeping the memory of both: for many stays in a row.
    pub fn group_into(
        &self,
        stay: &Stay,
        case: &mut Scratch,
        grouping: &mut Grouping,
        observer: &mut impl Observer,
    ) {
        if observer_listens(observer) {
            observer.step(Step::Version {
                version: self.version,
            });
            observer.step(Step::Disposition {
                status: stay.discharge_status,
                read_as: Disposition::of(stay.discharge_status),
            });
        }
        self.prepare(stay, case, observer);
        grouping.admitting_diagnosis = match &stay.admitting_diagnosis {
            None => AdmittingFlag::DxNotGiven,
            Some(d) if self.knows_diagnosis(&d.code) => AdmittingFlag::DxValid,
            Some(_) => AdmittingFlag::DxInvalid,
        };
        grouping.hac_status = HacStatus::NotApplicable;
        grouping.hac_categories_met = 0;

        let initial = self.run_pass(case, Pass::Initial, observer);
        grouping.initial = initial.result;
        if initial.result.return_code != ReturnCode::Ok {
            grouping.r#final = initial.result;
            self.report(case, grouping, Report::Ungrouped);
            return;
        }
        self.mark(stay, case, Pass::Initial, &initial);

        let hacs = self.apply_hacs(stay, case, observer);
        grouping.hac_categories_met = hacs.met.count_ones() as u8;
        if let Some(return_code) = hacs.stopped {
            grouping.r#final = ungroupable(return_code);
            grouping.hac_status = HacStatus::FinalDrgUngroupable;
            if observer_listens(observer) {
                observer.step(Step::of_result(Pass::Final, &grouping.r#final));
            }
            case.repeat_suppression();
            self.report(case, grouping, Report::Stopped(stay.hospital_status));
            return;
        }
        let again;
        let r#final = if hacs.met == 0 && !observer_listens(observer) {
            if initial.suppressed != 0 {
                case.repeat_suppression();
            }
            &initial
        } else {
            again = self.run_pass(case, Pass::Final, observer);
            &again
        };
        if r#final.result.return_code != ReturnCode::Ok {
            grouping.initial = r#final.result;
            grouping.r#final = r#final.result;
            self.report(case, grouping, Report::Ungrouped);
            return;
        }
        grouping.r#final = r#final.result;
        if hacs.met == 0 && !r#final.matched.intersects(&facts::COUNTERS) {
            // The same pass marks the same codes, but where the component counts by value.
            self.report(case, grouping, Report::Unchanged(stay.hospital_status));
            return;
        }
        self.mark(stay, case, Pass::Final, r#final);
        if initial.result.drg != r#final.result.drg {
            for diagnosis in case.secondary.iter_mut().filter(|d| d.acquired) {
                diagnosis.affects[1] = true;
            }
        }
        if hacs.met != 0 {
            grouping.hac_status = if initial.result.drg == r#final.result.drg {
                HacStatus::FinalDrgNoChange
            } else {
                HacStatus::FinalDrgChanges
            };
        }
        self.report(case, grouping, Report::Grouped(stay.hospital_status));
    }

    /// Writes what each code did into `grouping`.
    fn report(&self, case: &mut Scratch, grouping: &mut Grouping, how: Report) {
        let principal_affects = match how {
            Report::Ungrouped => Affects::None,
            Report::Stopped(_) => Affects::Initial,
            Report::Unchanged(_) | Report::Grouped(_) => Affects::Both,
        };
        let hospital = match how {
            Report::Ungrouped => None,
            Report::Stopped(status) | Report::Unchanged(status) | Report::Grouped(status) => {
                Some(status)
            }
        };
        let unchanged = matches!(how, Report::Unchanged(_));
        let affects = |[initial, r#final]: [bool; 2]| {
            Affects::of(initial, if unchanged { initial } else { r#final })
        };
        grouping.principal = DiagnosisOutcome {
            valid: case.principal.scheme != ABSENT,
            poa: case.principal.poa,
            affects: principal_affects,
            hacs: core::mem::take(&mut case.principal.hacs),
            ..DiagnosisOutcome::default()
        };
        grouping
            .secondary
            .resize_with(case.secondary.len(), DiagnosisOutcome::default);
        for (diagnosis, outcome) in case.secondary.iter_mut().zip(&mut grouping.secondary) {
            outcome.valid = diagnosis.scheme != ABSENT;
            outcome.poa = diagnosis.poa;
            outcome.affects = Affects::None;
            outcome.severity_initial = CodeSeverity::Neither;
            outcome.severity_final = CodeSeverity::Neither;
            outcome.poa_finding = PoaFinding::PoaNotChecked;
            outcome.hacs.clear();
            if let Some(hospital) = hospital {
                outcome.affects = affects(diagnosis.affects);
                if diagnosis.severity > 0 {
                    outcome.severity_initial = self.reported_severity(diagnosis, Pass::Initial);
                    outcome.severity_final = self.reported_severity(diagnosis, Pass::Final);
                }
                if diagnosis.listed {
                    outcome.poa_finding = self.reported_finding(diagnosis, hospital);
                    outcome.hacs = core::mem::take(&mut diagnosis.hacs);
                }
            }
        }
        grouping
            .procedures
            .resize_with(case.procedures.len(), ProcedureOutcome::default);
        for (procedure, outcome) in case.procedures.iter().zip(&mut grouping.procedures) {
            let list = self.lists.get(usize::from(procedure.list));
            *outcome = ProcedureOutcome {
                valid: list.is_some(),
                operating_room: list.is_some_and(|l| l.operating_room),
                ..ProcedureOutcome::default()
            };
            if hospital.is_some() {
                outcome.affects = affects(procedure.affects);
                outcome.hac_usage = HacCategories(procedure.hac_usage);
            }
        }
    }

    fn reported_severity(&self, diagnosis: &CaseDiagnosis, pass: Pass) -> CodeSeverity {
        use CodeSeverity::{
            Cc, CcExcluded, CcExcludedByDrgLogic, Mcc, MccExcluded, MccExcludedByDrgLogic, Neither,
        };
        let of = |cc, mcc| match diagnosis.severity {
            2 => mcc,
            1 => cc,
            _ => Neither,
        };
        // Versions up to v41.0 say nothing of the row's own list.
        let suppressed = diagnosis.suppressed[pass.index()] && self.version.number() > 410;
        let demoted = pass == Pass::Final && diagnosis.acquired;
        if diagnosis.excluded {
            of(CcExcluded, MccExcluded)
        } else if diagnosis.alive_only {
            Neither
        } else if suppressed {
            of(CcExcludedByDrgLogic, MccExcludedByDrgLogic)
        } else if demoted {
            Neither
        } else {
            of(Cc, Mcc)
        }
    }

    fn reported_finding(&self, diagnosis: &CaseDiagnosis, hospital: HospitalStatus) -> PoaFinding {
        if diagnosis.hacs.is_empty() {
            PoaFinding::PoaNotChecked
        } else if hospital == HospitalStatus::Exempt {
            PoaFinding::HospitalExempt
        } else {
            finding(diagnosis.poa)
        }
    }
}

/// How far grouping came.
#[derive(Clone, Copy)]
enum Report {
    /// No DRG at all.
    Ungrouped,
    /// An initial DRG only.
    Stopped(HospitalStatus),
    /// Both, and the final one is the initial one with all its marks.
    Unchanged(HospitalStatus),
    /// Both.
    Grouped(HospitalStatus),
}

impl Scratch {
    /// What the initial pass didn't count, the final one doesn't.
    fn repeat_suppression(&mut self) {
        for diagnosis in &mut self.secondary {
            diagnosis.suppressed[1] = diagnosis.suppressed[0];
        }
    }
}

const fn observer_listens<O: Observer>(_: &O) -> bool {
    O::LISTENS
}

impl PresentOnAdmission {
    /// The indicator's name in a result: `Y`, `BLANK`, `ONE` ….
    #[must_use]
    pub const fn as_result(self) -> &'static str {
        match self {
            Self::One => "ONE",
            Self::Blank => "BLANK",
            Self::Invalid => "INVALID",
            other => other.as_claim(),
        }
    }
}
