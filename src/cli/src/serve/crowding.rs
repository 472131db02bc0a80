//! How many connections are taken: no more than the system has files for, and of those no more than a part from one network.

use std::future::{Ready, ready};
use std::io::{self, IoSlice};
use std::net::IpAddr;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum_server::accept::Accept;
use server::{Connection, Connections};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// Connections at most: five hundred devices of each of many facilities, each with a line for hints.
const MOST: usize = 20_000;
/// Files that are left for the database, the app and whatever else is open.
const OTHERS: usize = 256;
/// Files that are asked for, the first that the system gives.
#[cfg(unix)]
const WANTED: [u64; 2] = [65_536, 10_240];

/// Asks the system for more open files than it gives at first, often 1,024, and says how many of them are for connections.
pub(super) fn files_for_connections() -> usize {
    let files = files();
    files.saturating_sub(OTHERS).max(files / 2).min(MOST)
}

/// How many files may be open, once more were asked for.
#[cfg(unix)]
fn files() -> usize {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let given = getrlimit(Resource::Nofile);
    // Nothing says that there is no limit.
    let hard = given.maximum.unwrap_or(u64::MAX);
    for wanted in WANTED {
        let wanted = wanted.min(hard);
        if given.current.is_none_or(|soft| soft >= wanted) {
            break;
        }
        let more = Rlimit {
            current: Some(wanted),
            maximum: given.maximum,
        };
        if setrlimit(Resource::Nofile, more).is_ok() {
            break;
        }
    }
    let now = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
    usize::try_from(now).unwrap_or(usize::MAX)
}

/// Elsewhere there is no such limit.
#[cfg(not(unix))]
const fn files() -> usize {
    usize::MAX
}

/// Takes connections as long as there is a place for them, and closes the others at once.
#[derive(Debug, Clone)]
pub(super) struct Crowded {
    connections: Connections,
    /// Whether a proxy on this machine speaks for all: it has limits of its own.
    behind_proxy: bool,
}

impl Crowded {
    pub(super) const fn new(connections: Connections, behind_proxy: bool) -> Self {
        Self {
            connections,
            behind_proxy,
        }
    }

    fn enter(&self, peer: IpAddr) -> io::Result<Option<Connection>> {
        if self.behind_proxy && peer.to_canonical().is_loopback() {
            return Ok(None);
        }
        let connection = self.connections.enter(peer);
        let full = || io::Error::other("too many connections");
        connection.map(Some).ok_or_else(full)
    }
}

impl<S> Accept<TcpStream, S> for Crowded {
    type Stream = Taken;
    type Service = S;
    type Future = Ready<io::Result<(Taken, S)>>;

    fn accept(&self, stream: TcpStream, service: S) -> Self::Future {
        let connection = stream.peer_addr().and_then(|peer| self.enter(peer.ip()));
        ready(connection.map(|connection| {
            let taken = Taken {
                stream,
                _connection: connection,
            };
            (taken, service)
        }))
    }
}

/// A connection that was taken, with its place.
#[derive(Debug)]
pub(super) struct Taken {
    stream: TcpStream,
    _connection: Option<Connection>,
}

impl AsyncRead for Taken {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, into)
    }
}

impl AsyncWrite for Taken {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, pieces)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::TcpListener;
    use std::time::{Duration, Instant};

    use axum::Router;
    use axum::routing::get;

    use super::*;

    fn answered(address: std::net::SocketAddr) -> bool {
        let asked = || {
            let mut stream = std::net::TcpStream::connect(address)?;
            stream.write_all(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")?;
            let mut answer = String::new();
            stream.read_to_string(&mut answer)?;
            io::Result::Ok(answer)
        };
        asked().is_ok_and(|answer| answer.ends_with("here"))
    }

    #[test]
    fn one_network_has_half_of_the_connections_and_a_proxy_as_many_as_it_likes() {
        let runtime = super::super::runtime().expect("a runtime");
        for behind_proxy in [false, true] {
            let listener = TcpListener::bind("127.0.0.1:0").expect("loopback");
            let address = listener.local_addr().expect("an address");
            let crowded = Crowded::new(Connections::new(4), behind_proxy);
            let routes = Router::new().route("/", get(async || "here"));
            runtime.spawn(async move {
                let handle = axum_server::Handle::new();
                super::super::answer(listener, None, &crowded, routes, &handle).await
            });
            assert!(answered(address));
            let idle: Vec<_> = (0..4)
                .map(|_| std::net::TcpStream::connect(address).expect("a connection"))
                .collect();
            let is_answered = |wanted: bool| {
                let began = Instant::now();
                while answered(address) != wanted {
                    assert!(began.elapsed() < Duration::from_secs(20), "{wanted}");
                    std::thread::sleep(Duration::from_millis(20));
                }
            };
            is_answered(behind_proxy);
            drop(idle);
            is_answered(true);
        }
    }
}
