//! Requests to service calls; results to pages, JSON and streams.
//!
//! [`route`] is the one table of routes and of who may call them. Handlers are short: read the
//! request, call a service off the runtime, build a page's view. No SQL and no rules here, and
//! pages are built from public types alone. Status codes are known to [`error`] only.

pub mod assets;
pub mod error;
pub mod icon;
pub mod look;
pub mod messages;
pub mod page;
pub mod route;
pub mod security;
pub mod session;

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{DefaultBodyLimit, MatchedPath, Request};
use axum::{Router, middleware};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, RequestId, SetRequestIdLayer};
use tower_http::timeout::TimeoutLayer;
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
pub fn router(app: App) -> Router {
    let app: Shared = Arc::new(app);
    let mut router = Router::new();
    for route in route::table() {
        let limit = route.body_limit.unwrap_or(BODY_LIMIT);
        let timeout = route.timeout.unwrap_or(TIMEOUT);
        for path in route.paths() {
            let handler = (route.handler)()
                .layer(DefaultBodyLimit::max(limit))
                .layer(error::timeout_layer(timeout))
                .layer(middleware::from_fn(move |viewer, request, next| {
                    session::guard(route.who, viewer, request, next)
                }));
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
        .layer(middleware::from_fn_with_state(Arc::clone(&app), session::recognise))
        .layer(CompressionLayer::new().quality(tower_http::CompressionLevel::Fastest))
        .layer(middleware::from_fn(security::headers))
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(TraceLayer::new_for_http().make_span_with(span).on_request(()))
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
        .with_state(app)
}
