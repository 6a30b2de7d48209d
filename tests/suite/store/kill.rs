//! A server that is killed loses nothing that it has acknowledged.
//!
//! The test starts itself again as the server: eight threads record attempts and print each
//! identity once its write was answered. It is killed (SIGKILL) under that load; all that it
//! printed must be in the database.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Mutex;

use yanxi::id::AttemptId;
use yanxi::store::Store;

use super::{attempt, counting, trainee};

const CHILD: &str = "YANXI_TEST_STORE_TO_KILL";

#[test]
fn a_killed_server_has_kept_all_that_it_acknowledged() {
    if let Some(folder) = std::env::var_os(CHILD) {
        write_until_killed(Path::new(&folder));
    }
    let folder = tempfile::tempdir().unwrap();
    let mut last = 0;
    for round in 1..=3 {
        let acknowledged = kill_after(folder.path(), 400 * round);
        let store = Store::open(folder.path()).unwrap();
        for id in &acknowledged {
            assert!(store.attempt(*id).unwrap().is_some(), "{id} was acknowledged and is gone");
        }
        // The attempts and the state that counts them were written together.
        let people = store.people().unwrap();
        let counted: u64 = people
            .iter()
            .map(|person| store.learner_state(person.id).unwrap().map_or(0, |state| state.parse().unwrap()))
            .sum();
        let kept = store.attempts().unwrap();
        assert_eq!(counted, kept);
        assert!(kept >= last + acknowledged.len() as u64);
        last = kept;
    }
}

/// Runs the server, kills it after so many acknowledgements, and returns all that it printed.
fn kill_after(folder: &Path, count: usize) -> Vec<AttemptId> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "store::kill::a_killed_server_has_kept_all_that_it_acknowledged", "--nocapture"])
        .env(CHILD, folder)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut acknowledged = Vec::new();
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        // The kill may have cut the last line short, and the harness prints lines of its own.
        acknowledged.extend(line.unwrap().strip_prefix("kept ").and_then(AttemptId::parse));
        if acknowledged.len() == count {
            child.kill().unwrap();
        }
    }
    assert!(!child.wait().unwrap().success());
    assert!(acknowledged.len() >= count, "the server ended by itself after {}", acknowledged.len());
    acknowledged
}

fn write_until_killed(folder: &Path) {
    let store = Store::open(folder).unwrap();
    let out = Mutex::new(std::io::stdout());
    std::thread::scope(|scope| {
        for n in 0..8 {
            let (store, out) = (&store, &out);
            scope.spawn(move || {
                let name = format!("学员{n}");
                let known = store.person_by_name(&name).unwrap().map(|person| person.id);
                let id = known.unwrap_or_else(|| trainee(store, &name));
                loop {
                    let new = attempt(id, "a", 1.0);
                    let kept = new.id;
                    store.record_attempt(new, None, counting).unwrap();
                    writeln!(out.lock().unwrap(), "kept {kept}").unwrap();
                }
            });
        }
    });
}
