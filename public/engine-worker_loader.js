// Starts the engine inside its worker: `new Worker(url, { type: "module" })`, where the url is the content of
// the page's <meta name="chartroom-engine">. Names are replaced by names with digests when the site is built.

import init from "./engine-worker.js";

await init({ module_or_path: "/engine-worker_bg.wasm" });
