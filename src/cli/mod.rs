//! The terminal: one file a subcommand. Output for machines goes to stdout, words for people
//! and progress to stderr.

mod content;
mod grade;
mod receipt;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Yanxi (研习): learn, practise and certify AI engineering on a school's own server.
#[derive(Debug, Parser)]
#[command(version, about, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Score a file of submissions, offline.
    Grade(grade::Args),
    /// Recompute receipts.
    #[command(subcommand)]
    Receipt(receipt::Command),
}

/// Parses the arguments and runs the subcommand: 0 for success, 1 where the answer is no (an
/// error in content, a receipt that differs), 2 where it could not be found out.
pub fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Grade(args) => args.run(),
        Command::Receipt(command) => command.run(),
    };
    done.unwrap_or_else(|error| {
        eprintln!("yanxi: {error:#}");
        ExitCode::from(2)
    })
}
