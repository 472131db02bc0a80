//! The settings that count, on a database whose keeper has set them otherwise.

#[path = "../../../tests/cluster/mod.rs"]
#[allow(clippy::unwrap_used, unreachable_pub)]
mod cluster;

use cluster::Cluster;

use super::*;

#[tokio::test]
async fn what_counts_is_set_whatever_the_database_says() {
    let cluster = Cluster::start();
    let url = cluster.database().await;
    let keeper = PgPool::connect(&url).await.expect("the database");
    for sql in [
        "ALTER ROLE chartroom SET synchronous_commit = off",
        "ALTER ROLE chartroom SET default_transaction_isolation = 'serializable'",
        "ALTER ROLE chartroom SET lock_timeout = 0",
        "ALTER ROLE chartroom SET statement_timeout = 0",
    ] {
        sqlx::query(sql).execute(&keeper).await.expect("a setting");
    }
    keeper.close().await;
    let pool = open(&url).await.expect("the database");
    for (setting, wanted) in [
        ("synchronous_commit", "on"),
        ("default_transaction_isolation", "read committed"),
        ("lock_timeout", "10s"),
        ("statement_timeout", "20s"),
        ("idle_in_transaction_session_timeout", "30s"),
    ] {
        let (set,): (String,) = sqlx::query_as("SELECT current_setting($1)")
            .bind(setting)
            .fetch_one(&pool)
            .await
            .expect("a setting");
        assert_eq!(set, wanted, "{setting}");
    }
    pool.close().await;
}
