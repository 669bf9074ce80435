//! What the offset index and the time index share: errors and the file of fixed-size entries.

use std::io;
use std::path::PathBuf;

pub(crate) mod file;

/// Why an index operation failed.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// The file system failed; the log directory is in doubt.
    #[error("error on index file {path}")]
    Io {
        /// The index file.
        path: PathBuf,
        /// What the file system said.
        #[source]
        source: io::Error,
    },
    /// The content is not that of an index; rebuild it from the log.
    #[error("corrupt index file {path}: {reason}")]
    Corrupt {
        /// The index file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// There is no room for another entry; roll the segment.
    #[error("index file {path} is full with {entries} entries")]
    Full {
        /// The index file.
        path: PathBuf,
        /// How many it holds.
        entries: u32,
    },
    /// The offset cannot be stored relative to the base offset; roll the segment.
    #[error("offset {offset} does not fit index file {path} with base offset {base_offset}")]
    OffsetOverflow {
        /// The index file.
        path: PathBuf,
        /// The offset that was to be appended.
        offset: i64,
        /// The first offset of the segment.
        base_offset: i64,
    },
    /// Entries must ascend.
    #[error("cannot append {appended} after {last} to index file {path}")]
    NotAscending {
        /// The index file.
        path: PathBuf,
        /// What was to be appended.
        appended: i64,
        /// What stands last.
        last: i64,
    },
}

/// The offset relative to the base as it is stored, if it can be stored.
pub(crate) fn relative_offset(offset: i64, base_offset: i64) -> Option<u32> {
    let relative = offset.checked_sub(base_offset)?;
    (0..=i64::from(i32::MAX)).contains(&relative).then_some(relative as u32)
}
