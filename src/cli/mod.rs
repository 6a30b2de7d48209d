//! The terminal: one file a subcommand. Output for machines goes to stdout, words for people
//! and progress to stderr.

mod check;
mod content;
mod diagnostic;
mod grade;
mod models;
mod receipt;
mod serve;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::language::Language;

/// Yanxi (研习): learn, practise and certify AI engineering on a school's own server.
#[derive(Debug, Parser)]
#[command(name = "yanxi", version, about, arg_required_else_help = true)]
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
    /// Score a file of submissions, offline.
    Grade(grade::Args),
    /// List, verify, train and measure models.
    Models(models::Args),
    /// Recompute receipts.
    #[command(subcommand)]
    Receipt(receipt::Command),
}

/// Parses the arguments and runs the subcommand: 0 for success, 1 where the answer is no (an
/// error in content, a receipt that differs), 2 where it could not be found out.
pub fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Serve(arguments) => serve::run(arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::Grade(arguments) => arguments.run(),
        Command::Models(arguments) => arguments.run(),
        Command::Receipt(command) => command.run(),
    };
    result.unwrap_or_else(|error| {
        eprintln!("yanxi: {error:#}");
        ExitCode::from(2)
    })
}

/// Reads `zh` or `en`.
fn language(text: &str) -> Result<Language, String> {
    Language::from_slug(text).ok_or_else(|| "a language is `zh` or `en`".to_owned())
}
