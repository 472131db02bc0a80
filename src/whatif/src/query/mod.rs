//! A query to the provider: put together from what the coder typed, and from nothing else.
//!
//! The text can't hold a DRG, a weight or a CC: [`QueryDraft`] has no field that anything but typing fills. What was
//! typed is held against the rules for compliant queries (AHIMA/ACDIS, Guidelines for Achieving a Compliant Query
//! Practice, 2022), and a text is made only where none of those that make a query non-compliant is broken. Open and
//! multiple-choice questions are made; a yes/no question may not introduce a diagnosis and is not made at all.

mod lint;

pub use lint::{Flaw, Part, Weight};
use serde::{Deserialize, Serialize};

/// A clinical indicator as the coder found it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Indicator {
    /// What was found: sign, value, treatment.
    pub finding: String,
    /// Where in the record: document, date, time.
    pub place: String,
    /// Whether it is from an earlier encounter.
    pub earlier: bool,
    /// Why an earlier one bears on this stay.
    pub relevance: String,
}

/// An answer to choose.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Choice {
    /// Its words.
    pub words: String,
    /// Indicators that support it, counted from 1.
    pub supported_by: Vec<usize>,
}

/// How the question is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// In the provider's own words.
    #[default]
    Open,
    /// By choosing. “Other” and “unable to determine” are always among the choices.
    Choices,
}

/// A query as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct QueryDraft {
    /// To whom.
    pub to: String,
    /// What it is about, without naming a diagnosis that is not documented.
    pub subject: String,
    /// Indicators in the order they are listed.
    pub indicators: Vec<Indicator>,
    /// The question.
    pub question: String,
    /// How it is asked.
    pub form: Form,
    /// The choices; looked at only for [`Form::Choices`].
    pub choices: Vec<Choice>,
}

impl QueryDraft {
    /// What speaks against sending it, the weightiest first.
    #[must_use]
    pub fn flaws(&self) -> Vec<Flaw> {
        lint::flaws(self)
    }

    /// The text to send.
    ///
    /// # Errors
    /// The flaws that make it non-compliant.
    pub fn compose(&self) -> Result<String, Vec<Flaw>> {
        let mut flaws = self.flaws();
        flaws.retain(|flaw| flaw.weight == Weight::Stops);
        if flaws.is_empty() {
            Ok(self.text())
        } else {
            Err(flaws)
        }
    }

    fn text(&self) -> String {
        let mut lines = Vec::new();
        for (name, typed) in [("To", &self.to), ("About", &self.subject)] {
            if !typed.trim().is_empty() {
                lines.push(format!("{name}: {}", typed.trim()));
            }
        }
        lines.push(String::new());
        lines.push("Found in the record".to_owned());
        for (n, indicator) in self.listed().enumerate() {
            let mut line = format!("{}. {}", n + 1, indicator.finding.trim());
            if !indicator.place.trim().is_empty() {
                line.push_str(&format!(" ({})", indicator.place.trim()));
            }
            if indicator.earlier {
                line.push_str(&format!(
                    "; from an earlier encounter: {}",
                    indicator.relevance.trim()
                ));
            }
            lines.push(line);
        }
        lines.push(String::new());
        lines.push(self.question.trim().to_owned());
        if self.form == Form::Choices {
            for choice in self.offered() {
                lines.push(format!("[ ] {}", choice.words.trim()));
            }
            lines.push("[ ] Other: ____________________".to_owned());
            lines.push("[ ] Unable to determine".to_owned());
        }
        lines.push(String::new());
        lines.push(
            "Please answer from your own clinical judgement. No particular answer is expected. \
             Put the answer into the record, with date and time."
                .to_owned(),
        );
        lines.join("\n")
    }

    /// Indicators that say something.
    fn listed(&self) -> impl Iterator<Item = &Indicator> {
        self.indicators
            .iter()
            .filter(|indicator| !indicator.finding.trim().is_empty())
    }

    /// Choices that say something.
    fn offered(&self) -> impl Iterator<Item = &Choice> {
        self.choices
            .iter()
            .filter(|choice| !choice.words.trim().is_empty())
    }
}
