//! Receives a file, piece by piece, without holding it.

use axum::Json;
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{Multipart, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::json;

use super::list;
use super::words::Words;
use crate::id::BatchId;
use crate::service::desk::{DeskError, Intake, Upload};
use crate::web::error::{Error, refused};
use crate::web::look::Look;
use crate::web::session::Viewer;
use crate::web::{Shared, off};

/// Bytes that are gathered before they go to the disk.
const PIECE: usize = 512 * 1024;

/// Why no batch came of it.
enum Trouble {
    /// The person can do better; this is what to say.
    Refused(&'static str),
    /// It is not about the file.
    Other(Error),
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        Self::Other(error)
    }
}

pub(super) async fn receive(
    State(app): State<Shared>,
    look: Look,
    viewer: Viewer,
    headers: HeaderMap,
    form: Multipart,
) -> Result<Response, Error> {
    let is_script = headers
        .get(header::ACCEPT)
        .is_some_and(|accept| accept.as_bytes().starts_with(b"application/json"));
    match take(&app, &look, &viewer, form).await {
        Ok(id) => {
            let href = look.href(&format!("desk/batches/{id}"));
            Ok(if is_script {
                Json(json!({ "href": href })).into_response()
            } else {
                Redirect::to(&href).into_response()
            })
        }
        Err(Trouble::Refused(message)) if is_script => {
            Ok(refused(Json(json!({ "message": message })).into_response()))
        }
        Err(Trouble::Refused(message)) => Ok(refused(list::page(app, look, viewer, Some(message)).await?)),
        Err(Trouble::Other(error)) => Err(error),
    }
}

async fn take(app: &Shared, look: &Look, viewer: &Viewer, mut form: Multipart) -> Result<BatchId, Trouble> {
    let w = Words::of(look.language);
    let broken = |error: MultipartError| broken(&error, w);
    while let Some(field) = form.next_field().await.map_err(broken)? {
        let name = field.file_name().unwrap_or("").to_owned();
        if field.name() != Some("file") || name.is_empty() {
            continue;
        }
        let house = app.clone();
        let intake = off(move || Ok(house.desk.receive()?)).await?;
        let intake = pour(field, intake, w).await?;
        let upload = Upload { person: viewer.id(), name, language: look.language };
        return Ok(off(move || Ok(intake.finish(upload)?)).await?);
    }
    Err(Trouble::Refused(w.choose_first))
}

/// Writes the field's bytes off the runtime, half a megabyte at a time.
async fn pour(mut field: Field<'_>, mut intake: Intake, w: &'static Words) -> Result<Intake, Trouble> {
    let mut piece = Vec::with_capacity(PIECE);
    loop {
        let chunk = field.chunk().await.map_err(|error| broken(&error, w))?;
        let is_last = chunk.is_none();
        piece.extend_from_slice(&chunk.unwrap_or_default());
        if piece.len() < PIECE && !is_last {
            continue;
        }
        let written = off(move || {
            let result = intake.write(&piece);
            piece.clear();
            Ok((result, intake, piece))
        });
        let (result, back, emptied) = written.await?;
        (intake, piece) = (back, emptied);
        match result {
            Ok(()) if is_last => return Ok(intake),
            Ok(()) => {}
            Err(DeskError::TooLarge) => return Err(Trouble::Refused(w.too_large)),
            Err(error) => return Err(Trouble::Other(error.into())),
        }
    }
}

/// A body that ends early, or is larger than the route takes.
fn broken(error: &MultipartError, w: &Words) -> Trouble {
    if error.status().as_u16() == 413 {
        Trouble::Refused(w.too_large)
    } else {
        Trouble::Other(Error::Malformed)
    }
}
