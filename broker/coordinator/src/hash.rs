//! Which partition of an internal topic a coordinator key belongs to.

/// `String.hashCode` of Java: over UTF-16 code units, wrapping at 32 bits.
pub fn java_string_hash(text: &str) -> i32 {
    text.encode_utf16().fold(0i32, |hash, unit| hash.wrapping_mul(31).wrapping_add(i32::from(unit)))
}

/// The partition of the internal topic that holds `key` (a group id or a transactional id).
///
/// Kafka's `Utils.abs` clears the sign bit; it does not negate.
pub fn partition_for(key: &str, partition_count: i32) -> i32 {
    (java_string_hash(key) & i32::MAX) % partition_count.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hash_equals_javas() {
        assert_eq!(java_string_hash(""), 0);
        assert_eq!(java_string_hash("a"), 97);
        assert_eq!(java_string_hash("hello world"), 1_794_106_052);
        assert_eq!(java_string_hash("polygenelubricants"), i32::MIN);
        // surrogate pairs count as two units
        assert_eq!(java_string_hash("\u{1F600}"), 1_772_899);
    }

    #[test]
    fn negative_hashes_lose_their_sign_bit() {
        assert_eq!(partition_for("polygenelubricants", 50), 0);
        assert!((0..50).contains(&partition_for("group-with-some-name", 50)));
    }
}
