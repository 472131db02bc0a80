//! A clinic's five laptops on a server with PostgreSQL: all go on while it is away, no number is given out twice, everybody has
//! everything afterwards, and one of them is frozen by another within the minute.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use journeys::door::{PASSWORD, USER, checked, connect, device_code, fill, found, join, synced};
use journeys::{Database, Page, Site, dist};

use super::browsers;
use super::registrar::{create, find, lend};

/// Who is registered on which laptop.
const PATIENTS: [(&str, &str); 5] = [
    ("Samplewright", "Augustus"),
    ("Placeholder", "Wilhelmina"),
    ("Fixturely", "Cornelius"),
    ("Mockingham", "Theodora"),
    ("Testerton", "Bartholomew"),
];

/// How long containing may take (J7).
const MINUTE: Duration = Duration::from_secs(60);

#[tokio::test]
async fn five_laptops_go_on_without_the_server_and_have_the_same_afterwards() {
    let site = || Site::start_on(&dist(), Database::Postgres);
    browsers(
        "devices-five",
        site,
        async |pages: [Page; 5]| -> Result<()> {
            let [one, others @ ..] = &pages;
            one.open("/").await?;
            one.wait_until_gone("[data-test=loading]").await?;
            found(one).await?;
            connect(one).await?;
            for other in others {
                let code = device_code(one).await?;
                other.open("/").await?;
                other.wait_until_gone("[data-test=loading]").await?;
                join(other, &code, USER, PASSWORD).await?;
                synced(other).await?;
            }
            for page in &pages {
                lend(page).await?;
                synced(page).await?;
            }

            one.site().stop();
            let mut numbers = Vec::new();
            for (page, (family, given)) in pages.iter().zip(PATIENTS) {
                numbers.push(create(page, family, given).await?);
            }
            let different: BTreeSet<&String> = numbers.iter().collect();
            ensure!(
                different.len() == numbers.len(),
                "given out twice: {numbers:?}"
            );
            one.site().start_again()?;
            for page in &pages {
                synced(page).await?;
            }
            // Each finds the next one's patient.
            for (at, page) in pages.iter().enumerate() {
                let next = (at + 1) % pages.len();
                find(page, &numbers[next], &PATIENTS[next].0.to_uppercase()).await?;
            }

            let began = Instant::now();
            one.through_palette("suspected breach", "[data-test=contain-form]")
                .await?;
            one.wait_for("[data-test=contain-other]").await?;
            one.focus("[data-test=contain-other]").await?;
            one.press("Space").await?;
            fill(one, "contain-words", "Laptop left in a taxi").await?;
            one.press("Enter").await?;
            one.wait_for("[data-test=contained-told]").await?;
            let mut frozen = 0;
            while frozen == 0 && began.elapsed() < MINUTE {
                for other in others {
                    let state = other.text("[data-test=exchange-state]").await?;
                    frozen += usize::from(state.contains("frozen"));
                }
            }
            ensure!(
                frozen == 1,
                "{frozen} laptops are frozen, in {:?}",
                began.elapsed()
            );
            one.enter("[data-test=contained-done]").await?;
            one.wait_for("[data-test=alarm]").await?;
            let said = checked(one).await?;
            ensure!(said.contains("Everything fits"), "{said}");
            println!(
                "five laptops: {} numbers, one frozen in {:?}",
                numbers.len(),
                began.elapsed()
            );
            Ok(())
        },
    )
    .await;
}
