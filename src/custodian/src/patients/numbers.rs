//! Unit numbers out of blocks lent to devices (MPI-004): the next number here, lending a block, and the sealed file that
//! carries one to a device without a line.

use access::{Action, RecordKind, Relation};
use identity::numbers::{
    Device as Holder, LARGEST_LEASE, Lease as Block, LeaseError, Ledger, Request, STRETCHES,
    UnitNumber, overlaps,
};
use records::model::{Facility, Lease, Stretch};
use records::{DeviceId, EntryId};
use store::Store;

use super::index::line_of;
use super::random;
use super::views::{finding, in_parts};
use crate::custodian::Custodian;
use crate::failure::Told as _;
use crate::protocol::{BlockView, Failure, FindingView, LentBlock, NumbersView};
use crate::session::Session;
use crate::surroundings::Surroundings;

/// What a block's file begins with.
const FILE: &[u8; 16] = b"chartroom block1";

impl Session {
    /// Blocks lent to this device, those lent twice left out: both holders would give the same numbers.
    fn own_blocks(&self) -> (Vec<Block>, bool) {
        let all = blocks(&self.facility);
        let twice = overlaps(&all);
        let here = holder(self.hand.device);
        let own: Vec<Block> = all
            .into_iter()
            .filter(|block| block.device == here)
            .collect();
        let usable = |block: &&Block| !twice.iter().any(|(a, b)| a == *block || b == *block);
        let kept: Vec<Block> = own.iter().filter(usable).cloned().collect();
        let lost = kept.len() < own.len();
        (kept, lost)
    }

    fn left_in(&self, block: &Block) -> u64 {
        block.left(self.patients.last_of(block.from, block.to))
    }
}

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// The next number of this device.
    pub(crate) fn next_number(&self) -> Result<UnitNumber, Failure> {
        let session = self.session()?;
        let (own, lost) = session.own_blocks();
        let here = holder(session.hand.device);
        let mut last: Option<LeaseError> = None;
        for block in &own {
            let used = session.patients.last_of(block.from, block.to);
            match block.next_number(&here, used) {
                Ok(number) => return Ok(number),
                Err(error) => last = Some(error),
            }
        }
        if lost {
            return Err(Failure::new(
                "This device's block of numbers was lent to another device as well.",
                "Both would give the same numbers to different patients.",
                "number blocks (MPI-004)",
                "Have the supervisor lend this device another block.",
            ));
        }
        Err(match last {
            Some(_) => Failure::new(
                "There is no unit number left on this device.",
                "All numbers of its block are given; a number outside it could be given elsewhere too.",
                "number blocks",
                "Have the supervisor lend this device another block: here, or as a file.",
            ),
            None => Failure::new(
                "This device has no block of unit numbers.",
                "A number that no block holds could be given elsewhere too.",
                "number blocks",
                "Have the supervisor lend this device a block: here, or as a file.",
            ),
        })
    }

    /// A warning where numbers run out here; empty for none.
    pub(crate) fn numbers_warning(&self) -> Result<String, Failure> {
        let session = self.session()?;
        let (own, _) = session.own_blocks();
        let left: u64 = own.iter().map(|block| session.left_in(block)).sum();
        let of: u64 = own.last().map_or(0, |block| block.to + 1 - block.from);
        Ok(match left {
            0 => {
                "No unit number is left on this device. Ask the supervisor for a block.".to_owned()
            }
            left if left * 10 < of => format!(
                "{left} unit numbers are left on this device. Ask the supervisor for the next block."
            ),
            _ => String::new(),
        })
    }

    /// Blocks of numbers and what is wrong with them.
    pub(crate) async fn numbers(&mut self) -> Result<NumbersView, Failure> {
        let event = self
            .permit_all(Action::Read, RecordKind::NumberBlock, Relation::Assigned)
            .await?;
        self.record_events(&[event]).await?;
        self.numbers_view()
    }

    fn numbers_view(&self) -> Result<NumbersView, Failure> {
        let session = self.session()?;
        let everything = self.demand(Action::Read, RecordKind::NumberBlock).is_ok();
        let here = session.hand.device;
        let leases = session.facility.leases.values();
        let mut views: Vec<BlockView> = leases
            .filter(|lease| everything || lease.device == here)
            .map(|lease| self.block_view(lease))
            .collect::<Result<_, _>>()?;
        views.sort_by(|a, b| (!a.here, &a.from).cmp(&(!b.here, &b.from)));
        let (own, _) = session.own_blocks();
        let devices = session.facility.devices.values();
        Ok(NumbersView {
            device: here.0,
            blocks: views,
            left: own.iter().map(|block| session.left_in(block)).sum(),
            warning: self.numbers_warning()?,
            findings: if everything {
                self.number_findings()?
            } else {
                Vec::new()
            },
            devices: devices
                .map(|device| (device.device.0, self.holder_of(device.device)))
                .collect(),
        })
    }

    fn block_view(&self, lease: &Lease) -> Result<BlockView, Failure> {
        let session = self.session()?;
        let block = block(EntryId::default(), lease);
        let used = session.patients.last_of(block.from, block.to);
        let printed =
            |serial: u64| UnitNumber::new(serial).map_or_else(String::new, |n| n.to_string());
        Ok(BlockView {
            device: lease.device.0,
            holder: self.holder_of(lease.device),
            from: printed(lease.from),
            to: printed(lease.to),
            left: block.left(used),
            runs_out: block.runs_out(used),
            here: lease.device == session.hand.device,
        })
    }

    /// Whose device, in words.
    fn holder_of(&self, device: DeviceId) -> String {
        let devices = self.session().ok().map(|session| &session.facility.devices);
        let known = devices.and_then(|devices| devices.get(&EntryId(device.0)));
        let Some(known) = known else {
            return "a device that is not known here".to_owned();
        };
        let who = self.who(known.user);
        if known.name.is_empty() {
            who
        } else {
            format!("{who}, {}", known.name)
        }
    }

    /// Numbers given twice, wrong check digits, and blocks lent twice.
    pub(crate) fn number_findings(&self) -> Result<Vec<FindingView>, Failure> {
        let session = self.session()?;
        let shared = session.patients.shared_numbers();
        let wrong = session.catalogue.slots().iter().filter(|slot| {
            line_of(&session.catalogue, slot.record).is_some_and(|line| {
                !line.unit_number.is_empty() && line.unit_number.parse::<UnitNumber>().is_err()
            })
        });
        let issued: Vec<_> = shared
            .into_iter()
            .chain(wrong.map(|slot| slot.record))
            .filter_map(|record| Some((record, line_of(&session.catalogue, record)?)))
            .map(|(record, line)| identity::findings::Issued {
                id: super::person::person_id(record),
                number: line.unit_number.clone(),
                device: self.giver_of(&line.unit_number),
            })
            .collect();
        let mut found: Vec<FindingView> = identity::findings::numbers(&issued)
            .iter()
            .map(|of| finding(of, "unit numbers".to_owned()))
            .collect();
        for (a, b) in overlaps(&blocks(&session.facility)) {
            let (from, to) = (a.from.max(b.from), a.to.min(b.to));
            let printed =
                |serial: u64| UnitNumber::new(serial).map_or_else(String::new, |n| n.to_string());
            found.push(FindingView {
                rule: "MPI-004".to_owned(),
                error: true,
                what: format!(
                    "numbers {} to {} were lent twice",
                    printed(from),
                    printed(to)
                ),
                why: "two devices give the same numbers to different patients".to_owned(),
                place: "number blocks".to_owned(),
                fix: "lend both devices other blocks; neither numbers from these any more"
                    .to_owned(),
                source: "one number, one patient: unit numbering".to_owned(),
            });
        }
        Ok(found)
    }

    fn giver_of(&self, number: &str) -> String {
        let serial = number.parse::<UnitNumber>().ok().map(UnitNumber::serial);
        let leases = self
            .session()
            .ok()
            .map(|session| session.facility.leases.values());
        let mut of = leases.into_iter().flatten();
        let lease =
            serial.and_then(|serial| of.find(|lease| (lease.from..=lease.to).contains(&serial)));
        lease.map_or_else(String::new, |lease| self.holder_of(lease.device))
    }

    /// Lends a device a block out of this device's stretch. For another device it is a sealed file too.
    pub(crate) async fn lend(
        &mut self,
        device: DeviceId,
        count: u64,
    ) -> Result<LentBlock, Failure> {
        let mut events = vec![
            self.permit_all(Action::Create, RecordKind::NumberBlock, Relation::None)
                .await?,
        ];
        let here = self.session()?.hand.device;
        if device != here {
            let export = self
                .permit_all(Action::Export, RecordKind::NumberBlock, Relation::None)
                .await?;
            events.push(export);
        }
        let before = self.session()?.facility.clone();
        if !before.devices.contains_key(&EntryId(device.0)) {
            return Err(Failure::new(
                "No block was lent.",
                "The device is not one of this facility's.",
                "number blocks",
                "Take its user in first, and choose a device from the list.",
            ));
        }
        let mut after = before.clone();
        let stretch = before
            .stretches
            .values()
            .find(|stretch| stretch.device == here)
            .map(|stretch| stretch.number);
        let stretch = match stretch {
            Some(number) => number,
            None => {
                let taken =
                    |number: &u64| before.stretches.values().any(|one| one.number == *number);
                let number = (0..STRETCHES)
                    .find(|number| !taken(number))
                    .ok_or_else(no_stretch)?;
                let entry = Stretch {
                    device: here,
                    number,
                    at: self.civil_now(),
                };
                after.stretches.insert(EntryId(here.0), entry);
                number
            }
        };
        let asked = Request {
            device: holder(device),
            count,
            known: blocks(&before),
        };
        let said = |error: LeaseError| in_parts(&error, "number blocks");
        let mut ledger = Ledger::begin(holder(here), stretch).map_err(said)?;
        let granted = ledger.grant(&holder(here), &asked).map_err(said)?;
        let entry = EntryId(random(&mut self.world.rng()));
        let lease = Lease {
            device,
            from: granted.from,
            to: granted.to,
            at: self.civil_now(),
            by: self.session()?.user(),
        };
        after.leases.insert(entry, lease.clone());
        self.write_facility(after, "", events).await?;
        let file = if device == here {
            Vec::new()
        } else {
            self.block_file(entry, &lease)?
        };
        let block = self.block_view(&lease)?;
        Ok(LentBlock {
            file_name: format!("numbers {} to {}.chartroom", block.from, block.to),
            block,
            file,
        })
    }

    /// The block as a file: for whom it is stands in the clear, so that the wrong device can say so; the rest is sealed.
    fn block_file(&self, entry: EntryId, lease: &Lease) -> Result<Vec<u8>, Failure> {
        let mut rng = self.world.rng();
        let session = self.session()?;
        let epoch = session.keyring.newest();
        let key = session.keyring.catalogue(epoch).told()?;
        let place = session
            .places()
            .block(vault::DeviceId(lease.device.0), entry, epoch);
        let content = serde_json::to_vec(lease).unwrap_or_default();
        let sealed = vault::seal(key, &place, &content, &mut rng).told()?;
        Ok([FILE.as_slice(), &lease.device.0, &entry.0, &sealed].concat())
    }

    /// Takes in a block that came as a file: once, and only on the device it was lent to.
    pub(crate) async fn take_block(&mut self, file: &[u8]) -> Result<NumbersView, Failure> {
        let event = self
            .permit_all(Action::Read, RecordKind::NumberBlock, Relation::Assigned)
            .await?;
        let (entry, lease) = self.read_block(file)?;
        let mut after = self.session()?.facility.clone();
        if after.leases.contains_key(&entry) {
            return Err(Failure::new(
                "This block was taken in before.",
                "A file is taken in once; its numbers are in use or used up.",
                "the number block's file",
                "Ask for another block if numbers run out.",
            ));
        }
        after.leases.insert(entry, lease);
        self.write_facility(after, "", vec![event]).await?;
        self.numbers_view()
    }

    fn read_block(&self, file: &[u8]) -> Result<(EntryId, Lease), Failure> {
        let session = self.session()?;
        let here = session.hand.device;
        let parts = file
            .strip_prefix(FILE.as_slice())
            .and_then(|rest| rest.split_first_chunk::<16>())
            .and_then(|(device, rest)| Some((*device, rest.split_first_chunk::<16>()?)));
        let Some((device, (entry, sealed))) = parts else {
            return Err(no_block(
                "It does not begin as such a file does, or was cut off.",
            ));
        };
        if DeviceId(device) != here {
            return Err(Failure::new(
                "The block is lent to another device.",
                format!(
                    "It is for {}; both would give the same numbers.",
                    self.holder_of(DeviceId(device))
                ),
                "the number block's file",
                "Take it in on that device, as that person; ask for one of your own here.",
            ));
        }
        let entry = EntryId(*entry);
        let place = |epoch| {
            session
                .places()
                .block(vault::DeviceId(device), entry, epoch)
        };
        let epoch = vault::epoch_of(&place(0), sealed).told()?;
        let key = session.keyring.catalogue(epoch).told()?;
        let content = vault::open(key, &place(epoch), sealed).told()?;
        let lease: Lease = serde_json::from_slice(&content)
            .map_err(|_| no_block("Its seal holds, what is inside is no block."))?;
        let numbers = lease.from <= lease.to
            && lease.to - lease.from < LARGEST_LEASE
            && UnitNumber::new(lease.to).is_some();
        if lease.device == here && numbers {
            Ok((entry, lease))
        } else {
            Err(no_block("Its first and last number make no block."))
        }
    }
}

fn holder(device: DeviceId) -> Holder {
    Holder(device.to_string())
}

fn block(entry: EntryId, lease: &Lease) -> Block {
    Block {
        id: entry.to_string(),
        device: holder(lease.device),
        from: lease.from,
        to: lease.to,
    }
}

/// All blocks, in the order of their numbers.
fn blocks(facility: &Facility) -> Vec<Block> {
    let mut blocks: Vec<Block> = facility
        .leases
        .iter()
        .map(|(entry, lease)| block(*entry, lease))
        .collect();
    blocks.sort_by_key(|block| (block.from, block.to));
    blocks
}

fn no_block(why: &str) -> Failure {
    Failure::new(
        "The file is no block of numbers.",
        why,
        "the number block's file",
        "Get the file again from the supervisor.",
    )
}

fn no_stretch() -> Failure {
    Failure::new(
        "No block was lent.",
        "Every stretch of the numbers belongs to a device that lends already.",
        "number blocks",
        "Lend from one of those devices.",
    )
}
