//! Links that let a person in once: sign-in links and invitations.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::value::{At, named};
use super::{Store, StoreError, person};
use crate::digest::Digest;
use crate::id::PersonId;

/// What following a link does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkKind {
    /// Signs in at once.
    SignIn,
    /// Lets the person set a password.
    Invitation,
}

impl LinkKind {
    /// The name in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::SignIn => "sign-in",
            Self::Invitation => "invitation",
        }
    }

    fn parse(name: &str) -> Option<Self> {
        [Self::SignIn, Self::Invitation].into_iter().find(|kind| kind.name() == name)
    }
}
named!(LinkKind);

/// A link to be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewLink {
    /// For whom.
    pub person: PersonId,
    /// What it does.
    pub kind: LinkKind,
    /// SHA-256 of its token.
    pub token_hash: Digest,
    /// When it goes stale.
    pub expires_at: Timestamp,
    /// Whether it works on the server's own machine only.
    pub loopback_only: bool,
}

/// A link as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// For whom.
    pub person: PersonId,
    /// What it does.
    pub kind: LinkKind,
    /// Whether it works on the server's own machine only.
    pub loopback_only: bool,
    /// When it goes stale.
    pub expires_at: Timestamp,
    /// When it was used.
    pub taken_at: Option<Timestamp>,
}

/// Whether a link works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkState {
    /// It does.
    Good,
    /// It was used.
    Taken,
    /// It is too old.
    Expired,
    /// It works on the server's own machine only, and the request came from elsewhere.
    Elsewhere,
}

impl Link {
    /// Whether it works now for a request from `local` (this machine, no proxy between) or not.
    pub fn state(&self, local: bool, now: Timestamp) -> LinkState {
        match self {
            Self { taken_at: Some(_), .. } => LinkState::Taken,
            Self { expires_at, .. } if *expires_at <= now => LinkState::Expired,
            Self { loopback_only: true, .. } if !local => LinkState::Elsewhere,
            _ => LinkState::Good,
        }
    }
}

const INSERT: &str = "INSERT INTO link (token_hash, person, kind, loopback_only, created_at, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6)";
const VOID: &str = "DELETE FROM link WHERE person = $1 AND kind = $2 AND taken_at IS NULL";
const GET: &str =
    "SELECT person, kind, loopback_only, expires_at, taken_at FROM link WHERE token_hash = $1";
const TAKE: &str = "UPDATE link SET taken_at = $1 WHERE token_hash = $2";

impl Store {
    /// Makes a link; older unused ones of the same person and kind stop working.
    pub fn new_link(&self, new: NewLink, now: Timestamp) -> Result<(), StoreError> {
        self.write(move |conn| {
            conn.prepare_cached(VOID)?.execute(params![new.person, new.kind])?;
            conn.prepare_cached(INSERT)?.execute(params![
                new.token_hash,
                new.person,
                new.kind,
                new.loopback_only,
                At(now),
                At(new.expires_at)
            ])?;
            Ok(())
        })
    }

    /// The link of a token, used up or not.
    pub fn link(&self, token_hash: &Digest) -> Result<Option<Link>, StoreError> {
        self.read(|conn| get(conn, token_hash))
    }

    /// Uses up a sign-in link that works now; of two requests at the same time one gets it.
    /// The state tells why not; none means that there is no such link.
    pub fn take_link(
        &self,
        token_hash: Digest,
        kind: LinkKind,
        local: bool,
        now: Timestamp,
    ) -> Result<Option<(Link, LinkState)>, StoreError> {
        self.write(move |conn| take(conn, &token_hash, kind, local, now))
    }

    /// Uses up an invitation and sets the password it was made for, both or neither.
    pub fn accept_invitation(
        &self,
        token_hash: Digest,
        password: String,
        local: bool,
        now: Timestamp,
    ) -> Result<Option<(Link, LinkState)>, StoreError> {
        self.write(move |conn| {
            let taken = take(conn, &token_hash, LinkKind::Invitation, local, now)?;
            if let Some((link, LinkState::Good)) = taken {
                person::write_password(conn, link.person, &password)?;
            }
            Ok(taken)
        })
    }
}

fn take(
    conn: &Connection,
    token_hash: &Digest,
    kind: LinkKind,
    local: bool,
    now: Timestamp,
) -> Result<Option<(Link, LinkState)>, StoreError> {
    let Some(link) = get(conn, token_hash)?.filter(|link| link.kind == kind) else { return Ok(None) };
    let state = link.state(local, now);
    if state == LinkState::Good {
        conn.prepare_cached(TAKE)?.execute(params![At(now), token_hash])?;
    }
    Ok(Some((link, state)))
}

fn get(conn: &Connection, token_hash: &Digest) -> Result<Option<Link>, StoreError> {
    let read = |row: &Row<'_>| {
        Ok(Link {
            person: row.get(0)?,
            kind: row.get(1)?,
            loopback_only: row.get(2)?,
            expires_at: row.get::<_, At>(3)?.0,
            taken_at: row.get::<_, Option<At>>(4)?.map(|at| at.0),
        })
    };
    Ok(conn.prepare_cached(GET)?.query_row([token_hash], read).optional()?)
}
