//! An exercise out of its fence, its two bodies and its key file.

use std::collections::BTreeMap;

use super::body::{self, Body, Sheet};
use super::fence::{self, Head};
use super::form::{self, Sheets, Shown};
use super::keyfile::{self, Said, Setting};
use super::{Pages, Pair, answer};
use crate::curriculum::markdown::Files;
use crate::curriculum::notes::Notes;
use crate::curriculum::tree::{Family, Fields, Node, Reader, parse_yaml};
use crate::curriculum::version::exercise_version;
use crate::curriculum::{
    Components, Exercise, ExerciseText, Form, Html, Key, Kind, Letter, NumericKey, Place, Position, codes,
};
use crate::digest::{Digest, Nonce};
use crate::id::{ExerciseId, LabId, LessonId};
use crate::language::Localised;

/// An exercise whose nonce is not settled yet.
#[derive(Debug)]
pub(crate) struct Draft {
    pub(crate) exercise: Exercise,
    pub(crate) key: Key,
    pub(crate) letters: Vec<Letter>,
    pub(crate) feedback: BTreeMap<Letter, Localised<Html>>,
    pub(crate) explanation: Option<Localised<Html>>,
    pub(crate) wrong: Vec<serde_json::Value>,
    pub(crate) nonce: Option<Nonce>,
    /// The lab that it asks for, and where: verified once all labs are known.
    pub(crate) wants_lab: Option<(LabId, Position)>,
}

/// What an exercise is read with.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) lesson: &'a LessonId,
    pub(crate) components: &'a Components,
    pub(crate) files: &'a Files,
    /// The pad of the item's key file, if there is one.
    pub(crate) key_notes: Option<Notes<'a>>,
}

/// Reads an exercise; none where too much of it is wrong, which has been reported.
pub(crate) fn read<'a>(
    pair: &Pair<'_, 'a>,
    pages: &mut Pages<'_, 'a>,
    context: Context<'_>,
) -> Option<Draft> {
    let notes = pages.zh.notes;
    let fence = pair.zh.fence.as_ref()?;
    let node = fence::tree(fence, notes)?;
    let reader = Reader { notes, family: Family::Fence };
    let mut fields = reader.fields(&node)?;
    fields.at = fence.at;
    let head = fence::head(&fields, context.components, notes);
    // The bodies are read even where the fence is wrong, so that their mistakes show too.
    let kind = head.as_ref().map(|head| head.kind).or_else(|| written_kind(&fields))?;
    let mut zh = body::read(pages.zh, kind, pair.zh);
    let en = match (pair.en, pages.en.as_deref_mut()) {
        (Some(item), Some(page)) => {
            let en = body::read(page, kind, item);
            aligned(&zh, &en, item.at, page.notes).then_some(en)
        }
        _ => None,
    };
    let head = head?;
    let sheets = match kind {
        Kind::Numeric | Kind::Text | Kind::Lab => None,
        _ => {
            let sheet = std::mem::take(&mut zh.sheet);
            let mut en_sheet = None;
            let en_rest = en.map(|mut en| {
                en_sheet = Some(std::mem::take(&mut en.sheet));
                en
            });
            let built = form::build(kind, pair.zh, sheet, en_sheet, notes)?;
            return finish(pair, &head, (zh, en_rest), Some(built), &fields, context, notes);
        }
    };
    finish(pair, &head, (zh, en), sheets, &fields, context, notes)
}

fn written_kind(fields: &Fields<'_, '_>) -> Option<Kind> {
    let node = fields.get("kind")?;
    match &node.value {
        crate::curriculum::tree::Value::Scalar { text, .. } => {
            Kind::ALL.into_iter().find(|kind| kind.name() == text.trim())
        }
        _ => None,
    }
}

fn finish(
    pair: &Pair<'_, '_>,
    head: &Head,
    (zh, en): (Body, Option<Body>),
    sheets: Option<Sheets>,
    fields: &Fields<'_, '_>,
    context: Context<'_>,
    notes: Notes<'_>,
) -> Option<Draft> {
    let options = sheets.as_ref().map_or(0, |sheets| sheets.letters.len());
    let keyed = if head.assessed {
        hidden(pair, head, &zh, sheets.as_ref(), fields, context, notes)?
    } else {
        shown(pair, head, sheets.as_ref(), fields, context, notes)?
    };
    let Keyed { key, unit, said, lab } = keyed;
    let form = match (sheets.as_ref().map(|sheets| sheets.form.clone()), head.kind, &lab) {
        (Some(form), ..) => form,
        (None, Kind::Lab, Some((lab, _))) => Form::Lab { lab: lab.clone() },
        (None, Kind::Numeric, _) => Form::Numeric { unit },
        (None, ..) => Form::Text,
    };
    debug_assert!(options <= 26);
    let (explanation, feedback) = if head.assessed {
        (said.explanation, said.feedback)
    } else {
        let zh_said = zh.explanation.map(|(html, _)| html);
        let en_said = en.as_ref().and_then(|en| en.explanation.as_ref().map(|(html, _)| html.clone()));
        let explanation = zh_said.map(|zh| Localised { zh, en: en_said });
        let feedback = sheets.as_ref().map(|sheets| sheets.feedback.clone());
        (explanation, feedback.unwrap_or_default())
    };
    if explanation.is_none() {
        notes
            .add(codes::W0310, pair.zh.at, "this exercise has no explanation", "这道练习没有解析")
            .help("write it as `> [!NOTE]`", "请写成 `> [!NOTE]`");
    }
    let en_text = en.and_then(|en| {
        let title = pair.en?.title.clone();
        Some(ExerciseText { title, prompt: en.prompt, hints: en.hints })
    });
    let text = ExerciseText { title: pair.zh.title.clone(), prompt: zh.prompt, hints: zh.hints };
    let mut exercise = Exercise {
        id: ExerciseId::from(pair.zh.id.as_str()),
        lesson: context.lesson.clone(),
        kind: head.kind,
        component: head.component.clone(),
        difficulty: head.difficulty,
        points: head.points,
        partial: head.partial,
        shuffle: head.shuffle,
        assessed: head.assessed,
        attempts: head.attempts,
        feedback: head.feedback,
        text: Localised { zh: text, en: en_text },
        form,
        version: Digest::of(b""),
        place: Place {
            file: notes.file.path.clone(),
            position: pair.zh.at,
            snippet: notes.file.line(pair.zh.at.line).to_owned(),
        },
    };
    exercise.version = exercise_version(&exercise);
    Some(Draft {
        exercise,
        key,
        letters: sheets.map(|sheets| sheets.letters).unwrap_or_default(),
        feedback,
        explanation,
        wrong: said.wrong,
        nonce: said.nonce,
        wants_lab: lab,
    })
}

/// A key and what came with it.
struct Keyed {
    key: Key,
    /// The unit that everyone may see.
    unit: Option<String>,
    said: Said,
    lab: Option<(LabId, Position)>,
}

/// The key of a practice item, which stands in the public file.
fn shown(
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
fn hidden(
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

fn leak<'a>(at: Position, en: &str, zh: &str, notes: Notes<'a>) -> crate::curriculum::notes::Noted<'a> {
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
    let move_it = |noted: crate::curriculum::notes::Noted<'_>| {
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
    let origin = crate::curriculum::tree::Origin { line: 1, indent: 0 };
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

/// Whether the translation has the same parts; what differs is reported.
fn aligned(zh: &Body, en: &Body, at: Position, notes: Notes<'_>) -> bool {
    let mut good = true;
    let mut compare = |what_en: &str, what_zh: &str, zh: usize, en: usize| {
        if zh != en {
            notes.add(
                codes::E0505,
                at,
                format!("{en} {what_en} in the translation, {zh} in the primary file"),
                format!("译文有 {en} 个{what_zh}，原文有 {zh} 个"),
            );
            good = false;
        }
    };
    compare("hints", "提示", zh.hints.len(), en.hints.len());
    compare(
        "explanations",
        "解析",
        usize::from(zh.explanation.is_some()),
        usize::from(en.explanation.is_some()),
    );
    match (&zh.sheet, &en.sheet) {
        (Sheet::Options(zh), Sheet::Options(en)) => {
            compare("options", "选项", zh.len(), en.len());
            let said = |options: &[body::Choice]| {
                options.iter().filter(|option| option.feedback.is_some()).count()
            };
            compare("option feedbacks", "选项反馈", said(zh), said(en));
            if let Some(ticked) = en.iter().find(|option| option.ticked) {
                notes
                    .add(
                        codes::E0508,
                        ticked.at,
                        "a tick stands in the primary file alone",
                        "勾选只写在原文中",
                    )
                    .help("write `- [ ]`", "请写 `- [ ]`");
            }
        }
        (Sheet::Entries(zh), Sheet::Entries(en)) => compare("entries", "条目", zh.len(), en.len()),
        (Sheet::Pairs(_, zh), Sheet::Pairs(_, en)) => {
            compare("rows", "行", zh.len(), en.len());
            let left = |rows: &[body::Row]| rows.iter().map(|row| row.left.is_some()).collect::<Vec<_>>();
            if zh.len() == en.len() && left(zh) != left(en) {
                notes.add(codes::E0505, at, "other rows have an empty left cell", "左格为空的行与原文不同");
                good = false;
            }
        }
        (_, Sheet::Broken) => good = false,
        _ => {}
    }
    good
}
