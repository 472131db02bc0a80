#!/usr/bin/env python3
"""Groups claims with the PyPI package msdrg and compares the results with ours.

usage: msdrg_peer.py CLAIMS.jsonl OURS.jsonl [DIFFERENCES.jsonl]

Compared: DRG, MDC, return code and severity, initial and final. Every difference is written, none is hidden; those
of a kind in which msdrg is known to differ from CMS's component in v43.1 too are counted apart, by kind. Also times
msdrg over the same claims, one thread.
The last line is a JSON summary.
"""
import json
import sys
import time

from msdrg import MsdrgGrouper

SEX = {"M": 0, "F": 1}
# ours -> theirs
FIELDS = {
    "initial_drg": "initial_drg", "initial_mdc": "initial_mdc", "initial_grc": "initial_return_code",
    "initial_severity": "initial_severity",
    "final_drg": "final_drg", "final_mdc": "final_mdc", "final_grc": "return_code", "final_severity": "final_severity",
}


def as_theirs(claim):
    def diagnosis(d):  # msdrg takes four indicators and no other: where there is none of them, none is given
        return {"code": d["code"], "poa": d["poa"]} if d["poa"] in ("Y", "N", "U", "W") else {"code": d["code"]}

    out = {k: claim[k] for k in ("version", "age", "discharge_status", "hospital_status")}
    out["sdx"] = [diagnosis(d) for d in claim["sdx"]]
    out["sex"] = SEX.get(claim["sex"], 2)
    # A missing principal diagnosis is grouped as the literal code "null", as CMS's component does.
    out["pdx"] = diagnosis(claim["pdx"] or {"code": "null", "poa": ""})
    out["procedures"] = [{"code": c} for c in claim["procedures"]]
    return out


def known_cause(our, differing):
    """The kind of difference that msdrg has from CMS's component in v43.1 too, if this is one."""
    severity = {"initial_severity", "final_severity"}
    if our["initial_drg"] == 998 and differing & severity:
        differing = differing - severity
        if not differing:
            return "severity of DRG 998"
    if our["final_grc"].startswith("HAC_STATUS_INVALID") and differing == {"final_grc"}:
        return "final return code of a hospital of unknown status"
    if our["final_grc"] == "INVALID_DISCHARGE_STATUS":
        return "unknown discharge status where the DRG depends on it"
    return None


def main():
    claims = [json.loads(line) for line in open(sys.argv[1])]
    ours = {}
    for line in open(sys.argv[2]):
        answer = json.loads(line)
        ours[answer["id"]] = answer
    differences = open(sys.argv[3], "w") if len(sys.argv) > 3 else None
    equal = other = 0
    known = {}
    with MsdrgGrouper() as grouper:
        taken, inputs, refused = [], [], {}
        for claim in claims:
            theirs = as_theirs(claim)
            try:
                grouper.group(theirs)
            except ValueError as problem:  # absurd ages and the like, which CMS's component groups
                refused[str(problem)] = refused.get(str(problem), 0) + 1
                continue
            taken.append(claim)
            inputs.append(theirs)
        start = time.perf_counter()
        results = [grouper.group(i) for i in inputs]
        seconds = time.perf_counter() - start
    for claim, theirs in zip(taken, results):
        our = ours[claim["id"]]
        # msdrg has one word, NONE, where CMS's component says NON_CC or (for 998 and 999) NONE.
        words = {"NON_CC": "NONE"}
        pairs = {o: (our[o], theirs[t]) for o, t in FIELDS.items()}
        differing = {o: pair for o, pair in pairs.items() if words.get(pair[0], pair[0]) != pair[1]}
        if not differing:
            equal += 1
            continue
        cause = known_cause(our, set(differing))
        if cause:
            known[cause] = known.get(cause, 0) + 1
        else:
            other += 1
        if differences:
            differences.write(json.dumps({"id": claim["id"], "known": cause, "ours_theirs": differing, "claim": claim}) + "\n")
    print(json.dumps({"compared": len(taken), "equal": equal, "known_to_differ_from_cms": known, "other": other,
                      "refused_by_msdrg": refused, "msdrg_groupings_per_second": round(len(taken) / seconds)}))


if __name__ == "__main__":
    main()
