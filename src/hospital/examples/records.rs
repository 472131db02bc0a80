//! The demo hospital with generated encounters behind it, as plain objects for other databases to keep: what the custodian
//! of the records keeps when it opens the demo and generates that many, record for record.
//!
//! `records COUNT FOLDER` writes pieces of [`PER_PIECE`] encounters, one JSON object a line, and `index.json` with a sample of
//! them to open and to change.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::PathBuf;

use chrono::NaiveDate;
use hospital::{Hospital, Made, MadeEncounter, Plan};
use records::model::{CaseStatus, Facility};
use records::{RecordId, UserId};
use serde_json::{Value, json};

/// Encounters of a piece, with the patients that came before them.
const PER_PIECE: usize = 500;
/// Charts that are opened, and stays that are changed.
const CHARTS: usize = 60;
const CHANGED: usize = 20;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let count: u32 = arguments.next().unwrap().parse().unwrap();
    let folder = PathBuf::from(arguments.next().unwrap());
    std::fs::create_dir_all(&folder).unwrap();
    let until = NaiveDate::from_ymd_opt(2026, 8, 31).unwrap();
    let demo = Plan::demo(until);
    let mut more = Plan::bench(count, until);
    more.seed += 1;

    let mut pieces = Pieces::new(folder.clone());
    let mut names: HashMap<RecordId, String> = HashMap::new();
    let (mut patients, mut documents, mut bytes) = (0_u64, 0_u64, 0_u64);
    let mut stays: Vec<(String, bool)> = Vec::new();
    let mut longest = (0, String::new());
    let demo = Hospital::new(demo);
    let coders = coders(&demo.facility);
    for made in demo.chain(Hospital::new(more)) {
        match made {
            Made::Patient(made) => {
                patients += 1;
                names.insert(made.id, made.patient.shown_name());
                pieces.put(&json!({ "table": "patients", "id": made.id.to_string(), "value": made.patient }));
            }
            Made::Encounter(made) => {
                let id = hex(made.id.0);
                let open = made.encounter.cases.values().next_back();
                stays.push((
                    id.clone(),
                    open.is_some_and(|case| case.status == CaseStatus::Unassigned),
                ));
                longest = longest.max((made.bodies.len(), id.clone()));
                pieces.put(
                    &json!({ "table": "rows", "id": id, "value": row(&made, &names, &coders) }),
                );
                for (body, text) in &made.bodies {
                    documents += 1;
                    bytes += text.len() as u64;
                    pieces.put(
                        &json!({ "table": "texts", "id": hex(body.0), "value": { "text": text } }),
                    );
                }
                pieces.put(&json!({ "table": "stays", "id": id, "value": made.encounter, "first": first(&made) }));
                pieces.encounter();
            }
        }
    }
    let every = |of: &[String], most: usize| -> Vec<String> {
        let step = (of.len() / most).max(1);
        of.iter().step_by(step).take(most).cloned().collect()
    };
    let all: Vec<String> = stays.iter().map(|(id, _)| id.clone()).collect();
    let open: Vec<String> = stays
        .iter()
        .filter(|(_, open)| *open)
        .map(|(id, _)| id.clone())
        .collect();
    let index = json!({
        "encounters": stays.len(),
        "patients": patients,
        "documents": documents,
        "bytes": bytes,
        "pieces": pieces.done(),
        "until": until.to_string(),
        "generated": count,
        "charts": every(&all, CHARTS),
        "changed": every(&open, CHANGED),
        "longest": longest.1,
        "documents_of_the_longest": longest.0,
    });
    std::fs::write(folder.join("index.json"), index.to_string()).unwrap();
    println!("{index}");
}

/// What the worklist says of an encounter.
fn row(
    made: &MadeEncounter,
    names: &HashMap<RecordId, String>,
    coders: &BTreeMap<UserId, String>,
) -> Value {
    let stay = &made.encounter;
    let case = stay.cases.values().next_back();
    let grouped = case
        .and_then(|case| case.grouped.clone())
        .unwrap_or_default();
    let day = |date: Option<NaiveDate>| date.map_or_else(String::new, |date| date.to_string());
    let waits = case.into_iter().flat_map(|case| case.pends.values());
    json!({
        "account": stay.account,
        "patient": stay.patient.and_then(|patient| names.get(&patient)),
        "class": stay.class.word(),
        "service": stay.service,
        "attending": stay.attending(),
        "admitted": day(stay.admission_date()),
        "discharged": day(stay.discharge_date()),
        "status": case.map_or("unassigned", |case| case.status.word()),
        "coder": case.and_then(|case| coders.get(&case.assignment.coder?)),
        "priority": case.map_or(0, |case| case.priority),
        "due": day(case.and_then(|case| case.due)),
        "waits_for": waits.filter(|pend| pend.settled.is_none()).map(|pend| pend.reason.word()).collect::<Vec<_>>(),
        "drg": grouped.drg,
        "weight_e4": grouped.weight_e4,
        "charges_cents": stay.charges_cents,
        "stops": grouped.stops,
        "warnings": grouped.warnings,
        "documents": stay.documents.len(),
    })
}

/// The body of the chart's first document.
fn first(made: &MadeEncounter) -> Option<String> {
    made.bodies.first().map(|(body, _)| hex(body.0))
}

fn coders(facility: &Facility) -> BTreeMap<UserId, String> {
    let members = facility.members.values();
    members
        .map(|member| (member.user, member.name.clone()))
        .collect()
}

fn hex(id: [u8; 16]) -> String {
    id.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Files of some hundred encounters.
struct Pieces {
    folder: PathBuf,
    open: Option<BufWriter<File>>,
    encounters: usize,
    begun: usize,
}

impl Pieces {
    fn new(folder: PathBuf) -> Self {
        Self {
            folder,
            open: None,
            encounters: 0,
            begun: 0,
        }
    }

    fn put(&mut self, record: &Value) {
        if self.open.is_none() {
            let name = format!("{}.jsonl", self.begun);
            let file = File::create(self.folder.join(name)).unwrap();
            self.open = Some(BufWriter::new(file));
            self.begun += 1;
        }
        writeln!(self.open.as_mut().unwrap(), "{record}").unwrap();
    }

    fn encounter(&mut self) {
        self.encounters += 1;
        if self.encounters.is_multiple_of(PER_PIECE) {
            self.open.take().unwrap().flush().unwrap();
        }
    }

    fn done(mut self) -> usize {
        if let Some(mut open) = self.open.take() {
            open.flush().unwrap();
        }
        self.begun
    }
}
