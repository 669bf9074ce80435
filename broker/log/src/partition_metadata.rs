//! `partition.metadata`: which topic the directory of a replica belongs to (KIP-516).

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use uuid::Uuid;

use crate::atomic_file::{read_text, write_atomically};
use crate::kafka_uuid;

/// Name of the file.
pub const PARTITION_METADATA: &str = "partition.metadata";
const FILE_BYTES_MAX: u64 = 4096;

/// Why `partition.metadata` could not be read.
#[derive(Debug, thiserror::Error)]
pub enum PartitionMetadataError {
    /// The file system failed; the log directory is in doubt.
    #[error("error while reading partition metadata file {path}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the file system said.
        #[source]
        source: io::Error,
    },
    /// A line is not what it must be.
    #[error("malformed line in partition metadata file {path}: {line:?}")]
    MalformedLine {
        /// The file.
        path: PathBuf,
        /// The line (its beginning, if it is long).
        line: String,
    },
    /// The version is not known.
    #[error("unrecognized version {found} of partition metadata file {path}")]
    Version {
        /// The file.
        path: PathBuf,
        /// The version that stands in the file.
        found: i32,
    },
    /// The id of no topic.
    #[error("invalid topic id in partition metadata file {path}")]
    ZeroTopicId {
        /// The file.
        path: PathBuf,
    },
}

/// The topic id of the replica in `dir`, `None` if the file is missing.
///
/// # Errors
/// [`PartitionMetadataError`]
pub fn read(dir: &Path) -> Result<Option<Uuid>, PartitionMetadataError> {
    let path = dir.join(PARTITION_METADATA);
    match read_text(&path, FILE_BYTES_MAX) {
        Ok(text) => parse(&path, &text).map(Some),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(PartitionMetadataError::Io { path, source }),
    }
}

/// Writes the topic id of the replica in `dir` durably.
///
/// # Errors
/// I/O errors.
pub fn write(dir: &Path, topic_id: Uuid) -> io::Result<()> {
    // No newline at the end, as Kafka writes it.
    let text = format!("version: 0\ntopic_id: {}", kafka_uuid::to_string(topic_id));
    write_atomically(&dir.join(PARTITION_METADATA), text.as_bytes())
}

/// Deletes the file; a missing one is fine.
///
/// # Errors
/// I/O errors.
pub fn delete(dir: &Path) -> io::Result<()> {
    match fs::remove_file(dir.join(PARTITION_METADATA)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn parse(path: &Path, text: &str) -> Result<Uuid, PartitionMetadataError> {
    let mut lines = text.lines();
    let line = lines.next().unwrap_or_default();
    let version: i32 = value(line).and_then(|v| v.parse().ok()).ok_or_else(|| malformed(path, line))?;
    // A later version keeps these two lines, so that a downgraded broker can read it.
    if version < 0 {
        return Err(PartitionMetadataError::Version { path: path.to_owned(), found: version });
    }
    let line = lines.next().unwrap_or_default();
    let topic_id = value(line).and_then(kafka_uuid::parse).ok_or_else(|| malformed(path, line))?;
    if topic_id.is_nil() {
        return Err(PartitionMetadataError::ZeroTopicId { path: path.to_owned() });
    }
    Ok(topic_id)
}

fn value(line: &str) -> Option<&str> {
    let (_, value) = line.split_once(':')?;
    value.starts_with(char::is_whitespace).then(|| value.trim())
}

fn malformed(path: &Path, line: &str) -> PartitionMetadataError {
    let line = line.chars().take(200).collect();
    PartitionMetadataError::MalformedLine { path: path.to_owned(), line }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rewrites_kafkas_file() {
        let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/g-txn-0");
        let topic_id = read(&golden).unwrap().unwrap();
        assert_eq!(kafka_uuid::to_string(topic_id), "QlY44HsyTD2Oae3guaNU6Q");
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(read(dir.path()).unwrap(), None);
        write(dir.path(), topic_id).unwrap();
        let bytes = |dir: &Path| fs::read(dir.join(PARTITION_METADATA)).unwrap();
        assert_eq!(bytes(dir.path()), bytes(&golden));
        delete(dir.path()).unwrap();
        delete(dir.path()).unwrap();
        assert_eq!(read(dir.path()).unwrap(), None);
    }

    #[test]
    fn nonsense_gives_typed_errors() {
        let dir = tempfile::tempdir().unwrap();
        let error = |content: &[u8]| {
            fs::write(dir.path().join(PARTITION_METADATA), content).unwrap();
            read(dir.path()).unwrap_err()
        };
        use PartitionMetadataError as E;
        assert!(matches!(error(b""), E::MalformedLine { .. }));
        assert!(matches!(error(&[0; 100]), E::MalformedLine { .. }));
        assert!(matches!(error(&[0; 5000]), E::Io { .. }));
        assert!(matches!(error(b"version: -1\ntopic_id: x"), E::Version { found: -1, .. }));
        assert!(matches!(error(b"version: 0\ntopic_id: x"), E::MalformedLine { .. }));
        assert!(matches!(error(b"version: 0\ntopic_id:AAAAAAAAAAAAAAAAAAAAAQ"), E::MalformedLine { .. }));
        let zero = b"version: 0\ntopic_id: AAAAAAAAAAAAAAAAAAAAAA";
        assert!(matches!(error(zero), E::ZeroTopicId { .. }));
    }
}
