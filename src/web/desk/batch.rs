//! `/{language}/desk/batches/{id}`: figures, item statistics, rows; stop, again, delete.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::list::Names;
use super::view::{self, Count, Moment, Tag};
use super::words::Words;
use super::{batch_id, items, rows};
use crate::curriculum::Course;
use crate::id::BatchId;
use crate::language::Language;
use crate::service::desk::{Batch, DeskError};
use crate::store::BatchState;
use crate::web::error::Error;
use crate::web::look::Look;
use crate::web::messages::fill;
use crate::web::page::{Frame, Section, render};
use crate::web::session::Viewer;
use crate::web::{Shared, icon, off};

/// Exercises that the table shows before the fold.
const FIRST_ITEMS: usize = 10;

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Wish {
    pub(super) status: String,
    /// An exercise's id; `-` stands for those that the course does not have.
    pub(super) exercise: String,
    pub(super) learner: String,
    pub(super) page: String,
}

#[derive(Template)]
#[template(path = "desk/batch.html")]
struct BatchPage {
    f: Frame,
    w: &'static Words,
    icon_warning: &'static str,
    id: String,
    name: String,
    by: String,
    at: Moment,
    size: String,
    state: Tag,
    /// Whether there is anything to count: not of a batch that was stopped or has failed.
    has_figures: bool,
    counts: Vec<Count>,
    lines: String,
    rejects: bool,
    has_receipts: bool,
    mean: Option<String>,
    rate: Option<String>,
    /// Short version of the course, and whether it is still the current one.
    version: Option<(String, &'static str)>,
    /// While it is not finished: the share of the file, the clause, and what to know meanwhile.
    progress: Option<Moving>,
    can_repeat: bool,
    /// Sentences that explain what is seen.
    notes: Vec<Note>,
    /// What wants a look, and the beginning of the rest.
    first_items: Vec<items::Item>,
    other_items: Vec<items::Item>,
    more_items: String,
    results: Option<rows::Results>,
}

/// A sentence on a coloured ground.
struct Note {
    tone: &'static str,
    text: String,
}

struct Moving {
    share: String,
    line: String,
    is_waiting: bool,
}

pub(super) async fn show(
    State(app): State<Shared>,
    Path(id): Path<String>,
    Query(wish): Query<Wish>,
    look: Look,
    viewer: Viewer,
) -> Result<Response, Error> {
    let id = batch_id(&id)?;
    off(move || {
        let batch = app.desk.batch(id)?;
        let course = app.library.course();
        let w = Words::of(look.language);
        let mut notes = notes(&batch, look.language);
        let results = if batch.state == BatchState::Done && batch.counts.lines > 0 {
            match rows::find(&app.desk, &batch, &wish, &course, &look) {
                Ok(results) => Some(results),
                Err(DeskError::FilesMissing) => {
                    notes.push(Note { tone: "part", text: w.files_missing.to_owned() });
                    None
                }
                Err(error) => return Err(error.into()),
            }
        } else {
            None
        };
        let f = Frame::new(&look, Some(&viewer), Section::Desk, batch.name.clone())
            .shaped("wide")
            .sheet("desk.css")
            .island("desk.js");
        let mut first_items = items::of(&batch, &course, look.language);
        let other_items = first_items.split_off(FIRST_ITEMS.min(first_items.len()));
        let page = BatchPage {
            w,
            icon_warning: icon::WARNING,
            id: batch.id.to_string(),
            by: Names::of(&app)?.by(&batch, w),
            at: Moment::new(batch.created_at),
            size: view::size(batch.bytes),
            state: Tag::of_state(batch.state, w),
            has_figures: batch.is_unfinished() || batch.state == BatchState::Done,
            counts: view::counts(&batch.counts, w),
            lines: view::grouped(batch.counts.lines),
            rejects: batch.counts.rejected > 0,
            has_receipts: batch.counts.graded > 0,
            mean: batch.mean().map(view::percent),
            rate: view::rate(&batch),
            version: version(&batch, &course, w),
            progress: moving(&batch, look.language),
            can_repeat: matches!(batch.state, BatchState::Failed | BatchState::Stopped),
            notes,
            more_items: fill(w.more_items, &[("n", &other_items.len())]),
            first_items,
            other_items,
            results,
            name: batch.name,
            f,
        };
        Ok(render(&page))
    })
    .await
}

pub(super) async fn stop(app: State<Shared>, id: Path<String>, look: Look) -> Result<Response, Error> {
    act(app, id, |app, id| app.desk.stop(id), &look).await
}

pub(super) async fn again(app: State<Shared>, id: Path<String>, look: Look) -> Result<Response, Error> {
    act(app, id, |app, id| app.desk.again(id), &look).await
}

pub(super) async fn delete(
    State(app): State<Shared>,
    Path(id): Path<String>,
    look: Look,
) -> Result<Response, Error> {
    let id = batch_id(&id)?;
    let deleted = off(move || match app.desk.delete(id) {
        // Its page shows that it is being graded, and the button that stops it.
        Err(DeskError::Unfinished) => Ok(false),
        result => Ok(result.map(|()| true)?),
    });
    let path = if deleted.await? { "desk".to_owned() } else { format!("desk/batches/{id}") };
    Ok(Redirect::to(&look.href(&path)).into_response())
}

/// Does something to a batch and goes back to its page.
async fn act(
    State(app): State<Shared>,
    Path(id): Path<String>,
    deed: fn(&Shared, BatchId) -> Result<(), DeskError>,
    look: &Look,
) -> Result<Response, Error> {
    let id = batch_id(&id)?;
    off(move || Ok(deed(&app, id)?)).await?;
    Ok(Redirect::to(&look.href(&format!("desk/batches/{id}"))).into_response())
}

fn moving(batch: &Batch, language: Language) -> Option<Moving> {
    batch.is_unfinished().then(|| Moving {
        share: format!("{:.3}", batch.share()),
        line: view::progress_line(batch, language),
        is_waiting: batch.state == BatchState::Waiting,
    })
}

fn version(batch: &Batch, course: &Course, w: &Words) -> Option<(String, &'static str)> {
    let version = batch.report.version?;
    Some((version.short(12), if version == course.version { w.course_current } else { w.course_older }))
}

fn notes(batch: &Batch, language: Language) -> Vec<Note> {
    let w = Words::of(language);
    let report = &batch.report;
    let mut notes = Vec::new();
    if let Some(failure) = &report.failure {
        notes.push(Note { tone: "bad", text: failure.sentence(language) });
    }
    if batch.state == BatchState::Stopped {
        notes.push(Note { tone: "part", text: w.stopped_note.to_owned() });
    }
    let Some(summary) = &report.summary else { return notes };
    let counts = &summary.counts;
    if counts.lines == 0 {
        notes.push(Note { tone: "part", text: w.empty_file.to_owned() });
    } else if counts.rejected == counts.lines {
        let text = report.looks_like.map_or(w.all_rejected, |looks| looks.sentence(language));
        notes.push(Note { tone: "part", text: text.to_owned() });
    }
    if !summary.unknown_fields.is_empty() {
        let names = summary.unknown_fields.iter().map(String::as_str).collect::<Vec<_>>();
        let text = fill(w.unknown_fields, &[("names", &names.join(language.pick("、", ", ")))]);
        notes.push(Note { tone: "", text });
    }
    notes
}
