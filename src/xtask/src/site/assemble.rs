//! From Trunk's output and the packs to the folder that is served.
//!
//! Every script, stylesheet and module gets a digest of its final content in its name, so that a browser may
//! keep it for ever and two versions never mix. The service worker gets the list of all files with their
//! SHA-256: what it stores for offline use is exactly what was built here.

use std::fs;
use std::path::Path;
use std::thread;

use anyhow::{Context as _, Result, anyhow, bail, ensure};
use sha2::{Digest as _, Sha256};

use super::asset::Asset;
use crate::stamp::hex;

const START_PAGE: &str = "index.html";
const SERVICE_WORKER: &str = "sw.js";
/// The worker's address stays: a browser asks under it for the next version.
const KEEP_NAME: [&str; 1] = [SERVICE_WORKER];
/// Scripts that name others, so that theirs can be given only last.
const NAME_OTHERS: [&str; 4] = [
    "boot.js",
    "engine-worker_loader.js",
    "custodian-worker_loader.js",
    "key-worker_loader.js",
];

/// One file of a first visit.
pub(super) struct Transfer {
    pub(super) address: String,
    /// Bytes on the line: brotli where there is a copy.
    pub(super) sent: usize,
    /// Bytes as the app reads them.
    pub(super) size: usize,
}

/// Assembles `compiled` and `packs` into `dist`, which is replaced as a whole at the end.
pub(super) fn run(compiled: &Path, packs: &Path, dist: &Path) -> Result<()> {
    let mut assets = Asset::read_all(compiled, "")?;
    give_digests(&mut assets)?;
    let mut brought = Asset::read_all(packs, "packs/")?;
    let compressed_packs: Vec<Asset> = brought
        .extract_if(.., |asset| asset.extension() == "br")
        .collect();
    brought.retain(|asset| matches!(asset.extension(), "pack" | "json"));
    ensure!(
        !brought.is_empty(),
        "no packs in {}\n  fix: cargo xtask packs",
        packs.display()
    );
    assets.append(&mut brought);
    fill_offline_list(&mut assets)?;
    refuse_inline_script(&assets)?;

    let mut compressed = compress(&assets, &compressed_packs)?;
    assets.append(&mut compressed);
    write(&assets, dist)
}

/// Renames scripts, styles and modules by their content, in the order in which they name one another.
fn give_digests(assets: &mut [Asset]) -> Result<()> {
    let rank = |asset: &Asset| match asset.extension() {
        "wasm" => Some(0),
        "js" if KEEP_NAME.contains(&asset.path.as_str()) => None,
        "js" if NAME_OTHERS.contains(&asset.path.as_str()) => Some(2),
        // Snippets of crates stand in folders with a digest of their own; the glue names them by those.
        "js" | "css" if !asset.path.contains('/') => Some(1),
        _ => None,
    };
    for step in 0..=2 {
        for place in 0..assets.len() {
            if rank(&assets[place]) != Some(step) {
                continue;
            }
            let old = assets[place].path.clone();
            let new = assets[place].name_with_digest();
            for asset in assets.iter_mut() {
                if matches!(asset.extension(), "js" | "html") {
                    asset.rename_reference(&old, &new)?;
                }
            }
            assets[place].path = new;
        }
    }
    add_integrity(assets)
}

/// Puts an `integrity` attribute behind each script and stylesheet that the start page names.
fn add_integrity(assets: &mut [Asset]) -> Result<()> {
    let digests: Vec<(String, String)> = assets
        .iter()
        .filter(|asset| matches!(asset.extension(), "js" | "css"))
        .map(|asset| (asset.address(), asset.integrity()))
        .collect();
    let page = find(assets, START_PAGE)?;
    let mut html = String::from_utf8(std::mem::take(&mut page.bytes))?;
    for (address, integrity) in digests {
        for attribute in ["src", "href"] {
            let named = format!("{attribute}=\"{address}\"");
            html = html.replace(&named, &format!("{named} integrity=\"{integrity}\""));
        }
    }
    page.bytes = html.into_bytes();
    Ok(())
}

/// Writes version and list of files into the service worker.
fn fill_offline_list(assets: &mut [Asset]) -> Result<()> {
    let mut list: Vec<(String, String)> = assets
        .iter()
        .filter(|asset| asset.path != SERVICE_WORKER)
        .map(|asset| (asset.address(), asset.sha256()))
        .collect();
    list.sort();
    let lines: Vec<String> = list
        .iter()
        .map(|(address, digest)| format!("  [\"{address}\", \"{digest}\"],"))
        .collect();
    let lines = lines.join("\n");
    let worker = find(assets, SERVICE_WORKER)?;
    let script = String::from_utf8(std::mem::take(&mut worker.bytes))?;
    let version = hex(&Sha256::digest(format!("{script}{lines}")));
    let filled = script
        .replacen(
            "const VERSION = \"dev\";",
            &format!("const VERSION = \"{}\";", &version[..16]),
            1,
        )
        .replacen(
            "const ASSETS = [];",
            &format!("const ASSETS = [\n{lines}\n];"),
            1,
        );
    ensure!(
        filled.contains(&version[..16]) && filled.contains(&lines),
        "public/{SERVICE_WORKER} has no place for version and list"
    );
    worker.bytes = filled.into_bytes();
    Ok(())
}

/// The policy of the server forbids inline script; a page that has one would not start, so it is not built.
fn refuse_inline_script(assets: &[Asset]) -> Result<()> {
    let page = assets
        .iter()
        .find(|asset| asset.path == START_PAGE)
        .with_context(|| format!("no {START_PAGE}"))?;
    let html = String::from_utf8_lossy(&page.bytes);
    for tag in html.split("<script").skip(1) {
        let tag = tag.split('>').next().unwrap_or_default();
        if !tag.contains("src=") {
            bail!("{START_PAGE} has an inline script (<script{tag}>), which the policy forbids");
        }
    }
    if html.contains("<style") || html.contains(" style=") {
        bail!("{START_PAGE} has inline style, which the policy forbids");
    }
    Ok(())
}

/// Brotli copies of everything that gains by one, on two threads; packs bring their own.
fn compress(assets: &[Asset], brought: &[Asset]) -> Result<Vec<Asset>> {
    let mut copies: Vec<Asset> = brought.to_vec();
    let wanted: Vec<&Asset> = assets
        .iter()
        .filter(|asset| asset.is_compressible())
        .filter(|asset| {
            !brought
                .iter()
                .any(|copy| copy.path == format!("{}.br", asset.path))
        })
        .collect();
    let queue = std::sync::Mutex::new(wanted.into_iter());
    let work = || -> Result<Vec<Asset>> {
        let mut made = Vec::new();
        loop {
            let next = queue
                .lock()
                .map_err(|_| anyhow!("a compression panicked"))?
                .next();
            let Some(asset) = next else {
                return Ok(made);
            };
            made.push(Asset {
                path: format!("{}.br", asset.path),
                bytes: asset.brotli()?,
            });
        }
    };
    let results = thread::scope(|scope| {
        let workers = [scope.spawn(work), scope.spawn(work)];
        workers.map(|worker| {
            worker
                .join()
                .unwrap_or_else(|_| Err(anyhow!("a compression panicked")))
        })
    });
    for made in results {
        copies.append(&mut made?);
    }
    Ok(copies)
}

/// What a first visit takes: every file of an assembled site once, largest first.
pub(super) fn transfers(dist: &Path) -> Result<Vec<Transfer>> {
    let (copies, files): (Vec<Asset>, Vec<Asset>) = Asset::read_all(dist, "")?
        .into_iter()
        .partition(|asset| asset.extension() == "br");
    let mut transfers: Vec<Transfer> = files
        .iter()
        .map(|file| Transfer {
            address: file.address(),
            sent: copies
                .iter()
                .find(|copy| copy.path.strip_suffix(".br") == Some(&file.path))
                .unwrap_or(file)
                .bytes
                .len(),
            size: file.bytes.len(),
        })
        .collect();
    transfers.sort_by_key(|transfer| std::cmp::Reverse(transfer.sent));
    Ok(transfers)
}

fn write(assets: &[Asset], dist: &Path) -> Result<()> {
    let unfinished = dist.with_extension("new");
    if unfinished.exists() {
        fs::remove_dir_all(&unfinished)?;
    }
    for asset in assets {
        let file = unfinished.join(&asset.path);
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&file, &asset.bytes).with_context(|| format!("writing {}", file.display()))?;
    }
    if dist.exists() {
        fs::remove_dir_all(dist)?;
    }
    fs::rename(&unfinished, dist)?;
    Ok(())
}

fn find<'a>(assets: &'a mut [Asset], path: &str) -> Result<&'a mut Asset> {
    assets
        .iter_mut()
        .find(|asset| asset.path == path)
        .with_context(|| format!("Trunk's output has no {path}"))
}

#[cfg(test)]
mod tests;
