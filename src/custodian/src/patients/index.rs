//! The patients in memory while somebody has unlocked: the matcher's index, numbers, pointers, and the pairs that nobody
//! has decided on. Made from the catalogue's lines when first asked for, and kept up with every write by the lines that
//! changed; no record is opened for it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use identity::gate::Searched;
use identity::numbers::UnitNumber;
use identity::weights::Model;
use identity::{BirthDate, Candidates, Person};
use records::RecordId;
use records::model::Decision;

use super::person::{joined, person_id, record_id};
use crate::catalogue::Catalogue;
use crate::summary::{Line, PatientLine};

/// The most searches held open. The oldest is forgotten first and has to be made again.
const OPEN_SEARCHES: usize = 32;
/// The most records that point to one another in a row.
const LONGEST_WAY: usize = 64;

/// What was put in for a record, so that it can be taken out.
#[derive(Debug, Clone, Copy, Default)]
struct Put {
    serial: Option<u64>,
    birth: Option<BirthDate>,
    to: Option<RecordId>,
}

/// The patients.
#[derive(Debug)]
pub(crate) struct Patients {
    /// Records that no other stands for, with the facts of those they stand for.
    pub(crate) candidates: Candidates,
    put: HashMap<RecordId, Put>,
    words: BTreeMap<RecordId, String>,
    serials: BTreeMap<u64, BTreeSet<RecordId>>,
    births: HashMap<BirthDate, BTreeSet<RecordId>>,
    /// Records that point here.
    from: BTreeMap<RecordId, BTreeSet<RecordId>>,
    decided: HashMap<(RecordId, RecordId), Decision>,
    /// To be compared with all others.
    waiting: BTreeSet<RecordId>,
    alike: BTreeMap<RecordId, BTreeMap<RecordId, i64>>,
    searches: BTreeMap<u64, Searched>,
    order: Vec<u64>,
    /// How many of the catalogue's changes were taken in.
    taken_in: usize,
}

impl Patients {
    pub(crate) fn new() -> Self {
        Self {
            candidates: Candidates::new(Model::shipped()),
            put: HashMap::new(),
            words: BTreeMap::new(),
            serials: BTreeMap::new(),
            births: HashMap::new(),
            from: BTreeMap::new(),
            decided: HashMap::new(),
            waiting: BTreeSet::new(),
            alike: BTreeMap::new(),
            searches: BTreeMap::new(),
            order: Vec::new(),
            taken_in: 0,
        }
    }

    /// Takes in lines that changed, at most so many. Gives how many are left.
    pub(crate) fn keep_up(&mut self, catalogue: &Catalogue, most: usize) -> usize {
        let touched = catalogue.touched();
        let new = &touched[self.taken_in.min(touched.len())..];
        let left = new.len().saturating_sub(most);
        let new = &new[..new.len() - left];
        self.taken_in = touched.len() - left;
        let touched: BTreeSet<RecordId> = new
            .iter()
            .filter_map(|place| catalogue.slots().get(*place as usize))
            .map(|slot| slot.record)
            .collect();
        let mut stale: BTreeSet<RecordId> = BTreeSet::new();
        for record in &touched {
            match catalogue.get(*record).map(|slot| &slot.line) {
                Some(Line::Patient(line)) => {
                    stale.insert(*record);
                    stale.insert(self.root(*record));
                    self.replace(*record, line);
                }
                Some(Line::Pair(line)) => {
                    self.decided
                        .insert(ordered(line.one, line.other), line.decision);
                }
                _ => {}
            }
        }
        // Pointers are whole only now.
        let roots: BTreeSet<RecordId> = stale.iter().map(|record| self.root(*record)).collect();
        for record in stale.union(&roots) {
            self.index(*record, catalogue);
        }
        left
    }

    fn replace(&mut self, record: RecordId, line: &PatientLine) {
        let before = self.put.remove(&record).unwrap_or_default();
        if let Some(serial) = before.serial {
            take(&mut self.serials, &serial, record);
        }
        if let Some(birth) = before.birth
            && let Some(of) = self.births.get_mut(&birth)
        {
            of.remove(&record);
        }
        if let Some(to) = before.to {
            take(&mut self.from, &to, record);
        }
        let number: Option<UnitNumber> = line.unit_number.parse().ok();
        let put = Put {
            serial: number.map(UnitNumber::serial),
            birth: line.person.birth,
            to: line.merged_into,
        };
        if let Some(serial) = put.serial {
            self.serials.entry(serial).or_default().insert(record);
        }
        if let Some(birth) = put.birth {
            self.births.entry(birth).or_default().insert(record);
        }
        if let Some(to) = put.to {
            self.from.entry(to).or_default().insert(record);
        }
        self.put.insert(record, put);
        self.words.insert(record, words_of(line));
    }

    /// Puts a record anew into what is searched, or takes it out where another stands for it.
    fn index(&mut self, record: RecordId, catalogue: &Catalogue) {
        let id = person_id(record);
        self.forget_pairs(record);
        self.waiting.remove(&record);
        let Some(line) = line_of(catalogue, record) else {
            return;
        };
        if self.root(record) != record {
            self.candidates.remove(id);
            return;
        }
        let others = self.standing_here(record);
        let lines = others.iter().filter_map(|other| line_of(catalogue, *other));
        let persons: Vec<Person> = lines.map(|line| line.person.clone()).collect();
        let person = joined(line.person.clone(), persons.iter());
        self.candidates.insert(id, &person);
        self.waiting.insert(record);
    }

    /// The record that stands for this one: itself, where none does. Records that point to each other in a ring, as two
    /// devices can make them, are all stood for by the one with the smallest id.
    pub(crate) fn root(&self, record: RecordId) -> RecordId {
        let mut way = vec![record];
        while let Some(next) = self.put.get(&way[way.len() - 1]).and_then(|put| put.to) {
            if let Some(start) = way.iter().position(|seen| *seen == next) {
                return way[start..].iter().copied().min().unwrap_or(record);
            }
            if way.len() == LONGEST_WAY {
                break;
            }
            way.push(next);
        }
        way[way.len() - 1]
    }

    /// Records that this one stands for, directly or by way of others.
    pub(crate) fn standing_here(&self, record: RecordId) -> Vec<RecordId> {
        let mut found = Vec::new();
        let mut next = vec![record];
        while let Some(of) = next.pop() {
            for from in self.from.get(&of).into_iter().flatten() {
                if *from != record && !found.contains(from) {
                    found.push(*from);
                    next.push(*from);
                }
            }
        }
        found
    }

    /// The last number given out of a block, as far as this device knows.
    pub(crate) fn last_of(&self, from: u64, to: u64) -> Option<UnitNumber> {
        let (serial, _) = self.serials.range(from..=to).next_back()?;
        UnitNumber::new(*serial)
    }

    /// Who else bears a number.
    pub(crate) fn bearers(&self, number: UnitNumber) -> Vec<RecordId> {
        let bearers = self.serials.get(&number.serial()).into_iter().flatten();
        bearers.copied().collect()
    }

    /// Numbers borne by more than one record.
    pub(crate) fn shared_numbers(&self) -> Vec<RecordId> {
        let shared = self.serials.values().filter(|bearers| bearers.len() > 1);
        shared.flatten().copied().collect()
    }

    /// Who was born on the same day.
    pub(crate) fn born(&self, birth: BirthDate) -> Vec<RecordId> {
        let born = self.births.get(&birth).into_iter().flatten();
        born.copied().collect()
    }

    /// Records of which every word that was typed begins a word.
    pub(crate) fn look(&self, text: &str) -> Vec<RecordId> {
        let typed = identity::normal::folded(text);
        let parts: Vec<String> = typed.split(' ').map(|word| format!(" {word}")).collect();
        if typed.is_empty() {
            return Vec::new();
        }
        let found = self
            .words
            .iter()
            .filter(|(_, words)| parts.iter().all(|part| words.contains(part.as_str())));
        found.map(|(record, _)| *record).collect()
    }

    /// Holds a search under a number of its own.
    pub(crate) fn hold(&mut self, number: u64, searched: Searched) {
        if self.order.len() >= OPEN_SEARCHES {
            let oldest = self.order.remove(0);
            self.searches.remove(&oldest);
        }
        self.order.push(number);
        self.searches.insert(number, searched);
    }

    /// An open search.
    pub(crate) fn search(&mut self, number: u64) -> Option<&mut Searched> {
        self.searches.get_mut(&number)
    }

    /// Takes a search out: it is spent, unless it is held again.
    pub(crate) fn spend(&mut self, number: u64) -> Option<Searched> {
        self.order.retain(|open| *open != number);
        self.searches.remove(&number)
    }

    /// Compares some of the records that are new or changed with all others. Gives how many are left.
    pub(crate) fn compare_some(&mut self, most: usize) -> usize {
        for _ in 0..most {
            let Some(record) = self.waiting.pop_first() else {
                break;
            };
            for candidate in self.candidates.duplicates_of(person_id(record)).candidates {
                let other = record_id(candidate.id);
                let millibits = millibits(candidate.waterfall.total);
                self.alike
                    .entry(record)
                    .or_default()
                    .insert(other, millibits);
                self.alike
                    .entry(other)
                    .or_default()
                    .insert(record, millibits);
            }
        }
        self.waiting.len()
    }

    fn forget_pairs(&mut self, record: RecordId) {
        for (other, _) in self.alike.remove(&record).unwrap_or_default() {
            if let Some(of) = self.alike.get_mut(&other) {
                of.remove(&record);
            }
        }
    }

    /// How many records are yet to be compared.
    pub(crate) fn left(&self) -> usize {
        self.waiting.len()
    }

    /// Pairs at or above the review threshold that nobody has decided on, the likeliest first. A merge that awaits its second
    /// person is among them.
    pub(crate) fn queue(&self) -> Vec<(RecordId, RecordId, i64)> {
        let mut pairs: Vec<_> = self
            .alike
            .iter()
            .flat_map(|(one, others)| others.iter().map(|(other, bits)| (*one, *other, *bits)))
            .filter(|(one, other, _)| one < other)
            .filter(|(one, other, _)| {
                self.decided.get(&(*one, *other)) != Some(&Decision::Different)
            })
            .collect();
        pairs.sort_by_key(|(one, other, bits)| (-bits, *one, *other));
        pairs
    }

    /// What was decided on a pair.
    pub(crate) fn decision(&self, one: RecordId, other: RecordId) -> Option<Decision> {
        self.decided.get(&ordered(one, other)).copied()
    }
}

/// A pair, the smaller id first.
pub(crate) fn ordered(one: RecordId, other: RecordId) -> (RecordId, RecordId) {
    (one.min(other), one.max(other))
}

/// Bits in thousandths, as records and screens hold them.
pub(crate) fn millibits(bits: f64) -> i64 {
    (bits * 1_000.0).round() as i64
}

/// A patient's line.
pub(crate) fn line_of(catalogue: &Catalogue, record: RecordId) -> Option<&PatientLine> {
    match &catalogue.get(record)?.line {
        Line::Patient(line) => Some(line),
        _ => None,
    }
}

fn take<K: Ord>(sets: &mut BTreeMap<K, BTreeSet<RecordId>>, key: &K, record: RecordId) {
    if let Some(set) = sets.get_mut(key) {
        set.remove(&record);
        if set.is_empty() {
            sets.remove(key);
        }
    }
}

/// What a record is found by: all names, its number with and without the hyphen, the birth date.
fn words_of(line: &PatientLine) -> String {
    let mut text = String::new();
    for name in &line.person.names {
        for part in [&name.family, &name.given, &name.middle] {
            text.push(' ');
            text.push_str(part);
        }
    }
    let bare = line.unit_number.replace('-', "");
    let text = format!("{text} {} {bare} {}", line.unit_number, line.birth_date);
    format!(" {}", identity::normal::folded(&text))
}
