//! All procedure codes, arranged so that counting what remains takes microseconds.
//!
//! The official tables multiply: many body parts share the same approaches, devices and qualifiers. So codes are
//! kept as tables (first three places), body parts within them, and *endings*: distinct lists of what the last
//! three places may be, each shared by hundreds of body parts. A *sense* is a character together with what it
//! means, for the same character means one body part in one table and another in the next.

use std::collections::HashMap;

use rustc_hash::{FxBuildHasher, FxHashMap};

use super::PLACES;
use super::reading::Words;
use crate::pcs::PcsPack;

/// A character of a place with its meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Sense {
    pub(super) value: u8,
    /// Number of the label; `None` if it is not known.
    pub(super) label: Option<u32>,
}

/// Codes that share the first three places: a range of parts.
#[derive(Debug, Clone)]
pub(super) struct Table {
    pub(super) senses: [u16; 3],
    pub(super) parts: core::ops::Range<usize>,
}

/// Codes that share the first four places.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub(super) sense: u16,
    pub(super) endings: u32,
}

/// The last three places of a code, and when it is valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Ending {
    pub(super) senses: [u16; 3],
    pub(super) calendar: u8,
}

/// All codes of a pack, arranged; for every date.
#[derive(Debug, Clone)]
pub(in crate::pcs) struct Arranged {
    /// Senses of each place.
    pub(super) senses: [Vec<Sense>; PLACES],
    pub(super) tables: Vec<Table>,
    pub(super) parts: Vec<Part>,
    /// Distinct lists of endings.
    pub(super) endings: Vec<Vec<Ending>>,
    pub(super) words: Words,
}

/// Builds codes of a pack: [`PcsPack::builder`]. It answers for every date.
#[derive(Debug, Clone, Copy)]
pub struct Builder<'p> {
    pub(super) pack: &'p PcsPack,
    pub(super) all: &'p Arranged,
}

impl<'p> Builder<'p> {
    pub(in crate::pcs) fn new(pack: &'p PcsPack, all: &'p Arranged) -> Self {
        Self { pack, all }
    }
}

/// Numbers the senses of each place as they are met.
#[derive(Default)]
struct Numbering {
    senses: [Vec<Sense>; PLACES],
    known: [FxHashMap<Sense, u16>; PLACES],
}

impl Numbering {
    /// The number of a sense. There are no more senses than labels times characters, some thousands in all; a pack
    /// with more than 65,535 at one place is not of this world, its last sense would stand for the rest.
    fn number(&mut self, place: usize, sense: Sense) -> u16 {
        *self.known[place].entry(sense).or_insert_with(|| {
            self.senses[place].push(sense);
            u16::try_from(self.senses[place].len() - 1).unwrap_or(u16::MAX)
        })
    }
}

impl Arranged {
    /// Arranges the codes of a pack.
    pub(in crate::pcs) fn new(pack: &PcsPack) -> Self {
        let mut numbering = Numbering::default();
        let mut tables: Vec<Table> = Vec::new();
        let mut parts: Vec<Part> = Vec::new();
        let mut endings: Vec<Vec<Ending>> = Vec::new();
        let mut known: HashMap<Vec<Ending>, u32, FxBuildHasher> = HashMap::default();
        let mut open: Option<[u16; 4]> = None;
        let mut list: Vec<Ending> = Vec::new();
        let mut close = |list: &mut Vec<Ending>| -> u32 {
            if let Some(&number) = known.get(list) {
                list.clear();
                return number;
            }
            let number = u32::try_from(endings.len()).unwrap_or(u32::MAX);
            known.insert(list.clone(), number);
            endings.push(core::mem::take(list));
            number
        };
        for row in 0..pack.len() {
            let code = pack.codes.get(row);
            let senses: [u16; PLACES] = core::array::from_fn(|place| {
                let sense = Sense {
                    value: code.as_bytes()[place],
                    label: pack.labels.number(code, place),
                };
                numbering.number(place, sense)
            });
            let [a, b, c, part, x, y, z] = senses;
            if open != Some([a, b, c, part]) {
                if let Some([.., last]) = open {
                    let endings = close(&mut list);
                    parts.push(Part {
                        sense: last,
                        endings,
                    });
                }
                open = Some([a, b, c, part]);
                if tables.last().is_none_or(|table| table.senses != [a, b, c]) {
                    if let Some(table) = tables.last_mut() {
                        table.parts.end = parts.len();
                    }
                    tables.push(Table {
                        senses: [a, b, c],
                        parts: parts.len()..parts.len(),
                    });
                }
            }
            list.push(Ending {
                senses: [x, y, z],
                calendar: pack.validity.calendar(row),
            });
        }
        if let Some([.., last]) = open {
            let endings = close(&mut list);
            parts.push(Part {
                sense: last,
                endings,
            });
        }
        if let Some(table) = tables.last_mut() {
            table.parts.end = parts.len();
        }
        let words = Words::new(pack, &numbering.senses);
        Self {
            senses: numbering.senses,
            tables,
            parts,
            endings,
            words,
        }
    }
}
