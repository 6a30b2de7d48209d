//! Whether a translation of an exercise has the same parts as the primary file.

use super::body::{Body, Choice, Row, Sheet};
use crate::curriculum::notes::Notes;
use crate::curriculum::{Position, codes};

/// Whether the public parts of the translation fit the primary file. What differs is reported; a
/// secret part that differs is no reason to leave the public ones out, which must not depend on it.
pub(super) fn aligned(zh: &Body, en: &Body, at: Position, notes: Notes<'_>) -> bool {
    let compare = |what_en: &str, what_zh: &str, zh: usize, en: usize| {
        if zh != en {
            notes.add(
                codes::E0505,
                at,
                format!("{en} {what_en} in the translation, {zh} in the primary file"),
                format!("译文有 {en} 个{what_zh}，原文有 {zh} 个"),
            );
        }
        zh == en
    };
    let explained = |body: &Body| usize::from(body.explanation.is_some());
    compare("explanations", "解析", explained(zh), explained(en));
    let hints = compare("hints", "提示", zh.hints.len(), en.hints.len());
    let sheet = match (&zh.sheet, &en.sheet) {
        (Sheet::Options(zh), Sheet::Options(en)) => {
            let good = compare("options", "选项", zh.len(), en.len());
            if good {
                compare_options(zh, en, notes);
            }
            good
        }
        (Sheet::Entries(zh), Sheet::Entries(en)) => compare("entries", "条目", zh.len(), en.len()),
        (Sheet::Pairs(_, zh), Sheet::Pairs(_, en)) => {
            compare("rows", "行", zh.len(), en.len()) && compare_rows(zh, en, at, notes)
        }
        (_, Sheet::Broken) => false,
        _ => true,
    };
    hints && sheet
}

fn compare_options(zh: &[Choice], en: &[Choice], notes: Notes<'_>) {
    for (zh, en) in zh.iter().zip(en) {
        if zh.feedback.is_some() != en.feedback.is_some() {
            let (has_en, has_zh) = if zh.feedback.is_some() { ("", "有") } else { ("no ", "没有") };
            notes.add(
                codes::E0505,
                en.at,
                format!("this option has {has_en}feedback in the primary file"),
                format!("原文中这个选项{has_zh}反馈"),
            );
        }
        if en.ticked {
            notes
                .add(codes::E0508, en.at, "a tick stands in the primary file alone", "勾选只写在原文中")
                .help("write `- [ ]`", "请写 `- [ ]`");
        }
    }
}

fn compare_rows(zh: &[Row], en: &[Row], at: Position, notes: Notes<'_>) -> bool {
    let good = zh.iter().zip(en).all(|(zh, en)| zh.left.is_some() == en.left.is_some());
    if !good {
        notes.add(codes::E0505, at, "other rows have an empty left cell", "左格为空的行与原文不同");
    }
    good
}
