//! Which partition a record without one goes to.

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
/// batches fill; partitions with longer queues are chosen less often (KIP-794).
#[derive(Debug, Default)]
pub(super) struct Sticky {
    current: Option<i32>,
    produced: usize,
    load: Option<LoadStats>,
}

/// Partitions with a running sum of their weights, where they differ.
#[derive(Debug)]
struct LoadStats {
    partitions: Vec<i32>,
    cumulative: Vec<u32>,
}

/// A partition and how many batches wait for it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Load {
    pub partition: i32,
    pub queued: u32,
    /// Its broker takes batches (`partitioner.availability.timeout.ms`).
    pub is_available: bool,
}

impl Sticky {
    /// The partition for the next record. `available` are the partitions with a leader; `random` gives any number.
    pub(super) fn current(
        &mut self,
        available: &[i32],
        partition_count: i32,
        random: impl FnOnce() -> u32,
    ) -> i32 {
        match self.current {
            Some(partition) => partition,
            None => self.change(available, partition_count, random()),
        }
    }

    /// Takes note of a record; goes on to another partition after `batch_size` bytes if `may_change`, and after twice
    /// as many in any case. It may not where the last batch would be left half full.
    pub(super) fn produced(
        &mut self,
        bytes: usize,
        batch_size: usize,
        may_change: bool,
        available: &[i32],
        partition_count: i32,
        random: impl FnOnce() -> u32,
    ) {
        self.produced += bytes;
        if (self.produced >= batch_size && may_change) || self.produced >= batch_size * 2 {
            self.change(available, partition_count, random());
        }
    }

    /// Whether enough was produced to the current partition to leave it.
    pub(super) fn is_due(&self, batch_size: usize) -> bool {
        self.current.is_some() && self.produced >= batch_size
    }

    fn change(&mut self, available: &[i32], partition_count: i32, random: u32) -> i32 {
        let random = random & 0x7fff_ffff;
        let partition = match &self.load {
            Some(load) => {
                let total = load.cumulative.last().copied().unwrap_or(1).max(1);
                let chosen = load.cumulative.partition_point(|sum| *sum <= random % total);
                load.partitions[chosen.min(load.partitions.len() - 1)]
            }
            None if available.is_empty() => (random % partition_count.max(1) as u32) as i32,
            None => available[random as usize % available.len()],
        };
        self.current = Some(partition);
        self.produced = 0;
        partition
    }

    /// Weighs partitions by the length of their queues. `loads` are those with a leader, `partition_count` is of all.
    pub(super) fn weigh(&mut self, loads: &[Load], partition_count: usize) {
        let available: Vec<Load> = loads.iter().copied().filter(|load| load.is_available).collect();
        let all_equal = available.windows(2).all(|pair| pair[0].queued == pair[1].queued);
        if available.is_empty() || partition_count < 2 || (all_equal && available.len() == partition_count) {
            self.load = None;
            return;
        }
        let most = available.iter().map(|load| load.queued).max().unwrap_or(0) + 1;
        let mut sum = 0;
        let cumulative = available.iter().map(|load| {
            sum += most - load.queued;
            sum
        });
        let cumulative = cumulative.collect();
        let partitions = available.iter().map(|load| load.partition).collect();
        self.load = Some(LoadStats { partitions, cumulative });
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
        let all: Vec<i32> = (0..100).collect();
        assert_eq!(sticky.current(&all, 100, || 42), 42);
        sticky.produced(60, 100, true, &all, 100, || 7);
        assert_eq!(sticky.current(&all, 100, || 1), 42);
        sticky.produced(60, 100, false, &all, 100, || 7);
        assert_eq!(sticky.current(&all, 100, || 1), 42, "a batch is half full");
        assert!(sticky.is_due(100));
        sticky.produced(0, 100, true, &all, 100, || 7);
        assert_eq!(sticky.current(&all, 100, || 1), 7);
        sticky.produced(200, 100, false, &all, 100, || 8);
        assert_eq!(sticky.current(&all, 100, || 1), 8, "twice a batch is enough in any case");
        assert_eq!(Sticky::default().current(&[], 4, || 0x8000_0005), 1);
        assert_eq!(Sticky::default().current(&[3], 4, || 5), 3);
    }

    #[test]
    fn longer_queues_are_chosen_less_often() {
        let load = |partition, queued| Load { partition, queued, is_available: true };
        let mut sticky = Sticky::default();
        // KIP-794's example: queues of 0, 3 and 1 batches weigh 4, 1 and 3.
        sticky.weigh(&[load(0, 0), load(1, 3), load(2, 1)], 3);
        let chosen: Vec<i32> = (0..8).map(|random| sticky.change(&[], 3, random)).collect();
        assert_eq!(chosen, [0, 0, 0, 0, 1, 2, 2, 2]);
        sticky.weigh(&[load(0, 2), load(1, 2)], 2);
        assert!(sticky.load.is_none(), "equal queues need no weights");
        sticky.weigh(&[load(0, 2), Load { is_available: false, ..load(1, 2) }], 2);
        assert_eq!(sticky.change(&[0, 1], 2, 1), 0, "a broker that takes nothing gets nothing");
    }
}
