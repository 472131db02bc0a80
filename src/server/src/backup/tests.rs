//! A file is given its name only when all of it is in it.

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _};

use super::*;

/// A folder that goes with the value.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let name = format!("chartroom-backup-{}-{name}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        drop(std::fs::remove_dir_all(&folder));
        std::fs::create_dir_all(&folder).expect("a folder");
        Self(folder)
    }

    fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let names = entries.map(|entry| entry.expect("a file").file_name());
    let mut names: Vec<_> = names
        .map(|name| name.to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// Somebody else looks into the file at the moment before it is closed: a scanner, or a copy to elsewhere.
#[tokio::test]
async fn a_backup_that_somebody_reads_while_it_is_finished_is_no_backup() {
    let folder = Folder::new("read");
    let path = folder.path().join("chartroom.sqlite");
    Database::in_file(&path).await.expect("made").close().await;
    let to = folder.path().join("backup");
    let partial = fresh(&to).expect("free");
    let written = copied(Source::Sqlite(&path), &partial)
        .await
        .expect("copied");
    let options = SqliteConnectOptions::new().filename(&partial);
    let mut reader = options.connect().await.expect("opened");
    let mut reads = reader.begin().await.expect("begun");
    sqlx::query("SELECT COUNT(*) FROM shelves")
        .fetch_one(&mut *reads)
        .await
        .expect("read");

    let done = finish(note(&written).await, &partial, &to);
    assert!(matches!(done, Err(Trouble::Unfinished)), "{done:?}");
    assert_eq!(names(folder.path()), ["chartroom.sqlite"]);
    drop(reads);
    drop(reader);
    // Without them it is.
    backup(Source::Sqlite(&path), &to).await.expect("a backup");
    assert_eq!(names(folder.path()), ["backup", "chartroom.sqlite"]);
}

/// Also where whoever wrote it says that it is whole.
#[test]
fn a_file_with_a_log_beside_it_gets_no_name() {
    let folder = Folder::new("log");
    let to = folder.path().join("backup");
    let partial = fresh(&to).expect("free");
    std::fs::write(&partial, b"a file").expect("written");
    std::fs::write(beside(&partial, "-wal"), b"its log").expect("written");
    let whole = Restored {
        facilities: 0,
        items: 0,
        made: None,
    };
    let done = finish(Ok(whole), &partial, &to);
    assert!(matches!(done, Err(Trouble::Unfinished)), "{done:?}");
    assert!(names(folder.path()).is_empty());
}
