//! A facility on a server in memory, with a session and a device that is in: what hostile requests and files are held against.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderValue, Request as HttpRequest, StatusCode};
use custodian::protocol::{Event, Founding, Person, Request, SyncEvent, SyncRequest};
use device::{Carrier, Device};
use server::{Clock, Options, Server};
use sync::Room;
use tokio::runtime::Runtime;
use tower::ServiceExt as _;

/// Bytes of the largest answer.
const LARGEST: usize = 8 << 20;
/// Bytes that the facility may keep: whoever asks for hours is not to fill a disk.
const QUOTA: u64 = 4 << 20;
/// Milliseconds between two requests, so that nobody is asked to wait.
const BETWEEN: i64 = 600_000;

/// The device's line, which remembers what it was shown last as its session.
#[derive(Clone)]
pub(crate) struct Line {
    router: Router,
    token: Rc<RefCell<Option<[u8; 32]>>>,
}

impl Carrier for Line {
    async fn post(&self, path: &str, token: Option<[u8; 32]>, bytes: Vec<u8>) -> Option<Vec<u8>> {
        let said = token.map(|token| format!("Bearer {}", hex(&token)).into_bytes());
        if token.is_some() {
            self.token.replace(token);
        }
        match post(&self.router, path, said.as_deref(), bytes).await {
            Some((StatusCode::OK, body)) => Some(body),
            _ => None,
        }
    }

    async fn rest(&self, time: Duration) {
        tokio::time::sleep(time).await;
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Posts to the router. Nothing where `said` can't be a header at all.
async fn post(
    router: &Router,
    path: &str,
    said: Option<&[u8]>,
    bytes: Vec<u8>,
) -> Option<(StatusCode, Vec<u8>)> {
    let mut request = HttpRequest::post(path);
    if let Some(said) = said {
        request = request.header("authorization", HeaderValue::from_bytes(said).ok()?);
    }
    let request = request.body(Body::from(bytes)).ok()?;
    let response = router.clone().oneshot(request).await.ok()?;
    let status = response.status();
    let body = to_bytes(response.into_body(), LARGEST).await.ok()?;
    Some((status, body.to_vec()))
}

/// The site.
pub(crate) struct Site {
    runtime: Runtime,
    router: Router,
    clock: Arc<AtomicI64>,
    pub(crate) device: Device<Line>,
    pub(crate) token: [u8; 32],
    _server: Server,
}

impl Site {
    pub(crate) fn new(of: &str) -> Result<Self, Box<dyn core::error::Error>> {
        let folder = std::env::temp_dir().join(format!("hostile-{of}-{}", std::process::id()));
        if folder.is_dir() {
            std::fs::remove_dir_all(&folder)?;
        }
        std::fs::create_dir_all(&folder)?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let clock = Arc::new(AtomicI64::new(1_780_000_000_000));
        let options = Options {
            room: Room {
                quota: QUOTA,
                ..Room::default()
            },
            session: Duration::from_secs(u64::from(u32::MAX)),
            clock: Clock::Set(clock.clone()),
            ..Options::default()
        };
        let records = folder.join("records.sqlite");
        let server = runtime.block_on(Server::open_sqlite(&records, options))?;
        let router = server.router();
        let token = Rc::new(RefCell::new(None));
        let line = Line {
            router: router.clone(),
            token: token.clone(),
        };
        let (device, token) = runtime.block_on(async {
            let code = server.setup_code().await?;
            let mut device = Device::new(line).await.map_err(told)?;
            let founding = Founding {
                facility_name: "Testcase Valley Clinic".to_owned(),
                facility_kind: "rhc".to_owned(),
                small: true,
                demo: false,
                person: Person {
                    name: "Testcase, Quillon".to_owned(),
                    user_name: "quillon".to_owned(),
                    password: "marble-otter-lantern-seven".to_owned(),
                    ..Person::default()
                },
            };
            let founding = Request::Found(Box::new(founding));
            device.ask(founding).await.map_err(told)?;
            let connect = Request::Sync(SyncRequest::Connect { code });
            device.ask(connect).await.map_err(told)?;
            device.settle(20).await.map_err(told)?;
            let token = token.borrow().ok_or("there is no session")?;
            Ok::<_, Box<dyn core::error::Error>>((device, token))
        })?;
        Ok(Self {
            runtime,
            router,
            clock,
            device,
            token,
            _server: server,
        })
    }

    /// Posts as somebody who shows this as who they are, some time after the one before.
    pub(crate) fn post(
        &self,
        path: &str,
        said: Option<&[u8]>,
        bytes: Vec<u8>,
    ) -> Option<(StatusCode, Vec<u8>)> {
        self.clock.fetch_add(BETWEEN, Ordering::Relaxed);
        let posted = post(&self.router, path, said, bytes);
        self.runtime.block_on(posted)
    }

    /// Asks the device as its page does.
    pub(crate) fn ask(&mut self, request: SyncRequest) -> Result<SyncEvent, String> {
        let asked = self.device.ask(Request::Sync(request));
        match self.runtime.block_on(asked) {
            Ok(Event::Sync(event)) => Ok(event),
            Ok(other) => Err(format!("{other:?}")),
            Err(failure) => Err(format!("{failure:?}")),
        }
    }
}

fn told(failure: custodian::protocol::Failure) -> String {
    format!("{failure:?}")
}
