// Starts the suite's module inside its worker.

import init from "./store-suite.js";

await init({ module_or_path: "/store-suite_bg.wasm" });
