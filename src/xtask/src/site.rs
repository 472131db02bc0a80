//! The site: Trunk compiles app and engine to WebAssembly, then `assemble` makes of that what is served.

mod assemble;
mod asset;

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Instant;
use std::{env, fs};

use anyhow::{Context as _, Result};

use crate::job::Job;
use crate::progress::say;
use crate::setup;
use crate::stamp::Stamp;
use crate::workspace::Workspace;

/// What the compiled page is made from.
const PAGE: [&str; 27] = [
    "src/app",
    "src/engine",
    "src/line",
    "src/custodian",
    "src/vault/src",
    "src/store/src",
    "src/records/src",
    "src/access/src",
    "src/codes",
    "src/grouper",
    "src/edits",
    "src/whatif",
    "src/official/src",
    "src/pdf/src",
    "src/identity/src",
    "src/chart/src",
    "src/hospital/src",
    "src/payment/src",
    "src/sync/src",
    "src/breach/src",
    "public",
    "style",
    "index.html",
    "Trunk.toml",
    "Cargo.toml",
    "Cargo.lock",
    "rust-toolchain.toml",
];

/// Makes `dist`: the page, its packs, brotli copies and the service worker's list. Expects tools and packs.
pub(crate) fn build(workspace: &Workspace) -> Result<()> {
    let page = Stamp::of(workspace, "page", &PAGE, &[])?;
    let compiled = workspace.target().join("trunk");
    if page.is_fresh() && compiled.join("index.html").is_file() {
        say("page: there");
    } else {
        page.clear()?;
        compile(workspace)?;
        page.set()?;
    }

    let site = Stamp::of(
        workspace,
        "site",
        &[
            "target/trunk",
            "target/packs",
            "src/xtask/src/site",
            "src/xtask/src/site.rs",
        ],
        &[],
    )?;
    if site.is_fresh() && workspace.dist().join("index.html").is_file() {
        say("site: there");
        return Ok(());
    }
    site.clear()?;
    let began = Instant::now();
    say("site: names with digests, brotli copies, offline list");
    assemble::run(&compiled, &workspace.packs(), &workspace.dist())
        .with_context(|| format!("assembling {}", workspace.dist().display()))?;
    say(&format!(
        "site: done in {:.0} s",
        began.elapsed().as_secs_f32()
    ));
    site.set()
}

/// Builds the site and says what each of its files weighs on the line.
pub(crate) fn report_sizes(workspace: &Workspace) -> Result<()> {
    build(workspace)?;
    let transfers = assemble::transfers(&workspace.dist())?;
    let (packs, app): (Vec<_>, Vec<_>) = transfers
        .iter()
        .partition(|file| file.address.starts_with("/packs/"));
    for (name, files) in [("app", app), ("packs", packs)] {
        let total: usize = files.iter().map(|file| file.sent).sum();
        say(&format!("{name}: {total} bytes in {} files", files.len()));
        for file in files {
            println!("{:>12} of {:>10}  {}", file.sent, file.size, file.address);
        }
    }
    Ok(())
}

fn compile(workspace: &Workspace) -> Result<()> {
    setup::fetch_dependencies(workspace)?;
    let mut trunk = workspace.command(&workspace.tools_bin().join("trunk").to_string_lossy());
    trunk
        .args(["build", "--release"])
        .env("TRUNK_SKIP_VERSION_CHECK", "true")
        .env("NO_COLOR", "true")
        .env_remove("RUSTFLAGS")
        .env("CARGO_ENCODED_RUSTFLAGS", without_paths(workspace)?);
    Job::new(workspace, "page", "app and engine as WebAssembly, by Trunk").run(trunk)
}

/// Flags by which no path of the building machine gets into the page: a panic names its place, and users see it. The
/// page is then also the same from wherever it is built.
fn without_paths(workspace: &Workspace) -> Result<OsString> {
    let cargo_home = env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| env::home_dir().map(|home| home.join(".cargo")))
        .context("Cargo has no folder: neither CARGO_HOME nor a home is set")?;
    let sources = cargo_home.join("registry/src");
    let registries = fs::read_dir(&sources)
        .with_context(|| format!("reading {}", sources.display()))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<std::io::Result<Vec<_>>>()?;
    let mut flags = OsString::from("--remap-path-prefix=");
    flags.push(workspace.root());
    flags.push("=chartroom");
    for registry in registries {
        // One character between flags, which no path holds.
        flags.push("\u{1f}--remap-path-prefix=");
        flags.push(registry);
        flags.push("=crates");
    }
    Ok(flags)
}
