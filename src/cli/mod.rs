//! The terminal: one file a subcommand.

mod check;
mod content;
mod diagnostic;
mod grade;
mod receipt;
mod serve;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Yanxi (研习): learn, practise and certify AI engineering.
#[derive(Debug, Parser)]
#[command(name = "yanxi", version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the platform.
    Serve(serve::ServeArgs),
    /// Check a curriculum and report everything that is wrong with it.
    Check(check::Check),
    /// Score a file of submissions.
    Grade(grade::Args),
    /// Recompute receipts.
    #[command(subcommand)]
    Receipt(receipt::Command),
}

/// Parses the arguments and runs the subcommand.
pub fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Serve(arguments) => serve::run(arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::Grade(arguments) => arguments.run(),
        Command::Receipt(arguments) => arguments.run(),
    };
    result.unwrap_or_else(|error| {
        eprintln!("yanxi: {error:#}");
        ExitCode::from(2)
    })
}
