//! The store: what any database behind it must do (`contract`), and what SQLite does for us.

mod contract;
mod copies;
mod fixture;
mod group;
mod kill;
mod statements;

use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use yanxi::digest::{Digest, Nonce};
use yanxi::id::{AttemptId, PersonId};
use yanxi::store::{Attempt, NewPerson, Role, Store};

/// A folder that is removed at the end, and the store in it.
pub(crate) struct Scratch {
    pub(crate) store: Store,
    folder: tempfile::TempDir,
}

impl Scratch {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { store: Store::open(folder.path()).unwrap(), folder }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Lets go of this clone of the store.
    pub(crate) fn into_folder(self) -> tempfile::TempDir {
        self.folder
    }

    /// Closes the store and opens it again, as a restart does.
    pub(crate) fn restart(self) -> Self {
        let Self { store, folder } = self;
        store.close();
        Self { store: Store::open(folder.path()).unwrap(), folder }
    }
}

/// `seconds` after a morning in Shenyang.
pub(crate) fn at(seconds: i64) -> Timestamp {
    "2026-09-01T08:00:00+08:00".parse::<Timestamp>().unwrap() + SignedDuration::from_secs(seconds)
}

pub(crate) fn trainee(store: &Store, name: &str) -> PersonId {
    let new = NewPerson { name: name.into(), roles: [Role::Trainee].into(), class: None };
    store.add_person(new, at(0)).unwrap()
}

/// An attempt with plain values everywhere.
pub(crate) fn attempt(person: PersonId, exercise: &str, points: f64) -> Attempt {
    Attempt {
        id: AttemptId::new(),
        person,
        exercise: exercise.into(),
        lesson: "ml-overfitting".into(),
        version: Digest::of(b"exercise"),
        content: Digest::of(b"course"),
        seed: u64::MAX - 7,
        nonce: Nonce::new([7; 16]),
        answer: r#"{"choice":"b"}"#.into(),
        status: "graded".into(),
        points,
        max_points: 1.0,
        grade: "{}".into(),
        receipt: "{}".into(),
        at: at(60),
    }
}

/// A fold that writes down how many attempts it has seen.
pub(crate) fn counting(state: Option<String>) -> String {
    let before: u32 = state.map_or(0, |state| state.parse().unwrap());
    (before + 1).to_string()
}
