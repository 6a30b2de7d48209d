//! A TOML document as the same tree.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Entry, Family, Node, Value};
use crate::curriculum::Position;
use crate::curriculum::notes::{Notes, SourceText};

/// Reads `text`, whose first line is the file's line `first_line`; none where it cannot be read
/// (which has been reported).
pub(crate) fn parse(text: &str, first_line: usize, notes: Notes<'_>, family: Family) -> Option<Node> {
    let local = SourceText::new("", text.to_owned());
    let places = Places { local: &local, shift: first_line.saturating_sub(1) };
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        let at = places.at(error.span().unwrap_or(0..0));
        let said = error.message().trim().replace('\n', "; ");
        notes.add(
            family.syntax(),
            at,
            format!("this is not TOML: {said}"),
            format!("不是合法的 TOML：{said}"),
        );
    }
    if !errors.is_empty() {
        return None;
    }
    let at = Position { line: first_line, ..Position::START };
    Some(Node { at, value: places.table(table.get_ref()) })
}

struct Places<'a> {
    local: &'a SourceText,
    shift: usize,
}

impl Places<'_> {
    fn at(&self, range: Range<usize>) -> Position {
        let place = self.local.at_bytes(range);
        Position { line: place.line + self.shift, ..place }
    }

    fn table(&self, table: &DeTable<'_>) -> Value {
        let mut entries: Vec<(usize, Entry)> = table
            .iter()
            .map(|(key, value)| {
                let span = key.span();
                let entry = Entry {
                    key: key.get_ref().clone().into_owned(),
                    at: self.at(span.clone()),
                    node: self.node(value),
                };
                (span.start, entry)
            })
            .collect();
        entries.sort_by_key(|&(start, _)| start);
        Value::Map(entries.into_iter().map(|(_, entry)| entry).collect())
    }

    /// Depth is bounded by the TOML parser.
    fn node(&self, value: &Spanned<DeValue<'_>>) -> Node {
        let plain = |text: String| Value::Scalar { text, plain: true };
        Node {
            at: self.at(value.span()),
            value: match value.get_ref() {
                DeValue::String(text) => Value::Scalar { text: text.clone().into_owned(), plain: false },
                DeValue::Integer(integer) => plain(match integer.radix() {
                    10 => integer.as_str().to_owned(),
                    radix => i64::from_str_radix(integer.as_str(), radix)
                        .map_or_else(|_| integer.to_string(), |value| value.to_string()),
                }),
                DeValue::Float(float) => plain(float.as_str().to_owned()),
                DeValue::Boolean(truth) => plain(truth.to_string()),
                DeValue::Datetime(moment) => plain(moment.to_string()),
                DeValue::Array(items) => Value::List(items.iter().map(|item| self.node(item)).collect()),
                DeValue::Table(table) => self.table(table),
            },
        }
    }
}
