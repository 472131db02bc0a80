//! The data packs: built by `packer` from pinned public packages, rebuilt when packer or formats change.

use anyhow::{Result, ensure};

use crate::job::Job;
use crate::progress;
use crate::stamp::{Stamp, files_below};
use crate::workspace::Workspace;

/// What decides a pack's bytes: the packer and the crates whose types it writes.
const INPUTS: [&str; 7] = [
    "src/packer",
    "src/official/src",
    "src/pdf/src",
    "src/codes/src",
    "src/grouper/src",
    "src/edits/src",
    "Cargo.lock",
];

/// Builds the packs into `target/packs`, unless they are there and made by the same packer.
pub(crate) fn build(workspace: &Workspace) -> Result<()> {
    let stamp = Stamp::of(workspace, "packs", &INPUTS, &[])?;
    let manifest = workspace.packs().join("manifest.json");
    if stamp.is_fresh() && manifest.is_file() {
        progress::say("packs: there");
        return Ok(());
    }
    stamp.clear()?;
    let mut compile = workspace.cargo();
    compile.args(["build", "--locked", "--package", "packer"]);
    Job::new(workspace, "packer", "the program that builds the packs").run(compile)?;
    let packer = workspace.cargo_target().join("debug/packer");
    let build = workspace.command(&packer.to_string_lossy());
    Job::new(
        workspace,
        "packs",
        "codes, grouper, editor and weights from their sources",
    )
    .run(build)?;
    ensure!(
        manifest.is_file(),
        "packer ended well but left no {}",
        manifest.display()
    );
    let size: u64 = files_below(&workspace.packs())?
        .iter()
        .filter(|file| file.extension().is_some_and(|ending| ending == "br"))
        .filter_map(|file| file.metadata().ok())
        .map(|file| file.len())
        .sum();
    progress::say(&format!("packs: {} kB compressed", size / 1000));
    stamp.set()
}
