//! Progress of one batch as server-sent events.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::{Path, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

use super::{batch_id, view};
use crate::service::desk::Batch;
use crate::web::error::Error;
use crate::web::look::Look;
use crate::web::{Shared, off};

/// Time between two events at least.
const PACE: Duration = Duration::from_millis(200);

/// Sends the figures whenever they change, and ends with the batch or with the desk.
pub(super) async fn follow(
    State(app): State<Shared>,
    Path(id): Path<String>,
    look: Look,
) -> Result<Response, Error> {
    let id = batch_id(&id)?;
    let seen = move |app: Shared| off(move || Ok(app.desk.batch(id)?));
    // A batch that does not exist is told as a status, before the stream begins.
    seen(app.clone()).await?;
    let (sender, receiver) = mpsc::channel::<Result<Event, Infallible>>(4);
    tokio::spawn(async move {
        let mut changes = app.desk.changes();
        let mut last = None;
        while !app.desk.is_closing() {
            changes.mark_unchanged();
            let Ok(batch) = seen(app.clone()).await else { break };
            let figures = (batch.state, batch.counts);
            if last.replace(figures) != Some(figures)
                && sender.send(Ok(event(&batch, &look))).await.is_err()
            {
                break;
            }
            if !batch.is_unfinished() {
                break;
            }
            tokio::time::sleep(PACE).await;
            tokio::select! {
                changed = changes.changed() => if changed.is_err() { break },
                () = sender.closed() => break,
            }
        }
    });
    Ok(Sse::new(ReceiverStream::new(receiver)).keep_alive(KeepAlive::default()).into_response())
}

fn event(batch: &Batch, look: &Look) -> Event {
    let counts = &batch.counts;
    let [lines, graded, human, ungradable, rejected] =
        [counts.lines, counts.graded, counts.human, counts.ungradable, counts.rejected].map(view::grouped);
    let figures = json!({
        "finished": !batch.is_unfinished(),
        "state": batch.state.name(),
        "share": batch.share(),
        "line": view::progress_line(batch, look.language),
        "rate": view::rate(batch),
        "lines": lines,
        "graded": graded,
        "human": human,
        "ungradable": ungradable,
        "rejected": rejected,
    });
    Event::default().event("progress").data(figures.to_string())
}
