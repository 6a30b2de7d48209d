//! The whole curriculum: files in, course and diagnostics out. It never stops at a mistake and
//! never panics, whatever the bytes.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::assemble::{Assembled, LessonFiles, Shared, assemble, read_translation};
use super::layout::{Place, Texts, images, place};
use super::markdown::Files;
use super::notes::{Notes, SourceText};
use super::seal::seal;
use super::verify::Verifier;
use super::{
    Components, Course, CourseParts, Diagnostic, Module, Position, Sources, codes, components, frame, front,
};
use crate::id::LessonId;
use crate::language::Language;

/// Reads a curriculum: everything that could be understood, and everything that is wrong.
pub fn parse(sources: &Sources) -> (Course, Vec<Diagnostic>) {
    let list = RefCell::new(Vec::new());
    let texts = Texts::read(sources, &list);
    let course = Reading { sources, texts: &texts, list: &list }.course();
    let mut diagnostics = list.into_inner();
    diagnostics.sort_by(|a, b| {
        (&a.file, a.position, a.code, &a.message).cmp(&(&b.file, b.position, b.code, &b.message))
    });
    diagnostics.dedup();
    (course, diagnostics)
}

struct Reading<'a> {
    sources: &'a Sources,
    texts: &'a Texts,
    list: &'a RefCell<Vec<Diagnostic>>,
}

impl<'a> Reading<'a> {
    fn notes(&self, path: &str) -> Option<Notes<'a>> {
        self.texts.files.get(path).map(|file| Notes::new(file, self.list))
    }

    /// Reports that a file is missing.
    fn missing(&self, path: &str, why_en: &str, why_zh: &str) {
        if self.sources.files.contains_key(path) {
            return; // It is there but cannot be read, which has been reported.
        }
        let file = SourceText::absent(path);
        Notes::new(&file, self.list).add(
            codes::E0103,
            Position::START,
            format!("the file is missing: {why_en}"),
            format!("缺少这个文件：{why_zh}"),
        );
    }

    fn course(&self) -> Course {
        let track = self.notes("track.toml").map(frame::track);
        if track.is_none() {
            self.missing("track.toml", "it names the track and its modules", "它写明课程名称与模块");
        }
        let track = track.flatten().unwrap_or_default();
        let components = self.notes("components.csv").map(components::read);
        if components.is_none() {
            self.missing("components.csv", "it lists the components", "它列出知识组件");
        }
        let components = components.unwrap_or_default();
        let mut modules = self.modules(&components, track.modules.as_deref());

        let mut files = Files::default();
        images(self.sources, &mut files, self.list);
        let lessons = self.lessons(&mut files);
        self.frames_of(&lessons, &modules);
        let shared = Shared { components: &components, files: &files, texts: self.texts, list: self.list };
        let mut assembled: Vec<Assembled> =
            lessons.into_iter().map(|lesson| assemble(lesson, shared)).collect();

        Verifier { texts: self.texts, list: self.list }.verify(&mut assembled);
        place_lessons(&mut modules, &assembled);

        let mut parts = CourseParts { track: track.track, components, modules, ..CourseParts::default() };
        let mut drafts = Vec::new();
        let mut pictures = BTreeSet::new();
        for lesson in assembled {
            parts.lessons.push(lesson.lesson);
            parts.labs.extend(lesson.labs);
            drafts.extend(lesson.drafts);
            pictures.extend(lesson.images);
        }
        parts.assets = pictures
            .into_iter()
            .filter_map(|path| Some((path.clone(), Arc::from(self.sources.files.get(&path)?.as_slice()))))
            .collect();
        let secret = SourceText::absent("keys/secret");
        let bytes = self.sources.keys.get("secret").map(Vec::as_slice);
        let (secret, exercises) = seal(drafts, bytes, Notes::new(&secret, self.list));
        parts.secret = secret;
        parts.exercises = exercises;
        Course::new(parts)
    }

    fn modules(&self, components: &Components, listed: Option<&[String]>) -> Vec<Module> {
        let mut modules: Vec<Module> = Vec::new();
        let mut units = Vec::new();
        for (path, file) in &self.texts.files {
            let notes = Notes::new(file, self.list);
            match place(path) {
                Place::Module(folder) => {
                    let Some(module) = frame::module(folder, notes) else { continue };
                    if !components.iter().any(|component| component.module == module.code) {
                        notes.add(
                            codes::E0408,
                            Position::START,
                            format!("no component belongs to a module `{}`", module.code),
                            format!("没有知识组件属于模块 `{}`", module.code),
                        );
                    }
                    modules.push(module);
                }
                Place::Unit(folder, unit) => {
                    units.extend(frame::unit(unit, notes).map(|unit| (folder, unit)));
                }
                _ => {}
            }
        }
        for (folder, unit) in units {
            if let Some(module) = modules.iter_mut().find(|module| module.id.as_str() == folder) {
                module.units.push(unit);
            }
        }
        modules.sort_by(|a, b| (a.order, &a.id).cmp(&(b.order, &b.id)));
        for module in &mut modules {
            module.units.sort_by(|a, b| (a.order, &a.folder).cmp(&(b.order, &b.folder)));
        }
        if let (Some(listed), Some(notes)) = (listed, self.notes("track.toml")) {
            for folder in listed {
                if modules.iter().any(|module| module.id.as_str() == folder) {
                    continue;
                }
                let at = notes.file.text.find(&format!("\"{folder}\"")).unwrap_or_default();
                let at = notes.file.at_bytes(at..at + folder.len() + 2);
                notes.add(
                    codes::E0408,
                    at,
                    format!("there is no module folder `{folder}` with a `module.toml`"),
                    format!("没有含 `module.toml` 的模块目录 `{folder}`"),
                );
            }
        }
        modules
    }

    /// The lessons by their primary files, in the order of paths; ids are unique.
    fn lessons(&self, files: &mut Files) -> Vec<LessonFiles<'a>> {
        let mut lessons: Vec<LessonFiles<'a>> = Vec::new();
        let mut taken: BTreeMap<String, String> = BTreeMap::new();
        for (path, file) in &self.texts.files {
            let Place::Lesson { module, unit, stem, language: Language::Chinese } = place(path) else {
                continue;
            };
            let notes = Notes::new(file, self.list);
            let Some(cut) = front::cut(&file.text, notes) else { continue };
            let Some(front) = front::read(cut.yaml, notes) else { continue };
            if front.id != stem && front.id != format!("{module}-{stem}") {
                notes
                    .add(
                        codes::E0113,
                        front.at,
                        format!("the file is called `{stem}`"),
                        format!("文件名是 `{stem}`"),
                    )
                    .help(
                        "the file's name is the id, with or without the module's name before it",
                        "文件名应与 id 相同，可省去模块前缀",
                    );
            }
            if let Some(other) = taken.insert(front.id.clone(), path.clone()) {
                notes.add(
                    codes::E0114,
                    front.at,
                    format!("the id `{}` is that of `{other}`", front.id),
                    format!("id `{}` 已被 `{other}` 使用", front.id),
                );
                taken.insert(front.id.clone(), other);
                continue;
            }
            let id = LessonId::from(front.id.as_str());
            files.lessons.insert(path.clone(), (id.clone(), Language::Chinese));
            let en_path = format!("{module}/{unit}/{stem}.en.md");
            let translation = match self.notes(&en_path) {
                Some(en_notes) => {
                    files.lessons.insert(en_path, (id, Language::English));
                    read_translation(en_notes)
                }
                None => {
                    if !self.sources.files.contains_key(&en_path) {
                        notes
                            .add(codes::W0502, front.at, "there is no English translation", "没有英文译文")
                            .help(format!("write `{stem}.en.md`"), format!("请编写 `{stem}.en.md`"));
                    }
                    None
                }
            };
            lessons.push(LessonFiles { module, unit, front, body: cut.body, primary: notes, translation });
        }
        for (path, file) in &self.texts.files {
            let Place::Lesson { module, unit, stem, language: Language::English } = place(path) else {
                continue;
            };
            if !self.sources.files.contains_key(&format!("{module}/{unit}/{stem}.zh-CN.md")) {
                Notes::new(file, self.list)
                    .add(codes::E0501, Position::START, "there is no primary file", "没有对应的原文")
                    .help(format!("write `{stem}.zh-CN.md` first"), format!("请先编写 `{stem}.zh-CN.md`"));
            }
        }
        lessons
    }

    /// Each folder with lessons has its `module.toml` and `unit.toml`.
    fn frames_of(&self, lessons: &[LessonFiles<'_>], modules: &[Module]) {
        for lesson in lessons {
            let (module, unit) = (lesson.module, lesson.unit);
            let found = modules.iter().find(|known| known.id.as_str() == module);
            if found.is_none() {
                self.missing(&format!("{module}/module.toml"), "the folder holds lessons", "该目录中有课");
            }
            let known = found.is_some_and(|found| found.units.iter().any(|known| known.folder == unit));
            if !known {
                self.missing(
                    &format!("{module}/{unit}/unit.toml"),
                    "the folder holds lessons",
                    "该目录中有课",
                );
            }
        }
    }
}

/// Puts lessons into their units, in the order of ids; units without lessons are dropped.
fn place_lessons(modules: &mut [Module], assembled: &[Assembled]) {
    for module in modules {
        for unit in &mut module.units {
            let mut ids: Vec<LessonId> = assembled
                .iter()
                .filter(|lesson| lesson.lesson.module == module.id && lesson.lesson.unit == unit.folder)
                .map(|lesson| lesson.lesson.id.clone())
                .collect();
            ids.sort();
            unit.lessons = ids;
        }
        module.units.retain(|unit| !unit.lessons.is_empty());
    }
}
