//! wasm-bindgen and Trunk, compiled once into `target/tools`.

use std::fs;

use anyhow::{Context as _, Result, ensure};

use crate::job::Job;
use crate::progress::say;
use crate::workspace::{Workspace, output_of};

/// The newest Trunk that the pinned compiler builds.
const TRUNK: &str = "0.21.14";

/// Compiles what is missing or of another version.
pub(super) fn ensure(workspace: &Workspace) -> Result<()> {
    let bindgen = locked_version(workspace, "wasm-bindgen")?;
    // What writes bindings reads megabytes of module; Trunk only copies files and calls others.
    let mut compiled = tool(workspace, "wasm-bindgen-cli", &bindgen, "wasm-bindgen", "1")?;
    compiled |= tool(workspace, "trunk", TRUNK, "trunk", "0")?;
    if compiled {
        // Only the programs are of use from here on; their build takes a gigabyte.
        let _ = fs::remove_dir_all(workspace.tools().join("build"));
    }
    Ok(())
}

/// The program that writes the bindings has to be of the version that the app is linked with.
fn locked_version(workspace: &Workspace, package: &str) -> Result<String> {
    let lock =
        fs::read_to_string(workspace.root().join("Cargo.lock")).context("reading Cargo.lock")?;
    version_in(&lock, package).with_context(|| format!("Cargo.lock has no {package}"))
}

fn version_in(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    lines
        .nth(1)?
        .strip_prefix("version = \"")?
        .strip_suffix('"')
        .map(str::to_owned)
}

/// Whether it had to be compiled, which is done with so much optimisation.
fn tool(
    workspace: &Workspace,
    package: &str,
    version: &str,
    program: &str,
    optimisation: &str,
) -> Result<bool> {
    let path = workspace.tools_bin().join(program);
    let there = || {
        output_of(workspace.command(&path.to_string_lossy()).arg("--version"))
            .is_some_and(|said| said.split_whitespace().nth(1) == Some(version))
    };
    if there() {
        say(&format!("{package} {version}: there"));
        return Ok(false);
    }
    let mut install = workspace.cargo();
    install
        .args(["install", "--locked", "--force", "--no-track", "--root"])
        .arg(workspace.tools())
        .args(["--version", &format!("={version}"), package])
        // Neither is to download anything: without TLS they compile in less than half the time.
        .arg("--no-default-features")
        // Their own release profiles (fat link-time optimisation, one unit) double the time again.
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", optimisation)
        .env("CARGO_PROFILE_RELEASE_DEBUG", "0")
        .env("CARGO_TARGET_DIR", workspace.tools().join("build"))
        .env_remove("CARGO_BUILD_TARGET")
        .env_remove("RUSTFLAGS");
    Job::new(workspace, package, &format!("compiling {version}")).run(install)?;
    ensure!(
        there(),
        "{package} was compiled but {} does not say version {version}",
        path.display()
    );
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::version_in;

    #[test]
    fn the_version_stands_below_the_name() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"0.2.1\"\n\n[[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.129\"\n";
        assert_eq!(version_in(lock, "wasm-bindgen").as_deref(), Some("0.2.129"));
        assert_eq!(version_in(lock, "trunk"), None);
    }
}
