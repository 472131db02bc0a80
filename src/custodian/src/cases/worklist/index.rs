//! Rows of the worklist and their orders, kept while somebody has unlocked.
//!
//! A row holds what its line does not: the patient's name, and the texts that are searched. Some 120 bytes a row. Each order
//! is four bytes a row, made when it is first asked for; afterwards only what changed is taken out and put in again.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use memchr::memmem::Finder;
use records::model::Facility;
use records::{RecordId, UserId};

use super::status_of;
use crate::catalogue::{Catalogue, Slot};
use crate::protocol::WorklistSort;
use crate::summary::{EncounterLine, Line};

/// A row.
#[derive(Debug)]
pub(in crate::cases) struct Row {
    pub(in crate::cases) encounter: RecordId,
    /// Place of its line.
    place: u32,
    /// Whether it is on the list at all: an encounter with a case, or one that is discharged.
    listed: bool,
    /// The patient's name.
    pub(super) patient: String,
    /// What is searched, in lower case: the account's number, and on a line of its own the patient's name.
    folded: String,
    /// Where the name begins in it.
    name_at: usize,
}

impl Row {
    /// Whether every word stands in the account's number, or in the name where that may be read.
    pub(super) fn holds(&self, words: &[Finder<'_>], name: bool) -> bool {
        let text = if name {
            self.folded.as_str()
        } else {
            &self.folded[..self.name_at]
        };
        words
            .iter()
            .all(|word| word.find(text.as_bytes()).is_some())
    }

    fn patient_folded(&self) -> &str {
        &self.folded[self.name_at..]
    }
}

/// At the place of a line that has no row.
const NO_ROW: u32 = u32::MAX;

/// The rows.
#[derive(Debug, Default)]
pub(in crate::cases) struct Index {
    rows: Vec<Row>,
    /// Rows by the places of their lines; [`NO_ROW`] where a line is none of an encounter.
    by_place: Vec<u32>,
    by_patient: HashMap<RecordId, Vec<u32>>,
    orders: BTreeMap<u8, (WorklistSort, Vec<u32>)>,
    /// How many of the catalogue's changes are taken in.
    taken_in: usize,
}

/// Names of those who work or worked here.
pub(in crate::cases) fn names(facility: &Facility) -> BTreeMap<UserId, &str> {
    let members = facility.members.values();
    members
        .map(|member| (member.user, member.name.as_str()))
        .collect()
}

impl Index {
    /// A row and its line, where it is on the list.
    pub(super) fn row<'a>(
        &'a self,
        row: u32,
        catalogue: &'a Catalogue,
    ) -> Option<(&'a Row, &'a EncounterLine)> {
        let row = self.rows.get(row as usize).filter(|row| row.listed)?;
        Some((row, line(catalogue, row.place)?))
    }

    /// All rows on the list, in no order that means anything.
    pub(in crate::cases) fn lines<'a>(
        &'a self,
        catalogue: &'a Catalogue,
    ) -> impl Iterator<Item = (&'a Row, &'a EncounterLine)> {
        (0..self.rows.len() as u32).filter_map(|row| self.row(row, catalogue))
    }

    /// Rows in the order of a column that was asked for.
    pub(super) fn ordered(&self, sort: WorklistSort) -> &[u32] {
        self.orders
            .get(&(sort as u8))
            .map_or(&[], |(_, order)| order.as_slice())
    }

    /// Takes in what changed, and makes the order of a column where it is not there yet.
    pub(in crate::cases) fn order(
        &mut self,
        sort: WorklistSort,
        catalogue: &Catalogue,
        names: &BTreeMap<UserId, &str>,
    ) {
        self.refresh(catalogue, names);
        let by_discharge = WorklistSort::Discharged;
        if !self.orders.contains_key(&(by_discharge as u8)) {
            let order = self.by_discharge(catalogue);
            self.orders
                .insert(by_discharge as u8, (by_discharge, order));
        }
        if !self.orders.contains_key(&(sort as u8)) {
            // What is alike stands as by discharge: a stable sort by the column alone keeps that.
            let mut order = self.ordered(by_discharge).to_vec();
            let keys: Vec<Key<'_>> = self
                .rows
                .iter()
                .map(|row| match line(catalogue, row.place) {
                    Some(line) => key(sort, row, line, names),
                    None => by_number(0),
                })
                .collect();
            order.sort_by_key(|row| keys[*row as usize]);
            self.orders.insert(sort as u8, (sort, order));
        }
    }

    /// All rows by discharge, then by account.
    fn by_discharge(&self, catalogue: &Catalogue) -> Vec<u32> {
        let mut order: Vec<(u128, u128, u32)> = (0_u32..)
            .zip(&self.rows)
            .map(|(place, row)| {
                line(catalogue, row.place).map_or((0, 0, place), |line| {
                    (beginning(&line.discharged), beginning(&line.account), place)
                })
            })
            .collect();
        // Days and nearly all accounts are short enough for their beginnings to tell them apart.
        order.sort_unstable_by(|a, b| {
            (a.0, a.1).cmp(&(b.0, b.1)).then_with(|| {
                let account = |row: u32| {
                    let row = self.rows.get(row as usize)?;
                    Some(line(catalogue, row.place)?.account.as_str())
                };
                account(a.2).cmp(&account(b.2)).then(a.2.cmp(&b.2))
            })
        });
        order.into_iter().map(|(_, _, row)| row).collect()
    }

    /// Takes in what changed in the catalogue.
    pub(in crate::cases) fn refresh(
        &mut self,
        catalogue: &Catalogue,
        names: &BTreeMap<UserId, &str>,
    ) {
        let touched = catalogue.touched();
        let new = &touched[self.taken_in.min(touched.len())..];
        let places: BTreeSet<u32> = new.iter().copied().collect();
        self.taken_in = touched.len();
        let mut changed: BTreeSet<u32> = BTreeSet::new();
        for place in places {
            let Some(slot) = catalogue.slots().get(place as usize) else {
                continue;
            };
            match &slot.line {
                Line::Encounter(line) => {
                    changed.insert(self.take_in(place, slot, line, catalogue));
                }
                Line::Patient(_) => {
                    let rows = self.by_patient.get(&slot.record);
                    for row in rows.cloned().unwrap_or_default() {
                        let place = self.rows[row as usize].place;
                        if let Some(line) = line(catalogue, place) {
                            let slot = &catalogue.slots()[place as usize];
                            changed.insert(self.take_in(place, slot, line, catalogue));
                        }
                    }
                }
                Line::Pair(_) | Line::None => {}
            }
        }
        if changed.is_empty() {
            return;
        }
        if changed.len() > self.rows.len() / 8 {
            // So much has changed that sorting anew is quicker.
            self.orders.clear();
            return;
        }
        let mut orders = core::mem::take(&mut self.orders);
        for (sort, order) in orders.values_mut() {
            order.retain(|row| !changed.contains(row));
            for row in &changed {
                let at = order.partition_point(|other| {
                    self.compare(*sort, *other, *row, catalogue, names) == Ordering::Less
                });
                order.insert(at, *row);
            }
        }
        self.orders = orders;
    }

    /// Makes a row, or makes it anew.
    fn take_in(
        &mut self,
        place: u32,
        slot: &Slot,
        line: &EncounterLine,
        catalogue: &Catalogue,
    ) -> u32 {
        let patient = line.patient.map(|patient| catalogue.survivor(patient));
        let name =
            patient
                .and_then(|patient| catalogue.get(patient))
                .map_or("", |slot| match &slot.line {
                    Line::Patient(patient) => patient.name.as_str(),
                    _ => "",
                });
        let mut folded = line.account.to_lowercase();
        folded.push('\n');
        let name_at = folded.len();
        folded += &name.to_lowercase();
        let row = Row {
            encounter: slot.record,
            place,
            listed: line.case.is_some()
                || matches!(
                    line.status.as_str(),
                    "discharged" | "coded" | "billed" | "rebilled"
                ),
            patient: name.to_owned(),
            folded,
            name_at,
        };
        let known = place as usize;
        if known >= self.by_place.len() {
            self.by_place.resize(known + 1, NO_ROW);
        }
        let at = match self.by_place[known] {
            NO_ROW => {
                self.rows.push(row);
                self.rows.len() as u32 - 1
            }
            at => {
                self.rows[at as usize] = row;
                at
            }
        };
        self.by_place[known] = at;
        // The record that stands for the patient, and the one the encounter was recorded with: a change of either is seen.
        for patient in [line.patient, patient].into_iter().flatten() {
            let rows = self.by_patient.entry(patient).or_default();
            if !rows.contains(&at) {
                rows.push(at);
            }
        }
        at
    }

    fn compare(
        &self,
        sort: WorklistSort,
        a: u32,
        b: u32,
        catalogue: &Catalogue,
        names: &BTreeMap<UserId, &str>,
    ) -> Ordering {
        let (one, other) = (&self.rows[a as usize], &self.rows[b as usize]);
        let (Some(x), Some(y)) = (line(catalogue, one.place), line(catalogue, other.place)) else {
            return a.cmp(&b);
        };
        let by = key(sort, one, x, names).cmp(&key(sort, other, y, names));
        by.then_with(|| x.discharged.cmp(&y.discharged))
            .then_with(|| x.account.cmp(&y.account))
            .then(a.cmp(&b))
    }
}

fn line(catalogue: &Catalogue, place: u32) -> Option<&EncounterLine> {
    match &catalogue.slots().get(place as usize)?.line {
        Line::Encounter(line) => Some(line),
        _ => None,
    }
}

/// What a column is sorted by: a number, then a text. The text's beginning as a number comes before it: mostly it decides, and
/// the text, which lies elsewhere in memory, need not be looked at.
type Key<'a> = (u64, u128, &'a str);

/// The first sixteen bytes of a text as a number that is ordered as they are.
fn beginning(text: &str) -> u128 {
    let mut bytes = [0; 16];
    let length = text.len().min(bytes.len());
    bytes[..length].copy_from_slice(&text.as_bytes()[..length]);
    u128::from_be_bytes(bytes)
}

const fn by_number<'a>(number: u64) -> Key<'a> {
    (number, 0, "")
}

fn by_text(text: &str) -> Key<'_> {
    (0, beginning(text), text)
}

fn key<'a>(
    sort: WorklistSort,
    row: &'a Row,
    line: &'a EncounterLine,
    names: &BTreeMap<UserId, &'a str>,
) -> Key<'a> {
    let case = line.case.as_ref();
    match sort {
        // What nobody has judged comes last.
        WorklistSort::Priority => match case.map_or(0, |case| case.priority) {
            0 => by_number(u64::MAX),
            priority => by_number(u64::from(priority)),
        },
        // It is what everything is sorted by where it is alike.
        WorklistSort::Discharged => by_number(0),
        WorklistSort::Admitted => by_text(&line.admitted),
        WorklistSort::Account => by_text(&line.account),
        WorklistSort::Patient => by_text(row.patient_folded()),
        WorklistSort::Class => by_text(&line.class),
        WorklistSort::Service => by_text(&line.service),
        WorklistSort::Attending => by_text(&line.attending),
        WorklistSort::Status => by_number(status_of(line) as u64),
        WorklistSort::Coder => {
            let coder = case.and_then(|case| case.coder);
            let name = coder.and_then(|coder| names.get(&coder));
            by_text(name.copied().unwrap_or_default())
        }
        // No day comes last.
        WorklistSort::Due => {
            let due = case.map_or("", |case| case.due.as_str());
            (u64::from(due.is_empty()), beginning(due), due)
        }
        WorklistSort::Drg => by_text(case.map_or("", |case| case.drg.as_str())),
        WorklistSort::Weight => {
            let weight = case.and_then(|case| case.weight_e4);
            by_number(weight.map_or(0, |weight| u64::from(weight) + 1))
        }
        // Credits before charges, and none before both.
        WorklistSort::Charges => {
            let cents = line.charges_cents;
            by_number(cents.map_or(0, |cents| (cents as u64) ^ (1 << 63)))
        }
    }
}
