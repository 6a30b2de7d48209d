//! What can be verified only once all lessons are read: anchors, ids, labs, required lessons, keys.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::assemble::Assembled;
use super::layout::Texts;
use super::markdown::Anchors;
use super::notes::{Notes, nearest};
use super::{Block, Diagnostic, Position, codes};
use crate::language::Localised;

/// Verifies lessons against each other.
pub(crate) struct Verifier<'a> {
    /// All texts.
    pub(crate) texts: &'a Texts,
    /// Where findings go.
    pub(crate) list: &'a RefCell<Vec<Diagnostic>>,
}

impl<'a> Verifier<'a> {
    /// Verifies everything; requirements that cannot be met are taken out.
    pub(crate) fn verify(&self, assembled: &mut [Assembled]) {
        self.verify_anchors(assembled);
        self.verify_items(assembled);
        self.verify_requires(assembled);
        self.stray_keys(assembled);
    }

    fn notes(&self, path: &str) -> Option<Notes<'a>> {
        self.texts.files.get(path).map(|file| Notes::new(file, self.list))
    }

    fn verify_anchors(&self, assembled: &[Assembled]) {
        let known: HashMap<&str, &Localised<Anchors>> =
            assembled.iter().map(|lesson| (lesson.lesson.id.as_str(), &lesson.anchors)).collect();
        for used in assembled.iter().flat_map(|lesson| &lesson.anchor_uses) {
            let anchors = known.get(used.lesson.as_str()).map(|anchors| anchors.get(used.language));
            if anchors.is_some_and(|anchors| anchors.has(&used.anchor)) {
                continue;
            }
            let Some(notes) = self.notes(&used.file) else { continue };
            notes
                .add(
                    codes::E0402,
                    used.at,
                    format!("`{}` has no heading `#{}`", used.lesson, used.anchor),
                    format!("`{}` 中没有标题 `#{}`", used.lesson, used.anchor),
                )
                .help("give the heading an id: `{#…}`", "请给那个标题写上 id：`{#……}`");
        }
    }

    /// Ids of items are unique in the course, and labs that are asked for exist.
    fn verify_items(&self, assembled: &[Assembled]) {
        let mut owner: BTreeMap<&str, &str> = BTreeMap::new();
        let labs: BTreeSet<&str> =
            assembled.iter().flat_map(|lesson| lesson.labs.iter().map(|lab| lab.id.as_str())).collect();
        for lesson in assembled {
            let Some(notes) = self.notes(&lesson.lesson.path) else { continue };
            let exercises = lesson.drafts.iter().map(|draft| draft.exercise.id.as_str());
            for id in exercises.chain(lesson.labs.iter().map(|lab| lab.id.as_str())) {
                if let Some(other) = owner.insert(id, &lesson.lesson.path)
                    && other != lesson.lesson.path
                {
                    let at = notes.file.text.find(&format!("{{#{id}}}")).unwrap_or_default();
                    notes.add(
                        codes::E0114,
                        notes.file.at_bytes(at..at + id.len() + 3),
                        format!("the id `{id}` stands in `{other}` too"),
                        format!("id `{id}` 也出现在 `{other}` 中"),
                    );
                }
            }
            for (lab, at) in lesson.drafts.iter().filter_map(|draft| draft.wants_lab.as_ref()) {
                if labs.contains(lab.as_str()) {
                    continue;
                }
                notes
                    .add(codes::E0406, *at, format!("there is no lab `{lab}`"), format!("没有实验 `{lab}`"))
                    .suggest(lab.as_str(), labs.iter().copied());
            }
        }
    }

    /// Lessons that are required exist, and do not require each other in a circle.
    fn verify_requires(&self, assembled: &mut [Assembled]) {
        let graph: BTreeMap<String, BTreeSet<String>> = assembled
            .iter()
            .map(|lesson| {
                let wants = lesson.requires.iter().map(|(id, _)| id.clone()).collect();
                (lesson.lesson.id.as_str().to_owned(), wants)
            })
            .collect();
        for lesson in assembled {
            let Some(notes) = self.notes(&lesson.lesson.path) else { continue };
            for (wanted, at) in &lesson.requires {
                if !graph.contains_key(wanted) {
                    let near = nearest(wanted, graph.keys().map(String::as_str));
                    notes
                        .add(
                            codes::E0405,
                            *at,
                            format!("there is no lesson `{wanted}`"),
                            format!("没有课 `{wanted}`"),
                        )
                        .suggest(wanted, near);
                } else if reaches(&graph, wanted, lesson.lesson.id.as_str()) {
                    notes.add(
                        codes::E0407,
                        *at,
                        format!("`{wanted}` requires this lesson in turn"),
                        format!("`{wanted}` 又要求先学本课"),
                    );
                } else {
                    continue;
                }
                lesson.lesson.requires.retain(|id| id.as_str() != wanted);
            }
        }
    }

    fn stray_keys(&self, assembled: &[Assembled]) {
        let known: BTreeSet<String> = assembled
            .iter()
            .flat_map(|lesson| {
                lesson.lesson.body.zh.iter().filter_map(|block| match block {
                    Block::Exercise(id) => {
                        Some(format!("{}/{}/{id}.yaml", lesson.lesson.module, lesson.lesson.unit))
                    }
                    _ => None,
                })
            })
            .collect();
        for (path, file) in &self.texts.keys {
            if !known.contains(path) && path.ends_with(".yaml") {
                Notes::new(file, self.list).add(
                    codes::W0614,
                    Position::START,
                    "no exercise has this key",
                    "没有练习使用这个答案文件",
                );
            }
        }
    }
}

fn reaches(graph: &BTreeMap<String, BTreeSet<String>>, from: &str, to: &str) -> bool {
    let mut seen = BTreeSet::new();
    let mut open = vec![from];
    while let Some(id) = open.pop() {
        if id == to {
            return true;
        }
        if seen.insert(id) {
            open.extend(graph.get(id).into_iter().flatten().map(String::as_str));
        }
    }
    false
}
