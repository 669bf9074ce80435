//! The segments of a log in the order of their base offsets.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::Arc;

use parking_lot::RwLock;

use crate::Offset;
use crate::segment::Segment;

/// All segments. The lock is held for look-ups and changes of the map only, never during file operations.
#[derive(Debug, Default)]
pub(crate) struct Segments {
    map: RwLock<BTreeMap<Offset, Arc<Segment>>>,
}

impl Segments {
    pub(crate) fn add(&self, segment: Arc<Segment>) -> Option<Arc<Segment>> {
        self.map.write().insert(segment.base_offset(), segment)
    }

    pub(crate) fn remove(&self, base_offset: Offset) -> Option<Arc<Segment>> {
        self.map.write().remove(&base_offset)
    }

    /// Replaces some segments by others in one step, so that no reader sees a hole.
    pub(crate) fn replace(&self, old: &[Offset], new: impl IntoIterator<Item = Arc<Segment>>) {
        let mut map = self.map.write();
        for base_offset in old {
            map.remove(base_offset);
        }
        map.extend(new.into_iter().map(|segment| (segment.base_offset(), segment)));
    }

    pub(crate) fn len(&self) -> usize {
        self.map.read().len()
    }

    pub(crate) fn contains(&self, base_offset: Offset) -> bool {
        self.map.read().contains_key(&base_offset)
    }

    pub(crate) fn first(&self) -> Option<Arc<Segment>> {
        self.map.read().first_key_value().map(|(_, segment)| Arc::clone(segment))
    }

    pub(crate) fn last(&self) -> Option<Arc<Segment>> {
        self.map.read().last_key_value().map(|(_, segment)| Arc::clone(segment))
    }

    /// The segment that an offset falls in.
    pub(crate) fn floor(&self, offset: Offset) -> Option<Arc<Segment>> {
        self.map.read().range(..=offset).next_back().map(|(_, segment)| Arc::clone(segment))
    }

    /// The segment before the one with this base offset.
    pub(crate) fn lower(&self, base_offset: Offset) -> Option<Arc<Segment>> {
        self.map.read().range(..base_offset).next_back().map(|(_, segment)| Arc::clone(segment))
    }

    /// The segment after the one with this base offset.
    pub(crate) fn higher(&self, base_offset: Offset) -> Option<Arc<Segment>> {
        let range = (Bound::Excluded(base_offset), Bound::Unbounded);
        self.map.read().range(range).next().map(|(_, segment)| Arc::clone(segment))
    }

    /// All of them.
    pub(crate) fn all(&self) -> Vec<Arc<Segment>> {
        self.map.read().values().map(Arc::clone).collect()
    }

    /// Those that may hold offsets of `from..to`: the one `from` falls in and all up to `to`.
    pub(crate) fn covering(&self, from: Offset, to: Offset) -> Vec<Arc<Segment>> {
        let map = self.map.read();
        let start = map.range(..=from).next_back().map_or(from, |(base_offset, _)| *base_offset);
        if start >= to {
            return Vec::new();
        }
        map.range(start..to).map(|(_, segment)| Arc::clone(segment)).collect()
    }

    /// Bytes of all segments.
    pub(crate) fn bytes(&self) -> u64 {
        self.map.read().values().map(|segment| segment.size()).sum()
    }
}
