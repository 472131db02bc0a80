//! The chart, by keyboard and offline: opened, read, searched, compared, taken in from files, and still there after the lock.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result, ensure};
use journeys::{Page, door, journey, target};
use serde_json::json;

#[path = "charts/film.rs"]
mod film;
#[path = "../../src/chart/tests/samples/mod.rs"]
mod samples;

/// A file of its own in the folder of what is built.
fn file(name: &str, bytes: &[u8]) -> Result<PathBuf> {
    let folder = target().join("chart-files");
    fs::create_dir_all(&folder)?;
    let path = folder.join(name);
    fs::write(&path, bytes)?;
    Ok(path)
}

/// How many elements there are.
async fn count(page: &Page, css: &str) -> Result<u64> {
    let script = "return document.querySelectorAll(arguments[0]).length";
    let count = page.run(script, vec![json!(css)]).await?;
    count.as_u64().context("a number")
}

/// Opens the chart with the most documents among those that the list shows.
async fn open_a_long_chart(page: &Page) -> Result<()> {
    page.through_palette("go to the chart", "[data-test=chart-choice]")
        .await?;
    page.accessible_at_both_sizes("charts-choose", "[data-test=chart-choice]")
        .await?;
    let script = "const all = [...document.querySelectorAll('[data-test=chart-choice]')]; \
        const documents = (e) => Number(/(\\d+) document/.exec(e.innerText)?.[1] ?? 0); \
        all.sort((a, b) => documents(b) - documents(a)); all[0].focus(); return documents(all[0])";
    let documents = page.run(script, Vec::new()).await?;
    ensure!(documents.as_u64() > Some(3), "no chart has four documents");
    page.press("Enter").await?;
    page.wait_for("[data-test=chart-document]").await?;
    Ok(())
}

/// Reads the first unread document: afterwards it is no longer unread.
async fn read_one(page: &Page) -> Result<()> {
    let before = count(page, ".chart-line-button.unread").await?;
    ensure!(before > 0, "nothing is unread in a chart nobody has opened");
    page.accessible_at_both_sizes("charts-list", "[data-test=chart-document]")
        .await?;
    page.focus("#chart-document-0").await?;
    page.press("ArrowDown").await?;
    page.press("ArrowUp").await?;
    page.enter(".chart-line-button.unread").await?;
    page.wait_for("[data-test=chart-text]").await?;
    page.wait_for_text(
        "[data-test=chart-count]",
        &match before - 1 {
            0 => "all read".to_owned(),
            left => format!("{left} unread"),
        },
    )
    .await?;
    page.accessible_at_both_sizes("charts-document", "[data-test=chart-text]")
        .await
}

/// Selects words by keyboard; what is told is what stands there.
async fn select_words(page: &Page) -> Result<()> {
    page.focus("#chart-text").await?;
    page.press("ArrowRight").await?;
    let first = page.text("[data-test=chart-selected-words]").await?;
    page.press("Shift+ArrowRight").await?;
    page.press("Shift+ArrowRight").await?;
    page.wait_for("[data-test=chart-selection]").await?;
    let three = page.text("[data-test=chart-selected-words]").await?;
    ensure!(
        three.len() > first.len() && three.starts_with(first.trim_end_matches('”')),
        "“{three}” goes on from “{first}”"
    );
    let marked = page
        .run(
            "return [...document.querySelectorAll('.chart-text mark.cursor')].map((e) => e.textContent).join(' ')",
            Vec::new(),
        )
        .await?;
    let plain = |text: &str| text.split_whitespace().collect::<String>();
    ensure!(
        plain(marked.as_str().unwrap_or_default()) == plain(three.trim_matches(['“', '”'])),
        "{marked} is marked, {three} is told"
    );
    page.accessible("charts-selected").await?;
    page.press("Escape").await?;
    page.wait_until_gone("[data-test=chart-selection]").await
}

/// Looks for words, and goes from place to place by key.
async fn search(page: &Page, words: &str) -> Result<()> {
    page.focus("#chart-find").await?;
    page.type_text(words).await?;
    page.wait_for("[data-test=chart-hit]").await?;
    page.accessible_at_both_sizes("charts-hits", "[data-test=chart-hit]")
        .await?;
    page.press("Enter").await?;
    page.wait_for_text("[data-test=chart-find-place]", "1 of")
        .await?;
    page.wait_for(".chart-text mark.hit").await?;
    page.press("F3").await?;
    page.wait_for_text("[data-test=chart-find-place]", "2 of")
        .await?;
    page.press("Shift+F3").await?;
    page.wait_for_text("[data-test=chart-find-place]", "1 of")
        .await?;
    let seen = page
        .run(
            "const r = document.querySelector('.chart-text mark.shown').getBoundingClientRect(); \
             const b = document.querySelector('.chart-text').getBoundingClientRect(); \
             return r.bottom > b.top && r.top < b.bottom",
            Vec::new(),
        )
        .await?;
    ensure!(seen == json!(true), "the place is in sight");
    page.screenshot("hit").await?;
    page.focus("#chart-find").await?;
    page.press("Escape").await
}

/// Holds the last note against an earlier one.
async fn compare(page: &Page) -> Result<()> {
    page.enter("[data-test=chart-by-type]").await?;
    page.wait_for("[data-test=chart-documents][data-order=type]")
        .await?;
    let script = "const all = [...document.querySelectorAll('[data-test=chart-document]')] \
            .filter((e) => !/expected, not here/.test(e.innerText)); \
        const note = all.filter((e) => /progress note/i.test(e.innerText)).at(-1) ?? all.at(-1); \
        return note.id";
    open_by_id(page, script, Vec::new()).await?;
    page.enter("[data-test=chart-compare]").await?;
    page.wait_for_text("[data-test=chart-copied]", "copied from the earlier one")
        .await?;
    page.wait_for(".chart-rows tbody tr").await?;
    page.accessible_at_both_sizes("charts-compare", "[data-test=chart-copied]")
        .await
}

/// A hostile file is refused in words, and the chart is as it was.
async fn refuse_an_entity(page: &Page) -> Result<()> {
    let hostile = format!(
        "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>{}",
        samples::CCDA.replace("Two <content", "&e; <content")
    );
    let before = page.text("[data-test=chart-count]").await?;
    page.choose_file("#chart-file", &file("hostile.xml", hostile.as_bytes())?)
        .await?;
    page.wait_for_text("[data-test=chart-import-refused]", "hostile.xml")
        .await?;
    page.wait_for_text("[data-test=chart-import-refused]", "Nothing of hostile.xml")
        .await?;
    page.accessible_at_both_sizes("charts-refused", "[data-test=chart-import-refused]")
        .await?;
    ensure!(before == page.text("[data-test=chart-count]").await?);
    Ok(())
}

/// Takes a file in, whose pages name somebody else or nobody: that is said before.
async fn take_in(page: &Page, name: &str, bytes: &[u8], title: &str) -> Result<()> {
    page.choose_file("#chart-file", &file(name, bytes)?).await?;
    page.wait_for_text("[data-test=chart-plan]", name).await?;
    page.accessible_at_both_sizes(&format!("charts-plan-{name}"), "[data-test=chart-plan]")
        .await?;
    let asks = page
        .run(
            "return Boolean(document.querySelector('#chart-import-reason'))",
            Vec::new(),
        )
        .await?;
    if asks == json!(true) {
        page.enter("[data-test=chart-import-accept]").await?;
        page.wait_for_text("[data-test=failure]", "not this patient’s")
            .await
            .or(page
                .wait_for_text("[data-test=failure]", "not this patient's")
                .await)?;
        door::fill(page, "chart-import-reason", "Made-up file of a test").await?;
    }
    page.enter("[data-test=chart-import-accept]").await?;
    page.wait_for_text("[data-test=chart-documents]", title)
        .await
}

/// Opens the document with this title.
async fn open_document(page: &Page, title: &str) -> Result<()> {
    let script = "return [...document.querySelectorAll('[data-test=chart-document]')] \
        .find((e) => e.innerText.includes(arguments[0]))?.id";
    open_by_id(page, script, vec![json!(title)]).await
}

/// Opens the document whose id a script gives, and waits until it is the one on screen.
async fn open_by_id(page: &Page, script: &str, arguments: Vec<serde_json::Value>) -> Result<()> {
    let id = page.run(script, arguments).await?;
    let id = id.as_str().context("no such document")?;
    page.enter(&format!("#{id}")).await?;
    page.wait_for(&format!("#{id}[aria-current=true]"))
        .await
        .map(|_| ())
}

#[tokio::test]
async fn a_chart_is_read_searched_compared_and_taken_in() {
    journey("charts", async |page| {
        page.begin_offline().await?;
        door::open_demo(&page).await?;
        open_a_long_chart(&page).await?;
        let stay = page.text("[data-test=chart-stay]").await?;
        read_one(&page).await?;
        select_words(&page).await?;
        search(&page, "discharge").await?;
        compare(&page).await?;
        refuse_an_entity(&page).await?;
        take_in(
            &page,
            "summary.xml",
            samples::CCDA.as_bytes(),
            "Discharge Summary of a made-up stay",
        )
        .await?;
        open_document(&page, "Discharge Summary of a made-up stay").await?;
        page.wait_for_text("[data-test=chart-text]", "made-up pneumonia")
            .await?;
        page.accessible_at_both_sizes("charts-taken-in", "[data-test=chart-text]")
            .await?;

        // A picture of more than one piece, sealed and opened over the browser's own cipher.
        let film = film::film();
        ensure!(film.len() > 2 << 20, "more than two pieces");
        take_in(&page, "film.png", &film, "film.png").await?;
        page.screenshot("film-in-list").await?;
        open_document(&page, "film.png").await?;
        page.wait_for("[data-test=chart-image]").await?;
        shown_as(&page).await?;
        page.accessible_at_both_sizes("charts-picture", "[data-test=chart-image]")
            .await?;
        gone_with_its_document(&page, "[data-test=chart-image]").await?;

        let pdf = samples::pdf(&["Made-up pathology report", "Left lung: no tumour"]);
        take_in(&page, "pathology.pdf", &pdf, "pathology.pdf").await?;
        open_document(&page, "pathology.pdf").await?;
        page.wait_for_text("[data-test=chart-text]", "no tumour")
            .await?;
        page.enter("[data-test=chart-side-pages]").await?;
        page.wait_for("[data-test=chart-pdf]").await?;
        page.screenshot("pdf").await?;

        write_and_sign(&page).await?;
        page.through_palette("look for words in the chart", "#chart-find:focus")
            .await?;

        door::lock(&page).await?;
        door::unlock(&page, door::DEMO_USER, door::DEMO_PASSWORD).await?;
        page.through_palette("go to the chart", "[data-test=chart-choice]")
            .await?;
        find_again(&page, &stay).await?;
        page.wait_for_text("[data-test=chart-documents]", "film.png")
            .await?;
        open_document(&page, "film.png").await?;
        page.wait_for("[data-test=chart-image]").await?;
        shown_as(&page).await?;
        page.complained_of_nothing().await
    })
    .await;
}

/// A note is written, signed and amended; the original stays.
async fn write_and_sign(page: &Page) -> Result<()> {
    page.through_palette(
        "write a document into the chart",
        "[data-test=chart-new-document]",
    )
    .await?;
    door::fill(page, "document-title", "Made-up addendum to the plan").await?;
    door::fill(page, "chart-words", "Plan: walk twice a day.").await?;
    page.accessible_at_both_sizes("charts-write", "[data-test=chart-words]")
        .await?;
    page.enter("[data-test=chart-save-document]").await?;
    page.wait_for_text("[data-test=chart-text]", "walk twice")
        .await?;
    page.wait_for("[data-test=chart-not-signed]").await?;
    page.enter("[data-test=chart-sign]").await?;
    page.enter("[data-test=chart-sign-self]").await?;
    page.wait_until_gone("[data-test=chart-not-signed]").await?;
    page.enter("[data-test=chart-amend]").await?;
    page.wait_for("[data-test=chart-other-words]").await?;
    door::refill(page, "chart-words", "Plan: walk three times a day.").await?;
    door::fill(page, "chart-write-reason", "Said so on the round").await?;
    page.enter("[data-test=chart-save-words]").await?;
    page.wait_for_text("[data-test=chart-text]", "walk three times")
        .await?;
    page.enter("[data-test=chart-side-facts]").await?;
    page.accessible_at_both_sizes("charts-facts", "[data-test=chart-facts]")
        .await?;
    page.enter("[data-test=chart-original]").await?;
    page.wait_for_text("[data-test=chart-text]", "walk twice")
        .await?;
    page.wait_for("[data-test=chart-earlier-version]")
        .await
        .map(|_| ())
}

/// Finds the chart again by the account number in its head.
async fn find_again(page: &Page, stay: &str) -> Result<()> {
    let account = stay.split(" · ").next().context("an account number")?;
    door::fill(page, "chart-choose", account).await?;
    page.wait_for_text("[data-test=chart-choice]", account)
        .await?;
    page.press("Enter").await?;
    page.wait_for("[data-test=chart-document]").await?;
    Ok(())
}

/// The picture on screen is the file's, under an address of this page alone.
async fn shown_as(page: &Page) -> Result<()> {
    let script = "const image = document.querySelector('[data-test=chart-image]'); await image.decode(); \
        const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight); \
        const context = canvas.getContext('2d'); context.drawImage(image, 0, 0); \
        const grey = arguments[0].map(([x, y]) => context.getImageData(x, y, 1, 1).data[0]); \
        return { address: image.src.slice(0, 5), width: image.naturalWidth, grey }";
    let points: Vec<(u32, u32)> = vec![(0, 0), (17, 900), (film::SIDE - 1, film::SIDE - 1)];
    let shown = page.run_async(script, vec![json!(points)]).await?;
    let grey: Vec<u8> = points.iter().map(|(x, y)| film::grey(*x, *y)).collect();
    ensure!(
        shown == json!({ "address": "blob:", "width": film::SIDE, "grey": grey }),
        "{shown}"
    );
    Ok(())
}

/// What the browser keeps under an address can't be had any more once the document is left.
async fn gone_with_its_document(page: &Page, css: &str) -> Result<()> {
    let address = page
        .run(
            "return document.querySelector(arguments[0]).src",
            vec![json!(css)],
        )
        .await?;
    page.enter("[data-test=chart-side-facts]").await?;
    page.wait_until_gone(css).await?;
    page.complained_of_nothing().await?;
    let script = "const image = new Image(); image.src = arguments[0]; \
        return await image.decode().then(() => 'still there', () => 'gone')";
    let left = page.run_async(script, vec![address]).await?;
    ensure!(left == json!("gone"), "{left}");
    // That the address leads nowhere is what the browser complains of now.
    page.complaints().await?;
    Ok(())
}
