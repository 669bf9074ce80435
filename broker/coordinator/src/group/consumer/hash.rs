//! Hashes of topics and of a group's topics: a group's epoch moves on when the latter changes (KIP-1101).
//!
//! They are stored in the group's record, so they are Kafka's to the bit: XXH3 over the fields in the order and widths
//! of hash4j, which Kafka uses. Integers are little-endian; a string is its UTF-16 units and then their number.

use std::collections::BTreeMap;

use twox_hash::XxHash3_64;

use crate::group::view::{TopicView, TopicsView};

/// Version of the layout.
const MAGIC: u8 = 0;

/// The hash of a topic: its id, name, partitions, and the racks that have them.
pub(crate) fn topic_hash(topic: &TopicView, topics: &dyn TopicsView) -> i64 {
    let mut bytes = Vec::with_capacity(64 + 4 * usize::try_from(topic.partition_count).unwrap_or(0));
    bytes.push(MAGIC);
    let (high, low) = topic.id.as_u64_pair();
    bytes.extend_from_slice(&high.to_le_bytes());
    bytes.extend_from_slice(&low.to_le_bytes());
    put_string(&mut bytes, &topic.name);
    bytes.extend_from_slice(&topic.partition_count.to_le_bytes());
    for partition in 0..topic.partition_count {
        bytes.extend_from_slice(&partition.to_le_bytes());
        let mut racks = topics.racks(topic.id, partition);
        racks.sort_by(|a, b| a.encode_utf16().cmp(b.encode_utf16()));
        for rack in racks {
            let units = i32::try_from(rack.encode_utf16().count()).unwrap_or(i32::MAX);
            bytes.extend_from_slice(&units.to_le_bytes());
            put_string(&mut bytes, &rack);
        }
    }
    XxHash3_64::oneshot(&bytes).cast_signed()
}

/// The hash of a group's topics, 0 for none. Topics that do not exist have no part in it.
pub(crate) fn group_hash(hashes: &BTreeMap<&str, i64>) -> i64 {
    if hashes.is_empty() {
        return 0;
    }
    // Java compares strings by UTF-16 units; that is another order than ours beyond the basic plane.
    let mut sorted: Vec<_> = hashes.iter().collect();
    sorted.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
    let bytes: Vec<u8> = sorted.into_iter().flat_map(|(_, hash)| hash.to_le_bytes()).collect();
    XxHash3_64::oneshot(&bytes).cast_signed()
}

fn put_string(bytes: &mut Vec<u8>, text: &str) {
    let before = bytes.len();
    text.encode_utf16().for_each(|unit| bytes.extend_from_slice(&unit.to_le_bytes()));
    let units = i32::try_from((bytes.len() - before) / 2).unwrap_or(i32::MAX);
    bytes.extend_from_slice(&units.to_le_bytes());
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use uuid::Uuid;

    use super::*;

    #[derive(Debug)]
    struct Racks(&'static [&'static str]);

    impl TopicsView for Racks {
        fn version(&self) -> i64 {
            0
        }

        fn by_name(&self, _: &str) -> Option<TopicView> {
            None
        }

        fn by_id(&self, _: Uuid) -> Option<TopicView> {
            None
        }

        fn names(&self) -> Vec<Arc<str>> {
            Vec::new()
        }

        fn racks(&self, _: Uuid, _: i32) -> Vec<String> {
            self.0.iter().map(|rack| (*rack).to_owned()).collect()
        }
    }

    fn topic(name: &str, id: (u64, u64), partition_count: i32) -> TopicView {
        TopicView { name: name.into(), id: Uuid::from_u64_pair(id.0, id.1), partition_count }
    }

    #[test]
    fn hashes_are_those_of_kafkas_library() {
        let none = Racks(&[]);
        assert_eq!(topic_hash(&topic("orders", (1, 2), 3), &none), 2_779_785_129_666_336_701);
        // More than 240 bytes: another way through XXH3.
        assert_eq!(topic_hash(&topic("big", (1, 2), 500), &none), 9_035_306_671_184_507_996);
        let racks = Racks(&["rack-b", "rack-a"]);
        let id = (0x0123_4567_89ab_cdef, 0x1122_3344_5566_7788);
        let hash = topic_hash(&topic("topic-\u{e4}", id, 2), &racks);
        assert_eq!(hash, -4_235_428_016_331_951_473);
        let hashes = BTreeMap::from([("b", hash), ("a", 5)]);
        assert_eq!(group_hash(&hashes), 9_104_063_926_423_296_524);
        assert_eq!(group_hash(&BTreeMap::new()), 0);
    }
}
