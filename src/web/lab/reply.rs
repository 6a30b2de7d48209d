//! Refusals of the lab requests: a status, and a sentence that the island shows as it is.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::labs::LabError;
use crate::language::Language;
use crate::service::lab::StartError;

/// Why a request of a lab was not answered as asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    status: StatusCode,
    sentence: String,
    retry_after_s: Option<u32>,
}

/// The same form as every other JSON error of the site, and when to ask again.
#[derive(Serialize)]
struct Body<'a> {
    error: u16,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after_s: Option<u32>,
}

impl Refusal {
    /// There is no such lab, or no such run of this learner.
    pub(super) fn not_found(language: Language) -> Self {
        let sentence = language.pick(
            "找不到这个实验或这次运行；内容可能已经更新，请刷新页面。",
            "This lab or run was not found; the content may have changed. Please reload the page.",
        );
        Self::new(StatusCode::NOT_FOUND, sentence)
    }

    /// What was sent cannot be read.
    pub(super) fn unreadable(language: Language) -> Self {
        let sentence =
            language.pick("请求的内容无法识别。", "The content of the request could not be understood.");
        Self::new(StatusCode::BAD_REQUEST, sentence)
    }

    /// A drawing without ink.
    pub(super) fn blank(language: Language) -> Self {
        let sentence = language.pick(
            "画布上还没有墨迹，先写一个数字。",
            "There is no ink on the canvas yet: write a digit first.",
        );
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, sentence)
    }

    /// Every thread that could answer is taken.
    pub(super) fn busy(retry_after_s: u32, language: Language) -> Self {
        let sentence = language.pick(
            "现在用实验的人很多，计算线程都占着，请稍候再试。",
            "Many people are using the labs and every compute thread is taken. Please try again shortly.",
        );
        Self { retry_after_s: Some(retry_after_s), ..Self::new(StatusCode::SERVICE_UNAVAILABLE, sentence) }
    }

    /// A fault of ours, already logged.
    pub(super) fn fault(language: Language) -> Self {
        let sentence = language.pick(
            "服务器没能完成这次计算，请再试一次。",
            "The server could not finish this computation. Please try again.",
        );
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, sentence)
    }

    /// Why no run was started.
    pub(super) fn of_start(error: &StartError, language: Language) -> Self {
        match error {
            StartError::Busy { retry_after_s, .. } => Self::busy(*retry_after_s, language),
            StartError::Closed => {
                let sentence = language.pick(
                    "服务器正在重启，请稍候再试。",
                    "The server is restarting. Please try again shortly.",
                );
                Self { retry_after_s: Some(10), ..Self::new(StatusCode::SERVICE_UNAVAILABLE, sentence) }
            }
            StartError::Lab(error) => Self::of_lab(error, language),
        }
    }

    /// What is wrong with the run that was asked for.
    pub(super) fn of_lab(error: &LabError, language: Language) -> Self {
        if let LabError::Compute(_) = error {
            tracing::error!("a lab failed: {error}");
            return Self::fault(language);
        }
        Self::new(StatusCode::BAD_REQUEST, error.sentence(language))
    }

    fn new(status: StatusCode, sentence: impl Into<String>) -> Self {
        Self { status, sentence: sentence.into(), retry_after_s: None }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let Self { status, sentence, retry_after_s } = self;
        let body = Body { error: status.as_u16(), message: &sentence, retry_after_s };
        let mut response = (status, Json(body)).into_response();
        if let Some(seconds) = retry_after_s {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
