//! What goes wrong of itself, now and then.

use std::collections::BTreeSet;

use sync::{Event, ItemId, ShelfId};

use super::{Happening, World};
use crate::bugs::Bug;
use crate::device::Device;
use crate::faults::Fault;

impl World {
    pub(super) fn fault(&mut self) {
        if !self.in_trouble() {
            return;
        }
        let device = self.chance.usize(..self.devices.len());
        match self.chance.u32(0..100) {
            0..25 => {
                self.count(Fault::Partition);
                self.devices[device].cut_until = self.now + self.chance.u64(1_000..120_000);
            }
            25..40 => {
                self.count(Fault::FalseHint);
                let run = self.devices[device].run;
                self.tell(device, run, Event::Hint);
            }
            40..55 => {
                self.count(Fault::Expired);
                self.devices[device].expired = true;
            }
            55..63 => {
                self.count(Fault::ServerFull);
                self.shelf.allow(0);
                let millis = self.chance.u64(5_000..90_000);
                self.later(millis, Happening::Room);
            }
            63..72 => self.backup = Some(self.shelf.clone()),
            72..78 => self.put_server_back(),
            78..86 => self.devices[device].backup = Some(self.devices[device].disk.clone()),
            86..92 => self.put_device_back(device),
            92..96 => self.clone_device(device),
            96..98 => {
                if !self.devices[device].revoked {
                    self.count(Fault::Revoked);
                    self.devices[device].revoked = true;
                }
            }
            _ => self.kill(device),
        }
    }

    /// Nothing may be lost when something is about to be put back or taken away.
    pub(super) fn nothing_lost(&mut self) {
        let everywhere = self.everywhere();
        if let Some(lost) = self.saved.iter().find(|id| !everywhere.contains(id)) {
            self.broken = Some(format!("{lost:?} is lost"));
        }
    }

    pub(super) fn put_server_back(&mut self) {
        let Some(backup) = self.backup.take() else {
            return;
        };
        self.nothing_lost();
        self.count(Fault::ServerPutBack);
        if self.bug != Some(Bug::SameShelf) {
            self.shelves += 1;
        }
        self.shelf_id = ShelfId([self.shelves; 16]);
        let same = backup.items().len() as u64;
        self.shelf = backup.put_back(self.shelf_id, same);
        self.shelf.allow(u64::MAX);
        self.excuse();
    }

    pub(super) fn put_device_back(&mut self, device: usize) {
        let Some(backup) = self.devices[device].backup.take() else {
            return;
        };
        if self.devices[device].ended {
            return;
        }
        self.count(Fault::DevicePutBack);
        self.nothing_lost();
        self.kill(device);
        self.devices[device].disk = backup;
        self.excuse();
    }

    pub(super) fn clone_device(&mut self, device: usize) {
        if self.devices.len() > 6 || self.devices[device].ended {
            return;
        }
        self.count(Fault::Cloned);
        let mut clone = Device::new(self.devices[device].disk.clone());
        clone.revoked = self.devices[device].revoked;
        self.devices.push(clone);
        let number = self.devices.len() - 1;
        self.later(1, Happening::Start(number, 0));
        self.later(1, Happening::Work(number));
    }

    /// What had one copy, and that one is gone: saved, and told as not sent yet, or sent to a server that was put back at once with
    /// the device.
    pub(super) fn excuse(&mut self) {
        let everywhere = self.everywhere();
        self.saved.retain(|id| everywhere.contains(id));
    }

    pub(super) fn everywhere(&self) -> BTreeSet<ItemId> {
        let on_devices = self.devices.iter().flat_map(|at| at.disk.rows.keys());
        on_devices.chain(self.shelf.ids()).copied().collect()
    }
}
