//! `keys/<module>/<unit>/<exercise>.yaml`: the key of an assessed item, or a practice item's nonce.

use std::collections::BTreeMap;

use super::answer;
use crate::curriculum::markdown::{Arena, Files, Page, Visibility, parse};
use crate::curriculum::notes::Notes;
use crate::curriculum::tree::{Family, Fields, Node, Reader, Value};
use crate::curriculum::{Html, Kind, Letter};
use crate::digest::Nonce;
use crate::id::LessonId;
use crate::language::{Language, Localised};

/// What a key file says beside the answer.
#[derive(Debug, Default)]
pub(crate) struct Said {
    pub(crate) nonce: Option<Nonce>,
    pub(crate) feedback: BTreeMap<Letter, Localised<Html>>,
    pub(crate) explanation: Option<Localised<Html>>,
    pub(crate) wrong: Vec<serde_json::Value>,
}

/// The lesson in whose folder the texts of a key file stand.
#[derive(Clone, Copy)]
pub(crate) struct Setting<'a> {
    pub(crate) lesson: &'a LessonId,
    pub(crate) exercise: &'a str,
    pub(crate) files: &'a Files,
}

/// The keys of a key file for a kind.
fn keys(kind: Kind) -> Vec<&'static str> {
    let mut keys = vec!["nonce"];
    keys.extend(match kind {
        Kind::Choice | Kind::Multiple => &["answer", "feedback"][..],
        Kind::Order | Kind::Match => &["answer"],
        Kind::Numeric => &["answer", "tolerance", "unit", "units"],
        Kind::Text => &["accept", "typos"],
        Kind::Lab => &["requires"],
    });
    keys.extend(["explanation", "wrong"]);
    keys
}

/// Reads all but the answer of an assessed item's file.
pub(crate) fn read(
    fields: &Fields<'_, '_>,
    kind: Kind,
    options: usize,
    setting: Setting<'_>,
    notes: Notes<'_>,
) -> Said {
    let reader = Reader { notes, family: Family::Key };
    fields.known(&keys(kind), "a key file", "答案文件");
    let nonce = fields.need("nonce").and_then(|node| nonce(node, reader));
    let explanation = fields
        .get("explanation")
        .and_then(|node| localised(node, &format!("{}-note", setting.exercise), setting, reader));
    let mut feedback = BTreeMap::new();
    if let Some(map) = fields.get("feedback").and_then(|node| reader.fields(node)) {
        for entry in map.entries() {
            let key = Node { at: entry.at, value: Value::Scalar { text: entry.key.clone(), plain: true } };
            let Some(letter) = answer::letter(&key, options, reader) else { continue };
            let prefix = format!("{}-{letter}-note", setting.exercise, letter = letter.index());
            if let Some(said) = localised(&entry.node, &prefix, setting, reader) {
                feedback.insert(letter, said);
            }
        }
    }
    let wrong = answer::wrong(fields, kind, reader).unwrap_or_default();
    Said { nonce, feedback, explanation, wrong }
}

/// Reads the nonce of a practice item's file, which has nothing else.
pub(crate) fn practice_nonce(fields: &Fields<'_, '_>, notes: Notes<'_>) -> Option<Nonce> {
    fields.known(&["nonce"], "a practice item's key file", "练习题的答案文件");
    fields.need("nonce").and_then(|node| nonce(node, Reader { notes, family: Family::Key }))
}

fn nonce(node: &Node, reader: Reader<'_>) -> Option<Nonce> {
    let read = match &node.value {
        Value::Scalar { text, .. } => Nonce::parse(text.trim()),
        _ => None,
    };
    if read.is_none() {
        // The value itself is a secret: it is not repeated in the message.
        reader.notes.add(
            reader.family.wrong(),
            node.at,
            "a nonce is 32 hexadecimal digits; quote it",
            "nonce 应为 32 位十六进制数字，请加引号",
        );
    }
    read
}

/// Markdown in both languages.
fn localised(
    node: &Node,
    prefix: &str,
    setting: Setting<'_>,
    reader: Reader<'_>,
) -> Option<Localised<Html>> {
    let fields = reader.fields(node)?;
    fields.known(&["zh", "en"], "a text in two languages", "两种语言的文字");
    let render = |node: &Node, language| {
        let text = reader.text(node)?;
        let notes = reader.notes.all_at(node.at);
        let arena = Arena::new();
        let root = parse(&arena, &text, notes);
        crate::curriculum::markdown::lint(root, &text, language, notes);
        let mut page = Page::new(root, setting.lesson.clone(), language, setting.files, notes);
        let nodes: Vec<_> = root.children().collect();
        Some(page.fragment(&nodes, prefix, Visibility::Secret))
    };
    let zh = fields.need("zh").and_then(|node| render(node, Language::Chinese));
    let en = fields.get("en").and_then(|node| render(node, Language::English));
    Some(Localised { zh: zh?, en })
}
