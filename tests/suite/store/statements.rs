//! The SQL itself: read alike by two databases (see `store::value`), and a log that only grows.

use std::fs;
use std::path::Path;

use yanxi::digest::Digest;
use yanxi::id::StudyId;

use super::{Scratch, at, trainee};

#[test]
fn parameters_first_appear_in_their_order() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store");
    let (mut statements, mut wrong) = (0, Vec::new());
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        for statement in text.split("\nconst ").skip(1).filter_map(|rest| rest.split("\";").next()) {
            let mut highest = 0;
            for number in statement.split('$').skip(1) {
                let number: u32 = number
                    .chars()
                    .take_while(char::is_ascii_digit)
                    .collect::<String>()
                    .parse()
                    .unwrap_or(0);
                if number > highest + 1 {
                    wrong.push(format!("{}: {statement}", path.display()));
                }
                highest = highest.max(number);
            }
            statements += usize::from(highest > 0);
        }
    }
    assert!(statements > 40, "the statements are found at all: {statements}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_study_log_can_be_neither_changed_nor_cut() {
    let scratch = Scratch::new();
    let id = trainee(&scratch.store, "林晓");
    let study = StudyId::new();
    scratch.store.start_study(study, id, "ml-overfitting".into(), Digest::of(b"v"), at(0)).unwrap();
    let conn = rusqlite::Connection::open(scratch.path().join("yanxi.db")).unwrap();
    for sql in ["UPDATE study_event SET at = at - 3600000000", "DELETE FROM study_event"] {
        let refusal = conn.execute(sql, []).unwrap_err().to_string();
        assert!(refusal.contains("append-only"), "{refusal}");
    }
    assert_eq!(scratch.store.study_events(id, at(0)).unwrap().len(), 1);
}
