//! One reader of a run, at its own pace.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

use super::record::Event;
use super::runs::LiveRun;
use crate::language::Language;

/// Twenty messages a second at most.
const PACE: Duration = Duration::from_millis(50);

/// A reader of a run. Dropping it does nothing to the run.
#[derive(Debug)]
pub struct Subscription {
    run: Arc<LiveRun>,
    progress: watch::Receiver<()>,
    opened: bool,
    ended: bool,
    seen: usize,
    not_before: Option<Instant>,
}

impl Subscription {
    /// Begins at the beginning, or after the steps that were `seen` by an earlier connection.
    pub(super) fn new(run: Arc<LiveRun>, seen: Option<usize>) -> Self {
        let progress = run.progress.subscribe();
        let (opened, seen) = (seen.is_some(), seen.unwrap_or(0));
        Self { run, progress, opened, ended: false, seen, not_before: None }
    }

    /// How many steps it has read: what a later connection resumes after.
    pub const fn seen(&self) -> usize {
        self.seen
    }

    /// The language of the page that ordered the run.
    pub fn language(&self) -> Language {
        self.run.language
    }

    /// What is new, without waiting.
    pub fn take(&mut self) -> Option<Event> {
        let record = self.run.record();
        if !self.opened {
            let opening = record.opening.clone().map(Event::Opening);
            self.opened = opening.is_some();
            if opening.is_some() {
                return opening;
            }
        }
        if let Some(steps) = record.since(self.seen) {
            self.seen = record.measures.len();
            return Some(steps);
        }
        if self.ended {
            return None;
        }
        self.ended = record.end.is_some();
        record.end.clone().map(Event::End)
    }

    /// The next event; nothing after the end.
    pub async fn next(&mut self) -> Option<Event> {
        loop {
            if self.ended {
                return None;
            }
            if let Some(time) = self.not_before.take() {
                tokio::time::sleep_until(time).await;
            }
            // Seen before looking, so that no change is missed between the look and the wait.
            self.progress.borrow_and_update();
            match self.take() {
                Some(event) => {
                    if matches!(event, Event::Steps { .. }) {
                        self.not_before = Some(Instant::now() + PACE);
                    }
                    return Some(event);
                }
                // The sender lives in the run that this subscription holds.
                None => self.progress.changed().await.ok()?,
            }
        }
    }
}
