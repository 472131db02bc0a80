//! PostgreSQL: several servers on one database.

use std::net::IpAddr;
use std::str::FromStr as _;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions, PgSslMode};
use sqlx::{ConnectOptions as _, Connection as _, Executor as _, PgPool};

use crate::Trouble;

/// Connections of one server that write.
pub(crate) const WRITERS: u32 = 6;
/// And that read: apart, so that whoever waits for others to write keeps nobody from reading.
pub(crate) const READERS: u32 = 10;
/// And by which servers tell each other what is new: one listens, for ever, and one tells.
const TELLERS: u32 = 2;
/// How long a request waits for a connection.
const PATIENCE: Duration = Duration::from_secs(5);
/// A connection that was used so recently is not asked whether it is still there: that would be a journey there and back with
/// each request.
const FRESH: Duration = Duration::from_secs(1);
/// What each connection is told, whatever its database is set to: what is said to be kept outlives a power cut, and nothing
/// waits for ever on what another holds.
const TERMS: &str = "SET synchronous_commit = on; \
    SET default_transaction_isolation = 'read committed'; \
    SET lock_timeout = '10s'; \
    SET statement_timeout = '20s'; \
    SET idle_in_transaction_session_timeout = '30s'";

/// Connections by what they are for.
#[derive(Debug, Clone)]
pub(crate) struct Pools {
    pub(crate) writers: PgPool,
    pub(crate) readers: PgPool,
    pub(crate) tellers: PgPool,
}

impl Pools {
    pub(super) async fn close(&self) {
        for pool in [&self.tellers, &self.readers, &self.writers] {
            pool.close().await;
        }
    }
}

/// Reaches the database, and brings its tables up to date.
pub(super) async fn open(url: &str) -> Result<Pools, Trouble> {
    let options = PgConnectOptions::from_str(url)?.disable_statement_logging();
    is_guarded(&options)?;
    // Apart from the pool: tables of a large database may take longer to change than any request may.
    let mut alone = options.connect().await?;
    sqlx::migrate!("migrations/postgres")
        .run(&mut alone)
        .await?;
    alone.close().await?;
    Ok(Pools {
        writers: pool(&options, WRITERS).await?,
        readers: pool(&options, READERS).await?,
        tellers: pool(&options, TELLERS).await?,
    })
}

async fn pool(options: &PgConnectOptions, connections: u32) -> Result<PgPool, Trouble> {
    let pool = PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(PATIENCE)
        .test_before_acquire(false)
        .before_acquire(|connection, known| {
            Box::pin(async move { Ok(known.idle_for < FRESH || connection.ping().await.is_ok()) })
        })
        .after_connect(|connection, _| {
            Box::pin(async move {
                connection.execute(sqlx::raw_sql(TERMS)).await?;
                Ok(())
            })
        })
        .connect_with(options.clone())
        .await?;
    Ok(pool)
}

/// Refuses a database to which everything would go in the clear: sealed rows, and the server's own secrets beside them. Within this
/// machine nobody listens who could not read them anyway.
fn is_guarded(options: &PgConnectOptions) -> Result<(), Trouble> {
    let host = options.get_host().trim_matches(['[', ']']);
    let on_this_machine = options.get_socket().is_some()
        || host.starts_with('/')
        || host == "localhost"
        || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
    let sealed = matches!(
        options.get_ssl_mode(),
        PgSslMode::Require | PgSslMode::VerifyCa | PgSslMode::VerifyFull
    );
    if on_this_machine || sealed {
        Ok(())
    } else {
        Err(Trouble::InTheClear)
    }
}

#[cfg(test)]
mod tests;
