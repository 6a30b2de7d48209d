//! What can go wrong with a request, and the only place that knows status codes.
//!
//! A failure is logged once, with its inside; the person gets a page in their language that says
//! what to do, and a script gets the same words as JSON. [`dress`] turns bare statuses of the
//! layers below (no such page, too large, too slow) into the same pages.

use std::any::Any;
use std::time::Duration;

use askama::Template;
use axum::body::HttpBody as _;
use axum::extract::Request;
use axum::http::header::{self, HeaderMap};
use axum::http::{HeaderValue, Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Json, Redirect, Response};
use serde_json::json;
use tower_http::csrf::ProtectionError;
use tower_http::request_id::RequestId;
use tower_http::timeout::TimeoutLayer;

use super::icon;
use super::look::Look;
use super::messages::{Messages, fill};
use super::page::{Frame, Section, render};
use super::session::{self, Viewer};
use crate::store::StoreError;

/// Why a request was not answered as asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Error {
    /// The request makes no sense.
    Malformed,
    /// Nobody is signed in.
    SignInNeeded,
    /// The person's roles do not allow it.
    Forbidden,
    /// There is nothing at this address.
    NotFound,
    /// Too many tries; again after so many seconds.
    TooMany(u32),
    /// Too much waits; again after so many seconds.
    Busy(u32),
    /// A fault of ours, already logged.
    Internal,
}

impl Error {
    /// A fault of ours: logs it and forgets the inside.
    pub fn internal(error: &impl std::fmt::Display) -> Self {
        tracing::error!("a request failed: {error}");
        Self::Internal
    }

    const fn status(self) -> StatusCode {
        match self {
            Self::Malformed => StatusCode::BAD_REQUEST,
            Self::SignInNeeded => StatusCode::UNAUTHORIZED,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Busy(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Busy | StoreError::Closed => Self::Busy(1),
            StoreError::Missing(_) => Self::NotFound,
            other => Self::internal(&other),
        }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        if let Self::TooMany(seconds) | Self::Busy(seconds) = self {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// A form that was understood but cannot be accepted: the page shows it again with what is wrong.
pub fn refused(mut page: Response) -> Response {
    *page.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    page
}

/// A page that stands for something that is gone for good, such as a used link.
pub fn gone(mut page: Response) -> Response {
    *page.status_mut() = StatusCode::GONE;
    page
}

/// A form that came too often: the page says how long to wait.
pub fn too_many(mut page: Response, seconds: i64) -> Response {
    *page.status_mut() = StatusCode::TOO_MANY_REQUESTS;
    page.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    page
}

/// What the browser has is still good.
pub fn not_modified() -> Response {
    StatusCode::NOT_MODIFIED.into_response()
}

/// Done, and there is nothing to show.
pub fn done() -> Response {
    StatusCode::NO_CONTENT.into_response()
}

/// The answer to a path that leads nowhere.
pub async fn no_such_page() -> Error {
    Error::NotFound
}

/// The answer to a method that a path does not take.
pub async fn no_such_method() -> Response {
    StatusCode::METHOD_NOT_ALLOWED.into_response()
}

/// The answer after a panic, which the panic hook has logged.
pub fn panicked(_: Box<dyn Any + Send + 'static>) -> Response {
    Error::Internal.into_response()
}

/// Gives up on a handler after `timeout`.
pub fn timeout_layer(timeout: Duration) -> TimeoutLayer {
    TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, timeout)
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    f: Frame,
    icon: &'static str,
    title: &'static str,
    lead: &'static str,
    reference: Option<String>,
    sign_in: bool,
}

/// Turns bare failures into pages or JSON, and a missing session into the sign-in page.
pub async fn dress(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let look = Look::of(&parts);
    let viewer = parts.extensions.get::<Viewer>().cloned();
    let reference = parts
        .extensions
        .get::<RequestId>()
        .and_then(|id| id.header_value().to_str().ok().map(str::to_owned));
    let (method, uri) = (parts.method.clone(), parts.uri.clone());
    let referer = parts.headers.get(header::REFERER).cloned();
    let wants_page = !uri.path().starts_with("/api/") && accepts_pages(&parts.headers);
    let response = next.run(Request::from_parts(parts, body)).await;
    let status = response.status();
    let is_bare = status.is_client_error() || status.is_server_error();
    if !is_bare || is_dressed(&response) || uri.path().starts_with("/assets/") {
        return response;
    }
    if status == StatusCode::UNAUTHORIZED && wants_page {
        return Redirect::to(&sign_in_href(&look, &method, &uri, referer.as_ref())).into_response();
    }
    let is_cross_site = response.extensions().get::<ProtectionError>().is_some();
    let t = Messages::of(look.language);
    let (title, lead) = words(t, status, is_cross_site);
    let mut dressed = if wants_page {
        let f = Frame::new(&look, viewer.as_ref(), Section::Elsewhere, title);
        let reference = (status == StatusCode::INTERNAL_SERVER_ERROR)
            .then(|| reference.map(|id| fill(t.error_reference, &[("id", &id)])))
            .flatten();
        let sign_in = viewer.is_none();
        render(&ErrorPage { f, icon: icon::WARNING, title, lead, reference, sign_in })
    } else {
        Json(json!({ "error": status.as_u16(), "message": format!("{title}{} {lead}", look.language.pick("。", "."))})).into_response()
    };
    *dressed.status_mut() = status;
    for name in [header::RETRY_AFTER, header::ALLOW] {
        if let Some(value) = response.headers().get(&name) {
            dressed.headers_mut().insert(name, value.clone());
        }
    }
    dressed
}

fn words(t: &Messages, status: StatusCode, is_cross_site: bool) -> (&'static str, &'static str) {
    match status {
        StatusCode::UNAUTHORIZED => (t.error_sign_in, t.error_sign_in_lead),
        StatusCode::FORBIDDEN if is_cross_site => (t.error_cross_site, t.error_cross_site_lead),
        StatusCode::FORBIDDEN => (t.error_forbidden, t.error_forbidden_lead),
        StatusCode::NOT_FOUND | StatusCode::GONE => (t.error_missing, t.error_missing_lead),
        StatusCode::METHOD_NOT_ALLOWED => (t.error_method, t.error_method_lead),
        StatusCode::PAYLOAD_TOO_LARGE => (t.error_large, t.error_large_lead),
        StatusCode::TOO_MANY_REQUESTS => (t.error_many, t.error_many_lead),
        StatusCode::SERVICE_UNAVAILABLE => (t.error_busy, t.error_busy_lead),
        StatusCode::GATEWAY_TIMEOUT | StatusCode::REQUEST_TIMEOUT => (t.error_slow, t.error_slow_lead),
        status if status.is_server_error() => (t.error_internal, t.error_internal_lead),
        _ => (t.error_bad, t.error_bad_lead),
    }
}

/// Whether a handler has answered with a page or JSON of its own.
fn is_dressed(response: &Response) -> bool {
    let kind =
        response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    let is_ours = kind.starts_with("text/html") || kind.starts_with("application/json");
    is_ours && response.body().size_hint().exact() != Some(0)
}

fn accepts_pages(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or("*/*");
    !accepted.contains("application/json") || accepted.contains("text/html")
}

/// The sign-in page that comes back here: to the page asked for, or to that of the posted form.
fn sign_in_href(look: &Look, method: &Method, uri: &Uri, referer: Option<&HeaderValue>) -> String {
    let asked = uri.path_and_query().map(|it| it.as_str()).and_then(|it| session::destination(method, it));
    let from = referer
        .and_then(|value| value.to_str().ok()?.parse::<Uri>().ok())
        .and_then(|from| session::destination(&Method::GET, from.path_and_query()?.as_str()));
    let page = look.href("sign-in");
    match asked.or(from) {
        Some(to) if to != "/" => format!("{page}?to={}", encode(&to)),
        _ => page,
    }
}

/// Percent-encodes what a query value may not hold.
pub fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => {
                encoded.push(byte as char)
            }
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

/// The answer to a request that another site made.
pub fn cross_site(_: ProtectionError) -> Response {
    Error::Forbidden.into_response()
}
