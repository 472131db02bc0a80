//! Two laptops in two browsers, and the server between them.

mod breach;
mod passkey;
mod registrar;
mod resumed;
mod secret;

use std::sync::{Arc, Mutex};

use anyhow::Result;
use journeys::door::{PASSWORD, USER, connect, device_code, found, join, synced};
use journeys::{Page, Profile, Site, dist, visit};

/// Opens two browsers on one server.
///
/// # Panics
/// When a step fails.
async fn two_browsers<Walk>(name: &str, steps: impl FnOnce(Page, Page) -> Walk)
where
    Walk: Future<Output = Result<()>>,
{
    two_browsers_at(name, Site::start(&dist()), steps).await;
}

/// Opens two browsers on this server.
///
/// # Panics
/// When a step fails.
async fn two_browsers_at<Walk>(
    name: &str,
    site: Result<Site>,
    steps: impl FnOnce(Page, Page) -> Walk,
) where
    Walk: Future<Output = Result<()>>,
{
    let walked = async {
        let site = Arc::new(Mutex::new(site?));
        let (one, other) = (Profile::new(name)?, Profile::new(name)?);
        visit(name, &site, &one, async |first| {
            let second = format!("{name}-second");
            visit(&second, &site, &other, async |page| {
                steps(first, page).await
            })
            .await
        })
        .await
    };
    if let Err(problem) = walked.await {
        panic!("journey “{name}”: {problem:#}");
    }
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
