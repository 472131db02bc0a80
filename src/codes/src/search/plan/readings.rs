//! Which words of the vocabulary a typed word may be: itself, its beginning, its root, another spelling.

use super::Reading;
use crate::search::build::Index;
use crate::search::words;

/// Most words of the vocabulary that one typed word is taken for.
const MOST_READINGS: usize = 40;

/// The words of the vocabulary that `typed` may stand for, likeliest first.
pub(super) fn readings(index: &Index, typed: &str, last: bool) -> Vec<(u16, f32, Reading)> {
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
pub(super) fn is_procedure_word(word: &str) -> bool {
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
