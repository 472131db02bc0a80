//! Every word the codes and the lexicon use, sorted, with how often each occurs.
//!
//! The number of a word is its place in the sorted list, so the words with a common beginning are a range. Likely
//! meanings of a misspelt word are found by edit distance with transpositions, behind a filter on letters.

use super::words;

/// The sorted words.
#[derive(Debug, Clone, Default)]
pub(super) struct Vocabulary {
    text: String,
    ends: Vec<u32>,
    /// Which of 26 letters occur in the word.
    letters: Vec<u32>,
    /// Words by hash of their root, sorted.
    roots: Vec<(u32, u16)>,
}

impl Vocabulary {
    /// From words sorted and distinct.
    pub(super) fn of(sorted: &[&str]) -> Self {
        let mut out = Self::default();
        for (id, word) in sorted.iter().enumerate() {
            out.text.push_str(word);
            #[allow(clippy::cast_possible_truncation)]
            out.ends.push(out.text.len() as u32);
            out.letters.push(letters(word));
            if let Some(root) = words::root(word) {
                #[allow(clippy::cast_possible_truncation)]
                out.roots.push((hash(root), id as u16));
            }
        }
        out.roots.sort_unstable();
        out
    }

    /// Number of words.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Bytes on the heap.
    pub(super) fn heap(&self) -> usize {
        self.text.capacity()
            + self.ends.capacity() * 4
            + self.letters.capacity() * 4
            + self.roots.capacity() * 8
    }

    /// The word with number `id`; empty if there is none.
    pub(super) fn word(&self, id: usize) -> &str {
        let Some(&end) = self.ends.get(id) else {
            return "";
        };
        let start = if id == 0 { 0 } else { self.ends[id - 1] };
        &self.text[start as usize..end as usize]
    }

    /// The number of `word`.
    pub(super) fn find(&self, word: &str) -> Option<u16> {
        let at = self.partition(|w| w < word);
        #[allow(clippy::cast_possible_truncation)]
        (at < self.len() && self.word(at) == word).then_some(at as u16)
    }

    /// The words that begin with `start`.
    pub(super) fn beginning_with(&self, start: &str) -> core::ops::Range<usize> {
        let first = self.partition(|w| w < start);
        first
            ..self
                .partition(|w| w < start || w.starts_with(start))
                .max(first)
    }

    /// The words of the same root.
    pub(super) fn same_root(&self, word: &str) -> impl Iterator<Item = u16> + '_ {
        let wanted = words::root(word).map(hash);
        let first = wanted.map_or(0, |h| self.roots.partition_point(|&(r, _)| r < h));
        self.roots[first..]
            .iter()
            .take_while(move |(r, _)| Some(*r) == wanted)
            .map(|&(_, id)| id)
    }

    /// Words at most `most` edits from `typed` (a swap of neighbours is one edit), with the edits. With `unfinished`,
    /// the typed word may be a misspelt beginning.
    pub(super) fn misspelt(&self, typed: &str, most: usize, unfinished: bool) -> Vec<(u16, u8)> {
        let typed_bytes = typed.as_bytes();
        let mask = letters(typed);
        let mut out = Vec::new();
        let mut start = 0usize;
        for (id, (&end, &word_letters)) in self.ends.iter().zip(&self.letters).enumerate() {
            let word = &self.text.as_bytes()[start..end as usize];
            start = end as usize;
            if (mask & !word_letters).count_ones() as usize > most
                || word.len() + most < typed_bytes.len()
                || (!unfinished
                    && (word.len() > typed_bytes.len() + most
                        || (word_letters & !mask).count_ones() as usize > most))
            {
                continue;
            }
            if let Some(edits) = edits(typed_bytes, word, most, unfinished) {
                #[allow(clippy::cast_possible_truncation)]
                out.push((id as u16, edits as u8));
            }
        }
        out
    }

    fn partition(&self, before: impl Fn(&str) -> bool) -> usize {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if before(self.word(middle)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }
}

fn letters(word: &str) -> u32 {
    word.bytes().fold(0, |mask, b| match b {
        b'a'..=b'z' => mask | (1 << (b - b'a')),
        b'0'..=b'9' => mask | (1 << (26 + (b % 6))),
        _ => mask,
    })
}

/// FNV-1a: the same on every machine and in every run.
fn hash(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |h, b| {
        (h ^ u32::from(b)).wrapping_mul(0x0100_0193)
    })
}

/// Longest word compared; longer ones are cut.
const LONGEST: usize = 32;

/// Edits from `typed` to `word` (to any beginning of it with `unfinished`), `None` above `most`.
fn edits(typed: &[u8], word: &[u8], most: usize, unfinished: bool) -> Option<usize> {
    let typed = &typed[..typed.len().min(LONGEST)];
    let word = &word[..word.len().min(if unfinished {
        typed.len() + most
    } else {
        LONGEST
    })];
    if word.len() > LONGEST + 2 {
        return None;
    }
    // Rows of optimal string alignment: the current and the two before.
    let mut rows = [[0u8; LONGEST + 4]; 3];
    for (j, cell) in rows[0].iter_mut().enumerate().take(word.len() + 1) {
        #[allow(clippy::cast_possible_truncation)]
        {
            *cell = j as u8;
        }
    }
    for i in 1..=typed.len() {
        let (now, last, before) = (i % 3, (i + 2) % 3, (i + 1) % 3);
        #[allow(clippy::cast_possible_truncation)]
        {
            rows[now][0] = i as u8;
        }
        let mut least = rows[now][0];
        for j in 1..=word.len() {
            let same = typed[i - 1] == word[j - 1];
            let mut cost = (rows[last][j - 1] + u8::from(!same))
                .min(rows[last][j] + 1)
                .min(rows[now][j - 1] + 1);
            if i > 1 && j > 1 && typed[i - 1] == word[j - 2] && typed[i - 2] == word[j - 1] {
                cost = cost.min(rows[before][j - 2] + 1);
            }
            rows[now][j] = cost;
            least = least.min(cost);
        }
        if usize::from(least) > most {
            return None;
        }
    }
    let row = &rows[typed.len() % 3];
    let cost = if unfinished {
        row[..=word.len()].iter().copied().min().unwrap_or(u8::MAX)
    } else {
        row[word.len()]
    };
    (usize::from(cost) <= most).then_some(usize::from(cost))
}

#[cfg(test)]
mod tests {
    use super::{Vocabulary, edits};

    #[test]
    fn a_swap_is_one_edit() {
        for (typed, word, expected) in [
            ("obestiy", "obesity", Some(1)),
            ("migrane", "migraine", Some(1)),
            ("rhuematoid", "rheumatoid", Some(1)),
            ("same", "same", Some(0)),
            ("abcd", "wxyz", None),
        ] {
            assert_eq!(
                edits(typed.as_bytes(), word.as_bytes(), 2, false),
                expected,
                "{typed}"
            );
        }
        assert_eq!(edits(b"cholecist", b"cholecystitis", 1, true), Some(1));
    }

    #[test]
    fn beginnings_are_a_range() {
        let v = Vocabulary::of(&["fracture", "heart", "hear", "hip"].map(|w| w)[..0]);
        assert_eq!(v.len(), 0);
        let v = Vocabulary::of(&["fracture", "hear", "heart", "hip"]);
        assert_eq!(v.beginning_with("hea"), 1..3);
        assert_eq!(v.beginning_with("z"), 4..4);
        assert_eq!(v.find("hip"), Some(3));
        assert_eq!(v.find("hi"), None);
        assert_eq!(v.misspelt("haert", 1, false), [(2, 1)]);
    }
}
