//! `/{language}/desk`: the upload, the format, the list of batches.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::sample::Explained;
use super::view::{self, Count, Moment, Tag};
use super::words::Words;
use crate::language::Language;
use crate::service::App;
use crate::service::desk::Batch;
use crate::web::error::Error;
use crate::web::look::Look;
use crate::web::page::{Frame, Section, render};
use crate::web::session::Viewer;
use crate::web::{Shared, icon, off};

#[derive(Template)]
#[template(path = "desk/list.html")]
struct ListPage {
    f: Frame,
    w: &'static Words,
    icon_file: &'static str,
    /// What was wrong with the file that was handed in.
    problem: Option<&'static str>,
    format: Explained,
    batches: Vec<Row>,
    /// Whether one of them still moves.
    is_moving: bool,
}

/// A batch in the list.
struct Row {
    href: String,
    name: String,
    by: String,
    at: Moment,
    lines: String,
    counts: Vec<Count>,
    mean: Option<String>,
    state: Tag,
    /// Share of the file read, while it is being graded.
    read: Option<String>,
}

pub(super) async fn show(State(app): State<Shared>, look: Look, viewer: Viewer) -> Result<Response, Error> {
    page(app, look, viewer, None).await
}

/// The page, with what was wrong with a file.
pub(super) async fn page(
    app: Shared,
    look: Look,
    viewer: Viewer,
    problem: Option<&'static str>,
) -> Result<Response, Error> {
    off(move || {
        let w = Words::of(look.language);
        let found = app.desk.batches()?;
        let is_moving = found.iter().any(Batch::is_unfinished);
        let names = Names::of(&app)?;
        let batches = found.iter().map(|batch| row(batch, &names, look.language)).collect();
        let f = Frame::new(&look, Some(&viewer), Section::Desk, w.desk)
            .shaped("wide")
            .sheet("desk.css")
            .island("desk.js");
        let format = Explained::new(&app.library.course(), f.t);
        Ok(render(&ListPage { f, w, icon_file: icon::DESK, problem, format, batches, is_moving }))
    })
    .await
}

/// Names of the people who handed files in.
pub(super) struct Names(Vec<crate::store::Person>);

impl Names {
    pub(super) fn of(app: &App) -> Result<Self, Error> {
        Ok(Self(app.store.people()?))
    }

    pub(super) fn by(&self, batch: &Batch, w: &Words) -> String {
        let name =
            self.0.iter().find(|person| person.id == batch.person).map(|person| person.name.as_str());
        crate::web::messages::fill(w.by, &[("name", &name.unwrap_or(w.somebody))])
    }
}

fn row(batch: &Batch, names: &Names, language: Language) -> Row {
    let w = Words::of(language);
    Row {
        href: format!("/{}/desk/batches/{}", language.slug(), batch.id),
        name: batch.name.clone(),
        by: names.by(batch, w),
        at: Moment::new(batch.created_at),
        lines: view::grouped(batch.counts.lines),
        counts: view::counts(&batch.counts, w),
        mean: batch.mean().map(view::percent),
        state: Tag::of_state(batch.state, w),
        read: batch.is_unfinished().then(|| view::percent(batch.share())),
    }
}
