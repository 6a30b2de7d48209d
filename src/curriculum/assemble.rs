//! One lesson out of its primary file and its translation.

use std::collections::{BTreeMap, BTreeSet};

use super::front::{self, Front, TranslationFront};
use super::item::{Context, Draft, Pages, Pair, read_exercise, read_lab};
use super::layout::Texts;
use super::markdown::{AnchorUse, Anchors, Arena, Files, Page, Visibility, lint, parse};
use super::notes::{Notes, SourceText};
use super::section::{self, Item, Role, Section};
use super::version::lesson_version;
use super::{Block, Components, Diagnostic, Lab, Lesson, Position, codes};
use crate::digest::Digest;
use crate::id::{ComponentId, ExerciseId, LabId, LessonId, ModuleId};
use crate::language::{Language, Localised};

/// The files of a lesson.
pub(crate) struct LessonFiles<'a> {
    pub(crate) module: &'a str,
    pub(crate) unit: &'a str,
    pub(crate) front: Front,
    pub(crate) body: String,
    pub(crate) primary: Notes<'a>,
    /// The translation with its front matter, if that can be read.
    pub(crate) translation: Option<(TranslationFront, String, Notes<'a>)>,
}

/// A lesson and what stands in it.
pub(crate) struct Assembled {
    pub(crate) lesson: Lesson,
    pub(crate) drafts: Vec<Draft>,
    pub(crate) labs: Vec<Lab>,
    pub(crate) requires: Vec<(String, Position)>,
    pub(crate) anchors: Localised<Anchors>,
    pub(crate) anchor_uses: Vec<AnchorUse>,
    pub(crate) images: BTreeSet<String>,
}

/// What all lessons share.
#[derive(Clone, Copy)]
pub(crate) struct Shared<'a> {
    pub(crate) components: &'a Components,
    pub(crate) files: &'a Files,
    pub(crate) texts: &'a Texts,
    pub(crate) list: &'a std::cell::RefCell<Vec<Diagnostic>>,
}

/// The hash of a primary text that its translation names in `of`: the first 16 hexadecimal
/// digits of SHA-256 over the text with LF newlines and without blanks at the ends of lines and
/// of the file.
pub fn primary_hash(text: &str) -> String {
    let mut normal = String::with_capacity(text.len());
    for line in text.trim_end().lines() {
        normal.push_str(line.trim_end());
        normal.push('\n');
    }
    Digest::of(normal.as_bytes()).short(16)
}

/// Reads the bodies of a lesson.
pub(crate) fn assemble(files: LessonFiles<'_>, shared: Shared<'_>) -> Assembled {
    let id = LessonId::from(files.front.id.as_str());
    let notes = files.primary;
    let arena = Arena::new();
    let root = parse(&arena, &files.body, notes);
    lint(root, &files.body, Language::Chinese, notes);
    let mut zh_page = Page::new(root, id.clone(), Language::Chinese, shared.files, notes);
    let sections = section::primary(root, notes);
    let ids: BTreeSet<String> = sections.iter().filter_map(item).map(|item| item.id.clone()).collect();

    let en_arena = Arena::new();
    let mut translated = files.translation.as_ref().map(|(front, body, notes)| {
        check_translation(front, &files.front.id, files.primary.file, *notes);
        let root = parse(&en_arena, body, *notes);
        lint(root, body, Language::English, *notes);
        let page = Page::new(root, id.clone(), Language::English, shared.files, *notes);
        let sections = section::translation(root, &ids, *notes);
        compare_sections(&zh_page.anchors, &page.anchors, &ids, *notes);
        (page, sections)
    });

    let mut drafts = Vec::new();
    let mut labs = Vec::new();
    let mut items: BTreeMap<String, (Block, Digest)> = BTreeMap::new();
    let mut zh_blocks = Vec::new();
    for (index, section) in sections.iter().enumerate() {
        let zh = match section {
            Section::Prose(nodes) => {
                push_prose(&mut zh_blocks, &mut zh_page, nodes, index);
                continue;
            }
            Section::Item(item) if item.id.is_empty() => continue,
            Section::Item(item) => item,
        };
        if items.contains_key(&zh.id) {
            continue; // The second of two equal ids: reported with the anchors.
        }
        check_item_id(zh, &files.front.id, notes);
        let (en_page, en_sections) = match &mut translated {
            Some((page, sections)) => (Some(page), sections.as_slice()),
            None => (None, &[][..]),
        };
        let en = en_sections.iter().filter_map(item).find(|item| item.id == zh.id);
        if let (Some(page), None) = (&en_page, en) {
            page.notes
                .add(
                    codes::E0503,
                    Position::START,
                    format!("the item `{}` is missing", zh.id),
                    format!("缺少条目 `{}`", zh.id),
                )
                .help(
                    format!("repeat its heading with `{{#{}}}` and translate its text", zh.id),
                    format!("请写出带 `{{#{}}}` 的标题并翻译其文字", zh.id),
                );
        }
        let pair = Pair { zh, en };
        let mut pages = Pages { zh: &mut zh_page, en: en_page };
        let block = match zh.fence.as_ref().map(|fence| fence.role) {
            Some(Role::Lab) => read_lab(&pair, &mut pages, &id).map(|lab| {
                let found = (Block::Lab(LabId::from(zh.id.as_str())), lab.version);
                labs.push(lab);
                found
            }),
            _ => {
                let key_path = format!("{}/{}/{}.yaml", files.module, files.unit, zh.id);
                let key_notes = shared.texts.keys.get(&key_path).map(|file| Notes::new(file, shared.list));
                let context =
                    Context { lesson: &id, components: shared.components, files: shared.files, key_notes };
                read_exercise(&pair, &mut pages, context).map(|draft| {
                    let found = (Block::Exercise(ExerciseId::from(zh.id.as_str())), draft.exercise.version);
                    drafts.push(draft);
                    found
                })
            }
        };
        if let Some((block, version)) = block {
            zh_blocks.push(block.clone());
            items.insert(zh.id.clone(), (block, version));
        }
    }

    let en_blocks = translated.as_mut().map(|(page, sections)| {
        let mut blocks = Vec::new();
        for (index, section) in sections.iter().enumerate() {
            match section {
                Section::Prose(nodes) => push_prose(&mut blocks, page, nodes, index),
                Section::Item(item) => {
                    blocks.extend(items.get(&item.id).map(|(block, _)| block.clone()));
                }
            }
        }
        blocks
    });
    let en_page = translated.map(|(page, _)| page);
    let mut anchor_uses = std::mem::take(&mut zh_page.anchor_uses);
    let mut images = std::mem::take(&mut zh_page.images);
    let mut has_math = zh_page.has_math;
    let en_anchors = en_page.map(|mut page| {
        anchor_uses.append(&mut page.anchor_uses);
        images.append(&mut page.images);
        has_math |= page.has_math;
        page.anchors
    });
    let anchors = Localised { zh: zh_page.anchors, en: en_anchors };

    let front = files.front;
    let components = front
        .components
        .iter()
        .filter_map(|(component, at)| {
            super::item::known_component(component, *at, shared.components, notes)
        })
        .collect::<Vec<ComponentId>>();
    let mut lesson = Lesson {
        id,
        module: ModuleId::from(files.module),
        unit: files.unit.to_owned(),
        title: Localised { zh: front.title, en: files.translation.map(|(front, ..)| front.title) },
        components,
        minutes: front.minutes,
        level: front.level,
        skill: front.skill,
        draft: front.draft,
        requires: front.requires.iter().map(|(id, _)| LessonId::from(id.as_str())).collect(),
        sources: front.sources,
        body: Localised { zh: zh_blocks, en: en_blocks },
        outline: anchors.map(|anchors| anchors.outline.clone()),
        has_math,
        version: Digest::of(b""),
        path: notes.file.path.clone(),
    };
    let versions = items.into_iter().map(|(id, (_, version))| (id, version)).collect();
    lesson.version = lesson_version(&lesson, &versions);
    Assembled { lesson, drafts, labs, requires: front.requires, anchors, anchor_uses, images }
}

fn item<'s, 'a>(section: &'s Section<'a>) -> Option<&'s Item<'a>> {
    match section {
        Section::Item(item) => Some(item),
        Section::Prose(_) => None,
    }
}

fn push_prose<'a>(
    blocks: &mut Vec<Block>,
    page: &mut Page<'a>,
    nodes: &[super::markdown::Node<'a>],
    index: usize,
) {
    let html = page.fragment(nodes, &format!("s{index}"), Visibility::Public);
    if !html.is_empty() {
        blocks.push(Block::Prose(html));
    }
}

fn check_item_id(item: &Item<'_>, lesson: &str, notes: Notes<'_>) {
    let good = super::slug::check_id(&item.id, item.at, codes::E0209, notes);
    if good && !item.id.starts_with(&format!("{lesson}-")) {
        notes
            .add(
                codes::W0214,
                item.at,
                format!("the id `{}` does not begin with `{lesson}-`", item.id),
                format!("id `{}` 没有以 `{lesson}-` 开头", item.id),
            )
            .help(format!("write `{{#{lesson}-…}}`"), format!("请写 `{{#{lesson}-……}}`"));
    }
}

fn check_translation(front: &TranslationFront, id: &str, primary: &SourceText, notes: Notes<'_>) {
    if front.id != id {
        notes.add(
            codes::E0113,
            front.id_at,
            format!("the primary file has the id `{id}`"),
            format!("原文的 id 是 `{id}`"),
        );
    }
    let hash = primary_hash(&primary.text);
    if !front.of.is_empty() && front.of != hash {
        notes
            .add(
                codes::W0506,
                front.of_at,
                "the primary text has changed since this translation",
                "原文在翻译之后又有改动",
            )
            .help(
                format!("bring the text up to date and set `of: {hash}`"),
                format!("请更新译文并设 `of: {hash}`"),
            );
    }
}

/// The headings of a translation repeat the ids of the primary file.
fn compare_sections(zh: &Anchors, en: &Anchors, items: &BTreeSet<String>, notes: Notes<'_>) {
    for id in en.explicit.iter().filter(|id| !zh.explicit.contains(id)) {
        notes
            .add(
                codes::E0504,
                Position::START,
                format!("the id `{id}` does not stand in the primary file"),
                format!("原文中没有 id `{id}`"),
            )
            .suggest(id, zh.explicit.iter().map(String::as_str));
    }
    for id in zh.explicit.iter().filter(|id| !items.contains(*id) && !en.explicit.contains(id)) {
        notes.add(
            codes::W0509,
            Position::START,
            format!("the heading with the id `{id}` is missing"),
            format!("缺少 id 为 `{id}` 的标题"),
        );
    }
    let levels =
        |anchors: &Anchors| anchors.outline.iter().map(|heading| heading.level).collect::<Vec<_>>();
    if levels(zh) != levels(en) {
        notes.add(
            codes::W0509,
            Position::START,
            format!(
                "{} headings here, {} in the primary file, or of other levels",
                en.outline.len(),
                zh.outline.len()
            ),
            format!("这里有 {} 个标题，原文有 {} 个，或者级别不同", en.outline.len(), zh.outline.len()),
        );
    }
}

/// Cuts and reads a translation's file.
pub(crate) fn read_translation<'a>(notes: Notes<'a>) -> Option<(TranslationFront, String, Notes<'a>)> {
    let cut = front::cut(&notes.file.text, notes)?;
    let front = front::read_translation(cut.yaml, notes)?;
    Some((front, cut.body, notes))
}
