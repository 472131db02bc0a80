//! The lexicon: what coders call things that the code sets call something else.
//!
//! It is data, in `lexicon/*.tsv`: kind, phrases, expansions, targets. Phrases and expansions are parted by `|`,
//! targets (codes or beginnings of codes, best first) by spaces; either of the last two may be empty. Adding a
//! word means adding a line; a test checks every line against the code sets.

/// What kind of word a line of the lexicon teaches; also the reason shown with a hit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Abbreviation or acronym.
    Abbreviation,
    /// What patients and nurses say.
    Lay,
    /// A condition or procedure named after somebody.
    Eponym,
    /// A term of the field that titles don't use.
    Synonym,
    /// Clinical name of a procedure: speaks for ICD-10-PCS.
    Procedure,
    /// A word for a word (kidney, renal), not shown as a reason of its own.
    Word,
}

impl Kind {
    pub(super) fn of(text: &str) -> Option<Self> {
        Some(match text {
            "abbr" => Self::Abbreviation,
            "lay" => Self::Lay,
            "eponym" => Self::Eponym,
            "syn" => Self::Synonym,
            "proc" => Self::Procedure,
            "word" => Self::Word,
            _ => return None,
        })
    }
}

/// A line of the lexicon.
#[derive(Debug, Clone)]
pub(super) struct Line<'a> {
    pub kind: Kind,
    pub phrases: Vec<&'a str>,
    pub expansions: Vec<&'a str>,
    pub targets: Vec<&'a str>,
}

/// The files, by name, as they were when this was built.
pub(super) const FILES: &[(&str, &str)] = &[
    (
        "abbreviations",
        include_str!("../../lexicon/abbreviations.tsv"),
    ),
    ("words", include_str!("../../lexicon/words.tsv")),
    ("diagnoses", include_str!("../../lexicon/diagnoses.tsv")),
    ("eponyms", include_str!("../../lexicon/eponyms.tsv")),
    ("external", include_str!("../../lexicon/external.tsv")),
    ("procedures", include_str!("../../lexicon/procedures.tsv")),
    ("operations", include_str!("../../lexicon/operations.tsv")),
    ("specialties", include_str!("../../lexicon/specialties.tsv")),
    ("drugs", include_str!("../../lexicon/drugs.tsv")),
    ("wards", include_str!("../../lexicon/wards.tsv")),
    ("shorthand", include_str!("../../lexicon/shorthand.tsv")),
    ("namesakes", include_str!("../../lexicon/namesakes.tsv")),
    ("plain_words", include_str!("../../lexicon/plain_words.tsv")),
    ("index_terms", include_str!("../../lexicon/index_terms.tsv")),
    ("theatre", include_str!("../../lexicon/theatre.tsv")),
    (
        "circumstances",
        include_str!("../../lexicon/circumstances.tsv"),
    ),
];

/// Reads one line. `None` for comments, empty lines and lines that are not of the form.
pub(super) fn line(text: &str) -> Option<Line<'_>> {
    let text = text.trim_end();
    if text.is_empty() || text.starts_with('#') {
        return None;
    }
    let mut columns = text.split('\t');
    let kind = Kind::of(columns.next()?.trim())?;
    let phrases: Vec<&str> = columns.next().into_iter().flat_map(split_bars).collect();
    let expansions: Vec<&str> = columns.next().into_iter().flat_map(split_bars).collect();
    let targets: Vec<&str> = columns.next().unwrap_or("").split_whitespace().collect();
    let says_nothing = phrases.is_empty() || expansions.is_empty() && targets.is_empty();
    let too_long = columns.next().is_some();
    (!says_nothing && !too_long).then_some(Line {
        kind,
        phrases,
        expansions,
        targets,
    })
}

fn split_bars(column: &str) -> impl Iterator<Item = &str> {
    column
        .split('|')
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

/// All readable lines of all files.
pub(super) fn lines() -> impl Iterator<Item = Line<'static>> {
    FILES
        .iter()
        .flat_map(|(_, text)| text.lines())
        .filter_map(line)
}

#[cfg(test)]
mod tests {
    use super::{FILES, line};

    #[test]
    fn every_line_is_of_the_form() {
        for (name, text) in FILES {
            for (number, row) in text.lines().enumerate() {
                let comment = row.is_empty() || row.starts_with('#');
                assert!(
                    comment || line(row).is_some(),
                    "{name}:{}: {row}",
                    number + 1
                );
            }
        }
    }

    #[test]
    fn what_is_not_of_the_form_is_left_out() {
        for row in [
            "",
            "# x",
            "abbr",
            "abbr\tCHF",
            "abbr\tCHF\t\t",
            "nonsense\tCHF\theart",
            "abbr\t\theart",
            "lay\ta\tb\tI50\tmore",
        ] {
            assert!(line(row).is_none(), "{row}");
        }
    }
}
