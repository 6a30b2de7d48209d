//! `yanxi check`: every diagnostic of a curriculum.

use std::io::{IsTerminal, Write, stdout};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use serde_json::json;

use crate::curriculum::{Course, Diagnostic, Severity};
use crate::language::Language;
use crate::service;
use crate::store::files;

/// What `yanxi check` is asked.
#[derive(Debug, Args)]
pub(super) struct Check {
    /// A curriculum, a folder of one or a single file; the default is `curriculum/` if it is
    /// here, else the one that is built in.
    path: Option<PathBuf>,
    /// How findings are written.
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
    /// The language of findings [default: that of the terminal's locale].
    #[arg(long, value_parser = super::language)]
    lang: Option<Language>,
    /// The folder of keys, if it is not `keys/` of the curriculum.
    #[arg(long, value_name = "DIR")]
    keys: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Human,
    Json,
}

/// A curriculum on disk and the part of it that was asked for.
struct Place {
    root: PathBuf,
    /// Path of the part below the root; empty for all of it.
    part: String,
}

/// Checks and prints; status 1 if there is an error.
pub(super) fn run(arguments: &Check) -> anyhow::Result<ExitCode> {
    let asked = arguments.path.clone().or_else(|| {
        let here = PathBuf::from("curriculum");
        here.join("track.toml").is_file().then_some(here)
    });
    let place = asked.map(|path| find(&path)).transpose()?;
    let sources = match &place {
        Some(place) => files::read_dir(&place.root, arguments.keys.as_deref())
            .with_context(|| format!("cannot read {}", place.root.display()))?,
        None => files::embedded(),
    };
    let (course, mut diagnostics) = service::check::check(&sources);
    if let Some(place) = &place {
        diagnostics.retain(|diagnostic| belongs(&diagnostic.file, &place.part));
        for diagnostic in &mut diagnostics {
            diagnostic.file = place.root.join(&diagnostic.file).display().to_string();
        }
    }
    print(arguments, &course, &diagnostics).context("cannot write to standard output")?;
    let wrong = diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
    Ok(if wrong { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Finds the curriculum around `path`: the nearest folder with a `track.toml`.
fn find(path: &Path) -> anyhow::Result<Place> {
    let full = path.canonicalize().with_context(|| format!("cannot find {}", path.display()))?;
    let Some(root) = full.ancestors().find(|folder| folder.join("track.toml").is_file()) else {
        if full.is_dir() {
            // Not a curriculum yet: the missing `track.toml` will be the first finding.
            return Ok(Place { root: path.to_path_buf(), part: String::new() });
        }
        bail!("{} lies in no curriculum: there is no track.toml above it", path.display())
    };
    let part = full.strip_prefix(root).unwrap_or(Path::new(""));
    let names: Vec<_> = part.iter().map(|name| name.to_string_lossy()).collect();
    // What was asked for as a relative path is shown as one.
    let shown = path.ancestors().nth(names.len());
    let shown = match shown {
        Some(shown) if shown.as_os_str().is_empty() => PathBuf::from("."),
        Some(shown) if shown.canonicalize().is_ok_and(|shown| shown == root) => shown.to_path_buf(),
        _ => root.to_path_buf(),
    };
    Ok(Place { root: shown, part: names.join("/") })
}

/// Whether a file is the part that was asked for, or lies in it.
fn belongs(file: &str, part: &str) -> bool {
    part.is_empty() || file == part || file.strip_prefix(part).is_some_and(|rest| rest.starts_with('/'))
}

fn print(arguments: &Check, course: &Course, diagnostics: &[Diagnostic]) -> std::io::Result<()> {
    let mut out = stdout().lock();
    let count = |severity| diagnostics.iter().filter(|found| found.severity == severity).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    let (lessons, exercises) = (course.lessons().count(), course.exercises().count());
    if arguments.format == Format::Json {
        let all = json!({
            "diagnostics": diagnostics,
            "errors": errors,
            "warnings": warnings,
            "lessons": lessons,
            "exercises": exercises,
        });
        return writeln!(out, "{all:#}");
    }
    let language = arguments.lang.unwrap_or_else(super::locale);
    let colour = out.is_terminal() && std::env::var_os("NO_COLOR").is_none();
    for diagnostic in diagnostics {
        writeln!(out, "{}", diagnostic.render_human(colour, language))?;
    }
    match language {
        Language::Chinese => {
            writeln!(out, "{lessons} 课，{exercises} 道练习：{errors} 个错误，{warnings} 个警告")
        }
        Language::English => writeln!(
            out,
            "{} and {}: {}, {}",
            plural(lessons, "lesson"),
            plural(exercises, "exercise"),
            plural(errors, "error"),
            plural(warnings, "warning"),
        ),
    }
}

fn plural(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_curriculum_is_found_around_a_file_of_it() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().canonicalize().unwrap();
        fs::create_dir_all(root.join("ml/1-a")).unwrap();
        fs::write(root.join("track.toml"), "").unwrap();
        fs::write(root.join("ml/1-a/x.en.md"), "").unwrap();
        for (path, part) in [("", ""), ("ml", "ml"), ("ml/1-a/x.en.md", "ml/1-a/x.en.md")] {
            let place = find(&root.join(path)).unwrap();
            assert_eq!((place.root.canonicalize().unwrap(), place.part), (root.clone(), part.to_owned()));
        }
        assert!(find(&root.join("nowhere")).is_err());
        assert!(belongs("ml/1-a/x.en.md", "ml") && belongs("ml/1-a/x.en.md", "ml/1-a/x.en.md"));
        assert!(!belongs("ml-2/x.md", "ml"));
    }
}
