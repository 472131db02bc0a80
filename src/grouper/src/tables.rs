//! The payload of the `msdrg` pack: CMS's public tables of all nine versions, in one compact form.
//!
//! Most rows are the same in most versions, so every table is written once, with the versions a row is valid in
//! (positions in [`Version::ALL`](crate::Version::ALL), first and last). Codes are front-coded in ascending order.
//! The packer writes this, [`MsDrg::open`](crate::MsDrg::open) checks and reads it; nobody else looks inside.

use serde::{Deserialize, Serialize};

use crate::index::code_key;

/// Everything in the pack.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tables {
    /// Attribute names as the formulas write them. A list below names them by position.
    pub attributes: Vec<String>,
    /// Lists of attributes, in table order; the first one is empty.
    pub attribute_lists: Vec<Vec<u16>>,
    /// What a diagnosis can be.
    pub schemes: Vec<Scheme>,
    /// Diagnosis codes; a row's value is a position in `schemes`.
    pub diagnoses: CodeTable,
    /// Procedure codes; a row's value is a position in `attribute_lists`.
    pub procedures: CodeTable,
    /// Principal diagnoses with an exclusion collection.
    pub exclusions: Exclusions,
    /// Diagnoses whose MDC depends on sex.
    pub sex_dependent: Vec<SexDependent>,
    /// Sets of procedures that act as one.
    pub clusters: Vec<Cluster>,
    /// Different sets of procedures that clusters choose from: steps between positions in `procedures`.
    pub choices: Vec<Vec<u32>>,
    /// Different formula texts.
    pub formulas: Vec<String>,
    /// The rows of the logic tables, a list for each version, in file order within an MDC.
    pub logic: Vec<Vec<LogicRow>>,
    /// Hospital-acquired condition formulas.
    pub hac_formulas: Vec<HacFormula>,
    /// Titles of DRGs.
    pub drg_titles: Vec<Title>,
    /// Titles of MDCs.
    pub mdc_titles: Vec<Title>,
    /// Titles of hospital-acquired condition categories.
    pub hac_titles: Vec<Title>,
}

/// What a diagnosis code is to the grouper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scheme {
    /// MDC 0 to 25.
    pub mdc: u8,
    /// 0 neither, 1 CC, 2 MCC.
    pub severity: u8,
    /// Attribute list.
    pub attributes: u16,
    /// Hospital-acquired condition list.
    pub hac: u16,
    /// Diagnosis category list (`dxcMMNN`).
    pub categories: u16,
}

/// Codes in ascending order, each with one or more rows of (span, value).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeTable {
    /// Characters that a code shares with the one before it.
    pub shared: Vec<u8>,
    /// The rest of each code, each ended by a space.
    pub rest: String,
    /// Number of rows of each code, at least 1.
    pub rows: Vec<u8>,
    /// Span of each row: first and last version as [`span`] packs them (in the code editor's tables, a position
    /// in its list of periods).
    pub spans: Vec<u8>,
    /// Value of each row.
    pub values: Vec<u16>,
}

/// CC exclusion: principal diagnosis → collection of diagnoses that lose CC and MCC.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exclusions {
    /// Step from the previous principal diagnosis's position in `diagnoses`.
    pub principal_steps: Vec<u32>,
    /// First and last version, as [`span`] packs them.
    pub versions: Vec<u8>,
    /// Position in `collections`.
    pub collection: Vec<u16>,
    /// CMS's number of each collection.
    pub numbers: Vec<u32>,
    /// Each collection's diagnoses: steps between positions in `diagnoses`.
    pub collections: Vec<Vec<u32>>,
}

/// A diagnosis whose MDC depends on sex.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SexDependent {
    /// Position in `diagnoses`.
    pub diagnosis: u32,
    /// First and last version.
    pub versions: u8,
    /// MDC of a man.
    pub male_mdc: u8,
    /// MDC of a woman.
    pub female_mdc: u8,
}

/// A set of procedures that acts as one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cluster {
    /// The number in its name: 217 stands for `Z@0217`.
    pub number: u16,
    /// First and last version.
    pub versions: u8,
    /// Attribute list of the pseudo-procedure.
    pub attributes: u16,
    /// MDCs in which its parts don't count by themselves: bit n is MDC n.
    pub suppressed_mdcs: u32,
    /// The choices, each a position in `choices`; all must be met.
    pub choices: Vec<u16>,
}

/// A row of a logic table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogicRow {
    /// MDC of the table.
    pub mdc: u8,
    /// Rows are tried in the order of their ranks.
    pub rank: u16,
    /// First DRG of the family.
    pub base_drg: u16,
    /// DRG, or 0.
    pub drg: u16,
    /// 0 neither, 1 surgical, 2 medical.
    pub kind: u8,
    /// MDC it leads to, or 0.
    pub goes_to_mdc: u8,
    /// Position in `formulas`.
    pub formula: u16,
    /// Attributes whose diagnoses don't count for severity in this row.
    pub suppressed: Vec<u16>,
}

/// A hospital-acquired condition formula.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HacFormula {
    /// Category 1 to 14.
    pub number: u8,
    /// First and last version.
    pub versions: u8,
    /// Its text.
    pub formula: String,
}

/// A title with the versions it is valid in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Title {
    /// DRG, MDC or category.
    pub number: u16,
    /// First and last version.
    pub versions: u8,
    /// The words.
    pub title: String,
}

/// Packs a range of positions in [`Version::ALL`](crate::Version::ALL).
#[must_use]
pub const fn span(first: u8, last: u8) -> u8 {
    first * 16 + last
}

/// Whether a range holds the version at `index`.
#[must_use]
pub const fn span_holds(span: u8, index: usize) -> bool {
    (span >> 4) as usize <= index && index <= (span & 15) as usize
}

impl CodeTable {
    /// Builds a table from codes in ascending order with their rows `(span, value)`.
    #[must_use]
    pub fn build<'a>(codes: impl IntoIterator<Item = (&'a str, Vec<(u8, u16)>)>) -> Self {
        let mut table = Self::default();
        let mut previous = String::new();
        for (code, rows) in codes {
            let shared = code
                .bytes()
                .zip(previous.bytes())
                .take_while(|(a, b)| a == b)
                .count();
            table.shared.push(shared as u8);
            table.rest.push_str(&code[shared..]);
            table.rest.push(' ');
            table.rows.push(rows.len() as u8);
            for (span, value) in rows {
                table.spans.push(span);
                table.values.push(value);
            }
            previous = code.to_owned();
        }
        table
    }

    /// Number of codes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.shared.len()
    }

    /// Whether there is no code.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.shared.is_empty()
    }

    /// The codes as keys (see [`crate::code_key`]), in order. `None` if the columns don't agree or the codes
    /// don't ascend.
    #[must_use]
    pub fn keys(&self) -> Option<Vec<u64>> {
        let mut keys = Vec::with_capacity(self.len());
        let mut bytes = [0u8; 8];
        let mut rest = self.rest.as_bytes().split(|b| *b == b' ');
        for &shared in &self.shared {
            let tail = rest.next()?;
            let shared = usize::from(shared);
            let end = shared + tail.len();
            if end > 8 || tail.is_empty() || (shared > 0 && bytes[shared - 1] == 0) {
                return None;
            }
            bytes[shared..end].copy_from_slice(tail);
            bytes[end..].fill(0);
            let key = core::str::from_utf8(&bytes[..end])
                .ok()
                .and_then(code_key)?;
            if keys.last().is_some_and(|last| *last >= key) {
                return None;
            }
            keys.push(key);
        }
        let rows: usize = self.rows.iter().map(|n| usize::from(*n)).sum();
        let agree =
            self.rows.len() == keys.len() && self.spans.len() == rows && self.values.len() == rows;
        (agree && rest.next() == Some(b"") && rest.next().is_none()).then_some(keys)
    }

    /// The value of each code in the version at `index`, `u16::MAX` where the code is not in that version.
    #[must_use]
    pub fn values_in(&self, index: usize) -> Vec<u16> {
        let mut row = 0;
        self.rows
            .iter()
            .map(|&n| {
                let rows = row..row + usize::from(n);
                row = rows.end;
                rows.clone()
                    .find(|r| span_holds(self.spans[*r], index))
                    .map_or(u16::MAX, |r| self.values[r])
            })
            .collect()
    }
}
