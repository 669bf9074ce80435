//! An independent look at the files of a stopped broker: batches, offsets, and whether the indexes tell the truth.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use kavka_log::offset_index::OffsetIndex;
use kavka_log::time_index::TimeIndex;
use kavka_protocol::record::{BatchHeader, batches};

/// What was looked at.
#[derive(Debug, Default, Clone, Copy)]
pub struct Checked {
    /// Segments.
    pub segments: usize,
    /// Batches whose checksum held.
    pub batches: usize,
    /// Entries of offset and time indexes.
    pub index_entries: usize,
}

/// Checks every log below a data directory.
///
/// # Errors
/// Says what is wrong with which file.
pub fn check_data_dir(data: &Path) -> Result<Checked> {
    let mut checked = Checked::default();
    for entry in fs::read_dir(data)? {
        let path = entry?.path();
        if path.is_dir() {
            check_log(&path, &mut checked).with_context(|| format!("in {}", path.display()))?;
        }
    }
    Ok(checked)
}

fn check_log(dir: &Path, checked: &mut Checked) -> Result<()> {
    let mut bases: Vec<i64> = Vec::new();
    for entry in fs::read_dir(dir)? {
        let name = entry?.file_name();
        let base = name
            .to_str()
            .and_then(|name| name.strip_suffix(".log"))
            .and_then(|base| base.parse::<i64>().ok());
        bases.extend(base);
    }
    bases.sort_unstable();
    let mut next_offset = bases.first().copied().unwrap_or(0);
    for base in bases {
        ensure!(base == next_offset, "segment {base} follows offset {next_offset}");
        let stem = dir.join(format!("{base:020}"));
        next_offset = check_segment(&stem, base, checked).with_context(|| format!("segment {base}"))?;
    }
    Ok(())
}

/// Returns the offset after the segment.
fn check_segment(stem: &Path, base: i64, checked: &mut Checked) -> Result<i64> {
    let bytes = fs::read(stem.with_extension("log"))?;
    let mut found = HashMap::new();
    let mut next_offset = base;
    let mut walk = batches(&bytes);
    let mut position = 0;
    while let Some(batch) = walk.next() {
        let batch = batch?;
        batch.verify_crc()?;
        let header = *batch.header();
        ensure!(
            header.base_offset == next_offset,
            "batch {} at {position}, expected {next_offset}",
            header.base_offset
        );
        next_offset = header.next_offset();
        found.insert(header.last_offset(), (position as u32, header));
        position = walk.position();
        checked.batches += 1;
    }
    ensure!(position == bytes.len(), "{} bytes behind the last batch", bytes.len() - position);
    check_offset_index(stem, base, &found, checked).context("offset index")?;
    check_time_index(stem, base, &found, checked).context("time index")?;
    checked.segments += 1;
    Ok(next_offset)
}

type Found = HashMap<i64, (u32, BatchHeader)>;

fn check_offset_index(stem: &Path, base: i64, found: &Found, checked: &mut Checked) -> Result<()> {
    let path = stem.with_extension("index");
    ensure!(path.exists(), "missing");
    let length = fs::metadata(&path)?.len();
    let index = OffsetIndex::open(path, base, i32::MAX as u32)?;
    let entries = index.entries()?;
    ensure!(length == u64::from(entries) * 8, "{length} bytes for {entries} entries");
    let mut last = base - 1;
    for number in 0..entries {
        let entry = index.entry(number)?;
        ensure!(entry.offset > last, "{} follows {last}", entry.offset);
        let (position, _) =
            found.get(&entry.offset).with_context(|| format!("no batch ends with {}", entry.offset))?;
        ensure!(*position == entry.position, "{entry:?}, but the batch is at {position}");
        last = entry.offset;
        checked.index_entries += 1;
    }
    Ok(())
}

fn check_time_index(stem: &Path, base: i64, found: &Found, checked: &mut Checked) -> Result<()> {
    let path = stem.with_extension("timeindex");
    ensure!(path.exists(), "missing");
    let index = TimeIndex::open(path, base, i32::MAX as u32)?;
    let mut last = i64::MIN;
    for number in 0..index.entries()? {
        let entry = index.entry(number)?;
        ensure!(entry.timestamp > last, "{} follows {last}", entry.timestamp);
        let (_, header) =
            found.get(&entry.offset).with_context(|| format!("no batch ends with {}", entry.offset))?;
        ensure!(
            header.max_timestamp == entry.timestamp,
            "{entry:?}, but the batch has {}",
            header.max_timestamp
        );
        last = entry.timestamp;
        checked.index_entries += 1;
    }
    if let Some(largest) = found.values().map(|(_, header)| header.max_timestamp).max() {
        ensure!(largest < 0 || last == largest, "ends with {last}, but the largest timestamp is {largest}");
    }
    Ok(())
}
