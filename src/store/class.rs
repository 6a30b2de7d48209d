//! Classes: cohorts with a name and a city.

use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, Row, params};

use super::value::At;
use super::{Store, StoreError};
use crate::id::ClassId;

/// A class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Class {
    /// Identity.
    pub id: ClassId,
    /// Name, unique.
    pub name: String,
    /// Where it meets.
    pub city: String,
}

const INSERT: &str = "INSERT INTO class (id, name, city, created_at) VALUES ($1, $2, $3, $4)";
const BY_ID: &str = "SELECT id, name, city FROM class WHERE id = $1";
const BY_NAME: &str = "SELECT id, name, city FROM class WHERE name = $1";
const ALL: &str = "SELECT id, name, city FROM class ORDER BY created_at DESC, name";

impl Store {
    /// Adds a class; a second one of the same name is refused.
    pub fn add_class(&self, class: Class, now: Timestamp) -> Result<(), StoreError> {
        self.write(move |conn| {
            let added =
                conn.prepare_cached(INSERT)?.execute(params![class.id, class.name, class.city, At(now)]);
            match added {
                Err(error)
                    if error.sqlite_error_code() == Some(rusqlite::ErrorCode::ConstraintViolation) =>
                {
                    Err(StoreError::NameTaken(class.name))
                }
                added => added.map(drop).map_err(StoreError::from),
            }
        })
    }

    /// The class with this identity.
    pub fn class(&self, id: ClassId) -> Result<Option<Class>, StoreError> {
        self.read(|conn| Ok(conn.prepare_cached(BY_ID)?.query_row([id], read).optional()?))
    }

    /// The class with this name.
    pub fn class_by_name(&self, name: &str) -> Result<Option<Class>, StoreError> {
        self.read(|conn| Ok(conn.prepare_cached(BY_NAME)?.query_row([name], read).optional()?))
    }

    /// All classes, the newest first.
    pub fn classes(&self) -> Result<Vec<Class>, StoreError> {
        self.read(|conn| Ok(conn.prepare_cached(ALL)?.query_map([], read)?.collect::<Result<_, _>>()?))
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<Class> {
    Ok(Class { id: row.get(0)?, name: row.get(1)?, city: row.get(2)? })
}
