//! Times the whole analysis of a long stay: leaving out each code, pairs, each indicator, a list of discharge statuses and
//! every diagnosis as principal, for 25 diagnoses and 10 procedures.
//!
//! `cargo run --release -p whatif --example whole_analysis`, with the packs in `CHARTROOM_PACKS` or `target/packs`.
#![allow(
    clippy::print_stdout,
    reason = "a program that prints what it measured"
)]

use std::error::Error;
use std::hint::black_box;
use std::time::{Duration, Instant};

use codes::Ymd;
use codes::cm::CmPack;
use codes::weights::Weights;
use edits::mce::CodeEditor;
use grouper::{Diagnosis, HospitalStatus, MsDrg, PresentOnAdmission, Sex, Stay, Version};
use whatif::{References, WhatIf};

const PRINCIPAL: &str = "A4151";
const SECONDARY: [&str; 24] = [
    "R6521", "J9601", "G9341", "N170", "I5023", "J690", "E43", "K7200", "I2699", "D65", "E870",
    "E872", "I4820", "N179", "D62", "L89154", "J189", "I10", "E1165", "N184", "R0902", "Z87891",
    "W19XXXA", "T83511A",
];
const PROCEDURES: [&str; 10] = [
    "5A1955Z", "0BH17EZ", "02HV33Z", "5A1D90Z", "0W9930Z", "30233N1", "0DH63UZ", "3E0G76Z",
    "B244ZZZ", "0B110F4",
];
const STATUSES: [i64; 36] = [
    1, 2, 3, 4, 5, 6, 7, 20, 21, 30, 43, 50, 51, 61, 62, 63, 64, 65, 66, 69, 70, 81, 82, 83, 84,
    85, 86, 87, 88, 89, 90, 91, 92, 93, 94, 95,
];
const ROUNDS: usize = 2_000;

fn main() -> Result<(), Box<dyn Error>> {
    let stay = long_stay();
    let version = Version::for_discharge(stay.discharge_date).ok_or("no version for the date")?;
    let grouper = MsDrg::open(&sample::pack("msdrg"))?.ready(version);
    let editor = CodeEditor::open(&sample::pack("mce"))?;
    let diagnoses = CmPack::open(&sample::pack("icd10cm"))?;
    let weights = Weights::open(&sample::pack("weights"))?;
    let references = References {
        grouper: &grouper,
        editor: Some(&editor),
        diagnoses: Some(&diagnoses),
        weights: Some(&weights),
    };
    let mut times = [(); 5].map(|()| Vec::with_capacity(ROUNDS));
    let mut whole = Vec::with_capacity(ROUNDS);
    let mut answers = 0;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let mut what_if = WhatIf::of(references, black_box(&stay));
        let mut last = start;
        let mut lap = |times: &mut Vec<Duration>| {
            let now = Instant::now();
            times.push(now - last);
            last = now;
        };
        let singles = what_if.leave_one_out()?;
        lap(&mut times[0]);
        let pairs = what_if.pairs(&singles)?;
        lap(&mut times[1]);
        let indicators = what_if.indicators()?;
        lap(&mut times[2]);
        let statuses = what_if.discharge_statuses(&STATUSES);
        lap(&mut times[3]);
        let principals = what_if.principals()?;
        lap(&mut times[4]);
        whole.push(start.elapsed());
        answers = 1
            + singles.secondary.len()
            + singles.procedures.len()
            + indicators.len()
            + statuses.len()
            + principals.len();
        black_box((singles, pairs, indicators, statuses, principals));
    }
    println!(
        "{} diagnoses, {} procedures, {version}: {answers} answers and the pairs, {ROUNDS} rounds",
        SECONDARY.len() + 1,
        PROCEDURES.len()
    );
    for (what, times) in [
        "leave one out",
        "pairs",
        "indicators",
        "statuses",
        "principals",
    ]
    .into_iter()
    .zip(&mut times)
    {
        print(what, times);
    }
    print("whole analysis", &mut whole);
    Ok(())
}

fn print(what: &str, times: &mut [Duration]) {
    times.sort_unstable();
    let at = |part: usize| times[(times.len() - 1) * part / 100].as_secs_f64() * 1e3;
    println!(
        "{what:>15}: median {:.3} ms, 99 % under {:.3} ms",
        at(50),
        at(99)
    );
}

fn long_stay() -> Stay {
    let diagnosis = |code: &str| Diagnosis {
        code: code.into(),
        poa: PresentOnAdmission::Y,
    };
    Stay {
        age: 70,
        sex: Sex::Female,
        discharge_status: 1,
        hospital_status: HospitalStatus::NotExempt,
        discharge_date: Ymd(2026_07_08),
        length_of_stay: Some(14),
        admitting_diagnosis: None,
        principal_diagnosis: Some(diagnosis(PRINCIPAL)),
        secondary_diagnoses: SECONDARY.into_iter().map(diagnosis).collect(),
        procedures: PROCEDURES.map(Into::into).to_vec(),
    }
}
