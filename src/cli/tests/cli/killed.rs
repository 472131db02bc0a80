//! A server that is killed while devices push: everything that it said it keeps is there when it comes back.

use std::thread;
use std::time::Duration;

use sync::{Item, ItemId, Request, Said, Stream, Verdict};

use crate::cluster::Cluster;
use crate::serving::{Folder, Member, Serving, exchange};

/// How often it is killed.
const TIMES: u8 = 4;
/// Devices that push at once.
const PUSHERS: u8 = 4;

/// Pushes until the line is cut, and says what was acknowledged.
fn push_until_cut(address: &str, token: &[u8; 32], round: u8, pusher: u8) -> Vec<(u64, ItemId)> {
    let mut kept = Vec::new();
    for number in 0_u32.. {
        let key = [&[round, pusher][..], &number.to_be_bytes()].concat();
        // Now and then a large one, in pieces.
        let length = if number % 7 == 6 { 40_000 } else { 200 };
        let item = Item::new(Stream::LOG, None, 1, key, vec![pusher; length]);
        let id = item.id();
        let request = if number % 7 == 6 {
            Request::Part {
                id,
                head: item.head.clone(),
                offset: 0,
                bytes: item.bytes.clone(),
            }
        } else {
            Request::Push(vec![item])
        };
        let Some(answer) = exchange(address, token, &request) else {
            break;
        };
        match answer.said {
            Said::Pushed(verdicts) => match verdicts[..] {
                [Verdict::Kept(cursor)] => kept.push((cursor, id)),
                ref other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        }
    }
    kept
}

fn survives(folder: &Folder, place: &[&str]) {
    let member = Member::new();
    let mut serving = Serving::start(folder, place);
    let code = serving.code();
    member.found(&serving.address, &code);
    let mut kept = Vec::new();
    for round in 0..TIMES {
        let token = member.log_in(&serving.address);
        let address = serving.address.clone();
        let pushers: Vec<_> = (0..PUSHERS)
            .map(|pusher| {
                let address = address.clone();
                thread::spawn(move || push_until_cut(&address, &token, round, pusher))
            })
            .collect();
        thread::sleep(Duration::from_millis(300 + 70 * u64::from(round)));
        serving.kill();
        let before = kept.len();
        for pusher in pushers {
            kept.extend(pusher.join().unwrap());
        }
        assert!(kept.len() > before, "nothing was pushed in round {round}");
        serving = Serving::start(folder, place);
        // The session holds over the kill: it is in the database.
        let mut head = 0;
        for ids in kept.chunks(1_000) {
            let ids = ids.iter().map(|(_, id)| *id).collect();
            let answer = exchange(&serving.address, &token, &Request::Missing(ids)).unwrap();
            assert_eq!(answer.said, Said::Missing(Vec::new()), "round {round}");
            head = answer.head;
        }
        let mut cursors: Vec<_> = kept.iter().map(|(cursor, _)| *cursor).collect();
        cursors.sort_unstable();
        cursors.dedup();
        assert_eq!(cursors.len(), kept.len());
        assert!(cursors.last().unwrap() <= &head);
    }
}

#[test]
fn what_a_killed_server_said_it_keeps_is_in_the_file() {
    let folder = Folder::new();
    let data = folder.path("data");
    survives(&folder, &["--data", &data]);
}

#[test]
fn what_a_killed_server_said_it_keeps_is_in_postgres() {
    let folder = Folder::new();
    let cluster = Cluster::start();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let url = runtime.block_on(cluster.database());
    survives(&folder, &["--postgres", &url]);
}
