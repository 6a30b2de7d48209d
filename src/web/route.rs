//! Every route of the site, with who may call it. [`super::router`] enforces what stands here;
//! a test walks the table for every role.

use std::sync::LazyLock;
use std::time::Duration;

use axum::http::Method;
use axum::routing::{MethodRouter, get, post};

use super::{
    Shared, assets, changes, content, desk, exercise, home, lab, labs, lesson, module, people, sign_in,
    study, teach,
};
use crate::language::Language;
use crate::store::{Person, Role};

/// Who may call a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Everybody, signed in or not.
    Anyone,
    /// Whoever is signed in.
    SignedIn,
    /// Whoever holds one of these roles.
    Role(&'static [Role]),
}

/// An instructor's pages.
pub const TEACHING: Who = Who::Role(&[Role::Instructor, Role::Administrator]);
/// The grading desk.
pub const GRADING: Who = Who::Role(&[Role::Grader, Role::Administrator]);
/// People, classes, invitations.
pub const ADMINISTRATION: Who = Who::Role(&[Role::Administrator]);

impl Who {
    /// Whether `person` is let in.
    pub fn allows(self, person: &Person) -> bool {
        match self {
            Self::Anyone | Self::SignedIn => true,
            Self::Role(roles) => roles.iter().any(|role| person.is(*role)),
        }
    }
}

/// One route.
#[derive(Clone, Copy)]
pub struct Route {
    /// The path; `/{language}/…` stands for both languages.
    pub path: &'static str,
    /// The methods that its handler takes.
    pub methods: &'static [Method],
    /// Who may call it.
    pub who: Who,
    /// The handler; a function, because a handler cannot be made twice from one value.
    pub handler: fn() -> MethodRouter<Shared>,
    /// The largest body, where the usual limit does not fit.
    pub body_limit: Option<usize>,
    /// How long it may take, where the usual time does not fit.
    pub timeout: Option<Duration>,
}

impl Route {
    /// A route that reads.
    pub const fn get(path: &'static str, who: Who, handler: fn() -> MethodRouter<Shared>) -> Self {
        Self::new(path, &[Method::GET], who, handler)
    }

    /// A route that changes something.
    pub const fn post(path: &'static str, who: Who, handler: fn() -> MethodRouter<Shared>) -> Self {
        Self::new(path, &[Method::POST], who, handler)
    }

    /// A route with these methods.
    pub const fn new(
        path: &'static str,
        methods: &'static [Method],
        who: Who,
        handler: fn() -> MethodRouter<Shared>,
    ) -> Self {
        Self { path, methods, who, handler, body_limit: None, timeout: None }
    }

    /// Sets the largest body in bytes.
    #[must_use]
    pub const fn body(mut self, limit: usize) -> Self {
        self.body_limit = Some(limit);
        self
    }

    /// Sets how long it may take.
    #[must_use]
    pub const fn within(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// The paths it stands for: one in each language, or one.
    pub fn paths(&self) -> Vec<String> {
        match self.path.strip_prefix("/{language}") {
            Some(rest) => {
                Language::ALL.iter().map(|language| format!("/{}{rest}", language.slug())).collect()
            }
            None => vec![self.path.to_owned()],
        }
    }
}

/// The routes of this module's pages; labs and the desk keep theirs beside their handlers.
static OWN: LazyLock<Vec<Route>> = LazyLock::new(|| {
    use Who::{Anyone, SignedIn};
    vec![
        Route::get("/", Anyone, || get(home::start)),
        Route::get("/{language}/", SignedIn, || get(home::show)),
        Route::get("/{language}/modules/{module}", SignedIn, || get(module::show)),
        Route::get("/{language}/lessons/{lesson}", SignedIn, || get(lesson::show)),
        Route::new("/{language}/exercises/{exercise}", GET_POST, SignedIn, || {
            get(exercise::show).post(exercise::submit)
        }),
        Route::get("/{language}/labs", SignedIn, || get(labs::show)),
        Route::get("/{language}/teach", TEACHING, || get(teach::show)),
        Route::new("/{language}/people", GET_POST, ADMINISTRATION, || get(people::show).post(people::add)),
        Route::post("/{language}/people/classes", ADMINISTRATION, || post(people::add_class)),
        Route::post("/{language}/people/{person}/invitation", ADMINISTRATION, || post(people::invite)),
        Route::new("/{language}/sign-in", GET_POST, Anyone, || get(sign_in::form).post(sign_in::enter)),
        Route::get("/sign-in/{token}", Anyone, || get(sign_in::link)),
        Route::new("/invitation/{token}", GET_POST, Anyone, || {
            get(sign_in::invitation).post(sign_in::accept)
        }),
        Route::post("/sign-out", Anyone, || post(sign_in::leave)),
        Route::post("/api/study", SignedIn, || post(study::note)),
        Route::get("/api/changes", SignedIn, || get(changes::follow)),
        Route::get("/content/{*path}", SignedIn, || get(content::picture)),
        Route::get("/assets/{name}", Anyone, || get(assets::serve)),
        Route::get("/favicon.ico", Anyone, || get(assets::icon)),
        Route::get("/healthz", Anyone, || get(health)),
    ]
});

const GET_POST: &[Method] = &[Method::GET, Method::POST];

/// All routes.
pub fn table() -> impl Iterator<Item = &'static Route> {
    OWN.iter().chain(&lab::ROUTES).chain(desk::ROUTES.iter())
}

/// Answers as long as the server does, for whoever watches it.
async fn health() -> &'static str {
    "ok\n"
}
