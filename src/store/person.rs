//! People who can sign in, and their roles.

use std::collections::BTreeSet;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, Rows, params};
use unicode_normalization::UnicodeNormalization as _;

use super::value::{At, named};
use super::{Store, StoreError};
use crate::id::{ClassId, PersonId};

/// What a person may do; one may hold several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Learns.
    Trainee,
    /// Writes content, sees the progress of classes.
    Instructor,
    /// Scores files of submissions, decides the human queue.
    Grader,
    /// Adds people, issues links.
    Administrator,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 4] = [Self::Trainee, Self::Instructor, Self::Grader, Self::Administrator];

    /// The name in the database, in forms and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Trainee => "trainee",
            Self::Instructor => "instructor",
            Self::Grader => "grader",
            Self::Administrator => "administrator",
        }
    }

    /// Reads a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }
}
named!(Role);

/// A person to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPerson {
    /// The name shown, and typed to sign in.
    pub name: String,
    /// At least one.
    pub roles: BTreeSet<Role>,
    /// The class of a trainee.
    pub class: Option<ClassId>,
}

/// A person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Identity.
    pub id: PersonId,
    /// Name, unique up to width, case and spacing.
    pub name: String,
    /// What they may do.
    pub roles: BTreeSet<Role>,
    /// Their class.
    pub class: Option<ClassId>,
    /// Whether a password was ever set; without one only a link signs in.
    pub has_password: bool,
    /// When they were added.
    pub created_at: Timestamp,
}

impl Person {
    /// Whether the person holds `role`.
    pub fn is(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }
}

/// What a sign-in by password is checked against.
#[derive(Clone, PartialEq, Eq)]
pub struct Credential {
    /// Who.
    pub person: PersonId,
    /// The hash with its parameters (PHC string), if a password was set.
    pub password: Option<String>,
}

/// The form of a name that must be unique and that one signs in with: width, case and spacing
/// make no difference.
pub fn name_key(name: &str) -> String {
    let wide: String = name.nfkc().collect();
    wide.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

const INSERT: &str =
    "INSERT INTO person (id, name, name_key, class, created_at) VALUES ($1, $2, $3, $4, $5)";
const INSERT_ROLE: &str = "INSERT INTO person_role (person, role) VALUES ($1, $2)";
const DELETE_ROLES: &str = "DELETE FROM person_role WHERE person = $1";
const BY_ID: &str = "SELECT p.id, p.name, p.class, p.password IS NOT NULL, p.created_at, r.role
    FROM person p LEFT JOIN person_role r ON r.person = p.id WHERE p.id = $1";
const BY_NAME: &str = "SELECT p.id, p.name, p.class, p.password IS NOT NULL, p.created_at, r.role
    FROM person p LEFT JOIN person_role r ON r.person = p.id WHERE p.name_key = $1";
const ALL: &str = "SELECT p.id, p.name, p.class, p.password IS NOT NULL, p.created_at, r.role
    FROM person p LEFT JOIN person_role r ON r.person = p.id ORDER BY p.created_at, p.id";
const OF_CLASS: &str = "SELECT p.id, p.name, p.class, p.password IS NOT NULL, p.created_at, r.role
    FROM person p LEFT JOIN person_role r ON r.person = p.id WHERE p.class = $1 ORDER BY p.created_at, p.id";
const ANY: &str = "SELECT EXISTS (SELECT 1 FROM person)";
const CREDENTIAL: &str = "SELECT id, password FROM person WHERE name_key = $1";
const SET_PASSWORD: &str = "UPDATE person SET password = $1 WHERE id = $2";
const END_SESSIONS: &str = "DELETE FROM session WHERE person = $1";

impl Store {
    /// Adds a person; a second one of the same name is refused.
    pub fn add_person(&self, new: NewPerson, now: Timestamp) -> Result<PersonId, StoreError> {
        self.write(move |conn| {
            let id = PersonId::new();
            let key = name_key(&new.name);
            if conn.prepare_cached(CREDENTIAL)?.exists([&key])? {
                return Err(StoreError::NameTaken(new.name));
            }
            conn.prepare_cached(INSERT)?.execute(params![id, new.name, key, new.class, At(now)])?;
            insert_roles(conn, id, &new.roles)?;
            Ok(id)
        })
    }

    /// Gives a person these roles and no others.
    pub fn set_roles(&self, person: PersonId, roles: BTreeSet<Role>) -> Result<(), StoreError> {
        self.write(move |conn| {
            conn.prepare_cached(DELETE_ROLES)?.execute([person])?;
            insert_roles(conn, person, &roles)
        })
    }

    /// The person with this identity.
    pub fn person(&self, id: PersonId) -> Result<Option<Person>, StoreError> {
        self.read(|conn| Ok(fold(conn.prepare_cached(BY_ID)?.query([id])?)?.pop()))
    }

    /// The person with this name, whatever its width, case and spacing.
    pub fn person_by_name(&self, name: &str) -> Result<Option<Person>, StoreError> {
        self.read(|conn| Ok(fold(conn.prepare_cached(BY_NAME)?.query([name_key(name)])?)?.pop()))
    }

    /// Everybody, in the order in which they were added.
    pub fn people(&self) -> Result<Vec<Person>, StoreError> {
        self.read(|conn| Ok(fold(conn.prepare_cached(ALL)?.query([])?)?))
    }

    /// Everybody of a class.
    pub fn people_of(&self, class: ClassId) -> Result<Vec<Person>, StoreError> {
        self.read(|conn| Ok(fold(conn.prepare_cached(OF_CLASS)?.query([class])?)?))
    }

    /// Whether anybody was added yet; a new data directory has nobody.
    pub fn has_people(&self) -> Result<bool, StoreError> {
        self.read(|conn| Ok(conn.prepare_cached(ANY)?.query_row([], |row| row.get(0))?))
    }

    /// Sets the hash of a person's password and ends their sessions: who changes a password
    /// because it leaked is rid of the guest.
    pub fn set_password(&self, person: PersonId, hash: String) -> Result<(), StoreError> {
        self.write(move |conn| write_password(conn, person, &hash))
    }

    /// What a sign-in as `name` is checked against.
    pub fn password_hash(&self, name: &str) -> Result<Option<Credential>, StoreError> {
        self.read(|conn| {
            let read = |row: &Row<'_>| Ok(Credential { person: row.get(0)?, password: row.get(1)? });
            Ok(conn.prepare_cached(CREDENTIAL)?.query_row([name_key(name)], read).optional()?)
        })
    }
}

/// Sets a password inside a larger write.
pub(super) fn write_password(conn: &Connection, person: PersonId, hash: &str) -> Result<(), StoreError> {
    if conn.prepare_cached(SET_PASSWORD)?.execute(params![hash, person])? == 0 {
        return Err(StoreError::Missing("person"));
    }
    conn.prepare_cached(END_SESSIONS)?.execute([person])?;
    Ok(())
}

/// Folds rows of one person and one role each; rows of a person stand together.
pub(super) fn fold(mut rows: Rows<'_>) -> rusqlite::Result<Vec<Person>> {
    let mut people: Vec<Person> = Vec::new();
    while let Some(row) = rows.next()? {
        let id = row.get(0)?;
        let role: Option<Role> = row.get(5)?;
        match people.last_mut() {
            Some(last) if last.id == id => last.roles.extend(role),
            _ => people.push(Person {
                id,
                name: row.get(1)?,
                class: row.get(2)?,
                has_password: row.get(3)?,
                created_at: row.get::<_, At>(4)?.0,
                roles: role.into_iter().collect(),
            }),
        }
    }
    Ok(people)
}

fn insert_roles(conn: &Connection, person: PersonId, roles: &BTreeSet<Role>) -> Result<(), StoreError> {
    let mut insert = conn.prepare_cached(INSERT_ROLE)?;
    roles
        .iter()
        .try_for_each(|role| insert.execute(params![person, role]).map(drop))
        .map_err(StoreError::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_one_whatever_their_width_case_and_spacing() {
        assert_eq!(name_key(" Ｌｉｎ\u{3000} Xiao "), name_key("lin xiao"));
        assert_ne!(name_key("林晓"), name_key("林小"));
    }
}
