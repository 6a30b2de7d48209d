//! From a tree to values: what does not fit is reported where it stands.

use std::ops::RangeInclusive;

use super::{Entry, Family, Node, Value};
use crate::curriculum::Position;
use crate::curriculum::notes::{Noted, Notes};
use crate::language::Localised;

/// Reads values of a tree and reports what does not fit.
#[derive(Clone, Copy)]
pub(crate) struct Reader<'a> {
    /// Where findings go.
    pub(crate) notes: Notes<'a>,
    /// Which codes they carry.
    pub(crate) family: Family,
}

/// The entries of a map.
#[derive(Clone, Copy)]
pub(crate) struct Fields<'n, 'a> {
    entries: &'n [Entry],
    /// Where the map stands.
    pub(crate) at: Position,
    reader: Reader<'a>,
}

impl<'a> Reader<'a> {
    /// Reports that a value is not what is wanted.
    pub(crate) fn wrong(self, node: &Node, en: &str, zh: &str) -> Noted<'a> {
        let (found_en, found_zh) = node.value.describe();
        self.notes.add(
            self.family.wrong(),
            node.at,
            format!("expected {en}, found {found_en}"),
            format!("应为{zh}，实际是{found_zh}"),
        )
    }

    /// A text; numbers and dates without quotes are texts too.
    pub(crate) fn text(self, node: &Node) -> Option<String> {
        match &node.value {
            Value::Scalar { text, .. } if !text.trim().is_empty() => Some(text.trim().to_owned()),
            _ => {
                self.wrong(node, "a text", "一段文字");
                None
            }
        }
    }

    /// `true` or `false`.
    pub(crate) fn flag(self, node: &Node) -> Option<bool> {
        match &node.value {
            Value::Scalar { text, plain: true } if text == "true" => Some(true),
            Value::Scalar { text, plain: true } if text == "false" => Some(false),
            _ => {
                self.wrong(node, "`true` or `false`", "`true` 或 `false`");
                None
            }
        }
    }

    /// A finite number.
    pub(crate) fn number(self, node: &Node) -> Option<f64> {
        let number = match &node.value {
            Value::Scalar { text, plain: true } => plain_number(text),
            _ => None,
        };
        if number.is_none() {
            self.wrong(node, "a number", "一个数");
        }
        number
    }

    /// A whole number within a range.
    pub(crate) fn integer(self, node: &Node, range: RangeInclusive<u32>) -> Option<u32> {
        let number = match &node.value {
            Value::Scalar { text, plain: true } => {
                text.parse().ok().filter(|number| range.contains(number))
            }
            _ => None,
        };
        if number.is_none() {
            let (from, to) = (range.start(), range.end());
            self.wrong(
                node,
                &format!("a whole number from {from} to {to}"),
                &format!("{from} 到 {to} 之间的整数"),
            );
        }
        number
    }

    /// The items of a list.
    pub(crate) fn list(self, node: &Node) -> Option<&[Node]> {
        match &node.value {
            Value::List(items) => Some(items),
            _ => {
                self.wrong(node, "a list", "一个列表").help("write `[a, b]`", "写作 `[a, b]`");
                None
            }
        }
    }

    /// A list of texts.
    pub(crate) fn texts(self, node: &Node) -> Option<Vec<String>> {
        self.list(node)?.iter().map(|item| self.text(item)).collect()
    }

    /// One of some words.
    pub(crate) fn word<T: Copy>(self, node: &Node, words: &[(&str, T)]) -> Option<T> {
        let Value::Scalar { text, .. } = &node.value else {
            self.wrong(node, &list_words(words), &list_words(words));
            return None;
        };
        let found = words.iter().find(|(word, _)| word == text).map(|&(_, value)| value);
        if found.is_none() {
            self.notes
                .add(
                    self.family.wrong(),
                    node.at,
                    format!("`{text}` is none of {}", list_words(words)),
                    format!("`{text}` 不是 {} 之一", list_words(words)),
                )
                .suggest(text, words.iter().map(|&(word, _)| word));
        }
        found
    }

    /// A text in both languages, `{ zh = "…", en = "…" }`; English may be left out.
    pub(crate) fn localised(self, node: &Node) -> Option<Localised<String>> {
        let fields = self.fields(node)?;
        fields.known(&["zh", "en"], "a text in two languages", "两种语言的文字");
        let zh = fields.need("zh").and_then(|node| self.text(node));
        let en = fields.get("en").and_then(|node| self.text(node));
        Some(Localised { zh: zh?, en })
    }

    /// The fields of a map.
    pub(crate) fn fields<'n>(self, node: &'n Node) -> Option<Fields<'n, 'a>> {
        match &node.value {
            Value::Map(entries) => Some(Fields { entries, at: node.at, reader: self }),
            _ => {
                self.wrong(node, "keys with values", "若干“键: 值”");
                None
            }
        }
    }
}

impl<'n, 'a> Fields<'n, 'a> {
    /// The value of a key, if it is there and not null.
    pub(crate) fn get(&self, key: &str) -> Option<&'n Node> {
        self.entry(key).map(|entry| &entry.node).filter(|node| !matches!(node.value, Value::Null))
    }

    /// The entry of a key.
    pub(crate) fn entry(&self, key: &str) -> Option<&'n Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// All entries.
    pub(crate) const fn entries(&self) -> &'n [Entry] {
        self.entries
    }

    /// The value of a key that must be there.
    pub(crate) fn need(&self, key: &str) -> Option<&'n Node> {
        let found = self.get(key);
        if found.is_none() {
            let at = self.entry(key).map_or(self.at, |entry| entry.at);
            self.reader.notes.add(
                self.reader.family.missing(),
                at,
                format!("the key `{key}` is missing"),
                format!("缺少键 `{key}`"),
            );
        }
        found
    }

    /// Reports every key that is not among `known`.
    pub(crate) fn known(&self, known: &[&str], owner_en: &str, owner_zh: &str) {
        self.known_but(known, &[], owner_en, owner_zh);
    }

    /// The same, but says nothing of the keys in `silent`, which help does not list either.
    pub(crate) fn known_but(&self, known: &[&str], silent: &[&str], owner_en: &str, owner_zh: &str) {
        for entry in self.entries {
            let key = entry.key.as_str();
            if known.contains(&key) || silent.contains(&key) {
                continue;
            }
            self.reader
                .notes
                .add(
                    self.reader.family.unknown(),
                    entry.at,
                    format!("unknown key `{}`", entry.key),
                    format!("未知的键 `{}`", entry.key),
                )
                .suggest(&entry.key, known.iter().copied())
                .help(
                    format!("the keys of {owner_en} are {}", known.join(", ")),
                    format!("{owner_zh}的键有：{}", known.join("、")),
                );
        }
    }
}

impl Value {
    fn describe(&self) -> (String, String) {
        match self {
            Self::Null => ("nothing".into(), "空值".into()),
            Self::Scalar { text, .. } => {
                let mut shown: String = text.chars().take(40).collect();
                if shown.len() < text.len() {
                    shown.push('…');
                }
                (format!("`{shown}`"), format!(" `{shown}`"))
            }
            Self::List(_) => ("a list".into(), "列表".into()),
            Self::Map(_) => ("keys with values".into(), "“键: 值”".into()),
        }
    }

    /// The value as JSON: plain numbers and truth values are such, everything else is text.
    pub(crate) fn to_json(&self) -> serde_json::Value {
        match self {
            Self::Null => serde_json::Value::Null,
            Self::Scalar { text, plain: true } => match text.as_str() {
                "true" => true.into(),
                "false" => false.into(),
                _ => match (text.parse::<i64>(), plain_number(text)) {
                    (Ok(integer), _) => integer.into(),
                    (_, Some(number)) => number.into(),
                    _ => text.clone().into(),
                },
            },
            Self::Scalar { text, .. } => text.clone().into(),
            Self::List(items) => items.iter().map(|item| item.value.to_json()).collect(),
            Self::Map(entries) => {
                entries.iter().map(|entry| (entry.key.clone(), entry.node.value.to_json())).collect()
            }
        }
    }
}

/// A finite number as JSON, YAML and TOML write it.
fn plain_number(text: &str) -> Option<f64> {
    let text = text.replace('_', "");
    let first = text.trim_start_matches(['+', '-']).chars().next()?;
    (first.is_ascii_digit() || first == '.')
        .then(|| text.parse().ok())
        .flatten()
        .filter(|n: &f64| n.is_finite())
}

fn list_words<T>(words: &[(&str, T)]) -> String {
    words.iter().map(|(word, _)| *word).collect::<Vec<_>>().join(", ")
}
