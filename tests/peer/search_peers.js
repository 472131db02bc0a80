// The peers of search, each over titles and inclusion terms of the same codes, one index a code set (which spares them
// the half that a query does not ask for), set as their documents advise for searching while typing.
// `window.peers` names them: an index of documents, and the positions it answers a text with, best first.

const TEN = 10;

window.peers = {
    minisearch: {
        build(documents) {
            const index = new MiniSearch({ fields: ["title", "terms"] });
            index.addAll(documents);
            return index;
        },
        search: (index, text) =>
            index.search(text, { prefix: true, fuzzy: 0.2, boost: { title: 2 } }).slice(0, TEN).map((hit) => hit.id),
    },
    flexsearch: {
        build(documents) {
            const field = (name) => ({ field: name, tokenize: "forward", encoder: FlexSearch.Charset.LatinBalance });
            const index = new FlexSearch.Document({ document: { id: "id", index: [field("title"), field("terms")] } });
            for (const one of documents) index.add(one);
            return index;
        },
        search: (index, text) =>
            index.search(text, { limit: TEN, suggest: true, merge: true }).slice(0, TEN).map((hit) => hit.id ?? hit),
    },
    ufuzzy: {
        build: (documents) => ({
            fuzzy: new uFuzzy({ intraMode: 1 }),
            texts: documents.map((one) => `${one.title} ${one.terms}`.trim()),
        }),
        search({ fuzzy, texts }, text) {
            const [found, info, order] = fuzzy.search(texts, text, 1, 1000);
            if (!found) return [];
            return order ? order.slice(0, TEN).map((at) => info.idx[at]) : found.slice(0, TEN);
        },
    },
    orama: {
        async build(documents) {
            const index = orama.create({ schema: { title: "string", terms: "string" } });
            const ids = await orama.insertMultiple(index, documents.map(({ title, terms }) => ({ title, terms })), 5000);
            return { index, places: new Map(ids.map((id, at) => [id, at])) };
        },
        async search({ index, places }, text) {
            const found = await orama.search(index, { term: text, tolerance: 1, boost: { title: 2 }, limit: TEN });
            return found.hits.map((hit) => places.get(hit.id));
        },
    },
};

// Runs one peer: how long its indexes take, what it answers to whole queries, how long each beginning takes.
window.measurePeer = async (name, queries, beginnings) => {
    const peer = window.peers[name];
    const sets = {};
    const began = performance.now();
    for (const system of ["CM", "PCS"]) {
        const documents = window.searched.filter((one) => one.system === system);
        documents.forEach((one, id) => (one.id = id));
        sets[system] = { documents, index: await peer.build(documents) };
    }
    const readyMs = performance.now() - began;
    const answer = async ({ system, text }) => await peer.search(sets[system].index, text);
    const codes = [];
    for (const query of queries) {
        codes.push((await answer(query)).map((at) => sets[query.system].documents[at].code));
    }
    const times = [];
    for (const beginning of beginnings) {
        const before = performance.now();
        await answer(beginning);
        times.push(performance.now() - before);
    }
    times.sort((a, b) => a - b);
    const at = (percent) => times[Math.min(Math.floor((times.length * percent) / 100), times.length - 1)];
    return { ready_ms: readyMs, p50_ms: at(50), p95_ms: at(95), codes };
};
