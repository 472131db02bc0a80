//! Sections of the ICD-10-CM guidelines that a text cites, found in one place: sources of rules and findings
//! (`ICD-10-CM Official Guidelines, I.B.5 and I.A.12.a`), reasons (`OCG I.C.9.b`) and the guidelines' own words
//! (`See Section I.C.21.c.17.`).
//!
//! Numbers that follow one of these beginnings are sections until another word comes. The ICD-10-PCS guidelines have
//! numbers of another form (`B3.4b`) and are no sections here.

/// What sections stand behind.
const BEGINNINGS: [&str; 3] = ["ICD-10-CM Official Guidelines, ", "OCG ", "Section "];
/// Words between two of them.
const BETWEEN: [&str; 5] = ["and", "or", "to", "section", "sections"];
const APPENDIX: &str = "Appendix I";

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Words.
    Words(String),
    /// A section: its number, and how the text writes it.
    Section(String, String),
}

/// A text in pieces, with its sections apart; put together they are the text again.
#[must_use]
pub fn pieces(text: &str) -> Vec<Piece> {
    let mut out = Vec::new();
    let mut words = String::new();
    let mut rest = text;
    while let Some(begins) = beginning(rest) {
        words.push_str(&rest[..begins]);
        rest = &rest[begins..];
        // Sections until a word that is neither one nor stands between two.
        loop {
            let between = between(rest);
            let (section, written) = match section(&rest[between..]) {
                Some(found) => found,
                None => break,
            };
            words.push_str(&rest[..between]);
            if !words.is_empty() {
                out.push(Piece::Words(core::mem::take(&mut words)));
            }
            out.push(Piece::Section(section, written.to_owned()));
            rest = &rest[between + written.len()..];
        }
    }
    words.push_str(rest);
    if !words.is_empty() {
        out.push(Piece::Words(words));
    }
    out
}

/// The sections that a text cites.
#[must_use]
pub fn sections(text: &str) -> Vec<String> {
    let section = |piece| match piece {
        Piece::Section(id, _) => Some(id),
        Piece::Words(_) => None,
    };
    pieces(text).into_iter().filter_map(section).collect()
}

/// Where the words end that sections stand behind.
fn beginning(text: &str) -> Option<usize> {
    let ends = BEGINNINGS
        .iter()
        .filter_map(|words| Some(text.find(words)? + words.len()));
    ends.min()
}

/// Length of what stands between two sections.
fn between(text: &str) -> usize {
    let mut at = 0;
    loop {
        let rest = &text[at..];
        let gap = rest.len() - rest.trim_start_matches([' ', ',']).len();
        let word = BETWEEN.iter().find(|word| {
            rest[gap..]
                .strip_prefix(**word)
                .is_some_and(|after| after.starts_with(' '))
        });
        match word {
            Some(word) => at += gap + word.len(),
            None => return at + gap,
        }
    }
}

/// The section that a text begins with: its number, and how it is written.
fn section(text: &str) -> Option<(String, &str)> {
    if let Some(after) = text.strip_prefix(APPENDIX) {
        return (!after.starts_with(|c: char| c.is_alphanumeric()))
            .then(|| (APPENDIX.to_owned(), APPENDIX));
    }
    let end = text
        .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '(' | ')')))
        .unwrap_or(text.len());
    let mut written = text[..end].trim_end_matches('.');
    if !written.contains('(') {
        written = written.trim_end_matches([')', '.']);
    }
    let id: String = written
        .chars()
        .filter(|c| !matches!(c, '(' | ')'))
        .collect();
    is_section(&id).then_some((id, written))
}

/// Whether a number is one of a section: `II`, `I.C.1.d.1.a.iv`.
#[must_use]
pub fn is_section(id: &str) -> bool {
    let mut parts = id.split('.');
    let first = parts
        .next()
        .is_some_and(|part| matches!(part, "I" | "II" | "III" | "IV"));
    let of = |part: &str, most: usize, good: fn(&char) -> bool| {
        (1..=most).contains(&part.len()) && part.chars().all(|c| good(&c))
    };
    first
        && parts.enumerate().all(|(depth, part)| match depth {
            0 => of(part, 1, char::is_ascii_uppercase),
            1 | 3 => of(part, 2, char::is_ascii_digit),
            2 | 4 => of(part, 1, char::is_ascii_lowercase),
            5 => of(part, 5, |c| matches!(c, 'i' | 'v' | 'x')),
            _ => false,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_cite_one_section_or_several() {
        for (source, expected) in [
            ("ICD-10-CM Official Guidelines, I.C.9.a", vec!["I.C.9.a"]),
            (
                "ICD-10-CM Official Guidelines, I.B.5 and I.A.12.a",
                vec!["I.B.5", "I.A.12.a"],
            ),
            (
                "ICD-10-CM Official Guidelines, I.A.4, I.A.5",
                vec!["I.A.4", "I.A.5"],
            ),
            ("ICD-10-CM Official Guidelines, section II", vec!["II"]),
            ("ICD-10-CM Official Guidelines, III", vec!["III"]),
            (
                "ICD-10-CM Official Guidelines, Appendix I",
                vec!["Appendix I"],
            ),
            (
                "ICD-10-CM Official Guidelines, I.C.1.d.1.a.iv",
                vec!["I.C.1.d.1.a.iv"],
            ),
            (
                "Medicare Code Editor, edit 6; ICD-10-CM Official Guidelines, I.A.13",
                vec!["I.A.13"],
            ),
            (
                "ICD-10-CM Official Guidelines, I.C.21.c.11; tabular list, chapter 15",
                vec!["I.C.21.c.11"],
            ),
            ("taken to be due to it (OCG I.C.9.b).", vec!["I.C.9.b"]),
            (
                "See Section I.C.21.c.17. for more, and Section I.C.19.e.5.(c).",
                vec!["I.C.21.c.17", "I.C.19.e.5.c"],
            ),
            ("ICD-10-PCS Official Guidelines, B3.4b", vec![]),
            ("42 CFR 412.4(c); UHDDS", vec![]),
            ("Section one, Section 0, Section Appendix II", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(sections(source), expected, "{source}");
        }
    }

    #[test]
    fn the_pieces_are_the_text() {
        for text in [
            "ICD-10-CM Official Guidelines, I.C.15.a.2, I.C.15.b.5, I.C.16.a.1 and I.C.16.a.2",
            "See Section I.C.9. Sequelae of “é”, and OCG ",
            "OCG OCG I.A.1 and I",
            "Section I.B.14(",
            "Section (((",
            "Section II.A.)",
        ] {
            let again: String = pieces(text)
                .into_iter()
                .map(|piece| match piece {
                    Piece::Words(words) | Piece::Section(_, words) => words,
                })
                .collect();
            assert_eq!(again, text);
        }
    }
}
