// Starts the site's own custodian and passes bytes on, both ways: what it is asked comes through `askCustodian`, what it
// answers goes out through `custodianSaid`, which the tools of the browser hear at once.
(async () => {
  const start = new DOMParser().parseFromString(await (await fetch("/")).text(), "text/html");
  const address = (name) => new URL(start.querySelector(`meta[name=${name}]`).content, location.origin).href;
  const worker = new Worker(address("chartroom-custodian"), { type: "module" });
  const piece = 1 << 15;
  worker.onmessage = ({ data }) => {
    let text = "";
    for (let from = 0; from < data.length; from += piece) {
      text += String.fromCharCode(...data.subarray(from, from + piece));
    }
    custodianSaid(btoa(text));
  };
  worker.onerror = (event) => custodianSaid(`! ${event.message}`);
  globalThis.askCustodian = (text) => {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    worker.postMessage([bytes], [bytes.buffer]);
  };
  return address("chartroom-keys");
})()
