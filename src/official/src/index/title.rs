//! Titles of terms: what is essential in them, and how they compare.
//!
//! `Burn (electricity) (flame) NEC` has the words "Burn", two nonessential modifiers and NEC. Two texts that refer to the
//! same term differ in case, punctuation, plural and nonessential modifiers; [`tokens`] takes these away.

use compact_str::CompactString;

use super::term::Specificity;

/// A title in its parts.
#[derive(Debug, Default)]
pub(super) struct Title {
    /// As printed, nonessential modifiers included.
    pub(super) printed: String,
    /// Without them, and without NEC or NOS.
    pub(super) words: String,
    pub(super) modifiers: Vec<CompactString>,
    pub(super) specificity: Option<Specificity>,
}

impl Title {
    /// Adds text that stands outside of modifiers.
    pub(super) fn add_text(&mut self, text: &str) {
        self.printed.push_str(text);
        self.words.push_str(text);
    }

    /// Adds nonessential modifiers: one or several in parentheses.
    pub(super) fn add_modifiers(&mut self, text: &str) {
        // "Fluoride(s)": the ending of a plural belongs to its word.
        if !text.starts_with("(s)") && !text.starts_with("(es)") && !self.printed.ends_with(' ') {
            self.printed.push(' ');
        }
        self.printed.push_str(text);
        self.words.push(' ');
        let (mut depth, mut start) = (0usize, 0);
        for (at, c) in text.char_indices() {
            match c {
                '(' => {
                    depth += 1;
                    if depth == 1 {
                        start = at + 1;
                    }
                }
                ')' if depth > 0 => {
                    depth -= 1;
                    if depth == 0 {
                        self.modifiers
                            .push(CompactString::new(text[start..at].trim()));
                    }
                }
                _ => {}
            }
        }
        if self.modifiers.is_empty() && !text.trim().is_empty() {
            self.modifiers.push(CompactString::new(text.trim()));
        }
    }

    /// Takes NEC or NOS off the words, and straightens white space.
    pub(super) fn finish(mut self) -> Self {
        self.printed = crate::lines::collapsed(&self.printed);
        let mut words = crate::lines::collapsed(&self.words).replace(" ,", ",");
        for (ending, specificity) in [("NEC", Specificity::Nec), ("NOS", Specificity::Nos)] {
            if let Some(before) = words.strip_suffix(ending)
                && before.ends_with(' ')
                && before.trim().len() > 1
            {
                words = before.trim_end_matches([' ', ',']).to_owned();
                self.specificity = Some(specificity);
                break;
            }
        }
        self.words = words;
        self
    }
}

/// A word that only joins an index's terms: references leave it out at times.
pub(super) fn is_joining(token: &str) -> bool {
    matches!(
        token,
        "with" | "due" | "to" | "in" | "by" | "of" | "following" | "from" | "for" | "and" | "or"
    )
}

/// The words that count when texts are compared: lower case, without parentheses and what is in them, NEC, NOS,
/// apostrophes and the s of a plural.
pub(super) fn tokens(text: &str) -> Vec<CompactString> {
    let mut out = Vec::new();
    let mut token = CompactString::default();
    let mut depth = 0usize;
    for c in text.chars().chain([' ']) {
        match c {
            '&' if depth == 0 && token.is_empty() => {
                out.push(CompactString::const_new("and"));
                continue;
            }
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ if depth > 0 => continue,
            '\'' | '’' => continue,
            _ if c.is_alphanumeric() => {
                token.extend(c.to_lowercase());
                continue;
            }
            _ => {}
        }
        if !token.is_empty() {
            let finished = core::mem::take(&mut token);
            if !matches!(finished.as_str(), "nec" | "nos") {
                out.push(singular(finished));
            }
        }
    }
    out
}

fn singular(token: CompactString) -> CompactString {
    match token.strip_suffix('s') {
        Some(stem) if stem.len() > 2 && !stem.ends_with('s') && stem.is_ascii() => {
            CompactString::new(stem)
        }
        _ => token,
    }
}

/// What a title may be referred to as: the whole of it, or one of the words that commas set side by side
/// (`boat, boating`).
pub(super) fn variants(words: &str) -> Vec<Vec<CompactString>> {
    let whole = tokens(words);
    let mut out = vec![whole];
    if words.contains(',') {
        out.extend(words.split(',').map(tokens));
    }
    out.retain(|tokens| !tokens.is_empty());
    out
}

/// Letters and digits of a title in lower case, words set apart by one blank: the order of main terms.
pub(super) fn key(text: &str) -> CompactString {
    let mut out = CompactString::default();
    for c in text.trim_start().chars() {
        if c.is_alphanumeric() {
            out.extend(c.to_lowercase());
        } else if c != '\'' && !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_falls_into_words_modifiers_and_abbreviation() {
        let mut title = Title::default();
        title.add_text("Blorp");
        title.add_modifiers("(acute) (of (inner) part)");
        title.add_text(" NEC");
        let title = title.finish();
        assert_eq!(title.printed, "Blorp (acute) (of (inner) part) NEC");
        assert_eq!(title.words, "Blorp");
        assert_eq!(title.modifiers, ["acute", "of (inner) part"]);
        assert_eq!(title.specificity, Some(Specificity::Nec));
    }

    #[test]
    fn nec_and_nos_count_only_as_words_behind_others() {
        for (text, words, specificity) in [
            ("glorp NOS", "glorp", Some(Specificity::Nos)),
            (
                "glorp, source/type NOS",
                "glorp, source/type",
                Some(Specificity::Nos),
            ),
            ("glorp", "glorp", None),
            ("gloNEC", "gloNEC", None),
            ("NEC", "NEC", None),
        ] {
            let mut title = Title::default();
            title.add_text(text);
            let title = title.finish();
            assert_eq!(
                (title.words.as_str(), title.specificity),
                (words, specificity),
                "{text}"
            );
        }
    }

    #[test]
    fn texts_compare_without_case_plural_and_modifiers() {
        for (one, other) in [
            ("Fluoride(s)", "fluoride"),
            ("nuclear weapons", "Nuclear weapon"),
            ("skis (snow)", "ski"),
            ("hoof stock NEC", "Hoof stock"),
            ("Kaposi's", "kaposis"),
            ("gas", "gas"),
            ("hide & seek", "hide and seek"),
        ] {
            assert_eq!(tokens(one), tokens(other), "{one}");
        }
        assert_ne!(tokens("glass"), tokens("glas"));
    }
}
