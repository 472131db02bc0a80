//! The server as a whole: shelves, door and hints on one database.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use sync::Room;
use tokio::sync::{Semaphore, watch};

use crate::clock::Clock;
use crate::crowd::Crowd;
use crate::database::{Database, READERS, values};
use crate::door::Door;
use crate::hints::Hints;
use crate::metrics::Metrics;
use crate::passkeys::{NoPasskeys, Offer};
use crate::readiness::Readiness;
use crate::shelves::Shelves;
use crate::turns::Turns;
use crate::{Trouble, http};

/// How often what is over is removed.
const SWEEP: Duration = Duration::from_secs(60);

/// How a server is to be.
#[derive(Debug, Clone)]
pub struct Options {
    /// What each facility has room for.
    pub room: Room,
    /// How long a session holds.
    pub session: Duration,
    /// How long a request may take, from its last byte to the answer.
    pub timeout: Duration,
    /// How often who waits for hints is shown that the line is there.
    pub heartbeat: Duration,
    /// The address that browsers use, such as `https://records.example.org`. Without it no passkeys are offered.
    pub origin: Option<String>,
    /// Whether a proxy on this machine says for whom it asks (`X-Forwarded-For`).
    pub behind_proxy: bool,
    /// Requests of one facility, or from one address, that are answered at once.
    pub at_once: usize,
    /// The clock.
    pub clock: Clock,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            room: Room::default(),
            session: Duration::from_secs(12 * 60 * 60),
            timeout: Duration::from_secs(30),
            heartbeat: Duration::from_secs(25),
            origin: None,
            behind_proxy: false,
            at_once: 64,
            clock: Clock::System,
        }
    }
}

/// A server. Clones are the same one.
#[derive(Debug, Clone)]
pub struct Server {
    pub(crate) parts: Arc<Parts>,
}

/// What a server is made of.
#[derive(Debug)]
pub(crate) struct Parts {
    pub(crate) database: Database,
    pub(crate) shelves: Shelves,
    pub(crate) door: Door,
    pub(crate) hints: Arc<Hints>,
    pub(crate) metrics: Metrics,
    pub(crate) options: Options,
    /// Requests that are being answered, by facility or address.
    pub(crate) answering: Arc<Crowd>,
    /// Bodies that are being received of those who have a session, by member: one who sends slowly leaves room for colleagues.
    pub(crate) receiving: Arc<Crowd>,
    /// Large bodies that are in memory, by facility.
    pub(crate) holding: Arc<Crowd>,
    /// And of those who have none, by address.
    pub(crate) outside: Arc<Crowd>,
    /// Sessions that are being looked up, by address.
    pub(crate) looking: Arc<Crowd>,
    /// Devices that wait for hints, by facility.
    pub(crate) listening: Arc<Crowd>,
    /// Of them, those whose sessions are looked up again: some at a time, for news may concern all at once.
    pub(crate) listeners: Semaphore,
    /// Whether the database answers.
    pub(crate) readiness: Readiness,
    /// Whether it is to end.
    pub(crate) ends: watch::Sender<bool>,
}

impl Server {
    /// On a SQLite file, which is made if it is not there.
    ///
    /// # Errors
    /// When it can't be opened, or its tables not be brought up to date.
    pub async fn open_sqlite(path: &Path, options: Options) -> Result<Self, Trouble> {
        Self::on(Database::in_file(path).await?, options).await
    }

    /// On a PostgreSQL database. Several servers may share it.
    ///
    /// # Errors
    /// When it can't be reached, or its tables not be brought up to date.
    pub async fn open_postgres(url: &str, options: Options) -> Result<Self, Trouble> {
        Self::on(Database::in_postgres(url).await?, options).await
    }

    async fn on(database: Database, options: Options) -> Result<Self, Trouble> {
        let hints = match &database {
            Database::Sqlite { .. } => Hints::alone(),
            Database::Postgres(pools) => Hints::among(&pools.tellers),
        };
        let offer = Offer::at(options.origin.as_deref());
        let turns = Turns::default();
        let door = Door::at(
            database.clone(),
            options.clock.clone(),
            offer,
            (options.session, options.room.quota),
            turns.clone(),
        );
        let door = door.await?;
        let parts = Arc::new(Parts {
            shelves: Shelves::on(database.clone(), options.room, turns),
            database,
            door,
            hints,
            metrics: Metrics::default(),
            answering: Crowd::new(options.at_once, 16 * options.at_once),
            receiving: Crowd::new((options.at_once / 8).max(2), 16 * options.at_once),
            holding: Crowd::new(options.at_once, 16 * options.at_once),
            outside: Crowd::new(2 * options.at_once, 16 * options.at_once),
            looking: Crowd::new(2 * options.at_once, 8 * options.at_once),
            listening: Crowd::new(500, 10_000),
            listeners: Semaphore::new(READERS as usize / 3),
            readiness: Readiness::default(),
            options,
            ends: watch::channel(false).0,
        });
        tokio::spawn(sweep(Arc::downgrade(&parts)));
        Ok(Self { parts })
    }

    /// What is answered over HTTP: `/api/door`, `/api/exchange`, `/api/hints`, `/health`, `/ready`, and `/metrics` to those on this
    /// machine. Whoever mounts it gives each request's peer as axum's `ConnectInfo<SocketAddr>`; without it, all are of one
    /// address.
    pub fn router(&self) -> Router {
        http::router(self)
    }

    /// `/metrics` alone, for an address that only those reach who may read them.
    pub fn metrics_router(&self) -> Router {
        http::metrics_router(self)
    }

    /// The door.
    #[must_use]
    pub fn door(&self) -> &Door {
        &self.parts.door
    }

    /// Whether passkeys are offered.
    ///
    /// # Errors
    /// Why they are not.
    pub fn offers_passkeys(&self) -> Result<(), NoPasskeys> {
        Offer::at(self.parts.options.origin.as_deref())
            .of()
            .map(|_| ())
    }

    /// The shelves.
    #[must_use]
    pub fn shelves(&self) -> &Shelves {
        &self.parts.shelves
    }

    /// A new code that sets up a facility: to be given to whoever is to do it, and kept nowhere. It holds for a day; where there is
    /// no facility yet, as long as there is none.
    ///
    /// # Errors
    /// When the database can't be read or written.
    pub async fn setup_code(&self) -> Result<String, Trouble> {
        let holds = Duration::from_secs(24 * 60 * 60);
        let holds = self.has_facility().await?.then_some(holds);
        self.parts.door.setup_code(holds).await
    }

    /// Gives every facility another quota, in bytes.
    ///
    /// # Errors
    /// When the database can't be written.
    pub async fn allow_all(&self, quota: u64) -> Result<(), Trouble> {
        let mut book = self.parts.database.to_write().await?;
        book.run("UPDATE shelves SET quota = $1", values![quota])
            .await?;
        book.commit().await
    }

    /// Whether there is a facility yet.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn has_facility(&self) -> Result<bool, Trouble> {
        self.parts.door.has_facility().await
    }

    /// Lets those go who wait for hints, and takes in no more of them; what is being answered goes on. To be called before whoever
    /// listens waits for connections to end.
    pub fn end(&self) {
        self.parts.ends.send_replace(true);
    }

    /// Closes the database, when nothing is being answered any more. SQLite's log goes into its file.
    pub async fn close(&self) {
        self.end();
        self.parts.database.close().await;
    }
}

/// Removes what is over, as long as the server is there.
async fn sweep(parts: std::sync::Weak<Parts>) {
    loop {
        let Some(now) = parts.upgrade() else {
            return;
        };
        if *now.ends.borrow() {
            return;
        }
        let swept = async {
            now.door.sweep().await?;
            now.shelves.drop_stale_parts(now.options.clock.now()).await
        };
        if let Err(problem) = swept.await {
            tracing::warn!(kind = problem.kind(), "what is over was not removed");
        }
        drop(now);
        tokio::time::sleep(SWEEP).await;
    }
}
