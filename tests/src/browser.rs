//! An empty headless Chromium, driven through a chromedriver of one's own.

use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use thirtyfour::LoggingPrefsLogLevel;
use thirtyfour::prelude::*;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader};
use tokio::process::{Child, Command};

use crate::chromium::Profile;

/// What makes Chromium run without a screen, as root, and without talking to anyone.
pub(crate) const FLAGS: [&str; 9] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1366,768",
];

/// How often chromedriver may come up without a port before it counts as broken: on a busy machine the port it
/// has looked up is sometimes taken when it binds it.
const ATTEMPTS: usize = 3;

/// Starts both. Where no profile is named, the session has one of its own, which chromedriver removes.
pub(crate) async fn start(profile: Option<&Profile>) -> Result<(Child, WebDriver)> {
    let (chromedriver, port) = chromedriver().await?;
    let mut wanted = DesiredCapabilities::chrome();
    for flag in FLAGS {
        wanted.add_arg(flag)?;
    }
    if let Some(profile) = profile {
        profile.forget_port();
        wanted.add_arg(&profile.flag())?;
    }
    wanted.set_browser_log_level(LoggingPrefsLogLevel::All)?;
    let driver = WebDriver::new(format!("http://127.0.0.1:{port}"), wanted)
        .await
        .context("opening a Chromium session")?;
    driver.set_script_timeout(Duration::from_secs(60)).await?;
    Ok((chromedriver, driver))
}

/// A chromedriver and the port it listens on.
async fn chromedriver() -> Result<(Child, String)> {
    let mut said = String::new();
    for _ in 0..ATTEMPTS {
        let mut chromedriver = Command::new("chromedriver")
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .context("starting chromedriver\n  fix: cargo xtask setup --browser")?;
        let output = chromedriver
            .stdout
            .take()
            .context("chromedriver without output")?;
        let mut errors = chromedriver
            .stderr
            .take()
            .context("chromedriver without errors")?;
        let mut lines = BufReader::new(output).lines();
        while let Some(line) = lines.next_line().await? {
            if let Some((_, rest)) = line.split_once("started successfully on port ") {
                let port = rest.trim_end_matches('.').to_owned();
                // It goes on talking; an unread pipe would stop it.
                tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
                tokio::spawn(
                    async move { tokio::io::copy(&mut errors, &mut tokio::io::sink()).await },
                );
                return Ok((chromedriver, port));
            }
            said = format!("{said}\n    {line}");
        }
        errors.read_to_string(&mut said).await?;
    }
    bail!("chromedriver named no port, {ATTEMPTS} times; it said:{said}")
}
