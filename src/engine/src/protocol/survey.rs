//! Questions about every claim of the opened file: what another version would do to them, and which of them a disputed
//! result touches.

use serde::{Deserialize, Serialize};

use super::code::CodeSystem;

/// A claim by its place in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimName {
    /// Line of the file, from 1.
    pub line: u32,
    /// The claim's id.
    pub id: String,
    /// Final DRG under its own version, three digits.
    pub drg: String,
}

/// The claims of the opened file under another version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shift {
    /// The file's name.
    pub file: String,
    /// The other version, `v44.0`.
    pub version: String,
    /// Claims grouped by both.
    pub claims: u32,
    /// Of these, of the other version's own dates: nothing changes for them.
    pub at_home: u32,
    /// Claims whose final DRG changes.
    pub changed: u32,
    /// Claims whose final MDC changes.
    pub changed_mdc: u32,
    /// Claims that their own version can't group.
    pub ungroupable_before: u32,
    /// Claims that the other version can't group: often they have codes that it does not know.
    pub ungroupable_after: u32,
    /// Changes of DRG, the most frequent first.
    pub moves: Vec<ShiftMove>,
    /// Changes of DRG that are not among `moves`.
    pub more: u32,
    /// The case mix; `None` where no claim could be weighed on both sides.
    pub case_mix: Option<CaseMixView>,
    /// Whose weights those are, or why there are none, one sentence.
    pub weighed_by: String,
    /// Every claim whose DRG changes, as CSV.
    pub list: Vec<u8>,
}

/// Claims that go from one DRG to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShiftMove {
    /// DRG of the claims' own version, three digits.
    pub from: String,
    /// Its title there.
    pub from_title: String,
    /// DRG under the other version, three digits.
    pub to: String,
    /// Its title there.
    pub to_title: String,
    /// Number of claims.
    pub claims: u32,
    /// The first of them.
    pub first: Vec<ClaimName>,
}

/// Case mix before and after, over the claims whose weight is known on both sides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseMixView {
    /// Claims weighed.
    pub weighed: u32,
    /// Of these, heavier afterwards.
    pub heavier: u32,
    /// Lighter.
    pub lighter: u32,
    /// Index before: sum of the relative weights divided by the claims, four decimals.
    pub before: String,
    /// Index after.
    pub after: String,
    /// After minus before, with its sign.
    pub change: String,
}

/// What is disputed: a result of the software that a coder holds to be wrong.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Disputed {
    /// An edit, by its rule.
    Edit {
        /// Rule number, for example `CM-010`.
        rule: String,
    },
    /// The DRG that a stay was grouped to.
    Drg {
        /// Three digits.
        number: String,
    },
    /// What is said of a code: its title, dates, notes or attributes.
    Code {
        /// The code's set.
        system: CodeSystem,
        /// Without dot.
        code: String,
    },
}

/// Claims of the opened file that a disputed result touches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Touched {
    /// The file's name.
    pub file: String,
    /// Claims of the version in question.
    pub of: u32,
    /// Claims touched.
    pub touched: u32,
    /// The first of them.
    pub first: Vec<ClaimName>,
    /// All of them, to be coded again once the error is put right, as CSV.
    pub list: Vec<u8>,
}
