//! The registry of live runs.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

use super::Subscription;
use super::record::{End, Opening, Record, has_picture};
use crate::digest::Digest;
use crate::id::{LabId, PersonId, RunId};
use crate::labs::{LabError, Outcome, PlaygroundRun, Summary, playground, what_changed};
use crate::language::Language;

/// How long after its start a run can be read.
const FORGOTTEN_AFTER: SignedDuration = SignedDuration::from_mins(10);

/// Ends kept for the next run's "what changed".
const REMEMBERED: usize = 4096;

/// What a busy host asks for.
const RETRY_AFTER_S: u32 = 2;

/// What is to be run, for whom.
#[derive(Debug, Clone)]
pub struct Order {
    /// Who.
    pub learner: PersonId,
    /// Which lab item.
    pub lab: LabId,
    /// Its version.
    pub version: Digest,
    /// The run.
    pub run: PlaygroundRun,
    /// The language of what is said about it.
    pub language: Language,
}

/// A run that came to its end, to be stored.
#[derive(Debug, Clone)]
pub struct Finished {
    /// Its id.
    pub id: RunId,
    /// What was ordered.
    pub order: Order,
    /// What it came to.
    pub summary: Summary,
    /// When it was started.
    pub started: Timestamp,
}

/// Stores a finished run and says whether that worked. Called on the run's own thread, before
/// anyone is told of the end: whoever hears of it may hand the run in.
pub type Keep = Box<dyn FnOnce(&Finished) -> bool + Send>;

/// Why no run was started.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum StartError {
    /// Every compute thread is taken.
    #[error("all {threads} lab threads are busy")]
    Busy {
        /// How many there are.
        threads: usize,
        /// When to ask again.
        retry_after_s: u32,
    },
    /// The server is going down.
    #[error("the server is shutting down")]
    Closed,
    /// The machine gave no thread.
    #[error(transparent)]
    Lab(#[from] LabError),
}

/// A run that can be read.
#[derive(Debug)]
pub(super) struct LiveRun {
    learner: PersonId,
    started: Timestamp,
    pub(super) language: Language,
    stop: AtomicBool,
    record: Mutex<Record>,
    pub(super) progress: watch::Sender<()>,
}

impl LiveRun {
    /// Nothing of ours can panic while it holds the record; a poisoned one is still whole.
    pub(super) fn record(&self) -> MutexGuard<'_, Record> {
        self.record.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a compute thread and will go on taking it.
    fn is_live(&self) -> bool {
        !self.stop.load(Ordering::Relaxed) && self.record().end.is_none()
    }

    fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    fn end(&self, end: End) {
        self.record().end = Some(end);
        self.progress.send_replace(());
    }
}

#[derive(Debug, Default)]
struct State {
    runs: HashMap<RunId, Arc<LiveRun>>,
    threads: Vec<JoinHandle<()>>,
    last: HashMap<(PersonId, LabId), (Timestamp, Arc<Outcome>)>,
    closed: bool,
}

impl State {
    fn forget(&mut self, now: Timestamp) {
        self.runs.retain(|_, run| run.is_live() || now.duration_since(run.started) < FORGOTTEN_AFTER);
        self.threads.retain(|thread| !thread.is_finished());
        while self.last.len() > REMEMBERED {
            let oldest = self.last.iter().min_by_key(|(_, (at, _))| *at).map(|(key, _)| key.clone());
            let Some(oldest) = oldest else { break };
            self.last.remove(&oldest);
        }
    }
}

/// All live runs of this host; cheap to clone.
#[derive(Debug, Clone)]
pub struct Runs {
    state: Arc<Mutex<State>>,
    threads: usize,
}

impl Runs {
    /// A registry with this many compute threads, at least one.
    pub fn new(threads: usize) -> Self {
        Self { state: Arc::default(), threads: threads.max(1) }
    }

    /// As many threads as the machine has cores, less one for everything else.
    pub fn for_this_machine() -> Self {
        Self::new(std::thread::available_parallelism().map_or(1, usize::from).saturating_sub(1))
    }

    /// Starts a run on a thread of its own. A learner has one live run: a former one stops.
    pub fn start(&self, order: Order, now: Timestamp, keep: Keep) -> Result<RunId, StartError> {
        let mut state = self.state();
        if state.closed {
            return Err(StartError::Closed);
        }
        state.forget(now);
        let live = |run: &LiveRun| run.learner != order.learner && run.is_live();
        if state.runs.values().filter(|run| live(run)).count() >= self.threads {
            return Err(StartError::Busy { threads: self.threads, retry_after_s: RETRY_AFTER_S });
        }
        // A stopped run gives its thread back within one training step.
        state.runs.values().filter(|run| run.learner == order.learner).for_each(|run| run.stop());

        let id = RunId::new();
        let run = Arc::new(LiveRun {
            learner: order.learner,
            started: now,
            language: order.language,
            stop: AtomicBool::new(false),
            record: Mutex::default(),
            progress: watch::Sender::new(()),
        });
        let (registry, live) = (self.clone(), Arc::clone(&run));
        let thread = std::thread::Builder::new()
            .name("lab run".to_owned())
            .spawn(move || registry.compute(id, &live, order, keep))
            .map_err(|error| LabError::Compute(error.to_string()))?;
        state.runs.insert(id, run);
        state.threads.push(thread);
        Ok(id)
    }

    /// A reader of the learner's own run; nothing where there is no such run or it is another's.
    pub fn subscribe(&self, id: RunId, learner: PersonId, seen: Option<usize>) -> Option<Subscription> {
        Some(Subscription::new(self.own(id, learner)?, seen))
    }

    /// Stops the learner's own run; whether there was one.
    pub fn stop(&self, id: RunId, learner: PersonId) -> bool {
        self.own(id, learner).inspect(|run| run.stop()).is_some()
    }

    /// Stops every run, refuses new ones and waits for the threads: each ends within a step.
    pub fn shut_down(&self) {
        let threads = {
            let mut state = self.state();
            state.closed = true;
            state.runs.values().for_each(|run| run.stop());
            std::mem::take(&mut state.threads)
        };
        for thread in threads {
            // A run that panicked has nothing left to say.
            let _ = thread.join();
        }
    }

    fn own(&self, id: RunId, learner: PersonId) -> Option<Arc<LiveRun>> {
        self.state().runs.get(&id).filter(|run| run.learner == learner).cloned()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The body of a run's thread.
    fn compute(&self, id: RunId, live: &LiveRun, order: Order, keep: Keep) {
        // A panic in a kernel must not leave readers waiting for an end that never comes.
        let end = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| match show(live, &order.run) {
            Ok(summary) => self.finish(id, live, order, summary, keep),
            Err(LabError::Stopped { .. }) => End::Stopped,
            Err(error) => {
                tracing::info!(run.id = %id, "a lab run ended early: {error}");
                End::Failed(error)
            }
        }));
        live.end(end.unwrap_or_else(|_| {
            tracing::error!(run.id = %id, "a lab run panicked");
            End::Failed(LabError::Compute("the run panicked".to_owned()))
        }));
    }

    fn finish(&self, id: RunId, live: &LiveRun, order: Order, summary: Summary, keep: Keep) -> End {
        let finished = Finished { id, order, summary, started: live.started };
        let kept = keep(&finished);
        let Finished { order, summary, .. } = finished;
        let outcome = Outcome { run: order.run, summary: summary.clone() };
        let key = (order.learner, order.lab);
        let previous = self.state().last.get(&key).map(|(_, outcome)| Arc::clone(outcome));
        let changed = what_changed(previous.as_deref(), &outcome, order.language);
        self.state().last.insert(key, (live.started, Arc::new(outcome)));
        End::Finished { summary, changed, kept }
    }
}

/// Runs it and records what it shows.
fn show(live: &LiveRun, run: &PlaygroundRun) -> Result<Summary, LabError> {
    let steps = run.steps();
    let mut failure = None;
    let end = playground::run(run, &mut |frame| {
        if live.stop.load(Ordering::Relaxed) {
            return ControlFlow::Break(());
        }
        let picture = has_picture(frame.step, steps).then(|| frame.field()).transpose();
        let picture = match picture {
            Ok(picture) => picture,
            Err(error) => {
                failure = Some(error);
                return ControlFlow::Break(());
            }
        };
        let mut record = live.record();
        if frame.step == 0 {
            record.opening = Some(Opening { steps, points: frame.points.clone() });
        }
        record.add(frame.measures, picture);
        drop(record);
        live.progress.send_replace(());
        ControlFlow::Continue(())
    });
    failure.map_or(end, Err)
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::super::record::Event;
    use super::*;
    use crate::curriculum::DataSet;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn order(learner: PersonId, seed: u64) -> Order {
        let parameters = [("samples".to_owned(), 20.0), ("steps".to_owned(), 12.0)].into();
        Order {
            learner,
            lab: "ml-overfitting-moons".into(),
            version: Digest::of(b"lab"),
            run: PlaygroundRun::new(DataSet::Moons, &parameters, seed).expect("legal parameters"),
            language: Language::English,
        }
    }

    fn kept() -> Keep {
        Box::new(|_| true)
    }

    /// A run that is live until the sender speaks or is dropped.
    fn held() -> (Keep, mpsc::Sender<()>) {
        let (release, wait) = mpsc::channel::<()>();
        (Box::new(move |_| wait.recv().is_ok()), release)
    }

    fn all(mut subscription: Subscription) -> Vec<Event> {
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
        runtime.block_on(async {
            let mut events = Vec::new();
            while let Some(event) = subscription.next().await {
                events.push(event);
            }
            events
        })
    }

    fn end(events: &[Event]) -> &End {
        match events.last() {
            Some(Event::End(end)) => end,
            other => panic!("no end: {other:?}"),
        }
    }

    #[test]
    fn a_run_is_shown_from_opening_to_end_and_then_kept() {
        let runs = Runs::new(1);
        let learner = PersonId::new();
        let (told, stored) = mpsc::channel();
        let keep: Keep = Box::new(move |finished| told.send(finished.clone()).is_ok());
        let id = runs.start(order(learner, 7), NOW, keep).expect("a free thread");
        let events = all(runs.subscribe(id, learner, None).expect("the learner's own run"));

        assert!(matches!(&events[0], Event::Opening(opening) if opening.steps == 12));
        let steps: usize = events
            .iter()
            .map(|event| match event {
                Event::Steps { measures, .. } => measures.len(),
                _ => 0,
            })
            .sum();
        assert_eq!(steps, 13);
        let End::Finished { summary, changed, kept: was_kept } = end(&events) else { panic!("{events:?}") };
        assert!(*was_kept && !changed.is_empty());
        let stored = stored.recv().expect("it was stored");
        assert_eq!((stored.id, &stored.summary, stored.started), (id, summary, NOW));

        // The next run is compared with it.
        let id = runs.start(order(learner, 7), NOW, kept()).expect("a free thread");
        let events = all(runs.subscribe(id, learner, None).expect("own run"));
        let End::Finished { changed, .. } = end(&events) else { panic!("{events:?}") };
        assert!(changed.contains("the curve is the same"), "{changed}");
    }

    #[test]
    fn a_reader_resumes_where_it_was() {
        let runs = Runs::new(1);
        let learner = PersonId::new();
        let id = runs.start(order(learner, 7), NOW, kept()).expect("a free thread");
        let whole = all(runs.subscribe(id, learner, None).expect("own run"));
        let rest = all(runs.subscribe(id, learner, Some(9)).expect("own run"));
        let Event::Steps { from, measures, fields } = &rest[0] else { panic!("{rest:?}") };
        assert_eq!((*from, measures.len()), (9, 4));
        assert!(fields.iter().all(|field| field.step >= 9));
        assert_eq!(end(&rest), end(&whole));
        // Beyond the end there is only the end.
        assert_eq!(all(runs.subscribe(id, learner, Some(usize::MAX)).expect("own run")).len(), 1);
    }

    #[test]
    fn a_full_host_says_when_to_ask_again_but_a_learner_may_always_begin_anew() {
        let runs = Runs::new(1);
        let (lin, wang) = (PersonId::new(), PersonId::new());
        let (keep, release) = held();
        let first = runs.start(order(lin, 1), NOW, keep).expect("a free thread");
        assert_eq!(
            runs.start(order(wang, 1), NOW, kept()),
            Err(StartError::Busy { threads: 1, retry_after_s: RETRY_AFTER_S })
        );
        let second = runs.start(order(lin, 2), NOW, kept()).expect("a new run replaces the old one");
        assert_ne!(first, second);
        drop(release);
        assert!(matches!(
            end(&all(runs.subscribe(second, lin, None).expect("own run"))),
            End::Finished { .. }
        ));
        assert!(runs.start(order(wang, 1), NOW, kept()).is_ok(), "the thread is free again");
    }

    #[test]
    fn a_run_is_its_owners_alone() {
        let runs = Runs::new(1);
        let (lin, wang) = (PersonId::new(), PersonId::new());
        let id = runs.start(order(lin, 1), NOW, kept()).expect("a free thread");
        assert!(runs.subscribe(id, wang, None).is_none());
        assert!(!runs.stop(id, wang));
        assert!(runs.stop(id, lin));
        assert!(!runs.stop(RunId::new(), lin));
    }

    #[test]
    fn old_runs_are_forgotten_and_a_closed_house_starts_none() {
        let runs = Runs::new(2);
        let lin = PersonId::new();
        let id = runs.start(order(lin, 1), NOW, kept()).expect("a free thread");
        drop(all(runs.subscribe(id, lin, None).expect("own run")));
        let later = NOW + FORGOTTEN_AFTER;
        let next = runs.start(order(lin, 2), later, kept()).expect("a free thread");
        assert!(runs.subscribe(id, lin, None).is_none());
        runs.shut_down();
        assert!(!all(runs.subscribe(next, lin, None).expect("own run")).is_empty());
        assert_eq!(runs.start(order(lin, 3), later, kept()), Err(StartError::Closed));
    }
}
