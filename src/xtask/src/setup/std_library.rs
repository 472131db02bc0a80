//! The standard library for wasm32-unknown-unknown: from rustup, or compiled from Debian's `rust-src`.
//!
//! Where `RUSTUP_AUTO_INSTALL=0` tells rustup to fetch nothing by itself, this fetches nothing through it
//! either. The library is then compiled as rustc's own build does it: upstream's lock file, its `dist` profile,
//! bitcode kept for link-time optimisation.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail, ensure};

use super::debian;
use crate::job::Job;
use crate::progress::say;
use crate::workspace::{Workspace, output_of};

const TARGET: &str = "wasm32-unknown-unknown";
/// Left in the library we compiled, so that it can be told from one that rustup installed.
const OURS: &str = "BUILT-FROM-SOURCE";
const PROBE: &str =
    "fn main() { println!(\"{:?}\", vec![1u8].iter().map(|x| x + 1).collect::<Vec<_>>()) }";

/// Makes sure that a program for the browser can be compiled and linked.
pub(super) fn ensure(workspace: &Workspace) -> Result<()> {
    let rustc = Rustc::ask(workspace)?;
    if rustc.links(workspace)? {
        say("wasm32 std: there");
        return Ok(());
    }
    let library = rustc.sysroot.join("lib/rustlib").join(TARGET).join("lib");
    if library.join(OURS).is_file() {
        fs::remove_dir_all(&library)?;
    }
    let rustup_may_fetch = env::var("RUSTUP_AUTO_INSTALL").as_deref() != Ok("0");
    if rustup_may_fetch {
        let mut add = workspace.command("rustup");
        add.args(["target", "add", TARGET]);
        match Job::new(workspace, "wasm32-std", "rustup target add").run(add) {
            Ok(()) if rustc.links(workspace)? => return Ok(()),
            Ok(()) => say("wasm32 std: rustup's does not link"),
            Err(problem) => say(&format!("wasm32 std: not through rustup ({problem})")),
        }
    }
    ensure!(
        !library.exists(),
        "the wasm32 standard library in {} does not link, and it is not ours to replace\n  \
         fix: rustup target remove {TARGET}, then again",
        library.display()
    );
    from_source(workspace, &rustc, &library)?;
    ensure!(
        rustc.links(workspace)?,
        "std was compiled for {TARGET} but does not link"
    );
    Ok(())
}

/// The compiler that the workspace's toolchain file chooses.
struct Rustc {
    sysroot: PathBuf,
    release: String,
    commit: String,
}

impl Rustc {
    fn ask(workspace: &Workspace) -> Result<Self> {
        let missing = "rustc can't be run\n  fix: install Rust from https://rustup.rs";
        let sysroot =
            output_of(workspace.command("rustc").args(["--print", "sysroot"])).context(missing)?;
        let version = output_of(workspace.command("rustc").arg("-vV")).context(missing)?;
        let field = |name: &str| {
            version
                .lines()
                .find_map(|line| line.strip_prefix(name))
                .map(|value| value.trim().to_owned())
                .with_context(|| format!("rustc -vV says no {name}"))
        };
        Ok(Self {
            sysroot: PathBuf::from(sysroot),
            release: field("release:")?,
            commit: field("commit-hash:")?,
        })
    }

    /// Compiles and links a real program: proves library, panic runtime and linker together.
    fn links(&self, workspace: &Workspace) -> Result<bool> {
        let folder = workspace.target().join("probe");
        fs::create_dir_all(&folder)?;
        fs::write(folder.join("probe.rs"), PROBE)?;
        let probe = output_of(
            workspace
                .command("rustc")
                .current_dir(&folder)
                .env("RUSTUP_TOOLCHAIN", self.toolchain())
                .args([
                    "--edition",
                    "2024",
                    "--target",
                    TARGET,
                    "-O",
                    "-o",
                    "probe.wasm",
                    "probe.rs",
                ]),
        );
        Ok(probe.is_some())
    }

    /// What rustup calls the toolchain of this sysroot.
    fn toolchain(&self) -> String {
        env::var("RUSTUP_TOOLCHAIN").unwrap_or_else(|_| {
            self.sysroot.file_name().map_or_else(
                || self.release.clone(),
                |name| name.to_string_lossy().into_owned(),
            )
        })
    }
}

fn from_source(workspace: &Workspace, rustc: &Rustc, library: &Path) -> Result<()> {
    let folder = workspace.tools().join("std");
    let source = folder.join("library");
    let manifest = source.join("sysroot/Cargo.toml");
    fs::create_dir_all(&folder)?;
    if !manifest.is_file() {
        let shipped = rustc.sysroot.join("lib/rustlib/src/rust/library");
        if shipped.join("sysroot/Cargo.toml").is_file() {
            copy_tree(&shipped, &source)?;
        } else {
            debian::rust_source(workspace, &rustc.release, &source)?;
        }
        ensure!(
            manifest.is_file(),
            "the source of std has another layout than expected"
        );
    }

    // A prefix of its own for every path that would name this machine.
    let cargo_home = env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| env::home_dir().map(|home| home.join(".cargo")))
        .context("no home directory")?;
    let flags = format!(
        "-Zforce-unstable-if-unmarked -Cembed-bitcode=yes --remap-path-prefix={}=/rustc/{}/library \
         --remap-path-prefix={}=/rust/deps",
        source.display(),
        rustc.commit,
        cargo_home.join("registry/src").display()
    );
    let mut build: Command = workspace.cargo();
    build
        .current_dir(&source)
        .args(["build", "--locked", "--profile", "dist", "--target", TARGET])
        .args([
            "--manifest-path",
            "sysroot/Cargo.toml",
            "--features",
            "backtrace,panic-unwind",
        ])
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .env_remove("RUSTC_WRAPPER")
        .env_remove("CARGO_BUILD_TARGET")
        .env("RUSTUP_TOOLCHAIN", rustc.toolchain())
        .env("RUSTC_BOOTSTRAP", "1")
        .env("__CARGO_DEFAULT_LIB_METADATA", "stablestd")
        .env("CARGO_INCREMENTAL", "0")
        .env("CARGO_PROFILE_DIST_DEBUG", "0")
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .env("RUSTFLAGS", flags);
    Job::new(
        workspace,
        "wasm32-std",
        "compiling the standard library from source",
    )
    .run(build)?;

    let parent = library.parent().context("a sysroot without folders")?;
    let unfinished = parent.join("lib.new");
    let install = || -> Result<()> {
        if unfinished.exists() {
            fs::remove_dir_all(&unfinished)?;
        }
        fs::create_dir_all(&unfinished)?;
        for entry in fs::read_dir(folder.join("target").join(TARGET).join("dist/deps"))? {
            let path = entry?.path();
            if let (Some("rlib"), Some(name)) = (
                path.extension().and_then(|ending| ending.to_str()),
                path.file_name(),
            ) {
                fs::copy(&path, unfinished.join(name))?;
            }
        }
        fs::write(
            unfinished.join(OURS),
            format!("rust-src {}\n", rustc.release),
        )?;
        fs::rename(&unfinished, library)?;
        Ok(())
    };
    if let Err(problem) = install() {
        bail!(
            "the compiled std can't be put into {}: {problem}\n  \
             fix: run this once as the user who owns that folder, or: rustup target add {TARGET}",
            parent.display()
        );
    }
    fs::remove_dir_all(&folder)?;
    Ok(())
}

fn copy_tree(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_tree(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
