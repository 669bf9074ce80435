//! The order in which Java walks over its hash tables, where a decision that clients can see depends on it.
//!
//! A `HashMap` has a power of two of buckets, a key's bucket is its hash folded and cut to size, and a bucket keeps the
//! order of insertion. (A bucket of more than eight keys in a table of 64 or more becomes a tree; Kafka's inputs do not
//! come near.)

use uuid::Uuid;

use crate::coordinator_records::java_string_hash;

/// Java's `hashCode` of a key.
pub trait JavaHash {
    /// `hashCode` of this value.
    fn java_hash(&self) -> i32;
}

impl JavaHash for str {
    /// Over UTF-16 code units.
    fn java_hash(&self) -> i32 {
        java_string_hash(self)
    }
}

impl JavaHash for Uuid {
    fn java_hash(&self) -> i32 {
        let (most, least) = self.as_u64_pair();
        let mixed = most ^ least;
        #[expect(clippy::cast_possible_truncation, reason = "Java cuts the halves off")]
        let (high, low) = ((mixed >> 32) as u32, mixed as u32);
        (high ^ low).cast_signed()
    }
}

impl JavaHash for i32 {
    fn java_hash(&self) -> i32 {
        *self
    }
}

const DEFAULT_BUCKETS: usize = 16;

/// The buckets of a table that `count` keys were put into one by one.
pub fn grown(count: usize) -> usize {
    let mut buckets = DEFAULT_BUCKETS;
    while count > buckets / 4 * 3 {
        buckets *= 2;
    }
    buckets
}

/// The buckets of a `HashSet` made from a collection of `count` keys.
pub fn copied(count: usize) -> usize {
    // `(int) (count / .75f) + 1`, at least the default, up to the next power of two.
    (count * 4 / 3 + 1).max(DEFAULT_BUCKETS).next_power_of_two()
}

/// Keys in the order Java walks over them, in a table of so many buckets, put in as they come.
pub fn walk<'a, K: JavaHash + ?Sized>(keys: impl Iterator<Item = &'a K>, buckets: usize) -> Vec<&'a K> {
    let mut keys: Vec<&K> = keys.collect();
    keys.sort_by_key(|key| bucket(key.java_hash(), buckets));
    keys
}

/// The bucket of a hash in a table of so many, which is a power of two.
pub fn bucket(hash: i32, buckets: usize) -> usize {
    let hash = hash.cast_unsigned();
    (hash ^ (hash >> 16)) as usize & (buckets - 1)
}

/// How `String.compareTo` orders: by UTF-16 code units, which is not the order of UTF-8.
pub fn compare_text(one: &str, other: &str) -> std::cmp::Ordering {
    one.encode_utf16().cmp(other.encode_utf16())
}

/// How Kafka's `Uuid.compareTo` orders: as two signed numbers.
pub fn uuid_key(id: Uuid) -> (i64, i64) {
    let (most, least) = id.as_u64_pair();
    (most.cast_signed(), least.cast_signed())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_javas() {
        assert_eq!("".java_hash(), 0);
        assert_eq!("kafka".java_hash(), 101_807_910);
        assert_eq!("polygenelubricants".java_hash(), i32::MIN);
        let id = Uuid::from_u64_pair(0x0123_4567_89ab_cdef, 0xfedc_ba98_7654_3210);
        assert_eq!(id.java_hash(), 0, "all bits set in both halves cancel");
    }

    #[test]
    fn numbers_beyond_the_table_wrap_around() {
        let order =
            |keys: &[i32]| walk(keys.iter(), copied(keys.len())).into_iter().copied().collect::<Vec<_>>();
        assert_eq!(order(&[0, 3, 15, 17, 20]), [0, 17, 3, 20, 15]);
        assert_eq!(bucket(0x1_0000, 16), 1, "the upper half is folded in");
        assert_eq!((copied(11), copied(12), grown(12), grown(13)), (16, 32, 16, 32));
    }
}
