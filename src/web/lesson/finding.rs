//! Findings of the content check, as an instructor reads them.

use crate::curriculum::{Diagnostic, Severity};
use crate::language::Language;
use crate::web::messages::{Messages, fill};

/// One finding.
pub struct Finding {
    /// The file.
    pub file: String,
    /// "line 12".
    pub line: String,
    /// Code.
    pub code: &'static str,
    /// Whether it is an error.
    pub is_error: bool,
    /// "Error" or "Warning".
    pub severity: &'static str,
    /// What is wrong.
    pub message: String,
    /// The line of the file, and the marks below it.
    pub snippet: Option<(String, String)>,
    /// What to do.
    pub help: Option<String>,
}

/// The findings of one file, or of all.
pub fn findings(diagnostics: &[Diagnostic], language: Language, file: Option<&str>) -> Vec<Finding> {
    diagnostics
        .iter()
        .filter(|diagnostic| file.is_none_or(|file| is_of(diagnostic, file)))
        .map(|diagnostic| finding(diagnostic, language))
        .collect()
}

/// Whether a finding is of this lesson's file or of its translation.
fn is_of(diagnostic: &Diagnostic, file: &str) -> bool {
    let stem = file.strip_suffix(".zh-CN.md").unwrap_or(file);
    diagnostic.file.strip_prefix(stem).is_some_and(|rest| rest.starts_with('.'))
}

fn finding(diagnostic: &Diagnostic, language: Language) -> Finding {
    let t = Messages::of(language);
    let is_error = diagnostic.severity == Severity::Error;
    Finding {
        file: diagnostic.file.clone(),
        line: fill(t.line, &[("n", &diagnostic.position.line)]),
        code: diagnostic.code,
        is_error,
        severity: if is_error { t.error_word } else { t.warning_word },
        message: language.pick(&diagnostic.message_zh, &diagnostic.message).clone(),
        snippet: (!diagnostic.snippet.trim().is_empty()).then(|| snippet(diagnostic)),
        help: language
            .pick(diagnostic.help_zh.as_ref().or(diagnostic.help.as_ref()), diagnostic.help.as_ref())
            .cloned(),
    }
}

/// The line, cut to what fits, and marks below the place; a Han character is two columns wide.
fn snippet(diagnostic: &Diagnostic) -> (String, String) {
    const ROOM: usize = 96;
    let column = diagnostic.position.column.saturating_sub(1);
    let skipped = column.saturating_sub(ROOM / 2);
    let line: String = diagnostic.snippet.chars().skip(skipped).take(ROOM).collect();
    let columns = |text: &str| text.chars().map(|c| if c < '\u{2e80}' { 1 } else { 2 }).sum::<usize>();
    let before: String = line.chars().take(column - skipped).collect();
    let marked: String = line.chars().skip(column - skipped).take(diagnostic.position.length).collect();
    let mut marks = " ".repeat(columns(&before)) + &"^".repeat(columns(&marked).max(1));
    if let Some(label) = &diagnostic.label {
        marks.push(' ');
        marks.push_str(label);
    }
    (line, marks)
}
