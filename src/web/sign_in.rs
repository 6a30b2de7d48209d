//! Signing in and out: by name and password, by a link, by an invitation.

use askama::Template;
use axum::Form;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::Method;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use serde::Deserialize;

use super::error::{self, Error};
use super::look::Look;
use super::messages::{Messages, fill};
use super::page::{Frame, Section, render};
use super::session::{self, Viewer};
use super::{Shared, icon, off};
use crate::clock;
use crate::service::password::{MAX_CHARS, MIN_CHARS, WeakPassword};
use crate::service::people::{self, AcceptError, SignInError};
use crate::service::session::{LinkError, Peer, Token, follow_link, sign_out};
use crate::store::Person;

/// Where to go afterwards.
#[derive(Default, Deserialize)]
pub struct Target {
    to: Option<String>,
}

impl Target {
    /// A path of this site, or none.
    fn path(&self) -> Option<String> {
        self.to.as_deref().and_then(|to| session::destination(&Method::GET, to))
    }
}

#[derive(Template)]
#[template(path = "sign-in.html")]
struct SignInPage {
    f: Frame,
    to: Option<String>,
    name: String,
    problem: Option<String>,
}

/// `GET /{language}/sign-in`.
pub async fn form(
    look: Look,
    viewer: Option<Viewer>,
    target: Result<Query<Target>, QueryRejection>,
) -> Response {
    let target = target.map(|Query(target)| target).unwrap_or_default();
    if viewer.is_some() {
        return Redirect::to(&target.path().unwrap_or_else(|| look.href(""))).into_response();
    }
    sign_in_page(&look, &target, String::new(), None)
}

/// What the form posts.
#[derive(Deserialize)]
pub struct Entered {
    name: String,
    password: String,
    to: Option<String>,
}

/// `POST /{language}/sign-in`.
pub async fn enter(
    State(app): State<Shared>,
    look: Look,
    peer: Peer,
    jar: CookieJar,
    Form(entered): Form<Entered>,
) -> Result<Response, Error> {
    off(move || {
        let target = Target { to: entered.to };
        let (name, now) = (entered.name, clock::now());
        match people::sign_in(&app.store, &app.sign_ins, &name, &entered.password, peer, now) {
            Ok(token) => Ok(welcome(&app, jar, &token, &target.path().unwrap_or_else(|| look.href("")))),
            Err(SignInError::Wrong) => {
                let problem = Messages::of(look.language).sign_in_wrong.to_owned();
                Ok(error::refused(sign_in_page(&look, &target, name, Some(problem))))
            }
            Err(SignInError::TooMany { wait }) => {
                let minutes = (wait.as_secs() + 59) / 60;
                let problem = fill(Messages::of(look.language).sign_in_slow, &[("minutes", &minutes)]);
                Ok(error::too_many(sign_in_page(&look, &target, name, Some(problem)), wait.as_secs()))
            }
            Err(SignInError::Crowded(_)) => Err(Error::Busy(1)),
            Err(SignInError::Store(error)) => Err(error.into()),
        }
    })
    .await
}

/// `GET /sign-in/{token}`: a link that signs in at once.
pub async fn link(
    State(app): State<Shared>,
    look: Look,
    peer: Peer,
    jar: CookieJar,
    Path(token): Path<String>,
) -> Result<Response, Error> {
    off(move || match follow_link(&app.store, &token, peer, clock::now()) {
        Ok(session) => Ok(welcome(&app, jar, &session, &look.href(""))),
        Err(error) => dead_link(&look, error),
    })
    .await
}

#[derive(Template)]
#[template(path = "invitation.html")]
struct InvitationPage {
    f: Frame,
    token: String,
    name: String,
    welcome: String,
    help: String,
    problem: Option<String>,
}

/// `GET /invitation/{token}`: a form for the first password.
pub async fn invitation(
    State(app): State<Shared>,
    look: Look,
    peer: Peer,
    Path(token): Path<String>,
) -> Result<Response, Error> {
    off(move || match people::invited(&app.store, &token, peer, clock::now()) {
        Ok(person) => Ok(invitation_page(&look, token, &person, None)),
        Err(error) => dead_link(&look, error),
    })
    .await
}

/// The new password, twice.
#[derive(Deserialize)]
pub struct NewPassword {
    password: String,
    again: String,
}

/// `POST /invitation/{token}`.
pub async fn accept(
    State(app): State<Shared>,
    look: Look,
    peer: Peer,
    jar: CookieJar,
    Path(token): Path<String>,
    Form(new): Form<NewPassword>,
) -> Result<Response, Error> {
    off(move || {
        let now = clock::now();
        let t = Messages::of(look.language);
        let person = match people::invited(&app.store, &token, peer, now) {
            Ok(person) => person,
            Err(error) => return dead_link(&look, error),
        };
        let again = |problem: String| {
            Ok(error::refused(invitation_page(&look, token.clone(), &person, Some(problem))))
        };
        if new.password != new.again {
            return again(t.password_differs.to_owned());
        }
        match people::accept(&app.store, &app.sign_ins, &token, &new.password, peer, now) {
            Ok(session) => Ok(welcome(&app, jar, &session, &look.href(""))),
            Err(AcceptError::Weak(weak)) => again(weakness(t, weak)),
            Err(AcceptError::Link(error)) => dead_link(&look, error),
            Err(AcceptError::Crowded(_)) => Err(Error::Busy(1)),
        }
    })
    .await
}

/// `POST /sign-out`.
pub async fn leave(State(app): State<Shared>, look: Look, jar: CookieJar) -> Result<Response, Error> {
    off(move || {
        if let Some(token) = session::token(&jar) {
            sign_out(&app.store, &token)?;
        }
        Ok((jar.remove(session::no_cookie()), Redirect::to(&look.href("sign-in"))).into_response())
    })
    .await
}

/// Hands the session over and leads on.
fn welcome(app: &Shared, jar: CookieJar, token: &Token, to: &str) -> Response {
    (jar.add(session::cookie(token.secret(), app.config.is_secure)), Redirect::to(to)).into_response()
}

fn sign_in_page(look: &Look, target: &Target, name: String, problem: Option<String>) -> Response {
    let f = Frame::new(look, None, Section::Elsewhere, Messages::of(look.language).sign_in);
    render(&SignInPage { f, to: target.path(), name, problem })
}

fn invitation_page(look: &Look, token: String, person: &Person, problem: Option<String>) -> Response {
    let f = Frame::new(look, None, Section::Elsewhere, Messages::of(look.language).set_password);
    render(&InvitationPage {
        token,
        name: person.name.clone(),
        welcome: fill(f.t.invitation, &[("name", &person.name)]),
        help: fill(f.t.new_password_help, &[("minimum", &MIN_CHARS)]),
        problem,
        f,
    })
}

fn weakness(t: &Messages, weak: WeakPassword) -> String {
    match weak {
        WeakPassword::TooShort => fill(t.password_short, &[("minimum", &MIN_CHARS)]),
        WeakPassword::TooLong => fill(t.password_long, &[("maximum", &MAX_CHARS)]),
        WeakPassword::IsTheName => t.password_name.to_owned(),
        WeakPassword::Common => t.password_common.to_owned(),
    }
}

#[derive(Template)]
#[template(path = "error.html")]
struct DeadLinkPage {
    f: Frame,
    icon: &'static str,
    title: &'static str,
    lead: &'static str,
    reference: Option<String>,
    sign_in: bool,
}

/// A link that opens nothing, with what to do.
fn dead_link(look: &Look, error: LinkError) -> Result<Response, Error> {
    let t = Messages::of(look.language);
    let (title, lead) = match error {
        LinkError::Store(error) => return Err(error.into()),
        LinkError::Unknown => (t.link_unknown, t.link_unknown_lead),
        LinkError::Taken => (t.link_used, t.link_used_lead),
        LinkError::Expired => (t.link_expired, t.link_expired_lead),
        LinkError::Elsewhere => (t.link_elsewhere, t.link_elsewhere_lead),
    };
    let f = Frame::new(look, None, Section::Elsewhere, title);
    let page = render(&DeadLinkPage { f, icon: icon::LINK, title, lead, reference: None, sign_in: true });
    Ok(error::gone(page))
}
