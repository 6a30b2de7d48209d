//! What the parser has to say to an author: where, what, and what to do.

use serde::Serialize;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth a look; the content stands.
    Warning,
    /// Must be mended; `check` ends with status 1.
    Error,
}

/// A place in a file; lines and columns count from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Characters to underline on that line, at least 1.
    pub length: usize,
}

impl Position {
    /// The first character of a file.
    pub const START: Self = Self { line: 1, column: 1, length: 1 };
}

/// Where an item was authored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// Path of the primary file, relative to the curriculum.
    pub file: String,
    /// Its heading.
    pub position: Position,
    /// The text of that line.
    pub snippet: String,
}

/// One finding, with a stable code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// Path of the file, relative to the curriculum (keys: below `keys/`).
    pub file: String,
    /// Where in it.
    #[serde(flatten)]
    pub position: Position,
    /// Error or warning.
    pub severity: Severity,
    /// Stable code, `E0207` or `W0301`.
    pub code: &'static str,
    /// What is wrong, in English.
    pub message: String,
    /// The same in Chinese.
    pub message_zh: String,
    /// A short note under the marked place: "did you mean `difficulty`?".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The same in Chinese.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label_zh: Option<String>,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// The same in Chinese.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help_zh: Option<String>,
    /// The text of the line, for the snippet.
    pub snippet: String,
}
