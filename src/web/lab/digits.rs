//! Reading a drawn digit.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use tokio::sync::Semaphore;

use super::reply::Refusal;
use crate::curriculum::LabSpec;
use crate::inference::digits::{DigitsError, Reading, top};
use crate::inference::picture::{PIXELS, Picture};
use crate::web::Shared;
use crate::web::look::Look;
use crate::web::session::Viewer;

/// Bytes of a drawing: 28 rows of 28 pixels, 0 paper, 255 ink.
pub(super) const PICTURE_LIMIT: usize = PIXELS;

/// How long a drawing waits for its turn. A page asks again by itself with a newer one.
const PATIENCE: Duration = Duration::from_secs(2);

/// Readings at one time: more would only wait for each other's cores.
static SEATS: LazyLock<Arc<Semaphore>> = LazyLock::new(|| {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    Arc::new(Semaphore::new(cores))
});

/// What the island draws: pictures in base64, a byte a pixel.
#[derive(Serialize)]
pub(super) struct Answer {
    probabilities: Vec<f64>,
    top: usize,
    /// On the pixels of the drawing.
    saliency: String,
    /// As the network saw it, upright and centred.
    picture: String,
}

/// `POST /api/digits/{lab}`: reads [`PICTURE_LIMIT`] raw bytes.
pub(super) async fn read(
    State(app): State<Shared>,
    _: Viewer,
    look: Look,
    Path(lab): Path<String>,
    body: Bytes,
) -> Result<Json<Answer>, Refusal> {
    let language = look.language;
    let course = app.library.course();
    let is_digits = course.lab(&lab).is_some_and(|lab| matches!(lab.spec, LabSpec::Digits { .. }));
    if !is_digits {
        return Err(Refusal::not_found(language));
    }
    let picture: Picture = body.as_ref().try_into().map_err(|_| Refusal::unreadable(language))?;
    let seat = tokio::time::timeout(PATIENCE, Arc::clone(&SEATS).acquire_owned()).await;
    let Ok(Ok(seat)) = seat else { return Err(Refusal::busy(1, language)) };
    let digits = Arc::clone(&app.digits);
    let reading = tokio::task::spawn_blocking(move || {
        // The seat is given back when the reading ends, not when the page stops waiting for it.
        let _seat = seat;
        digits.classify(&picture)
    });
    match reading.await {
        Ok(Ok(reading)) => Ok(Json(answer(&reading))),
        Ok(Err(DigitsError::Empty(_))) => Err(Refusal::blank(language)),
        Ok(Err(error)) => {
            tracing::error!("a digit could not be read: {error}");
            Err(Refusal::fault(language))
        }
        Err(panicked) => {
            tracing::error!("a digit could not be read: {panicked}");
            Err(Refusal::fault(language))
        }
    }
}

fn answer(reading: &Reading) -> Answer {
    let byte = |share: &f32| (255.0 * share.clamp(0.0, 1.0)).round() as u8;
    let saliency: Vec<u8> = reading.saliency.iter().map(byte).collect();
    let short = |share: &f32| (f64::from(*share) * 1e4).round() / 1e4;
    Answer {
        probabilities: reading.probabilities.iter().map(short).collect(),
        top: top(&reading.probabilities),
        saliency: STANDARD.encode(saliency),
        picture: STANDARD.encode(reading.normalised),
    }
}
