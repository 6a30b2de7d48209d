//! Starting and stopping a run of the playground.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};

use super::reply::Refusal;
use crate::clock;
use crate::curriculum::{DataSet, Lab, LabSpec, Parameters};
use crate::id::RunId;
use crate::labs::{LabError, MAX_SEED, PlaygroundRun};
use crate::language::Language;
use crate::service::lab::{Order, keep_in};
use crate::web::Shared;
use crate::web::look::Look;
use crate::web::session::Viewer;

/// Bytes of a request to start a run.
pub(super) const START_LIMIT: usize = 4096;

/// What the island sends.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct StartRequest {
    /// The seed; a number as JavaScript has them.
    seed: f64,
    #[serde(default)]
    parameters: Parameters,
    /// Other data than the lesson's, where the lab lets choose.
    #[serde(default)]
    set: Option<DataSet>,
    /// The language of the page.
    #[serde(default)]
    language: Option<Language>,
}

#[derive(Serialize)]
struct Started {
    run: RunId,
}

/// `POST /api/labs/{lab}/runs`: starts the viewer's run and answers 201 with its id.
pub(super) async fn start(
    State(app): State<Shared>,
    viewer: Viewer,
    look: Look,
    Path(lab): Path<String>,
    body: Bytes,
) -> Result<Response, Refusal> {
    let request: StartRequest =
        serde_json::from_slice(&body).map_err(|_| Refusal::unreadable(look.language))?;
    let language = request.language.unwrap_or(look.language);
    let course = app.library.course();
    let lab = course.lab(&lab).ok_or_else(|| Refusal::not_found(language))?;
    let run = wanted(lab, &request)
        .map_err(|error| Refusal::of_lab(&error, language))?
        .ok_or_else(|| Refusal::not_found(language))?;
    let order = Order { learner: viewer.id(), lab: lab.id.clone(), version: lab.version, run, language };
    let run = app
        .runs
        .start(order, clock::now(), keep_in(&app.store))
        .map_err(|error| Refusal::of_start(&error, language))?;
    Ok((StatusCode::CREATED, Json(Started { run })).into_response())
}

/// `DELETE /api/runs/{run}`: stops the viewer's run. One that has ended stays as it is.
pub(super) async fn stop(
    State(app): State<Shared>,
    viewer: Viewer,
    look: Look,
    Path(run): Path<String>,
) -> Result<StatusCode, Refusal> {
    let was_there = RunId::parse(&run).is_some_and(|run| app.runs.stop(run, viewer.id()));
    was_there.then_some(StatusCode::NO_CONTENT).ok_or_else(|| Refusal::not_found(look.language))
}

/// The run that was asked for; nothing if the lab has no runs.
fn wanted(lab: &Lab, request: &StartRequest) -> Result<Option<PlaygroundRun>, LabError> {
    let LabSpec::Playground(spec) = &lab.spec else { return Ok(None) };
    let seed = request.seed;
    if seed.fract() != 0.0 || !(0.0..=MAX_SEED as f64).contains(&seed) {
        return Err(LabError::Seed);
    }
    PlaygroundRun::of(spec, request.set, &request.parameters, seed as u64).map(Some)
}
