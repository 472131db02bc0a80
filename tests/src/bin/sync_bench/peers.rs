//! What others make of the same records: their own server in Node, their own devices in another Node, and the same line between
//! that counts what passes.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use journeys::line::{Conditions, Line};
use serde_json::{Value, json};

use super::places::{Folder, Running, free_port, listens};

/// Who is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Peer {
    Pouch,
    Automerge,
}

impl Peer {
    pub(crate) fn named(name: &str) -> Result<Self> {
        match name {
            "pouchdb" => Ok(Self::Pouch),
            "automerge" => Ok(Self::Automerge),
            other => bail!("no peer “{other}”; there are: pouchdb, automerge"),
        }
    }
}

/// What they do, and for how long at most.
pub(crate) struct Task<'t> {
    /// The folder with their packages and scripts.
    pub(crate) tools: &'t Path,
    /// The folder with the records.
    pub(crate) records: &'t Path,
    pub(crate) changes: u32,
    pub(crate) edits: u32,
    pub(crate) most: Duration,
}

/// Does the work. What was not finished in the time is missing, and it is said what was given up.
pub(crate) fn measure(peer: Peer, task: &Task<'_>) -> Result<Value> {
    let folder = Folder::new()?;
    let (port, control) = (free_port()?, free_port()?);
    let server = server(peer, task, &folder, port, control)?;
    let address = SocketAddr::from(([127, 0, 0, 1], port));
    listens(address)?;
    let line = Line::start(address, Conditions::default())?;
    let script = match peer {
        Peer::Pouch => "pouch.js",
        Peer::Automerge => "automerge.js",
    };
    let mut devices = Command::new("node")
        // As much as there is: a limit of Node's would be no figure of theirs.
        .arg("--max-old-space-size=12000")
        .arg(task.tools.join(script))
        .arg(line.address().to_string())
        .arg(control.to_string())
        .arg(task.records)
        .args([task.changes.to_string(), task.edits.to_string()])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .context("starting node")?;
    let output = devices.stdout.take().context("devices without output")?;
    let _devices = Running(devices);
    let (sender, lines) = mpsc::channel();
    std::thread::spawn(move || {
        for said in BufReader::new(output).lines().map_while(Result::ok) {
            if sender.send(said).is_err() {
                return;
            }
        }
    });
    let mut measured = json!({});
    let until = Instant::now() + task.most;
    let mut before = line.passed();
    loop {
        let left = until.saturating_duration_since(Instant::now());
        let said = match lines.recv_timeout(left) {
            Ok(said) => said,
            Err(mpsc::RecvTimeoutError::Timeout) => {
                eprintln!("    given up after {:.0} s", task.most.as_secs_f64());
                measured["given_up_after"] = task.most.as_secs_f64().into();
                break;
            }
            Err(mpsc::RecvTimeoutError::Disconnected) => {
                if measured["done"] != true {
                    // Out of memory, as a rule.
                    measured["ended_early"] = true.into();
                }
                break;
            }
        };
        let said: Value = serde_json::from_str(&said).with_context(|| format!("reading {said}"))?;
        eprintln!("    {said}");
        let Some(phase) = said["phase"].as_str() else {
            measured["so_far"] = said;
            continue;
        };
        let now = line.passed();
        let mut value = said["value"].clone();
        if value.is_object() {
            value["up"] = (now.up - before.up).into();
            value["down"] = (now.down - before.down).into();
        }
        before = now;
        measured[phase] = value;
    }
    measured["server_memory"] = server.memory().0.into();
    measured["server_memory_most"] = server.memory().1.into();
    measured["on_disk"] = folder.bytes().into();
    Ok(measured)
}

fn server(
    peer: Peer,
    task: &Task<'_>,
    folder: &Folder,
    port: u16,
    control: u16,
) -> Result<Running> {
    let mut command = Command::new("node");
    command.arg("--max-old-space-size=12000");
    match peer {
        Peer::Pouch => {
            let program = "node_modules/pouchdb-server/bin/pouchdb-server";
            command
                .arg(task.tools.join(program))
                .args(["-n", "-p", &port.to_string()])
                .arg("-d")
                .arg(folder.path());
        }
        Peer::Automerge => {
            command
                .arg(task.tools.join("automerge_server.js"))
                .args([port.to_string(), control.to_string()])
                .arg(folder.path());
        }
    }
    let server = command
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(File::create(folder.path().join("errors"))?)
        .spawn()
        .context("starting node")?;
    Ok(Running(server))
}
