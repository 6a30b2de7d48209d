//! Signed-in browsers. Only the hash of a session's token is kept.

use jiff::Timestamp;
use rusqlite::params;

use super::value::At;
use super::{Person, Store, StoreError, person};
use crate::digest::Digest;
use crate::id::PersonId;

/// A session that is good now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Who is signed in.
    pub person: Person,
    /// When it ends unless it is used before.
    pub expires_at: Timestamp,
}

const INSERT: &str =
    "INSERT INTO session (token_hash, person, created_at, expires_at) VALUES ($1, $2, $3, $4)";
const DELETE_STALE: &str = "DELETE FROM session WHERE expires_at <= $1";
const GET: &str = "SELECT p.id, p.name, p.class, p.password IS NOT NULL, p.created_at, r.role
    FROM session s JOIN person p ON p.id = s.person LEFT JOIN person_role r ON r.person = p.id
    WHERE s.token_hash = $1 AND s.expires_at > $2";
const EXPIRY: &str = "SELECT expires_at FROM session WHERE token_hash = $1";
const EXTEND: &str = "UPDATE session SET expires_at = $1 WHERE token_hash = $2 AND expires_at < $1";
const DELETE: &str = "DELETE FROM session WHERE token_hash = $1";
const DELETE_ALL: &str = "DELETE FROM session WHERE person = $1";

impl Store {
    /// Begins a session, and forgets those of everybody that have run out.
    pub fn new_session(
        &self,
        person: PersonId,
        token_hash: Digest,
        now: Timestamp,
        expires_at: Timestamp,
    ) -> Result<(), StoreError> {
        self.write(move |conn| {
            conn.prepare_cached(DELETE_STALE)?.execute([At(now)])?;
            conn.prepare_cached(INSERT)?.execute(params![token_hash, person, At(now), At(expires_at)])?;
            Ok(())
        })
    }

    /// The session of a token, if it is good now.
    pub fn session(&self, token_hash: &Digest, now: Timestamp) -> Result<Option<Session>, StoreError> {
        self.read(|conn| {
            let people = person::fold(conn.prepare_cached(GET)?.query(params![token_hash, At(now)])?)?;
            let Some(person) = people.into_iter().next() else { return Ok(None) };
            let At(expires_at) = conn.prepare_cached(EXPIRY)?.query_row([token_hash], |row| row.get(0))?;
            Ok(Some(Session { person, expires_at }))
        })
    }

    /// Lets a session last until `expires_at`; never shortens it.
    pub fn extend_session(&self, token_hash: Digest, expires_at: Timestamp) -> Result<(), StoreError> {
        self.write(move |conn| {
            conn.prepare_cached(EXTEND)?.execute(params![At(expires_at), token_hash])?;
            Ok(())
        })
    }

    /// Ends a session.
    pub fn end_session(&self, token_hash: Digest) -> Result<(), StoreError> {
        self.write(move |conn| {
            conn.prepare_cached(DELETE)?.execute([token_hash])?;
            Ok(())
        })
    }

    /// Ends all sessions of a person.
    pub fn end_sessions_of(&self, person: PersonId) -> Result<(), StoreError> {
        self.write(move |conn| {
            conn.prepare_cached(DELETE_ALL)?.execute([person])?;
            Ok(())
        })
    }
}
