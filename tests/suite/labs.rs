//! Labs over HTTP: start, watch to the end, resume, hand in; read a digit. Only one's own runs.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use serde_json::{Value, json};
use tower::ServiceExt as _;
use yanxi::clock;
use yanxi::curriculum::{Course, CourseParts, DataSet, Html, Lab, LabSpec, LabText, PlaygroundSpec};
use yanxi::digest::Digest;
use yanxi::id::RunId;
use yanxi::inference::digits::Digits;
use yanxi::inference::registry::Registry;
use yanxi::language::Localised;
use yanxi::service::library::Library;
use yanxi::service::{App, Config, session};
use yanxi::store::{NewPerson, Role, Store};

struct Site {
    router: Router,
    store: Store,
    _folder: tempfile::TempDir,
}

fn lab(id: &str, spec: LabSpec) -> Lab {
    let text = LabText { title: id.into(), body: Html(String::new()), predictions: Vec::new() };
    Lab {
        id: id.into(),
        lesson: "ml-lesson".into(),
        spec,
        text: Localised { zh: text, en: None },
        version: Digest::of(id.as_bytes()),
    }
}

impl Site {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        let playground = LabSpec::Playground(PlaygroundSpec {
            set: DataSet::Circles,
            controls: vec!["hidden".into()],
            parameters: [("samples".to_owned(), 20.0), ("steps".to_owned(), 20.0)].into(),
        });
        let labs = vec![lab("play", playground), lab("draw", LabSpec::Digits { model: "digits".into() })];
        let library = Library::new(Course::new(CourseParts { labs, ..CourseParts::default() }), Vec::new());
        let digits = Digits::load(&Registry::default().load("digits").unwrap()).unwrap();
        let config = Config {
            data: folder.path().into(),
            keys: None,
            public_url: "http://localhost".into(),
            is_secure: false,
            trusts_proxy: false,
            is_watching: false,
        };
        let app = App::new(store.clone(), library, digits, config, clock::now).unwrap();
        Self { router: yanxi::web::router(Arc::new(app)), store, _folder: folder }
    }

    fn trainee(&self, name: &str) -> String {
        let new = NewPerson { name: name.into(), roles: [Role::Trainee].into(), class: None };
        let person = self.store.add_person(new, clock::now()).unwrap();
        session::begin(&self.store, person, clock::now()).unwrap().secret()
    }

    async fn ask(
        &self,
        token: &str,
        request: axum::http::request::Builder,
        body: impl Into<Body>,
    ) -> (StatusCode, String) {
        let request = request.header(header::COOKIE, format!("yanxi_session={token}; lang=en"));
        let answer = self.router.clone().oneshot(request.body(body.into()).unwrap()).await.unwrap();
        let status = answer.status();
        let bytes = axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        (status, String::from_utf8(bytes.to_vec()).unwrap())
    }

    async fn start(&self, token: &str, wish: Value) -> (StatusCode, Value) {
        let request = Request::builder().method(Method::POST).uri("/api/labs/play/runs");
        let (status, text) = self.ask(token, request, wish.to_string()).await;
        (status, serde_json::from_str(&text).unwrap())
    }

    /// Names, ids and data of the events of a run, to its end.
    async fn watch(&self, token: &str, run: &str, seen: Option<usize>) -> Vec<(String, usize, Value)> {
        let mut request = Request::builder().uri(format!("/api/runs/{run}/events"));
        if let Some(seen) = seen {
            request = request.header("last-event-id", seen.to_string());
        }
        let (status, text) = self.ask(token, request, Body::empty()).await;
        assert_eq!(status, StatusCode::OK, "{text}");
        let field = |event: &str, name: &str| {
            event.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default().trim().to_owned()
        };
        text.split("\n\n")
            .filter(|event| event.contains("data:"))
            .map(|event| {
                let data = serde_json::from_str(&field(event, "data:")).unwrap();
                (field(event, "event:"), field(event, "id:").parse().unwrap(), data)
            })
            .collect()
    }
}

#[tokio::test]
async fn a_run_streams_to_its_end_and_is_kept() {
    let site = Site::new();
    let lin = site.trainee("Lin");
    let (status, answer) = site.start(&lin, json!({"seed": 7, "parameters": {"hidden": 8}})).await;
    assert_eq!(status, StatusCode::CREATED, "{answer}");
    let run = answer["run"].as_str().unwrap();

    let events = site.watch(&lin, run, None).await;
    let (name, _, opening) = &events[0];
    assert_eq!((name.as_str(), &opening["steps"]), ("opening", &json!(20)));
    assert_eq!(opening["train"].as_array().unwrap().len(), 3 * 10);
    let losses: usize =
        events.iter().filter_map(|(_, _, data)| Some(data["val_loss"].as_array()?.len())).sum();
    assert_eq!(losses, 21, "the untrained state and every step");
    let (name, id, end) = events.last().unwrap();
    assert_eq!(
        (name.as_str(), *id, &end["state"], &end["kept"]),
        ("end", 21, &json!("finished"), &json!(true))
    );

    let kept = site.store.run(RunId::parse(run).unwrap()).unwrap().expect("the run is kept");
    assert_eq!((kept.seed, kept.lab.as_str()), (7, "play"));
    let summary: Value = serde_json::from_str(&kept.summary).unwrap();
    assert_eq!(summary, end["summary"]);
    assert!(kept.parameters.contains("\"hidden\":8.0") && kept.parameters.contains("\"depth\":2.0"));

    let rest = site.watch(&lin, run, Some(15)).await;
    assert_eq!((rest[0].0.as_str(), &rest[0].2["from"]), ("steps", &json!(15)));
    assert_eq!(rest.last(), events.last());
}

#[tokio::test]
async fn a_run_is_nobody_elses() {
    let site = Site::new();
    let (lin, wang) = (site.trainee("Lin"), site.trainee("Wang"));
    let (_, answer) = site.start(&lin, json!({"seed": 7})).await;
    let run = answer["run"].as_str().unwrap();
    for method in [Method::GET, Method::DELETE] {
        let path = if method == Method::GET { "/events" } else { "" };
        let request = || Request::builder().method(method.clone()).uri(format!("/api/runs/{run}{path}"));
        assert_eq!(site.ask(&wang, request(), Body::empty()).await.0, StatusCode::NOT_FOUND);
        assert_eq!(site.ask("", request(), Body::empty()).await.0, StatusCode::UNAUTHORIZED);
    }
    let stop = Request::builder().method(Method::DELETE).uri(format!("/api/runs/{run}"));
    assert_eq!(site.ask(&lin, stop, Body::empty()).await.0, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn what_cannot_be_run_is_refused_in_a_sentence() {
    let site = Site::new();
    let lin = site.trainee("Lin");
    for (wish, sentence) in [
        (json!({"seed": -1}), "The seed must be a whole number from 0 to 9007199254740991."),
        (
            json!({"seed": 1, "parameters": {"hidden": 65}}),
            "Hidden units must be between 1 and 64; 65 was asked for.",
        ),
        (
            json!({"seed": 1, "parameters": {"samples": 500}}),
            "Samples is fixed in this lab and cannot be changed.",
        ),
        (json!({"seed": 1, "set": "xor"}), "The data of this lab cannot be changed."),
        (json!({"seed": 1, "parameters": {"luck": 1}}), "There is no parameter “luck”."),
        (json!({"seed": 1, "luck": 1}), "The content of the request could not be understood."),
        (json!("x"), "The content of the request could not be understood."),
    ] {
        let (status, answer) = site.start(&lin, wish).await;
        assert_eq!((status, &answer["message"]), (StatusCode::BAD_REQUEST, &json!(sentence)));
    }
    let nowhere = Request::builder().method(Method::POST).uri("/api/labs/draw/runs");
    assert_eq!(site.ask(&lin, nowhere, r#"{"seed":1}"#).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_drawing_is_read_and_a_blank_one_is_not() {
    let site = Site::new();
    let lin = site.trainee("Lin");
    let post = |lab: &str| Request::builder().method(Method::POST).uri(format!("/api/digits/{lab}"));
    let one: Vec<u8> = (0..784)
        .map(|i| if (13..15).contains(&(i % 28)) && (4..24).contains(&(i / 28)) { 255 } else { 0 })
        .collect();
    let (status, text) = site.ask(&lin, post("draw"), one.clone()).await;
    let answer: Value = serde_json::from_str(&text).unwrap();
    assert_eq!((status, &answer["top"]), (StatusCode::OK, &json!(1)));
    assert_eq!(answer["probabilities"].as_array().unwrap().len(), 10);
    assert_eq!(answer["saliency"].as_str().unwrap().len(), 784_usize.div_ceil(3) * 4);

    assert_eq!(site.ask(&lin, post("draw"), vec![0; 784]).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(site.ask(&lin, post("draw"), vec![0; 783]).await.0, StatusCode::BAD_REQUEST);
    assert_eq!(site.ask(&lin, post("draw"), vec![0; 785]).await.0, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(site.ask(&lin, post("play"), one.clone()).await.0, StatusCode::NOT_FOUND);
    assert_eq!(site.ask("", post("draw"), one).await.0, StatusCode::UNAUTHORIZED);
}
