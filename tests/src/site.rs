//! The site as it is served: a `chartroom serve` of one's own, that can be killed and come back.

use std::env;
use std::ffi::OsString;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context as _, Result, bail};

use crate::cluster::Cluster;
use crate::line::{Conditions, Line};

/// Sites started so far.
static STARTED: AtomicU32 = AtomicU32::new(0);

/// Where a server keeps the records of facilities.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Database {
    /// In a file.
    Sqlite,
    /// In a PostgreSQL of its own.
    Postgres,
}

/// A server on a port of its own; killed when the value is dropped.
pub struct Site {
    server: Option<Child>,
    folder: PathBuf,
    /// Where it keeps the records of facilities; goes with the value.
    data: PathBuf,
    cluster: Option<Cluster>,
    address: String,
    /// Whether browsers use a name instead of the number, as passkeys need.
    named: bool,
    /// Between browsers and it.
    line: Option<Line>,
}

/// The built app: what `CHARTROOM_DIST` names, else `dist` in the repository.
#[must_use]
pub fn dist() -> PathBuf {
    env::var_os("CHARTROOM_DIST").map_or_else(|| repository().join("dist"), PathBuf::from)
}

pub(crate) fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .map_or_else(|| PathBuf::from("."), Path::to_owned)
}

/// Where tools stand and screenshots go.
pub fn target() -> PathBuf {
    env::var_os("CHARTROOM_TARGET").map_or_else(|| repository().join("target"), PathBuf::from)
}

/// The `chartroom` that serves: what `CHARTROOM_PROGRAM` names, else the newest of Cargo's builds.
fn program() -> Result<PathBuf> {
    if let Some(program) = env::var_os("CHARTROOM_PROGRAM") {
        return Ok(PathBuf::from(program));
    }
    let built = env::var_os("CARGO_TARGET_DIR").map_or_else(target, PathBuf::from);
    ["debug/chartroom", "release/chartroom"]
        .into_iter()
        .map(|program| built.join(program))
        .filter_map(|program| Some((program.metadata().ok()?.modified().ok()?, program)))
        .max()
        .map(|(_, program)| program)
        .context(
            "no chartroom program\n  fix: cargo xtask test, or cargo build --package chartroom",
        )
}

impl Site {
    /// Serves `folder` on a free loopback port.
    ///
    /// # Errors
    /// When there is no program, no app in the folder, or the server does not come up.
    pub fn start(folder: &Path) -> Result<Self> {
        Self::start_on(folder, Database::Sqlite)
    }

    /// Like [`Site::start`], on one of the databases.
    ///
    /// # Errors
    /// As there; or when there is no PostgreSQL.
    pub fn start_on(folder: &Path, database: Database) -> Result<Self> {
        let number = STARTED.fetch_add(1, Ordering::Relaxed);
        let mut site = Self {
            server: None,
            folder: folder.to_owned(),
            data: env::temp_dir().join(format!("chartroom-site-{}-{number}", std::process::id())),
            cluster: match database {
                Database::Sqlite => None,
                Database::Postgres => Some(Cluster::start()?),
            },
            address: "127.0.0.1:0".to_owned(),
            named: false,
            line: None,
        };
        site.start_again()?;
        Ok(site)
    }

    /// Serves `folder` under a name, and has the server know it: browsers have passkeys there.
    ///
    /// # Errors
    /// As [`Site::start`].
    pub fn start_by_name(folder: &Path) -> Result<Self> {
        // Which port is free is known once it was had.
        let mut site = Self::start(folder)?;
        site.named = true;
        site.start_again()?;
        Ok(site)
    }

    /// Browsers come to it by a line from now on.
    ///
    /// # Errors
    /// When there is no port to be had.
    pub fn behind(mut self, conditions: Conditions) -> Result<Self> {
        let upstream = self.address.parse().context("the server's address")?;
        self.line = Some(Line::start(upstream, conditions)?);
        Ok(self)
    }

    /// The line by which browsers come to it.
    #[must_use]
    pub const fn line(&self) -> Option<&Line> {
        self.line.as_ref()
    }

    /// How the program is told where the records are.
    fn keeping(&self) -> [OsString; 2] {
        match &self.cluster {
            Some(cluster) => ["--postgres".into(), cluster.url().into()],
            None => ["--data".into(), self.data.clone().into()],
        }
    }

    /// Serves again under the same address, after [`Site::stop`].
    ///
    /// # Errors
    /// As [`Site::start`].
    pub fn start_again(&mut self) -> Result<()> {
        self.stop();
        let program = program()?;
        let origin = self.url("");
        let named = self.named.then_some(["--origin", &origin]);
        let mut server = Command::new(&program)
            .args(["serve", "--listen", &self.address, "--app"])
            .arg(&self.folder)
            .args(self.keeping())
            .args(["--log", "off"])
            .args(named.into_iter().flatten())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("starting {}", program.display()))?;
        let mut said = String::new();
        let output = server.stdout.take().context("a server without output")?;
        BufReader::new(output).read_line(&mut said)?;
        let address = said
            .split_once("http://")
            .and_then(|(_, rest)| rest.split_once('/'))
            .map(|(address, _)| address.to_owned());
        let Some(address) = address else {
            let _ = server.kill();
            bail!(
                "chartroom serve did not come up for {}: “{}”\n  fix: cargo xtask run --build-only",
                self.folder.display(),
                said.trim()
            );
        };
        self.address = address;
        self.server = Some(server);
        Ok(())
    }

    /// Another version of the app under the same address.
    ///
    /// # Errors
    /// As [`Site::start`].
    pub fn replace(&mut self, folder: &Path) -> Result<()> {
        self.folder = folder.to_owned();
        self.start_again()
    }

    /// Kills the server, as a power cut would.
    pub fn stop(&mut self) {
        if let Some(mut server) = self.server.take() {
            let _ = server.kill();
            let _ = server.wait();
        }
    }

    /// Where the server keeps the records of facilities.
    #[must_use]
    pub fn data(&self) -> &Path {
        self.cluster.as_ref().map_or(&self.data, Cluster::folder)
    }

    /// Number of the server's process, while it runs.
    #[must_use]
    pub fn process(&self) -> Option<u32> {
        self.server.as_ref().map(Child::id)
    }

    /// A code that sets up a facility, as whoever keeps the server has it printed.
    ///
    /// # Errors
    /// When there is no program, or it prints none.
    pub fn setup_code(&self) -> Result<String> {
        let program = program()?;
        let printed = Command::new(&program)
            .arg("serve-code")
            .args(self.keeping())
            .output()
            .with_context(|| format!("starting {}", program.display()))?;
        let said = String::from_utf8_lossy(&printed.stdout);
        let is_code = |word: &&str| word.len() == 23 && word.matches('-').count() == 3;
        let code = said.split_whitespace().find(is_code);
        code.map(str::to_owned).with_context(|| {
            let errors = String::from_utf8_lossy(&printed.stderr);
            format!("no code: “{}” {}", said.trim(), errors.trim())
        })
    }

    /// The full address of a path (`/` is the start page).
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        match (&self.line, self.address.rsplit_once(':')) {
            (Some(line), _) => format!("http://{}{path}", line.address()),
            (None, Some((_, port))) if self.named => format!("http://localhost:{port}{path}"),
            _ => format!("http://{}{path}", self.address),
        }
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.stop();
        let _ = std::fs::remove_dir_all(&self.data);
    }
}
