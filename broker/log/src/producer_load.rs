//! Rebuilding producer state from snapshots and the batches after them.

use std::io;

use kavka_protocol::record::BatchView;

use crate::Offset;
use crate::partition::TopicPartition;
use crate::producer_state::{Marker, Origin, Pending, ProducerState};
use crate::scan::Scanner;
use crate::segment::Segment;
use crate::segments::Segments;
use crate::snapshots::{Expiration, Snapshots};

/// What a rebuild works on.
pub(crate) struct Rebuild<'a> {
    pub(crate) partition: &'a TopicPartition,
    pub(crate) segments: &'a Segments,
    pub(crate) snapshots: &'a mut Snapshots,
    pub(crate) expiration: Expiration,
}

impl Rebuild<'_> {
    /// Brings `state` to `last_offset`: from the latest snapshot and the batches after it.
    ///
    /// After a clean stop a log without any snapshot has no producers, so it is not read; empty snapshots at its
    /// last two segments and its end spare the next start the question.
    pub(crate) fn run(
        &mut self,
        state: &mut ProducerState,
        log_start: Offset,
        last_offset: Offset,
        clean_shutdown: bool,
    ) -> io::Result<()> {
        let last_base = self.segments.last().map(|segment| segment.base_offset());
        let lower = last_base.and_then(|base| self.segments.lower(base));
        let to_snapshot = [lower.map(|segment| segment.base_offset()), last_base, Some(last_offset)];
        if clean_shutdown && self.snapshots.latest().is_none() {
            for offset in to_snapshot.into_iter().flatten() {
                state.set_map_end_offset(offset);
                self.snapshots.take(state, true)?;
            }
            return Ok(());
        }
        let was_empty = state.is_empty() && state.map_end_offset() >= last_offset;
        self.snapshots.truncate_and_reload(state, log_start, last_offset, self.expiration)?;
        if last_offset > state.map_end_offset() && !was_empty {
            for segment in self.segments.covering(state.map_end_offset(), last_offset) {
                let start = segment.base_offset().max(state.map_end_offset()).max(log_start);
                state.set_map_end_offset(start);
                if to_snapshot.contains(&Some(segment.base_offset())) {
                    self.snapshots.take(state, true)?;
                }
                self.load_segment(state, &segment, start, last_offset)?;
            }
        }
        state.set_map_end_offset(last_offset);
        self.snapshots.take(state, true)?;
        Ok(())
    }

    fn load_segment(
        &self,
        state: &mut ProducerState,
        segment: &Segment,
        start: Offset,
        end: Offset,
    ) -> io::Result<()> {
        let Some(first) = segment.translate(start)? else { return Ok(()) };
        let file = segment.file()?;
        let mut scanner = Scanner::new(&file, first.position, segment.size());
        while let Some(found) = scanner.next()? {
            if found.header.last_offset() >= end {
                break;
            }
            if !found.header.has_producer_id() {
                continue;
            }
            let marker = if found.header.is_control() {
                let bytes = segment.read_batch(&found)?;
                let batch = BatchView::parse(&bytes).map_err(io::Error::other)?;
                Marker::read(&batch).map_err(io::Error::other)?
            } else {
                None
            };
            let mut pending = Pending::default();
            state
                .prepare(&mut pending, &found.header, marker, Origin::Replication, self.partition)
                .map_err(io::Error::other)?;
            // The transaction index has them already, or recovery rebuilds it.
            state.apply(pending, |_| Ok(()))?;
        }
        Ok(())
    }
}
