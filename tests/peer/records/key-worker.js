// The product's key worker, with a word to the page at the moment at which the keys are there: how long their derivation
// takes is chosen by what it must cost an attacker, and is told apart from the unlocking.

const channel = new BroadcastChannel("derived");
const tell = self.postMessage;
self.postMessage = (...message) => {
  tell.apply(self, message);
  channel.postMessage(performance.timeOrigin + performance.now());
};

await import(new URL(import.meta.url).searchParams.get("loader"));
