//! A sorted map whose copy is cheap.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

/// Entries of a chunk before it is split in two.
///
/// Small enough that copying one chunk costs less than a microsecond or two, large enough that the outer list
/// of a map with 100,000 entries is some thousand pointers.
const CHUNK_MAX: usize = 64;

/// A sorted map in chunks behind `Arc`s.
///
/// A copy shares every chunk; a change copies the one chunk it touches and the list of chunks, so that
/// changing one topic of thousands costs about a microsecond and older images stay as they were.
///
/// Invariant: no chunk is empty, and keys grow strictly through all chunks.
pub struct SortedMap<K, V> {
    chunks: Arc<Vec<Arc<Vec<(K, V)>>>>,
    len: usize,
}

impl<K, V> Clone for SortedMap<K, V> {
    fn clone(&self) -> Self {
        Self { chunks: Arc::clone(&self.chunks), len: self.len }
    }
}

impl<K, V> Default for SortedMap<K, V> {
    fn default() -> Self {
        Self { chunks: Arc::new(Vec::new()), len: 0 }
    }
}

impl<K: fmt::Debug, V: fmt::Debug> fmt::Debug for SortedMap<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.chunks.iter().flat_map(|c| c.iter()).map(|(k, v)| (k, v))).finish()
    }
}

impl<K: PartialEq, V: PartialEq> PartialEq for SortedMap<K, V> {
    fn eq(&self, other: &Self) -> bool {
        if Arc::ptr_eq(&self.chunks, &other.chunks) {
            return true;
        }
        self.len == other.len
            && self.chunks.iter().flat_map(|c| c.iter()).eq(other.chunks.iter().flat_map(|c| c.iter()))
    }
}

impl<K, V> SortedMap<K, V> {
    /// Number of entries.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is no entry.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// All entries in key order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&K, &V)> {
        self.chunks.iter().flat_map(|chunk| chunk.iter()).map(|(k, v)| (k, v))
    }

    /// All keys in order.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &K> {
        self.iter().map(|(k, _)| k)
    }

    /// All values in key order.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &V> {
        self.iter().map(|(_, v)| v)
    }

    /// The value of `key`.
    pub fn get<Q>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
        Q: Ord + ?Sized,
    {
        let chunk = self.chunks.get(self.chunk_of(key)?)?;
        let at = chunk.binary_search_by(|(k, _)| k.borrow().cmp(key)).ok()?;
        Some(&chunk[at].1)
    }

    /// Whether `key` has a value.
    pub fn contains_key<Q>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
        Q: Ord + ?Sized,
    {
        self.get(key).is_some()
    }

    /// Entries whose keys are not below `from`, in order.
    pub fn range_from<'a, Q>(&'a self, from: &Q) -> impl Iterator<Item = (&'a K, &'a V)>
    where
        K: Borrow<Q>,
        Q: Ord + ?Sized,
    {
        let first = self.chunk_of(from).unwrap_or(0);
        let skip =
            self.chunks.get(first).map_or(0, |chunk| chunk.partition_point(|(k, _)| k.borrow() < from));
        self.chunks[first.min(self.chunks.len())..]
            .iter()
            .flat_map(|chunk| chunk.iter())
            .skip(skip)
            .map(|(k, v)| (k, v))
    }

    /// The chunk that holds `key` if any does; `None` if it would be before the first.
    fn chunk_of<Q>(&self, key: &Q) -> Option<usize>
    where
        K: Borrow<Q>,
        Q: Ord + ?Sized,
    {
        self.chunks.partition_point(|chunk| chunk[0].0.borrow() <= key).checked_sub(1)
    }
}

impl<K: Ord + Clone, V: Clone> SortedMap<K, V> {
    /// Sets the value of `key` and returns the one before.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        let index = self.chunk_of(&key).unwrap_or(0);
        let chunks = Arc::make_mut(&mut self.chunks);
        let Some(chunk) = chunks.get_mut(index) else {
            chunks.push(Arc::new(vec![(key, value)]));
            self.len = 1;
            return None;
        };
        let chunk = Arc::make_mut(chunk);
        match chunk.binary_search_by(|(k, _)| k.cmp(&key)) {
            Ok(at) => return Some(std::mem::replace(&mut chunk[at].1, value)),
            Err(at) => chunk.insert(at, (key, value)),
        }
        self.len += 1;
        if chunk.len() > CHUNK_MAX {
            // Keys that only grow (offsets, names made in order) leave full chunks behind.
            let at = if index + 1 == chunks.len() { CHUNK_MAX } else { CHUNK_MAX / 2 };
            let upper = Arc::make_mut(&mut chunks[index]).split_off(at);
            chunks.insert(index + 1, Arc::new(upper));
        }
        None
    }

    /// Removes `key` and returns its value.
    pub fn remove<Q>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
        Q: Ord + ?Sized,
    {
        let index = self.chunk_of(key)?;
        let at = self.chunks[index].binary_search_by(|(k, _)| k.borrow().cmp(key)).ok()?;
        let chunks = Arc::make_mut(&mut self.chunks);
        let chunk = Arc::make_mut(&mut chunks[index]);
        let (_, value) = chunk.remove(at);
        self.len -= 1;
        if chunk.is_empty() {
            chunks.remove(index);
        }
        Some(value)
    }
}

impl<K: Ord + Clone, V: Clone> FromIterator<(K, V)> for SortedMap<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let mut map = Self::default();
        for (key, value) in entries {
            map.insert(key, value);
        }
        map
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn behaves_as_a_tree_map(steps in proptest::collection::vec((any::<bool>(), 0u16..400), 0..1500)) {
            let mut model = BTreeMap::new();
            let mut map = SortedMap::default();
            let mut earlier = Vec::new();
            for (i, (insert, key)) in steps.into_iter().enumerate() {
                if insert {
                    prop_assert_eq!(map.insert(key, i), model.insert(key, i));
                } else {
                    prop_assert_eq!(map.remove(&key), model.remove(&key));
                }
                prop_assert_eq!(map.len(), model.len());
                if i % 100 == 0 {
                    earlier.push((map.clone(), model.clone()));
                }
            }
            earlier.push((map, model));
            for (map, model) in earlier {
                prop_assert!(map.iter().eq(model.iter()));
                for key in [0u16, 17, 200, 399] {
                    prop_assert_eq!(map.get(&key), model.get(&key));
                    prop_assert!(map.range_from(&key).eq(model.range(key..)));
                }
            }
        }
    }
}
