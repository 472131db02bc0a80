//! A case is left pended on one laptop and gone on with on another, with the demo hospital's records; also while the server is
//! killed again and again.

use std::env;
use std::time::Duration;

use anyhow::{Result, ensure};
use journeys::door::{
    DEMO_PASSWORD, DEMO_USER, checked, connect, device_code, fill, join, open_demo, refill, synced,
};
use journeys::{Database, Page, Site, dist};

use super::browsers;

/// How often the server is killed on each database, where nothing else is asked for.
const KILLS: u32 = 3;
/// Names another number.
const KILLS_ASKED: &str = "CHARTROOM_SERVER_KILLS";

/// The demo hospital on the server, opened in one browser and come in to with the other.
async fn hospital_on_two(one: &Page, other: &Page) -> Result<()> {
    one.open("/").await?;
    one.wait_until_gone("[data-test=loading]").await?;
    open_demo(one).await?;
    connect(one).await?;
    let code = device_code(one).await?;
    other.open("/").await?;
    other.wait_until_gone("[data-test=loading]").await?;
    join(other, &code, DEMO_USER, DEMO_PASSWORD).await?;
    synced(other).await
}

/// Loads the next case, and shows its steps. Gives its account.
async fn load_next(page: &Page) -> Result<String> {
    page.through_palette("go to the worklist", "#work-0")
        .await?;
    page.through_palette("load the next case", "[data-test=case-account]")
        .await?;
    page.through_palette("the case: its steps", "[data-test=step-pend]")
        .await?;
    page.text("[data-test=case-account]").await
}

/// Opens the case of an account, and shows its steps.
async fn open_case(page: &Page, account: &str) -> Result<()> {
    page.through_palette("go to the worklist", "#worklist-text")
        .await?;
    refill(page, "worklist-text", account).await?;
    page.wait_for_text("#work-0", account).await?;
    page.focus("#work-0").await?;
    page.press("Enter").await?;
    page.wait_for_text("[data-test=case-account]", account)
        .await?;
    page.through_palette("the case: its steps", "[data-test=case-status]")
        .await
}

async fn pend(page: &Page, note: &str) -> Result<()> {
    page.enter("[data-test=step-pend]").await?;
    page.wait_for("dialog[open] [data-word=query]").await?;
    page.focus("[data-word=query]").await?;
    page.press("Space").await?;
    fill(page, "pend-note", note).await?;
    page.press("Enter").await?;
    page.wait_for_text("[data-test=case-status]", "pended")
        .await
}

async fn settle(page: &Page) -> Result<()> {
    page.enter("[data-test=settle]").await?;
    page.wait_for_text("[data-test=case-status]", "in progress")
        .await
}

#[tokio::test]
async fn a_case_left_on_one_laptop_is_gone_on_with_on_the_other_while_the_server_is_killed() {
    resumed("devices-resumed", Database::Sqlite).await;
}

#[tokio::test]
async fn so_it_is_where_the_server_keeps_its_records_in_postgresql() {
    resumed("devices-resumed-postgresql", Database::Postgres).await;
}

async fn resumed(name: &str, database: Database) {
    let kills: u32 = env::var(KILLS_ASKED)
        .ok()
        .and_then(|kills| kills.parse().ok())
        .unwrap_or(KILLS);
    let site = || Site::start_on(&dist(), database);
    browsers(
        name,
        site,
        async move |[one, other]: [Page; 2]| -> Result<()> {
            hospital_on_two(&one, &other).await?;
            let account = load_next(&one).await?;
            pend(&one, "Oxygen on admission").await?;
            synced(&one).await?;
            open_case(&other, &account).await?;
            other
                .wait_for_text("[data-test=case-status]", "pended")
                .await?;
            other
                .wait_for_text("[data-test=pends]", "Oxygen on admission")
                .await?;
            other.screenshot("resumed").await?;
            settle(&other).await?;
            // It changes on the screen of the first as well.
            one.wait_for_text("[data-test=case-status]", "in progress")
                .await?;

            let mut chance = journeys::canary::Chance::from_seed(5);
            for kill in 0..kills {
                let (from, to) = if kill % 2 == 0 {
                    (&one, &other)
                } else {
                    (&other, &one)
                };
                let note = format!("Answer number {kill}");
                pend(from, &note).await?;
                // Somewhere in the exchange of what was just saved.
                tokio::time::sleep(Duration::from_millis(chance.below(400))).await;
                from.site().stop();
                tokio::time::sleep(Duration::from_millis(chance.below(300))).await;
                from.site().start_again()?;
                to.wait_for_text_within("[data-test=pends]", &note, Duration::from_secs(90))
                    .await?;
                settle(to).await?;
                from.wait_for_text_within(
                    "[data-test=case-status]",
                    "in progress",
                    Duration::from_secs(90),
                )
                .await?;
            }
            println!("{database:?}: {kills} kills of the server, nothing acknowledged is missing");
            for page in [&one, &other] {
                synced(page).await?;
                let said = checked(page).await?;
                ensure!(said.contains("Everything fits"), "{said}");
            }
            Ok(())
        },
    )
    .await;
}
