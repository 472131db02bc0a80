//! From one place to the other: the rows of one batch, or all rows.
//!
//! While all rows are copied the place says that it is being filled: what breaks off leaves a place that is known not to be
//! whole. Who copies holds the lease of that place, so that two tabs don't mix their copies.

use super::latest::{self, History, KEY, Latest, Standing, Touched};
use crate::lease::{self, Lease};
use crate::{Batch, Change, Direction, Durability, Range, Store, StoreError, Table, take_lease};

/// How often it is begun anew when another tab does the same or writes meanwhile.
const TRIES: usize = 20;
/// Bytes after which a page of rows is written.
const PAGE: usize = 1 << 20;
/// Rows read at once, before it is known how large they are, and at most.
const FIRST_PAGE: usize = 16;
const LARGEST_PAGE: usize = 1_024;

/// Which of the two places failed.
#[derive(Debug)]
pub(super) enum Failed {
    /// The first: nothing goes without it.
    First(StoreError),
    /// The second: it can be done without.
    Second(StoreError),
}

/// Why copying ended.
enum Stopped {
    /// Another tab did the same, or wrote: it is looked at anew.
    InBetween,
    Reading(StoreError),
    Writing(StoreError),
}

impl Stopped {
    fn writing(error: StoreError) -> Self {
        match error {
            StoreError::Changed { .. } | StoreError::Superseded { .. } => Self::InBetween,
            error => Self::Writing(error),
        }
    }
}

/// Which rows stand in both places: who writes is decided in each place by itself.
pub(super) fn belongs_to_both(change: &Change) -> bool {
    let (Change::Put { table, key, .. } | Change::Delete { table, key }) = change;
    *table != Table::Meta || key != lease::KEY
}

/// Brings the first place back where the second has more than it: it lost rows then. Says whether it did.
///
/// A second place of another history is left as it is: a facility may have been set up anew, or a backup restored, where
/// the second could not be reached.
pub(super) async fn bring_back(
    first: &impl Store,
    second: &impl Store,
    begun: History,
) -> Result<bool, Failed> {
    let mut brought_back = false;
    for _ in 0..TRIES {
        let here = standing(first, begun).await.map_err(Failed::First)?;
        let there = Standing::of(second).await;
        let there = match there {
            Err(error) if here == Standing::Filling => return Err(Failed::First(half(&error))),
            there => there.map_err(Failed::Second)?,
        };
        let more = match (&here, &there) {
            (Standing::Whole(here), Standing::Whole(there)) if here.history != there.history => {
                return Err(Failed::Second(of_others()));
            }
            (Standing::Whole(here), Standing::Whole(there)) => there.number > here.number,
            (Standing::Uncounted | Standing::Filling, Standing::Whole(_)) => true,
            // What was to be filled can't be any more, and half of it is of no use to anybody.
            (Standing::Filling, _) => {
                first.wipe().await.map_err(Failed::First)?;
                return Ok(false);
            }
            (Standing::Unreadable(_), _) => {
                here.latest().map_err(Failed::First)?;
                false
            }
            _ => false,
        };
        if !more {
            return Ok(brought_back);
        }
        match all(second, first, &here).await {
            Ok(()) => brought_back = true,
            Err(Stopped::InBetween) => {}
            Err(Stopped::Writing(error)) => return Err(Failed::First(error)),
            // The first has begun to be filled, and is of no use before that is done.
            Err(Stopped::Reading(error)) => return Err(Failed::First(half(&error))),
        }
    }
    Err(Failed::First(busy()))
}

/// How the first place stands where there is no second. One that is half filled can't be used.
pub(super) async fn alone(
    first: &impl Store,
    begun: History,
    why: &StoreError,
) -> Result<(), StoreError> {
    match standing(first, begun).await? {
        Standing::Filling => Err(half(why)),
        here => here.latest().map(drop),
    }
}

/// How the first place stands. Rows that a build wrote which did not count are counted as the beginning of a history.
async fn standing(first: &impl Store, begun: History) -> Result<Standing, StoreError> {
    for _ in 0..TRIES {
        let here = Standing::of(first).await?;
        if here != Standing::Uncounted || latest::is_empty(first).await? {
            return Ok(here);
        }
        let mut batch = Batch::new();
        Latest::after_all(None, begun).counted(None, &mut batch);
        match first.write(batch, Durability::Strict).await {
            // Another tab has counted it.
            Err(StoreError::Changed { .. }) => {}
            written => written?,
        }
    }
    Err(busy())
}

/// Brings the second place up to the first.
pub(super) async fn bring_up(first: &impl Store, second: &impl Store) -> Result<(), Failed> {
    for _ in 0..TRIES {
        let here = Standing::of(first).await.map_err(Failed::First)?;
        let there = Standing::of(second).await.map_err(Failed::Second)?;
        let brought = match (&here, &there) {
            // What the second has and the first has not, the first has lost since it was opened.
            (Standing::Filling, _) | (Standing::Uncounted, Standing::Whole(_)) => {
                return Err(Failed::First(StoreError::Gone));
            }
            (Standing::Unreadable(_), _) => {
                here.latest().map_err(Failed::First)?;
                return Ok(());
            }
            (Standing::Uncounted, _) => {
                if !latest::is_empty(second).await.map_err(Failed::Second)? {
                    second.wipe().await.map_err(Failed::Second)?;
                }
                return Ok(());
            }
            (Standing::Whole(h), Standing::Whole(t)) if h.history != t.history => {
                return Err(Failed::Second(of_others()));
            }
            (Standing::Whole(h), Standing::Whole(t)) if h.number < t.number => {
                return Err(Failed::First(StoreError::Gone));
            }
            (Standing::Whole(h), Standing::Whole(t)) if h == t => return Ok(()),
            (Standing::Whole(h), Standing::Whole(t)) if h.number == t.number + 1 => {
                match &h.touched {
                    Some(touched) => one(first, second, (t, h, touched)).await,
                    None => all(first, second, &there).await,
                }
            }
            (Standing::Whole(_), _) => all(first, second, &there).await,
        };
        match brought {
            Ok(()) | Err(Stopped::InBetween) => {}
            Err(Stopped::Reading(error)) => return Err(Failed::First(error)),
            Err(Stopped::Writing(error)) => return Err(Failed::Second(error)),
        }
    }
    Err(Failed::Second(busy()))
}

fn busy() -> StoreError {
    StoreError::Lost {
        why: "other tabs write so much that the two copies can't be held against each other"
            .to_owned(),
    }
}

fn of_others() -> StoreError {
    StoreError::Unavailable {
        why: "the second copy is of other records; they were left as they are".to_owned(),
    }
}

fn half(why: &StoreError) -> StoreError {
    StoreError::Unavailable {
        why: format!(
            "the records were being brought back out of their second copy, and that can't be read now: {}",
            why.why()
        ),
    }
}

/// The rows of the last batch, by what they are now.
async fn one(
    from: &impl Store,
    to: &impl Store,
    (before, latest, touched): (&Latest, &Latest, &Touched),
) -> Result<(), Stopped> {
    let mut batch = Batch::new();
    for (table, key) in touched {
        match from.read(*table, key).await.map_err(Stopped::Reading)? {
            Some(value) => batch.put(*table, key.as_slice(), value),
            None => batch.delete(*table, key.as_slice()),
        }
    }
    // What was read may belong to a later batch.
    holds(from, &Standing::Whole(latest.clone())).await?;
    latest.counted(Some(before), &mut batch);
    to.write(batch, Durability::Strict)
        .await
        .map_err(Stopped::writing)
}

async fn holds(place: &impl Store, standing: &Standing) -> Result<(), Stopped> {
    match Standing::of(place).await {
        Ok(still) if still == *standing => Ok(()),
        Ok(_) => Err(Stopped::InBetween),
        Err(error) => Err(Stopped::Reading(error)),
    }
}

/// Every row of a place that is whole.
async fn all(from: &impl Store, to: &impl Store, stands: &Standing) -> Result<(), Stopped> {
    let whole = Standing::of(from).await.map_err(Stopped::Reading)?;
    let Standing::Whole(latest) = &whole else {
        return Err(Stopped::InBetween);
    };
    // Only if it stands as it was seen: another tab may have filled it since.
    let mut claimed = Batch::new();
    latest::claim(stands, &mut claimed);
    to.write(claimed, Durability::Strict)
        .await
        .map_err(Stopped::writing)?;
    to.wipe().await.map_err(Stopped::Writing)?;
    let lease = take_lease(to).await.map_err(Stopped::Writing)?;
    let mut batch = Batch::new().fenced(lease);
    latest::claim(&Standing::Uncounted, &mut batch);
    for table in Table::ALL {
        let (mut range, mut limit) = (Range::all(), FIRST_PAGE);
        loop {
            let rows = from
                .range(table, &range, Some(limit), Direction::Forward)
                .await
                .map_err(Stopped::Reading)?;
            let Some(last) = rows.last() else {
                break;
            };
            range = range.resumed_after(last.key.clone());
            let size: usize = rows.iter().map(|row| row.key.len() + row.value.len()).sum();
            limit = (PAGE * rows.len() / size.max(1)).clamp(1, LARGEST_PAGE);
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
    holds(from, &whole).await?;
    let mut last = Batch::new().fenced(lease);
    last.must_be(Table::Meta, KEY, Standing::Filling.row());
    last.put(Table::Meta, KEY, whole.row().unwrap_or_default());
    // Whoever held the store that was lost must not write into this one.
    let lease = Lease::of(lease.number().max(latest.lease + 1));
    last.put(Table::Meta, lease::KEY, lease.to_row());
    // Strict: with it all rows before it are on the disk.
    to.write(last, Durability::Strict)
        .await
        .map_err(Stopped::writing)
}

/// Writes a page, and gives the next, empty one.
async fn written(to: &impl Store, batch: Batch, lease: Lease) -> Result<Batch, Stopped> {
    to.write(batch, Durability::Relaxed)
        .await
        .map_err(Stopped::writing)?;
    Ok(Batch::new().fenced(lease))
}
