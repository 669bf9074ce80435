//! `.index`: from offsets to positions in the segment, sparse.
//!
//! An entry is the last offset of a batch relative to the segment's base offset and the batch's
//! position, four bytes each, big-endian. Source: `OffsetIndex` in Apache Kafka 4.3.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use crate::index::file::IndexFile;
use crate::index::{IndexError, relative_offset};

const ENTRY_BYTES: usize = 8;

/// Where the batch with this last offset stands in its segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OffsetPosition {
    /// Last offset of the batch (the base offset of the segment where no entry is low enough).
    pub offset: i64,
    /// Its first byte in the `.log` file.
    pub position: u32,
}

/// The offset index of one segment.
///
/// One appends at a time; look-ups run beside it and never wait for its writes. The file is read on
/// first use and kept open only while it is written to.
#[derive(Debug)]
pub struct OffsetIndex {
    file: IndexFile<ENTRY_BYTES>,
    base_offset: i64,
    /// The last entry as it is stored, read by look-ups at the end of the log without any I/O.
    last: AtomicU64,
}

impl OffsetIndex {
    /// Opens the index, creating an empty file if there is none.
    ///
    /// `size_max` is `segment.index.bytes`; a file that is longer already is left so, and full.
    ///
    /// # Errors
    /// [`IndexError::Io`]
    pub fn open(path: PathBuf, base_offset: i64, size_max: u32) -> Result<Self, IndexError> {
        let file = IndexFile::open(path, size_max)?;
        Ok(Self { file, base_offset, last: AtomicU64::new(0) })
    }

    /// Number of entries.
    ///
    /// # Errors
    /// [`IndexError::Io`] when the file is read for the first time.
    pub fn entries(&self) -> Result<u32, IndexError> {
        self.file.entries(|last| {
            self.last.store(last.map_or(0, u64::from_be_bytes), Ordering::Release);
        })
    }

    /// The last offset in the index, or the base offset.
    ///
    /// # Errors
    /// [`IndexError::Io`] when the file is read for the first time.
    pub fn last_offset(&self) -> Result<i64, IndexError> {
        self.entries()?;
        Ok(self.parse(self.last.load(Ordering::Acquire).to_be_bytes()).offset)
    }

    /// Whether no entry fits any more.
    ///
    /// # Errors
    /// [`IndexError::Io`] when the file is read for the first time.
    pub fn is_full(&self) -> Result<bool, IndexError> {
        Ok(self.entries()? >= self.file.entries_max())
    }

    /// The entry with the greatest offset at or below `target`, else the start of the segment.
    ///
    /// A corrupt file may give any position: the caller reads batches from there and compares.
    ///
    /// # Errors
    /// [`IndexError::Io`], [`IndexError::Corrupt`] for a negative position.
    pub fn lookup(&self, target: i64) -> Result<OffsetPosition, IndexError> {
        let start = OffsetPosition { offset: self.base_offset, position: 0 };
        let entries = self.entries()?;
        if entries == 0 || target < self.base_offset {
            return Ok(start);
        }
        let last = self.parse(self.last.load(Ordering::Acquire).to_be_bytes());
        if last.offset <= target {
            return self.checked(last);
        }
        let found = self.file.last_below(|entry| self.parse(*entry).offset <= target)?;
        found.map_or(Ok(start), |(_, entry)| self.checked(self.parse(entry)))
    }

    /// The first entry at or beyond `position` in the segment: an upper bound for a read that
    /// starts before it.
    ///
    /// # Errors
    /// [`IndexError::Io`]
    pub fn upper_bound(&self, position: u32) -> Result<Option<OffsetPosition>, IndexError> {
        let entries = self.entries()?;
        let below = self.file.last_below(|entry| self.parse(*entry).position < position)?;
        let number = below.map_or(0, |(number, _)| number + 1);
        if number >= entries {
            return Ok(None);
        }
        self.entry(number).map(Some)
    }

    /// The entry of this number, for tools and checks.
    ///
    /// # Errors
    /// [`IndexError::Io`], also when there is no such entry.
    pub fn entry(&self, number: u32) -> Result<OffsetPosition, IndexError> {
        Ok(self.parse(self.file.entry(number)?))
    }

    /// Appends an entry for the batch that ends with `offset` and starts at `position`.
    ///
    /// # Errors
    /// [`IndexError::Full`], [`IndexError::OffsetOverflow`], [`IndexError::NotAscending`],
    /// [`IndexError::Io`].
    pub fn append(&self, offset: i64, position: u32) -> Result<(), IndexError> {
        self.entries()?;
        let writer = self.file.lock_writer();
        let entries = self.entries()?;
        if entries >= self.file.entries_max() {
            return Err(IndexError::Full { path: self.path(), entries });
        }
        let last = self.parse(self.last.load(Ordering::Acquire).to_be_bytes()).offset;
        if entries > 0 && offset <= last {
            return Err(IndexError::NotAscending { path: self.path(), appended: offset, last });
        }
        let relative = relative_offset(offset, self.base_offset).ok_or_else(|| {
            let base_offset = self.base_offset;
            IndexError::OffsetOverflow { path: self.path(), offset, base_offset }
        })?;
        let entry = (u64::from(relative) << 32) | u64::from(position);
        self.file.append(&writer, &entry.to_be_bytes(), || self.last.store(entry, Ordering::Release))
    }

    /// Removes all entries at or above `offset`.
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
        self.last.store(0, Ordering::Release);
        self.file.truncate(&writer, 0)
    }

    fn keep(&self, entries: u32, kept: Option<(u32, [u8; ENTRY_BYTES])>) -> Result<(), IndexError> {
        let count = kept.map_or(0, |(number, _)| number + 1);
        if count == entries {
            return Ok(());
        }
        let writer = self.file.lock_writer();
        self.last.store(kept.map_or(0, |(_, entry)| u64::from_be_bytes(entry)), Ordering::Release);
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
        let last = self.parse(self.last.load(Ordering::Acquire).to_be_bytes());
        if entries != 0 && last.offset < self.base_offset {
            let base = self.base_offset;
            return Err(self.corrupt(format!("last offset {} is below {base}", last.offset)));
        }
        self.checked(last).map(drop)
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

    fn parse(&self, entry: [u8; ENTRY_BYTES]) -> OffsetPosition {
        let entry = u64::from_be_bytes(entry);
        // Stored as a signed number by Kafka; nonsense may be negative and then lies below the base.
        let relative = i64::from((entry >> 32) as i32);
        OffsetPosition { offset: self.base_offset.wrapping_add(relative), position: entry as u32 }
    }

    fn checked(&self, found: OffsetPosition) -> Result<OffsetPosition, IndexError> {
        if found.position > i32::MAX as u32 {
            return Err(self.corrupt(format!("position {} is negative", found.position as i32)));
        }
        Ok(found)
    }

    fn corrupt(&self, reason: String) -> IndexError {
        IndexError::Corrupt { path: self.path(), reason }
    }
}

#[cfg(test)]
mod tests;
