//! The grading desk: files come in, batches are graded, results are read.

mod batches;
mod pages;
mod results;
mod uploads;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex};

use jiff::Timestamp;
use yanxi::curriculum::{
    Condition, Course, CourseParts, Exercise, ExerciseText, Form, Html, Key, Kind, Letter, NumericKey,
    Place, Position, Solution, Tolerance,
};
use yanxi::digest::{Digest, Nonce};
use yanxi::grading::{Irreproducible, LabAnswer, Reproduce};
use yanxi::id::{BatchId, PersonId};
use yanxi::language::{Language, Localised};
use yanxi::service::batch::Scorer;
use yanxi::service::desk::{Batch, Desk, Export, Tools, Upload};
use yanxi::store::{NewPerson, Role, Store};

/// A morning in Shenyang.
fn morning() -> Timestamp {
    "2026-09-01T08:00:00+08:00".parse().expect("a time")
}

/// A grader at a desk with a small course. Its lab exercise waits at the gate.
struct World {
    desk: Desk,
    store: Store,
    grader: PersonId,
    gate: Gate,
    folder: tempfile::TempDir,
}

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        let new = NewPerson { name: "周老师".into(), roles: [Role::Grader].into(), class: None };
        let grader = store.add_person(new, morning()).unwrap();
        let gate = Gate::open();
        Self { desk: desk(&store, &gate), store, grader, gate, folder }
    }

    /// As when the server stops and starts again.
    fn restart(self) -> Self {
        let Self { desk, store, grader, gate, folder } = self;
        desk.interrupt();
        gate.set(true);
        drop(desk);
        store.close();
        let store = Store::open(folder.path()).unwrap();
        Self { desk: self::desk(&store, &gate), store, grader, gate, folder }
    }

    fn upload(&self, text: impl AsRef<[u8]>) -> BatchId {
        self.upload_as("submissions.jsonl", text)
    }

    fn upload_as(&self, name: &str, text: impl AsRef<[u8]>) -> BatchId {
        let mut intake = self.desk.receive().unwrap();
        for piece in text.as_ref().chunks(1_000) {
            intake.write(piece).unwrap();
        }
        let upload = Upload { person: self.grader, name: name.into(), language: Language::English };
        intake.finish(upload).unwrap()
    }

    /// The batch as soon as `is_so` holds of it.
    fn when(&self, id: BatchId, is_so: impl Fn(&Batch) -> bool) -> Batch {
        let mut changes = self.desk.changes();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        loop {
            changes.mark_unchanged();
            let batch = self.desk.batch(id).unwrap();
            if is_so(&batch) {
                return batch;
            }
            runtime.block_on(changes.changed()).unwrap();
        }
    }

    fn finished(&self, id: BatchId) -> Batch {
        self.when(id, |batch| !batch.is_unfinished())
    }

    fn results(&self, id: BatchId) -> String {
        std::fs::read_to_string(self.file(id, "results.jsonl")).unwrap()
    }

    fn export(&self, id: BatchId, export: Export) -> String {
        let mut bytes = Vec::new();
        self.desk.export(id, export, &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    fn file(&self, id: BatchId, name: &str) -> PathBuf {
        self.folder.path().join("batches").join(id.to_string()).join(name)
    }
}

fn desk(store: &Store, gate: &Gate) -> Desk {
    let (course, gate) = (Arc::new(course()), gate.clone());
    let scorer = Box::new(move |language| Scorer {
        course: Arc::clone(&course),
        labs: Some(Box::new(gate.clone())),
        language,
    });
    Desk::open(Tools { store: store.clone(), scorer, clock: morning }).unwrap()
}

/// A lab whose runs come to their end while it is open.
#[derive(Clone)]
struct Gate(Arc<(Mutex<bool>, Condvar)>);

impl Gate {
    fn open() -> Self {
        Self(Arc::new((Mutex::new(true), Condvar::new())))
    }

    fn set(&self, is_open: bool) {
        *self.0.0.lock().unwrap() = is_open;
        self.0.1.notify_all();
    }
}

impl Reproduce for Gate {
    fn reproduce(&self, claim: &LabAnswer) -> Result<BTreeMap<String, f64>, Irreproducible> {
        let is_open = self.0.0.lock().unwrap();
        drop(self.0.1.wait_while(is_open, |is_open| !*is_open).unwrap());
        Ok(claim.summary.clone())
    }
}

/// A choice (`b` is right), a number (0.5), a text and a lab.
fn course() -> Course {
    let options = vec![Localised::default(); 3];
    let numeric = NumericKey {
        answer: 0.5,
        tolerance: Tolerance::Absolute(0.01),
        unit: None,
        units: BTreeMap::new(),
    };
    let condition = Condition { comparison: yanxi::curriculum::Comparison::Less, bound: 1.0 };
    let lab = "moons".into();
    let letter = |index| Letter::new(index).unwrap();
    let exercises = vec![
        exercise("choice", Kind::Choice, Form::Options { options }, Key::Choice(letter(1))),
        exercise("number", Kind::Numeric, Form::Numeric { unit: None }, Key::Numeric(numeric)),
        exercise("text", Kind::Text, Form::Text, Key::Text { accept: vec!["过拟合".into()], typos: 0 }),
        exercise(
            "lab",
            Kind::Lab,
            Form::Lab { lab: yanxi::id::LabId::new("moons") },
            Key::Lab { lab, requires: [("loss".to_owned(), condition)].into() },
        ),
    ];
    Course::new(CourseParts {
        exercises,
        secret: b"a secret of the tests".to_vec(),
        ..CourseParts::default()
    })
}

fn exercise(id: &str, kind: Kind, form: Form, key: Key) -> (Exercise, Solution) {
    let version = Digest::of(id.as_bytes());
    let text = ExerciseText { title: format!("Title of {id}"), prompt: Html::default(), hints: Vec::new() };
    let exercise = Exercise {
        id: id.into(),
        lesson: "lesson".into(),
        kind,
        component: "M08".into(),
        difficulty: 2,
        points: 2.0,
        partial: false,
        shuffle: false,
        assessed: false,
        attempts: None,
        feedback: Default::default(),
        text: Localised::both(text.clone(), text),
        form,
        version,
        place: Place {
            file: "lesson.md".into(),
            position: Position { line: 1, column: 1, length: 1 },
            snippet: id.into(),
        },
    };
    let solution = Solution {
        key,
        letters: (0..3).filter_map(Letter::new).collect(),
        feedback: BTreeMap::new(),
        explanation: None,
        wrong: Vec::new(),
        nonce: Nonce::new([7; 16]),
        content: version,
    };
    (exercise, solution)
}

fn line(learner: &str, exercise: &str, answer: &str) -> String {
    format!("{{\"learner\":\"{learner}\",\"exercise\":\"{exercise}\",\"answer\":{answer}}}\n")
}

/// A run that stands, once the gate lets it through.
fn run(learner: &str) -> String {
    line(learner, "lab", r#"{"lab":"moons","seed":7,"parameters":{},"summary":{"loss":0.2}}"#)
}

/// So many answers to the choice exercise, every second one right.
fn many(count: usize) -> String {
    (0..count)
        .map(|n| line(&format!("s{n:04}"), "choice", if n % 2 == 0 { "\"b\"" } else { "\"a\"" }))
        .collect()
}
