//! The trails of other laptops, on the device of somebody who reviews them: entries are sealed to the facility's audit key, and
//! nobody else fetches them. Each laptop's chain is held against itself up to where it has come.

use std::collections::BTreeMap;

use access::audit::{Fault, Head, Place, Row, Verdict, Verifier};
use store::{Batch, Direction, Range, Store, Table};
use sync::door::short_name;

use super::review::Opened;
use crate::custodian::Custodian;
use crate::failure::Told as _;
use crate::protocol::Failure;
use crate::rows;
use crate::surroundings::Surroundings;

/// More entries than any trail has.
const MOST: u64 = 1 << 48;

/// Rows read at a time.
const AT_ONCE: usize = 1_024;

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// Keeps entries that came from other laptops. What is here already stays, and what is another entry under its number is
    /// shown.
    pub(crate) async fn keep_trails(
        &mut self,
        batch: &mut Batch,
        entries: Vec<store::Row>,
    ) -> Result<(), Failure> {
        // What the batch has already is here as well.
        let mut taken: BTreeMap<Vec<u8>, Vec<u8>> = BTreeMap::new();
        for entry in entries {
            // Nobody writes so many: a number that leaves no room behind it is made up.
            let row = Row::read(&entry.value).ok();
            let Some(row) = row.filter(|row| row.place.sequence < MOST) else {
                self.session_mut()?.found(unreadable());
                continue;
            };
            let place = row.place;
            let named = [&place.device.0[..], &place.sequence.to_be_bytes()].concat();
            if self.founded()?.number_of(place).is_some() || named != entry.key {
                continue;
            }
            let key = rows::trail_key(place);
            let here = match taken.get(&key) {
                Some(value) => Some(value.clone()),
                None => self.store.read(Table::Meta, &key).await.told()?,
            };
            match here {
                None => {
                    batch.put(Table::Meta, key.clone(), entry.value.clone());
                    taken.insert(key, entry.value);
                }
                Some(here) if here == entry.value => {}
                Some(_) => self.session_mut()?.found(twice(place)),
            }
        }
        Ok(())
    }

    /// Laptops of which there are entries here: their stores, and the names they are told apart by.
    pub(crate) async fn trails_here(&self) -> Result<Vec<([u8; 16], String)>, Failure> {
        let mut laptops = Vec::new();
        let mut range = Range::prefix(rows::TRAILS);
        loop {
            let rows = self
                .store
                .range(Table::Meta, &range, Some(1), Direction::Forward)
                .await
                .told()?;
            let store = rows.first().and_then(|row| {
                let key = row.key.get(rows::TRAILS.len()..)?;
                key.first_chunk::<16>().copied()
            });
            let Some(store) = store else {
                return Ok(laptops);
            };
            laptops.push((store, short_name(store)));
            range = range.resumed_after(rows::trail_key(Place {
                device: access::DeviceId(store),
                sequence: u64::MAX,
            }));
        }
    }

    /// Where a laptop's trail ends here.
    pub(crate) async fn trail_head(&self, laptop: [u8; 16]) -> Result<Head, Failure> {
        let device = access::DeviceId(laptop);
        let range = Range::prefix(rows::trail_of(laptop));
        let rows = self
            .store
            .range(Table::Meta, &range, Some(1), Direction::Backward)
            .await
            .told()?;
        let last = rows.first().and_then(|row| Row::read(&row.value).ok());
        Ok(match last {
            Some(row) => Head {
                device,
                length: row.place.sequence.saturating_add(1),
                hash: row.hash,
            },
            None => access::audit::Chain::begin(device).head(),
        })
    }

    /// Entries of another laptop before a number, the latest first.
    pub(super) async fn entries_of(
        &self,
        laptop: [u8; 16],
        before: u64,
        most: usize,
    ) -> Result<Vec<(u64, Opened)>, Failure> {
        let key = |sequence| {
            rows::trail_key(Place {
                device: access::DeviceId(laptop),
                sequence,
            })
        };
        let range = Range::between(key(0), key(before));
        let rows = self
            .store
            .range(Table::Meta, &range, Some(most), Direction::Backward)
            .await
            .told()?;
        Ok(rows.iter().map(|row| self.opened_row(row)).collect())
    }

    /// Holds the trails of other laptops against themselves. Gives how many entries there are, and what is wrong, each with the
    /// laptop's name.
    pub(super) async fn verify_trails(&self) -> Result<(u64, Vec<(String, Fault)>), Failure> {
        let (mut entries, mut faults) = (0, Vec::new());
        for (laptop, name) in self.trails_here().await? {
            let head = self.trail_head(laptop).await?;
            entries += head.length;
            let mut verifier = Verifier::new(head);
            let mut left = Some(Range::prefix(rows::trail_of(laptop)));
            while let Some(rows) = self.next_rows(Table::Meta, &mut left, AT_ONCE).await? {
                for row in &rows {
                    verifier.row(&row.value);
                }
            }
            if let Verdict::Broken(found) = verifier.finish() {
                faults.extend(found.into_iter().map(|fault| (name.clone(), fault)));
            }
        }
        Ok((entries, faults))
    }
}

fn unreadable() -> Failure {
    Failure::new(
        "An entry of another laptop's trail can't be read.",
        "It was harmed on the way or on the server, or a newer version wrote it.",
        "the trail of another laptop",
        "Update Chartroom; if it is up to date, tell your privacy officer.",
    )
}

fn twice(place: Place) -> Failure {
    Failure::new(
        "A laptop's trail has two entries under one number.",
        "One of them was kept here first; another came. The laptop's store may have been copied.",
        format!(
            "laptop {}, entry {}",
            short_name(place.device.0),
            place.sequence
        ),
        "Tell your privacy officer.",
    )
}
