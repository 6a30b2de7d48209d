//! The text of one file with its lines, and the pad on which findings about it are noted.

use std::cell::RefCell;
use std::ops::Range;

use super::codes::Code;
use super::{Diagnostic, Position, Severity};

/// The text of one file, with LF newlines.
#[derive(Debug)]
pub(crate) struct SourceText {
    /// Path as in a diagnostic.
    pub(crate) path: String,
    /// The text.
    pub(crate) text: String,
    starts: Vec<usize>,
}

impl SourceText {
    /// The text and the places where its lines begin.
    pub(crate) fn new(path: impl Into<String>, text: String) -> Self {
        let starts =
            std::iter::once(0).chain(text.match_indices('\n').map(|(index, _)| index + 1)).collect();
        Self { path: path.into(), text, starts }
    }

    /// A file that is not there: findings about it have a path alone.
    pub(crate) fn absent(path: impl Into<String>) -> Self {
        Self::new(path, String::new())
    }

    /// The line with this number, from 1, without its newline; empty past the end.
    pub(crate) fn line(&self, line: usize) -> &str {
        let Some(&start) = line.checked_sub(1).and_then(|index| self.starts.get(index)) else { return "" };
        let end = self.starts.get(line).map_or(self.text.len(), |next| next - 1);
        &self.text[start..end]
    }

    /// The first line of a range of bytes, as a place.
    pub(crate) fn at_bytes(&self, range: Range<usize>) -> Position {
        let start = floor(&self.text, range.start);
        let end = floor(&self.text, range.end).max(start);
        let line = self.starts.partition_point(|&begin| begin <= start).max(1);
        let begin = self.starts[line - 1];
        let column = self.text[begin..start].chars().count() + 1;
        let marked = self.text[start..end].lines().next().unwrap_or_default();
        Position { line, column, length: marked.chars().count().max(1) }
    }

    /// A whole line without its indentation, as a place.
    pub(crate) fn at_line(&self, line: usize) -> Position {
        let text = self.line(line);
        let indent = text.chars().take_while(|c| c.is_whitespace()).count();
        Position { line: line.max(1), column: indent + 1, length: text.trim().chars().count().max(1) }
    }
}

/// The nearest character boundary at or before `index`.
fn floor(text: &str, index: usize) -> usize {
    let mut index = index.min(text.len());
    while !text.is_char_boundary(index) {
        index -= 1;
    }
    index
}

/// Where findings about one file are noted.
#[derive(Clone, Copy)]
pub(crate) struct Notes<'a> {
    /// The file.
    pub(crate) file: &'a SourceText,
    list: &'a RefCell<Vec<Diagnostic>>,
    fixed: Option<Position>,
}

impl<'a> Notes<'a> {
    /// Notes about `file`, written to `list`.
    pub(crate) const fn new(file: &'a SourceText, list: &'a RefCell<Vec<Diagnostic>>) -> Self {
        Self { file, list, fixed: None }
    }

    /// The same pad, but everything is noted at one place: for markdown inside a YAML value, whose
    /// own lines are not those of the file.
    pub(crate) const fn all_at(self, place: Position) -> Self {
        Self { fixed: Some(place), ..self }
    }

    /// Notes a finding in both languages.
    pub(crate) fn add(
        self,
        code: Code,
        at: Position,
        en: impl Into<String>,
        zh: impl Into<String>,
    ) -> Noted<'a> {
        let position = self.fixed.unwrap_or(at);
        let severity = if code.id.starts_with('W') { Severity::Warning } else { Severity::Error };
        let mut list = self.list.borrow_mut();
        list.push(Diagnostic {
            file: self.file.path.clone(),
            position,
            severity,
            code: code.id,
            message: en.into(),
            message_zh: zh.into(),
            label: None,
            label_zh: None,
            help: None,
            help_zh: None,
            snippet: self.file.line(position.line).to_owned(),
        });
        Noted { list: self.list, index: list.len() - 1 }
    }
}

/// A finding just noted, to which more may be said.
pub(crate) struct Noted<'a> {
    list: &'a RefCell<Vec<Diagnostic>>,
    index: usize,
}

impl Noted<'_> {
    /// A short note under the marked place.
    pub(crate) fn label(self, en: impl Into<String>, zh: impl Into<String>) -> Self {
        let diagnostic = &mut self.list.borrow_mut()[self.index];
        diagnostic.label = Some(en.into());
        diagnostic.label_zh = Some(zh.into());
        Self { list: self.list, index: self.index }
    }

    /// What to do.
    pub(crate) fn help(self, en: impl Into<String>, zh: impl Into<String>) -> Self {
        let diagnostic = &mut self.list.borrow_mut()[self.index];
        diagnostic.help = Some(en.into());
        diagnostic.help_zh = Some(zh.into());
        Self { list: self.list, index: self.index }
    }

    /// "did you mean …?" under the marked place, if one of `known` is near.
    pub(crate) fn suggest<'k>(self, written: &str, known: impl IntoIterator<Item = &'k str>) -> Self {
        match nearest(written, known) {
            Some(near) => self.label(format!("did you mean `{near}`?"), format!("是不是 `{near}`？")),
            None => self,
        }
    }
}

/// The word nearest to what was written, if it is near enough to be meant.
pub(crate) fn nearest<'k>(written: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let limit = (written.chars().count() / 3).max(1);
    known
        .into_iter()
        .map(|word| (strsim::damerau_levenshtein(&written.to_lowercase(), &word.to_lowercase()), word))
        .filter(|&(distance, _)| distance <= limit)
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, word)| word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_characters_not_bytes() {
        let file = SourceText::new("x", "一行\n二、λ变大\n".into());
        let start = file.text.find('λ').unwrap();
        assert_eq!(file.at_bytes(start..start + 2), Position { line: 2, column: 3, length: 1 });
        assert_eq!(file.line(2), "二、λ变大");
        assert_eq!(file.line(3), "");
        assert_eq!(file.line(99), "");
    }

    #[test]
    fn the_nearest_word_is_near() {
        assert_eq!(nearest("dificulty", ["difficulty", "points"]), Some("difficulty"));
        assert_eq!(nearest("colour", ["difficulty", "points"]), None);
    }
}
