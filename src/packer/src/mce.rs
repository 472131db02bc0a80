//! Builds the `mce` pack: the Medicare Code Editor's ICD-10 tables, rows with their dates.

use std::collections::BTreeMap;

use codes::{PackKind, pack};
use edits::mce::tables::{AgeGroup, Tables};
use grouper::tables::CodeTable;

use crate::mdb::{EditorCode, Mdb, MdbError};

fn position<T: PartialEq + Clone>(list: &mut Vec<T>, value: &T) -> usize {
    list.iter().position(|v| v == value).unwrap_or_else(|| {
        list.push(value.clone());
        list.len() - 1
    })
}

/// Reads the tables and gives the finished pack's bytes. The same file always gives the same bytes.
///
/// # Errors
/// [`MdbError`] when the file is not laid out as expected.
pub fn build(mdb: &Mdb) -> Result<Vec<u8>, MdbError> {
    let mut tables = Tables::default();
    let (diagnoses, last_day) = mdb.i10_diagnosis_master()?;
    let (procedures, _) = mdb.i10_procedure_master()?;
    tables.last_day = last_day;
    tables.diagnoses = table(&diagnoses, &mut tables)?;
    tables.procedures = table(&procedures, &mut tables)?;
    tables.ages = mdb
        .age_ranges()?
        .into_iter()
        .map(|a| AgeGroup {
            flag: a.name.to_lowercase(),
            youngest: a.youngest,
            oldest: a.oldest,
            first: a.first,
            last: a.last,
        })
        .collect();
    tables.discharge_statuses = mdb.discharge_statuses()?;
    Ok(pack::encode(PackKind::Mce, &tables))
}

fn table(codes: &[EditorCode], tables: &mut Tables) -> Result<CodeTable, MdbError> {
    let too_many = || MdbError::Layout {
        key: "mce_i10dx_master".to_owned(),
        detail: "more periods or flag sets than fit",
    };
    let mut by_code: BTreeMap<&str, Vec<(u8, u16)>> = BTreeMap::new();
    for row in codes {
        let period = position(&mut tables.periods, &(row.first, row.last));
        let mut set: Vec<u8> = row
            .flags
            .iter()
            .map(|f| position(&mut tables.flags, f) as u8)
            .collect();
        set.sort_unstable();
        let set = position(&mut tables.flag_sets, &set);
        let row_of = (
            u8::try_from(period).map_err(|_| too_many())?,
            u8::try_from(set).map_err(|_| too_many())?.into(),
        );
        by_code.entry(&row.code).or_default().push(row_of);
    }
    Ok(CodeTable::build(by_code))
}
