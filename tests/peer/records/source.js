// The same work in the databases that Chartroom is measured beside, as their own manuals have it done.
//
// Both encrypt what they keep and can't look into it: neither finds, sorts or filters what is encrypted. So the rows of the
// worklist are taken into memory once it is unlocked, and are filtered and sorted there, which is the quickest that can be
// done with them. Neither has signatures, an audit trail, a history of fields, or names that tell nothing.

import cryptoPouch from "crypto-pouch";
import Dexie from "dexie";
import { applyEncryptionMiddleware, cryptoOptions } from "dexie-encrypted";
import PouchDB from "pouchdb";

PouchDB.plugin(cryptoPouch);

const TABLES = ["patients", "rows", "stays", "texts"];
const NAME = "bench-peer";

// CouchDB in the browser; encrypted by its plug-in with NaCl's secretbox, key by Argon2id. One database, tables by their ids'
// beginning. Its writes are not forced onto the disk: it has no setting for that.
class Pouch {
  async unlock(password) {
    this.db = new PouchDB(NAME, { auto_compaction: true });
    await this.db.crypto(password);
  }
  async load(records) {
    const written = await this.db.bulkDocs(records.map(({ table, id, value }) => ({ _id: `${table}/${id}`, ...value })));
    const refused = written.find((one) => one.error);
    if (refused) throw new Error(refused.message);
  }
  async rows() {
    const found = await this.db.allDocs({ include_docs: true, startkey: "rows/", endkey: "rows/\uffff" });
    return found.rows.map(({ doc }) => doc);
  }
  get(table, id) {
    return this.db.get(`${table}/${id}`);
  }
  async save(stay, row) {
    const written = await this.db.bulkDocs([stay, row]);
    for (const [place, doc] of [stay, row].entries()) {
      if (written[place].error) throw new Error(written[place].message);
      doc._rev = written[place].rev;
    }
  }
  close() {
    return this.db.close();
  }
  async destroy() {
    await new PouchDB(NAME).destroy();
  }
}

// A thin layer over IndexedDB; everything but the primary key encrypted by its plug-in with NaCl's secretbox. It derives no
// key: that is left to whoever uses it. Its writes are forced onto the disk, as Chartroom's are.
class Dexied {
  async unlock(password) {
    const key = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(password)));
    this.db = new Dexie(NAME, { chromeTransactionDurability: "strict" });
    const encrypted = Object.fromEntries(TABLES.map((table) => [table, cryptoOptions.NON_INDEXED_FIELDS]));
    applyEncryptionMiddleware(this.db, key, encrypted, () => {
      throw new Error("the key is another");
    });
    this.db.version(1).stores({ ...Object.fromEntries(TABLES.map((table) => [table, "id"])), _encryptionSettings: "++id" });
    await this.db.open();
  }
  async load(records) {
    await this.db.transaction("rw", TABLES, async () => {
      for (const table of TABLES) {
        const values = records.filter((one) => one.table === table).map(({ id, value }) => ({ id, ...value }));
        if (values.length) await this.db.table(table).bulkPut(values);
      }
    });
  }
  rows() {
    return this.db.rows.toArray();
  }
  get(table, id) {
    return this.db.table(table).get(id);
  }
  save(stay, row) {
    return this.db.transaction("rw", ["stays", "rows"], async () => {
      await this.db.stays.put(stay);
      await this.db.rows.put(row);
    });
  }
  close() {
    return this.db.close();
  }
  async destroy() {
    await Dexie.delete(NAME);
  }
}

const PEERS = { pouchdb: Pouch, dexie: Dexied };
const PASSWORD = "marble otter lantern seventeen";
const PAGE = 60;

let peer = null;
let held = [];
const firsts = new Map();
const time = async (work) => {
  const began = performance.now();
  await work();
  return performance.now() - began;
};

window.beginPeer = async (name) => {
  peer = new PEERS[name]();
  await peer.destroy();
  peer = new PEERS[name]();
  await peer.unlock(PASSWORD);
};

// Writes a piece of the hospital; answers with the milliseconds, without those of fetching and reading it.
window.loadPiece = async (address) => {
  const lines = (await (await fetch(address)).text()).trimEnd().split("\n");
  const records = lines.map((line) => JSON.parse(line));
  for (const { table, id, first } of records) if (table === "stays") firsts.set(id, first);
  const took = await time(() => peer.load(records));
  return took;
};

// A page of the worklist out of the rows in memory, with how many there are of each status.
const list = (query) => {
  const { classes = [], statuses = [], service = "", from = "", text = "", sort = "priority", descending = false } = query;
  const words = text.toLowerCase().split(" ").filter(Boolean);
  const counts = {};
  const found = held.filter((row) => {
    if (classes.length && !classes.includes(row.class)) return false;
    if (service && row.service !== service) return false;
    if (from && !(row.discharged >= from)) return false;
    if (words.length) {
      const texts = `${row.account} ${row.patient ?? ""}`.toLowerCase();
      if (!words.every((word) => texts.includes(word))) return false;
    }
    counts[row.status] = (counts[row.status] ?? 0) + 1;
    return !statuses.length || statuses.includes(row.status);
  });
  // What nobody has judged comes last.
  const key = (row) => (sort === "priority" ? row.priority || 255 : (row[sort] ?? ""));
  const compare = (a, b) => {
    const [x, y] = [key(a), key(b)];
    if (x !== y) return x < y ? -1 : 1;
    if (a.discharged !== b.discharged) return a.discharged < b.discharged ? -1 : 1;
    return a.account < b.account ? -1 : 1;
  };
  found.sort(descending ? (a, b) => compare(b, a) : compare);
  return { rows: found.slice(0, PAGE), total: found.length, counts };
};

// Closes, unlocks again and shows the first page. Answers with the milliseconds of the unlocking, in which the key is derived,
// and of the list.
window.unlockPeer = async () => {
  await peer.close();
  held = [];
  const unlocked = await time(() => peer.unlock(PASSWORD));
  let page;
  const listed = await time(async () => {
    held = await peer.rows();
    page = list({});
  });
  return [unlocked, listed, page.total];
};

window.queryPeer = (query) => {
  const began = performance.now();
  const { total } = list(query);
  return [performance.now() - began, total];
};

// A chart: the stay with its list of documents, the patient, and the first document's words.
window.chartOfPeer = (id) =>
  time(async () => {
    const stay = await peer.get("stays", id);
    await peer.get("patients", stay.patient);
    const documents = Object.values(stay.documents).sort((a, b) => ((a.about ?? "") < (b.about ?? "") ? -1 : 1));
    if (documents.length && firsts.get(id)) await peer.get("texts", firsts.get(id));
  });

// Adds codes to a stay's case one after the other; answers with the milliseconds of each save.
window.savesOfPeer = async (id, codes) => {
  const stay = await peer.get("stays", id);
  const row = await peer.get("rows", id);
  const open = Object.values(stay.cases).at(-1);
  const times = [];
  for (const code of codes) {
    open.diagnoses[`${id}${code}`] = { code, poa: "Y", order: code, found_by: "" };
    times.push(await time(() => peer.save(stay, row)));
  }
  return times;
};

window.endPeer = async () => {
  await peer.close();
  await peer.destroy();
  held = [];
  firsts.clear();
};
