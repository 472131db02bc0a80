//! Opening the pack: the tables are checked once, so that making a version ready and grouping can't fail.

use std::sync::Arc;

use codes::{PackError, PackKind, pack};

use crate::logic::Logic;
use crate::ready::Grouper;
use crate::tables::{CodeTable, Tables, Title, span_holds};
use crate::version::Version;

/// The MS-DRG tables of all nine versions, opened from a pack.
#[derive(Debug, Clone)]
pub struct MsDrg(pub(crate) Arc<Opened>);

/// What [`MsDrg`] shares with the versions made ready from it.
#[derive(Debug)]
pub(crate) struct Opened {
    pub(crate) tables: Tables,
    /// Diagnosis codes of all versions as keys, ascending.
    pub(crate) diagnoses: Vec<u64>,
    /// Procedure codes, alike.
    pub(crate) procedures: Vec<u64>,
    /// Diagnoses of all exclusion collections, one after the other, ascending within each.
    pub(crate) excluded: Vec<u32>,
    /// Where each collection begins in `excluded`, and the end.
    pub(crate) collection_starts: Vec<u32>,
    /// Positions of the principal diagnoses in `tables.exclusions`.
    pub(crate) principals: Vec<u32>,
    /// Procedures of each cluster choice.
    pub(crate) choices: Vec<Vec<u32>>,
}

/// Sums steps to positions below `limit`; strictly ascending but for the first.
fn positions(steps: &[u32], limit: usize) -> Option<Vec<u32>> {
    let mut at = 0u32;
    steps
        .iter()
        .enumerate()
        .map(|(i, step)| {
            if i > 0 && *step == 0 {
                return None;
            }
            at = at.checked_add(*step)?;
            ((at as usize) < limit).then_some(at)
        })
        .collect()
}

impl MsDrg {
    /// Opens a pack of kind `msdrg`.
    ///
    /// # Errors
    /// [`PackError`] naming the pack: not a pack, another kind, truncated, altered, too new, or malformed where
    /// a position in one table lies outside another.
    pub fn open(bytes: &[u8]) -> Result<Self, PackError> {
        let tables: Tables = pack::decode(PackKind::MsDrg, bytes)?;
        let malformed = |place: &str| PackError::malformed(PackKind::MsDrg, place);
        check(&tables).map_err(malformed)?;
        let keys = |table: &CodeTable, place: &str| table.keys().ok_or_else(|| malformed(place));
        let diagnoses = keys(&tables.diagnoses, "diagnosis codes")?;
        let procedures = keys(&tables.procedures, "procedure codes")?;

        let mut excluded = Vec::new();
        let mut collection_starts = vec![0];
        for steps in &tables.exclusions.collections {
            excluded.extend(
                positions(steps, tables.diagnoses.len())
                    .ok_or_else(|| malformed("exclusion collections"))?,
            );
            collection_starts.push(excluded.len() as u32);
        }
        let mut at = 0u32;
        let principals = tables
            .exclusions
            .principal_steps
            .iter()
            .map(|step| {
                at = at
                    .checked_add(*step)
                    .filter(|at| (*at as usize) < tables.diagnoses.len())?;
                Some(at)
            })
            .collect::<Option<Vec<u32>>>()
            .ok_or_else(|| malformed("principal diagnoses of exclusions"))?;
        let choices = tables
            .choices
            .iter()
            .map(|steps| positions(steps, tables.procedures.len()))
            .collect::<Option<Vec<_>>>()
            .ok_or_else(|| malformed("cluster choices"))?;

        // A formula that can't be read is found now, not when its version is first asked for.
        for version in Version::ALL {
            Logic::compile(&tables, version.index()).map_err(malformed)?;
        }
        let opened = Opened {
            tables,
            diagnoses,
            procedures,
            excluded,
            collection_starts,
            principals,
            choices,
        };
        Ok(Self(Arc::new(opened)))
    }

    /// Makes a version ready: some milliseconds.
    #[must_use]
    pub fn ready(&self, version: Version) -> Grouper {
        #[allow(clippy::expect_used)]
        Grouper::make(self, version)
            .expect("the logic of every version was compiled once when the pack was opened")
    }
}

impl Opened {
    /// Diagnoses of an exclusion collection.
    pub(crate) fn collection(&self, at: u16) -> &[u32] {
        let at = usize::from(at);
        &self.excluded[self.collection_starts[at] as usize..self.collection_starts[at + 1] as usize]
    }

    /// A title valid in the version at `index`.
    pub(crate) fn title(titles: &[Title], number: u16, index: usize) -> Option<&str> {
        titles
            .iter()
            .find(|t| t.number == number && span_holds(t.versions, index))
            .map(|t| t.title.as_str())
    }
}

/// Whether every position in one table lies inside the other. Names the table where not.
fn check(t: &Tables) -> Result<(), &'static str> {
    let lists = t.attribute_lists.len();
    let list = |at: u16| usize::from(at) < lists;
    let within = |ok: bool, place: &'static str| if ok { Ok(()) } else { Err(place) };
    within(lists > 0, "attribute lists")?;
    within(
        t.attribute_lists
            .iter()
            .flatten()
            .all(|a| usize::from(*a) < t.attributes.len()),
        "attribute lists",
    )?;
    within(
        t.schemes.iter().all(|s| {
            s.mdc < 32 && s.severity < 3 && list(s.attributes) && list(s.hac) && list(s.categories)
        }),
        "schemes",
    )?;
    within(
        t.diagnoses
            .values
            .iter()
            .all(|v| usize::from(*v) < t.schemes.len()),
        "diagnoses",
    )?;
    within(t.procedures.values.iter().all(|v| list(*v)), "procedures")?;
    let e = &t.exclusions;
    within(
        e.principal_steps.len() == e.versions.len()
            && e.versions.len() == e.collection.len()
            && e.numbers.len() == e.collections.len()
            && e.collections.len() < usize::from(u16::MAX)
            && e.collection
                .iter()
                .all(|c| usize::from(*c) < e.collections.len()),
        "exclusions",
    )?;
    let dx = t.diagnoses.len();
    within(
        t.sex_dependent
            .iter()
            .all(|s| (s.diagnosis as usize) < dx && s.male_mdc < 32 && s.female_mdc < 32),
        "sex-dependent diagnoses",
    )?;
    within(
        t.clusters.len() < usize::from(u16::MAX)
            && t.clusters.iter().all(|c| {
                list(c.attributes)
                    && (1..=8).contains(&c.choices.len())
                    && c.choices.iter().all(|s| usize::from(*s) < t.choices.len())
            }),
        "clusters",
    )?;
    within(t.logic.len() == Version::ALL.len(), "logic tables")?;
    within(
        t.logic.iter().flatten().all(|r| {
            r.mdc < 32
                && r.goes_to_mdc < 32
                && usize::from(r.formula) < t.formulas.len()
                && r.suppressed
                    .iter()
                    .all(|a| usize::from(*a) < t.attributes.len())
        }),
        "logic rows",
    )?;
    within(
        t.hac_formulas.iter().all(|h| (1..=14).contains(&h.number)),
        "hospital-acquired condition formulas",
    )
}
