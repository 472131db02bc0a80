//! How people, records and times are shown to whoever reviews.

use access::review::Facts;
use access::{Action, Flags, Moment, RecordKind};
use records::{EntryId, Kind, RecordId, UserId};
use store::Store;

use crate::custodian::Custodian;
use crate::rights::{same_surname, surname};
use crate::session::Session;
use crate::summary::{Line, PatientLine};
use crate::surroundings::Surroundings;

impl Session {
    /// A person's name; empty where nobody of that id works or worked here.
    pub(crate) fn name_of(&self, user: UserId) -> String {
        let member = self.facility.members.get(&EntryId(user.0));
        member.map_or_else(String::new, |member| member.name.clone())
    }

    /// The patient a record is about.
    fn patient_about(&self, record: RecordId) -> Option<&PatientLine> {
        match &self.catalogue.get(record)?.line {
            Line::Patient(patient) => Some(patient),
            Line::Encounter(stay) => match &self.catalogue.get(stay.patient?)?.line {
                Line::Patient(patient) => Some(patient),
                _ => None,
            },
            Line::Pair(_) | Line::None => None,
        }
    }
}

impl Facts for Session {
    fn same_surname(&self, user: access::UserId, record: access::RecordId) -> bool {
        let name = self.name_of(UserId(user.0));
        self.patient_about(RecordId(record.0))
            .is_some_and(|patient| same_surname(&patient.name, surname(&name)))
    }

    fn guarded(&self, record: access::RecordId) -> bool {
        let flags = Flags::VIP.with(Flags::EMPLOYEE);
        self.patient_about(RecordId(record.0))
            .is_some_and(|patient| patient.flags.any(flags))
    }
}

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// A record's account or unit number; empty where whoever has unlocked may not read it, or it has none.
    pub(crate) fn record_name(&self, record: RecordId) -> String {
        let Ok(session) = self.session() else {
            return String::new();
        };
        let Some(slot) = session.catalogue.get(record) else {
            return String::new();
        };
        let (kind, name) = match &slot.line {
            Line::Patient(patient) => (RecordKind::Patient, &patient.unit_number),
            Line::Encounter(stay) => (RecordKind::Encounter, &stay.account),
            Line::Pair(_) | Line::None => return String::new(),
        };
        let of = (slot.kind, record);
        match self.may_on(of, Action::Read, kind) {
            Ok(right) if right.at_once() => name.clone(),
            _ => String::new(),
        }
    }

    /// The kind by which the trail knows a record.
    pub(crate) fn kind_of(&self, record: RecordId) -> RecordKind {
        let slot = self
            .session()
            .ok()
            .and_then(|session| session.catalogue.get(record));
        match slot.map(|slot| slot.kind) {
            Some(Kind::Patient) => RecordKind::Patient,
            Some(Kind::Pair) => RecordKind::PatientPair,
            Some(Kind::Facility) => RecordKind::Facility,
            _ => RecordKind::Encounter,
        }
    }

    /// A time by the clock here.
    /// A moment by the clock here, to the minute.
    pub(crate) fn shown_minute(&self, millis: i64) -> String {
        let moment = Moment {
            milliseconds: millis,
            offset_minutes: self.world.now().offset_minutes,
        };
        let local = moment.local();
        local.map_or_else(String::new, |local| {
            local.format("%Y-%m-%d %H:%M").to_string()
        })
    }

    pub(crate) fn shown_time(&self, millis: i64) -> String {
        shown(Moment {
            milliseconds: millis,
            offset_minutes: self.world.now().offset_minutes,
        })
    }
}

/// A moment by the clock that hung on the wall.
pub(crate) fn shown(moment: Moment) -> String {
    moment.local().map_or_else(String::new, |local| {
        local.format("%Y-%m-%d %H:%M:%S %:z").to_string()
    })
}

/// A number of bytes with its unit.
pub(crate) fn size(bytes: u64) -> String {
    let (mut tenths, mut unit) = (u128::from(bytes) * 10, 0);
    const UNITS: [&str; 5] = ["B", "KiB", "MiB", "GiB", "TiB"];
    while tenths >= 10_240 && unit + 1 < UNITS.len() {
        tenths /= 1_024;
        unit += 1;
    }
    if unit == 0 {
        return format!("{bytes} B");
    }
    format!("{}.{} {}", tenths / 10, tenths % 10, UNITS[unit])
}

/// A day as screens show it.
pub(crate) fn day(day: chrono::NaiveDate) -> String {
    day.format("%Y-%m-%d").to_string()
}

/// How many of something, in words.
pub(crate) fn count(number: u64, one: &str, many: &str) -> String {
    if number == 1 {
        format!("1 {one}")
    } else {
        format!("{number} {many}")
    }
}
