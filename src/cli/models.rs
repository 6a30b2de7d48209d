//! `yanxi models`: the models at hand, what they are worth, and how ours are trained.

use std::fs::File;
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context as _, bail};
use indicatif::{ProgressBar, ProgressStyle};

use crate::inference::digits::{Digits, WEIGHTS};
use crate::inference::evaluate::{Evaluation, evaluate};
use crate::inference::idx;
use crate::inference::publish::{HELD_OUT, publish};
use crate::inference::registry::{MANIFEST, Manifest, Place, Registry, Task};
use crate::inference::train::{Progress, Recipe, train};

/// Arguments of `yanxi models`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Names the models at hand.
    List(Models),
    /// Prints a model's manifest.
    Show {
        /// Name of the model.
        name: String,
        #[command(flatten)]
        models: Models,
    },
    /// Compares the files of one model, or of all, with their manifests.
    Verify {
        /// Name of the model [default: all].
        name: Option<String>,
        #[command(flatten)]
        models: Models,
    },
    /// Trains one of our own models.
    Train(TrainArgs),
    /// Measures a model on labelled pictures.
    Evaluate(EvaluateArgs),
}

/// Which models.
#[derive(Debug, clap::Args)]
struct Models {
    /// Folder of models that win over the built-in ones.
    #[arg(long = "models", value_name = "DIR")]
    folder: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
struct TrainArgs {
    /// Which model.
    #[arg(value_parser = ["digits"])]
    name: String,
    /// Folder to write.
    #[arg(long, value_name = "DIR", default_value = "models/digits")]
    out: PathBuf,
    /// Decides every drawing and every weight.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Drawings in each epoch.
    #[arg(long, default_value_t = Recipe::default().examples, value_parser = at_least_one)]
    examples: usize,
    /// Epochs; each has new drawings.
    #[arg(long, default_value_t = Recipe::default().epochs, value_parser = at_least_one)]
    epochs: usize,
}

#[derive(Debug, clap::Args)]
struct EvaluateArgs {
    /// Which model.
    #[arg(value_parser = ["digits"])]
    name: String,
    /// Pictures, IDX of 28 by 28, plain or gzip.
    #[arg(long, value_name = "FILE")]
    images: PathBuf,
    /// Their labels, IDX, plain or gzip.
    #[arg(long, value_name = "FILE")]
    labels: PathBuf,
    /// Form of the report.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    models: Models,
}

/// Form of a report.
#[derive(Debug, Clone, Copy, Default, clap::ValueEnum)]
enum Format {
    /// For people.
    #[default]
    Human,
    /// One JSON object.
    Json,
}

impl Args {
    /// Runs the command.
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        match self.command {
            Command::List(models) => list(&models.registry()),
            Command::Show { name, models } => show(&models.registry(), &name),
            Command::Verify { name, models } => verify(&models.registry(), name),
            Command::Train(args) => args.run(),
            Command::Evaluate(args) => args.run(),
        }
    }
}

impl Models {
    fn registry(self) -> Registry {
        Registry::new(self.folder)
    }
}

fn list(registry: &Registry) -> anyhow::Result<ExitCode> {
    for name in registry.names() {
        match registry.load(&name) {
            Ok(model) => {
                let bytes: u64 = model.manifest.files.iter().map(|file| file.bytes).sum();
                let Manifest { revision, architecture, measured, .. } = &model.manifest;
                println!(
                    "{name}  revision {revision}  {architecture}  {bytes} bytes  {:.2} % on {}  {}",
                    measured.accuracy * 100.0,
                    measured.set,
                    place(&model.place)
                );
            }
            Err(error) => println!("{name}  unusable: {error}"),
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn show(registry: &Registry, name: &str) -> anyhow::Result<ExitCode> {
    let model = registry.load(name)?;
    println!("# {}", place(&model.place));
    print!("{}", toml::to_string(&model.manifest)?);
    Ok(ExitCode::SUCCESS)
}

fn verify(registry: &Registry, name: Option<String>) -> anyhow::Result<ExitCode> {
    let mut status = ExitCode::SUCCESS;
    for name in name.map_or_else(|| registry.names(), |name| vec![name]) {
        // A file may be the manifest's and still not fit the network.
        let checked = registry.load(&name).map_err(anyhow::Error::from).and_then(|model| {
            match model.manifest.task {
                Task::DigitClassification => Digits::load(&model)?,
            };
            Ok(model)
        });
        match checked {
            Ok(model) => println!("{name}: good ({})", place(&model.place)),
            Err(error) => {
                println!("{name}: {error:#}");
                status = ExitCode::FAILURE;
            }
        }
    }
    Ok(status)
}

fn place(place: &Place) -> String {
    match place {
        Place::BuiltIn => "built in".to_owned(),
        Place::Folder(folder) => folder.display().to_string(),
    }
}

impl TrainArgs {
    fn run(self) -> anyhow::Result<ExitCode> {
        let Self { name, out, seed, examples, epochs } = self;
        let recipe = Recipe { examples, epochs, ..Recipe::default() };
        let started = Instant::now();
        let mut meter = Meter::new((examples * epochs) as u64);
        let network = train(&recipe, seed, &mut |progress| meter.show(progress))?;
        meter.bar.finish_and_clear();
        eprintln!(
            "trained in {:.0} s; measuring on {HELD_OUT} drawings held out",
            started.elapsed().as_secs_f64()
        );

        let found = publish(network, &name, (recipe, seed), HELD_OUT, &out)
            .with_context(|| format!("cannot publish the model to {}", out.display()))?;
        print!("{}", report(&found));
        eprintln!("wrote {WEIGHTS} and {MANIFEST} to {}", out.display());
        Ok(ExitCode::SUCCESS)
    }
}

impl EvaluateArgs {
    fn run(self) -> anyhow::Result<ExitCode> {
        let digits = Digits::load(&self.models.registry().load(&self.name)?)?;
        let open =
            |path: &Path| File::open(path).with_context(|| format!("cannot open {}", path.display()));
        // Read one after the other, so that an error names the file it is about.
        let pictures = idx::pictures(open(&self.images)?)
            .with_context(|| format!("cannot use {}", self.images.display()))?;
        let labels = idx::labels(open(&self.labels)?)
            .with_context(|| format!("cannot use {}", self.labels.display()))?;
        let examples = idx::matched(pictures, labels)?;
        if examples.is_empty() {
            bail!("the files hold no pictures");
        }
        let started = Instant::now();
        let found = evaluate(&digits, &examples)?;
        match self.format {
            Format::Human => print!("{}", report(&found)),
            Format::Json => println!("{}", serde_json::to_string_pretty(&found)?),
        }
        eprintln!("{} pictures in {:.1} s", found.count, started.elapsed().as_secs_f64());
        Ok(ExitCode::SUCCESS)
    }
}

/// The report for people.
fn report(found: &Evaluation) -> String {
    use std::fmt::Write as _;
    let mut text = String::new();
    // Writing to a String cannot fail, so the results are not looked at.
    let _ =
        writeln!(text, "accuracy           {:.2} %  ({} pictures)", found.accuracy * 100.0, found.count);
    let _ = writeln!(text, "calibration error  {:.4}  (15 bins)", found.calibration_error);
    if found.empty > 0 {
        let _ = writeln!(text, "without ink        {}  (counted as misread)", found.empty);
    }
    let _ = writeln!(text, "\ndigit   recall   read as 0 … 9");
    for (digit, row) in found.confusion.iter().enumerate() {
        let recall =
            found.recall[digit].map_or("     –".to_owned(), |share| format!("{:6.2}", share * 100.0));
        let _ = write!(text, "{digit:>5}  {recall} %");
        for count in row {
            let _ = write!(text, " {count:>6}");
        }
        text.push('\n');
    }
    text
}

fn at_least_one(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(number @ 1..=10_000_000) => Ok(number),
        _ => Err("a whole number from 1 to 10000000 is needed".to_owned()),
    }
}

/// Shows training: a bar on a terminal, a line each twentieth elsewhere.
struct Meter {
    bar: ProgressBar,
    lines: bool,
    twentieth: usize,
}

impl Meter {
    fn new(total: u64) -> Self {
        let lines = !std::io::stderr().is_terminal();
        let bar = if lines { ProgressBar::hidden() } else { ProgressBar::new(total) };
        let style = ProgressStyle::with_template("{bar:32} {percent:>3} %  {msg}  {eta} left")
            .expect("the template is well formed");
        Self { bar: bar.with_style(style), lines, twentieth: 0 }
    }

    fn show(&mut self, progress: Progress) {
        let Progress { epoch, seen, total, loss } = progress;
        let twentieth = seen * 20 / total.max(1);
        if self.lines && twentieth > self.twentieth {
            self.twentieth = twentieth;
            eprintln!("epoch {epoch}  {seen} of {total} drawings  loss {loss:.4}");
        }
        self.bar.set_position(seen as u64);
        self.bar.set_message(format!("epoch {epoch}  loss {loss:.4}"));
    }
}
