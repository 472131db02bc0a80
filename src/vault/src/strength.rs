//! Whether a password stands against guessing, by an estimate of guesses (Wheeler, "zxcvbn: Low-Budget Password Strength
//! Estimation", USENIX Security 2016). There are no rules of composition. Names the facility knows count as known words.

use zxcvbn::feedback::Warning;

use crate::kdf::normalised;

/// Guesses a password must stand, as a power of ten. At a hundred guesses a second on stolen keys, which the slow
/// derivation allows a machine or two, 10¹⁰ guesses take three years.
pub const FLOOR_LOG10: f64 = 10.0;

/// What is thought of a password.
#[derive(Debug, Clone, PartialEq)]
pub struct Estimate {
    /// Guesses until it is found, as a power of ten.
    pub guesses_log10: f64,
    /// Whether it reaches [`FLOOR_LOG10`].
    pub enough: bool,
    /// What is weak about it and what would help, in plain words. Empty when it is enough.
    pub advice: Vec<&'static str>,
}

/// Estimates a password. `known` are words an attacker knows: user name, person's name, facility's name.
#[must_use]
pub fn estimate(password: &str, known: &[&str]) -> Estimate {
    let password = normalised(password);
    let words: Vec<&str> = known
        .iter()
        .flat_map(|name| name.split(|c: char| !c.is_alphanumeric()).chain([*name]))
        .filter(|word| word.chars().count() > 2)
        .chain(["chartroom"])
        .collect();
    let found = zxcvbn::zxcvbn(&password, &words);
    let guesses_log10 = found.guesses_log10().max(0.0);
    let enough = guesses_log10 >= FLOOR_LOG10;
    let mut advice = Vec::new();
    if !enough {
        advice.extend(
            found
                .feedback()
                .and_then(|feedback| feedback.warning())
                .map(plain),
        );
        advice.push(
            "Use four or more words that don't belong together, or a longer sentence of your own.",
        );
        advice.push("Capitals, digits and signs are not needed.");
    }
    Estimate {
        guesses_log10,
        enough,
        advice,
    }
}

const fn plain(warning: Warning) -> &'static str {
    match warning {
        Warning::StraightRowsOfKeysAreEasyToGuess
        | Warning::ShortKeyboardPatternsAreEasyToGuess => {
            "Keys that lie side by side are among the first things tried."
        }
        Warning::RepeatsLikeAaaAreEasyToGuess
        | Warning::RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess => {
            "Repeating something adds almost nothing."
        }
        Warning::ThisIsATop10Password
        | Warning::ThisIsATop100Password
        | Warning::ThisIsACommonPassword => "Many people use this password, so it is tried first.",
        Warning::ThisIsSimilarToACommonlyUsedPassword => {
            "This is close to a password that many people use."
        }
        Warning::SequencesLikeAbcAreEasyToGuess => "Letters or digits in a row are tried early.",
        Warning::RecentYearsAreEasyToGuess | Warning::DatesAreOftenEasyToGuess => {
            "Dates and years are few, and are all tried."
        }
        Warning::AWordByItselfIsEasyToGuess => "One word alone is found in any dictionary.",
        Warning::NamesAndSurnamesByThemselvesAreEasyToGuess
        | Warning::CommonNamesAndSurnamesAreEasyToGuess => "Names are tried early.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [&str; 3] = ["ttestcase", "Tilda Testcase", "Made-up Memorial"];

    #[test]
    fn what_is_tried_first_is_refused_with_advice() {
        for weak in [
            "",
            "password",
            "P@ssw0rd1!",
            "qwertyuiop",
            "Testcase2026",
            "made-up memorial",
            "Chartroom1",
            "aaaaaaaaaaaaaaaa",
        ] {
            let estimate = estimate(weak, &KNOWN);
            assert!(!estimate.enough, "{weak}: {estimate:?}");
            assert!(estimate.advice.len() >= 2, "{weak}: {estimate:?}");
        }
    }

    #[test]
    fn words_are_enough_without_capitals_digits_or_signs() {
        for strong in [
            "otter velvet kiosk plumage",
            "the ferry leaves without my grandmother",
        ] {
            let estimate = estimate(strong, &KNOWN);
            assert!(
                estimate.enough && estimate.advice.is_empty(),
                "{strong}: {estimate:?}"
            );
        }
    }

    #[test]
    fn names_that_are_known_count_for_little() {
        let unknown = estimate("zbigniewkowalczyk", &[]);
        let known = estimate("zbigniewkowalczyk", &["Zbigniew Kowalczyk"]);
        assert!(
            known.guesses_log10 + 3.0 < unknown.guesses_log10,
            "{known:?} {unknown:?}"
        );
    }
}
