//! The parts of a lesson's page.

use askama::Template as _;

use super::may_read;
use crate::curriculum::{Block, Exercise, Form, Lesson};
use crate::language::Language;
use crate::service::App;
use crate::service::progress::Progress;
use crate::service::submit::{self, Outcome};
use crate::store::StoreError;
use crate::web::error::Error;
use crate::web::exercise::{self, Card};
use crate::web::ink::Ink;
use crate::web::lab;
use crate::web::look::Look;
use crate::web::messages::{Messages, fill, percent};
use crate::web::session::Viewer;
use crate::web::text::bare_title;

/// A piece of the page, in reading order.
pub(super) enum BlockView {
    /// Prose, as markup.
    Prose(String),
    /// An exercise card or a lab, as markup; it says itself which language it is in.
    Item(String),
}

/// A lesson of the module, at the left.
pub(super) struct TocView {
    pub href: String,
    pub title: String,
    pub is_current: bool,
    /// The ink of its main component.
    pub picture: String,
    pub standing: &'static str,
}

/// A heading of this page.
pub(super) struct OutlineView {
    pub anchor: String,
    pub text: String,
    pub is_deep: bool,
}

/// A component that the lesson teaches.
pub(super) struct SkillView {
    pub name: String,
    pub percent: Option<String>,
    pub width: u32,
}

/// A work that the lesson leans on.
pub(super) struct SourceView {
    pub title: String,
    pub url: Option<String>,
    pub details: String,
}

/// The lessons of this lesson's module.
pub(super) fn toc(look: &Look, progress: &Progress, viewer: &Viewer, lesson: &Lesson) -> Vec<TocView> {
    let t = Messages::of(look.language);
    progress
        .course
        .lessons()
        .filter(|other| other.module == lesson.module && may_read(viewer, other))
        .map(|other| {
            let (solved, all) = progress.of_lesson(other);
            let (ink, standing) = match solved {
                0 => (Ink::Empty, t.not_begun),
                solved if solved == all => (Ink::Full, t.finished),
                solved => (Ink::Level(solved as f64 / all as f64), t.begun),
            };
            TocView {
                href: look.href(&format!("lessons/{}", other.id)),
                title: other.title.get(look.language).clone(),
                is_current: other.id == lesson.id,
                picture: ink.picture(),
                standing,
            }
        })
        .collect()
}

/// The headings of the page.
pub(super) fn outline(lesson: &Lesson, language: Language) -> Vec<OutlineView> {
    let heading = |heading: &crate::curriculum::Heading| OutlineView {
        anchor: heading.anchor.clone(),
        text: bare_title(&heading.text),
        is_deep: heading.level > 2,
    };
    lesson.outline.get(language).iter().map(heading).collect()
}

/// The components of the lesson, with what we believe of them.
pub(super) fn skills(progress: &Progress, lesson: &Lesson, language: Language) -> Vec<SkillView> {
    lesson
        .components
        .iter()
        .filter_map(|id| progress.course.components.get(id.as_str()))
        .map(|component| {
            let mastery = progress.mastery(component.id.as_str());
            let known = mastery.answers > 0;
            SkillView {
                name: component.name.get(language).clone(),
                percent: known.then(|| percent(mastery.chance)),
                width: if known { (mastery.chance * 100.0).round() as u32 } else { 0 },
            }
        })
        .collect()
}

/// The works that the lesson leans on.
pub(super) fn sources(t: &Messages, lesson: &Lesson) -> Vec<SourceView> {
    lesson
        .sources
        .iter()
        .map(|source| {
            let read = source.read.as_ref().map(|date| fill(t.source_read, &[("date", date)]));
            let details = [source.edition.clone(), source.note.clone(), read];
            SourceView {
                title: source.title.clone(),
                url: source.url.clone(),
                details: details.into_iter().flatten().collect::<Vec<_>>().join(" · "),
            }
        })
        .collect()
}

/// The page's blocks, with the cards of exercises and the panels of labs made.
pub(super) fn blocks(
    app: &App,
    look: &Look,
    viewer: &Viewer,
    progress: &Progress,
    lesson: &Lesson,
    answered: Option<&str>,
    again: Option<&str>,
) -> Result<Vec<BlockView>, Error> {
    let course = &progress.course;
    let mut blocks = Vec::new();
    for block in lesson.body.get(look.language) {
        match block {
            Block::Prose(html) => blocks.push(BlockView::Prose(html.0.clone())),
            Block::Exercise(id) => {
                let Some(exercise) = course.exercise(id.as_str()) else { continue };
                let is_again = again == Some(id.as_str());
                let outcome =
                    if is_again { None } else { shown(app, viewer, progress, exercise, answered)? };
                let runs = exercise::runs(app, viewer, exercise, look.language)?;
                let mut occasion = exercise::occasion(progress, exercise, lesson, runs);
                occasion.outcome = outcome.as_ref();
                let card = Card::new(look, exercise, exercise::seed(progress, viewer, exercise), occasion);
                blocks.push(BlockView::Item(card.render().map_err(|error| Error::internal(&error))?));
            }
            Block::Lab(id) => {
                let Some(item) = course.lab(id.as_str()) else { continue };
                let asks = |exercise: &Exercise| matches!(&exercise.form, Form::Lab { lab } if lab == id);
                let has_exercise = lesson
                    .exercises()
                    .filter_map(|id| course.exercise(id.as_str()))
                    .any(|exercise| asks(exercise));
                let query = look.path.split_once('?').map(|(_, query)| query);
                let panel = lab::render(item, look.language, has_exercise, query);
                blocks.push(BlockView::Item(panel.map_err(|error| Error::internal(&error))?));
            }
        }
    }
    Ok(blocks)
}

/// The answer that a card shows: the one just given; else the last one, if the exercise is solved
/// or no attempt is left.
fn shown(
    app: &App,
    viewer: &Viewer,
    progress: &Progress,
    exercise: &Exercise,
    answered: Option<&str>,
) -> Result<Option<Outcome>, StoreError> {
    let Some(standing) = progress.standings.get(&exercise.id) else { return Ok(None) };
    let is_over = exercise.attempts.is_some_and(|allowed| standing.attempts >= allowed);
    let is_solved = standing.max_points > 0.0 && standing.points >= standing.max_points;
    if answered == Some(exercise.id.as_str()) || is_over || is_solved {
        submit::latest(app, &viewer.person, exercise.id.as_str())
    } else {
        Ok(None)
    }
}
