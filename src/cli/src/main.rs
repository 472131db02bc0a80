//! `chartroom`: the engine and the app for people who work from a terminal.

mod serve;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "chartroom", version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the built app to browsers
    Serve {
        /// Address to listen on
        #[arg(long, value_name = "ADDR", default_value_t = serve::DEFAULT_LISTEN)]
        listen: SocketAddr,
        /// Folder of the built app [default: dist]
        #[arg(long, value_name = "DIR")]
        app: Option<PathBuf>,
    },
}

fn main() -> ExitCode {
    match Arguments::parse().command {
        Command::Serve { listen, app } => {
            match serve::run(listen, &app.unwrap_or_else(serve::default_app_dir)) {
                Ok(()) => ExitCode::SUCCESS,
                Err(problem) => {
                    eprintln!("chartroom serve: {problem}");
                    ExitCode::from(2)
                }
            }
        }
    }
}
