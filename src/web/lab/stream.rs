//! A run as server-sent events: `opening`, then `steps` with losses as arrays and pictures in
//! base64, then `end`. The id of an event is the number of steps seen, from which a broken
//! connection resumes.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::sse::{Event as Message, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use serde_json::json;
use tokio_stream::wrappers::ReceiverStream;

use super::reply::Refusal;
use crate::id::RunId;
use crate::labs::playground::{Frame, Measures};
use crate::labs::{EXTENT, Point};
use crate::language::Language;
use crate::service::lab::{End, Event, Subscription};
use crate::web::Shared;
use crate::web::look::Look;
use crate::web::session::Viewer;

/// School proxies cut what is silent for long.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// `GET /api/runs/{run}/events`: the viewer's run as a stream, until its end or until the page
/// goes.
pub(super) async fn events(
    State(app): State<Shared>,
    viewer: Viewer,
    look: Look,
    Path(run): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let seen = resumed_after(&headers);
    let found = RunId::parse(&run)
        .and_then(|run| Some((run, app.runs.subscribe(run, viewer.id(), seen)?)))
        .ok_or_else(|| Refusal::not_found(look.language))?;
    let (run, subscription) = found;
    let mut response = Sse::new(messages(run, subscription))
        .keep_alive(KeepAlive::new().interval(KEEP_ALIVE))
        .into_response();
    // Proxies that gather before they pass on would turn a film into a picture.
    response.headers_mut().insert("x-accel-buffering", HeaderValue::from_static("no"));
    Ok(response)
}

/// How many steps a reconnecting page has seen, by its `Last-Event-ID`.
fn resumed_after(headers: &HeaderMap) -> Option<usize> {
    headers.get("last-event-id")?.to_str().ok()?.parse().ok()
}

/// With room for one message: whoever reads slowly gets fewer and newer ones.
fn messages(run: RunId, mut subscription: Subscription) -> ReceiverStream<Result<Message, Infallible>> {
    let (sender, receiver) = tokio::sync::mpsc::channel(1);
    let language = subscription.language();
    tokio::spawn(async move {
        loop {
            let event = tokio::select! {
                event = subscription.next() => event,
                () = sender.closed() => None,
            };
            let Some(event) = event else { break };
            let message = message(run, &event, subscription.seen(), language);
            if sender.send(Ok(message)).await.is_err() {
                break;
            }
        }
    });
    ReceiverStream::new(receiver)
}

fn message(run: RunId, event: &Event, seen: usize, language: Language) -> Message {
    let (name, data) = match event {
        Event::Opening(opening) => (
            "opening",
            json!({
                "steps": opening.steps,
                "side": Frame::FIELD_SIDE,
                "extent": EXTENT,
                "train": flat(&opening.points.train),
                "validation": flat(&opening.points.validation),
            })
            .to_string(),
        ),
        Event::Steps { from, measures, fields } => {
            let column = |of: fn(&Measures) -> f64| measures.iter().map(|m| Short(of(m))).collect();
            let fields = fields.iter().map(|field| (field.step, STANDARD.encode(&field.pixels))).collect();
            let steps = Steps {
                from: *from,
                train_loss: column(|m| m.train_loss),
                val_loss: column(|m| m.val_loss),
                train_accuracy: column(|m| m.train_accuracy),
                val_accuracy: column(|m| m.val_accuracy),
                fields,
            };
            let data = serde_json::to_string(&steps).expect("numbers and text always serialise");
            ("steps", data)
        }
        Event::End(end) => ("end", ending(run, end, language).to_string()),
    };
    Message::default().event(name).id(seen.to_string()).data(data)
}

fn ending(run: RunId, end: &End, language: Language) -> serde_json::Value {
    match end {
        End::Finished { summary, changed, kept } => {
            json!({ "state": "finished", "run": run, "summary": summary, "changed": changed, "kept": kept })
        }
        End::Stopped => json!({ "state": "stopped" }),
        End::Failed(error) => json!({ "state": "failed", "error": error.sentence(language) }),
    }
}

#[derive(Serialize)]
struct Steps {
    from: usize,
    train_loss: Vec<Short>,
    val_loss: Vec<Short>,
    train_accuracy: Vec<Short>,
    val_accuracy: Vec<Short>,
    fields: Vec<(usize, String)>,
}

/// Written with four decimals: more than a curve can show.
struct Short(f64);

impl Serialize for Short {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64((self.0 * 1e4).round() / 1e4)
    }
}

/// x, y, class, x, y, class …
fn flat(points: &[Point]) -> Vec<f64> {
    let short = |value: f64| (value * 1e3).round() / 1e3;
    points.iter().flat_map(|point| [short(point.x), short(point.y), f64::from(point.class)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_steps_message_is_short() {
        let measures = vec![Measures {
            train_loss: 0.123_456,
            val_loss: 1.0 / 3.0,
            train_accuracy: 0.5,
            val_accuracy: 1.0,
        }];
        let event = Event::Steps { from: 7, measures, fields: Vec::new() };
        let text = format!("{:?}", message(RunId::new(), &event, 8, Language::English));
        assert!(text.contains(r#"\"from\":7,\"train_loss\":[0.1235],\"val_loss\":[0.3333]"#), "{text}");
    }

    #[test]
    fn a_strange_last_event_id_means_from_the_beginning() {
        let headers = |value: &'static str| {
            HeaderMap::from_iter([(
                "last-event-id".parse().expect("a name"),
                value.parse().expect("a value"),
            )])
        };
        assert_eq!(resumed_after(&headers("12")), Some(12));
        assert_eq!(resumed_after(&headers("-1")), None);
        assert_eq!(resumed_after(&headers("x")), None);
        assert_eq!(resumed_after(&HeaderMap::new()), None);
    }
}
