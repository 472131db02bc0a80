//! The 7th character and the placeholder X before it (CM-003).
//!
//! I.A.5: where a category has 7th characters, a code without one is not valid, and it stands in the 7th place. I.A.4:
//! the places that a shorter code leaves empty before it are filled with X.

use codes::Ymd;
use codes::cm::{CmCode, CmPack};

use super::{Finding, Place, Severity, dotted};

/// What is wrong with the 7th character of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Seventh {
    /// All that the code lacks is its 7th character, and placeholders where it is shorter than six.
    Missing,
    /// The code has 7th characters, and this is none of them.
    NotOfThisCode,
    /// The last character is a 7th one that stands too far to the left: placeholders are missing.
    NoPlaceholder,
    /// The code is complete without a 7th character.
    NotWanted,
}

/// Whether a heading lacks its 7th character and nothing else.
pub(super) fn is_all_that_lacks(code: CmCode<'_>, date: Ymd) -> bool {
    let mut below = code.children().filter(|c| c.billable_on(date)).peekable();
    below.peek().is_some() && below.all(|c| c.code().len() == 7)
}

/// What is wrong with a code that no code set has, if it is the 7th character.
pub(super) fn of_unknown(pack: &CmPack, code: &str, date: Ymd) -> Option<Seventh> {
    if !code.is_ascii() || !(4..=7).contains(&code.len()) {
        return None;
    }
    if code.len() == 7 {
        // The code it was made from: what stands before the placeholders, which X of its own may precede.
        return (3..=6)
            .rev()
            .take_while(|&end| code[end..6].bytes().all(|b| b == b'X'))
            .filter_map(|end| pack.code(&code[..end]))
            .find_map(|stem| {
                if is_all_that_lacks(stem, date) {
                    Some(Seventh::NotOfThisCode)
                } else {
                    stem.billable_on(date).then_some(Seventh::NotWanted)
                }
            });
    }
    let filled = filled(code)?;
    pack.code(&filled)
        .is_some_and(|c| c.billable_on(date))
        .then_some(Seventh::NoPlaceholder)
}

/// The code with placeholders before its last character: `S051A` as `S051XXA`.
fn filled(code: &str) -> Option<String> {
    let (stem, last) = code.split_at_checked(code.len().checked_sub(1)?)?;
    Some(format!("{stem:X<6}{last}"))
}

pub(super) fn finding(code: &str, lacks: Seventh, place: Place) -> Finding {
    let shown = dotted(code);
    let (what, why, fix) = match lacks {
        Seventh::Missing => {
            let fill = 6usize.saturating_sub(code.len());
            let written = dotted(&format!("{code:X<6}"));
            let fix = if fill == 0 {
                "Add the 7th character: for an injury A, D or S by the phase of treatment."
                    .to_owned()
            } else {
                format!(
                    "Write {written} and the 7th character behind it: for an injury A, D or S by the phase of treatment."
                )
            };
            (
                format!("{shown} lacks its 7th character."),
                "The category has 7th characters; without one the code is not valid.".to_owned(),
                fix,
            )
        }
        Seventh::NotOfThisCode => {
            let last = code.chars().last().map_or_else(String::new, String::from);
            (
                format!("{shown} ends with {last}, which is no 7th character of this code."),
                "The category lists the 7th characters that its codes take.".to_owned(),
                "Choose one of those the category lists.".to_owned(),
            )
        }
        Seventh::NoPlaceholder => (
            format!("{shown} has its 7th character in the wrong place."),
            "A 7th character stands in the 7th place; the places left empty before it hold an X."
                .to_owned(),
            filled(code).map_or_else(
                || "Fill the empty places with X.".to_owned(),
                |code| format!("Write {}.", dotted(&code)),
            ),
        ),
        Seventh::NotWanted => (
            format!("{shown} has a 7th character that its category does not have."),
            "The code is complete without it.".to_owned(),
            "Take the placeholders and the last character away.".to_owned(),
        ),
    };
    Finding {
        rule: "CM-003".into(),
        severity: Severity::Stop,
        what,
        why,
        place,
        fix,
        source: "ICD-10-CM Official Guidelines, I.A.4 and I.A.5",
    }
}
