//! Showing and checking index files and producer snapshots.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use kavka_log::offset_index::OffsetIndex;
use kavka_log::producer_snapshot;
use kavka_log::time_index::{NO_TIMESTAMP, TimeIndex};
use kavka_log::transaction_index::TransactionIndex;
use kavka_protocol::record::Scratch;

use super::log::BatchFile;

/// What to do with an index.
#[derive(Debug, Clone, Copy)]
pub struct IndexOptions {
    /// Only Kafka's check when a broker starts.
    pub sanity_only: bool,
    /// Compare with the log, but do not show the entries.
    pub verify_only: bool,
}

/// What is wrong with a time index, as pairs of what the index and what the log says.
#[derive(Debug, Default)]
pub struct TimeIndexErrors {
    /// Timestamps that differ.
    pub mismatches: Vec<(PathBuf, Vec<(i64, i64)>)>,
    /// Timestamps that do not ascend.
    pub out_of_order: Vec<(PathBuf, Vec<(i64, i64)>)>,
    /// Offsets that end no batch.
    pub not_found: Vec<(PathBuf, Vec<(i64, i64)>)>,
}

/// Shows an offset index; entries that disagree with the log come back.
pub fn dump_offsets(path: &Path, options: IndexOptions, out: &mut dyn Write) -> io::Result<Vec<(i64, i64)>> {
    let base_offset = base_offset(path)?;
    let log = sibling(path, "log");
    require(&log)?;
    let index = OffsetIndex::open(path.to_owned(), base_offset, u32::MAX).map_err(io::Error::other)?;
    let mut mismatches = Vec::new();
    let entries = index.entries().map_err(io::Error::other)?;
    if entries == 0 {
        writeln!(out, "{} is empty.", path.display())?;
        return Ok(mismatches);
    }
    if options.sanity_only {
        index.sanity_check().map_err(io::Error::other)?;
        writeln!(out, "{} passed sanity check.", path.display())?;
        return Ok(mismatches);
    }
    for number in 0..entries {
        let entry = index.entry(number).map_err(io::Error::other)?;
        let mut batches = BatchFile::open(&log, u64::from(entry.position), u64::MAX)?;
        let last_offset = batches.next()?.map_or(-1, |(_, batch)| batch.header().last_offset());
        if last_offset != entry.offset {
            mismatches.push((entry.offset, last_offset));
        }
        if !options.verify_only {
            writeln!(out, "offset: {} position: {}", entry.offset, entry.position)?;
        }
    }
    Ok(mismatches)
}

/// Shows a time index and notes what disagrees with the log.
pub fn dump_times(
    path: &Path,
    options: IndexOptions,
    errors: &mut TimeIndexErrors,
    out: &mut dyn Write,
) -> io::Result<()> {
    let base_offset = base_offset(path)?;
    let (log, offsets) = (sibling(path, "log"), sibling(path, "index"));
    require(&log)?;
    require(&offsets)?;
    let offsets = OffsetIndex::open(offsets, base_offset, u32::MAX).map_err(io::Error::other)?;
    let index = TimeIndex::open(path.to_owned(), base_offset, u32::MAX).map_err(io::Error::other)?;
    if options.sanity_only {
        index.sanity_check().map_err(io::Error::other)?;
        return writeln!(out, "{} passed sanity check.", path.display());
    }
    let (mut mismatches, mut out_of_order, mut not_found) = (Vec::new(), Vec::new(), Vec::new());
    let mut previous = NO_TIMESTAMP;
    for number in 0..index.entries().map_err(io::Error::other)? {
        let entry = index.entry(number).map_err(io::Error::other)?;
        let position = offsets.lookup(entry.offset).map_err(io::Error::other)?.position;
        match find(&log, u64::from(position), entry.offset)? {
            Some((last_offset, max_timestamp)) if last_offset == entry.offset => {
                if max_timestamp != entry.timestamp {
                    mismatches.push((entry.timestamp, max_timestamp));
                }
                if previous >= entry.timestamp {
                    out_of_order.push((entry.timestamp, previous));
                }
            }
            found => not_found.push((entry.offset, found.map_or(-1, |(last_offset, _)| last_offset))),
        }
        if !options.verify_only {
            writeln!(out, "timestamp: {} offset: {}", entry.timestamp, entry.offset)?;
        }
        previous = entry.timestamp;
    }
    for (list, found) in [
        (&mut errors.mismatches, mismatches),
        (&mut errors.out_of_order, out_of_order),
        (&mut errors.not_found, not_found),
    ] {
        if !found.is_empty() {
            list.push((path.to_owned(), found));
        }
    }
    Ok(())
}

/// Last offset of the batch that holds `offset`, and the largest timestamp of its records.
fn find(log: &Path, position: u64, offset: i64) -> io::Result<Option<(i64, i64)>> {
    let mut batches = BatchFile::open(log, position, u64::MAX)?;
    let mut scratch = Scratch::new();
    while let Some((_, batch)) = batches.next()? {
        if batch.header().last_offset() >= offset {
            let mut largest = NO_TIMESTAMP;
            for record in batch.records(&mut scratch).map_err(|error| io::Error::other(error.to_string()))? {
                largest = largest.max(record.map_err(|error| io::Error::other(error.to_string()))?.timestamp);
            }
            return Ok(Some((batch.header().last_offset(), largest)));
        }
    }
    Ok(None)
}

/// Shows a transaction index.
pub fn dump_transactions(path: &Path, out: &mut dyn Write) -> io::Result<()> {
    let index = TransactionIndex::new(path.to_owned(), base_offset(path)?);
    for entry in index.all().map_err(io::Error::other)? {
        writeln!(
            out,
            "version: 0 producerId: {} firstOffset: {} lastOffset: {} lastStableOffset: {}",
            entry.producer_id, entry.first_offset, entry.last_offset, entry.last_stable_offset
        )?;
    }
    Ok(())
}

/// Shows a producer snapshot; a damaged one is only complained about.
pub fn dump_producers(path: &Path, out: &mut dyn Write, err: &mut dyn Write) -> io::Result<()> {
    let entries = match producer_snapshot::read(path) {
        Ok(entries) => entries,
        Err(producer_snapshot::ProducerSnapshotError::Corrupt { reason, .. }) => {
            return writeln!(err, "Snapshot is corrupt: {reason}");
        }
        Err(producer_snapshot::ProducerSnapshotError::Io { source, .. }) => return Err(source),
    };
    for entry in entries {
        let first = match entry.current_txn_first_offset {
            0.. => format!("OptionalLong[{}]", entry.current_txn_first_offset),
            _ => "OptionalLong.empty".to_owned(),
        };
        write!(
            out,
            "producerId: {} producerEpoch: {} coordinatorEpoch: {} currentTxnFirstOffset: {first} lastTimestamp: {} ",
            entry.producer_id, entry.producer_epoch, entry.coordinator_epoch, entry.timestamp
        )?;
        if entry.last_offset >= 0 {
            let first = kavka_protocol::record::decrement_sequence(entry.last_sequence, entry.offset_delta);
            write!(
                out,
                "firstSequence: {first} lastSequence: {} lastOffset: {} offsetDelta: {} timestamp: {}",
                entry.last_sequence, entry.last_offset, entry.offset_delta, entry.timestamp
            )?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn base_offset(path: &Path) -> io::Result<i64> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let digits = name.split('.').next().unwrap_or_default();
    digits.parse().map_err(|error| io::Error::other(format!("{name}: {error}")))
}

/// The file of the same segment with another extension.
fn sibling(path: &Path, extension: &str) -> PathBuf {
    path.with_extension(extension)
}

/// An index is compared with files that must be there; opening an index would make an empty one.
fn require(path: &Path) -> io::Result<()> {
    std::fs::metadata(path)
        .map(drop)
        .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))
}
