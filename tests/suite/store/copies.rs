//! Backup and restore.

use std::fs;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use yanxi::store::{Store, StoreError, backup, restore};

use super::{Scratch, attempt, counting, trainee};

#[test]
fn a_backup_under_load_is_whole_and_consistent() {
    let scratch = Scratch::new();
    let file = scratch.path().join("copy.db");
    let id = trainee(&scratch.store, "林晓");
    let done = AtomicBool::new(false);
    let before = std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while !done.load(Relaxed) {
                    scratch.store.record_attempt(attempt(id, "a", 1.0), None, counting).unwrap();
                }
            });
        }
        let before = scratch.store.attempts().unwrap();
        for _ in 0..5 {
            backup(scratch.path(), &file, true).unwrap();
        }
        done.store(true, Relaxed);
        before
    });
    let after = scratch.store.attempts().unwrap();
    assert!(!scratch.path().join("copy.db.tmp").exists());
    let target = tempfile::tempdir().unwrap();
    assert_eq!(restore(&file, target.path()).unwrap().before, None);
    let copy = Store::open(target.path()).unwrap();
    let kept = copy.attempts().unwrap();
    assert!((before..=after).contains(&kept), "{before} ≤ {kept} ≤ {after}");
    assert_eq!(
        copy.learner_state(id).unwrap().map(|state| state.parse().unwrap()),
        (kept > 0).then_some(kept)
    );
}

#[test]
fn a_restore_keeps_what_stood_there_before() {
    let scratch = Scratch::new();
    let file = scratch.path().join("copy.db");
    trainee(&scratch.store, "林晓");
    backup(scratch.path(), &file, false).unwrap();
    assert!(matches!(backup(scratch.path(), &file, false), Err(StoreError::Exists(_))));
    trainee(&scratch.store, "周航");

    assert!(matches!(restore(&file, scratch.path()), Err(StoreError::InUse { .. })));
    let folder = scratch.into_folder();
    let old = restore(&file, folder.path()).unwrap().before.unwrap();
    assert_eq!(old.file_name().unwrap(), "yanxi.db.before-restore-1");
    let names = || {
        let store = Store::open(folder.path()).unwrap();
        store.people().unwrap().into_iter().map(|person| person.name).collect::<Vec<_>>()
    };
    assert_eq!(names(), ["林晓"]);
    let newer = restore(&old, folder.path()).unwrap().before.unwrap();
    assert_eq!(newer.file_name().unwrap(), "yanxi.db.before-restore-2");
    assert_eq!(names(), ["林晓", "周航"]);
}

#[test]
fn what_is_no_good_backup_is_refused_and_the_old_database_stays() {
    let scratch = Scratch::new();
    for n in 0..50 {
        trainee(&scratch.store, &format!("学员{n}"));
    }
    let (file, bad) = (scratch.path().join("copy.db"), scratch.path().join("bad.db"));
    backup(scratch.path(), &file, false).unwrap();
    let folder = scratch.into_folder();

    assert!(matches!(restore(&bad, folder.path()), Err(StoreError::File { .. })));
    fs::write(&bad, "not a database, and long enough to be taken for one".repeat(100)).unwrap();
    assert!(matches!(restore(&bad, folder.path()), Err(StoreError::Foreign)));
    fs::write(&bad, "").unwrap();
    assert!(matches!(restore(&bad, folder.path()), Err(StoreError::Foreign)));
    let mut bytes = fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 8192].fill(0x55);
    fs::write(&bad, bytes).unwrap();
    assert!(matches!(restore(&bad, folder.path()), Err(StoreError::Damaged(_))));
    assert_eq!(Store::open(folder.path()).unwrap().people().unwrap().len(), 50);
    let left: Vec<_> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.contains("restor"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_damaged_database_is_set_aside_and_replaced() {
    let scratch = Scratch::new();
    trainee(&scratch.store, "林晓");
    let file = scratch.path().join("copy.db");
    backup(scratch.path(), &file, false).unwrap();
    let folder = scratch.into_folder();
    fs::write(folder.path().join("yanxi.db"), "broken".repeat(2000)).unwrap();
    fs::write(folder.path().join("yanxi.db-wal"), "left over").unwrap();
    let aside = restore(&file, folder.path()).unwrap().before.unwrap();
    assert_eq!(fs::read(aside).unwrap(), "broken".repeat(2000).as_bytes());
    assert!(folder.path().join("yanxi.db.before-restore-1-wal").exists());
    assert_eq!(Store::open(folder.path()).unwrap().people().unwrap().len(), 1);
}

#[test]
fn nothing_is_backed_up_from_where_nothing_is() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("copy.db");
    assert!(matches!(backup(folder.path(), &file, false), Err(StoreError::NoDatabase(_))));
    assert!(!file.exists());
}

#[cfg(unix)]
#[test]
fn others_on_the_machine_cannot_read_the_files() {
    use std::os::unix::fs::PermissionsExt as _;
    let scratch = Scratch::new();
    let file = scratch.path().join("copy.db");
    trainee(&scratch.store, "林晓");
    backup(scratch.path(), &file, false).unwrap();
    for name in ["yanxi.db", "yanxi.db-wal", "copy.db"] {
        let mode = fs::metadata(scratch.path().join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{name}: {mode:o}");
    }
}
