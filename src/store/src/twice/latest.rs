//! What a place says of itself: of which history its rows are, the how-manieth batch was its last, and which rows that touched.

use crate::lease::{self, Lease};
use crate::{Batch, Change, Direction, Range, Store, StoreError, Table};

/// The row of `meta` that says it.
pub(super) const KEY: &[u8] = b"latest";

/// Bytes of keys up to which they are listed. A batch of more is made up for by copying everything.
const MOST: usize = 64 << 10;

/// Kinds of the row, in its first byte.
const FILLING: u8 = 0;
const COUNTED: u8 = 1;
const LISTED: u8 = 2;

pub(super) fn is(table: Table, key: &[u8]) -> bool {
    table == Table::Meta && key == KEY
}

/// Rows of a batch.
pub(super) type Touched = Vec<(Table, Vec<u8>)>;

/// A history of rows, named by chance where it begins. Numbers of two histories say nothing of each other: a store that was
/// begun anew, or restored, is another one.
pub type History = [u8; 16];

/// The last batch of a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Latest {
    pub(super) history: History,
    /// Counted from one, over all tabs and sessions.
    pub(super) number: u64,
    /// The highest lease that was taken, or under which was written.
    pub(super) lease: u64,
    /// The rows it touched; nothing where that would be too long, or was written by a build that knows other tables.
    pub(super) touched: Option<Touched>,
}

/// How a place stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// Nobody has counted a batch in it.
    Uncounted,
    /// Its rows are being copied, or the copying broke off: what is in it is not whole.
    Filling,
    /// All rows are there, up to this batch.
    Whole(Latest),
    /// The row can't be read.
    Unreadable(Vec<u8>),
}

impl Standing {
    pub(super) async fn of(place: &impl Store) -> Result<Self, StoreError> {
        let row = place.read(Table::Meta, KEY).await?;
        Ok(row.map_or(Self::Uncounted, Self::read))
    }

    fn read(row: Vec<u8>) -> Self {
        if row == [FILLING] {
            return Self::Filling;
        }
        match Latest::read(&row) {
            Some(latest) => Self::Whole(latest),
            None => Self::Unreadable(row),
        }
    }

    /// Its row, as it stands in the place.
    pub(super) fn row(&self) -> Option<Vec<u8>> {
        match self {
            Self::Uncounted => None,
            Self::Filling => Some(vec![FILLING]),
            Self::Whole(latest) => Some(latest.to_row()),
            Self::Unreadable(row) => Some(row.clone()),
        }
    }

    /// The last batch; nothing in a place without one.
    ///
    /// # Errors
    /// When the place is not whole.
    pub(super) fn latest(&self) -> Result<Option<&Latest>, StoreError> {
        match self {
            Self::Uncounted => Ok(None),
            Self::Whole(latest) => Ok(Some(latest)),
            Self::Filling => Err(StoreError::Gone),
            Self::Unreadable(_) => Err(damaged()),
        }
    }
}

/// Whether a place has no rows but the number of its lease.
pub(super) async fn is_empty(place: &impl Store) -> Result<bool, StoreError> {
    for table in Table::ALL {
        let rows = place
            .range(table, &Range::all(), Some(2), Direction::Forward)
            .await?;
        if rows
            .iter()
            .any(|row| table != Table::Meta || row.key != lease::KEY)
        {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Has a batch mark its place as one that is being filled, if it stands as was read.
pub(super) fn claim(before: &Standing, batch: &mut Batch) {
    batch.must_be(Table::Meta, KEY, before.row());
    batch.put(Table::Meta, KEY, [FILLING]);
}

impl Latest {
    /// The next after `before`, or the first of a history.
    pub(super) fn after(before: Option<&Self>, begun: History, batch: &Batch) -> Self {
        let mut lease = before.map_or(0, |before| before.lease);
        lease = lease.max(batch.fence.map_or(0, Lease::number));
        let mut touched = Touched::new();
        for change in &batch.changes {
            let (Change::Put { table, key, .. } | Change::Delete { table, key }) = change;
            if *table != Table::Meta || key != lease::KEY {
                touched.push((*table, key.clone()));
            } else if let Change::Put { value, .. } = change {
                lease = lease.max(Lease::read(Some(value)).map_or(0, Lease::number));
            }
        }
        let size: usize = touched.iter().map(|(_, key)| key.len() + 3).sum();
        Self {
            history: before.map_or(begun, |before| before.history),
            number: before.map_or(1, |before| before.number + 1),
            lease,
            touched: (size <= MOST).then_some(touched),
        }
    }

    /// The next after `before`, which touched more than could be said: only copying everything makes up for it.
    pub(super) fn after_all(before: Option<&Self>, begun: History) -> Self {
        Self {
            touched: None,
            ..Self::after(before, begun, &Batch::new())
        }
    }

    /// Has a batch be this one, if the place stands where it says.
    pub(super) fn counted(&self, before: Option<&Self>, batch: &mut Batch) {
        batch.must_be(Table::Meta, KEY, before.map(Self::to_row));
        batch.put(Table::Meta, KEY, self.to_row());
    }

    /// The kind, the history, number and lease, then for each listed row its table, the length of its key and the key.
    fn to_row(&self) -> Vec<u8> {
        let kind = if self.touched.is_some() {
            LISTED
        } else {
            COUNTED
        };
        let mut row = vec![kind];
        row.extend(self.history);
        row.extend(self.number.to_be_bytes());
        row.extend(self.lease.to_be_bytes());
        for (table, key) in self.touched.iter().flatten() {
            row.push(table.number());
            // All of them together are shorter than that.
            let length = u16::try_from(key.len()).unwrap_or(u16::MAX);
            row.extend(length.to_be_bytes());
            row.extend(key);
        }
        row
    }

    fn read(row: &[u8]) -> Option<Self> {
        let (&kind, rest) = row.split_first()?;
        let (history, rest) = rest.split_first_chunk::<16>()?;
        let (number, rest) = rest.split_first_chunk::<8>()?;
        let (lease, mut rest) = rest.split_first_chunk::<8>()?;
        let mut touched = Touched::new();
        while let Some((&[table, high, low], keys)) = rest.split_first_chunk::<3>() {
            let length = usize::from(u16::from_be_bytes([high, low]));
            let (key, others) = keys.split_at_checked(length)?;
            touched.push((Table::from_number(table)?, key.to_vec()));
            rest = others;
        }
        let touched = match kind {
            COUNTED if touched.is_empty() => None,
            LISTED => Some(touched),
            _ => return None,
        };
        rest.is_empty().then(|| Self {
            history: *history,
            number: u64::from_be_bytes(*number),
            lease: u64::from_be_bytes(*lease),
            touched,
        })
    }
}

fn damaged() -> StoreError {
    StoreError::Damaged {
        place: "row “latest” of table meta".to_owned(),
        why: "it does not say how many batches were written".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_comes_back_from_its_row(
            history: History,
            number: u64,
            lease: u64,
            keys: Option<Vec<(u8, Vec<u8>)>>,
        ) {
            let keys = keys.map(|keys| keys.into_iter());
            let touched = keys.map(|keys| {
                keys.map(|(table, key)| (Table::ALL[usize::from(table) % Table::ALL.len()], key))
                    .collect()
            });
            let latest = Latest { history, number, lease, touched };
            let whole = Standing::Whole(latest);
            prop_assert_eq!(Standing::read(whole.row().unwrap_or_default()), whole);
        }

        #[test]
        fn whatever_stands_in_a_row_is_given_back(row: Vec<u8>) {
            prop_assert_eq!(Standing::read(row.clone()).row(), Some(row));
        }
    }

    fn batch(numbers: core::ops::Range<u32>) -> Batch {
        let mut batch = Batch::new();
        for number in numbers {
            batch.delete(Table::Operations, number.to_be_bytes());
        }
        batch
    }

    #[test]
    fn a_batch_of_very_many_rows_is_counted_and_not_listed() {
        let first = Latest::after(None, [7; 16], &batch(0..100));
        assert_eq!((first.number, first.history), (1, [7; 16]));
        assert_eq!(first.touched.as_ref().map(Vec::len), Some(100));
        let second = Latest::after(Some(&first), [8; 16], &batch(0..50_000));
        assert_eq!((second.number, second.touched), (2, None));
        assert_eq!(second.history, [7; 16], "the history goes on");
    }

    #[test]
    fn the_highest_lease_is_remembered() {
        let mut taken = Batch::new().fenced(Lease::of(4));
        taken.put(Table::Meta, lease::KEY, Lease::of(5).to_row());
        let taken = Latest::after(None, [7; 16], &taken);
        assert_eq!((taken.lease, taken.touched.clone()), (5, Some(Vec::new())));
        let next = Latest::after(Some(&taken), [7; 16], &Batch::new().fenced(Lease::of(3)));
        assert_eq!(next.lease, 5);
    }
}
