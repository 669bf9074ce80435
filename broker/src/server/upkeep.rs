//! The thread that does what is due in the logs: flushes, checkpoints, retention, deferred deletes.

use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use kavka_log::LogManager;

use crate::time::now_ms;

/// How often the log manager is asked; it knows itself what is due.
const PERIOD: Duration = Duration::from_millis(500);

/// Runs until dropped or stopped.
pub(super) struct Upkeep {
    stop: Sender<()>,
    thread: JoinHandle<()>,
}

impl Upkeep {
    /// Starts the thread.
    pub(super) fn start(logs: Arc<LogManager>) -> std::io::Result<Self> {
        let (stop, stopped) = channel();
        let thread = std::thread::Builder::new().name("log-upkeep".to_owned()).spawn(move || {
            while let Err(RecvTimeoutError::Timeout) = stopped.recv_timeout(PERIOD) {
                logs.tick(now_ms());
            }
        })?;
        Ok(Self { stop, thread })
    }

    /// Ends the thread after what it is doing now.
    pub(super) fn stop(self) {
        drop(self.stop);
        if self.thread.join().is_err() {
            tracing::error!("log upkeep had panicked");
        }
    }
}
