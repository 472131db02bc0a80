//! This laptop is frozen, and opened again: for all, or only for those of whom it was said.

use std::collections::BTreeSet;

use access::audit::Happened;
use store::{Batch, Store, Table};
use sync::door::short_name;

use crate::commit::Work;
use crate::custodian::Custodian;
use crate::protocol::Failure;
use crate::rows;
use crate::surroundings::Surroundings;

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// The server says that this device is frozen: it freezes here too, unless somebody is at it who answers for breaches.
    pub(super) async fn freeze_here(&mut self) -> Result<(), Failure> {
        let frozen = !self.frozen.is_empty() && self.released_here().await?.is_empty();
        if self.answers_for_breaches() || frozen {
            return Ok(());
        }
        let code = short_name(self.founded()?.store);
        let mut batch = Batch::new();
        self.put_frozen(&mut batch, &code).await?;
        self.write_brought(batch).await?;
        self.frozen = code;
        Ok(())
    }

    /// A frozen device opens only for those who answer for breaches; with them it goes on here. At the server it stays frozen
    /// until they say so there, and once they have it opens for everybody.
    pub(crate) async fn let_go_on(&mut self) -> Result<(), Failure> {
        if self.frozen.is_empty() {
            return Ok(());
        }
        let me = self.session()?.user().0;
        let mut released: BTreeSet<Vec<u8>> = self.released_here().await?;
        let own = [rows::RELEASED, &me].concat();
        let whole = self.answers_for_breaches();
        let mut rows = Batch::new();
        if !whole {
            if released.contains(&own) {
                return Ok(());
            }
            if !self.session()?.released {
                return Err(frozen_here(&self.frozen));
            }
            released.insert(own.clone());
            rows.put(Table::Meta, own, Vec::new());
        }
        // Somebody else at this laptop is not let go on by what was said of one.
        let devices = self.rows(Table::Keys, rows::DEVICES).await?;
        let all = devices.iter().all(|row| {
            let member = row.key.get(rows::DEVICES.len()..).unwrap_or_default();
            released.contains(&[rows::RELEASED, member].concat())
        });
        if whole || all {
            rows.delete(Table::Meta, rows::FROZEN);
            rows.delete(Table::Meta, rows::CONTAIN);
            for key in released {
                rows.delete(Table::Meta, key);
            }
        }
        let work = Work {
            audit: vec![self.happened(Happened::LetGoOn)?],
            rows,
            ..Work::default()
        };
        self.commit(work).await?;
        if whole || all {
            self.frozen.clear();
        }
        Ok(())
    }

    /// Rows of those who were let go on at this frozen laptop, while others on it were not.
    async fn released_here(&self) -> Result<BTreeSet<Vec<u8>>, Failure> {
        let rows = self.rows(Table::Meta, rows::RELEASED).await?.into_iter();
        Ok(rows.map(|row| row.key).collect())
    }

    /// Freezes this laptop: whoever was let go on before is not any more.
    pub(super) async fn put_frozen(&self, batch: &mut Batch, code: &str) -> Result<(), Failure> {
        for key in self.released_here().await? {
            batch.delete(Table::Meta, key);
        }
        batch.put(Table::Meta, rows::FROZEN, code.as_bytes());
        Ok(())
    }
}

fn frozen_here(code: &str) -> Failure {
    Failure::new(
        "This device is frozen.",
        format!(
            "Somebody contained a suspected breach here. Read this to your supervisor: {code}."
        ),
        "the store on this device",
        "A supervisor or the privacy officer unlocks it here, or frees it on another device and then here.",
    )
}
