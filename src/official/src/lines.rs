//! From a byte in a text to its line.

use crate::error::Place;

/// Where the lines of a text begin.
#[derive(Debug)]
pub(crate) struct Lines(Vec<usize>);

impl Lines {
    pub(crate) fn of(text: &str) -> Self {
        Self(
            text.bytes()
                .enumerate()
                .filter_map(|(at, byte)| (byte == b'\n').then_some(at))
                .collect(),
        )
    }

    /// Line of the byte at `offset`, counted from 1.
    pub(crate) fn line(&self, offset: usize) -> usize {
        self.0.partition_point(|&end| end < offset) + 1
    }

    pub(crate) fn place(&self, file: &str, offset: usize) -> Place {
        Place {
            file: file.to_owned(),
            line: Some(self.line(offset)),
            offset: Some(offset),
        }
    }
}

/// The lines of a text that are not blank, each with its place: number from 1, byte from 0.
pub(crate) fn rows<'t>(text: &'t str) -> impl Iterator<Item = Row<'t>> {
    let mut offset = 0;
    text.split('\n').enumerate().filter_map(move |(i, line)| {
        let row = Row {
            line: i + 1,
            offset,
            text: line.strip_suffix('\r').unwrap_or(line),
        };
        offset += line.len() + 1;
        (!row.text.trim().is_empty()).then_some(row)
    })
}

/// One line of a text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row<'t> {
    pub(crate) line: usize,
    pub(crate) offset: usize,
    pub(crate) text: &'t str,
}

impl Row<'_> {
    pub(crate) fn place(&self, file: &str) -> Place {
        Place {
            file: file.to_owned(),
            line: Some(self.line),
            offset: Some(self.offset),
        }
    }
}

/// The text with each run of white space as one blank, none at the ends.
pub(crate) fn collapsed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}
