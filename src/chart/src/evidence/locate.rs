//! Words found again in another text: exactly first, else where most of them stand in their order.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::text::{Quote, Span, Text};
use crate::words::each_word;

/// Longest quote that is sought nearly, in words.
const MOST_WORDS: usize = 400;
/// Least share of the quoted words that must be there, in hundredths.
const LEAST: usize = 70;

/// Where quoted words stand now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// The words.
    pub span: Span,
    /// Whether each character is the same.
    pub exact: bool,
    /// Hundredths of the quoted words that are there in order; 100 for an exact find.
    pub share: usize,
}

/// Finds a quote in a text. Of equal finds the one with the same words around it is taken, then the one nearest to where it stood.
#[must_use]
pub fn locate(quote: &Quote, text: &Text) -> Option<Found> {
    let body = text.body();
    let sought = quote.words.as_str();
    if sought.trim().is_empty() {
        return None;
    }
    let near = |at: usize| at.abs_diff(quote.span.start as usize);
    let around = |at: usize| {
        let before = common(
            quote.before.trim_end().chars().rev(),
            body[..at].trim_end().chars().rev(),
        );
        before
            + common(
                quote.after.trim_start().chars(),
                body[at + sought.len()..].trim_start().chars(),
            )
    };
    let exact = body
        .match_indices(sought)
        .max_by_key(|(at, _)| (around(*at), core::cmp::Reverse(near(*at))));
    if let Some((at, _)) = exact {
        return Some(Found {
            span: Span::of(at, at + sought.len()),
            exact: true,
            share: 100,
        });
    }
    nearly(sought, text, near)
}

fn common(a: impl Iterator<Item = char>, b: impl Iterator<Item = char>) -> usize {
    a.zip(b).take_while(|(a, b)| a == b).count()
}

fn nearly(sought: &str, text: &Text, near: impl Fn(usize) -> usize) -> Option<Found> {
    let mut numbers: FxHashMap<String, usize> = FxHashMap::default();
    let mut wanted = Vec::new();
    each_word(sought, 0, sought.len(), |_, word| {
        let next = numbers.len();
        wanted.push(*numbers.entry(word.to_owned()).or_insert(next));
    });
    if wanted.is_empty() || wanted.len() > MOST_WORDS {
        return None;
    }
    let (mut words, mut spans) = (Vec::new(), Vec::new());
    each_word(text.body(), 0, text.body().len(), |span, word| {
        words.push(numbers.get(word).copied());
        spans.push(span);
    });
    // How many of the wanted words a window holds, kept as the window moves; only windows that hold enough are looked at closely.
    let width = wanted.len() + wanted.len() / 4;
    let mut left = vec![0_isize; numbers.len()];
    wanted.iter().for_each(|word| left[*word] += 1);
    let mut held = 0_usize;
    let mut best: Option<(usize, core::cmp::Reverse<usize>, Span)> = None;
    let mut looked = 0;
    for at in 0..words.len() {
        if let Some(word) = words[at] {
            held += usize::from(left[word] > 0);
            left[word] -= 1;
        }
        if let Some(word) = at.checked_sub(width).and_then(|gone| words[gone]) {
            left[word] += 1;
            held -= usize::from(left[word] > 0);
        }
        // A window is looked at where it ends in a wanted word; the work is bounded by the number of looks.
        if held * 100 < wanted.len() * LEAST || words[at].is_none() || looked > 20_000 {
            continue;
        }
        looked += 1;
        let from = (at + 1).saturating_sub(width);
        let Some((count, first)) = in_order(&wanted, &words[from..=at]) else {
            continue;
        };
        let share = count * 100 / wanted.len();
        let span = Span {
            start: spans[from + first].start,
            end: spans[at].end,
        };
        // The shorter of two finds with equally many words is the tighter one.
        let key = (
            share,
            core::cmp::Reverse(span.len() + near(span.start as usize) / 1_000),
            span,
        );
        if share >= LEAST && best.is_none_or(|best| (key.0, key.1) > (best.0, best.1)) {
            best = Some(key);
        }
    }
    best.map(|(share, _, span)| Found {
        span,
        exact: false,
        share,
    })
}

/// How many wanted words stand in their order (longest common subsequence), and where the first of them stands.
fn in_order(wanted: &[usize], words: &[Option<usize>]) -> Option<(usize, usize)> {
    let mut row: Vec<(usize, usize)> = vec![(0, usize::MAX); wanted.len() + 1];
    for (at, word) in words.iter().enumerate() {
        let mut diagonal = (0, usize::MAX);
        for (number, want) in wanted.iter().enumerate() {
            let above = row[number + 1];
            if *word == Some(*want) {
                let first = if diagonal.0 == 0 { at } else { diagonal.1 };
                row[number + 1] = (diagonal.0 + 1, first);
            } else if row[number].0 > above.0 {
                row[number + 1] = row[number];
            }
            diagonal = above;
        }
    }
    let (count, first) = *row.last()?;
    (count > 0).then_some((count, first))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn found(quoted: &str, earlier: &str, later: &str) -> Option<(String, bool)> {
        let text = Text::new(earlier).unwrap();
        let start = earlier.find(quoted).unwrap();
        let quote = text
            .quote(Span::of(start, start + quoted.len()), 30)
            .unwrap();
        let later = Text::new(later).unwrap();
        locate(&quote, &later).map(|found| (later.words(found.span).to_owned(), found.exact))
    }

    #[test]
    fn words_are_found_exactly_where_they_stand_among_the_same_words() {
        let later = "Plan: sepsis watched. Added line. Assessment: sepsis due to UTI.";
        let (words, exact) = found("sepsis", "Assessment: sepsis due to UTI.", later).unwrap();
        assert!(exact && words == "sepsis");
        let text = Text::new("Assessment: sepsis due to UTI.").unwrap();
        let quote = text.quote(Span { start: 12, end: 18 }, 30).unwrap();
        let span = locate(&quote, &Text::new(later).unwrap()).unwrap().span;
        assert_eq!(span.start as usize, later.rfind("sepsis").unwrap());
    }

    #[test]
    fn changed_words_are_found_nearly_and_said_to_be_so() {
        let quoted = "acute on chronic systolic heart failure, EF 30%";
        let later =
            "The patient has acute on chronic systolic (HFrEF) heart failure with EF 30% now.";
        let (words, exact) = found(quoted, quoted, later).unwrap();
        assert_eq!(
            (words.as_str(), exact),
            (
                "acute on chronic systolic (HFrEF) heart failure with EF 30",
                false
            )
        );
        assert_eq!(
            found(quoted, quoted, "Chronic back pain. No heart murmur."),
            None
        );
    }
}
