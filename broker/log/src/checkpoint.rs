//! The text checkpoints: `*-offset-checkpoint` and `leader-epoch-checkpoint`.
//!
//! Both are a version line, a line with the number of entries, and a line per entry. Kafka reads an
//! empty file, or one with only its version, as a checkpoint without entries, and so do we.

use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use crate::atomic_file::{read_text, write_atomically};

/// Log end offsets up to which partitions are flushed.
pub const RECOVERY_POINT_CHECKPOINT: &str = "recovery-point-offset-checkpoint";
/// High watermarks.
pub const REPLICATION_OFFSET_CHECKPOINT: &str = "replication-offset-checkpoint";
/// Log start offsets that are above the base offset of the first segment.
pub const LOG_START_OFFSET_CHECKPOINT: &str = "log-start-offset-checkpoint";
/// First dirty offsets of compacted partitions.
pub const CLEANER_OFFSET_CHECKPOINT: &str = "cleaner-offset-checkpoint";
/// The start offset of every leader epoch of one partition.
pub const LEADER_EPOCH_CHECKPOINT: &str = "leader-epoch-checkpoint";

const VERSION: i32 = 0;
/// 4 million partitions of 256-byte topics would be 1 GiB; nothing real comes near this.
const FILE_BYTES_MAX: u64 = 1 << 30;

/// Why a checkpoint could not be read.
#[derive(Debug, thiserror::Error)]
pub enum CheckpointError {
    /// The file system failed; the log directory is in doubt.
    #[error("error while reading checkpoint file {path}")]
    Io {
        /// The checkpoint.
        path: PathBuf,
        /// What the file system said.
        #[source]
        source: io::Error,
    },
    /// A later version of Kafka wrote it, or it is nonsense.
    #[error("unrecognised version {found} in checkpoint file {path}, expected {VERSION}")]
    Version {
        /// The checkpoint.
        path: PathBuf,
        /// The version that stands in the file.
        found: i32,
    },
    /// A line is not what it must be.
    #[error("malformed line in checkpoint file {path}: {line:?}")]
    MalformedLine {
        /// The checkpoint.
        path: PathBuf,
        /// The line (its beginning, if it is long).
        line: String,
    },
    /// The file was cut off, or extended.
    #[error("expected {expected} entries in checkpoint file {path}, found {found}")]
    EntryCount {
        /// The checkpoint.
        path: PathBuf,
        /// What the second line says.
        expected: i64,
        /// How many lines follow.
        found: usize,
    },
}

/// One line of an offset checkpoint.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartitionOffset {
    /// The topic.
    pub topic: String,
    /// The partition.
    pub partition: i32,
    /// The offset, whose meaning depends on the file.
    pub offset: i64,
}

/// One line of a leader-epoch checkpoint: the epoch began at this offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EpochEntry {
    /// The leader epoch.
    pub epoch: i32,
    /// The first offset written in it.
    pub start_offset: i64,
}

/// Reads an offset checkpoint; a missing file has no entries.
///
/// # Errors
/// [`CheckpointError`]
pub fn read_offsets(path: &Path) -> Result<Vec<PartitionOffset>, CheckpointError> {
    read(path, parse_partition_offset)
}

/// Replaces an offset checkpoint durably.
///
/// # Errors
/// I/O errors.
pub fn write_offsets<'a>(
    path: &Path,
    entries: impl ExactSizeIterator<Item = (&'a str, i32, i64)>,
) -> io::Result<()> {
    let mut text = format!("{VERSION}\n{}\n", entries.len());
    for (topic, partition, offset) in entries {
        writeln!(text, "{topic} {partition} {offset}").expect("a String takes everything");
    }
    write_atomically(path, text.as_bytes())
}

/// Reads a leader-epoch checkpoint; a missing file has no entries.
///
/// # Errors
/// [`CheckpointError`]
pub fn read_epochs(path: &Path) -> Result<Vec<EpochEntry>, CheckpointError> {
    read(path, parse_epoch)
}

/// Replaces a leader-epoch checkpoint durably.
///
/// # Errors
/// I/O errors.
pub fn write_epochs(path: &Path, entries: &[EpochEntry]) -> io::Result<()> {
    let mut text = format!("{VERSION}\n{}\n", entries.len());
    for entry in entries {
        writeln!(text, "{} {}", entry.epoch, entry.start_offset).expect("a String takes everything");
    }
    write_atomically(path, text.as_bytes())
}

fn read<T>(path: &Path, parse: fn(&str) -> Option<T>) -> Result<Vec<T>, CheckpointError> {
    match read_text(path, FILE_BYTES_MAX) {
        Ok(text) => parse_entries(path, &text, parse),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(source) => Err(CheckpointError::Io { path: path.to_owned(), source }),
    }
}

fn parse_entries<T>(
    path: &Path,
    text: &str,
    parse: fn(&str) -> Option<T>,
) -> Result<Vec<T>, CheckpointError> {
    let mut lines = text.lines();
    let Some(line) = lines.next() else { return Ok(Vec::new()) };
    let found = number::<i32>(path, line)?;
    if found != VERSION {
        return Err(CheckpointError::Version { path: path.to_owned(), found });
    }
    let Some(line) = lines.next() else { return Ok(Vec::new()) };
    let expected = number::<i32>(path, line)?;
    let entries =
        lines.map(|line| parse(line).ok_or_else(|| malformed(path, line))).collect::<Result<Vec<T>, _>>()?;
    if usize::try_from(expected) != Ok(entries.len()) {
        let (expected, found) = (i64::from(expected), entries.len());
        return Err(CheckpointError::EntryCount { path: path.to_owned(), expected, found });
    }
    Ok(entries)
}

fn parse_partition_offset(line: &str) -> Option<PartitionOffset> {
    let mut words = line.split_whitespace();
    let entry = PartitionOffset {
        topic: words.next()?.to_owned(),
        partition: words.next()?.parse().ok()?,
        offset: words.next()?.parse().ok()?,
    };
    words.next().is_none().then_some(entry)
}

fn parse_epoch(line: &str) -> Option<EpochEntry> {
    let mut words = line.split_whitespace();
    let entry = EpochEntry { epoch: words.next()?.parse().ok()?, start_offset: words.next()?.parse().ok()? };
    words.next().is_none().then_some(entry)
}

fn number<T: FromStr>(path: &Path, line: &str) -> Result<T, CheckpointError> {
    line.parse().map_err(|_| malformed(path, line))
}

fn malformed(path: &Path, line: &str) -> CheckpointError {
    let line = line.chars().take(200).collect();
    CheckpointError::MalformedLine { path: path.to_owned(), line }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn golden(name: &str) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name)
    }

    #[test]
    fn reads_and_rewrites_kafkas_offset_checkpoints() {
        let dir = tempfile::tempdir().unwrap();
        for name in [RECOVERY_POINT_CHECKPOINT, REPLICATION_OFFSET_CHECKPOINT] {
            let entries = read_offsets(&golden("log.dir").join(name)).unwrap();
            assert_eq!(entries.len(), 84);
            let copy = dir.path().join(name);
            let lines = entries.iter().map(|e| (e.topic.as_str(), e.partition, e.offset));
            write_offsets(&copy, lines).unwrap();
            assert_eq!(fs::read(copy).unwrap(), fs::read(golden("log.dir").join(name)).unwrap());
        }
    }

    #[test]
    fn reads_kafkas_cleaner_checkpoint() {
        let entries = read_offsets(&golden("log.dir").join(CLEANER_OFFSET_CHECKPOINT)).unwrap();
        let expected = [("g-compact-txn", 0, 11), ("g-compact", 0, 25)];
        let found: Vec<_> = entries.iter().map(|e| (e.topic.as_str(), e.partition, e.offset)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn rewrites_leader_epochs() {
        let path = golden("g-txn-0").join(LEADER_EPOCH_CHECKPOINT);
        let entries = read_epochs(&path).unwrap();
        assert_eq!(entries, [EpochEntry { epoch: 0, start_offset: 0 }]);
        let dir = tempfile::tempdir().unwrap();
        let copy = dir.path().join("copy");
        write_epochs(&copy, &entries).unwrap();
        assert_eq!(fs::read(copy).unwrap(), fs::read(path).unwrap());
    }

    #[test]
    fn missing_and_empty_files_have_no_entries() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x");
        assert!(read_offsets(&path).unwrap().is_empty());
        fs::write(&path, "").unwrap();
        assert!(read_offsets(&path).unwrap().is_empty());
    }

    #[test]
    fn nonsense_gives_typed_errors() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x");
        let error = |content: &[u8]| {
            fs::write(&path, content).unwrap();
            read_offsets(&path).unwrap_err()
        };
        assert!(matches!(error(b"1\n0\n"), CheckpointError::Version { found: 1, .. }));
        assert!(matches!(error(b"0\n2\na 0 1\n"), CheckpointError::EntryCount { .. }));
        assert!(matches!(error(b"0\n-1\n"), CheckpointError::EntryCount { .. }));
        assert!(matches!(error(b"0\n1\na 0\n"), CheckpointError::MalformedLine { .. }));
        assert!(matches!(error(b"0\n1\na 0 1 2\n"), CheckpointError::MalformedLine { .. }));
        assert!(matches!(error(&[0; 4096]), CheckpointError::MalformedLine { .. }));
        assert!(matches!(error(&[0xff; 10]), CheckpointError::Io { .. }));
    }
}
