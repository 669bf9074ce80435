//! `.timeindex`: from timestamps to offsets, sparse.
//!
//! An entry says that no record before its offset (and the batch that holds it) has a later
//! timestamp: eight bytes of timestamp and four of offset relative to the segment's base offset,
//! big-endian. Source: `TimeIndex` in Apache Kafka 4.3.

use std::path::{Path, PathBuf};

use parking_lot::Mutex;

use crate::index::file::IndexFile;
use crate::index::{IndexError, relative_offset};

const ENTRY_BYTES: usize = 12;
/// The timestamp of a segment without timestamps.
pub const NO_TIMESTAMP: i64 = -1;

/// The largest timestamp so far and the offset of the record that has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeIndexEntry {
    /// Milliseconds since the epoch, or [`NO_TIMESTAMP`].
    pub timestamp: i64,
    /// Offset of the record, or the base offset of the segment.
    pub offset: i64,
}

/// The time index of one segment.
///
/// One appends at a time; look-ups run beside it and never wait for its writes. The file is read on
/// first use and kept open only while it is written to.
#[derive(Debug)]
pub struct TimeIndex {
    file: IndexFile<ENTRY_BYTES>,
    base_offset: i64,
    /// Held only to copy the two numbers.
    last: Mutex<TimeIndexEntry>,
}

impl TimeIndex {
    /// Opens the index, creating an empty file if there is none.
    ///
    /// `size_max` is `segment.index.bytes`; a file that is longer already is left so, and full.
    ///
    /// # Errors
    /// [`IndexError::Io`]
    pub fn open(path: PathBuf, base_offset: i64, size_max: u32) -> Result<Self, IndexError> {
        let file = IndexFile::open(path, size_max)?;
        Ok(Self { file, base_offset, last: Mutex::new(empty(base_offset)) })
    }

    /// Number of entries.
    ///
    /// # Errors
    /// [`IndexError::Io`] when the file is read for the first time.
    pub fn entries(&self) -> Result<u32, IndexError> {
        self.file.entries(|last| {
            *self.last.lock() = last.map_or(empty(self.base_offset), |last| self.parse(last));
        })
    }

    /// The last entry, or no timestamp and the base offset.
    ///
    /// # Errors
    /// [`IndexError::Io`] when the file is read for the first time.
    pub fn last_entry(&self) -> Result<TimeIndexEntry, IndexError> {
        self.entries()?;
        Ok(*self.last.lock())
    }

    /// Whether only the slot is left that is kept for the entry written when the segment rolls.
    ///
    /// # Errors
    /// [`IndexError::Io`] when the file is read for the first time.
    pub fn is_full(&self) -> Result<bool, IndexError> {
        Ok(self.entries()? >= self.file.entries_max().saturating_sub(1))
    }

    /// The entry with the greatest timestamp at or below `target`, else no timestamp and the base
    /// offset.
    ///
    /// # Errors
    /// [`IndexError::Io`]
    pub fn lookup(&self, target: i64) -> Result<TimeIndexEntry, IndexError> {
        let entries = self.entries()?;
        let last = *self.last.lock();
        if entries == 0 || last.timestamp <= target {
            return Ok(last);
        }
        let found = self.file.last_below(|entry| self.parse(*entry).timestamp <= target)?;
        Ok(found.map_or(empty(self.base_offset), |(_, entry)| self.parse(entry)))
    }

    /// The entry of this number, for tools and checks.
    ///
    /// # Errors
    /// [`IndexError::Io`], also when there is no such entry.
    pub fn entry(&self, number: u32) -> Result<TimeIndexEntry, IndexError> {
        Ok(self.parse(self.file.entry(number)?))
    }

    /// Appends an entry if its timestamp is greater than that of the last one.
    ///
    /// # Errors
    /// [`IndexError::Full`], [`IndexError::OffsetOverflow`], [`IndexError::NotAscending`],
    /// [`IndexError::Io`].
    pub fn maybe_append(&self, entry: TimeIndexEntry) -> Result<(), IndexError> {
        self.append(entry, 1)
    }

    /// The same when the segment rolls or closes, which may use the last slot.
    ///
    /// # Errors
    /// As [`TimeIndex::maybe_append`].
    pub fn maybe_append_last(&self, entry: TimeIndexEntry) -> Result<(), IndexError> {
        self.append(entry, 0)
    }

    fn append(&self, entry: TimeIndexEntry, reserved: u32) -> Result<(), IndexError> {
        self.entries()?;
        let writer = self.file.lock_writer();
        let entries = self.entries()?;
        let TimeIndexEntry { timestamp, offset } = entry;
        let last = *self.last.lock();
        if entries != 0 && (offset < last.offset || timestamp < last.timestamp) {
            let (appended, last) = match offset < last.offset {
                true => (offset, last.offset),
                false => (timestamp, last.timestamp),
            };
            return Err(IndexError::NotAscending { path: self.path(), appended, last });
        }
        if timestamp <= last.timestamp {
            return Ok(());
        }
        if entries >= self.file.entries_max().saturating_sub(reserved) {
            return Err(IndexError::Full { path: self.path(), entries });
        }
        let relative = relative_offset(offset, self.base_offset).ok_or_else(|| {
            let base_offset = self.base_offset;
            IndexError::OffsetOverflow { path: self.path(), offset, base_offset }
        })?;
        let mut bytes = [0; ENTRY_BYTES];
        bytes[..8].copy_from_slice(&timestamp.to_be_bytes());
        bytes[8..].copy_from_slice(&relative.to_be_bytes());
        self.file.append(&writer, &bytes, || *self.last.lock() = entry)
    }

    /// Removes all entries whose offset is at or above `offset`.
    ///
    /// # Errors
    /// [`IndexError::Io`]
    pub fn truncate_to(&self, offset: i64) -> Result<(), IndexError> {
        let entries = self.entries()?;
        let kept = self.file.last_below(|entry| self.parse(*entry).offset < offset)?;
        self.keep(entries, kept)
    }

    /// Removes all entries, for rebuilding the index.
    ///
    /// # Errors
    /// [`IndexError::Io`]
    pub fn reset(&self) -> Result<(), IndexError> {
        // Loading may fail on a damaged file; whoever throws the entries away does not mind.
        let _ = self.entries();
        let writer = self.file.lock_writer();
        *self.last.lock() = empty(self.base_offset);
        self.file.truncate(&writer, 0)
    }

    fn keep(&self, entries: u32, kept: Option<(u32, [u8; ENTRY_BYTES])>) -> Result<(), IndexError> {
        let count = kept.map_or(0, |(number, _)| number + 1);
        if count == entries {
            return Ok(());
        }
        let writer = self.file.lock_writer();
        *self.last.lock() = kept.map_or(empty(self.base_offset), |(_, entry)| self.parse(entry));
        self.file.truncate(&writer, count)
    }

    /// Kafka's cheap check of an index that was not rebuilt.
    ///
    /// # Errors
    /// [`IndexError::Corrupt`], [`IndexError::Io`].
    pub fn sanity_check(&self) -> Result<(), IndexError> {
        let entries = self.entries()?;
        let length = self.file.reader()?.length()?;
        if length % ENTRY_BYTES as u64 != 0 {
            return Err(self.corrupt(format!("{length} bytes are no multiple of {ENTRY_BYTES}")));
        }
        if entries == 0 {
            return Ok(());
        }
        let (first, last) = (self.parse(self.file.entry(0)?), *self.last.lock());
        if last.timestamp < first.timestamp {
            let (last, first) = (last.timestamp, first.timestamp);
            return Err(self.corrupt(format!("last timestamp {last} is below the first, {first}")));
        }
        if last.offset < self.base_offset {
            let base = self.base_offset;
            return Err(self.corrupt(format!("last offset {} is below {base}", last.offset)));
        }
        Ok(())
    }

    /// Cuts a pre-sized file to its entries and closes it; appending opens it again.
    ///
    /// # Errors
    /// [`IndexError::Io`]
    pub fn trim_to_valid_size(&self) -> Result<(), IndexError> {
        self.entries()?;
        self.file.trim()
    }

    /// Sets another `segment.index.bytes`.
    pub fn set_size_max(&self, size_max: u32) {
        self.file.set_size_max(size_max);
    }

    /// Makes all entries durable.
    ///
    /// # Errors
    /// [`IndexError::Io`]
    pub fn flush(&self) -> Result<(), IndexError> {
        self.file.flush()
    }

    /// Renames the file.
    ///
    /// # Errors
    /// [`IndexError::Io`]
    pub fn rename(&self, to: PathBuf) -> Result<(), IndexError> {
        self.file.rename(to)
    }

    /// Tells the index that its directory was renamed.
    pub fn update_dir(&self, dir: &Path) {
        self.file.update_dir(dir);
    }

    /// Deletes the file; a missing one is fine.
    ///
    /// # Errors
    /// [`IndexError::Io`]
    pub fn delete(&self) -> Result<(), IndexError> {
        self.file.delete()
    }

    /// The file.
    pub fn path(&self) -> PathBuf {
        self.file.path()
    }

    fn parse(&self, entry: [u8; ENTRY_BYTES]) -> TimeIndexEntry {
        let [a, b, c, d, e, f, g, h, relative @ ..] = entry;
        let relative = i64::from(i32::from_be_bytes(relative));
        TimeIndexEntry {
            timestamp: i64::from_be_bytes([a, b, c, d, e, f, g, h]),
            offset: self.base_offset.wrapping_add(relative),
        }
    }

    fn corrupt(&self, reason: String) -> IndexError {
        IndexError::Corrupt { path: self.path(), reason }
    }
}

fn empty(base_offset: i64) -> TimeIndexEntry {
    TimeIndexEntry { timestamp: NO_TIMESTAMP, offset: base_offset }
}

#[cfg(test)]
mod tests;
