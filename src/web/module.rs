//! `/{language}/modules/{module}`: a module with its units and lessons.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;

use super::error::Error;
use super::ink::Ink;
use super::lesson::{may_read, module_number};
use super::look::Look;
use super::map::{ink_of, lesson_of};
use super::messages::{Messages, fill};
use super::page::{Frame, Section, render};
use super::session::Viewer;
use super::{Shared, off};
use crate::clock;
use crate::curriculum::{Component, Lesson};
use crate::service::progress::{Progress, progress};

/// A lesson's tile.
struct Tile {
    href: String,
    title: String,
    lang: Option<&'static str>,
    minutes: String,
    skills: Vec<String>,
    picture: String,
    standing: &'static str,
    solved: String,
    percent: usize,
    is_draft: bool,
}

struct UnitView {
    line: String,
    title: String,
    hours: String,
    tiles: Vec<Tile>,
}

#[derive(Template)]
#[template(path = "module.html")]
struct ModulePage {
    f: Frame,
    line: String,
    title: String,
    facts: Vec<String>,
    units: Vec<UnitView>,
    skills: Vec<Skill>,
}

/// A component of the module.
struct Skill {
    href: Option<String>,
    name: String,
    picture: String,
    standing: &'static str,
}

/// Shows a module.
pub async fn show(
    State(app): State<Shared>,
    look: Look,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    off(move || {
        let progress = progress(&app, viewer.id(), clock::now())?;
        Ok(render(&page(&look, &viewer, &progress, &id).ok_or(Error::NotFound)?))
    })
    .await
}

fn page(look: &Look, viewer: &Viewer, progress: &Progress, id: &str) -> Option<ModulePage> {
    let module = progress.course.module(id)?;
    let language = look.language;
    let title = module.title.get(language).clone();
    let f = Frame::new(look, Some(viewer), Section::Learn, &title);
    let t = f.t;
    let units: Vec<UnitView> = module
        .units
        .iter()
        .map(|unit| UnitView {
            line: fill(t.unit_number, &[("n", &unit.order)]),
            title: unit.title.get(language).clone(),
            hours: fill(t.hours, &[("n", &unit.hours)]),
            tiles: unit
                .lessons
                .iter()
                .filter_map(|id| progress.course.lesson(id.as_str()))
                .filter(|lesson| may_read(viewer, lesson))
                .map(|lesson| tile(look, progress, lesson))
                .collect(),
        })
        .filter(|unit| !unit.tiles.is_empty())
        .collect();
    let lessons: usize = units.iter().map(|unit| unit.tiles.len()).sum();
    let skills: Vec<Skill> = progress
        .course
        .components
        .iter()
        .filter(|component| component.module == module.code)
        .map(|component| skill(look, progress, component))
        .collect();
    let lessons_word = if lessons == 1 { t.lessons_count_one } else { t.lessons_count };
    Some(ModulePage {
        line: module_number(t, language, module.order),
        facts: vec![
            fill(t.hours, &[("n", &module.hours)]),
            fill(lessons_word, &[("n", &lessons)]),
            fill(t.skills_count, &[("n", &skills.len())]),
        ],
        title,
        units,
        skills,
        f,
    })
}

fn skill(look: &Look, progress: &Progress, component: &Component) -> Skill {
    let lesson = lesson_of(&progress.course, component);
    let (ink, standing) = ink_of(look, progress, component, lesson.is_some());
    Skill {
        href: lesson.map(|lesson| look.href(&format!("lessons/{}", lesson.id))),
        name: component.name.get(look.language).clone(),
        picture: ink.picture(),
        standing,
    }
}

fn tile(look: &Look, progress: &Progress, lesson: &Lesson) -> Tile {
    let t = Messages::of(look.language);
    let (solved, all) = progress.of_lesson(lesson);
    let (ink, standing) = match solved {
        0 => (Ink::Empty, t.not_begun),
        solved if solved == all => (Ink::Full, t.finished),
        solved => (Ink::Level(solved as f64 / all as f64), t.begun),
    };
    let title_language = lesson.title.language(look.language);
    Tile {
        href: look.href(&format!("lessons/{}", lesson.id)),
        title: lesson.title.get(look.language).clone(),
        lang: (title_language != look.language).then(|| title_language.tag()),
        minutes: fill(t.minutes, &[("n", &lesson.minutes)]),
        skills: lesson
            .components
            .iter()
            .filter_map(|id| progress.course.components.get(id.as_str()))
            .map(|component| component.name.get(look.language).clone())
            .collect(),
        picture: ink.picture(),
        standing,
        solved: fill(t.solved_exercises, &[("solved", &solved), ("all", &all)]),
        percent: solved * 100 / all.max(1),
        is_draft: lesson.draft,
    }
}
