//! Several laptops in browsers, and the server between them.

mod breach;
mod five;
mod passkey;
mod registrar;
mod resumed;
mod secret;

use std::sync::{Arc, Mutex};

use anyhow::{Context as _, Result};
use journeys::door::{PASSWORD, USER, connect, device_code, found, join, synced};
use journeys::{Page, Profile, Site, dist, visit};

/// Opens so many browsers on one server, each with a profile of its own.
///
/// # Panics
/// When a step fails.
async fn browsers<const N: usize, Walk>(
    name: &str,
    site: impl FnOnce() -> Result<Site>,
    steps: impl FnOnce([Page; N]) -> Walk,
) where
    Walk: Future<Output = Result<()>>,
{
    let walked = async {
        let site = Arc::new(Mutex::new(site()?));
        let profiles = (0..N).map(|_| Profile::new(name));
        let profiles = profiles.collect::<Result<Vec<_>>>()?;
        open_next(
            name,
            &site,
            &profiles,
            Vec::new(),
            async |pages: Vec<Page>| {
                let pages = <[Page; N]>::try_from(pages).ok().context("so many pages")?;
                steps(pages).await
            },
        )
        .await
    };
    if let Err(problem) = walked.await {
        panic!("journey “{name}”: {problem:#}");
    }
}

/// Opens the next browser within the one before, until there are all.
async fn open_next(
    name: &str,
    site: &Arc<Mutex<Site>>,
    profiles: &[Profile],
    pages: Vec<Page>,
    steps: impl AsyncFnOnce(Vec<Page>) -> Result<()>,
) -> Result<()> {
    let Some((profile, rest)) = profiles.split_first() else {
        return steps(pages).await;
    };
    let called = match pages.len() {
        0 => name.to_owned(),
        number => format!("{name}-{}", number + 1),
    };
    visit(&called, site, profile, async |page| {
        let mut pages = pages;
        pages.push(page);
        Box::pin(open_next(name, site, rest, pages, steps)).await
    })
    .await
}

/// Opens two browsers on one server.
///
/// # Panics
/// When a step fails.
async fn two_browsers<Walk>(name: &str, steps: impl FnOnce(Page, Page) -> Walk)
where
    Walk: Future<Output = Result<()>>,
{
    let site = || Site::start(&dist());
    browsers(name, site, |[one, other]| steps(one, other)).await;
}

/// A facility on the server, set up in one browser, and its founder come in with the other.
async fn facility_on_two(one: &Page, other: &Page) -> Result<()> {
    one.open("/").await?;
    one.wait_until_gone("[data-test=loading]").await?;
    found(one).await?;
    connect(one).await?;
    let code = device_code(one).await?;
    other.open("/").await?;
    other.wait_until_gone("[data-test=loading]").await?;
    join(other, &code, USER, PASSWORD).await?;
    synced(other).await
}
