//! The grading desk's pages: hand in a file, watch it being graded, read and download results.
//!
//! Handlers read the request, call [`crate::service::desk`] off the runtime and build a view;
//! what a view says in words and numbers is made in `view`. Everything works without a script:
//! forms are posted, progress has a link that refreshes it.

mod batch;
mod download;
mod events;
mod items;
mod list;
mod rows;
mod sample;
mod upload;
mod view;
pub mod words;

use std::sync::LazyLock;
use std::time::Duration;

use axum::routing::{get, post};

use super::error::Error;
use super::route::{GRADING, Route};
use crate::id::BatchId;
use crate::service::desk::{DeskError, MAX_BYTES};

/// A large file over a slow line takes a while.
const UPLOAD_TIME: Duration = Duration::from_secs(2 * 60 * 60);

/// What a form adds to the file that it carries.
const FORM_BYTES: usize = 64 * 1024;

/// The desk's routes.
pub static ROUTES: LazyLock<Vec<Route>> = LazyLock::new(|| {
    vec![
        Route::get("/{language}/desk", GRADING, || get(list::show)),
        Route::post("/{language}/desk/batches", GRADING, || post(upload::receive))
            .body(MAX_BYTES as usize + FORM_BYTES)
            .within(UPLOAD_TIME),
        Route::get("/{language}/desk/batches/{id}", GRADING, || get(batch::show)),
        Route::post("/{language}/desk/batches/{id}/stop", GRADING, || post(batch::stop)),
        Route::post("/{language}/desk/batches/{id}/again", GRADING, || post(batch::again)),
        Route::post("/{language}/desk/batches/{id}/delete", GRADING, || post(batch::delete)),
        Route::get("/api/batches/{id}/events", GRADING, || get(events::follow)),
        Route::get("/api/batches/{id}/results.jsonl", GRADING, || get(download::jsonl)),
        Route::get("/api/batches/{id}/results.csv", GRADING, || get(download::csv)),
        Route::get("/api/batches/{id}/rejected.jsonl", GRADING, || get(download::rejected)),
        Route::get("/api/batches/sample.jsonl", GRADING, || get(sample::jsonl)),
        Route::get("/api/batches/sample.csv", GRADING, || get(sample::csv)),
    ]
});

impl From<DeskError> for Error {
    fn from(error: DeskError) -> Self {
        match error {
            DeskError::Missing | DeskError::FilesMissing => Self::NotFound,
            DeskError::Store(error) => error.into(),
            DeskError::TooLarge | DeskError::Unfinished => Self::Malformed,
            DeskError::Disk(_) => Self::internal(&error),
        }
    }
}

/// The batch that a path names.
fn batch_id(text: &str) -> Result<BatchId, Error> {
    BatchId::parse(text).ok_or(Error::NotFound)
}
