// Starts the throw-away worker that derives keys from a password; the page finds this file's name in
// <meta name="chartroom-keys"> and tells the custodian, which starts and ends it. Names are replaced by names
// with digests when the site is built.

import init from "./key-worker.js";

await init({ module_or_path: "/key-worker_bg.wasm" });
