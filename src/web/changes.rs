//! `/api/changes`: tells open pages that the curriculum was read again (`--watch`).

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::{Query, State};
use axum::response::IntoResponse;
use axum::response::Response;
use axum::response::sse::{Event, KeepAlive, Sse};
use serde::Deserialize;
use serde_json::json;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

use super::Shared;
use super::lesson::findings;
use super::look::Look;
use super::route::TEACHING;
use super::session::Viewer;
use crate::digest::Digest;

/// School proxies cut what is silent for long.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// The lesson that a page shows; none on a page that shows all findings.
#[derive(Deserialize)]
pub struct Shown {
    lesson: Option<String>,
}

/// Sends the version of the lesson now and after each change, and to instructors a mark of its
/// findings: a page whose marks differ loads itself again.
pub async fn follow(
    State(app): State<Shared>,
    viewer: Viewer,
    look: Look,
    Query(shown): Query<Shown>,
) -> Response {
    let (sender, receiver) = mpsc::channel::<Result<Event, Infallible>>(1);
    tokio::spawn(async move {
        let mut changes = app.library.changes();
        while !app.library.is_closed() {
            changes.mark_unchanged();
            if sender.send(Ok(mark(&app, &viewer, &look, shown.lesson.as_deref()))).await.is_err() {
                break;
            }
            tokio::select! {
                changed = changes.changed() => if changed.is_err() { break },
                () = sender.closed() => break,
            }
        }
    });
    Sse::new(ReceiverStream::new(receiver))
        .keep_alive(KeepAlive::new().interval(KEEP_ALIVE))
        .into_response()
}

fn mark(app: &Shared, viewer: &Viewer, look: &Look, lesson: Option<&str>) -> Event {
    let course = app.library.course();
    let lesson = lesson.and_then(|id| course.lesson(id));
    let findings = TEACHING.allows(&viewer.person).then(|| {
        let found =
            findings(&app.library.diagnostics(), look.language, lesson.map(|lesson| lesson.path.as_str()));
        let lines: Vec<String> = found
            .into_iter()
            .map(|one| format!("{}{}{}{}", one.file, one.line, one.code, one.message))
            .collect();
        Digest::of_json(&lines).short(16)
    });
    let version = lesson.map_or(course.version, |lesson| lesson.version);
    Event::default().event("marks").data(json!({ "version": version, "findings": findings }).to_string())
}
