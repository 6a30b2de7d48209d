//! A diagnostic as a person reads it on a terminal.

use std::fmt::Write as _;

use crate::curriculum::{Diagnostic, Severity};
use crate::language::Language;

/// Columns of a source line that are shown around the marked place.
const WINDOW: usize = 96;

/// Escape sequences, or nothing.
struct Paint {
    bold: &'static str,
    kind: &'static str,
    mark: &'static str,
    faint: &'static str,
    end: &'static str,
}

impl Diagnostic {
    /// Place, message, the line with the place marked, and what to do. `colour` is for a terminal.
    pub fn render_human(&self, colour: bool, language: Language) -> String {
        let paint = Paint::new(colour, self.severity);
        let chinese = language == Language::Chinese;
        let pick = |en: &Option<String>, zh: &Option<String>| {
            if chinese { zh.clone().or_else(|| en.clone()) } else { en.clone() }
        };
        let Paint { bold, kind, mark, faint, end } = paint;
        let (line, column) = (self.position.line, self.position.column);
        let mut out = format!("{}:{line}:{column}\n", self.file);
        let word = match (self.severity, chinese) {
            (Severity::Error, false) => "error",
            (Severity::Warning, false) => "warning",
            (Severity::Error, true) => "错误",
            (Severity::Warning, true) => "警告",
        };
        let message = if chinese { &self.message_zh } else { &self.message };
        let _ = writeln!(out, "{kind}{word}[{}]{end}{bold}: {message}{end}", self.code);
        let label = pick(&self.label, &self.label_zh);
        if !self.snippet.trim().is_empty() {
            let shown = Shown::of(self);
            let _ = writeln!(out, "{faint}{line:>5} |{end} {}", shown.text);
            let _ = write!(out, "{faint}      |{end} {}{mark}{}", shown.before, shown.carets);
            if let Some(label) = &label {
                let _ = write!(out, " {label}");
            }
            let _ = writeln!(out, "{end}");
        } else if let Some(label) = &label {
            let _ = writeln!(out, "      {mark}{label}{end}");
        }
        if let Some(help) = pick(&self.help, &self.help_zh) {
            let _ = writeln!(out, "{bold}{}{end}: {help}", if chinese { "建议" } else { "help" });
        }
        out
    }
}

impl Paint {
    const fn new(colour: bool, severity: Severity) -> Self {
        if !colour {
            return Self { bold: "", kind: "", mark: "", faint: "", end: "" };
        }
        let kind = match severity {
            Severity::Error => "\x1b[1;31m",
            Severity::Warning => "\x1b[1;33m",
        };
        Self { bold: "\x1b[1m", kind, mark: kind, faint: "\x1b[34m", end: "\x1b[0m" }
    }
}

/// The part of a line that is shown, and the marks under it.
struct Shown {
    text: String,
    before: String,
    carets: String,
}

impl Shown {
    fn of(diagnostic: &Diagnostic) -> Self {
        let chars: Vec<char> = diagnostic.snippet.chars().map(printable).collect();
        let start = (diagnostic.position.column - 1).min(chars.len());
        // A lesson's paragraph is one long line: show what stands around the place.
        let from = if chars.len() <= WINDOW { 0 } else { start.saturating_sub(WINDOW / 3) };
        let to = (from + WINDOW).min(chars.len());
        let end = (start + diagnostic.position.length).min(to);
        let (left, right) = (if from > 0 { "…" } else { "" }, if to < chars.len() { "…" } else { "" });
        let text = format!("{left}{}{right}", chars[from..to].iter().collect::<String>());
        let width = |chars: &[char]| chars.iter().map(|&c| columns(c)).sum::<usize>();
        let before = " ".repeat(width(&chars[from..start]) + left.chars().count());
        let marked = chars.get(start..end.max(start)).unwrap_or_default();
        Self { text: text.trim_end().to_owned(), before, carets: "^".repeat(width(marked).max(1)) }
    }
}

/// Control characters could steer the terminal.
fn printable(c: char) -> char {
    match c {
        '\t' => ' ',
        c if c.is_control() => '\u{fffd}',
        c => c,
    }
}

/// How many columns a terminal gives to a character.
const fn columns(c: char) -> usize {
    match c {
        '\u{0300}'..='\u{036f}' | '\u{200b}'..='\u{200f}' | '\u{fe00}'..='\u{fe0f}' => 0,
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{303e}'
        | '\u{3041}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{ffe0}'..='\u{ffe6}'
        | '\u{1f300}'..='\u{1faff}'
        | '\u{20000}'..='\u{3fffd}' => 2,
        _ => 1,
    }
}
