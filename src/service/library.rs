//! The curriculum that the server holds: the current course, and the versions before it, so that
//! an attempt stays pinned to what the learner saw.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, RwLock};

use tokio::sync::watch;

use crate::curriculum::{Course, Diagnostic, Exercise, Solution};
use crate::digest::Digest;

/// How many earlier versions stay answerable after a reload.
const KEPT: usize = 8;

/// The current course and its predecessors.
#[derive(Debug)]
pub struct Library {
    shelf: RwLock<VecDeque<Arc<Course>>>,
    diagnostics: RwLock<Arc<Vec<Diagnostic>>>,
    changes: watch::Sender<u64>,
    closed: AtomicBool,
}

impl Library {
    /// A library with one course.
    pub fn new(course: Course, diagnostics: Vec<Diagnostic>) -> Self {
        Self {
            shelf: RwLock::new(VecDeque::from([Arc::new(course)])),
            diagnostics: RwLock::new(Arc::new(diagnostics)),
            changes: watch::Sender::new(0),
            closed: AtomicBool::new(false),
        }
    }

    /// The current course.
    ///
    /// # Panics
    /// Never: the shelf is never empty, and no holder of its lock can panic.
    pub fn course(&self) -> Arc<Course> {
        let shelf = self.shelf.read().expect("no holder of this lock panics");
        Arc::clone(shelf.front().expect("the shelf holds the current course"))
    }

    /// What `check` says of the current course.
    ///
    /// # Panics
    /// Never: no holder of the lock can panic.
    pub fn diagnostics(&self) -> Arc<Vec<Diagnostic>> {
        Arc::clone(&self.diagnostics.read().expect("no holder of this lock panics"))
    }

    /// The exercise as the learner saw it: in the version given, else the current one. `None` if
    /// the exercise is gone, or that version is no longer kept.
    ///
    /// # Panics
    /// Never: no holder of the lock can panic.
    pub fn pinned(&self, exercise: &str, version: Option<Digest>) -> Option<Pinned> {
        let shelf = self.shelf.read().expect("no holder of this lock panics");
        shelf.iter().find_map(|course| {
            let found = course.exercise(exercise)?;
            (version.is_none_or(|version| version == found.version)).then_some(())?;
            Some(Pinned {
                course: Arc::clone(course),
                exercise: Arc::clone(found),
                solution: Arc::clone(course.solution(exercise)?),
            })
        })
    }

    /// The version of an exercise whose digits begin with `short`, among those kept. A version
    /// that nobody knows stays unknown: [`pinned`](Self::pinned) then finds nothing.
    ///
    /// # Panics
    /// Never: no holder of the lock can panic.
    pub fn version(&self, exercise: &str, short: &str) -> Option<Digest> {
        let shelf = self.shelf.read().expect("no holder of this lock panics");
        let mut versions = shelf.iter().filter_map(|course| Some(course.exercise(exercise)?.version));
        versions.find(|version| !short.is_empty() && version.to_string().starts_with(short))
    }

    /// Puts a new course in front and tells everyone who waits on [`changes`](Self::changes).
    ///
    /// # Panics
    /// Never: no holder of the locks can panic.
    pub fn replace(&self, course: Course, diagnostics: Vec<Diagnostic>) {
        {
            let mut shelf = self.shelf.write().expect("no holder of this lock panics");
            shelf.push_front(Arc::new(course));
            shelf.truncate(KEPT + 1);
        }
        *self.diagnostics.write().expect("no holder of this lock panics") = Arc::new(diagnostics);
        self.changes.send_modify(|count| *count += 1);
    }

    /// Tells everyone who waits that nothing will change any more.
    pub fn close(&self) {
        self.closed.store(true, Ordering::Release);
        self.changes.send_modify(|count| *count += 1);
    }

    /// Whether it was closed.
    pub fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Acquire)
    }

    /// Counts reloads; open pages wait on it.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }
}

/// An exercise with its key, in the version that a learner saw.
#[derive(Debug, Clone)]
pub struct Pinned {
    /// The course of that version.
    pub course: Arc<Course>,
    /// The public side.
    pub exercise: Arc<Exercise>,
    /// The server's side.
    pub solution: Arc<Solution>,
}
