//! Measures the matcher. `bench_identity link SET FOLDER [FILE...]` weighs all pairs of a set that share a key, prints
//! precision and recall as one line of JSON, and leaves in FOLDER what a peer needs to do the same. SET is `us` (a
//! generated set) or `febrl` (files of FEBRL; pairs between two files where there are two).
//! `bench_identity speed` measures searches in an index of 1,000, 10,000 and 100,000 records.
use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::time::Instant;

use identity::candidates::keyed_pairs;
use identity::compare::{Agreement, Field};
use identity::made;
use identity::normal::Normal;
use identity::weights::{AUTO_SUGGEST, Frequencies, Model, REVIEW, estimate};
use identity::{Address, Candidates, Identifier, Name, Person, PersonId};
use serde_json::json;

/// Records that share a key beyond this number are not compared with each other through it.
const LARGEST_BLOCK: usize = 400;
/// Seeds of the generated set that is reported on; the weights were counted on seed 1.
const REPORT_SEED: u64 = 2_026;

struct Record {
    whose: u32,
    file: usize,
    person: Person,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["link", "us", folder] => {
            let of_set = |count, seed| {
                let made = made::records(count, seed).into_iter();
                made.map(|made| Record {
                    whose: made.whose,
                    file: 0,
                    person: made.person,
                })
                .collect::<Vec<_>>()
            };
            link(
                "generated",
                &of_set(20_000, 3),
                &of_set(24_000, REPORT_SEED),
                Some(Model::shipped()),
                folder.as_ref(),
            );
        }
        ["link", "febrl", folder, files @ ..] => {
            let (mut learned, mut reported) = (Vec::new(), Vec::new());
            for (number, file) in files.iter().enumerate() {
                for record in febrl(&fs::read_to_string(file).expect("a file of FEBRL"), number) {
                    if record.whose % 2 == 0 {
                        learned.push(record)
                    } else {
                        reported.push(record)
                    }
                }
            }
            let name = if files.len() == 1 {
                "FEBRL 3"
            } else {
                "FEBRL 4"
            };
            link(name, &learned, &reported, None, folder.as_ref());
        }
        ["speed"] => speed(),
        _ => panic!("usage: bench_identity link SET FOLDER [FILE...] | speed"),
    }
}

/// Records of one of FEBRL's files, which are made up as well.
fn febrl(text: &str, file: usize) -> Vec<Record> {
    let rows = text.lines().skip(1).filter(|line| !line.trim().is_empty());
    let record = |line: &str| {
        let of: Vec<&str> = line.split(',').map(str::trim).collect();
        let whose = of[0]
            .split('-')
            .nth(1)
            .and_then(|number| number.parse().ok())
            .expect("rec-NUMBER-");
        let date = of[9];
        let birth = (date.len() == 8).then(|| {
            format!("{}-{}-{}", &date[..4], &date[4..6], &date[6..])
                .parse()
                .ok()
        });
        let person = Person {
            names: vec![Name::legal(of[1], of[2])],
            birth: birth.flatten(),
            addresses: vec![Address {
                line: format!("{} {}", of[3], of[4]),
                city: of[6].to_owned(),
                postcode: of[7].to_owned(),
                ..Address::default()
            }],
            identifiers: vec![Identifier {
                kind: "SS".to_owned(),
                system: "FEBRL".to_owned(),
                value: of[10].to_owned(),
            }],
            ..Person::default()
        };
        Record {
            whose,
            file,
            person,
        }
    };
    rows.map(record).collect()
}

fn link(name: &str, learned: &[Record], reported: &[Record], model: Option<Model>, folder: &Path) {
    fs::create_dir_all(folder).expect("a folder");
    let normals = |of: &[Record]| {
        of.iter()
            .map(|record| Normal::of(&record.person))
            .collect::<Vec<_>>()
    };
    let training = normals(learned);
    let shipped = model.is_some();
    let estimated = estimate(&training, &Model::shipped(), 7).expect("enough records");
    let model = model.unwrap_or_else(|| estimated.model.clone());
    let began = Instant::now();
    let people = normals(reported);
    let frequencies = Frequencies::counted(&people);
    let two_files = reported.iter().any(|record| record.file > 0);
    let mut pairs = keyed_pairs(&people, LARGEST_BLOCK);
    if two_files {
        pairs.retain(|(a, b)| reported[*a as usize].file != reported[*b as usize].file);
    }
    let weigh = |model: &Model| -> Vec<f64> {
        let total = |(a, b): &(u32, u32)| {
            let (a, b) = (&people[*a as usize], &people[*b as usize]);
            model.total(&Agreement::of(a, b), a, &frequencies)
        };
        pairs.iter().map(total).collect()
    };
    let totals = weigh(&model);
    let seconds = began.elapsed().as_secs_f64();

    let mut by_person: HashMap<u32, Vec<usize>> = HashMap::new();
    for (position, record) in reported.iter().enumerate() {
        by_person.entry(record.whose).or_default().push(position);
    }
    let linked = |a: usize, b: usize| !two_files || reported[a].file != reported[b].file;
    let same_person = by_person.values().map(|of| {
        let pairs = of
            .iter()
            .enumerate()
            .flat_map(|(first, a)| of[first + 1..].iter().map(move |b| (*a, *b)));
        pairs.filter(|(a, b)| linked(*a, *b)).count()
    });
    let true_pairs: usize = same_person.sum();
    let same = |(a, b): &(u32, u32)| reported[*a as usize].whose == reported[*b as usize].whose;
    let at = |totals: &[f64], threshold: f64| {
        let above = || {
            pairs
                .iter()
                .zip(totals)
                .filter(|(_, total)| **total >= threshold)
        };
        let (right, all) = (
            above().filter(|(pair, _)| same(pair)).count(),
            above().count(),
        );
        let (precision, recall) = (
            right as f64 / all.max(1) as f64,
            right as f64 / true_pairs as f64,
        );
        let f1 = 2.0 * precision * recall / (precision + recall).max(f64::MIN_POSITIVE);
        json!({ "threshold": threshold, "pairs": all, "precision": precision, "recall": recall, "f1": f1 })
    };
    let curve = |totals: &[f64]| {
        (-8..=32)
            .step_by(4)
            .map(|t| at(totals, f64::from(t)))
            .collect::<Vec<_>>()
    };
    let by_estimate = weigh(&estimated.model);
    println!(
        "{}",
        json!({
            "set": name, "records": people.len(), "pairs_of_one_person": true_pairs, "pairs_compared": pairs.len(),
            "weights": if shipped { "shipped" } else { "estimated from the other half, unlabelled" },
            "blocking_recall": pairs.iter().filter(|pair| same(pair)).count() as f64 / true_pairs as f64,
            "auto_suggest": at(&totals, AUTO_SUGGEST), "review": at(&totals, REVIEW), "curve": curve(&totals),
            "estimated": { "auto_suggest": at(&by_estimate, AUTO_SUGGEST), "review": at(&by_estimate, REVIEW) },
            "seconds": seconds,
        })
    );

    // For the peer.
    let write_rows = |file: &str, people: &[Normal], records: &[Record]| {
        let mut out = BufWriter::new(File::create(folder.join(file)).expect("a file"));
        for (position, mut row) in made::columns(people, LARGEST_BLOCK).into_iter().enumerate() {
            row["unique_id"] = json!(position);
            row["whose"] = json!(records[position].whose);
            row["file"] = json!(records[position].file);
            writeln!(out, "{row}").expect("room on the disk");
        }
    };
    write_rows("learned.jsonl", &training, learned);
    write_rows("reported.jsonl", &people, reported);
    let (u_family, u_given) = (
        model.shares(Field::Family).u[0],
        model.shares(Field::Given).u[0],
    );
    let families: HashMap<&str, f64> = people
        .iter()
        .map(|p| p.family_name())
        .filter(|n| !n.is_empty())
        .map(|n| (n, frequencies.family(n, u_family)))
        .collect();
    let givens: HashMap<&str, f64> = people
        .iter()
        .map(|p| p.given_name())
        .filter(|n| !n.is_empty())
        .map(|n| (n, frequencies.given(n, u_given)))
        .collect();
    let shares: serde_json::Map<String, serde_json::Value> = Field::ALL
        .into_iter()
        .map(|field| {
            (
                field.name().to_owned(),
                json!({ "m": model.shares(field).m, "u": model.shares(field).u }),
            )
        })
        .collect();
    let settings = json!({
        "prior": model.prior, "shares": shares, "tf_family": families, "tf_given": givens, "two_files": two_files,
        "pairs_of_one_person": true_pairs, "auto_suggest": AUTO_SUGGEST, "review": REVIEW,
    });
    fs::write(folder.join("model.json"), settings.to_string()).expect("room on the disk");
    let mut out = BufWriter::new(File::create(folder.join("ours.csv")).expect("a file"));
    writeln!(out, "a,b,total").expect("room on the disk");
    for ((a, b), total) in pairs.iter().zip(&totals) {
        writeln!(out, "{a},{b},{total:.12}").expect("room on the disk");
    }
}

/// Resident memory in bytes, where the system tells it.
fn resident() -> usize {
    let pages = fs::read_to_string("/proc/self/statm").ok();
    let pages = pages.and_then(|text| text.split(' ').nth(1)?.parse::<usize>().ok());
    pages.unwrap_or_default() * 4096
}

fn speed() {
    for count in [1_000, 10_000, 100_000] {
        let made = made::records(count + 2_000, 5);
        let (asked, kept) = made.split_at(2_000);
        let before = resident();
        let began = Instant::now();
        let mut index = Candidates::new(Model::shipped());
        for (position, record) in kept.iter().enumerate() {
            index.insert(PersonId(position as u128), &record.person);
        }
        let built = began.elapsed().as_secs_f64();
        let memory = resident().saturating_sub(before) as f64 / kept.len() as f64;
        let time = |only_three: bool| {
            let mut times: Vec<f64> = Vec::new();
            let mut cut_short = 0;
            for record in asked {
                let mut person = record.person.clone();
                if only_three {
                    person = Person {
                        names: person.names,
                        birth: person.birth,
                        phones: person.phones,
                        ..Person::default()
                    };
                }
                let began = Instant::now();
                let found = index.find(&person);
                times.push(began.elapsed().as_secs_f64() * 1000.0);
                cut_short += usize::from(!found.too_common.is_empty());
            }
            times.sort_by(f64::total_cmp);
            json!({ "p50_ms": times[times.len() / 2], "p95_ms": times[times.len() * 95 / 100], "max_ms": times.last(), "cut_short": cut_short })
        };
        println!(
            "{}",
            json!({
                "records": index.len(), "build_seconds": built, "bytes_a_person": memory,
                "all_that_is_known": time(false), "name_birth_and_telephone": time(true),
            })
        );
    }
}
