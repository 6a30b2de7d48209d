//! People: added by an administrator, invited by a link, signed in by a password.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use super::password::{self, Crowded, Hasher, WeakPassword};
use super::session::{self, LinkError, Peer, Token};
use super::throttle::Throttle;
use crate::id::{ClassId, PersonId};
use crate::store::{Class, LinkKind, NewLink, NewPerson, Person, Role, Store, StoreError, name_key};

/// How long an invitation works.
pub const INVITATION: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Characters of a name at most.
const NAME_CHARS: usize = 60;

/// Under this name the store keeps the server's public address for the terminal's commands.
const PUBLIC_URL: &str = "public_url";

/// A link that lets a person set a password.
#[derive(Debug, Clone)]
pub struct Invitation {
    /// Who.
    pub person: Person,
    /// Its secret.
    pub token: Token,
    /// How long it works.
    pub expires_at: Timestamp,
}

impl Invitation {
    /// Its address on the server at `public_url`.
    pub fn url(&self, public_url: &str) -> String {
        format!("{}/invitation/{}", public_url.trim_end_matches('/'), self.token.secret())
    }
}

/// What guards the signing in: kept once for the whole server.
#[derive(Debug, Default)]
pub struct SignIns {
    throttle: Throttle,
    hasher: Hasher,
}

/// Why somebody cannot be added.
#[derive(Debug, thiserror::Error)]
pub enum AddError {
    /// There is no name.
    #[error("a person needs a name")]
    NoName,
    /// It is too long, or holds characters that do not print.
    #[error("a name has at most {NAME_CHARS} characters, all of which print")]
    BadName,
    /// There is no role.
    #[error("a person needs a role")]
    NoRole,
    /// The store; [`StoreError::NameTaken`] among others.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why an invitation was not accepted; it can be tried again unless the link is used up.
#[derive(Debug, thiserror::Error)]
pub enum AcceptError {
    /// The link.
    #[error(transparent)]
    Link(#[from] LinkError),
    /// The password.
    #[error(transparent)]
    Weak(#[from] WeakPassword),
    /// Too many at once.
    #[error(transparent)]
    Crowded(#[from] Crowded),
}

/// Why a sign-in failed.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// Name or password is wrong; which one is not told.
    #[error("name or password is wrong")]
    Wrong,
    /// Too many wrong tries.
    #[error("too many tries; wait {} minutes", minutes(*.wait))]
    TooMany {
        /// Until the next is allowed.
        wait: SignedDuration,
    },
    /// Too many at once.
    #[error(transparent)]
    Crowded(#[from] Crowded),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Adds a person and invites them.
pub fn add(
    store: &Store,
    name: &str,
    roles: BTreeSet<Role>,
    class: Option<ClassId>,
    now: Timestamp,
) -> Result<Invitation, AddError> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name_key(&name).is_empty() {
        return Err(AddError::NoName);
    }
    if name.chars().count() > NAME_CHARS || name.chars().any(char::is_control) {
        return Err(AddError::BadName);
    }
    if roles.is_empty() {
        return Err(AddError::NoRole);
    }
    let id = store.add_person(NewPerson { name, roles, class }, now)?;
    Ok(invite(store, id, now)?)
}

/// Invites a person anew, who may have lost the link or the password. Older invitations stop
/// working; the old password works until the new one is set.
pub fn invite(store: &Store, person: PersonId, now: Timestamp) -> Result<Invitation, StoreError> {
    let person = store.person(person)?.ok_or(StoreError::Missing("person"))?;
    let (token, expires_at) = (Token::random(), now + INVITATION);
    let link = NewLink {
        person: person.id,
        kind: LinkKind::Invitation,
        token_hash: token.hash(),
        expires_at,
        loopback_only: false,
    };
    store.new_link(link, now)?;
    Ok(Invitation { person, token, expires_at })
}

/// Whom an invitation is for, if it works now.
pub fn invited(store: &Store, token: &str, peer: Peer, now: Timestamp) -> Result<Person, LinkError> {
    let token = Token::parse(token).ok_or(LinkError::Unknown)?;
    let link = store.link(&token.hash())?.filter(|link| link.kind == LinkKind::Invitation);
    let link = link.ok_or(LinkError::Unknown)?;
    LinkError::check(link.state(peer.is_local(), now))?;
    store.person(link.person)?.ok_or(LinkError::Unknown)
}

/// Accepts an invitation: sets the password, uses the link up and signs in.
pub fn accept(
    store: &Store,
    sign_ins: &SignIns,
    token: &str,
    password: &str,
    peer: Peer,
    now: Timestamp,
) -> Result<Token, AcceptError> {
    let person = invited(store, token, peer, now)?;
    password::check(password, &person.name)?;
    let hash = sign_ins.hasher.hash(password)?;
    let link = Token::parse(token).ok_or(LinkError::Unknown)?;
    let accepted =
        store.accept_invitation(link.hash(), hash, peer.is_local(), now).map_err(LinkError::from)?;
    LinkError::check(accepted.ok_or(LinkError::Unknown)?.1)?;
    tracing::info!(person.id = %person.id, "an invitation was accepted");
    Ok(session::begin(store, person.id, now).map_err(LinkError::from)?)
}

/// Signs in by name and password and returns the session's token. Takes some hundredths of a
/// second of a core.
pub fn sign_in(
    store: &Store,
    sign_ins: &SignIns,
    name: &str,
    password: &str,
    peer: Peer,
    now: Timestamp,
) -> Result<Token, SignInError> {
    // No name is longer than this, and what is counted is kept in memory.
    let account: String = name_key(name).chars().take(2 * NAME_CHARS).collect();
    sign_ins.throttle.begin(&account, peer.address, now).map_err(|wait| SignInError::TooMany { wait })?;
    let credential = store.password_hash(&account)?;
    let hash = credential.as_ref().and_then(|credential| credential.password.as_deref());
    let is_right = sign_ins.hasher.verify(password, hash)?;
    match credential {
        Some(credential) if is_right => {
            sign_ins.throttle.succeed(&account, peer.address);
            Ok(session::begin(store, credential.person, now)?)
        }
        _ => Err(SignInError::Wrong),
    }
}

/// The class of this name; makes it if there is none.
pub fn class_named(store: &Store, name: &str, city: &str, now: Timestamp) -> Result<ClassId, StoreError> {
    if let Some(class) = store.class_by_name(name)? {
        return Ok(class.id);
    }
    let class = Class { id: ClassId::new(), name: name.to_owned(), city: city.to_owned() };
    let id = class.id;
    store.add_class(class, now)?;
    Ok(id)
}

/// Notes the address under which people reach this server, for links made at the terminal.
pub fn set_public_url(store: &Store, url: &str) -> Result<(), StoreError> {
    store.set_meta(PUBLIC_URL, url)
}

/// The address under which people reached the server that ran last.
pub fn public_url(store: &Store) -> Result<Option<String>, StoreError> {
    store.meta(PUBLIC_URL)
}

/// Whole minutes, the last one counted as one.
fn minutes(wait: SignedDuration) -> i64 {
    (wait.as_secs() + 59) / 60
}
