//! One stay being grouped: its codes looked up, what excludes what, which clusters are met, and its facts.

use smallvec::SmallVec;

use crate::counters;
use crate::facts::{self, Facts};
use crate::index::Glance;
use crate::outcome::HacOutcome;
use crate::ready::{ABSENT, DiagnosisEntry, Grouper, ProcedureEntry, SchemeView};
use crate::stay::{Disposition, PresentOnAdmission, Sex, Stay};
use crate::trace::{Observer, Step};

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
    /// Suppression attributes it carries, as bits.
    pub(crate) suppressible: u32,
    /// Stands on a list of hospital-acquired conditions.
    pub(crate) listed: bool,
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
    /// Takes part in a cluster.
    pub(crate) clustered: bool,
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
    /// Highest severity of the secondary diagnoses that counts: 0, 1, 2.
    pub(crate) severity: u8,
    /// Whether any secondary diagnosis stands on a list of hospital-acquired conditions.
    pub(crate) any_listed: bool,
    /// Facts of diagnoses, status and counters.
    pub(crate) base: Facts,
    /// Facts of the procedures, if no cluster suppresses any.
    pub(crate) from_procedures: Facts,
    candidates: Vec<(u16, u8, u32)>,
    glances: Vec<Glance<DiagnosisEntry>>,
    procedure_glances: Vec<Glance<ProcedureEntry>>,
}

/// Sorts positions by a key. Stays have a handful of codes: inserting each in its place is the shortest way; equal
/// ones stay in order.
fn sort_few(positions: &mut [u32], key: impl Fn(u32) -> u64) {
    const MANY: usize = 24;
    if positions.len() > MANY {
        positions.sort_by_key(|position| key(*position));
        return;
    }
    for at in 1..positions.len() {
        let position = positions[at];
        let own = key(position);
        let mut to = at;
        while to > 0 && key(positions[to - 1]) > own {
            positions[to] = positions[to - 1];
            to -= 1;
        }
        positions[to] = position;
    }
}

impl Grouper {
    pub(crate) fn scheme(&self, diagnosis: &CaseDiagnosis) -> Option<&SchemeView> {
        self.schemes.get(usize::from(diagnosis.scheme))
    }

    /// Whether a diagnosis code is one of this version.
    pub(crate) fn knows_diagnosis(&self, code: &str) -> bool {
        self.diagnoses.find(code).is_some()
    }

    /// Looks everything up and settles what doesn't depend on a row: steps 1 to 3 of grouping.
    pub(crate) fn prepare<O: Observer>(&self, stay: &Stay, case: &mut Scratch, observer: &mut O) {
        // All codes are glanced at before the first is settled.
        let principal = stay
            .principal_diagnosis
            .as_ref()
            .map(|d| self.diagnoses.glance(&d.code));
        case.glances.clear();
        let secondary = stay.secondary_diagnoses.iter();
        case.glances
            .extend(secondary.map(|d| self.diagnoses.glance(&d.code)));
        case.procedure_glances.clear();
        let procedures = stay.procedures.iter();
        case.procedure_glances
            .extend(procedures.map(|code| self.procedures.glance(code)));
        let principal = principal.and_then(|glance| self.diagnoses.settle(&glance));

        self.take_up_procedures(case);
        self.find_clusters(case, observer);
        let of_stay = facts_of_stay(stay);
        self.take_up_diagnoses(stay, principal, of_stay, case, observer);
        self.count_procedures(case);
    }

    /// The procedures, and their order by code.
    fn take_up_procedures(&self, case: &mut Scratch) {
        case.procedures.clear();
        case.procedure_order.clear();
        case.from_procedures = Facts::default();
        for (i, glance) in (0u32..).zip(&case.procedure_glances) {
            let Some(entry) = self.procedures.settle(glance) else {
                case.procedures.push(CaseProcedure {
                    list: ABSENT,
                    position: u32::MAX,
                    ..CaseProcedure::default()
                });
                continue;
            };
            case.procedures.push(CaseProcedure {
                list: entry.list,
                position: entry.position,
                clustered: entry.clustered,
                ..CaseProcedure::default()
            });
            case.procedure_order.push(i);
            case.from_procedures |= self.lists[usize::from(entry.list)].facts;
        }
        let procedures = &case.procedures;
        sort_few(&mut case.procedure_order, |i| {
            u64::from(procedures[i as usize].position)
        });
    }

    /// Principal and secondary diagnoses with what they exclude and supply, and the marking order of the secondary
    /// ones. One walk over them: the loops would cost more than what is done in each.
    fn take_up_diagnoses<O: Observer>(
        &self,
        stay: &Stay,
        principal: Option<DiagnosisEntry>,
        mut base: Facts,
        case: &mut Scratch,
        observer: &mut O,
    ) {
        let poa = stay.principal_diagnosis.as_ref().map(|d| d.poa);
        case.principal.fill(principal, poa.unwrap_or_default());
        case.principal_mdc = 0;
        let (mut incident, mut sites) = (false, 0);
        let mut collection = None;
        match self.scheme(&case.principal) {
            None => base.insert(facts::INVALID_PDX),
            Some(scheme) => {
                collection = principal.map(|p| p.exclusion).filter(|at| *at != ABSENT);
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
                base.insert_all(&scheme.as_principal);
                incident = scheme.incident;
                sites = counters::new_site(scheme.trauma_sites, 0);
            }
        }

        let died = stay.discharge_status == 20;
        case.secondary
            .resize_with(stay.secondary_diagnoses.len(), CaseDiagnosis::default);
        case.secondary_order.clear();
        case.severity = 0;
        case.any_listed = false;
        let all = stay.secondary_diagnoses.iter().zip(&case.glances);
        for ((i, diagnosis), (given, glance)) in (0u32..).zip(&mut case.secondary).zip(all) {
            let entry = self.diagnoses.settle(glance);
            diagnosis.fill(entry, given.poa);
            let Some(entry) = entry else { continue };
            let scheme = &self.schemes[usize::from(entry.scheme)];
            diagnosis.severity = scheme.severity;
            diagnosis.suppressible = scheme.suppressible;
            diagnosis.listed = !scheme.hacs.is_empty();
            case.any_listed |= diagnosis.listed;
            // What has no severity to lose is not looked for, unless somebody wants to see it.
            let matters = diagnosis.severity > 0 || diagnosis.listed || O::LISTENS;
            if let Some(at) = collection.filter(|_| matters) {
                let excluded = self.source.0.collection(at);
                diagnosis.excluded = excluded.binary_search(&entry.position).is_ok();
                if O::LISTENS && diagnosis.excluded {
                    let collection = self.source.0.tables.exclusions.numbers[usize::from(at)];
                    observer.step(Step::Excluded {
                        secondary: i,
                        collection,
                    });
                }
            }
            diagnosis.alive_only = died && scheme.alive_only;
            if O::LISTENS && diagnosis.alive_only {
                observer.step(Step::AliveOnly { secondary: i });
            }
            if !diagnosis.excluded && !diagnosis.alive_only {
                case.severity = case.severity.max(diagnosis.severity);
            }
            base.insert_all(&scheme.as_secondary);
            incident &= scheme.incident;
            sites |= counters::new_site(scheme.trauma_sites, sites);
            case.secondary_order.push(i);
        }
        if incident {
            base.insert(facts::ONLY_INCIDENT);
        }
        if sites.count_ones() >= 2 {
            base.insert(facts::MULTIPLE_TRAUMA);
        }
        let secondary = &case.secondary;
        sort_few(&mut case.secondary_order, |i| {
            let diagnosis = &secondary[i as usize];
            u64::from(2 - diagnosis.severity) << 32 | u64::from(diagnosis.position)
        });
        case.base = base;
    }

    /// The counts over procedures and clusters.
    fn count_procedures(&self, case: &mut Scratch) {
        let of_procedures = case.procedures.iter().map(|p| p.list);
        let of_clusters = case
            .clusters
            .iter()
            .map(|c| self.clusters[usize::from(c.cluster)].list);
        let counts = of_procedures
            .chain(of_clusters)
            .filter_map(|list| self.lists.get(usize::from(list)))
            .map(|list| list.counts);
        if counts.clone().any(|c| c.any()) {
            case.base |= counters::true_counters(counts);
        }
    }

    /// A cluster is met when each of its choices is matched; walking by code stops where the last one is.
    fn find_clusters<O: Observer>(&self, case: &mut Scratch, observer: &mut O) {
        case.clusters.clear();
        if case.procedure_order.len() < 2 {
            return;
        }
        case.candidates.clear();
        for i in &case.procedure_order {
            let procedure = &case.procedures[*i as usize];
            if !procedure.clustered {
                continue;
            }
            if let Some(of) = self.clusters_of.get(&procedure.position) {
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

impl CaseDiagnosis {
    /// Takes a diagnosis up anew, keeping memory.
    fn fill(&mut self, entry: Option<DiagnosisEntry>, poa: PresentOnAdmission) {
        let mut hacs = core::mem::take(&mut self.hacs);
        hacs.clear();
        *self = Self {
            scheme: entry.map_or(ABSENT, |e| e.scheme),
            position: entry.map_or(u32::MAX, |e| e.position),
            poa,
            hacs,
            ..Self::default()
        };
    }
}

/// What discharge status and the principal diagnosis's first letter say.
fn facts_of_stay(stay: &Stay) -> Facts {
    let mut base = Facts::of(&[facts::ANY_DIAGNOSIS]);
    base.insert(match Disposition::of(stay.discharge_status) {
        Disposition::Died => facts::DIED,
        _ => facts::ALIVE,
    });
    match Disposition::of(stay.discharge_status) {
        Disposition::LeftAgainstAdvice => base.insert(facts::AMA),
        Disposition::Transferred => base.insert(facts::TRANSFERRED),
        Disposition::NotKnown => base.insert(facts::INVALID_DISCHARGE_STATUS),
        Disposition::Alive | Disposition::Died => {}
    }
    let first = stay
        .principal_diagnosis
        .as_ref()
        .and_then(|d| d.code.as_bytes().first());
    if first.is_some_and(|b| matches!(b.to_ascii_uppercase(), b'V'..=b'Y')) {
        base.insert(facts::PDX_ECODE);
    }
    base
}
