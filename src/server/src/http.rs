//! The server over HTTP.
//!
//! | | |
//! |---|---|
//! | `POST /api/door` | a [`sync::door::Ask`], answered by a [`sync::door::Told`] |
//! | `POST /api/exchange` | a [`sync::Request`], answered by a [`sync::Answer`]; with a session |
//! | `GET /api/hints` | server-sent events, each the length of the facility's shelf; with a session |
//! | `GET /health`, `GET /ready` | whether the process is up, whether the database answers |
//! | `GET /metrics` | for Prometheus |
//!
//! A session's token is sent as `Authorization: Bearer` and 64 hexadecimal digits. A refusal of the protocol is an answer like any
//! other, with 200. Beside it there are: 400 for a body that broke off, 401 for hints without a session, 403 for a request that another
//! site had a browser make, 408 for a body that stops coming, 413 for one that is too large, 503 with `Retry-After` when the
//! database does not answer or too many are asking. Where no session says whose shelf it is, the exchange answers with the shelf
//! `0` of length 0, stopped.

mod answers;
mod asking;
mod body;
mod hinting;
mod watching;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::Router;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{any, get, post};

use crate::Server;
use crate::metrics::Now;
use answers::{no_database, plain};
use watching::Outcome;

pub(crate) fn router(server: &Server) -> Router {
    let watched = |endpoint| from_fn_with_state((server.clone(), endpoint), watching::watch);
    let api = Router::new()
        .route("/api/door", post(asking::door).layer(watched("/api/door")))
        .route(
            "/api/exchange",
            post(asking::exchange).layer(watched("/api/exchange")),
        )
        .route(
            "/api/hints",
            get(hinting::hints).layer(watched("/api/hints")),
        )
        .route("/api/{*rest}", any(nothing))
        .layer(from_fn(own_site_only));
    Router::new()
        .merge(api)
        .route("/health", get(health).layer(watched("/health")))
        .route("/ready", get(ready).layer(watched("/ready")))
        .route("/metrics", get(metrics_here))
        .with_state(server.clone())
}

pub(crate) fn metrics_router(server: &Server) -> Router {
    Router::new()
        .route("/metrics", get(metrics))
        .with_state(server.clone())
}

/// A browser says which site a request comes from. There are no headers that would let another site read an answer; this one
/// does not even ask for it.
async fn own_site_only(request: Request, next: Next) -> Response {
    let site = request.headers().get("sec-fetch-site");
    if site.is_some_and(|site| site == "cross-site") {
        return plain(
            StatusCode::FORBIDDEN,
            "another_site",
            "Only pages of this server's own may ask here.\n",
        );
    }
    next.run(request).await
}

async fn nothing() -> Response {
    plain(StatusCode::NOT_FOUND, "nothing", "There is nothing here.\n")
}

async fn health() -> Response {
    plain(StatusCode::OK, "done", "up\n")
}

async fn ready(State(server): State<Server>) -> Response {
    let parts = &server.parts;
    let look = server.has_facility();
    if !parts.readiness.is(parts.options.timeout, look).await {
        return no_database();
    }
    match *parts.ends.borrow() {
        true => plain(
            StatusCode::SERVICE_UNAVAILABLE,
            "ending",
            "the server ends\n",
        ),
        false => plain(StatusCode::OK, "done", "ready\n"),
    }
}

async fn metrics(State(server): State<Server>) -> Response {
    let now = Now {
        answering: server.parts.answering.len(),
        receiving: server.parts.receiving.len(),
        listening: server.parts.listening.len(),
    };
    let text = server.parts.metrics.text(now);
    let kind = [(header::CONTENT_TYPE, "text/plain; version=0.0.4")];
    (kind, text).into_response()
}

/// To those on this machine, unless they ask for somebody else.
async fn metrics_here(state: State<Server>, request: Request) -> Response {
    let forwarded = request.headers().contains_key("x-forwarded-for")
        || request.headers().contains_key(header::FORWARDED);
    if forwarded || !connected(&request).is_some_and(|peer| peer.is_loopback()) {
        return nothing().await;
    }
    metrics(state).await
}

fn connected(request: &Request) -> Option<IpAddr> {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    peer.map(|ConnectInfo(peer)| peer.ip().to_canonical())
}

/// For whom a request is made: the peer, or whom a trusted proxy names. A proxy adds to the list of those that it was told: its
/// own word is the last.
fn asker(server: &Server, request: &Request) -> IpAddr {
    let peer = connected(request).unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
    if !(server.parts.options.behind_proxy && peer.is_loopback()) {
        return peer;
    }
    let named = request.headers().get_all("x-forwarded-for");
    let named = named.iter().next_back().and_then(|named| {
        let last = named.to_str().ok()?.rsplit(',').next()?.trim();
        last.parse::<IpAddr>().ok()
    });
    named.unwrap_or(peer)
}

/// The token that a request shows.
fn token(headers: &HeaderMap) -> Option<[u8; 32]> {
    let said = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let digits = said.strip_prefix("Bearer ")?.trim();
    if digits.len() != 64 || !digits.is_ascii() {
        return None;
    }
    let mut token = [0; 32];
    for (byte, digits) in token.iter_mut().zip(digits.as_bytes().chunks_exact(2)) {
        let digits = core::str::from_utf8(digits).ok()?;
        // A sign would be read as part of a number.
        if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        *byte = u8::from_str_radix(digits, 16).ok()?;
    }
    Some(token)
}
