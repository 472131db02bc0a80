//! The built app, driven in a real browser as its users drive it.
//!
//! A journey is one test: [`journey`] serves the site on a free loopback port, starts an empty Chromium and hands
//! the test a [`Page`]. Server and browser end with it, however it ends; a failure leaves a screenshot and what
//! the browser logged. `cargo xtask test` builds what is needed first; afterwards
//! `cargo test --package journeys NAME` runs one alone.

mod accessibility;
mod browser;
pub mod canary;
mod chromium;
pub mod cluster;
mod custody;
pub mod devtools;
pub mod door;
pub mod line;
pub mod memory;
mod page;
pub mod program;
pub mod scored;
mod site;
mod steps;

pub use accessibility::{ColorScheme, Violation};
pub use chromium::{Chromium, Profile, kill};
pub use custody::Custody;
pub use page::Page;
pub use site::{Database, Site, dist, target};

use std::sync::{Arc, Mutex};

use anyhow::{Context as _, Result};

/// Runs `steps` on a page that has nothing open yet, against the built site.
///
/// # Panics
/// When a step fails: with the step's error, the screenshot's place and the browser's log.
pub async fn journey<Steps, Walk>(name: &str, steps: Steps)
where
    Steps: FnOnce(Page) -> Walk,
    Walk: Future<Output = Result<()>>,
{
    journey_at(name, &dist(), steps).await;
}

/// Like [`journey`], with the site of another folder.
///
/// # Panics
/// As [`journey`] does.
pub async fn journey_at<Steps, Walk>(name: &str, folder: &std::path::Path, steps: Steps)
where
    Steps: FnOnce(Page) -> Walk,
    Walk: Future<Output = Result<()>>,
{
    let walked = match Site::start(folder) {
        Ok(site) => walk(name, Arc::new(Mutex::new(site)), None, steps).await,
        Err(problem) => Err(problem),
    };
    if let Err(problem) = walked {
        panic!("journey “{name}”: {problem:#}");
    }
}

/// One opening of Chromium in a profile that stays: for journeys over several of them, and to look at what is left.
/// The site has to be the same each time: its address is part of where a browser keeps things.
///
/// # Errors
/// When a step fails.
pub async fn visit<Steps, Walk>(
    name: &str,
    site: &Arc<Mutex<Site>>,
    profile: &Profile,
    steps: Steps,
) -> Result<()>
where
    Steps: FnOnce(Page) -> Walk,
    Walk: Future<Output = Result<()>>,
{
    walk(name, Arc::clone(site), Some(profile), steps).await
}

async fn walk<Steps, Walk>(
    name: &str,
    site: Arc<Mutex<Site>>,
    profile: Option<&Profile>,
    steps: Steps,
) -> Result<()>
where
    Steps: FnOnce(Page) -> Walk,
    Walk: Future<Output = Result<()>>,
{
    let (mut chromedriver, driver) = browser::start(profile).await?;
    // `run_and_quit` ends the session even when a step panics; a session dropped while a panic unwinds would
    // block for ever.
    let outcome = driver
        .run_and_quit(|driver| async move {
            let page = Page::new(name, driver, site);
            let result = steps(page.clone()).await;
            match result {
                Ok(()) => Ok(()),
                Err(problem) => Err(problem.context(page.last_state().await)),
            }
        })
        .await;
    chromedriver.kill().await.context("ending chromedriver")?;
    outcome.map_err(|problem| match problem {
        thirtyfour::WebDriverRunError::Body(problem) => problem,
        other => anyhow::anyhow!("{other}"),
    })
}
