//! The store over the browser's own database, in a worker of a real Chromium: the suite that every backend passes, and
//! what only a browser does to a database.

use anyhow::{Context as _, Result, ensure};
use journeys::{Page, journey_at, target};
use serde_json::{Value, json};

/// The tables by name, as they stand in browsers' databases.
const TABLES: [&str; 10] = [
    "meta",
    "keys",
    "case_keys",
    "operations",
    "arrivals",
    "checkpoints",
    "catalogue",
    "bodies",
    "audit",
    "outbox",
];

/// Runs `steps` on the suite's page.
async fn beside_the_store<Walk: Future<Output = Result<()>>>(
    name: &str,
    steps: impl FnOnce(Page) -> Walk,
) {
    journey_at(name, &target().join("store-suite"), async |page| {
        page.set_script_timeout(std::time::Duration::from_secs(120))
            .await?;
        let start = page.site().url("/");
        page.goto(start).await?;
        steps(page).await
    })
    .await;
}

/// What the worker answers.
async fn ask(page: &Page, line: &str) -> Result<String> {
    let script = "while (!window.ask) await new Promise((later) => setTimeout(later, 10)); return await ask(arguments[0])";
    let said = page.run_async(script, vec![json!(line)]).await?;
    Ok(said.as_str().context("no text")?.to_owned())
}

async fn answers(page: &Page, line: &str, expected: &str) -> Result<()> {
    let said = ask(page, line).await?;
    ensure!(
        said.contains(expected),
        "“{line}” gave {said}, not {expected}"
    );
    Ok(())
}

/// What another tab does.
async fn another(page: &Page, script: &str) -> Result<Value> {
    page.run_async(&format!("return await another.{script}"), Vec::new())
        .await
}

#[tokio::test]
async fn indexeddb_passes_the_suite() {
    beside_the_store("store-suite", async |page| {
        let said = ask(&page, "suite").await?;
        let outcomes: Vec<(&str, &str)> = said
            .lines()
            .filter_map(|line| line.split_once(": "))
            .collect();
        ensure!(
            outcomes.len() == 20,
            "{} checks ran:\n{said}",
            outcomes.len()
        );
        for (name, outcome) in outcomes {
            ensure!(outcome == "holds", "{name}: {outcome}");
        }
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn an_older_build_opens_a_newer_store_of_its_hundred_and_leaves_its_tables() {
    beside_the_store("store-same-hundred", async |page| {
        let tables = json!([&TABLES[..], &["of_a_later_build"]].concat());
        another(&page, &format!("make('later', 150, {tables})")).await?;
        answers(&page, "open later", "open 150").await?;
        answers(&page, "put later a 10 strict", "written").await?;
        answers(&page, "count later", "1 1").await?;
        answers(&page, "close later", "closed").await?;
        let left = another(&page, "tables('later')").await?.to_string();
        ensure!(
            left.starts_with("\"150 ") && left.contains("of_a_later_build"),
            "{left}"
        );
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn another_hundred_is_refused_by_name_and_left_as_it_is() {
    beside_the_store("store-next-hundred", async |page| {
        another(&page, "make('breaking', 200, ['quite_another'])").await?;
        answers(&page, "open breaking", "Newer { found: 200, known: 100 }").await?;
        let left = another(&page, "tables('breaking')").await?;
        ensure!(left == json!("200 quite_another"), "{left}");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_database_without_its_tables_is_damaged_and_not_mended_in_silence() {
    beside_the_store("store-damaged", async |page| {
        another(&page, "make('half', 100, ['meta', 'keys'])").await?;
        answers(&page, "open half", "Damaged").await?;
        let left = another(&page, "tables('half')").await?;
        ensure!(left == json!("100 keys meta"), "{left}");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_deleted_database_is_gone_and_does_not_come_back_empty() {
    beside_the_store("store-gone", async |page| {
        answers(&page, "open kept", "open 100").await?;
        answers(&page, "put kept a 10 strict", "written").await?;
        // The deletion goes through at once: the worker lets go of the database when it is asked to.
        another(&page, "remove('kept')").await?;
        answers(&page, "told kept", "Some(Gone)").await?;
        answers(&page, "put kept b 10 strict", "Gone").await?;
        answers(&page, "count kept", "Gone").await?;
        let names = another(&page, "names()").await?;
        ensure!(names == json!([]), "{names}");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn site_data_cleared_by_the_browser_is_gone_and_does_not_come_back_empty() {
    beside_the_store("store-cleared", async |page| {
        answers(&page, "open kept", "open 100").await?;
        answers(&page, "put kept a 10 strict", "written").await?;
        let origin = page.run("return location.origin", Vec::new()).await?;
        let cleared = json!({ "origin": origin, "storageTypes": "indexeddb" });
        page.cdp()
            .send_raw("Storage.clearDataForOrigin", cleared)
            .await?;
        answers(&page, "put kept b 10 strict", "Gone").await?;
        answers(&page, "count kept", "Gone").await?;
        let names = another(&page, "names()").await?;
        ensure!(names == json!([]), "{names}");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn another_tab_that_upgrades_is_let_through_and_the_holder_told() {
    beside_the_store("store-closing", async |page| {
        answers(&page, "open shared", "open 100").await?;
        answers(&page, "put shared a 10 strict", "written").await?;
        another(&page, "make('shared', 101, ['new_table'])").await?;
        answers(&page, "told shared", "Some(Closing)").await?;
        answers(&page, "put shared b 10 strict", "Closing").await?;
        // What was there is there for the next to open it.
        answers(&page, "open shared", "open 101").await?;
        answers(&page, "count shared", "1 1").await?;
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_full_disk_refuses_the_whole_batch_and_what_was_there_stays() {
    beside_the_store("store-full", async |page| {
        // Before the first write: the browser remembers for a while how much room there was.
        let origin = page.run("return location.origin", Vec::new()).await?;
        let small = json!({ "origin": origin, "quotaSize": 2_000_000 });
        page.cdp()
            .send_raw("Storage.overrideQuotaForOrigin", small)
            .await?;
        answers(&page, "open full", "open 100").await?;
        answers(&page, "put full a 1000 strict", "written").await?;
        answers(&page, "put full b 20000000 strict", "Full").await?;
        answers(&page, "count full", "1 1").await?;
        page.cdp()
            .send_raw(
                "Storage.overrideQuotaForOrigin",
                json!({ "origin": origin }),
            )
            .await?;
        answers(&page, "put full b 20000000 strict", "written").await?;
        answers(&page, "count full", "2 612").await?;
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_broken_connection_is_made_again() {
    beside_the_store("store-severed", async |page| {
        answers(&page, "open broken", "open 100").await?;
        answers(&page, "lease broken", "1").await?;
        answers(&page, "put broken a 10 relaxed", "written").await?;
        answers(&page, "sever broken", "severed").await?;
        answers(&page, "count broken", "1 1").await?;
        answers(&page, "sever broken", "severed").await?;
        answers(&page, "put broken b 10 strict", "written").await?;
        answers(&page, "count broken", "2 2").await?;
        answers(&page, "told broken", "None").await?;
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_worker_hears_what_the_browser_says_of_its_storage() {
    beside_the_store("store-health", async |page| {
        let said = ask(&page, "health").await?;
        ensure!(
            said.contains("persisted: ")
                && said.contains("used: Some(")
                && said.contains("quota: Some("),
            "{said}"
        );
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn only_the_page_can_ask_the_browser_to_keep_its_storage() {
    beside_the_store("store-persist", async |page| {
        answers(&page, "persist", "a worker can't ask the browser").await?;
        // Whether it says yes is the browser's affair: what is passed on has to be its answer.
        let said = page
            .run_async("return await askThePage()", Vec::new())
            .await?;
        ensure!(
            said == json!("Ok(true) true") || said == json!("Ok(false) false"),
            "{said}"
        );
        Ok(())
    })
    .await;
}

/// Prints what this machine does; `--nocapture` shows it. It fails only when the rows don't come back.
#[tokio::test]
async fn its_speed_is_told() {
    beside_the_store("store-speed", async |page| {
        let said = ask(&page, "speed").await?;
        println!("{said}");
        ensure!(said.contains("unlock: "), "{said}");
        Ok(())
    })
    .await;
}
