//! The threads that do what is due in the logs: one for flushes, checkpoints, retention and deferred deletes,
//! and as many as `log.cleaner.threads` for compaction.

use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use kavka_log::{CleanerConfig, LogCleaner, LogManager};
use parking_lot::Mutex;

use crate::time::now_ms;

/// How often the log manager is asked; it knows itself what is due.
const PERIOD: Duration = Duration::from_millis(500);

/// The threads, once started; they run until stopped.
pub(super) struct Upkeep {
    logs: Arc<LogManager>,
    cleaner: Arc<LogCleaner>,
    threads: Mutex<Threads>,
}

#[derive(Default)]
struct Threads {
    /// `None` before the start and after the stop.
    stop: Option<Sender<()>>,
    upkeep: Option<JoinHandle<()>>,
    /// By the cleaner's number of them.
    cleaners: Vec<JoinHandle<()>>,
    /// How many of them the settings ask for.
    cleaners_wanted: usize,
}

impl Upkeep {
    /// Nothing runs yet.
    pub(super) fn new(logs: Arc<LogManager>, cleaner: CleanerConfig) -> Arc<Self> {
        let threads = Threads { cleaners_wanted: cleaner.threads, ..Threads::default() };
        let cleaner = LogCleaner::new(Arc::clone(&logs), cleaner);
        Arc::new(Self { logs, cleaner, threads: Mutex::new(threads) })
    }

    /// Starts the threads.
    pub(super) fn start(&self) -> io::Result<()> {
        let (stop, stopped) = channel();
        let logs = Arc::clone(&self.logs);
        let mut threads = self.threads.lock();
        threads.stop = Some(stop);
        let builder = std::thread::Builder::new().name("log-upkeep".to_owned());
        threads.upkeep = Some(builder.spawn(move || tick(&logs, &stopped))?);
        self.start_cleaners(&mut threads, 0)
    }

    /// Takes new settings of the cleaner, with more threads or fewer. One that is no longer wanted ends after the log
    /// it cleans.
    pub(super) fn update_cleaner(&self, config: CleanerConfig) {
        let mut threads = self.threads.lock();
        let running = threads.cleaners_wanted;
        threads.cleaners_wanted = config.threads;
        self.cleaner.update_config(config);
        if threads.stop.is_some()
            && let Err(error) = self.start_cleaners(&mut threads, running)
        {
            tracing::error!(%error, "cannot start a thread of the log cleaner");
        }
    }

    /// Starts those from number `first` on. A thread of the same number that was told to end is waited for.
    fn start_cleaners(&self, threads: &mut Threads, first: usize) -> io::Result<()> {
        for number in first..threads.cleaners_wanted {
            let before = (number < threads.cleaners.len()).then(|| threads.cleaners.remove(number));
            let cleaner = Arc::clone(&self.cleaner);
            let builder = std::thread::Builder::new().name(format!("log-cleaner-{number}"));
            let thread = builder.spawn(move || {
                before.into_iter().for_each(join);
                cleaner.run(number, now_ms);
            })?;
            threads.cleaners.insert(number, thread);
        }
        Ok(())
    }

    /// Ends the threads: what is being cleaned is abandoned, anything else is finished first.
    pub(super) fn stop(&self) {
        let mut threads = std::mem::take(&mut *self.threads.lock());
        drop(threads.stop.take());
        self.cleaner.stop();
        threads.upkeep.into_iter().chain(threads.cleaners).for_each(join);
    }
}

fn tick(logs: &LogManager, stopped: &Receiver<()>) {
    while let Err(RecvTimeoutError::Timeout) = stopped.recv_timeout(PERIOD) {
        logs.tick(now_ms());
    }
}

fn join(thread: JoinHandle<()>) {
    if thread.join().is_err() {
        tracing::error!("log upkeep had panicked");
    }
}
