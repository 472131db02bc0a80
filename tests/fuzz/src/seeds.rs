//! Writes the fuzz targets' first inputs: `seeds FOLDER`.

use std::process::ExitCode;

fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1) else {
        eprintln!("usage: seeds FOLDER");
        return ExitCode::from(2);
    };
    match fuzz::write_seeds(folder.as_ref()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("seeds: {problem}");
            ExitCode::FAILURE
        }
    }
}
