//! How right the procedure builder is: what it can build on the first day of each release, against the codes valid then.
//!
//! `builder_score PACKS` prints one JSON line. `cargo xtask accuracy` calls it.
#![allow(clippy::print_stdout, reason = "its answer")]

use std::collections::BTreeSet;
use std::path::PathBuf;

use codes::Ymd;
use codes::pcs::PcsPack;

#[path = "../tests/builder/walk.rs"]
mod walk;

/// First days of the releases of FY2025 to FY2027.
const RELEASES: [Ymd; 5] = [
    Ymd(2024_10_01),
    Ymd(2025_04_01),
    Ymd(2025_10_01),
    Ymd(2026_04_01),
    Ymd(2026_10_01),
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let packs = std::env::args_os()
        .nth(1)
        .map(PathBuf::from)
        .ok_or("usage: builder_score PACKS")?;
    let pack = PcsPack::open(&std::fs::read(packs.join("icd10pcs.pack"))?)?;
    let builder = pack.builder();
    let dates: Vec<serde_json::Value> = RELEASES
        .into_iter()
        .map(|date| {
            let built: BTreeSet<String> = walk::every_code(&builder, date).into_iter().collect();
            let valid: BTreeSet<String> = pack
                .codes()
                .filter(|code| code.billable_on(date))
                .map(|code| code.code().to_owned())
                .collect();
            serde_json::json!({
                "date": date.to_iso(),
                "valid": valid.len(),
                "built": built.len(),
                "both": built.intersection(&valid).count(),
            })
        })
        .collect();
    println!("{}", serde_json::Value::from(dates));
    Ok(())
}
