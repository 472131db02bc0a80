//! Search beside four JavaScript libraries, on one page of one Chromium: the same queries, the same beginnings of them.
//!
//! What is right is counted over whole queries; times are taken over beginnings of two characters and more, spread
//! evenly where there are more than [`TIMED`]. The libraries search only the code set that a query asks for, ours
//! searches both.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use engine::protocol::{Event, Request};
use journeys::Page;
use serde_json::{Value, json};

use crate::in_engine;

/// The libraries' names in `search_peers.js`.
const PEERS: [&str; 4] = ["minisearch", "flexsearch", "ufuzzy", "orama"];
/// Scripts that put a library's name on the page.
const SCRIPTS: [&str; 3] = [
    "minisearch/dist/umd/index.js",
    "flexsearch/dist/flexsearch.bundle.min.js",
    "@leeoniya/ufuzzy/dist/uFuzzy.iife.min.js",
];
/// Orama comes as modules only.
const ORAMA: &str = "@orama/orama/dist/commonjs";
const MEASURES: &str = include_str!("../../../peer/search_peers.js");
/// Most beginnings that are timed.
const TIMED: usize = 300;
/// Codes handed over at once.
const PIECE: usize = 10_000;
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
    pub(crate) packages: std::path::PathBuf,
}

/// Measures all and prints one JSON line.
pub(crate) async fn measure(page: &Page, inputs: Inputs, date: &str) -> Result<()> {
    let whole: Vec<Value> = inputs
        .queries
        .iter()
        .map(|query| json!({ "system": query["system"], "text": query["query"] }))
        .collect();
    let beginnings = spread(beginnings(&whole));
    page.cdp()
        .send_raw("Page.setBypassCSP", json!({ "enabled": true }))
        .await?;
    page.open("/").await?;
    page.stored_for_offline().await?;
    page.set_script_timeout(PATIENCE).await?;

    in_engine::start(page).await?;
    let texts: Vec<String> = beginnings
        .iter()
        .filter_map(|one| one["text"].as_str().map(str::to_owned))
        .collect();
    let search = |queries: Vec<String>| Request::BenchSearch {
        queries,
        prefixes: false,
        date: date.to_owned(),
    };
    let answered = |event: &Event| matches!(event, Event::BenchSearch(_) | Event::Failed(_));
    let (_, ready_ms) = in_engine::ask(page, search(vec!["chf".to_owned()]), answered).await?;
    let (ours, _) = in_engine::ask(page, search(texts), answered).await?;
    let Event::BenchSearch(ours) = ours else {
        bail!("the engine answered {ours:?}")
    };
    let mut rows = vec![row(
        "chartroom",
        ready_ms,
        (ours.p50_ms, ours.p95_ms),
        &inputs.queries,
        &native(&inputs.queries, date)?,
    )];

    for script in SCRIPTS {
        let text = read(&inputs.packages.join(script))?;
        let name = global(script);
        page.run(&format!("{text}\n; window.{name} ??= {name};"), Vec::new())
            .await?;
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
    for peer in PEERS {
        eprintln!("{peer}");
        let found = page
            .run_async(
                "return await window.measurePeer(...arguments)",
                vec![json!(peer), json!(whole), json!(beginnings)],
            )
            .await?;
        let number = |name: &str| found[name].as_f64().unwrap_or_default();
        let codes: Vec<Vec<String>> = serde_json::from_value(found["codes"].clone())?;
        rows.push(row(
            peer,
            number("ready_ms"),
            (number("p50_ms"), number("p95_ms")),
            &inputs.queries,
            &codes,
        ));
    }
    println!(
        "{}",
        json!({ "queries": whole.len(), "beginnings_timed": beginnings.len(), "rows": rows })
    );
    Ok(())
}

/// The name under which a script makes its library known.
fn global(script: &str) -> &'static str {
    match script {
        s if s.starts_with("minisearch") => "MiniSearch",
        s if s.starts_with("flexsearch") => "FlexSearch",
        _ => "uFuzzy",
    }
}

/// Every beginning of two characters and more, once.
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

fn spread(all: Vec<Value>) -> Vec<Value> {
    let step = all.len().div_ceil(TIMED).max(1);
    all.into_iter().step_by(step).collect()
}

/// What the program answers: the same index as the page's.
fn native(queries: &[Value], date: &str) -> Result<Vec<Vec<String>>> {
    let program = std::env::var_os("CHARTROOM_PROGRAM").context("CHARTROOM_PROGRAM is not set")?;
    let mut child = Command::new(program)
        .args(["search", "--date", date, "--packs"])
        .arg(journeys::target().join("packs"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut input = child.stdin.take().context("no input to write to")?;
    let lines: String = queries.iter().map(|query| format!("{query}\n")).collect();
    let writer = std::thread::spawn(move || input.write_all(lines.as_bytes()));
    let output = child.wait_with_output()?;
    ensure!(
        output.status.success() && matches!(writer.join(), Ok(Ok(()))),
        "chartroom search ended with {}",
        output.status
    );
    String::from_utf8(output.stdout)?
        .lines()
        .map(|line| {
            let answer: Value = serde_json::from_str(line)?;
            let codes: Vec<String> = serde_json::from_value(answer["codes"].clone())?;
            Ok(codes
                .into_iter()
                .map(|code| code.replace('.', ""))
                .collect())
        })
        .collect()
}

/// One line of the table.
fn row(
    name: &str,
    ready_ms: f64,
    (p50_ms, p95_ms): (f64, f64),
    queries: &[Value],
    codes: &[Vec<String>],
) -> Value {
    let (mut one, mut five, mut ten, mut best) = (0, 0, 0, 0);
    for (query, codes) in queries.iter().zip(codes) {
        let place = codes.iter().position(|code| named(&query["accept"], code));
        one += usize::from(place == Some(0));
        five += usize::from(place.is_some_and(|at| at < 5));
        ten += usize::from(place.is_some_and(|at| at < 10));
        best += usize::from(
            codes
                .first()
                .is_some_and(|code| named(&query["best"], code)),
        );
    }
    json!({
        "name": name, "ready_ms": ready_ms, "p50_ms": p50_ms, "p95_ms": p95_ms,
        "hit_at_1": one, "hit_at_5": five, "hit_at_10": ten, "best_at_1": best,
    })
}

/// Whether a list of codes, or of beginnings ended by `*`, holds the code.
fn named(list: &Value, code: &str) -> bool {
    list.as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .any(|wanted| match wanted.strip_suffix('*') {
            Some(start) => code.starts_with(start),
            None => wanted == code,
        })
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
