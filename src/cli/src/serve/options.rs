//! What `chartroom serve` and its fellows can be told.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use server::{Options, Server, Source, Trouble};

use super::ServeError;

/// The file in a data folder.
const FILE: &str = "chartroom.sqlite";

/// Where the records of facilities are kept.
#[derive(Debug, Clone, Args)]
pub(crate) struct Place {
    /// Folder of the records [default: the system's folder for data of programs; target/serve-data in the repository]
    #[arg(long, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    /// PostgreSQL database of the records, instead of a folder; several servers may share it. On another machine: with
    /// sslmode=verify-full
    #[arg(
        long,
        value_name = "URL",
        env = "CHARTROOM_POSTGRES",
        hide_env_values = true,
        conflicts_with = "data"
    )]
    pub(crate) postgres: Option<String>,
}

/// How `chartroom serve` serves.
#[derive(Debug, Clone, Args)]
pub(crate) struct Serving {
    /// Address to listen on
    #[arg(long, value_name = "ADDR", default_value_t = super::DEFAULT_LISTEN)]
    pub(crate) listen: SocketAddr,
    /// Folder of the built app [default: dist]
    #[arg(long, value_name = "DIR")]
    pub(crate) app: Option<PathBuf>,
    /// Address that browsers use, such as https://records.example.org: passkeys are made for its name; without it none are offered
    #[arg(long, value_name = "URL")]
    pub(crate) origin: Option<String>,
    #[command(flatten)]
    pub(crate) place: Place,
    /// Bytes that each facility's records may take, with K, M, G or T [default: 8G for a new one]
    #[arg(long, value_name = "BYTES", value_parser = bytes)]
    pub(crate) quota: Option<u64>,
    /// Address on which Prometheus may read /metrics; without it, only this machine may
    #[arg(long, value_name = "ADDR")]
    pub(crate) metrics: Option<SocketAddr>,
    /// Certificate chain, PEM: serves over HTTPS
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    pub(crate) tls_cert: Option<PathBuf>,
    /// Its private key, PEM
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    pub(crate) tls_key: Option<PathBuf>,
    /// Set up the demo hospital with three people who can come in; only where there is no facility yet
    #[arg(long)]
    pub(crate) demo: bool,
    /// Believe a proxy on this machine for whom it asks (X-Forwarded-For)
    #[arg(long)]
    pub(crate) behind_proxy: bool,
    /// How what happens is written to standard error
    #[arg(long, value_name = "FORM", default_value = "text")]
    pub(crate) log: Form,
}

/// Forms of a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Form {
    /// For people
    Text,
    /// A JSON object a line
    Json,
    /// Nothing
    Off,
}

impl Serving {
    pub(crate) fn options(&self) -> Options {
        let mut options = Options {
            behind_proxy: self.behind_proxy,
            origin: self.origin.clone(),
            ..Options::default()
        };
        if let Some(quota) = self.quota {
            options.room.quota = quota;
        }
        options
    }
}

/// A place that was found.
#[derive(Debug, Clone)]
pub(crate) enum Found {
    /// A file.
    File(PathBuf),
    /// A database's address.
    Postgres(String),
}

impl Place {
    /// Where it is, without making anything.
    pub(crate) fn found(&self) -> Result<Found, ServeError> {
        if let Some(url) = &self.postgres {
            return Ok(Found::Postgres(url.clone()));
        }
        let folder = match &self.data {
            Some(folder) => folder.clone(),
            None => default_folder().ok_or(ServeError::NoFolder)?,
        };
        Ok(Found::File(folder.join(FILE)))
    }
}

impl Found {
    pub(crate) fn source(&self) -> Source<'_> {
        match self {
            Self::File(path) => Source::Sqlite(path),
            Self::Postgres(url) => Source::Postgres(url),
        }
    }

    /// What is said of it: an address of a database may have a password in it.
    pub(crate) fn shown(&self) -> String {
        match self {
            Self::File(path) => path.display().to_string(),
            Self::Postgres(_) => "PostgreSQL".to_owned(),
        }
    }

    /// Makes the folder of a file, which only its owner enters.
    pub(crate) fn make_folder(&self) -> Result<(), ServeError> {
        let Self::File(path) = self else {
            return Ok(());
        };
        let folder = path.parent().unwrap_or(Path::new("."));
        if folder.is_dir() {
            return Ok(());
        }
        let failed = |source| ServeError::Folder {
            folder: folder.to_owned(),
            source,
        };
        fs::create_dir_all(folder).map_err(failed)?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let owner = fs::Permissions::from_mode(0o700);
            fs::set_permissions(folder, owner).map_err(failed)?;
        }
        Ok(())
    }

    pub(crate) async fn open(&self, options: Options) -> Result<Server, ServeError> {
        let opened = match self {
            Self::File(path) => {
                self.make_folder()?;
                Server::open_sqlite(path, options).await
            }
            Self::Postgres(url) => Server::open_postgres(url, options).await,
        };
        opened.map_err(|source| match source {
            Trouble::InTheClear => ServeError::InTheClear(source),
            source => ServeError::Records {
                place: self.shown(),
                source,
            },
        })
    }
}

/// `target/serve-data` of the repository that this program was built in or is run from, else the system's folder for data.
fn default_folder() -> Option<PathBuf> {
    let is_ours = |folder: &Path| {
        folder.join("ARCHITECTURE.md").is_file() && folder.join("src/cli/Cargo.toml").is_file()
    };
    let program = std::env::current_exe().ok();
    let here = std::env::current_dir().ok();
    let near = [here, program].into_iter().flatten();
    let repository = near
        .flat_map(|path| {
            let folders: Vec<_> = path.ancestors().map(Path::to_owned).collect();
            folders
        })
        .find(|folder| is_ours(folder));
    if let Some(repository) = repository {
        return Some(repository.join("target/serve-data"));
    }
    let system = directories::ProjectDirs::from("", "", "Chartroom")?;
    Some(system.data_local_dir().to_owned())
}

fn bytes(text: &str) -> Result<u64, String> {
    let (digits, shift) = match text.trim_end_matches(['B', 'b', 'i']) {
        text if text.ends_with(['K', 'k']) => (&text[..text.len() - 1], 10),
        text if text.ends_with(['M', 'm']) => (&text[..text.len() - 1], 20),
        text if text.ends_with(['G', 'g']) => (&text[..text.len() - 1], 30),
        text if text.ends_with(['T', 't']) => (&text[..text.len() - 1], 40),
        text => (text, 0),
    };
    let number: u64 = digits
        .trim()
        .parse()
        .map_err(|_| "it is not a number of bytes, such as 500M or 8G".to_owned())?;
    number
        .checked_mul(1 << shift)
        .filter(|bytes| i64::try_from(*bytes).is_ok())
        .ok_or_else(|| "that is more than any disk has".to_owned())
}

#[cfg(test)]
mod tests {
    use super::bytes;

    #[test]
    fn quotas_are_read_as_people_write_them() {
        assert_eq!(bytes("1000"), Ok(1000));
        assert_eq!(bytes("8G"), Ok(8 << 30));
        assert_eq!(bytes("500 MiB"), Ok(500 << 20));
        assert_eq!(bytes("1tb"), Ok(1 << 40));
        for wrong in ["", "G", "-1", "1.5G", "99999999999T", "ten", "ü"] {
            assert!(bytes(wrong).is_err(), "{wrong}");
        }
    }
}
