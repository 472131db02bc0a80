//! What is wrong with a facility's document, place by place.

/// Most problems told at once.
const MOST: usize = 100;

/// One thing that has to be put right before the document can be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where, for example `rules[2].when.all[0].number`; `line 3, column 7` where the text is no JSON.
    pub path: String,
    /// What is wrong.
    pub what: String,
    /// Why it can't be.
    pub why: String,
    /// How to put it right.
    pub fix: String,
}

impl Problem {
    pub(super) fn new(
        path: impl Into<String>,
        what: impl Into<String>,
        why: impl Into<String>,
        fix: impl Into<String>,
    ) -> Self {
        Self {
            path: path.into(),
            what: what.into(),
            why: why.into(),
            fix: fix.into(),
        }
    }
}

impl core::fmt::Display for Problem {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{}: {} {} {}", self.path, self.what, self.why, self.fix)
    }
}

impl core::error::Error for Problem {}

/// Gathers problems while a document is checked.
#[derive(Debug, Default)]
pub(super) struct Checks(Vec<Problem>);

impl Checks {
    pub(super) fn add(&mut self, problem: Problem) {
        if self.0.len() < MOST {
            self.0.push(problem);
        }
    }

    /// Complains about text that is empty or longer than `most` characters.
    pub(super) fn text(&mut self, path: &str, text: &str, most: usize) {
        let long = text.chars().take(most + 1).count();
        if text.trim().is_empty() {
            self.add(Problem::new(
                path,
                "The text is empty.",
                "It is shown to whoever has to act on it.",
                "Write a short sentence.",
            ));
        } else if long > most {
            self.add(Problem::new(
                path,
                format!("The text has more than {most} characters."),
                "It has to fit beside a code.",
                "Shorten it.",
            ));
        }
    }

    pub(super) fn finish<T>(self, value: T) -> Result<T, Vec<Problem>> {
        if self.0.is_empty() {
            Ok(value)
        } else {
            Err(self.0)
        }
    }
}
