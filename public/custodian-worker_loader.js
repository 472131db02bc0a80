// Starts the custodian of the records inside its worker; the page finds this file's name in
// <meta name="chartroom-custodian">. Names are replaced by names with digests when the site is built.

import init from "./custodian-worker.js";

await init({ module_or_path: "/custodian-worker_bg.wasm" });
