//! The desk in the browser: who may enter, what the pages say, what is downloaded.

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use tower::ServiceExt as _;
use yanxi::inference::dice::Dice;
use yanxi::inference::digits::Digits;
use yanxi::inference::network::Network;
use yanxi::service::library::Library;
use yanxi::service::{App, Config, session};
use yanxi::store::{NewPerson, Role, Store};

use super::{line, many, morning};

/// The site with the small course, and a session for each role.
struct Site {
    router: Router,
    store: Store,
    _folder: tempfile::TempDir,
}

struct Answer {
    status: StatusCode,
    headers: axum::http::HeaderMap,
    text: String,
}

impl Site {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        let network = Network::fresh(&mut Dice::new(1, 0)).unwrap().0;
        let config = Config {
            data: folder.path().into(),
            public_url: "http://localhost".into(),
            is_secure: false,
            trusts_proxy: false,
            is_watching: false,
            keys: None,
        };
        let library = Library::new(super::course(), Vec::new());
        let digits = Digits::new(network, vec![0.0]).unwrap();
        let app = App::new(store.clone(), library, digits, config, morning).unwrap();
        Self { router: yanxi::web::router(app.into()), store, _folder: folder }
    }

    fn token(&self, role: Role) -> String {
        let new = NewPerson { name: format!("人 {}", role.name()), roles: [role].into(), class: None };
        let person = self.store.add_person(new, morning()).unwrap();
        session::begin(&self.store, person, yanxi::clock::now()).unwrap().secret()
    }

    async fn send(
        &self,
        token: &str,
        request: axum::http::request::Builder,
        body: impl Into<Body>,
    ) -> Answer {
        let request = request.header(header::COOKIE, format!("yanxi_session={token}"));
        let answer = self.router.clone().oneshot(request.body(body.into()).unwrap()).await.unwrap();
        let (parts, body) = answer.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Answer { status: parts.status, headers: parts.headers, text }
    }

    async fn get(&self, token: &str, path: &str) -> Answer {
        self.send(token, Request::get(path), Body::empty()).await
    }

    async fn post(&self, token: &str, path: &str) -> Answer {
        self.send(token, Request::post(path), Body::empty()).await
    }

    async fn upload(&self, token: &str, language: &str, name: &str, text: &str) -> Answer {
        let body = format!(
            "--edge\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             content-type: text/csv\r\n\r\n{text}\r\n--edge--\r\n"
        );
        let request = Request::post(format!("/{language}/desk/batches"))
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge");
        self.send(token, request, body).await
    }

    /// Uploads and follows the batch to its end; its id.
    async fn graded(&self, token: &str, name: &str, text: &str) -> String {
        let answer = self.upload(token, "en", name, text).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        let page = answer.header(header::LOCATION);
        let id = page.rsplit('/').next().unwrap().to_owned();
        let events = self.get(token, &format!("/api/batches/{id}/events")).await;
        assert!(events.text.contains("\"finished\":true"), "{}", events.text);
        id
    }
}

impl Answer {
    fn header(&self, name: header::HeaderName) -> String {
        self.headers.get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
    }
}

#[tokio::test]
async fn a_file_is_handed_in_followed_read_and_taken_home() {
    let site = Site::new();
    let token = site.token(Role::Grader);
    let text = many(2) + &line("<b>李雷</b>", "number", "0.5") + "oops\n";
    let id = site.graded(&token, "秋季班.jsonl", &text).await;

    let page = site.get(&token, &format!("/en/desk/batches/{id}")).await;
    assert_eq!(page.status, StatusCode::OK);
    for words in
        ["秋季班.jsonl", "uploaded by 人 grader", "Title of choice", "&#60;b&#62;李雷", "line 4", "2 / 2"]
    {
        assert!(page.text.contains(words), "{words} in {}", page.text);
    }
    let list = site.get(&token, "/zh/desk").await;
    assert!(list.text.contains("秋季班.jsonl") && list.text.contains("已完成"));

    let jsonl = site.get(&token, &format!("/api/batches/{id}/results.jsonl")).await;
    assert_eq!(
        (jsonl.text.lines().count(), jsonl.header(header::CONTENT_TYPE).as_str()),
        (4, "application/x-ndjson")
    );
    let disposition = jsonl.header(header::CONTENT_DISPOSITION);
    assert!(disposition.contains("%E7%A7%8B%E5%AD%A3%E7%8F%AD-results.jsonl"), "{disposition}");
    let csv = site.get(&token, &format!("/api/batches/{id}/results.csv")).await;
    assert!(csv.text.starts_with("\u{feff}line,learner"));
    let rejected = site.get(&token, &format!("/api/batches/{id}/rejected.jsonl")).await;
    assert!(rejected.text.contains("\"input\":\"oops\"") && rejected.text.lines().count() == 1);

    let gone = site.post(&token, &format!("/en/desk/batches/{id}/delete")).await;
    assert_eq!((gone.status, gone.header(header::LOCATION).as_str()), (StatusCode::SEE_OTHER, "/en/desk"));
    let page = site.get(&token, &format!("/en/desk/batches/{id}")).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn rows_are_filtered_and_paged_by_the_address() {
    let site = Site::new();
    let token = site.token(Role::Grader);
    let id = site.graded(&token, "many.jsonl", &(many(450) + "oops\n")).await;
    let show = async |query: &str| site.get(&token, &format!("/en/desk/batches/{id}?{query}")).await.text;
    let page = show("page=2&learner=S0").await;
    assert!(page.contains("450 of 451 rows") && page.contains("Page 2 of 3") && page.contains(">s0200<"));
    assert!(page.contains("page=3&#38;learner=S0#results"), "{page}");
    let page = show("status=rejected&exercise=-").await;
    assert!(page.contains("1 of 451 rows") && page.contains("line 451"));
    // Nonsense in an address shows everything.
    assert!(show("status=nonsense&page=x").await.contains("451 of 451 rows"));
    assert!(show("learner=nobody").await.contains("No row passes this filter."));
}

#[tokio::test]
async fn a_form_without_a_file_says_so() {
    let site = Site::new();
    let token = site.token(Role::Grader);
    let answer = site.upload(&token, "zh", "", "").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("请先选一个文件。"));
    let no_form = site.post(&token, "/en/desk/batches").await;
    assert_eq!(no_form.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_script_is_answered_with_the_address() {
    let site = Site::new();
    let token = site.token(Role::Administrator);
    let body = "--edge\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\nx\r\n--edge--\r\n";
    let request = Request::post("/zh/desk/batches")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge")
        .header(header::ACCEPT, "application/json");
    let answer = site.send(&token, request, body).await;
    assert!(answer.text.starts_with("{\"href\":\"/zh/desk/batches/"), "{}", answer.text);
}

#[tokio::test]
async fn an_upload_cut_short_leaves_no_batch() {
    let site = Site::new();
    let token = site.token(Role::Grader);
    let body = "--edge\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\nhalf of";
    let request = Request::post("/zh/desk/batches")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge");
    let answer = site.send(&token, request, body).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(site.get(&token, "/en/desk").await.text.contains("No batches yet"));
}

#[tokio::test]
async fn the_sample_is_graded_without_a_rejected_line() {
    let site = Site::new();
    let token = site.token(Role::Grader);
    for file in ["sample.jsonl", "sample.csv"] {
        let sample = site.get(&token, &format!("/api/batches/{file}")).await;
        assert_eq!(sample.status, StatusCode::OK);
        let id = site.graded(&token, file, &sample.text).await;
        let page = site.get(&token, &format!("/en/desk/batches/{id}")).await;
        assert!(page.text.contains("data-figure=\"rejected\">0<"), "{}", page.text);
    }
}

#[tokio::test]
async fn only_graders_and_administrators_enter() {
    let site = Site::new();
    let grader = site.token(Role::Grader);
    let id = site.graded(&grader, "a.jsonl", &many(1)).await;
    let paths = [
        (Method::GET, "/en/desk".to_owned()),
        (Method::POST, "/en/desk/batches".to_owned()),
        (Method::GET, format!("/zh/desk/batches/{id}")),
        (Method::POST, format!("/zh/desk/batches/{id}/delete")),
        (Method::GET, format!("/api/batches/{id}/events")),
        (Method::GET, format!("/api/batches/{id}/results.jsonl")),
        (Method::GET, "/api/batches/sample.jsonl".to_owned()),
    ];
    for role in [Role::Trainee, Role::Instructor] {
        let token = site.token(role);
        for (method, path) in &paths {
            let request = Request::builder().method(method).uri(path);
            let answer = site.send(&token, request, Body::empty()).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{role:?} {path}");
        }
    }
    assert_eq!(site.get(&grader, &format!("/en/desk/batches/{id}")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_address_that_names_no_batch_is_not_found() {
    let site = Site::new();
    let token = site.token(Role::Grader);
    for id in ["nonsense", "0190b6a0-0000-7000-8000-000000000000"] {
        for path in [
            format!("/en/desk/batches/{id}"),
            format!("/api/batches/{id}/results.csv"),
            format!("/api/batches/{id}/events"),
        ] {
            assert_eq!(site.get(&token, &path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
    }
}
