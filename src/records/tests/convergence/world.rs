//! A world of devices that write, take back, take out, and now and then exchange what they have.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use records::{
    DeviceId, EntryId, Field, Hand, Kind, Log, OpId, RecordId, Recorded, Stamp, UserId, Value,
};

/// Fields that all devices write to: plain ones, and fields of two entries.
pub(crate) fn field(number: u8) -> Field {
    let entry = |n| EntryId([n; 16]);
    Field::new(match number % 6 {
        0 => "status".to_owned(),
        1 => "complaint".to_owned(),
        2 => format!("cases/{}/note", entry(1)),
        3 => format!("cases/{}/diagnoses/{}/code", entry(1), entry(2)),
        4 => format!("cases/{}/diagnoses/{}/poa", entry(1), entry(2)),
        _ => format!("cases/{}/diagnoses/{}/code", entry(1), entry(3)),
    })
}

#[derive(Debug, Clone)]
pub(crate) enum Step {
    /// A device sets a field.
    Set { device: u8, field: u8, value: u8 },
    /// A device takes an entry out.
    Remove { device: u8, entry: u8 },
    /// A device takes back its user's last act.
    Undo { device: u8 },
    /// A device brings back what it took back.
    Redo { device: u8 },
    /// One device gets all that another has.
    Sync { from: u8, to: u8 },
}

pub(crate) fn steps(devices: u8) -> impl Strategy<Value = Vec<Step>> {
    let device = 0..devices;
    let step = prop_oneof![
        5 => (device.clone(), 0_u8..6, 0_u8..4).prop_map(|(device, field, value)| Step::Set { device, field, value }),
        1 => (device.clone(), 2_u8..4).prop_map(|(device, entry)| Step::Remove { device, entry }),
        1 => device.clone().prop_map(|device| Step::Undo { device }),
        1 => device.clone().prop_map(|device| Step::Redo { device }),
        3 => (device.clone(), device).prop_map(|(from, to)| Step::Sync { from, to }),
    ];
    proptest::collection::vec(step, 0..40)
}

#[derive(Debug, Clone)]
struct Device {
    hand: Hand,
    log: Log,
}

#[derive(Debug, Clone)]
pub(crate) struct World {
    devices: Vec<Device>,
    now: i64,
}

impl World {
    pub(crate) fn play(devices: u8, steps: &[Step]) -> Self {
        let mut world = Self {
            devices: (0..devices)
                .map(|number| Device {
                    hand: Hand {
                        device: DeviceId([number + 1; 16]),
                        author: UserId([number + 1; 16]),
                        sequence: 0,
                        previous: [0; 32],
                        stamp: Stamp::default(),
                    },
                    log: Log::new(Kind::Encounter),
                })
                .collect(),
            now: 1_790_000_000_000,
        };
        world.go_on(steps);
        world
    }

    pub(crate) fn shift_clock(&mut self, by: i64) {
        self.now += by;
    }

    pub(crate) fn go_on(&mut self, steps: &[Step]) {
        for step in steps {
            self.now += 1;
            match *step {
                Step::Set {
                    device,
                    field: number,
                    value,
                } => {
                    let device = &mut self.devices[usize::from(device)];
                    let change = device
                        .log
                        .state()
                        .change(field(number), Value::Whole(i64::from(value)));
                    device.write(vec![change], None, self.now);
                }
                Step::Remove { device, entry } => {
                    let device = &mut self.devices[usize::from(device)];
                    let place = format!(
                        "cases/{}/diagnoses/{}",
                        EntryId([1; 16]),
                        EntryId([entry; 16])
                    );
                    let change = device.log.state().removal(&place);
                    device.write(vec![change], None, self.now);
                }
                Step::Undo { device } => {
                    self.devices[usize::from(device)].take_back(self.now, false)
                }
                Step::Redo { device } => {
                    self.devices[usize::from(device)].take_back(self.now, true)
                }
                Step::Sync { from, to } => {
                    let all = self.devices[usize::from(from)].log.operations().to_vec();
                    for recorded in all {
                        self.devices[usize::from(to)].log.insert(recorded);
                    }
                }
            }
        }
    }

    /// Every operation of every device, each once, parents first.
    pub(crate) fn everything(&self) -> Vec<Recorded> {
        let mut seen = BTreeSet::new();
        let all = self
            .devices
            .iter()
            .flat_map(|device| device.log.operations());
        all.filter(|recorded| seen.insert(recorded.id))
            .cloned()
            .collect()
    }

    pub(crate) fn has(&self, op: OpId) -> bool {
        self.devices.iter().any(|device| device.log.state().has(op))
    }

    pub(crate) fn sequences(&self) -> BTreeMap<DeviceId, u64> {
        self.devices
            .iter()
            .map(|device| (device.hand.device, device.hand.sequence))
            .collect()
    }
}

impl Device {
    fn write(&mut self, changes: Vec<records::Change>, undoes: Option<OpId>, now: i64) {
        let recorded = self.hand.write(
            RecordId([9; 16]),
            self.log.state(),
            changes,
            "",
            undoes,
            now,
        );
        self.log.insert(recorded);
    }

    fn take_back(&mut self, now: i64, again: bool) {
        let user = self.hand.author;
        let act = if again {
            self.log.redoable(user, "")
        } else {
            self.log.undoable(user, "")
        };
        let Some(act) = act.map(|act| act.id) else {
            return;
        };
        let Ok(reversal) = self.log.reversal(act) else {
            return;
        };
        for recorded in self
            .hand
            .take_back(RecordId([9; 16]), self.log.state(), reversal, now)
        {
            self.log.insert(recorded);
        }
    }
}
