//! The latest offset of each key in the dirty section of a log.

use std::hash::{BuildHasher, RandomState};

/// A map from keys to offsets in bounded memory, which keeps hashes instead of keys.
///
/// Two keys with one hash would lose a record, so the hash has 128 bits, as that of Kafka's map. It is keyed
/// at random, so that nobody can make keys that collide. Unlike Kafka's map, which takes
/// `log.cleaner.dedupe.buffer.size` once and for all, this one starts empty and grows up to that size.
pub(crate) struct OffsetMap {
    hashers: [RandomState; 2],
    slots: Vec<Slot>,
    entries: usize,
    entries_max: usize,
    latest_offset: i64,
}

#[derive(Clone, Copy)]
struct Slot {
    hash: [u64; 2],
    /// Negative in an empty slot.
    offset: i64,
}

const EMPTY: Slot = Slot { hash: [0; 2], offset: -1 };
const FIRST_SLOTS: usize = 1 << 10;

/// The map holds as many keys as it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Full;

impl OffsetMap {
    /// A map that takes at most `memory_max` bytes, of which at most the share `load_factor` is filled.
    pub(crate) fn new(memory_max: u64, load_factor: f64) -> Self {
        let slots = memory_max / size_of::<Slot>() as u64;
        // A map for a single key at least, or cleaning would never come to an end.
        let entries_max = ((slots as f64 * load_factor.clamp(0.01, 0.99)) as usize).max(1);
        let hashers = [RandomState::new(), RandomState::new()];
        Self { hashers, slots: Vec::new(), entries: 0, entries_max, latest_offset: -1 }
    }

    /// Records that `key` was last seen at `offset`.
    ///
    /// # Errors
    /// [`Full`], and then the map is as before. Kafka refuses here even keys that it already has; so do we, as
    /// the section that is covered must end somewhere.
    pub(crate) fn put(&mut self, key: &[u8], offset: i64) -> Result<(), Full> {
        if self.entries >= self.entries_max {
            return Err(Full);
        }
        self.make_room();
        let hash = self.hash(key);
        let at = self.position(hash);
        if self.slots[at].offset < 0 {
            self.entries += 1;
        }
        self.slots[at] = Slot { hash, offset };
        self.latest_offset = offset;
        Ok(())
    }

    /// Where `key` was last seen.
    pub(crate) fn get(&self, key: &[u8]) -> Option<i64> {
        if self.slots.is_empty() {
            return None;
        }
        let offset = self.slots[self.position(self.hash(key))].offset;
        (offset >= 0).then_some(offset)
    }

    /// The end of what the map covers (inclusive), -1 if it covers nothing.
    pub(crate) fn latest_offset(&self) -> i64 {
        self.latest_offset
    }

    /// Everything up to `offset` is covered, though the batches there may have no keys.
    pub(crate) fn set_latest_offset(&mut self, offset: i64) {
        self.latest_offset = offset;
    }

    fn hash(&self, key: &[u8]) -> [u64; 2] {
        [self.hashers[0].hash_one(key), self.hashers[1].hash_one(key)]
    }

    /// The slot that holds the hash, or the empty one where it belongs.
    fn position(&self, hash: [u64; 2]) -> usize {
        let slots = self.slots.len();
        // Scales the hash to the number of slots, which need not be a power of two.
        let mut at = ((u128::from(hash[0]) * slots as u128) >> 64) as usize;
        while self.slots[at].offset >= 0 && self.slots[at].hash != hash {
            at = if at + 1 == slots { 0 } else { at + 1 };
        }
        at
    }

    /// Keeps a quarter of the slots free, and at the limit what the load factor leaves.
    fn make_room(&mut self) {
        let slots_max = self.entries_max + self.entries_max / 8 + 2;
        let wanted = ((self.entries + 1) * 4 / 3 + 1).min(slots_max);
        if self.slots.len() >= wanted {
            return;
        }
        let slots = (self.slots.len() * 2).max(FIRST_SLOTS).min(slots_max);
        let old = std::mem::replace(&mut self.slots, vec![EMPTY; slots]);
        for slot in old.into_iter().filter(|slot| slot.offset >= 0) {
            let at = self.position(slot.hash);
            self.slots[at] = slot;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_unused_map_takes_no_memory() {
        let map = OffsetMap::new(128 << 20, 0.9);
        assert_eq!(map.slots.capacity(), 0);
        assert_eq!(map.get(b"key"), None);
        assert_eq!(map.latest_offset(), -1);
    }

    #[test]
    fn it_is_full_at_its_limit() {
        let mut map = OffsetMap::new(24 * 1000, 0.9);
        let mut count = 0;
        while map.put(format!("key{count}").as_bytes(), count).is_ok() {
            count += 1;
        }
        assert_eq!(count, 900);
        assert_eq!(map.entries, 900);
        assert!(map.slots.len() * size_of::<Slot>() <= 25 * 1000);
        assert_eq!(map.put(b"key1", 5000), Err(Full));
        for number in 0..count {
            assert_eq!(map.get(format!("key{number}").as_bytes()), Some(number));
        }
        assert_eq!(map.get(b"other"), None);
        let mut tiny = OffsetMap::new(0, 0.9);
        tiny.put(b"a", 1).unwrap();
        assert_eq!(tiny.put(b"b", 2), Err(Full));
    }

    proptest! {
        #[test]
        fn behaves_as_a_map(puts in prop::collection::vec((0..400u32, 0..i64::MAX), 0..3000)) {
            let mut map = OffsetMap::new(1 << 20, 0.9);
            let mut model = HashMap::new();
            for (key, offset) in puts {
                map.put(&key.to_be_bytes(), offset).unwrap();
                model.insert(key, offset);
                assert_eq!(map.latest_offset(), offset);
            }
            assert_eq!(map.entries, model.len());
            for key in 0..500u32 {
                assert_eq!(map.get(&key.to_be_bytes()), model.get(&key).copied());
            }
        }
    }
}
