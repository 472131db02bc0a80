//! What has to hold after every step, and in the end.

use std::collections::BTreeSet;

use sync::{Exchange, ItemId};

use super::{Checked, FETCHED, World};
use crate::device::Device;

impl World {
    pub(super) fn look(&mut self, touched: Option<usize>) -> Checked {
        if let Some(broken) = self.broken.take() {
            return Err(broken);
        }
        for number in 0..self.devices.len() {
            if touched.is_some() && !self.devices[number].written {
                continue;
            }
            self.devices[number].written = false;
            let disk = &self.devices[number].disk;
            if disk.progress.shelf != Some(self.shelf_id) {
                continue;
            }
            for (place, (item, id)) in
                (1_u64..).zip(self.shelf.items().iter().zip(self.shelf.ids()))
            {
                let stream = item.head.stream;
                let reached = disk.progress.cursors.get(&stream).copied();
                if place <= reached.unwrap_or_default() && !disk.rows.contains_key(id) {
                    return Err(format!(
                        "device {number} is at {reached:?} of {stream:?} and lacks {id:?} at {place}"
                    ));
                }
            }
            let waits: BTreeSet<ItemId> = disk.outbox.values().copied().collect();
            for id in disk.rows.keys() {
                let there = self.shelf.keeps(*id);
                if !there && !waits.contains(id) && !disk.wedged.contains_key(id) {
                    return Err(format!("device {number} will never send {id:?}"));
                }
            }
            for id in disk.wedged.keys() {
                if !disk.rows.contains_key(id) || !self.never_taken.contains(id) {
                    return Err(format!("device {number} put {id:?} aside"));
                }
            }
        }
        if touched.is_none() || self.steps.is_multiple_of(64) {
            let everywhere = self.everywhere();
            if let Some(lost) = self.saved.iter().find(|id| !everywhere.contains(id)) {
                return Err(format!("{lost:?} is lost"));
            }
            let shelf: BTreeSet<ItemId> = self.shelf.ids().iter().copied().collect();
            if shelf.len() != self.shelf.items().len() {
                return Err("the shelf keeps something twice".to_owned());
            }
        }
        Ok(())
    }

    pub(super) fn all_even(&self) -> bool {
        self.devices.iter().all(|at| {
            at.ended || at.exchange.as_ref().is_some_and(Exchange::is_even) && self.is_level(at)
        })
    }

    /// Even at its last look, and nothing has come to the shelf since.
    pub(super) fn is_level(&self, at: &Device) -> bool {
        let head = self.shelf.items().len() as u64;
        let progress = &at.disk.progress;
        progress.shelf == Some(self.shelf_id)
            && FETCHED
                .iter()
                .all(|stream| progress.cursors.get(stream).copied() == Some(head) || head == 0)
    }

    /// In the end everybody has everything, and nothing waits.
    pub(super) fn account(&self) -> Checked {
        let everywhere = self.everywhere();
        if let Some(lost) = self.saved.iter().find(|id| !everywhere.contains(id)) {
            return Err(format!("{lost:?} is lost"));
        }
        if !self.all_even() {
            let states: Vec<String> = self
                .devices
                .iter()
                .map(|at| {
                    format!(
                        "ended {}, outbox {}, {:?}",
                        at.ended,
                        at.disk.outbox.len(),
                        at.exchange
                    )
                })
                .collect();
            return Err(format!("not even after {} ms: {states:#?}", self.now));
        }
        let shelf: BTreeSet<ItemId> = self
            .shelf
            .items()
            .iter()
            .zip(self.shelf.ids())
            .filter(|(item, _)| FETCHED.contains(&item.head.stream))
            .map(|(_, id)| *id)
            .collect();
        for (number, at) in self.devices.iter().enumerate() {
            if at.ended {
                continue;
            }
            let disk = &at.disk;
            if !disk.outbox.is_empty() {
                return Err(format!("{} rows wait on {number}", disk.outbox.len()));
            }
            let here: BTreeSet<ItemId> = disk.rows.keys().copied().collect();
            if let Some(id) = shelf.difference(&here).next() {
                return Err(format!("device {number} lacks {id:?}"));
            }
            let own = |id: &ItemId| self.never_taken.contains(id) || self.shelf.keeps(*id);
            if let Some(id) = here.iter().find(|id| !own(id)) {
                return Err(format!("the server lacks {id:?} of {number}"));
            }
        }
        Ok(())
    }
}
