//! Official files that the user has taken in, and what they change here.
//!
//! A file changes one part of one system, from its day on, and nothing else ([`official::Effect`]): a list of diagnoses
//! of April never begins or ends a procedure code. Of a list of codes only what differs from the packs is kept; the notes
//! of a tabular list and the tables of procedures are held against the packs and counted, the packs' own stay in use.

use codes::weights::Row as WeightRow;
use codes::{System, Ymd};
use edits::poa::Exemptions;
use official::definitions::Definitions;
use official::guidelines::Guidelines;
use official::index::{Index, OfIndex};
use official::{CodeSystem, Effect, Part, in_force};

use crate::protocol::OfficialFile;

mod books;
mod changes;
mod guidelines;
mod take;
mod terms;

pub(crate) use books::Shelf;
pub(crate) use changes::Changes;
pub(crate) use take::{forget, take};

/// Every file, with what is kept of it.
#[derive(Debug, Default)]
pub(crate) struct Official {
    files: Vec<File>,
    exemptions: Exemptions,
    exempt_years: Vec<u16>,
    weights: Vec<WeightRow>,
}

/// A file as picked.
#[derive(Debug)]
struct File {
    view: OfficialFile,
    parts: Vec<Kept>,
}

/// What is kept of one list, table or index.
#[derive(Debug)]
struct Kept {
    effect: Effect,
    content: Content,
}

#[derive(Debug)]
enum Content {
    Book(Index),
    Definitions(Definitions),
    /// Codes without dot, and the fiscal year.
    Exempt(Vec<String>, u16),
    Weights(Vec<WeightRow>),
    Changes(Changes),
    Guidelines(Guidelines),
    /// Held against the packs and counted.
    Counted,
}

/// What a list that is newer than the packs says of a code.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Changed<'o> {
    /// It can be reported; its title.
    New(&'o str),
    /// It ended on this day.
    Ended(Ymd),
    /// It stays what it is on the last day the packs speak about.
    Unchanged(Ymd),
}

impl Official {
    /// The books, as they speak for a day.
    pub(crate) fn shelf(&self, date: Ymd) -> Shelf<'_> {
        Shelf {
            official: self,
            date,
        }
    }

    /// Lists of exempt codes; on other dates the rules decide.
    pub(crate) fn exemptions(&self) -> &Exemptions {
        &self.exemptions
    }

    /// The years whose list of exempt codes is there: `FY2025, FY2026`, or nothing.
    pub(crate) fn exempt_years(&self) -> String {
        let years: Vec<String> = self
            .exempt_years
            .iter()
            .map(|year| format!("FY{year}"))
            .collect();
        years.join(", ")
    }

    /// Rows of the tables of weights.
    pub(crate) fn weights(&self) -> &[WeightRow] {
        &self.weights
    }

    /// CMS's definitions of ICD-10-PCS that speak for a day.
    pub(crate) fn definitions(&self, date: Ymd) -> Option<&Definitions> {
        match &self
            .in_force(CodeSystem::Icd10Pcs, Part::Definitions, date)?
            .content
        {
            Content::Definitions(definitions) => Some(definitions),
            _ => None,
        }
    }

    /// What a list says of a code on a day, where it is newer than the packs.
    pub(crate) fn change(&self, system: System, code: &str, date: Ymd) -> Option<Changed<'_>> {
        let lists = self
            .kept()
            .filter(|kept| kept.effect.system.code_set() == Some(system));
        let newest_first = |kept: &&Kept| core::cmp::Reverse((kept.effect.from, kept.effect.kind));
        let mut lists: Vec<&Kept> = lists.filter(|kept| kept.effect.from <= date).collect();
        lists.sort_by_key(newest_first);
        lists.into_iter().find_map(|kept| match &kept.content {
            Content::Changes(changes) => changes.of_code(code, date),
            _ => None,
        })
    }

    fn kept(&self) -> impl Iterator<Item = &Kept> {
        self.files.iter().flat_map(|file| &file.parts)
    }

    /// What speaks for a day of those that replace a part; the file taken in last where two are of the same day.
    fn in_force(&self, system: CodeSystem, part: Part, date: Ymd) -> Option<&Kept> {
        let kept: Vec<&Kept> = self.kept().collect();
        let effects: Vec<Effect> = kept.iter().map(|kept| kept.effect).collect();
        let at = *in_force(&effects, system, part, date).first()?;
        Some(kept[at])
    }

    /// Puts together what is looked up often.
    fn settle(&mut self) {
        let mut lists: Vec<(&[String], u16, Ymd)> = self
            .kept()
            .filter_map(|kept| match &kept.content {
                Content::Exempt(codes, year) => Some((codes.as_slice(), *year, kept.effect.from)),
                _ => None,
            })
            .collect();
        lists.sort_by_key(|(_, _, from)| *from);
        let mut exemptions = Exemptions::default();
        let mut years = Vec::new();
        for (codes, year, first) in lists {
            let list = edits::poa::ExemptList::new(first, Ymd::fiscal_year_end(year), codes);
            if let Ok(list) = list {
                exemptions.import(list);
                years.push(year);
            }
        }
        years.dedup();
        let weights = self.kept().filter_map(|kept| match &kept.content {
            Content::Weights(rows) => Some(rows.as_slice()),
            _ => None,
        });
        self.weights = weights.flatten().copied().collect();
        self.exemptions = exemptions;
        self.exempt_years = years;
    }
}

/// The part of a system that a book is.
fn part_of(of: OfIndex) -> (CodeSystem, Part) {
    match of {
        OfIndex::Diseases => (CodeSystem::Icd10Cm, Part::Index),
        OfIndex::ExternalCauses => (CodeSystem::Icd10Cm, Part::ExternalCauseIndex),
        OfIndex::Drugs => (CodeSystem::Icd10Cm, Part::DrugTable),
        OfIndex::Neoplasms => (CodeSystem::Icd10Cm, Part::NeoplasmTable),
        OfIndex::Procedures => (CodeSystem::Icd10Pcs, Part::Index),
    }
}
