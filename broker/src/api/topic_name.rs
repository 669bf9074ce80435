//! Names of topics: which are Kafka's own and which a topic may have.

/// Topics that Kafka keeps for itself.
const INTERNAL: [&str; 3] = ["__consumer_offsets", "__transaction_state", "__share_group_state"];

/// Longest name; the directory of a partition adds a number and a suffix and must fit a file name.
const LENGTH_MAX: usize = 249;

/// Whether clients are told that the topic is internal.
pub(crate) fn is_internal(name: &str) -> bool {
    INTERNAL.contains(&name)
}

/// Whether a topic may have this name.
pub(crate) fn is_valid(name: &str) -> bool {
    let is_legal = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    !name.is_empty() && name != "." && name != ".." && name.len() <= LENGTH_MAX && name.bytes().all(is_legal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_checked() {
        assert!(is_valid("a.b_c-9") && is_valid(&"x".repeat(249)));
        for bad in ["", ".", "..", "a b", "é", "a/b", &"x".repeat(250)] {
            assert!(!is_valid(bad), "{bad}");
        }
        assert!(is_internal("__consumer_offsets") && !is_internal("offsets"));
    }
}
