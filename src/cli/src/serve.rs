//! `chartroom serve`: hands the built app to browsers and keeps the sealed records of facilities, over loopback unless told
//! otherwise.
//!
//! The folder of the app is what `cargo xtask run` left in `dist`: files with a digest in their name, brotli siblings, a
//! service worker. This server only reads it, and keeps no record of who asked for which file. What devices ask of the records is
//! under `/api` (the `server` crate); of each such request a line is written that says how it came out, and not whose it was.

mod crowding;
mod demo;
mod headers;
pub(crate) mod keeping;
mod log;
pub(crate) mod options;
mod site;

use std::io::Write as _;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::time::Duration;

use axum::Router;
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use hyper_util::rt::TokioTimer;
use server::{Connections, Server, Trouble};

use crowding::Crowded;
use options::Serving;

/// Where the server listens when nothing else is said: this machine only.
pub(crate) const DEFAULT_LISTEN: SocketAddr =
    SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 8080);

/// How long requests may take to finish once the server was told to stop.
const GRACE: Duration = Duration::from_secs(10);
/// How long the head of a request may take to come, and a connection may wait for the next.
const HEAD: Duration = Duration::from_secs(60);
/// Requests that one connection of HTTP/2 may have open.
const STREAMS: u32 = 100;

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
        "can't listen on {address}\n  why: {source}\n  fix: choose another address, for example --{flag} {}",
        instead(address, source)
    )]
    Listen {
        /// The address asked for.
        address: SocketAddr,
        /// By which option.
        flag: &'static str,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// The system has no folder for data.
    #[error(
        "no folder for the records\n  why: the system names none for data of programs\n  fix: name one with --data DIR"
    )]
    NoFolder,
    /// The folder of the records can't be made.
    #[error("no folder for the records in {}\n  why: {source}\n  fix: name another with --data DIR", .folder.display())]
    Folder {
        /// Which.
        folder: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// The database of the records can't be used.
    #[error(
        "the records in {place} can't be used\n  why: {source}\n  fix: see that the database runs, that it lets this server in, and that its disk has room"
    )]
    Records {
        /// Where.
        place: String,
        /// What is wrong.
        source: Trouble,
    },
    /// The line to the database may be in the clear.
    #[error("{0}")]
    InTheClear(#[source] Trouble),
    /// The demo hospital can't be set up.
    #[error("no demo hospital\n  why: {0}\n  fix: name an empty folder with --data DIR")]
    NoDemo(String),
    /// A backup can't be written or restored.
    #[error("{0}")]
    Backup(#[source] Trouble),
    /// A laptop's short name says not whose is meant.
    #[error(
        "{laptop} is not changed\n  why: laptops of {} facilities are called so\n{}  fix: say whose is meant, for example --facility {}",
        .facilities.len(),
        .facilities.iter().map(|(tag, count)| format!("    {tag} ({whom}: {count})\n")).collect::<String>(),
        .facilities.first().map_or("TAG", |(tag, _)| tag)
    )]
    Several {
        /// What it is called.
        laptop: String,
        /// Whom it is about.
        whom: &'static str,
        /// Each facility as the log names it, and how many there are in it.
        facilities: Vec<(String, u64)>,
    },
    /// Certificate or key can't be used.
    #[error(
        "no HTTPS\n  why: {0}\n  fix: name a certificate chain and its key, both PEM; `chartroom trusted-origin` says how to make them"
    )]
    Certificate(#[source] std::io::Error),
    /// The server stopped by itself.
    #[error("the server stopped: {0}")]
    Stopped(#[source] std::io::Error),
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

/// Serves until the process is told to stop (Ctrl+C or SIGTERM).
///
/// Prints the address once connections are accepted; with port 0 the system chooses one, and the printed
/// address names it. Where no facility is set up yet, prints the code for it.
///
/// # Errors
/// When the folder holds no app, when the address or the records can't be used, or when the server breaks down.
pub(crate) fn run(serving: &Serving) -> Result<(), ServeError> {
    let app_dir = serving.app.clone().unwrap_or_else(default_app_dir);
    if !has_start_page(&app_dir) {
        return Err(ServeError::NoApp(app_dir));
    }
    log::begin(serving.log);
    runtime()?.block_on(serve(serving, &app_dir))
}

/// Two threads: what is slow is the disk, and it has its own.
fn runtime() -> Result<tokio::runtime::Runtime, ServeError> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(ServeError::Stopped)
}

async fn serve(serving: &Serving, app_dir: &Path) -> Result<(), ServeError> {
    // Addresses first: whoever named a wrong one has no folder made.
    let (listener, address) = listen(serving.listen, "listen")?;
    let metrics = serving.metrics.map(|address| listen(address, "metrics"));
    let metrics = metrics.transpose()?;
    let tls = certificate(serving).await?;
    let place = serving.place.found()?;
    let server = place.open(serving.options()).await?;
    let troubled = |source| ServeError::Records {
        place: place.shown(),
        source,
    };
    if let Some(quota) = serving.quota {
        server.allow_all(quota).await.map_err(troubled)?;
    }
    let empty = !server.has_facility().await.map_err(troubled)?;
    if serving.demo && !empty {
        return Err(ServeError::NoDemo(
            "there is a facility here already".into(),
        ));
    }
    let code = match empty && !serving.demo {
        true => Some(server.setup_code().await.map_err(troubled)?),
        false => None,
    };
    let guests = match serving.demo {
        true => Some(demo::fill(&server, &mut say).await),
        false => None,
    };
    let guests = guests
        .transpose()
        .map_err(|failure| ServeError::NoDemo(format!("{} {}", failure.what, failure.why)))?;
    let scheme = if tls.is_some() { "https" } else { "http" };
    say(&format!(
        "Chartroom is at {scheme}://{address}/ (Ctrl+C stops the server)"
    ));
    if !address.ip().is_loopback() && tls.is_none() {
        say(
            "Other machines can reach it; their browsers work offline only over HTTPS: see `chartroom trusted-origin`.",
        );
    }
    if let Some(code) = code {
        say(&format!(
            "No facility is set up here yet. The code for it: {code}"
        ));
    }
    if let Some(guests) = guests {
        say(&guests);
    }
    if let Err(why) = server.offers_passkeys() {
        say(&format!(
            "No passkeys are offered: {why}. --origin names that address; see `chartroom trusted-origin`."
        ));
    }
    tracing::info!(
        version = env!("CARGO_PKG_VERSION"),
        tls = tls.is_some(),
        "serves"
    );
    let routes = routes(&server, app_dir);
    let crowded = Crowded::new(
        Connections::new(crowding::files_for_connections()),
        serving.behind_proxy,
    );
    let handle = Handle::new();
    let ends = async {
        told_to_stop().await;
        tracing::info!("ends");
        server.end();
        handle.graceful_shutdown(Some(GRACE));
    };
    let metered = async {
        if let Some((listener, _)) = metrics {
            let routes = server.metrics_router();
            answer(listener, None, &crowded, routes, &handle).await
        } else {
            Ok(())
        }
    };
    let (served, metered, ()) = tokio::join!(
        answer(listener, tls, &crowded, routes, &handle),
        metered,
        ends
    );
    server.close().await;
    served.and(metered)
}

/// What is answered: the records' part, else the app. All of it bears the same headers of security.
fn routes(server: &Server, app_dir: &Path) -> Router {
    let api = server
        .router()
        .layer(axum::middleware::map_response(headers::secured));
    api.fallback_service(site::site(app_dir))
}

/// Answers until the handle ends it.
async fn answer(
    listener: TcpListener,
    tls: Option<RustlsConfig>,
    crowded: &Crowded,
    routes: Router,
    handle: &Handle<SocketAddr>,
) -> Result<(), ServeError> {
    let service = routes.into_make_service_with_connect_info::<SocketAddr>();
    let served = match tls {
        Some(tls) => {
            let mut server = axum_server::from_tcp_rustls(listener, tls)
                .map_err(ServeError::Stopped)?
                .map(|tls| tls.acceptor(crowded.clone()))
                .first_request_timeout(HEAD)
                .handle(handle.clone());
            let builder = server.http_builder();
            let timer = TokioTimer::new();
            builder.http1().timer(timer).header_read_timeout(HEAD);
            // A browser that speaks HTTP/2 has room for hints beside everything else.
            let timer = TokioTimer::new();
            builder
                .http2()
                .timer(timer)
                .max_concurrent_streams(STREAMS)
                .keep_alive_interval(HEAD);
            server.serve(service).await
        }
        None => {
            let mut server = axum_server::from_tcp(listener)
                .map_err(ServeError::Stopped)?
                .acceptor(crowded.clone())
                .http1_only()
                .first_request_timeout(HEAD)
                .handle(handle.clone());
            let builder = server.http_builder();
            let timer = TokioTimer::new();
            builder.http1().timer(timer).header_read_timeout(HEAD);
            server.serve(service).await
        }
    };
    served.map_err(ServeError::Stopped)
}

fn listen(
    address: SocketAddr,
    flag: &'static str,
) -> Result<(TcpListener, SocketAddr), ServeError> {
    let failed = |source| ServeError::Listen {
        address,
        flag,
        source,
    };
    let listener = TcpListener::bind(address).map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    Ok((listener, address))
}

/// An address that may do where another did not. Ports below 1024 are the system's: a program that may not have one is helped by a
/// higher port, and those who are to reach it by the address they asked for.
fn instead(address: &SocketAddr, problem: &std::io::Error) -> SocketAddr {
    let denied = problem.kind() == std::io::ErrorKind::PermissionDenied;
    match address.port() {
        port @ (80 | 443) if denied => SocketAddr::new(address.ip(), 8_000 + port),
        port @ ..1024 if denied => SocketAddr::new(address.ip(), 1024 + port),
        port => {
            let next = port.checked_add(1).unwrap_or(8080);
            SocketAddr::new(DEFAULT_LISTEN.ip(), next)
        }
    }
}

async fn certificate(serving: &Serving) -> Result<Option<RustlsConfig>, ServeError> {
    let (Some(certificate), Some(key)) = (&serving.tls_cert, &serving.tls_key) else {
        return Ok(None);
    };
    let config = RustlsConfig::from_pem_file(certificate, key).await;
    config.map(Some).map_err(ServeError::Certificate)
}

/// Tells whoever started it. That they listen no more is no reason to stop.
fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{line}");
    let _ = out.flush();
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
