//! Refusals of the lab requests, as JSON that the island shows in words.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::labs::LabError;
use crate::language::Language;
use crate::service::lab::StartError;

/// A status and a sentence that the learner can act on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    status: StatusCode,
    sentence: String,
    retry_after_s: Option<u32>,
}

#[derive(Serialize)]
struct Body<'a> {
    error: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after_s: Option<u32>,
}

impl Refusal {
    /// With this status and sentence.
    pub fn new(status: StatusCode, sentence: impl Into<String>) -> Self {
        Self { status, sentence: sentence.into(), retry_after_s: None }
    }

    /// There is no such lab, or no such run of this learner.
    pub fn not_found(language: Language) -> Self {
        let sentence = language.pick(
            "找不到这个实验或这次运行；内容可能已经更新，请刷新页面。",
            "This lab or run was not found; the content may have changed. Please reload the page.",
        );
        Self::new(StatusCode::NOT_FOUND, sentence)
    }

    /// What was sent cannot be read.
    pub fn unreadable(language: Language) -> Self {
        let sentence =
            language.pick("请求的内容无法识别。", "The content of the request could not be understood.");
        Self::new(StatusCode::BAD_REQUEST, sentence)
    }

    /// Why no run was started.
    pub fn of_start(error: &StartError, language: Language) -> Self {
        match error {
            StartError::Busy { retry_after_s, .. } => Self {
                status: StatusCode::SERVICE_UNAVAILABLE,
                sentence: language
                    .pick(
                        "现在用实验的人很多，计算线程都占着，请稍候再试。",
                        "Many people are using the labs and every compute thread is taken. Please try again shortly.",
                    )
                    .to_owned(),
                retry_after_s: Some(*retry_after_s),
            },
            StartError::Closed => Self {
                status: StatusCode::SERVICE_UNAVAILABLE,
                sentence: language
                    .pick("服务器正在重启，请稍候再试。", "The server is restarting. Please try again shortly.")
                    .to_owned(),
                retry_after_s: Some(10),
            },
            StartError::Lab(error) => Self::of_lab(error, language),
        }
    }

    /// What is wrong with the run that was asked for.
    pub fn of_lab(error: &LabError, language: Language) -> Self {
        let status = match error {
            LabError::Compute(_) => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::BAD_REQUEST,
        };
        Self::new(status, error.sentence(language))
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = Body { error: &self.sentence, retry_after_s: self.retry_after_s };
        let mut response = (self.status, Json(body)).into_response();
        if let Some(seconds) = self.retry_after_s {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
