//! Makes claims for checking and measuring: `make_claims PACK VERSION COUNT SEED [CODES]`.
//!
//! Claims are aimed at the tables: a row of the logic is drawn and a stay is put together that has most of what the
//! row asks for; others are aimed at hospital-acquired conditions, or are codes drawn at random. With CODES, each
//! claim has that many codes instead (for curves). The same arguments always give the same claims.

use std::collections::HashMap;
use std::io::Write;

use codes::{PackKind, pack};
use fastrand::Rng;
use grouper::tables::{CodeTable, LogicRow, Tables};
use grouper::{Version, code_text};
use serde_json::{Value, json};

fn texts(table: &CodeTable) -> Vec<String> {
    table
        .keys()
        .unwrap_or_default()
        .into_iter()
        .map(code_text)
        .collect()
}

/// The codes of one version, by what they carry.
struct Codes<'a> {
    tables: &'a Tables,
    diagnoses: Vec<String>,
    procedures: Vec<String>,
    by_attribute: HashMap<&'a str, Vec<usize>>,
    by_mdc: HashMap<u8, Vec<usize>>,
    by_severity: [Vec<usize>; 3],
    hac: Vec<usize>,
    procedures_with: HashMap<&'a str, Vec<usize>>,
    known_diagnoses: Vec<usize>,
    known_procedures: Vec<usize>,
}

impl<'a> Codes<'a> {
    fn of(tables: &'a Tables, version: usize) -> Self {
        let mut codes = Self {
            tables,
            diagnoses: texts(&tables.diagnoses),
            procedures: texts(&tables.procedures),
            by_attribute: HashMap::new(),
            by_mdc: HashMap::new(),
            by_severity: [const { Vec::new() }; 3],
            hac: Vec::new(),
            procedures_with: HashMap::new(),
            known_diagnoses: Vec::new(),
            known_procedures: Vec::new(),
        };
        let names = |list: u16| {
            tables.attribute_lists[usize::from(list)]
                .iter()
                .map(|a| tables.attributes[usize::from(*a)].as_str())
        };
        for (i, scheme) in tables.diagnoses.values_in(version).into_iter().enumerate() {
            let Some(scheme) = tables.schemes.get(usize::from(scheme)) else {
                continue;
            };
            codes.known_diagnoses.push(i);
            codes.by_mdc.entry(scheme.mdc).or_default().push(i);
            codes.by_severity[usize::from(scheme.severity)].push(i);
            for list in [scheme.attributes, scheme.hac, scheme.categories] {
                names(list).for_each(|n| codes.by_attribute.entry(n).or_default().push(i));
            }
            if scheme.hac != 0 {
                codes.hac.push(i);
            }
        }
        for (i, list) in tables.procedures.values_in(version).into_iter().enumerate() {
            if list != u16::MAX {
                codes.known_procedures.push(i);
                names(list).for_each(|n| codes.procedures_with.entry(n).or_default().push(i));
            }
        }
        codes
    }

    fn diagnosis(&self, rng: &mut Rng) -> &str {
        let severity = rng.usize(0..4).min(2);
        let from = if rng.u8(0..3) == 0 {
            &self.known_diagnoses
        } else {
            &self.by_severity[severity]
        };
        rng.choice(from).map_or("", |i| self.diagnoses[*i].as_str())
    }

    fn procedure(&self, rng: &mut Rng) -> &str {
        rng.choice(&self.known_procedures)
            .map_or("", |i| self.procedures[*i].as_str())
    }

    /// Most of what a row asks for.
    fn aimed(&self, row: &LogicRow, rng: &mut Rng) -> (String, Vec<String>, Vec<String>) {
        let formula = &self.tables.formulas[usize::from(row.formula)];
        let (mut principal, mut secondary, mut procedures) = (None, Vec::new(), Vec::new());
        let atoms = formula.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == ':'));
        for atom in atoms.filter(|a| !a.is_empty()) {
            if rng.u8(0..6) == 0 {
                continue;
            }
            let pick = |from: Option<&Vec<usize>>, rng: &mut Rng| {
                from.and_then(|f| rng.choice(f)).copied()
            };
            match (atom.split_once(':'), atom) {
                (Some(("PDX", name)), _) => {
                    principal = pick(self.by_attribute.get(name), rng).or(principal)
                }
                (Some((_, name)), _) => {
                    secondary.extend(
                        pick(self.by_attribute.get(name), rng).map(|i| self.diagnoses[i].clone()),
                    );
                }
                (None, "MCC") => secondary.extend(
                    pick(Some(&self.by_severity[2]), rng).map(|i| self.diagnoses[i].clone()),
                ),
                (None, "CC") => secondary.extend(
                    pick(Some(&self.by_severity[1]), rng).map(|i| self.diagnoses[i].clone()),
                ),
                (None, name) => {
                    let times = if name.chars().all(|c| c.is_ascii_uppercase() || c == '_') {
                        0
                    } else {
                        rng.usize(1..3)
                    };
                    for _ in 0..times {
                        let found = pick(self.procedures_with.get(name), rng);
                        procedures.extend(found.map(|i| self.procedures[i].clone()));
                    }
                }
            }
        }
        let of_mdc = self
            .by_mdc
            .get(&row.mdc)
            .filter(|_| row.mdc != 0)
            .unwrap_or(&self.known_diagnoses);
        let principal = principal
            .or_else(|| rng.choice(of_mdc).copied())
            .unwrap_or(0);
        (self.diagnoses[principal].clone(), secondary, procedures)
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, version, count, seed, more @ ..] = arguments.as_slice() else {
        return Err("usage: make_claims PACK VERSION COUNT SEED [CODES]".into());
    };
    let version = Version::from_number(version.parse()?).ok_or("no such version")?;
    let codes_each: Option<usize> = more.first().map(|n| n.parse()).transpose()?;
    let tables: Tables = pack::decode(PackKind::MsDrg, &std::fs::read(file)?)?;
    let codes = Codes::of(&tables, version.index());
    let rows: Vec<&LogicRow> = tables.logic[version.index()]
        .iter()
        .filter(|r| r.drg > 0 && r.drg < 998)
        .collect();
    let mut rng = Rng::with_seed(seed.parse()?);
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for n in 0..count.parse::<usize>()? {
        let claim = match codes_each {
            Some(each) => sized(&codes, each, &mut rng),
            None => mixed(&codes, &rows, &mut rng),
        };
        writeln!(out, "{}", finish(claim, version, n, &mut rng))?;
    }
    Ok(())
}

type Coded = (String, Vec<String>, Vec<String>);

fn sized(codes: &Codes<'_>, each: usize, rng: &mut Rng) -> Coded {
    let procedures = each / 5;
    (
        codes.diagnosis(rng).to_owned(),
        (1..each - procedures)
            .map(|_| codes.diagnosis(rng).to_owned())
            .collect(),
        (0..procedures)
            .map(|_| codes.procedure(rng).to_owned())
            .collect(),
    )
}

fn mixed(codes: &Codes<'_>, rows: &[&LogicRow], rng: &mut Rng) -> Coded {
    let (principal, mut secondary, mut procedures) = match rng.choice(rows) {
        Some(row) if rng.u8(0..10) < 8 => codes.aimed(row, rng),
        _ => (
            codes.diagnosis(rng).to_owned(),
            Vec::new(),
            vec![codes.procedure(rng).to_owned()],
        ),
    };
    if rng.u8(0..5) == 0 {
        secondary.extend(rng.choice(&codes.hac).map(|i| codes.diagnoses[*i].clone()));
    }
    secondary.extend((0..rng.usize(0..5)).map(|_| codes.diagnosis(rng).to_owned()));
    if rng.u8(0..6) == 0 {
        procedures.push(codes.procedure(rng).to_owned());
    }
    rng.shuffle(&mut secondary);
    rng.shuffle(&mut procedures);
    (principal, secondary, procedures)
}

fn finish(
    (principal, secondary, procedures): Coded,
    version: Version,
    n: usize,
    rng: &mut Rng,
) -> Value {
    const STATUSES: [i64; 8] = [1, 1, 1, 1, 2, 3, 20, 7];
    const INDICATORS: [&str; 8] = ["Y", "Y", "Y", "Y", "N", "U", "W", ""];
    let status = if rng.u8(0..50) == 0 {
        rng.i64(0..100)
    } else {
        STATUSES[rng.usize(0..STATUSES.len())]
    };
    let sex = ["F", "M", "F", "M", "F", "M", "U"][rng.usize(0..7)];
    let hospital = [
        "NOT_EXEMPT",
        "NOT_EXEMPT",
        "NOT_EXEMPT",
        "EXEMPT",
        "UNKNOWN",
    ][rng.usize(0..5)];
    let secondary: Vec<Value> = secondary
        .iter()
        .map(|c| json!({"code": c, "poa": INDICATORS[rng.usize(0..INDICATORS.len())]}))
        .collect();
    json!({
        "id": format!("made-{}-{n:06}", version.number()),
        "version": version.number(),
        "age": rng.i64(0..100),
        "sex": sex,
        "discharge_status": status,
        "hospital_status": hospital,
        "discharge_date": version.first_day().0 + rng.i64(0..28),
        "los": rng.i64(0..30),
        "admit_dx": null,
        "pdx": {"code": principal, "poa": "Y"},
        "sdx": secondary,
        "procedures": procedures,
    })
}
