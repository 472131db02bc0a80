//! Who may come in: devices are put out or frozen at the server, in the middle of whatever they do.

use std::collections::BTreeSet;

use sync::{Event, ItemId, Stream, Trouble};

use super::{Happening, World};
use crate::bugs::Bug;
use crate::disk::{Disk, KNOWN, Row};
use crate::faults::Fault;

/// How often keys are tried before all else goes on without them.
const KEYS_TRIED: u32 = 3;

/// What was done with a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Put {
    /// Nothing is exchanged with it until it is let go on.
    Frozen,
    /// It is none of the facility's any more.
    Ended { wipe: bool },
}

impl World {
    /// What was done with a device. By its id: a clone of it is the same device to the server.
    pub(super) fn put_of(&self, device: usize) -> Option<Put> {
        let put = self.put.get(&self.devices[device].disk.device);
        put.map(|(put, _)| *put)
    }

    /// Puts out or freezes a device. What it has alone from now on is nobody else's to see; somebody else makes a new key.
    pub(super) fn put_out(&mut self, device: usize, put: Put) {
        let id = self.devices[device].disk.device;
        if self.put.contains_key(&id) || self.devices[device].ended {
            return;
        }
        self.count(match put {
            Put::Frozen => Fault::Frozen,
            Put::Ended { wipe: false } => Fault::Ended,
            Put::Ended { wipe: true } => Fault::Wiped,
        });
        let (its, others): (Vec<_>, Vec<_>) =
            self.devices.iter().partition(|at| at.disk.device == id);
        let known = |id: &ItemId| {
            let former = self.former.as_ref();
            self.shelf.keeps(*id)
                || self.once_there.contains(id)
                || former.is_some_and(|(shelf, _)| shelf.keeps(*id))
                || others.iter().any(|at| at.disk.rows.contains_key(id))
        };
        let rows = its.iter().flat_map(|at| at.disk.rows.keys());
        let alone: BTreeSet<ItemId> = rows.filter(|id| !known(id)).copied().collect();
        self.put.insert(id, (put, self.now));
        self.shut.insert(id, alone);
        if put == Put::Frozen {
            let millis = self.chance.u64(20_000..200_000);
            return self.later(millis, Happening::LetGo(id));
        }
        self.new_key();
    }

    /// Somebody who is in makes a new key; what they write from now on is sealed under it.
    fn new_key(&mut self) {
        let start = self.chance.usize(..self.devices.len());
        let all = self.devices.len();
        let mut candidates = (start..start + all).map(|device| device % all);
        let Some(by) = candidates.find(|by| !self.devices[*by].ended && self.put_of(*by).is_none())
        else {
            return;
        };
        self.epoch += 1;
        self.devices[by].disk.epoch = self.epoch;
        let id = self.write(by, Stream::KEYS, KNOWN, 60);
        self.epoch_keys.insert(self.epoch, id);
        let run = self.devices[by].run;
        self.tell(by, run, Event::Written);
    }

    pub(super) fn let_go(&mut self, id: [u8; 16]) {
        if matches!(self.put.get(&id), Some((Put::Frozen, _))) {
            self.put.remove(&id);
            self.shut.remove(&id);
        }
    }

    /// The door answers whether it lets in.
    pub(super) fn at_door(&mut self, device: usize, run: u64) {
        if self.devices[device].run != run || self.devices[device].ended {
            return;
        }
        let no_line = !self.has_line(device);
        match self.put_of(device) {
            // The carrier ends it by itself; the exchange waits for a session and is not told.
            Some(Put::Ended { wipe }) if !no_line => self.end(device, wipe),
            None if !no_line => {
                self.devices[device].expired = false;
                self.tell(device, run, Event::Done);
            }
            _ => {
                let (ticket, trouble) = (None, Trouble::Line);
                self.tell(device, run, Event::Failed { ticket, trouble });
            }
        }
    }

    /// A device hears that it was put out. What it has not sent stays where it is, but where it is to be removed.
    pub(super) fn end(&mut self, device: usize, wipe: bool) {
        self.nothing_lost();
        let wipe = wipe || self.bug == Some(Bug::EndIsWipe);
        let said = matches!(self.put_of(device), Some(Put::Ended { wipe: true }));
        let at = &mut self.devices[device];
        at.ended = true;
        at.exchange = None;
        if wipe {
            let device = at.disk.device;
            at.disk = Disk {
                device,
                ..Disk::default()
            };
            at.backup = None;
        }
        if said {
            self.excuse();
        } else {
            self.nothing_lost();
        }
    }

    /// Nothing that was put out gives or gets anything: looked at with what came to the shelf after this place.
    pub(super) fn came(&mut self, before: usize, device: usize, is_last: bool) {
        let at = &self.devices[device];
        let met = at.disk.progress.shelf == Some(self.shelf_id);
        let mut wrong = None;
        for (item, id) in self.shelf.items()[before..]
            .iter()
            .zip(&self.shelf.ids()[before..])
        {
            if self.shut.values().any(|shut| shut.contains(id)) {
                wrong = Some(format!("{id:?} came from {device}, which was put out"));
            }
            let key = self.epoch_keys.get(&item.head.epoch);
            let has_key = key.filter(|key| at.disk.rows.contains_key(*key));
            let sealed = item.head.stream != Stream::KEYS && at.keys_looked <= KEYS_TRIED;
            if sealed && is_last && met && has_key.is_some_and(|key| !self.shelf.keeps(*key)) {
                wrong = Some(format!(
                    "{id:?} of {device} came before the key that it needs"
                ));
            }
        }
        if let Some(wrong) = wrong {
            self.broke(wrong);
        }
    }

    /// Writes a row on a device.
    pub(super) fn write(&mut self, device: usize, stream: Stream, kind: u8, size: usize) -> ItemId {
        self.salt += 1;
        let now = self.devices[device].clock(self.now);
        let disk = &mut self.devices[device].disk;
        let seen = disk.stamp;
        let stamp = if self.bug == Some(Bug::StampIsTheClock) {
            now
        } else {
            now.max(seen + 1)
        };
        let row = Row {
            stream,
            kind,
            size,
            salt: self.salt,
            stamp,
        };
        let id = disk.write(&row);
        let own = disk.device;
        if stamp <= seen {
            self.broke(format!(
                "what device {device} writes stands before what it has seen"
            ));
        }
        if let Some(shut) = self.shut.get_mut(&own) {
            shut.insert(id);
        }
        self.devices[device].look.touched.push(id);
        self.born.insert(id, (self.now, device));
        self.saved.insert(id);
        id
    }
}
