//! Search beside four JavaScript libraries, on one page of one Chromium: the same queries, every beginning of them.
//!
//! What is right is counted over whole queries, times are taken over all beginnings of two characters and more. The
//! libraries search only the code set that a query asks for, ours is asked as a coder asks it: for both at once. Their
//! memory is what the page's heap grows by while they build, ours what the index holds in the engine.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use engine::protocol::{Event, Request};
use journeys::{Page, program, scored};
use serde_json::{Value, json};

use crate::in_engine;

/// A library that is measured.
struct Library {
    /// In `search_peers.js`.
    name: &'static str,
    package: &'static str,
    /// What puts it on the page, and the name it then has there. Orama comes as modules only.
    script: Option<(&'static str, &'static str)>,
}

const LIBRARIES: [Library; 4] = [
    Library {
        name: "minisearch",
        package: "minisearch",
        script: Some(("dist/umd/index.js", "MiniSearch")),
    },
    Library {
        name: "flexsearch",
        package: "flexsearch",
        script: Some(("dist/flexsearch.bundle.min.js", "FlexSearch")),
    },
    Library {
        name: "ufuzzy",
        package: "@leeoniya/ufuzzy",
        script: Some(("dist/uFuzzy.iife.min.js", "uFuzzy")),
    },
    Library {
        name: "orama",
        package: "@orama/orama",
        script: None,
    },
];
const ORAMA: &str = "@orama/orama/dist/commonjs";
const MEASURES: &str = include_str!("../../../peer/search_peers.js");
/// Codes handed over at once.
const PIECE: usize = 10_000;
/// Texts timed between two words to whoever waits.
const TEXTS: usize = 500;
const PATIENCE: Duration = Duration::from_secs(300);

/// Finds the modules of a folder by their paths, as Node does.
const REQUIRE: &str = r#"
    const [files, entry] = arguments;
    const loaded = {};
    const resolve = (from, name) => {
        const parts = from.split("/").slice(0, -1);
        for (const part of name.split("/")) {
            if (part === "..") parts.pop();
            else if (part !== ".") parts.push(part);
        }
        return parts.join("/");
    };
    const load = (path) => {
        if (loaded[path]) return loaded[path].exports;
        const module = (loaded[path] = { exports: {} });
        new Function("module", "exports", "require", files[path])(module, module.exports, (name) => load(resolve(path, name)));
        return module.exports;
    };
    window.orama = load(entry);
"#;

/// What the libraries and the queries are read from.
pub(crate) struct Inputs {
    /// One code a line, with its texts.
    pub(crate) searched: Vec<Value>,
    /// One query a line, with accepted and best codes.
    pub(crate) queries: Vec<Value>,
    /// The folder of the libraries.
    pub(crate) packages: PathBuf,
    /// Searchers that were measured elsewhere, with the codes they answered.
    pub(crate) beside: Vec<Value>,
}

/// Measures all and prints one JSON line.
pub(crate) async fn measure(page: &Page, inputs: Inputs, date: &str) -> Result<()> {
    let whole: Vec<Value> = inputs
        .queries
        .iter()
        .map(|query| json!({ "system": query["system"], "text": query["query"] }))
        .collect();
    let beginnings = beginnings(&whole);
    page.cdp()
        .send_raw("Page.setBypassCSP", json!({ "enabled": true }))
        .await?;
    page.open("/").await?;
    page.stored_for_offline().await?;
    page.set_script_timeout(PATIENCE).await?;

    let row = |measured: Value, answers: &[Vec<String>]| {
        let mut row = scored::counts(&inputs.queries, answers);
        for (name, value) in measured.as_object().into_iter().flatten() {
            row[name] = value.clone();
        }
        row
    };
    let mut rows = Vec::new();
    let measured = our_own(page, &beginnings, date).await?;
    let chartroom =
        std::env::var_os("CHARTROOM_PROGRAM").context("CHARTROOM_PROGRAM is not set")?;
    let packs = journeys::target().join("packs");
    let answers = program::search(chartroom.as_ref(), &packs, &inputs.queries, date)?;
    rows.push(row(measured, &answers));

    put_on_page(page, &inputs).await?;
    for Library { name, package, .. } in LIBRARIES {
        let (measured, answers) = library(page, name, &whole, &beginnings).await?;
        let mut row = row(measured, &answers);
        row["name"] = json!(format!(
            "{} {}",
            package.rsplit('/').next().unwrap_or(package),
            version(&inputs.packages.join(package))?
        ));
        rows.push(row);
    }
    for mut beside in inputs.beside {
        let answers: Vec<Vec<String>> = serde_json::from_value(beside["codes"].take())?;
        if let Some(fields) = beside.as_object_mut() {
            fields.remove("codes");
        }
        rows.push(row(beside, &answers));
    }
    println!(
        "{}",
        json!({ "beginnings": beginnings.len(), "rows": rows })
    );
    Ok(())
}

/// Our index in an engine of its own.
async fn our_own(page: &Page, beginnings: &[Value], date: &str) -> Result<Value> {
    eprintln!("chartroom");
    let texts: Vec<String> = beginnings
        .iter()
        .filter_map(|one| one["text"].as_str().map(str::to_owned))
        .collect();
    let ready_ms = in_engine::start(page).await?;
    let asked = Request::BenchSearch {
        queries: texts,
        prefixes: false,
        date: date.to_owned(),
    };
    let answered = |event: &Event| matches!(event, Event::BenchSearch(_) | Event::Failed(_));
    match in_engine::ask(page, asked, answered).await? {
        (Event::BenchSearch(ours), _) => Ok(json!({
            "name": "Chartroom",
            "ready_ms": ready_ms,
            "p50_ms": ours.p50_ms,
            "p95_ms": ours.p95_ms,
            "memory_bytes": ours.index_bytes,
        })),
        (other, _) => bail!("the engine answered {other:?}"),
    }
}

/// Puts the libraries, the texts and what measures them on the page.
async fn put_on_page(page: &Page, inputs: &Inputs) -> Result<()> {
    for Library {
        package, script, ..
    } in LIBRARIES
    {
        if let Some((script, name)) = script {
            let text = read(&inputs.packages.join(package).join(script))?;
            page.run(&format!("{text}\n; window.{name} ??= {name};"), Vec::new())
                .await?;
        }
    }
    let modules = modules(&inputs.packages.join(ORAMA))?;
    page.run(REQUIRE, vec![modules, json!("index.js")]).await?;
    page.run(MEASURES, Vec::new()).await?;
    for piece in inputs.searched.chunks(PIECE) {
        page.run(
            "(window.searched ??= []).push(...arguments[0])",
            vec![json!(piece)],
        )
        .await?;
    }
    Ok(())
}

/// One library over everything: what was measured, and the codes it answered.
async fn library(
    page: &Page,
    peer: &str,
    whole: &[Value],
    beginnings: &[Value],
) -> Result<(Value, Vec<Vec<String>>)> {
    page.run("delete window.peer", Vec::new()).await?;
    let before = heap(page).await?;
    let ready = page
        .run_async("return readyPeer(...arguments)", vec![json!(peer)])
        .await?;
    let memory = heap(page).await? - before;
    let answers = page
        .run_async("return answersOfPeer(...arguments)", vec![json!(whole)])
        .await?;
    let mut times: Vec<f64> = Vec::new();
    for texts in beginnings.chunks(TEXTS) {
        let some = page
            .run_async("return timesOfPeer(...arguments)", vec![json!(texts)])
            .await?;
        times.extend(serde_json::from_value::<Vec<f64>>(some)?);
        eprintln!("{peer}: {} of {} texts", times.len(), beginnings.len());
    }
    times.sort_by(f64::total_cmp);
    let at = |percent: usize| times.get((times.len() * percent / 100).min(times.len() - 1));
    let measured = json!({
        "ready_ms": ready,
        "p50_ms": at(50),
        "p95_ms": at(95),
        "memory_bytes": memory,
    });
    Ok((measured, serde_json::from_value(answers)?))
}

/// Bytes in use on the page's heap, after what is not needed was thrown away.
async fn heap(page: &Page) -> Result<i64> {
    page.cdp()
        .send_raw("HeapProfiler.collectGarbage", json!({}))
        .await?;
    let usage = page
        .cdp()
        .send_raw("Runtime.getHeapUsage", json!({}))
        .await?;
    #[allow(clippy::cast_possible_truncation)]
    Ok(usage["usedSize"].as_f64().context("no size of the heap")? as i64)
}

/// The version that a package says it is of.
fn version(package: &Path) -> Result<String> {
    let about: Value = serde_json::from_str(&read(&package.join("package.json"))?)?;
    Ok(about["version"].as_str().unwrap_or_default().to_owned())
}

/// Every beginning of two characters and more.
fn beginnings(whole: &[Value]) -> Vec<Value> {
    whole
        .iter()
        .flat_map(|query| {
            let text = query["text"].as_str().unwrap_or_default();
            text.char_indices().skip(1).map(move |(at, c)| {
                json!({ "system": query["system"], "text": &text[..at + c.len_utf8()] })
            })
        })
        .collect()
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| {
        format!(
            "reading {}\n  fix: cargo xtask bench search installs it",
            path.display()
        )
    })
}

/// The scripts of a folder, by their paths in it.
fn modules(folder: &Path) -> Result<Value> {
    let mut found = serde_json::Map::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(here) = folders.pop() {
        for entry in fs::read_dir(&here).with_context(|| format!("reading {}", here.display()))? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "js") {
                let name = path.strip_prefix(folder)?.to_string_lossy().into_owned();
                found.insert(name, Value::String(read(&path)?));
            }
        }
    }
    Ok(Value::Object(found))
}
