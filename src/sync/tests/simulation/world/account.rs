//! What has to hold after every step, and in the end.

use std::collections::BTreeSet;

use sync::{Exchange, ItemId, Progress, Stream};

use super::{Checked, FETCHED, World};
use crate::device::Device;
use crate::disk::kind_of;

/// Of so many steps, one looks at everything.
const ALL: u64 = 256;

impl World {
    pub(super) fn look(&mut self, touched: Option<usize>) -> Checked {
        if let Some(broken) = self.broken.take() {
            return Err(broken);
        }
        let all = self.steps.is_multiple_of(ALL);
        for number in 0..self.devices.len() {
            self.devices[number].look.all |= all;
            if self.oversleeps(number) {
                return Err(format!("device {number} rests, and its rest is long over"));
            }
            let look = &self.devices[number].look;
            if look.all || !look.touched.is_empty() || touched == Some(number) {
                self.look_at(number)?;
            }
        }
        if touched.is_none() || all {
            if let Some(lost) = self.saved.iter().find(|id| !self.is_somewhere(id)) {
                return Err(format!("{lost:?} is lost"));
            }
            let shelf: BTreeSet<ItemId> = self.shelf.ids().iter().copied().collect();
            if shelf.len() != self.shelf.items().len() {
                return Err("the shelf keeps something twice".to_owned());
            }
        }
        Ok(())
    }

    /// A device, after something was done on it.
    fn look_at(&mut self, number: usize) -> Checked {
        let look = core::mem::take(&mut self.devices[number].look);
        let at = &self.devices[number];
        let now = &at.disk.progress;
        self.look_at_cursors(number, &look.progress, look.all)?;
        if look.all {
            self.look_at_rows(number, at.disk.rows.keys())?;
            self.look_at_rows(number, at.disk.wedged.keys())?;
        } else {
            self.look_at_rows(number, look.touched.iter())?;
            self.look_at_gift(number, &look.touched)?;
        }
        self.devices[number].look.progress = now.clone();
        Ok(())
    }

    /// A cursor goes on, and everything before it is here.
    fn look_at_cursors(&self, number: usize, before: &Progress, all: bool) -> Checked {
        let disk = &self.devices[number].disk;
        let now = &disk.progress;
        let same = before.shelf == now.shelf;
        if now.shelf != Some(self.shelf_id) {
            return Ok(());
        }
        let of = |progress: &Progress, stream| progress.cursors.get(&stream).copied();
        for stream in FETCHED {
            let was = of(before, stream).filter(|_| same).unwrap_or_default();
            let is = of(now, stream).unwrap_or_default();
            if is < was {
                return Err(format!(
                    "device {number} was at {was} of {stream:?} and is at {is}"
                ));
            }
            let from = if all { 0 } else { was as usize };
            let until = (is as usize).min(self.shelf.items().len());
            let items = self.shelf.items()[from.min(until)..until].iter();
            let ids = &self.shelf.ids()[from.min(until)..until];
            for (item, id) in items.zip(ids) {
                if item.head.stream == stream && !disk.rows.contains_key(id) {
                    return Err(format!(
                        "device {number} is at {is} of {stream:?} and lacks {id:?}"
                    ));
                }
            }
        }
        Ok(())
    }

    /// Each row was taken in once where it is known here, and is on the shelf, or on its way there, or put aside for a reason.
    fn look_at_rows<'a>(&self, number: usize, ids: impl Iterator<Item = &'a ItemId>) -> Checked {
        let at = &self.devices[number];
        let disk = &at.disk;
        let with_this = disk.progress.shelf == Some(self.shelf_id);
        let mut waits = None;
        for id in ids {
            let wedged = disk.wedged.contains_key(id);
            let row = disk.rows.get(id);
            if wedged && (row.is_none() || !self.never_taken.contains(id)) {
                return Err(format!("device {number} put {id:?} aside"));
            }
            let Some(row) = row else {
                continue;
            };
            let times = disk.taken.get(id).copied().unwrap_or_default();
            let known = kind_of(row) <= at.knows();
            let least = u32::from(known && at.exchange.is_some());
            if times > u32::from(known) || times < least {
                return Err(format!("device {number} took in {id:?} {times} times"));
            }
            if !with_this || wedged || self.shelf.keeps(*id) {
                continue;
            }
            let waits =
                waits.get_or_insert_with(|| disk.outbox.values().copied().collect::<BTreeSet<_>>());
            if !waits.contains(id) {
                return Err(format!("device {number} will never send {id:?}"));
            }
        }
        Ok(())
    }

    /// Who was put out is given nothing that others have written since.
    fn look_at_gift(&self, number: usize, came: &[ItemId]) -> Checked {
        let disk = &self.devices[number].disk;
        let Some((_, since)) = self.put.get(&disk.device) else {
            return Ok(());
        };
        for id in came.iter().filter(|id| disk.rows.contains_key(*id)) {
            let born = self.born.get(id);
            if born.is_some_and(|(when, by)| when > since && *by != number) {
                return Err(format!("device {number} was put out, and is given {id:?}"));
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
    fn is_level(&self, at: &Device) -> bool {
        let head = self.shelf.items().len() as u64;
        let progress = &at.disk.progress;
        progress.shelf == Some(self.shelf_id)
            && FETCHED
                .iter()
                .all(|stream| progress.cursors.get(stream).copied() == Some(head) || head == 0)
    }

    /// In the end everybody has everything, and nothing waits.
    pub(super) fn account(&mut self) -> Checked {
        for at in &mut self.devices {
            at.look.all = true;
        }
        self.look(None)?;
        if !self.all_even() {
            let states = self.devices.iter().map(|at| {
                let waits = at.disk.outbox.len();
                format!("ended {}, outbox {waits}, {:?}", at.ended, at.exchange)
            });
            let states: Vec<String> = states.collect();
            return Err(format!("not even after {} ms: {states:#?}", self.now));
        }
        let shelf = self.shelf.items().iter().zip(self.shelf.ids());
        let fetched = |stream: Stream| FETCHED.contains(&stream);
        let shelf: BTreeSet<ItemId> = shelf
            .filter(|(item, _)| fetched(item.head.stream))
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
            let there = |id: &ItemId| self.never_taken.contains(id) || self.shelf.keeps(*id);
            if let Some(id) = here.iter().find(|id| !there(id)) {
                return Err(format!("the server lacks {id:?} of {number}"));
            }
            for (id, row) in &disk.rows {
                let key = self.epoch_keys.get(&row.head.epoch);
                let lacks = key.filter(|key| self.saved.contains(*key) && !here.contains(*key));
                if let Some(key) = lacks {
                    return Err(format!("device {number} lacks {key:?}, the key of {id:?}"));
                }
            }
        }
        Ok(())
    }
}
