//! What can still be chosen, and the code at the end.

use super::PLACES;
use super::chosen::{Chosen, Wanted};
use super::tables::{Builder, Ending};
use crate::Ymd;
use crate::pcs::{PcsCode, axis_name};

/// A value a place can take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice<'p> {
    /// The character.
    pub value: char,
    /// What it means; empty if that is not known. As long as the table is open, a character can mean several
    /// things; it is then offered once for each.
    pub label: &'p str,
    /// How many codes remain with it. At a place where something was chosen: if it were chosen instead.
    pub codes: u32,
    /// Whether it agrees with what was chosen for its place. At a place without a choice it always does.
    pub fits: bool,
}

/// What a builder answers: the values of every place.
#[derive(Debug, Clone)]
pub struct Choices<'p> {
    builder: Builder<'p>,
    codes: u32,
    any_on_date: bool,
    /// Codes by place and sense, all other places being as chosen.
    counts: [Vec<u32>; PLACES],
    allowed: Allowed,
}

/// For each place with a choice, which senses agree with it.
type Allowed = [Option<Vec<bool>>; PLACES];

/// Why there is no finished code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unfinished {
    /// Several codes remain.
    #[error("{codes} codes remain; characters still open: {}", characters(.open))]
    Open {
        /// How many codes remain.
        codes: u32,
        /// Places (0 to 6) where they differ.
        open: Vec<usize>,
    },
    /// No code valid on the date has the chosen values together.
    #[error("no code has these values together on this date; {}", loosening(.loosen))]
    Impossible {
        /// Places (0 to 6) whose choice alone stands in the way: another value there leads to codes.
        loosen: Vec<usize>,
    },
    /// The pack has no procedure codes for the date.
    #[error("no procedure code is valid on this date; the pack does not reach so far")]
    NoCodesOnDate,
}

fn characters(places: &[usize]) -> String {
    let numbers: Vec<String> = places.iter().map(|p| (p + 1).to_string()).collect();
    numbers.join(", ")
}

fn loosening(places: &[usize]) -> String {
    if places.is_empty() {
        "take back more than one choice".to_owned()
    } else {
        format!("choose another value for character {}", characters(places))
    }
}

/// Not yet counted.
const UNKNOWN: u32 = u32::MAX;

impl<'p> Builder<'p> {
    /// What remains on `date` of what was chosen, and what each place can take.
    #[must_use]
    pub fn choices(&self, date: Ymd, chosen: &Chosen) -> Choices<'p> {
        let live = self.pack.validity.live(date);
        let allowed = self.allowed(chosen);
        let fits = |place: usize, sense: u16| agrees(&allowed, place, sense);
        let mut counts: [Vec<u32>; PLACES] =
            core::array::from_fn(|place| vec![0; self.all.senses[place].len()]);
        let whole = |ending: &&Ending| {
            live[usize::from(ending.calendar)] && (0..3).all(|i| fits(4 + i, ending.senses[i]))
        };
        // Endings are counted when first met, and taken as often as body parts share them.
        let mut left = vec![UNKNOWN; self.all.endings.len()];
        let mut times = vec![0u32; self.all.endings.len()];
        let mut codes = 0;
        for table in &self.all.tables {
            let mut odd = None;
            let mut off = 0;
            for (place, &sense) in table.senses.iter().enumerate() {
                if !fits(place, sense) {
                    odd = Some(place);
                    off += 1;
                }
            }
            if off > 1 {
                continue;
            }
            for part in &self.all.parts[table.parts.clone()] {
                let part_fits = fits(3, part.sense);
                if off == 1 && !part_fits {
                    continue;
                }
                let at = part.endings as usize;
                if left[at] == UNKNOWN {
                    let count = self.all.endings[at].iter().filter(whole).count();
                    left[at] = u32::try_from(count).unwrap_or(0);
                }
                let n = left[at];
                match (odd, part_fits) {
                    (Some(place), _) => counts[place][usize::from(table.senses[place])] += n,
                    (None, false) => counts[3][usize::from(part.sense)] += n,
                    (None, true) => {
                        for (place, &sense) in table.senses.iter().enumerate() {
                            counts[place][usize::from(sense)] += n;
                        }
                        counts[3][usize::from(part.sense)] += n;
                        times[at] += 1;
                        codes += n;
                    }
                }
            }
        }
        for (list, &times) in self.all.endings.iter().zip(&times).filter(|(_, t)| **t > 0) {
            for ending in list.iter().filter(|e| live[usize::from(e.calendar)]) {
                let off: [bool; 3] = core::array::from_fn(|i| !fits(4 + i, ending.senses[i]));
                let number = off.iter().filter(|o| **o).count();
                for i in 0..3 {
                    if number == 0 || (number == 1 && off[i]) {
                        counts[4 + i][usize::from(ending.senses[i])] += times;
                    }
                }
            }
        }
        Choices {
            builder: *self,
            codes,
            any_on_date: live.contains(&true),
            counts,
            allowed,
        }
    }

    fn allowed(&self, chosen: &Chosen) -> Allowed {
        core::array::from_fn(|place| {
            chosen.has(place).then(|| {
                let agrees = |sense: &super::tables::Sense| {
                    chosen.of(place).all(|wanted| match wanted {
                        Wanted::Value(value) => sense.value == *value,
                        Wanted::Labels(labels) => sense
                            .label
                            .is_some_and(|label| labels.binary_search(&label).is_ok()),
                    })
                };
                self.all.senses[place].iter().map(agrees).collect()
            })
        })
    }

    /// The first `limit` codes that remain on `date`, in ascending order.
    #[must_use]
    pub fn codes(&self, date: Ymd, chosen: &Chosen, limit: usize) -> Vec<PcsCode<'p>> {
        let live = self.pack.validity.live(date);
        let allowed = self.allowed(chosen);
        let fits = |place: usize, sense: u16| agrees(&allowed, place, sense);
        let mut out = Vec::new();
        let mut code = [0u8; PLACES];
        for table in &self.all.tables {
            if !(0..3).all(|place| fits(place, table.senses[place])) {
                continue;
            }
            for part in &self.all.parts[table.parts.clone()] {
                if !fits(3, part.sense) {
                    continue;
                }
                for ending in &self.all.endings[part.endings as usize] {
                    let [x, y, z] = ending.senses;
                    let [a, b, c] = table.senses;
                    let wanted = live[usize::from(ending.calendar)]
                        && fits(4, x)
                        && fits(5, y)
                        && fits(6, z);
                    if !wanted {
                        continue;
                    }
                    for (place, sense) in [a, b, c, part.sense, x, y, z].into_iter().enumerate() {
                        code[place] = self.all.senses[place][usize::from(sense)].value;
                    }
                    let found = core::str::from_utf8(&code)
                        .ok()
                        .and_then(|text| self.pack.code(text));
                    out.extend(found);
                    if out.len() >= limit {
                        return out;
                    }
                }
            }
        }
        out
    }

    /// The finished code: the only one that remains on `date`. Places that were not chosen are filled if they have
    /// no choice left.
    ///
    /// # Errors
    /// [`Unfinished`] says what is missing or in the way.
    pub fn finish(&self, date: Ymd, chosen: &Chosen) -> Result<PcsCode<'p>, Unfinished> {
        let choices = self.choices(date, chosen);
        if !choices.any_on_date {
            return Err(Unfinished::NoCodesOnDate);
        }
        match (choices.codes, self.codes(date, chosen, 1).first()) {
            (1, Some(code)) => Ok(*code),
            (0, _) | (_, None) => Err(Unfinished::Impossible {
                loosen: choices.loosen(),
            }),
            (codes, _) => Err(Unfinished::Open {
                codes,
                open: choices.open(),
            }),
        }
    }
}

fn agrees(allowed: &Allowed, place: usize, sense: u16) -> bool {
    allowed[place]
        .as_ref()
        .is_none_or(|senses| senses[usize::from(sense)])
}

impl<'p> Choices<'p> {
    /// How many codes remain.
    #[must_use]
    pub fn codes(&self) -> u32 {
        self.codes
    }

    /// The values of a place (0 to 6), by character, then by meaning. Empty for a place that does not exist.
    #[must_use]
    pub fn at(&self, place: usize) -> Vec<Choice<'p>> {
        let Some(counts) = self.counts.get(place) else {
            return Vec::new();
        };
        let mut out: Vec<Choice<'p>> = (0u16..)
            .zip(counts)
            .filter(|(_, n)| **n > 0)
            .map(|(number, &codes)| {
                let sense = self.builder.all.senses[place][usize::from(number)];
                let label = sense.label.map_or("", |l| self.builder.pack.labels.text(l));
                Choice {
                    value: char::from(sense.value),
                    label,
                    codes,
                    fits: agrees(&self.allowed, place, number),
                }
            })
            .collect();
        out.sort_unstable_by_key(|choice| (choice.value, choice.label));
        out
    }

    /// What a place is called where the section is settled; "Section" for the first. Empty while it is open.
    #[must_use]
    pub fn axis_name(&self, place: usize) -> &'static str {
        let mut sections = self.at(0).into_iter().filter(|section| section.fits);
        match (place, sections.next(), sections.next()) {
            (0, _, _) => axis_name('0', 0),
            (_, Some(section), None) => axis_name(section.value, place),
            _ => "",
        }
    }

    /// Places (0 to 6) where the remaining codes differ.
    fn open(&self) -> Vec<usize> {
        let differs = |place: &usize| {
            let mut values: Vec<char> = self
                .at(*place)
                .iter()
                .filter(|c| c.fits)
                .map(|c| c.value)
                .collect();
            values.dedup();
            values.len() > 1
        };
        (0..PLACES).filter(differs).collect()
    }

    /// Places whose choice alone stands in the way, if nothing remains.
    fn loosen(&self) -> Vec<usize> {
        (0..PLACES)
            .filter(|&place| {
                self.allowed[place].is_some() && self.counts[place].iter().any(|&n| n > 0)
            })
            .collect()
    }

    /// Labels (by number) that a place can still take in agreement with all choices.
    pub(super) fn labels(&self, place: usize) -> impl Iterator<Item = u32> + '_ {
        (0u16..)
            .zip(&self.counts[place])
            .filter(move |(number, n)| **n > 0 && agrees(&self.allowed, place, *number))
            .filter_map(move |(number, _)| {
                self.builder.all.senses[place][usize::from(number)].label
            })
    }
}
