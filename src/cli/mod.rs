//! The terminal: one file a subcommand. Output for machines goes to stdout, words for people
//! and progress to stderr.

mod backup;
mod check;
mod content;
mod diagnostic;
mod grade;
mod models;
mod people;
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
    /// Recompute receipts.
    #[command(subcommand)]
    Receipt(receipt::Command),
    /// List, verify, train and measure models.
    Models(models::Args),
    /// List and add people, make links.
    People(people::Args),
    /// Copy the database of a data directory, while a server runs too.
    Backup(backup::BackupArgs),
    /// Put a copy back.
    Restore(backup::RestoreArgs),
}

/// Parses the arguments and runs the subcommand: 0 for success, 1 where the answer is no (an
/// error in content, a receipt that differs), 2 where it could not be found out.
pub fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Serve(arguments) => serve::run(arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::Grade(arguments) => arguments.run(),
        Command::Receipt(command) => command.run(),
        Command::Models(arguments) => arguments.run(),
        Command::People(arguments) => arguments.run(),
        Command::Backup(arguments) => arguments.run(),
        Command::Restore(arguments) => arguments.run(),
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

/// The language of the terminal's locale: Chinese where it says so, else English.
fn locale() -> Language {
    let named = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    if named.is_some_and(|name| name.starts_with("zh")) { Language::Chinese } else { Language::English }
}
