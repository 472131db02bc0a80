// The first script of the page: says what is wrong when the app can't start, and keeps the offline copy.
//
// The seam with the app, which only listens and answers:
//
//   window event                      means
//   "chartroom-offline-ready"         every file is stored: from now on the app starts without a network
//   "chartroom-offline-failed"        the offline copy could not be stored; detail: { why }
//   "chartroom-update-waiting"        a newer version is stored and waits; it is never taken without consent
//   "chartroom-update-stuck"          ten seconds after the consent the browser still keeps the older version
//   "chartroom-update-activated"      another tab took the update; this one goes on with what it has loaded
//                                     and should be reloaded when its work is saved
//   "chartroom-update-consent"        dispatched BY THE APP: take the waiting update now, and reload this tab
//
// What has already happened before the app listens stands on <html>: data-offline = "ready" | "failed",
// data-update = "waiting" | "activated". data-app = "started" once the app is on the page.

"use strict";

(() => {
  const page = document.documentElement;
  const hour = 60 * 60 * 1000;

  // ---- when the app can't start ------------------------------------------------------------------------

  // Three short lines in place of "Opening…": what, why, how to mend it.
  const show = (what, why, fix) => {
    const write = () => {
      const boot = document.getElementById("boot");
      if (!boot) return;
      boot.setAttribute("role", "alert");
      boot.querySelectorAll(".boot-state").forEach((line) => line.remove());
      for (const text of [what, why, fix]) {
        const line = document.createElement("p");
        line.className = "boot-state";
        line.textContent = text;
        boot.append(line);
      }
      page.dataset.app = "failed";
    };
    if (document.readyState === "loading") addEventListener("DOMContentLoaded", write);
    else write();
  };

  window.chartroomStartFailed = (problem) =>
    show(
      "Chartroom could not start.",
      `Why: ${problem instanceof Error ? problem.message : String(problem)}`,
      "How to mend it: reload the page. If it stays, close all tabs of Chartroom, connect to the network and open it again.",
    );

  // A script that does not arrive at all throws nothing: it is reported on its element.
  addEventListener(
    "error",
    (event) => {
      if (event.target instanceof HTMLScriptElement && page.dataset.app !== "started") {
        window.chartroomStartFailed(`the file ${new URL(event.target.src).pathname} could not be loaded`);
      }
    },
    true,
  );

  const lacking = [
    ["WebAssembly", typeof WebAssembly === "object"],
    ["module workers", typeof Worker === "function" && "noModule" in HTMLScriptElement.prototype],
    ["dialogs", typeof HTMLDialogElement === "function"],
  ]
    .filter(([, there]) => !there)
    .map(([name]) => name);
  if (lacking.length) {
    show(
      "This browser can't run Chartroom.",
      `Why: it lacks ${lacking.join(", ")}.`,
      "How to mend it: use a current Chrome, Edge, Firefox or Safari.",
    );
  }

  // ---- the offline copy --------------------------------------------------------------------------------

  const tell = (name, state, detail) => {
    if (state) page.dataset[state[0]] = state[1];
    dispatchEvent(new CustomEvent(name, { detail }));
  };
  const failed = (why) => tell("chartroom-offline-failed", ["offline", "failed"], { why });

  if (!("serviceWorker" in navigator)) {
    failed(
      window.isSecureContext
        ? "this browser has no service workers (a private window, perhaps)"
        : "browsers keep an offline copy only of https addresses and of localhost",
    );
    return;
  }
  const container = navigator.serviceWorker;
  let consented = false;

  const watch = (worker, registration) => {
    const look = () => {
      if (worker.state === "installed" && registration.active) {
        tell("chartroom-update-waiting", ["update", "waiting"]);
      }
      if (worker.state === "activated") tell("chartroom-offline-ready", ["offline", "ready"]);
      if (worker.state === "redundant" && !registration.active) {
        failed("a file did not arrive, or not as it was built");
      }
    };
    worker.addEventListener("statechange", look);
    look();
  };

  // The first worker takes over a page that had none: nothing changes for it. Later changes are updates.
  let controlled = Boolean(container.controller);
  container.addEventListener("controllerchange", () => {
    if (!controlled) controlled = true;
    else if (consented) location.reload();
    else tell("chartroom-update-activated", ["update", "activated"]);
  });

  addEventListener("load", async () => {
    try {
      const registration = await container.register("/sw.js", { updateViaCache: "none" });
      for (const worker of [registration.active, registration.waiting, registration.installing]) {
        if (worker) watch(worker, registration);
      }
      registration.addEventListener("updatefound", () => {
        if (registration.installing) watch(registration.installing, registration);
      });
      addEventListener("chartroom-update-consent", () => {
        consented = true;
        registration.waiting?.postMessage({ type: "activate" });
        setTimeout(() => tell("chartroom-update-stuck"), 10_000);
      });
      // A tab may stay open for weeks: it asks for a newer version when someone comes back to it.
      let asked = Date.now();
      document.addEventListener("visibilitychange", () => {
        if (document.visibilityState === "visible" && Date.now() - asked > hour) {
          asked = Date.now();
          registration.update().catch(() => {});
        }
      });
    } catch (problem) {
      failed(String(problem?.message ?? problem));
    }
  });
})();
