//! What a page or worker holds in memory: the heap of its scripts, and the linear memory of every module in it; and how much
//! a whole browser holds.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use crate::canary::{Canaries, Found};
use crate::chromium::processes;
use crate::devtools::{DevTools, Target};

/// Looks through the linear memory of modules, a megabyte at a time: a byte becomes a character, so that the text
/// search of the browser finds what is sought. Pieces overlap by more than anything sought is long.
const LOOK_THROUGH: &str = "function (sought) {
  const piece = 1 << 20, overlap = 256, found = [];
  let bytes = 0;
  const reader = new TextDecoder('latin1');
  this.forEach((memory, number) => {
    const all = new Uint8Array(memory.buffer);
    bytes += all.length;
    for (let from = 0; from < all.length; from += piece) {
      const text = reader.decode(all.slice(from, Math.min(all.length, from + piece + overlap)));
      sought.forEach(([what, wanted]) => {
        const at = text.indexOf(wanted);
        if (at >= 0) found.push([what, number, from + at]);
      });
    }
  });
  return { modules: this.length, bytes, found };
}";

/// What was looked through in one target.
#[derive(Debug, Clone, Default)]
pub struct Held {
    /// Bytes of its heap snapshot.
    pub heap: usize,
    /// Modules with a memory.
    pub modules: u64,
    /// Bytes of their memories.
    pub linear: u64,
    /// What was found.
    pub found: Vec<Found>,
}

/// Takes a snapshot of a target's heap, reads the memory of its modules, and looks for canaries in both.
///
/// # Errors
/// When the target does not let itself be looked at.
pub async fn held(tools: &DevTools, target: &Target, canaries: &Canaries) -> Result<Held> {
    let place = format!("{} {}", target.kind, target.url);
    let heap = tools
        .heap(&target.session)
        .await
        .with_context(|| format!("the heap of {place}"))?;
    let mut held = Held {
        heap: heap.len(),
        found: canaries.within(heap.as_bytes(), &format!("heap of {place}")),
        ..Held::default()
    };
    let linear = linear(tools, target, canaries)
        .await
        .with_context(|| format!("the modules of {place}"))?;
    held.modules = linear["modules"].as_u64().unwrap_or_default();
    held.linear = linear["bytes"].as_u64().unwrap_or_default();
    for one in linear["found"].as_array().into_iter().flatten() {
        held.found.push(Found {
            what: one[0].as_str().unwrap_or_default().to_owned(),
            place: format!("linear memory of module {} of {place}", one[1]),
            at: one[2].as_u64().unwrap_or_default(),
        });
    }
    Ok(held)
}

async fn linear(tools: &DevTools, target: &Target, canaries: &Canaries) -> Result<Value> {
    let session = Some(target.session.as_str());
    let asked = json!({ "expression": "WebAssembly.Memory.prototype" });
    let prototype = tools.ask(session, "Runtime.evaluate", asked).await?;
    let asked = json!({ "prototypeObjectId": prototype["result"]["objectId"] });
    let memories = tools.ask(session, "Runtime.queryObjects", asked).await?;
    let asked = json!({
        "objectId": memories["objects"]["objectId"],
        "functionDeclaration": LOOK_THROUGH,
        "arguments": [{ "value": canaries.in_memory() }],
        "returnByValue": true,
    });
    let said = tools.ask(session, "Runtime.callFunctionOn", asked).await?;
    ensure!(
        said.get("exceptionDetails").is_none(),
        "the search failed: {said}"
    );
    Ok(said["result"]["value"].clone())
}

/// Bytes of memory that are a Chromium's own and not a file's, in all its processes together.
///
/// # Errors
/// When none runs in the profile.
pub fn resident(profile: &Path) -> Result<u64> {
    let all = processes(profile);
    ensure!(!all.is_empty(), "no Chromium in {}", profile.display());
    let own = |process: u32| {
        let text = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
        let of = |line: &str| {
            let (name, value) = line.split_once(':')?;
            let counts = matches!(name, "RssAnon" | "RssShmem");
            counts.then(|| value.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok())?
        };
        text.lines().filter_map(of).sum::<u64>() * 1_024
    };
    Ok(all.into_iter().map(own).sum())
}

/// The most that a Chromium holds in between, looked at many times a second.
pub struct Peak {
    ended: Arc<AtomicBool>,
    watch: JoinHandle<Result<u64>>,
}

impl Peak {
    /// Begins to look.
    #[must_use]
    pub fn of(profile: &Path) -> Self {
        let ended = Arc::new(AtomicBool::new(false));
        let (until, profile) = (Arc::clone(&ended), profile.to_owned());
        let watch = std::thread::spawn(move || {
            let mut most = resident(&profile)?;
            while !until.load(Ordering::Relaxed) {
                std::thread::sleep(Duration::from_millis(40));
                most = most.max(resident(&profile)?);
            }
            Ok(most)
        });
        Self { ended, watch }
    }

    /// Ends looking, and says the most.
    ///
    /// # Errors
    /// When the browser was gone in between.
    pub fn end(self) -> Result<u64> {
        self.ended.store(true, Ordering::Relaxed);
        let most = self.watch.join();
        most.map_err(|_| anyhow::anyhow!("looking at the memory panicked"))?
    }
}
