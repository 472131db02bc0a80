//! From pieces of text on a page to lines.
//!
//! What stands at one height is one line, from left to right, with a blank where the gap is wide enough for one. A bold
//! line that goes on below the words of a bold one, behind its number, is joined to it: so a heading that runs over two
//! lines is one. Where the space between two lines is wide, a blank line is written.

use super::page::Run;

/// A gap of this part of the letters' height is a blank.
const BLANK: f32 = 0.16;
/// Pieces that differ by less than this part of the height stand in one line: small raised letters too.
const ONE_LINE: f32 = 0.6;
/// Lines of one heading are nearer than this many heights, lines of one paragraph than that many.
const HEADING_STEP: f32 = 1.5;
const PARAGRAPH_STEP: f32 = 1.7;
/// How far the lines of a heading may be out of line, in points.
const OUT_OF_LINE: f32 = 4.0;

/// A line.
struct Line {
    x: f32,
    /// Where its second word begins: behind the number of a heading.
    second: Option<f32>,
    y: f32,
    size: f32,
    /// Whether all of it is bold, and whether its end is.
    bold: bool,
    ends_bold: bool,
    text: String,
}

/// Writes what a page shows, line by line.
pub(super) fn write(out: &mut String, runs: Vec<Run>) {
    let mut before: Option<Line> = None;
    for line in lines(runs) {
        if let Some(above) = &before {
            let step = above.y - line.y;
            let below_words = above
                .second
                .is_some_and(|second| (line.x - second).abs() < OUT_OF_LINE);
            if line.bold && above.ends_bold && below_words && step < above.size * HEADING_STEP {
                if !above.text.ends_with('-') {
                    out.push(' ');
                }
            } else {
                out.push('\n');
                if step > above.size * PARAGRAPH_STEP {
                    out.push('\n');
                }
            }
        }
        out.push_str(&line.text);
        before = Some(line);
    }
    out.push('\n');
}

fn lines(mut runs: Vec<Run>) -> Vec<Line> {
    runs.sort_by(|a, b| b.y.total_cmp(&a.y));
    let mut out = Vec::new();
    let mut rest = runs.as_mut_slice();
    while let Some(first) = rest.first() {
        let (y, near) = (first.y, first.size * ONE_LINE);
        let count = rest
            .iter()
            .take_while(|run| y - run.y <= near)
            .count()
            .max(1);
        let (row, below) = rest.split_at_mut(count);
        rest = below;
        row.sort_by(|a, b| a.x.total_cmp(&b.x));
        out.extend(line(row));
    }
    out
}

fn line(row: &[Run]) -> Option<Line> {
    let mut text = String::new();
    let (mut end, mut second) = (f32::NAN, None);
    let (mut bold, mut ends_bold, mut size, mut y) = (true, false, 0.0_f32, 0.0);
    let mut first: Option<&Run> = None;
    for run in row {
        let apart = run.x - end > run.size * BLANK || run.text.starts_with(char::is_whitespace);
        if first.is_some() && apart && !text.ends_with(' ') {
            text.push(' ');
        }
        if !run.text.trim().is_empty() {
            if first.is_some() && second.is_none() && text.ends_with(' ') {
                second = Some(run.x);
            }
            first = first.or(Some(run));
            if run.size > size {
                (size, y) = (run.size, run.y);
            }
            bold &= run.bold;
            ends_bold = run.bold;
            text.push_str(run.text.trim_start());
        }
        end = end.max(run.end);
    }
    let first = first?;
    text.truncate(text.trim_end().len());
    Some(Line {
        x: first.x,
        second,
        y,
        size,
        bold,
        ends_bold,
        text,
    })
}
