//! `POST /api/study`: a page says that its lesson was opened, is still read, was left. The time is
//! the server's; a page only says that it is there.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::{Form, Json};
use serde::Deserialize;
use serde_json::json;

use super::error::{self, Error};
use super::session::Viewer;
use super::{Shared, off};
use crate::clock;
use crate::digest::Digest;
use crate::id::StudyId;
use crate::service::study;

/// What happened: `open` names lesson and version, `beat` and `leave` the study that it began.
#[derive(Deserialize)]
#[serde(tag = "event", rename_all = "lowercase")]
pub enum Sign {
    /// The lesson was opened.
    Open {
        /// Which lesson.
        lesson: String,
        /// In which version.
        version: String,
    },
    /// The learner is still at it.
    Beat {
        /// Which study.
        study: String,
    },
    /// The page was left.
    Leave {
        /// Which study.
        study: String,
    },
}

/// Notes it. A beat of a study that is over is answered with "no such study": the page opens anew.
pub async fn note(
    State(app): State<Shared>,
    viewer: Viewer,
    Form(sign): Form<Sign>,
) -> Result<Response, Error> {
    off(move || {
        let now = clock::now();
        let goes_on = match sign {
            Sign::Open { lesson, version } => {
                let course = app.library.course();
                let lesson = course.lesson(&lesson).ok_or(Error::NotFound)?;
                let version = Digest::parse(&version).ok_or(Error::Malformed)?;
                let id = study::open(&app.store, viewer.id(), lesson.id.clone(), version, now)?;
                return Ok(Json(json!({ "study": id })).into_response());
            }
            Sign::Beat { study } => study::beat(&app.store, viewer.id(), read(&study)?, now)?,
            Sign::Leave { study } => study::leave(&app.store, viewer.id(), read(&study)?, now)?,
        };
        if goes_on { Ok(error::done()) } else { Err(Error::NotFound) }
    })
    .await
}

fn read(study: &str) -> Result<StudyId, Error> {
    StudyId::parse(study).ok_or(Error::Malformed)
}
