//! `packer`: builds the data packs into `target/packs`, downloading the pinned packages into `target/sources`.
//!
//! `packer [PACKS [SOURCES]]` takes other folders. It ends with 0 when packs are there, with 1 when they could not
//! be built; the reason and the cure go to the standard error.
//!
//! `packer import [--date YYYY-MM-DD] [--packs FOLDER] FILE...` reads official files instead, says what they are and
//! holds them against the packs. It ends with 0 when all can be taken in, with 2 when one is refused.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use packer::{Options, build, import};

fn main() -> ExitCode {
    let mut words = std::env::args_os().skip(1);
    if words.next().is_some_and(|word| word == "import") {
        return import_files(words.collect());
    }
    build_packs()
}

/// Exit code where a file is refused.
const REFUSED: u8 = 2;

fn import_files(words: Vec<OsString>) -> ExitCode {
    let asked = match import::Asked::read(words) {
        Ok(asked) => asked,
        Err(problem) => {
            eprintln!("import: {problem}");
            eprintln!("import: packer import [--date YYYY-MM-DD] [--packs FOLDER] FILE...");
            return ExitCode::from(REFUSED);
        }
    };
    if import::run(&asked, &mut |line| println!("{line}"), &mut |line| {
        eprintln!("{line}")
    }) {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(REFUSED)
    }
}

fn build_packs() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let standard = Options::default();
    let flag = |argument: &OsString| argument.as_encoded_bytes().starts_with(b"-");
    if let Some(unknown) = std::env::args_os().skip(1).find(flag) {
        eprintln!("packs: there is no option “{}”.", unknown.display());
        eprintln!("packs: give folders only: packer [PACKS [SOURCES]], or: packer import FILE...");
        return ExitCode::FAILURE;
    }
    let options = Options {
        packs: arguments.next().unwrap_or(standard.packs),
        sources: arguments.next().unwrap_or(standard.sources),
    };
    match build(&options, &mut |line| println!("packs: {line}")) {
        Ok(report) => {
            let bytes: u64 = report
                .manifest
                .packs
                .iter()
                .map(|pack| pack.brotli_bytes)
                .sum();
            println!(
                "packs: {} packs in {}, {bytes} bytes as brotli",
                report.manifest.packs.len(),
                options.packs.display()
            );
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("packs: {error}");
            eprintln!("packs: {}", error.fix());
            ExitCode::FAILURE
        }
    }
}
