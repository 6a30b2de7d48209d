//! A site over a temporary data directory, with signed-in learners, for benchmarks.

use std::sync::Arc;

use axum::Router;
use yanxi::clock;
use yanxi::curriculum::Kind;
use yanxi::digest::{Digest, Nonce};
use yanxi::id::{AttemptId, ExerciseId, LessonId, PersonId};
use yanxi::inference::digits::Digits;
use yanxi::inference::registry::Registry;
use yanxi::service::library::Library;
use yanxi::service::{App, Config, check, session};
use yanxi::store::{Attempt, NewPerson, Role, Store, files};

/// The built-in course, an empty database on the disk of the working directory, and learners.
pub struct Site {
    app: Arc<App>,
    exercise: String,
    people: Vec<PersonId>,
    tokens: Vec<String>,
    _folder: tempfile::TempDir,
}

impl Site {
    /// A fresh site with so many learners.
    pub fn temporary(learners: usize) -> Self {
        // Not under /tmp, which may live in memory and make every fsync free.
        let folder =
            tempfile::tempdir_in(std::env::current_dir().expect("a working directory")).expect("a folder");
        let store = Store::open(folder.path()).expect("a fresh store");
        let (course, diagnostics) = check::check(&files::embedded());
        let exercise = course
            .exercises()
            .find(|exercise| exercise.kind == Kind::Choice && exercise.attempts.is_none())
            .expect("the course has a choice exercise")
            .id
            .to_string();
        let digits = Digits::load(&Registry::new(None).load("digits").expect("built in")).expect("sound");
        let config = Config {
            data: folder.path().to_owned(),
            public_url: "http://127.0.0.1".to_owned(),
            is_secure: false,
            trusts_proxy: false,
            is_watching: false,
            keys: None,
        };
        let app = App::new(store.clone(), Library::new(course, diagnostics), digits, config, clock::now);
        let (mut people, mut tokens) = (Vec::new(), Vec::new());
        for number in 0..learners {
            let new =
                NewPerson { name: format!("learner {number}"), roles: [Role::Trainee].into(), class: None };
            let person = store.add_person(new, clock::now()).expect("a new name");
            tokens.push(session::begin(&store, person, clock::now()).expect("a session").secret());
            people.push(person);
        }
        Self { app: Arc::new(app.expect("a desk")), exercise, people, tokens, _folder: folder }
    }

    /// A choice exercise that may be answered as often as one likes.
    pub fn exercise(&self) -> &str {
        &self.exercise
    }

    /// The lesson of that exercise.
    pub fn lesson(&self) -> String {
        self.app.library.course().exercise(&self.exercise).expect("it is there").lesson.to_string()
    }

    /// Session tokens, one a learner.
    pub fn tokens(&self) -> &[String] {
        &self.tokens
    }

    /// Writes an attempt's row as the site does, without grading or HTTP; returns when it is durable.
    pub fn write_raw(&self, learner: usize) {
        let digest = Digest::of(b"raw");
        let attempt = Attempt {
            id: AttemptId::new(),
            person: self.people[learner],
            exercise: ExerciseId::from(self.exercise.as_str()),
            lesson: LessonId::from("lesson"),
            version: digest,
            content: digest,
            seed: 1,
            nonce: Nonce::new([0; 16]),
            answer: "\"b\"".to_owned(),
            status: "graded".to_owned(),
            points: 1.0,
            max_points: 1.0,
            grade: "g".repeat(120),
            receipt: "r".repeat(480),
            at: clock::now(),
        };
        self.app.store.record_attempt(attempt, None, |state| state.unwrap_or_default()).expect("a write");
    }

    /// The site's router.
    pub fn router(&self) -> Router {
        yanxi::web::router(Arc::clone(&self.app))
    }
}
