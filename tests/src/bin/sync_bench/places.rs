//! What is measured against: `chartroom serve` as a process of its own, over a file or over a PostgreSQL of the run's own, and how
//! much memory a process has.

use std::fs;
use std::io::BufReader;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use journeys::cluster::Cluster;

static MADE: AtomicU32 = AtomicU32::new(0);

/// How long a server may take to come up.
const PATIENCE: Duration = Duration::from_secs(60);

/// A folder that goes with the value.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Result<Self> {
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let name = format!("chartroom-sync-bench-{}-{number}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(&folder)
            .with_context(|| format!("making the folder {}", folder.display()))?;
        Ok(Self(folder))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// Bytes of all files in it.
    pub(crate) fn bytes(&self) -> u64 {
        bytes_below(&self.0)
    }
}

fn bytes_below(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| match entry.metadata() {
            Ok(about) if about.is_dir() => bytes_below(&entry.path()),
            Ok(about) => about.len(),
            Err(_) => 0,
        })
        .sum()
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A folder that stays behind is no fault of what was measured.
        drop(fs::remove_dir_all(&self.0));
    }
}

/// A process that ends with the value.
pub(crate) struct Running(pub(crate) Child);

impl Running {
    /// Bytes it has in memory now, and at most so far; nothing where the system does not say.
    pub(crate) fn memory(&self) -> (Option<u64>, Option<u64>) {
        let status = fs::read_to_string(format!("/proc/{}/status", self.0.id()));
        let status = status.unwrap_or_default();
        let said = |name: &str| -> Option<u64> {
            let line = status.lines().find(|line| line.starts_with(name))?;
            let kib: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
            Some(kib << 10)
        };
        (said("VmRSS:"), said("VmHWM:"))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// On which database the server keeps its records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Database {
    Sqlite,
    Postgres,
}

impl Database {
    pub(crate) fn named(name: &str) -> Result<Self> {
        match name {
            "sqlite" => Ok(Self::Sqlite),
            "postgres" => Ok(Self::Postgres),
            other => anyhow::bail!("no database “{other}”; there are: sqlite, postgres"),
        }
    }
}

/// `chartroom serve`.
pub(crate) struct Serving {
    pub(crate) process: Running,
    output: BufReader<ChildStdout>,
    pub(crate) address: SocketAddr,
    place: [String; 2],
    folder: Folder,
    _cluster: Option<Cluster>,
}

impl Serving {
    /// Starts one with nothing in it.
    pub(crate) fn start(database: Database) -> Result<Self> {
        let folder = Folder::new()?;
        let app = folder.path().join("app");
        fs::create_dir_all(&app)?;
        fs::write(app.join("index.html"), "<!doctype html>")?;
        let (place, cluster) = match database {
            Database::Sqlite => {
                let data = folder.path().join("data");
                (["--data".to_owned(), data.display().to_string()], None)
            }
            Database::Postgres => {
                let cluster = Cluster::start()?;
                (["--postgres".to_owned(), cluster.url()], Some(cluster))
            }
        };
        let mut process = Command::new(program()?)
            .args(["serve", "--listen", "127.0.0.1:0", "--log", "off"])
            .args(["--behind-proxy", "--app"])
            .arg(&app)
            .args(&place)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .context("starting chartroom serve")?;
        let output = process.stdout.take().context("a server without output")?;
        let mut output = BufReader::new(output);
        let process = Running(process);
        let said = line(&mut output)?;
        let address = said
            .split_once("://")
            .and_then(|(_, rest)| rest.split_once('/'))
            .and_then(|(address, _)| address.parse().ok())
            .with_context(|| format!("chartroom serve did not come up: “{said}”"))?;
        Ok(Self {
            process,
            output,
            address,
            place,
            folder,
            _cluster: cluster,
        })
    }

    /// The code that it prints where there is no facility yet.
    pub(crate) fn first_code(&mut self) -> Result<String> {
        code_in(&line(&mut self.output)?)
    }

    /// A further code that sets up a facility.
    pub(crate) fn code(&self) -> Result<String> {
        let printed = Command::new(program()?)
            .arg("serve-code")
            .args(&self.place)
            .output()?;
        code_in(String::from_utf8_lossy(&printed.stdout).trim())
    }

    /// Bytes of the database on the disk.
    pub(crate) fn on_disk(&self) -> u64 {
        match &self._cluster {
            Some(cluster) => bytes_below(cluster.folder()),
            None => self.folder.bytes(),
        }
    }
}

fn line(output: &mut impl std::io::BufRead) -> Result<String> {
    let mut said = String::new();
    output.read_line(&mut said)?;
    Ok(said.trim().to_owned())
}

/// A code is the last word of what tells of it.
fn code_in(said: &str) -> Result<String> {
    let code = said.lines().last().and_then(|line| line.rsplit(' ').next());
    let code = code.unwrap_or_default().to_owned();
    ensure!(!code.is_empty(), "no code for a facility: “{said}”");
    Ok(code)
}

fn program() -> Result<PathBuf> {
    std::env::var_os("CHARTROOM_PROGRAM")
        .map(PathBuf::from)
        .context("CHARTROOM_PROGRAM names no program\n  fix: cargo xtask bench sync")
}

/// A port that nobody has now.
pub(crate) fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// Waits until somebody listens.
pub(crate) fn listens(address: SocketAddr) -> Result<()> {
    let began = Instant::now();
    while TcpStream::connect(address).is_err() {
        ensure!(began.elapsed() < PATIENCE, "nobody listens on {address}");
        sleep(Duration::from_millis(50));
    }
    Ok(())
}
