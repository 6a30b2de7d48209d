//! What an empty data directory is filled with, so that a first look needs no typing.

use jiff::{SignedDuration, Timestamp};

use super::people;
use super::session::Token;
use crate::id::PersonId;
use crate::store::{LinkKind, NewLink, NewPerson, Role, Store, StoreError};

/// How long the first links work.
const VALID: SignedDuration = SignedDuration::from_hours(1);

/// The class, and where it meets.
const CLASS: (&str, &str) = ("沈阳 2026 秋季一班", "沈阳");

const ADMINISTRATOR: &str = "陈静";

/// One person a role gets a link; the trainees after the first fill the class.
const STAFF: [(&str, Role); 3] =
    [("林晓", Role::Trainee), ("王岚", Role::Instructor), ("赵宁", Role::Grader)];
const CLASSMATES: [&str; 5] = ["周航", "刘思雨", "孙浩然", "李沐晴", "高一鸣"];

/// A link for a first look: signs in at once, works once, for an hour, on this machine.
#[derive(Debug, Clone)]
pub struct FirstLink {
    /// The role to try.
    pub role: Role,
    /// The person who holds it.
    pub name: String,
    /// Its secret.
    pub token: Token,
}

impl FirstLink {
    /// Its address on the server at `local_url`, which is an address of this machine.
    pub fn url(&self, local_url: &str) -> String {
        format!("{}/sign-in/{}", local_url.trim_end_matches('/'), self.token.secret())
    }
}

/// Fills an empty data directory with the sample class and returns one link a role; with
/// `is_bare` with the administrator alone. Does nothing where there are people.
pub fn create(store: &Store, is_bare: bool, now: Timestamp) -> Result<Vec<FirstLink>, StoreError> {
    if store.has_people()? {
        return Ok(Vec::new());
    }
    let mut links = Vec::new();
    if !is_bare {
        let class = people::class_named(store, CLASS.0, CLASS.1, now)?;
        for (name, role) in STAFF {
            // A grader belongs to no class: what is graded comes from any.
            let class = (role != Role::Grader).then_some(class);
            let new = NewPerson { name: name.into(), roles: [role].into(), class };
            links.push(link(store, store.add_person(new, now)?, name, role, now)?);
        }
        for name in CLASSMATES {
            let new = NewPerson { name: name.into(), roles: [Role::Trainee].into(), class: Some(class) };
            store.add_person(new, now)?;
        }
    }
    let new = NewPerson { name: ADMINISTRATOR.into(), roles: [Role::Administrator].into(), class: None };
    links.push(link(store, store.add_person(new, now)?, ADMINISTRATOR, Role::Administrator, now)?);
    Ok(links)
}

fn link(
    store: &Store,
    person: PersonId,
    name: &str,
    role: Role,
    now: Timestamp,
) -> Result<FirstLink, StoreError> {
    let token = Token::random();
    let new = NewLink {
        person,
        kind: LinkKind::SignIn,
        token_hash: token.hash(),
        expires_at: now + VALID,
        loopback_only: true,
    };
    store.new_link(new, now)?;
    Ok(FirstLink { role, name: name.to_owned(), token })
}
