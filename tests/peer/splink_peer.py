#!/usr/bin/env python3
"""Weighs the pairs that we weighed with Splink on DuckDB, with equal comparisons over the same normal forms.

usage: splink_peer.py FOLDER

FOLDER holds what `bench_identity link` leaves: records, our weights and our totals. Two runs:
  same     our m, u, prior and term frequencies: every pair's match weight has to be ours.
  learned  Splink's own u (random pairs) and m (EM, blocked on birth date and on the sounds of the names) from the half
           we learn from, its own term frequencies, our prior. Splink has no counterpart to our comparison of
           relatives, so it keeps our weights there.
The last line is a JSON summary.
"""
import json
import logging
import os
import sys
import time

import duckdb
from splink import Linker, SettingsCreator, block_on
from splink.internals.duckdb.database_api import DuckDBAPI

logging.getLogger("splink").setLevel(logging.ERROR)

JW = "jaro_winkler_similarity"


def ask(con, sql):
    """All rows; a result left unread keeps the connection from further work."""
    return con.execute(sql).fetchall()


def both(a, b=None):
    return f"({a}_l = '' OR {b or a}_r = '')"


def case(levels):
    """A CASE that gives the number of the first level that holds, NULL where the first condition does."""
    null, rest = levels[0], levels[1:]
    whens = " ".join(f"WHEN {sql} THEN {n}" for n, sql in enumerate(rest[:-1]))
    return f"(CASE WHEN {null} THEN NULL {whens} ELSE {len(rest) - 1} END)"


SWAPPED = ("(family_l <> '' AND family_r <> '' AND family_l <> family_r AND given_l <> '' AND given_l = family_r "
           "AND given_r = family_l)")
FAMILY = [
    both("family"),
    "family_l = family_r",
    SWAPPED,
    "list_has_any(families_l, families_r)",
    f"{JW}(family_l, family_r) >= 0.92",
    f"({JW}(family_l, family_r) >= 0.85 OR (family_sound_l <> '' AND family_sound_l = family_sound_r))",
    "ELSE",
]
GIVEN = [
    f"({both('given')} OR {SWAPPED})",
    "given_l = given_r",
    "list_has_any(roots_l, roots_r)",
    f"{JW}(given_l, given_r) >= 0.92",
    "((length(given_l) = 1 OR length(given_r) = 1) AND given_l[1] = given_r[1])",
    "((length(given_l) > 1 AND given_l = middle_r) OR (length(given_r) > 1 AND given_r = middle_l))",
    f"({JW}(given_l, given_r) >= 0.80 OR (given_sound_l <> '' AND given_sound_l = given_sound_r))",
    "ELSE",
]
GIVEN_CASE = case(GIVEN)
MIDDLE = [
    f"({both('middle')} OR {SWAPPED} OR coalesce({GIVEN_CASE} = 4, false))",
    "(middle_l = middle_r AND length(middle_l) > 1)",
    "((length(middle_l) = 1 OR length(middle_r) = 1) AND middle_l[1] = middle_r[1])",
    "ELSE",
]
PARTIAL = "(birth_l = '' OR birth_r = '')"
KNOWN = " AND ".join(f"(birth_{p}_l IS NULL OR birth_{p}_r IS NULL OR birth_{p}_l = birth_{p}_r)" for p in ("month", "day"))
PARTS = " + ".join(f"(birth_{p}_l = birth_{p}_r)::INT" for p in ("year", "month", "day"))
BIRTH = [
    "(birth_year_l IS NULL OR birth_year_r IS NULL)",
    f"(NOT {PARTIAL} AND birth_l = birth_r)",
    f"(NOT {PARTIAL} AND birth_year_l = birth_year_r AND birth_month_l = birth_day_r AND birth_day_l = birth_month_r)",
    f"(NOT {PARTIAL} AND (damerau_levenshtein(birth_l, birth_r) = 1 OR (birth_month_l = birth_month_r AND "
    "birth_day_l = birth_day_r AND abs(birth_year_l - birth_year_r) IN (1, 10))))",
    f"({PARTIAL} AND birth_year_l = birth_year_r AND {KNOWN})",
    f"(NOT {PARTIAL} AND {PARTS} >= 2)",
    "ELSE",
]
SEX = [f"({both('sex')} OR (sex_l = sex_r AND coalesce({GIVEN_CASE} IN (0, 1), false)))", "sex_l = sex_r", "ELSE"]
PHONE = "list_has_any(phones_l, phones_r)"
HOME = "list_has_any(place_all_l, place_all_r)"
RESIDENCE = [
    "(NOT (len(phones_l) > 0 AND len(phones_r) > 0) AND NOT (has_place_l AND has_place_r))",
    f"({HOME} AND {PHONE})",
    PHONE,
    HOME,
    "list_has_any(place_two_l, place_two_r)",
    "list_has_any(place_zip_l, place_zip_r)",
    "ELSE",
]
EMAIL = [both("email"), "email_l = email_r", "email_local_l = email_local_r", "ELSE"]
PART_SSN = "(ssn_l = '' OR ssn_r = '')"
SSN = [
    both("last_four"),
    f"(NOT {PART_SSN} AND ssn_l = ssn_r)",
    f"(NOT {PART_SSN} AND damerau_levenshtein(ssn_l, ssn_r) = 1)",
    f"({PART_SSN} AND last_four_l = last_four_r)",
    f"NOT {PART_SSN}",
    "ELSE",
]
NUMBER = [
    both("number"),
    "number_l = number_r",
    "(length(number_l) = length(number_r) AND damerau_levenshtein(number_l, number_r) = 1)",
    "ELSE",
]
NO_MG, NO_MM = both("mother_given"), both("mother_maiden")
MOTHER = [
    f"({NO_MG} AND {NO_MM})",
    f"(NOT {NO_MG} AND NOT {NO_MM} AND mother_given_l = mother_given_r AND mother_maiden_l = mother_maiden_r)",
    f"((NOT {NO_MG} AND {JW}(mother_given_l, mother_given_r) >= 0.92) OR "
    f"(NOT {NO_MM} AND {JW}(mother_maiden_l, mother_maiden_r) >= 0.92))",
    "ELSE",
]
FAM, GIV, BIR, RES, MOT = (f"coalesce({case(x)}, -1)" for x in (FAMILY, GIVEN, BIRTH, RESIDENCE, MOTHER))
YEARS = "abs(birth_year_l - birth_year_r) BETWEEN 15 AND 50"
KIN = [
    f"({BIR} = 0 AND coalesce(birth_order_l <> birth_order_r, false))",
    f"({BIR} = 0 AND {FAM} IN (0, 2) AND {GIV} = 6 AND ({RES} BETWEEN 0 AND 2 OR {MOT} = 0))",
    f"({FAM} IN (0, 2) AND {GIV} IN (0, 1) AND coalesce(generation_l <> generation_r, false))",
    f"({FAM} IN (0, 2) AND {GIV} IN (0, 1) AND {RES} BETWEEN 0 AND 2 AND {BIR} = 5 AND {YEARS})",
]
COMPARISONS = {
    "Family name": FAMILY, "Given name": GIVEN, "Middle name": MIDDLE, "Birth date": BIRTH, "Sex": SEX,
    "Address and telephone": RESIDENCE, "E-mail": EMAIL, "Social security number": SSN, "Other number": NUMBER,
    "Mother": MOTHER,
}
TF = {"Family name": "family", "Given name": "given"}


def comparison(name, levels, shares, fixed):
    out = [{"sql_condition": levels[0], "label_for_charts": "null", "is_null_level": True}]
    for number, sql in enumerate(levels[1:]):
        level = {"sql_condition": sql, "label_for_charts": f"level {number}"}
        if fixed:
            level |= {"m_probability": shares["m"][number], "u_probability": shares["u"][number]}
        if number == 0 and name in TF:
            level["tf_adjustment_column"] = TF[name]
        out.append(level)
    return {"output_column_name": name.lower().replace(" ", "_").replace("-", "_"), "comparison_levels": out}


def relatives(shares):
    """Its shares are weights of their own: the level that says nothing has to weigh nothing."""
    levels = [{
        "sql_condition": sql, "label_for_charts": f"level {n}", "m_probability": shares["m"][n],
        "u_probability": shares["u"][n], "fix_m_probability": True, "fix_u_probability": True,
    } for n, sql in enumerate(KIN)]
    nothing = f"NOT ({' OR '.join(KIN)})"
    return {"output_column_name": "relatives", "comparison_levels": [
        {"sql_condition": nothing, "label_for_charts": "null", "is_null_level": True}, *levels,
        {"sql_condition": "ELSE", "label_for_charts": "else", "m_probability": 0.99, "u_probability": 0.99,
         "fix_m_probability": True, "fix_u_probability": True}]}


def settings(model, names, fixed):
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "unique_id",
        "probability_two_random_records_match": model["prior"],
        "blocking_rules_to_generate_predictions": [block_on("keys", arrays_to_explode=["keys"])],
        "comparisons": [comparison(n, COMPARISONS[n], model["shares"][n], fixed) for n in names]
        + [relatives(model["shares"]["Relatives"])],
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": False,
        "additional_columns_to_retain": ["whose", "file"],
        "max_iterations": 50,
    }


def linker_over(con, table, given):
    chosen = given if "sql_dialect" in given else SettingsCreator(**given)
    api = DuckDBAPI(con)
    return api, Linker(api.register(table), chosen, log_level=logging.ERROR)


def rows(con, linker, two_files):
    began = time.time()
    predicted = linker.inference.predict()
    took = time.time() - began
    where = "WHERE file_l <> file_r" if two_files else ""
    found = ask(con, 
        f"SELECT unique_id_l, unique_id_r, match_weight, whose_l = whose_r FROM {predicted.physical_name} {where}"
    )
    return found, took


def at(found, threshold, true_pairs):
    above = [same for _, _, weight, same in found if weight >= threshold]
    right = sum(above)
    precision, recall = right / max(len(above), 1), right / true_pairs
    return {"threshold": threshold, "precision": precision, "recall": recall,
            "f1": 2 * precision * recall / max(precision + recall, 1e-9)}


def main():
    folder = sys.argv[1]
    model = json.load(open(os.path.join(folder, "model.json")))
    con = duckdb.connect()
    for half in ("learned", "reported"):
        ask(con, f"CREATE TABLE {half} AS SELECT * FROM read_json('{folder}/{half}.jsonl', "
                "format='newline_delimited', sample_size=-1)")
    # A column in which no record says anything has no strings; such comparisons are left out on both sides.
    empty = {"Middle name": "middle", "Sex": "sex", "E-mail": "email", "Social security number": "last_four",
             "Other number": "number", "Mother": "mother_maiden"}
    lists = {"families": "VARCHAR[]", "roots": "VARCHAR[]", "place_all": "VARCHAR[]", "place_two": "VARCHAR[]",
             "place_zip": "VARCHAR[]", "phones": "VARCHAR[]", "keys": "BIGINT[]", "birth_order": "INT",
             "generation": "INT", "birth": "VARCHAR", "ssn": "VARCHAR", "last_four": "VARCHAR", "number": "VARCHAR"}
    for half in ("learned", "reported"):
        for column, kind in lists.items():
            ask(con, f"ALTER TABLE {half} ALTER {column} SET DATA TYPE {kind} USING {column}::{kind}")
    names = [n for n in COMPARISONS
             if n not in empty or ask(con, f"SELECT count(*) FROM reported WHERE {empty[n]} <> ''")[0][0]]

    api, linker = linker_over(con, "reported", settings(model, names, True))
    for column in ("family", "given"):
        table = f"tf_of_{column}"
        ask(con, f"CREATE TABLE {table} ({column} VARCHAR, tf_{column} DOUBLE)")
        con.executemany(f"INSERT INTO {table} VALUES (?, ?)", list(model[f"tf_{column}"].items()))
        linker.table_management.register_term_frequency_lookup(api.register(table), column)
    found, same_seconds = rows(con, linker, model["two_files"])
    theirs = {(min(a, b), max(a, b)): weight for a, b, weight, _ in found}
    ours = {}
    for line in open(os.path.join(folder, "ours.csv")).read().splitlines()[1:]:
        a, b, total = line.split(",")
        ours[(int(a), int(b))] = float(total)
    apart = {pair: abs(ours[pair] - theirs[pair]) for pair in ours.keys() & theirs.keys()}
    worst = sorted(apart.items(), key=lambda item: -item[1])[:5]
    agreement = {
        "pairs_of_both": len(apart), "only_ours": len(ours.keys() - theirs.keys()),
        "only_theirs": len(theirs.keys() - ours.keys()), "largest_difference": worst[0][1] if worst else None,
        "farther_than_1e-6": sum(d > 1e-6 for d in apart.values()),
    }
    for pair, difference in worst:
        if difference > 1e-6:
            print("apart:", pair, ours[pair], theirs[pair], file=sys.stderr)
    same = {band: at(found, model[band], model["pairs_of_one_person"]) for band in ("auto_suggest", "review")}

    api, teacher = linker_over(con, "learned", settings(model, names, False))
    began = time.time()
    teacher.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    teacher.training.estimate_parameters_using_expectation_maximisation(block_on("birth"))
    teacher.training.estimate_parameters_using_expectation_maximisation(block_on("family_sound", "given_sound"))
    learning = time.time() - began
    trained = teacher.misc.save_model_to_json()
    trained["probability_two_random_records_match"] = model["prior"]
    _, pupil = linker_over(con, "reported", trained)
    found, learned_seconds = rows(con, pupil, model["two_files"])
    learned = {band: at(found, model[band], model["pairs_of_one_person"]) for band in ("auto_suggest", "review")}
    learned["curve"] = [at(found, t, model["pairs_of_one_person"]) for t in range(-8, 33, 4)]
    print(json.dumps({"agreement": agreement, "same": same, "same_seconds": same_seconds, "learned": learned,
                      "learned_seconds": learned_seconds, "learning_seconds": learning}))


if __name__ == "__main__":
    main()
