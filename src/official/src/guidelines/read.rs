//! From the text of the guidelines to sections.

use super::edition::stated;
use super::furniture::{is_furniture, without_leader};
use super::marks::{Level, Mark, marks};
use super::paragraphs::{Paragraphs, Row};
use super::place::{Contents, Fit, Open};
use super::{Guidelines, Section};
use crate::error::{ImportError, Place, shortened};
use crate::import::{Contents as Read, Raw, Warning};

/// A heading goes on over at most so many lines.
const HEADING_LINES: usize = 3;
/// A heading that the contents don't list has at most so many characters.
const HEADING_LENGTH: usize = 60;

pub(crate) fn read(file: &str, text: &str) -> Result<Raw, ImportError> {
    let rows = rows(text);
    let heads: Vec<usize> = (0..rows.len())
        .filter(|&at| first_section(rows[at]))
        .collect();
    let (Some(&first), Some(&start)) = (heads.first(), heads.last()) else {
        let why = "it has no line that begins with “Section I.”".to_owned();
        return Err(ImportError::damaged(Place::whole(file), why));
    };
    let contents = contents(&rows[first..start]);
    let mut reading = Reading {
        file,
        contents: &contents,
        open: Open::default(),
        sections: Vec::new(),
        body: Paragraphs::default(),
        warnings: Vec::new(),
    };
    reading.follow(&rows[start..]);
    let (sections, mut warnings) = reading.finish();
    if sections.len() < 2 {
        let why = "there is no heading below “Section I.”".to_owned();
        return Err(ImportError::damaged(Place::whole(file), why));
    }
    let guidelines = Guidelines::new(sections);
    let mut missing: Vec<&String> = contents
        .keys()
        .filter(|id| guidelines.find(id).is_none())
        .collect();
    missing.sort();
    for id in missing {
        let what = format!(
            "{id} “{}” is in its contents and was not found",
            shortened(&contents[id])
        );
        Warning::push(&mut warnings, Place::whole(file), what);
    }
    let (year, day) = stated(text);
    Ok(Raw {
        year,
        day,
        rows: vec![
            ("sections", guidelines.sections().len()),
            ("listed in its contents", contents.len()),
            (
                "paragraphs",
                guidelines
                    .sections()
                    .iter()
                    .map(|section| section.paragraphs.len())
                    .sum(),
            ),
        ],
        warnings,
        contents: Read::Guidelines(guidelines),
    })
}

/// The lines without what pages bear beside the text.
fn rows(text: &str) -> Vec<Row<'_>> {
    let mut out = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let mut pages = line.split('\u{c}');
        let last = pages.next_back().unwrap_or_default();
        for part in pages {
            push(&mut out, part, at + 1);
            out.push(Row::Page);
        }
        push(&mut out, last, at + 1);
    }
    out
}

fn push<'t>(out: &mut Vec<Row<'t>>, line: &'t str, number: usize) {
    let line = line.trim_matches(|c: char| c.is_whitespace() || c == '\u{a0}' || c == '\u{feff}');
    out.push(if line.is_empty() {
        Row::Blank
    } else if is_furniture(line) {
        Row::Page
    } else {
        Row::Line(line, number)
    });
}

fn first_section(row: Row<'_>) -> bool {
    matches!(row, Row::Line(line, _)
        if marks(line).first().is_some_and(|mark| mark.level == Level::Section && mark.ordinal == 1))
}

/// Whether words stand like a heading: few, and no sentence.
fn is_heading(words: &str) -> bool {
    words.chars().count() <= HEADING_LENGTH
        && words.starts_with(char::is_uppercase)
        && words.ends_with(|c: char| c.is_alphanumeric() || c == ')')
}

/// The table of contents: what stands before the text.
fn contents(rows: &[Row<'_>]) -> Contents {
    let mut out = Contents::default();
    let mut open = Open::default();
    // A heading that goes on in the next line.
    let mut going: Option<String> = None;
    for row in rows {
        let Row::Line(line, _) = row else { continue };
        let (text, ended) = without_leader(line);
        let found =
            marks(text)
                .into_iter()
                .find_map(|mark| match open.fit(&mark, &Contents::default()) {
                    Fit::Here(depth) => Some((mark, depth)),
                    _ => None,
                });
        if let Some((mark, depth)) = found {
            let id = open.id(depth, &mark);
            out.insert(id.clone(), mark.rest.to_owned());
            open.open(depth, &mark, 0);
            going = (!ended).then_some(id);
        } else if let Some(id) = &going {
            if let Some(title) = out.get_mut(id) {
                title.push(' ');
                title.push_str(text);
            }
            if ended {
                going = None;
            }
        }
    }
    out
}

/// The text as it is gone through.
struct Reading<'r> {
    file: &'r str,
    contents: &'r Contents,
    open: Open,
    sections: Vec<Section>,
    body: Paragraphs,
    warnings: Vec<Warning>,
}

impl Reading<'_> {
    fn follow(&mut self, rows: &[Row<'_>]) {
        let mut at = 0;
        while let Some(row) = rows.get(at) {
            at += 1;
            let Row::Line(line, number) = *row else {
                self.body.add(*row);
                continue;
            };
            match self.heading(line, number) {
                Some((mark, depth)) => {
                    let id = self.open.id(depth, &mark);
                    let listed_item = mark.level == Level::Item && !mark.printed.starts_with('(');
                    let mut title = if listed_item {
                        String::new()
                    } else {
                        mark.rest.to_owned()
                    };
                    if !listed_item {
                        at += self.go_on(&mut title, &id, &rows[at..]);
                    }
                    self.begin(id, &mark, depth, title, number);
                    if listed_item {
                        self.body.add(Row::Line(mark.rest, number));
                    }
                }
                None => self.body.add(*row),
            }
        }
    }

    /// The mark of a line that heads a section, and below how many sections it stands.
    fn heading<'t>(&mut self, line: &'t str, number: usize) -> Option<(Mark<'t>, usize)> {
        let mut stray = None;
        for mark in marks(line) {
            match self.open.fit(&mark, self.contents) {
                Fit::Here(depth) => return Some((mark, depth)),
                Fit::Leaps(depth) => {
                    let what = format!(
                        "sections before {} were not found",
                        self.open.id(depth, &mark)
                    );
                    self.warn(number, what);
                    return Some((mark, depth));
                }
                Fit::Unlisted(depth) if is_heading(mark.rest) => {
                    let what = format!(
                        "{} “{}” is not in its contents",
                        self.open.id(depth, &mark),
                        mark.rest
                    );
                    self.warn(number, what);
                    return Some((mark, depth));
                }
                Fit::Unlisted(_) | Fit::Stray => stray = Some(mark.printed),
                Fit::Text => {}
            }
        }
        if let Some(printed) = stray {
            let what = format!(
                "“{}” looks like a heading, but no section {printed} is due here: kept as text",
                shortened(line)
            );
            self.warn(number, what);
        }
        None
    }

    /// Takes the lines that a heading goes on over, and says how many they are.
    fn go_on(&self, title: &mut String, id: &str, rows: &[Row<'_>]) -> usize {
        let squeezed = |text: &str| {
            text.chars()
                .filter(|c| !c.is_whitespace())
                .flat_map(char::to_lowercase)
                .collect::<String>()
        };
        let listed = self.contents.get(id).map(|listed| squeezed(listed));
        let mut taken = 0;
        for row in rows.iter().take(HEADING_LINES) {
            let line = match row {
                Row::Line(line, _) => *line,
                // The heading of the appendix stands in a line of its own.
                Row::Blank | Row::Page if title.is_empty() => {
                    taken += 1;
                    continue;
                }
                _ => break,
            };
            let joined = match title.as_str() {
                "" => line.to_owned(),
                before if before.ends_with('-') => format!("{before}{line}"),
                before => format!("{before} {line}"),
            };
            let goes_on = title.is_empty()
                || match &listed {
                    Some(listed) => listed.starts_with(&squeezed(&joined)),
                    None => {
                        marks(line).is_empty()
                            && line.starts_with(char::is_lowercase)
                            && !title.ends_with(['.', ':'])
                    }
                };
            if !goes_on {
                break;
            }
            *title = joined;
            taken += 1;
        }
        taken
    }

    fn begin(&mut self, id: String, mark: &Mark<'_>, depth: usize, title: String, line: usize) {
        self.end();
        let at = self.sections.len();
        self.sections.push(Section {
            id,
            mark: mark.printed.to_owned(),
            title,
            depth: u8::try_from(depth).unwrap_or(u8::MAX),
            parent: self.open.parent(depth),
            paragraphs: Vec::new(),
            line,
        });
        self.open.open(depth, mark, at);
    }

    fn end(&mut self) {
        let body = core::mem::take(&mut self.body).finish();
        if let Some(section) = self.sections.last_mut() {
            section.paragraphs = body;
        }
    }

    fn warn(&mut self, line: usize, what: String) {
        let place = Place {
            file: self.file.to_owned(),
            line: Some(line),
            offset: None,
        };
        Warning::push(&mut self.warnings, place, what);
    }

    fn finish(mut self) -> (Vec<Section>, Vec<Warning>) {
        self.end();
        (self.sections, self.warnings)
    }
}
