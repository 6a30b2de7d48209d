//! Data directories of earlier releases open in this one.
//!
//! `tests/fixtures/data-*/yanxi.db.sql` are small databases as each release wrote them, in SQL so
//! that a change shows. They are never edited. A release whose schema is new adds one: run this
//! test with `YANXI_WRITE_FIXTURE=1` before it goes out.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use rusqlite::types::ValueRef;
use yanxi::digest::Digest;
use yanxi::id::{BatchId, ClassId, LabId, RunId, StudyId};
use yanxi::service::{people, study};
use yanxi::store::{Class, NewBatch, NewPerson, Role, Run, Store};

use super::{at, attempt, counting};

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

#[test]
fn every_earlier_data_directory_opens() {
    if std::env::var_os("YANXI_WRITE_FIXTURE").is_some() {
        write();
    }
    let mut seen = 0;
    for entry in fs::read_dir(fixtures()).unwrap() {
        let sql = entry.unwrap().path().join("yanxi.db.sql");
        let Ok(sql) = fs::read_to_string(&sql) else { continue };
        let folder = tempfile::tempdir().unwrap();
        let conn = Connection::open(folder.path().join("yanxi.db")).unwrap();
        conn.execute_batch(&sql).unwrap();
        conn.close().unwrap();
        let store = Store::open(folder.path()).unwrap();
        read(&store);
        drop(store);
        let migrated = schema(&folder.path().join("yanxi.db"));
        let fresh = tempfile::tempdir().unwrap();
        drop(Store::open(fresh.path()).unwrap());
        assert_eq!(migrated, schema(&fresh.path().join("yanxi.db")), "migrated as if made now");
        seen += 1;
    }
    assert!(seen > 0);
}

/// What every fixture holds, read by the methods of this release.
fn read(store: &Store) {
    let people = store.people().unwrap();
    let names: Vec<&str> = people.iter().map(|person| person.name.as_str()).collect();
    assert_eq!(names, ["王岚", "林晓"]);
    let (teacher, learner) = (&people[0], &people[1]);
    assert!(teacher.is(Role::Instructor) && teacher.is(Role::Grader) && learner.is(Role::Trainee));
    assert!(learner.has_password && !teacher.has_password);
    assert_eq!(store.class(learner.class.unwrap()).unwrap().unwrap().city, "沈阳");

    let attempts = store.attempts_of(learner.id, &"ml-overfitting-lambda".into()).unwrap();
    assert_eq!(attempts.iter().map(|a| a.points).collect::<Vec<_>>(), [0.0, 1.0]);
    assert_eq!((attempts[1].seed, attempts[1].at), (u64::MAX - 7, at(60)));
    assert_eq!(store.learner_state(learner.id).unwrap().as_deref(), Some("2"));

    assert_eq!(study::active_seconds(store, learner.id, at(3600)).unwrap(), 75);
    let runs = store.runs_of(learner.id, &LabId::new("ml-overfitting-moons"), 9).unwrap();
    assert_eq!((runs[0].seed, runs[0].summary.as_str()), (42, r#"{"test_loss":0.125}"#));
    assert_eq!(store.batches(9).unwrap()[0].file.name, "期中.jsonl");
}

/// Fills a data directory as this release does, and writes it down as SQL.
fn write() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let class = Class { id: ClassId::new(), name: "秋季一班".into(), city: "沈阳".into() };
    store.add_class(class.clone(), at(0)).unwrap();
    let roles = [Role::Instructor, Role::Grader].into();
    let teacher = NewPerson { name: "王岚".into(), roles, class: Some(class.id) };
    let teacher = store.add_person(teacher, at(0)).unwrap();
    let learner = people::add(&store, "林晓", [Role::Trainee].into(), Some(class.id), at(1)).unwrap();
    let learner = learner.person.id;
    // The hash of a password that nobody has: no secret stands in the repository.
    store
        .set_password(learner, "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAA".into())
        .unwrap();
    store.new_session(learner, Digest::of(b"session"), at(2), at(9_999)).unwrap();
    for points in [0.0, 1.0] {
        store.record_attempt(attempt(learner, "ml-overfitting-lambda", points), None, counting).unwrap();
    }
    let open = StudyId::new();
    store.start_study(open, learner, "ml-overfitting".into(), Digest::of(b"lesson"), at(10)).unwrap();
    study::beat(&store, learner, open, at(40)).unwrap();
    study::beat(&store, learner, open, at(70)).unwrap();
    study::leave(&store, learner, open, at(85)).unwrap();
    let run = Run {
        id: RunId::new(),
        person: learner,
        lab: "ml-overfitting-moons".into(),
        version: Digest::of(b"lab"),
        seed: 42,
        parameters: r#"{"depth":2.0}"#.into(),
        summary: r#"{"test_loss":0.125}"#.into(),
        at: at(90),
    };
    store.save_run(run).unwrap();
    let file = NewBatch {
        id: BatchId::new(),
        person: teacher,
        name: "期中.jsonl".into(),
        content: Digest::of(b"course"),
        bytes: 1024,
    };
    store.add_batch(file, None, at(100)).unwrap();
    store.set_meta("public_url", "http://127.0.0.1:8080").unwrap();
    drop(store);

    let release = env!("CARGO_PKG_VERSION").rsplit_once('.').unwrap().0;
    let home = fixtures().join(format!("data-{release}"));
    fs::create_dir_all(&home).unwrap();
    fs::write(home.join("yanxi.db.sql"), dump(&folder.path().join("yanxi.db"))).unwrap();
}

fn schema(path: &Path) -> Vec<String> {
    let conn = Connection::open(path).unwrap();
    let mut query =
        conn.prepare("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name").unwrap();
    let rows = query.query_map([], |row| row.get::<_, String>(0)).unwrap();
    rows.map(|sql| sql.unwrap().split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

/// The database as SQL: tables with their rows, then indexes and triggers.
fn dump(path: &Path) -> String {
    let conn = Connection::open(path).unwrap();
    let number = |name: &str| conn.pragma_query_value(None, name, |row| row.get::<_, i64>(0)).unwrap();
    let mut sql = format!(
        "PRAGMA application_id = {};\nPRAGMA user_version = {};\nBEGIN;\n",
        number("application_id"),
        number("user_version")
    );
    let mut objects = conn
        .prepare(
            "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'
             ORDER BY type <> 'table', rowid",
        )
        .unwrap();
    let mut rows = objects.query([]).unwrap();
    while let Some(row) = rows.next().unwrap() {
        let (kind, name): (String, String) = (row.get(0).unwrap(), row.get(1).unwrap());
        writeln!(sql, "{};", row.get::<_, String>(2).unwrap()).unwrap();
        if kind == "table" {
            insert_all(&conn, &name, &mut sql);
        }
    }
    sql.push_str("COMMIT;\n");
    sql
}

fn insert_all(conn: &Connection, table: &str, sql: &mut String) {
    let mut query = conn.prepare(&format!("SELECT * FROM {table}")).unwrap();
    let width = query.column_count();
    let mut rows = query.query([]).unwrap();
    while let Some(row) = rows.next().unwrap() {
        let values: Vec<String> = (0..width)
            .map(|column| match row.get_ref(column).unwrap() {
                ValueRef::Null => "NULL".into(),
                ValueRef::Integer(number) => number.to_string(),
                ValueRef::Real(number) => format!("{number:?}"),
                ValueRef::Text(text) => {
                    format!("'{}'", std::str::from_utf8(text).unwrap().replace('\'', "''"))
                }
                ValueRef::Blob(bytes) => format!("x'{}'", hex::encode(bytes)),
            })
            .collect();
        writeln!(sql, "INSERT INTO {table} VALUES ({});", values.join(", ")).unwrap();
    }
}
