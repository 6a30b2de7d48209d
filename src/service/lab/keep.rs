//! Keeps a finished run as evidence.

use super::runs::{Finished, Keep};
use crate::clock;
use crate::store::{Run, Store};

/// Stores a finished run in `store`. A store that is busy or broken costs the learner a second
/// run, not the lab: the page says that this one cannot be handed in.
pub fn keep_in(store: &Store) -> Keep {
    let store = store.clone();
    Box::new(move |finished| match store.save_run(row(finished)) {
        Ok(()) => true,
        Err(error) => {
            tracing::error!(run.id = %finished.id, "a lab run could not be kept: {error}");
            false
        }
    })
}

fn row(finished: &Finished) -> Run {
    let Finished { id, order, summary, .. } = finished;
    let json = |values: &std::collections::BTreeMap<String, f64>| {
        serde_json::to_string(values).expect("a map of names to finite numbers always serialises")
    };
    Run {
        id: *id,
        person: order.learner,
        lab: order.lab.clone(),
        version: order.version,
        seed: order.run.seed(),
        parameters: json(order.run.parameters()),
        summary: json(summary),
        at: clock::now(),
    }
}
