//! Whoever sends much at once keeps others waiting no longer than a moment, and takes nothing from other facilities.
#![allow(clippy::unwrap_used)]

mod cluster;
mod people;
mod places;

use std::time::{Duration, Instant};

use cluster::Cluster;
use people::{Line, Person, refused, row, token_of};
use places::{At, Folder, Hands, both, options, setup_code};
use server::{FacilityId, Sender, Shelves};
use sync::door::{Admits, Ask, Refused, Told};
use sync::{Item, ORIGINS, Origin, Request, Room, Said, Shelf, ShelfId, Stopped, Stream, Verdict};
use vault::kit::DoorCode;

const HOUSE: [u8; 16] = [0xa1; 16];
const OTHER: [u8; 16] = [0xa2; 16];
const BY: Sender = Sender {
    device: [9; 16],
    at: 1_000,
};

async fn shelves(at: &At) -> Shelves {
    let shelves = match at {
        At::File(path) => Shelves::in_file(path, Room::default()).await,
        At::Postgres(url) => Shelves::in_postgres(url, Room::default()).await,
    };
    let shelves = shelves.unwrap();
    let facility = FacilityId(HOUSE);
    shelves.begin(facility, ShelfId([1; 16])).await.unwrap();
    shelves
}

/// The row of a device with a number.
fn row_of(device: u16, sequence: u64) -> Item {
    let mut id = [0; 16];
    id[..2].copy_from_slice(&device.to_be_bytes());
    let origin = Origin {
        device: id,
        sequence,
    };
    let key = [&id[..], &sequence.to_be_bytes()].concat();
    Item::new(Stream::LOG, Some(origin), 1, key, b"row".to_vec())
}

#[tokio::test]
async fn a_push_is_of_so_many_devices_and_chains_go_on_by_so_many_rows() {
    let (folder, cluster) = (Folder::new(), Cluster::start());
    for at in both(&folder, &cluster).await {
        let shelves = shelves(&at).await;
        let facility = FacilityId(HOUSE);
        let mut memory = Shelf::new(ShelfId([1; 16]), Room::default());
        let push = |items: Vec<Item>| {
            let shelves = shelves.clone();
            let request = Request::Push(items);
            async move { shelves.answer(facility, BY, &request).await.unwrap().said }
        };
        // A device that was invented is a row in a table: two thousand of them would have kept everybody waiting.
        let devices = u16::try_from(ORIGINS).unwrap();
        let many: Vec<Item> = (0..=devices).map(|device| row_of(device, 1)).collect();
        let malformed = Said::Stopped(Stopped::Malformed);
        assert_eq!(push(many.clone()).await, malformed);
        assert_eq!(memory.answer(&Request::Push(many.clone())).said, malformed);
        assert_eq!(shelves.chains(facility).await.unwrap().len(), 0);
        // Rows that wait for the first of each: a chain goes on by many at once, but not by all of all.
        for from in [2_u64, 22] {
            let waiting = (0..devices).flat_map(|of| (from..from + 20).map(move |n| row_of(of, n)));
            let Said::Pushed(verdicts) = push(waiting.collect()).await else {
                panic!();
            };
            assert_eq!(verdicts.len(), 20 * ORIGINS);
        }
        let first = many[..ORIGINS].to_vec();
        let began = Instant::now();
        assert!(matches!(push(first.clone()).await, Said::Pushed(_)));
        let took = began.elapsed();
        let gone_on = async || {
            let chains = shelves.chains(facility).await.unwrap();
            let gone_on: u64 = chains.values().map(|chain| chain.sequence).sum();
            (chains.len(), gone_on)
        };
        let (chains, rows) = gone_on().await;
        assert_eq!(chains, ORIGINS);
        assert!((900..=1_000).contains(&rows), "{rows} rows in {took:?}");
        // The next push goes on with them, and in the end it is as it is in memory.
        for extra in 100..110 {
            let more: Vec<Item> = (0..devices).map(|of| row_of(of, extra)).collect();
            push(more).await;
        }
        assert_eq!(gone_on().await, (ORIGINS, 41 * ORIGINS as u64));
    }
}

/// Those of one facility who wait for each other hold few of the connections.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_facility_that_waits_for_itself_keeps_no_other_waiting() {
    let cluster = Cluster::start();
    let url = cluster.database().await;
    let server = At::Postgres(url.clone()).open(options(&Hands::new())).await;
    let line = Line::new(server.router());
    let mut tokens = Vec::new();
    for (facility, seed) in [(HOUSE, 1), (OTHER, 2)] {
        let founder = Person::new(facility, seed);
        let told = line.found(&founder, &setup_code(&server).await).await;
        tokens.push(token_of(&told));
    }
    let pool = sqlx::PgPool::connect(&url).await.unwrap();
    let mut held = pool.acquire().await.unwrap();
    for sql in [
        "BEGIN",
        "SELECT head FROM shelves WHERE facility = decode(repeat('a1', 16), 'hex') FOR UPDATE",
    ] {
        sqlx::query(sql).execute(&mut *held).await.unwrap();
    }
    let waiting: Vec<_> = (0..30_u8)
        .map(|key| {
            let (line, token) = (line.clone(), tokens[0]);
            let push = Request::Push(vec![row(&[key], b"waits")]);
            tokio::spawn(async move { line.exchange(Some(&token), &push).await })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(500)).await;
    let began = Instant::now();
    let push = Request::Push(vec![row(b"quick", b"quick")]);
    let answer = line.exchange(Some(&tokens[1]), &push).await;
    assert_eq!(answer.said, Said::Pushed(vec![Verdict::Kept(1)]));
    let took = began.elapsed();
    assert!(took < Duration::from_secs(3), "{took:?}");
    sqlx::query("COMMIT").execute(&mut *held).await.unwrap();
    for waits in waiting {
        let answer = waits.await.unwrap();
        assert!(matches!(answer.said, Said::Pushed(_)), "{answer:?}");
    }
    drop(held);
    pool.close().await;
    server.close().await;
}

/// Four facilities whose disk is slow, or whose rows somebody holds, keep their own writers waiting; whoever reads is answered.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn facilities_that_wait_keep_nobody_waiting_who_reads() {
    let cluster = Cluster::start();
    let url = cluster.database().await;
    let server = At::Postgres(url.clone()).open(options(&Hands::new())).await;
    let line = Line::new(server.router());
    let mut tokens = Vec::new();
    for number in 1..=5_u8 {
        let founder = Person::new([number; 16], u64::from(number));
        let told = line.found(&founder, &setup_code(&server).await).await;
        tokens.push(token_of(&told));
    }
    let reader = tokens.pop().unwrap();
    let pool = sqlx::PgPool::connect(&url).await.unwrap();
    let mut held = pool.begin().await.unwrap();
    let sql =
        "SELECT head FROM shelves WHERE facility <> decode(repeat('05', 16), 'hex') FOR UPDATE";
    assert_eq!(
        sqlx::query(sql).fetch_all(&mut *held).await.unwrap().len(),
        4
    );
    let waiting: Vec<_> = (0..16_usize)
        .map(|number| {
            let (line, token) = (line.clone(), tokens[number / 4]);
            let push = Request::Push(vec![row(&[number as u8], b"waits")]);
            tokio::spawn(async move { line.exchange(Some(&token), &push).await })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(500)).await;
    let began = Instant::now();
    let answer = line.exchange(Some(&reader), &people::pull()).await;
    assert!(matches!(answer.said, Said::Pulled { .. }), "{answer:?}");
    // Also those of a facility that waits.
    let answer = line.exchange(Some(&tokens[0]), &people::pull()).await;
    assert!(matches!(answer.said, Said::Pulled { .. }), "{answer:?}");
    // Not for as long as the lock is held.
    let took = began.elapsed();
    assert!(took < Duration::from_secs(3), "{took:?}");
    held.rollback().await.unwrap();
    for waits in waiting {
        let answer = waits.await.unwrap();
        assert!(matches!(answer.said, Said::Pushed(_)), "{answer:?}");
    }
    pool.close().await;
    server.close().await;
}

/// A session that ended while a push waited for its turn is over when the turn comes.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_was_ended_while_they_waited_writes_nothing() {
    let cluster = Cluster::start();
    let url = cluster.database().await;
    let server = At::Postgres(url.clone()).open(options(&Hands::new())).await;
    let line = Line::new(server.router());
    let founder = Person::new(HOUSE, 1);
    let token = token_of(&line.found(&founder, &setup_code(&server).await).await);
    let pool = sqlx::PgPool::connect(&url).await.unwrap();
    let mut held = pool.begin().await.unwrap();
    sqlx::query("SELECT head FROM shelves FOR UPDATE")
        .fetch_all(&mut *held)
        .await
        .unwrap();
    let waiting: Vec<_> = (0..6_u8)
        .map(|key| {
            let line = line.clone();
            let push = Request::Push(vec![row(&[key], b"waits")]);
            tokio::spawn(async move { line.exchange(Some(&token), &push).await })
        })
        .collect();
    // Two have their turn, and have shown their session.
    let sql = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
    while sqlx::query_scalar::<_, i64>(sql)
        .fetch_one(&pool)
        .await
        .unwrap()
        < 2
    {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    sqlx::query("UPDATE sessions SET ended = 1")
        .execute(&pool)
        .await
        .unwrap();
    held.rollback().await.unwrap();
    let (mut kept, mut over) = (0, 0);
    for waits in waiting {
        match waits.await.unwrap().said {
            Said::Pushed(_) => kept += 1,
            Said::Stopped(Stopped::Expired) => over += 1,
            other => panic!("{other:?}"),
        }
    }
    // Those had their turn already.
    assert_eq!((kept, over), (2, 4));
    pool.close().await;
    server.close().await;
}

/// Whoever sent every second row is given the others by a few statements, and is told the same as by a shelf in memory.
#[tokio::test]
async fn own_rows_between_others_are_read_over() {
    let (folder, cluster) = (Folder::new(), Cluster::start());
    for at in both(&folder, &cluster).await {
        let server = at.open(options(&Hands::new())).await;
        let (shelves, facility) = (server.shelves(), FacilityId(HOUSE));
        shelves.begin(facility, ShelfId([1; 16])).await.unwrap();
        let mut memory = Shelf::new(ShelfId([1; 16]), Room::default());
        let items: Vec<Item> = (0..600_u16)
            .map(|key| row(&key.to_be_bytes(), &vec![1; 200 + usize::from(key)]))
            .collect();
        for items in items.chunks(300) {
            let push = Request::Push(items.to_vec());
            let answer = shelves.answer(facility, BY, &push).await.unwrap();
            assert_eq!(answer, memory.answer(&push));
        }
        let every_second: Vec<_> = (1..=200).map(|number| (2 * number, 2 * number)).collect();
        // A long one among short ones, one within another, one that is none, and one beyond the end.
        let mixed = vec![(3, 3), (10, 250), (20, 21), (252, 253), (9, 8), (599, 900)];
        for own in [every_second.clone(), mixed, vec![(1, 600)], Vec::new()] {
            for (after, most) in [(0, 1 << 20), (0, 9_000), (5, 1), (400, 1 << 20)] {
                let pull = Request::Pull {
                    stream: Stream::LOG,
                    after,
                    own: own.clone(),
                    most,
                };
                let answer = shelves.answer(facility, BY, &pull).await.unwrap();
                assert_eq!(answer, memory.answer(&pull), "{own:?} {after} {most}");
            }
        }
        server.close().await;
        let At::Postgres(url) = at else {
            continue;
        };
        // One connection only, so that it knows the others from its own.
        let alone = sqlx::postgres::PgPoolOptions::new().max_connections(1);
        let pool = alone.connect(&url).await.unwrap();
        let scans = async || {
            // What a connection did is known to all when it has ended.
            let sql = "SELECT count(*) FROM pg_stat_activity \
                WHERE datname = current_database() AND pid <> pg_backend_pid()";
            loop {
                let others: i64 = sqlx::query_scalar(sql).fetch_one(&pool).await.unwrap();
                if others == 0 {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            let sql = "SELECT seq_scan + idx_scan FROM pg_stat_user_tables WHERE relname = 'items'";
            sqlx::query_scalar::<_, i64>(sql)
                .fetch_one(&pool)
                .await
                .unwrap()
        };
        let before = scans().await;
        let again = At::Postgres(url.clone()).open(options(&Hands::new())).await;
        let pull = Request::Pull {
            stream: Stream::LOG,
            after: 0,
            own: every_second,
            most: 1 << 20,
        };
        let answer = again.shelves().answer(facility, BY, &pull).await.unwrap();
        assert_eq!(answer, memory.answer(&pull));
        again.close().await;
        let scans = scans().await - before;
        assert!((1..=20).contains(&scans), "{scans} statements for a page");
        pool.close().await;
    }
}

/// One member's devices and codes leave room for those of all others.
#[tokio::test]
async fn a_member_has_so_many_devices_and_codes() {
    let (folder, cluster) = (Folder::new(), Cluster::start());
    for at in both(&folder, &cluster).await {
        let hands = Hands::new();
        let server = at.open(options(&hands)).await;
        let line = Line::new(server.router());
        let founder = Person::new(HOUSE, 1);
        let token = token_of(&line.found(&founder, &setup_code(&server).await).await);
        let clerk = Person {
            store: founder.store,
            ..Person::new(HOUSE, 2)
        };
        let add = Ask::AddAccount(clerk.account(false));
        assert_eq!(line.ask(Some(&token), &add).await, Told::Done);
        let clerks = token_of(&line.log_in(&clerk).await);
        let member = clerk.member;
        let admits = Admits::Device { member };
        // Their first device is at the founder's.
        for seed in 1_000..1_049 {
            let code = line.code(&clerks, seed, admits).await;
            let further = clerk.elsewhere(seed, 2);
            token_of(&line.join(&further, &code).await);
        }
        let code = line.code(&clerks, 2_000, admits).await;
        let one_more = clerk.elsewhere(2_000, 2);
        let full = |told| matches!(told, Told::Refused(Refused::TooMany(_)));
        assert!(full(line.join(&one_more, &code).await));
        for seed in 2_001..2_020 {
            line.code(&clerks, seed, admits).await;
        }
        let make = |seed: u8| Ask::MakeCode {
            hash: [seed; 32],
            seconds: 600,
            admits,
            inviter: Vec::new(),
        };
        assert!(full(line.ask(Some(&clerks), &make(1)).await));
        // Others make theirs, and what is over makes room.
        let theirs: DoorCode = line.code(&token, 3_000, Admits::Newcomer).await;
        assert!(matches!(
            line.ask(None, &Ask::Code(sync::door::Shown(theirs.shown())))
                .await,
            Told::Code { .. }
        ));
        hands.pass(601);
        assert_eq!(line.ask(Some(&clerks), &make(2)).await, Told::Done);
        assert_eq!(line.join(&one_more, &code).await, refused(Refused::Wrong));
        server.close().await;
    }
}
