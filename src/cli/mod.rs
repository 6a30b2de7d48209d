//! The terminal: one file a subcommand.

mod check;
mod diagnostic;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::language::Language;

/// Yanxi (研习): learn, practise and certify AI engineering.
#[derive(Debug, Parser)]
#[command(name = "yanxi", version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Check a curriculum and report everything that is wrong with it.
    Check(check::Check),
}

/// Parses the arguments and runs the subcommand.
pub fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Check(arguments) => check::run(&arguments),
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
