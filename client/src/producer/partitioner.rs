//! Which partition a record without one goes to.

use std::collections::HashMap;

/// The hash of Kafka's partitioners: MurmurHash2, 32 bits, seed 0x9747b28c.
pub fn murmur2(data: &[u8]) -> u32 {
    const M: u32 = 0x5bd1_e995;
    const SEED: u32 = 0x9747_b28c;
    let mut hash = SEED ^ data.len() as u32;
    let mut chunks = data.chunks_exact(4);
    for chunk in &mut chunks {
        let mut k = u32::from_le_bytes([chunk[0], chunk[1], chunk[2], chunk[3]]).wrapping_mul(M);
        k = (k ^ (k >> 24)).wrapping_mul(M);
        hash = hash.wrapping_mul(M) ^ k;
    }
    let rest = chunks.remainder();
    if !rest.is_empty() {
        let tail = rest.iter().rev().fold(0u32, |tail, byte| (tail << 8) | u32::from(*byte));
        hash = (hash ^ tail).wrapping_mul(M);
    }
    hash = (hash ^ (hash >> 13)).wrapping_mul(M);
    hash ^ (hash >> 15)
}

/// The partition that all of Kafka's clients choose for a key.
pub fn partition_for_key(key: &[u8], partition_count: i32) -> i32 {
    (murmur2(key) & 0x7fff_ffff) as i32 % partition_count.max(1)
}

/// For records without key: one partition at a time, another after `batch.size` bytes, so that
/// batches fill (KIP-794).
#[derive(Debug, Default)]
pub(super) struct Sticky {
    topics: HashMap<String, (i32, usize)>,
}

impl Sticky {
    /// The partition for a record of `size` bytes.
    pub(super) fn partition(
        &mut self,
        topic: &str,
        partition_count: i32,
        size: usize,
        batch_size: usize,
    ) -> i32 {
        let random = || rand::random_range(0..partition_count.max(1));
        let Some((partition, bytes)) = self.topics.get_mut(topic) else {
            let partition = random();
            self.topics.insert(topic.to_string(), (partition, size));
            return partition;
        };
        if *bytes >= batch_size || *partition >= partition_count {
            (*partition, *bytes) = (random(), 0);
        }
        *bytes += size;
        *partition
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_that_of_the_java_client() {
        for (text, hash) in [
            ("21", -973_932_308i32),
            ("foobar", -790_332_482),
            ("a-little-bit-long-string", -985_981_536),
            ("a-little-bit-longer-string", -1_486_304_829),
            ("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58_897_971),
            ("abc", 479_470_107),
        ] {
            assert_eq!(murmur2(text.as_bytes()) as i32, hash, "{text}");
        }
    }

    #[test]
    fn a_partition_is_kept_until_a_batch_is_full() {
        let mut sticky = Sticky::default();
        let first = sticky.partition("t", 100, 60, 100);
        assert_eq!(sticky.partition("t", 100, 60, 100), first);
        let changed =
            (0..50).map(|_| sticky.partition("t", 100, 100, 100)).filter(|next| *next != first).count();
        assert!(changed > 0, "never left partition {first}");
        assert!(sticky.partition("t", 1, 1, 100) == 0);
    }
}
