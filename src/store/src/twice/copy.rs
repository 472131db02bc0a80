//! From one place to the other: the rows of one batch, or all rows.
//!
//! While all rows are copied the place has no [`Latest`]: what breaks off leaves a place that is known not to be whole. Who
//! copies holds the lease of that place, so that two tabs don't mix their copies.

use super::latest::{self, KEY, Latest, Touched};
use crate::lease::{self, Lease};
use crate::{
    Batch, Change, Direction, Durability, Range, Row, Store, StoreError, Table, take_lease,
};

/// How often it is begun anew when another tab writes meanwhile.
const TRIES: usize = 5;
/// Bytes after which a page of rows is written.
const PAGE: usize = 1 << 20;
/// Rows read at once: those of bodies may be large.
const ROWS: usize = 64;

/// Which of the two places failed.
pub(super) enum Failed {
    /// The one that is read from.
    Reading(StoreError),
    /// The one that is written to.
    Writing(StoreError),
}

/// Which rows stand in both places: who writes is decided in each place by itself.
pub(super) fn belongs_to_both(change: &Change) -> bool {
    let (Change::Put { table, key, .. } | Change::Delete { table, key }) = change;
    *table != Table::Meta || key != lease::KEY
}

/// Brings the first place back where the second has more than it: it lost rows then. Says whether it did. A second place
/// of other records is none of it: a facility may have been set up anew where the second could not be reached.
pub(super) async fn bring_back(first: &impl Store, second: &impl Store) -> Result<bool, Failed> {
    let mut brought_back = false;
    for _ in 0..TRIES {
        let there = Latest::read(second).await.map_err(Failed::Reading)?;
        let here = Latest::read(first).await.map_err(Failed::Writing)?;
        let number = |latest: &Option<Latest>| latest.as_ref().map_or(0, |latest| latest.number);
        if others(first, second).await? {
            return Err(Failed::Reading(StoreError::Unavailable {
                why: "the second copy is of other records; they were left as they are".to_owned(),
            }));
        }
        if number(&there) <= number(&here) {
            return Ok(brought_back);
        }
        match all(second, first).await {
            Ok(()) => brought_back = true,
            Err(Failed::Writing(error)) if in_between(&error) => {}
            Err(failed) => return Err(failed),
        }
    }
    Err(Failed::Writing(busy()))
}

/// Whether both hold records, and not the same: what arrived first never changes, and is named by chance.
async fn others(first: &impl Store, second: &impl Store) -> Result<bool, Failed> {
    let here = beginning(first).await.map_err(Failed::Writing)?;
    let there = beginning(second).await.map_err(Failed::Reading)?;
    Ok(!here.is_empty() && !there.is_empty() && here != there)
}

async fn beginning(place: &impl Store) -> Result<Vec<Row>, StoreError> {
    place
        .range(Table::Arrivals, &Range::all(), Some(1), Direction::Forward)
        .await
}

/// Brings the second place up to the first.
pub(super) async fn bring_up(first: &impl Store, second: &impl Store) -> Result<(), StoreError> {
    for _ in 0..TRIES {
        let (here, there) = (Latest::read(first).await?, Latest::read(second).await?);
        if here == there {
            return Ok(());
        }
        let brought = match (&here, &there) {
            (Some(here), Some(there)) if here.number == there.number + 1 => match &here.touched {
                Some(touched) => one(first, second, (there, here, touched)).await,
                None => all(first, second).await,
            },
            _ => all(first, second).await,
        };
        match brought {
            Err(Failed::Writing(error)) if in_between(&error) => {}
            Err(Failed::Writing(error) | Failed::Reading(error)) => return Err(error),
            Ok(()) => {}
        }
    }
    Err(busy())
}

/// Another tab did the same, or wrote.
const fn in_between(error: &StoreError) -> bool {
    matches!(
        error,
        StoreError::Changed { .. } | StoreError::Superseded { .. }
    )
}

fn busy() -> StoreError {
    StoreError::Lost {
        why: "other tabs write so much that the second copy can't be brought up".to_owned(),
    }
}

/// The rows of the last batch, by what they are now.
async fn one(
    from: &impl Store,
    to: &impl Store,
    (before, latest, touched): (&Latest, &Latest, &Touched),
) -> Result<(), Failed> {
    let mut batch = Batch::new();
    for (table, key) in touched {
        match from.read(*table, key).await.map_err(Failed::Reading)? {
            Some(value) => batch.put(*table, key.as_slice(), value),
            None => batch.delete(*table, key.as_slice()),
        }
    }
    let still = Latest::read(from).await.map_err(Failed::Reading)?;
    if still.as_ref() != Some(latest) {
        // What was read belongs to a later batch. Told as a change, it is looked at anew.
        return Err(Failed::Writing(changed()));
    }
    latest.counted(Some(before), &mut batch);
    to.write(batch, Durability::Strict)
        .await
        .map_err(Failed::Writing)
}

/// Every row.
async fn all(from: &impl Store, to: &impl Store) -> Result<(), Failed> {
    to.wipe().await.map_err(Failed::Writing)?;
    let lease = take_lease(to).await.map_err(Failed::Writing)?;
    let latest = Latest::read(from).await.map_err(Failed::Reading)?;
    let mut batch = Batch::new().fenced(lease);
    for table in Table::ALL {
        let mut range = Range::all();
        loop {
            let rows = from
                .range(table, &range, Some(ROWS), Direction::Forward)
                .await
                .map_err(Failed::Reading)?;
            let Some(last) = rows.last() else {
                break;
            };
            range = range.resumed_after(last.key.clone());
            for row in rows {
                if latest::is(table, &row.key) || (table == Table::Meta && row.key == lease::KEY) {
                    continue;
                }
                batch.put(table, row.key, row.value);
            }
            if batch.size() > PAGE as u64 {
                batch = written(to, batch, lease).await?;
            }
        }
    }
    written(to, batch, lease).await?;
    let still = Latest::read(from).await.map_err(Failed::Reading)?;
    if still != latest {
        return Err(Failed::Writing(changed()));
    }
    let Some(latest) = latest else {
        return Ok(());
    };
    let mut whole = Batch::new().fenced(lease);
    latest.counted(None, &mut whole);
    // Strict: with it all rows before it are on the disk.
    to.write(whole, Durability::Strict)
        .await
        .map_err(Failed::Writing)
}

/// Writes a page, and gives the next, empty one.
async fn written(to: &impl Store, batch: Batch, lease: Lease) -> Result<Batch, Failed> {
    to.write(batch, Durability::Relaxed)
        .await
        .map_err(Failed::Writing)?;
    Ok(Batch::new().fenced(lease))
}

fn changed() -> StoreError {
    StoreError::Changed {
        table: Table::Meta,
        key: KEY.to_vec(),
    }
}
