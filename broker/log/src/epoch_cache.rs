//! At which offset each leader epoch of a log began.
//!
//! The cache itself does no I/O. Its file is rewritten by the log after truncation and before the recovery
//! point moves, so that what stands in the file plus the batches above the recovery point always gives the
//! whole cache back (recovery assigns the epochs of those batches again).

use crate::checkpoint::EpochEntry;
use crate::{EpochEndOffset, Offset};

/// Epochs in order, ascending in epoch and start offset.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct EpochCache {
    entries: Vec<EpochEntry>,
    dirty: bool,
}

impl EpochCache {
    /// A cache of what was read from the file; entries that contradict later ones are dropped.
    pub(crate) fn load(entries: Vec<EpochEntry>) -> Self {
        let mut cache = Self::default();
        for entry in entries {
            cache.assign(entry.epoch, entry.start_offset);
        }
        cache.dirty = false;
        cache
    }

    pub(crate) fn entries(&self) -> &[EpochEntry] {
        &self.entries
    }

    pub(crate) fn latest(&self) -> Option<EpochEntry> {
        self.entries.last().copied()
    }

    pub(crate) fn earliest(&self) -> Option<EpochEntry> {
        self.entries.first().copied()
    }

    /// Notes that an epoch began at an offset, dropping later entries it contradicts.
    pub(crate) fn assign(&mut self, epoch: i32, start_offset: Offset) {
        if epoch < 0 || start_offset < 0 {
            return;
        }
        let needed =
            self.latest().is_none_or(|latest| latest.epoch != epoch || start_offset < latest.start_offset);
        if !needed {
            return;
        }
        while self.latest().is_some_and(|last| last.epoch >= epoch || last.start_offset >= start_offset) {
            self.entries.pop();
        }
        self.entries.push(EpochEntry { epoch, start_offset });
        self.dirty = true;
    }

    /// The end of the largest epoch not above `epoch`: OffsetForLeaderEpoch.
    pub(crate) fn end_offset_for(&self, epoch: i32, log_end: Offset) -> Option<EpochEndOffset> {
        let latest = self.latest()?;
        if epoch == latest.epoch {
            return Some(EpochEndOffset { leader_epoch: epoch, end_offset: log_end });
        }
        let higher = self.entries.partition_point(|entry| entry.epoch <= epoch);
        let end_offset = self.entries.get(higher)?.start_offset;
        // With nothing at or below, Kafka answers the asked epoch itself.
        let leader_epoch = higher.checked_sub(1).map_or(epoch, |floor| self.entries[floor].epoch);
        (epoch >= 0).then_some(EpochEndOffset { leader_epoch, end_offset })
    }

    /// The epoch of the record at an offset.
    pub(crate) fn epoch_for_offset(&self, offset: Offset) -> Option<i32> {
        let after = self.entries.partition_point(|entry| entry.start_offset <= offset);
        after.checked_sub(1).map(|floor| self.entries[floor].epoch)
    }

    /// Drops epochs that begin at or after a new end of the log.
    pub(crate) fn truncate_from_end(&mut self, end_offset: Offset) {
        while self.latest().is_some_and(|latest| latest.start_offset >= end_offset) {
            self.entries.pop();
            self.dirty = true;
        }
    }

    /// Drops epochs that end before a new start of the log; the one it falls in begins there.
    pub(crate) fn truncate_from_start(&mut self, start_offset: Offset) {
        let after = self.entries.partition_point(|entry| entry.start_offset <= start_offset);
        let Some(floor) = after.checked_sub(1) else { return };
        if floor == 0 && self.entries[0].start_offset == start_offset {
            return;
        }
        self.entries.drain(..floor);
        self.entries[0].start_offset = start_offset;
        self.dirty = true;
    }

    pub(crate) fn clear(&mut self) {
        self.dirty |= !self.entries.is_empty();
        self.entries.clear();
    }

    /// The entries if they differ from the file; they count as written from now on.
    pub(crate) fn take_dirty(&mut self) -> Option<Vec<EpochEntry>> {
        std::mem::take(&mut self.dirty).then(|| self.entries.clone())
    }

    /// The write after [`Self::take_dirty`] failed.
    pub(crate) fn mark_dirty(&mut self) {
        self.dirty = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cache(entries: &[(i32, i64)]) -> EpochCache {
        EpochCache::load(
            entries.iter().map(|&(epoch, start_offset)| EpochEntry { epoch, start_offset }).collect(),
        )
    }

    fn pairs(cache: &EpochCache) -> Vec<(i32, i64)> {
        cache.entries().iter().map(|entry| (entry.epoch, entry.start_offset)).collect()
    }

    #[test]
    fn an_epoch_is_noted_once_and_contradictions_go() {
        let mut epochs = cache(&[(1, 0), (2, 10), (4, 30)]);
        epochs.assign(4, 40);
        assert!(epochs.take_dirty().is_none());
        epochs.assign(5, 20);
        assert_eq!(pairs(&epochs), [(1, 0), (2, 10), (5, 20)]);
        epochs.assign(2, 15);
        assert_eq!(pairs(&epochs), [(1, 0), (2, 15)]);
        assert!(epochs.take_dirty().is_some());
    }

    #[test]
    fn end_offsets_are_kafkas() {
        let epochs = cache(&[(2, 10), (4, 30)]);
        let end = |epoch| epochs.end_offset_for(epoch, 50).map(|end| (end.leader_epoch, end.end_offset));
        assert_eq!(end(4), Some((4, 50)));
        assert_eq!(end(2), Some((2, 30)));
        assert_eq!(end(3), Some((2, 30)));
        assert_eq!(end(1), Some((1, 10)));
        assert_eq!(end(5), None);
        assert_eq!(end(-1), None);
        assert_eq!(EpochCache::default().end_offset_for(0, 50), None);
    }

    #[test]
    fn truncation_keeps_the_epoch_it_falls_in() {
        let mut epochs = cache(&[(1, 0), (2, 10), (4, 30)]);
        epochs.truncate_from_start(15);
        assert_eq!(pairs(&epochs), [(2, 15), (4, 30)]);
        epochs.truncate_from_end(30);
        assert_eq!(pairs(&epochs), [(2, 15)]);
        epochs.truncate_from_start(5);
        assert_eq!(pairs(&epochs), [(2, 15)]);
        assert_eq!(epochs.epoch_for_offset(14), None);
        assert_eq!(epochs.epoch_for_offset(20), Some(2));
    }
}
