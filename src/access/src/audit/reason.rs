//! Why somebody did what they did: one of a few reasons, and a short text that names no patient's number.

use serde::{Deserialize, Serialize};

use crate::numbered::{Known, numbered};

numbered! {
    /// A reason to choose from.
    pub enum Why {
        /// The patient is being cared for now.
        Care = 0, "care of the patient now";
        /// Standing in for the person it is assigned to.
        Cover = 1, "standing in for a colleague";
        /// The work was given but the assignment isn't on this device.
        NotYetAssigned = 2, "assignment not on this device yet";
        /// The patient or their representative asks.
        PatientAsks = 3, "the patient asks";
        /// A request, an authorization, a court.
        Disclosure = 4, "a request for release";
        /// A review, an audit or a complaint.
        Oversight = 5, "review, audit or complaint";
        /// To put an error right.
        Correction = 6, "correction of an error";
        /// There is nobody else to review it.
        SelfReview = 7, "self-review: nobody else here";
        /// Something else, which the text says.
        Other = 8, "other";
    }
}

/// A reason. The text may be empty but for [`Why::Other`].
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Reason {
    why: Known<Why>,
    text: String,
}

/// A text that can't be a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReasonError {
    /// Nothing said.
    #[error(
        "the reason is \"other\" without a text: a reviewer could not judge it; say in a few words why"
    )]
    Nothing,
    /// Too long.
    #[error("the reason has {0} characters: at most 200 are kept; say it shorter")]
    Long(usize),
    /// A number that could be a record number, a date of birth or an SSN.
    #[error(
        "the reason holds a number of six or more digits: the trail keeps no numbers of patients; leave it out"
    )]
    Number,
    /// Line breaks and the like.
    #[error("the reason holds a line break or control character: it is one line; take it out")]
    Control,
}

impl Reason {
    /// The most characters of a text.
    pub const LONGEST: usize = 200;

    /// A reason, checked. What looks like a name can't be told from a word: the screen asks for none.
    ///
    /// # Errors
    /// A text that is missing, too long, or holds what the trail must not keep.
    pub fn new(why: Why, text: &str) -> Result<Self, ReasonError> {
        let text = text.trim();
        let characters = text.chars().count();
        if why == Why::Other && text.is_empty() {
            return Err(ReasonError::Nothing);
        }
        if characters > Self::LONGEST {
            return Err(ReasonError::Long(characters));
        }
        if text.chars().any(char::is_control) {
            return Err(ReasonError::Control);
        }
        if holds_number(text) {
            return Err(ReasonError::Number);
        }
        Ok(Self {
            why: why.into(),
            text: text.into(),
        })
    }

    /// The chosen reason.
    #[must_use]
    pub fn why(&self) -> Known<Why> {
        self.why
    }

    /// What was written beside it.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// Whether six digits follow one another, separated at most by one of the signs that dates and numbers are written with.
fn holds_number(text: &str) -> bool {
    let mut digits = 0;
    let mut since = 0;
    for character in text.chars() {
        if character.is_numeric() {
            digits += 1;
            since = 0;
            if digits >= 6 {
                return true;
            }
        } else {
            since += 1;
            if since > 1 || !matches!(character, ' ' | '-' | '/' | '.' | ',' | ':') {
                digits = 0;
            }
        }
    }
    false
}
