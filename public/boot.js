// Starts the app's WebAssembly module, and takes the loading line away once the app stands on the page.
// A module of its own because the page's policy allows no inline script. The names of the two files are
// replaced by names with digests when the site is built.

try {
  const { default: init } = await import("./app.js");
  await init({ module_or_path: "/app_bg.wasm" });
  document.getElementById("boot")?.remove();
  document.documentElement.dataset.app = "started";
} catch (problem) {
  window.chartroomStartFailed(problem);
}
