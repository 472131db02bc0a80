//! What comes from Debian: packages through apt, and the source of the standard library.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, bail, ensure};

use crate::job::Job;
use crate::progress::say;
use crate::stamp::files_below;
use crate::workspace::{Workspace, output_of};

/// Suites that may hold the rust-src of a recent compiler, oldest first.
const SUITES: [&str; 3] = ["trixie-backports", "forky", "sid"];
const KEYRING: &str = "/usr/share/keyrings/debian-archive-keyring.gpg";

/// Installs packages, or says which command would.
pub(super) fn install(workspace: &Workspace, packages: &[&str]) -> Result<()> {
    let by_hand = format!(
        "apt-get install --no-install-recommends {}",
        packages.join(" ")
    );
    let command = |arguments: &[&str]| -> Result<Command> {
        let root = output_of(Command::new("id").arg("-u")).is_some_and(|id| id == "0");
        let mut command = if root {
            workspace.command("apt-get")
        } else if output_of(Command::new("sudo").args(["-n", "true"])).is_some() {
            let mut sudo = workspace.command("sudo");
            sudo.args(["-n", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
            sudo
        } else {
            bail!("{} missing\n  fix: sudo {by_hand}", packages.join(" and "));
        };
        command
            .env("DEBIAN_FRONTEND", "noninteractive")
            .args(arguments);
        Ok(command)
    };
    if output_of(Command::new("apt-get").arg("--version")).is_none() {
        bail!(
            "{} missing, and this is no Debian\n  fix: install them from your system's packages",
            packages.join(" and ")
        );
    }
    Job::new(workspace, "apt-update", "the lists of Debian's packages")
        .run(command(&["-q", "update"])?)?;
    let mut arguments = vec!["-q", "install", "-y", "--no-install-recommends"];
    arguments.extend(packages);
    Job::new(workspace, "apt-install", &packages.join(", "))
        .run(command(&arguments)?)
        .with_context(|| format!("fix: {by_hand}"))
}

/// Unpacks std's source of exactly `version` into `target`, from whichever suite has it.
///
/// The package lists are private to this call: the machine's own apt set-up is neither used nor changed.
pub(super) fn rust_source(workspace: &Workspace, version: &str, target: &Path) -> Result<()> {
    let by_hand = "fix: RUSTUP_AUTO_INSTALL=1 rustup target add wasm32-unknown-unknown";
    let mirror =
        mirror().with_context(|| format!("no Debian sources on this machine\n  {by_hand}"))?;
    let folder = workspace.tools().join("apt");
    for suite in SUITES {
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        for sub in ["lists/partial", "cache/archives/partial", "deb"] {
            fs::create_dir_all(folder.join(sub))?;
        }
        fs::write(
            folder.join("sources.list"),
            format!("deb [signed-by={KEYRING}] {mirror} {suite} main\n"),
        )?;
        let private = |program: &str| {
            let mut command = workspace.command(program);
            command
                .current_dir(folder.join("deb"))
                .arg("-q")
                .arg("-oAPT::Sandbox::User=root")
                .arg(format!(
                    "-oDir::State::Lists={}",
                    folder.join("lists").display()
                ))
                .arg(format!(
                    "-oDir::Etc::SourceList={}",
                    folder.join("sources.list").display()
                ))
                .arg("-oDir::Etc::SourceParts=/dev/null")
                .arg(format!("-oDir::Cache={}", folder.join("cache").display()))
                .arg("-oAcquire::Languages=none");
            command
        };
        let mut update = private("apt-get");
        update.arg("update");
        let job = Job::new(
            workspace,
            "rust-src-lists",
            &format!("looking for rust-src {version} in Debian {suite}"),
        );
        if job.run(update).is_err() {
            continue;
        }
        let Some(found) = output_of(private("apt-cache").args(["madison", "rust-src"]))
            .and_then(|versions| package_version(&versions, version))
        else {
            continue;
        };
        let mut download = private("apt-get");
        download.args(["download", &format!("rust-src={found}")]);
        Job::new(workspace, "rust-src", &format!("rust-src {found}")).run(download)?;
        let deb = files_below(&folder.join("deb"))?
            .pop()
            .context("apt-get download left no package")?;
        unpack_library(workspace, &deb, version, target)?;
        fs::remove_dir_all(&folder)?;
        return Ok(());
    }
    bail!("Debian has no rust-src {version} any more\n  {by_hand}")
}

/// The Debian mirror this machine is set up with.
fn mirror() -> Option<String> {
    let is_mirror =
        |word: &&str| word.starts_with("http") && word.trim_end_matches('/').ends_with("/debian");
    let mut lists = files_below(Path::new("/etc/apt/sources.list.d")).unwrap_or_default();
    lists.push("/etc/apt/sources.list".into());
    lists
        .iter()
        .filter_map(|list| fs::read_to_string(list).ok())
        .find_map(|text| {
            text.lines()
                .filter(|line| line.starts_with("URIs:") || line.starts_with("deb "))
                .flat_map(str::split_whitespace)
                .find(is_mirror)
                .map(str::to_owned)
        })
}

/// The Debian version whose upstream part is `wanted`, from `apt-cache madison`.
fn package_version(madison: &str, wanted: &str) -> Option<String> {
    madison
        .lines()
        .filter_map(|line| line.split('|').nth(1))
        .map(str::trim)
        .find(|version| {
            version
                .strip_prefix(wanted)
                .is_some_and(|rest| rest.starts_with(['+', '~', '-']))
        })
        .map(str::to_owned)
}

fn unpack_library(workspace: &Workspace, deb: &Path, version: &str, target: &Path) -> Result<()> {
    say("rust-src: unpacking");
    if target.exists() {
        fs::remove_dir_all(target)?;
    }
    fs::create_dir_all(target)?;
    let mut tar = workspace.command("dpkg-deb");
    let mut archive = tar
        .arg("--fsys-tarfile")
        .arg(deb)
        .stdout(std::process::Stdio::piped())
        .spawn()
        .context("starting dpkg-deb")?;
    let members = archive.stdout.take().context("dpkg-deb without output")?;
    let unpacked = workspace
        .command("tar")
        .args(["-x", "--strip-components=5", "-C"])
        .arg(target)
        .arg(format!("./usr/src/rustc-{version}/library"))
        .stdin(members)
        .status()
        .context("starting tar")?;
    let read = archive.wait()?;
    ensure!(
        unpacked.success() && read.success(),
        "{} could not be unpacked",
        deb.display()
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::package_version;

    #[test]
    fn only_the_exact_upstream_version_is_taken() {
        let madison = " rust-src | 1.95.10+dfsg1-1 | mirror suite/main amd64 Packages\n rust-src | 1.95.0+dfsg1-2~bpo13+1 | mirror suite/main amd64 Packages\n";
        assert_eq!(
            package_version(madison, "1.95.0").as_deref(),
            Some("1.95.0+dfsg1-2~bpo13+1")
        );
        assert_eq!(package_version(madison, "1.95").as_deref(), None);
        assert_eq!(package_version("", "1.95.0"), None);
    }
}
