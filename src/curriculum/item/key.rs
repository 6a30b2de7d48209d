//! The key of an exercise: out of the public file for practice, out of its key file if assessed.

use super::body::Body;
use super::exercise::Context;
use super::fence::{self, Head};
use super::form::{Sheets, Shown};
use super::keyfile::{self, Said, Setting};
use super::{Pair, answer};
use crate::curriculum::notes::{Noted, Notes};
use crate::curriculum::tree::{Family, Fields, Node, Origin, Reader, parse_yaml};
use crate::curriculum::{Key, Kind, Letter, NumericKey, Position, codes};
use crate::id::LabId;

/// A key and what came with it.
pub(super) struct Keyed {
    pub(super) key: Key,
    /// The unit that everyone may see.
    pub(super) unit: Option<String>,
    pub(super) said: Said,
    pub(super) lab: Option<(LabId, Position)>,
}

/// The key of a practice item, which stands in the public file.
pub(super) fn shown(
    pair: &Pair<'_, '_>,
    head: &Head,
    sheets: Option<&Sheets>,
    fields: &Fields<'_, '_>,
    context: Context<'_>,
    notes: Notes<'_>,
) -> Option<Keyed> {
    let reader = Reader { notes, family: Family::Fence };
    let mut unit = None;
    let mut lab = None;
    let key = match (head.kind, sheets.map(|sheets| &sheets.shown)) {
        (Kind::Choice, Some(Shown::Ticks(ticked, _))) => match ticked.as_slice() {
            [only] => Some(Key::Choice(*only)),
            _ => {
                ticks(pair, ticked.len(), "exactly one option is ticked", "应当恰好勾选一个选项", notes);
                None
            }
        },
        (Kind::Multiple, Some(Shown::Ticks(ticked, _))) => {
            if ticked.is_empty() || Some(ticked.len()) == sheets.map(|sheets| sheets.letters.len()) {
                ticks(
                    pair,
                    ticked.len(),
                    "at least one option is ticked, and not all",
                    "应当至少勾选一个，且不能全选",
                    notes,
                );
                None
            } else {
                Some(Key::Multiple(ticked.iter().copied().collect()))
            }
        }
        (Kind::Order, _) => {
            let count = sheets.map_or(0, |sheets| sheets.letters.len());
            Some(Key::Order((0..count).filter_map(Letter::new).collect()))
        }
        (Kind::Match, Some(Shown::Rows(rows))) => Some(Key::Match(rows.clone())),
        (Kind::Numeric, _) => answer::numeric(fields, reader).map(|key| {
            unit.clone_from(&key.unit);
            Key::Numeric(key)
        }),
        (Kind::Text, _) => answer::text(fields, reader).map(|(accept, typos)| Key::Text { accept, typos }),
        (Kind::Lab, _) => {
            lab = wanted_lab(fields, reader);
            let requires = answer::requires(fields, reader);
            lab.as_ref().zip(requires).map(|((lab, _), requires)| Key::Lab { lab: lab.clone(), requires })
        }
        _ => None,
    };
    let wrong = answer::wrong(fields, head.kind, reader);
    let nonce = match context.key_notes {
        Some(notes) => key_tree(notes).and_then(|node| {
            let fields = Reader { notes, family: Family::Key }.fields(&node)?;
            keyfile::practice_nonce(&fields, notes)
        }),
        None => None,
    };
    Some(Keyed { key: key?, unit, said: Said { nonce, wrong: wrong?, ..Said::default() }, lab })
}

fn ticks(pair: &Pair<'_, '_>, count: usize, en: &str, zh: &str, notes: Notes<'_>) {
    notes.add(
        codes::E0303,
        pair.zh.at,
        format!("{en}; here {count} are"),
        format!("{zh}，这里勾选了 {count} 个"),
    );
}

/// The key of an assessed item, which stands in its key file alone.
pub(super) fn hidden(
    pair: &Pair<'_, '_>,
    head: &Head,
    zh: &Body,
    sheets: Option<&Sheets>,
    fields: &Fields<'_, '_>,
    context: Context<'_>,
    notes: Notes<'_>,
) -> Option<Keyed> {
    refuse_shown(pair, head.kind, zh, sheets, fields, notes);
    let lab = if head.kind == Kind::Lab {
        Some(wanted_lab(fields, Reader { notes, family: Family::Fence })?)
    } else {
        None
    };
    let Some(key_notes) = context.key_notes else {
        notes
            .add(
                codes::E0601,
                pair.zh.at,
                "the key file of this assessed item is missing",
                "这道考核题缺少答案文件",
            )
            .help(
                format!("write {}", key_path(notes, &pair.zh.id)),
                format!("请编写 {}", key_path(notes, &pair.zh.id)),
            );
        return None;
    };
    let node = key_tree(key_notes)?;
    let reader = Reader { notes: key_notes, family: Family::Key };
    let key_fields = reader.fields(&node)?;
    let setting = Setting { lesson: context.lesson, exercise: &pair.zh.id, files: context.files };
    let count = sheets.map_or(0, |sheets| sheets.letters.len());
    let said = keyfile::read(&key_fields, head.kind, count, setting, key_notes);
    let public_unit =
        fields.get("unit").and_then(|node| Reader { notes, family: Family::Fence }.text(node));
    let key = hidden_key(head.kind, sheets, &key_fields, public_unit.as_deref(), lab.as_ref(), reader);
    said.nonce?;
    Some(Keyed { key: key?, unit: public_unit, said, lab })
}

fn hidden_key(
    kind: Kind,
    sheets: Option<&Sheets>,
    fields: &Fields<'_, '_>,
    public_unit: Option<&str>,
    lab: Option<&(LabId, Position)>,
    reader: Reader<'_>,
) -> Option<Key> {
    let count = sheets.map_or(0, |sheets| sheets.letters.len());
    Some(match kind {
        Kind::Choice => Key::Choice(answer::letter(fields.need("answer")?, count, reader)?),
        Kind::Multiple => {
            let node = fields.need("answer")?;
            let letters = answer::letters(node, count, reader)?;
            if letters.is_empty() || letters.len() == count {
                misfit(
                    node,
                    "at least one option is right, and not all",
                    "至少一个选项正确，且不能全对",
                    reader,
                );
                return None;
            }
            Key::Multiple(letters.into_iter().collect())
        }
        Kind::Order => {
            let node = fields.need("answer")?;
            let letters = answer::letters(node, count, reader)?;
            if letters.len() != count {
                misfit(node, "the order names each entry once", "顺序中每个条目恰好出现一次", reader);
                return None;
            }
            if letters.is_sorted() {
                leak(
                    node.at,
                    "the public list stands in the right order",
                    "公开列表就是正确顺序",
                    reader.notes,
                )
                .help("let the list stand in another order there", "请在公开文件中打乱列表顺序");
                return None;
            }
            Key::Order(letters)
        }
        Kind::Match => {
            let node = fields.need("answer")?;
            let pairs = answer::pairs(node, sheets?.left, count, reader)?;
            if let Some(Shown::Rows(rows)) = sheets.map(|sheets| &sheets.shown)
                && *rows == pairs
            {
                leak(
                    node.at,
                    "the public table shows the right pairs",
                    "公开表格就是正确配对",
                    reader.notes,
                )
                .help("let the right column stand in another order there", "请在公开文件中打乱右列");
                return None;
            }
            Key::Match(pairs)
        }
        Kind::Numeric => {
            let mut key: NumericKey = answer::numeric(fields, reader)?;
            match (&key.unit, public_unit) {
                (None, Some(unit)) => key.unit = Some(unit.to_owned()),
                (Some(own), Some(public)) if own != public => {
                    misfit(
                        fields.get("unit")?,
                        "the unit is not that of the public file",
                        "单位与公开文件不一致",
                        reader,
                    );
                    return None;
                }
                _ => {}
            }
            Key::Numeric(key)
        }
        Kind::Text => {
            let (accept, typos) = answer::text(fields, reader)?;
            Key::Text { accept, typos }
        }
        Kind::Lab => Key::Lab { lab: lab?.0.clone(), requires: answer::requires(fields, reader)? },
    })
}

fn misfit(node: &Node, en: &str, zh: &str, reader: Reader<'_>) {
    reader.notes.add(codes::E0603, node.at, en, zh);
}

fn leak<'a>(at: Position, en: &str, zh: &str, notes: Notes<'a>) -> Noted<'a> {
    notes.add(codes::E0602, at, en, zh)
}

/// Reports everything in the public file that tells an assessed item's key.
fn refuse_shown(
    pair: &Pair<'_, '_>,
    kind: Kind,
    zh: &Body,
    sheets: Option<&Sheets>,
    fields: &Fields<'_, '_>,
    notes: Notes<'_>,
) {
    let move_it = |noted: Noted<'_>| {
        let path = key_path(notes, &pair.zh.id);
        noted.help(format!("move it to {path}"), format!("请移到 {path}"));
    };
    if let Some(Shown::Ticks(_, Some(at))) = sheets.map(|sheets| &sheets.shown) {
        move_it(leak(*at, "an assessed item shows its ticks", "考核题显示了勾选", notes));
    }
    for key in fence::own_keys(kind).iter().chain(&["wrong"]) {
        if matches!(*key, "unit" | "lab") {
            continue;
        }
        if let Some(entry) = fields.entry(key) {
            move_it(leak(
                entry.at,
                &format!("an assessed item shows `{key}`"),
                &format!("考核题显示了 `{key}`"),
                notes,
            ));
        }
    }
    if let Some((_, at)) = &zh.explanation {
        move_it(leak(*at, "an assessed item shows its explanation", "考核题显示了解析", notes));
    }
    if sheets.is_some_and(|sheets| !sheets.feedback.is_empty()) {
        move_it(leak(
            pair.zh.at,
            "an assessed item shows feedback of its options",
            "考核题显示了选项反馈",
            notes,
        ));
    }
}

fn key_tree(notes: Notes<'_>) -> Option<Node> {
    let origin = Origin { line: 1, indent: 0 };
    parse_yaml(&notes.file.text, origin, notes, Family::Key)
}

fn key_path(notes: Notes<'_>, id: &str) -> String {
    let folder = notes.file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    format!("`keys/{folder}/{id}.yaml`")
}

fn wanted_lab(fields: &Fields<'_, '_>, reader: Reader<'_>) -> Option<(LabId, Position)> {
    let node = fields.need("lab")?;
    Some((LabId::from(reader.text(node)?.as_str()), node.at))
}
