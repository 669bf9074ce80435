//! Opening the files of a log, and what has to be done if it was not closed in order.
//!
//! Source: `LogLoader` in Apache Kafka 4.3.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;

use kavka_protocol::record::BatchView;

use crate::Offset;
use crate::checkpoint::{self, CheckpointError, LEADER_EPOCH_CHECKPOINT};
use crate::config::LogConfig;
use crate::epoch_cache::EpochCache;
use crate::names::{self, CLEANED, DELETED, FileName, INDEX, LOG, SNAPSHOT, SWAP, TIME_INDEX, TXN_INDEX};
use crate::partition::TopicPartition;
use crate::producer_load::Rebuild;
use crate::producer_state::{Marker, Origin, Pending, ProducerState};
use crate::segment::{Segment, SharedDir, remove_if_exists};
use crate::segments::Segments;
use crate::snapshots::{Expiration, Snapshots};

/// What to load and under which assumptions.
pub(crate) struct Loader<'a> {
    pub(crate) dir: &'a SharedDir,
    pub(crate) partition: &'a TopicPartition,
    pub(crate) config: &'a LogConfig,
    /// As checkpointed.
    pub(crate) log_start_offset: Offset,
    /// As checkpointed.
    pub(crate) recovery_point: Offset,
    pub(crate) clean_shutdown: bool,
    pub(crate) expiration: Expiration,
}

/// A loaded log.
pub(crate) struct Loaded {
    pub(crate) segments: Segments,
    pub(crate) producers: ProducerState,
    pub(crate) snapshots: Snapshots,
    pub(crate) epochs: EpochCache,
    pub(crate) log_start_offset: Offset,
    pub(crate) recovery_point: Offset,
    pub(crate) log_end_offset: Offset,
}

/// The files of a directory by base offset, after temporary ones are gone.
#[derive(Default)]
struct Listing {
    logs: BTreeMap<Offset, u64>,
    indexes: BTreeSet<Offset>,
    orphans: Vec<(Offset, &'static str)>,
    snapshots: BTreeSet<Offset>,
}

/// State while the log is put together.
struct Work {
    segments: Segments,
    snapshots: Snapshots,
    epochs: EpochCache,
    /// Follows recovery from segment to segment, so that each batch is read once.
    recovered: Option<ProducerState>,
}

impl Loader<'_> {
    /// Opens all segments, recovering those that need it.
    pub(crate) fn load(&self) -> io::Result<Loaded> {
        let dir = self.dir.read().clone();
        let listing = self.clean_up_and_list(&dir)?;
        let epochs = self.load_epochs(&dir)?;
        let mut work = Work {
            segments: Segments::default(),
            snapshots: Snapshots::new(Arc::clone(self.dir), listing.snapshots.clone()),
            epochs,
            recovered: None,
        };
        self.open_segments(&listing, &mut work)?;
        if !self.clean_shutdown {
            self.recover(&mut work)?;
        }
        let (log_end_offset, recovery_point) = self.find_end(&mut work)?;
        let first_base = work.segments.first().map_or(0, |segment| segment.base_offset());
        let log_start_offset = self.log_start_offset.max(first_base);
        work.epochs.truncate_from_end(log_end_offset);
        work.epochs.truncate_from_start(self.log_start_offset);
        let bases = work.segments.all().iter().map(|segment| segment.base_offset()).collect();
        work.snapshots.remove_strays(&bases)?;
        // A snapshot holds one batch of each producer. What recovery has read holds as many as a client may have in
        // flight, any of which it may send again after a crash that swallowed the answers.
        let recovered = work.recovered.take().filter(|state| state.map_end_offset() == log_end_offset);
        let mut producers = recovered.unwrap_or_default();
        let mut rebuild = Rebuild {
            partition: self.partition,
            segments: &work.segments,
            snapshots: &mut work.snapshots,
            expiration: self.expiration,
        };
        rebuild.run(&mut producers, log_start_offset, log_end_offset, self.clean_shutdown)?;
        for segment in work.segments.all() {
            segment.release();
        }
        Ok(Loaded {
            segments: work.segments,
            producers,
            snapshots: work.snapshots,
            epochs: work.epochs,
            log_start_offset,
            recovery_point,
            log_end_offset,
        })
    }

    /// Finishes or undoes what a crash interrupted: deletions are finished; a compaction that had not renamed all
    /// its files to `.swap` is undone, one that had is finished.
    fn clean_up_and_list(&self, dir: &Path) -> io::Result<Listing> {
        let files = list(dir)?;
        let mut swaps = Vec::new();
        let mut cleaned_from = Offset::MAX;
        for name in &files {
            let Some(file) = FileName::parse(name) else { continue };
            match file.suffix {
                // The metadata log's snapshots are deleted by their owner.
                DELETED if !file.kind.ends_with(".checkpoint") => remove_if_exists(&dir.join(name))?,
                CLEANED => cleaned_from = cleaned_from.min(file.offset),
                SWAP => swaps.push((file.offset, name)),
                _ => {}
            }
        }
        swaps.retain(|(offset, name)| {
            let is_valid = *offset < cleaned_from;
            if !is_valid {
                tracing::debug!(file = name.as_str(), "swap file of an unfinished compaction is deleted");
            }
            is_valid
        });
        for name in &files {
            let Some(file) = FileName::parse(name) else { continue };
            if file.suffix == CLEANED || (file.suffix == SWAP && file.offset >= cleaned_from) {
                remove_if_exists(&dir.join(name))?;
            }
        }
        if !swaps.is_empty() {
            self.finish_swap(dir, &files, &swaps)?;
        }
        let files = if swaps.is_empty() { files } else { list(dir)? };
        Self::sort(dir, &files)
    }

    /// All `.swap` files are whole: what they replace goes, then they take its place.
    fn finish_swap(&self, dir: &Path, files: &[String], swaps: &[(Offset, &String)]) -> io::Result<()> {
        let (mut from, mut to) = (Offset::MAX, Offset::MIN);
        for (offset, name) in swaps {
            if FileName::parse(name).is_some_and(|file| file.kind == LOG) {
                let segment = Segment::open_with_suffix(
                    self.dir,
                    *offset,
                    self.config,
                    self.expiration.now_ms,
                    None,
                    SWAP,
                )?;
                from = from.min(*offset);
                to = to.max(segment.read_next_offset()?);
            }
        }
        for name in files {
            let Some(file) = FileName::parse(name) else { continue };
            if file.suffix.is_empty() && (from..to).contains(&file.offset) {
                remove_if_exists(&dir.join(name))?;
            }
        }
        // The segment that was opened above may have made its indexes, so list again.
        for name in list(dir)? {
            if let Some(target) = name.strip_suffix(SWAP) {
                fs::rename(dir.join(&name), dir.join(target))?;
            }
        }
        Ok(())
    }

    fn sort(dir: &Path, files: &[String]) -> io::Result<Listing> {
        let mut listing = Listing::default();
        for name in files {
            let Some(file) = FileName::parse(name).filter(|file| file.suffix.is_empty()) else { continue };
            match file.kind {
                LOG => {
                    listing.logs.insert(file.offset, fs::metadata(dir.join(name))?.len());
                }
                INDEX => {
                    listing.indexes.insert(file.offset);
                    listing.orphans.push((file.offset, INDEX));
                }
                TIME_INDEX => listing.orphans.push((file.offset, TIME_INDEX)),
                TXN_INDEX => listing.orphans.push((file.offset, TXN_INDEX)),
                SNAPSHOT => {
                    listing.snapshots.insert(file.offset);
                }
                _ => {}
            }
        }
        listing.orphans.retain(|(offset, _)| !listing.logs.contains_key(offset));
        Ok(listing)
    }

    fn load_epochs(&self, dir: &Path) -> io::Result<EpochCache> {
        match checkpoint::read_epochs(&dir.join(LEADER_EPOCH_CHECKPOINT)) {
            Ok(entries) => Ok(EpochCache::load(entries)),
            Err(CheckpointError::Io { source, .. }) => Err(source),
            // It is rebuilt from the batches as far as they are recovered; what is missing makes a follower
            // truncate more than it had to, never less.
            Err(error) => {
                tracing::warn!(%error, "leader epoch checkpoint is unreadable, it is rebuilt");
                Ok(EpochCache::default())
            }
        }
    }

    fn open_segments(&self, listing: &Listing, work: &mut Work) -> io::Result<()> {
        let dir = self.dir.read().clone();
        for (offset, kind) in &listing.orphans {
            let file = names::segment_file(&dir, *offset, kind, "");
            tracing::warn!(file = %file.display(), "index without a log file is deleted");
            remove_if_exists(&file)?;
        }
        for (&base_offset, &size) in &listing.logs {
            let now_ms = self.expiration.now_ms;
            let segment = Segment::open(self.dir, base_offset, self.config, now_ms, Some(size))?;
            let is_sound = listing.indexes.contains(&base_offset) && segment.txn_index.sanity_check().is_ok();
            if !is_sound {
                tracing::warn!(partition = %self.partition, base_offset, "an index is missing or corrupt, the segment is recovered");
                self.recover_segment(&segment, work)?;
            }
            work.segments.add(Arc::new(segment));
        }
        Ok(())
    }

    /// Recovers what is not known to be on disk: the segment of the recovery point and all after it. Nothing after
    /// the first damage is kept, since offsets must stay dense.
    fn recover(&self, work: &mut Work) -> io::Result<()> {
        let unflushed = work.segments.covering(self.recovery_point, Offset::MAX);
        let mut damaged = false;
        for segment in unflushed {
            if damaged {
                tracing::warn!(partition = %self.partition, base_offset = segment.base_offset(), "segment after damage is deleted");
                work.segments.remove(segment.base_offset());
                work.snapshots.delete(segment.base_offset())?;
                segment.delete()?;
                continue;
            }
            let cut = self.recover_segment(&segment, work)?;
            if cut > 0 {
                let end = segment.read_next_offset()?;
                tracing::warn!(partition = %self.partition, base_offset = segment.base_offset(), bytes = cut, end, "damaged end of a segment was cut");
                damaged = true;
            }
        }
        Ok(())
    }

    fn recover_segment(&self, segment: &Segment, work: &mut Work) -> io::Result<u64> {
        let base_offset = segment.base_offset();
        let mut state = match work.recovered.take() {
            Some(state) if state.map_end_offset() == base_offset => state,
            _ => {
                let mut state = ProducerState::default();
                let mut rebuild = Rebuild {
                    partition: self.partition,
                    segments: &work.segments,
                    snapshots: &mut work.snapshots,
                    expiration: self.expiration,
                };
                rebuild.run(&mut state, self.log_start_offset, base_offset, false)?;
                state
            }
        };
        let mut next_offset = base_offset;
        let epochs = &mut work.epochs;
        let cut = segment.recover(self.config.index_interval_bytes, |batch| {
            let header = batch.header();
            // Offsets only ascend. Anything else is an older content of the disk, whose checksum also holds.
            if header.magic >= 2
                && (header.base_offset < next_offset || header.last_offset() < header.base_offset)
            {
                return Ok(false);
            }
            if header.partition_leader_epoch > epochs.latest().map_or(-1, |latest| latest.epoch) {
                epochs.assign(header.partition_leader_epoch, header.base_offset);
            }
            next_offset = header.next_offset();
            self.recover_producer(&mut state, segment, batch)
        })?;
        state.set_map_end_offset(next_offset);
        work.snapshots.take(&state, true)?;
        work.recovered = Some(state);
        Ok(cut)
    }

    fn recover_producer(
        &self,
        state: &mut ProducerState,
        segment: &Segment,
        batch: &BatchView<'_>,
    ) -> io::Result<bool> {
        let header = batch.header();
        if !header.has_producer_id() {
            return Ok(true);
        }
        let Ok(marker) = Marker::read(batch) else { return Ok(false) };
        let mut pending = Pending::default();
        if state.prepare(&mut pending, header, marker, Origin::Replication, self.partition).is_err() {
            return Ok(false);
        }
        state.apply(pending, |aborted| Ok(segment.txn_index.append(&aborted)?))?;
        Ok(true)
    }

    /// The log's end and recovery point; makes the first segment of a new log.
    fn find_end(&self, work: &mut Work) -> io::Result<(Offset, Offset)> {
        if let Some(last) = work.segments.last() {
            let end = last.read_next_offset()?;
            if end >= self.log_start_offset {
                let recovery_point = if self.clean_shutdown { end } else { self.recovery_point.min(end) };
                return Ok((end, recovery_point));
            }
            tracing::warn!(partition = %self.partition, end, start = self.log_start_offset, "log ends before its start, all segments are deleted");
            for segment in work.segments.all() {
                work.segments.remove(segment.base_offset());
                segment.delete()?;
            }
            work.epochs.clear();
            work.snapshots.clear()?;
        }
        let (start, now_ms) = (self.log_start_offset, self.expiration.now_ms);
        let segment = Segment::open(self.dir, start, self.config, now_ms, None)?;
        work.segments.add(Arc::new(segment));
        Ok((start, self.recovery_point.min(start)))
    }
}

fn list(dir: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(dir)? {
        // A name that is not UTF-8 is none of ours.
        if let Ok(name) = entry?.file_name().into_string() {
            names.push(name);
        }
    }
    Ok(names)
}
