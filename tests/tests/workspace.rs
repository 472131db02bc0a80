//! A stay coded by keyboard alone, with the server dead and the network off, from an empty page to its DRG.

use anyhow::{Result, ensure};
use journeys::{Page, journey};

/// Finds a code as a coder would and posts it.
async fn post(page: &Page, words: &str, code: &str) -> Result<()> {
    page.focus("#search").await?;
    page.type_text(words).await?;
    page.wait_for(&format!(
        "[data-test=offer][aria-selected=true][data-code=\"{code}\"]"
    ))
    .await?;
    page.press("Enter").await
}

async fn drg(page: &Page, number: &str) -> Result<()> {
    page.wait_for_text("[data-test=drg-number]", number).await
}

#[tokio::test]
async fn a_stay_is_coded_by_keyboard_without_server_and_network() {
    journey("workspace", async |page| {
        page.begin_offline().await?;

        page.enter("[data-test=start-empty]").await?;
        for (field, keys) in [
            ("#stay-admission", "02102026"),
            ("#stay-discharge", "02142026"),
            ("#stay-birth", "05041951"),
            ("#stay-sex", "f"),
            ("#stay-status", "01"),
        ] {
            page.focus(field).await?;
            page.type_text(keys).await?;
        }
        post(&page, "nstemi", "I214").await?;
        post(&page, "acute on chronic systolic heart failure", "I5023").await?;
        post(&page, "027034Z", "027034Z").await?;
        page.wait_for_text("#row-principal", "I21.4").await?;
        drg(&page, "321").await?;
        page.wait_for_text("[data-test=grouper]", "43.0").await?;
        page.wait_for("[data-test=edits]").await?;
        page.screenshot("coded").await?;

        // Anything can be undone, and done again.
        page.focus("#row-principal").await?;
        page.press("Control+z").await?;
        page.wait_until_gone("#row-procedure-0").await?;
        drg(&page, "280").await?;
        page.press("Control+y").await?;
        drg(&page, "321").await?;

        // Another principal diagnosis by key: the first secondary one moves up.
        page.focus("#row-secondary-0").await?;
        page.press("Alt+ArrowUp").await?;
        page.wait_for_text("#row-principal", "I50.23").await?;
        page.press("Control+z").await?;
        page.wait_for_text("#row-principal", "I21.4").await?;

        // A code that is taken out and posted anew has lost its indicator; that is seen until it has one again.
        post(&page, "hyperlipidemia", "E785").await?;
        page.wait_for("#row-secondary-1").await?;
        page.focus("#row-secondary-0").await?;
        page.press("n").await?;
        page.press("Delete").await?;
        page.wait_until_gone("#row-secondary-1").await?;
        // The focus goes to the next row with the next frame. However late that comes, it takes no field from who types.
        post(&page, "acute on chronic systolic heart failure", "I5023").await?;
        page.wait_for("#row-secondary-1").await?;
        page.focus("#row-secondary-1").await?;
        page.press("e").await?;
        page.wait_for_text("[data-rule=\"POA-008\"]", "had indicator N")
            .await?;
        page.screenshot("indicator-lost").await?;
        page.focus("#row-secondary-1").await?;
        page.press("n").await?;
        page.wait_until_gone("[data-rule=\"POA-008\"]").await?;

        page.focus("#row-principal").await?;
        page.press("g").await?;
        page.wait_for("[data-test=why-panel]").await?;
        page.screenshot("why").await?;
        page.complained_of_nothing().await
    })
    .await;
}

#[tokio::test]
async fn every_example_has_a_drg_or_says_why_not() {
    journey("examples", async |page| {
        page.open("/").await?;
        page.wait_until_gone("[data-test=loading]").await?;
        page.wait_for("[data-test=example]").await?;
        let keys = page
            .run(
                "return Array.from(document.querySelectorAll('[data-test=example]'), (e) => e.dataset.key)",
                Vec::new(),
            )
            .await?;
        let keys: Vec<String> = serde_json::from_value(keys)?;
        ensure!(keys.len() == 12, "twelve examples, not {keys:?}");
        for key in keys {
            page.open("/").await?;
            page.enter(&format!("[data-test=example][data-key=\"{key}\"]")).await?;
            page.wait_for("[data-test=drg-number]").await?;
            page.wait_for("[data-test=edits]").await?;
            page.screenshot(&key).await?;
        }
        ensure!(page.complaints().await?.is_empty(), "the browser complained");
        Ok(())
    })
    .await;
}

/// Escape and the palette's keys so soon after each other that the browser tells of the closing when it is open again.
#[tokio::test]
async fn a_palette_opened_again_at_once_stays_open() {
    journey("palette", async |page| {
        page.open("/").await?;
        page.press("Control+k").await?;
        page.wait_for("dialog[open]").await?;
        let script = "const dialog = document.querySelector('dialog[open]');
            let told = false;
            dialog.addEventListener('close', () => { told = true; });
            dialog.requestClose();
            const key = { key: 'k', code: 'KeyK', ctrlKey: true, bubbles: true, cancelable: true };
            document.body.dispatchEvent(new KeyboardEvent('keydown', key));
            while (!told) await new Promise((next) => setTimeout(next, 10));
            await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
            return dialog.open";
        let open = page.run_async(script, Vec::new()).await?;
        ensure!(open == true, "the palette is closed");
        page.press("Escape").await?;
        page.wait_until_gone("dialog[open]").await
    })
    .await;
}
