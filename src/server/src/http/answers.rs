//! How answers are written.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sync::door::{Refused, Told};
use sync::{Answer, Said, ShelfId, Stopped};

use super::Outcome;
use crate::Trouble;

/// Nothing of what is answered is kept anywhere, or taken for another kind than it is.
const ALWAYS: [(HeaderName, HeaderValue); 2] = [
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    ),
];

fn marked(mut response: Response, outcome: &'static str) -> Response {
    for (name, value) in ALWAYS {
        response.headers_mut().insert(name, value);
    }
    response.extensions_mut().insert(Outcome(outcome));
    response
}

/// A plain sentence.
pub(super) fn plain(status: StatusCode, outcome: &'static str, text: &'static str) -> Response {
    let kind = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
    marked((status, kind, text).into_response(), outcome)
}

/// Later.
pub(super) fn later(outcome: &'static str, seconds: &'static str, text: &'static str) -> Response {
    let mut response = plain(StatusCode::SERVICE_UNAVAILABLE, outcome, text);
    let seconds = HeaderValue::from_static(seconds);
    response.headers_mut().insert(header::RETRY_AFTER, seconds);
    response
}

/// The database does not answer. Who runs the server is told what it is; who asks, that it is not their fault.
pub(super) fn trouble(problem: &Trouble) -> Response {
    tracing::error!(kind = problem.kind(), "no answer could be given");
    no_database()
}

/// The same, where the log knows it already.
pub(super) fn no_database() -> Response {
    later(
        "trouble",
        "5",
        "The server can't read or write its records now. Nothing was changed; try again.\n",
    )
}

fn bytes(bytes: Vec<u8>, outcome: &'static str) -> Response {
    let kind = [(header::CONTENT_TYPE, "application/octet-stream")];
    marked((StatusCode::OK, kind, bytes).into_response(), outcome)
}

/// What is told at the door.
pub(super) fn told(told: &Told) -> Response {
    let outcome = match told {
        Told::Refused(refused) => match refused {
            Refused::Wrong => "wrong",
            Refused::TooMany(_) => "too_many",
            Refused::Expired => "expired",
            Refused::Ended { .. } => "ended",
            Refused::Frozen => "frozen",
            Refused::Waiting => "waiting",
            Refused::NotAllowed => "not_allowed",
            Refused::Taken => "taken",
            Refused::Unknown => "unknown",
            Refused::Stale { .. } => "stale",
            Refused::Last => "last",
            Refused::Malformed => "malformed",
            Refused::NoPasskeys => "no_passkeys",
        },
        Told::Second { .. } => "second",
        _ => "done",
    };
    bytes(told.to_bytes(), outcome)
}

/// What the exchange answers.
pub(super) fn answer(answer: &Answer) -> Response {
    let outcome = match &answer.said {
        Said::Stopped(Stopped::Expired) => "expired",
        Said::Stopped(Stopped::Revoked { .. }) => "ended",
        Said::Stopped(Stopped::Busy(_)) => "busy",
        Said::Stopped(Stopped::Malformed) => "malformed",
        _ => "done",
    };
    bytes(answer.to_bytes(), outcome)
}

/// Nothing was done, and whose shelf it would be is not said.
pub(super) fn stopped(stopped: Stopped) -> Response {
    answer(&Answer {
        shelf: ShelfId([0; 16]),
        head: 0,
        said: Said::Stopped(stopped),
    })
}
