//! The format of submissions, explained with exercises that are really there, and as a download.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use crate::curriculum::{Course, Kind};
use crate::service::desk::sample;
use crate::web::Shared;
use crate::web::messages::Messages;

/// What the page says about the format.
pub(super) struct Explained {
    /// The first lines of the sample.
    pub(super) jsonl: String,
    pub(super) csv: String,
    /// Each kind with an answer to it.
    pub(super) kinds: Vec<(&'static str, &'static str)>,
}

/// Lines of the sample that the page shows.
const SHOWN: usize = 3;

impl Explained {
    pub(super) fn new(course: &Course, t: &Messages) -> Self {
        let lines = sample::sample(course);
        let shown = &lines[..SHOWN.min(lines.len())];
        Self {
            jsonl: sample::jsonl(shown),
            csv: sample::csv(shown),
            kinds: Kind::ALL.into_iter().map(|kind| (t.kind(kind), form(kind))).collect(),
        }
    }
}

/// An answer of each kind, as in JSONL.
const fn form(kind: Kind) -> &'static str {
    match kind {
        Kind::Choice => r#""b""#,
        Kind::Multiple => r#"["a","c"]"#,
        Kind::Order => r#"["c","a","b"]"#,
        Kind::Match => r#"{"1":"b","2":"a"}"#,
        Kind::Numeric => r#"0.25 / "250 ms""#,
        Kind::Text => r#""overfitting""#,
        Kind::Lab => r#"{"lab":"…","seed":7,"parameters":{…},"summary":{…}}"#,
    }
}

pub(super) async fn jsonl(State(app): State<Shared>) -> Response {
    let text = sample::jsonl(&sample::sample(&app.library.course()));
    attachment("application/x-ndjson", "submissions-sample.jsonl", text)
}

pub(super) async fn csv(State(app): State<Shared>) -> Response {
    let text = format!("\u{feff}{}", sample::csv(&sample::sample(&app.library.course())));
    attachment("text/csv; charset=utf-8", "submissions-sample.csv", text)
}

fn attachment(kind: &'static str, name: &str, text: String) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    ([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, disposition)], text)
        .into_response()
}
