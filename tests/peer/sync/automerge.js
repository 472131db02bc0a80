// Two repositories in memory and a sync server that stores on its disk between them. A document for each encounter, with its texts,
// and for each patient: the fewest documents in which nothing is read that is not wanted. Strings are values, as fields are
// elsewhere: as texts that several people type in at once, which is Automerge's default, they take many times as long.

import * as A from "@automerge/automerge";
import { Repo } from "@automerge/automerge-repo";
import { WebSocketClientAdapter } from "@automerge/automerge-repo-network-websocket";

import { done, now, phase, progress, records, sleep, spread, task, tell } from "./phases.js";

const CHECKED_AT_ONCE = 2000;
const FOUND_AT_ONCE = 500;
const ANYHOW = { allowableStates: ["ready", "unavailable"] };

const line = () => new WebSocketClientAdapter(`ws://${task.address}`, 500);
const one = new Repo({ peerId: "one", sharePolicy: async () => true });
const handles = [];
const stays = [];

await phase("made", async () => {
  let texts = {};
  for await (const { table, id, value } of records()) {
    // Texts stand before the stay that they are of.
    if (table === "texts") texts[id] = value.text;
    else {
      const handle = one.create(values(table === "stays" ? { stay: value, texts } : value));
      handles.push(handle);
      if (table === "stays") stays.push(handle);
      if (table === "stays") texts = {};
      progress("documents", handles.length, null);
    }
  }
});
tell("documents", handles.length);
tell("encounters", stays.length);

let connection = line();
await phase("all_up", async () => {
  one.networkSubsystem.addNetworkAdapter(connection);
  await arrived(handles);
});

const other = new Repo({ peerId: "other", sharePolicy: async () => true });
let elsewhere = line();
const found = [];
await phase("all_down", async () => {
  // What is sought before there is anybody to ask is said not to be there, and comes all the same.
  const met = new Promise((yes) => other.networkSubsystem.once("peer", yes));
  other.networkSubsystem.addNetworkAdapter(elsewhere);
  await met;
  for (let from = 0; from < handles.length; from += FOUND_AT_ONCE) {
    const some = handles.slice(from, from + FOUND_AT_ONCE);
    found.push(...(await Promise.all(some.map((handle) => other.find(handle.url, ANYHOW)))));
    progress("found", found.length, handles.length);
  }
  await reached(handles, found);
});

// Without a line, then with one: first for the one, then for the other.
await leave(one, connection);
await leave(other, elsewhere);
await sleep(500);
const changed = stays.slice(0, Math.min(task.changes, 1000));
for (let number = 0; number < task.changes; number += 1) {
  changed[number % changed.length].change((doc) => {
    doc.note = new A.ImmutableString(`measured ${number}`);
  });
}
tell("documents_changed", changed.length);
await phase("changes_up", async () => {
  connection = line();
  one.networkSubsystem.addNetworkAdapter(connection);
  await arrived(changed);
});
const byUrl = new Map(found.map((handle) => [handle.url, handle]));
const changedThere = changed.map((handle) => byUrl.get(handle.url));
await phase("changes_down", async () => {
  elsewhere = line();
  other.networkSubsystem.addNetworkAdapter(elsewhere);
  await reached(changed, changedThere);
});

await phase("edit_seen", async () => {
  const [here, there] = [changed[0], changedThere[0]];
  const times = [];
  for (let number = 0; number < task.edits; number += 1) {
    const note = `seen ${number}`;
    const began = now();
    const seen = new Promise((yes) => {
      const listener = ({ doc }) => {
        if (String(doc.note) !== note) return;
        there.off("change", listener);
        yes();
      };
      there.on("change", listener);
    });
    here.change((doc) => {
      doc.note = new A.ImmutableString(note);
    });
    await seen;
    times.push(now() - began);
  }
  return spread(times);
});
done();

function values(of) {
  if (typeof of === "string") return new A.ImmutableString(of);
  if (Array.isArray(of)) return of.map(values);
  if (of === null || typeof of !== "object") return of;
  return Object.fromEntries(Object.entries(of).map(([name, value]) => [name, values(value)]));
}

/** Only what is open can be closed: one that is just connecting anew breaks off everything. */
async function leave(repo, adapter) {
  while (adapter.socket?.readyState !== 1) await sleep(20);
  repo.networkSubsystem.removeNetworkAdapter(adapter);
}

/** Waits until the server has every one of them as it is here. */
async function arrived(expected) {
  let left = expected;
  while (left.length > 0) {
    const missing = [];
    for (let from = 0; from < left.length; from += CHECKED_AT_ONCE) {
      const some = left.slice(from, from + CHECKED_AT_ONCE);
      missing.push(...(await lacking(some)).map((place) => some[place]));
    }
    left = missing;
    progress("arrived", expected.length - left.length, expected.length);
    if (left.length > 0) await sleep(20);
  }
}

/** Places of those that the server has not. One that is too busy to answer has none of them yet. */
async function lacking(some) {
  const body = JSON.stringify(some.map((handle) => [handle.documentId, handle.heads()]));
  try {
    const response = await fetch(`http://127.0.0.1:${task.control}`, { method: "POST", body });
    return await response.json();
  } catch {
    return [...some.keys()];
  }
}

/** Waits until what is there is as it is here. */
async function reached(here, there) {
  const same = (a, b) => a.length === b.length && a.every((head, place) => head === b[place]);
  let left = here.map((_, place) => place);
  while (left.length > 0) {
    left = left.filter((place) => !there[place].isReady() || !same(here[place].heads(), there[place].heads()));
    progress("reached", here.length - left.length, here.length);
    // Looking takes time too, and there is only one thread.
    if (left.length > 0) await sleep(5 + left.length / 20);
  }
}
