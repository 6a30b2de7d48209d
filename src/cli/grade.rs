//! `yanxi grade INPUT`: score a file of submissions, offline.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, IsTerminal as _, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context as _, bail};
use indicatif::{ProgressBar, ProgressStyle};

use super::content::ContentArgs;
use crate::language::Language;
use crate::service::batch::{self, Format, Progress, Scorer, Summary};
use crate::service::evidence::LabMachine;

/// Arguments of `yanxi grade`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Submissions, JSONL or CSV (`-` for standard input).
    input: PathBuf,
    /// Where results go [default: standard output].
    #[arg(short, long, value_name = "OUTPUT")]
    output: Option<PathBuf>,
    /// Form of the results.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    content: ContentArgs,
    /// Language of reasons and feedback.
    #[arg(long, value_parser = super::language, default_value = "zh")]
    lang: Language,
}

impl Args {
    /// Runs the command.
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let course = self.content.course()?;
        let labs = Box::new(LabMachine::new(course.clone()));
        let scorer = Scorer { course, labs: Some(labs), language: self.lang };
        let (input, size): (Box<dyn io::Read>, Option<u64>) = if self.input == Path::new("-") {
            (Box::new(io::stdin().lock()), None)
        } else {
            let file =
                File::open(&self.input).with_context(|| format!("cannot open {}", self.input.display()))?;
            let about = file.metadata()?;
            if about.is_dir() {
                bail!("{} is a folder; name a JSONL or CSV file", self.input.display());
            }
            (Box::new(file), Some(about.len()))
        };
        let input = BufReader::with_capacity(1 << 16, input);
        let bar = progress_bar(size);
        let started = Instant::now();
        let mut on_progress = |progress: Progress| {
            bar.set_position(progress.bytes);
            bar.set_message(format!("{} lines, {} rejected", progress.lines, progress.rejected));
            ControlFlow::Continue(())
        };
        let summary = match &self.output {
            Some(path) => write_beside(path, |output| {
                batch::score(input, output, &scorer, self.format, &mut on_progress)
            })
            .with_context(|| format!("cannot write {}", path.display()))?,
            None => {
                let mut output = BufWriter::new(io::stdout().lock());
                batch::score(input, &mut output, &scorer, self.format, &mut on_progress)
                    .context("cannot grade the file")?
            }
        };
        bar.finish_and_clear();
        report(&summary, started.elapsed().as_secs_f64());
        Ok(ExitCode::SUCCESS)
    }
}

/// Writes next to `path` and renames at the end, so that a file of that name is always whole.
fn write_beside<T>(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<T>) -> io::Result<T> {
    // A device or a pipe (`-o /dev/null`) cannot be replaced by renaming.
    if path.exists() && !path.is_file() {
        let mut output = BufWriter::new(File::create(path)?);
        let value = write(&mut output)?;
        output.flush()?;
        return Ok(value);
    }
    let mut beside = path.as_os_str().to_owned();
    beside.push(".part");
    let beside = PathBuf::from(beside);
    let mut output = BufWriter::with_capacity(1 << 18, File::create(&beside)?);
    let value = write(&mut output)?;
    output.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
    std::fs::rename(&beside, path)?;
    Ok(value)
}

fn progress_bar(size: Option<u64>) -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let (bar, template) = match size {
        Some(size) => (ProgressBar::new(size), "{bar:32} {percent:>3} %  {msg}  {eta} left"),
        None => (ProgressBar::new_spinner(), "{spinner} {bytes}  {msg}"),
    };
    bar.with_style(ProgressStyle::with_template(template).expect("the template is well formed"))
}

fn report(summary: &Summary, seconds: f64) {
    let counts = summary.counts;
    let rate = counts.lines as f64 / seconds.max(1e-9);
    eprintln!(
        "{} submissions in {seconds:.2} s ({rate:.0}/s): {} graded, {} for a person, {} ungradable, {} rejected",
        counts.lines, counts.graded, counts.human, counts.ungradable, counts.rejected
    );
    if !summary.unknown_fields.is_empty() {
        let names: Vec<&str> = summary.unknown_fields.iter().map(String::as_str).collect();
        eprintln!("fields that nothing reads: {}", names.join(", "));
    }
    if !summary.items.is_empty() {
        let width = summary.items.keys().map(|id| id.chars().count()).max().unwrap_or(8).max(8);
        eprintln!("{:<width$}  {:>9}  {:>8}  {:>8}", "exercise", "n", "mean", "facility");
        for (id, item) in &summary.items {
            eprintln!("{id:<width$}  {:>9}  {:>8.3}  {:>8.3}", item.n, item.mean, item.facility);
        }
    }
}
