//! Where the sentence of some words begins and ends.
//!
//! A full stop ends a sentence unless it stands within a number or behind a title; a line end ends one where the next line
//! begins anew: behind a short line, before a bullet, after a blank line.

use core::ops::Range;

use crate::text::Span;

/// How far is looked, in bytes: a sentence longer than that is cut.
const FARTHEST: usize = 400;
/// A line shorter than that was not broken for want of room.
const SHORT_LINE: usize = 50;
/// Words behind which a full stop ends no sentence.
const TITLES: [&str; 12] = [
    "dr", "mr", "mrs", "ms", "st", "vs", "pt", "e.g", "i.e", "approx", "no", "hx",
];

/// The sentence around `span`.
pub(super) fn around(body: &str, span: Span) -> Range<usize> {
    let Range { start, end } = span.range();
    let mut first = start.saturating_sub(FARTHEST);
    while !body.is_char_boundary(first) {
        first += 1;
    }
    let mut last = (end + FARTHEST).min(body.len());
    while !body.is_char_boundary(last) {
        last -= 1;
    }
    let from = body[first..start]
        .char_indices()
        .rev()
        .find(|(at, c)| ends(body, first + at, *c))
        .map_or(first, |(at, c)| first + at + c.len_utf8());
    let to = body[end..last]
        .char_indices()
        .find(|(at, c)| ends(body, end + at, *c))
        .map_or(last, |(at, _)| end + at);
    from..to
}

/// Whether the character at a byte ends a sentence.
fn ends(body: &str, at: usize, c: char) -> bool {
    match c {
        ';' | '?' | '!' | '\x0c' => true,
        '.' => full_stop(body, at),
        '\n' => hard_line_end(body, at),
        _ => false,
    }
}

fn full_stop(body: &str, at: usize) -> bool {
    let blank_follows = body[at + 1..]
        .chars()
        .next()
        .is_none_or(char::is_whitespace);
    let before = body[..at]
        .rsplit(char::is_whitespace)
        .next()
        .unwrap_or_default();
    let title = before.len() <= 6
        && TITLES
            .iter()
            .any(|title| before.eq_ignore_ascii_case(title));
    blank_follows && !title
}

fn hard_line_end(body: &str, at: usize) -> bool {
    let mut from = at.saturating_sub(2 * SHORT_LINE);
    while !body.is_char_boundary(from) {
        from += 1;
    }
    let line = body[from..at]
        .rsplit('\n')
        .next()
        .unwrap_or_default()
        .trim();
    let next = body[at + 1..].trim_start_matches([' ', '\t']);
    let Some(begins) = next.chars().next() else {
        return true;
    };
    if line.is_empty() || matches!(begins, '\n' | '\r' | '-' | '*' | '•' | '#' | '\x0c') {
        return true;
    }
    let goes_on = line.ends_with(',') || begins.is_lowercase();
    !goes_on && (line.len() < SHORT_LINE || line.ends_with('.'))
}
