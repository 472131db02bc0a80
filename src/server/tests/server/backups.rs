//! A backup made while devices push, restored elsewhere: nothing that was said to be kept when it was made is missing, and what
//! is restored is known to be another shelf.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use server::{Restored, Server, Source, Trouble};
use sync::door::{Admits, Ask, Refused, Shown, Told};
use sync::{ItemId, Request, Said, ShelfId, Verdict};

use crate::cluster::Cluster;
use crate::people::{Line, Person, refused, row, token_of};
use crate::places::{At, Folder, Hands, both, founded, options, setup_code};

const HOUSE: [u8; 16] = [0xa1; 16];

/// Everything that was said to be kept, by the number under which it is on the shelf.
async fn push_until(
    line: Line,
    token: [u8; 32],
    first: u8,
    ends: Arc<AtomicBool>,
    last: Arc<AtomicU64>,
) -> Vec<(u64, ItemId)> {
    let mut kept = Vec::new();
    for number in 0_u32.. {
        if ends.load(Ordering::Relaxed) {
            break;
        }
        let key = [&[first][..], &number.to_be_bytes()].concat();
        let item = row(&key, &[first; 300]);
        let id = item.id();
        let answer = line
            .exchange(Some(&token), &Request::Push(vec![item]))
            .await;
        let Said::Pushed(verdicts) = answer.said else {
            panic!("{answer:?}");
        };
        let Verdict::Kept(cursor) = verdicts[0] else {
            panic!("{verdicts:?}");
        };
        last.fetch_max(cursor, Ordering::Relaxed);
        kept.push((cursor, id));
    }
    kept
}

async fn shelf_of(line: &Line, token: &[u8; 32]) -> (ShelfId, u64, Vec<(ShelfId, u64)>) {
    let answer = line.exchange(Some(token), &Request::Kin).await;
    match answer.said {
        Said::Kin(kin) => (answer.shelf, answer.head, kin),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_kept_is_in_the_backup() {
    let (folder, cluster) = (Folder::new(), Cluster::start());
    for (number, at) in (0_u8..).zip(both(&folder, &cluster).await) {
        let hands = Hands::new();
        let server = at.open(options(&hands)).await;
        let line = Line::new(server.router());
        let founder = Person::new(HOUSE, 1);
        let founded = line.found(&founder, &setup_code(&server).await).await;
        let token = token_of(&founded);
        let Told::In { server: public, .. } = founded else {
            panic!();
        };
        let open_code = line.code(&token, 7, Admits::Newcomer).await;
        let (ends, last) = (Arc::<AtomicBool>::default(), Arc::<AtomicU64>::default());
        let pushers: Vec<_> = (0..3_u8)
            .map(|first| {
                let (ends, last) = (Arc::clone(&ends), Arc::clone(&last));
                tokio::spawn(push_until(line.clone(), token, first, ends, last))
            })
            .collect();
        while last.load(Ordering::Relaxed) < 100 {
            tokio::task::yield_now().await;
        }
        let before = last.load(Ordering::Relaxed);
        let file = folder.file(&format!("backup-{number}"));
        let made = server::backup(at.source(), &file).await.unwrap();
        let (shelf, after, _) = shelf_of(&line, &token).await;
        ends.store(true, Ordering::Relaxed);
        let mut kept = Vec::new();
        for pusher in pushers {
            kept.extend(pusher.await.unwrap());
        }
        assert!(
            made.facilities == 1 && (before..=after).contains(&made.items),
            "{made:?}"
        );
        // It is not written over, and holds nothing that lets in.
        let again = server::backup(at.source(), &file).await;
        assert!(matches!(again, Err(Trouble::NotEmpty(_))));
        let bytes = std::fs::read(&file).unwrap();
        let holds = |what: &[u8]| bytes.windows(what.len()).any(|window| window == what);
        assert!(holds(&founder.ways_in) && !holds(&token) && !holds(&open_code.shown()));
        server.close().await;

        // Into the same kind of database, and into the other.
        let places = [
            At::File(folder.file(&format!("restored-{number}.sqlite"))),
            At::Postgres(cluster.database().await),
        ];
        for place in places {
            let restored = server::restore(&file, place.source()).await.unwrap();
            assert_eq!(restored, made);
            let again = server::restore(&file, place.source()).await;
            assert!(matches!(again, Err(Trouble::NotEmpty(_))), "{again:?}");
            let server = place.open(options(&hands)).await;
            is_as_it_was(&server, &founder, token, &kept, (shelf, made.items)).await;
            let line = Line::new(server.router());
            let asked = Ask::Code(Shown(open_code.shown()));
            assert_eq!(line.ask(None, &asked).await, refused(Refused::Wrong));
            let told = line.log_in(&founder).await;
            assert!(matches!(told, Told::In { server: same, .. } if same == public));
            server.close().await;
        }
    }
}

async fn is_as_it_was(
    server: &Server,
    founder: &Person,
    old: [u8; 32],
    kept: &[(u64, ItemId)],
    (shelf, items): (ShelfId, u64),
) {
    let line = Line::new(server.router());
    assert_eq!(
        line.ask(Some(&old), &Ask::House).await,
        refused(Refused::Expired)
    );
    let token = token_of(&line.log_in(founder).await);
    let (id, head, kin) = shelf_of(&line, &token).await;
    assert_ne!(id, shelf);
    assert_eq!((head, kin), (items, vec![(shelf, items)]));
    let in_it: Vec<_> = kept.iter().filter(|(cursor, _)| *cursor <= items).collect();
    assert_eq!(in_it.len() as u64, items);
    for ids in in_it.chunks(1_000) {
        let ids = ids.iter().map(|(_, id)| *id).collect();
        let answer = line.exchange(Some(&token), &Request::Missing(ids)).await;
        assert_eq!(answer.said, Said::Missing(Vec::new()));
    }
    // What came after it can be sent again, and what was claimed stays so.
    if let Some((_, id)) = kept.iter().find(|(cursor, _)| *cursor > items) {
        let lacks = Request::Missing(vec![*id]);
        let answer = line.exchange(Some(&token), &lacks).await;
        assert_eq!(answer.said, Said::Missing(vec![0]));
    }
    let told = line.ask(Some(&token), &Ask::ClaimEpoch { newest: 1 }).await;
    assert_eq!(told, Told::Epoch(2));
}

/// A log that an earlier database left would be played over what is restored, and everything since the log lost.
#[tokio::test]
async fn nothing_is_restored_beside_what_another_database_left() {
    let folder = Folder::new();
    let (used, file) = (folder.file("used.sqlite"), folder.file("backup"));
    let server = Server::open_sqlite(&used, options_now()).await.unwrap();
    let line = Line::new(server.router());
    let founder = Person::new(HOUSE, 1);
    token_of(&line.found(&founder, &setup_code(&server).await).await);
    server.close().await;
    let made = server::backup(At::File(used).source(), &file).await;
    let Restored { made, .. } = made.unwrap();
    for end in ["-wal", "-shm", "-journal"] {
        let into = folder.file("into.sqlite");
        let left = folder.file(&format!("into.sqlite{end}"));
        std::fs::write(&left, b"left").unwrap();
        let at = At::File(into.clone());
        let done = server::restore(&file, at.source()).await;
        assert!(matches!(done, Err(Trouble::LeftBehind(ref path)) if *path == left));
        assert!(!into.exists() && left.exists());
        std::fs::remove_file(&left).unwrap();
        // Nor is a backup written beside it.
        std::fs::write(&left, b"left").unwrap();
        let done = server::backup(at.source(), &into).await;
        assert!(matches!(done, Err(Trouble::LeftBehind(_))), "{done:?}");
        std::fs::remove_file(&left).unwrap();
    }
    let at = At::File(folder.file("into.sqlite"));
    let restored = server::restore(&file, at.source()).await.unwrap();
    assert!(made.is_some() && restored.made == made);
}

/// Nobody else reads a backup, not even while it is written.
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_its_owner_reads_what_is_being_written() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::new();
    let (used, file) = (folder.file("used.sqlite"), folder.file("backup"));
    let server = Server::open_sqlite(&used, options_now()).await.unwrap();
    let (line, _, token) = founded(&server, HOUSE).await;
    for key in 0..60_u8 {
        let rows = vec![row(&[key], &vec![key; 500_000])];
        line.exchange(Some(&token), &Request::Push(rows)).await;
    }
    server.close().await;
    for (from, to) in [(&used, &file), (&file, &folder.file("restored.sqlite"))] {
        let ends = Arc::<AtomicBool>::default();
        let partial = PathBuf::from(format!("{}.partial", to.display()));
        let watches = {
            let ends = Arc::clone(&ends);
            std::thread::spawn(move || {
                let mut modes = std::collections::BTreeSet::new();
                while !ends.load(Ordering::Relaxed) {
                    if let Ok(known) = std::fs::metadata(&partial) {
                        modes.insert(known.permissions().mode() & 0o777);
                    }
                }
                modes
            })
        };
        if *from == used {
            server::backup(Source::Sqlite(from), to).await.unwrap();
        } else {
            server::restore(from, Source::Sqlite(to)).await.unwrap();
        }
        ends.store(true, Ordering::Relaxed);
        let modes = watches.join().unwrap();
        assert!(modes.iter().eq([&0o600]), "{modes:?}");
        // Whatever the mode of the backup is when it is restored.
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
    }
}

#[tokio::test]
async fn what_is_no_backup_is_not_restored() {
    let folder = Folder::new();
    let into = folder.file("chartroom.sqlite");
    let at = At::File(into.clone());
    let none = server::restore(&folder.file("none"), at.source()).await;
    assert!(matches!(none, Err(Trouble::NoBackup(_))));
    for (name, bytes) in [("text", &b"not a database"[..]), ("empty", b"")] {
        let file = folder.file(name);
        std::fs::write(&file, bytes).unwrap();
        let done = server::restore(&file, at.source()).await;
        assert!(matches!(done, Err(Trouble::NoBackup(_))), "{done:?}");
    }
    // Another program's database, and a database of this one that is no backup.
    let other = folder.file("other");
    let options = sqlx::sqlite::SqliteConnectOptions::new()
        .filename(&other)
        .create_if_missing(true);
    let pool = sqlx::SqlitePool::connect_with(options).await.unwrap();
    sqlx::query("CREATE TABLE shelves (wood TEXT)")
        .execute(&pool)
        .await
        .unwrap();
    pool.close().await;
    let done = server::restore(&other, at.source()).await;
    assert!(matches!(done, Err(Trouble::NoBackup(_))), "{done:?}");
    let used = folder.file("used");
    let server = Server::open_sqlite(&used, options_now()).await.unwrap();
    let line = Line::new(server.router());
    let founder = Person::new(HOUSE, 1);
    token_of(&line.found(&founder, &setup_code(&server).await).await);
    server.close().await;
    let done = server::restore(&used, at.source()).await;
    assert!(matches!(done, Err(Trouble::NoBackup(_))), "{done:?}");
    assert!(!into.exists());
    let left: Vec<_> = std::fs::read_dir(&folder.0)
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .filter(|name| name.to_string_lossy().contains("partial"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

fn options_now() -> server::Options {
    options(&Hands::new())
}
