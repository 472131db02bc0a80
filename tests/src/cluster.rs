//! A PostgreSQL of one's own, in a folder that goes with it, as Debian sets it up: what it says is kept is on the disk.

use std::env;
use std::fs::{self, File};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};

/// Clusters made so far.
static MADE: AtomicU32 = AtomicU32::new(0);

/// How long it may take to come up.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running PostgreSQL, on a free port of the loopback.
pub struct Cluster {
    server: Child,
    folder: PathBuf,
    port: u16,
}

impl Cluster {
    /// Sets one up, starts it, and waits until it answers.
    ///
    /// # Errors
    /// When PostgreSQL is not there, or does not come up.
    pub fn start() -> Result<Self> {
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let name = format!("chartroom-cluster-{}-{number}", std::process::id());
        let folder = env::temp_dir().join(name);
        fs::create_dir_all(&folder)
            .with_context(|| format!("making the folder {}", folder.display()))?;
        if is_root()? {
            let given = Command::new("chown").arg("postgres").arg(&folder).status();
            ensure!(
                given?.success(),
                "no user “postgres”\n  fix: cargo xtask setup --browser"
            );
        }
        let data = folder.join("data");
        let made = as_postgres(&newest("initdb"))?
            .arg("-D")
            .arg(&data)
            .args(["-U", "chartroom", "-A", "trust", "-E", "UTF8"])
            .stdout(Stdio::null())
            .status()
            .context("initdb\n  fix: cargo xtask setup --browser")?;
        ensure!(made.success(), "initdb in {}", data.display());
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let server = as_postgres(&newest("postgres"))?
            .arg("-D")
            .arg(&data)
            .args(["-h", "127.0.0.1", "-p", &port.to_string(), "-k", ""])
            .stderr(File::create(folder.join("log"))?)
            .spawn()
            .context("starting postgres")?;
        let cluster = Self {
            server,
            folder,
            port,
        };
        cluster.wait()?;
        Ok(cluster)
    }

    fn wait(&self) -> Result<()> {
        let began = Instant::now();
        loop {
            let ready = Command::new(newest("pg_isready"))
                .args(["-q", "-h", "127.0.0.1", "-p", &self.port.to_string()])
                .status()?;
            if ready.success() {
                return Ok(());
            }
            ensure!(began.elapsed() < PATIENCE, "PostgreSQL does not answer");
            sleep(Duration::from_millis(50));
        }
    }

    /// The address of its database.
    #[must_use]
    pub fn url(&self) -> String {
        format!("postgres://chartroom@127.0.0.1:{}/postgres", self.port)
    }

    /// Where it keeps everything.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.server.kill());
        drop(self.server.wait());
        // A folder that stays behind is no fault of what was tested.
        drop(fs::remove_dir_all(&self.folder));
    }
}

fn is_root() -> Result<bool> {
    let id = Command::new("id").arg("-u").output()?;
    Ok(id.stdout.starts_with(b"0\n"))
}

/// PostgreSQL does not run as root, and ends with whoever began it.
fn as_postgres(program: &Path) -> Result<Command> {
    if !is_root()? {
        return Ok(Command::new(program));
    }
    let mut command = Command::new("setpriv");
    command
        .args(["--reuid=postgres", "--regid=postgres", "--clear-groups"])
        .arg("--pdeathsig=KILL")
        .arg(program)
        .current_dir(env::temp_dir());
    Ok(command)
}

/// Debian keeps the programs of a server apart from `PATH`, by version.
fn newest(name: &str) -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let mut found: Vec<PathBuf> = versions
        .flatten()
        .map(|version| version.path().join("bin").join(name))
        .filter(|program| program.is_file())
        .collect();
    found.sort();
    found.pop().unwrap_or_else(|| PathBuf::from(name))
}
