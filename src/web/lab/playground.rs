//! Starting a run of the playground.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Refusal;
use crate::curriculum::{DataSet, Lab, LabSpec, Parameters};
use crate::id::{PersonId, RunId};
use crate::labs::{LabError, MAX_SEED, PlaygroundRun};
use crate::language::Language;
use crate::service::lab::{Keep, Order, Runs};

/// Bytes of a request to start a run.
pub const START_LIMIT: usize = 4096;

/// What the island sends.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StartRequest {
    /// The seed; a number as JavaScript has them.
    pub seed: f64,
    /// Parameters by name.
    #[serde(default)]
    pub parameters: Parameters,
    /// Other data than the lesson's, where the lab lets choose.
    #[serde(default)]
    pub set: Option<DataSet>,
    /// The language of the page.
    #[serde(default)]
    pub language: Language,
}

#[derive(Serialize)]
struct Started {
    run: RunId,
}

/// `POST /api/labs/{lab}/runs`: starts the learner's run and answers 201 with its id. `body` is
/// the JSON of a [`StartRequest`].
pub fn start(
    runs: &Runs,
    lab: &Lab,
    learner: PersonId,
    language: Language,
    body: &[u8],
    now: Timestamp,
    keep: Keep,
) -> Response {
    let request = match serde_json::from_slice::<StartRequest>(body) {
        Ok(request) => request,
        Err(_) => return Refusal::unreadable(language).into_response(),
    };
    let language = request.language;
    let run = match wanted(lab, &request) {
        Ok(Some(run)) => run,
        Ok(None) => return Refusal::not_found(language).into_response(),
        Err(error) => return Refusal::of_lab(&error, language).into_response(),
    };
    let order = Order { learner, lab: lab.id.clone(), version: lab.version, run, language };
    match runs.start(order, now, keep) {
        Ok(run) => (StatusCode::CREATED, Json(Started { run })).into_response(),
        Err(error) => Refusal::of_start(&error, language).into_response(),
    }
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
