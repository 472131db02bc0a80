//! Reading the codes out of a note of the tabular list.
//!
//! Notes are prose with codes in it: "(J09.X1, J10.0-)", "(T36-T50 with fifth or sixth character 5)", "code from
//! category Z3A". A code in parentheses is what a note is about; only a note without such reads its bare codes. Codes
//! that the pack doesn't have, and demands whose words are not understood, are left out and said to be.

use super::demand::{Demand, demanded};
use super::span::{Characters, Limit, Span};

/// How much of the codes in a note was understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Understood {
    /// Every code it names.
    All,
    /// Some of the codes it names.
    Some,
    /// It names codes, and none was understood.
    Nothing,
    /// It names no code.
    NoCodes,
}

/// What a note names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reading {
    pub(crate) spans: Vec<(Span, Option<Limit>)>,
    pub(crate) understood: Understood,
}

/// Reads a note. `exists` tells whether a category or code (upper case, no dot) is in the pack.
pub(crate) fn read(text: &str, exists: impl Fn(&str) -> bool) -> Reading {
    let text: Vec<u8> = text.bytes().collect();
    let mut groups = Vec::new();
    for at in 0..text.len() {
        if text[at] == b'(' {
            groups.extend(Group::at(&text, at + 1));
        }
    }
    if groups.is_empty() {
        groups = bare_groups(&text);
    }
    // An open fracture is told by its 7th character, which such notes leave to the reader (OCG I.C.19.c).
    let open = text_says_open_fracture(&text).then(open_fractures);
    let mut spans = Vec::new();
    let mut missed = 0;
    for group in groups {
        match group.demand {
            Demand::NotUnderstood => missed += group.ends.len(),
            Demand::None => {
                let fractures = group.ends.iter().all(|(first, _)| first.starts_with('S'));
                let limit = open.clone().filter(|_| fractures);
                take(&group.ends, limit, &exists, &mut spans, &mut missed);
            }
            Demand::Limit(limit) => {
                take(&group.ends, Some(limit), &exists, &mut spans, &mut missed)
            }
        }
    }
    let understood = match (spans.len(), missed) {
        (0, 0) => Understood::NoCodes,
        (0, _) => Understood::Nothing,
        (_, 0) => Understood::All,
        _ => Understood::Some,
    };
    Reading { spans, understood }
}

fn text_says_open_fracture(text: &[u8]) -> bool {
    String::from_utf8_lossy(text)
        .to_ascii_lowercase()
        .contains("open fracture")
}

/// The 7th characters of open fractures, active treatment and healing.
fn open_fractures() -> Limit {
    let mut characters = Characters::default();
    for character in *b"BCEFHJMNQR" {
        characters.add(character, character);
    }
    Limit::Place(6, characters)
}

fn take(
    ends: &[(String, String)],
    limit: Option<Limit>,
    exists: &impl Fn(&str) -> bool,
    spans: &mut Vec<(Span, Option<Limit>)>,
    missed: &mut usize,
) {
    for (first, last) in ends {
        match Span::new(first, last).filter(|_| exists(first) && exists(last)) {
            Some(span) => spans.push((span, limit.clone())),
            None => *missed += 1,
        }
    }
}

/// Codes that stand together, with what is demanded of all of them.
struct Group {
    ends: Vec<(String, String)>,
    demand: Demand,
    /// Where the text goes on.
    end: usize,
}

impl Group {
    /// The codes that begin at `at`, if a code begins there.
    fn at(text: &[u8], at: usize) -> Option<Self> {
        let (first, mut at) = code(text, skip(text, at, b" "))?;
        let mut ends = vec![(first.clone(), first)];
        loop {
            if let Some((last, next)) = range_end(text, at) {
                if let Some(end) = ends.last_mut() {
                    end.1 = last;
                }
                at = next;
                continue;
            }
            let next = skip(text, at, b" ,;.-");
            let next = word(text, next, &[b"and ", b"or "]).unwrap_or(next);
            match code(text, skip(text, next, b" ")) {
                Some((found, next)) => {
                    ends.push((found.clone(), found));
                    at = next;
                }
                None => break,
            }
        }
        let about_drugs = ends.iter().all(|(first, _)| first.starts_with('T'));
        // "(T36-T50) with fifth or sixth character 6" demands as much as "(T36-T50 with …)"; other words behind a
        // parenthesis go on with the sentence.
        let with = skip(text, at, b" ,.-");
        let behind = skip(text, with, b") ");
        let demand = match word(text, behind, &[b"with "]) {
            None => Demand::None,
            Some(from) => {
                let until = text[from..]
                    .iter()
                    .position(|c| matches!(c, b')' | b':'))
                    .map_or(text.len(), |n| from + n);
                match demanded(&String::from_utf8_lossy(&text[from..until]), about_drugs) {
                    Demand::NotUnderstood if behind > with => Demand::None,
                    demand => demand,
                }
            }
        };
        Some(Self {
            ends,
            demand,
            end: at,
        })
    }
}

/// Codes that stand free in the text.
fn bare_groups(text: &[u8]) -> Vec<Group> {
    let mut groups = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let starts = at == 0 || !text[at - 1].is_ascii_alphanumeric();
        match starts.then(|| Group::at(text, at)).flatten() {
            Some(group) => {
                at = group.end.max(at + 1);
                groups.push(group);
            }
            None => at += 1,
        }
    }
    groups
}

/// The code that begins at `at`, without dots and trailing dashes, and where it ends.
fn code(text: &[u8], at: usize) -> Option<(String, usize)> {
    let category = text.get(at..at + 3)?;
    let formed = category[0].is_ascii_uppercase()
        && category[1].is_ascii_alphanumeric()
        && (category[1].is_ascii_digit() || category[1] == b'A')
        && (category[2].is_ascii_digit() || category[2].is_ascii_uppercase())
        && category.iter().any(u8::is_ascii_digit);
    if !formed {
        return None;
    }
    let mut code = String::from_utf8_lossy(category).into_owned();
    let mut end = at + 3;
    if text.get(end) == Some(&b'.') {
        let rest = text[end + 1..]
            .iter()
            .take_while(|c| c.is_ascii_digit() || c.is_ascii_uppercase() || **c == b'x')
            .take(4);
        for character in rest {
            code.push(character.to_ascii_uppercase().into());
            end += 1;
        }
        if end > at + 3 {
            end += 1;
        }
    }
    let closed = text.get(end).is_none_or(|c| !c.is_ascii_alphanumeric());
    closed.then_some((code, end))
}

/// The end of a range, where `at` stands behind its first code: "-I15", " - S09", "--I70.7", ".-F17", " to S06.6". In
/// "- I69.91" the dash is the first code's own.
fn range_end(text: &[u8], at: usize) -> Option<(String, usize)> {
    let next = skip(text, at, b" .-");
    let between = &text[at..next];
    if (between.ends_with(b"-") || between.windows(3).any(|part| part == b" - "))
        && let Some(found) = code(text, next)
    {
        return Some(found);
    }
    let next = skip(text, skip(text, at, b".-"), b" ");
    word(text, next, &[b"to "]).and_then(|next| code(text, next))
}

fn skip(text: &[u8], mut at: usize, over: &[u8]) -> usize {
    while text.get(at).is_some_and(|c| over.contains(c)) {
        at += 1;
    }
    at
}

fn word(text: &[u8], at: usize, words: &[&[u8]]) -> Option<usize> {
    let rest = text.get(at..)?;
    words
        .iter()
        .find(|word| rest.starts_with(word))
        .map(|word| at + word.len())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::span::Key;
    use super::*;
    use proptest::prelude::*;

    fn reads(text: &str, code: &str) -> bool {
        let key = Key::of(code).unwrap();
        read(text, |_| true)
            .spans
            .iter()
            .any(|(span, limit)| span.covers(key) && limit.as_ref().is_none_or(|l| l.met_by(key)))
    }

    /// Shapes that stand in the tabular list, with a code that each names and one it doesn't.
    #[test]
    fn every_shape_is_read() {
        for (text, named, other) in [
            ("mild cognitive impairment (G31.84)", "G3184", "G3183"),
            ("heart-lung transplant (T86.3-)", "T8631", "T8641"),
            (
                "code (B95-B97), to identify infectious agent",
                "B962",
                "B99",
            ),
            ("influenza (J09.X1, J10.0-, J11.0-)", "J1000", "J101"),
            ("complications (O00-O07, O08.8)", "O088", "O081"),
            ("hypertensive disease (I10-I15, I1A)", "I1A0", "I160"),
            ("drug (T40.0-T40.2-)", "T402X1A", "T403X1A"),
            ("fracture (S12.0--S12.6.-)", "S12601A", "S129XXA"),
            ("rheumatic fever (I01.0 -I01.9)", "I012", "I020"),
            ("injury (S00 - S09)", "S065X0A", "S101XXA"),
            ("drug abuse and dependence (F11.-F17.-)", "F1420", "F1820"),
            ("dependence (F10.- -F19.-)", "F1420", "F200"),
            ("cognitive deficits (I69.81- I69.91-)", "I69910", "I69820"),
            (
                "drug (T36-T50 with fifth or sixth character 5)",
                "T45515A",
                "T45511A",
            ),
            (
                "poisoning (T36-T65 with fifth or sixth character 1-4)",
                "T45511A",
                "T45515A",
            ),
            (
                "SSRI (T43.22 with sixth character 1-4)",
                "T43221A",
                "T43225A",
            ),
            (
                "salicylates (T39.0-, with sixth character 5)",
                "T39015A",
                "T39011A",
            ),
            (
                "underdosing (T36-T50 with final character 6)",
                "T383X6A",
                "T383X5A",
            ),
            (
                "skull fracture (S02.- with 7th character B)",
                "S020XXB",
                "S020XXA",
            ),
            (
                "current (S06.0X- with seventh character S)",
                "S060X0S",
                "S060X0A",
            ),
            (
                "mononucleosis (B27.0-B27.9 with fifth character 9)",
                "B2709",
                "B2701",
            ),
            (
                "whooping cough (A37 with fifth-character 1)",
                "A3701",
                "A3700",
            ),
            ("diabetes (E08-E13 with .51-.52)", "E1151", "E1159"),
            (
                "coma (E08, E09, E11, E13 with final characters .00 or .01)",
                "E1100",
                "E1110",
            ),
            ("substance (F10-F19, with .17, .27, .97)", "F1027", "F1026"),
            ("substance (F11-F19 with .15. .25, .95)", "F11250", "F11260"),
            (
                "disorder (I69. with final characters -23)",
                "I6923",
                "I6922",
            ),
            ("hemorrhage (I60.-. I61.-, I62.-)", "I619", "I639"),
            ("obstruction (J00-J06; J20-J22)", "J209", "J180"),
            (
                "acute poisoning (T51-T65 with fifth or sixth character to indicate intent)",
                "T6591XA",
                "T509",
            ),
            (
                "underdosing of medication (T36-T50) with fifth or sixth character 6",
                "T383X6A",
                "T383X1A",
            ),
            ("heart failure (I50.-) with kidney disease", "I509", "I519"),
            (
                "open fracture of knee and lower leg (S82.-)",
                "S82201B",
                "S82201A",
            ),
            ("electrolyte imbalance (E87.8}", "E878", "E877"),
            (
                "after (I97.190), or during surgery (I97.790)",
                "I97790",
                "I97191",
            ),
            (
                "code, if applicable, from category Z3A, Weeks of gestation",
                "Z3A20",
                "Z390",
            ),
            (
                "categories E08, E09 and E13 to further identify",
                "E139",
                "E119",
            ),
            ("code(s) from F11-F16 and F18-F19", "F1820", "F1720"),
            (
                "in subcategories S06.1- to S06.6-, and S06.81- to S06.89-, code to",
                "S06890A",
                "S069X0A",
            ),
            ("conditions classifiable to C50.-", "C50911", "C519"),
            ("vitamin B12 deficiency anemia (D51.0)", "D510", "B123"),
            (
                "pneumoconiosis with tuberculosis, any type in A15 (J65)",
                "J65",
                "A150",
            ),
        ] {
            assert!(reads(text, named), "{text} names {named}");
            assert!(!reads(text, other), "{text} does not name {other}");
        }
    }

    /// The book makes links of all codes in a note; what is read here is what the note demands. The two have different
    /// questions, but no code may be demanded that the book does not name: one of both would have misread the note.
    #[test]
    fn what_a_note_demands_the_book_names() {
        use codes::book::references;
        use codes::cm::{CmPack, NoteKind};
        let pack = CmPack::open(&sample::pack("icd10cm")).unwrap();
        let (mut demanded, mut unnamed) = (0, Vec::new());
        for node in pack.nodes() {
            for note in node.notes() {
                let about_codes = matches!(
                    note.kind,
                    NoteKind::Excludes1
                        | NoteKind::Excludes2
                        | NoteKind::CodeFirst
                        | NoteKind::UseAdditionalCode
                        | NoteKind::CodeAlso
                );
                if !about_codes {
                    continue;
                }
                let reading = read(note.text, |code| pack.code(code).is_some());
                let named = references(&pack, note.text);
                for (span, _) in reading.spans {
                    demanded += 1;
                    let ends = named.iter().any(|reference| {
                        Span::new(reference.first.code(), reference.last.code())
                            .is_some_and(|book| (book.first, book.last) == (span.first, span.last))
                    });
                    if !ends {
                        unnamed.push(format!("{}: {}", node.code(), note.text));
                    }
                }
            }
        }
        println!(
            "{demanded} codes and ranges demanded, {} of them otherwise in the book",
            unnamed.len()
        );
        assert!(demanded > 10_000, "{demanded}");
        assert_eq!(unnamed, [""; 0]);
    }

    #[test]
    fn words_are_told_from_codes() {
        for text in [
            "underlying disease",
            "glucose-6-phosphate dehydrogenase deficiency (G6PD)",
            "current injury - see injury of joint by body region",
            "anemia (in):",
        ] {
            assert_eq!(
                read(text, |_| true).understood,
                Understood::NoCodes,
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_not_understood_is_left_out_and_said() {
        let strange = read("acidosis (E08-E10, E11 with ketoacidosis)", |_| true);
        assert_eq!(
            (strange.spans.len(), strange.understood),
            (0, Understood::Nothing)
        );
        let half = read("influenza (J09.X1, J10.0-)", |code| code != "J100");
        assert_eq!((half.spans.len(), half.understood), (1, Understood::Some));
    }

    proptest! {
        #[test]
        fn no_text_is_too_odd(text in "[A-Z0-9a-z().,;: –-]{0,60}") {
            let reading = read(&text, |code| code.len() < 6);
            prop_assert_eq!(
                reading.spans.is_empty(),
                matches!(reading.understood, Understood::NoCodes | Understood::Nothing)
            );
        }
    }
}
