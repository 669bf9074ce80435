//! `.txnindex`: the aborted transactions whose marker lies in the segment.
//!
//! The file exists only if there are some. An entry is 34 bytes: version 0, producer id, first
//! offset, offset of the marker, and the last stable offset at that moment. Source: KIP-98;
//! `TransactionIndex` in Apache Kafka 4.3.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use parking_lot::Mutex;

use crate::index::IndexError;

const ENTRY_BYTES: usize = 34;
const VERSION: i16 = 0;
/// A gibibyte of index: 31 million aborted transactions in one segment.
const FILE_BYTES_MAX: u64 = 1 << 30;

/// An aborted transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TransactionIndexEntry {
    /// Who wrote it.
    pub producer_id: i64,
    /// Its first record.
    pub first_offset: i64,
    /// Its abort marker.
    pub last_offset: i64,
    /// The last stable offset when the marker was written.
    pub last_stable_offset: i64,
}

impl TransactionIndexEntry {
    fn encode(&self) -> [u8; ENTRY_BYTES] {
        let mut entry = [0; ENTRY_BYTES];
        entry[..2].copy_from_slice(&VERSION.to_be_bytes());
        let fields = [self.producer_id, self.first_offset, self.last_offset, self.last_stable_offset];
        for (place, field) in entry[2..].chunks_exact_mut(8).zip(fields) {
            place.copy_from_slice(&field.to_be_bytes());
        }
        entry
    }

    fn decode(entry: &[u8; ENTRY_BYTES]) -> Result<Self, i16> {
        let version = i16::from_be_bytes([entry[0], entry[1]]);
        // Kafka refuses only later versions; earlier ones do not exist.
        if version != VERSION {
            return Err(version);
        }
        let mut fields = [0; 4];
        for (field, bytes) in fields.iter_mut().zip(entry[2..].as_chunks::<8>().0) {
            *field = i64::from_be_bytes(*bytes);
        }
        let [producer_id, first_offset, last_offset, last_stable_offset] = fields;
        Ok(Self { producer_id, first_offset, last_offset, last_stable_offset })
    }
}

/// What [`TransactionIndex::collect`] found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransactionSearch {
    /// Aborted transactions that overlap the range.
    pub aborted: Vec<TransactionIndexEntry>,
    /// Whether later segments need not be searched.
    pub is_complete: bool,
}

/// The transaction index of one segment.
///
/// Nothing of it is kept in memory and no descriptor is held: only segments with aborted
/// transactions have such a file, and only `read_committed` fetches look into it.
#[derive(Debug)]
pub struct TransactionIndex {
    base_offset: i64,
    path: Mutex<PathBuf>,
}

impl TransactionIndex {
    /// The index at `path`, which need not exist.
    pub fn new(path: PathBuf, base_offset: i64) -> Self {
        Self { base_offset, path: Mutex::new(path) }
    }

    /// Appends a transaction, creating the file if need be.
    ///
    /// # Errors
    /// [`IndexError::NotAscending`] if its last offset is not above that of the last entry;
    /// [`IndexError::Io`].
    pub fn append(&self, aborted: &TransactionIndexEntry) -> Result<(), IndexError> {
        let path = self.path.lock();
        let io = |source| IndexError::Io { path: path.clone(), source };
        let mut file = OpenOptions::new().read(true).append(true).create(true).open(&*path).map_err(io)?;
        if let Some(last) = last_offset(&file).map_err(io)?
            && aborted.last_offset <= last
        {
            let appended = aborted.last_offset;
            return Err(IndexError::NotAscending { path: path.clone(), appended, last });
        }
        // A torn entry of an earlier crash would shift all that follow.
        let torn = file.metadata().map_err(io)?.len() % ENTRY_BYTES as u64;
        if torn != 0 {
            let whole = file.metadata().map_err(io)?.len() - torn;
            file.set_len(whole).map_err(io)?;
        }
        file.write_all(&aborted.encode()).map_err(io)
    }

    /// Every entry.
    ///
    /// # Errors
    /// [`IndexError::Corrupt`] for an unknown version, [`IndexError::Io`].
    pub fn all(&self) -> Result<Vec<TransactionIndexEntry>, IndexError> {
        let path = self.path();
        let bytes = match read_index(&path) {
            Ok(bytes) => bytes,
            Err(source) if source.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(source) => return Err(IndexError::Io { path, source }),
        };
        // A torn entry at the end is ignored, as Kafka does.
        let (entries, _) = bytes.as_chunks::<ENTRY_BYTES>();
        entries
            .iter()
            .map(TransactionIndexEntry::decode)
            .collect::<Result<_, _>>()
            .map_err(|version| self.corrupt(format!("unknown entry version {version}")))
    }

    /// The aborted transactions with records in `fetch_offset..upper_bound_offset`.
    ///
    /// # Errors
    /// As [`TransactionIndex::all`].
    pub fn collect(
        &self,
        fetch_offset: i64,
        upper_bound_offset: i64,
    ) -> Result<TransactionSearch, IndexError> {
        let mut aborted = Vec::new();
        for entry in self.all()? {
            if entry.last_offset >= fetch_offset && entry.first_offset < upper_bound_offset {
                aborted.push(entry);
            }
            if entry.last_stable_offset >= upper_bound_offset {
                return Ok(TransactionSearch { aborted, is_complete: true });
            }
        }
        Ok(TransactionSearch { aborted, is_complete: false })
    }

    /// Removes all transactions whose marker is at or above `offset`.
    ///
    /// # Errors
    /// As [`TransactionIndex::all`].
    pub fn truncate_to(&self, offset: i64) -> Result<(), IndexError> {
        let kept = self.all()?.iter().take_while(|entry| entry.last_offset < offset).count();
        self.set_entries(kept)
    }

    /// Removes all entries, for rebuilding the index.
    ///
    /// # Errors
    /// [`IndexError::Io`]
    pub fn reset(&self) -> Result<(), IndexError> {
        self.set_entries(0)
    }

    fn set_entries(&self, entries: usize) -> Result<(), IndexError> {
        let path = self.path.lock();
        let length = (entries * ENTRY_BYTES) as u64;
        match OpenOptions::new().write(true).open(&*path).and_then(|file| file.set_len(length)) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => {
                Err(IndexError::Io { path: path.clone(), source })
            }
            _ => Ok(()),
        }
    }

    /// Kafka's check when a segment is loaded.
    ///
    /// # Errors
    /// [`IndexError::Corrupt`], [`IndexError::Io`].
    pub fn sanity_check(&self) -> Result<(), IndexError> {
        let base = self.base_offset;
        match self.all()?.iter().find(|entry| entry.last_offset < base) {
            Some(entry) => Err(self.corrupt(format!(
                "last offset {} of an aborted transaction is below {base}",
                entry.last_offset
            ))),
            None => Ok(()),
        }
    }

    /// Makes all entries durable.
    ///
    /// # Errors
    /// [`IndexError::Io`]
    pub fn flush(&self) -> Result<(), IndexError> {
        let path = self.path.lock();
        match File::open(&*path).and_then(|file| file.sync_all()) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => {
                Err(IndexError::Io { path: path.clone(), source })
            }
            _ => Ok(()),
        }
    }

    /// Renames the file if it exists.
    ///
    /// # Errors
    /// [`IndexError::Io`]
    pub fn rename(&self, to: PathBuf) -> Result<(), IndexError> {
        let mut path = self.path.lock();
        match fs::rename(&*path, &to) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => {
                return Err(IndexError::Io { path: path.clone(), source });
            }
            _ => {}
        }
        *path = to;
        Ok(())
    }

    /// Tells the index that its directory was renamed.
    pub fn update_dir(&self, dir: &Path) {
        let mut path = self.path.lock();
        if let Some(name) = path.file_name() {
            *path = dir.join(name);
        }
    }

    /// Deletes the file; a missing one is fine.
    ///
    /// # Errors
    /// [`IndexError::Io`]
    pub fn delete(&self) -> Result<(), IndexError> {
        let path = self.path.lock();
        match fs::remove_file(&*path) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => {
                Err(IndexError::Io { path: path.clone(), source })
            }
            _ => Ok(()),
        }
    }

    /// The file, which need not exist.
    pub fn path(&self) -> PathBuf {
        self.path.lock().clone()
    }

    fn corrupt(&self, reason: String) -> IndexError {
        IndexError::Corrupt { path: self.path(), reason }
    }
}

/// The marker offset of the last whole entry.
fn last_offset(file: &File) -> io::Result<Option<i64>> {
    let entries = file.metadata()?.len() / ENTRY_BYTES as u64;
    let Some(last) = entries.checked_sub(1) else { return Ok(None) };
    let mut entry = [0; ENTRY_BYTES];
    file.read_exact_at(&mut entry, last * ENTRY_BYTES as u64)?;
    Ok(TransactionIndexEntry::decode(&entry).ok().map(|entry| entry.last_offset))
}

fn read_index(path: &Path) -> io::Result<Vec<u8>> {
    let length = fs::metadata(path)?.len();
    if length > FILE_BYTES_MAX {
        let what = format!("{length} bytes are too many for a transaction index");
        return Err(io::Error::new(io::ErrorKind::InvalidData, what));
    }
    fs::read(path)
}

#[cfg(test)]
mod tests;
