//! What goes wrong of itself, now and then.

use sync::{Event, ItemId, ShelfId};

use super::standing::Put;
use super::{Happening, World, YEAR};
use crate::bugs::Bug;
use crate::device::Device;
use crate::faults::Fault;

/// Devices at most, clones among them.
const DEVICES: usize = 7;

impl World {
    pub(super) fn fault(&mut self) {
        if !self.in_trouble() {
            return;
        }
        let device = self.chance.usize(..self.devices.len());
        match self.chance.u32(0..120) {
            0..22 => {
                self.count(Fault::Partition);
                self.devices[device].cut_until = self.now + self.chance.u64(1_000..120_000);
            }
            22..32 => {
                self.count(Fault::FalseHint);
                self.hint(device);
            }
            32..37 => {
                self.count(Fault::HintStorm);
                for _ in 0..60 {
                    let millis = self.chance.u64(..20_000);
                    self.later(millis, Happening::Hint(device));
                }
            }
            37..50 => {
                self.count(Fault::Expired);
                self.devices[device].expired = true;
            }
            50..58 => {
                self.count(Fault::ServerFull);
                self.shelf.allow(0);
                let millis = self.chance.u64(5_000..90_000);
                self.later(millis, Happening::Room);
            }
            58..67 => self.backup = Some(self.shelf.clone()),
            67..73 => self.put_server_back(),
            73..81 => self.devices[device].backup = Some(self.devices[device].disk.clone()),
            81..87 => self.put_device_back(device),
            87..91 => self.clone_device(device),
            91..92 => self.put_out(device, Put::Ended { wipe: false }),
            92..93 => self.put_out(device, Put::Ended { wipe: true }),
            93..97 => self.put_out(device, Put::Frozen),
            97..104 => {
                self.count(Fault::ClockJumps);
                let span = if self.chance.bool() { 600_000 } else { YEAR };
                self.devices[device].ahead += self.chance.i64(-span..span);
            }
            104..109 => {
                self.count(Fault::Asleep);
                self.devices[device].asleep_until = self.now + self.chance.u64(10_000..200_000);
            }
            109..116 => self.update(device),
            _ => self.kill(device),
        }
    }

    pub(super) fn hint(&mut self, device: usize) {
        self.caused(device);
        let run = self.devices[device].run;
        self.tell(device, run, Event::Hint);
    }

    /// A device gets a newer build, or the server does.
    fn update(&mut self, device: usize) {
        if self.protocol_changes && self.chance.u32(..3) == 0 {
            self.server_newer = true;
            self.server_newer_only = self.chance.bool();
            return;
        }
        let at = &mut self.devices[device];
        if at.newer_build && at.newer_protocol == self.protocol_changes {
            return;
        }
        at.newer_build = true;
        at.newer_protocol = self.protocol_changes;
        self.count(Fault::Updated);
        self.kill(device);
    }

    /// Everybody has the newest build, in the end.
    pub(super) fn all_newest(&mut self) {
        self.server_newer = self.protocol_changes;
        for device in 0..self.devices.len() {
            let at = &mut self.devices[device];
            at.newer_build = true;
            at.newer_protocol = self.protocol_changes;
            self.kill(device);
        }
    }

    /// Nothing may be lost when something is about to be put back or taken away.
    pub(super) fn nothing_lost(&mut self) {
        if let Some(lost) = self.saved.iter().find(|id| !self.is_somewhere(id)) {
            self.broke(format!("{lost:?} is lost"));
        }
    }

    /// Sessions are in no backup. Who was put out since it was made is put out again: somebody who reads the list of devices after
    /// a server was put back does that.
    fn put_server_back(&mut self) {
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
        let back = backup.put_back(self.shelf_id, same);
        let former = core::mem::replace(&mut self.shelf, back);
        self.no_former();
        self.once_there.extend(former.ids());
        if self.bug != Some(Bug::SameShelf) && self.chance.u32(..3) == 0 {
            let until = self.now + self.chance.u64(10_000..120_000);
            self.former = Some((former, until));
        }
        self.shelf.allow(u64::MAX);
        for at in &mut self.devices {
            at.expired = true;
            at.look.all = true;
        }
        self.excuse();
    }

    fn put_device_back(&mut self, device: usize) {
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
        self.devices[device].look.all = true;
        self.devices[device].look.progress = sync::Progress::default();
        self.excuse();
    }

    /// The whole profile is copied: the same device and the same numbers, twice.
    fn clone_device(&mut self, device: usize) {
        if self.devices.len() >= DEVICES || self.devices[device].ended {
            return;
        }
        self.count(Fault::Cloned);
        let of = &self.devices[device];
        let mut clone = Device::new(of.disk.clone());
        clone.newer_build = of.newer_build;
        clone.newer_protocol = of.newer_protocol;
        clone.ahead = of.ahead;
        clone.expired = of.expired;
        self.devices.push(clone);
        let number = self.devices.len() - 1;
        self.later(1, Happening::Start(number, 0));
        self.later(1, Happening::Work(number));
    }

    /// What had one copy, and that one is gone: saved, and told as not sent yet, or sent to a server that was put back at once with
    /// the device.
    pub(super) fn excuse(&mut self) {
        let saved = core::mem::take(&mut self.saved);
        self.saved = saved
            .into_iter()
            .filter(|id| self.is_somewhere(id))
            .collect();
    }

    pub(super) fn is_somewhere(&self, id: &ItemId) -> bool {
        self.shelf.keeps(*id) || self.devices.iter().any(|at| at.disk.rows.contains_key(id))
    }
}
