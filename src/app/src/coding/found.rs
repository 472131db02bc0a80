//! By which way a code was found, in words: kept with the code in the stay, shown with it, written into the stay's file.
//!
//! Pure. A way names terms of books and what was typed, and never a patient; it is nobody's evidence for the code, only how
//! the coder came to it (OCG I.B.1: the index first, the tabular list always).

use engine::protocol::CodePage;

/// Most letters of a typed text that are kept.
const MOST: usize = 80;

fn quoted(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(MOST) {
        Some((cut, _)) => format!("“{}…”", &text[..cut]),
        None => format!("“{text}”"),
    }
}

/// By words searched for; a heading among the hits may have led on.
pub(super) fn search(text: &str, heading: Option<&str>) -> String {
    let words = format!("search {}", quoted(text));
    match heading {
        Some(heading) => format!("{words} → {heading}"),
        None => words,
    }
}

/// By typing or pasting the code itself.
pub(super) fn typed(from: &str) -> String {
    format!("typed {}", quoted(from))
}

/// By the builder of procedure codes, from words or character by character.
pub(super) fn builder(words: &str) -> String {
    if words.trim().is_empty() {
        "builder, character by character".to_owned()
    } else {
        format!("builder: {}", quoted(words))
    }
}

/// By its page in the book: the chapter and block it stands in.
pub(super) fn page(page: &CodePage) -> String {
    let levels: Vec<&str> = page
        .path
        .iter()
        .filter(|level| level.code.is_none())
        .map(|level| level.name.as_str())
        .collect();
    format!("book: {} > {}", levels.join(" > "), page.line.dotted)
}

/// By completing a heading, character by character.
pub(super) fn completed(heading: &str) -> String {
    format!("book: {heading} completed")
}

/// By the shelf: one of its lists, or a set of codes.
pub(super) fn set(name: &str) -> String {
    format!("code set {}", quoted(name))
}

/// By an index or a table: the terms, the code they name, and the code that this became in the tabular list.
pub(crate) fn book(way: &str, named: &str, posted: &str) -> String {
    if named == posted || named.is_empty() {
        format!("{way} → {posted}")
    } else {
        format!("{way} → {named} → {posted}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_says_what_was_typed_and_where_it_led() {
        for (way, words) in [
            (search("chf", None), "search “chf”"),
            (
                search("fx  wrist ", Some("S62.9")),
                "search “fx wrist” → S62.9",
            ),
            (typed("a41.9"), "typed “a41.9”"),
            (builder(" "), "builder, character by character"),
            (builder("drainage"), "builder: “drainage”"),
            (
                book("External causes: Fall > from > bed", "W06", "W06.XXXA"),
                "External causes: Fall > from > bed → W06 → W06.XXXA",
            ),
            (
                book(
                    "Drugs and chemicals: Aspirin, Adverse effect",
                    "T39.015A",
                    "T39.015A",
                ),
                "Drugs and chemicals: Aspirin, Adverse effect → T39.015A",
            ),
            (set("Sepsis"), "code set “Sepsis”"),
        ] {
            assert_eq!(way, words);
        }
    }

    #[test]
    fn a_long_text_is_cut_between_letters() {
        let way = search(&"é".repeat(500), None);
        assert_eq!(way.chars().filter(|c| *c == 'é').count(), MOST);
        assert!(way.ends_with("…”"), "{way}");
    }
}
