//! What an instructor sees of a class: who has done what, and how each module stands.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::app::App;
use super::progress::{self, Progress};
use crate::store::{Class, Person, Role, StoreError};

/// One trainee of a class.
#[derive(Debug, Clone)]
pub struct Row {
    /// Who.
    pub person: Person,
    /// How they stand.
    pub progress: Progress,
    /// When they last answered; never, if none.
    pub last_at: Option<Timestamp>,
}

/// A class with its trainees, by name.
#[derive(Debug, Clone)]
pub struct Classroom {
    /// The class.
    pub class: Class,
    /// Its trainees.
    pub rows: Vec<Row>,
}

/// All classes with their trainees, in the order in which classes were made.
///
/// # Errors
/// When the store fails.
pub fn classrooms(app: &App, now: Timestamp) -> Result<Vec<Classroom>, StoreError> {
    app.store
        .classes()?
        .into_iter()
        .map(|class| {
            let last: BTreeMap<_, _> = app
                .store
                .tallies(class.id)?
                .into_iter()
                .map(|tally| (tally.person, tally.last_at))
                .collect();
            let mut rows = app
                .store
                .people_of(class.id)?
                .into_iter()
                .filter(|person| person.is(Role::Trainee))
                .map(|person| {
                    let progress = progress::progress(app, person.id, now)?;
                    Ok(Row { last_at: last.get(&person.id).copied(), progress, person })
                })
                .collect::<Result<Vec<_>, StoreError>>()?;
            rows.sort_by(|a, b| a.person.name.cmp(&b.person.name));
            Ok(Classroom { class, rows })
        })
        .collect()
}
