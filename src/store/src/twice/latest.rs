//! What a place says of the last batch that was written in it: the how-manieth it was, and which rows it touched.

use crate::lease;
use crate::{Batch, Change, Store, StoreError, Table};

/// The row of `meta` that says it.
pub(super) const KEY: &[u8] = b"latest";

/// Bytes of keys up to which they are listed. A batch of more is made up for by copying everything.
const MOST: usize = 64 << 10;

pub(super) fn is(table: Table, key: &[u8]) -> bool {
    table == Table::Meta && key == KEY
}

/// Rows of a batch.
pub(super) type Touched = Vec<(Table, Vec<u8>)>;

/// The last batch of a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Latest {
    /// Counted from one, over all tabs and sessions.
    pub(super) number: u64,
    /// The rows it touched; nothing where that would be too long.
    pub(super) touched: Option<Touched>,
}

impl Latest {
    /// What a place says; nothing in one that is empty, or whose rows are being copied.
    pub(super) async fn read(place: &impl Store) -> Result<Option<Self>, StoreError> {
        let row = place.read(Table::Meta, KEY).await?;
        row.map(|row| Self::of(&row).ok_or_else(damaged))
            .transpose()
    }

    /// The next after `before`.
    pub(super) fn after(before: Option<&Self>, changes: &[Change]) -> Self {
        let touched: Touched = changes
            .iter()
            .map(|change| match change {
                Change::Put { table, key, .. } | Change::Delete { table, key } => {
                    (*table, key.clone())
                }
            })
            .filter(|(table, key)| *table != Table::Meta || key != lease::KEY)
            .collect();
        let size: usize = touched.iter().map(|(_, key)| key.len() + 3).sum();
        Self {
            number: before.map_or(1, |before| before.number + 1),
            touched: (size <= MOST).then_some(touched),
        }
    }

    /// Has a batch be this one, if the place stands where it says.
    pub(super) fn counted(&self, before: Option<&Self>, batch: &mut Batch) {
        batch.must_be(Table::Meta, KEY, before.map(Self::to_row));
        batch.put(Table::Meta, KEY, self.to_row());
    }

    /// The number, whether rows are listed, then for each row its table, the length of its key and the key.
    fn to_row(&self) -> Vec<u8> {
        let mut row = self.number.to_be_bytes().to_vec();
        row.push(u8::from(self.touched.is_some()));
        for (table, key) in self.touched.iter().flatten() {
            row.push(table.number());
            // All of them together are shorter than that.
            let length = u16::try_from(key.len()).unwrap_or(u16::MAX);
            row.extend(length.to_be_bytes());
            row.extend(key);
        }
        row
    }

    fn of(row: &[u8]) -> Option<Self> {
        let (number, rest) = row.split_first_chunk::<8>()?;
        let (&listed, mut rest) = rest.split_first()?;
        let mut touched = Touched::new();
        while let Some((&[table, high, low], keys)) = rest.split_first_chunk::<3>() {
            let length = usize::from(u16::from_be_bytes([high, low]));
            let (key, others) = keys.split_at_checked(length)?;
            touched.push((Table::from_number(table)?, key.to_vec()));
            rest = others;
        }
        let touched = match listed {
            0 if touched.is_empty() => None,
            1 => Some(touched),
            _ => return None,
        };
        rest.is_empty().then(|| Self {
            number: u64::from_be_bytes(*number),
            touched,
        })
    }
}

fn damaged() -> StoreError {
    StoreError::Damaged {
        place: "row “latest” of table meta".to_owned(),
        why: "it is no number with rows".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_comes_back_from_its_row(number: u64, keys: Option<Vec<(u8, Vec<u8>)>>) {
            let keys = keys.map(|keys| keys.into_iter());
            let touched = keys.map(|keys| {
                keys.map(|(table, key)| (Table::ALL[usize::from(table) % Table::ALL.len()], key))
                    .collect()
            });
            let latest = Latest { number, touched };
            prop_assert_eq!(Latest::of(&latest.to_row()), Some(latest));
        }

        #[test]
        fn no_row_breaks_the_reader(row: Vec<u8>) {
            if let Some(latest) = Latest::of(&row) {
                prop_assert_eq!(latest.to_row(), row);
            }
        }
    }

    #[test]
    fn a_batch_of_very_many_rows_is_counted_and_not_listed() {
        let change = |number: u32| Change::Delete {
            table: Table::Operations,
            key: number.to_be_bytes().to_vec(),
        };
        let few: Vec<Change> = (0..100).map(change).collect();
        let many: Vec<Change> = (0..50_000).map(change).collect();
        let first = Latest::after(None, &few);
        assert_eq!(first.number, 1);
        assert_eq!(first.touched.as_ref().map(Vec::len), Some(100));
        let second = Latest::after(Some(&first), &many);
        assert_eq!((second.number, second.touched), (2, None));
    }
}
