//! `yanxi receipt verify`: recompute every receipt of a results file.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;

use super::content::ContentArgs;
use crate::language::Language;
use crate::service::batch::Scorer;
use crate::service::evidence::LabMachine;
use crate::service::verify;

/// Subcommands of `yanxi receipt`.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Recompute all receipts of a results file and name the first that differs.
    Verify(VerifyArgs),
}

/// Arguments of `yanxi receipt verify`.
#[derive(Debug, clap::Args)]
pub(super) struct VerifyArgs {
    /// Results as `yanxi grade` wrote them (JSONL).
    results: PathBuf,
    /// The submissions that were graded.
    #[arg(long, value_name = "INPUT")]
    submissions: PathBuf,
    #[command(flatten)]
    content: ContentArgs,
}

impl Command {
    /// Runs the command.
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            Self::Verify(args) => args.run(),
        }
    }
}

impl VerifyArgs {
    fn run(self) -> anyhow::Result<ExitCode> {
        let course = self.content.course()?;
        let labs = Box::new(LabMachine::new(course.clone()));
        let scorer = Scorer { course, labs: Some(labs), language: Language::Chinese };
        let verdict = verify::verify(open(&self.results)?, open(&self.submissions)?, &scorer)
            .context("cannot read the files to the end")?;
        let Some(difference) = verdict.difference else {
            println!(
                "{} results checked, {} receipts: all come out again",
                verdict.checked, verdict.receipts
            );
            return Ok(ExitCode::SUCCESS);
        };
        let whose = difference
            .submission_line
            .map_or_else(String::new, |line| format!(" (submission line {line})"));
        println!("results line {}{whose}: {} differs", difference.result_line, difference.field);
        println!("  stands:     {}", difference.stands);
        println!("  recomputed: {}", difference.recomputed);
        Ok(ExitCode::from(1))
    }
}

fn open(path: &Path) -> anyhow::Result<BufReader<File>> {
    let file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    Ok(BufReader::with_capacity(1 << 16, file))
}
