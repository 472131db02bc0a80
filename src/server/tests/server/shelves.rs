//! The shelf in memory, the one in SQLite and the one in PostgreSQL are asked the same, and answer the same.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use fastrand::Rng;
use server::{FacilityId, Sender, Shelves, Trouble};
use sqlx::Connection as _;
use sync::{
    Head, Item, ItemId, Offered, Origin, Request, Room, Said, Shelf, ShelfId, Stream, Verdict,
};

use crate::cluster::Cluster;

/// Small, so that everything is full now and then.
const ROOM: Room = Room {
    quota: 20_000,
    item: 700,
    whole: 150,
    list: 12,
    key: 40,
    page: 1_500,
    spans: 3,
};
/// How long it may take until everything that was pushed has come.
const PATIENCE: Duration = Duration::from_secs(120);
const BY: Sender = Sender {
    device: [9; 16],
    at: 1_763_000_000_000,
};

struct File(PathBuf);

impl File {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("chartroom-{name}-{}", std::process::id()));
        drop(std::fs::remove_dir_all(&folder));
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn path(&self) -> PathBuf {
        self.0.join("chartroom.sqlite")
    }
}

impl Drop for File {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

/// Requests as devices make them, and as no device would.
struct Asker {
    chance: Rng,
    salt: u64,
    items: Vec<Item>,
    /// A large item on its way, and how far it is.
    large: Option<(Item, usize)>,
}

impl Asker {
    fn item(&mut self, most: usize) -> Item {
        self.salt += 1;
        let stream = Stream(self.chance.u8(1..=5));
        let origin = self.chance.bool().then(|| Origin {
            device: [self.chance.u8(1..=3); 16],
            sequence: if self.chance.u8(..20) == 0 {
                u64::MAX
            } else {
                self.chance.u64(0..12)
            },
        });
        let size = self.chance.usize(0..most);
        let bytes = std::iter::repeat_with(|| self.chance.u8(..)).take(size);
        let bytes = bytes.collect();
        let mut key = self.salt.to_be_bytes().to_vec();
        if self.chance.u8(..25) == 0 {
            key.resize(41, 0);
        }
        let mut item = Item::new(stream, origin, 1, key, bytes);
        if self.chance.u8(..25) == 0 {
            item.head.length += 1;
        }
        item
    }

    fn request(&mut self, head: u64) -> Request {
        match self.chance.u8(0..20) {
            0..6 => {
                let count = self.chance.usize(0..=13);
                let mut items: Vec<Item> = (0..count).map(|_| self.item(200)).collect();
                if let Some(again) = self.chance.choice(&self.items) {
                    items.push(again.clone());
                }
                if self.chance.u8(..5) == 0 && !items.is_empty() {
                    items.push(items[0].clone());
                }
                self.items.extend(items.iter().cloned());
                Request::Push(items)
            }
            6..12 => self.part(),
            12..14 => {
                let count = self.chance.usize(0..=13);
                let ids = (0..count).map(|_| match self.chance.choice(&self.items) {
                    Some(item) if self.chance.bool() => item.id(),
                    _ => ItemId([self.chance.u8(..); 32]),
                });
                Request::Missing(ids.collect())
            }
            14 => Request::Kin,
            15..18 => {
                let mut own = Vec::new();
                let mut at = 0;
                for _ in 0..self.chance.usize(0..=4) {
                    let first = at + self.chance.u64(0..8);
                    at = first + self.chance.u64(0..6);
                    own.push((first, at));
                    at += 1;
                }
                self.chance.shuffle(&mut own);
                let after = match self.chance.u8(..10) {
                    0 => u64::MAX,
                    1 => head,
                    _ => self.chance.u64(0..=head),
                };
                Request::Pull {
                    stream: Stream(self.chance.u8(1..=5)),
                    after,
                    own,
                    most: self.chance.u32(0..2_000),
                }
            }
            _ => Request::Fetch {
                cursor: match self.chance.u8(..10) {
                    0 => u64::MAX,
                    1 => 0,
                    _ => self.chance.u64(0..=head + 1),
                },
                offset: match self.chance.u8(..10) {
                    0 => u32::MAX,
                    _ => self.chance.u32(0..300),
                },
                most: match self.chance.u8(..10) {
                    0 => u32::MAX,
                    _ => self.chance.u32(0..300),
                },
            },
        }
    }

    fn part(&mut self) -> Request {
        let (item, sent) = match self.large.take() {
            Some(large) => large,
            None => (self.item(800), 0),
        };
        let id = if self.chance.u8(..30) == 0 {
            ItemId([1; 32])
        } else {
            item.id()
        };
        let mut head: Head = item.head.clone();
        if self.chance.u8(..30) == 0 {
            head.epoch += 1;
        }
        // Sometimes again, sometimes with a gap, sometimes more than there is.
        let offset = match self.chance.u8(..10) {
            0 => sent / 2,
            1 => sent + 7,
            _ => sent,
        };
        let end = item.bytes.len().min(offset + self.chance.usize(0..250));
        let mut bytes = item.bytes.get(offset..end).unwrap_or_default().to_vec();
        if self.chance.u8(..20) == 0 {
            bytes.extend([7; 300]);
        }
        let request = Request::Part {
            id,
            head,
            offset: offset as u32,
            bytes,
        };
        if offset == sent && end < item.bytes.len() {
            self.large = Some((item, end));
        } else {
            self.items.push(item);
        }
        request
    }
}

async fn answers_as_in_memory(shelves: &Shelves, seeds: std::ops::Range<u64>) {
    let mut asked = 0;
    for seed in seeds {
        let facility = FacilityId(u128::from(seed).to_be_bytes());
        let mut memory = Shelf::new(ShelfId([1; 16]), ROOM);
        shelves.begin(facility, ShelfId([1; 16])).await.unwrap();
        let mut asker = Asker {
            chance: Rng::with_seed(seed),
            salt: 0,
            items: Vec::new(),
            large: None,
        };
        for step in 0..60_u8 {
            match asker.chance.u8(..40) {
                0 => {
                    let shelf = ShelfId([step + 2; 16]);
                    let same = asker.chance.u64(0..200);
                    memory = memory.put_back(shelf, same);
                    shelves.put_back(facility, shelf, same).await.unwrap();
                }
                1 => {
                    let quota = asker.chance.u64(0..30_000);
                    memory.allow(quota);
                    shelves.allow(facility, quota).await.unwrap();
                }
                _ => {}
            }
            let request = asker.request(memory.items().len() as u64);
            let wanted = memory.answer(&request);
            let told = shelves.answer(facility, BY, &request).await.unwrap();
            assert_eq!(told, wanted, "seed {seed}, step {step}: {request:?}");
            asked += 1;
        }
        assert_eq!(
            &shelves.chains(facility).await.unwrap(),
            memory.chains(),
            "seed {seed}"
        );
    }
    assert!(asked > 0);
}

#[tokio::test]
async fn sqlite_answers_as_the_shelf_in_memory() {
    let file = File::new("same");
    let shelves = Shelves::in_file(&file.path(), ROOM).await.unwrap();
    answers_as_in_memory(&shelves, 0..60).await;
}

#[tokio::test]
async fn postgres_answers_as_the_shelf_in_memory() {
    let cluster = Cluster::start();
    let url = cluster.database().await;
    let shelves = Shelves::in_postgres(&url, ROOM).await.unwrap();
    answers_as_in_memory(&shelves, 0..60).await;
}

/// More rows than are read at a time, with and without some that the asker has.
async fn long_pages_are_whole(shelves: &Shelves) {
    let facility = FacilityId([8; 16]);
    let shelf = ShelfId([8; 16]);
    let mut memory = Shelf::new(shelf, roomy());
    shelves.begin(facility, shelf).await.unwrap();
    for part in 0..10_u8 {
        let rows = (0..50_u8).map(|row| {
            let stream = if row % 7 == 0 {
                Stream::KEYS
            } else {
                Stream::LOG
            };
            Item::new(stream, None, 1, vec![part, row], vec![row])
        });
        let push = Request::Push(rows.collect());
        let told = shelves.answer(facility, BY, &push).await.unwrap();
        assert_eq!(told, memory.answer(&push));
    }
    for own in [vec![], vec![(20, 30), (100, 250), (499, 500)]] {
        for most in [5_000, 20_000, u32::MAX] {
            for after in [0, 64, 433, 500] {
                let pull = Request::Pull {
                    stream: Stream::LOG,
                    after,
                    own: own.clone(),
                    most,
                };
                let told = shelves.answer(facility, BY, &pull).await.unwrap();
                assert_eq!(told, memory.answer(&pull), "{pull:?}");
            }
        }
    }
}

#[tokio::test]
async fn long_pages_are_as_in_memory() {
    let file = File::new("pages");
    long_pages_are_whole(&Shelves::in_file(&file.path(), roomy()).await.unwrap()).await;
    let cluster = Cluster::start();
    let url = cluster.database().await;
    long_pages_are_whole(&Shelves::in_postgres(&url, roomy()).await.unwrap()).await;
}

/// Rows of one facility are not there for another, whatever it asks.
async fn keeps_facilities_apart(shelves: &Shelves) {
    let (here, there) = (FacilityId([1; 16]), FacilityId([2; 16]));
    for facility in [here, there] {
        shelves.begin(facility, ShelfId(facility.0)).await.unwrap();
    }
    let item = Item::new(Stream::LOG, None, 1, vec![1], vec![5; 100]);
    let push = Request::Push(vec![item.clone()]);
    let told = shelves.answer(here, BY, &push).await.unwrap();
    assert_eq!(told.said, Said::Pushed(vec![Verdict::Kept(1)]));
    let lacks = Request::Missing(vec![item.id()]);
    let told = shelves.answer(there, BY, &lacks).await.unwrap();
    assert_eq!((told.head, told.said), (0, Said::Missing(vec![0])));
    let pull = Request::Pull {
        stream: Stream::LOG,
        after: 0,
        own: Vec::new(),
        most: 1_000,
    };
    let told = shelves.answer(there, BY, &pull).await.unwrap();
    assert!(matches!(told.said, Said::Pulled { items, .. } if items.is_empty()));
    // The same row of two facilities is two rows.
    let told = shelves.answer(there, BY, &push).await.unwrap();
    assert_eq!(told.said, Said::Pushed(vec![Verdict::Kept(1)]));
    let unknown = shelves.answer(FacilityId([3; 16]), BY, &pull).await;
    assert!(matches!(unknown, Err(Trouble::NoFacility)));
}

#[tokio::test]
async fn facilities_are_kept_apart() {
    let file = File::new("apart");
    keeps_facilities_apart(&Shelves::in_file(&file.path(), ROOM).await.unwrap()).await;
    let cluster = Cluster::start();
    let url = cluster.database().await;
    keeps_facilities_apart(&Shelves::in_postgres(&url, ROOM).await.unwrap()).await;
}

/// Several devices push at once, through two servers; another reads all the while. No cursor is left out, and none comes late.
async fn cursors_come_in_order(servers: [Shelves; 2]) {
    let facility = FacilityId([4; 16]);
    servers[0].begin(facility, ShelfId([4; 16])).await.unwrap();
    let pushers = (0..6_u8).map(|pusher| {
        let server = servers[usize::from(pusher % 2)].clone();
        tokio::spawn(async move {
            for number in 0..40_u8 {
                let rows = (0..3_u8).map(|row| {
                    Item::new(
                        Stream::LOG,
                        None,
                        1,
                        vec![pusher, number, row],
                        vec![row; 20],
                    )
                });
                let push = Request::Push(rows.collect());
                let told = server.answer(facility, BY, &push).await.unwrap();
                assert!(matches!(told.said, Said::Pushed(verdicts) if verdicts.len() == 3));
            }
        })
    });
    let pushers: Vec<_> = pushers.collect();
    let mut seen = Vec::new();
    let mut after = 0;
    let began = Instant::now();
    while seen.len() < 6 * 40 * 3 {
        let waited = began.elapsed();
        assert!(waited < PATIENCE, "{} of 720 came", seen.len());
        let pull = Request::Pull {
            stream: Stream::LOG,
            after,
            own: Vec::new(),
            most: 3_000,
        };
        let server = &servers[seen.len() % 2];
        let Said::Pulled { items, through, .. } =
            server.answer(facility, BY, &pull).await.unwrap().said
        else {
            panic!("no page");
        };
        for placed in items {
            assert!(matches!(placed.offered, Offered::Whole(_)));
            seen.push(placed.cursor);
        }
        after = through;
    }
    for pusher in pushers {
        pusher.await.unwrap();
    }
    assert_eq!(seen, (1..=720).collect::<Vec<u64>>());
    assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), 720);
}

fn roomy() -> Room {
    Room::default()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn cursors_come_in_order_whoever_pushes() {
    let file = File::new("order");
    let one = Shelves::in_file(&file.path(), roomy()).await.unwrap();
    let other = Shelves::in_file(&file.path(), roomy()).await.unwrap();
    cursors_come_in_order([one, other]).await;
    let cluster = Cluster::start();
    let url = cluster.database().await;
    let one = Shelves::in_postgres(&url, roomy()).await.unwrap();
    let other = Shelves::in_postgres(&url, roomy()).await.unwrap();
    cursors_come_in_order([one, other]).await;
}

/// How many rows were read while so many pushes of so many rows came, on a PostgreSQL that has not looked how many
/// there are, and will not.
async fn read_by(pushes: u16, rows: u8) -> i64 {
    let cluster = Cluster::start();
    let url = cluster.database().await;
    let mut keeper = sqlx::PgConnection::connect(&url).await.unwrap();
    let shelves = Shelves::in_postgres(&url, roomy()).await.unwrap();
    let sql = "ALTER TABLE items SET (autovacuum_enabled = false)";
    sqlx::query(sql).execute(&mut keeper).await.unwrap();
    let facility = FacilityId([6; 16]);
    shelves.begin(facility, ShelfId([6; 16])).await.unwrap();
    for push in 0..pushes {
        let key = |row: u8| [push.to_be_bytes().as_slice(), &[row]].concat();
        let row = |row: u8| Item::new(Stream::LOG, None, 1, key(row), vec![row; 300]);
        let push = Request::Push((0..rows).map(row).collect());
        shelves.answer(facility, BY, &push).await.unwrap();
    }
    // A connection tells what it has read when it ends.
    drop(shelves);
    let sql = "SELECT COUNT(*) FROM pg_stat_activity \
        WHERE datname = current_database() AND pid <> pg_backend_pid()";
    let began = Instant::now();
    loop {
        let (others,): (i64,) = sqlx::query_as(sql).fetch_one(&mut keeper).await.unwrap();
        if others == 0 {
            break;
        }
        assert!(began.elapsed() < PATIENCE, "{others} connections are left");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let sql = "SELECT seq_tup_read + \
        (SELECT SUM(idx_tup_read)::bigint FROM pg_stat_user_indexes WHERE relname = 'items') \
        FROM pg_stat_user_tables WHERE relname = 'items'";
    let (read,): (i64,) = sqlx::query_as(sql).fetch_one(&mut keeper).await.unwrap();
    read
}

#[tokio::test]
async fn a_push_to_a_facility_that_grows_does_not_read_all_of_it() {
    for (pushes, rows) in [(1_000, 1), (100, 50)] {
        let read = read_by(pushes, rows).await;
        let all_each_time = i64::from(pushes) * i64::from(pushes) / 2 * i64::from(rows);
        assert!(
            read < all_each_time / 8,
            "{read} of {all_each_time}, {rows} rows at once"
        );
    }
}

/// What was said to be kept is there when the file is opened again, without the connection having been closed.
#[tokio::test]
async fn what_is_kept_is_there_after_the_server_was_ended() {
    let file = File::new("again");
    let facility = FacilityId([5; 16]);
    let item = Item::new(Stream::KEYS, None, 1, vec![1], vec![5; 100]);
    let shelves = Shelves::in_file(&file.path(), roomy()).await.unwrap();
    shelves.begin(facility, ShelfId([5; 16])).await.unwrap();
    let push = Request::Push(vec![item.clone()]);
    shelves.answer(facility, BY, &push).await.unwrap();
    std::mem::forget(shelves);
    let again = Shelves::in_file(&file.path(), roomy()).await.unwrap();
    again.begin(facility, ShelfId([6; 16])).await.unwrap();
    let told = again.answer(facility, BY, &push).await.unwrap();
    assert_eq!(told.shelf, ShelfId([5; 16]));
    assert_eq!(told.said, Said::Pushed(vec![Verdict::Known]));
}
