//! Every route of the site, with who may call it. [`super::router`] enforces what stands here;
//! a test walks the table for every role.

use std::sync::LazyLock;
use std::time::Duration;

use axum::http::Method;
use axum::routing::{MethodRouter, get};

use super::{Shared, assets, desk, home};
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
        Route::get("/assets/{name}", Anyone, || get(assets::serve)),
    ]
});

/// All routes.
pub fn table() -> impl Iterator<Item = &'static Route> {
    OWN.iter().chain(desk::ROUTES.iter())
}
