//! The line itself: what it holds up, cuts, counts and keeps.

use std::io::{self, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use super::fate::{Fate, Fates};
use super::{Conditions, Line, Passed, Trouble};

/// Answers each connection with what it was sent, until nobody asks any more.
fn echo() -> SocketAddr {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    let address = listener.local_addr().expect("an address");
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            thread::spawn(move || {
                let (mut from, mut into) = (&stream, &stream);
                let _ = io::copy(&mut from, &mut into);
            });
        }
    });
    address
}

/// Sends bytes there and reads as many back.
fn there_and_back(stream: &mut TcpStream, bytes: &[u8]) -> io::Result<Vec<u8>> {
    stream.write_all(bytes)?;
    let mut back = vec![0; bytes.len()];
    stream.read_exact(&mut back)?;
    Ok(back)
}

fn connect(line: &Line) -> TcpStream {
    let stream = TcpStream::connect(line.address()).expect("a line");
    let patience = Some(Duration::from_secs(20));
    stream.set_read_timeout(patience).expect("a limit");
    stream
}

fn line(conditions: Conditions) -> Line {
    Line::start(echo(), conditions).expect("a line")
}

fn trouble(every: u32, cuts: u8, stall: u64) -> Option<Trouble> {
    let stall = Duration::from_millis(stall)..=Duration::from_millis(stall);
    Some(Trouble { every, cuts, stall })
}

#[test]
fn what_passes_arrives_as_it_was_and_is_counted() {
    let line = line(Conditions::default());
    let bytes: Vec<u8> = (0..100_000_u32).map(|n| (n % 251) as u8).collect();
    let mut stream = connect(&line);
    assert_eq!(there_and_back(&mut stream, &bytes).expect("an echo"), bytes);
    let expected = Passed {
        up: 100_000,
        down: 100_000,
        connections: 1,
        ..Passed::default()
    };
    assert_eq!(line.passed(), expected);
}

#[test]
fn a_byte_takes_the_round_trip_and_a_connection_one_more() {
    let line = line(Conditions {
        round_trip: Duration::from_millis(120),
        ..Conditions::default()
    });
    let mut stream = connect(&line);
    let began = Instant::now();
    there_and_back(&mut stream, b"first").expect("an echo");
    assert!(began.elapsed() >= Duration::from_millis(240));
    // On a busy machine a word may take any time; that each of ten does is something else.
    let soonest = (0..10)
        .map(|_| {
            let began = Instant::now();
            there_and_back(&mut stream, b"next").expect("an echo");
            began.elapsed()
        })
        .min();
    let soonest = soonest.expect("ten");
    assert!(soonest >= Duration::from_millis(120), "{soonest:?}");
    assert!(soonest < Duration::from_millis(240), "{soonest:?}");
}

#[test]
fn no_more_passes_in_a_second_than_it_has_room_for_and_connections_share_it() {
    let line = line(Conditions {
        bits_per_second: Some(400_000),
        ..Conditions::default()
    });
    let began = Instant::now();
    thread::scope(|scope| {
        for _ in 0..2 {
            // 25,000 bytes are 200,000 bits.
            scope.spawn(|| there_and_back(&mut connect(&line), &[7; 25_000]).expect("an echo"));
        }
    });
    let took = began.elapsed();
    assert!(took >= Duration::from_millis(990), "{took:?}");
}

#[test]
fn every_so_and_so_manyth_chunk_hangs() {
    let line = line(Conditions {
        trouble: trouble(3, 0, 400),
        ..Conditions::default()
    });
    let mut stream = connect(&line);
    let mut slow = Vec::new();
    for turn in 1..=6 {
        let began = Instant::now();
        there_and_back(&mut stream, b"word").expect("an echo");
        // Once there and once back.
        if began.elapsed() >= Duration::from_millis(800) {
            slow.push(turn);
        }
    }
    assert_eq!(slow, [3, 6]);
    // Of each way.
    assert_eq!(line.passed().stalls, 4);
}

#[test]
fn a_cut_ends_its_connection_and_the_next_one_goes_on() {
    let line = line(Conditions {
        trouble: trouble(5, 100, 0),
        ..Conditions::default()
    });
    let mut stream = connect(&line);
    for _ in 0..4 {
        there_and_back(&mut stream, b"word").expect("an echo");
    }
    assert!(there_and_back(&mut stream, b"fifth").is_err());
    there_and_back(&mut connect(&line), b"sixth").expect_err("the fifth chunk that comes back");
    there_and_back(&mut connect(&line), b"word").expect("an echo");
    assert_eq!(line.passed().cuts, 2);
}

#[test]
fn every_so_and_so_manyth_connection_ends_at_once() {
    let line = line(Conditions {
        cut_connection: Some(2),
        ..Conditions::default()
    });
    let went: Vec<bool> = (0..4)
        .map(|_| there_and_back(&mut connect(&line), b"word").is_ok())
        .collect();
    assert_eq!(went, [true, false, true, false]);
}

#[test]
fn a_line_that_was_cut_carries_nothing_until_it_is_mended() {
    let line = line(Conditions::default());
    let mut stream = connect(&line);
    there_and_back(&mut stream, b"word").expect("an echo");
    line.cut();
    assert!(there_and_back(&mut stream, b"word").is_err());
    assert!(there_and_back(&mut connect(&line), b"word").is_err());
    line.mend();
    there_and_back(&mut connect(&line), b"word").expect("an echo");
}

#[test]
fn what_passed_is_kept_by_connection_and_way() {
    let folder = std::env::temp_dir().join(format!("chartroom-line-{}", std::process::id()));
    let line = line(Conditions {
        record: Some(folder.clone()),
        ..Conditions::default()
    });
    there_and_back(&mut connect(&line), b"the first").expect("an echo");
    there_and_back(&mut connect(&line), b"the second").expect("an echo");
    let kept = |name| std::fs::read(folder.join(name)).expect("a record");
    assert_eq!(kept("0001.up"), b"the first");
    assert_eq!(kept("0001.down"), b"the first");
    assert_eq!(kept("0002.up"), b"the second");
    assert_eq!(kept("0002.down"), b"the second");
    std::fs::remove_dir_all(&folder).expect("a folder of its own");
}

#[test]
fn the_same_seed_brings_the_same_troubles() {
    let told = |seed| -> Vec<Fate> {
        let conditions = Conditions::second_generation(seed);
        let mut fates = Fates::new(conditions.trouble, seed);
        (0..2_000).map(|_| fates.next()).collect()
    };
    assert_eq!(told(7), told(7));
    assert_ne!(told(7), told(8));
    let troubled: Vec<(usize, Fate)> = told(7)
        .into_iter()
        .enumerate()
        .filter(|(_, fate)| *fate != Fate::Passes)
        .collect();
    assert_eq!(troubled.len(), 100);
    let cuts = troubled.iter().filter(|(_, fate)| *fate == Fate::Cut);
    assert!((30..=70).contains(&cuts.count()));
    for (place, fate) in troubled {
        assert_eq!((place + 1) % 20, 0);
        if let Fate::Hangs(time) = fate {
            assert!((1_000..=3_000).contains(&time.as_millis()));
        }
    }
}
