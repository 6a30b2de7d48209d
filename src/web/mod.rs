//! Requests to service calls; results to pages, JSON and streams.
//!
//! [`route`] is the one table of routes and of who may call them. Handlers are short: read the
//! request, call a service off the runtime, build a page's view. No SQL and no rules here, and
//! pages are built from public types alone. Status codes are known to [`error`] only.

pub mod assets;
pub mod changes;
pub mod content;
pub mod desk;
pub mod error;
pub mod exercise;
pub mod home;
pub mod icon;
pub mod ink;
pub mod lab;
pub mod labs;
pub mod lesson;
pub mod look;
pub mod map;
pub mod messages;
pub mod module;
pub mod page;
mod peer;
pub mod people;
pub mod route;
pub mod security;
pub mod session;
pub mod sign_in;
pub mod study;
pub mod teach;
pub mod text;
pub mod time;

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{DefaultBodyLimit, MatchedPath, Request};
use axum::response::Response;
use axum::routing::MethodRouter;
use axum::{Extension, Router, middleware};
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::{CsrfLayer, ProtectionError};
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, RequestId, SetRequestIdLayer};
use tower_http::trace::TraceLayer;
use tracing::Span;

use crate::service::App;

/// What handlers receive.
pub type Shared = Arc<App>;

/// How long a handler may take unless its route says otherwise; streams count until they begin.
const TIMEOUT: Duration = Duration::from_secs(30);

/// How large a body may be unless its route says otherwise.
const BODY_LIMIT: usize = 64 * 1024;

/// The whole site.
pub fn router(app: Shared) -> Router {
    let mut router = Router::new();
    for route in route::table() {
        let limit = route.body_limit.unwrap_or(BODY_LIMIT);
        let timeout = route.timeout.unwrap_or(TIMEOUT);
        for path in route.paths() {
            let handler: MethodRouter<Shared> = (route.handler)()
                .layer::<_, Infallible>(DefaultBodyLimit::max(limit))
                .layer(error::timeout_layer(timeout))
                .layer(middleware::from_fn(
                    move |viewer: Option<Extension<session::Viewer>>,
                          request: Request,
                          next: middleware::Next| {
                        session::guard(route.who, viewer, request, next)
                    },
                ));
            router = router.route(&path, handler);
        }
    }
    // The last layer added is the first that a request meets.
    router
        .fallback(error::no_such_page)
        .method_not_allowed_fallback(error::no_such_method)
        .layer(CatchPanicLayer::custom(error::panicked))
        .layer(csrf(&app))
        .layer(middleware::from_fn(error::dress))
        .layer(middleware::from_fn(look::remember))
        .layer(middleware::from_fn_with_state(Arc::clone(&app), session::recognise))
        .layer(CompressionLayer::new().quality(CompressionLevel::Precise(6)))
        .layer(middleware::from_fn(security::headers))
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(TraceLayer::new_for_http().make_span_with(span).on_request(()))
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
        .with_state(app)
}

/// Refuses state-changing requests of other sites by `Sec-Fetch-Site` and `Origin`.
fn csrf(app: &App) -> CsrfLayer<impl Fn(ProtectionError) -> Response + Clone + use<>> {
    let layer = CsrfLayer::new().with_rejection_response(error::cross_site);
    // A proxy may rewrite `Host`; browsers still name the address that people use.
    match layer.clone().add_trusted_origin(&app.config.public_url) {
        Ok(with_origin) => with_origin,
        Err(_) => layer,
    }
}

/// One span a request: method, route and id; no path, for it may hold a token.
fn span(request: &Request) -> Span {
    let route = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let id = request.extensions().get::<RequestId>().and_then(|id| id.header_value().to_str().ok());
    tracing::info_span!("request", http.method = %request.method(), http.route = route, request.id = id)
}

/// Runs what blocks or computes away from the threads that serve connections.
pub async fn off<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, error::Error> + Send + 'static,
) -> Result<T, error::Error> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(panicked) => Err(error::Error::internal(&panicked)),
    }
}
