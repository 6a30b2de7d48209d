//! The terminal: one file a subcommand.

mod models;

use std::process::ExitCode;

use clap::Parser;

#[derive(Debug, Parser)]
#[command(version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Lists, verifies, trains and measures models.
    Models(models::Args),
}

/// Parses the arguments and runs the subcommand.
pub fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Models(args) => args.run(),
    };
    done.unwrap_or_else(|error| {
        eprintln!("yanxi: {error:#}");
        ExitCode::FAILURE
    })
}
