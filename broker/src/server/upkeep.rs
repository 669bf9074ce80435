//! The threads that do what is due in the logs: one for flushes, checkpoints, retention and deferred deletes,
//! and as many as `log.cleaner.threads` for compaction.

use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use kavka_log::{CleanerConfig, LogCleaner, LogManager};

use crate::time::now_ms;

/// How often the log manager is asked; it knows itself what is due.
const PERIOD: Duration = Duration::from_millis(500);

/// Runs until dropped or stopped.
pub(super) struct Upkeep {
    stop: Sender<()>,
    cleaner: Arc<LogCleaner>,
    threads: Vec<JoinHandle<()>>,
}

impl Upkeep {
    /// Starts the threads.
    pub(super) fn start(logs: Arc<LogManager>, cleaner: CleanerConfig) -> std::io::Result<Self> {
        let (stop, stopped) = channel();
        let threads = cleaner.threads;
        let cleaner = LogCleaner::new(Arc::clone(&logs), cleaner);
        let thread = std::thread::Builder::new().name("log-upkeep".to_owned()).spawn(move || {
            while let Err(RecvTimeoutError::Timeout) = stopped.recv_timeout(PERIOD) {
                logs.tick(now_ms());
            }
        })?;
        let mut upkeep = Self { stop, cleaner, threads: vec![thread] };
        for number in 0..threads {
            let cleaner = Arc::clone(&upkeep.cleaner);
            let builder = std::thread::Builder::new().name(format!("log-cleaner-{number}"));
            upkeep.threads.push(builder.spawn(move || cleaner.run(now_ms))?);
        }
        Ok(upkeep)
    }

    /// Ends the threads: what is being cleaned is abandoned, anything else is finished first.
    pub(super) fn stop(self) {
        drop(self.stop);
        self.cleaner.stop();
        for thread in self.threads {
            if thread.join().is_err() {
                tracing::error!("log upkeep had panicked");
            }
        }
    }
}
