#!/usr/bin/env python3
"""Searches the same texts with SQLite FTS5, in memory: shown beside the libraries of the page, not counted among them.

usage: fts5_peer.py SEARCHED.jsonl QUERIES.jsonl

Each word may be the beginning of one; all are wanted, or any of them where no text has all. Prints one JSON object: the
time until the indexes are there, the time of a search over every beginning of two characters and more, and the codes
each whole query is answered with.
"""
import json
import re
import sqlite3
import sys
import time


def index(documents):
    table = sqlite3.connect(":memory:")
    table.execute("create virtual table texts using fts5(title, terms, codes, tokenize='porter unicode61', prefix='2 3')")
    table.executemany(
        "insert into texts(rowid, title, terms, codes) values (?, ?, ?, ?)",
        [(at, one["title"], one["terms"], one["codes"]) for at, one in enumerate(documents)],
    )
    return table


def search(table, documents, text):
    words = re.findall(r"\w+", text)
    for between in (" ", " OR ") if words else ():
        wanted = between.join(f'"{word}"*' for word in words)
        rows = table.execute(
            "select rowid from texts where texts match ? order by bm25(texts, 2.0, 1.0, 1.0) limit 10", (wanted,)
        )
        if found := [documents[at]["code"] for (at,) in rows]:
            return found
    return []


def main():
    searched = [json.loads(line) for line in open(sys.argv[1])]
    queries = [json.loads(line) for line in open(sys.argv[2])]
    began = time.perf_counter()
    sets = {}
    for system in ("CM", "PCS"):
        documents = [one for one in searched if one["system"] == system]
        sets[system] = (index(documents), documents)
    ready = time.perf_counter() - began
    codes = [search(*sets[query["system"]], query["query"]) for query in queries]
    times = []
    for query in queries:
        for end in range(2, len(query["query"]) + 1):
            began = time.perf_counter()
            search(*sets[query["system"]], query["query"][:end])
            times.append(time.perf_counter() - began)
    times.sort()
    print(json.dumps({
        "name": f"SQLite FTS5 {sqlite3.sqlite_version}, native",
        "ready_ms": ready * 1e3,
        "p50_ms": times[len(times) // 2] * 1e3,
        "p95_ms": times[len(times) * 95 // 100] * 1e3,
        "codes": codes,
    }))


main()
