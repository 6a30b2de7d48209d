//! Exercise cards: shown, answered, answered again. A plain form works without scripts: a posted
//! answer leads back to its lesson, where the card shows the feedback. A script asks for the same
//! card as JSON and puts it in place.

mod card;
mod sheet;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Form, Json};
use serde::Serialize;

pub use card::{Card, Occasion};

use super::error::{self, Error};
use super::look::Look;
use super::messages::Messages;
use super::page::{Frame, Section, render};
use super::session::Viewer;
use super::{Shared, lesson, off};
use crate::clock;
use crate::curriculum::{self, Exercise, Lesson};
use crate::digest::{Digest, Nonce};
use crate::labs;
use crate::language::Language;
use crate::service::progress::{Progress, progress};
use crate::service::submit::{self, Posted, SubmitError};
use crate::service::{self, App};
use crate::store::{Run, StoreError};

/// Runs of a lab that a card offers as evidence.
const RUNS: u32 = 5;

/// A card on a page of its own.
#[derive(Template)]
#[template(path = "exercise.html")]
struct ExercisePage {
    f: Frame,
    lesson_href: String,
    lesson_title: String,
    card: String,
}

/// What a script gets.
#[derive(Serialize)]
struct CardJson {
    html: String,
    /// `graded`, `problem` or `open`.
    state: &'static str,
}

/// `GET /{language}/exercises/{exercise}`: a card to fill in.
pub async fn show(
    State(app): State<Shared>,
    look: Look,
    viewer: Viewer,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    off(move || {
        let progress = progress(&app, viewer.id(), clock::now())?;
        let (exercise, lesson) = find(&progress, &viewer, &id)?;
        let runs = runs(&app, &viewer, exercise, look.language)?;
        let occasion = occasion(&progress, exercise, lesson, runs);
        let card = Card::new(&look, exercise, seed(&progress, &viewer, exercise), occasion);
        answer(&look, &viewer, lesson, &card, "open", wants_json(&headers))
    })
    .await
}

/// `POST /{language}/exercises/{exercise}`: an answer.
pub async fn submit(
    State(app): State<Shared>,
    look: Look,
    viewer: Viewer,
    Path(id): Path<String>,
    headers: HeaderMap,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Error> {
    let nonce = nonce()?;
    off(move || {
        let now = clock::now();
        let posted = read(&app, &id, fields);
        let as_json = wants_json(&headers);
        let outcome = submit::submit(&app, &viewer.person, &id, &posted, nonce, now);
        let progress = progress(&app, viewer.id(), now)?;
        match outcome {
            Ok(outcome) if as_json => {
                let (_, lesson) = find(&progress, &viewer, &id)?;
                let exercise = &outcome.pinned.exercise;
                let mut occasion = occasion(&progress, exercise, lesson, Vec::new());
                occasion.outcome = Some(&outcome);
                let card = Card::new(&look, exercise, outcome.seed, occasion);
                answer(&look, &viewer, lesson, &card, "graded", true)
            }
            Ok(outcome) => {
                let Exercise { id, lesson, .. } = &*outcome.pinned.exercise;
                Ok(Redirect::to(&look.href(&format!("lessons/{lesson}?answered={id}#{id}")))
                    .into_response())
            }
            Err(SubmitError::Unknown) => Err(Error::NotFound),
            Err(SubmitError::Store(error)) => Err(error.into()),
            Err(error) => {
                let (exercise, lesson) = find(&progress, &viewer, &id)?;
                let problem = card::problem(&error, look.language).ok_or(Error::Malformed)?;
                let runs = runs(&app, &viewer, exercise, look.language)?;
                let mut occasion = occasion(&progress, exercise, lesson, runs);
                let is_changed = matches!(error, SubmitError::Changed);
                let entered = if is_changed { Vec::new() } else { posted.fields };
                occasion.problem = Some((problem, entered));
                let seed = if is_changed { seed(&progress, &viewer, exercise) } else { posted.seed };
                let card = Card::new(&look, exercise, seed, occasion);
                answer(&look, &viewer, lesson, &card, "problem", as_json).map(error::refused)
            }
        }
    })
    .await
}

/// The exercise and its lesson, if this person may see them.
fn find<'a>(
    progress: &'a Progress,
    viewer: &Viewer,
    id: &str,
) -> Result<(&'a Exercise, &'a Lesson), Error> {
    let exercise = progress.course.exercise(id).ok_or(Error::NotFound)?;
    let lesson = progress.course.lesson(exercise.lesson.as_str()).ok_or(Error::NotFound)?;
    if lesson::may_read(viewer, lesson) { Ok((exercise, lesson)) } else { Err(Error::NotFound) }
}

/// What a card of this exercise shows besides the question.
pub fn occasion<'a>(
    progress: &'a Progress,
    exercise: &Exercise,
    lesson: &Lesson,
    runs: Vec<(String, String)>,
) -> Occasion<'a> {
    Occasion {
        number: lesson.exercises().position(|id| *id == exercise.id).map_or(0, |at| at + 1),
        standing: progress.standings.get(&exercise.id),
        runs,
        ..Occasion::default()
    }
}

/// The seed of this person's next sheet.
pub fn seed(progress: &Progress, viewer: &Viewer, exercise: &Exercise) -> u64 {
    let attempts = progress.standings.get(&exercise.id).map_or(0, |standing| standing.attempts);
    service::sheet::seed(viewer.id(), exercise, attempts)
}

/// The learner's latest runs of the lab that an exercise asks for, as id and words.
pub fn runs(
    app: &App,
    viewer: &Viewer,
    exercise: &Exercise,
    language: Language,
) -> Result<Vec<(String, String)>, StoreError> {
    let curriculum::Form::Lab { lab } = &exercise.form else { return Ok(Vec::new()) };
    let runs = app.store.runs_of(viewer.id(), lab, RUNS)?;
    Ok(runs.iter().map(|run| (run.id.to_string(), describe(run, language))).collect())
}

/// A run in words: when, seed, what was turned.
fn describe(run: &Run, language: Language) -> String {
    let t = Messages::of(language);
    let at = super::time::clock_time(run.at);
    let mut parts = vec![at, super::messages::fill(t.run_seed, &[("seed", &run.seed)])];
    let parameters: std::collections::BTreeMap<String, f64> =
        serde_json::from_str(&run.parameters).unwrap_or_default();
    parts.extend(labs::PARAMETERS.iter().filter_map(|parameter| {
        let value = parameters.get(parameter.name)?;
        Some(format!("{} {}", parameter.label(language), labs::written(*value)))
    }));
    parts.join(" · ")
}

fn answer(
    look: &Look,
    viewer: &Viewer,
    lesson: &Lesson,
    card: &Card,
    state: &'static str,
    as_json: bool,
) -> Result<Response, Error> {
    let html = card.render().map_err(|error| Error::internal(&error))?;
    if as_json {
        return Ok(Json(CardJson { html, state }).into_response());
    }
    let title = lesson.title.get(look.language).clone();
    let f = Frame::new(look, Some(viewer), Section::Learn, &title)
        .shaped("lesson")
        .island("lesson.js")
        .with_math(lesson.has_math);
    let lesson_href = look.href(&format!("lessons/{}#{}", lesson.id, card.id));
    Ok(render(&ExercisePage { f, lesson_href, lesson_title: title, card: html }))
}

fn wants_json(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|accepted| accepted.contains("application/json"))
}

/// Sorts the fields of a posted form.
fn read(app: &App, exercise: &str, fields: Vec<(String, String)>) -> Posted {
    let mut posted = Posted::default();
    for (name, value) in fields {
        match name.as_str() {
            // One that is no longer kept must not be taken for the current one.
            "version" => {
                let known = app.library.version(exercise, &value);
                posted.version = known.or_else(|| Some(Digest::of(value.as_bytes())));
            }
            "seed" => posted.seed = value.parse().unwrap_or_default(),
            _ => posted.fields.push((name, value)),
        }
    }
    posted
}

/// A secret for the receipt of one attempt.
fn nonce() -> Result<Nonce, Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| Error::internal(&error))?;
    Ok(Nonce::new(bytes))
}
