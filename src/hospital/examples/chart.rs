//! Prints charts as text, to be read: `cargo run -p hospital --example chart -- heart-failure 2` prints the second chart
//! of a scenario, and without a scenario the list of what there is. The key and the planted faults come after the chart.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::collections::BTreeMap;

use chrono::NaiveDate;
use hospital::{Hospital, Made, Plan};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let wanted = arguments.next();
    let nth: usize = arguments.next().and_then(|n| n.parse().ok()).unwrap_or(1);
    let mut seen: BTreeMap<&str, (usize, usize, usize, u32)> = BTreeMap::new();
    for made in Hospital::new(Plan::demo(NaiveDate::from_ymd_opt(2026, 8, 31).unwrap())) {
        let Made::Encounter(made) = made else {
            continue;
        };
        let entry = seen.entry(made.scenario).or_default();
        entry.0 += 1;
        entry.1 += made.bodies.len();
        entry.2 += made.planted.len();
        entry.3 += made
            .encounter
            .documents
            .values()
            .map(|d| d.pages)
            .sum::<u32>();
        if wanted.as_deref() != Some(made.scenario) || entry.0 != nth {
            continue;
        }
        let mut documents: Vec<_> = made.encounter.documents.values().collect();
        documents.sort_by_key(|document| document.about);
        for document in documents {
            println!(
                "==== {} · {} · {}",
                document.kind.said(),
                document.status.said(),
                document.about.unwrap()
            );
            if let Some(body) = &document.body {
                println!(
                    "{}",
                    made.bodies.iter().find(|(id, _)| *id == body.id).unwrap().1
                );
            }
        }
        println!("#### key");
        for diagnosis in made.key.admitting.iter().chain(&made.key.diagnoses) {
            let words: Vec<_> = diagnosis
                .evidence
                .iter()
                .map(|e| e.words.as_str())
                .collect();
            println!(
                "{} {} · {}",
                diagnosis.code,
                diagnosis.poa.word(),
                words.join(" / ")
            );
        }
        for procedure in &made.key.procedures {
            println!(
                "{} {} · {}",
                procedure.code, procedure.date, procedure.evidence[0].words
            );
        }
        for planted in &made.planted {
            println!("## {:?}: {} · {:?}", planted.kind, planted.what, planted.at);
        }
        return;
    }
    for (scenario, (stays, documents, faults, pages)) in seen {
        println!(
            "{scenario:<22} {stays:>4} encounters {documents:>5} documents {pages:>5} pages {faults:>4} faults"
        );
    }
}
