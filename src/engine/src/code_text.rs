//! Codes as people type and paste them: dots, spaces, lower case, several at a time.

/// A code as the code sets write it: upper case, without dots, spaces or dashes.
#[must_use]
pub fn normalise_code(text: &str) -> String {
    text.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_uppercase())
        .collect()
}

/// A diagnosis code with its dot (`J9601` gives `J96.01`); anything of seven characters that is no diagnosis code
/// by its shape stays as it is, and so does a code of three characters.
#[must_use]
pub fn dotted_diagnosis(code: &str) -> String {
    match code.split_at_checked(3) {
        Some((category, rest)) if !rest.is_empty() && !code.contains('.') => {
            format!("{category}.{rest}")
        }
        _ => code.to_owned(),
    }
}

/// Splits pasted text into codes: at commas, semicolons, lines and spaces, except that pieces which can't be a
/// code by themselves are taken as the continuation of the one before (`I50 .23`, `A41 51`, `0 2 7 0`).
///
/// Each item is the text as found and the code read from it. Text that is no code gives items all the same: they
/// are then not found in the code sets.
#[must_use]
pub fn split_codes(text: &str) -> Vec<(String, String)> {
    let mut out: Vec<(String, String)> = Vec::new();
    for group in text.split([',', ';', '\n', '\r', '\t', '|']) {
        let first_of_group = out.len();
        for piece in group.split_whitespace() {
            let code = normalise_code(piece);
            if code.is_empty() {
                continue;
            }
            let joins = out.len() > first_of_group
                && !could_be_code(&code)
                && out
                    .last()
                    .is_some_and(|(_, before)| before.len() + code.len() <= 7);
            match out.last_mut() {
                Some((from, before)) if joins => {
                    from.push(' ');
                    from.push_str(piece);
                    before.push_str(&code);
                }
                _ => out.push((piece.to_owned(), code)),
            }
        }
    }
    out
}

/// Whether the text is codes and nothing else, so that pasting it means posting and not searching.
#[must_use]
pub fn looks_like_codes(text: &str) -> bool {
    let codes = split_codes(text);
    !codes.is_empty()
        && codes.iter().all(|(_, code)| {
            could_be_code(code) && code.len() <= 7 && code.bytes().any(|b| b.is_ascii_digit())
        })
}

/// By shape: a letter, a digit and one to five more, or seven characters of the procedure alphabet.
fn could_be_code(code: &str) -> bool {
    let b = code.as_bytes();
    let diagnosis =
        (3..=7).contains(&b.len()) && b[0].is_ascii_alphabetic() && b[1].is_ascii_digit();
    let procedure = b.len() == 7
        && b.iter()
            .all(|c| c.is_ascii_alphanumeric() && !matches!(c, b'O' | b'I'))
        && b.iter().any(u8::is_ascii_digit);
    diagnosis || procedure
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_dots_spaces_and_lower_case() {
        for (text, expected) in [
            ("j96.01", "J9601"),
            (" I50.23 ", "I5023"),
            ("0ft4-4zz", "0FT44ZZ"),
            ("", ""),
            ("é", ""),
            ("A41 51", "A4151"),
        ] {
            assert_eq!(normalise_code(text), expected, "{text}");
        }
    }

    #[test]
    fn splits_several_codes() {
        let codes = |text: &str| {
            split_codes(text)
                .into_iter()
                .map(|(_, c)| c)
                .collect::<Vec<_>>()
        };
        for (text, expected) in [
            (
                "i50.23, J96.01;n17.9\n0FT44ZZ",
                vec!["I5023", "J9601", "N179", "0FT44ZZ"],
            ),
            ("i50.23 j96.01", vec!["I5023", "J9601"]),
            ("I50 .23", vec!["I5023"]),
            ("A41 51", vec!["A4151"]),
            ("0 2 7 0 3 4 Z", vec!["027034Z"]),
            ("S02.80XS 03UH37Z", vec!["S0280XS", "03UH37Z"]),
            ("C23\r\nC24.0\r\n", vec!["C23", "C240"]),
            ("", vec![]),
            (" , ;", vec![]),
        ] {
            assert_eq!(codes(text), expected, "{text}");
        }
    }

    #[test]
    fn tells_codes_from_words() {
        for (text, expected) in [
            ("I50.23", true),
            ("i50.23 j96.01", true),
            ("0FT44ZZ", true),
            ("heart failure", false),
            ("copd", false),
            ("bandage", false),
            ("I50.23 heart", false),
            ("", false),
        ] {
            assert_eq!(looks_like_codes(text), expected, "{text}");
        }
    }

    #[test]
    fn dots_a_diagnosis() {
        for (code, dotted) in [
            ("J9601", "J96.01"),
            ("C23", "C23"),
            ("", ""),
            ("S0280XS", "S02.80XS"),
        ] {
            assert_eq!(dotted_diagnosis(code), dotted);
        }
    }
}
