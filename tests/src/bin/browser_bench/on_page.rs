//! What a person waits for: the page's start, its first grouping, and the main thread while typing.

use std::time::Duration;

use anyhow::{Context as _, Result};
use journeys::Page;
use serde_json::{Value, json};

/// Queries typed, spread over the file.
const TYPED: usize = 30;
/// Between two keystrokes: a fast typist's 100 words a minute are one in 120 ms.
const STROKE: Duration = Duration::from_millis(60);

/// Notes when each thing first stands on the page, and what keeps the main thread longer than 50 ms.
const WATCH: &str = r#"
    window.watched = { seen: {}, long: [], slow: [] };
    const wanted = { welcome: "[data-test=example]", drg: "[data-test=drg-number]" };
    const look = () => {
        for (const [name, css] of Object.entries(wanted)) {
            if (!(name in watched.seen) && document.querySelector(css)) watched.seen[name] = performance.now();
        }
        requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) watched.long.push([entry.startTime, entry.duration]);
    }).observe({ type: "longtask", buffered: true });
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) watched.slow.push(entry.duration);
    }).observe({ type: "event", durationThreshold: 16, buffered: true });
"#;

/// Measures the page and prints one JSON line; times are in milliseconds.
pub(crate) async fn measure(page: &Page, queries: &[String]) -> Result<()> {
    page.cdp()
        .send_raw(
            "Page.addScriptToEvaluateOnNewDocument",
            json!({ "source": WATCH }),
        )
        .await?;
    page.open("/").await?;
    page.wait_for("[data-test=example]").await?;
    let first_visit = seen(page, "welcome").await?;
    page.stored_for_offline().await?;
    page.go_offline().await?;
    page.reload().await?;
    page.wait_for("[data-test=example]").await?;
    let again = seen(page, "welcome").await?;
    page.wait_until_gone("[data-test=loading]").await?;
    let packs_open = now(page).await?;

    page.focus("[data-test=example]").await?;
    let asked = now(page).await?;
    page.press("Enter").await?;
    page.wait_for("[data-test=drg-number]").await?;
    let first_grouping = seen(page, "drg").await? - asked;
    // The index and the version have been made ready by now; typing is measured alone.
    tokio::time::sleep(Duration::from_secs(3)).await;
    let before_typing = now(page).await?;
    page.run("watched.slow.length = 0", Vec::new()).await?;
    let mut strokes = 0usize;
    for query in queries.iter().step_by((queries.len() / TYPED).max(1)) {
        page.focus("#search").await?;
        for character in query.chars() {
            page.type_text(&character.to_string()).await?;
            tokio::time::sleep(STROKE).await;
            strokes += 1;
        }
        page.press("Escape").await?;
    }
    let typing = page
        .run(
            "const long = watched.long.filter(([start]) => start >= arguments[0]).map(([, duration]) => duration); \
             const slow = watched.slow.slice().sort((a, b) => a - b); \
             return { long_tasks: long.length, longest_task_ms: Math.max(0, ...long), \
             slow_events: slow.length, slowest_event_to_paint_ms: slow.at(-1) ?? 0 };",
            vec![json!(before_typing)],
        )
        .await?;
    println!(
        "{}",
        json!({
            "first_visit_ms": first_visit,
            "start_offline_ms": again,
            "packs_open_ms": packs_open,
            "first_grouping_ms": first_grouping,
            "keystrokes": strokes,
            "typing": typing,
        })
    );
    Ok(())
}

/// When a thing was first there, from the start of the navigation.
async fn seen(page: &Page, name: &str) -> Result<f64> {
    page.run("return watched.seen[arguments[0]]", vec![json!(name)])
        .await?
        .as_f64()
        .with_context(|| format!("{name} was not seen"))
}

async fn now(page: &Page) -> Result<f64> {
    let now: Value = page.run("return performance.now()", Vec::new()).await?;
    now.as_f64().context("no clock")
}
