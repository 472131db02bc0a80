//! What is written down of a request: method, route, status, outcome, milliseconds, bytes, and the first characters of a hash of
//! the facility. Nothing else, whatever it was.

use std::sync::{Arc, Mutex};
use std::time::Instant;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;

use crate::Server;

/// How a request came out, in a word.
#[derive(Debug, Clone, Copy)]
pub(super) struct Outcome(pub(super) &'static str);

/// What is learned of a request while it is answered.
#[derive(Debug, Clone, Default)]
pub(super) struct Facts(Arc<Mutex<Learned>>);

#[derive(Debug, Default, Clone)]
struct Learned {
    received: u64,
    facility: Option<String>,
}

impl Facts {
    pub(super) fn of(request: &Request) -> Self {
        request.extensions().get().cloned().unwrap_or_default()
    }

    fn change(&self, change: impl FnOnce(&mut Learned)) {
        change(&mut self.0.lock().unwrap_or_else(|e| e.into_inner()));
    }

    pub(super) fn received(&self, bytes: usize) {
        self.change(|learned| learned.received = bytes as u64);
    }

    pub(super) fn concerns(&self, facility: String) {
        self.change(|learned| learned.facility = Some(facility));
    }
}

pub(super) async fn watch(
    State((server, endpoint)): State<(Server, &'static str)>,
    mut request: Request,
    next: Next,
) -> Response {
    let began = Instant::now();
    let facts = Facts::default();
    request.extensions_mut().insert(facts.clone());
    let method = request.method().clone();
    let response = next.run(request).await;
    let took = began.elapsed();
    let status = response.status().as_u16();
    let outcome = response.extensions().get::<Outcome>();
    let outcome = outcome.map_or("other", |outcome| outcome.0);
    let learned = facts.0.lock().unwrap_or_else(|e| e.into_inner()).clone();
    server
        .parts
        .metrics
        .count(endpoint, outcome, took, learned.received);
    let milliseconds = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    // A method may be any word somebody sends.
    let method = match method.as_str() {
        known @ ("GET" | "POST" | "HEAD" | "OPTIONS" | "PUT" | "DELETE" | "PATCH") => known,
        _ => "other",
    };
    tracing::info!(
        method,
        route = endpoint,
        status,
        outcome,
        milliseconds,
        bytes = learned.received,
        facility = learned.facility.as_deref().unwrap_or("-"),
        "answered"
    );
    response
}
