//! What harm there may be: a disk that forgets, uploads that go wrong, settings of a database that are not as they should be.
#![allow(clippy::unwrap_used)]

mod cluster;
mod people;
mod places;

use cluster::Cluster;
use people::{Line, Person, row, token_of};
use places::{At, Folder, Hands, both, options, setup_code};
use server::{FacilityId, Sender, Server, Shelves, Trouble};
use sync::door::Admits;
use sync::{Item, Refusal, Request, Room, Said, ShelfId, Stream, Verdict};

const HOUSE: FacilityId = FacilityId([0xa1; 16]);

fn by(device: u8, at: i64) -> Sender {
    Sender {
        device: [device; 16],
        at,
    }
}

async fn shelves(at: &At) -> Shelves {
    let shelves = match at {
        At::File(path) => Shelves::in_file(path, Room::default()).await,
        At::Postgres(url) => Shelves::in_postgres(url, Room::default()).await,
    };
    let shelves = shelves.unwrap();
    shelves.begin(HOUSE, ShelfId([1; 16])).await.unwrap();
    shelves
}

async fn run(at: &At, sql: &'static str) -> u64 {
    match at {
        At::File(path) => {
            let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path);
            let pool = sqlx::SqlitePool::connect_with(options).await.unwrap();
            let done = sqlx::query(sql).execute(&pool).await.unwrap();
            pool.close().await;
            done.rows_affected()
        }
        At::Postgres(url) => {
            let pool = sqlx::PgPool::connect(url).await.unwrap();
            let done = sqlx::query(sql).execute(&pool).await.unwrap();
            pool.close().await;
            done.rows_affected()
        }
    }
}

fn part(item: &Item, offset: usize, end: usize) -> Request {
    Request::Part {
        id: item.id(),
        head: item.head.clone(),
        offset: u32::try_from(offset).unwrap(),
        bytes: item.bytes[offset..end].to_vec(),
    }
}

#[tokio::test]
async fn an_upload_that_goes_wrong_spoils_no_other() {
    let (folder, cluster) = (Folder::new(), Cluster::start());
    for at in both(&folder, &cluster).await {
        let shelves = shelves(&at).await;
        let item = Item::new(Stream::BODIES, None, 1, vec![1], vec![5; 2_000]);
        let said = |device, request| {
            let shelves = shelves.clone();
            async move {
                let answer = shelves.answer(HOUSE, by(device, 1_000), &request).await;
                answer.unwrap().said
            }
        };
        assert_eq!(said(1, part(&item, 0, 1_000)).await, Said::Parted(1_000));
        // Another sends other bytes under that name, and another head.
        let mut wrong = item.clone();
        wrong.bytes = vec![6; 2_000];
        let spoilt = Request::Part {
            id: item.id(),
            head: item.head.clone(),
            offset: 0,
            bytes: wrong.bytes,
        };
        let unsound = Said::Pushed(vec![Verdict::Refused(Refusal::Unsound)]);
        assert_eq!(said(2, spoilt).await, unsound);
        let mut head = item.head.clone();
        head.epoch = 9;
        let other_head = Request::Part {
            id: item.id(),
            head,
            offset: 0,
            bytes: vec![5; 10],
        };
        assert_eq!(said(3, other_head).await, Said::Parted(10));
        let kept = Said::Pushed(vec![Verdict::Kept(1)]);
        assert_eq!(said(1, part(&item, 1_000, 2_000)).await, kept);
    }
}

#[tokio::test]
async fn uploads_that_are_left_lying_make_room() {
    let (folder, cluster) = (Folder::new(), Cluster::start());
    for at in both(&folder, &cluster).await {
        let shelves = shelves(&at).await;
        let begin = |device: u8, key: u8, at: i64| {
            let item = Item::new(Stream::BODIES, None, 1, vec![device, key], vec![key; 500]);
            let request = part(&item, 0, 100);
            let shelves = shelves.clone();
            async move {
                shelves
                    .answer(HOUSE, by(device, at), &request)
                    .await
                    .unwrap()
                    .said
            }
        };
        // A device has so many on their way; the oldest go.
        for key in 0..40 {
            assert_eq!(begin(1, key, i64::from(key)).await, Said::Parted(100));
        }
        assert_eq!(run(&at, "DELETE FROM pieces WHERE 1 = 0").await, 0);
        // A facility has so many; then those go to which nothing came for longest.
        for device in 2..17 {
            for key in 0..32 {
                let said = begin(device, key, 10_000).await;
                assert_eq!(said, Said::Parted(100), "{device} {key}");
            }
        }
        assert_eq!(begin(99, 1, 20_000).await, Said::Parted(100));
        let oldest = "DELETE FROM parts WHERE touched < 10000";
        assert_eq!(run(&at, oldest).await, 31);
        assert_eq!(run(&at, "DELETE FROM parts").await, 481);
        assert_eq!(run(&at, "DELETE FROM pieces").await, 512);
    }
}

/// All devices of a member together have so many on their way, so that one member does not take those of all others.
#[tokio::test]
async fn a_members_devices_have_so_many_uploads_together() {
    let (folder, cluster) = (Folder::new(), Cluster::start());
    for at in both(&folder, &cluster).await {
        let server = at.open(options(&Hands::new())).await;
        let line = Line::new(server.router());
        let founder = Person::new(HOUSE.0, 1);
        let token = token_of(&line.found(&founder, &setup_code(&server).await).await);
        let begin = |device: [u8; 16], key: u8, at: i64| {
            let item = Item::new(Stream::BODIES, None, 1, vec![key], vec![key; 500]);
            let request = part(&item, 0, 100);
            let shelves = server.shelves().clone();
            let by = Sender { device, at };
            async move { shelves.answer(HOUSE, by, &request).await.unwrap().said }
        };
        let mut devices = vec![founder.device];
        for seed in 50..53 {
            let further = founder.elsewhere(seed, 1);
            let admits = Admits::Device {
                member: founder.member,
            };
            let code = line.code(&token, seed, admits).await;
            token_of(&line.join(&further, &code).await);
            devices.push(further.device);
        }
        let mut now = 0;
        for device in devices {
            for key in 0..30 {
                now += 1;
                assert_eq!(begin(device, key, now).await, Said::Parted(100));
            }
        }
        // Those of nobody else went.
        assert_eq!(begin([0x99; 16], 1, 1).await, Said::Parted(100));
        assert_eq!(begin(founder.device, 99, 200).await, Said::Parted(100));
        let left = "DELETE FROM parts WHERE touched <= 1";
        assert_eq!(run(&at, left).await, 1);
        assert_eq!(run(&at, "DELETE FROM parts").await, 64);
        server.close().await;
    }
}

#[tokio::test]
async fn a_row_that_the_disk_forgot_is_not_given_out() {
    let (folder, cluster) = (Folder::new(), Cluster::start());
    for at in both(&folder, &cluster).await {
        let server = at.open(options(&Hands::new())).await;
        let line = Line::new(server.router());
        let founder = Person::new(HOUSE.0, 1);
        let token = token_of(&line.found(&founder, &setup_code(&server).await).await);
        let rows = (0..3_u8).map(|key| row(&[key], &[key; 50])).collect();
        line.exchange(Some(&token), &Request::Push(rows)).await;
        let sql = match at {
            At::File(_) => "UPDATE items SET bytes = X'00112233' WHERE cursor = 2",
            At::Postgres(_) => "UPDATE items SET bytes = '\\x00112233'::bytea WHERE cursor = 2",
        };
        assert_eq!(run(&at, sql).await, 1);
        // What comes before it is given, and the rest is trouble that is said to be the server's.
        let answer = line.exchange(Some(&token), &people::pull()).await;
        let Said::Pulled {
            items,
            through: 1,
            more: true,
        } = answer.said
        else {
            panic!("{answer:?}");
        };
        assert_eq!(items.len(), 1);
        let behind = Request::Pull {
            stream: Stream::LOG,
            after: 1,
            own: Vec::new(),
            most: 10_000,
        };
        let body = behind.to_bytes();
        let reply = people::post(&line.router, line.peer, "/api/exchange", Some(&token), body);
        let reply = reply.await;
        assert_eq!(reply.status.as_u16(), 503);
        assert!(reply.headers.contains_key("retry-after"));
        let sender = by(1, 0);
        let told = server.shelves().answer(HOUSE, sender, &behind).await;
        assert!(matches!(told, Err(Trouble::Rotten { cursor: 2 })));
        // Whoever has it already is not troubled.
        let past = Request::Pull {
            stream: Stream::LOG,
            after: 1,
            own: vec![(2, 2)],
            most: 10_000,
        };
        assert!(matches!(
            line.exchange(Some(&token), &past).await.said,
            Said::Pulled { .. }
        ));
        server.close().await;
    }
}

#[tokio::test]
async fn a_database_that_is_gone_is_no_fault_of_who_asks() {
    let cluster = Cluster::start();
    let url = cluster.database().await;
    let server = Server::open_postgres(&url, options(&Hands::new()))
        .await
        .unwrap();
    let line = Line::new(server.router());
    let founder = Person::new(HOUSE.0, 1);
    let token = token_of(&line.found(&founder, &setup_code(&server).await).await);
    drop(cluster);
    let ask = |path, body| people::post(&line.router, line.peer, path, Some(&token), body);
    let (door, exchange) = tokio::join!(
        ask("/api/door", sync::door::Ask::House.to_bytes()),
        ask("/api/exchange", Request::Kin.to_bytes()),
    );
    for reply in [door, exchange] {
        assert_eq!(reply.status.as_u16(), 503);
        assert!(reply.headers.contains_key("retry-after"));
        let text = String::from_utf8(reply.body).unwrap();
        assert!(text.contains("try again"), "{text}");
    }
}
