//! The site's own custodian, asked without its screens: the production worker on the site's origin, with requests and
//! answers as the types they are. What it says reaches this process at once, so that it is known here what was
//! acknowledged when the browser is ended the moment after.

use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use custodian::protocol::{Answer as _, Asked, Event, Failure, Request};
use line::Said;
use tokio::sync::mpsc;

use crate::devtools::DevTools;
use crate::site::Site;

/// How long an answer may take: a key is derived in it, or the whole store checked.
const PATIENCE: Duration = Duration::from_secs(120);
/// A file of the site that is no page and starts no worker of its own.
const QUIET: &str = "/manifest.webmanifest";

/// A custodian that listens.
pub struct Custody {
    tools: DevTools,
    session: String,
    said: mpsc::UnboundedReceiver<String>,
    last: u32,
}

impl Custody {
    /// Starts the custodian of a site in the page that a Chromium shows, and has it look at its store.
    ///
    /// # Errors
    /// When it does not come up.
    pub async fn of(tools: &DevTools, site: &Site) -> Result<(Self, Event)> {
        let session = tools.target(|one| one.kind == "page").await?.session;
        let url = site.url(QUIET);
        let asked = serde_json::json!({ "url": url });
        tools.ask(Some(&session), "Page.navigate", asked).await?;
        let here = format!("location.href === '{url}' && document.readyState === 'complete'");
        let mut tries = 0;
        while tools.evaluate(&session, &here).await.ok() != Some(true.into()) {
            tries += 1;
            ensure!(tries < 500, "{url} does not load");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let said = tools.bind(&session, "custodianSaid").await?;
        let keys = tools
            .evaluate(&session, include_str!("worker_line.js"))
            .await?;
        let mut custody = Self {
            tools: tools.clone(),
            session,
            said,
            last: 0,
        };
        match custody.next().await? {
            Said::Listening => {}
            other => bail!("the custodian began with {other:?}"),
        }
        let key_worker = keys.as_str().context("no key worker")?.to_owned();
        let door = custody.ask(Request::Begin { key_worker }).await?;
        Ok((custody, door))
    }

    /// Asks, and waits for the last answer.
    ///
    /// # Errors
    /// When the custodian or the browser is gone. A refusal is an answer: [`Event::Failed`].
    pub async fn ask(&mut self, request: Request) -> Result<Event> {
        self.last += 1;
        let id = self.last;
        let bytes = BASE64_STANDARD.encode(line::encode(&Asked { id, request }));
        self.tools
            .evaluate(&self.session, &format!("askCustodian('{bytes}')"))
            .await?;
        loop {
            match self.next().await? {
                Said::Told(told) if told.id == id && told.event.is_last() => return Ok(told.event),
                Said::Told(_) => {}
                other => bail!("the custodian said {other:?}"),
            }
        }
    }

    /// Asks for what must not be refused.
    ///
    /// # Errors
    /// With the refusal; and as [`Custody::ask`].
    pub async fn get(&mut self, request: Request) -> Result<Event> {
        match self.ask(request).await? {
            Event::Failed(Failure {
                what,
                why,
                place,
                fix,
            }) => bail!("refused: {what} {why} ({place}) {fix}"),
            event => Ok(event),
        }
    }

    async fn next(&mut self) -> Result<Said<Event>> {
        let text = tokio::time::timeout(PATIENCE, self.said.recv())
            .await
            .context("the custodian does not answer")?
            .context("the browser is gone")?;
        if let Some(problem) = text.strip_prefix("! ") {
            bail!("the custodian's worker failed: {problem}");
        }
        let bytes = BASE64_STANDARD.decode(text)?;
        line::decode(&bytes, "custodian").map_err(|failure: Failure| anyhow::anyhow!(failure.why))
    }
}
