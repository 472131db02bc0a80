//! Carries bytes from the one socket to the other as late as the line's conditions say.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Mutex, mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until};

use super::fate::{Fate, Fates};
use super::record::Record;
use super::{CHUNK, Conditions, Counts};

/// Chunks of one connection and way that may be under way at once.
const UNDER_WAY: usize = 64;
/// Bytes of a chunk where it does not matter how long it is.
const UNTROUBLED: usize = 64 << 10;
/// Told from one way's chance to the other's.
const OTHER_WAY: u64 = 0x9E37_79B9_7F4A_7C15;

/// What all connections of a line have in common.
pub(super) struct Shared {
    upstream: SocketAddr,
    conditions: Conditions,
    up: Mutex<Way>,
    down: Mutex<Way>,
    pub(super) counts: Counts,
}

/// One way of the line.
struct Way {
    fates: Fates,
    /// When what was sent last has left.
    free: Instant,
}

/// Which way.
#[derive(Clone, Copy)]
enum To {
    Server,
    Device,
}

impl Shared {
    pub(super) fn new(upstream: SocketAddr, conditions: Conditions) -> Self {
        let way = |seed| {
            Mutex::new(Way {
                fates: Fates::new(conditions.trouble.clone(), seed),
                free: Instant::now(),
            })
        };
        Self {
            upstream,
            up: way(conditions.seed),
            down: way(conditions.seed ^ OTHER_WAY),
            conditions,
            counts: Counts::default(),
        }
    }

    /// When a chunk of so many bytes that is there now has left, and what happens to it.
    async fn send(&self, to: To, bytes: usize) -> (Instant, Fate) {
        let way = match to {
            To::Server => &self.up,
            To::Device => &self.down,
        };
        let mut way = way.lock().await;
        let fate = way.fates.next();
        let begins = way.free.max(Instant::now());
        way.free = begins + self.takes(bytes);
        if let Fate::Hangs(time) = fate {
            way.free += time;
        }
        (way.free, fate)
    }

    /// The most bytes of a chunk. Where nothing happens to chunks, they may be long: that costs less.
    fn chunk(&self) -> usize {
        match (self.conditions.bits_per_second, &self.conditions.trouble) {
            (None, None) => UNTROUBLED,
            _ => CHUNK,
        }
    }

    fn takes(&self, bytes: usize) -> Duration {
        match self.conditions.bits_per_second {
            Some(bits) => Duration::from_secs_f64(bytes as f64 * 8.0 / bits.max(1) as f64),
            None => Duration::ZERO,
        }
    }
}

fn count(number: &AtomicU64, more: u64) -> u64 {
    number.fetch_add(more, Ordering::Relaxed) + more
}

/// Accepts connections until the line ends.
pub(super) async fn carry(
    listener: std::net::TcpListener,
    shared: Arc<Shared>,
    whole: watch::Receiver<bool>,
    mut ended: watch::Receiver<()>,
) {
    let listener = match TcpListener::from_std(listener) {
        Ok(listener) => listener,
        Err(problem) => return eprintln!("line: {problem}"),
    };
    // Whatever is under way ends with the set.
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((device, _)) => {
                    let connection = connection(device, Arc::clone(&shared), whole.clone());
                    connections.spawn(connection);
                }
                // As when there are too many sockets: the next may do.
                Err(_) => sleep(Duration::from_millis(10)).await,
            },
            Some(_) = connections.join_next() => {}
            _ = ended.changed() => return,
        }
    }
}

/// One connection, to its end.
async fn connection(device: TcpStream, shared: Arc<Shared>, mut whole: watch::Receiver<bool>) {
    if !*whole.borrow() {
        return;
    }
    let number = count(&shared.counts.connections, 1);
    let every = shared.conditions.cut_connection.map(u64::from);
    if every.is_some_and(|every| number.is_multiple_of(every.max(1))) {
        count(&shared.counts.cuts, 1);
        return;
    }
    let cut = async {
        // An error says that the line itself has ended.
        let _ = whole.wait_for(|whole| !whole).await;
        count(&shared.counts.cuts, 1);
    };
    tokio::select! {
        _ = both_ways(device, &shared, number) => {}
        () = cut => {}
    }
}

/// Carries until one side has ended and everything of it has arrived, or the line ends it. Whatever is counted is counted before
/// either side can notice it.
async fn both_ways(device: TcpStream, shared: &Shared, number: u64) -> io::Result<()> {
    sleep(shared.conditions.round_trip).await;
    let server = TcpStream::connect(shared.upstream).await?;
    device.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let (from_device, to_device) = device.into_split();
    let (from_server, to_server) = server.into_split();
    let folder = shared.conditions.record.as_deref();
    let up = one_way(
        shared,
        To::Server,
        (from_device, to_server),
        Record::begin(folder, number, "up")?,
    );
    let down = one_way(
        shared,
        To::Device,
        (from_server, to_device),
        Record::begin(folder, number, "down")?,
    );
    tokio::try_join!(up, down).map(|_| ())
}

/// One way of one connection. What is read and what is written keep apart, so that a chunk leaves while another arrives.
async fn one_way(
    shared: &Shared,
    to: To,
    (mut from, mut into): (OwnedReadHalf, OwnedWriteHalf),
    mut record: Record,
) -> io::Result<()> {
    let (sender, mut under_way) = mpsc::channel::<(Instant, Vec<u8>)>(UNDER_WAY);
    let reading = async move {
        let mut chunk = vec![0; shared.chunk()];
        loop {
            let read = match from.read(&mut chunk).await? {
                0 => return Ok(()),
                read => read,
            };
            record.add(&chunk[..read])?;
            let (leaves, fate) = shared.send(to, read).await;
            match fate {
                Fate::Passes => {}
                Fate::Hangs(_) => drop(count(&shared.counts.stalls, 1)),
                Fate::Cut => {
                    sleep_until(leaves).await;
                    count(&shared.counts.cuts, 1);
                    return Err(io::ErrorKind::ConnectionAborted.into());
                }
            }
            let arrives = leaves + shared.conditions.round_trip / 2;
            if sender
                .send((arrives, chunk[..read].to_vec()))
                .await
                .is_err()
            {
                return Ok(());
            }
            // The next is not taken before this one has left: whoever sends feels how slow the line is.
            sleep_until(leaves).await;
        }
    };
    let writing = async {
        while let Some((arrives, chunk)) = under_way.recv().await {
            sleep_until(arrives).await;
            let counted = match to {
                To::Server => &shared.counts.up,
                To::Device => &shared.counts.down,
            };
            count(counted, chunk.len() as u64);
            into.write_all(&chunk).await?;
        }
        // That one side has said all is no reason to stop listening to the other.
        into.shutdown().await
    };
    tokio::try_join!(reading, writing).map(|_| ())
}
