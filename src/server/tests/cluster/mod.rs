//! A PostgreSQL of the tests' own, in a folder that goes with it.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// Databases made so far.
static MADE: AtomicU32 = AtomicU32::new(0);

/// A running server.
pub(crate) struct Cluster {
    server: Child,
    folder: PathBuf,
    port: u16,
}

impl Cluster {
    /// Sets one up and starts it.
    pub(crate) fn start() -> Self {
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let folder =
            std::env::temp_dir().join(format!("chartroom-pg-{}-{number}", std::process::id()));
        drop(fs::remove_dir_all(&folder));
        fs::create_dir_all(&folder).unwrap();
        if is_root() {
            let given = Command::new("chown").arg("postgres").arg(&folder).status();
            assert!(
                given.unwrap().success(),
                "no user “postgres”\n  fix: cargo xtask setup --browser"
            );
        }
        let data = folder.join("data");
        let made = as_postgres(&program("initdb"))
            .arg("-D")
            .arg(&data)
            .args(["-U", "chartroom", "-A", "trust", "-E", "UTF8", "--no-sync"])
            .stdout(Stdio::null())
            .status();
        assert!(made.unwrap().success(), "initdb in {}", data.display());
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let server = as_postgres(&program("postgres"))
            .arg("-D")
            .arg(&data)
            .args([
                "-h",
                "127.0.0.1",
                "-p",
                &port.to_string(),
                "-k",
                "",
                "-c",
                "fsync=off",
            ])
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Self {
            server,
            folder,
            port,
        }
    }

    /// A fresh database, once the server answers.
    pub(crate) async fn database(&self) -> String {
        let name = format!("test{}", MADE.fetch_add(1, Ordering::Relaxed));
        let url = |name: &str| format!("postgres://chartroom@127.0.0.1:{}/{name}", self.port);
        let began = Instant::now();
        loop {
            match sqlx::PgPool::connect(&url("postgres")).await {
                Ok(pool) => {
                    sqlx::raw_sql(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}")))
                        .execute(&pool)
                        .await
                        .unwrap();
                    pool.close().await;
                    return url(&name);
                }
                Err(problem) => assert!(
                    began.elapsed() < Duration::from_secs(60),
                    "PostgreSQL does not answer: {problem}"
                ),
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.server.kill());
        drop(self.server.wait());
        drop(fs::remove_dir_all(&self.folder));
    }
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().unwrap();
    id.stdout.starts_with(b"0\n")
}

/// PostgreSQL does not run as root, and ends with whoever began it.
fn as_postgres(program: &Path) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command
        .args([
            "--reuid=postgres",
            "--regid=postgres",
            "--clear-groups",
            "--pdeathsig=KILL",
        ])
        .arg(program)
        .current_dir(std::env::temp_dir());
    command
}

/// Debian keeps the programs of a server apart from `PATH`, by version.
fn program(name: &str) -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let mut found: Vec<PathBuf> = versions
        .filter_map(|version| Some(version.ok()?.path().join("bin").join(name)))
        .filter(|program| program.is_file())
        .collect();
    found.sort();
    found.pop().unwrap_or_else(|| PathBuf::from(name))
}
