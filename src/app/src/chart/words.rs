//! A document's text as lines, and the way of a word cursor through it. Pure: places are bytes of the text as UTF-8, as the
//! record counts them; the browser's own places are UTF-16 and are turned into them here.

/// A line of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line {
    /// Page, from 1.
    pub(super) page: u32,
    /// Line of the page, from 1.
    pub(super) number: u32,
    /// First byte.
    pub(super) start: u32,
    /// Byte after the last letter, without the line's end.
    pub(super) end: u32,
}

/// Bytes of a text.
pub(super) type Range = (u32, u32);

/// Texts are shorter than 64 MiB, so positions fit.
fn narrow(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// The lines of a text whose pages begin at these bytes.
pub(super) fn lines(text: &str, page_starts: &[u32]) -> Vec<Line> {
    let mut lines = Vec::new();
    for (place, start) in page_starts.iter().enumerate() {
        let start = *start as usize;
        let end = page_starts
            .get(place + 1)
            .map_or(text.len(), |next| *next as usize);
        let mut at = start;
        let pieces = text
            .get(start..end)
            .unwrap_or_default()
            .split_inclusive('\n');
        for (number, piece) in pieces.enumerate() {
            let kept = piece.trim_end_matches(['\n', '\r', '\x0c']).len();
            lines.push(Line {
                page: narrow(place + 1),
                number: narrow(number + 1),
                start: narrow(at),
                end: narrow(at + kept),
            });
            at += piece.len();
        }
    }
    lines
}

/// The line in which a byte stands, by its place among the lines.
pub(super) fn line_at(lines: &[Line], byte: u32) -> usize {
    lines
        .partition_point(|line| line.start <= byte)
        .saturating_sub(1)
}

/// A range without the white space at its ends; nothing where there is nothing else.
pub(super) fn trimmed(text: &str, (start, end): Range) -> Option<Range> {
    let words = text.get(start as usize..end as usize)?;
    let from = start as usize + (words.len() - words.trim_start().len());
    let words = words.trim();
    (!words.is_empty()).then(|| (narrow(from), narrow(from + words.len())))
}

/// The word at a byte, or the next one behind it.
pub(super) fn word_from(text: &str, byte: u32) -> Option<Range> {
    let mut at = (byte as usize).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    // Back to the beginning of the word that the byte is in.
    let before = text[..at]
        .char_indices()
        .rev()
        .take_while(|(_, letter)| !letter.is_whitespace())
        .last();
    if text[at..]
        .chars()
        .next()
        .is_some_and(|letter| !letter.is_whitespace())
    {
        at = before.map_or(at, |(start, _)| start);
    }
    let skipped = text[at..].len() - text[at..].trim_start().len();
    let start = at + skipped;
    let length = text[start..]
        .find(char::is_whitespace)
        .unwrap_or(text.len() - start);
    (length > 0).then(|| (narrow(start), narrow(start + length)))
}

/// The word before a byte.
fn word_before(text: &str, byte: u32) -> Option<Range> {
    let before = text.get(..byte as usize)?.trim_end();
    let last = before.char_indices().next_back()?;
    word_from(text, narrow(last.0))
}

/// Where a cursor goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// To the next word.
    Right,
    /// To the word before.
    Left,
    /// To the word below.
    Down,
    /// To the word above.
    Up,
    /// To the first word of the line.
    Home,
    /// To the last word of the line.
    End,
}

/// The word that is reached from another one; the same where there is none.
pub(super) fn step(text: &str, lines: &[Line], from: Range, step: Step) -> Range {
    let reached = match step {
        Step::Right => word_from(text, from.1),
        Step::Left => word_before(text, from.0),
        Step::Home | Step::End => {
            let line = lines.get(line_at(lines, from.0));
            line.and_then(|line| match step {
                Step::Home => word_from(text, line.start),
                _ => word_before(text, line.end),
            })
        }
        Step::Down | Step::Up => vertical(text, lines, from, step == Step::Down),
    };
    reached.unwrap_or(from)
}

/// The word below or above, in the same column as far as the line reaches. Lines without words are passed over.
fn vertical(text: &str, lines: &[Line], from: Range, down: bool) -> Option<Range> {
    let at = line_at(lines, from.0);
    let column = text
        .get(lines.get(at)?.start as usize..from.0 as usize)?
        .chars()
        .count();
    let has_words = |line: &&Line| {
        text.get(line.start as usize..line.end as usize)
            .is_some_and(|words| !words.trim().is_empty())
    };
    let line = if down {
        lines.get(at + 1..)?.iter().find(has_words)
    } else {
        lines.get(..at)?.iter().rev().find(has_words)
    }?;
    let words = text.get(line.start as usize..line.end as usize)?;
    let byte = words
        .char_indices()
        .nth(column)
        .map_or(words.len(), |(byte, _)| byte);
    let byte = line.start + narrow(byte);
    word_from(text, byte)
        .filter(|word| word.0 < line.end)
        .or_else(|| word_before(text, line.end))
}

/// How many bytes the first `units` UTF-16 units of a text take.
pub(super) fn bytes_of_units(text: &str, units: u32) -> u32 {
    let (mut bytes, mut left) = (0, units as usize);
    for letter in text.chars() {
        let wide = letter.len_utf16();
        if wide > left {
            break;
        }
        left -= wide;
        bytes += letter.len_utf8();
    }
    narrow(bytes)
}

/// Why some words are marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// The heading of a section.
    Heading,
    /// A code rests on them.
    Coded,
    /// They were sought.
    Hit,
    /// The place that was asked for.
    Shown,
    /// The cursor, or what was selected by keyboard.
    Cursor,
}

impl Kind {
    const ALL: [(Self, &'static str); 5] = [
        (Self::Heading, "heading"),
        (Self::Coded, "coded"),
        (Self::Hit, "hit"),
        (Self::Shown, "shown"),
        (Self::Cursor, "cursor"),
    ];
}

/// A piece of a line: its bytes, and by which names it is marked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    /// First byte.
    pub(super) start: u32,
    /// Byte after the last.
    pub(super) end: u32,
    /// Classes, apart by a space; empty where nothing marks it.
    pub(super) classes: String,
}

/// A line cut where its marks begin and end. Marks may lie over each other and reach over lines.
pub(super) fn pieces(line: Line, marks: &[(Range, Kind)]) -> Vec<Piece> {
    let within: Vec<(Range, Kind)> = marks
        .iter()
        .filter(|((start, end), _)| *start < line.end && *end > line.start)
        .map(|((start, end), kind)| (((*start).max(line.start), (*end).min(line.end)), *kind))
        .collect();
    let mut cuts = vec![line.start, line.end];
    cuts.extend(within.iter().flat_map(|((start, end), _)| [*start, *end]));
    cuts.sort_unstable();
    cuts.dedup();
    cuts.windows(2)
        .map(|cut| {
            let (start, end) = (cut[0], cut[1]);
            let marked = |kind: Kind| {
                let covers =
                    |((from, to), of): &(Range, Kind)| *of == kind && *from <= start && *to >= end;
                within.iter().any(covers)
            };
            let classes = Kind::ALL
                .iter()
                .filter(|(kind, _)| marked(*kind))
                .map(|(_, class)| *class)
                .collect::<Vec<_>>()
                .join(" ");
            Piece {
                start,
                end,
                classes,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTE: &str = "Assessment:\nÄcute pneumonia, left\n\nno  sepsis\x0c\nPage two\n";

    fn note() -> Vec<Line> {
        lines(NOTE, &[0, 48])
    }

    fn words(range: Range) -> &'static str {
        &NOTE[range.0 as usize..range.1 as usize]
    }

    #[test]
    fn lines_are_counted_from_one_on_each_page_and_end_before_their_line_end() {
        assert_eq!(&NOTE[48..], "Page two\n");
        let shown: Vec<(u32, u32, &str)> = note()
            .into_iter()
            .map(|line| (line.page, line.number, words((line.start, line.end))))
            .collect();
        assert_eq!(
            shown,
            [
                (1, 1, "Assessment:"),
                (1, 2, "Äcute pneumonia, left"),
                (1, 3, ""),
                (1, 4, "no  sepsis"),
                (2, 1, "Page two"),
            ]
        );
    }

    #[test]
    fn a_cursor_goes_word_by_word_over_lines_and_pages_and_back() {
        let lines = note();
        let mut at = word_from(NOTE, 0).expect("a word");
        let mut way = vec![words(at)];
        loop {
            let next = step(NOTE, &lines, at, Step::Right);
            if next == at {
                break;
            }
            at = next;
            way.push(words(at));
        }
        let all: Vec<&str> = NOTE.split_whitespace().collect();
        assert_eq!(way, all);
        for word in all.iter().rev().skip(1) {
            at = step(NOTE, &lines, at, Step::Left);
            assert_eq!(words(at), *word);
        }
        assert_eq!(step(NOTE, &lines, at, Step::Left), at, "it is the first");
    }

    #[test]
    fn up_and_down_keep_the_column_and_pass_over_empty_lines() {
        let lines = note();
        let at = |word: &str| {
            let start = NOTE.find(word).expect("it is there") as u32;
            (start, start + word.len() as u32)
        };
        let go = |from: &str, to: Step| words(step(NOTE, &lines, at(from), to));
        assert_eq!(go("Assessment:", Step::Down), "Äcute");
        assert_eq!(go("pneumonia,", Step::Down), "sepsis");
        assert_eq!(go("left", Step::Down), "sepsis", "the line is shorter");
        assert_eq!(go("sepsis", Step::Up), "Äcute");
        assert_eq!(go("Page", Step::Up), "no");
        assert_eq!(go("pneumonia,", Step::Home), "Äcute");
        assert_eq!(go("Äcute", Step::End), "left");
        assert_eq!(go("two", Step::Down), "two");
    }

    #[test]
    fn the_browsers_units_become_bytes() {
        for (units, bytes) in [(0, 0), (1, 2), (2, 3), (5, 6), (99, "Äcute".len() as u32)] {
            assert_eq!(bytes_of_units("Äcute", units), bytes);
        }
        // A letter of two units is not cut.
        assert_eq!(bytes_of_units("𝛼b", 1), 0);
        assert_eq!(bytes_of_units("𝛼b", 2), 4);
    }

    #[test]
    fn white_space_at_the_ends_is_not_selected() {
        let whole = (11, 14);
        assert_eq!(words(whole), "\nÄ");
        assert_eq!(trimmed(NOTE, (11, 18)).map(words), Some("Äcute"));
        assert_eq!(trimmed(NOTE, (11, 12)), None);
    }

    #[test]
    fn marks_over_each_other_cut_a_line_into_pieces_that_hold_all_of_it() {
        let line = note()[1];
        let marks = [
            ((0, 18), Kind::Coded),
            ((18, 24), Kind::Hit),
            ((14, 22), Kind::Shown),
        ];
        let pieces = pieces(line, &marks);
        let whole: String = pieces
            .iter()
            .map(|piece| words((piece.start, piece.end)))
            .collect();
        assert_eq!(whole, words((line.start, line.end)));
        let shown: Vec<&str> = pieces.iter().map(|piece| piece.classes.as_str()).collect();
        assert_eq!(shown, ["coded", "coded shown", "hit shown", "hit", ""]);
    }
}
