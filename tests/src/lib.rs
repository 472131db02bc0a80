//! The built app, driven in a real browser as its users drive it.
//!
//! A journey is one test: [`journey`] serves the site on a free loopback port, starts an empty Chromium and hands
//! the test a [`Page`]. Server and browser end with it, however it ends; a failure leaves a screenshot and what
//! the browser logged. `cargo xtask test` builds what is needed first; afterwards
//! `cargo test --package journeys NAME` runs one alone.

mod accessibility;
mod browser;
pub mod door;
mod page;
pub mod program;
pub mod scored;
mod site;
mod steps;

pub use accessibility::{ColorScheme, Violation};
pub use page::Page;
pub use site::{Site, dist, target};

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
    if let Err(problem) = walk(name, folder, steps).await {
        panic!("journey “{name}”: {problem:#}");
    }
}

async fn walk<Steps, Walk>(name: &str, folder: &std::path::Path, steps: Steps) -> Result<()>
where
    Steps: FnOnce(Page) -> Walk,
    Walk: Future<Output = Result<()>>,
{
    let site = Arc::new(Mutex::new(Site::start(folder)?));
    let (mut chromedriver, driver) = browser::start().await?;
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
