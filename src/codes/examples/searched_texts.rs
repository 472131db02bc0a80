//! Prints what a search without vocabulary has to go on: each code billable on a day, as it is typed with and without
//! its dot, its title and its inclusion terms, one JSON object a line. The peers of `cargo xtask bench search` index exactly this.
//!
//! `searched_texts PACKS DATE`, the date as eight digits.
#![allow(clippy::print_stdout)]

use std::error::Error;
use std::io::{BufWriter, Write as _};
use std::path::Path;

use codes::Ymd;
use codes::cm::CmPack;
use codes::pcs::PcsPack;
use serde_json::json;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(packs), Some(date)) = (arguments.next(), arguments.next()) else {
        return Err("usage: searched_texts PACKS DATE".into());
    };
    let (packs, date) = (Path::new(&packs), Ymd(date.parse()?));
    let mut out = BufWriter::new(std::io::stdout().lock());
    let cm = CmPack::open(&std::fs::read(packs.join("icd10cm.pack"))?)?;
    for code in cm.codes().filter(|code| code.billable_on(date)) {
        let terms: Vec<&str> = code.inclusion_terms().collect();
        let (plain, dotted) = (code.code(), code.dotted());
        let typed = if dotted == plain {
            dotted
        } else {
            format!("{plain} {dotted}")
        };
        let line = json!({
            "code": plain, "codes": typed, "system": "CM", "title": code.title(), "terms": terms.join("; "),
        });
        writeln!(out, "{line}")?;
    }
    let pcs = PcsPack::open(&std::fs::read(packs.join("icd10pcs.pack"))?)?;
    for code in pcs.codes().filter(|code| code.billable_on(date)) {
        let line = json!({
            "code": code.code(), "codes": code.code(), "system": "PCS", "title": code.title(), "terms": "",
        });
        writeln!(out, "{line}")?;
    }
    out.flush()?;
    Ok(())
}
