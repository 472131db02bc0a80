//! Writing a backup of a store.

use super::{BackupError, Contents, SECTION_SIZE, Writer, restore};
use crate::{Direction, Range, Row, Store, Table, lease, schema};

/// Rows that are read at once, before it is known how large they are.
const FIRST_PAGE: usize = 16;
const LARGEST_PAGE: usize = 1_024;

/// Writes all rows but the lease, which belongs to this device, as a stream of chunks into `sink`.
///
/// Each page of rows is a transaction of its own: whoever calls this has to hold writing back meanwhile. That rows came
/// or went is noticed at the end; that one was replaced is not.
///
/// # Errors
/// When the store can't be read, the sink refuses, or rows came or went. The file is of no use then.
pub async fn save(
    store: &impl Store,
    mut sink: impl AsyncFnMut(Vec<u8>) -> Result<(), String>,
) -> Result<Contents, BackupError> {
    let refused = |why| BackupError::File { why };
    let (mut writer, head) = Writer::begin(schema::CURRENT);
    sink(head).await.map_err(refused)?;
    let mut written = [0_u64; Table::ALL.len()];
    for table in Table::ALL {
        let (mut range, mut limit) = (Range::all(), FIRST_PAGE);
        loop {
            let mut rows = store
                .range(table, &range, Some(limit), Direction::Forward)
                .await?;
            let Some(last) = rows.last() else { break };
            range = range.resumed_after(last.key.clone());
            let size: usize = rows.iter().map(|row| row.key.len() + row.value.len()).sum();
            limit = (SECTION_SIZE * rows.len() / size.max(1)).clamp(1, LARGEST_PAGE);
            written[table as usize] += rows.len() as u64;
            rows.retain(|row| !of_this_device(table, row));
            let mut rest = rows.as_slice();
            while !rest.is_empty() {
                let (rows, more) = rest.split_at(Writer::fitting(table, rest)?);
                sink(writer.section(table, rows)).await.map_err(refused)?;
                rest = more;
            }
        }
    }
    for table in Table::ALL {
        if store.count(table).await? != written[table as usize] {
            return Err(BackupError::Changed { table });
        }
    }
    let (end, contents) = writer.finish();
    sink(end).await.map_err(refused)?;
    Ok(contents)
}

/// Rows that a backup neither takes nor brings.
pub(super) fn of_this_device(table: Table, row: &Row) -> bool {
    table == Table::Meta && (row.key == lease::KEY || row.key == restore::UNFINISHED)
}
