//! One version made ready: the tables of that version as arrays of numbers and sets of facts.

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use crate::counters::{Counts, trauma_sites};
use crate::facts::{self, FIRST_FREE, Facts};
use crate::index::CodeIndex;
use crate::logic::{Logic, Prefix};
use crate::open::{MsDrg, Opened};
use crate::outcome::{CodeSeverity, HacList};
use crate::tables::span_holds;
use crate::version::Version;

/// No such code in this version.
pub(crate) const ABSENT: u16 = u16::MAX;
/// The table of unrelated operating room procedures.
pub(crate) const UNRELATED: u8 = 29;

/// A version of the MS-DRG grouper, ready to group stays.
#[derive(Debug, Clone)]
pub struct Grouper {
    pub(crate) source: MsDrg,
    pub(crate) version: Version,
    /// The version's diagnoses.
    pub(crate) diagnoses: CodeIndex<DiagnosisEntry>,
    /// The version's procedures.
    pub(crate) procedures: CodeIndex<ProcedureEntry>,
    pub(crate) sex_dependent: FxHashMap<u32, (u8, u8)>,
    pub(crate) schemes: Vec<SchemeView>,
    pub(crate) lists: Vec<ListView>,
    pub(crate) clusters: Vec<ClusterView>,
    /// Clusters a procedure takes part in, with the choices it meets, as bits.
    pub(crate) clusters_of: FxHashMap<u32, Vec<(u16, u8)>>,
    /// The version's logic tables.
    pub(crate) logic: Logic,
    /// Facts that a procedure attribute can supply.
    pub(crate) procedure_facts: Facts,
    /// Facts that a secondary diagnosis can supply and be marked for.
    pub(crate) diagnosis_facts: Facts,
}

/// A diagnosis of the version.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct DiagnosisEntry {
    /// Position in the tables of all versions.
    pub(crate) position: u32,
    pub(crate) scheme: u16,
    /// Exclusion collection as principal diagnosis, or [`ABSENT`].
    pub(crate) exclusion: u16,
}

/// A procedure of the version.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct ProcedureEntry {
    /// Position in the tables of all versions.
    pub(crate) position: u32,
    pub(crate) list: u16,
    /// Takes part in a cluster: most take part in none.
    pub(crate) clustered: bool,
}

/// Facts as a list.
pub(crate) type FewFacts = SmallVec<[u16; 6]>;

/// What a diagnosis supplies.
#[derive(Debug, Clone)]
pub(crate) struct SchemeView {
    pub(crate) mdc: u8,
    pub(crate) severity: u8,
    pub(crate) alive_only: bool,
    pub(crate) incident: bool,
    pub(crate) hac11_principal: bool,
    pub(crate) trauma_sites: u8,
    /// Suppression attributes it carries, as bits.
    pub(crate) suppressible: u32,
    /// Facts it supplies, few of hundreds: a list takes less of the processor's cache than a set.
    pub(crate) as_principal: FewFacts,
    pub(crate) as_secondary: FewFacts,
    pub(crate) hacs: SmallVec<[(u8, HacList); 3]>,
}

/// What a procedure or cluster supplies.
#[derive(Debug, Clone)]
pub(crate) struct ListView {
    pub(crate) facts: Facts,
    pub(crate) operating_room: bool,
    pub(crate) counts: Counts,
    /// Categories of hospital-acquired conditions it belongs to: bit n is category n.
    pub(crate) hac_procedures: u16,
}

/// A set of procedures that acts as one.
#[derive(Debug, Clone)]
pub(crate) struct ClusterView {
    pub(crate) number: u16,
    pub(crate) list: u16,
    pub(crate) suppressed_mdcs: u32,
    /// All its choices, as bits.
    pub(crate) all_choices: u8,
}

impl Grouper {
    /// Reads the version's rows out of the opened tables. Names the table where they make no sense.
    pub(crate) fn make(source: &MsDrg, version: Version) -> Result<Self, &'static str> {
        let opened: &Opened = &source.0;
        let t = &opened.tables;
        let index = version.index();
        let logic = Logic::compile(t, index)?;
        let suppression_bits = |list: &[u16]| logic.suppression_bits(list);
        let fact_set = |prefix: Prefix, list: u16| {
            let mut set = Facts::default();
            for attribute in &t.attribute_lists[usize::from(list)] {
                let name = t.attributes[usize::from(*attribute)].as_str();
                if let Some(fact) = logic.number(prefix, name) {
                    set.insert(fact);
                }
            }
            set
        };
        let names = |list: u16| {
            t.attribute_lists[usize::from(list)]
                .iter()
                .map(|a| t.attributes[usize::from(*a)].as_str())
        };

        let schemes = t
            .schemes
            .iter()
            .map(|s| {
                let all = |prefix| {
                    [s.attributes, s.hac, s.categories]
                        .iter()
                        .fold(Facts::default(), |set, list| set | fact_set(prefix, *list))
                };
                let few = |facts: Facts| facts.iter().collect::<FewFacts>();
                let has = |name: &str| names(s.attributes).any(|n| n == name);
                SchemeView {
                    mdc: s.mdc,
                    severity: s.severity,
                    as_principal: few(all(Prefix::Principal) | all(Prefix::Any)),
                    as_secondary: few(all(Prefix::Secondary) | all(Prefix::Any)),
                    suppressible: suppression_bits(&t.attribute_lists[usize::from(s.attributes)]),
                    alive_only: has("mccalive"),
                    incident: has("incident"),
                    hac11_principal: names(s.hac).any(|n| n == "hac11_pdx"),
                    trauma_sites: trauma_sites(names(s.attributes)),
                    hacs: hac_entries(names(s.hac)),
                }
            })
            .collect();

        let or_procedure = logic.number(Prefix::Bare, "ORPROC");
        let lists = (0..t.attribute_lists.len() as u16)
            .map(|list| {
                let has = |name: &str| names(list).any(|n| n == name);
                let operates = has("d468") || has("d477");
                let mut set = fact_set(Prefix::Bare, list);
                if let (true, Some(fact)) = (operates, or_procedure) {
                    set.insert(fact);
                }
                ListView {
                    facts: set,
                    operating_room: operates || has("ornec"),
                    counts: Counts::of(names(list)),
                    hac_procedures: names(list)
                        .filter_map(hac_procedure)
                        .fold(0, |bits, n| bits | 1 << n),
                }
            })
            .collect();

        let mut exclusion = vec![ABSENT; opened.tables.diagnoses.len()];
        for (i, principal) in opened.principals.iter().enumerate() {
            if span_holds(t.exclusions.versions[i], index) {
                exclusion[*principal as usize] = t.exclusions.collection[i];
            }
        }
        let sex_dependent = t
            .sex_dependent
            .iter()
            .filter(|s| span_holds(s.versions, index))
            .map(|s| (s.diagnosis, (s.male_mdc, s.female_mdc)))
            .collect();
        let (clusters, clusters_of) = clusters(opened, index);
        let diagnoses: Vec<(u64, DiagnosisEntry)> = (0u32..)
            .zip(&opened.diagnoses)
            .zip(t.diagnoses.values_in(index).into_iter().zip(exclusion))
            .filter(|(_, (scheme, _))| *scheme != ABSENT)
            .map(|((position, key), (scheme, exclusion))| {
                let entry = DiagnosisEntry {
                    position,
                    scheme,
                    exclusion,
                };
                (*key, entry)
            })
            .collect();
        let procedures: Vec<(u64, ProcedureEntry)> = (0u32..)
            .zip(&opened.procedures)
            .zip(t.procedures.values_in(index))
            .filter(|(_, list)| *list != ABSENT)
            .map(|((position, key), list)| {
                let entry = ProcedureEntry {
                    position,
                    list,
                    clustered: clusters_of.contains_key(&position),
                };
                (*key, entry)
            })
            .collect();

        let of_prefix = |wanted: &[Prefix]| {
            let mut set = Facts::default();
            for (fact, named) in (FIRST_FREE..).zip(&logic.named) {
                if wanted.contains(&named.prefix) && !named.name.starts_with("dxc") {
                    set.insert(fact);
                }
            }
            set
        };
        Ok(Self {
            source: source.clone(),
            version,
            diagnoses: CodeIndex::build(diagnoses.into_iter()),
            procedures: CodeIndex::build(procedures.into_iter()),
            sex_dependent,
            schemes,
            lists,
            clusters,
            clusters_of,
            procedure_facts: of_prefix(&[Prefix::Bare]),
            diagnosis_facts: of_prefix(&[Prefix::Secondary, Prefix::Any]),
            logic,
        })
    }

    /// The version it groups by.
    #[must_use]
    pub const fn version(&self) -> Version {
        self.version
    }

    /// Title of a DRG of this version.
    #[must_use]
    pub fn drg_title(&self, drg: u16) -> Option<&str> {
        Opened::title(&self.source.0.tables.drg_titles, drg, self.version.index())
    }

    /// Title of an MDC of this version, 0 (Pre-MDC) to 25.
    #[must_use]
    pub fn mdc_title(&self, mdc: u8) -> Option<&str> {
        Opened::title(
            &self.source.0.tables.mdc_titles,
            u16::from(mdc),
            self.version.index(),
        )
    }

    /// Title of a hospital-acquired condition category, 1 to 14.
    #[must_use]
    pub fn hac_title(&self, number: u8) -> Option<&str> {
        Opened::title(
            &self.source.0.tables.hac_titles,
            u16::from(number),
            self.version.index(),
        )
    }

    fn scheme_of(&self, code: &str) -> Option<&SchemeView> {
        let entry = self.diagnoses.find(code)?;
        self.schemes.get(usize::from(entry.scheme))
    }

    /// What a diagnosis counts as by itself, before any principal diagnosis excludes it: `Neither`, `Cc` or `Mcc`.
    /// `None` for a code that this version doesn't know.
    #[must_use]
    pub fn severity_of(&self, code: &str) -> Option<CodeSeverity> {
        Some(match self.scheme_of(code)?.severity {
            2 => CodeSeverity::Mcc,
            1 => CodeSeverity::Cc,
            _ => CodeSeverity::Neither,
        })
    }

    /// The MDC a principal diagnosis leads to; for the few that depend on sex, a woman's.
    /// `None` for a code that this version doesn't know.
    #[must_use]
    pub fn mdc_of(&self, code: &str) -> Option<u8> {
        self.scheme_of(code).map(|s| s.mdc)
    }

    /// Whether a procedure counts as an operating room procedure. `None` for a code this version doesn't know.
    #[must_use]
    pub fn is_operating_room(&self, code: &str) -> Option<bool> {
        let entry = self.procedures.find(code)?;
        self.lists
            .get(usize::from(entry.list))
            .map(|l| l.operating_room)
    }

    /// A fact as the tables write it.
    pub(crate) fn fact_text(&self, fact: u16) -> String {
        if let Some(named) = usize::from(fact)
            .checked_sub(usize::from(FIRST_FREE))
            .and_then(|i| self.logic.named.get(i))
        {
            let prefix = match named.prefix {
                Prefix::Bare => "",
                Prefix::Principal => "PDX:",
                Prefix::Secondary => "SDX:",
                Prefix::Any => "ANY:",
            };
            return format!("{prefix}{}", named.name);
        }
        facts::fixed_name(fact).to_owned()
    }
}

/// The category of a name like `hac10_proc`.
fn hac_procedure(name: &str) -> Option<u8> {
    let number = name
        .strip_prefix("hac")?
        .strip_suffix("_proc")?
        .parse()
        .ok()?;
    (1..=14).contains(&number).then_some(number)
}

/// One entry for each `HACnn`; its list is the last name `hacnn…` of that number, else `HACnn` itself.
fn hac_entries<'a>(names: impl Iterator<Item = &'a str> + Clone) -> SmallVec<[(u8, HacList); 3]> {
    let number = |name: &str, stem: &str| name.strip_prefix(stem)?.get(..2)?.parse::<u8>().ok();
    let mut entries: SmallVec<[(u8, HacList); 3]> = SmallVec::new();
    for category in names
        .clone()
        .filter_map(|n| number(n, "HAC"))
        .filter(|n| (1..=14).contains(n))
    {
        let list = names
            .clone()
            .filter(|n| number(n, "hac") == Some(category))
            .filter_map(|n| match n {
                "hac06_show" => Some(HacList::Hac06Show),
                "hac06_sdx" => Some(HacList::Hac06Sdx),
                "hac11_sdx" => Some(HacList::Hac11Sdx),
                "hac11_pdx" => Some(HacList::Hac11Pdx),
                _ => None,
            })
            .last()
            .unwrap_or(HacList::Numbered(category));
        if entries.iter().all(|(n, _)| *n != category) {
            entries.push((category, list));
        }
    }
    entries
}

type ClustersOf = FxHashMap<u32, Vec<(u16, u8)>>;

fn clusters(opened: &Opened, index: usize) -> (Vec<ClusterView>, ClustersOf) {
    let mut views = Vec::new();
    let mut of = ClustersOf::default();
    // The tables give clusters in the order of their names, which is the order they are tried in.
    for cluster in opened
        .tables
        .clusters
        .iter()
        .filter(|c| span_holds(c.versions, index))
    {
        let at = views.len() as u16;
        for (bit, choice) in cluster.choices.iter().enumerate() {
            for procedure in &opened.choices[usize::from(*choice)] {
                let of = of.entry(*procedure).or_default();
                match of.last_mut() {
                    Some((last, bits)) if *last == at => *bits |= 1 << bit,
                    _ => of.push((at, 1 << bit)),
                }
            }
        }
        views.push(ClusterView {
            number: cluster.number,
            list: cluster.attributes,
            suppressed_mdcs: cluster.suppressed_mdcs,
            all_choices: (1u16 << cluster.choices.len()).wrapping_sub(1) as u8,
        });
    }
    (views, of)
}
