//! `/{language}/lessons/{lesson}`: the article with its exercises and labs.

mod finding;
mod view;

use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;

pub use finding::{Finding, findings};

use super::error::Error;
use super::look::Look;
use super::messages::{Messages, fill};
use super::page::{Frame, Section, render};
use super::route::TEACHING;
use super::session::Viewer;
use super::{Shared, off};
use crate::clock;
use crate::curriculum::{LabSpec, Lesson, Level};
use crate::language::Language;
use crate::service::App;
use crate::service::progress::{Progress, progress};
use view::{BlockView, OutlineView, SkillView, SourceView, TocView};

/// Whether a lesson is shown to this person: drafts are for instructors.
pub fn may_read(viewer: &Viewer, lesson: &Lesson) -> bool {
    !lesson.draft || TEACHING.allows(&viewer.person)
}

/// Which card was just answered, or is to be answered again.
#[derive(Default, Deserialize)]
pub struct Focus {
    /// Shows its feedback.
    answered: Option<String>,
    /// Shows it blank.
    again: Option<String>,
}

/// The other end of "previous" and "next".
struct Turn {
    href: String,
    label: String,
}

#[derive(Template)]
#[template(path = "lesson.html")]
struct LessonPage {
    f: Frame,
    id: String,
    version: String,
    module_href: String,
    module_line: String,
    unit_line: String,
    title: String,
    title_lang: Option<&'static str>,
    subtitle: Option<String>,
    minutes: String,
    level: &'static str,
    skill: bool,
    is_draft: bool,
    is_untranslated: bool,
    toc: Vec<TocView>,
    outline: Vec<OutlineView>,
    body_lang: Option<&'static str>,
    blocks: Vec<BlockView>,
    sources: Vec<SourceView>,
    skills: Vec<SkillView>,
    solved: String,
    solved_percent: usize,
    previous: Option<Turn>,
    next: Option<Turn>,
    findings: Vec<Finding>,
    findings_title: String,
    is_watching: bool,
}

/// Shows a lesson.
pub async fn show(
    State(app): State<Shared>,
    look: Look,
    viewer: Viewer,
    Path(id): Path<String>,
    focus: Result<Query<Focus>, QueryRejection>,
) -> Result<Response, Error> {
    off(move || {
        let progress = progress(&app, viewer.id(), clock::now())?;
        let lesson = progress.course.lesson(&id).ok_or(Error::NotFound)?;
        if !may_read(&viewer, lesson) {
            return Err(Error::NotFound);
        }
        let focus = focus.map(|Query(focus)| focus).unwrap_or_default();
        Ok(render(&page(&app, &look, &viewer, &progress, lesson, &focus)?))
    })
    .await
}

fn page(
    app: &App,
    look: &Look,
    viewer: &Viewer,
    progress: &Progress,
    lesson: &Lesson,
    focus: &Focus,
) -> Result<LessonPage, Error> {
    let language = look.language;
    let title = lesson.title.get(language);
    let mut f = Frame::new(look, Some(viewer), Section::Learn, title)
        .shaped("lesson")
        .island("lesson.js")
        .with_math(lesson.has_math);
    let is_teaching = TEACHING.allows(&viewer.person);
    let is_watching = app.config.is_watching;
    if lesson.labs().next().is_some() {
        f = f.sheet("lab.css");
    }
    for lab in lesson.labs().filter_map(|id| progress.course.lab(id.as_str())) {
        f = f.island(match lab.spec {
            LabSpec::Playground(_) => "playground.js",
            LabSpec::Digits { .. } => "digits.js",
        });
    }
    if is_watching {
        f = f.island("watch.js");
    }
    let t = f.t;
    let module = progress.course.module_of(&lesson.module);
    let unit = module.and_then(|module| module.units.iter().find(|unit| unit.folder == lesson.unit));
    let shown_in = lesson.body.language(language);
    let other_title = lesson.title.get(language.other());
    let (solved, all) = progress.of_lesson(lesson);
    let findings = if is_teaching {
        findings(&app.library.diagnostics(), language, Some(&lesson.path))
    } else {
        Vec::new()
    };
    let (previous, next) = turns(look, progress, viewer, lesson);
    Ok(LessonPage {
        id: lesson.id.to_string(),
        version: lesson.version.to_string(),
        module_href: look.href(&format!("modules/{}", lesson.module)),
        module_line: module.map_or(String::new(), |module| {
            module_line(t, language, module.order, module.title.get(language))
        }),
        unit_line: unit.map_or(String::new(), |unit| unit.title.get(language).clone()),
        title: title.clone(),
        title_lang: lang(lesson.title.language(language), language),
        subtitle: (other_title != title).then(|| other_title.clone()),
        minutes: fill(t.minutes, &[("n", &lesson.minutes)]),
        level: level(t, lesson.level),
        skill: lesson.skill,
        is_draft: lesson.draft,
        is_untranslated: shown_in != language,
        toc: view::toc(look, progress, viewer, lesson),
        outline: view::outline(lesson, language),
        body_lang: lang(shown_in, language),
        blocks: view::blocks(
            app,
            look,
            viewer,
            progress,
            lesson,
            focus.answered.as_deref(),
            focus.again.as_deref(),
        )?,
        sources: view::sources(t, lesson),
        skills: view::skills(progress, lesson, language),
        solved: fill(t.solved_exercises, &[("solved", &solved), ("all", &all)]),
        solved_percent: solved * 100 / all.max(1),
        previous,
        next,
        findings_title: fill(t.findings, &[("n", &findings.len())]),
        findings,
        is_watching,
        f,
    })
}

/// "Module 2 · Machine learning"
fn module_line(t: &Messages, language: Language, order: u32, title: &str) -> String {
    format!("{} · {title}", module_number(t, language, order))
}

/// "Module 2"
pub fn module_number(t: &Messages, language: Language, order: u32) -> String {
    const NUMERALS: [&str; 10] = ["〇", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let number = match (language, NUMERALS.get(order as usize)) {
        (Language::Chinese, Some(numeral)) => (*numeral).to_owned(),
        _ => order.to_string(),
    };
    fill(t.module_number, &[("n", &number)])
}

/// The `lang` of an element whose content may be in another language than the page.
fn lang(content: Language, page: Language) -> Option<&'static str> {
    (content != page).then(|| content.tag())
}

const fn level(t: &Messages, level: Level) -> &'static str {
    match level {
        Level::J => t.level_j,
        Level::I => t.level_i,
        Level::S => t.level_s,
    }
}

/// The lessons before and after this one in the track.
fn turns(
    look: &Look,
    progress: &Progress,
    viewer: &Viewer,
    lesson: &Lesson,
) -> (Option<Turn>, Option<Turn>) {
    let t = Messages::of(look.language);
    let lessons: Vec<&Lesson> =
        progress.course.lessons().map(AsRef::as_ref).filter(|lesson| may_read(viewer, lesson)).collect();
    let at = lessons.iter().position(|other| other.id == lesson.id);
    let turn = |at: Option<usize>, sentence: &str| {
        let other = lessons.get(at?)?;
        Some(Turn {
            href: look.href(&format!("lessons/{}", other.id)),
            label: fill(sentence, &[("title", other.title.get(look.language))]),
        })
    };
    (turn(at.and_then(|at| at.checked_sub(1)), t.previous), turn(at.map(|at| at + 1), t.following))
}
