//! The curriculum as authors meet it: files in, a course and every finding out.

mod findings;
mod hostile;
mod sample;
mod secrecy;

use std::path::Path;

use yanxi::curriculum::{Course, Diagnostic, Severity, Sources, parse};
use yanxi::store::files;

/// The sample course: every kind, both languages, one assessed item.
const COURSE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/course");
/// Its lesson with everything in it.
const LESSON: &str = "ml/1-basics/ml-kinds.zh-CN.md";
/// And the translation.
const TRANSLATION: &str = "ml/1-basics/ml-kinds.en.md";

fn sample() -> Sources {
    files::read_dir(Path::new(COURSE), None).expect("the sample course is there")
}

/// The sample with a passage of one file replaced.
fn edited(path: &str, from: &str, to: &str) -> Sources {
    let mut sources = sample();
    edit(&mut sources, path, from, to);
    sources
}

fn edit(sources: &mut Sources, path: &str, from: &str, to: &str) {
    let (map, path) = match path.strip_prefix("keys/") {
        Some(key) => (&mut sources.keys, key),
        None => (&mut sources.files, path),
    };
    let text = String::from_utf8(map[path].clone()).expect("the sample is UTF-8");
    assert!(text.contains(from), "{path} does not contain {from}");
    map.insert(path.to_owned(), text.replacen(from, to, 1).into_bytes());
}

fn read(sources: &Sources) -> (Course, Vec<Diagnostic>) {
    parse(sources)
}

fn errors(diagnostics: &[Diagnostic]) -> Vec<&Diagnostic> {
    diagnostics.iter().filter(|found| found.severity == Severity::Error).collect()
}
