//! `chartroom serve`: hands the built app to browsers, over loopback unless told otherwise.
//!
//! The folder is what `cargo xtask run` left in `dist`: files with a digest in their name, brotli siblings, a
//! service worker. This server only reads it; it keeps no record of who asked for what, and has no other page.

mod headers;

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use tower_http::services::{ServeDir, ServeFile};

/// Where the server listens when nothing else is said: this machine only.
pub(crate) const DEFAULT_LISTEN: SocketAddr =
    SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 8080);

/// How long open connections may take to finish once the server was told to stop.
const GRACE: Duration = Duration::from_secs(3);

/// Why the app can't be served.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ServeError {
    /// No `index.html` where the app should be.
    #[error(
        "no built app in {}\n  why: it holds no index.html\n  fix: build it with `cargo xtask run`, or name its folder with --app DIR",
        .0.display()
    )]
    NoApp(PathBuf),
    /// Another program has the address, or it may not be used.
    #[error(
        "can't listen on {address}\n  why: {source}\n  fix: choose another address, for example --listen 127.0.0.1:{}",
        .address.port().checked_add(1).unwrap_or(8080)
    )]
    Listen {
        /// The address asked for.
        address: SocketAddr,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// The server stopped by itself.
    #[error("the server stopped: {0}")]
    Stopped(#[source] std::io::Error),
}

/// The two services every request is answered from.
#[derive(Clone)]
struct Site {
    files: ServeDir,
    start_page: ServeFile,
}

/// The folder served when none is named: `dist` in the working directory, else beside the Cargo target folder
/// that this program stands in, so that it is found from anywhere inside and outside the repository.
#[must_use]
pub(crate) fn default_app_dir() -> PathBuf {
    let here = PathBuf::from("dist");
    if has_start_page(&here) {
        return here;
    }
    std::env::current_exe()
        .ok()
        .and_then(|program| {
            program
                .ancestors()
                .map(|folder| folder.join("dist"))
                .find(|dist| has_start_page(dist))
        })
        .unwrap_or(here)
}

fn has_start_page(dir: &Path) -> bool {
    dir.join("index.html").is_file()
}

/// Serves `app_dir` on `listen` until the process is told to stop (Ctrl+C or SIGTERM).
///
/// Prints the address once connections are accepted; with port 0 the system chooses one, and the printed
/// address names it.
///
/// # Errors
/// When the folder holds no app, when the address can't be used, or when the server breaks down.
pub(crate) fn run(listen: SocketAddr, app_dir: &Path) -> Result<(), ServeError> {
    if !has_start_page(app_dir) {
        return Err(ServeError::NoApp(app_dir.to_owned()));
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(ServeError::Stopped)?;
    runtime.block_on(async {
        let listen_failed = |source| ServeError::Listen {
            address: listen,
            source,
        };
        let listener = tokio::net::TcpListener::bind(listen)
            .await
            .map_err(listen_failed)?;
        let address = listener.local_addr().map_err(listen_failed)?;
        println!("Chartroom is at http://{address}/ (Ctrl+C stops the server)");
        if !address.ip().is_loopback() {
            println!(
                "Other machines can reach it; their browsers work offline only over HTTPS or on localhost."
            );
        }
        let server =
            axum::serve(listener, site(app_dir)).with_graceful_shutdown(told_to_stop());
        tokio::select! {
            ended = std::future::IntoFuture::into_future(server) => ended.map_err(ServeError::Stopped),
            () = async { told_to_stop().await; tokio::time::sleep(GRACE).await } => Ok(()),
        }
    })
}

/// The routes: a file of the folder, or the start page for any other address a person navigates to.
fn site(app_dir: &Path) -> Router {
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

/// Resolves at Ctrl+C, and at SIGTERM where there is such a thing.
async fn told_to_stop() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending::<()>().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}

#[cfg(test)]
mod tests;
