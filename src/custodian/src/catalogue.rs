//! One line for each record, in memory while somebody has unlocked, so that lists and searches open no record.
//!
//! Lines are kept in pages of [`PER_PAGE`], sealed, with an index that names each page's digest and the arrival up to which
//! they go. They are a cache: what arrived later is read from the operations, and pages that are missing, damaged, or
//! not those the index names are made anew.

use std::collections::{BTreeSet, HashMap};

use records::{Kind, RecordId};
use serde::{Deserialize, Serialize};

use crate::summary::Line;

/// Lines of a page. A page of them is some 50 KiB, sealed in about a millisecond.
const PER_PAGE: usize = 256;
/// Version of pages and index.
const FORMAT: u8 = 4;

/// A record's line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Slot {
    pub(crate) record: RecordId,
    pub(crate) kind: Kind,
    pub(crate) line: Line,
}

/// What the index says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub(crate) struct Index {
    /// The last arrival that the pages hold.
    pub(crate) upto: u64,
    /// SHA-256 of each page's sealed bytes.
    pub(crate) pages: Vec<[u8; 32]>,
}

/// All lines.
#[derive(Debug, Default)]
pub(crate) struct Catalogue {
    slots: Vec<Slot>,
    by_id: HashMap<RecordId, usize>,
    /// Encounters by the patient they were recorded with.
    stays: HashMap<RecordId, BTreeSet<RecordId>>,
    /// Patients by the one that stands for them.
    merged: HashMap<RecordId, BTreeSet<RecordId>>,
    dirty: BTreeSet<u32>,
    touched: Vec<u32>,
    /// What the store holds of it.
    pub(crate) index: Index,
}

impl Catalogue {
    /// A record's line.
    pub(crate) fn get(&self, record: RecordId) -> Option<&Slot> {
        self.by_id.get(&record).map(|place| &self.slots[*place])
    }

    /// All lines, in the order in which their records came.
    pub(crate) fn slots(&self) -> &[Slot] {
        &self.slots
    }

    /// A patient's encounters, with those of the records it stands for.
    pub(crate) fn stays_of(&self, patient: RecordId) -> BTreeSet<RecordId> {
        let (mut seen, mut stays) = (BTreeSet::new(), BTreeSet::new());
        let mut left = vec![patient];
        while let Some(one) = left.pop() {
            if seen.insert(one) {
                stays.extend(self.stays.get(&one).into_iter().flatten());
                left.extend(self.merged.get(&one).into_iter().flatten());
            }
        }
        stays
    }

    /// The record that stands for a patient.
    pub(crate) fn survivor(&self, patient: RecordId) -> RecordId {
        let into = |at: RecordId| match &self.get(at)?.line {
            Line::Patient(line) => line.merged_into,
            _ => None,
        };
        // Nearly always nobody else does.
        let Some(mut at) = into(patient) else {
            return patient;
        };
        let mut seen = BTreeSet::from([patient]);
        while seen.insert(at)
            && let Some(next) = into(at)
        {
            at = next;
        }
        at
    }

    /// Places of the lines that came or changed, in the order in which they did; whoever keeps something by them reads on
    /// from where they were.
    pub(crate) fn touched(&self) -> &[u32] {
        &self.touched
    }

    /// Keeps in mind which patient a line points to, or no longer.
    fn point(&mut self, record: RecordId, line: &Line, there: bool) {
        let (map, to) = match line {
            Line::Encounter(stay) => (&mut self.stays, stay.patient),
            Line::Patient(patient) => (&mut self.merged, patient.merged_into),
            Line::Pair(_) | Line::None => return,
        };
        let Some(to) = to else { return };
        let pointing = map.entry(to).or_default();
        if there {
            pointing.insert(record);
        } else {
            pointing.remove(&record);
        }
    }

    /// Puts a record's line in, in place of the one before.
    pub(crate) fn put(&mut self, slot: Slot) {
        let place = *self.by_id.entry(slot.record).or_insert(self.slots.len());
        if place == self.slots.len() {
            self.point(slot.record, &slot.line, true);
            self.slots.push(slot);
        } else if self.slots[place] == slot {
            return;
        } else {
            let before = core::mem::replace(&mut self.slots[place], slot.clone());
            self.point(before.record, &before.line, false);
            self.point(slot.record, &slot.line, true);
        }
        self.dirty.insert((place / PER_PAGE) as u32);
        self.touched.push(place as u32);
    }

    /// Takes in a page out of the store.
    pub(crate) fn take_page(&mut self, bytes: &[u8]) -> bool {
        let Some((&FORMAT, rest)) = bytes.split_first() else {
            return false;
        };
        let Ok(slots) = postcard::from_bytes::<Vec<Slot>>(rest) else {
            return false;
        };
        for slot in slots {
            self.by_id.insert(slot.record, self.slots.len());
            self.point(slot.record, &slot.line, true);
            self.touched.push(self.slots.len() as u32);
            self.slots.push(slot);
        }
        true
    }

    /// Numbers of the pages that differ from what the store holds.
    pub(crate) fn dirty(&self) -> Vec<u32> {
        self.dirty.iter().copied().collect()
    }

    /// A page's bytes, to be sealed.
    pub(crate) fn page(&self, page: u32) -> Vec<u8> {
        let from = page as usize * PER_PAGE;
        let slots = &self.slots[from..self.slots.len().min(from + PER_PAGE)];
        postcard::to_extend(slots, vec![FORMAT]).unwrap_or_default()
    }

    /// The store holds the pages now.
    pub(crate) fn kept(&mut self, index: Index) {
        self.dirty.clear();
        self.index = index;
    }

    /// Nothing of what the store holds can be used.
    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }
}

impl Index {
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        postcard::to_extend(self, vec![FORMAT]).unwrap_or_default()
    }

    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        match bytes.split_first() {
            Some((&FORMAT, rest)) => postcard::from_bytes(rest).ok(),
            _ => None,
        }
    }
}
