//! One tab of the app, with the few things a journey does: open, wait, type, press, look, lose the network.

use std::fs;
use std::ops::Deref;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::{Value, json};
use thirtyfour::prelude::*;

use crate::site::{self, Site};

/// How long anything may take to appear.
const PATIENCE: Duration = Duration::from_secs(20);
const GLANCE: Duration = Duration::from_millis(25);

/// A tab. Everything that WebDriver can do is at hand as well.
#[derive(Clone)]
pub struct Page {
    journey: Arc<str>,
    driver: WebDriver,
    site: Arc<Mutex<Site>>,
}

impl Deref for Page {
    type Target = WebDriver;

    fn deref(&self) -> &WebDriver {
        &self.driver
    }
}

impl Page {
    pub(crate) fn new(journey: &str, driver: WebDriver, site: Arc<Mutex<Site>>) -> Self {
        Self {
            journey: journey.into(),
            driver,
            site,
        }
    }

    /// The server: to be stopped, started again, or given another version.
    pub fn site(&self) -> MutexGuard<'_, Site> {
        self.site.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The same server, for another browser.
    #[must_use]
    pub fn same_site(&self) -> Arc<Mutex<Site>> {
        Arc::clone(&self.site)
    }

    // ---- getting there ------------------------------------------------------------------------------------

    /// Opens a path and waits until the app stands on the page.
    ///
    /// # Errors
    /// When the page does not load, or the app says it could not start.
    pub async fn open(&self, path: &str) -> Result<()> {
        let url = self.site().url(path);
        self.goto(url).await?;
        self.started().await
    }

    /// Reloads and waits until the app stands on the page.
    ///
    /// # Errors
    /// As [`Page::open`].
    pub async fn reload(&self) -> Result<()> {
        self.refresh().await?;
        self.started().await
    }

    async fn started(&self) -> Result<()> {
        match self
            .wait_for_state("app", &["started", "failed"])
            .await?
            .as_str()
        {
            "started" => Ok(()),
            _ => bail!("the app could not start: {}", self.text("body").await?),
        }
    }

    /// Waits until every file is stored for use without a network.
    ///
    /// # Errors
    /// When it does not come to that.
    pub async fn stored_for_offline(&self) -> Result<()> {
        let state = self.wait_for_state("offline", &["ready", "failed"]).await?;
        ensure!(state == "ready", "the offline copy could not be stored");
        Ok(())
    }

    /// Waits until `<html data-NAME>` has one of the values, and returns which.
    ///
    /// # Errors
    /// When it has none of them in time.
    pub async fn wait_for_state(&self, name: &str, values: &[&str]) -> Result<String> {
        let script = "return document.documentElement.dataset[arguments[0]] ?? ''";
        let mut last = String::new();
        let found = self
            .until(async || {
                last = self
                    .run(script, vec![json!(name)])
                    .await?
                    .as_str()
                    .unwrap_or_default()
                    .to_owned();
                Ok(values.contains(&last.as_str()))
            })
            .await?;
        ensure!(found, "data-{name} is “{last}”, not one of {values:?}");
        Ok(last)
    }

    // ---- the network --------------------------------------------------------------------------------------

    /// Kills the server and takes the browser off the network.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn go_offline(&self) -> Result<()> {
        self.site().stop();
        self.network(true).await
    }

    /// Both again, under the same address.
    ///
    /// # Errors
    /// When the server does not come back, or the browser refuses.
    pub async fn come_online(&self) -> Result<()> {
        self.site().start_again()?;
        self.network(false).await
    }

    async fn network(&self, offline: bool) -> Result<()> {
        let conditions = json!({ "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
        self.cdp().send_raw("Network.enable", json!({})).await?;
        self.cdp()
            .send_raw("Network.emulateNetworkConditions", conditions)
            .await?;
        Ok(())
    }

    /// Asks the browser's own tools about this page.
    ///
    /// # Errors
    /// With what they refuse.
    pub async fn tools(&self, method: &str, parameters: Value) -> Result<Value> {
        Ok(self.cdp().send_raw(method, parameters).await?)
    }

    // ---- the window ---------------------------------------------------------------------------------------

    /// Shows the page at 200 %: a window of 1366 by 768 is one of 683 by 384 then, two dots to the pixel.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn enlarge(&self) -> Result<()> {
        let half = json!({ "width": 683, "height": 384, "deviceScaleFactor": 2, "mobile": false });
        self.cdp()
            .send_raw("Emulation.setDeviceMetricsOverride", half)
            .await?;
        Ok(())
    }

    /// Shows the page at 100 % again.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn natural_size(&self) -> Result<()> {
        self.cdp()
            .send_raw("Emulation.clearDeviceMetricsOverride", json!({}))
            .await?;
        Ok(())
    }

    /// Scrolls whatever has to be scrolled until the element's beginning is in sight.
    ///
    /// # Errors
    /// When there is no such element in time, or it can't be scrolled into sight.
    pub async fn bring_into_sight(&self, css: &str) -> Result<()> {
        self.wait_for(css).await?;
        let script = "const e = document.querySelector(arguments[0]); \
             e.scrollIntoView({ block: 'start', inline: 'nearest', behavior: 'instant' }); \
             await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))); \
             const { top, bottom } = e.getBoundingClientRect(); \
             return bottom > 0 && top < innerHeight";
        let seen = self.run_async(script, vec![json!(css)]).await?;
        ensure!(seen == json!(true), "{css} can't be scrolled into sight");
        Ok(())
    }

    // ---- the keyboard -------------------------------------------------------------------------------------

    /// Presses keys together, as a person would: `"Enter"`, `"Control+z"`, `"Alt+ArrowUp"`, `"?"`.
    ///
    /// # Errors
    /// When a name is unknown or the browser refuses.
    pub async fn press(&self, chord: &str) -> Result<()> {
        let parts: Vec<&str> = if chord == "+" {
            vec!["+"]
        } else {
            chord.split('+').collect()
        };
        let keys: Vec<char> = parts.into_iter().map(key).collect::<Result<_>>()?;
        let mut actions = self.action_chain();
        for key in &keys {
            actions = actions.key_down(*key);
        }
        for key in keys.iter().rev() {
            actions = actions.key_up(*key);
        }
        actions.perform().await?;
        Ok(())
    }

    /// Types into whatever has the focus.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn type_text(&self, text: &str) -> Result<()> {
        self.action_chain().send_keys(text).perform().await?;
        Ok(())
    }

    /// Gives an element the focus, as Tab would.
    ///
    /// # Errors
    /// When there is no such element in time.
    pub async fn focus(&self, css: &str) -> Result<()> {
        self.wait_for(css).await?;
        self.run(
            "document.querySelector(arguments[0]).focus()",
            vec![json!(css)],
        )
        .await?;
        Ok(())
    }

    /// Gives an element the focus and presses Enter on it.
    ///
    /// # Errors
    /// When there is no such element in time.
    pub async fn enter(&self, css: &str) -> Result<()> {
        self.focus(css).await?;
        self.press("Enter").await
    }

    /// Chooses a file in a file field, once it is there.
    ///
    /// # Errors
    /// When no such field comes, or the browser refuses.
    pub async fn choose_file(&self, css: &str, file: &std::path::Path) -> Result<()> {
        let script = "return Boolean(document.querySelector(arguments[0]))";
        let there = self
            .until(async || Ok(self.run(script, vec![json!(css)]).await? == Value::Bool(true)))
            .await?;
        ensure!(there, "no {css} on the page");
        let field = self.find(By::Css(css)).await?;
        field.send_keys(file.to_string_lossy()).await?;
        Ok(())
    }

    // ---- looking ------------------------------------------------------------------------------------------

    /// Waits until an element is shown.
    ///
    /// # Errors
    /// When it does not come in time.
    pub async fn wait_for(&self, css: &str) -> Result<WebElement> {
        let script =
            "const e = document.querySelector(arguments[0]); return Boolean(e?.checkVisibility())";
        let found = self
            .until(async || Ok(self.run(script, vec![json!(css)]).await? == Value::Bool(true)))
            .await?;
        ensure!(found, "no {css} on the page");
        Ok(self.find(By::Css(css)).await?)
    }

    /// Waits until an element is not shown any more.
    ///
    /// # Errors
    /// When it stays.
    pub async fn wait_until_gone(&self, css: &str) -> Result<()> {
        let script = "const e = document.querySelector(arguments[0]); return !e?.checkVisibility()";
        let gone = self
            .until(async || Ok(self.run(script, vec![json!(css)]).await? == Value::Bool(true)))
            .await?;
        ensure!(gone, "{css} is still on the page");
        Ok(())
    }

    /// Waits until the text of the first element that fits holds `wanted`.
    ///
    /// # Errors
    /// When it does not in time; the error says what it held.
    pub async fn wait_for_text(&self, css: &str, wanted: &str) -> Result<()> {
        let mut last = String::new();
        let found = self
            .until(async || {
                last = self.text(css).await?;
                Ok(last.contains(wanted))
            })
            .await?;
        ensure!(found, "{css} holds “{last}”, not “{wanted}”");
        Ok(())
    }

    /// As [`Page::wait_for_text`], with more patience.
    ///
    /// # Errors
    /// As there.
    pub async fn wait_for_text_within(
        &self,
        css: &str,
        wanted: &str,
        time: Duration,
    ) -> Result<()> {
        let began = Instant::now();
        loop {
            let found = self.wait_for_text(css, wanted).await;
            if found.is_ok() || began.elapsed() > time {
                return found;
            }
        }
    }

    /// What an element shows; nothing when it is not there.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn text(&self, css: &str) -> Result<String> {
        let script = "return document.querySelector(arguments[0])?.innerText ?? ''";
        let text = self.run(script, vec![json!(css)]).await?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// Runs the body of a function in the page and returns what it returns.
    ///
    /// # Errors
    /// When it throws.
    pub async fn run(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        Ok(self.execute(script, arguments).await?.json().clone())
    }

    /// Runs the body of an async function in the page and returns what it resolves to.
    ///
    /// # Errors
    /// When it rejects.
    pub async fn run_async(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        let wrapped = format!(
            "const done = arguments[arguments.length - 1]; \
             (async (...arguments) => {{ {script} }})(...arguments) \
             .then(value => done({{ value: value ?? null }}), problem => done({{ problem: String(problem) }}))"
        );
        let answer = self.execute_async(wrapped, arguments).await?.json().clone();
        match answer.get("problem") {
            Some(problem) => bail!("the page's script failed: {problem}"),
            None => Ok(answer.get("value").cloned().unwrap_or(Value::Null)),
        }
    }

    /// Asks until the answer is yes; no answer counts as no.
    async fn until(&self, mut asked: impl AsyncFnMut() -> Result<bool>) -> Result<bool> {
        let began = Instant::now();
        loop {
            let answer = asked().await;
            if began.elapsed() > PATIENCE {
                return answer;
            }
            if matches!(answer, Ok(true)) {
                return Ok(true);
            }
            tokio::time::sleep(GLANCE).await;
        }
    }

    // ---- what is left to look at --------------------------------------------------------------------------

    /// Writes `target/screenshots/JOURNEY-NAME.png`.
    ///
    /// # Errors
    /// When it can't be taken or written.
    pub async fn screenshot(&self, name: &str) -> Result<PathBuf> {
        let folder = site::target().join("screenshots");
        fs::create_dir_all(&folder)?;
        let file = folder.join(format!("{}-{name}.png", self.journey));
        self.driver
            .screenshot(&file)
            .await
            .with_context(|| format!("writing {}", file.display()))?;
        Ok(file)
    }

    /// What the browser complained of since the last call: errors of scripts, refused policies, failed loads.
    ///
    /// # Errors
    /// When the browser gives no log.
    pub async fn complaints(&self) -> Result<Vec<String>> {
        let log = self.browser_log().await?;
        Ok(log
            .into_iter()
            .filter(|entry| entry.level == "SEVERE")
            .map(|entry| entry.message)
            .collect())
    }

    /// For the error of a journey that failed.
    pub(crate) async fn last_state(&self) -> String {
        let picture = match self.screenshot("failed").await {
            Ok(file) => file.display().to_string(),
            Err(problem) => format!("none ({problem})"),
        };
        let log = match self.browser_log().await {
            Ok(entries) => entries
                .iter()
                .map(|entry| format!("\n    {} {}", entry.level, entry.message))
                .collect(),
            Err(problem) => format!("none ({problem})"),
        };
        format!("screenshot: {picture}; browser log: {log}")
    }
}

/// The character by which WebDriver knows a key.
fn key(name: &str) -> Result<char> {
    let named = match name {
        "Control" | "Ctrl" => Key::Control,
        "Alt" => Key::Alt,
        "Shift" => Key::Shift,
        "Meta" => Key::Meta,
        "Enter" => Key::Enter,
        "Escape" | "Esc" => Key::Escape,
        "Tab" => Key::Tab,
        "Space" => Key::Space,
        "Backspace" => Key::Backspace,
        "Delete" => Key::Delete,
        "Home" => Key::Home,
        "End" => Key::End,
        "PageUp" => Key::PageUp,
        "PageDown" => Key::PageDown,
        "ArrowUp" => Key::Up,
        "ArrowDown" => Key::Down,
        "ArrowLeft" => Key::Left,
        "ArrowRight" => Key::Right,
        "F3" => Key::F3,
        _ => {
            let mut characters = name.chars();
            return match (characters.next(), characters.next()) {
                (Some(character), None) => Ok(character),
                _ => bail!("no key is called “{name}”"),
            };
        }
    };
    Ok(named.into())
}
