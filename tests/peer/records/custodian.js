// Speaks with the custodian's own worker, as the page of the product does, and takes the time of each answer: from handing
// the request over until its event is here. Requests and events cross as they are written by whoever drives the page.

const start = await (await fetch("/")).text();
const loader = (name) => new DOMParser().parseFromString(start, "text/html").querySelector(`meta[name="${name}"]`).content;
const custodian = loader("chartroom-custodian");
window.keyWorker = `/bench/key-worker.js?loader=${loader("chartroom-keys")}`;

const derived = new BroadcastChannel("derived");
const now = () => performance.timeOrigin + performance.now();
const bytesOf = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
const textOf = (bytes) => {
  let text = "";
  for (let i = 0; i < bytes.length; i += 32768) text += String.fromCharCode(...bytes.subarray(i, i + 32768));
  return btoa(text);
};

let worker = null;
let hear = null;

// One request at a time: the next message is its answer.
const ask = (bytes) =>
  new Promise((resolve, reject) => {
    hear = (data) => resolve([new Uint8Array(data), now()]);
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage([bytes], [bytes.buffer]);
  });

window.startCustodian = async () => {
  worker?.terminate();
  worker = new Worker(custodian, { type: "module" });
  worker.onmessage = ({ data }) => hear?.(data);
  await new Promise((listening) => (hear = listening));
};

// The answer, and the milliseconds it took.
window.askCustodian = async (text) => {
  const bytes = bytesOf(text);
  const began = now();
  const [answer, ended] = await ask(bytes);
  return [textOf(answer), ended - began];
};

// The answers to the same request asked so many times, each as soon as the one before is answered, and the milliseconds of all.
window.askCustodianAgain = async (text, times) => {
  const answers = [];
  const began = now();
  for (let time = 0; time < times; time += 1) answers.push((await ask(bytesOf(text)))[0]);
  const took = now() - began;
  return [answers.map(textOf), took];
};

// Unlocks, and asks for the first page of the worklist as soon as it is open. Answers with both events and the milliseconds
// of deriving the keys, of what the custodian does with them, and of the list.
window.unlockCustodian = async (unlock, list) => {
  const [first, second] = [bytesOf(unlock), bytesOf(list)];
  let keys = 0;
  derived.onmessage = ({ data }) => (keys = data);
  const began = now();
  const [opened, entered] = await ask(first);
  const [listed, ended] = await ask(second);
  // The word of the key worker takes another way and may come later.
  while (!keys) await new Promise((later) => setTimeout(later, 1));
  return [textOf(opened), textOf(listed), keys - began, entered - keys, ended - entered];
};

window.custodianIsReady = true;
