// Two PouchDB in memory and pouchdb-server on its disk between them. A document for each record; the batches are larger than
// PouchDB's own, for it is quicker so.

import PouchDB from "pouchdb-core";
import http from "pouchdb-adapter-http";
import memory from "pouchdb-adapter-memory";
import replication from "pouchdb-replication";

import { done, now, phase, progress, records, sleep, spread, task, tell } from "./phases.js";

PouchDB.plugin(memory).plugin(http).plugin(replication);

const BATCH = { batch_size: 1000, batches_limit: 10 };
const there = `http://${task.address}/records`;
const one = new PouchDB("one", { adapter: "memory" });
const other = new PouchDB("other", { adapter: "memory" });
const stays = [];
let documents = 0;

await phase("made", async () => {
  let batch = [];
  const write = async () => {
    for (const said of await one.bulkDocs(batch)) if (said.error) throw new Error(said.message);
    documents += batch.length;
    batch = [];
    progress("documents", documents, null);
  };
  for await (const { table, id, value } of records()) {
    const _id = `${table}/${id}`;
    if (table === "stays") stays.push(_id);
    batch.push({ _id, ...value });
    if (batch.length >= 1000) await write();
  }
  await write();
});
tell("documents", documents);
tell("encounters", stays.length);

const whole = ({ ok, doc_write_failures }) => {
  if (!ok || doc_write_failures) throw new Error("not whole");
};
await phase("all_up", async () => whole(await one.replicate.to(there, BATCH)));
await phase("all_down", async () => whole(await other.replicate.from(there, BATCH)));
await same();

// Of a document that was changed several times only the latest revision travels: so as many documents are changed as there are.
const changed = stays.slice(0, task.changes);
const before = new Map((await one.allDocs({ keys: changed, include_docs: true })).rows.map((row) => [row.id, row.doc]));
for (let number = 0; number < task.changes; number += 1) {
  const doc = before.get(changed[number % changed.length]);
  doc.note = `measured ${number}`;
  doc._rev = (await one.put(doc)).rev;
}
tell("documents_changed", changed.length);
await phase("changes_up", async () => whole(await one.replicate.to(there, BATCH)));
await phase("changes_down", async () => whole(await other.replicate.from(there, BATCH)));
await same();

const up = one.replicate.to(there, { live: true, retry: true, since: "now" });
const down = other.replicate.from(there, { live: true, retry: true, since: "now" });
let awaited = () => {};
const watching = other.changes({ live: true, since: "now", include_docs: true });
watching.on("change", (change) => awaited(change));
await sleep(1000);
await phase("edit_seen", async () => {
  const doc = before.get(changed[0]);
  const times = [];
  for (let number = 0; number < task.edits; number += 1) {
    doc.note = `seen ${number}`;
    const began = now();
    const seen = new Promise((yes) => {
      awaited = (change) => change.doc.note === doc.note && yes();
    });
    doc._rev = (await one.put(doc)).rev;
    await seen;
    times.push(now() - began);
  }
  return spread(times);
});
watching.cancel();
up.cancel();
down.cancel();
done();

async function same() {
  const [here, elsewhere] = [await one.info(), await other.info()];
  if (here.doc_count !== elsewhere.doc_count) throw new Error("they differ");
}
