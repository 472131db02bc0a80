//! The built app: a file of the folder, or the start page for any other address a person navigates to.

use std::io::ErrorKind;
use std::path::Path;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use tower_http::services::{ServeDir, ServeFile};

use super::headers;

/// The two services every request is answered from.
#[derive(Clone)]
struct Site {
    files: ServeDir,
    start_page: ServeFile,
}

/// The routes.
pub(super) fn site(app_dir: &Path) -> Router {
    let site = Site {
        files: ServeDir::new(app_dir).precompressed_br(),
        start_page: ServeFile::new(app_dir.join("index.html")).precompressed_br(),
    };
    Router::new().fallback(answer).with_state(site)
}

async fn answer(State(mut site): State<Site>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let navigation = is_navigation(&request);
    let fallback = Request::builder().method(request.method().clone()).uri("/");
    let fallback = request
        .headers()
        .iter()
        .fold(fallback, |builder, (name, value)| {
            builder.header(name, value)
        })
        .body(axum::body::Body::empty());

    let mut response = match site.files.try_call(request).await {
        Ok(response) => response.into_response(),
        Err(problem) => file_problem(&problem),
    };
    let mut served = path.as_str();
    if response.status() == StatusCode::NOT_FOUND
        && navigation
        && let Ok(request) = fallback
    {
        served = "/";
        response = match site.start_page.try_call(request).await {
            Ok(response) => response.into_response(),
            Err(problem) => file_problem(&problem),
        };
    }
    headers::add(&mut response, served);
    response
}

/// Someone typed or followed an address, as against a page asking for one of its files. An address whose last
/// part has a dot names a file: a missing one has to be seen to be missing.
fn is_navigation(request: &Request) -> bool {
    let names_a_file = request
        .uri()
        .path()
        .rsplit('/')
        .next()
        .is_some_and(|last| last.contains('.'));
    let asks_for_a_page = match request.headers().get("sec-fetch-mode") {
        Some(mode) => mode == "navigate",
        None => request
            .headers()
            .get(header::ACCEPT)
            .and_then(|accept| accept.to_str().ok())
            .is_some_and(|accept| accept.contains("text/html")),
    };
    !names_a_file && asks_for_a_page && matches!(*request.method(), Method::GET | Method::HEAD)
}

fn file_problem(problem: &std::io::Error) -> Response {
    let status = match problem.kind() {
        ErrorKind::NotFound | ErrorKind::InvalidFilename | ErrorKind::InvalidInput => {
            StatusCode::NOT_FOUND
        }
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    };
    status.into_response()
}
