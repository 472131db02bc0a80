// The offline copy of Chartroom: the app, the engine and the packs, stored whole or not at all.
//
// VERSION and ASSETS are filled in when the site is built: [path, SHA-256 in hexadecimal] of every file. Each
// version has a cache of its own. A version is installed only when every one of its files has arrived with
// its digest; what has arrived before a break is kept, so a bad line goes on where it stopped. A newer version
// waits until the page says { type: "activate" }: nobody's work is swapped out under them. It stores no
// answer that is not in ASSETS, and nothing a person typed ever passes through it.

"use strict";

const VERSION = "dev";
const ASSETS = [];

const PREFIX = "chartroom-";
const CURRENT = PREFIX + VERSION;
const DIGESTS = new Map(ASSETS);
const AT_A_TIME = 4;

const hex = (buffer) =>
  Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");

const isRight = async (bytes, digest) => hex(await crypto.subtle.digest("SHA-256", bytes)) === digest;

// ---- storing a version ------------------------------------------------------------------------------------

// The file's bytes with the headers they came with (the policy among them), minus those about their transfer.
const stored = (bytes, response) => {
  const headers = new Headers(response.headers);
  headers.delete("content-encoding");
  headers.delete("content-length");
  return new Response(bytes, { status: 200, headers });
};

// A copy that an older version left, where the file has not changed since.
async function fromOlder(path, digest) {
  const found = await caches.match(path);
  if (!found) return null;
  const bytes = await found.clone().arrayBuffer();
  return (await isRight(bytes, digest)) ? stored(bytes, found) : null;
}

// First as the browser's own cache has it (the page has just loaded most files), then afresh.
async function fromServer(path, digest) {
  for (const cache of ["default", "reload"]) {
    const response = await fetch(path, { cache, credentials: "same-origin" });
    if (!response.ok) continue;
    const bytes = await response.arrayBuffer();
    if (await isRight(bytes, digest)) return stored(bytes, response);
  }
  throw new Error(`${path} is missing or not as it was built`);
}

async function install() {
  const cache = await caches.open(CURRENT);
  const there = new Set((await cache.keys()).map((request) => new URL(request.url).pathname));
  const waiting = ASSETS.filter(([path]) => !there.has(path));
  const take = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [path, digest] = next;
      await cache.put(path, (await fromOlder(path, digest)) ?? (await fromServer(path, digest)));
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, take));
}

// The version before this one stays: a tab opened under it may still ask for a file of its own. Older go.
async function activate() {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CURRENT);
  await Promise.all(names.slice(0, -1).map((name) => caches.delete(name)));
  await self.clients.claim();
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("message", (event) => {
  if (event.data?.type === "activate") self.skipWaiting();
});

// ---- answering ------------------------------------------------------------------------------------------

// A file of this version, or one that only an older, still open version knows (its name bears its digest).
async function answer(path, request) {
  const cache = await caches.open(CURRENT);
  const found = (await cache.match(path)) ?? (DIGESTS.has(path) ? null : await caches.match(path));
  return found ?? fetch(request);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    const namesAFile = url.pathname.split("/").pop().includes(".");
    if (!namesAFile || DIGESTS.has(url.pathname)) {
      event.respondWith(answer(DIGESTS.has(url.pathname) ? url.pathname : "/", request));
    }
    return;
  }
  event.respondWith(answer(url.pathname, request));
});
