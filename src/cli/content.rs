//! The options that say which curriculum a command works on.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context as _;

use crate::curriculum::{Course, Severity, Sources};
use crate::{service, store};

/// Which curriculum, which keys, which language.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct ContentArgs {
    /// Folder of the curriculum [default: the built-in one].
    #[arg(long, value_name = "DIR")]
    pub curriculum: Option<PathBuf>,
    /// Folder of keys [default: `keys/` of the curriculum].
    #[arg(long, value_name = "DIR")]
    pub keys: Option<PathBuf>,
}

impl ContentArgs {
    /// Reads the files.
    pub(super) fn sources(&self) -> anyhow::Result<Sources> {
        match (&self.curriculum, &self.keys) {
            (Some(folder), keys) => store::files::read_dir(folder, keys.as_deref())
                .with_context(|| format!("cannot read the curriculum in {}", folder.display())),
            (None, Some(keys)) => store::files::embedded_with_keys(keys)
                .with_context(|| format!("cannot read the keys in {}", keys.display())),
            (None, None) => Ok(store::files::embedded()),
        }
    }

    /// Reads and parses; errors of content are counted on stderr, and what is sound is used.
    pub(super) fn course(&self) -> anyhow::Result<Arc<Course>> {
        let (course, diagnostics) = service::check::check(&self.sources()?);
        let errors = diagnostics.iter().filter(|found| found.severity == Severity::Error).count();
        if errors > 0 {
            eprintln!(
                "yanxi: the curriculum has {errors} errors; exercises with errors are left out. `yanxi check` names them."
            );
        }
        Ok(Arc::new(course))
    }
}
