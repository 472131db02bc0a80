//! The settings that count, on a database whose keeper has set them otherwise; and the line to it.

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
    let pools = open(&url).await.expect("the database");
    for (setting, wanted) in [
        ("synchronous_commit", "on"),
        ("default_transaction_isolation", "read committed"),
        ("lock_timeout", "10s"),
        ("statement_timeout", "20s"),
        ("idle_in_transaction_session_timeout", "30s"),
    ] {
        for pool in [&pools.writers, &pools.readers, &pools.tellers] {
            let (set,): (String,) = sqlx::query_as("SELECT current_setting($1)")
                .bind(setting)
                .fetch_one(pool)
                .await
                .expect("a setting");
            assert_eq!(set, wanted, "{setting}");
        }
    }
    pools.close().await;
}

#[test]
fn a_line_in_the_clear_is_for_this_machine_only() {
    let opens = |url: &str| is_guarded(&PgConnectOptions::from_str(url).expect("an address"));
    for url in [
        "postgres://localhost/x",
        "postgres://chartroom@127.0.0.1:5433/x",
        "postgres://[::1]/x",
        "postgres:///x?host=/run/postgresql",
        "postgres://db.example/x?sslmode=require",
        "postgres://db.example/x?sslmode=verify-ca",
        "postgres://192.0.2.7/x?sslmode=verify-full&sslrootcert=/etc/authority.pem",
    ] {
        assert!(opens(url).is_ok(), "{url}");
    }
    for url in [
        "postgres://db.example/x",
        "postgres://192.0.2.7/x",
        "postgres://[2001:db8::7]/x",
        "postgres://db.example/x?sslmode=prefer",
        "postgres://db.example/x?sslmode=allow",
        "postgres://db.example/x?sslmode=disable",
        "postgres://localhost.example/x",
        "postgres://localhost/x?host=db.example",
    ] {
        let refused = opens(url).expect_err(url).to_string();
        assert!(refused.contains("sslmode=verify-full"), "{refused}");
    }
}

/// Over TLS, and with whom: a certificate by an authority that nobody named is refused where it is to be looked at.
#[tokio::test]
async fn the_line_is_encrypted_where_it_is_to_be() {
    let cluster = Cluster::start();
    let url = cluster.database().await;
    let key = rcgen::KeyPair::generate().expect("a key");
    let names = vec!["127.0.0.1".to_owned()];
    let certificate = rcgen::CertificateParams::new(names).expect("parameters");
    let certificate = certificate.self_signed(&key).expect("a certificate").pem();
    let keeper = PgPool::connect(&url).await.expect("the database");
    for (file, text) in [
        ("server.crt", certificate.clone()),
        ("server.key", key.serialize_pem()),
    ] {
        let lines: Vec<&str> = text.lines().collect();
        let rows = lines.join("'), ('");
        let sql = format!("COPY (VALUES ('{rows}')) TO PROGRAM 'umask 077; cat > {file}'");
        let sql = sqlx::raw_sql(sqlx::AssertSqlSafe(sql));
        keeper.execute(sql).await.expect("a file");
    }
    for sql in ["ALTER SYSTEM SET ssl = on", "SELECT pg_reload_conf()"] {
        sqlx::query(sql).execute(&keeper).await.expect("a setting");
    }
    keeper.close().await;
    let authority = std::env::temp_dir().join(format!("chartroom-ca-{}.pem", std::process::id()));
    std::fs::write(&authority, certificate).expect("a file");
    let root = authority.display();
    for mode in [
        "sslmode=require".to_owned(),
        format!("sslmode=verify-full&sslrootcert={root}"),
    ] {
        let url = format!("{url}?{mode}");
        // It reads its settings anew in a moment.
        let mut opened = open(&url).await;
        for _ in 0..50 {
            if opened.is_ok() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
            opened = open(&url).await;
        }
        let pools = opened.expect("a line over TLS");
        let sql = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
        let (sealed,): (bool,) = sqlx::query_as(sql)
            .fetch_one(&pools.readers)
            .await
            .expect("how the line is");
        assert!(sealed, "{mode}");
        pools.close().await;
    }
    let refused = open(&format!("{url}?sslmode=verify-full")).await;
    assert!(matches!(
        refused,
        Err(Trouble::Database(sqlx::Error::Tls(_) | sqlx::Error::Io(_)))
    ));
    drop(std::fs::remove_file(&authority));
}
