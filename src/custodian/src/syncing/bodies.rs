//! Texts and pieces of attachments that come. Anybody can put anything under any key, so that of several rows under one the
//! record decides: what is what it names stays. Where that does not show yet, none is lost: one stands in the table, the others
//! are kept aside and looked at again when more is here.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use store::{Batch, Row, Store, Table};
use vault::RecordHash;

use super::named::{Named, Standing};
use crate::custodian::Custodian;
use crate::failure::Told as _;
use crate::protocol::Failure;
use crate::rows;
use crate::surroundings::Surroundings;

/// Rows of one key, each once.
type Several = Vec<Vec<u8>>;

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// Puts into the batch what is not here yet, and what has to take the place of what is.
    pub(super) async fn keep_bodies(
        &mut self,
        batch: &mut Batch,
        bodies: Vec<Row>,
    ) -> Result<(), Failure> {
        let mut came: BTreeMap<Vec<u8>, Several> = BTreeMap::new();
        for row in bodies {
            let of = came.entry(row.key).or_default();
            if !of.contains(&row.value) {
                of.push(row.value);
            }
        }
        let keys: Vec<Vec<u8>> = came.keys().cloned().collect();
        let here = self.store.read_many(Table::Bodies, &keys).await.told()?;
        let since_stick = self.is_since_stick().await?;
        let mut named = BTreeMap::new();
        for ((key, mut of), here) in came.into_iter().zip(here) {
            let stands = here.is_some();
            if let Some(here) = here {
                of.retain(|value| *value != here);
                of.insert(0, here);
            }
            let (best, decided) = match of.len() {
                1 => (0, true),
                _ => self.best_of(&key, &of, &mut named).await?,
            };
            let value = of.remove(best);
            if !decided {
                for other in of {
                    let item = self.item_of(Table::Bodies, &key, other);
                    let row = super::unknown::row_aside(&item);
                    batch.put(Table::Meta, row.key, row.value);
                }
            }
            // What stands already is the first.
            if !stands || best != 0 {
                if since_stick && let Some(hash) = key.first_chunk::<16>() {
                    self.since_stick(batch, hash);
                }
                batch.put(Table::Bodies, key, value);
            }
        }
        Ok(())
    }

    /// Which of several rows of one key is the one, and whether that is sure. The first of those that stand alike.
    async fn best_of(
        &mut self,
        key: &[u8],
        of: &Several,
        named: &mut BTreeMap<RecordHash, Named>,
    ) -> Result<(usize, bool), Failure> {
        let mut best = (0, Standing::Shut);
        let Some((hash, body, part)) = rows::part_of_body(key) else {
            return Ok((0, false));
        };
        let named = match named.entry(hash) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(free) => free.insert(self.bodies_named(hash).await?),
        };
        for (place, value) in of.iter().enumerate() {
            let standing = self.stands((hash, body, part), value, named).await?;
            if standing > best.1 {
                best = (place, standing);
            }
            if standing == Standing::Named {
                break;
            }
        }
        Ok((best.0, best.1 == Standing::Named))
    }
}
