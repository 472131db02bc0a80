//! Hints that there is something new: server-sent events, each the length of the facility's shelf. A browser reads them by
//! `fetch`, which can send a token in a header where an `EventSource` can't.

use std::convert::Infallible;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use futures_util::stream;
use tokio::sync::watch;
use tokio::time::Instant;

use super::answers::{later, plain};
use super::asking::looked_up;
use super::watching::{Facts, Outcome};
use super::{asker, token};
use crate::Server;
use crate::crowd::{Full, Place};
use crate::door::{Session, Shows};
use crate::hints::News;

/// A line that says nothing: that the connection is there.
const HEARTBEAT: &[u8] = b": \n\n";
/// A stream ends at the latest then, so that a session that is over by the clock is looked up again.
const LONGEST: Duration = Duration::from_secs(60 * 60);

/// Somebody who listens.
struct Listener {
    server: Server,
    session: Session,
    token: [u8; 32],
    news: watch::Receiver<News>,
    ends: watch::Receiver<bool>,
    until: Instant,
    changes: u64,
    /// Whether nothing was told yet.
    first: bool,
    _place: Place,
}

pub(super) async fn hints(State(server): State<Server>, request: Request) -> Response {
    let facts = Facts::of(&request);
    let from = asker(&server, &request);
    let Some(token) = token(request.headers()) else {
        return not_in();
    };
    let session = match looked_up(&server, from, &token).await {
        Ok(Shows::Session(session)) => session,
        Ok(_) => return not_in(),
        Err(response) => return response,
    };
    facts.concerns(server.parts.door.tag(&session.facility));
    let place = match server.parts.listening.enter(session.facility) {
        Ok(place) => place,
        Err(Full::One | Full::All) => {
            return later("full", "30", "Too many wait for hints. Ask now and then.\n");
        }
    };
    let left = session
        .expires
        .saturating_sub(server.parts.options.clock.now());
    let left = Duration::from_millis(u64::try_from(left).unwrap_or_default());
    let news = server.parts.hints.of(session.facility);
    let changes = news.borrow().changes;
    let listener = Listener {
        ends: server.parts.ends.subscribe(),
        news,
        changes,
        token,
        until: Instant::now() + left.min(LONGEST),
        first: true,
        server,
        session,
        _place: place,
    };
    let events = stream::unfold(listener, |mut listener| async move {
        let event = listener.next().await?;
        Some((Ok::<_, Infallible>(event), listener))
    });
    let mut response = Body::from_stream(events).into_response();
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_TYPE, "text/event-stream"),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // A proxy that gathers what it passes on would keep hints until they are of no use.
        (HeaderName::from_static("x-accel-buffering"), "no"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response.extensions_mut().insert(Outcome("done"));
    response
}

/// Told alike whether the session is over, ended or none: the door says which.
fn not_in() -> Response {
    plain(
        StatusCode::UNAUTHORIZED,
        "expired",
        "There is no session; log in.\n",
    )
}

impl Listener {
    /// What is told next; nothing when it is over.
    async fn next(&mut self) -> Option<Vec<u8>> {
        if *self.ends.borrow() {
            return None;
        }
        if self.first {
            self.first = false;
            return self.head().await;
        }
        let heartbeat = tokio::time::sleep(self.server.parts.options.heartbeat);
        tokio::select! {
            changed = self.news.changed() => {
                changed.ok()?;
                let News { head, changes } = *self.news.borrow_and_update();
                if changes == self.changes && head > 0 {
                    return Some(event(head));
                }
                self.changes = changes;
                self.head().await
            }
            () = heartbeat => {
                self.still_in().await.then(|| HEARTBEAT.to_vec())
            }
            () = tokio::time::sleep_until(self.until) => None,
            _ = self.ends.changed() => None,
        }
    }

    /// Whether the session still holds.
    async fn still_in(&self) -> bool {
        // It is closed by nobody.
        let _turn = self.server.parts.listeners.acquire().await;
        let who = self.server.parts.door.who(Some(&self.token)).await;
        matches!(who, Ok(Shows::Session(_)))
    }

    /// How long the shelf is, as far as the session still holds.
    async fn head(&self) -> Option<Vec<u8>> {
        if !self.still_in().await {
            return None;
        }
        let head = self.server.parts.shelves.head(self.session.facility).await;
        head.ok().map(event)
    }
}

fn event(head: u64) -> Vec<u8> {
    format!("data: {head}\n\n").into_bytes()
}
