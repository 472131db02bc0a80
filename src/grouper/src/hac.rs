//! Hospital-acquired conditions: which secondary diagnoses lose their severity, and when a missing indicator
//! makes the stay ungroupable (42 CFR 412.105 ff.; MS-DRG Definitions Manual, Appendix I).

use smallvec::SmallVec;

use crate::case::Scratch;
use crate::facts::Facts;
use crate::outcome::{HacEntryStatus, HacList, HacOutcome, PoaFinding, ReturnCode};
use crate::ready::Grouper;
use crate::stay::{HospitalStatus, PresentOnAdmission, Stay};
use crate::trace::{Observer, Step};

/// Categories that take procedures into account.
const WITH_PROCEDURES: u16 = 1 << 8 | 1 << 10 | 1 << 11 | 1 << 12 | 1 << 13 | 1 << 14;
/// Catheter-associated urinary tract infection.
const CATHETER_INFECTION: u8 = 6;
/// Surgical site infection after bariatric surgery: the principal diagnosis takes part.
const BARIATRIC_INFECTION: u8 = 11;

/// What hospital-acquired condition logic found.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct HacFound {
    /// Categories met, as bits.
    pub(crate) met: u16,
    /// Why there is no final DRG.
    pub(crate) stopped: Option<ReturnCode>,
}

/// What was found of the indicator of a diagnosis that has a hospital-acquired condition.
pub(crate) const fn finding(poa: PresentOnAdmission) -> PoaFinding {
    if poa.counts_as_present() {
        PoaFinding::PoaRecognizedYesPoa
    } else if poa.counts_as_acquired() {
        PoaFinding::PoaRecognizedNotPoa
    } else {
        PoaFinding::PoaNotRecognized
    }
}

const fn is_met(outcome: &HacOutcome) -> bool {
    matches!(outcome.status, HacEntryStatus::HacCriteriaMet)
}

impl Grouper {
    pub(crate) fn apply_hacs<O: Observer>(
        &self,
        stay: &Stay,
        case: &mut Scratch,
        observer: &mut O,
    ) -> HacFound {
        if !case.any_listed {
            return HacFound::default();
        }
        if stay.hospital_status == HospitalStatus::Exempt {
            for diagnosis in case.secondary.iter_mut().filter(|d| d.listed) {
                let Some(scheme) = self.schemes.get(usize::from(diagnosis.scheme)) else {
                    continue;
                };
                let exempt = HacEntryStatus::HacNotApplicableExempt;
                diagnosis.hacs = scheme
                    .hacs
                    .iter()
                    .map(|(_, list)| HacOutcome {
                        number: 0,
                        list: *list,
                        status: exempt,
                    })
                    .collect();
            }
            return HacFound::default();
        }
        self.evaluate_hacs(case);
        settle_catheter_infection(case);
        for (i, diagnosis) in case.secondary.iter_mut().enumerate() {
            if !diagnosis.listed {
                continue;
            }
            report(&mut diagnosis.hacs);
            diagnosis.acquired = diagnosis.hacs.iter().any(is_met);
            if O::LISTENS {
                for hac in &diagnosis.hacs {
                    observer.step(Step::Hac {
                        secondary: i as u32,
                        number: hac.number,
                        status: hac.status,
                    });
                }
            }
        }
        let met = case
            .secondary
            .iter()
            .flat_map(|d| &d.hacs)
            .filter(|h| is_met(h))
            .fold(0u16, |m, h| m | 1 << h.number);
        for procedure in &mut case.procedures {
            if let Some(list) = self.lists.get(usize::from(procedure.list)) {
                procedure.hac_usage = list.hac_procedures & met & WITH_PROCEDURES;
            }
        }
        if met >> BARIATRIC_INFECTION & 1 == 1
            && self
                .scheme(&case.principal)
                .is_some_and(|s| s.hac11_principal)
        {
            case.principal.hacs.push(HacOutcome {
                number: BARIATRIC_INFECTION,
                list: HacList::Hac11Pdx,
                status: HacEntryStatus::HacCriteriaMet,
            });
        }
        HacFound {
            met,
            stopped: if met == 0 {
                None
            } else {
                self.stop(stay, case, met)
            },
        }
    }

    fn evaluate_hacs(&self, case: &mut Scratch) {
        let clusters = case
            .clusters
            .iter()
            .map(|c| self.clusters[usize::from(c.cluster)].list);
        let facts: Facts = clusters
            .filter_map(|l| self.lists.get(usize::from(l)))
            .fold(case.base | case.from_procedures, |set, l| set | l.facts);
        for diagnosis in case.secondary.iter_mut().filter(|d| d.listed) {
            let Some(scheme) = self.schemes.get(usize::from(diagnosis.scheme)) else {
                continue;
            };
            let entries = if diagnosis.poa.counts_as_present() {
                1
            } else {
                scheme.hacs.len()
            };
            diagnosis.hacs = scheme
                .hacs
                .iter()
                .take(entries)
                .map(|(number, list)| {
                    let status = if diagnosis.poa.counts_as_present() {
                        HacEntryStatus::HacCriteriaNotMet
                    } else if diagnosis.excluded {
                        HacEntryStatus::HacNotApplicableExclusion
                    } else {
                        let formula = self.logic.hac_formulas[usize::from(*number)];
                        if formula.is_some_and(|start| self.is_true(start, &facts)) {
                            HacEntryStatus::HacCriteriaMet
                        } else {
                            HacEntryStatus::HacCriteriaNotMet
                        }
                    };
                    HacOutcome {
                        number: *number,
                        list: *list,
                        status,
                    }
                })
                .collect();
        }
    }

    /// Whether indicators or the hospital's status leave the final DRG open, now that a condition is met.
    fn stop(&self, stay: &Stay, case: &Scratch, met: u16) -> Option<ReturnCode> {
        let unusable =
            |poa: PresentOnAdmission| !poa.counts_as_present() && !poa.counts_as_acquired();
        if stay.hospital_status == HospitalStatus::Unknown {
            let first = case
                .secondary_order
                .iter()
                .map(|i| &case.secondary[*i as usize])
                .find(|d| d.listed)?;
            return if case.secondary.len() >= 2 {
                Some(ReturnCode::HacStatusInvalidMultHacsPoaNotYW)
            } else if first.poa.counts_as_acquired() {
                Some(ReturnCode::HacStatusInvalidPoaNOrU)
            } else if unusable(first.poa) {
                Some(ReturnCode::HacStatusInvalidPoaInvalidOr1)
            } else {
                None
            };
        }
        let catheter_only = met == 1 << CATHETER_INFECTION;
        let missing = case
            .secondary
            .iter()
            .filter(|d| unusable(d.poa) && !d.excluded)
            .any(|d| {
                if catheter_only {
                    let scheme = self.scheme(d);
                    scheme.is_some_and(|s| s.hacs.iter().any(|(n, _)| *n == CATHETER_INFECTION))
                } else {
                    d.listed
                }
            });
        missing.then_some(ReturnCode::HacMissingOnePoa)
    }
}

/// Category 6 needs a code besides those that only count together with another.
fn settle_catheter_infection(case: &mut Scratch) {
    let by_itself = |h: &HacOutcome| {
        h.number == CATHETER_INFECTION && h.list != HacList::Hac06Show && is_met(h)
    };
    if case.secondary.iter().flat_map(|d| &d.hacs).any(by_itself) {
        return;
    }
    for hac in case.secondary.iter_mut().flat_map(|d| &mut d.hacs) {
        if hac.list == HacList::Hac06Show {
            hac.status = HacEntryStatus::HacCriteriaNotMet;
        }
    }
}

/// What is reported of a diagnosis's entries: the met ones; without one all of them, numbered 0 unless excluded.
fn report(hacs: &mut SmallVec<[HacOutcome; 2]>) {
    if hacs.iter().any(is_met) {
        hacs.retain(|h| is_met(h));
    }
    for hac in hacs.iter_mut() {
        if hac.status == HacEntryStatus::HacCriteriaNotMet {
            hac.number = 0;
        }
    }
    hacs.sort_by_key(|h| h.number);
}
