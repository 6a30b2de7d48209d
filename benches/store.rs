//! How many durable writes a second: raw SQLite against the store, on the same disk.
//!
//! Every round runs each contender once, in an order that rotates, so that a slow minute of the
//! machine hits all of them; medians over the rounds are printed with their spread. All write
//! the same two rows (attempt and learner state) with `synchronous=FULL`.
//!
//! `cargo bench --bench store -- [ROUNDS] [SECONDS]`, 5 and 1.5 by default.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use rusqlite::{Connection, params};
use yanxi::digest::{Digest, Nonce};
use yanxi::id::{AttemptId, PersonId};
use yanxi::store::{Attempt, NewPerson, Role, Store};

/// Bytes of JSON that an attempt carries: answer, grade and receipt.
const JSON: usize = 900;

/// Bytes of a learner's state.
const STATE: usize = 2000;

type Contender = (&'static str, fn(&Path, Duration) -> f64);

const CONTENDERS: [Contender; 6] = [
    ("raw SQLite, 1 attempt a commit", |folder, time| raw(folder, time, 1)),
    ("raw SQLite, 16 attempts a commit", |folder, time| raw(folder, time, 16)),
    ("raw SQLite, 64 attempts a commit", |folder, time| raw(folder, time, 64)),
    ("store, 1 thread", |folder, time| through_store(folder, time, 1)),
    ("store, 16 threads", |folder, time| through_store(folder, time, 16)),
    ("store, 64 threads", |folder, time| through_store(folder, time, 64)),
];

fn main() {
    let numbers: Vec<f64> = std::env::args().skip(1).filter_map(|word| word.parse().ok()).collect();
    let rounds = numbers.first().map_or(5, |n| (*n as usize).max(1));
    let time = Duration::from_secs_f64(numbers.get(1).copied().unwrap_or(1.5));
    let mut rates = vec![Vec::new(); CONTENDERS.len()];
    for round in 0..rounds {
        for turn in 0..CONTENDERS.len() {
            let which = (round + turn) % CONTENDERS.len();
            // In the build folder: a temporary folder may be in memory, which has no disk.
            let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder to write in");
            rates[which].push(CONTENDERS[which].1(folder.path(), time));
        }
    }
    println!("{rounds} rounds of {time:?}, attempts a second: median (least … most)");
    let first = median(&mut rates[0]);
    for ((name, _), rates) in CONTENDERS.iter().zip(&mut rates) {
        let middle = median(rates);
        let (least, most) = (rates[0], rates[rates.len() - 1]);
        println!("{name:36} {middle:8.0} ({least:.0} … {most:.0})   × {:.1}", middle / first);
    }
}

/// What raw SQLite does with so many attempts a commit, in the tables of the store.
fn raw(folder: &Path, time: Duration, group: usize) -> f64 {
    let person = person(&Store::open(folder).expect("a store"));
    let conn = Connection::open(folder.join("yanxi.db")).expect("its database");
    for (name, value) in [("journal_mode", "wal"), ("synchronous", "full"), ("foreign_keys", "on")] {
        conn.pragma_update(None, name, value).expect("a pragma");
    }
    let started = Instant::now();
    let mut count = 0;
    while started.elapsed() < time {
        conn.execute_batch("BEGIN IMMEDIATE").expect("a transaction");
        for _ in 0..group {
            let new = attempt(person);
            let blob = |digest: &Digest| digest.bytes().to_vec();
            conn.prepare_cached(
                "INSERT INTO attempt (id, person, exercise, lesson, version, content, seed, nonce, answer,
                 status, points, max_points, grade, receipt, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            )
            .and_then(|mut insert| {
                insert.execute(params![
                    new.id.0.as_bytes().to_vec(),
                    person.0.as_bytes().to_vec(),
                    new.exercise.as_str(),
                    new.lesson.as_str(),
                    blob(&new.version),
                    blob(&new.content),
                    new.seed.cast_signed(),
                    new.nonce.bytes().to_vec(),
                    new.answer,
                    new.status,
                    new.points,
                    new.max_points,
                    new.grade,
                    new.receipt,
                    new.at.as_microsecond(),
                ])
            })
            .expect("an attempt");
            conn.prepare_cached(
                "INSERT OR REPLACE INTO learner_state (person, state, updated_at) VALUES (?, ?, ?)",
            )
            .and_then(|mut set| set.execute(params![person.0.as_bytes().to_vec(), fold(None), 0]))
            .expect("a state");
        }
        conn.execute_batch("COMMIT").expect("a commit");
        count += group;
    }
    count as f64 / started.elapsed().as_secs_f64()
}

/// What the store does for so many threads, each waiting for its answer before the next write.
fn through_store(folder: &Path, time: Duration, threads: usize) -> f64 {
    let store = Store::open(folder).expect("a store");
    let person = person(&store);
    let over = AtomicBool::new(false);
    let started = Instant::now();
    let count: usize = std::thread::scope(|scope| {
        let writers: Vec<_> = (0..threads)
            .map(|_| {
                scope.spawn(|| {
                    let mut count = 0;
                    while !over.load(Relaxed) {
                        store.record_attempt(attempt(person), None, fold).expect("a durable write");
                        count += 1;
                    }
                    count
                })
            })
            .collect();
        std::thread::sleep(time);
        over.store(true, Relaxed);
        writers.into_iter().map(|writer| writer.join().expect("no writer panics")).sum()
    });
    count as f64 / started.elapsed().as_secs_f64()
}

fn person(store: &Store) -> PersonId {
    let new = NewPerson { name: "林晓".into(), roles: [Role::Trainee].into(), class: None };
    store.add_person(new, Timestamp::UNIX_EPOCH).expect("a person")
}

fn attempt(person: PersonId) -> Attempt {
    Attempt {
        id: AttemptId::new(),
        person,
        exercise: "ml-overfitting-lambda".into(),
        lesson: "ml-overfitting".into(),
        version: Digest::of(b"exercise"),
        content: Digest::of(b"course"),
        seed: 7,
        nonce: Nonce::new([7; 16]),
        answer: "a".repeat(JSON / 9),
        status: "graded".into(),
        points: 1.0,
        max_points: 1.0,
        grade: "g".repeat(JSON / 3),
        receipt: "r".repeat(JSON - JSON / 3 - JSON / 9),
        at: Timestamp::UNIX_EPOCH,
    }
}

fn fold(_: Option<String>) -> String {
    "s".repeat(STATE)
}

fn median(rates: &mut [f64]) -> f64 {
    rates.sort_by(f64::total_cmp);
    rates[rates.len() / 2]
}
