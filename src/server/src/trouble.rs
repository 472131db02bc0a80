//! What goes wrong behind the door: never what somebody who asks has done.

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// There is no such facility here.
    #[error("there is no such facility on this server")]
    NoFacility,
    /// The database can't be read or written, or holds what was not written by this server.
    #[error("the database: {0}")]
    Database(#[from] sqlx::Error),
    /// The tables can't be made.
    #[error("the tables of the database: {0}")]
    Tables(#[from] sqlx::migrate::MigrateError),
    /// A row of the database is not as it was written.
    #[error("a row of table {0} is not as it was written")]
    Harmed(&'static str),
    /// An item is not what it was when it was kept.
    #[error(
        "item {cursor} of a shelf is not what it was when it was kept\n  why: the disk or the file under the database was harmed\n  fix: check the disk, and restore the last backup"
    )]
    Rotten {
        /// Where.
        cursor: u64,
    },
    /// The operating system gives no chance to make secrets of.
    #[error("the operating system gives no random bytes")]
    NoChance,
    /// A file can't be read or written.
    #[error("{path}: {source}")]
    File {
        /// Which.
        path: std::path::PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// The database is on another machine, and nothing says that the line to it is encrypted.
    #[error(
        "the database is on another machine, and the line to it may be in the clear\n  why: whoever listens on the network would read the server's secrets\n  fix: add sslmode=verify-full to its address, with sslrootcert=FILE where its certificate is by an authority of your own; sslmode=require encrypts without asking whose it is"
    )]
    InTheClear,
    /// It is not empty, so that nothing is restored into it.
    #[error(
        "{0} has records already\n  why: a restore would mix two histories\n  fix: name an empty data folder or an empty database"
    )]
    NotEmpty(String),
    /// Something is beside it that a database left which is not there any more.
    #[error(
        "{0} was left behind by a database that is not there any more\n  why: what is in it would be played over what is restored\n  fix: move it elsewhere, or name an empty data folder"
    )]
    LeftBehind(std::path::PathBuf),
    /// Part of a file stays in a log beside it.
    #[error(
        "the file could not be finished\n  why: another program reads it while it is being written, and part of it would stay in a log beside it\n  fix: see what opens files in that folder, such as a virus scanner, and try again"
    )]
    Unfinished,
    /// It is no backup.
    #[error(
        "{0} is no backup of Chartroom\n  fix: name a file that “chartroom backup” has written"
    )]
    NoBackup(std::path::PathBuf),
}

impl Trouble {
    /// What kind it is, for a log: never the database's own words, which may quote what was to be written.
    pub(crate) fn kind(&self) -> String {
        match self {
            Self::Database(problem) => crate::database::kind_of(problem),
            Self::Tables(_) => "tables".to_owned(),
            Self::File { source, .. } => format!("file {}", source.kind()),
            other => other.to_string(),
        }
    }
}
