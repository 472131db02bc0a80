//! Marking: which codes the grouper used for the DRG it assigned.
//!
//! It follows CMS's component code for code. A mark is not necessity: of two MCCs one is marked, and the DRG would
//! be the same without it. What a code is worth is found by leaving it out.

use smallvec::SmallVec;

use crate::case::Scratch;
use crate::counters::{fusion_counter, new_site};
use crate::facts::{self, COUNTERS, FUSION_COUNTERS, Facts};
use crate::passes::Found;
use crate::ready::{Grouper, UNRELATED};
use crate::stay::Stay;
use crate::trace::Pass;

/// Procedures as entered.
type Procedures = SmallVec<[u32; 8]>;

/// DRG 794, neonate with other significant problems.
const NEONATE_OTHER: u16 = 794;
/// MDC 8, musculoskeletal.
const MUSCULOSKELETAL: u8 = 8;

impl Grouper {
    /// Marks the codes that the pass used.
    pub(crate) fn mark(&self, stay: &Stay, case: &mut Scratch, pass: Pass, found: &Found) {
        self.mark_diagnoses(case, pass, found);
        if !stay.procedures.is_empty() {
            self.mark_procedures(case, pass, found);
        }
    }

    fn mark_diagnoses(&self, case: &mut Scratch, pass: Pass, found: &Found) {
        let mut wanted = found.matched & self.diagnosis_facts;
        // What the principal diagnosis satisfies itself needs no secondary one.
        if let Some(scheme) = self.scheme(&case.principal) {
            scheme.as_principal.iter().for_each(|f| wanted.remove(*f));
        }
        let mut any_wanted = !wanted.is_empty();
        let mut severity = match found.matched {
            m if m.holds(facts::MCC) => 2,
            m if m.holds(facts::CC) => 1,
            _ => 0,
        };
        for i in &case.secondary_order {
            if severity == 0 && !any_wanted {
                break;
            }
            let diagnosis = &mut case.secondary[*i as usize];
            let mut used = false;
            // A demoted diagnosis still claims its severity, in the final marking too.
            let counts = !diagnosis.excluded
                && !diagnosis.alive_only
                && diagnosis.suppressible & found.suppressed == 0;
            if severity > 0 && diagnosis.severity == severity && counts {
                severity = 0;
                used = true;
            }
            if any_wanted && let Some(scheme) = self.schemes.get(usize::from(diagnosis.scheme)) {
                for fact in &scheme.as_secondary {
                    if wanted.holds(*fact) {
                        wanted.remove(*fact);
                        used = true;
                    }
                }
                any_wanted &= !used || !wanted.is_empty();
            }
            diagnosis.affects[pass.index()] |= used;
        }
        if found.visited_trauma {
            self.mark_trauma_sites(case, pass);
        }
        let incident = self.scheme(&case.principal).is_some_and(|s| s.incident);
        if found.result.drg == NEONATE_OTHER && incident {
            let other = case.secondary_order.iter().find(|i| {
                self.scheme(&case.secondary[**i as usize])
                    .is_some_and(|s| !s.incident)
            });
            if let Some(i) = other {
                case.secondary[*i as usize].affects[pass.index()] = true;
            }
        }
    }

    /// Principal diagnosis first, then the others in marking order: whoever adds a new body site, up to two.
    fn mark_trauma_sites(&self, case: &mut Scratch, pass: Pass) {
        let mut sites = self
            .scheme(&case.principal)
            .map_or(0, |s| new_site(s.trauma_sites, 0));
        for i in &case.secondary_order {
            if sites.count_ones() >= 2 {
                break;
            }
            let diagnosis = &mut case.secondary[*i as usize];
            let Some(scheme) = self.schemes.get(usize::from(diagnosis.scheme)) else {
                continue;
            };
            let site = new_site(scheme.trauma_sites, sites);
            sites |= site;
            diagnosis.affects[pass.index()] |= site != 0;
        }
    }

    fn mark_procedures(&self, case: &mut Scratch, pass: Pass, found: &Found) {
        let wanted = found.matched & self.procedure_facts;
        // Suppression as the table of the principal diagnosis's MDC sees it, also after Pre-MDC and other detours.
        let mdc = match found.result.drg {
            981..=983 | 987..=989 => UNRELATED,
            _ => case.principal_mdc,
        };
        let flagged = self.fusion_flagged(case, &found.counters);
        if !wanted.is_empty() {
            self.mark_attributes(case, pass, found, wanted, mdc, &flagged);
        }
        self.mark_counted(case, pass, found);
    }

    /// What a procedure supplies in a table of `mdc`, if it counts there.
    fn supplied(&self, case: &Scratch, procedure: u32, mdc: u8) -> Option<&Facts> {
        let procedure = &case.procedures[procedure as usize];
        self.lists
            .get(usize::from(procedure.list))
            .filter(|_| procedure.suppressed_mdcs >> mdc & 1 == 0)
            .map(|list| &list.facts)
    }

    fn is_operating(&self, case: &Scratch, procedure: u32) -> bool {
        self.lists
            .get(usize::from(case.procedures[procedure as usize].list))
            .is_some_and(|l| l.operating_room)
    }

    /// Of several holders the one that is marked: the first-position procedure if it is an operating room procedure, else the first other one.
    fn chosen(&self, case: &Scratch, holders: &[u32]) -> Option<u32> {
        let first_wins_anyway = self.version.number() <= 401;
        match holders {
            [] => None,
            [only] => Some(*only),
            several => {
                if several.contains(&0) && (first_wins_anyway || self.is_operating(case, 0)) {
                    return Some(0);
                }
                several.iter().copied().find(|p| *p != 0)
            }
        }
    }

    fn mark_attributes(
        &self,
        case: &mut Scratch,
        pass: Pass,
        found: &Found,
        wanted: Facts,
        mdc: u8,
        flagged: &[u32],
    ) {
        let index = pass.index();
        let holders: Procedures = case
            .procedure_order
            .iter()
            .copied()
            .filter(|p| {
                self.supplied(case, *p, mdc)
                    .is_some_and(|facts| facts.contains_all(&wanted))
            })
            .collect();
        if let Some(chosen) = self.chosen(case, &holders) {
            let stents =
                found.matched.holds(facts::FOUR_STENTS) || found.matched.holds(facts::FOUR_VESSELS);
            let position = |p: u32| case.procedures[p as usize].position;
            let different = holders.iter().any(|p| position(*p) != position(holders[0]));
            let mut marks: Procedures = SmallVec::new();
            marks.push(chosen);
            if flagged.contains(&chosen) {
                marks.extend(holders.iter().copied().filter(|p| flagged.contains(p)));
            }
            if stents && holders.len() >= 2 && different {
                marks.extend(holders.iter().copied());
                let any = |facts: &Facts| facts.intersects(&wanted);
                if self.is_operating(case, 0) && self.supplied(case, 0, mdc).is_some_and(any) {
                    marks.push(0);
                }
            }
            for p in marks {
                case.procedures[p as usize].affects[index] = true;
            }
            return;
        }
        let whole = case.clusters.iter().position(|c| {
            self.lists[usize::from(self.clusters[usize::from(c.cluster)].list)]
                .facts
                .contains_all(&wanted)
        });
        if let Some(cluster) = whole {
            mark_cluster(case, cluster, index);
            return;
        }
        for fact in wanted.iter() {
            let holders: Procedures = case
                .procedure_order
                .iter()
                .copied()
                .filter(|p| {
                    self.supplied(case, *p, mdc)
                        .is_some_and(|facts| facts.holds(fact))
                })
                .collect();
            let fused: Procedures = holders
                .iter()
                .copied()
                .filter(|p| flagged.contains(p))
                .collect();
            if holders.len() >= 2 && found.result.mdc == MUSCULOSKELETAL && !fused.is_empty() {
                for p in fused {
                    case.procedures[p as usize].affects[index] = true;
                }
            } else if let Some(p) = self.chosen(case, &holders) {
                case.procedures[p as usize].affects[index] = true;
            } else {
                let cluster = case.clusters.iter().position(|c| {
                    self.lists[usize::from(self.clusters[usize::from(c.cluster)].list)]
                        .facts
                        .holds(fact)
                });
                if let Some(cluster) = cluster {
                    mark_cluster(case, cluster, index);
                }
            }
        }
    }

    /// Procedures that a true fusion counter counted, each counter up to its threshold.
    fn fusion_flagged(&self, case: &Scratch, counters: &Facts) -> Procedures {
        let mut flagged = Procedures::new();
        if !counters.intersects(&FUSION_COUNTERS) {
            return flagged;
        }
        for fact in (*counters & FUSION_COUNTERS).iter() {
            let Some((kinds, enough)) = fusion_counter(fact) else {
                continue;
            };
            let (mut counted, mut seen) = (0, 0);
            for p in first_position_first(case) {
                if counted >= enough && (fact != facts::SINGLE_FUSION || seen == kinds) {
                    break;
                }
                let Some(list) = self
                    .lists
                    .get(usize::from(case.procedures[p as usize].list))
                else {
                    continue;
                };
                let adds = (list.counts.fusion & kinds).count_ones() as usize;
                if adds > 0 {
                    counted += adds;
                    seen |= list.counts.fusion & kinds;
                    if !flagged.contains(&p) {
                        flagged.push(p);
                    }
                }
            }
        }
        flagged
    }

    /// Marks what the counters among the matched atoms counted.
    fn mark_counted(&self, case: &mut Scratch, pass: Pass, found: &Found) {
        if !found.matched.intersects(&COUNTERS) {
            return;
        }
        let index = pass.index();
        let counts = |case: &Scratch, p: u32| {
            self.lists
                .get(usize::from(case.procedures[p as usize].list))
                .map(|l| l.counts)
                .unwrap_or_default()
        };
        let mut marks = self.fusion_flagged(case, &(found.matched & FUSION_COUNTERS));
        if found.matched.holds(facts::BILATERAL) {
            let mut joints = 0u8;
            for p in case.procedure_order.iter().copied() {
                let joint = new_site(counts(case, p).joints, joints);
                if joint != 0 && joints.count_ones() < 2 {
                    joints |= joint;
                    marks.push(p);
                }
            }
            for at in 0..case.clusters.len() {
                let list = self.clusters[usize::from(case.clusters[at].cluster)].list;
                if self.lists[usize::from(list)].counts.joints != 0 {
                    mark_cluster(case, at, index);
                }
            }
        }
        type Part = fn(crate::counters::Counts) -> u8;
        let four: [(u16, Part); 4] = [
            (facts::FOUR_STENTS, |c| c.stents),
            (facts::FOUR_VESSELS, |c| c.vessels),
            (facts::FOUR_DRUG_ELUTING, |c| {
                if c.drug_eluting { c.stents } else { 0 }
            }),
            (facts::FOUR_NON_DRUG_ELUTING, |c| {
                if c.non_drug_eluting { c.stents } else { 0 }
            }),
        ];
        for (fact, part) in four {
            if found.matched.holds(fact) {
                let mut sum = 0;
                let mut of_this: Procedures = SmallVec::new();
                for p in case.procedure_order.iter().copied() {
                    let adds = part(counts(case, p));
                    if sum < 4 && adds > 0 {
                        sum += adds;
                        of_this.push(p);
                    }
                }
                marks.extend(distinct(case, &of_this));
            }
        }
        for p in marks {
            case.procedures[p as usize].affects[index] = true;
        }
    }
}

/// The component keeps counted procedures as a set by value: of equal ones that are not in first position only
/// one is marked at a time.
fn distinct(case: &Scratch, procedures: &[u32]) -> Procedures {
    let mut out = Procedures::new();
    for p in procedures {
        let value = |p: u32| {
            (
                case.procedures[p as usize].position,
                p == 0,
                case.procedures[p as usize].affects,
            )
        };
        if out.iter().all(|q| value(*q) != value(*p)) {
            out.push(*p);
        }
    }
    out
}

/// Known procedures: the one in first position, then the others by code.
fn first_position_first(case: &Scratch) -> impl Iterator<Item = u32> + '_ {
    let first = case.procedure_order.contains(&0).then_some(0);
    first
        .into_iter()
        .chain(case.procedure_order.iter().copied().filter(|p| *p != 0))
}

/// Marks the procedures a cluster is made of; of several with one code only the first.
fn mark_cluster(case: &mut Scratch, cluster: usize, pass: usize) {
    let members = case.clusters[cluster].members.clone();
    let mut previous = u32::MAX;
    for p in members {
        let procedure = &mut case.procedures[p as usize];
        if procedure.position != previous {
            procedure.affects[pass] = true;
        }
        previous = procedure.position;
    }
}
