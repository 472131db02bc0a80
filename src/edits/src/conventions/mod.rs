//! The conventions of ICD-10-CM and the rules of its guidelines that codes, dates and patient facts decide.
//!
//! Two sources speak here. The notes of the tabular list (excludes, code first, use additional code, code also) are
//! read once out of the pack into [`Conventions`]; what only the Official Guidelines say stands in small cited tables,
//! one family a file. Rules that need the chart are not decided: where a code can only hint at them, the finding says
//! what to look for and weighs little.
//!
//! What the code sets and the Medicare Code Editor say already is not said again (see [`crate::findings`]).

use codes::cm::CmPack;

use crate::findings::{Facts, Finding};

mod acute;
mod capacity;
mod case;
mod combinations;
mod complications;
mod demand;
mod diabetes;
mod drugs;
mod excludes;
mod external;
mod hypertension;
mod instructions;
mod neoplasms;
mod newborn;
mod notes;
mod obstetrics;
mod reading;
mod scales;
mod sepsis;
mod sequela;
mod sides;
mod span;
mod symptoms;

pub use notes::{Conventions, Coverage};
pub(crate) use obstetrics::ADD_OUTCOME;

use case::Case;

/// Adds what the conventions say of a stay. `pack` is the one that `conventions` was read from; findings stand in
/// the order of the rules, not of weight.
pub fn check(
    conventions: &Conventions,
    pack: &CmPack,
    facts: &Facts<'_>,
    found: &mut Vec<Finding>,
) {
    let case = Case::of(conventions, pack, facts);
    sequela::find(&case, found);
    let mut told = combinations::find(&case, found);
    told.extend(diabetes::find(&case, found));
    excludes::find(&case, &told, found);
    instructions::find(&case, found);
    sides::find(&case, found);
    symptoms::find(&case, found);
    acute::find(&case, found);
    hypertension::find(&case, found);
    sepsis::find(&case, found);
    obstetrics::find(&case, found);
    newborn::find(&case, found);
    drugs::find(&case, found);
    external::find(&case, found);
    scales::find(&case, found);
    neoplasms::find(&case, found);
    complications::find(&case, found);
    capacity::find(&case, found);
}

/// Every diagnosis code, category and range (`I60-I69`) that the guideline tables name, without dots; for the check that
/// each of them is in the code set.
#[must_use]
pub fn named_codes() -> Vec<&'static str> {
    let tables: [Vec<&'static str>; 15] = [
        acute::named(),
        combinations::named(),
        complications::named(),
        diabetes::named(),
        drugs::named(),
        external::named(),
        hypertension::named(),
        instructions::named(),
        neoplasms::named(),
        newborn::named(),
        obstetrics::named(),
        scales::named(),
        sepsis::named(),
        sequela::named(),
        symptoms::named(),
    ];
    tables.concat()
}

/// Every procedure code that the guideline tables name, for the same check.
#[must_use]
pub fn named_procedures() -> &'static [&'static str] {
    &obstetrics::DELIVERIES
}
