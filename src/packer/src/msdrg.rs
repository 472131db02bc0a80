//! Builds the `msdrg` pack: the tables of nine grouper versions from the rows of the table file.
//!
//! The file repeats rows version by version with bounds that need not be versions; here each value is looked up
//! in every one of the nine versions and written once for each run of versions in which it is the same.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use codes::{PackKind, pack};
use grouper::Version;
use grouper::tables::{
    Cluster, CodeTable, Exclusions, HacFormula, LogicRow, Scheme, SexDependent, Tables, Title, span,
};

use crate::mdb::{Description, Mdb, MdbError, VersionedCode};

/// Interns values in order of first appearance.
struct Interner<T> {
    values: Vec<T>,
    positions: HashMap<T, u16>,
}

impl<T: Clone + Eq + std::hash::Hash> Interner<T> {
    fn new() -> Self {
        Self {
            values: Vec::new(),
            positions: HashMap::new(),
        }
    }
    fn position(&mut self, value: T) -> u16 {
        if let Some(at) = self.positions.get(&value) {
            return *at;
        }
        let at = self.values.len() as u16;
        self.values.push(value.clone());
        self.positions.insert(value, at);
        at
    }
}

/// The table of unrelated operating room procedures, the last one.
const LAST_TABLE: u32 = 29;

/// Positions in [`Version::ALL`] that lie within inclusive bounds.
fn versions_within(first: i64, last: i64) -> impl Iterator<Item = usize> {
    Version::ALL
        .iter()
        .enumerate()
        .filter(move |(_, v)| first <= i64::from(v.number()) && i64::from(v.number()) <= last)
        .map(|(i, _)| i)
}

/// Runs of versions with the same value.
fn runs<T: PartialEq + Clone>(by_version: &[Option<T>; 9]) -> Vec<(u8, T)> {
    let mut out: Vec<(u8, u8, T)> = Vec::new();
    for (i, value) in by_version.iter().enumerate() {
        let Some(value) = value else { continue };
        match out.last_mut() {
            Some((_, last, same)) if usize::from(*last) + 1 == i && same == value => {
                *last = i as u8
            }
            _ => out.push((i as u8, i as u8, value.clone())),
        }
    }
    out.into_iter()
        .map(|(first, last, value)| (span(first, last), value))
        .collect()
}

type ByVersion<T> = [Option<T>; 9];

fn by_code(rows: &[VersionedCode]) -> BTreeMap<&str, ByVersion<i64>> {
    let mut codes: BTreeMap<&str, ByVersion<i64>> = BTreeMap::new();
    for row in rows {
        for v in versions_within(row.first, row.last) {
            codes.entry(&row.code).or_default()[v] = Some(row.value);
        }
    }
    codes
}

fn titles(rows: &[Description]) -> Vec<Title> {
    let mut numbers: BTreeMap<u16, ByVersion<String>> = BTreeMap::new();
    for row in rows {
        for v in versions_within(row.first, row.last) {
            numbers.entry(row.number).or_default()[v] = Some(row.text.clone());
        }
    }
    numbers
        .into_iter()
        .flat_map(|(number, by_version)| {
            runs(&by_version)
                .into_iter()
                .map(move |(versions, title)| Title {
                    number,
                    versions,
                    title,
                })
        })
        .collect()
}

fn steps(positions: &BTreeSet<u32>) -> Vec<u32> {
    positions
        .iter()
        .scan(0, |previous, at| {
            let step = at - *previous;
            *previous = *at;
            Some(step)
        })
        .collect()
}

/// Reads the tables and gives the finished pack's bytes. The same file always gives the same bytes.
///
/// # Errors
/// [`MdbError`] when the file is not laid out as expected.
pub fn build(mdb: &Mdb) -> Result<Vec<u8>, MdbError> {
    Ok(pack::encode(PackKind::MsDrg, &tables(mdb)?))
}

fn layout(key: &str, detail: &'static str) -> MdbError {
    MdbError::Layout {
        key: key.to_owned(),
        detail,
    }
}

fn tables(mdb: &Mdb) -> Result<Tables, MdbError> {
    let mut attributes = Interner::<String>::new();
    let mut lists = Interner::<Vec<u16>>::new();
    lists.position(Vec::new());
    let mut intern = |names: &[String]| {
        let list: Vec<u16> = names
            .iter()
            .map(|n| attributes.position(n.clone()))
            .collect();
        lists.position(list)
    };
    let dx_lists: HashMap<i64, u16> = mdb
        .diagnosis_patterns()?
        .iter()
        .map(|(id, names)| (*id, intern(names)))
        .collect();
    let pr_lists: HashMap<i64, u16> = mdb
        .procedure_patterns()?
        .iter()
        .map(|(id, names)| (*id, intern(names)))
        .collect();
    let list_of = |of: &HashMap<i64, u16>, id: i64| of.get(&id).copied().unwrap_or(0);

    let schemes: Vec<Scheme> = mdb
        .diagnosis_schemes()?
        .iter()
        .map(|s| Scheme {
            mdc: s.mdc as u8,
            severity: match s.severity.as_str() {
                "MCC" => 2,
                "CC" => 1,
                _ => 0,
            },
            attributes: list_of(&dx_lists, s.attributes),
            hac: list_of(&dx_lists, s.hac),
            categories: list_of(&dx_lists, s.categories),
        })
        .collect();

    let dx_rows = mdb.diagnosis()?;
    let dx = by_code(&dx_rows);
    let dx_position: HashMap<&str, u32> =
        dx.keys().enumerate().map(|(i, c)| (*c, i as u32)).collect();
    let pr_rows = mdb.procedures()?;
    let pr_all = by_code(&pr_rows);
    // Cluster pseudo-codes stand among the procedures; they are no codes and go with their clusters.
    let pr: BTreeMap<&str, &ByVersion<i64>> = pr_all
        .iter()
        .filter(|(c, _)| !c.starts_with("Z@"))
        .map(|(c, v)| (*c, v))
        .collect();
    let pr_position: HashMap<&str, u32> =
        pr.keys().enumerate().map(|(i, c)| (*c, i as u32)).collect();

    let exclusions = exclusions(mdb, &dx_position)?;
    let (clusters, choices) = clusters(mdb, &pr_all, &pr_position, |id| list_of(&pr_lists, id))?;

    let mut formulas = Interner::<String>::new();
    let rows = mdb.formulas()?;
    let logic = (0..Version::ALL.len())
        .map(|version| {
            rows.iter()
                // A table numbered beyond the MDCs holds error rows that no stay ever reaches.
                .filter(|r| {
                    r.mdc <= LAST_TABLE && versions_within(r.first, r.last).any(|v| v == version)
                })
                .map(|r| LogicRow {
                    mdc: r.mdc as u8,
                    rank: r.rank as u16,
                    base_drg: r.base_drg as u16,
                    drg: r.drg as u16,
                    kind: match r.kind.as_str() {
                        "SURGICAL" => 1,
                        "MEDICAL" => 2,
                        _ => 0,
                    },
                    goes_to_mdc: r.goes_to_mdc as u8,
                    formula: formulas.position(r.formula.clone()),
                    suppressed: r
                        .suppressed
                        .iter()
                        .map(|n| attributes.position(n.clone()))
                        .collect(),
                })
                .collect()
        })
        .collect();

    let sex_dependent = mdb
        .sex_dependent()?
        .iter()
        .filter_map(|r| {
            let within: Vec<usize> = versions_within(r.first, r.last).collect();
            Some(SexDependent {
                diagnosis: *dx_position.get(r.code.as_str())?,
                versions: span(*within.first()? as u8, *within.last()? as u8),
                male_mdc: r.male_mdc as u8,
                female_mdc: r.female_mdc as u8,
            })
        })
        .collect();

    let mut hacs: BTreeMap<u16, ByVersion<String>> = BTreeMap::new();
    for row in mdb.hac_formulas()? {
        for v in versions_within(row.first, row.last) {
            hacs.entry(row.number).or_default()[v] = Some(row.formulas.join(" | "));
        }
    }
    let hac_formulas = hacs
        .iter()
        .flat_map(|(number, by_version)| {
            runs(by_version)
                .into_iter()
                .map(|(versions, formula)| HacFormula {
                    number: *number as u8,
                    versions,
                    formula,
                })
        })
        .collect();

    let code_rows = |by_version: &ByVersion<i64>, value: &dyn Fn(i64) -> u16| {
        runs(by_version)
            .into_iter()
            .map(|(span, v)| (span, value(v)))
            .collect::<Vec<_>>()
    };
    Ok(Tables {
        diagnoses: CodeTable::build(dx.iter().map(|(c, v)| (*c, code_rows(v, &|s| s as u16)))),
        procedures: CodeTable::build(
            pr.iter()
                .map(|(c, v)| (*c, code_rows(v, &|p| list_of(&pr_lists, p)))),
        ),
        schemes,
        exclusions,
        sex_dependent,
        clusters,
        choices,
        formulas: formulas.values,
        logic,
        hac_formulas,
        drg_titles: titles(&mdb.drg_descriptions()?),
        mdc_titles: titles(&mdb.mdc_descriptions()?),
        hac_titles: titles(&mdb.hac_descriptions()?),
        attributes: attributes.values,
        attribute_lists: lists.values,
    })
}

fn exclusions(mdb: &Mdb, dx_position: &HashMap<&str, u32>) -> Result<Exclusions, MdbError> {
    let groups: HashMap<i64, Vec<String>> = mdb.exclusion_groups()?.into_iter().collect();
    let mut collections = Interner::<(i64, Vec<u32>)>::new();
    let rows = mdb.exclusion_ids()?;
    let mut out = Exclusions::default();
    let mut previous = 0;
    for (code, by_version) in by_code(&rows) {
        let Some(&position) = dx_position.get(code) else {
            continue;
        };
        for (versions, group) in runs(&by_version) {
            let members = groups
                .get(&group)
                .ok_or_else(|| layout("exclusion_groups", "a named group is missing"))?;
            let members: BTreeSet<u32> = members
                .iter()
                .filter_map(|c| dx_position.get(c.as_str()).copied())
                .collect();
            out.principal_steps.push(position - previous);
            previous = position;
            out.versions.push(versions);
            out.collection
                .push(collections.position((group, steps(&members))));
        }
    }
    (out.numbers, out.collections) = collections
        .values
        .into_iter()
        .map(|(number, list)| (number as u32, list))
        .unzip();
    Ok(out)
}

fn clusters(
    mdb: &Mdb,
    procedures: &BTreeMap<&str, ByVersion<i64>>,
    position: &HashMap<&str, u32>,
    list_of: impl Fn(i64) -> u16,
) -> Result<(Vec<Cluster>, Vec<Vec<u32>>), MdbError> {
    type Content = (u32, Vec<u16>, u16);
    let mut choices = Interner::<Vec<u32>>::new();
    let mut named: BTreeMap<u16, ByVersion<Content>> = BTreeMap::new();
    for row in mdb.clusters()? {
        let number: u16 = row
            .name
            .strip_prefix("Z@")
            .and_then(|n| n.parse().ok())
            .ok_or_else(|| layout("cluster_info", "a name is not Z@ and a number"))?;
        let suppressed = row
            .suppressed_mdcs
            .iter()
            .filter(|m| **m < 32)
            .fold(0u32, |set, m| set | 1 << m);
        let sets: Vec<u16> = row
            .choices
            .iter()
            .map(|codes| {
                let members: BTreeSet<u32> = codes
                    .iter()
                    .filter_map(|c| position.get(c.as_str()).copied())
                    .collect();
                choices.position(steps(&members))
            })
            .collect();
        for v in versions_within(row.first, row.last) {
            if let Some(pattern) = procedures
                .get(row.name.as_str())
                .and_then(|by_version| by_version[v])
            {
                named.entry(number).or_default()[v] =
                    Some((suppressed, sets.clone(), list_of(pattern)));
            }
        }
    }
    let clusters = named
        .iter()
        .flat_map(|(number, by_version)| {
            runs(by_version).into_iter().map(
                |(versions, (suppressed_mdcs, choices, attributes))| Cluster {
                    number: *number,
                    versions,
                    attributes,
                    suppressed_mdcs,
                    choices,
                },
            )
        })
        .collect();
    Ok((clusters, choices.values))
}
