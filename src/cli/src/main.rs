//! `chartroom`: the engine and the app for people who work from a terminal.

mod answer;
mod bench;
mod group;
mod packs;
mod search;
mod serve;

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use codes::cm::CmPack;
use codes::pcs::PcsPack;
use codes::search::Index;
use codes::{PackError, PackKind, Ymd};

#[derive(Parser)]
#[command(name = "chartroom", version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Group and edit claims: JSON lines in, JSON lines out
    Group {
        #[command(flatten)]
        packs: Packs,
        /// Threads that group [default: all]
        #[arg(long, value_name = "N")]
        threads: Option<usize>,
        /// Add the steps that led to each result
        #[arg(long)]
        trace: bool,
    },
    /// Find codes: queries as JSON lines in, ranked codes as JSON lines out
    Search {
        #[command(flatten)]
        packs: Packs,
        /// Only codes that are billable on this date, YYYY-MM-DD
        #[arg(long, value_name = "DATE", value_parser = date)]
        date: Ymd,
        /// Codes for each query at most
        #[arg(long, value_name = "N", default_value_t = 10)]
        limit: usize,
    },
    /// Measure
    Bench {
        #[command(subcommand)]
        what: Bench,
    },
    /// Serve the built app to browsers, and keep the sealed records of facilities
    Serve(Box<serve::options::Serving>),
    /// Print a new code that sets up a facility on this server; it holds for a day
    ServeCode {
        #[command(flatten)]
        place: serve::options::Place,
    },
    /// Let a frozen laptop go on, where nobody of its facility is left who could
    LetGoOn {
        #[command(flatten)]
        place: serve::options::Place,
        /// The six letters and digits that its screen shows
        laptop: String,
        /// Whose, where laptops of several facilities are called so: one of those that this then lists
        #[arg(long, value_name = "TAG")]
        facility: Option<String>,
    },
    /// Remove the passkeys of those who work on a laptop, where nobody of its facility is left who could
    ForgetPasskeys {
        #[command(flatten)]
        place: serve::options::Place,
        /// The six letters and digits that the laptop is called by, on the screen under Devices
        laptop: String,
        /// Whose, where laptops of several facilities are called so: one of those that this then lists
        #[arg(long, value_name = "TAG")]
        facility: Option<String>,
    },
    /// Print how a small clinic's server gets an address that browsers trust
    TrustedOrigin,
    /// Write all records into one file, while they are being served
    Backup {
        #[command(flatten)]
        place: serve::options::Place,
        /// The file, which must not be there yet
        file: PathBuf,
    },
    /// Restore a backup into an empty data folder or an empty PostgreSQL database
    Restore {
        #[command(flatten)]
        place: serve::options::Place,
        /// The file
        file: PathBuf,
    },
}

#[derive(Subcommand)]
enum Bench {
    /// Groupings a second on one thread, from parsed claims
    Group {
        #[command(flatten)]
        packs: Packs,
        /// Claims, one JSON object a line
        file: PathBuf,
    },
}

#[derive(Args)]
struct Packs {
    /// Folder of the packs [default: target/packs here or in a folder above]
    #[arg(long = "packs", value_name = "DIR")]
    folder: Option<PathBuf>,
}

impl Packs {
    fn folder(&self) -> PathBuf {
        self.folder.clone().unwrap_or_else(packs::default_folder)
    }
}

/// Why a command could not start.
enum Problem {
    Pack(PackError),
    Input(String),
    Serve(String),
}

impl From<PackError> for Problem {
    fn from(error: PackError) -> Self {
        Self::Pack(error)
    }
}

impl From<io::Error> for Problem {
    fn from(error: io::Error) -> Self {
        Self::Input(error.to_string())
    }
}

/// Some lines could not be read.
const SOME_BAD: u8 = 1;
/// Could not start.
const NOT_STARTED: u8 = 2;

fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Group {
            packs,
            threads,
            trace,
        } => group(&packs.folder(), threads, trace),
        Command::Search { packs, date, limit } => {
            search(&packs.folder(), search::Options { date, limit })
        }
        Command::Bench {
            what: Bench::Group { packs, file },
        } => bench_group(&packs.folder(), &file),
        Command::Serve(serving) => served(serve::run(&serving)),
        Command::ServeCode { place } => served(serve::keeping::code(&place)),
        Command::LetGoOn {
            place,
            laptop,
            facility,
        } => served(serve::keeping::let_go_on(
            &place,
            &laptop,
            facility.as_deref(),
        )),
        Command::ForgetPasskeys {
            place,
            laptop,
            facility,
        } => served(serve::keeping::forget_passkeys(
            &place,
            &laptop,
            facility.as_deref(),
        )),
        Command::TrustedOrigin => {
            print!("{}", include_str!("trusted_origin.txt"));
            Ok(ExitCode::SUCCESS)
        }
        Command::Backup { place, file } => served(serve::keeping::backup(&place, &file)),
        Command::Restore { place, file } => served(serve::keeping::restore(&place, &file)),
    };
    done.unwrap_or_else(|problem| {
        match problem {
            Problem::Pack(error) => eprintln!("chartroom: {error}\n{}", error.fix()),
            Problem::Input(what) | Problem::Serve(what) => eprintln!("chartroom: {what}"),
        }
        ExitCode::from(NOT_STARTED)
    })
}

fn served(done: Result<(), serve::ServeError>) -> Result<ExitCode, Problem> {
    done.map(|()| ExitCode::SUCCESS)
        .map_err(|problem| Problem::Serve(problem.to_string()))
}

fn group(folder: &Path, threads: Option<usize>, trace: bool) -> Result<ExitCode, Problem> {
    let (source, editor) = packs::open_grouper(folder)?;
    let threads = threads
        .or_else(|| std::thread::available_parallelism().ok().map(usize::from))
        .unwrap_or(1);
    let options = group::Options { threads, trace };
    let refused = group::run(
        &source,
        &editor,
        options,
        io::stdin().lock(),
        BufWriter::new(io::stdout().lock()),
    );
    match refused {
        Ok(0) => Ok(ExitCode::SUCCESS),
        Ok(_) => Ok(ExitCode::from(SOME_BAD)),
        // Whoever reads the answers has heard enough.
        Err(e) if e.kind() == io::ErrorKind::BrokenPipe => Ok(ExitCode::SUCCESS),
        Err(e) => Err(e.into()),
    }
}

fn date(text: &str) -> Result<Ymd, String> {
    Ymd::parse_iso(text)
        .ok_or_else(|| "it is not a day of the calendar, written YYYY-MM-DD".to_owned())
}

fn search(folder: &Path, options: search::Options) -> Result<ExitCode, Problem> {
    let cm = CmPack::open(&packs::read(folder, PackKind::Icd10Cm)?)?;
    let pcs = PcsPack::open(&packs::read(folder, PackKind::Icd10Pcs)?)?;
    let index = Index::build(&cm, &pcs);
    let answered = search::run(
        &index,
        options,
        io::stdin().lock(),
        BufWriter::new(io::stdout().lock()),
    );
    Ok(ExitCode::from(answered?.exit_code()))
}

fn bench_group(folder: &Path, file: &Path) -> Result<ExitCode, Problem> {
    let input = File::open(file)
        .map_err(|e| Problem::Input(format!("{} can't be opened: {e}", file.display())))?;
    let input: Box<dyn BufRead> = if file.extension().is_some_and(|e| e == "gz") {
        Box::new(BufReader::new(flate2::read::GzDecoder::new(input)))
    } else {
        Box::new(BufReader::new(input))
    };
    let (claims, unreadable) = bench::read_claims(input)?;
    if claims.is_empty() {
        return Err(Problem::Input(format!(
            "{} holds no readable claim",
            file.display()
        )));
    }
    let measured = bench::group(
        &packs::read(folder, PackKind::MsDrg)?,
        &packs::read(folder, PackKind::Mce)?,
        &claims,
        unreadable,
    )?;
    println!(
        "{}",
        serde_json::to_string(&measured).map_err(io::Error::from)?
    );
    Ok(ExitCode::SUCCESS)
}
