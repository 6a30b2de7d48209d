//! `/content/{path}`: pictures of lessons.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};

use super::Shared;
use super::error::{self, Error};
use crate::digest::Digest;

/// For people who are signed in, so that only their own browser keeps it.
const CACHE: HeaderValue = HeaderValue::from_static("private, max-age=300");

/// Sends a picture, or says that the one the browser has is still good.
pub async fn picture(
    State(app): State<Shared>,
    Path(path): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let course = app.library.course();
    let bytes = course.assets.get(&path).ok_or(Error::NotFound)?;
    let kind = match path.rsplit('.').next() {
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("webp") => "image/webp",
        _ => return Err(Error::NotFound),
    };
    let mark = format!("\"{}\"", Digest::of(bytes).short(32));
    let mark = HeaderValue::from_str(&mark).map_err(|error| Error::internal(&error))?;
    let is_known = headers.get(header::IF_NONE_MATCH) == Some(&mark);
    let mut response =
        if is_known { error::not_modified() } else { Body::from(bytes.to_vec()).into_response() };
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response.headers_mut().insert(header::ETAG, mark);
    response.headers_mut().insert(header::CACHE_CONTROL, CACHE);
    Ok(response)
}
