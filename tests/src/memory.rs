//! What a page or worker holds in memory: the heap of its scripts, and the linear memory of every module in it.

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use crate::canary::{Canaries, Found};
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
    anyhow::ensure!(
        said.get("exceptionDetails").is_none(),
        "the search failed: {said}"
    );
    Ok(said["result"]["value"].clone())
}
