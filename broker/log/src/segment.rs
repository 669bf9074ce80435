//! One segment: a stretch of the log in a `.log` file with its indexes.
//!
//! One thread appends (under the log's writer lock), any number read beside it. What readers may see ends at
//! the published size, which moves after the bytes are in the file.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::UNIX_EPOCH;

use kavka_protocol::record::{BatchView, batches};
use parking_lot::{Mutex, RwLock};

use crate::Offset;
use crate::config::LogConfig;
use crate::index::IndexError;
use crate::names::{self, INDEX, LOG, TIME_INDEX, TXN_INDEX};
use crate::offset_index::OffsetIndex;
use crate::scan::{Found, Scanner};
use crate::time_index::{self, TimeIndex};
use crate::transaction_index::TransactionIndex;

mod files;
mod recover;
mod search;

pub(crate) use files::{remove_if_exists, rename_if_exists};

use files::{open_file, preallocate};

/// The directory of a log, which changes when the log is renamed.
pub(crate) type SharedDir = Arc<RwLock<PathBuf>>;

/// A segment of a log.
#[derive(Debug)]
pub(crate) struct Segment {
    base_offset: Offset,
    dir: SharedDir,
    /// `.deleted` and the like, empty while in use.
    suffix: Mutex<&'static str>,
    /// Opened on first use: thousands of idle logs hold no descriptors.
    file: Mutex<Option<Arc<File>>>,
    /// Invariant: the file has at least as many bytes, and they are whole batches.
    size: AtomicU64,
    pub(crate) index: OffsetIndex,
    pub(crate) time_index: TimeIndex,
    pub(crate) txn_index: TransactionIndex,
    state: Mutex<State>,
    /// `segment.ms` is shortened by this much for this segment.
    roll_jitter_ms: i64,
    created_ms: AtomicI64,
}

/// What appends keep, and others now and then look at.
#[derive(Debug, Default)]
struct State {
    /// `None` until it is read from the time index.
    largest: Option<time_index::TimeIndexEntry>,
    /// Timestamp of the first batch; `None` until it is read.
    first_timestamp: Option<i64>,
    bytes_since_index_entry: u64,
}

/// What decides whether the next append needs a new segment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RollCheck {
    pub(crate) now_ms: i64,
    pub(crate) max_timestamp: i64,
    pub(crate) last_offset: Offset,
    pub(crate) bytes: usize,
}

impl Segment {
    /// Opens the segment with this base offset, creating what is missing of it.
    pub(crate) fn open(
        dir: &SharedDir,
        base_offset: Offset,
        config: &LogConfig,
        now_ms: i64,
        size: Option<u64>,
    ) -> io::Result<Self> {
        Self::open_with_suffix(dir, base_offset, config, now_ms, size, "")
    }

    /// The same for files with a suffix, such as the cleaner's `.cleaned`.
    pub(crate) fn open_with_suffix(
        dir: &SharedDir,
        base_offset: Offset,
        config: &LogConfig,
        now_ms: i64,
        size: Option<u64>,
        suffix: &'static str,
    ) -> io::Result<Self> {
        let path = |kind| names::segment_file(&dir.read(), base_offset, kind, suffix);
        let mut file = None;
        let size = match size {
            Some(size) => size,
            None => {
                let created = open_file(&path(LOG))?;
                let size = created.metadata()?.len();
                if size == 0 && config.preallocate {
                    preallocate(&created, u64::from(config.segment_bytes));
                }
                file = Some(Arc::new(created));
                size
            }
        };
        let index_bytes = config.segment_index_bytes;
        Ok(Self {
            base_offset,
            suffix: Mutex::new(suffix),
            file: Mutex::new(file),
            size: AtomicU64::new(size),
            index: OffsetIndex::open(path(INDEX), base_offset, index_bytes)?,
            time_index: TimeIndex::open(path(TIME_INDEX), base_offset, index_bytes)?,
            txn_index: TransactionIndex::new(path(TXN_INDEX), base_offset),
            state: Mutex::new(State::default()),
            roll_jitter_ms: jitter(config.segment_jitter_ms),
            created_ms: AtomicI64::new(now_ms),
            dir: Arc::clone(dir),
        })
    }

    pub(crate) fn base_offset(&self) -> Offset {
        self.base_offset
    }

    /// Bytes that readers may see.
    pub(crate) fn size(&self) -> u64 {
        self.size.load(Ordering::Acquire)
    }

    pub(crate) fn path(&self, kind: &str) -> PathBuf {
        let suffix = *self.suffix.lock();
        names::segment_file(&self.dir.read(), self.base_offset, kind, suffix)
    }

    /// The `.log` file, opened if it was not.
    pub(crate) fn file(&self) -> io::Result<Arc<File>> {
        let mut file = self.file.lock();
        if let Some(file) = &*file {
            return Ok(Arc::clone(file));
        }
        let opened = OpenOptions::new().read(true).write(true).open(self.path(LOG))?;
        Ok(Arc::clone(file.insert(Arc::new(opened))))
    }

    /// Gives the descriptor back; readers that hold the file go on.
    pub(crate) fn release(&self) {
        *self.file.lock() = None;
    }

    /// Whether an append has to go to a new segment.
    pub(crate) fn should_roll(&self, config: &LogConfig, check: RollCheck) -> io::Result<bool> {
        let size = self.size();
        if size + check.bytes as u64 > u64::from(config.segment_bytes)
            || !self.fits(check.last_offset)
            || self.index.is_full()?
            || self.time_index.is_full()?
        {
            return Ok(true);
        }
        let waited = self.waited_for_roll(check.now_ms, check.max_timestamp)?;
        Ok(size > 0 && waited > config.segment_ms.saturating_sub(self.roll_jitter_ms))
    }

    /// How long the segment has been open, by its records' clock where they have one.
    pub(crate) fn waited_for_roll(&self, now_ms: i64, max_timestamp: i64) -> io::Result<i64> {
        Ok(match self.first_timestamp()? {
            Some(first) if first >= 0 => max_timestamp.saturating_sub(first),
            _ => now_ms - self.created_ms.load(Ordering::Relaxed),
        })
    }

    /// Whether an offset can be stored relative to the base offset.
    pub(crate) fn fits(&self, offset: Offset) -> bool {
        (0..=i64::from(i32::MAX)).contains(&offset.saturating_sub(self.base_offset))
    }

    /// Appends whole batches with one write and publishes them. On an error the file is as before, unless even
    /// cutting it back failed.
    pub(crate) fn append(&self, records: &[u8], index_interval_bytes: u32) -> io::Result<()> {
        let start = self.size.load(Ordering::Relaxed);
        let file = self.file()?;
        let written = file
            .write_all_at(records, start)
            .and_then(|()| self.index_appended(records, start, index_interval_bytes));
        if let Err(error) = written {
            // The bytes are above the published size, so nobody saw them. Were they left, a later crash
            // recovery would find whole batches there that were refused.
            file.set_len(start)?;
            return Err(error);
        }
        self.size.store(start + records.len() as u64, Ordering::Release);
        Ok(())
    }

    fn index_appended(&self, records: &[u8], start: u64, interval: u32) -> io::Result<()> {
        let mut state = self.state.lock();
        let mut largest = self.largest_locked(&mut state)?;
        let mut position = start;
        for batch in batches(records) {
            let batch = batch.map_err(io::Error::other)?;
            let header = batch.header();
            if position == 0 {
                state.first_timestamp = Some(header.max_timestamp);
            }
            let last_offset = header.last_offset();
            if header.max_timestamp > largest.timestamp {
                largest = time_index::TimeIndexEntry { timestamp: header.max_timestamp, offset: last_offset };
            }
            if state.bytes_since_index_entry > u64::from(interval) {
                self.index.append(last_offset, position_u32(position)?)?;
                self.time_index.maybe_append(largest)?;
                state.bytes_since_index_entry = 0;
            }
            state.bytes_since_index_entry += header.size() as u64;
            position += header.size() as u64;
        }
        state.largest = Some(largest);
        Ok(())
    }

    fn largest_locked(&self, state: &mut State) -> io::Result<time_index::TimeIndexEntry> {
        match state.largest {
            Some(largest) => Ok(largest),
            None => Ok(*state.largest.insert(self.time_index.last_entry()?)),
        }
    }

    /// The largest timestamp and the last offset of its batch; -1 if no record has one.
    pub(crate) fn largest(&self) -> io::Result<time_index::TimeIndexEntry> {
        self.largest_locked(&mut self.state.lock())
    }

    /// The largest timestamp, or when the file was last written if no record has one.
    pub(crate) fn largest_timestamp_or_modified(&self) -> io::Result<i64> {
        let largest = self.largest()?.timestamp;
        if largest >= 0 { Ok(largest) } else { self.modified_ms() }
    }

    /// When the file was last written.
    pub(crate) fn modified_ms(&self) -> io::Result<i64> {
        let modified = fs::metadata(self.path(LOG))?.modified()?;
        let since = modified.duration_since(UNIX_EPOCH).unwrap_or_default();
        Ok(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }

    /// Timestamp of the first batch, if there is one.
    pub(crate) fn first_timestamp(&self) -> io::Result<Option<i64>> {
        let mut state = self.state.lock();
        if state.first_timestamp.is_none() && self.size() > 0 {
            let first = Scanner::new(&*self.file()?, 0, self.size()).next()?;
            state.first_timestamp = first.map(|found| found.header.max_timestamp);
        }
        Ok(state.first_timestamp)
    }

    /// Cuts everything from `offset` on. Returns the bytes cut.
    pub(crate) fn truncate_to(&self, offset: Offset, now_ms: i64) -> io::Result<u64> {
        let position = self.translate(offset)?.map(|found| found.position);
        self.index.truncate_to(offset)?;
        self.time_index.truncate_to(offset)?;
        self.txn_index.truncate_to(offset)?;
        let cut = match position {
            Some(position) => self.cut(position)?,
            None => 0,
        };
        if self.size() == 0 {
            self.created_ms.store(now_ms, Ordering::Relaxed);
        }
        let largest = self.read_largest()?;
        let mut state = self.state.lock();
        state.bytes_since_index_entry = 0;
        state.first_timestamp = None;
        state.largest = Some(largest);
        Ok(cut)
    }

    /// Publishes a smaller size and cuts the file to it.
    fn cut(&self, size: u64) -> io::Result<u64> {
        let before = self.size.swap(size, Ordering::AcqRel);
        self.file()?.set_len(size)?;
        Ok(before.saturating_sub(size))
    }

    /// Reads a whole batch.
    pub(crate) fn read_batch(&self, found: &Found) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; found.header.size()];
        self.file()?.read_exact_at(&mut bytes, found.position)?;
        BatchView::parse(&bytes)
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error.to_string()))?;
        Ok(bytes)
    }
}

impl From<IndexError> for io::Error {
    fn from(error: IndexError) -> Self {
        let kind = match &error {
            IndexError::Io { source, .. } => source.kind(),
            _ => io::ErrorKind::InvalidData,
        };
        Self::new(kind, error)
    }
}

fn position_u32(position: u64) -> io::Result<u32> {
    u32::try_from(position).map_err(|_| io::Error::other("a segment is larger than 4 GiB"))
}

/// A random time below `max_ms`, so that the segments of many partitions do not roll at once.
fn jitter(max_ms: i64) -> i64 {
    use std::hash::{BuildHasher, RandomState};
    if max_ms <= 0 {
        return 0;
    }
    (RandomState::new().hash_one(0u8) % max_ms as u64) as i64
}
