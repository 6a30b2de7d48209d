//! Group commit: whatever comes at the same time, each write stands or falls alone.

use std::sync::Barrier;

use proptest::prelude::*;
use yanxi::store::{Store, StoreError};

use super::{Scratch, at, attempt, counting, trainee};

/// What a writer tries.
#[derive(Debug, Clone, Copy)]
enum Try {
    Good,
    Twice,
    Panics,
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn each_writer_of_a_group_gets_its_own_answer(
        tries in prop::collection::vec(
            prop_oneof![4 => Just(Try::Good), 1 => Just(Try::Twice), 1 => Just(Try::Panics)], 1..40),
    ) {
        let scratch = Scratch::new();
        let store = &scratch.store;
        let id = trainee(store, "林晓");
        let gate = Barrier::new(tries.len());
        let acknowledged: Vec<_> = std::thread::scope(|scope| {
            let writers: Vec<_> = tries
                .iter()
                .map(|&what| {
                    let gate = &gate;
                    scope.spawn(move || {
                        let new = attempt(id, "a", 1.0);
                        gate.wait();
                        let first = match what {
                            Try::Panics => store.record_attempt(new.clone(), None, |_| panic!("as told")),
                            Try::Good | Try::Twice => store.record_attempt(new.clone(), None, counting),
                        };
                        if matches!(what, Try::Twice) {
                            assert!(store.record_attempt(new.clone(), None, counting).is_err());
                        }
                        match what {
                            Try::Panics => assert!(matches!(first, Err(StoreError::Panicked))),
                            Try::Good | Try::Twice => assert!(first.is_ok(), "{first:?}"),
                        }
                        first.ok().map(|_| new.id)
                    })
                })
                .collect();
            writers.into_iter().filter_map(|writer| writer.join().unwrap()).collect()
        });

        let scratch = scratch.restart();
        let mut kept: Vec<_> =
            scratch.store.attempts_of(id, &"a".into()).unwrap().into_iter().map(|a| a.id).collect();
        let mut acknowledged = acknowledged;
        kept.sort();
        acknowledged.sort();
        prop_assert_eq!(&kept, &acknowledged);
        let state = scratch.store.learner_state(id).unwrap();
        prop_assert_eq!(state, (!kept.is_empty()).then(|| kept.len().to_string()));
    }
}

#[test]
fn closing_commits_what_was_accepted_and_refuses_the_rest() {
    let scratch = Scratch::new();
    let id = trainee(&scratch.store, "林晓");
    let store = scratch.store.clone();
    let (begun, wait) = std::sync::mpsc::channel();
    let slow = std::thread::spawn(move || {
        store.record_attempt(attempt(id, "a", 1.0), None, move |state| {
            begun.send(()).unwrap();
            std::thread::yield_now();
            counting(state)
        })
    });
    wait.recv().unwrap();
    scratch.store.close();
    scratch.store.close();
    assert_eq!(slow.join().unwrap().unwrap(), "1");
    assert!(matches!(scratch.store.attempts(), Err(StoreError::Closed)));
    assert!(matches!(scratch.store.set_meta("a", "b"), Err(StoreError::Closed)));
    assert_eq!(scratch.restart().store.attempts().unwrap(), 1);
}

#[test]
fn the_last_clone_closes_the_store() {
    let scratch = Scratch::new();
    let (store, path) = (scratch.store.clone(), scratch.path().to_owned());
    drop(store.clone());
    assert!(matches!(Store::open(&path), Err(StoreError::InUse { process: Some(_), .. })));
    let folder = scratch.into_folder();
    assert!(matches!(Store::open(&path), Err(StoreError::InUse { .. })), "one clone is left");
    drop(store);
    Store::open(&path).unwrap();
    drop(folder);
}

#[test]
fn a_full_queue_answers_busy() {
    let scratch = Scratch::new();
    let store = &scratch.store;
    let id = trainee(store, "林晓");
    let (begun, wait) = std::sync::mpsc::channel();
    let (go, held) = std::sync::mpsc::channel::<()>();
    std::thread::scope(|scope| {
        let blocker = scope.spawn(move || {
            store.record_attempt(attempt(id, "a", 1.0), None, move |state| {
                begun.send(()).unwrap();
                held.recv().unwrap();
                counting(state)
            })
        });
        wait.recv().unwrap();
        // The writer stands still: of 600 more the queue takes 512 at most.
        let (told, answers) = std::sync::mpsc::channel();
        for _ in 0..600 {
            let told = told.clone();
            std::thread::Builder::new()
                .stack_size(128 * 1024)
                .spawn_scoped(scope, move || {
                    let busy = matches!(store.set_meta("k", "v"), Err(StoreError::Busy));
                    told.send(busy).unwrap();
                })
                .unwrap();
        }
        let refused = answers.iter().take(600 - 512).filter(|busy| *busy).count();
        assert_eq!(refused, 600 - 512, "those that find the queue full are answered at once");
        go.send(()).unwrap();
        let accepted = answers.iter().take(512).filter(|busy| !*busy).count();
        assert_eq!(accepted, 512);
        assert_eq!(blocker.join().unwrap().unwrap(), "1");
    });
}

#[test]
fn a_command_beside_the_server_writes_to_the_same_database() {
    let scratch = Scratch::new();
    let id = trainee(&scratch.store, "林晓");
    let beside = Store::open_beside(scratch.path()).unwrap();
    beside.set_password(id, "hash".into()).unwrap();
    assert!(scratch.store.person(id).unwrap().unwrap().has_password);
    scratch.store.new_session(id, yanxi::digest::Digest::of(b"t"), at(0), at(1)).unwrap();
    let nowhere = tempfile::tempdir().unwrap();
    assert!(matches!(Store::open_beside(nowhere.path()), Err(StoreError::NoDatabase(_))));
}
