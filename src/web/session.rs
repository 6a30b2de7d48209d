//! Who is asking: the session cookie, the [`Viewer`] it stands for, and the guard of each route.

use axum::Extension;
use axum::extract::{FromRequestParts, OptionalFromRequestParts, Request, State};
use axum::http::Method;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::cookie::{Cookie, CookieJar, Expiration, SameSite};

use super::error::Error;
use super::route::Who;
use super::{Shared, off};
use crate::clock;
use crate::id::PersonId;
use crate::service::session;
use crate::store::Person;

/// The session's cookie.
const COOKIE: &str = "yanxi_session";

/// Who is signed in.
#[derive(Debug, Clone)]
pub struct Viewer {
    /// The person.
    pub person: Person,
    /// The name of the person's class.
    pub class: Option<String>,
}

impl Viewer {
    /// The person's identity.
    pub const fn id(&self) -> PersonId {
        self.person.id
    }
}

impl<S: Sync> FromRequestParts<S> for Viewer {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        parts.extensions.get::<Self>().cloned().ok_or(Error::SignInNeeded)
    }
}

impl<S: Sync> OptionalFromRequestParts<S> for Viewer {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, Error> {
        Ok(parts.extensions.get::<Self>().cloned())
    }
}

/// Finds out who is asking and puts the [`Viewer`] into the request.
pub async fn recognise(State(app): State<Shared>, mut request: Request, next: Next) -> Response {
    if request.uri().path().starts_with("/assets/") {
        return next.run(request).await;
    }
    if let Some(token) = token(&CookieJar::from_headers(request.headers())) {
        let found = off(move || -> Result<Option<Viewer>, Error> {
            let Some(person) = session::person(&app.store, &token, clock::now())? else { return Ok(None) };
            let class = person.class.map(|class| app.store.class(class)).transpose()?.flatten();
            Ok(Some(Viewer { person, class: class.map(|class| class.name) }))
        });
        match found.await {
            Ok(Some(viewer)) => {
                request.extensions_mut().insert(viewer);
            }
            Ok(None) => {}
            Err(error) => return error.into_response(),
        }
    }
    next.run(request).await
}

/// Lets a request through to a route if its sender may call it.
pub async fn guard(who: Who, viewer: Option<Extension<Viewer>>, request: Request, next: Next) -> Response {
    match (who, viewer) {
        (Who::Anyone, _) => next.run(request).await,
        (_, None) => Error::SignInNeeded.into_response(),
        (who, Some(Extension(viewer))) if who.allows(&viewer.person) => next.run(request).await,
        _ => Error::Forbidden.into_response(),
    }
}

/// The session's token as the browser sent it.
pub fn token(jar: &CookieJar) -> Option<String> {
    jar.get(COOKIE).map(|cookie| cookie.value().to_owned())
}

/// A browser keeps the session until the server forgets it; the server's limit is the shorter one.
pub fn cookie(token: String, is_secure: bool) -> Cookie<'static> {
    Cookie::build((COOKIE, token))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(is_secure)
        .permanent()
        // Its age says enough: a date would make two equal answers differ.
        .expires(Expiration::Session)
        .build()
}

/// Takes the session's cookie away.
pub fn no_cookie() -> Cookie<'static> {
    Cookie::build((COOKIE, "")).path("/").build()
}

/// Where to go after signing in: a path of this site that reads, else the start.
pub fn destination(method: &Method, path_and_query: &str) -> Option<String> {
    let is_ours = path_and_query.starts_with('/') && !path_and_query.starts_with("//");
    let is_plain = !path_and_query.contains(['\\', '\r', '\n']);
    (method == Method::GET && is_ours && is_plain && path_and_query.len() < 512)
        .then(|| path_and_query.to_owned())
}
