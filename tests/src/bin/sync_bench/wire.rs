//! A device's line to a server: requests as the browser's worker sends them, counted.

use std::cell::{Cell, RefCell};
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::Duration;

use device::Carrier;

/// How long an answer may take: as long as in the browser.
const PATIENCE: Duration = Duration::from_secs(60);

/// A line. Clones are the same one.
#[derive(Clone)]
pub(crate) struct Wire(Rc<Parts>);

struct Parts {
    client: reqwest::Client,
    base: RefCell<String>,
    on: Cell<bool>,
    token: Cell<Option<[u8; 32]>>,
    requests: Cell<u64>,
    lost: Cell<u64>,
    rested: Cell<Duration>,
}

impl Wire {
    pub(crate) fn to(address: SocketAddr) -> reqwest::Result<Self> {
        // Nothing that the system would put between.
        let client = reqwest::Client::builder().no_proxy().build()?;
        Ok(Self(Rc::new(Parts {
            client,
            base: RefCell::new(format!("http://{address}")),
            on: Cell::new(true),
            token: Cell::new(None),
            requests: Cell::new(0),
            lost: Cell::new(0),
            rested: Cell::new(Duration::ZERO),
        })))
    }

    /// Leads elsewhere from now on.
    pub(crate) fn lead_to(&self, address: SocketAddr) {
        self.0.base.replace(format!("http://{address}"));
    }

    /// Whether there is a line.
    pub(crate) fn switch(&self, on: bool) {
        self.0.on.set(on);
    }

    /// Requests sent, those of them that brought nothing back, and how long it was waited between them, since it was last asked.
    pub(crate) fn counted(&self) -> (u64, u64, Duration) {
        let parts = &self.0;
        (
            parts.requests.take(),
            parts.lost.take(),
            parts.rested.take(),
        )
    }

    /// Listens to what the server hints at, as the device that has asked last.
    pub(crate) async fn hints(&self) -> Option<reqwest::Response> {
        let url = format!("{}/api/hints", self.0.base.borrow());
        let request = self.0.client.get(url).bearer_auth(hex(self.0.token.get()?));
        request.send().await.ok()?.error_for_status().ok()
    }

    async fn sent(
        &self,
        path: &str,
        token: Option<[u8; 32]>,
        bytes: Vec<u8>,
    ) -> reqwest::Result<Vec<u8>> {
        let url = format!("{}{path}", self.0.base.borrow());
        let mut request = self.0.client.post(url).timeout(PATIENCE).body(bytes);
        if let Some(token) = token {
            self.0.token.set(Some(token));
            request = request.bearer_auth(hex(token));
        }
        let response = request.send().await?.error_for_status()?;
        Ok(response.bytes().await?.to_vec())
    }
}

impl Carrier for Wire {
    async fn post(&self, path: &str, token: Option<[u8; 32]>, bytes: Vec<u8>) -> Option<Vec<u8>> {
        if !self.0.on.get() {
            return None;
        }
        self.0.requests.set(self.0.requests.get() + 1);
        let answer = self.sent(path, token, bytes).await.ok();
        if answer.is_none() {
            self.0.lost.set(self.0.lost.get() + 1);
        }
        answer
    }

    async fn rest(&self, time: Duration) {
        self.0.rested.set(self.0.rested.get() + time);
        tokio::time::sleep(time).await;
    }
}

/// As tokens are written.
pub(crate) fn hex(bytes: [u8; 32]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
