//! Choosing by meaning: words of the operating room, matched to labels.
//!
//! Phrases that [`crate::pcs::guide`] knows ("gallbladder", "stent", "CABG") come first, the longest first; what is
//! left is matched word by word to the labels that the remaining codes still bear. A reading never empties the
//! choice: words that would are handed back unread.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use super::PLACES;
use super::chosen::{Chosen, Wanted};
use super::tables::{Builder, Sense};
use crate::Ymd;
use crate::pcs::PcsPack;
use crate::pcs::guide::{Axis, surgical_words};

/// Places in the order in which a word is tried when several could take it: what is done, to what, with what, how.
const ORDER: [usize; PLACES] = [2, 3, 5, 4, 6, 1, 0];

/// Words that tell nothing of a procedure unless a label has them after another ("Head and Neck Tendon"). A lone "c" is
/// what a dash leaves of a word, not the isotope.
const FILLERS: [&str; 16] = [
    "a", "an", "and", "at", "by", "c", "for", "from", "in", "into", "of", "on", "the", "to",
    "using", "with",
];

/// Words of the longest run that is looked up as one label.
const LONGEST: usize = 10;

/// A phrase and what it narrows: one entry for each place.
type Phrase = (Vec<String>, Vec<(usize, Vec<u32>)>);

/// Labels by their words, and the phrases.
#[derive(Debug, Clone)]
pub(super) struct Words {
    /// Labels of each place that hold a word.
    bearing: FxHashMap<String, [Vec<u32>; PLACES]>,
    /// Number of words of each label.
    lengths: FxHashMap<u32, usize>,
    /// The phrases, by their first word, longest first.
    phrases: FxHashMap<String, Vec<Phrase>>,
}

/// What a text was read as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading<'p> {
    /// The choices, narrowed.
    pub chosen: Chosen,
    /// What was understood, in the order in which it was applied.
    pub understood: Vec<Understood<'p>>,
    /// Words that no remaining code has to do with.
    pub unread: Vec<String>,
}

/// Words that narrowed one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Understood<'p> {
    /// The words, in lower case.
    pub words: String,
    /// Place, 0 to 6.
    pub place: usize,
    /// The labels they stand for.
    pub labels: Vec<&'p str>,
}

impl Words {
    pub(super) fn new(pack: &PcsPack, senses: &[Vec<Sense>; PLACES]) -> Self {
        let mut bearing: FxHashMap<String, [Vec<u32>; PLACES]> = FxHashMap::default();
        let mut lengths = FxHashMap::default();
        let mut labels: [BTreeSet<u32>; PLACES] = Default::default();
        for (place, senses) in senses.iter().enumerate() {
            labels[place] = senses.iter().filter_map(|sense| sense.label).collect();
            for &label in &labels[place] {
                let words: BTreeSet<String> = words(pack.labels.text(label)).into_iter().collect();
                lengths.insert(label, words.len());
                for word in words {
                    bearing.entry(word).or_default()[place].push(label);
                }
            }
        }
        let mut targets: BTreeMap<Vec<String>, BTreeMap<usize, BTreeSet<u32>>> = BTreeMap::new();
        for entry in surgical_words() {
            let place = entry.axis.place();
            let meant: BTreeSet<u32> = labels[place]
                .iter()
                .copied()
                .filter(|&label| entry.means(pack.labels.text(label)))
                .collect();
            for phrase in entry.phrases() {
                targets
                    .entry(words(phrase))
                    .or_default()
                    .entry(place)
                    .or_default()
                    .extend(&meant);
            }
        }
        let mut phrases: FxHashMap<String, Vec<Phrase>> = FxHashMap::default();
        for (phrase, places) in targets {
            let Some(first) = phrase.first().cloned() else {
                continue;
            };
            let places = places
                .into_iter()
                .map(|(place, labels)| (place, labels.into_iter().collect()))
                .collect();
            phrases.entry(first).or_default().push((phrase, places));
        }
        for list in phrases.values_mut() {
            list.sort_by_key(|(phrase, _)| core::cmp::Reverse(phrase.len()));
        }
        Self {
            bearing,
            lengths,
            phrases,
        }
    }

    /// Labels of a place that hold all the words.
    fn holding(&self, place: usize, words: &[String]) -> Vec<u32> {
        let mut lists = words.iter().map(|word| {
            self.bearing
                .get(word)
                .map_or(&[][..], |places| &places[place])
        });
        let first = lists.next().unwrap_or_default().to_vec();
        lists.fold(first, |mut out, list| {
            out.retain(|label| list.binary_search(label).is_ok());
            out
        })
    }
}

/// Lower-case words without plural endings, so that "arteries" or "stents" find "artery" and "stent".
fn words(text: &str) -> Vec<String> {
    text.to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(singular)
        .collect()
}

fn singular(word: &str) -> String {
    match word {
        _ if word.len() < 4 || !word.is_ascii() => word.to_owned(),
        _ if word.ends_with("ies") => format!("{}y", &word[..word.len() - 3]),
        _ if ["ss", "us", "is"].iter().any(|end| word.ends_with(end)) => word.to_owned(),
        _ => word.strip_suffix('s').unwrap_or(word).to_owned(),
    }
}

impl<'p> Builder<'p> {
    /// Narrows the choices by words: "laparoscopic gallbladder", "right femur plate", "drug-eluting stent". What was
    /// chosen before stays; the codes that remain on `date` decide what a word can mean.
    #[must_use]
    pub fn read(&self, date: Ymd, chosen: &Chosen, text: &str) -> Reading<'p> {
        let mut reading = Reading {
            chosen: chosen.clone(),
            understood: Vec::new(),
            unread: Vec::new(),
        };
        let mut left: Vec<Option<String>> = words(text).into_iter().map(Some).collect();
        self.read_phrases(date, &mut left, &mut reading);
        // Whole labels of several words come next, then the rest from left to right. A gap where something was read
        // parts the runs of words.
        let mut open = self.open(date, &reading.chosen);
        for n in (2..=LONGEST.min(left.len())).rev() {
            for at in 0..=left.len() - n {
                let run: Vec<String> = left[at..at + n].iter().map_while(Clone::clone).collect();
                if run.len() == n
                    && let Some((place, labels)) = self.exact(&open, &run)
                {
                    self.take(&mut reading, &run, place, labels);
                    left[at..at + n].fill(None);
                    open = self.open(date, &reading.chosen);
                }
            }
        }
        let mut at = 0;
        while at < left.len() {
            let run: Vec<String> = left[at..].iter().map_while(Clone::clone).collect();
            if run
                .first()
                .is_none_or(|word| FILLERS.contains(&word.as_str()))
            {
                at += 1;
                continue;
            }
            let taken = (1..=run.len().min(LONGEST))
                .rev()
                .find_map(|n| Some((n, self.meaning(&open, &run[..n])?)));
            if let Some((n, (place, labels))) = taken {
                self.take(&mut reading, &run[..n], place, labels);
                open = self.open(date, &reading.chosen);
                at += n;
            } else {
                reading.unread.push(run[0].clone());
                at += 1;
            }
        }
        reading
    }

    /// Applies the phrases found in the text and takes their words out of it.
    fn read_phrases(&self, date: Ymd, left: &mut [Option<String>], reading: &mut Reading<'p>) {
        for at in 0..left.len() {
            let run: Vec<String> = left[at..].iter().map_while(Clone::clone).collect();
            let Some(list) = run
                .first()
                .and_then(|word| self.all.words.phrases.get(word))
            else {
                continue;
            };
            for (phrase, places) in list.iter().filter(|(phrase, _)| run.starts_with(phrase)) {
                let mut any = false;
                for (place, meant) in places {
                    let choices = self.choices(date, &reading.chosen);
                    let labels: BTreeSet<u32> = choices
                        .labels(*place)
                        .filter(|label| meant.binary_search(label).is_ok())
                        .collect();
                    if !labels.is_empty() {
                        any = true;
                        self.take(reading, phrase, *place, labels.into_iter().collect());
                    }
                }
                if any {
                    left[at..at + phrase.len()].fill(None);
                    break;
                }
            }
        }
    }

    /// Labels that each place can still take, ascending.
    fn open(&self, date: Ymd, chosen: &Chosen) -> [Vec<u32>; PLACES] {
        let choices = self.choices(date, chosen);
        core::array::from_fn(|place| {
            let labels: BTreeSet<u32> = choices.labels(place).collect();
            labels.into_iter().collect()
        })
    }

    /// The first place with open labels that hold all the words, if `fits` has any of them.
    fn holding(
        &self,
        open: &[Vec<u32>; PLACES],
        words: &[String],
        fits: impl Fn(&u32) -> bool,
    ) -> Option<(usize, Vec<u32>)> {
        ORDER.into_iter().find_map(|place| {
            let mut labels = self.all.words.holding(place, words);
            labels.retain(|label| fits(label) && open[place].binary_search(label).is_ok());
            (!labels.is_empty()).then_some((place, labels))
        })
    }

    /// The place and labels that say just these words.
    fn exact(&self, open: &[Vec<u32>; PLACES], words: &[String]) -> Option<(usize, Vec<u32>)> {
        let distinct = words.iter().collect::<BTreeSet<_>>().len();
        self.holding(open, words, |label| {
            self.all.words.lengths.get(label) == Some(&distinct)
        })
    }

    /// The place and labels that words stand for: labels that say just that before labels that say more.
    fn meaning(&self, open: &[Vec<u32>; PLACES], words: &[String]) -> Option<(usize, Vec<u32>)> {
        self.exact(open, words)
            .or_else(|| self.holding(open, words, |_| true))
    }

    fn take(&self, reading: &mut Reading<'p>, words: &[String], place: usize, labels: Vec<u32>) {
        reading.understood.push(Understood {
            words: words.join(" "),
            place,
            labels: labels.iter().map(|&l| self.pack.labels.text(l)).collect(),
        });
        reading.chosen.push(place, Wanted::Labels(labels));
    }
}

impl Axis {
    /// The place (0 to 6) of the axis.
    const fn place(self) -> usize {
        match self {
            Self::Operation => 2,
            Self::Part => 3,
            Self::Approach => 4,
            Self::Device => 5,
            Self::Qualifier => 6,
        }
    }
}
