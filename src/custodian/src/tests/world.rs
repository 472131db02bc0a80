//! A world for tests: a clock that is moved by hand, chance from a seed, and a derivation at the floor.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use futures_executor::block_on;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng, SeedableRng, TryCryptoRng, TryRng};
use records::model::{Encounter, Patient, PatientStatus, PersonName};
use records::{EntryId, Kind, RecordId};
use store::simulated::Device;
use vault::kdf::{Params, Recipe, derive};

use crate::protocol::{Failure, Founding, Person};
use crate::{Custodian, Judged, Now, Stretched, Surroundings};

/// Chance of the test.
#[derive(Clone)]
pub(super) struct Chance(Rc<RefCell<ChaCha20Rng>>);

impl TryRng for Chance {
    type Error = core::convert::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        Ok(self.0.borrow_mut().next_u32())
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        Ok(self.0.borrow_mut().next_u64())
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error> {
        self.0.borrow_mut().fill_bytes(bytes);
        Ok(())
    }
}

impl TryCryptoRng for Chance {}

#[derive(Clone)]
pub(super) struct World {
    pub(super) millis: Rc<Cell<i64>>,
    chance: Chance,
}

impl World {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            millis: Rc::new(Cell::new(1_790_000_000_000)),
            chance: Chance(Rc::new(RefCell::new(ChaCha20Rng::seed_from_u64(seed)))),
        }
    }
}

impl Surroundings for World {
    type Rng = Chance;

    fn now(&self) -> Now {
        self.millis.set(self.millis.get() + 1_000);
        Now {
            millis: self.millis.get(),
            offset_minutes: -360,
        }
    }

    fn rng(&self) -> Chance {
        self.chance.clone()
    }

    /// Says that it took long, so that the floor is used from then on.
    async fn derive(&self, password: &str, recipe: Recipe) -> Result<Stretched, Failure> {
        let floor = Recipe {
            params: Params::FLOOR,
            ..recipe
        };
        let keys = derive(password, &floor).expect("the floor is allowed");
        Ok(Stretched {
            keys,
            millis: 60_000,
        })
    }

    async fn judge(&self, password: &str, _: &[&str]) -> Result<Judged, Failure> {
        Ok(Judged {
            enough: password.len() >= 12,
            advice: vec!["Make it longer.".to_owned()],
        })
    }
}

pub(super) type Keeper = Custodian<Device, World>;

pub(super) const PASSWORD: &str = "marble-otter-lantern-seven";

pub(super) fn person(user_name: &str, password: &str) -> Person {
    Person {
        name: format!("Testcase, {user_name}"),
        credentials: "RHIT".to_owned(),
        unit: String::new(),
        user_name: user_name.to_owned(),
        password: password.to_owned(),
    }
}

pub(super) fn open(device: &Device, world: &World) -> Keeper {
    block_on(Custodian::open(device.clone(), world.clone())).expect("the store opens")
}

/// A facility with one person, who does everything and has unlocked.
pub(super) fn founded(device: &Device, world: &World) -> Keeper {
    founded_as(device, world, true)
}

/// A facility with its first person; a small one has nobody else.
pub(super) fn founded_as(device: &Device, world: &World, small: bool) -> Keeper {
    let mut keeper = open(device, world);
    let founding = Founding {
        facility_name: "Testcase Valley Clinic".to_owned(),
        facility_kind: "rhc".to_owned(),
        small,
        demo: false,
        person: person("quillon", PASSWORD),
    };
    block_on(keeper.found(&founding)).expect("it is set up");
    keeper
}

impl Keeper {
    /// Writes a patient's name.
    pub(super) fn name_patient(&mut self, number: u8, family: &str) -> Result<(), Failure> {
        let of = (Kind::Patient, RecordId([number; 16]));
        block_on(self.edit(of, "", Vec::new(), |patient: &mut Patient| {
            patient.status = PatientStatus::Provisional;
            patient.names.insert(
                EntryId([1; 16]),
                PersonName {
                    family: family.to_owned(),
                    ..PersonName::default()
                },
            );
        }))
        .map(|_| ())
    }

    /// A patient's name as it stands; empty for none.
    pub(super) fn patient_name(&mut self, number: u8) -> String {
        let log = block_on(self.log(Kind::Patient, RecordId([number; 16]))).expect("it is read");
        log.state().model::<Patient>().shown_name()
    }

    /// Writes an encounter's complaint.
    pub(super) fn note_complaint(&mut self, number: u8, complaint: &str) -> Result<(), Failure> {
        let of = (Kind::Encounter, RecordId([number; 16]));
        block_on(self.edit(of, "", Vec::new(), |stay: &mut Encounter| {
            complaint.clone_into(&mut stay.complaint);
        }))
        .map(|_| ())
    }
}

/// A facility in which several people share the work: a supervisor who also is privacy officer has founded it, and a coder
/// is taken in. Nobody has unlocked.
pub(super) fn shared(device: &Device, world: &World) -> Keeper {
    let mut keeper = founded(device, world);
    keeper.name_patient(1, "Sample").expect("saved");
    keeper.note_complaint(2, "Fever").expect("saved");
    let form = crate::protocol::FacilityForm {
        small: false,
        ..keeper.people().expect("unlocked").facility
    };
    block_on(keeper.set_facility(&form)).expect("set");
    take_in(&mut keeper, "perrin", "coder");
    block_on(keeper.lock(false)).expect("locked");
    keeper
}

/// Takes a person in who has a unit of their own.
pub(super) fn take_in(keeper: &mut Keeper, user_name: &str, role: &str) -> [u8; 16] {
    let mut person = person(user_name, OTHER);
    person.unit = "3 West".to_owned();
    let new = crate::protocol::NewMember {
        person,
        roles: vec![role.to_owned()],
    };
    block_on(keeper.add_member(&new)).expect("taken in");
    let people = keeper.people().expect("unlocked").people;
    let name = format!("Testcase, {user_name}");
    people
        .iter()
        .find(|view| view.name == name)
        .expect("there")
        .user
}

/// The password of everybody else.
pub(super) const OTHER: &str = "thistle-quartz-mango-two";

/// Everything in a store, with the lease that is each device's own taken out.
pub(super) fn all_rows(device: &Device) -> Vec<(store::Table, store::Row)> {
    use store::Store as _;
    let rows = store::Table::ALL.into_iter().flat_map(|table| {
        let all = store::Range::all();
        block_on(device.range(table, &all, None, store::Direction::Forward))
            .expect("read")
            .into_iter()
            .map(move |row| (table, row))
    });
    rows.filter(|(table, row)| !(*table == store::Table::Meta && row.key == b"lease"))
        .collect()
}

/// A device with the same rows: a profile that was copied.
pub(super) fn copy_of(rows: &[(store::Table, store::Row)]) -> Device {
    use store::Store as _;
    let device = Device::new();
    let mut batch = store::Batch::new();
    for (table, row) in rows {
        batch.put(*table, row.key.clone(), row.value.clone());
    }
    block_on(device.write(batch, store::Durability::Strict)).expect("written");
    device
}

/// A check of the whole store.
pub(super) fn checked(keeper: &mut Keeper) -> crate::protocol::Checked {
    let mut checking = crate::Checking::default();
    loop {
        if let Some(checked) = block_on(keeper.check_some(&mut checking)).expect("checked") {
            return checked;
        }
    }
}

/// What is wrong in the whole store.
pub(super) fn faults(keeper: &mut Keeper) -> Vec<String> {
    let faults = checked(keeper).faults;
    faults.into_iter().map(|fault| fault.what).collect()
}
