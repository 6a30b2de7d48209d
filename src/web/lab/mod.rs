//! Labs as pages and streams: the markup where a lab stands in a lesson, and the requests that
//! its island makes. Runs live in `service::lab`; only their owner may read or stop them.

mod digits;
mod playground;
mod reply;
mod stream;
mod view;
mod words;

use axum::http::Method;
use axum::routing::{get, post};

use super::route::{Route, Who};
pub use view::render;

/// What the islands ask for.
pub static ROUTES: [Route; 4] = [
    Route::post("/api/labs/{lab}/runs", Who::SignedIn, || post(playground::start))
        .body(playground::START_LIMIT),
    Route::get("/api/runs/{run}/events", Who::SignedIn, || get(stream::events)),
    Route::new("/api/runs/{run}", &[Method::DELETE], Who::SignedIn, || {
        axum::routing::delete(playground::stop)
    }),
    Route::post("/api/digits/{lab}", Who::SignedIn, || post(digits::read)).body(digits::PICTURE_LIMIT),
];
