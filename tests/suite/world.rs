//! A small world: an in-process site over a temporary data directory, with named people.

use std::net::SocketAddr;
use std::path::PathBuf;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use tower::ServiceExt as _;
use yanxi::clock;
use yanxi::curriculum::Sources;
use yanxi::inference::digits::Digits;
use yanxi::inference::registry::Registry;
use yanxi::service::library::Library;
use yanxi::service::{App, Config, check, sample, session};
use yanxi::store::{Person, Role, Store, files};
use yanxi::web;

/// The site and what tests look at behind it.
pub struct World {
    /// Of the site's own.
    pub store: Store,
    /// Signed-in cookies by role.
    cookies: Vec<(Role, String)>,
    router: Router,
    runtime: tokio::runtime::Runtime,
    _folder: tempfile::TempDir,
}

/// An answer of the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Vec<u8>,
}

impl Reply {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// A header as text, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

/// The fixture course: every kind, both languages, an assessed item.
pub fn fixture_course() -> Sources {
    files::read_dir(&PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/course"), None).unwrap()
}

impl World {
    /// A site with the fixture course and the sample class.
    pub fn new() -> Self {
        Self::with(&fixture_course())
    }

    /// A site with this course and the sample class.
    pub fn with(sources: &Sources) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        sample::create(&store, false, clock::now()).unwrap();
        Self::over(folder, store, sources)
    }

    /// A site over a store that holds people already.
    pub fn over(folder: tempfile::TempDir, store: Store, sources: &Sources) -> Self {
        let (course, diagnostics) = check::check(sources);
        let digits = Digits::load(&Registry::new(None).load("digits").unwrap()).unwrap();
        let config = Config {
            data: folder.path().to_owned(),
            public_url: "http://yanxi.test".to_owned(),
            is_secure: false,
            trusts_proxy: false,
            is_watching: false,
            keys: None,
        };
        let library = Library::new(course, diagnostics);
        let app = App::new(store.clone(), library, digits, config, clock::now).unwrap();
        let people = store.people().unwrap();
        let cookies = Role::ALL
            .into_iter()
            .map(|role| {
                let person = people.iter().find(|person| person.roles.contains(&role)).unwrap();
                (role, session::begin(&store, person.id, clock::now()).unwrap().secret())
            })
            .collect();
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let router = {
            let _inside = runtime.enter();
            web::router(app.into())
        };
        Self { store, cookies, router, runtime, _folder: folder }
    }

    /// The first person of that role.
    pub fn person(&self, role: Role) -> Person {
        self.store.people().unwrap().into_iter().find(|person| person.roles.contains(&role)).unwrap()
    }

    /// Asks for a page as somebody of that role, or as nobody.
    pub fn get(&self, who: Option<Role>, path: &str) -> Reply {
        self.ask(who, Method::GET, path, None, "text/html")
    }

    /// Posts a form.
    pub fn post(&self, who: Option<Role>, path: &str, fields: &[(&str, &str)]) -> Reply {
        self.ask(who, Method::POST, path, Some(form(fields)), "text/html")
    }

    /// Posts a form as a page with scripts does, asking for JSON.
    pub fn post_json(&self, who: Option<Role>, path: &str, fields: &[(&str, &str)]) -> Reply {
        self.ask(who, Method::POST, path, Some(form(fields)), "application/json")
    }

    /// Any request, from this machine, of this site's own pages.
    pub fn ask(
        &self,
        who: Option<Role>,
        method: Method,
        path: &str,
        form: Option<String>,
        accept: &str,
    ) -> Reply {
        self.ask_from("http://yanxi.test", "same-origin", who, method, path, form, accept)
    }

    /// A form that another site's page posts with the person's cookie.
    pub fn cross_site(&self, role: Role, path: &str, form: &str) -> Reply {
        let form = Some(form.to_owned());
        self.ask_from("http://evil.test", "cross-site", Some(role), Method::POST, path, form, "text/html")
    }

    #[expect(clippy::too_many_arguments, reason = "what a request is made of")]
    fn ask_from(
        &self,
        origin: &str,
        site: &str,
        who: Option<Role>,
        method: Method,
        path: &str,
        form: Option<String>,
        accept: &str,
    ) -> Reply {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "yanxi.test")
            .header("origin", origin)
            .header("sec-fetch-site", site)
            .header("accept", accept);
        if let Some(role) = who {
            let cookie = &self.cookies.iter().find(|(other, _)| *other == role).unwrap().1;
            request = request.header("cookie", format!("yanxi_session={cookie}"));
        }
        let body = form.map_or_else(Body::empty, Body::from);
        let mut request =
            request.header("content-type", "application/x-www-form-urlencoded").body(body).unwrap();
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 4000))));
        self.runtime.block_on(async {
            let response = self.router.clone().oneshot(request).await.unwrap();
            let (parts, body) = response.into_parts();
            // A stream that never ends is cut after its first bytes.
            let is_stream =
                parts.headers.get("content-type").is_some_and(|kind| kind == "text/event-stream");
            let body = if is_stream {
                Vec::new()
            } else {
                axum::body::to_bytes(body, 64 << 20).await.unwrap().to_vec()
            };
            Reply { status: parts.status, headers: parts.headers, body }
        })
    }
}

fn form(fields: &[(&str, &str)]) -> String {
    let encode = |text: &str| {
        text.bytes()
            .map(|byte| match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => (byte as char).to_string(),
                other => format!("%{other:02X}"),
            })
            .collect::<String>()
    };
    fields
        .iter()
        .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
        .collect::<Vec<_>>()
        .join("&")
}
