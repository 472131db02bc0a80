// What both peers' devices have in common: the records, phases that are told one a line, and times.

import { createReadStream, readdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { performance } from "node:perf_hooks";

const [address, control, folder, changes, edits] = process.argv.slice(2);

export const task = { address, control, folder, changes: Number(changes), edits: Number(edits) };
export const sleep = (millis) => new Promise((done) => setTimeout(done, millis));
export const now = () => performance.now();

/** Every record of the hospital; what only the worklist shows is made out of the others and left out. */
export async function* records() {
  const pieces = readdirSync(folder).filter((name) => name.endsWith(".jsonl"));
  for (const piece of pieces.sort((a, b) => parseInt(a) - parseInt(b))) {
    const lines = createInterface({ input: createReadStream(join(folder, piece)) });
    for await (const line of lines) {
      const record = JSON.parse(line);
      if (record.table !== "rows") yield record;
    }
  }
}

/** Tells how long something took, and leaves what is still on the line time to pass before the next begins. */
export async function phase(name, work) {
  const began = now();
  const more = await work();
  tell(name, { seconds: (now() - began) / 1000, ...more });
  await sleep(200);
}

export function tell(phase, value) {
  process.stdout.write(JSON.stringify({ phase, value }) + "\n");
}

let told = now();
export function progress(what, done, of) {
  if (now() - told < 5000) return;
  told = now();
  process.stdout.write(JSON.stringify({ what, done, of }) + "\n");
}

export function spread(times) {
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.round((times.length - 1) * share)];
  return { p50_ms: at(0.5), p95_ms: at(0.95), p99_ms: at(0.99), times: times.length };
}

/** Ends it all; what still listens is nobody's concern. */
export function done() {
  tell("devices_memory_most", process.resourceUsage().maxRSS * 1024);
  process.stdout.write(JSON.stringify({ phase: "done", value: true }) + "\n", () => process.exit(0));
}
