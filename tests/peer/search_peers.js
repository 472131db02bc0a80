// The peers of search, each over codes, titles and inclusion terms, one index a code set (which spares them the half that
// a query does not ask for). Of the settings their documents advise for searching while typing each has those with which
// it found most of the queries.
// `window.peers` names them: an index of documents, and the positions it answers a text with, best first.

const TEN = 10;

// A code as it is typed with and without its dot, its title and its inclusion terms.
const whole = ({ codes, title, terms }) => `${codes} ${title} ${terms}`.trim();

window.peers = {
    minisearch: {
        build(documents) {
            const index = new MiniSearch({ fields: ["text"] });
            index.addAll(documents.map((one) => ({ id: one.id, text: whole(one) })));
            return index;
        },
        search: (index, text) => index.search(text, { prefix: true, fuzzy: 0.2 }).slice(0, TEN).map((hit) => hit.id),
    },
    flexsearch: {
        build(documents) {
            const index = new FlexSearch.Index({ tokenize: "forward", encoder: FlexSearch.Charset.Default });
            for (const one of documents) index.add(one.id, whole(one));
            return index;
        },
        search: (index, text) => index.search(text, { limit: TEN, suggest: true }),
    },
    ufuzzy: {
        build: (documents) => ({ fuzzy: new uFuzzy({ intraMode: 1 }), texts: documents.map(whole) }),
        search({ fuzzy, texts }, text) {
            const [found, info, order] = fuzzy.search(texts, text, 5, 1e5);
            if (!found) return [];
            return order ? order.slice(0, TEN).map((at) => info.idx[at]) : found.slice(0, TEN);
        },
    },
    orama: {
        async build(documents) {
            const index = orama.create({ schema: { codes: "string", title: "string", terms: "string" } });
            const texts = documents.map(({ codes, title, terms }) => ({ codes, title, terms }));
            const ids = await orama.insertMultiple(index, texts, 5000);
            return { index, places: new Map(ids.map((id, at) => [id, at])) };
        },
        // Every word first; where no text has all, any of them, with a slip of the pen.
        async search({ index, places }, text) {
            const asked = { term: text, boost: { title: 2 }, limit: TEN };
            let found = await orama.search(index, { ...asked, threshold: 0 });
            if (!found.hits.length) found = await orama.search(index, { ...asked, tolerance: 1 });
            return found.hits.map((hit) => places.get(hit.id));
        },
    },
};

// Builds a peer's indexes over both code sets; answers with the milliseconds.
window.readyPeer = async (name) => {
    const began = performance.now();
    const sets = {};
    for (const system of ["CM", "PCS"]) {
        const documents = window.searched.filter((one) => one.system === system);
        documents.forEach((one, id) => (one.id = id));
        sets[system] = { documents, index: await window.peers[name].build(documents) };
    }
    const search = async ({ system, text }) => window.peers[name].search(sets[system].index, text);
    window.peer = { sets, search };
    return performance.now() - began;
};

// The codes that each query is answered with.
window.answersOfPeer = async (queries) => {
    const codes = [];
    for (const query of queries) {
        const { documents } = window.peer.sets[query.system];
        codes.push((await window.peer.search(query)).map((at) => documents[at].code));
    }
    return codes;
};

// The milliseconds that each text takes.
window.timesOfPeer = async (texts) => {
    const times = [];
    for (const text of texts) {
        const before = performance.now();
        await window.peer.search(text);
        times.push(performance.now() - before);
    }
    return times;
};
