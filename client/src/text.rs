//! Rust strings as the protocol's strings.

use kavka_protocol::messages::{GroupId, TopicName};
use kavka_protocol::wire::StrBytes;

pub(crate) fn text(value: &str) -> StrBytes {
    StrBytes::from_string(value.to_string())
}

pub(crate) fn topic_name(value: &str) -> TopicName {
    TopicName(text(value))
}

pub(crate) fn group_id(value: &str) -> GroupId {
    GroupId(text(value))
}
