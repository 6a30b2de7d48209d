//! `yanxi backup FILE` and `yanxi restore FILE`: a copy of the database, and back.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;

use crate::store;

/// Arguments of `yanxi backup`.
#[derive(Debug, clap::Args)]
pub(super) struct BackupArgs {
    /// Where the copy goes.
    file: PathBuf,
    /// Replace FILE if it is there.
    #[arg(long)]
    force: bool,
    /// The data directory; its server may be running.
    #[arg(long, value_name = "DIR", env = "YANXI_DATA", default_value = "data")]
    data: PathBuf,
}

impl BackupArgs {
    /// Runs the command.
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        store::backup(&self.data, &self.file, self.force)?;
        let size = self.file.metadata().context("the copy was made and cannot be seen")?.len();
        println!(
            "{} holds all of {} ({} KiB)",
            self.file.display(),
            self.data.display(),
            size.div_ceil(1024)
        );
        println!("It holds password hashes and answers: keep it as safe as the server.");
        Ok(ExitCode::SUCCESS)
    }
}

/// Arguments of `yanxi restore`.
#[derive(Debug, clap::Args)]
pub(super) struct RestoreArgs {
    /// A copy made by `yanxi backup`.
    file: PathBuf,
    /// The data directory; its server must be stopped.
    #[arg(long, value_name = "DIR", env = "YANXI_DATA", default_value = "data")]
    data: PathBuf,
}

impl RestoreArgs {
    /// Runs the command.
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let restored = store::restore(&self.file, &self.data)?;
        println!("{} is what {} was", self.data.display(), self.file.display());
        if let Some(before) = restored.before {
            println!("What stood there before is kept as {}", before.display());
        }
        Ok(ExitCode::SUCCESS)
    }
}
