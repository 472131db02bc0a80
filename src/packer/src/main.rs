//! `packer`: builds the data packs into `target/packs`, downloading the pinned packages into `target/sources`.
//!
//! `packer [PACKS [SOURCES]]` takes other folders. It ends with 0 when packs are there, with 1 when they could not
//! be built; the reason and the cure go to the standard error.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use packer::{Options, build};

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let standard = Options::default();
    let flag = |argument: &OsString| argument.as_encoded_bytes().starts_with(b"-");
    if let Some(unknown) = std::env::args_os().skip(1).find(flag) {
        eprintln!("packs: there is no option “{}”.", unknown.display());
        eprintln!("packs: give folders only: packer [PACKS [SOURCES]]");
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
