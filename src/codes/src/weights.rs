//! Relative weights and lengths of stay, by MS-DRG and fiscal year: Table 5 of the IPPS final rule.
//!
//! Only the years in the pack are known; for others there is no weight, and the screen has to say so rather than
//! show the weight of a neighbouring year.

use serde::{Deserialize, Serialize};

use crate::pack::{self, PackError, PackKind};

/// One row of Table 5.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weight {
    /// Relative weight with the 10 % cap on decreases applied: the weight that payment uses.
    pub weight: f64,
    /// Relative weight before that cap.
    pub weight_before_cap: f64,
    /// Geometric mean length of stay, days. `None` where the table gives none.
    pub gmlos: Option<f64>,
    /// Arithmetic mean length of stay, days. `None` where the table gives none.
    pub amlos: Option<f64>,
    /// Whether the post-acute care transfer policy applies (42 CFR 412.4(c)).
    pub post_acute: bool,
    /// Whether the special payment rule for transfers applies (42 CFR 412.4(f)(6)).
    pub special_pay: bool,
}

/// A row as stored: numbers as printed, without their decimal point, so that nothing is rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Fiscal year: 2026 is 2025-10-01 to 2026-09-30.
    pub fiscal_year: u16,
    /// MS-DRG.
    pub drg: u16,
    /// Ten-thousandths; 10 % cap applied.
    pub weight: u32,
    /// Ten-thousandths; before the cap.
    pub weight_before_cap: u32,
    /// Tenths of a day.
    pub gmlos: Option<u16>,
    /// Tenths of a day.
    pub amlos: Option<u16>,
    /// Post-acute care transfer policy.
    pub post_acute: bool,
    /// Special payment.
    pub special_pay: bool,
}

/// The weights pack, opened.
#[derive(Debug, Clone, Default)]
pub struct Weights(Vec<Row>);

impl Weights {
    /// Opens a pack.
    ///
    /// # Errors
    /// Any [`PackError`] except `Missing`.
    pub fn open(bytes: &[u8]) -> Result<Self, PackError> {
        let rows: Vec<Row> = pack::decode(PackKind::Weights, bytes)?;
        if rows.windows(2).all(|pair| key(&pair[0]) < key(&pair[1])) {
            Ok(Self(rows))
        } else {
            Err(PackError::malformed(PackKind::Weights, "order of rows"))
        }
    }

    /// The row of an MS-DRG in a fiscal year; `None` if that year is not loaded or the DRG has no weight in it.
    #[must_use]
    pub fn of(&self, drg: u16, fiscal_year: u16) -> Option<Weight> {
        let at = self.0.binary_search_by_key(&(fiscal_year, drg), key).ok()?;
        let row = &self.0[at];
        Some(Weight {
            weight: f64::from(row.weight) / 10_000.0,
            weight_before_cap: f64::from(row.weight_before_cap) / 10_000.0,
            gmlos: row.gmlos.map(|tenths| f64::from(tenths) / 10.0),
            amlos: row.amlos.map(|tenths| f64::from(tenths) / 10.0),
            post_acute: row.post_acute,
            special_pay: row.special_pay,
        })
    }

    /// These weights and those of `rows`, for the years that are not among them yet.
    #[must_use]
    pub fn with_years(&self, rows: &[Row]) -> Self {
        let there = self.fiscal_years();
        let mut all = self.0.clone();
        all.extend(rows.iter().filter(|row| !there.contains(&row.fiscal_year)));
        all.sort_by_key(key);
        all.dedup_by_key(|row| key(row));
        Self(all)
    }

    /// The fiscal years that are loaded, ascending.
    #[must_use]
    pub fn fiscal_years(&self) -> Vec<u16> {
        let mut years: Vec<u16> = self.0.iter().map(|row| row.fiscal_year).collect();
        years.dedup();
        years
    }

    /// Number of rows of all years.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether no row is loaded.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Writes the pack. The same rows, in any order, always give the same bytes.
///
/// # Errors
/// A sentence that names a DRG given twice for a year.
pub fn write(mut rows: Vec<Row>) -> Result<Vec<u8>, String> {
    rows.sort_by_key(key);
    match rows.windows(2).find(|pair| key(&pair[0]) == key(&pair[1])) {
        Some(pair) => Err(format!(
            "DRG {:03} has two weights in fiscal year {}",
            pair[0].drg, pair[0].fiscal_year
        )),
        None => Ok(pack::encode(PackKind::Weights, &rows)),
    }
}

fn key(row: &Row) -> (u16, u16) {
    (row.fiscal_year, row.drg)
}
