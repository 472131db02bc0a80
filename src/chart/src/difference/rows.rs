//! Rows of the two columns: equal lines beside each other, changed lines beside what they were.

use serde::{Deserialize, Serialize};

use super::sides::Numbers;
use crate::text::{Span, Text};

/// Words of a changed stretch that are compared one by one; longer stretches are shown as removed and added lines.
const MOST_WORDS: usize = 20_000;
/// Lines are the same line changed when they share one in so many of their words at least.
const SHARED: usize = 3;

/// What a row shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Both have it.
    Same,
    /// Both have the line, with other words.
    Changed,
    /// Only the later note has it.
    Added,
    /// Only the earlier note has it.
    Removed,
    /// The later note has it here, the earlier elsewhere.
    MovedHere,
    /// The earlier note has it here, the later elsewhere.
    MovedAway,
}

/// A stretch of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// Its words.
    pub span: Span,
    /// Whether the other side hasn't got them.
    pub changed: bool,
}

/// A line of one side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Its number in the note, from 1.
    pub number: usize,
    /// All of it.
    pub span: Span,
    /// Its pieces, in a changed line; otherwise none.
    pub pieces: Vec<Piece>,
}

/// A row of both columns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// What it shows.
    pub kind: Kind,
    /// The earlier note's line.
    pub left: Option<Line>,
    /// The later note's line.
    pub right: Option<Line>,
    /// The number of the other line of a move.
    pub other: Option<usize>,
}

impl Row {
    fn new(kind: Kind, left: Option<Line>, right: Option<Line>) -> Self {
        Self {
            kind,
            left,
            right,
            other: None,
        }
    }
}

pub(super) fn rows(earlier: &Text, later: &Text) -> Vec<Row> {
    let (left, right) = (lines(earlier), lines(later));
    let mut numbers = Numbers::default();
    let tokens = |text: &'_ Text, lines: &[Span]| -> Vec<String> {
        lines.iter().map(|line| normal(text.words(*line))).collect()
    };
    let (left_normal, right_normal) = (tokens(earlier, &left), tokens(later, &right));
    let before: Vec<_> = left_normal.iter().map(|line| numbers.token(line)).collect();
    let after: Vec<_> = right_normal
        .iter()
        .map(|line| numbers.token(line))
        .collect();
    let (mut out, mut l, mut r) = (Vec::new(), 0, 0);
    let line = |lines: &[Span], at: usize| Line {
        number: at + 1,
        span: lines[at],
        pieces: Vec::new(),
    };
    for hunk in numbers.hunks(&before, &after) {
        while l < hunk.before.start as usize {
            out.push(Row::new(
                Kind::Same,
                Some(line(&left, l)),
                Some(line(&right, r)),
            ));
            (l, r) = (l + 1, r + 1);
        }
        let (to_l, to_r) = (hunk.before.end as usize, hunk.after.end as usize);
        changed(
            &mut out,
            (earlier, &left, l..to_l),
            (later, &right, r..to_r),
        );
        (l, r) = (to_l, to_r);
    }
    while l < left.len() && r < right.len() {
        out.push(Row::new(
            Kind::Same,
            Some(line(&left, l)),
            Some(line(&right, r)),
        ));
        (l, r) = (l + 1, r + 1);
    }
    out
}

/// The lines of a text; the empty one behind the last line end is none.
fn lines(text: &Text) -> Vec<Span> {
    let mut out: Vec<Span> = (0..text.lines())
        .filter_map(|number| text.line(number))
        .collect();
    if out.last().is_some_and(|line| line.is_empty()) {
        out.pop();
    }
    out
}

/// A line without what doesn't count.
pub(super) fn normal(line: &str) -> String {
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

type Side<'t> = (&'t Text, &'t [Span], core::ops::Range<usize>);

/// A word or a mark of a changed stretch, with its line.
struct Part<'t> {
    text: &'t str,
    span: Span,
    line: usize,
}

fn parts<'t>(side: &Side<'t>) -> Vec<Part<'t>> {
    let (text, lines, range) = side;
    let mut out = Vec::new();
    for line in range.clone() {
        let words = text.words(lines[line]);
        let starts = lines[line].start as usize;
        let mut from: Option<usize> = None;
        for (at, c) in words.char_indices().chain([(words.len(), ' ')]) {
            let of_word = c.is_alphanumeric()
                || (from.is_some()
                    && matches!(c, '.' | '\'' | '\u{2019}')
                    && words[at + c.len_utf8()..].starts_with(char::is_alphanumeric));
            if let (false, Some(first)) = (of_word, from) {
                out.push(Part {
                    text: &words[first..at],
                    span: Span::of(starts + first, starts + at),
                    line,
                });
                from = None;
            }
            if of_word {
                from.get_or_insert(at);
            } else if !c.is_whitespace() {
                let end = at + c.len_utf8();
                out.push(Part {
                    text: &words[at..end],
                    span: Span::of(starts + at, starts + end),
                    line,
                });
            }
        }
    }
    out
}

/// The rows of a stretch in which the notes differ.
fn changed(out: &mut Vec<Row>, left: Side<'_>, right: Side<'_>) {
    let (before, after) = (parts(&left), parts(&right));
    let mut differs = (vec![true; before.len()], vec![true; after.len()]);
    let mut pairs: Vec<Option<usize>> = vec![None; left.2.len()];
    if before.len() + after.len() <= MOST_WORDS {
        let mut numbers = Numbers::default();
        let a: Vec<_> = before.iter().map(|part| numbers.token(part.text)).collect();
        let b: Vec<_> = after.iter().map(|part| numbers.token(part.text)).collect();
        let mut equal = Vec::new();
        let (mut l, mut r) = (0, 0);
        for hunk in numbers.hunks(&a, &b) {
            while l < hunk.before.start as usize {
                equal.push((l, r));
                (l, r) = (l + 1, r + 1);
            }
            (l, r) = (hunk.before.end as usize, hunk.after.end as usize);
        }
        equal.extend((l..a.len()).zip(r..b.len()));
        for (l, r) in &equal {
            differs.0[*l] = false;
            differs.1[*r] = false;
        }
        pairs = paired(&before, &after, &equal, &left, &right);
    }
    let mut next = right.2.start;
    for at in left.2.clone() {
        let pair = pairs[at - left.2.start];
        for added in next..pair.unwrap_or(next) {
            out.push(Row::new(Kind::Added, None, Some(whole(right.1, added))));
        }
        match pair {
            Some(pair) => {
                let left = pieced(left.1, at, &before, &differs.0);
                let right = pieced(right.1, pair, &after, &differs.1);
                let same = left
                    .pieces
                    .iter()
                    .chain(&right.pieces)
                    .all(|piece| !piece.changed);
                let kind = if same { Kind::Same } else { Kind::Changed };
                out.push(Row::new(kind, Some(left), Some(right)));
                next = pair + 1;
            }
            None => out.push(Row::new(Kind::Removed, Some(whole(left.1, at)), None)),
        }
    }
    for added in next..right.2.end {
        out.push(Row::new(Kind::Added, None, Some(whole(right.1, added))));
    }
}

/// Which line of the right side each line of the left side became: the one that has most of its words, never crossing.
fn paired(
    before: &[Part<'_>],
    after: &[Part<'_>],
    equal: &[(usize, usize)],
    left: &Side<'_>,
    right: &Side<'_>,
) -> Vec<Option<usize>> {
    let mut votes: Vec<((usize, usize), usize)> = Vec::new();
    for (l, r) in equal {
        let lines = (before[*l].line, after[*r].line);
        match votes.last_mut() {
            Some((same, count)) if *same == lines => *count += 1,
            _ => votes.push((lines, 1)),
        }
    }
    let words = |parts: &[Part<'_>], first: usize, lines: usize| {
        let mut out = vec![0_usize; lines];
        parts.iter().for_each(|part| out[part.line - first] += 1);
        out
    };
    let (in_left, in_right) = (
        words(before, left.2.start, left.2.len()),
        words(after, right.2.start, right.2.len()),
    );
    let mut out = vec![None; left.2.len()];
    let mut best = vec![0; left.2.len()];
    let mut taken: Option<(usize, usize)> = None;
    for ((l, r), count) in votes {
        let at = l - left.2.start;
        let longer = in_left[at].max(in_right[r - right.2.start]);
        let free = taken.is_none_or(|(line, pair)| r > pair || (line == l && r >= pair));
        if count * SHARED >= longer && count > best[at] && free {
            out[at] = Some(r);
            best[at] = count;
            taken = Some((l, r));
        }
    }
    out
}

fn whole(lines: &[Span], at: usize) -> Line {
    Line {
        number: at + 1,
        span: lines[at],
        pieces: Vec::new(),
    }
}

/// A line in pieces; what stands between a word that differs and one that does not goes with the latter, so that none is lost.
fn pieced(lines: &[Span], at: usize, parts: &[Part<'_>], differs: &[bool]) -> Line {
    let first = parts.partition_point(|part| part.line < at);
    let mut pieces: Vec<Piece> = Vec::new();
    for (part, differs) in parts[first..]
        .iter()
        .zip(&differs[first..])
        .take_while(|(part, _)| part.line == at)
    {
        match pieces.last_mut() {
            Some(last) if last.changed == *differs => last.span.end = part.span.end,
            before => {
                let mut span = part.span;
                match before {
                    Some(before) if before.changed => span.start = before.span.end,
                    Some(before) => before.span.end = span.start,
                    None => {}
                }
                pieces.push(Piece {
                    span,
                    changed: *differs,
                });
            }
        }
    }
    Line {
        number: at + 1,
        span: lines[at],
        pieces,
    }
}
