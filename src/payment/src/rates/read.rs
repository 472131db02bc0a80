//! The facility's document as text: JSON, read strictly, its version first.

use serde::Deserialize;

use super::FacilityRates;
use crate::error::InputError;

/// Only the version, whatever else stands there.
#[derive(Deserialize)]
#[serde(expecting = "the facility's inputs")]
struct Versioned {
    version: u64,
}

impl FacilityRates {
    /// Reads a document. It is not yet checked: see [`FacilityRates::checked`].
    ///
    /// # Errors
    /// What is wrong, why, where and how to fix it: not JSON, another version, a field missing, misspelt, twice or
    /// of another kind, or a number that isn't a plain decimal in quotes.
    pub fn from_json(text: &str) -> Result<Self, InputError> {
        let Versioned { version } = serde_json::from_str(text).map_err(|e| unreadable(&e))?;
        if version != u64::from(Self::VERSION) {
            return Err(InputError {
                what: format!("the document is of version {version}"),
                why: format!("only version {} is understood here", Self::VERSION),
                r#where: "version".into(),
                fix: "write the inputs again in this program, or open the file with the one that wrote it".into(),
            });
        }
        serde_json::from_str(text).map_err(|e| unreadable(&e))
    }

    /// Writes the document, indented; reading it gives the same inputs.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}

fn unreadable(error: &serde_json::Error) -> InputError {
    let message = error.to_string();
    let what = message
        .rsplit_once(" at line ")
        .map_or(message.as_str(), |(what, _)| what);
    InputError {
        what: what.to_owned(),
        why: "inputs are read strictly: one that is passed over or guessed would give a wrong estimate".into(),
        r#where: format!("line {}, column {}", error.line(), error.column()),
        fix: "correct the field; amounts and factors are decimals in quotes, each with its fiscal_year".into(),
    }
}
