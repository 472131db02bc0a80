//! Titles and axis labels of ICD-10-PCS from the SQLite file that holds them for section Medical and Surgical.

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use crate::PackerError;

const NAME: &str = "icd10pcs.db";

/// What the file has to say.
#[derive(Debug, Clone)]
pub struct AxisLabels {
    /// Long titles by code.
    pub titles: BTreeMap<String, String>,
    /// The label of each of the seven characters, by code.
    pub labels: BTreeMap<String, [String; 7]>,
}

/// Reads the file.
///
/// # Errors
/// [`PackerError::Source`] when SQLite can't read it or the tables are others.
pub fn read(path: &Path) -> Result<AxisLabels, PackerError> {
    query(path).map_err(|e| PackerError::source(NAME, e))
}

fn query(path: &Path) -> rusqlite::Result<AxisLabels> {
    let file = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let titles = file
        .prepare("SELECT code, long_name FROM pcs_codes")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let labels = file
        .prepare(
            "SELECT code, sec_def, bs_def, ro_def, bp_def, ap_def, dv_def, qu_def FROM pcs_tree",
        )?
        .query_map([], |row| {
            let mut axes: [String; 7] = core::array::from_fn(|_| String::new());
            for (place, axis) in axes.iter_mut().enumerate() {
                let label = row.get::<_, Option<String>>(place + 1)?.unwrap_or_default();
                // Words broken at a line's end in print: "Drug- eluting".
                *axis = label
                    .replace(" - ", "\0")
                    .replace("- ", "-")
                    .replace('\0', " - ");
            }
            // The operation is followed by its definition: "Bypass: Altering the route …".
            if let Some(colon) = axes[2].find(':') {
                axes[2].truncate(colon);
            }
            Ok((row.get(0)?, axes))
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(AxisLabels { titles, labels })
}
