//! Speeds inside a worker of its own, beside the page's.

use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use engine::protocol::{Asked, Event, Request, Told};
use journeys::Page;
use line::{decode, encode};
use serde_json::{Value, json};

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(120);

/// Starts a second engine beside the page's own and keeps what it says.
const START: &str = r#"
    const url = document.querySelector('meta[name="chartroom-engine"]').content;
    const bench = window.bench = { told: [], asked: performance.now() };
    bench.worker = new Worker(url, { type: "module" });
    bench.worker.onmessage = (message) => {
        const bytes = message.data instanceof Uint8Array ? message.data : new Uint8Array(message.data);
        let text = "";
        for (let i = 0; i < bytes.length; i += 32768) text += String.fromCharCode(...bytes.subarray(i, i + 32768));
        bench.told.push([btoa(text), performance.now() - bench.asked]);
    };
"#;

/// Hands a message over, as the page's own client does.
const ASK: &str = r#"
    const text = atob(arguments[0]);
    const bytes = Uint8Array.from(text, (c) => c.charCodeAt(0));
    window.bench.asked = performance.now();
    window.bench.worker.postMessage(bytes);
"#;

/// Starts a fresh engine and opens the packs. Returns the milliseconds until it was ready.
pub(crate) async fn start(page: &Page) -> Result<f64> {
    page.run(START, Vec::new()).await?;
    // The engine says that it listens; what is asked before is lost.
    hear(page, |event| matches!(event, Event::Done)).await?;
    let (_, start_ms) = ask(
        page,
        Request::Start {
            packs: "/packs/".to_owned(),
        },
        |event| matches!(event, Event::Ready(_)),
    )
    .await?;
    Ok(start_ms)
}

/// Asks a fresh engine for a measurement and prints what it answers.
pub(crate) async fn measure(page: &Page, request: Request) -> Result<()> {
    page.open("/").await?;
    page.stored_for_offline().await?;
    let start_ms = start(page).await?;
    let (answer, _) = ask(page, request, |e| {
        matches!(
            e,
            Event::BenchGroup(_) | Event::BenchSearch(_) | Event::BenchStays(..) | Event::Failed(_)
        )
    })
    .await?;
    let measured = match answer {
        Event::BenchGroup(found) => serde_json::to_value(found)?,
        Event::BenchSearch(found) => serde_json::to_value(found)?,
        Event::BenchStays(stays, what_if) => json!({ "stays": stays, "what_if": what_if }),
        other => bail!("the engine answered {other:?}"),
    };
    println!(
        "{}",
        json!({ "engine_ready_ms": start_ms, "measured": measured })
    );
    Ok(())
}

/// Asks, and waits for the event that is wanted. Returns it with the milliseconds it took.
pub(crate) async fn ask(
    page: &Page,
    request: Request,
    wanted: impl Fn(&Event) -> bool,
) -> Result<(Event, f64)> {
    let bytes = encode(&Asked { id: 1, request });
    let text = base64(&bytes);
    page.run(ASK, vec![Value::String(text)]).await?;
    hear(page, wanted).await
}

/// Waits for the event that is wanted. Returns it with the milliseconds since something was asked.
async fn hear(page: &Page, wanted: impl Fn(&Event) -> bool) -> Result<(Event, f64)> {
    let began = std::time::Instant::now();
    while began.elapsed() < PATIENCE {
        let told = page
            .run("return window.bench.told.splice(0)", Vec::new())
            .await?;
        for message in told.as_array().context("no list of messages")? {
            let text = message[0].as_str().context("no message")?;
            let told: Told =
                decode(&bytes_of(text)?, "engine").map_err(|f| anyhow::anyhow!("{}", f.why))?;
            if wanted(&told.event) {
                return Ok((told.event, message[1].as_f64().unwrap_or_default()));
            }
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    bail!("the engine did not answer within {PATIENCE:?}")
}

fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

fn bytes_of(text: &str) -> Result<Vec<u8>> {
    use base64::Engine as _;
    Ok(base64::engine::general_purpose::STANDARD.decode(text)?)
}
