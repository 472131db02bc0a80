//! A bad line, imitated on the loopback: a proxy between a device and a server that holds bytes up as long as a 2G line would,
//! lets some chunks hang and cuts connections, out of a seed. It counts what passes and can keep all of it, as a proxy on the way
//! could. It knows nothing of what it carries.
//!
//! A chunk is what was read at once, on a troubled line at most [`CHUNK`] bytes, as a packet would be. What happens to the so-and-so-manyth chunk of
//! a way hangs on seed, way and number alone. All connections of a line share its two ways.

mod carrying;
mod fate;
mod record;
#[cfg(test)]
mod tests;

use std::io;
use std::net::SocketAddr;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::sync::watch;

use carrying::Shared;

/// The most bytes of a chunk: about what a packet on a mobile line has room for.
pub const CHUNK: usize = 1_400;

/// What a line is like. The default is one without any trouble, for counting and recording.
#[derive(Debug, Clone, Default)]
pub struct Conditions {
    /// How long a byte takes there and back; a connection takes as long to come about.
    pub round_trip: Duration,
    /// How much goes each way; nothing for as much as there is.
    pub bits_per_second: Option<u64>,
    /// What happens to chunks.
    pub trouble: Option<Trouble>,
    /// Every so-and-so-manyth connection ends as soon as it has come about.
    pub cut_connection: Option<u32>,
    /// Out of which chance comes.
    pub seed: u64,
    /// A folder for all that passes: a file for each connection and way, `0001.up` for what the first one's device sent.
    pub record: Option<PathBuf>,
}

/// What happens to chunks.
#[derive(Debug, Clone)]
pub struct Trouble {
    /// To every so-and-so-manyth of each way.
    pub every: u32,
    /// How many of a hundred of those end their connection; the others hang.
    pub cuts: u8,
    /// How long they hang, and what comes after them on the same way with them.
    pub stall: RangeInclusive<Duration>,
}

impl Conditions {
    /// A 2G line as a rural clinic has it: 300 ms there and back, 50 kbit/s each way, every 20th chunk hangs for one to three
    /// seconds or takes its connection with it, evenly.
    #[must_use]
    pub fn second_generation(seed: u64) -> Self {
        let stall = Duration::from_secs(1)..=Duration::from_secs(3);
        Self {
            round_trip: Duration::from_millis(300),
            bits_per_second: Some(50_000),
            trouble: Some(Trouble {
                every: 20,
                cuts: 50,
                stall,
            }),
            seed,
            ..Self::default()
        }
    }
}

/// What has passed a line so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Passed {
    /// Bytes from devices to the server, as far as the line handed them on.
    pub up: u64,
    /// Bytes from the server to devices, likewise.
    pub down: u64,
    /// Connections that came about.
    pub connections: u64,
    /// Chunks that hung.
    pub stalls: u64,
    /// Connections that the line ended.
    pub cuts: u64,
}

/// Counts while it passes.
#[derive(Debug, Default)]
struct Counts {
    up: AtomicU64,
    down: AtomicU64,
    connections: AtomicU64,
    stalls: AtomicU64,
    cuts: AtomicU64,
}

/// A line. It stands in a thread of its own, so that nobody's waiting holds it up, and ends with the value.
pub struct Line {
    address: SocketAddr,
    shared: Arc<Shared>,
    whole: watch::Sender<bool>,
    end: Option<watch::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Line {
    /// Leads from a free port of the loopback to a server.
    ///
    /// # Errors
    /// When there is no port or thread to be had, or no folder for the record.
    pub fn start(upstream: SocketAddr, conditions: Conditions) -> io::Result<Self> {
        if let Some(folder) = &conditions.record {
            std::fs::create_dir_all(folder)?;
        }
        let listener = std::net::TcpListener::bind(("127.0.0.1", 0))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let (whole, is_whole) = watch::channel(true);
        let (end, ended) = watch::channel(());
        let shared = Arc::new(Shared::new(upstream, conditions));
        let carried = Arc::clone(&shared);
        let thread = std::thread::Builder::new()
            .name("line".to_owned())
            .spawn(move || runtime.block_on(carrying::carry(listener, carried, is_whole, ended)))?;
        Ok(Self {
            address,
            shared,
            whole,
            end: Some(end),
            thread: Some(thread),
        })
    }

    /// Where devices connect.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Cuts it: what is connected ends, and nothing connects until it is mended.
    pub fn cut(&self) {
        self.whole.send_replace(false);
    }

    /// Mends it.
    pub fn mend(&self) {
        self.whole.send_replace(true);
    }

    /// What has passed so far.
    #[must_use]
    pub fn passed(&self) -> Passed {
        let counts = &self.shared.counts;
        let count = |of: &AtomicU64| of.load(Ordering::Relaxed);
        Passed {
            up: count(&counts.up),
            down: count(&counts.down),
            connections: count(&counts.connections),
            stalls: count(&counts.stalls),
            cuts: count(&counts.cuts),
        }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        drop(self.end.take());
        if let Some(thread) = self.thread.take() {
            // A line that broke down has said so.
            let _ = thread.join();
        }
    }
}
