//! How right the rules for codes exempt from present-on-admission reporting are, against CMS's list of FY2025.
//!
//! `exempt_score PACKS LIST` prints one JSON line: every code billable in that year is asked about, and counted.
//! `cargo xtask accuracy` calls it where the list is at hand.
#![allow(clippy::print_stdout, reason = "its answer")]

use std::path::PathBuf;

use codes::Ymd;
use codes::cm::CmPack;
use edits::poa::is_exempt;

#[path = "../tests/exempt/list.rs"]
mod exempt_list;

/// The first days of the two releases of the list's year.
const YEAR: [Ymd; 2] = [Ymd(2024_10_01), Ymd(2025_04_01)];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [packs, list] = arguments.as_slice() else {
        return Err("usage: exempt_score PACKS LIST".into());
    };
    let list = exempt_list::read(&std::fs::read(list)?)?;
    let pack = CmPack::open(&std::fs::read(packs.join("icd10cm.pack"))?)?;
    let (mut codes, mut listed, mut equal) = (0_u32, 0_u32, 0_u32);
    let (mut wrongly_exempt, mut wrongly_not) = (0_u32, 0_u32);
    for code in pack
        .codes()
        .filter(|code| YEAR.iter().any(|&day| code.billable_on(day)))
    {
        let wanted = list.contains(code.code());
        codes += 1;
        listed += u32::from(wanted);
        match (is_exempt(code.code(), YEAR[0]), wanted) {
            (true, false) => wrongly_exempt += 1,
            (false, true) => wrongly_not += 1,
            _ => equal += 1,
        }
    }
    println!(
        "{}",
        serde_json::json!({
            "list": "CMS's list of FY2025",
            "codes": codes,
            "listed": listed,
            "equal": equal,
            "wrongly_exempt": wrongly_exempt,
            "wrongly_not_exempt": wrongly_not,
        })
    );
    Ok(())
}
