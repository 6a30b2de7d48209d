//! The one value that handlers receive, built once at start-up.

use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;

use super::desk::{Desk, DeskError, Tools};
use super::lab::Runs;
use super::library::Library;
use super::people::SignIns;
use crate::inference::digits::Digits;
use crate::store::Store;

/// Everything the use cases work on.
pub struct App {
    /// What is remembered.
    pub store: Store,
    /// The curriculum; the desk grades with it too.
    pub library: Arc<Library>,
    /// Files of submissions.
    pub desk: Desk,
    /// Lab runs that are alive.
    pub runs: Runs,
    /// The digit model.
    pub digits: Arc<Digits>,
    /// What guards the signing in.
    pub sign_ins: SignIns,
    /// How this server was started.
    pub config: Config,
}

impl App {
    /// Puts the parts together; `clock` tells the desk when a batch moves.
    ///
    /// # Errors
    /// When the desk cannot take up what was left unfinished.
    pub fn new(
        store: Store,
        library: Library,
        digits: Digits,
        config: Config,
        clock: fn() -> Timestamp,
    ) -> Result<Self, DeskError> {
        let library = Arc::new(library);
        let desk = Desk::open(Tools::new(store.clone(), Arc::clone(&library), clock))?;
        let digits = Arc::new(digits);
        let (runs, sign_ins) = (Runs::for_this_machine(), SignIns::default());
        Ok(Self { store, library, desk, runs, digits, sign_ins, config })
    }

    /// Ends what runs and every stream, so that open connections can end; answers are still taken.
    pub fn end_streams(&self) {
        self.library.close();
        self.runs.shut_down();
        self.desk.close();
    }

    /// Ends what runs and commits what was accepted; afterwards every call is refused.
    pub fn close(&self) {
        self.end_streams();
        self.store.close();
    }
}

/// How a server was started.
#[derive(Debug, Clone)]
pub struct Config {
    /// The data directory.
    pub data: PathBuf,
    /// The address that people use, without a slash at the end: `https://learn.example.edu.cn`.
    pub public_url: String,
    /// Whether cookies travel over TLS only.
    pub is_secure: bool,
    /// Whether a proxy in front is trusted to name the peer.
    pub trusts_proxy: bool,
    /// The folder of keys, if it is not the curriculum's own.
    pub keys: Option<PathBuf>,
    /// Whether the curriculum is watched and pages reload.
    pub is_watching: bool,
}
