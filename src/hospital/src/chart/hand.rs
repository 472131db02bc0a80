//! How somebody writes: headings, lists, dates and shorthand. Each author keeps to it, so that notes of one stay differ
//! by their authors and not by chance.

use chrono::NaiveDateTime;

/// A manner of writing.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hand(pub(crate) u32);

/// Parts of a note: in full, and in short.
const HEADINGS: &[(&str, &str)] = &[
    ("Chief complaint", "CC"),
    ("History of present illness", "HPI"),
    ("Past medical history", "PMH"),
    ("Home medications", "Meds"),
    ("Allergies", "All"),
    ("Social history", "SH"),
    ("Family history", "FH"),
    ("Review of systems", "ROS"),
    ("Vital signs", "VS"),
    ("Physical examination", "PE"),
    ("Laboratory data", "Labs"),
    ("Assessment and plan", "A/P"),
    ("Subjective", "S"),
    ("Objective", "O"),
    ("Impression", "Imp"),
    ("Emergency department course", "ED course"),
];

/// Shorthand of those who type between two patients. Longer words first.
const SHORT: &[(&str, &str)] = &[
    ("shortness of breath", "SOB"),
    ("emergency department", "ED"),
    ("blood pressure", "BP"),
    ("history of", "h/o"),
    ("status post", "s/p"),
    ("as needed", "PRN"),
    ("complains of", "c/o"),
    ("patient", "pt"),
    ("Patient", "Pt"),
    ("without", "w/o"),
    ("with", "w/"),
    ("secondary to", "2/2"),
    ("follow-up", "f/u"),
    ("continue", "cont"),
    ("Continue", "Cont"),
    ("bilateral", "b/l"),
    ("year-old", "yo"),
    ("approximately", "~"),
    ("days ago", "d ago"),
];

impl Hand {
    /// Whether this author uses shorthand.
    pub(crate) const fn is_terse(self) -> bool {
        self.0 % 3 == 1
    }

    /// A heading, in this author's manner.
    pub(crate) fn heading(self, full: &str) -> String {
        match self.0 % 3 {
            0 => format!("{}:\n", full.to_uppercase()),
            1 => {
                let short = HEADINGS
                    .iter()
                    .find(|(long, _)| *long == full)
                    .map_or(full, |(_, short)| short);
                format!("{short}: ")
            }
            _ => format!("{full}\n"),
        }
    }

    /// The mark before the `n`th item of a list, from 0.
    pub(crate) fn item(self, n: usize) -> String {
        match self.0 % 4 {
            0 => format!("{}. ", n + 1),
            1 => format!("#{} ", n + 1),
            2 => "- ".to_owned(),
            _ => format!("{}) ", n + 1),
        }
    }

    /// A date.
    pub(crate) fn date(self, at: NaiveDateTime) -> String {
        let form = match self.0 % 3 {
            0 => "%m/%d/%Y",
            1 => "%-m/%-d/%y",
            _ => "%B %-d, %Y",
        };
        at.format(form).to_string()
    }

    /// A passage in this author's words, before its choices are made.
    pub(crate) fn words(self, passage: &str) -> String {
        let mut said = passage.to_owned();
        if self.is_terse() {
            for (long, short) in SHORT {
                if said.contains(long) {
                    said = replaced(&said, long, short);
                }
            }
        }
        said
    }
}

/// Replaces whole words only.
fn replaced(text: &str, long: &str, short: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(long) {
        let after = &rest[at + long.len()..];
        let word =
            |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '-' || c == '\'');
        out.push_str(&rest[..at]);
        let whole = !word(out.chars().next_back()) && !word(after.chars().next());
        out.push_str(if whole { short } else { long });
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shorthand_takes_whole_words() {
        assert_eq!(
            Hand(1).words("Patient with patience, without pain"),
            "Pt w/ patience, w/o pain"
        );
        assert_eq!(Hand(0).words("Patient with pain"), "Patient with pain");
        assert_eq!(Hand(1).heading("Physical examination"), "PE: ");
    }
}
