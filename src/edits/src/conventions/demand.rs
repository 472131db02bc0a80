//! What a note demands of the codes it names, beyond naming them: "with fifth or sixth character 5".

use super::span::{Characters, Limit};

/// A demand as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Demand {
    /// Nothing is demanded.
    None,
    /// This is.
    Limit(Limit),
    /// Something is, in words that are not understood.
    NotUnderstood,
}

/// What follows a "with": "fifth or sixth character 1-4", "final characters .00 or .01", ".51-.52". Words that only
/// say that an intent is to be coded demand nothing.
pub(super) fn demanded(words: &str, about_drugs: bool) -> Demand {
    let words = words.replace("-character", " character");
    let parts: Vec<&str> = words
        .split([' ', ','])
        .filter(|part| !part.is_empty() && *part != "or")
        .collect();
    let is_word =
        |part: &&str| part.bytes().all(|c| c.is_ascii_lowercase()) || place_of(part).is_some();
    let (said, values): (Vec<&str>, Vec<&str>) = parts.into_iter().partition(is_word);
    if said.ends_with(&["to", "indicate", "intent"]) && values.is_empty() {
        return Demand::None;
    }
    let places: Vec<usize> = said.iter().filter_map(|part| place_of(part)).collect();
    let known = ["character", "characters", "final", "with"];
    let strange = said
        .iter()
        .any(|part| !known.contains(part) && place_of(part).is_none());
    if strange || values.is_empty() {
        return Demand::NotUnderstood;
    }
    let limit = if !places.is_empty() || (said.contains(&"final") && about_drugs) {
        let mut characters = Characters::default();
        for value in values {
            let (first, last) = value.split_once('-').unwrap_or((value, value));
            if let ([first], [last]) = (first.as_bytes(), last.as_bytes()) {
                characters.add(*first, *last);
            }
        }
        match (characters.is_empty(), places.as_slice()) {
            (true, _) => None,
            (false, [] | [4, 5]) => Some(Limit::Intent(characters)),
            (false, [5]) if about_drugs => Some(Limit::Intent(characters)),
            (false, [place]) => Some(Limit::Place(*place, characters)),
            _ => None,
        }
    } else if values.iter().all(|value| value.starts_with('.')) {
        let parts = values.iter().map(|value| {
            let clean = |part: &str| part.trim_matches('.').to_owned();
            let (first, last) = value.split_once('-').unwrap_or((value, value));
            (clean(first), clean(last))
        });
        Some(Limit::AfterCategory(parts.collect()))
    } else if said.contains(&"final") {
        let ends = values
            .iter()
            .map(|value| value.trim_matches('-').to_owned());
        Some(Limit::Ending(ends.collect()))
    } else {
        None
    };
    limit.map_or(Demand::NotUnderstood, Demand::Limit)
}

/// The place (0 to 6) an ordinal means.
fn place_of(word: &str) -> Option<usize> {
    match word {
        "fourth" | "4th" => Some(3),
        "fifth" | "5th" => Some(4),
        "sixth" | "6th" => Some(5),
        "seventh" | "7th" => Some(6),
        _ => None,
    }
}
