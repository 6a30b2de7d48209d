//! `/{language}/people`: people, classes, invitations as link and QR code.

use std::collections::BTreeSet;

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::error::{self, Error};
use super::look::Look;
use super::messages::{Messages, fill};
use super::page::{Frame, Section, render};
use super::session::Viewer;
use super::{Shared, off, time};
use crate::clock;
use crate::id::{ClassId, PersonId};
use crate::service::App;
use crate::service::people::{self, AddError, INVITATION, Invitation};
use crate::service::qr;
use crate::store::{Class, Role, StoreError};

/// Characters of a class's name and city at most.
const CLASS_CHARS: usize = 60;

/// A person's row.
struct Row {
    id: String,
    name: String,
    roles: Vec<&'static str>,
    class: Option<String>,
    has_password: bool,
    added: String,
    invite_label: String,
}

/// An invitation just made; its link is shown this once.
struct InvitationView {
    title: String,
    help: String,
    url: String,
    qr: String,
}

struct RoleView {
    name: &'static str,
    label: &'static str,
    chosen: bool,
}

struct ClassChoice {
    id: String,
    label: String,
    chosen: bool,
}

/// What was entered in the form for a person, to be shown again.
#[derive(Default)]
struct Entered {
    name: String,
    roles: BTreeSet<Role>,
    class: Option<ClassId>,
}

/// What stands above the list: an invitation, or what is wrong with a form.
#[derive(Default)]
struct Occasion {
    invitation: Option<InvitationView>,
    person_problem: Option<String>,
    class_problem: Option<String>,
    entered: Entered,
}

#[derive(Template)]
#[template(path = "people.html")]
struct PeoplePage {
    f: Frame,
    rows: Vec<Row>,
    classes: Vec<ClassChoice>,
    roles: Vec<RoleView>,
    name: String,
    invitation: Option<InvitationView>,
    person_problem: Option<String>,
    class_problem: Option<String>,
}

/// Shows the list and the forms.
pub async fn show(State(app): State<Shared>, look: Look, viewer: Viewer) -> Result<Response, Error> {
    off(move || Ok(render(&page(&app, &look, &viewer, Occasion::default())?))).await
}

/// `POST /{language}/people`: adds a person and shows the invitation.
pub async fn add(
    State(app): State<Shared>,
    look: Look,
    viewer: Viewer,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Error> {
    off(move || {
        let values = |name: &'static str| {
            fields.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.as_str())
        };
        let entered = Entered {
            name: values("name").next().unwrap_or("").to_owned(),
            roles: values("role").filter_map(Role::parse).collect(),
            class: values("class").find_map(ClassId::parse),
        };
        let added =
            people::add(&app.store, &entered.name, entered.roles.clone(), entered.class, clock::now());
        match added {
            Ok(invitation) => shown(&app, &look, &viewer, &invitation),
            Err(error) => {
                let problem = problem(&look, &error, &entered.name);
                let Some(problem) = problem else { return Err(store_error(error)) };
                let occasion = Occasion { person_problem: Some(problem), entered, ..Occasion::default() };
                Ok(error::refused(render(&page(&app, &look, &viewer, occasion)?)))
            }
        }
    })
    .await
}

/// `POST /{language}/people/{person}/invitation`: a new invitation.
pub async fn invite(
    State(app): State<Shared>,
    look: Look,
    viewer: Viewer,
    Path(person): Path<String>,
) -> Result<Response, Error> {
    off(move || {
        let person = PersonId::parse(&person).ok_or(Error::NotFound)?;
        let invitation = people::invite(&app.store, person, clock::now())?;
        shown(&app, &look, &viewer, &invitation)
    })
    .await
}

/// The fields of a new class.
#[derive(Deserialize)]
pub struct NewClass {
    name: String,
    city: String,
}

/// `POST /{language}/people/classes`: adds a class.
pub async fn add_class(
    State(app): State<Shared>,
    look: Look,
    viewer: Viewer,
    Form(new): Form<NewClass>,
) -> Result<Response, Error> {
    off(move || {
        let t = Messages::of(look.language);
        let (name, city) = (new.name.trim(), new.city.trim());
        let fits = |text: &str| {
            !text.is_empty() && text.chars().count() <= CLASS_CHARS && !text.chars().any(char::is_control)
        };
        let problem = if !fits(name) || !fits(city) {
            t.class_missing
        } else {
            let class = Class { id: ClassId::new(), name: name.to_owned(), city: city.to_owned() };
            match app.store.add_class(class, clock::now()) {
                Ok(()) => return Ok(Redirect::to(&look.href("people#classes")).into_response()),
                Err(StoreError::NameTaken(_)) => t.class_taken,
                Err(error) => return Err(error.into()),
            }
        };
        let occasion = Occasion { class_problem: Some(problem.to_owned()), ..Occasion::default() };
        Ok(error::refused(render(&page(&app, &look, &viewer, occasion)?)))
    })
    .await
}

fn shown(app: &App, look: &Look, viewer: &Viewer, invitation: &Invitation) -> Result<Response, Error> {
    let t = Messages::of(look.language);
    let url = invitation.url(&app.config.public_url);
    let days = INVITATION.as_hours() / 24;
    let view = InvitationView {
        title: fill(t.invitation_for, &[("name", &invitation.person.name)]),
        help: fill(t.invitation_help, &[("days", &days)]),
        qr: qr::svg(&url),
        url,
    };
    Ok(render(&page(app, look, viewer, Occasion { invitation: Some(view), ..Occasion::default() })?))
}

fn page(app: &App, look: &Look, viewer: &Viewer, occasion: Occasion) -> Result<PeoplePage, Error> {
    let f = Frame::new(look, Some(viewer), Section::People, Messages::of(look.language).people)
        .island("people.js");
    let t = f.t;
    let classes = app.store.classes()?;
    let entered = occasion.entered;
    let is_fresh = entered.roles.is_empty();
    let rows = app
        .store
        .people()?
        .into_iter()
        .map(|person| Row {
            roles: person.roles.iter().map(|role| t.role(*role)).collect(),
            class: classes
                .iter()
                .find(|class| Some(class.id) == person.class)
                .map(|class| class.name.clone()),
            has_password: person.has_password,
            added: time::date(person.created_at),
            invite_label: fill(t.new_invitation_for, &[("name", &person.name)]),
            id: person.id.to_string(),
            name: person.name,
        })
        .collect();
    Ok(PeoplePage {
        rows,
        classes: classes
            .iter()
            .map(|class| ClassChoice {
                id: class.id.to_string(),
                label: format!("{} · {}", class.name, class.city),
                chosen: entered.class == Some(class.id),
            })
            .collect(),
        roles: Role::ALL
            .iter()
            .map(|role| RoleView {
                name: role.name(),
                label: t.role(*role),
                chosen: entered.roles.contains(role) || (is_fresh && *role == Role::Trainee),
            })
            .collect(),
        name: entered.name,
        invitation: occasion.invitation,
        person_problem: occasion.person_problem,
        class_problem: occasion.class_problem,
        f,
    })
}

/// What is wrong with a new person, in words; `None` where it is not the administrator's to mend.
fn problem(look: &Look, error: &AddError, name: &str) -> Option<String> {
    let t = Messages::of(look.language);
    match error {
        AddError::NoName => Some(t.name_missing.to_owned()),
        AddError::BadName => Some(fill(t.name_bad, &[("maximum", &CLASS_CHARS)])),
        AddError::NoRole => Some(t.role_missing.to_owned()),
        AddError::Store(StoreError::NameTaken(_)) => Some(fill(t.name_taken, &[("name", &name.trim())])),
        AddError::Store(_) => None,
    }
}

fn store_error(error: AddError) -> Error {
    match error {
        AddError::Store(error) => error.into(),
        other => Error::internal(&other),
    }
}
