//! `.snapshot`: the producers known at an offset of the log.
//!
//! Version 1: int16 version, CRC-32C over all that follows it, int32 count, and 46 bytes for each
//! producer. Source: `ProducerSnapshot.json` and `ProducerStateManager` in Apache Kafka 4.3.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

const VERSION: i16 = 1;
const HEADER_BYTES: usize = 10;
const CHECKED_FROM: usize = 6;
const ENTRY_BYTES: usize = 46;
/// Five million producers in one partition.
const FILE_BYTES_MAX: u64 = 256 << 20;

/// Why a producer snapshot could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ProducerSnapshotError {
    /// The file system failed; the log directory is in doubt.
    #[error("error while reading producer snapshot {path}")]
    Io {
        /// The snapshot.
        path: PathBuf,
        /// What the file system said.
        #[source]
        source: io::Error,
    },
    /// The content is damaged; delete the file and use an earlier one.
    #[error("corrupt producer snapshot {path}: {reason}")]
    Corrupt {
        /// The snapshot.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
}

/// What is known of one producer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProducerSnapshotEntry {
    /// The producer.
    pub producer_id: i64,
    /// Its latest epoch.
    pub producer_epoch: i16,
    /// Sequence of its last record, -1 if none.
    pub last_sequence: i32,
    /// Offset of its last data record, -1 if none.
    pub last_offset: i64,
    /// How many offsets the last batch spans, less one.
    pub offset_delta: i32,
    /// Maximal timestamp of its last batch.
    pub timestamp: i64,
    /// Epoch of the transaction coordinator of the last marker, -1 if none.
    pub coordinator_epoch: i32,
    /// First offset of the open transaction, -1 if none.
    pub current_txn_first_offset: i64,
}

/// The bytes of a snapshot file.
pub fn encode(entries: &[ProducerSnapshotEntry]) -> Vec<u8> {
    let mut out = Vec::with_capacity(HEADER_BYTES + entries.len() * ENTRY_BYTES);
    out.extend(VERSION.to_be_bytes());
    out.extend([0; 4]);
    let count = i32::try_from(entries.len()).expect("a partition has fewer producers than 2^31");
    out.extend(count.to_be_bytes());
    for entry in entries {
        out.extend(entry.producer_id.to_be_bytes());
        out.extend(entry.producer_epoch.to_be_bytes());
        out.extend(entry.last_sequence.to_be_bytes());
        out.extend(entry.last_offset.to_be_bytes());
        out.extend(entry.offset_delta.to_be_bytes());
        out.extend(entry.timestamp.to_be_bytes());
        out.extend(entry.coordinator_epoch.to_be_bytes());
        out.extend(entry.current_txn_first_offset.to_be_bytes());
    }
    let crc = crc32c(&out[CHECKED_FROM..]);
    out[2..CHECKED_FROM].copy_from_slice(&crc.to_be_bytes());
    out
}

/// Reads the bytes of a snapshot file; the error says what is wrong with them.
///
/// # Errors
/// A text for [`ProducerSnapshotError::Corrupt`].
pub fn decode(bytes: &[u8]) -> Result<Vec<ProducerSnapshotEntry>, String> {
    let Some((header, entries)) = bytes.split_first_chunk::<HEADER_BYTES>() else {
        return Err(format!("{} bytes are too few", bytes.len()));
    };
    let [v0, v1, c0, c1, c2, c3, n0, n1, n2, n3] = *header;
    let version = i16::from_be_bytes([v0, v1]);
    if version != VERSION {
        return Err(format!("unknown file version {version}"));
    }
    let stored = u32::from_be_bytes([c0, c1, c2, c3]);
    let computed = crc32c(&bytes[CHECKED_FROM..]);
    if stored != computed {
        return Err(format!("stored crc {stored}, computed crc {computed}"));
    }
    let count = i32::from_be_bytes([n0, n1, n2, n3]);
    let (chunks, rest) = entries.as_chunks::<ENTRY_BYTES>();
    if usize::try_from(count) != Ok(chunks.len()) || !rest.is_empty() {
        return Err(format!("{count} entries in {} bytes", entries.len()));
    }
    Ok(chunks.iter().map(decode_entry).collect())
}

/// Reads a snapshot file.
///
/// # Errors
/// [`ProducerSnapshotError`]
pub fn read(path: &Path) -> Result<Vec<ProducerSnapshotEntry>, ProducerSnapshotError> {
    let io = |source| ProducerSnapshotError::Io { path: path.to_owned(), source };
    let corrupt = |reason| ProducerSnapshotError::Corrupt { path: path.to_owned(), reason };
    let length = fs::metadata(path).map_err(io)?.len();
    if length > FILE_BYTES_MAX {
        return Err(corrupt(format!("{length} bytes are too many")));
    }
    decode(&fs::read(path).map_err(io)?).map_err(corrupt)
}

/// Writes a snapshot file; with `sync` it is durable on return.
///
/// It is not renamed into place, as the checksum tells a torn one.
///
/// # Errors
/// I/O errors.
pub fn write(path: &Path, entries: &[ProducerSnapshotEntry], sync: bool) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(&encode(entries))?;
    if sync {
        file.sync_all()?;
    }
    Ok(())
}

fn decode_entry(bytes: &[u8; ENTRY_BYTES]) -> ProducerSnapshotEntry {
    let mut at = 0;
    ProducerSnapshotEntry {
        producer_id: i64::from_be_bytes(take(bytes, &mut at)),
        producer_epoch: i16::from_be_bytes(take(bytes, &mut at)),
        last_sequence: i32::from_be_bytes(take(bytes, &mut at)),
        last_offset: i64::from_be_bytes(take(bytes, &mut at)),
        offset_delta: i32::from_be_bytes(take(bytes, &mut at)),
        timestamp: i64::from_be_bytes(take(bytes, &mut at)),
        coordinator_epoch: i32::from_be_bytes(take(bytes, &mut at)),
        current_txn_first_offset: i64::from_be_bytes(take(bytes, &mut at)),
    }
}

fn take<const N: usize>(bytes: &[u8; ENTRY_BYTES], at: &mut usize) -> [u8; N] {
    let mut field = [0; N];
    field.copy_from_slice(&bytes[*at..*at + N]);
    *at += N;
    field
}

fn crc32c(bytes: &[u8]) -> u32 {
    // A CRC of 32 bits fits; the crate returns u64 for all widths.
    crc_fast::checksum(crc_fast::CrcAlgorithm::Crc32Iscsi, bytes) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn golden(name: &str) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name)
    }

    #[test]
    fn rewrites_kafkas_snapshots_byte_for_byte() {
        for (name, count) in [
            ("g-txn-0/00000000000000000009.snapshot", 2),
            ("g-compact-0/00000000000000000025.snapshot", 2),
            ("g-compact-0/00000000000000000027.snapshot", 0),
            ("g-compact-txn-0/00000000000000000011.snapshot", 1),
        ] {
            let entries = read(&golden(name)).unwrap();
            assert_eq!(entries.len(), count, "{name}");
            assert_eq!(encode(&entries), fs::read(golden(name)).unwrap(), "{name}");
        }
    }

    #[test]
    fn reads_an_open_transaction() {
        let entries = read(&golden("g-compact-txn-0/00000000000000000011.snapshot")).unwrap();
        let expected = ProducerSnapshotEntry {
            producer_id: 17,
            producer_epoch: 3,
            last_sequence: 0,
            last_offset: 10,
            offset_delta: 0,
            timestamp: 1_700_000_000_030,
            coordinator_epoch: 0,
            current_txn_first_offset: 10,
        };
        assert_eq!(entries, [expected]);
    }

    #[test]
    fn every_damaged_byte_is_noticed() {
        let good = fs::read(golden("g-txn-0/00000000000000000009.snapshot")).unwrap();
        for at in 0..good.len() {
            let mut bad = good.clone();
            bad[at] ^= 0x10;
            assert!(decode(&bad).is_err(), "byte {at}");
            assert!(decode(&good[..at]).is_err(), "cut at {at}");
        }
        assert!(decode(&[0; 100]).is_err());
    }
}
