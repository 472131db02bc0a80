//! The guidelines that speak for a day: the contents, one section, and sections found by words.

use codes::Ymd;
use edits::rules::ALL;
use official::guidelines::{Guidelines, Section};

use super::{Content, Official};
use crate::cited::{is_section, sections};
use crate::protocol::{
    CitingRule, Failure, GuidelinesEdition, SectionHit, SectionHits, SectionLine, SectionPage,
};

/// Characters shown around the words that were found.
const AROUND: usize = 90;
/// Characters of an item that stand for its heading.
const FIRST_WORDS: usize = 60;
/// Most words looked for.
const MOST_WORDS: usize = 12;

impl Official {
    /// The guidelines that speak for a day; else those of the nearest year before, else the earliest.
    fn guidelines(&self, date: Ymd) -> Option<(&Guidelines, GuidelinesEdition)> {
        let editions = || {
            self.kept().filter_map(|kept| match &kept.content {
                Content::Guidelines(guidelines) => Some((kept.effect.from, guidelines)),
                _ => None,
            })
        };
        // Of two of the same day the one taken in last stands first.
        let latest = |of_year: bool| {
            editions()
                .filter(|(from, _)| {
                    *from <= date && (!of_year || fiscal_year(*from) == fiscal_year(date))
                })
                .reduce(|best, other| if other.0 > best.0 { other } else { best })
        };
        let found = latest(true);
        let earliest = || editions().min_by_key(|(from, _)| *from);
        let (from, guidelines) = found.or_else(|| latest(false)).or_else(earliest)?;
        let edition = GuidelinesEdition {
            fiscal_year: fiscal_year(from),
            effective: from.to_iso(),
            speaks: found.is_some(),
        };
        Some((guidelines, edition))
    }

    /// One section, or the contents where `id` is empty.
    ///
    /// # Errors
    /// A [`Failure`] where `id` is no number of a section.
    pub(crate) fn section(&self, id: &str, date: Ymd) -> Result<SectionPage, Failure> {
        if !id.is_empty() && !is_section(id) && id != "Appendix I" {
            return Err(Failure {
                what: "That is no section of the guidelines.".to_owned(),
                why: "Sections are numbered like I.C.9.a or II.B.".to_owned(),
                place: "the guidelines".to_owned(),
                fix: "Look it up by words.".to_owned(),
            });
        }
        let mut page = SectionPage {
            asked: id.to_owned(),
            wanted_year: fiscal_year(date),
            edition: None,
            id: id.to_owned(),
            title: String::new(),
            path: Vec::new(),
            paragraphs: Vec::new(),
            below: Vec::new(),
            previous: None,
            next: None,
            rules: citing(id),
        };
        let Some((guidelines, edition)) = self.guidelines(date) else {
            if id.is_empty() {
                page.below = cited_lines();
            }
            return Ok(page);
        };
        page.edition = Some(edition);
        let shown = |at: usize| {
            guidelines
                .sections()
                .get(at)
                .map(|section| line(guidelines, at, section))
        };
        match guidelines.nearest(id) {
            Some(at) => {
                let section = &guidelines.sections()[at];
                page.id.clone_from(&section.id);
                page.title = heading(section);
                page.path = guidelines.above(at).into_iter().filter_map(shown).collect();
                page.paragraphs.clone_from(&section.paragraphs);
                page.below = guidelines.below(at).filter_map(shown).collect();
                page.previous = at.checked_sub(1).and_then(shown);
                page.next = shown(at + 1);
                page.rules = citing(&section.id);
            }
            None => {
                page.id.clear();
                let outermost = guidelines.sections().iter().enumerate();
                page.below = outermost
                    .filter(|(_, section)| section.depth <= 1)
                    .map(|(at, section)| line(guidelines, at, section))
                    .collect();
            }
        }
        Ok(page)
    }

    /// Sections in which all words stand, in any order; those that have them in the heading first.
    pub(crate) fn search_guidelines(&self, text: &str, limit: u32, date: Ymd) -> SectionHits {
        let words: Vec<String> = text
            .split_whitespace()
            .take(MOST_WORDS)
            .map(str::to_lowercase)
            .collect();
        let mut out = SectionHits {
            words: text.to_owned(),
            edition: None,
            total: 0,
            hits: Vec::new(),
        };
        let Some((guidelines, edition)) = self.guidelines(date) else {
            return out;
        };
        out.edition = Some(edition);
        if words.is_empty() {
            return out;
        }
        let mut found: Vec<(usize, usize)> = guidelines
            .sections()
            .iter()
            .enumerate()
            .filter_map(|(at, section)| {
                let title = format!("{} {}", section.id, section.title).to_lowercase();
                let body = section.paragraphs.join("\n").to_lowercase();
                let in_title = words
                    .iter()
                    .filter(|word| title.contains(word.as_str()))
                    .count();
                let all = words
                    .iter()
                    .all(|word| title.contains(word.as_str()) || body.contains(word.as_str()));
                all.then_some((in_title, at))
            })
            .collect();
        found.sort_by_key(|(in_title, at)| (core::cmp::Reverse(*in_title), *at));
        out.total = number(found.len());
        out.hits = found
            .into_iter()
            .take(limit as usize)
            .map(|(_, at)| {
                let section = &guidelines.sections()[at];
                let above = guidelines
                    .above(at)
                    .into_iter()
                    .map(|at| heading(&guidelines.sections()[at]));
                SectionHit {
                    line: line(guidelines, at, section),
                    path: above.skip(1).collect::<Vec<_>>().join(" › "),
                    snippet: snippet(&section.paragraphs, &words),
                }
            })
            .collect();
        out
    }
}

fn line(guidelines: &Guidelines, at: usize, section: &Section) -> SectionLine {
    SectionLine {
        id: section.id.clone(),
        title: heading(section),
        below: number(guidelines.below(at).count()),
        rules: citing_below(&section.id),
    }
}

/// Its heading; of an item without one the first words.
fn heading(section: &Section) -> String {
    if !section.title.is_empty() {
        return section.title.clone();
    }
    let first = section.paragraphs.first().map_or("", String::as_str);
    match first.char_indices().nth(FIRST_WORDS) {
        Some((end, _)) => {
            let end = first[..end].rfind(' ').unwrap_or(end);
            format!("{} …", &first[..end])
        }
        None => first.to_owned(),
    }
}

/// Whether `id` is `of` or stands below it.
fn within(id: &str, of: &str) -> bool {
    id.strip_prefix(of)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Rules that cite a section or one above it.
fn citing(id: &str) -> Vec<CitingRule> {
    let rules = ALL.iter().filter_map(|rule| {
        let cites = sections(rule.source)
            .into_iter()
            .find(|cited| within(id, cited))?;
        Some(CitingRule {
            id: rule.id.to_owned(),
            title: rule.title.to_owned(),
            cites,
        })
    });
    rules.collect()
}

/// How many rules cite a section or one below it.
fn citing_below(id: &str) -> u32 {
    let cites = |source: &str| sections(source).iter().any(|cited| within(cited, id));
    number(ALL.iter().filter(|rule| cites(rule.source)).count())
}

/// The sections that rules cite, for a screen without the guidelines.
fn cited_lines() -> Vec<SectionLine> {
    let mut ids: Vec<String> = Vec::new();
    for id in ALL.iter().flat_map(|rule| sections(rule.source)) {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    ids.sort_by_key(|id| order(id));
    ids.into_iter()
        .map(|id| SectionLine {
            rules: citing_below(&id),
            id,
            title: String::new(),
            below: 0,
        })
        .collect()
}

/// Numbers by their value, sections in the order of print, the appendix last.
fn order(id: &str) -> (bool, Vec<(u32, String)>) {
    let part = |part: &str| (part.parse().unwrap_or(0), part.to_owned());
    (
        id.starts_with("Appendix"),
        id.split('.').map(part).collect(),
    )
}

/// The text around the words, from the paragraph that has most of them.
fn snippet(paragraphs: &[String], words: &[String]) -> Vec<(String, bool)> {
    let count = |text: &String| {
        let text = text.to_lowercase();
        words
            .iter()
            .filter(|word| text.contains(word.as_str()))
            .count()
    };
    let best = paragraphs
        .iter()
        .enumerate()
        .max_by_key(|(at, text)| (count(text), core::cmp::Reverse(*at)));
    let Some((_, text)) = best else {
        return Vec::new();
    };
    let chars: Vec<char> = text.chars().collect();
    // Letters one by one, so that places in both are the same.
    let lower: Vec<char> = chars
        .iter()
        .map(|c| c.to_lowercase().next().unwrap_or(*c))
        .collect();
    let mut marked = vec![false; chars.len()];
    let mut first = None;
    for word in words {
        let word: Vec<char> = word.chars().collect();
        for at in 0..lower.len().saturating_sub(word.len().saturating_sub(1)) {
            if lower[at..].starts_with(&word) {
                marked[at..at + word.len()].fill(true);
                first = Some(first.map_or(at, |first: usize| first.min(at)));
            }
        }
    }
    let middle = first.unwrap_or(0);
    let blank_before = |at: usize| {
        (0..at)
            .rev()
            .find(|at| chars[*at] == ' ')
            .map_or(0, |at| at + 1)
    };
    let begin = blank_before(middle.saturating_sub(AROUND));
    let wanted = (middle + 2 * AROUND).min(chars.len());
    let end = if wanted < chars.len() {
        blank_before(wanted).max(middle)
    } else {
        wanted
    };
    let mut out: Vec<(String, bool)> = Vec::new();
    if begin > 0 {
        out.push(("… ".to_owned(), false));
    }
    for at in begin..end {
        match out.last_mut() {
            Some((piece, mark)) if *mark == marked[at] => piece.push(chars[at]),
            _ => out.push((chars[at].to_string(), marked[at])),
        }
    }
    if end < chars.len() {
        out.push(("…".to_owned(), false));
    }
    out
}

fn fiscal_year(date: Ymd) -> u16 {
    date.fiscal_year().unwrap_or(0)
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
