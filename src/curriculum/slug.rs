//! Ids that authors write.

use super::Position;
use super::codes::Code;
use super::notes::Notes;

/// Whether `text` is an id: lower-case letters, digits and single hyphens between them.
pub(crate) fn is_id(text: &str) -> bool {
    text.len() <= 80
        && text.split('-').all(|part| {
            !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
        })
}

/// Reports an id of the wrong form; true if it is well-formed.
pub(crate) fn check_id(text: &str, at: Position, code: Code, notes: Notes<'_>) -> bool {
    let good = is_id(text);
    if !good {
        notes.add(code, at, format!("`{text}` is not an id"), format!("`{text}` 不是合法的 id")).help(
            "an id has lower-case letters, digits and single hyphens: `ml-overfitting`",
            "id 由小写字母、数字和单个连字符组成，如 `ml-overfitting`",
        );
    }
    good
}
