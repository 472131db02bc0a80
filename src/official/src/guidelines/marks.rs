//! The marks that sections begin with: `Section II.`, `B.`, `12.`, `c.`, `3)`, `(d)`, `(iv)`.

/// How deep a mark stands, by its form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// `Section I.`, `Appendix I`.
    Section,
    /// `A.`
    Letter,
    /// `1.`
    Number,
    /// `a.`
    Small,
    /// `1)`
    Bracketed,
    /// `(a)`, and `a.` of a list below a bracketed number.
    Item,
    /// `(i)`
    Roman,
}

/// A mark at the beginning of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mark<'t> {
    pub(super) level: Level,
    /// Which one of its kind, from 1.
    pub(super) ordinal: usize,
    /// What it adds to the number: `II`, `B`, `12`, `iv`.
    pub(super) part: String,
    /// As printed.
    pub(super) printed: &'t str,
    /// What follows it.
    pub(super) rest: &'t str,
}

/// Appendix I counts as the section behind the fourth.
pub(super) const APPENDIX: usize = 5;
const ROMAN: [&str; 15] = [
    "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv",
];

/// What a line may begin with, the likeliest first; nothing where it begins with a word.
pub(super) fn marks(line: &str) -> Vec<Mark<'_>> {
    let line = line.trim();
    if let Some(mark) = section(line).or_else(|| appendix(line)) {
        return vec![mark];
    }
    let bracketed = line.starts_with('(');
    let inner = line.strip_prefix('(').unwrap_or(line);
    let Some(end) = inner.find(|c: char| !c.is_ascii_alphanumeric()) else {
        return Vec::new();
    };
    let (name, after) = inner.split_at(end);
    let Some(closing) = after.chars().next() else {
        return Vec::new();
    };
    let rest = &after[closing.len_utf8()..];
    let printed = &line[..line.len() - rest.len()];
    // `2.5` and `A.B` are no marks; `17.“Code` is one.
    if closing == '.' && rest.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return Vec::new();
    }
    let mark = |level, ordinal: usize| Mark {
        level,
        ordinal,
        part: name.to_owned(),
        printed,
        rest: rest.trim_start(),
    };
    let number = || {
        let number = name.parse::<usize>().ok()?;
        (name.len() <= 2 && number > 0 && !name.starts_with('0')).then_some(number)
    };
    let mut out = Vec::new();
    match (bracketed, closing) {
        (false, '.') => {
            if let Some(ordinal) = number() {
                out.push(mark(Level::Number, ordinal));
            } else if let Some(ordinal) = letter(name, 'A') {
                out.push(mark(Level::Letter, ordinal));
            } else if let Some(ordinal) = letter(name, 'a') {
                out.push(mark(Level::Small, ordinal));
                out.push(mark(Level::Item, ordinal));
            }
        }
        (false, ')') => out.extend(number().map(|ordinal| mark(Level::Bracketed, ordinal))),
        (true, ')') => {
            out.extend(letter(name, 'a').map(|ordinal| mark(Level::Item, ordinal)));
            let roman = ROMAN.iter().position(|roman| *roman == name);
            out.extend(roman.map(|at| mark(Level::Roman, at + 1)));
        }
        _ => {}
    }
    out
}

fn letter(name: &str, first: char) -> Option<usize> {
    let mut letters = name.chars();
    let (Some(letter), None) = (letters.next(), letters.next()) else {
        return None;
    };
    let last = char::from_u32(u32::from(first) + 25)?;
    (first..=last)
        .contains(&letter)
        .then(|| letter as usize - first as usize + 1)
}

fn section(line: &str) -> Option<Mark<'_>> {
    let after = line.strip_prefix("Section ")?;
    let (name, rest) = after.split_once('.')?;
    let ordinal = ["I", "II", "III", "IV"]
        .iter()
        .position(|roman| *roman == name)?
        + 1;
    // `Section I.B` is a reference, `Section I. Conventions` a heading.
    let rest_of_heading = rest.strip_prefix(' ')?;
    Some(Mark {
        level: Level::Section,
        ordinal,
        part: name.to_owned(),
        printed: &line[..line.len() - rest.len()],
        rest: rest_of_heading.trim_start(),
    })
}

fn appendix(line: &str) -> Option<Mark<'_>> {
    let after = line.strip_prefix("Appendix I")?;
    let rest = after.trim_start_matches([':', '.']);
    (after.is_empty() || rest.len() < after.len() && rest.starts_with(' ')).then(|| Mark {
        level: Level::Section,
        ordinal: APPENDIX,
        part: "Appendix I".to_owned(),
        printed: "Appendix I",
        rest: rest.trim_start(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_known_by_its_form() {
        use Level::{Bracketed, Item, Letter, Number, Roman, Section, Small};
        for (line, expected) in [
            ("Section II. Choosing", vec![(Section, 2)]),
            ("Appendix I", vec![(Section, APPENDIX)]),
            ("C. Chapters", vec![(Letter, 3)]),
            ("17.“Code also”", vec![(Number, 17)]),
            ("c. Blorp", vec![(Small, 3), (Item, 3)]),
            ("10) Blorp", vec![(Bracketed, 10)]),
            ("(d) Blorp", vec![(Item, 4)]),
            ("(iv) Blorp", vec![(Roman, 4)]),
            ("(i)Blorp", vec![(Item, 9), (Roman, 1)]),
        ] {
            let found: Vec<_> = marks(line)
                .iter()
                .map(|mark| (mark.level, mark.ordinal))
                .collect();
            assert_eq!(found, expected, "{line}");
        }
    }

    #[test]
    fn words_and_references_are_no_marks() {
        for line in [
            "",
            "Section I.C.9. Blorp",
            "Section V. Blorp",
            "Appendix II",
            "Appendix I lists them",
            "(current) use",
            "2.5 mm",
            "A.B",
            "e.g., blorp",
            "100. Blorp",
            "0) Blorp",
            "word",
            "(",
            "()",
            ".",
            "é. Blorp",
        ] {
            assert!(marks(line).is_empty(), "{line}");
        }
    }
}
