//! What a page bears beside its text: the document's name, the year, the page's number.

use super::NAME;
use crate::lines::collapsed;

/// Whether a line bears nothing else.
pub(super) fn is_furniture(line: &str) -> bool {
    let mut rest = collapsed(line).to_lowercase();
    if rest.is_empty() {
        return false;
    }
    rest = rest.replace(&NAME.to_lowercase(), " ");
    let mut words = rest.split_whitespace().peekable();
    while let Some(word) = words.next() {
        let number =
            |word: Option<&&str>| word.is_some_and(|word| word.bytes().all(|b| b.is_ascii_digit()));
        match word {
            "fy" if number(words.peek()) => drop(words.next()),
            "page" if number(words.peek()) => {
                words.next();
                if words.peek() == Some(&"of") {
                    words.next();
                    if number(words.peek()) {
                        words.next();
                    }
                }
            }
            year if year
                .strip_prefix("fy")
                .is_some_and(|y| y.len() == 4 && number(Some(&y))) => {}
            _ => return false,
        }
    }
    true
}

/// A line of the table of contents without its dots and page number, and whether it had them.
pub(super) fn without_leader(line: &str) -> (&str, bool) {
    let line = line.trim();
    let before = line
        .trim_end_matches(|c: char| c.is_ascii_digit())
        .trim_end();
    let number = before.len() < line.len();
    let text = before.trim_end_matches(['.', '…', '·', ' ', '\u{a0}', '\t']);
    let leader = number
        && before[text.len()..]
            .chars()
            .filter(|c| matches!(c, '.' | '…' | '·'))
            .count()
            >= 2;
    if leader { (text, true) } else { (line, false) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn running_heads_and_page_numbers_are_furniture_and_nothing_else_is() {
        for line in [
            "ICD-10-CM Official Guidelines for Coding and Reporting",
            " FY 2025 ",
            "Page 13 of 120",
            "ICD-10-CM Official Guidelines for Coding and Reporting FY 2025 Page 7 of 120",
            "FY2025",
            "Page 3",
        ] {
            assert!(is_furniture(line), "{line}");
        }
        for line in [
            "",
            "FY",
            "Page one",
            "FY 2025 is a year",
            "13",
            "See page 13",
            "Page 1 of 2 of 3",
        ] {
            assert!(!is_furniture(line), "{line}");
        }
    }

    #[test]
    fn the_dots_of_the_contents_are_taken_off() {
        assert_eq!(
            without_leader("8. Use of “and”. ............. 9"),
            ("8. Use of “and”", true)
        );
        assert_eq!(
            without_leader("classified (R00-R99) .. 71"),
            ("classified (R00-R99)", true)
        );
        assert_eq!(without_leader("5. Chapter 5"), ("5. Chapter 5", false));
        assert_eq!(without_leader("ends here. 5"), ("ends here. 5", false));
    }
}
