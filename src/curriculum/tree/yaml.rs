//! A YAML document as a tree. Anchors, aliases and tags are refused, depth and size are bounded,
//! and a key that stands twice is reported, so that what is read is what is written.

use saphyr_parser::{Event, Parser, ScalarStyle, Span};

use super::{Entry, Family, Node, Value};
use crate::curriculum::Position;
use crate::curriculum::notes::Notes;

const MAX_DEPTH: usize = 16;
const MAX_NODES: usize = 20_000;

/// Where the text stands in its file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Origin {
    /// The file's line of the text's first line.
    pub(crate) line: usize,
    /// Columns cut off at the left of each line.
    pub(crate) indent: usize,
}

enum Open {
    List(Vec<Node>, Position),
    Map(Vec<Entry>, Option<(String, Position)>, Position),
}

/// Reads `text`; none where it cannot be read (which has been reported).
pub(crate) fn parse(text: &str, origin: Origin, notes: Notes<'_>, family: Family) -> Option<Node> {
    let mut builder = Builder { origin, notes, family, open: Vec::new(), root: None, nodes: 0 };
    for event in Parser::new_from_str(text) {
        match event {
            Ok((event, span)) => builder.take(event, span)?,
            Err(error) => {
                let marker = error.marker();
                let at = builder.place(marker.line(), marker.col(), 1);
                notes.add(
                    family.syntax(),
                    at,
                    format!("this is not YAML: {}", error.info()),
                    format!("不是合法的 YAML：{}", error.info()),
                );
                return None;
            }
        }
    }
    let empty = Node { at: builder.place(1, 0, 1), value: Value::Null };
    Some(builder.root.unwrap_or(empty))
}

struct Builder<'a> {
    origin: Origin,
    notes: Notes<'a>,
    family: Family,
    open: Vec<Open>,
    root: Option<Node>,
    nodes: usize,
}

impl Builder<'_> {
    /// Takes one event; none where reading must end.
    fn take(&mut self, event: Event<'_>, span: Span) -> Option<()> {
        let at = self.position(span);
        match event {
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
            Event::DocumentStart(_) if self.root.is_none() => {}
            Event::DocumentStart(_) => {
                self.notes.add(
                    self.family.syntax(),
                    at,
                    "a second YAML document begins here; only one is read",
                    "这里开始了第二个 YAML 文档，只读取一个",
                );
                return None;
            }
            Event::Alias(_) => {
                self.refuse(at);
                self.put(Node { at, value: Value::Null })?;
            }
            Event::Scalar(text, style, anchor, tag) => {
                if anchor != 0 || tag.is_some() {
                    self.refuse(at);
                }
                let plain = style == ScalarStyle::Plain;
                let value = match text.as_ref() {
                    "" | "~" | "null" | "Null" | "NULL" if plain => Value::Null,
                    _ => Value::Scalar { text: text.into_owned(), plain },
                };
                self.put(Node { at, value })?;
            }
            Event::SequenceStart(anchor, tag) => {
                if anchor != 0 || tag.is_some() {
                    self.refuse(at);
                }
                self.open(Open::List(Vec::new(), at), at)?;
            }
            Event::MappingStart(anchor, tag) => {
                if anchor != 0 || tag.is_some() {
                    self.refuse(at);
                }
                self.open(Open::Map(Vec::new(), None, at), at)?;
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let node = match self.open.pop()? {
                    Open::List(items, at) => Node { at, value: Value::List(items) },
                    Open::Map(entries, _, at) => Node { at, value: Value::Map(entries) },
                };
                self.put(node)?;
            }
        }
        Some(())
    }

    fn open(&mut self, open: Open, at: Position) -> Option<()> {
        if self.open.len() >= MAX_DEPTH {
            self.too_much(at);
            return None;
        }
        self.open.push(open);
        Some(())
    }

    fn put(&mut self, node: Node) -> Option<()> {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            self.too_much(node.at);
            return None;
        }
        let Some(parent) = self.open.last_mut() else {
            self.root.get_or_insert(node);
            return Some(());
        };
        match parent {
            Open::List(items, _) => items.push(node),
            Open::Map(_, waiting @ None, _) => {
                let key = match node.value {
                    Value::Scalar { text, .. } => text,
                    Value::Null => String::new(),
                    Value::List(_) | Value::Map(_) => {
                        self.notes.add(
                            self.family.syntax(),
                            node.at,
                            "a key must be a word, not a list or a map",
                            "键必须是一个词，不能是列表或映射",
                        );
                        return None;
                    }
                };
                *waiting = Some((key, node.at));
            }
            Open::Map(entries, waiting, _) => {
                let (key, at) = waiting.take()?;
                if entries.iter().any(|entry| entry.key == key) {
                    self.notes.add(
                        self.family.twice(),
                        at,
                        format!("the key `{key}` stands here a second time"),
                        format!("键 `{key}` 在这里第二次出现"),
                    );
                } else {
                    entries.push(Entry { key, at, node });
                }
            }
        }
        Some(())
    }

    fn refuse(&self, at: Position) {
        self.notes
            .add(
                self.family.alias(),
                at,
                "anchors (`&a`), aliases (`*a`) and tags (`!t`) are not read",
                "不支持锚（`&a`）、别名（`*a`）和标签（`!t`）",
            )
            .help(
                "write the value out; put a text that begins with such a sign in quotes",
                "请直接写出值；以这类符号开头的文字请加引号",
            );
    }

    fn too_much(&self, at: Position) {
        self.notes.add(
            self.family.deep(),
            at,
            format!("more than {MAX_DEPTH} levels or {MAX_NODES} values"),
            format!("超过 {MAX_DEPTH} 层或 {MAX_NODES} 个值"),
        );
    }

    fn position(&self, span: Span) -> Position {
        let (start, end) = (span.start, span.end);
        let length =
            if start.line() == end.line() { end.col().saturating_sub(start.col()) } else { usize::MAX };
        self.place(start.line(), start.col(), length)
    }

    /// A place of the file from a line (from 1) and column (from 0) of the text.
    fn place(&self, line: usize, column: usize, length: usize) -> Position {
        let line = self.origin.line + line.saturating_sub(1);
        let width = self.notes.file.line(line).trim_end().chars().count();
        let column = (self.origin.indent + column + 1).min(width + 1);
        let rest = (width + 1).saturating_sub(column);
        Position { line, column, length: length.min(rest).max(1) }
    }
}
