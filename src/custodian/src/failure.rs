//! What went wrong below, as the screen says it: what, why, where, and what to do.

use access::Decision;
use records::{CannotUndo, Unreadable};
use store::StoreError;
use vault::keyring::KeyringError;
use vault::kit::KitError;
use vault::member::{EnvelopeError, UnlockError};
use vault::{OpenError, Parts, SealError};

use crate::protocol::Failure;

/// Anything that can be told as a failure.
pub(crate) trait Tell {
    /// The four parts.
    fn tell(&self) -> Failure;
}

pub(crate) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(char::to_uppercase);
    let rest = letters.as_str();
    let text: String = first.into_iter().flatten().chain(rest.chars()).collect();
    if text.ends_with(['.', '?', '!']) {
        text
    } else {
        format!("{text}.")
    }
}

impl Tell for Parts {
    fn tell(&self) -> Failure {
        Failure::new(
            sentence(&self.what),
            sentence(&self.why),
            &self.r#where,
            sentence(&self.fix),
        )
    }
}

impl Tell for StoreError {
    fn tell(&self) -> Failure {
        Failure::new(
            sentence(self.what()),
            sentence(&self.why()),
            self.r#where(),
            sentence(self.fix()),
        )
    }
}

macro_rules! by_parts {
    ($($error:ty),+) => {$(
        impl Tell for $error {
            fn tell(&self) -> Failure {
                self.parts().tell()
            }
        }
    )+};
}

by_parts!(
    OpenError,
    SealError,
    UnlockError,
    EnvelopeError,
    KeyringError,
    KitError,
    vault::attachment::AttachmentError,
    vault::kdf::KdfError
);

impl Tell for Unreadable {
    fn tell(&self) -> Failure {
        let (why, fix) = match self {
            Self::Newer(_) => (
                "A newer version of Chartroom wrote it.",
                "Update Chartroom; until then the change is kept as it is.",
            ),
            Self::Damaged => (
                "Its seal holds, what is inside is no change.",
                "Export what can be read, then restore a backup.",
            ),
        };
        Failure::new(
            sentence(&self.to_string()),
            why,
            "a change of a record",
            fix,
        )
    }
}

impl Tell for CannotUndo {
    fn tell(&self) -> Failure {
        Failure::new(
            "Nothing was taken back.",
            sentence(&self.to_string()),
            "the record's history",
            "Look at the history for who changed it since.",
        )
    }
}

/// A refused request, or nothing where it is allowed.
pub(crate) fn refusal(decision: &Decision) -> Option<Failure> {
    let parts = match decision {
        Decision::Refused(refusal) => refusal.parts(),
        _ => return None,
    };
    Some(of_parts(parts))
}

/// What the rights say, as a failure.
pub(crate) fn of_parts(parts: access::Parts) -> Failure {
    Failure::new(
        sentence(&parts.what),
        sentence(&parts.why),
        parts.place,
        sentence(&parts.fix),
    )
}

impl Tell for chart::import::Refusal {
    fn tell(&self) -> Failure {
        let place = &self.place;
        let mut at = vec![place.file.clone()];
        at.extend(place.path.clone());
        at.extend(place.line.map(|line| format!("line {line}")));
        at.extend(place.byte.map(|byte| format!("byte {byte}")));
        Failure::new(
            sentence(&self.what),
            sentence(&self.why),
            at.join(", "),
            sentence(&self.fix),
        )
    }
}

impl Tell for chart::text::TextError {
    fn tell(&self) -> Failure {
        Failure::new(
            "These words can't be taken.",
            sentence(&self.to_string()),
            "the document's text",
            "Select the words again.",
        )
    }
}

impl Tell for records::model::Transition {
    fn tell(&self) -> Failure {
        Failure::new(
            "The state was not changed.",
            sentence(&self.to_string()),
            "state",
            sentence(self.instead),
        )
    }
}

/// Shorthand at the place where an error comes up.
pub(crate) trait Told<T> {
    /// The error as a failure.
    fn told(self) -> Result<T, Failure>;
}

impl<T, E: Tell> Told<T> for Result<T, E> {
    fn told(self) -> Result<T, Failure> {
        self.map_err(|error| error.tell())
    }
}
