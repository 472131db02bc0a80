//! The browser's own tools, over their web socket: every target as it comes and goes, what each of them says, and
//! calls to any of them. WebDriver sees one page; workers, heaps and processes are seen from here.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, anyhow, bail};
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::sync::{mpsc, oneshot};
use tokio_tungstenite::tungstenite::Message;

/// How long a call may take: a snapshot of a heap takes seconds on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);
/// What pages and workers are asked to tell: the console, what the browser logs, requests, navigations.
const TELLS: [&str; 4] = [
    "Runtime.enable",
    "Log.enable",
    "Network.enable",
    "Page.enable",
];

/// A connection to the tools of one running Chromium.
#[derive(Clone)]
pub struct DevTools(Arc<Line>);

struct Line {
    calls: mpsc::UnboundedSender<Message>,
    state: Mutex<State>,
}

/// A page or worker that lives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// By which it is spoken to.
    pub session: String,
    /// Its id, which no other target ever has.
    pub id: String,
    /// `page`, `worker`, `service_worker`.
    pub kind: String,
    /// Its address.
    pub url: String,
}

#[derive(Default)]
struct State {
    last: u64,
    waiting: HashMap<u64, oneshot::Sender<Result<Value, String>>>,
    targets: Vec<Target>,
    chunks: HashMap<String, String>,
    told: Vec<String>,
    bound: HashMap<String, mpsc::UnboundedSender<String>>,
    ended: bool,
}

impl DevTools {
    /// Connects to the Chromium that runs in a profile, and to all its pages and workers from now on.
    ///
    /// # Errors
    /// When none runs there, or it does not answer.
    pub async fn of(profile: &Path) -> Result<Self> {
        let address = address(profile).await?;
        let (socket, _) = tokio_tungstenite::connect_async(&address)
            .await
            .with_context(|| format!("connecting to {address}"))?;
        let (mut out, mut come) = socket.split();
        let (calls, mut to_send) = mpsc::unbounded_channel();
        let tools = Self(Arc::new(Line {
            calls,
            state: Mutex::default(),
        }));
        tokio::spawn(async move {
            while let Some(message) = to_send.recv().await {
                if out.send(message).await.is_err() {
                    break;
                }
            }
        });
        let heard = tools.clone();
        tokio::spawn(async move {
            while let Some(Ok(message)) = come.next().await {
                if let Ok(text) = message.to_text() {
                    heard.hear(text);
                }
            }
            heard.end();
        });
        tools.follow(None).await?;
        // So that titles and addresses are told as they change.
        let all = json!({ "discover": true });
        tools.ask(None, "Target.setDiscoverTargets", all).await?;
        Ok(tools)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Attaches to whatever a target begins, now and later.
    async fn follow(&self, session: Option<&str>) -> Result<()> {
        let all = json!({ "autoAttach": true, "waitForDebuggerOnStart": false, "flatten": true });
        self.ask(session, "Target.setAutoAttach", all).await?;
        Ok(())
    }

    /// Asks the browser, or a target by its session.
    ///
    /// # Errors
    /// With what it refused, or when it is gone.
    pub async fn ask(
        &self,
        session: Option<&str>,
        method: &str,
        parameters: Value,
    ) -> Result<Value> {
        let (sender, answer) = oneshot::channel();
        let call = {
            let mut state = self.state();
            if state.ended {
                bail!("{method}: the browser is gone");
            }
            state.last += 1;
            let id = state.last;
            state.waiting.insert(id, sender);
            let mut call = json!({ "id": id, "method": method, "params": parameters });
            if let Some(session) = session {
                call["sessionId"] = json!(session);
            }
            call.to_string()
        };
        self.0
            .calls
            .send(Message::text(call))
            .map_err(|_| anyhow!("{method}: the browser is gone"))?;
        match tokio::time::timeout(PATIENCE, answer).await {
            Ok(Ok(Ok(result))) => Ok(result),
            Ok(Ok(Err(refused))) => bail!("{method}: {refused}"),
            Ok(Err(_)) => bail!("{method}: the browser is gone"),
            Err(_) => bail!("{method}: no answer in {PATIENCE:?}"),
        }
    }

    /// Pages and workers that live now. Each is attached to as it comes.
    #[must_use]
    pub fn targets(&self) -> Vec<Target> {
        self.state().targets.clone()
    }

    /// Waits for a target.
    ///
    /// # Errors
    /// When none comes; with those there are.
    pub async fn target(&self, wanted: impl Fn(&Target) -> bool) -> Result<Target> {
        let began = Instant::now();
        loop {
            if let Some(found) = self.targets().into_iter().find(&wanted) {
                return Ok(found);
            }
            if began.elapsed() > Duration::from_secs(20) {
                bail!("no such target among {:#?}", self.targets());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Everything that was told since the connection was made, as it came: titles and addresses of targets, the
    /// console of pages and workers, requests, navigations. Without heap snapshots.
    #[must_use]
    pub fn told(&self) -> Vec<String> {
        self.state().told.clone()
    }

    /// Lets a target's scripts call a function of this name; what they call it with comes out here.
    ///
    /// # Errors
    /// When the target refuses.
    pub async fn bind(&self, session: &str, name: &str) -> Result<mpsc::UnboundedReceiver<String>> {
        let (sender, receiver) = mpsc::unbounded_channel();
        self.state().bound.insert(name.to_owned(), sender);
        self.ask(Some(session), "Runtime.addBinding", json!({ "name": name }))
            .await?;
        Ok(receiver)
    }

    /// The value of an expression in a target.
    ///
    /// # Errors
    /// When it throws.
    pub async fn evaluate(&self, session: &str, expression: &str) -> Result<Value> {
        let asked =
            json!({ "expression": expression, "awaitPromise": true, "returnByValue": true });
        let said = self.ask(Some(session), "Runtime.evaluate", asked).await?;
        match said.get("exceptionDetails") {
            Some(thrown) => bail!("the script failed: {thrown}"),
            None => Ok(said["result"]["value"].clone()),
        }
    }

    /// A snapshot of a target's heap, as the browser writes it: every object and every string of its scripts, strings
    /// up to 1,024 characters each. What modules hold in their linear memory is not in it.
    ///
    /// # Errors
    /// When it can't be taken.
    pub async fn heap(&self, session: &str) -> Result<String> {
        self.state()
            .chunks
            .insert(session.to_owned(), String::new());
        let asked = json!({ "reportProgress": false });
        self.ask(Some(session), "HeapProfiler.takeHeapSnapshot", asked)
            .await?;
        let heap = self.state().chunks.remove(session).unwrap_or_default();
        if heap.is_empty() {
            bail!("an empty heap snapshot");
        }
        Ok(heap)
    }

    fn hear(&self, text: &str) {
        let Ok(mut message) = serde_json::from_str::<Value>(text) else {
            return;
        };
        if let Some(id) = message["id"].as_u64() {
            let waiting = self.state().waiting.remove(&id);
            if let Some(waiting) = waiting {
                let answer = match message.get("error") {
                    Some(refused) => Err(refused.to_string()),
                    None => Ok(message["result"].take()),
                };
                // Who has stopped waiting needs no answer.
                drop(waiting.send(answer));
            }
            return;
        }
        let session = message["sessionId"].as_str().unwrap_or_default().to_owned();
        let parameters = &message["params"];
        let mut state = self.state();
        match message["method"].as_str().unwrap_or_default() {
            "HeapProfiler.addHeapSnapshotChunk" => {
                let chunk = parameters["chunk"].as_str().unwrap_or_default();
                state.chunks.entry(session).or_default().push_str(chunk);
                return;
            }
            "Runtime.bindingCalled" => {
                let name = parameters["name"].as_str().unwrap_or_default();
                let payload = parameters["payload"].as_str().unwrap_or_default();
                if let Some(sender) = state.bound.get(name) {
                    drop(sender.send(payload.to_owned()));
                }
                return;
            }
            "Target.attachedToTarget" => {
                let info = &parameters["targetInfo"];
                let word = |of: &Value| of.as_str().unwrap_or_default().to_owned();
                let target = Target {
                    session: word(&parameters["sessionId"]),
                    id: word(&info["targetId"]),
                    kind: word(&info["type"]),
                    url: word(&info["url"]),
                };
                // A service worker is attached to from the browser and from its page: it is one target all the same.
                if !state.targets.iter().any(|known| known.id == target.id) {
                    state.targets.push(target.clone());
                }
                let tools = self.clone();
                tokio::spawn(async move {
                    // A kind of target does not know all of these, and a short-lived one may be gone.
                    let session = Some(target.session.as_str());
                    for tell in TELLS {
                        drop(tools.ask(session, tell, json!({})).await);
                    }
                    drop(tools.follow(session).await);
                });
            }
            "Target.targetInfoChanged" => {
                let info = &parameters["targetInfo"];
                for target in &mut state.targets {
                    if info["targetId"].as_str() == Some(&target.id) {
                        target.url = info["url"].as_str().unwrap_or_default().to_owned();
                    }
                }
            }
            "Target.detachedFromTarget" => {
                let gone = parameters["sessionId"].as_str().unwrap_or_default();
                state.targets.retain(|target| target.session != gone);
            }
            _ => {}
        }
        state.told.push(text.to_owned());
    }

    fn end(&self) {
        let mut state = self.state();
        state.ended = true;
        state.targets.clear();
        state.waiting.clear();
        state.bound.clear();
    }
}

/// Chromium writes the port and path of its tools into its profile.
async fn address(profile: &Path) -> Result<String> {
    let file = profile.join("DevToolsActivePort");
    let began = Instant::now();
    loop {
        let text = std::fs::read_to_string(&file).unwrap_or_default();
        if let Some((port, path)) = text.split_once('\n')
            && !path.is_empty()
        {
            return Ok(format!("ws://127.0.0.1:{}{}", port.trim(), path.trim()));
        }
        if began.elapsed() > Duration::from_secs(30) {
            bail!("{} does not name the port of the tools", file.display());
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
