//! Where things stand in the repository, and how its tools are called.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

/// The repository and the folders that set-up fills.
pub(crate) struct Workspace {
    root: PathBuf,
    cargo_target: PathBuf,
}

impl Workspace {
    /// The workspace this program was built from.
    pub(crate) fn find() -> Result<Self> {
        let manifest = env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = manifest
            .ancestors()
            .nth(2)
            .with_context(|| format!("{} has no workspace above it", manifest.display()))?
            .to_owned();
        let cargo_target = env::var_os("CARGO_TARGET_DIR")
            .map_or_else(|| root.join("target"), |dir| root.join(dir));
        Ok(Self { root, cargo_target })
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Cargo's own target folder, which `CARGO_TARGET_DIR` may move.
    pub(crate) fn cargo_target(&self) -> &Path {
        &self.cargo_target
    }

    /// Where tools, packs, logs and stamps stand, wherever Cargo builds.
    pub(crate) fn target(&self) -> PathBuf {
        self.root.join("target")
    }

    pub(crate) fn tools(&self) -> PathBuf {
        self.target().join("tools")
    }

    /// Compiled tools: first on the path of everything started from here.
    pub(crate) fn tools_bin(&self) -> PathBuf {
        self.tools().join("bin")
    }

    /// Packages from npm: wasm-opt and the accessibility checker.
    pub(crate) fn node_tools(&self) -> PathBuf {
        self.tools().join("node")
    }

    pub(crate) fn packs(&self) -> PathBuf {
        self.target().join("packs")
    }

    /// The built app.
    pub(crate) fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// Digests of what each finished step was made from.
    pub(crate) fn stamps(&self) -> PathBuf {
        self.target().join("stamps")
    }

    pub(crate) fn logs(&self) -> PathBuf {
        self.target().join("logs")
    }

    /// A command that runs in the repository's root and finds the compiled tools first.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut path = OsString::from(self.tools_bin());
        if let Some(rest) = env::var_os("PATH") {
            path.push(if cfg!(windows) { ";" } else { ":" });
            path.push(rest);
        }
        let mut command = Command::new(program);
        command.current_dir(&self.root).env("PATH", path);
        command
    }

    /// A program of the workspace, run by its package and `--bin` or `--example` name; what it is given follows.
    pub(crate) fn program(&self, package: &str, kind: &str, name: &str) -> Command {
        let mut command = self.cargo();
        command.args([
            "run",
            "--quiet",
            "--locked",
            "--package",
            package,
            kind,
            name,
        ]);
        // Nothing that stands after this is meant for cargo.
        command.arg("--");
        command
    }

    /// As [`Workspace::program`], optimised: for what computes much or is timed.
    pub(crate) fn optimised(&self, package: &str, kind: &str, name: &str) -> Command {
        let mut command = self.cargo();
        command.args([
            "run",
            "--quiet",
            "--release",
            "--locked",
            "--package",
            package,
            kind,
            name,
            "--",
        ]);
        command
    }

    /// The Cargo that runs us, with its output left as it is in a pipe.
    pub(crate) fn cargo(&self) -> Command {
        let cargo = env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
        self.command(&cargo)
    }
}

/// What a short command prints, if it can be run and succeeds.
pub(crate) fn output_of(command: &mut Command) -> Option<String> {
    let output = command.stdin(std::process::Stdio::null()).output().ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
