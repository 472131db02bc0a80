// The page of the store's suite: `await ask("suite")` asks the worker and gives its answer.

import init, { persist } from "./store-suite.js";

const worker = new Worker("/worker.js", { type: "module" });
const waiting = new Map();
let asked = 0;
const ready = new Promise((resolve, reject) => {
  waiting.set(0, resolve);
  worker.onerror = (event) => reject(new Error(event.message));
});

worker.onmessage = ({ data: [number, said] }) => {
  waiting.get(number)?.(said);
  waiting.delete(number);
};

window.ask = async (line) => {
  await ready;
  return new Promise((resolve) => {
    asked += 1;
    waiting.set(asked, resolve);
    worker.postMessage([asked, line]);
  });
};

// What other tabs and older or newer builds do to a database, as promises.
const settled = (request, upgrade) =>
  new Promise((resolve, reject) => {
    request.onupgradeneeded = () => upgrade?.(request.result);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

window.another = {
  make: async (name, version, tables) => {
    const database = await settled(indexedDB.open(name, version), (fresh) => {
      for (const table of tables) fresh.createObjectStore(table);
    });
    database.close();
  },
  remove: (name) => settled(indexedDB.deleteDatabase(name)),
  tables: async (name) => {
    const database = await settled(indexedDB.open(name));
    const said = [database.version, ...database.objectStoreNames].join(" ");
    database.close();
    return said;
  },
  names: async () => (await indexedDB.databases()).map(({ name }) => name),
};

window.askThePage = async () => {
  await init({ module_or_path: "/store-suite_bg.wasm" });
  return [await persist(), await navigator.storage.persisted()].join(" ");
};
