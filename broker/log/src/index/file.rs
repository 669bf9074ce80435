//! The file of fixed-size entries under an offset or a time index.
//!
//! Entries are only ever appended at the end or cut off there, so what stands below the entry count
//! does not change. That is why a look-up takes the count once and then reads without any lock that
//! an append holds. Kafka pre-sizes the file and maps it. Here entries are written with `pwrite` at
//! the end of a file that just grows: a broker with thousands of partitions pays no mappings, no
//! descriptors for indexes that are hardly appended to, and no zero tail after a crash. A zero tail
//! that Kafka left behind is recognised when the file is opened.
//!
//! The last entries are in memory only and are written some at a time, and before the file is synced
//! or trimmed: two more system calls for each batch would be a noticeable part of an append. A crash
//! loses nothing by it, as the indexes above the recovery point are made anew.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use parking_lot::{Mutex, MutexGuard};

use super::IndexError;

/// What a search reads at once: the end of an index, where nearly every look-up falls, or the last
/// steps of a binary search.
const BLOCK_BYTES: usize = 4096;
const ENTRY_BYTES_MAX: usize = 12;
/// Entries in memory before they are written.
const TAIL_MAX: usize = 64;

/// An append-only file of entries of `N` bytes.
///
/// Locks, in their order: `writer` (held while entries are added, written or cut off), then `place`
/// (held only to look at what is there or to clone the handle, never during I/O on entries).
#[derive(Debug)]
pub(crate) struct IndexFile<const N: usize> {
    place: Mutex<Place<N>>,
    writer: Mutex<()>,
    loaded: AtomicBool,
    /// Invariant: every entry below it is completely in the file or in the tail.
    entries: AtomicU32,
    entries_max: AtomicU32,
    /// Whether the file may hold what is not on disk yet: at first nobody knows. The metadata log is flushed with each
    /// of its appends, and its indexes hardly ever change.
    unsynced: AtomicBool,
}

#[derive(Debug)]
struct Place<const N: usize> {
    path: PathBuf,
    /// Open only between the first write and [`IndexFile::trim`], so idle indexes cost nothing.
    handle: Option<Arc<File>>,
    /// Entries in the file.
    written: u32,
    /// Those that follow and are not in the file yet. Changes under the writer's lock only.
    tail: Vec<[u8; N]>,
}

impl<const N: usize> Place<N> {
    /// The entry of this number, if it is in the tail.
    fn in_tail(&self, number: u32) -> Option<[u8; N]> {
        self.tail.get(number.checked_sub(self.written)? as usize).copied()
    }

    fn reader(&self) -> Result<Reader<N>, IndexError> {
        let file = match &self.handle {
            Some(handle) => Arc::clone(handle),
            None => match File::open(&self.path) {
                Ok(file) => Arc::new(file),
                Err(source) => return Err(IndexError::Io { path: self.path.clone(), source }),
            },
        };
        Ok(Reader { file, path: self.path.clone() })
    }
}

impl<const N: usize> IndexFile<N> {
    /// Creates the file if it is missing; does not read it yet.
    pub(crate) fn open(path: PathBuf, size_max: u32) -> Result<Self, IndexError> {
        const { assert!(N <= ENTRY_BYTES_MAX) };
        let existing = match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(_) => false,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => true,
            Err(source) => return Err(IndexError::Io { path, source }),
        };
        Ok(Self {
            place: Mutex::new(Place { path, handle: None, written: 0, tail: Vec::new() }),
            writer: Mutex::new(()),
            loaded: AtomicBool::new(!existing),
            entries: AtomicU32::new(0),
            entries_max: AtomicU32::new(size_max / N as u32),
            unsynced: AtomicBool::new(true),
        })
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.place.lock().path.clone()
    }

    pub(crate) fn entries_max(&self) -> u32 {
        self.entries_max.load(Ordering::Relaxed)
    }

    pub(crate) fn set_size_max(&self, size_max: u32) {
        self.entries_max.store(size_max / N as u32, Ordering::Relaxed);
    }

    /// Number of entries; reads the file on first use and then tells `on_load` the last entry.
    ///
    /// `on_load` runs under the writer's lock, before anyone can append.
    pub(crate) fn entries(&self, on_load: impl FnOnce(Option<[u8; N]>)) -> Result<u32, IndexError> {
        if !self.loaded.load(Ordering::Acquire) {
            let guard = self.writer.lock();
            self.load(&guard, on_load)?;
        }
        Ok(self.entries.load(Ordering::Acquire))
    }

    fn load(
        &self,
        _writer: &MutexGuard<'_, ()>,
        on_load: impl FnOnce(Option<[u8; N]>),
    ) -> Result<(), IndexError> {
        if self.loaded.load(Ordering::Acquire) {
            return Ok(());
        }
        let reader = self.reader()?;
        let length = reader.file.metadata().map_err(|source| self.io(source))?.len();
        let whole = u32::try_from(length / N as u64).unwrap_or(u32::MAX);
        let entries = reader.without_zero_tail(whole)?;
        let last = entries.checked_sub(1).map(|last| reader.entry(last)).transpose()?;
        on_load(last);
        self.place.lock().written = entries;
        self.entries.store(entries, Ordering::Release);
        self.loaded.store(true, Ordering::Release);
        Ok(())
    }

    /// The number of the last entry for which `is_below` holds, with the entry; see
    /// [`Reader::last_below`]. The index must be loaded.
    pub(crate) fn last_below(
        &self,
        is_below: impl Fn(&[u8; N]) -> bool,
    ) -> Result<Option<(u32, [u8; N])>, IndexError> {
        loop {
            let entries = self.entries.load(Ordering::Acquire);
            let (reader, written) = {
                let place = self.place.lock();
                let in_tail = place.tail.len().min(entries.saturating_sub(place.written) as usize);
                if let Some(last) = place.tail[..in_tail].partition_point(&is_below).checked_sub(1) {
                    return Ok(Some((place.written + last as u32, place.tail[last])));
                }
                let written = place.written.min(entries);
                if written == 0 {
                    return Ok(None);
                }
                (place.reader()?, written)
            };
            match reader.last_below(written, &is_below) {
                // A truncation came between our look at the count and the read, so entries that we
                // meant to read are gone. It lowered the count first, hence the next round fits.
                Err(IndexError::Io { source, .. })
                    if source.kind() == io::ErrorKind::UnexpectedEof
                        && self.entries.load(Ordering::Acquire) < entries => {}
                result => return result,
            }
        }
    }

    /// The entry of this number. The index must be loaded.
    pub(crate) fn entry(&self, number: u32) -> Result<[u8; N], IndexError> {
        let reader = {
            let place = self.place.lock();
            match place.in_tail(number) {
                Some(entry) => return Ok(entry),
                None => place.reader()?,
            }
        };
        reader.entry(number)
    }

    /// Serialises appends and truncations.
    pub(crate) fn lock_writer(&self) -> MutexGuard<'_, ()> {
        self.writer.lock()
    }

    /// Adds one entry at the end; `publish` runs before readers can see the new count. On an error nothing is added.
    pub(crate) fn append(
        &self,
        writer: &MutexGuard<'_, ()>,
        entry: &[u8; N],
        publish: impl FnOnce(),
    ) -> Result<(), IndexError> {
        let is_full = self.place.lock().tail.len() >= TAIL_MAX;
        if is_full {
            self.write_tail(writer)?;
        }
        self.place.lock().tail.push(*entry);
        self.unsynced.store(true, Ordering::Release);
        publish();
        self.entries.fetch_add(1, Ordering::Release);
        Ok(())
    }

    /// Writes what is in memory only.
    fn write_tail(&self, _writer: &MutexGuard<'_, ()>) -> Result<(), IndexError> {
        let (bytes, written) = {
            let place = self.place.lock();
            (place.tail.concat(), place.written)
        };
        if bytes.is_empty() {
            return Ok(());
        }
        let handle = self.writable()?;
        handle.write_all_at(&bytes, u64::from(written) * N as u64).map_err(|source| self.io(source))?;
        // Readers found the entries in the tail so far, and find them in the file from here on.
        let mut place = self.place.lock();
        place.written += (bytes.len() / N) as u32;
        place.tail.clear();
        Ok(())
    }

    /// Forgets entries from number `entries` on, in memory and in the file.
    pub(crate) fn truncate(&self, _writer: &MutexGuard<'_, ()>, entries: u32) -> Result<(), IndexError> {
        self.entries.store(entries, Ordering::Release);
        {
            let mut place = self.place.lock();
            if entries > 0 && entries >= place.written {
                let kept = (entries - place.written) as usize;
                place.tail.truncate(kept);
                return Ok(());
            }
            place.written = entries;
            place.tail.clear();
        }
        let handle = self.writable()?;
        let cut = handle.set_len(u64::from(entries) * N as u64);
        self.unsynced.store(true, Ordering::Release);
        cut.map_err(|source| self.io(source))
    }

    /// Cuts the file to its entries (Kafka may have pre-sized it) and gives the descriptor back.
    pub(crate) fn trim(&self) -> Result<(), IndexError> {
        let guard = self.writer.lock();
        if self.loaded.load(Ordering::Acquire) {
            self.write_tail(&guard)?;
            let length = u64::from(self.entries.load(Ordering::Relaxed)) * N as u64;
            let path = self.path();
            let found = fs::metadata(&path).map_err(|source| self.io(source))?.len();
            if found != length {
                let handle = self.writable()?;
                handle.set_len(length).map_err(|source| self.io(source))?;
                self.unsynced.store(true, Ordering::Release);
            }
        }
        let mut place = self.place.lock();
        place.handle = None;
        place.tail = Vec::new();
        Ok(())
    }

    /// Makes all entries durable; touches the disk only where something was added since the last time.
    pub(crate) fn flush(&self) -> Result<(), IndexError> {
        // Taken back before the sync: what is written meanwhile sets it again.
        if !self.unsynced.swap(false, Ordering::AcqRel) {
            return Ok(());
        }
        let synced = self
            .write_tail(&self.writer.lock())
            .and_then(|()| self.reader())
            .and_then(|reader| reader.file.sync_all().map_err(|source| self.io(source)));
        if synced.is_err() {
            self.unsynced.store(true, Ordering::Release);
        }
        synced
    }

    /// Renames the file.
    pub(crate) fn rename(&self, to: PathBuf) -> Result<(), IndexError> {
        let mut place = self.place.lock();
        match fs::rename(&place.path, &to) {
            Ok(()) => {}
            Err(source) => return Err(IndexError::Io { path: place.path.clone(), source }),
        }
        place.path = to;
        Ok(())
    }

    /// Tells the index that the directory of its file was renamed.
    pub(crate) fn update_dir(&self, dir: &Path) {
        let mut place = self.place.lock();
        if let Some(name) = place.path.file_name() {
            place.path = dir.join(name);
        }
    }

    /// Deletes the file; a missing one is fine.
    pub(crate) fn delete(&self) -> Result<(), IndexError> {
        let mut place = self.place.lock();
        place.handle = None;
        match fs::remove_file(&place.path) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => {
                Err(IndexError::Io { path: place.path.clone(), source })
            }
            _ => Ok(()),
        }
    }

    /// A handle on the file, valid however it is renamed or trimmed meanwhile.
    pub(crate) fn reader(&self) -> Result<Reader<N>, IndexError> {
        self.place.lock().reader()
    }

    fn writable(&self) -> Result<Arc<File>, IndexError> {
        let mut place = self.place.lock();
        if let Some(handle) = &place.handle {
            return Ok(Arc::clone(handle));
        }
        match OpenOptions::new().read(true).write(true).open(&place.path) {
            Ok(file) => Ok(Arc::clone(place.handle.insert(Arc::new(file)))),
            Err(source) => Err(IndexError::Io { path: place.path.clone(), source }),
        }
    }

    fn io(&self, source: io::Error) -> IndexError {
        IndexError::Io { path: self.path(), source }
    }
}

/// Reads entries without the index's locks.
pub(crate) struct Reader<const N: usize> {
    file: Arc<File>,
    path: PathBuf,
}

impl<const N: usize> Reader<N> {
    /// Length of the file in bytes.
    pub(crate) fn length(&self) -> Result<u64, IndexError> {
        Ok(self.file.metadata().map_err(|source| self.io(source))?.len())
    }

    pub(crate) fn entry(&self, number: u32) -> Result<[u8; N], IndexError> {
        let mut entry = [0; N];
        self.file
            .read_exact_at(&mut entry, u64::from(number) * N as u64)
            .map_err(|source| self.io(source))?;
        Ok(entry)
    }

    /// The number of the last entry below `entries` for which `is_below` holds, with the entry.
    ///
    /// `is_below` must hold for a prefix of the entries; on a corrupt file, where it does not, the
    /// answer is some entry.
    pub(crate) fn last_below(
        &self,
        entries: u32,
        is_below: impl Fn(&[u8; N]) -> bool,
    ) -> Result<Option<(u32, [u8; N])>, IndexError> {
        let per_block = (BLOCK_BYTES / N) as u32;
        let (mut low, mut high) = (0, entries);
        // Most look-ups fall near the end, so the first probe is the start of the last block.
        let mut probe = entries.saturating_sub(per_block);
        while high - low > per_block {
            if is_below(&self.entry(probe)?) {
                low = probe;
            } else {
                high = probe;
            }
            probe = low + (high - low) / 2;
        }
        self.last_below_in_block(low, high, is_below)
    }

    fn last_below_in_block(
        &self,
        low: u32,
        high: u32,
        is_below: impl Fn(&[u8; N]) -> bool,
    ) -> Result<Option<(u32, [u8; N])>, IndexError> {
        let mut block = [0; BLOCK_BYTES];
        let block = &mut block[..(high - low) as usize * N];
        self.file.read_exact_at(block, u64::from(low) * N as u64).map_err(|source| self.io(source))?;
        let (block, _) = block.as_chunks::<N>();
        let count = block.partition_point(is_below);
        match count.checked_sub(1) {
            Some(last) => Ok(Some((low + last as u32, block[last]))),
            // `low` was found to be below already unless it is the first entry of all.
            None => Ok(None),
        }
    }

    /// How many of `entries` remain without the zeros that pre-sizing left at the end.
    fn without_zero_tail(&self, entries: u32) -> Result<u32, IndexError> {
        let Some(last) = entries.checked_sub(1) else { return Ok(0) };
        if self.entry(last)? != [0; N] {
            return Ok(entries);
        }
        let written = self.last_below(entries, |entry| *entry != [0; N])?;
        Ok(written.map_or(0, |(number, _)| number + 1))
    }

    fn io(&self, source: io::Error) -> IndexError {
        IndexError::Io { path: self.path.clone(), source }
    }
}
