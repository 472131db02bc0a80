// The sync server of automerge-repo, put together of its packages as the published one is; beside it, on a port that no device
// uses, an answer to which documents are here as they are elsewhere.

import { createServer } from "node:http";
import { Repo } from "@automerge/automerge-repo";
import { WebSocketServerAdapter } from "@automerge/automerge-repo-network-websocket";
import { NodeFSStorageAdapter } from "@automerge/automerge-repo-storage-nodefs";
import { WebSocketServer } from "ws";

const [port, control, folder] = process.argv.slice(2);
const sockets = new WebSocketServer({ host: "127.0.0.1", port: Number(port), maxPayload: 1 << 30 });
const repo = new Repo({
  network: [new WebSocketServerAdapter(sockets)],
  storage: new NodeFSStorageAdapter(folder),
  peerId: "server",
  // Documents are told to nobody who does not ask for them.
  sharePolicy: async () => false,
});

const same = (a, b) => a.length === b.length && a.every((head, place) => head === b[place]);
const here = ([id, heads]) => {
  const handle = repo.handles[id];
  return handle?.isReady() && same(handle.heads(), heads);
};
const answers = createServer(async (request, response) => {
  let body = "";
  for await (const some of request) body += some;
  const asked = JSON.parse(body);
  const missing = asked.flatMap((one, place) => (here(one) ? [] : [place]));
  response.end(JSON.stringify(missing));
});
// Who asks may be busy for long.
answers.keepAliveTimeout = 0;
answers.listen(Number(control), "127.0.0.1");
