//! `--watch`: looks at the folder, reads it again when something changed, and puts the new course
//! in front. Reading and checking happen on a blocking thread; pages hear of it from the library.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crate::digest::Digest;
use crate::service::{App, check};
use crate::store::files;

/// How often the folder is looked at.
const PACE: Duration = Duration::from_millis(300);

/// Watches until the task is dropped.
pub(super) async fn watch(app: Arc<App>, folder: PathBuf, keys: Option<PathBuf>) {
    let mut known = look(&folder, keys.as_deref());
    let mut last = known;
    loop {
        tokio::time::sleep(PACE).await;
        let (app, folder, keys) = (Arc::clone(&app), folder.clone(), keys.clone());
        let step = tokio::task::spawn_blocking(move || {
            let seen = look(&folder, keys.as_deref());
            // Many editors empty a file before they write it: a change counts once it rests.
            let is_new = seen.is_some() && seen == last && seen != known;
            if is_new {
                reload(&app, &folder, keys.as_deref());
            }
            (seen, if is_new { seen } else { known })
        });
        match step.await {
            Ok(looks) => (last, known) = looks,
            Err(error) => {
                tracing::error!("the curriculum is no longer watched: {error}");
                return;
            }
        }
    }
}

/// What the files look like now; none while they cannot be read, as in the midst of a save.
fn look(folder: &Path, keys: Option<&Path>) -> Option<Digest> {
    let own = files::fingerprint(folder).ok()?;
    let keys = keys.map(files::fingerprint).transpose().ok()?;
    Some(Digest::of_json(&(own, keys)))
}

fn reload(app: &App, folder: &Path, keys: Option<&Path>) {
    match files::read_dir(folder, keys) {
        Ok(sources) => {
            let (course, diagnostics) = check::check(&sources);
            tracing::info!(findings = diagnostics.len(), "the curriculum was read again");
            app.library.replace(course, diagnostics);
        }
        Err(error) => tracing::warn!("the curriculum cannot be read: {error}"),
    }
}
