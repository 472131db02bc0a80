//! The form of codes, and codes as indexes print them: whole, or the beginning of one.

use compact_str::CompactString;
use serde::Serialize;

/// Whether `code` (without a dot) has the form of an ICD-10-CM category, subcategory or code: a letter, two letters or
/// digits with a digit among them (`A00`, `C7A`, and since 2026 `QA0`), then up to four letters or digits.
#[must_use]
pub(crate) fn is_cm(code: &str) -> bool {
    let b = code.as_bytes();
    (3..=7).contains(&b.len())
        && b[0].is_ascii_uppercase()
        && b[1..3].iter().any(u8::is_ascii_digit)
        && b[1..]
            .iter()
            .all(|&c| c.is_ascii_digit() || c.is_ascii_uppercase())
}

/// Whether `character` may stand in an ICD-10-PCS code: a digit or a letter other than I and O.
#[must_use]
pub(crate) fn is_pcs_character(character: u8) -> bool {
    character.is_ascii_digit()
        || (character.is_ascii_uppercase() && character != b'I' && character != b'O')
}

/// Whether `code` is an ICD-10-PCS code (7 characters), or the beginning of one with at least 3.
#[must_use]
pub(crate) fn is_pcs(code: &str) -> bool {
    (3..=7).contains(&code.len()) && code.bytes().all(is_pcs_character)
}

/// Takes the dot out of a printed ICD-10-CM code. `None` unless the dot, if any is due, follows the third character.
#[must_use]
pub(crate) fn undotted(printed: &str) -> Option<CompactString> {
    let code = match printed.split_once('.') {
        Some((category, rest)) if category.len() == 3 && !rest.is_empty() => {
            let mut code = CompactString::new(category);
            code.push_str(rest);
            code
        }
        Some(_) => return None,
        None if printed.len() == 3 => CompactString::new(printed),
        None => return None,
    };
    is_cm(&code).then_some(code)
}

/// A code as an index prints it: `I50.9`, or `S72.0-` and `0UT9` where more characters have to be chosen.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct IndexCode {
    code: CompactString,
    open: bool,
    dotted: bool,
}

impl IndexCode {
    /// Reads an ICD-10-CM code as printed: with its dot, and a dash where characters are missing (`D05.-`).
    /// `None` for anything else.
    #[must_use]
    pub fn cm(printed: &str) -> Option<Self> {
        let (stem, open) = match printed.strip_suffix('-') {
            Some(stem) => (stem.strip_suffix('.').unwrap_or(stem), true),
            None => (printed, false),
        };
        Some(Self {
            code: undotted(stem)?,
            open,
            dotted: true,
        })
    }

    /// Reads an ICD-10-PCS code of 7 characters, or the first 3 to 6 of one. `None` for anything else.
    #[must_use]
    pub fn pcs(printed: &str) -> Option<Self> {
        is_pcs(printed).then(|| Self {
            code: CompactString::new(printed),
            open: printed.len() < 7,
            dotted: false,
        })
    }

    /// The characters without dot and dash.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }

    /// Whether the index leaves characters to be chosen in the tabular list or the tables. A code that is not open may
    /// still need a 7th character.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.open
    }
}

impl core::fmt::Display for IndexCode {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self.code.split_at_checked(3) {
            Some((category, rest)) if self.dotted && (self.open || !rest.is_empty()) => {
                write!(f, "{category}.{rest}")?;
            }
            _ => f.write_str(&self.code)?,
        }
        f.write_str(if self.open && self.dotted { "-" } else { "" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn diagnosis_codes_are_read_as_the_index_prints_them() {
        for (printed, expected) in [
            ("A00", Some(("A00", false))),
            ("I50.9", Some(("I509", false))),
            ("T51.3X1", Some(("T513X1", false))),
            ("D05.-", Some(("D05", true))),
            ("S72.0-", Some(("S720", true))),
            ("Y36.7X-", Some(("Y367X", true))),
            ("C7A.00", Some(("C7A00", false))),
            ("QA0.01", Some(("QA001", false))),
            ("NEC", None),
            ("I509", None),
            ("I5.09", None),
            ("50.9", None),
            ("I50.", None),
            ("I50.9.1", None),
            ("i50.9", None),
            ("I50.12345", None),
            ("--", None),
            ("-", None),
            ("", None),
        ] {
            let read = IndexCode::cm(printed);
            assert_eq!(
                read.as_ref().map(|c| (c.code(), c.is_open())),
                expected,
                "{printed}"
            );
            if let Some(code) = read {
                assert_eq!(code.to_string(), printed);
            }
        }
    }

    #[test]
    fn procedure_codes_have_no_dot_and_neither_i_nor_o() {
        for (printed, open) in [
            ("0UT9", Some(true)),
            ("0DB", Some(true)),
            ("0QDC0ZZ", Some(false)),
            ("0D", None),
            ("0QDC0ZZZ", None),
            ("0OT9", None),
            ("0IT9", None),
            ("0ut9", None),
        ] {
            assert_eq!(
                IndexCode::pcs(printed).map(|c| c.is_open()),
                open,
                "{printed}"
            );
        }
        assert_eq!(
            IndexCode::pcs("0UT9").map(|c| c.to_string()).as_deref(),
            Some("0UT9")
        );
    }
}
