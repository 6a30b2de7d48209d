//! Reading a drawn digit.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::Refusal;
use crate::language::Language;

/// Bytes of a drawing: 28 rows of 28 pixels, 0 paper, 255 ink.
pub const DIGIT_BYTES: usize = 784;

/// placeholder
pub fn read_digit(body: &[u8], language: Language) -> Response {
    let _ = Json(());
    if body.len() != DIGIT_BYTES {
        return Refusal::unreadable(language).into_response();
    }
    StatusCode::NOT_IMPLEMENTED.into_response()
}
