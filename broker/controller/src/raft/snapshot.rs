//! Snapshots of the metadata log: `<end offset>-<epoch>.checkpoint`, and `bootstrap.checkpoint` of the same make.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use kavka_protocol::metadata_records::MetadataRecord;

use super::VoterSet;
use super::batch::{BatchError, BatchPosition, Control, Entry, control_batch, data_batch, read_batches};
use crate::features::MetadataVersion;

/// Records in one batch of a snapshot.
const BATCH_RECORDS_MAX: usize = 1024;

/// Name ending of a whole snapshot.
const SUFFIX: &str = ".checkpoint";

/// Which part of the log a snapshot stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SnapshotId {
    /// Everything below this offset is in it.
    pub end_offset: i64,
    /// Epoch of the last record in it.
    pub epoch: i32,
}

impl SnapshotId {
    /// The snapshot that formatting writes: before the first record.
    pub const BOOTSTRAP: Self = Self { end_offset: 0, epoch: 0 };

    /// Its file name.
    pub fn file_name(&self) -> String {
        format!("{:020}-{:010}{SUFFIX}", self.end_offset, self.epoch)
    }

    /// The id in a file name, `None` if it is no whole snapshot's.
    pub fn from_file_name(name: &str) -> Option<Self> {
        let (offset, epoch) = name.strip_suffix(SUFFIX)?.split_once('-')?;
        let digits = |text: &str, len| text.len() == len && text.bytes().all(|b| b.is_ascii_digit());
        if !digits(offset, 20) || !digits(epoch, 10) {
            return None;
        }
        Some(Self { end_offset: offset.parse().ok()?, epoch: epoch.parse().ok()? })
    }
}

/// Why a snapshot could not be read.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// The file.
    #[error("cannot read snapshot {}", path.display())]
    Io {
        /// Which file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// Its content.
    #[error("snapshot {} is damaged", path.display())]
    Batch {
        /// Which file.
        path: PathBuf,
        /// How.
        #[source]
        source: BatchError,
    },
    /// It does not begin with a header and end with a footer.
    #[error("snapshot {} is not complete", path.display())]
    Incomplete {
        /// Which file.
        path: PathBuf,
    },
}

/// What a snapshot is to hold.
#[derive(Debug, Clone, Copy)]
pub struct SnapshotContent<'a> {
    /// Epoch stamped on its batches.
    pub epoch: i32,
    /// Time of the last batch that it covers, 0 if there is none.
    pub last_contained_log_timestamp: i64,
    /// `kraft.version` and voters, from level 1 on.
    pub quorum: Option<(i16, &'a VoterSet)>,
    /// Level that the records are written at.
    pub metadata_version: MetadataVersion,
    /// Now, in milliseconds.
    pub now_ms: i64,
}

/// Snapshots in `dir`, oldest first.
///
/// # Errors
/// The directory's.
pub fn list(dir: &Path) -> io::Result<Vec<SnapshotId>> {
    let mut ids = Vec::new();
    for entry in fs::read_dir(dir)? {
        ids.extend(entry?.file_name().to_str().and_then(SnapshotId::from_file_name));
    }
    ids.sort_unstable();
    Ok(ids)
}

/// Reads a snapshot and hands every record between header and footer to `visit`.
///
/// # Errors
/// [`SnapshotError`].
pub fn read(path: &Path, mut visit: impl FnMut(Entry)) -> Result<(), SnapshotError> {
    let bytes = fs::read(path).map_err(|source| SnapshotError::Io { path: path.to_owned(), source })?;
    let (mut header, mut footer) = (false, false);
    let walked = read_batches::<BatchError>(&bytes, |_, _, entry| {
        match entry {
            Entry::Control(Control::SnapshotHeader { .. }) => header = true,
            Entry::Control(Control::SnapshotFooter) => footer = header,
            entry => visit(entry),
        }
        Ok(())
    });
    let walked = walked.map_err(|source| SnapshotError::Batch { path: path.to_owned(), source })?;
    if !footer || walked != bytes.len() {
        return Err(SnapshotError::Incomplete { path: path.to_owned() });
    }
    Ok(())
}

/// Writes a snapshot so that it is there as a whole or not at all, also after a crash.
///
/// # Errors
/// The file's; what was written is removed then.
///
/// Source: KIP-630; `RecordsSnapshotWriter` in Apache Kafka 4.3.
pub fn write(
    path: &Path,
    content: SnapshotContent<'_>,
    records: impl Iterator<Item = MetadataRecord>,
) -> io::Result<()> {
    let part = path.with_extension("checkpoint.part");
    let written = write_part(&part, content, records)
        .and_then(|()| fs::rename(&part, path))
        .and_then(|()| path.parent().map_or(Ok(()), kavka_log::atomic_file::sync_dir));
    if written.is_err() {
        // The error that counts is the first one; a leftover part is ignored by `list`.
        let _ = fs::remove_file(&part);
    }
    written
}

fn write_part(
    path: &Path,
    content: SnapshotContent<'_>,
    records: impl Iterator<Item = MetadataRecord>,
) -> io::Result<()> {
    let mut file = io::BufWriter::new(File::create(path)?);
    let mut position = BatchPosition { base_offset: 0, epoch: content.epoch, timestamp: content.now_ms };
    let timestamp = content.last_contained_log_timestamp;
    let mut controls = vec![Control::SnapshotHeader { last_contained_log_timestamp: timestamp }];
    if let Some((kraft_version, voters)) = content.quorum {
        controls.extend([Control::KRaftVersion(kraft_version), Control::Voters(voters.clone())]);
    }
    file.write_all(&control_batch(position, &controls)?)?;
    position.base_offset += controls.len() as i64;
    let mut records = records.peekable();
    while records.peek().is_some() {
        let batch: Vec<MetadataRecord> = records.by_ref().take(BATCH_RECORDS_MAX).collect();
        file.write_all(&data_batch(position, &batch, content.metadata_version)?)?;
        position.base_offset += batch.len() as i64;
    }
    file.write_all(&control_batch(position, &[Control::SnapshotFooter])?)?;
    file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
}

/// Removes a snapshot.
///
/// # Errors
/// The file's, unless it is gone already.
pub fn remove(dir: &Path, id: SnapshotId) -> io::Result<()> {
    match fs::remove_file(dir.join(id.file_name())) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(e),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_are_kafkas() {
        let id = SnapshotId { end_offset: 2336, epoch: 4 };
        assert_eq!(id.file_name(), "00000000000000002336-0000000004.checkpoint");
        assert_eq!(SnapshotId::from_file_name(&id.file_name()), Some(id));
        for name in
            ["bootstrap.checkpoint", "1-2.checkpoint", "00000000000000002336-0000000004.checkpoint.part"]
        {
            assert_eq!(SnapshotId::from_file_name(name), None, "{name}");
        }
    }
}
