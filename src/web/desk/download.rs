//! Results as files, streamed from the disk.

use std::io::{self, BufWriter, Write};

use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

use super::batch_id;
use crate::id::BatchId;
use crate::service::desk::{DeskError, Export};
use crate::web::error::{Error, encode};
use crate::web::{Shared, off};

/// Bytes in one piece of a stream.
const PIECE: usize = 64 * 1024;
/// Pieces that may wait for a slow reader.
const WAITING: usize = 4;

const JSONL: &str = "application/x-ndjson";
const CSV: &str = "text/csv; charset=utf-8";

pub(super) async fn jsonl(State(app): State<Shared>, Path(id): Path<String>) -> Result<Response, Error> {
    file(app, batch_id(&id)?, "results.jsonl", JSONL, |app, id, output| {
        let (mut results, _) = app.desk.results(id)?;
        io::copy(&mut results, output)?;
        Ok(())
    })
    .await
}

pub(super) async fn csv(State(app): State<Shared>, Path(id): Path<String>) -> Result<Response, Error> {
    file(app, batch_id(&id)?, "results.csv", CSV, |app, id, output| {
        app.desk.export(id, Export::Csv, output)
    })
    .await
}

pub(super) async fn rejected(State(app): State<Shared>, Path(id): Path<String>) -> Result<Response, Error> {
    file(app, batch_id(&id)?, "rejected.jsonl", JSONL, |app, id, output| {
        app.desk.export(id, Export::Rejected, output)
    })
    .await
}

/// Streams what `write` writes, under the batch's name with `suffix`.
async fn file(
    app: Shared,
    id: BatchId,
    suffix: &str,
    kind: &'static str,
    write: impl FnOnce(&Shared, BatchId, &mut dyn Write) -> Result<(), DeskError> + Send + 'static,
) -> Result<Response, Error> {
    let house = app.clone();
    let name = off(move || {
        // Files that are missing are told as a status, before the stream begins.
        house.desk.results(id)?;
        Ok(house.desk.batch(id)?.name)
    })
    .await?;
    let (sender, receiver) = mpsc::channel(WAITING);
    tokio::task::spawn_blocking(move || {
        let mut output = BufWriter::with_capacity(PIECE, Pieces(sender.clone()));
        let written = write(&app, id, &mut output).and_then(|()| Ok(output.flush()?));
        if let Err(error) = written {
            // The reader sees a broken stream; one that went away sees nothing.
            if sender.blocking_send(Err(io::Error::other(error.to_string()))).is_ok() {
                tracing::error!(batch.id = %id, "a download broke off: {error}");
            }
        }
    });
    let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
    let disposition = format!(
        "attachment; filename=\"{suffix}\"; filename*=UTF-8''{}",
        encode(&format!("{stem}-{suffix}"))
    );
    let headers = [(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    Ok((headers, Body::from_stream(ReceiverStream::new(receiver))).into_response())
}

/// A writer into a channel that waits for the reader.
struct Pieces(mpsc::Sender<io::Result<Bytes>>);

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let gone = |_| io::Error::from(io::ErrorKind::BrokenPipe);
        self.0.blocking_send(Ok(Bytes::copy_from_slice(bytes))).map_err(gone)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
