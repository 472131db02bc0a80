//! Reading a query: which words of the vocabulary each typed word may be, and which phrases of the lexicon it holds.
//!
//! The result is a plan of slots. Each typed word is a slot that wants to be found; the words that a phrase stands
//! for are slots of their own, which count for the typed words they explain.

use super::build::Index;
use super::lexicon::Kind;
use super::words;
use crate::System;

/// Most typed words that are looked at; the rest of a pasted text is left out.
const MOST_TYPED: usize = 14;
/// Most slots.
pub(super) const MOST_SLOTS: usize = 64;
/// Most words of the vocabulary that one typed word is taken for.
const MOST_READINGS: usize = 40;
/// Most phrases considered.
const MOST_USES: usize = 14;
/// Most phrases considered that are only begun or misspelt.
const MOST_UNSURE: usize = 6;

/// Whether a word is wanted, or its absence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    Present,
    Absent,
    /// Stands near a negation: both will do.
    Either,
}

/// How a typed word was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    Exact,
    Beginning,
    SameRoot,
    Spelling,
    Unknown,
}

/// A word to be found.
#[derive(Debug, Clone)]
pub(super) struct Slot {
    /// As typed, in normal form; empty for a word of an expansion.
    pub typed: String,
    pub weight: f32,
    /// Weight in the first, coarse pass.
    pub coarse: f32,
    /// Slots of one group count once in the coarse pass.
    pub group: u8,
    pub wanted: Wanted,
    pub reading: Reading,
    /// Likeliest word of the vocabulary.
    pub best: Option<u16>,
}

/// A phrase of the lexicon found in the query.
#[derive(Debug, Clone)]
pub(super) struct Use {
    /// Number of the meaning, or `None` for a beginning of a code or two words written as one.
    pub meaning: Option<u32>,
    /// Bits of the typed slots it explains.
    pub explains: u32,
    pub quality: f32,
    /// Slots of the words of each expansion.
    pub expansions: Vec<Vec<u8>>,
    pub targets: Vec<core::ops::Range<u32>>,
}

/// What is to be looked for.
#[derive(Debug, Clone, Default)]
pub(super) struct Plan {
    pub slots: Vec<Slot>,
    /// The first slots are typed words, the others words of expansions.
    pub typed: usize,
    /// Word, slot, likeness; sorted by word.
    pub readings: Vec<(u16, u8, f32)>,
    pub uses: Vec<Use>,
    /// The set that the words speak for; `None` if for either.
    pub set: Option<System>,
}

impl Plan {
    /// Reads `text`.
    pub(super) fn read(index: &Index, text: &str) -> Self {
        let mut plan = Self {
            set: Some(System::Cm),
            ..Self::default()
        };
        let (rest, fragments) = code_fragments(index, text);
        let mut negation = 0u8;
        let mut adjacent: Vec<(usize, usize)> = Vec::new();
        let unfinished_end = !rest.ends_with(' ');
        let typed = words::query_words(&rest);
        let count = typed.len();
        for (at, word) in typed.into_iter().enumerate() {
            if words::is_negation(&word.text) {
                negation = 3;
                continue;
            }
            let last = at + 1 == count;
            if words::is_filler(&word.text) && !(last && unfinished_end && plan.slots.is_empty()) {
                if negation == 2 && matches!(word.text.as_str(), "or" | "and") {
                    negation = 3;
                }
                continue;
            }
            if plan.slots.len() == MOST_TYPED || plan.slots.iter().any(|s| s.typed == word.text) {
                continue;
            }
            let wanted = match negation {
                3 => Wanted::Absent,
                2 => Wanted::Either,
                _ => Wanted::Present,
            };
            negation = negation.saturating_sub(1);
            let slot = plan.slots.len();
            if slot > 0 {
                adjacent.push((slot - 1, slot));
            }
            plan.typed_word(index, word.text, wanted, last && unfinished_end);
        }
        plan.typed = plan.slots.len();
        for (range, shown) in fragments {
            if plan.typed < MOST_TYPED {
                // A beginning of a code among words: a slot of its own that only its codes fill.
                plan.slots.insert(
                    plan.typed,
                    Slot {
                        typed: shown,
                        weight: 7.0,
                        coarse: 7.0,
                        group: 31,
                        wanted: Wanted::Present,
                        reading: Reading::Exact,
                        best: None,
                    },
                );
                plan.uses.push(Use {
                    meaning: None,
                    explains: 1 << plan.typed,
                    quality: 1.0,
                    expansions: Vec::new(),
                    targets: vec![range],
                });
                plan.typed += 1;
            }
        }
        plan.written_as_one(index, &adjacent);
        plan.trimester(index, &adjacent);
        plan.phrases(index);
        plan.readings
            .sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)).then(b.2.total_cmp(&a.2)));
        plan.readings.dedup_by_key(|r| (r.0, r.1));
        plan
    }

    /// Adds the slot of a typed word with everything it may be.
    fn typed_word(&mut self, index: &Index, typed: String, wanted: Wanted, last: bool) {
        let found = readings(index, &typed, last);
        let reading = found.first().map_or(Reading::Unknown, |r| r.2);
        let exact = found.first().is_some_and(|r| r.2 == Reading::Exact);
        let known: usize = found
            .iter()
            .filter(|r| !exact || r.2 == Reading::Exact)
            .map(|r| index.postings_of(r.0).len())
            .sum();
        let weight = if found.is_empty() {
            3.0
        } else if known == 0 {
            6.0
        } else {
            #[allow(clippy::cast_precision_loss)]
            let share = index.nodes.len() as f32 / (known as f32 + 3.0);
            share.ln().clamp(1.2, 7.0)
        };
        #[allow(clippy::cast_possible_truncation)]
        let slot = self.slots.len() as u8;
        if is_procedure_word(&typed) {
            self.set = Some(System::Pcs);
        }
        for &(word, likeness, _) in &found {
            self.readings.push((word, slot, likeness));
        }
        let best = found.first().map(|r| r.0);
        self.slots.push(Slot {
            typed,
            weight,
            coarse: weight,
            group: slot,
            wanted,
            reading,
            best,
        });
    }

    /// "non rheumatic" where titles write "nonrheumatic".
    fn written_as_one(&mut self, index: &Index, adjacent: &[(usize, usize)]) {
        for &(a, b) in adjacent {
            let whole = format!("{}{}", self.slots[a].typed, self.slots[b].typed);
            let Some(word) = index.vocabulary.find(&whole) else {
                continue;
            };
            if index.postings_of(word).is_empty() {
                continue;
            }
            let group = group_of_use(self.uses.len(), 0);
            let Some(slot) = self.expansion_slot(index, word, (Wanted::Present, group), 1.0) else {
                continue;
            };
            self.uses.push(Use {
                meaning: None,
                explains: 1 << a | 1 << b,
                quality: 1.0,
                expansions: vec![vec![slot]],
                targets: Vec::new(),
            });
        }
    }

    /// "PTL 32 weeks": completed weeks also speak for their trimester (first below 14 weeks 0 days, second below
    /// 28 weeks 0 days; ICD-10-CM, notes of chapter 15).
    fn trimester(&mut self, index: &Index, adjacent: &[(usize, usize)]) {
        for &(a, b) in adjacent {
            let trimester = match (self.slots[a].typed.parse::<u8>(), &*self.slots[b].typed) {
                (Ok(weeks), "week" | "wk" | "wks") => match weeks {
                    4..14 => "first",
                    14..28 => "second",
                    28..44 => "third",
                    _ => continue,
                },
                _ => continue,
            };
            let mut expansion = Vec::new();
            for (place, word) in [trimester, "trimester"].into_iter().enumerate() {
                let group = group_of_use(self.uses.len(), place);
                expansion.extend(index.vocabulary.find(word).and_then(|word| {
                    self.expansion_slot(index, word, (Wanted::Present, group), 1.0)
                }));
            }
            if expansion.len() == 2 {
                self.uses.push(Use {
                    meaning: None,
                    explains: 1 << a | 1 << b,
                    quality: 1.0,
                    expansions: vec![expansion],
                    targets: Vec::new(),
                });
            }
        }
    }

    /// Finds the phrases of the lexicon in the typed words, in any order.
    fn phrases(&mut self, index: &Index) {
        let mut seen: Vec<(u32, u16, u8, f32)> = Vec::new();
        for &(word, slot, likeness) in &self.readings {
            let Some(typed) = self.slots.get(usize::from(slot)) else {
                continue;
            };
            if usize::from(slot) >= self.typed || (typed.typed.len() < 3 && likeness < 1.0) {
                continue;
            }
            for &meaning in index.meanings.with_word(word) {
                seen.push((meaning, word, slot, likeness));
            }
        }
        seen.sort_by(|a, b| {
            a.0.cmp(&b.0)
                .then(b.3.total_cmp(&a.3))
                .then((a.1, a.2).cmp(&(b.1, b.2)))
        });
        let mut found: Vec<(u32, u32, f32, f32)> = Vec::new();
        for group in seen.chunk_by(|a, b| a.0 == b.0) {
            let meaning = index.meanings.get(group[0].0);
            if group.len() < meaning.phrase.len() {
                continue;
            }
            let (mut explains, mut quality) = (0u32, 1.0f32);
            let whole = meaning.phrase.iter().all(|&word| {
                let free = group
                    .iter()
                    .find(|g| g.1 == word && explains & 1 << g.2 == 0);
                free.is_some_and(|g| {
                    explains |= 1 << g.2;
                    quality *= g.3;
                    true
                })
            });
            if whole && quality > 0.3 {
                let weight: f32 = self.weight_of(explains);
                found.push((group[0].0, explains, quality, weight));
            }
        }
        found.sort_by(|a, b| (b.2 * b.3).total_cmp(&(a.2 * a.3)).then(a.0.cmp(&b.0)));
        // A phrase that names procedures speaks for them, unless one that covers as much names diagnoses.
        let heaviest = |procedure: bool| {
            let of_kind = |f: &&(u32, u32, f32, f32)| {
                let meaning = index.meanings.get(f.0);
                f.2 > 0.9
                    && !meaning.targets.is_empty()
                    && (meaning.kind == Kind::Procedure) == procedure
            };
            found
                .iter()
                .filter(of_kind)
                .map(|f| f.3)
                .fold(0.0f32, f32::max)
        };
        let (procedures, diagnoses) = (heaviest(true), heaviest(false));
        if procedures > diagnoses {
            self.set = Some(System::Pcs);
        } else if diagnoses > procedures {
            self.set = Some(System::Cm);
        } else if procedures > 0.0 {
            self.set = None;
        }
        let mut unsure = 0;
        found.retain(|&(_, _, quality, _)| {
            unsure += usize::from(quality < 0.95);
            quality >= 0.95 || unsure <= MOST_UNSURE
        });
        found.truncate(MOST_USES);
        for (id, explains, quality, weight) in found {
            let meaning = index.meanings.get(id);
            let mut expansions = Vec::new();
            // Where the codes are known the first wording is enough to tell them apart.
            let wordings = if meaning.targets.is_empty() {
                meaning.expansions.len()
            } else {
                1
            };
            for words in meaning.expansions.iter().take(wordings) {
                let sum: f32 = words
                    .iter()
                    .map(|&(w, _)| index.weight[usize::from(w)])
                    .sum();
                let slots: Option<Vec<u8>> = words
                    .iter()
                    .enumerate()
                    .map(|(place, &(word, absent))| {
                        let wanted = if absent {
                            Wanted::Absent
                        } else {
                            Wanted::Present
                        };
                        let share =
                            quality * weight * index.weight[usize::from(word)] / sum.max(1.0);
                        // A word for a word is the typed word again; else the wordings share their points.
                        let group = if words.len() == 1 && explains.count_ones() == 1 {
                            #[allow(clippy::cast_possible_truncation)]
                            {
                                explains.trailing_zeros() as u8
                            }
                        } else {
                            group_of_use(self.uses.len(), place)
                        };
                        self.expansion_slot(index, word, (wanted, group), share)
                    })
                    .collect();
                expansions.extend(slots.filter(|s| !s.is_empty()));
            }
            self.uses.push(Use {
                meaning: Some(id),
                explains,
                quality,
                expansions,
                targets: meaning.targets.clone(),
            });
        }
    }

    /// Sum of the weights of the typed slots in `bits`.
    pub(super) fn weight_of(&self, bits: u32) -> f32 {
        (0..self.typed)
            .filter(|s| bits & 1 << s != 0)
            .map(|s| self.slots[s].weight)
            .sum()
    }

    /// The slot of a word of an expansion; shared between expansions.
    fn expansion_slot(
        &mut self,
        index: &Index,
        word: u16,
        (wanted, group): (Wanted, u8),
        coarse: f32,
    ) -> Option<u8> {
        let same = (self.typed..self.slots.len())
            .find(|&s| self.slots[s].best == Some(word) && self.slots[s].wanted == wanted);
        #[allow(clippy::cast_possible_truncation)]
        if let Some(slot) = same {
            self.slots[slot].coarse = self.slots[slot].coarse.max(coarse);
            return Some(slot as u8);
        }
        if self.slots.len() >= MOST_SLOTS {
            return None;
        }
        #[allow(clippy::cast_possible_truncation)]
        let slot = self.slots.len() as u8;
        self.slots.push(Slot {
            typed: String::new(),
            weight: index.weight[usize::from(word)],
            coarse,
            group,
            wanted,
            reading: Reading::Exact,
            best: Some(word),
        });
        self.readings.push((word, slot, 1.0));
        Some(slot)
    }
}

/// The words of the vocabulary that `typed` may stand for, likeliest first.
fn readings(index: &Index, typed: &str, last: bool) -> Vec<(u16, f32, Reading)> {
    let vocabulary = &index.vocabulary;
    let mut out: Vec<(u16, f32, Reading)> = Vec::new();
    let exact = vocabulary.find(typed);
    out.extend(exact.map(|word| (word, 1.0, Reading::Exact)));
    for long in words::spelled_out(typed) {
        let long = vocabulary.find(long);
        out.extend(long.map(|word| (word, 1.0, Reading::Exact)));
    }
    let length = typed.chars().count();
    let is_number = typed.bytes().all(|b| b.is_ascii_digit());
    if length >= 2 && !is_number && (last || length >= 3) {
        let range = vocabulary.beginning_with(typed);
        for id in range {
            #[allow(clippy::cast_possible_truncation)]
            let word = id as u16;
            if Some(word) == exact {
                continue;
            }
            #[allow(clippy::cast_precision_loss)]
            let share = typed.len() as f32 / vocabulary.word(id).len() as f32;
            let likeness = match (exact.is_some(), last) {
                (false, _) => 0.72 + 0.25 * share,
                (true, true) => 0.35 + 0.3 * share,
                (true, false) => 0.25 + 0.3 * share,
            };
            out.push((word, likeness, Reading::Beginning));
        }
    }
    if length >= 6 {
        for word in vocabulary.same_root(typed) {
            let likeness = if exact.is_some() { 0.7 } else { 0.85 };
            out.push((word, likeness, Reading::SameRoot));
        }
    }
    if exact.is_none() && !is_number && length >= 4 {
        for american in words::american(typed) {
            if let Some(word) = vocabulary.find(&american) {
                out.push((word, 0.97, Reading::Exact));
            } else if last || length >= 6 {
                for id in vocabulary.beginning_with(&american) {
                    #[allow(clippy::cast_possible_truncation)]
                    out.push((id as u16, 0.8, Reading::Beginning));
                }
            }
        }
    }
    let known = out
        .iter()
        .any(|r| r.2 != Reading::SameRoot || exact.is_some());
    if !known && !is_number && length >= 4 {
        let most = if length >= 8 { 2 } else { 1 };
        let mut near = vocabulary.misspelt(typed, most, false);
        if last && length >= 5 {
            let beginnings = vocabulary.misspelt(typed, if length >= 7 { most } else { 1 }, true);
            near.extend(beginnings.into_iter().map(|(w, e)| (w, e + 100)));
        }
        if near.is_empty() && length >= 6 {
            // One edit more is believed only where nothing nearer is known and the word begins as typed: "athsma".
            near = vocabulary.misspelt(typed, most + 1, false);
            near.retain(|&(word, _)| {
                vocabulary.word(usize::from(word)).as_bytes().first() == typed.as_bytes().first()
            });
        }
        for (word, edits) in near {
            let (whole, edits) = (edits < 100, edits % 100);
            let text = vocabulary.word(usize::from(word));
            let same_start = text.as_bytes().first() == typed.as_bytes().first();
            // Words that many titles use are likelier meant than rare ones.
            #[allow(clippy::cast_precision_loss)]
            let common = (index.postings_of(word).len().min(2000) as f32 + 1.0).ln() / 2000f32.ln();
            // The commonest slip: a letter once instead of twice, or twice instead of once.
            let doubled = edits == 1 && undoubled(text) == undoubled(typed);
            let likeness = 0.86
                - 0.12 * f32::from(edits)
                - if same_start { 0.0 } else { 0.15 }
                - if whole { 0.0 } else { 0.1 }
                + 0.15 * common
                + if doubled { 0.08 } else { 0.0 };
            out.push((word, likeness, Reading::Spelling));
        }
    }
    out.sort_by(|a, b| {
        b.1.total_cmp(&a.1)
            .then_with(|| {
                index
                    .postings_of(b.0)
                    .len()
                    .cmp(&index.postings_of(a.0).len())
            })
            .then(a.0.cmp(&b.0))
    });
    let mut seen = Vec::with_capacity(MOST_READINGS);
    out.retain(|r| {
        let new = seen.len() < MOST_READINGS && !seen.contains(&r.0);
        if new {
            seen.push(r.0);
        }
        new
    });
    out
}

/// The group of a word of an expansion: by the phrase and the word's place in the wording.
fn group_of_use(at: usize, place: usize) -> u8 {
    #[allow(clippy::cast_possible_truncation)]
    {
        32 + (at.min(40) * 5 + place.min(4)) as u8
    }
}

/// The word with each run of a letter written once.
fn undoubled(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    for c in word.chars() {
        if !out.ends_with(c) {
            out.push(c);
        }
    }
    out
}

/// Words by which a query asks for a procedure rather than a diagnosis.
fn is_procedure_word(word: &str) -> bool {
    const ENDINGS: &[&str] = &[
        "ectomy", "otomy", "ostomy", "plasty", "scopy", "pexy", "rrhaphy", "desis", "centesis",
        "gram", "graphy", "lysis", "tripsy",
    ];
    const WORDS: &[&str] = &[
        "repair",
        "replacement",
        "insertion",
        "bypass",
        "transfusion",
        "drainage",
        "excision",
        "resection",
        "removal",
        "biopsy",
        "catheterization",
        "stent",
        "stenting",
        "injection",
        "ventilation",
        "intubation",
        "transplantation",
        "fusion",
        "percutaneous",
        "laparoscopic",
        "endoscopic",
        "ablation",
        "debridement",
        "release",
        "reposition",
        "dilation",
        "occlusion",
        "extirpation",
        "extraction",
        "amputation",
        "detachment",
        "measurement",
        "monitoring",
        "irrigation",
        "imaging",
        "ultrasound",
        "mri",
        "ct",
        "xray",
        "embolization",
        "ligation",
        "grafting",
        "revision",
        "supplement",
        "inspection",
        "cath",
        "orif",
        "reduction",
        "closure",
        "placement",
    ];
    word.len() > 5
        && ENDINGS.iter().any(|e| word.ends_with(e))
        && word != "paralysis"
        && word != "hemolysis"
        || WORDS.contains(&word)
}

/// Takes beginnings of codes out of a query of several words: `E11.9 diabetes` gives `diabetes` and the range of E119.
fn code_fragments(index: &Index, text: &str) -> (String, Vec<(core::ops::Range<u32>, String)>) {
    let mut rest = String::new();
    let mut found = Vec::new();
    for piece in text.split_inclusive(char::is_whitespace) {
        let plain = piece.trim().trim_end_matches([',', ';']);
        let dotted = plain.as_bytes().get(3) == Some(&b'.') && plain.len() > 4;
        let code: String = plain.replace('.', "").to_ascii_uppercase();
        let figures = code.bytes().filter(u8::is_ascii_digit).count();
        let letters = code.bytes().filter(u8::is_ascii_uppercase).count();
        let shaped = (3..=7).contains(&code.len())
            && code.is_ascii()
            && figures + letters == code.len()
            && letters > 0
            && (dotted
                || figures >= 2 && code.len() >= 4
                || figures == 2 && code.as_bytes()[0].is_ascii_uppercase())
            && index.vocabulary.find(&code.to_ascii_lowercase()).is_none();
        let range = shaped
            .then(|| index.starting_with(&code).find(|r| !r.is_empty()))
            .flatten();
        match range {
            Some(range) => found.push((range, plain.to_owned())),
            None => rest.push_str(piece),
        }
    }
    (rest, found)
}
