//! Showing the batches and records of a `.log` or `.checkpoint` file.

use std::fs::File;
use std::io::{self, Write};
use std::os::unix::fs::FileExt;
use std::path::Path;

use kavka_protocol::record::{
    BATCH_OVERHEAD, BatchHeader, BatchView, ControlRecord, ControlType, RecordError, RecordView, Scratch,
    TimestampType,
};

use super::decoder::{Decoder, show, show_control};

/// What to show.
#[derive(Debug, Clone, Copy)]
pub struct LogOptions {
    /// Records too, not only batches.
    pub deep: bool,
    /// Keys and values too.
    pub contents: bool,
    /// Only keys and values of records.
    pub skip_metadata: bool,
    /// Stop after this many bytes.
    pub max_bytes: u64,
    /// How keys and values are shown.
    pub decoder: Decoder,
}

/// Offsets of neighbouring records that do not follow each other.
pub type Gaps = Vec<(i64, i64)>;

/// Reads batches from a file one at a time.
pub struct BatchFile {
    file: File,
    end: u64,
    position: u64,
    buffer: Vec<u8>,
}

impl BatchFile {
    /// Starts at `position` and stops before `end`.
    pub fn open(path: &Path, position: u64, end: u64) -> io::Result<Self> {
        let file = File::open(path)?;
        let end = end.min(file.metadata()?.len());
        Ok(Self { file, end, position, buffer: Vec::new() })
    }

    /// The next batch with its position; `None` where no whole one is left.
    pub fn next(&mut self) -> io::Result<Option<(u64, BatchView<'_>)>> {
        let left = self.end.saturating_sub(self.position);
        self.buffer.resize(left.min(BATCH_OVERHEAD as u64) as usize, 0);
        self.file.read_exact_at(&mut self.buffer, self.position)?;
        let invalid = |error: RecordError| io::Error::new(io::ErrorKind::InvalidData, error.to_string());
        let size = match BatchHeader::parse(&self.buffer) {
            Ok(header) => header.size() as u64,
            Err(RecordError::Truncated { need, .. }) => need as u64,
            Err(error) => return Err(invalid(error)),
        };
        if size > left {
            return Ok(None);
        }
        self.buffer.resize(size as usize, 0);
        self.file.read_exact_at(&mut self.buffer, self.position)?;
        let position = self.position;
        match BatchView::parse(&self.buffer) {
            Ok(batch) => {
                self.position += batch.bytes().len() as u64;
                Ok(Some((position, batch)))
            }
            Err(RecordError::Truncated { .. }) => Ok(None),
            Err(error) => Err(invalid(error)),
        }
    }

    /// Bytes after the last whole batch.
    pub fn trailing(&self) -> u64 {
        self.end - self.position
    }
}

/// Shows a file; the gaps come back, for the end of the output.
pub fn dump(path: &Path, options: &LogOptions, out: &mut dyn Write) -> io::Result<Gaps> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    print_start(&name, out)?;
    let mut file = BatchFile::open(path, 0, options.max_bytes)?;
    let mut scratch = Scratch::new();
    // As in Kafka 4.3, which takes a log that does not start at 0 for one with a gap.
    let (mut gaps, mut last_offset) = (Gaps::new(), -1);
    while let Some((position, batch)) = file.next()? {
        print_batch(&batch, position, out)?;
        if !options.deep {
            continue;
        }
        let invalid = |error: RecordError| io::Error::new(io::ErrorKind::InvalidData, error.to_string());
        for record in batch.records(&mut scratch).map_err(invalid)? {
            let record = record.map_err(invalid)?;
            if record.offset != last_offset + 1 {
                gaps.push((last_offset, record.offset));
            }
            last_offset = record.offset;
            print_record(batch.header(), &record, options, out)?;
        }
    }
    if file.trailing() > 0 && options.max_bytes == u64::MAX {
        writeln!(out, "Found {} invalid bytes at the end of {name}", file.trailing())?;
    }
    Ok(gaps)
}

fn print_start(name: &str, out: &mut dyn Write) -> io::Result<()> {
    let number =
        |text: &str| text.parse::<i64>().map_err(|error| io::Error::other(format!("{name}: {error}")));
    let Some(snapshot) = name.strip_suffix(".checkpoint") else {
        let offset = number(name.split('.').next().unwrap_or_default())?;
        return writeln!(out, "Log starting offset: {offset}");
    };
    match snapshot.split_once('-') {
        _ if snapshot == "bootstrap" => writeln!(out, "KRaft bootstrap snapshot"),
        Some((offset, epoch)) => {
            writeln!(out, "Snapshot end offset: {}, epoch: {}", number(offset)?, number(epoch)?)
        }
        None => Err(io::Error::other(format!("{name} is not the name of a snapshot"))),
    }
}

fn print_batch(batch: &BatchView<'_>, position: u64, out: &mut dyn Write) -> io::Result<()> {
    let header = batch.header();
    if header.magic >= 2 {
        let horizon = match header.delete_horizon_ms() {
            Some(horizon) => format!("OptionalLong[{horizon}]"),
            None => "OptionalLong.empty".to_owned(),
        };
        write!(
            out,
            "baseOffset: {} lastOffset: {} count: {} baseSequence: {} lastSequence: {} producerId: {} \
             producerEpoch: {} partitionLeaderEpoch: {} isTransactional: {} isControl: {} deleteHorizonMs: {horizon}",
            header.base_offset,
            header.last_offset(),
            header.records_count,
            header.base_sequence,
            header.last_sequence(),
            header.producer_id,
            header.producer_epoch,
            header.partition_leader_epoch,
            header.is_transactional(),
            header.is_control(),
        )?;
    } else {
        write!(out, "offset: {}", header.last_offset())?;
    }
    let codec = header.compression().map_or("unknown", |codec| codec.name());
    writeln!(
        out,
        " position: {position} {}: {} size: {} magic: {} compresscodec: {codec} crc: {} isvalid: {}",
        timestamp_type(header),
        header.max_timestamp,
        header.size(),
        header.magic,
        header.crc,
        batch.verify_crc().is_ok(),
    )
}

fn timestamp_type(header: &BatchHeader) -> &'static str {
    match (header.magic, header.timestamp_type()) {
        (0, _) => "NoTimestampType",
        (_, TimestampType::CreateTime) => "CreateTime",
        (_, TimestampType::LogAppendTime) => "LogAppendTime",
    }
}

fn print_record(
    header: &BatchHeader,
    record: &RecordView<'_>,
    options: &LogOptions,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut line = String::from("|");
    if !options.skip_metadata {
        let size = |bytes: Option<&[u8]>| bytes.map_or(-1, |bytes| bytes.len() as i64);
        line.push_str(&format!(
            " offset: {} {}: {} keySize: {} valueSize: {}",
            record.offset,
            timestamp_type(header),
            record.timestamp,
            size(record.key),
            size(record.value)
        ));
        if header.magic >= 2 {
            let keys: Vec<_> =
                record.headers.iter().map(|header| String::from_utf8_lossy(header.key)).collect();
            line.push_str(&format!(" sequence: {} headerKeys: [{}]", record.sequence, keys.join(",")));
        }
        if header.is_control() {
            line.push_str(&control(record));
        }
    }
    if options.contents && !header.is_control() {
        let (key, payload) = show(options.decoder, record).map_err(io::Error::other)?;
        if let Some(key) = key {
            line.push_str(&format!(" key: {key}"));
        }
        if let Some(payload) = payload {
            line.push_str(&format!(" payload: {payload}"));
        }
    }
    if line == "|" {
        line.push(' ');
    }
    writeln!(out, "{line}")
}

fn control(record: &RecordView<'_>) -> String {
    let kind = match ControlRecord::parse(record.key, record.value) {
        Ok(ControlRecord::EndTransaction { commit, coordinator_epoch }) => {
            let kind = if commit { "COMMIT" } else { "ABORT" };
            return format!(" endTxnMarker: {kind} coordinatorEpoch: {coordinator_epoch}");
        }
        Ok(ControlRecord::Other { kind, .. }) => kind,
        Err(error) => return format!(" {error}"),
    };
    let (title, schema) = match kind {
        ControlType::LeaderChange => ("LeaderChange:", "LeaderChangeMessage"),
        ControlType::SnapshotHeader => ("SnapshotHeader", "SnapshotHeaderRecord"),
        ControlType::SnapshotFooter => ("SnapshotFooter", "SnapshotFooterRecord"),
        ControlType::KRaftVersion => ("KRaftVersion", "KRaftVersionRecord"),
        ControlType::KRaftVoters => ("KRaftVoters", "VotersRecord"),
        other => return format!(" controlType: UNKNOWN({})", other.id()),
    };
    format!(" {title} {}", show_control(schema, record.value))
}
