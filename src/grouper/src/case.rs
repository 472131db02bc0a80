//! One stay being grouped: its codes looked up, what excludes what, which clusters are met, and its facts.

use smallvec::SmallVec;

use crate::counters;
use crate::facts::{self, Facts};
use crate::outcome::HacOutcome;
use crate::ready::{ABSENT, Grouper, SchemeView};
use crate::stay::{Diagnosis, PresentOnAdmission, Sex, Stay};
use crate::trace::{Observer, Step};

/// Discharge statuses the grouper knows: 1–7, 20, 21, 30, 43, 50, 51, 61–66, 69, 70, 81–95.
pub(crate) const fn is_known_discharge_status(status: i64) -> bool {
    matches!(status, 1..=7 | 20 | 21 | 30 | 43 | 50 | 51 | 61..=66 | 69 | 70 | 81..=95)
}

/// A diagnosis of the stay.
#[derive(Debug, Clone, Default)]
pub(crate) struct CaseDiagnosis {
    /// Scheme, or [`ABSENT`].
    pub(crate) scheme: u16,
    /// Position in the tables.
    pub(crate) position: u32,
    pub(crate) poa: PresentOnAdmission,
    /// 0 neither, 1 CC, 2 MCC, by itself.
    pub(crate) severity: u8,
    /// Excluded by the principal diagnosis.
    pub(crate) excluded: bool,
    /// An alive-only MCC of a patient who died.
    pub(crate) alive_only: bool,
    /// A hospital-acquired condition is met.
    pub(crate) acquired: bool,
    /// The row last evaluated doesn't count it, in the initial and in the final pass.
    pub(crate) suppressed: [bool; 2],
    pub(crate) affects: [bool; 2],
    pub(crate) hacs: SmallVec<[HacOutcome; 2]>,
}

/// A procedure of the stay.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct CaseProcedure {
    /// Attribute list, or [`ABSENT`].
    pub(crate) list: u16,
    /// Position in the tables.
    pub(crate) position: u32,
    /// MDCs in which it doesn't count by itself, as bits.
    pub(crate) suppressed_mdcs: u32,
    pub(crate) affects: [bool; 2],
    /// Categories of hospital-acquired conditions it helped to meet, as bits.
    pub(crate) hac_usage: u16,
}

/// A cluster that is met.
#[derive(Debug, Clone, Default)]
pub(crate) struct CaseCluster {
    /// Position among the version's clusters.
    pub(crate) cluster: u16,
    /// Procedures it is made of, as entered, in code order.
    pub(crate) members: SmallVec<[u32; 4]>,
}

/// Working memory of grouping; kept from stay to stay so that nothing is allocated once it has grown.
#[derive(Debug, Default)]
pub struct Scratch {
    pub(crate) principal: CaseDiagnosis,
    pub(crate) principal_mdc: u8,
    pub(crate) secondary: Vec<CaseDiagnosis>,
    pub(crate) procedures: Vec<CaseProcedure>,
    /// Known secondary diagnoses in marking order: MCC, CC, other; then by code.
    pub(crate) secondary_order: Vec<u32>,
    /// Known procedures by code.
    pub(crate) procedure_order: Vec<u32>,
    pub(crate) clusters: Vec<CaseCluster>,
    /// Facts of diagnoses, status and counters.
    pub(crate) base: Facts,
    /// Facts of the procedures, if no cluster suppresses any.
    pub(crate) from_procedures: Facts,
    candidates: Vec<(u16, u8, u32)>,
}

impl Scratch {
    /// The final pass used what the initial one did.
    pub(crate) fn repeat_marks(&mut self) {
        for diagnosis in &mut self.secondary {
            diagnosis.affects[1] = diagnosis.affects[0];
        }
        for procedure in &mut self.procedures {
            procedure.affects[1] = procedure.affects[0];
        }
    }
}

impl Grouper {
    pub(crate) fn scheme(&self, diagnosis: &CaseDiagnosis) -> Option<&SchemeView> {
        self.schemes.get(usize::from(diagnosis.scheme))
    }

    fn look_up(&self, diagnosis: Option<&Diagnosis>, case: &mut CaseDiagnosis) {
        case.hacs.clear();
        *case = CaseDiagnosis {
            hacs: core::mem::take(&mut case.hacs),
            ..CaseDiagnosis::default()
        };
        case.scheme = ABSENT;
        case.position = u32::MAX;
        let Some(diagnosis) = diagnosis else { return };
        case.poa = diagnosis.poa;
        let Some(position) = self.source.0.diagnoses.find(&diagnosis.code) else {
            return;
        };
        case.position = position;
        case.scheme = self.diagnosis_scheme[position as usize];
        case.severity = self
            .schemes
            .get(usize::from(case.scheme))
            .map_or(0, |s| s.severity);
    }

    /// Whether a diagnosis code is one of this version.
    pub(crate) fn knows_diagnosis(&self, code: &str) -> bool {
        self.source
            .0
            .diagnoses
            .find(code)
            .is_some_and(|at| self.diagnosis_scheme[at as usize] != ABSENT)
    }

    /// Looks everything up and settles what doesn't depend on a row: steps 1 to 3 of grouping.
    pub(crate) fn prepare<O: Observer>(&self, stay: &Stay, case: &mut Scratch, observer: &mut O) {
        self.look_up(stay.principal_diagnosis.as_ref(), &mut case.principal);
        case.secondary
            .resize_with(stay.secondary_diagnoses.len(), CaseDiagnosis::default);
        for (diagnosis, of) in stay.secondary_diagnoses.iter().zip(&mut case.secondary) {
            self.look_up(Some(diagnosis), of);
        }
        case.procedures.clear();
        case.procedures.extend(stay.procedures.iter().map(|code| {
            let position = self.source.0.procedures.find(code);
            CaseProcedure {
                list: position.map_or(ABSENT, |at| self.procedure_list[at as usize]),
                position: position.unwrap_or(u32::MAX),
                ..CaseProcedure::default()
            }
        }));

        case.secondary_order.clear();
        case.secondary_order.extend(
            (0..case.secondary.len() as u32)
                .filter(|i| case.secondary[*i as usize].scheme != ABSENT),
        );
        let secondary = &case.secondary;
        case.secondary_order.sort_by_key(|i| {
            let diagnosis = &secondary[*i as usize];
            (core::cmp::Reverse(diagnosis.severity), diagnosis.position)
        });
        case.procedure_order.clear();
        case.procedure_order.extend(
            (0..case.procedures.len() as u32)
                .filter(|i| case.procedures[*i as usize].list != ABSENT),
        );
        let procedures = &case.procedures;
        case.procedure_order
            .sort_by_key(|i| procedures[*i as usize].position);

        self.find_clusters(case, observer);
        self.exclude(stay, case, observer);
        self.gather_facts(stay, case, observer);
    }

    /// A cluster is met when each of its choices is matched; walking by code stops where the last one is.
    fn find_clusters<O: Observer>(&self, case: &mut Scratch, observer: &mut O) {
        case.clusters.clear();
        if case.procedure_order.len() < 2 {
            return;
        }
        case.candidates.clear();
        for i in &case.procedure_order {
            if let Some(of) = self.clusters_of.get(&case.procedures[*i as usize].position) {
                case.candidates
                    .extend(of.iter().map(|(cluster, choices)| (*cluster, *choices, *i)));
            }
        }
        // Stable: within a cluster its procedures stay in code order.
        case.candidates.sort_by_key(|c| c.0);
        for of_one in case.candidates.chunk_by(|a, b| a.0 == b.0) {
            let cluster = of_one[0].0;
            let view = &self.clusters[usize::from(cluster)];
            let mut matched = 0;
            let used = of_one
                .iter()
                .position(|(_, choices, _)| {
                    matched |= choices;
                    matched == view.all_choices
                })
                .map(|last| &of_one[..=last]);
            let Some(used) = used else { continue };
            for (_, _, i) in used {
                case.procedures[*i as usize].suppressed_mdcs |= view.suppressed_mdcs;
            }
            let members: SmallVec<[u32; 4]> = used.iter().map(|c| c.2).collect();
            if O::LISTENS {
                observer.step(Step::ClusterMet {
                    name: format!("Z@{:04}", view.number),
                    procedures: members.to_vec(),
                    suppressed_in_mdcs: (0..32)
                        .filter(|m| view.suppressed_mdcs >> m & 1 == 1)
                        .collect(),
                });
            }
            case.clusters.push(CaseCluster { cluster, members });
        }
    }

    /// CC exclusion by the principal diagnosis, and alive-only MCCs of patients who died.
    fn exclude<O: Observer>(&self, stay: &Stay, case: &mut Scratch, observer: &mut O) {
        let collection = match self.exclusion.get(case.principal.position as usize) {
            Some(at) if *at != ABSENT && case.principal.scheme != ABSENT => Some(*at),
            _ => None,
        };
        let died = stay.discharge_status == 20;
        for (i, diagnosis) in case.secondary.iter_mut().enumerate() {
            let Some(scheme) = self.schemes.get(usize::from(diagnosis.scheme)) else {
                continue;
            };
            if let Some(at) = collection
                && self
                    .source
                    .0
                    .collection(at)
                    .binary_search(&diagnosis.position)
                    .is_ok()
            {
                diagnosis.excluded = true;
                if O::LISTENS {
                    let collection = self.source.0.tables.exclusions.numbers[usize::from(at)];
                    observer.step(Step::Excluded {
                        secondary: i as u32,
                        collection,
                    });
                }
            }
            if died && scheme.alive_only {
                diagnosis.alive_only = true;
                if O::LISTENS {
                    observer.step(Step::AliveOnly {
                        secondary: i as u32,
                    });
                }
            }
        }
    }

    fn gather_facts<O: Observer>(&self, stay: &Stay, case: &mut Scratch, observer: &mut O) {
        let mut base = Facts::of(&[facts::ANY_DIAGNOSIS]);
        base.insert(if stay.discharge_status == 20 {
            facts::DIED
        } else {
            facts::ALIVE
        });
        match stay.discharge_status {
            7 => base.insert(facts::AMA),
            2 | 5 | 66 | 82 | 85 | 94 => base.insert(facts::TRANSFERRED),
            status if !is_known_discharge_status(status) => {
                base.insert(facts::INVALID_DISCHARGE_STATUS)
            }
            _ => {}
        }
        case.principal_mdc = 0;
        let external_cause = stay
            .principal_diagnosis
            .as_ref()
            .and_then(|d| d.code.bytes().next())
            .is_some_and(|b| matches!(b.to_ascii_uppercase(), b'V'..=b'Y'));
        if external_cause {
            base.insert(facts::PDX_ECODE);
        }
        let mut sites = 0;
        let mut incident = false;
        match self.scheme(&case.principal) {
            None => base.insert(facts::INVALID_PDX),
            Some(scheme) => {
                let by_sex = self.sex_dependent.get(&case.principal.position).copied();
                case.principal_mdc = match (by_sex, stay.sex) {
                    (None, _) => scheme.mdc,
                    (Some((male, _)), Sex::Male) => male,
                    (Some((_, female)), Sex::Female) => female,
                    (Some((_, female)), Sex::Unknown) => {
                        base.insert(facts::INVALID_SEX);
                        female
                    }
                };
                if O::LISTENS {
                    observer.step(Step::PrincipalMdc {
                        mdc: case.principal_mdc,
                        by_sex: by_sex.is_some(),
                    });
                }
                if case.principal_mdc == 20 {
                    base.insert(facts::MDC_20);
                }
                base |= scheme.as_principal;
                incident = scheme.incident;
                sites |= counters::new_site(scheme.trauma_sites, sites);
            }
        }
        for diagnosis in &case.secondary {
            let Some(scheme) = self.schemes.get(usize::from(diagnosis.scheme)) else {
                continue;
            };
            base |= scheme.as_secondary;
            incident &= scheme.incident;
            sites |= counters::new_site(scheme.trauma_sites, sites);
        }
        if incident {
            base.insert(facts::ONLY_INCIDENT);
        }
        if sites.count_ones() >= 2 {
            base.insert(facts::MULTIPLE_TRAUMA);
        }
        let lists = || {
            let of_procedures = case.procedures.iter().map(|p| p.list);
            let of_clusters = case
                .clusters
                .iter()
                .map(|c| self.clusters[usize::from(c.cluster)].list);
            of_procedures
                .chain(of_clusters)
                .filter_map(|list| self.lists.get(usize::from(list)))
        };
        if lists().any(|l| l.counts.any()) {
            base |= counters::true_counters(lists().map(|l| l.counts));
        }
        case.from_procedures = lists().fold(Facts::default(), |set, l| set | l.facts);
        case.base = base;
    }

    /// All facts as a table of `mdc` sees them: a procedure that a cluster suppresses there adds nothing.
    pub(crate) fn facts_in(&self, case: &Scratch, mdc: u8) -> Facts {
        if case.clusters.is_empty() {
            return case.base | case.from_procedures;
        }
        let mut set = case.base;
        for procedure in &case.procedures {
            if procedure.suppressed_mdcs >> mdc & 1 == 0
                && let Some(list) = self.lists.get(usize::from(procedure.list))
            {
                set |= list.facts;
            }
        }
        for cluster in &case.clusters {
            set |= self.lists[usize::from(self.clusters[usize::from(cluster.cluster)].list)].facts;
        }
        set
    }
}
