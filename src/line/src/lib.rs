//! The line between the page and a worker behind it: one typed request, one or more typed events.
//!
//! A message is an [`Asked`] or a [`Said`], written with postcard into a byte array that is handed over, not copied.
//! What requests and events say is the business of the two that speak; this crate brings them across.

use serde::{Deserialize, Serialize, de::DeserializeOwned};

#[cfg(feature = "page")]
pub mod page;
#[cfg(feature = "worker")]
pub mod worker;

/// Number that ties events to the request that caused them. The page counts up from 1.
pub type RequestId = u32;

/// Why a request could not be answered. Holds no text of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// What did not work, one sentence.
    pub what: String,
    /// Why.
    pub why: String,
    /// Where: a pack, a line, a field.
    pub place: String,
    /// What to do about it.
    pub fix: String,
}

impl Failure {
    /// A failure in its four parts.
    #[must_use]
    pub fn new(
        what: impl Into<String>,
        why: impl Into<String>,
        place: impl Into<String>,
        fix: impl Into<String>,
    ) -> Self {
        Self {
            what: what.into(),
            why: why.into(),
            place: place.into(),
            fix: fix.into(),
        }
    }
}

/// What a worker can say.
pub trait Answer: Serialize + DeserializeOwned + 'static {
    /// Who speaks, for messages: `engine`.
    const SPEAKER: &'static str;

    /// What is lost when the worker stops, as a sentence on what to do.
    const WHEN_LOST: &'static str;

    /// Whether no further event follows for the same request.
    fn is_last(&self) -> bool;

    /// The event that says that a request could not be answered.
    fn failed(failure: Failure) -> Self;
}

/// A request with its number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Asked<R> {
    /// Chosen by the page.
    pub id: RequestId,
    /// What is wanted.
    pub request: R,
}

/// An event with the number of the request it belongs to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Told<E> {
    /// The request's number.
    pub id: RequestId,
    /// What happened.
    pub event: E,
}

/// Everything a worker says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Said<E> {
    /// It listens from now on.
    Listening,
    /// It broke down, and will say no more.
    Broken(Failure),
    /// What happened to a request.
    Told(Told<E>),
}

/// Writes a message.
///
/// # Panics
/// Never: postcard fails only on sequences of unknown length, and messages have none.
#[must_use]
pub fn encode<T: Serialize>(message: &T) -> Vec<u8> {
    #[allow(clippy::expect_used)]
    postcard::to_stdvec(message).expect("messages are plain data of known length")
}

/// Reads a message. `speaker` is who is on the other side of the page.
///
/// # Errors
/// A [`Failure`] when the bytes are not such a message: page and worker are of different builds.
pub fn decode<T: DeserializeOwned>(bytes: &[u8], speaker: &str) -> Result<T, Failure> {
    postcard::from_bytes(bytes).map_err(|error| {
        Failure::new(
            format!("Page and {speaker} do not understand each other."),
            format!("A message could not be read ({error}); the page and its {speaker} are probably of different builds."),
            format!("the connection between page and {speaker}"),
            "Reload the page.",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_of_another_build_is_named() {
        let bytes = encode(&Asked {
            id: 7,
            request: "look".to_owned(),
        });
        assert_eq!(
            decode::<Asked<String>>(&bytes, "engine").map(|asked| asked.id),
            Ok(7)
        );
        let failure = decode::<Said<u64>>(&[9, 9], "engine").expect_err("no such message");
        assert!(failure.why.contains("different builds"), "{failure:?}");
    }
}
