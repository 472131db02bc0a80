//! The places where a server keeps what it keeps: a file, or a PostgreSQL of the test's own.
#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "each suite uses its part of it; in a test a failure to begin is the failure"
)]

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};

use server::{Clock, Options, Server, Source};
use vault::kit::DoorCode;

use crate::cluster::Cluster;
use crate::people::{Line, Person, token_of};

static MADE: AtomicU32 = AtomicU32::new(0);

/// A folder that goes with the value.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let name = format!("chartroom-door-{}-{number}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        drop(std::fs::remove_dir_all(&folder));
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

/// Where a server is.
pub(crate) enum At {
    File(PathBuf),
    Postgres(String),
}

impl At {
    pub(crate) fn source(&self) -> Source<'_> {
        match self {
            Self::File(path) => Source::Sqlite(path),
            Self::Postgres(url) => Source::Postgres(url),
        }
    }

    pub(crate) async fn open(&self, options: Options) -> Server {
        match self {
            Self::File(path) => Server::open_sqlite(path, options).await.unwrap(),
            Self::Postgres(url) => Server::open_postgres(url, options).await.unwrap(),
        }
    }
}

/// A clock that a test sets.
#[derive(Clone)]
pub(crate) struct Hands(Arc<AtomicI64>);

impl Hands {
    pub(crate) fn new() -> Self {
        Self(Arc::new(AtomicI64::new(1_790_000_000_000)))
    }

    pub(crate) fn clock(&self) -> Clock {
        Clock::Set(Arc::clone(&self.0))
    }

    /// So many seconds later.
    pub(crate) fn pass(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1_000, Ordering::Relaxed);
    }
}

/// Options with that clock.
pub(crate) fn options(hands: &Hands) -> Options {
    Options {
        clock: hands.clock(),
        ..Options::default()
    }
}

/// A file in a folder, and a database in a cluster.
pub(crate) async fn both(folder: &Folder, cluster: &Cluster) -> [At; 2] {
    [
        At::File(folder.file("chartroom.sqlite")),
        At::Postgres(cluster.database().await),
    ]
}

/// The code of a server's keeper, as its other person types it.
pub(crate) async fn setup_code(server: &Server) -> DoorCode {
    DoorCode::parse(&server.setup_code().await.unwrap()).unwrap()
}

/// A facility with its founder in: a line to its server, who founded it, and their session.
pub(crate) async fn founded(server: &Server, facility: [u8; 16]) -> (Line, Person, [u8; 32]) {
    let line = Line::new(server.router());
    let founder = Person::new(facility, 1);
    let told = line.found(&founder, &setup_code(server).await).await;
    (line, founder, token_of(&told))
}
